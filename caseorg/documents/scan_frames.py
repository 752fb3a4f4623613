"""Makes a picture of the bytes of an image, by what its label says of them. Runs in the worker process."""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image
from pydicom import encaps
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.utils import get_j2k_parameters
from pydicom.uid import RLELossless

from caseorg.documents.gray import ALL, Values
from caseorg.documents.lossless_jpeg import samples
from caseorg.domain.errors import DamagedDocumentError, NoDecoderError

MOST_POINTS = 24 << 20
"""A mammogram has up to 23 million points, and each takes four bytes here."""


@dataclass(frozen=True)
class Frame:
    """A picture before a window is chosen: gray values of sixteen bits (mode I), or colors."""

    picture: Image.Image
    values: Values | None
    """None for a picture in colors."""


def run_lengths(found: Any, packed: bytes) -> bytes:
    """Unpack a picture whose runs are counted (PS3.5, annex G); its colors come one after the other.

    Raises:
        Exception: Of any class, where the bytes are not such.
    """
    decoder = get_decoder(RLELossless)
    data, _facts = decoder.as_buffer(
        encaps.encapsulate([packed], has_bot=False),
        index=0,
        raw=True,
        rows=found.Rows,
        columns=found.Columns,
        number_of_frames=1,
        samples_per_pixel=found.SamplesPerPixel,
        planar_configuration=found.get("PlanarConfiguration", 0),
        photometric_interpretation=found.PhotometricInterpretation,
        pixel_representation=found.PixelRepresentation,
        bits_allocated=found.BitsAllocated,
        bits_stored=found.BitsStored,
        pixel_keyword="PixelData",
    )
    return bytes(data)


def plain(found: Any, data: bytes, *, is_big: bool = False, is_planar: bool | None = None) -> Frame:
    """Make a picture of points that are not packed."""
    size = int(found.Columns), int(found.Rows)
    kind, bits = str(found.PhotometricInterpretation), int(found.BitsAllocated)
    if int(found.get("SamplesPerPixel") or 1) == 1:
        picture, values = _one_sample(found, size, data, bits, is_big=is_big)
        return Frame(_palette(found, picture), None) if kind == "PALETTE COLOR" else Frame(picture, values)
    if bits == 16:
        data = data[0 if is_big else 1 :: 2]  # the higher half of each color is what a screen can show
    elif bits != 8:
        raise NoDecoderError("")
    if kind == "YBR_FULL_422" and is_planar is None:
        return Frame(_shared_colors(size, data).convert("RGB"), None)
    if kind not in ("RGB", "YBR_FULL", "YBR_FULL_422"):
        raise NoDecoderError("")
    mode = "RGB" if kind == "RGB" else "YCbCr"
    if bool(found.get("PlanarConfiguration")) if is_planar is None else is_planar:
        points = size[0] * size[1]
        planes = [Image.frombytes("L", size, data[at * points : (at + 1) * points]) for at in range(3)]
        picture = Image.merge(mode, planes)
    else:
        picture = Image.frombytes(mode, size, data)
    return Frame(picture.convert("RGB"), None)


def _one_sample(
    found: Any, size: tuple[int, int], data: bytes, bits: int, *, is_big: bool
) -> tuple[Image.Image, Values]:
    stored = int(found.get("BitsStored") or bits)
    shift = max(0, int(found.get("HighBit", stored - 1)) + 1 - stored)
    is_signed = bool(found.get("PixelRepresentation"))
    slope, intercept = _rescale(found)
    if bits == 1:
        return Image.frombytes("1", size, data, "raw", "1;R").convert("L").convert("I"), Values(
            8, slope=1 / 255, intercept=0
        )
    if bits == 8:
        picture = Image.frombytes("L", size, data).convert("I")
    elif bits == 16:
        picture = Image.frombytes("I", size, data, "raw", "I;16B" if is_big else "I;16")
    elif bits == 32:
        picture, taken = _sixteen_of(size, data, is_big=is_big)
        return picture, Values(16, is_signed=is_signed, slope=slope * (1 << taken), intercept=intercept)
    else:
        raise NoDecoderError("")
    return picture, Values(min(stored, 16), min(shift, 15), is_signed, 0, slope, intercept)


def _sixteen_of(size: tuple[int, int], data: bytes, *, is_big: bool) -> tuple[Image.Image, int]:
    """Take the sixteen bits of each point of thirty-two that tell most; return how many below them were left out."""
    if is_big:
        swapped = bytearray(len(data))
        for at in range(4):
            swapped[at::4] = data[3 - at :: 4]
        data = bytes(swapped)
    first = next((at for at in (2, 1) if any(data[at + 1 :: 4])), 0)
    taken = bytearray(len(data) // 2)
    taken[0::2], taken[1::2] = data[first::4], data[first + 1 :: 4]
    return Image.frombytes("I", size, bytes(taken), "raw", "I;16"), first * 8


def _palette(found: Any, picture: Image.Image) -> Image.Image:
    """Give each point the color that the label's table has for it (PS3.3, C.7.6.3.1.5)."""
    planes = []
    for color in ("Red", "Green", "Blue"):
        table = found.get(f"{color}PaletteColorLookupTableData")
        count, first, bits = (int(each) for each in found[f"{color}PaletteColorLookupTableDescriptor"].value)
        if table is None or bits not in (8, 16):
            raise NoDecoderError("")  # tables in segments
        count = count or ALL
        # Some writers give entries of eight bits two bytes each.
        is_wide = bits == 16 or len(table) >= 2 * count
        shades_of = list(table[1 if bits == 16 else 0 :: 2] if is_wide else table)[:count]
        if not shades_of:
            raise DamagedDocumentError("")
        entries = [shades_of[min(max(at - first, 0), len(shades_of) - 1)] for at in range(ALL)]
        planes.append(picture.point(entries, "L"))
    return Image.merge("RGB", planes)


def _shared_colors(size: tuple[int, int], data: bytes) -> Image.Image:
    """Put together a picture in which two points side by side share their colors (PS3.3, C.7.6.3.1.2)."""
    points = size[0] * size[1]
    light, blue, red = bytearray(points), bytearray(points), bytearray(points)
    light[0::2], light[1::2] = data[0::4], data[1::4]
    blue[0::2] = blue[1::2] = data[2::4]
    red[0::2] = red[1::2] = data[3::4]
    return Image.merge("YCbCr", [Image.frombytes("L", size, bytes(plane)) for plane in (light, blue, red)])


def jpeg(found: Any, packed: bytes) -> Frame:
    """Unpack a JPEG picture of eight bits.

    Raises:
        NoDecoderError: It has more bits, or too many points.
        Exception: Of any class, where the bytes are no such picture.
    """
    if int(found.get("BitsStored") or 8) > 8:
        raise NoDecoderError("")  # twelve bits; the library knows eight
    picture = _opened(packed, "JPEG")
    if picture.mode == "L":
        slope, intercept = _rescale(found)
        is_signed = bool(found.get("PixelRepresentation"))
        return Frame(picture.convert("I"), Values(8, is_signed=is_signed, slope=slope, intercept=intercept))
    if found.PhotometricInterpretation == "RGB" and "adobe_transform" not in picture.info:
        # Without that mark the library takes the colors for others; the label knows better.
        picture.draft("YCbCr", picture.size)
        return Frame(Image.frombytes("RGB", picture.size, picture.tobytes()), None)
    return Frame(picture.convert("RGB"), None)


def jpeg_2000(found: Any, packed: bytes) -> Frame:
    """Unpack a JPEG 2000 picture.

    Raises:
        NoDecoderError: It has too many points.
        Exception: Of any class, where the bytes are no such picture.
    """
    picture = _opened(packed, "JPEG2000")
    if picture.mode not in ("L", "I;16"):
        return Frame(picture.convert("RGB"), None)
    facts = get_j2k_parameters(packed)
    bits = min(max(int(facts.get("precision", found.BitsStored)), 1), 16)
    # The library makes all values positive, and stretches them to 8 or 16 bits.
    room = 8 if picture.mode == "L" else 16
    slope, intercept = _rescale(found)
    was_signed = bool(facts.get("is_signed"))
    offset = 1 << (bits - 1) if was_signed else 0
    is_signed = bool(found.get("PixelRepresentation")) and not was_signed
    return Frame(picture.convert("I"), Values(bits, max(0, room - bits), is_signed, offset, slope, intercept))


def lossless_jpeg(found: Any, packed: bytes) -> Frame:
    """Unpack a lossless JPEG picture.

    Raises:
        NoDecoderError: It has too many points, or not those that the label says.
        Exception: Of any class, where the bytes are no such picture.
    """
    rows, columns, colors, data = samples(packed)
    if (rows, columns, colors) != (found.Rows, found.Columns, int(found.get("SamplesPerPixel") or 1)):
        raise NoDecoderError("")
    points = rows * columns * colors
    if found.BitsAllocated == 16 and len(data) == points:
        wide = bytearray(2 * points)
        wide[0::2] = data
        data = bytes(wide)
    if len(data) != points * found.BitsAllocated // 8:
        raise NoDecoderError("")
    return plain(found, data, is_planar=True)


def _opened(packed: bytes, form: str) -> Image.Image:
    picture = Image.open(BytesIO(packed), formats=(form,))
    if picture.width * picture.height > MOST_POINTS:
        raise NoDecoderError("")
    return picture


def _rescale(found: Any) -> tuple[float, float]:
    slope, intercept = (number_of(found.get(each)) for each in ("RescaleSlope", "RescaleIntercept"))
    return slope or 1.0, intercept or 0.0


def number_of(value: object) -> float | None:
    """Return a number of a label; None for what is none, or no sensible one."""
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e12 else None


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    Image.init()
    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    for form in ("JPEG", "JPEG2000"):
        for mode in ("L", "RGB"):
            buffer = BytesIO()
            Image.new(mode, (16, 16)).save(buffer, form)
            _opened(buffer.getvalue(), form).convert("RGB")
    get_decoder(RLELossless)
    Image.new("YCbCr", (2, 2)).convert("RGB")
