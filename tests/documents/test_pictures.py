"""Pictures as pages: of each kind, turned as the camera was held, bounded, with nothing but the picture."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import ExifTags, Image

from caseorg.documents.jpeg import plain_jpeg
from caseorg.documents.prepare import FindingKind, draw_page, prepare
from caseorg.documents.worker import Worker
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, HugeDocumentError
from tests.documents import made

DATA = Path(__file__).resolve().parents[1] / "data/documents"


def drawn(pdf: bytes, worker: Worker, page: int = 1) -> Image.Image:
    return Image.open(BytesIO(draw_page(pdf, page, 306, worker=worker)))


def is_near(seen: object, color: tuple[int, int, int]) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(one - other) < 12 for one, other in zip(seen, color, strict=True))


RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "RGBA"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("TIFF", "RGB"),
        ("TIFF", "CMYK"),
        ("TIFF", "RGBA"),
        ("GIF", "P"),
        ("BMP", "RGB"),
        ("WEBP", "RGB"),
        ("JPEG2000", "RGB"),
    ],
)
def test_each_kind_of_picture_becomes_a_page_with_its_colors(worker: Worker, kind: str, mode: str) -> None:
    paper = prepare(made.a_picture(kind, mode=mode), "scan", worker=worker)
    page = drawn(paper.pdf, worker)
    assert page.size == (306, 396)
    assert is_near(page.getpixel((153, 100)), RED)
    assert is_near(page.getpixel((153, 300)), BLUE)
    assert is_near(page.getpixel((2, 2)), WHITE)
    assert paper.page_texts == ("",)
    assert paper.findings == ()


def test_a_photo_of_a_telephone_is_a_page(worker: Worker) -> None:
    page = drawn(prepare((DATA / "heic/RGB_8__128x128.heif").read_bytes(), "a.heic", worker=worker).pdf, worker)
    middle = page.getpixel((153, 198))
    assert isinstance(middle, tuple)
    assert middle != WHITE


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_stands_as_the_camera_was_held(worker: Worker, orientation: int, kind: str) -> None:
    upright = Image.new("RGB", (600, 800), "white")
    upright.paste("red", (0, 0, 300, 400))
    upright.paste("blue", (300, 400, 600, 800))
    # How the pixels lie in a file that says it was taken this way.
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }.get(orientation)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    buffer = BytesIO()
    (upright.transpose(undo) if undo is not None else upright).save(buffer, kind, exif=exif)
    page = drawn(prepare(buffer.getvalue(), "photo", worker=worker).pdf, worker)
    assert page.width < page.height
    assert is_near(page.getpixel((100, 130)), RED)
    assert is_near(page.getpixel((200, 260)), BLUE)
    assert is_near(page.getpixel((200, 130)), WHITE)


def test_a_wide_picture_lies_on_a_wide_page(worker: Worker) -> None:
    paper = prepare(made.a_picture(size=(1100, 850)), "scan.png", worker=worker)
    assert (paper.page_sizes[0].width, paper.page_sizes[0].height) == (792, 612)


def test_see_through_parts_are_white(worker: Worker) -> None:
    for mode in ("RGBA", "LA"):
        buffer = BytesIO()
        Image.new(mode, (850, 1100), 0).save(buffer, "PNG")
        assert is_near(
            drawn(prepare(buffer.getvalue(), "x.png", worker=worker).pdf, worker).getpixel((153, 200)), WHITE
        )


def test_a_scan_of_fine_grays_keeps_light_and_dark(worker: Worker) -> None:
    picture = Image.new("I;16", (850, 1100), 60_000)
    picture.paste(1000, (0, 0, 850, 550))
    buffer = BytesIO()
    picture.save(buffer, "TIFF")
    page = drawn(prepare(buffer.getvalue(), "x.tif", worker=worker).pdf, worker)
    assert is_near(page.getpixel((153, 100)), (0, 0, 0))
    assert is_near(page.getpixel((153, 300)), WHITE)


def images_in(pdf: bytes) -> list[pikepdf.Stream]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [page.obj.Resources.XObject.Im0.copy() for page in opened.pages]


def test_a_jpeg_that_fits_is_kept_dot_for_dot(worker: Worker) -> None:
    data = made.a_picture("JPEG", quality=60)
    paper = prepare(data, "scan.jpg", worker=worker)
    with pikepdf.open(BytesIO(paper.pdf)) as pdf:
        image = pdf.pages[0].obj.Resources.XObject.Im0
        assert image.Filter == "/DCTDecode"
        assert image.read_raw_bytes() == plain_jpeg(data)
    assert Image.open(BytesIO(plain_jpeg(data) or b"")).tobytes() == Image.open(BytesIO(data)).tobytes()


def test_where_and_with_what_a_photo_was_taken_is_left_out(worker: Worker) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "ZEBRA camera"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ExposureTime] = 0.01
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSDateStamp] = "ZEBRA:place"
    data = made.a_picture("JPEG", exif=exif, comment=b"ZEBRA remark") + b"ZEBRA second picture"
    assert data.count(b"ZEBRA") == 4
    paper = prepare(data, "photo.jpg", worker=worker)
    assert b"ZEBRA" not in paper.pdf
    assert [finding.kind for finding in paper.findings] == [FindingKind.photo]


@pytest.mark.parametrize("mode", ["RGB", "L", "1"])
def test_a_large_picture_is_made_small_enough_for_300_dots_an_inch(worker: Worker, mode: str) -> None:
    paper = prepare(made.a_picture("PNG", size=(6000, 8000), mode=mode), "scan.png", worker=worker)
    with pikepdf.open(BytesIO(paper.pdf)) as pdf:
        image = pdf.pages[0].obj.Resources.XObject.Im0
        assert (image.Width, image.Height) == (2475, 3300)
    assert len(paper.pdf) < 3_000_000


def test_a_small_picture_is_not_blown_up_and_is_named(worker: Worker) -> None:
    paper = prepare(made.a_picture(size=(60, 80)), "stamp.png", worker=worker)
    page = drawn(paper.pdf, worker)
    assert is_near(page.getpixel((153, 170)), WHITE)
    assert is_near(page.getpixel((153, 190)), RED)
    assert [finding.kind for finding in paper.findings] == [FindingKind.low_resolution]


def test_a_fax_has_the_shape_of_its_paper(worker: Worker) -> None:
    picture = Image.new("1", (1728, 1078), 0)
    buffer = BytesIO()
    picture.save(buffer, "TIFF", dpi=(204, 98), compression="group4")
    paper = prepare(buffer.getvalue(), "fax.tif", worker=worker)
    black = drawn(paper.pdf, worker).convert("L").point(lambda value: 255 - value).getbbox()
    assert black is not None
    assert paper.page_sizes[0].height == 792
    assert abs((black[3] - black[1]) / (black[2] - black[0]) - (1078 / 98) / (1728 / 204)) < 0.02


def test_each_frame_of_a_tiff_is_a_page(worker: Worker) -> None:
    frames = [Image.new("L", (850, 1100), shade) for shade in (0, 128, 255)]
    buffer = BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:])
    paper = prepare(buffer.getvalue(), "fax.tif", worker=worker)
    shades = [drawn(paper.pdf, worker, page).convert("L").getpixel((153, 200)) for page in (1, 2, 3)]
    assert shades == [0, 128, 255]


def test_the_frames_after_a_damaged_one_are_named(worker: Worker) -> None:
    frames = [Image.effect_noise((850, 1100), 90) for _number in range(3)]
    buffer = BytesIO()
    frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw")
    data = bytearray(buffer.getvalue())
    middle = Image.open(BytesIO(data))
    middle.seek(1)
    start = middle.tag_v2[273][0]  # type: ignore[attr-defined]
    data[start : start + 4000] = b"\xff" * 4000
    paper = prepare(bytes(data), "fax.tif", worker=worker)
    assert paper.page_count == 1
    damaged = next(finding for finding in paper.findings if finding.kind is FindingKind.damaged)
    assert damaged.pages == (2, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP", "JPEG2000"])
def test_a_cut_picture_is_refused_or_drawn_never_a_defect(worker: Worker, kind: str) -> None:
    data = made.a_picture(kind)
    for part in (20, len(data) // 3, len(data) - 30):
        try:
            pages = prepare(data[:part], "cut", worker=worker).page_count
        except CaseorgError as error:
            pages, sentence = 0, str(error)
        assert pages == 1 or sentence.startswith("We kept “cut”")


def test_a_truncated_photo_is_refused(worker: Worker) -> None:
    with pytest.raises(DamagedDocumentError):
        prepare((DATA / "jpeg/truncated_jpeg.jpg").read_bytes(), "photo.jpg", worker=worker)


def test_more_than_64_megapixels_are_refused(worker: Worker) -> None:
    with pytest.raises(HugeDocumentError):
        prepare(made.png_bomb(8001, 8000), "huge.png", worker=worker)


def test_64_megapixels_are_shown(worker: Worker) -> None:
    assert prepare(made.png_bomb(8000, 8000), "large.png", worker=worker).page_count == 1


@pytest.mark.parametrize(
    ("kind", "mode", "size"),
    [
        ("JPEG", "RGB", (5100, 6600)),
        ("PNG", "L", (3000, 9000)),
        ("TIFF", "1", (9000, 2400)),
        ("PNG", "L", (4000, 4000)),
    ],
)
def test_a_picture_that_is_made_smaller_keeps_200_dots_an_inch_and_more(
    worker: Worker, kind: str, mode: str, size: tuple[int, int]
) -> None:
    paper = prepare(made.a_picture(kind, size, mode), f"scan.{kind.lower()}", worker=worker)
    with pikepdf.open(BytesIO(paper.pdf)) as pdf:
        page = pdf.pages[0]
        picture = page.obj.Resources.XObject.Im0
        numbers = next(operands for operands, operator in pikepdf.parse_content_stream(page) if str(operator) == "cm")
        width, height = abs(float(numbers[0])) / 72, abs(float(numbers[3])) / 72
    assert (picture.Width, picture.Height) != size, "it was made smaller"
    assert picture.Width / width >= 299
    assert picture.Height / height >= 299
