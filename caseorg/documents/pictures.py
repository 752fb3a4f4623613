"""Puts pictures on pages: scans, photos, faxes. Runs in the worker process."""

from __future__ import annotations

import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import cast

import pikepdf
from pi_heif.as_plugin import register_heif_opener
from PIL import Image

from caseorg.documents.finding import FindingKind, Noticed
from caseorg.documents.jpeg import plain_jpeg
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError

MAX_PIXELS = 64_000_000
MAX_FRAMES = 500
"""Most a picture may have (T-BOMB)."""

FORMATS = ("JPEG", "PNG", "TIFF", "GIF", "BMP", "DIB", "WEBP", "HEIF", "JPEG2000")

_SHORT_SIDE, _LONG_SIDE = 8.5, 11.0  # a Letter page, in inches
_MOST_DPI, _LEAST_DPI = 300, 100
_MARGIN = 18.0
_QUICKLY = 3

_TAG_ORIENTATION, _TAG_MAKER, _TAG_MORE, _TAG_EXPOSURE = 0x0112, 0x010F, 0x8769, 0x829A

# How the unit square of a picture is laid on the page for each way a camera can be held (EXIF 2.32, 4.6.5 Orientation):
# x' = a·u + c·v + e and y' = b·u + d·v + f, in parts of the width and height it has on the page.
_FIRST_LYING = 5
_LAID = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}


def warm_up() -> None:
    """Load every reader of pictures now, since loading is refused later."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    # Pillow only warns between once and twice the limit.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False, aux_images=False)
    Image.init()
    # A picture in the CIE's colors is turned into ours by a module that is loaded only then.
    Image.new("LAB", (8, 8)).convert("RGB")
    small = Image.new("RGB", (8, 8))
    for kind in ("JPEG", "PNG", "TIFF", "GIF", "BMP", "WEBP", "JPEG2000"):
        buffer = BytesIO()
        small.save(buffer, kind)
        with _opened(buffer.getvalue()) as picture:
            picture.load()


def count_frames(data: bytes) -> int:
    """Return how many pages a picture makes: the frames of a TIFF, one for any other.

    Raises:
        DamagedDocumentError: It cannot be read.
        HugeDocumentError: It has over 64 megapixels or 500 frames.
    """
    with _opened(data) as picture:
        return _frame_count(picture)


def pages_of_picture(data: bytes, noticed: Noticed) -> pikepdf.Pdf:
    """Make one Letter page for each frame, upright or across as the picture is, one frame at a time.

    Raises:
        DamagedDocumentError: Its first frame cannot be read.
        HugeDocumentError: It has over 64 megapixels or 500 frames.
    """
    pdf = pikepdf.Pdf.new()
    with _opened(data) as picture:
        frames = _frame_count(picture)
        for number in range(frames):
            try:
                picture.seek(number)
                frame = _frame(picture, data)
            except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
                raise HugeDocumentError("") from error
            except (OSError, SyntaxError, ValueError, EOFError) as error:
                if number == 0:
                    raise DamagedDocumentError("") from error
                noticed[FindingKind.damaged] = list(range(number + 1, frames + 1))
                break
            _add_page(pdf, frame)
            if frame.is_photo:
                noticed.setdefault(FindingKind.photo, []).append(number + 1)
            if frame.dpi < _LEAST_DPI:
                noticed.setdefault(FindingKind.low_resolution, []).append(number + 1)
    return pdf


@dataclass(frozen=True)
class _Image:
    """A picture packed as a PDF wants it."""

    packed: bytes
    packing: pikepdf.Name
    color: pikepdf.Name
    bits: int
    size: tuple[int, int]


@dataclass(frozen=True)
class _Frame:
    """One frame of a file, and how it is to lie on its page."""

    image: _Image
    seen_size: tuple[float, float]
    orientation: int
    is_photo: bool
    dpi: float


def _opened(data: bytes) -> Image.Image:
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise HugeDocumentError("")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise HugeDocumentError("") from error
    except (OSError, SyntaxError, ValueError, TypeError) as error:
        raise DamagedDocumentError("") from error
    return picture


def _frame_count(picture: Image.Image) -> int:
    frames = int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1
    if frames > MAX_FRAMES:
        raise HugeDocumentError("")
    return frames


def _frame(picture: Image.Image, data: bytes) -> _Frame:
    """Pack the frame at which the picture stands."""
    if picture.width * picture.height > MAX_PIXELS:
        raise HugeDocumentError("")
    width, height = picture.size
    small = _bounded(picture.size)
    if small != picture.size:
        picture.draft(None, small)
    picture.load()
    exif = picture.getexif()
    orientation = exif.get(_TAG_ORIENTATION, 1)
    orientation = orientation if orientation in _LAID else 1
    is_photo = bool(exif.get(_TAG_MAKER)) and _TAG_EXPOSURE in exif.get_ifd(_TAG_MORE)
    seen = _seen_size(picture, width, height)
    if orientation >= _FIRST_LYING:
        seen = seen[1], seen[0]
    as_is = plain_jpeg(data) if picture.format in ("JPEG", "MPO") and small == (width, height) else None
    if as_is and picture.mode in ("L", "RGB"):
        image = _Image(as_is, pikepdf.Name.DCTDecode, _COLORS[picture.mode], 8, (width, height))
    else:
        image = _packed(_plain(picture, small))
    # As large as fits on a page, whichever side touches its edge first.
    dpi = max(max(width, height) / _LONG_SIDE, min(width, height) / _SHORT_SIDE)
    return _Frame(image, seen, orientation, is_photo, dpi)


def _bounded(size: tuple[int, int]) -> tuple[int, int]:
    """Return the size that a picture has at 300 dots an inch on a Letter page, if it is larger."""
    long_side, short_side = max(size), min(size)
    factor = min(1.0, _LONG_SIDE * _MOST_DPI / long_side, _SHORT_SIDE * _MOST_DPI / short_side)
    return size if factor == 1.0 else (max(1, round(size[0] * factor)), max(1, round(size[1] * factor)))


def _seen_size(picture: Image.Image, width: int, height: int) -> tuple[float, float]:
    """Return width and height as seen: a fax has other dots an inch across than down."""
    dpi = picture.info.get("dpi")
    if isinstance(dpi, tuple) and len(dpi) == 2 and min(dpi) > 0 and 0.4 < float(dpi[0]) / float(dpi[1]) < 2.5:
        return float(width), height * float(dpi[0]) / float(dpi[1])
    return float(width), float(height)


_COLORS = {"1": pikepdf.Name.DeviceGray, "L": pikepdf.Name.DeviceGray, "RGB": pikepdf.Name.DeviceRGB}


def _plain(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture in black and white, gray or color, without see-through parts, at most `size`."""
    mode = picture.mode
    if mode in ("I", "F") or mode.startswith("I;"):
        picture = _eight_bits(picture)
    elif mode == "P" or "transparency" in picture.info or mode in ("LA", "La", "PA", "RGBa"):
        picture = picture.convert("RGBA" if "transparency" in picture.info or "a" in mode.lower() else "RGB")
    elif mode == "1" and picture.size != size:
        picture = picture.convert("L")
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        return paper
    return picture if picture.mode in _COLORS else picture.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Return a picture of finer grays than a page can have with 256 of them, from its darkest to its lightest."""
    fine = picture.convert("F")
    darkest, lightest = cast(tuple[float, float], fine.getextrema())
    span = (lightest - darkest) or 1.0
    return fine.point(lambda value: value * (255.0 / span) - darkest * 255.0 / span).convert("L")


def _packed(picture: Image.Image) -> _Image:
    """Pack without loss what is drawn or printed, and as JPEG what is like a photo."""
    color = _COLORS[picture.mode]
    if _is_drawn(picture):
        bits = 1 if picture.mode == "1" else 8
        packed = zlib.compress(picture.tobytes(), _QUICKLY)
        return _Image(packed, pikepdf.Name.FlateDecode, color, bits, picture.size)
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=88)
    return _Image(plain_jpeg(buffer.getvalue()) or b"", pikepdf.Name.DCTDecode, color, 8, picture.size)


def _is_drawn(picture: Image.Image) -> bool:
    """Say whether it has few colors, or shades that repeat: a band from its middle packs to under a quarter."""
    if picture.mode == "RGB":
        return picture.getcolors(4096) is not None
    if picture.mode == "1":
        return True
    middle = picture.height // 2
    band = picture.crop((0, middle, picture.width, middle + max(1, picture.height // 8))).tobytes()
    return len(zlib.compress(band, _QUICKLY)) < len(band) / 4


def _add_page(pdf: pikepdf.Pdf, frame: _Frame) -> None:
    drawn = frame.image
    image = pdf.make_stream(drawn.packed)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = drawn.size
    image.ColorSpace, image.BitsPerComponent = drawn.color, drawn.bits
    image.Filter = drawn.packing
    page_size = (792.0, 612.0) if frame.seen_size[0] > frame.seen_size[1] else (612.0, 792.0)
    page = pdf.add_blank_page(page_size=page_size)
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    page.obj.Contents = pdf.make_stream(_placed(frame, page_size))


def _placed(frame: _Frame, page_size: tuple[float, float]) -> bytes:
    """Return the order that draws a picture in the middle of its page, as large as fits, but no dot over 1 point."""
    width, height = frame.seen_size
    scale = min((page_size[0] - 2 * _MARGIN) / width, (page_size[1] - 2 * _MARGIN) / height, 1.0)
    width, height = width * scale, height * scale
    left, bottom = (page_size[0] - width) / 2, (page_size[1] - height) / 2
    a, b, c, d, e, f = _LAID[frame.orientation]
    numbers = (a * width, b * height, c * width, d * height, left + e * width, bottom + f * height)
    return ("q " + " ".join(f"{number:.3f}" for number in numbers) + " cm /Im0 Do Q").encode()
