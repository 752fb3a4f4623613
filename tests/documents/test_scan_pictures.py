"""A look at an image: what each kind of label and packing shows, and what is left to a viewer."""

from __future__ import annotations

import array
import io
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image
from pydicom import encaps
from pydicom.data import get_testdata_file
from pydicom.uid import JPEG2000Lossless, JPEGBaseline8Bit, JPEGLosslessSV1, RLELossless

from caseorg.documents.disc import DiscSource
from caseorg.documents.gray import ALL, Values, shades, whole_range
from caseorg.documents.kinds import FileKind
from caseorg.documents.packing import scans_in
from caseorg.documents.ranges import BytesRanges
from caseorg.documents.scan_picture import ScanPicture, Window, scan_picture
from caseorg.documents.worker import Worker
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, NoDecoderError
from tests.documents.made_discs import a_slice, an_image, an_iso, write
from tests.documents.of_others import THEIRS

SHARED = THEIRS / "dicom"


@pytest.fixture(scope="module")
def scan_worker() -> Iterator[Worker]:
    with Worker(reads="scans") as worker:
        yield worker


@pytest.fixture
def show(scan_worker: Worker):
    """Shows a picture of an image that lies on a disc alone."""

    def show(image: bytes, **how: object) -> ScanPicture:
        source = DiscSource(BytesRanges(an_iso([("A", image)])), FileKind.iso)
        return scan_picture(source, "disc", "A", worker=scan_worker, **how)

    return show


def gray(*values: int, signed: bool = False, wide: bool = True) -> dict[str, object]:
    """The entries of a label with one row of these values."""
    code = ("h" if signed else "H") if wide else ("b" if signed else "B")
    bits = 16 if wide else 8
    sizes = {"Rows": 1, "Columns": len(values), "BitsAllocated": bits, "BitsStored": bits, "HighBit": bits - 1}
    return {**sizes, "PixelRepresentation": int(signed), "PixelData": array.array(code, values).tobytes()}


def test_a_ct_is_shown_in_the_window_that_the_hospital_set_and_in_any_other(show) -> None:
    windows = {"WindowCenter": [40, -600], "WindowWidth": [280, 1500]}
    image = an_image(**gray(0, 924, 1064, 1204, 4095, 0), RescaleSlope=1, RescaleIntercept=-1024, **windows)
    picture = show(image)
    assert picture.window == Window(40, 280)
    assert picture.own_windows == (Window(40, 280), Window(-600, 1500))
    assert (picture.low, picture.high) == (-1024, 3071)
    assert list(picture.points) == [0, 0, 127, 255, 255, 0]
    assert list(show(image, window=Window(1024, 4096)).points) == [0, 57, 66, 74, 255, 0]


def test_numbers_below_zero_inverted_grays_and_bits_that_do_not_count_are_understood(show) -> None:
    below = show(an_image(**gray(-1000, 0, 1000, 20, signed=True)))
    assert (below.low, below.high, list(below.points)) == (-1000, 1000, [0, 127, 255, 130])
    turned = show(an_image(**gray(-1000, 0, 1000, 20, signed=True), PhotometricInterpretation="MONOCHROME1"))
    assert list(turned.points) == [255, 128, 0, 125]
    # Twelve bits count; an overlay may lie in those above.
    twelve = gray(0xF000, 0x0FFF, 0x1800, 0x0400)
    picture = show(an_image(**{**twelve, "BitsStored": 12, "HighBit": 11}))
    assert (picture.low, picture.high, list(picture.points)) == (0, 4095, [0, 255, 127, 63])
    eight = show(an_image(**gray(0, 128, 255, 7, wide=False)))
    assert list(eight.points) == [0, 128, 255, 7]


def test_colors_are_shown_as_colors(show) -> None:
    red_blue = bytes([255, 0, 0, 0, 0, 255])
    size = {"Rows": 1, "Columns": 2, "SamplesPerPixel": 3, "PhotometricInterpretation": "RGB"}
    plain = show(an_image(**size, PlanarConfiguration=0, PixelData=red_blue))
    assert (plain.is_gray, plain.window, plain.points) == (False, None, red_blue)
    planes = show(an_image(**size, PlanarConfiguration=1, PixelData=bytes([255, 0, 0, 0, 0, 255])))
    assert planes.points == red_blue
    shared = {**size, "PhotometricInterpretation": "YBR_FULL_422", "PlanarConfiguration": 0}
    assert show(an_image(**shared, PixelData=bytes([200, 100, 128, 128]))).points == bytes([200] * 3 + [100] * 3)
    tables = {}
    for name, entries in (("Red", b"\1\2"), ("Green", b"\3\4"), ("Blue", b"\5\6")):
        tables[f"{name}PaletteColorLookupTableDescriptor"] = [2, 5, 8]
        tables[f"{name}PaletteColorLookupTableData"] = entries
    palette = show(an_image(**gray(0, 5, 6, 9, wide=False), PhotometricInterpretation="PALETTE COLOR", **tables))
    assert palette.points == bytes([1, 3, 5, 1, 3, 5, 2, 4, 6, 2, 4, 6])


def test_packings_that_the_libraries_know_are_unpacked_and_others_are_left_to_a_viewer(show) -> None:
    picture = Image.linear_gradient("L").resize((32, 32))
    size = {"Rows": 32, "Columns": 32}
    packed = {}
    for form, syntax in (("JPEG", JPEGBaseline8Bit), ("JPEG2000", JPEG2000Lossless)):
        buffer = io.BytesIO()
        picture.save(buffer, form)
        packed[syntax] = encaps.encapsulate([buffer.getvalue(), buffer.getvalue()])
    for syntax, data in packed.items():
        image = an_image(syntax=syntax, **size, NumberOfFrames=2, PixelData=data)
        for frame in (0, 1):
            seen = show(image, frame=frame, window=Window(128, 256)).points
            assert max(abs(one - other) for one, other in zip(seen, picture.tobytes(), strict=True)) < 8
        with pytest.raises(DamagedDocumentError):
            show(image, frame=2)
    unknown = an_image(syntax=JPEGLosslessSV1, **size, PixelData=encaps.encapsulate([b"\xff\xd8\xff\xc3"]))
    with pytest.raises(NoDecoderError):
        show(unknown)
    with pytest.raises(NoDecoderError):
        show(an_image(syntax=RLELossless, **size, PixelData=encaps.encapsulate([b"noise"])))


def test_hostile_images_are_refused_and_the_worker_lives_on(show, scan_worker: Worker) -> None:
    for hostile in (
        {"Rows": 60_000, "Columns": 60_000},
        {"Rows": 0, "Columns": 8},
        {"NumberOfFrames": 1_000_000, "Rows": 500, "Columns": 500},
        {"BitsAllocated": 48},
        {"SamplesPerPixel": 3},
        {"PhotometricInterpretation": "PALETTE COLOR"},
    ):
        with pytest.raises(CaseorgError):
            show(an_image(**hostile), frame=int(hostile.get("NumberOfFrames", 1)) - 1)
    process = scan_worker.process_id
    assert show(an_image()).columns == 8
    assert scan_worker.process_id == process


def test_no_more_points_are_sent_than_can_be_shown(show) -> None:
    picture = show(a_slice(1, PixelSpacing=[2, 1]), size=(60, 200))
    assert (picture.columns, picture.rows, picture.aspect) == (60, 60, 2)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_every_image_that_is_there_to_try_is_shown_or_left_to_a_viewer(tmp_path: Path, scan_worker: Worker) -> None:
    there = Path(str(get_testdata_file("CT_small.dcm"))).parent
    found = [*sorted(there.glob("*.dcm")), *sorted(SHARED.glob("*.dcm"))]
    files = {f"{number}{file.name}".replace("__", "_"): file.read_bytes() for number, file in enumerate(found)}
    source = scans_in(write(tmp_path / "disc", **files)).source
    shown, left = 0, 0
    for name, _size in source.facts["files"]:
        try:
            picture = scan_picture(source, "disc", name, worker=scan_worker)
        except (NoDecoderError, DamagedDocumentError):
            left += 1
            continue
        shown += 1
        assert len(picture.points) == picture.columns * picture.rows * (1 if picture.is_gray else 3)
    assert shown >= 30
    assert shown > left / 2


@given(
    some.integers(1, 16), some.booleans(), some.sampled_from([1.0, -1.0, 0.5, 2.5]), some.floats(-2000, 2000),
    some.floats(-3000, 3000), some.floats(0, 5000), some.booleans(),
)  # fmt: skip
@settings(max_examples=30, deadline=None)
def test_the_table_of_shades_is_what_the_standard_says(
    bits: int, is_signed: bool, slope: float, intercept: float, center: float, width: float, is_inverted: bool
) -> None:
    table = shades(Values(bits, 0, is_signed, 0, slope, intercept), center, width, is_inverted=is_inverted)
    assert len(table) == ALL
    width = max(1.0, width)
    for point in (*range(0, ALL, 1291), 0, 1, ALL // 2, ALL - 1):
        number = point % (1 << bits)
        if is_signed and number >= 1 << (bits - 1):
            number -= 1 << bits
        value = number * slope + intercept
        if value <= center - 0.5 - (width - 1) / 2:
            shade = 0
        elif value > center - 0.5 + (width - 1) / 2:
            shade = 255
        else:
            shade = math.floor(((value - (center - 0.5)) / (width - 1) + 0.5) * 255)
        assert table[point] == (255 - shade if is_inverted else shade)


def test_the_whole_range_runs_from_black_to_white() -> None:
    center, width = whole_range(-1000, 1000)
    table = shades(Values(16, is_signed=True), center, width, is_inverted=False)
    assert (table[ALL - 1000], table[0], table[1000]) == (0, 127, 255)
