"""Draws one image of a disc of scans, to see that it is the right scan. Runs in the worker process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, BinaryIO

import pydicom
from PIL import Image
from pydicom import encaps
from pydicom.uid import RLELossless

from caseorg.documents import scan_frames, wire
from caseorg.documents.dicom import DEFLATED, PLAIN_SYNTAXES, swells
from caseorg.documents.disc_files import Bytes, OpenDisc, opened
from caseorg.documents.gray import ALL, Values, shades, table, whole_range
from caseorg.documents.ranges import PIECE
from caseorg.documents.scan_frames import (
    MOST_POINTS,
    Frame,
    jpeg,
    jpeg_2000,
    lossless_jpeg,
    number_of,
    plain,
    run_lengths,
)
from caseorg.domain.errors import DamagedDocumentError, NoDecoderError

_MOST_FRAME = 256 << 20
_JPEG = frozenset(("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"))
_LOSSLESS_JPEG = frozenset(("1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70"))
_JPEG_2000 = frozenset(f"1.2.840.10008.1.2.4.{number}" for number in (90, 91, 201, 202, 203))
_BIG_ENDIAN = "1.2.840.10008.1.2.2"
_GRAY = ("MONOCHROME1", "MONOCHROME2")
_KEPT = 3


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
def _frame(disc: OpenDisc, path: str, frame: int) -> Frame:
    """Unpack one picture; those that were shown last are kept, since a person goes to and fro."""
    label = _label(disc, path)
    found = label.found
    rows, columns, samples = (int(found.get(each) or 1) for each in ("Rows", "Columns", "SamplesPerPixel"))
    frames = max(1, int(found.get("NumberOfFrames") or 1))
    if rows * columns * samples > MOST_POINTS:
        raise NoDecoderError("")
    if not 0 <= frame < frames:
        raise DamagedDocumentError("")
    syntax = str(found.file_meta.get("TransferSyntaxUID", "1.2.840.10008.1.2"))
    if syntax in PLAIN_SYNTAXES or label.inside is not None:
        return plain(found, _plain_bytes(disc, path, label, frame), is_big=syntax == _BIG_ENDIAN)
    if label.is_whole:
        raise DamagedDocumentError("")
    if syntax not in _JPEG | _LOSSLESS_JPEG | _JPEG_2000 | {RLELossless}:
        raise NoDecoderError("")
    packed = _packed_bytes(disc, path, label, frame, frames)
    try:
        if syntax == RLELossless:
            return plain(found, run_lengths(found, packed), is_planar=True)
        if syntax in _LOSSLESS_JPEG:
            return lossless_jpeg(found, packed)
        return jpeg_2000(found, packed) if syntax in _JPEG_2000 else jpeg(found, packed)
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


def _windows(found: Any) -> list[tuple[float, float]]:
    """Return the windows that the label gives, each with its center and its width."""
    given = [found.get("WindowCenter"), found.get("WindowWidth")]
    lists = [[each] if isinstance(each, str | int | float) else list(each or ()) for each in given]
    pairs = [(number_of(center), number_of(width)) for center, width in zip(*lists, strict=False)]
    return [(center, width) for center, width in pairs if center is not None and width is not None and width >= 1][:8]


def _extremes(picture: Image.Image, values: Values) -> tuple[float, float]:
    """Return the least and the greatest value in a picture."""
    # The library's tables have one byte for each point, so the higher byte is looked for first, then the lower one.
    above = _ends(picture.point(_bytes(values, 8, None), "L"))
    ends = []
    for at, byte in enumerate(above):
        below = _ends(picture.point(_bytes(values, 0, (byte, 255 * (1 - at))), "L"))
        ends.append(values.value((byte << 8) + below[at] + values.least))
    return min(ends), max(ends)


def _ends(gray: Image.Image) -> tuple[int, int]:
    low, high = gray.getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    return int(low), int(high)


def _bytes(values: Values, shift: int, only: tuple[int, int] | None) -> list[int]:
    """Return a byte of each number, counted from the least; of those whose higher byte is another, the one given."""
    if only is None:
        return table(values, [(place >> shift) & 255 for place in range(values.count)])
    first = only[0] << 8
    return table(values, ([only[1]] * first + list(range(256)) + [only[1]] * values.count)[: values.count])


def _aspect(found: Any) -> float:
    """Return how much higher a point is than wide; 1 if the label does not say."""
    for keyword in ("PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"):
        pair = [number_of(each) for each in (found.get(keyword) or ())]
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
    scan_frames.warm_up()
    Image.new("I", (2, 2)).point([0] * ALL, "L").resize((1, 1), Image.Resampling.BILINEAR)
