"""Lossless JPEG, as hospitals burn it: each way of expecting a sample, restarts, colors, and what is no picture."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pydicom
import pytest
from pydicom import encaps
from pydicom.uid import JPEGLosslessSV1

from caseorg.documents.disc import DiscSource
from caseorg.documents.kinds import FileKind
from caseorg.documents.lossless_jpeg import samples
from caseorg.documents.ranges import BytesRanges
from caseorg.documents.scan_picture import ScanPicture, Window, scan_picture
from caseorg.documents.worker import Worker
from caseorg.domain.errors import NoDecoderError
from tests.documents.made_discs import an_image, an_iso

EXPECTED: dict[int, Callable[[int, int, int], int]] = {
    1: lambda left, above, corner: left,
    2: lambda left, above, corner: above,
    3: lambda left, above, corner: corner,
    4: lambda left, above, corner: left + above - corner,
    5: lambda left, above, corner: left + ((above - corner) >> 1),
    6: lambda left, above, corner: above + ((left - corner) >> 1),
    7: lambda left, above, corner: (left + above) >> 1,
}


def packed(
    planes: Sequence[Sequence[int]], columns: int, *, precision: int = 16, predictor: int = 1, restart: int = 0
) -> bytes:
    """Pack samples as T.81 says, with one code of five bits for each number of bits."""
    rows = len(planes[0]) // columns
    parts: list[str] = [""]
    for place in range(rows * columns):
        row, column = divmod(place, columns)
        begins = restart and place % restart == 0
        if begins and place:
            parts.append("")
        for plane in planes:
            left = plane[place - 1] if column else 0
            above, corner = (plane[place - columns - step] if row else 0 for step in (0, 1))
            if not column:
                before = 1 << (precision - 1) if begins or not row else above
            elif row == 0 or (restart and row * columns // restart * restart == row * columns):
                before = left
            else:
                before = EXPECTED[predictor](left, above, corner)
            difference = (plane[place] - before) & 0xFFFF
            parts[-1] += coded(difference - 65536 if difference > 32768 else difference)
    heads = [
        b"\xff\xc4" + (2 + 17 + 17).to_bytes(2, "big") + bytes([0, 0, 0, 0, 0, 17, *[0] * 11]) + bytes(range(17)),
        b"\xff\xc3" + (8 + 3 * len(planes)).to_bytes(2, "big") + bytes([precision])
        + rows.to_bytes(2, "big") + columns.to_bytes(2, "big") + bytes([len(planes)])
        + b"".join(bytes([number + 1, 0x11, 0]) for number in range(len(planes))),
        b"\xff\xdd\x00\x04" + restart.to_bytes(2, "big"),
        b"\xff\xda" + (6 + 2 * len(planes)).to_bytes(2, "big") + bytes([len(planes)])
        + b"".join(bytes([number + 1, 0]) for number in range(len(planes))) + bytes([predictor, 0, 0]),
    ]  # fmt: skip
    body = b""
    for number, bits in enumerate(parts):
        filled = bits + "1" * (-len(bits) % 8)
        data = int(filled, 2).to_bytes(len(filled) // 8, "big").replace(b"\xff", b"\xff\x00")
        body += (b"\xff" + bytes([0xD0 + (number - 1) % 8]) if number else b"") + data
    return b"\xff\xd8" + b"".join(heads) + body + b"\xff\xd9"


def coded(difference: int) -> str:
    size = abs(difference).bit_length()
    if size == 16 or not size:
        return f"{size:05b}"
    low = difference if difference > 0 else difference + (1 << size) - 1
    return f"{size:05b}{low:0{size}b}"


def wide(plane: Sequence[int]) -> bytes:
    return b"".join(value.to_bytes(2, "little") for value in plane)


@pytest.mark.parametrize("predictor", EXPECTED)
def test_each_way_of_expecting_a_sample_gives_the_picture_back(predictor: int) -> None:
    chance = random.Random(predictor)
    plane = [chance.choice((0, 1, 2047, 40000, 65535, chance.randrange(65536))) for _sample in range(13 * 9)]
    assert samples(packed([plane], 13, predictor=predictor)) == (9, 13, 1, wide(plane))


def test_restarts_and_three_colors_of_eight_bits_are_understood() -> None:
    chance = random.Random(3)
    planes = [[chance.randrange(256) for _sample in range(60)] for _color in range(3)]
    whole = samples(packed(planes, 10, precision=8, restart=20, predictor=4))
    assert whole == (6, 10, 3, b"".join(map(bytes, planes)))


def test_a_picture_of_another_program_is_the_one_that_it_packed() -> None:
    path = Path(pydicom.__file__).parent / "data/test_files/SC_rgb_jpeg_gdcm.dcm"
    image = pydicom.dcmread(path)
    assert image.file_meta.TransferSyntaxUID == JPEGLosslessSV1
    rows, columns, colors, data = samples(encaps.get_frame(image.PixelData, 0, number_of_frames=1))
    assert (rows, columns, colors) == (100, 100, 3)
    # Ten bars, each of one color (libjpeg of Thomas Richter unpacks the same bytes).
    seen = [tuple(data[color * 10_000 + row * 100 + 50] for color in range(3)) for row in range(5, 100, 10)]
    assert (seen[0], seen[-1]) == ((255, 0, 0), (255, 255, 255))
    assert zlib.crc32(data) == 2781709783


@pytest.fixture(scope="module")
def scan_worker() -> Iterator[Worker]:
    with Worker(reads="scans") as worker:
        yield worker


def shown(image: bytes, worker: Worker) -> ScanPicture:
    source = DiscSource(BytesRanges(an_iso([("A", image)])), FileKind.iso)
    return scan_picture(source, "disc", "A", worker=worker, window=Window(2048, 4096))


def test_a_slice_that_is_packed_so_looks_as_it_does_unpacked(scan_worker: Worker) -> None:
    plane = [(row * 40 + column * 23) % 4096 for row in range(32) for column in range(32)]
    label = {"Rows": 32, "Columns": 32, "BitsAllocated": 16, "BitsStored": 12, "HighBit": 11}
    plain = an_image(**label, PixelData=wide(plane))
    pixels = encaps.encapsulate([packed([plane], 32, precision=12, predictor=7)])
    image = an_image(syntax=JPEGLosslessSV1, **label, PixelData=pixels)
    assert shown(image, scan_worker).points == shown(plain, scan_worker).points
    # The label has another size, or another depth: left to a viewer.
    for other in ({"Rows": 31}, {"BitsAllocated": 8, "BitsStored": 8, "HighBit": 7}):
        with pytest.raises(NoDecoderError):
            shown(an_image(syntax=JPEGLosslessSV1, **{**label, **other}, PixelData=pixels), scan_worker)


def test_whatever_is_no_such_picture_is_refused_soon() -> None:
    good = packed([[5, 9, 60000, 3, 3, 3, 1, 0]], 4)
    chance = random.Random(1)
    for _turn in range(1500):
        data = bytearray(good)
        for _change in range(chance.randrange(1, 4)):
            data[chance.randrange(2, len(data))] = chance.randrange(256)
        try:
            rows, columns, colors, found = samples(bytes(data[: chance.randrange(4, len(data) + 1)]))
        except (ValueError, LookupError, OverflowError):
            continue
        assert len(found) in (rows * columns * colors, 2 * rows * columns * colors)
    huge = good.replace(b"\x10\x00\x02\x00\x04\x01", b"\x10\xff\xff\xff\xff\x01")
    assert huge != good
    with pytest.raises(ValueError, match="too large"):
        samples(huge)
    with pytest.raises(ValueError, match="subsection not found"):
        samples(b"\xff\xd8")
