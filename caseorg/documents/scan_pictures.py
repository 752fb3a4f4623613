"""Draws one image of a disc of scans, to see that it is the right scan. Runs in the worker process."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, BinaryIO

import pydicom
from PIL import Image
from pydicom import encaps
from pydicom.pixels import get_decoder
from pydicom.pixels.utils import get_j2k_parameters
from pydicom.uid import RLELossless

from caseorg.documents import wire
from caseorg.documents.dicom import DEFLATED, PLAIN_SYNTAXES, swells
from caseorg.documents.disc_files import Bytes, OpenDisc, opened
from caseorg.documents.gray import ALL, Values, shades, table, whole_range
from caseorg.documents.ranges import PIECE
from caseorg.domain.errors import DamagedDocumentError, NoDecoderError

_MOST_POINTS = 48 << 20
"""A mammogram has 12 million points, and each takes four bytes here."""
_MOST_FRAME = 256 << 20
_JPEG = frozenset(("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"))
_JPEG_2000 = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in (90, 91, 201, 202, 203))
_BIG_ENDIAN = "1.2.840.10008.1.2.2"
_GRAY = ("MONOCHROME1", "MONOCHROME2")
_KEPT = 6


@dataclass(frozen=True)
class _Frame:
    """A picture before a window is chosen: gray values of sixteen bits (mode I), or colors."""

    picture: Image.Image
    values: Values | None
    """None for a picture in colors."""


@dataclass(frozen=True)
class _Label:
    found: Any
    """The dataset, without its pictures."""
    start: int
    """Where the pictures begin in the file."""
    is_whole: bool
    """Whether the pictures are one stretch of bytes; packed ones are items with lengths of their own."""
    inside: bytes | None = None
    """The pictures themselves, where the file had to be unpacked whole."""


def scan_picture(data: Bytes, facts: dict[str, Any]) -> wire.Message:
    """Draw one picture of one image.

    Facts: those of `disc_files.opened`; `path` of the image, `frame` from 0; `width` and `height`, the most points that
    can be shown; `center` and `window`, or None for those of the label. The answer has the picture's points, a byte for
    gray and three for colors, row by row.
    """
    disc = opened(data, facts)
    path, frame = str(facts["path"]), int(facts["frame"])
    label = _label(disc, path)
    drawn = _frame(disc, path, frame)
    size = _fitted(drawn.picture.size, int(facts["width"]), int(facts["height"]))
    picture = drawn.picture if drawn.picture.size == size else drawn.picture.resize(size, Image.Resampling.BILINEAR)
    told: dict[str, object] = {"aspect": _aspect(label.found)}
    if drawn.values is not None:
        windows = _windows(label.found)
        low, high = _extremes(drawn.picture, drawn.values)
        center, width = windows[0] if windows else whole_range(low, high)
        if facts["center"] is not None:
            center, width = float(facts["center"]), float(facts["window"])
        is_inverted = label.found.get("PhotometricInterpretation") == "MONOCHROME1"
        picture = picture.point(_shades(drawn.values, center, width, is_inverted), "L")
        told |= {"center": center, "window": width, "low": low, "high": high, "windows": windows}
    told |= {"columns": picture.width, "rows": picture.height, "is_gray": picture.mode == "L"}
    return wire.Message({"result": told}, picture.tobytes())


@lru_cache(maxsize=8)
def _shades(values: Values, center: float, width: float, is_inverted: bool) -> list[int]:
    return shades(values, center, width, is_inverted=is_inverted)


@lru_cache(maxsize=_KEPT)
def _frame(disc: OpenDisc, path: str, frame: int) -> _Frame:
    """Unpack one picture; those that were shown last are kept, since a person goes to and fro."""
    label = _label(disc, path)
    found = label.found
    rows, columns, samples = (int(found.get(each) or 1) for each in ("Rows", "Columns", "SamplesPerPixel"))
    frames = max(1, int(found.get("NumberOfFrames") or 1))
    if rows * columns * samples > _MOST_POINTS:
        raise NoDecoderError("")
    if not 0 <= frame < frames:
        raise DamagedDocumentError("")
    syntax = str(found.file_meta.get("TransferSyntaxUID", "1.2.840.10008.1.2"))
    if syntax in PLAIN_SYNTAXES or label.inside is not None:
        return _plain(found, _plain_bytes(disc, path, label, frame), is_big=syntax == _BIG_ENDIAN)
    if label.is_whole:
        raise DamagedDocumentError("")
    if syntax not in _JPEG | _JPEG_2000 | {RLELossless}:
        raise NoDecoderError("")
    packed = _packed_bytes(disc, path, label, frame, frames)
    try:
        if syntax == RLELossless:
            return _plain(found, _run_lengths(found, packed), is_planar=True)
        return _jpeg_2000(found, packed) if syntax in _JPEG_2000 else _jpeg(found, packed)
    except (MemoryError, NoDecoderError):
        raise
    except Exception as error:
        # Libraries raise errors of every class. Another program may know this way of packing better than they do, so
        # nothing is said of damage.
        raise NoDecoderError("") from error


@lru_cache(maxsize=64)
def _label(disc: OpenDisc, path: str) -> _Label:
    with _open(disc, path) as stream:
        if swells(stream.read(PIECE), stream):
            raise NoDecoderError("")
        stream.seek(0)
        found = pydicom.dcmread(stream, stop_before_pixels=True, force=True)
        if "Rows" not in found or "PhotometricInterpretation" not in found:
            raise NoDecoderError("")
        if str(found.file_meta.get("TransferSyntaxUID", "")) == DEFLATED:
            stream.seek(0)
            return _Label(found, 0, True, bytes(pydicom.dcmread(stream).get("PixelData", b"")))
        is_big, is_implicit = found.is_little_endian is False, bool(found.is_implicit_VR)
        head = stream.read(12)
        order = "big" if is_big else "little"
        group, element = (int.from_bytes(head[at : at + 2], order) for at in (0, 2))  # type: ignore[arg-type]
        if (group, element) != (0x7FE0, 0x0010):
            raise NoDecoderError("")  # pictures in floating point, or none
        at = 4 if is_implicit or head[4:6] not in (b"OB", b"OW") else 8
        length = int.from_bytes(head[at : at + 4], order)  # type: ignore[arg-type]
        return _Label(found, stream.tell() - 12 + at + 4, length != 0xFFFFFFFF)


def _open(disc: OpenDisc, path: str) -> BinaryIO:
    for entry in disc.entries:
        if entry.path == path:
            return disc.open(entry)
    raise DamagedDocumentError("")


def _plain_bytes(disc: OpenDisc, path: str, label: _Label, frame: int) -> bytes:
    found = label.found
    sizes = ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated")
    rows, columns, samples, bits = (int(found.get(each) or 1) for each in sizes)
    if found.PhotometricInterpretation == "YBR_FULL_422":
        samples = 2
    size = rows * columns * samples * bits // 8
    if bits == 1 and rows * columns % 8:
        raise NoDecoderError("")
    if label.inside is not None:
        data = label.inside[frame * size : (frame + 1) * size]
    else:
        with _open(disc, path) as stream:
            stream.seek(label.start + frame * size)
            data = stream.read(size)
    if len(data) != size:
        raise DamagedDocumentError("")
    return data


def _packed_bytes(disc: OpenDisc, path: str, label: _Label, frame: int, frames: int) -> bytes:
    found = label.found
    offsets = found.get("ExtendedOffsetTable"), found.get("ExtendedOffsetTableLengths")
    with _open(disc, path) as stream:
        stream.seek(label.start)
        data = encaps.get_frame(
            stream, frame, number_of_frames=frames, extended_offsets=offsets if all(offsets) else None
        )
    if len(data) > _MOST_FRAME:
        raise NoDecoderError("")
    return data


def _run_lengths(found: Any, packed: bytes) -> bytes:
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


def _plain(found: Any, data: bytes, *, is_big: bool = False, is_planar: bool | None = None) -> _Frame:
    """Make a picture of points that are not packed."""
    size = int(found.Columns), int(found.Rows)
    kind, bits = str(found.PhotometricInterpretation), int(found.BitsAllocated)
    if int(found.get("SamplesPerPixel") or 1) == 1:
        picture, values = _one_sample(found, size, data, bits, is_big=is_big)
        return _Frame(_palette(found, picture), None) if kind == "PALETTE COLOR" else _Frame(picture, values)
    if bits == 16:
        data = data[0 if is_big else 1 :: 2]  # the higher half of each color is what a screen can show
    elif bits != 8:
        raise NoDecoderError("")
    if kind == "YBR_FULL_422" and is_planar is None:
        return _Frame(_shared_colors(size, data).convert("RGB"), None)
    if kind not in ("RGB", "YBR_FULL", "YBR_FULL_422"):
        raise NoDecoderError("")
    mode = "RGB" if kind == "RGB" else "YCbCr"
    if bool(found.get("PlanarConfiguration")) if is_planar is None else is_planar:
        points = size[0] * size[1]
        planes = [Image.frombytes("L", size, data[at * points : (at + 1) * points]) for at in range(3)]
        picture = Image.merge(mode, planes)
    else:
        picture = Image.frombytes(mode, size, data)
    return _Frame(picture.convert("RGB"), None)


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


def _jpeg(found: Any, packed: bytes) -> _Frame:
    if int(found.get("BitsStored") or 8) > 8:
        raise NoDecoderError("")  # twelve bits; the library knows eight
    picture = _opened(packed, "JPEG")
    if picture.mode == "L":
        slope, intercept = _rescale(found)
        is_signed = bool(found.get("PixelRepresentation"))
        return _Frame(picture.convert("I"), Values(8, is_signed=is_signed, slope=slope, intercept=intercept))
    if found.PhotometricInterpretation == "RGB" and "adobe_transform" not in picture.info:
        # Without that mark the library takes the colors for others; the label knows better.
        picture.draft("YCbCr", picture.size)
        return _Frame(Image.frombytes("RGB", picture.size, picture.tobytes()), None)
    return _Frame(picture.convert("RGB"), None)


def _jpeg_2000(found: Any, packed: bytes) -> _Frame:
    picture = _opened(packed, "JPEG2000")
    if picture.mode not in ("L", "I;16"):
        return _Frame(picture.convert("RGB"), None)
    facts = get_j2k_parameters(packed)
    bits = min(max(int(facts.get("precision", found.BitsStored)), 1), 16)
    # The library makes all values positive, and stretches them to 8 or 16 bits.
    room = 8 if picture.mode == "L" else 16
    slope, intercept = _rescale(found)
    was_signed = bool(facts.get("is_signed"))
    offset = 1 << (bits - 1) if was_signed else 0
    is_signed = bool(found.get("PixelRepresentation")) and not was_signed
    return _Frame(picture.convert("I"), Values(bits, max(0, room - bits), is_signed, offset, slope, intercept))


def _opened(packed: bytes, form: str) -> Image.Image:
    picture = Image.open(BytesIO(packed), formats=(form,))
    if picture.width * picture.height > _MOST_POINTS:
        raise NoDecoderError("")
    return picture


def _rescale(found: Any) -> tuple[float, float]:
    slope, intercept = (_number(found.get(each)) for each in ("RescaleSlope", "RescaleIntercept"))
    return slope or 1.0, intercept or 0.0


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e12 else None


def _windows(found: Any) -> list[tuple[float, float]]:
    """Return the windows that the label gives, each with its center and its width."""
    given = [found.get("WindowCenter"), found.get("WindowWidth")]
    lists = [[each] if isinstance(each, str | int | float) else list(each or ()) for each in given]
    pairs = [(_number(center), _number(width)) for center, width in zip(*lists, strict=False)]
    return [(center, width) for center, width in pairs if center is not None and width is not None and width >= 1][:8]


def _extremes(picture: Image.Image, values: Values) -> tuple[float, float]:
    """Return the least and the greatest value in a picture."""
    # The library's tables have one byte for each point, so the higher byte is looked for first, then the lower one.
    above = picture.point(_bytes(values, 8, None), "L").getextrema()
    ends = []
    for at, byte in enumerate(int(each) for each in above):
        below = picture.point(_bytes(values, 0, (byte, 255 * (1 - at))), "L").getextrema()
        ends.append(values.value((byte << 8) + int(below[at]) + values.least))
    return min(ends), max(ends)


def _bytes(values: Values, shift: int, only: tuple[int, int] | None) -> list[int]:
    """Return a byte of each number, counted from the least; of those whose higher byte is another, the one given."""
    if only is None:
        return table(values, [(place >> shift) & 255 for place in range(values.count)])
    first = only[0] << 8
    return table(values, ([only[1]] * first + list(range(256)) + [only[1]] * values.count)[: values.count])


def _aspect(found: Any) -> float:
    """Return how much higher a point is than wide; 1 if the label does not say."""
    for keyword in ("PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"):
        pair = [_number(each) for each in (found.get(keyword) or ())]
        if len(pair) == 2 and pair[0] and pair[1]:
            return min(max(pair[0] / pair[1], 0.1), 10.0)
    return 1.0


def _fitted(size: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """Return the size that is sent: what can be shown, never more points than there are."""
    share = min(1.0, width / size[0], height / size[1])
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def forget() -> None:
    """Let go of the pictures of a disc before the next one comes."""
    _frame.cache_clear()
    _label.cache_clear()


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    Image.init()
    Image.MAX_IMAGE_PIXELS = _MOST_POINTS
    gray = Image.new("I", (2, 2))
    gray.point([0] * ALL, "L").resize((1, 1), Image.Resampling.BILINEAR)
    for form in ("JPEG", "JPEG2000"):
        for mode in ("L", "RGB"):
            buffer = BytesIO()
            Image.new(mode, (16, 16)).save(buffer, form)
            _opened(buffer.getvalue(), form).convert("RGB")
    get_decoder(RLELossless)
    Image.new("YCbCr", (2, 2)).convert("RGB")
