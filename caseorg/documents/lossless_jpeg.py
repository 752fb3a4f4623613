"""Unpacks lossless JPEG pictures, as many hospitals burn their scans (ITU-T T.81, process 14). Runs in the worker.

The common libraries for pictures know the lossy kind only. This is plain Python: half a second for a slice of a CT, and
no C code that hostile bytes could bring down.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_SAMPLES = 4 << 20
"""More take longer than anybody waits."""

_SOF, _DHT, _EOI, _SOS, _DRI = 0xC3, 0xC4, 0xD9, 0xDA, 0xDD
_ALONE = frozenset((0x01, 0xD8, *range(0xD0, 0xD8)))
"""Markers without a length (T.81, table B.1)."""
_RESTART = re.compile(rb"\xff+[\xd0-\xd7]")
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")
_FORMS = {0xC0, 0xC1, 0xC2, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)}
"""Other processes than this one."""


@dataclass
class _Picture:
    precision: int
    rows: int
    columns: int
    planes: dict[int, array[int]]
    """The samples of each component, by its number, row by row."""
    tables: dict[int, list[int]] = field(default_factory=dict)
    restart: int = 0
    """After how many points the count begins anew; 0 for never."""


def samples(packed: bytes) -> tuple[int, int, int, bytes]:
    """Return how many rows, columns and colors a picture has, and its samples, color after color.

    Samples of up to 8 bits have one byte, others two, the lower one first.

    Raises:
        ValueError: It is no such picture, has too many points, or ends too early.
        LookupError, OverflowError: What it says of itself does not fit together.
    """
    picture: _Picture | None = None
    tables: dict[int, list[int]] = {}
    restart, at, scans = 0, 0, 0
    while True:
        at = packed.index(b"\xff", at)
        while packed[at] == 0xFF:
            at += 1
        marker, at = packed[at], at + 1
        if marker in _ALONE:
            continue
        if marker == _EOI:
            break
        length = int.from_bytes(packed[at : at + 2], "big")
        segment, at = packed[at + 2 : at + length], at + length
        if length < 2 or len(segment) != length - 2 or marker in _FORMS:
            raise ValueError("no lossless JPEG")
        if marker == _SOF:
            picture = _begun(segment)
        elif marker == _DHT:
            tables |= dict(_huffman(segment))
        elif marker == _DRI:
            restart = int.from_bytes(segment[:2], "big")
        elif marker == _SOS:
            if picture is None or scans >= len(picture.planes):
                raise ValueError("no picture")
            scans += 1
            picture.tables, picture.restart = tables, restart
            end = _NEXT_MARKER.search(packed, at)
            _scan(picture, segment, packed[at : end.start() if end else None])
            if end is None:
                break
            at = end.start()
    if picture is None or not scans:
        raise ValueError("no picture")
    return picture.rows, picture.columns, len(picture.planes), b"".join(_as_bytes(picture))


def _as_bytes(picture: _Picture) -> Iterator[bytes]:
    for plane in picture.planes.values():
        if picture.precision <= 8:
            yield bytes(plane.tolist())
            continue
        if sys.byteorder == "big":
            plane.byteswap()
        yield plane.tobytes()


def _begun(segment: bytes) -> _Picture:
    precision, count = segment[0], segment[5]
    rows, columns = int.from_bytes(segment[1:3], "big"), int.from_bytes(segment[3:5], "big")
    if not (2 <= precision <= 16 and 0 < rows * columns * count <= MOST_SAMPLES):
        raise ValueError("too large")
    numbers = [segment[6 + 3 * place] for place in range(count)]
    if any(segment[7 + 3 * place] != 0x11 for place in range(count)) or len(set(numbers)) != count:
        raise ValueError("colors of several sizes")
    return _Picture(
        precision, rows, columns, {number: array("H", bytes(2 * rows * columns)) for number in numbers}
    )  # fmt: skip


def _huffman(segment: bytes) -> Iterator[tuple[int, list[int]]]:
    """Give each table as 65,536 entries: for the next sixteen bits, the length of the code, and what it means."""
    at = 0
    while at < len(segment):
        number, counts = segment[at] & 15, segment[at + 1 : at + 17]
        at += 17
        table: list[int] = []
        for length, count in enumerate(counts, 1):
            for meaning in segment[at : at + count]:
                if meaning > 16:
                    raise ValueError("no difference has so many bits")
                table += [length << 5 | meaning] * (1 << (16 - length))
            at += count
            if len(table) > 1 << 16:
                raise ValueError("more codes than there can be")
        # What no code begins with has a length of nothing, and is refused when it comes.
        yield number, table + [0] * ((1 << 16) - len(table))


def _scan(picture: _Picture, head: bytes, data: bytes) -> None:
    """Unpack one scan: all colors point by point, or one color."""
    count = head[0]
    chosen = [(head[1 + 2 * place], head[2 + 2 * place] >> 4) for place in range(count)]
    predictor, shift = head[1 + 2 * count], head[3 + 2 * count] & 15
    if not 1 <= predictor <= 7 or shift >= picture.precision or not chosen:
        raise ValueError("no lossless JPEG")
    planes = [picture.planes[number] for number, _table in chosen]
    tables = [picture.tables[table] for _number, table in chosen]
    points = picture.rows * picture.columns
    step = picture.restart or points
    if step % picture.columns:
        raise ValueError("it begins anew inside of a line")
    first = 1 << (picture.precision - shift - 1)
    start = 0
    for part in _RESTART.split(data):
        if start >= points:
            break
        end = min(start + step, points)
        bits = _Bits(part.replace(b"\xff\x00", b"\xff"))
        for row in range(start, end, picture.columns):
            above = predictor if row > start else 0
            _line(bits, planes, tables, row=row, columns=picture.columns, predictor=above, first=first)
        start = end
    if start < points:
        raise ValueError("it ends too early")
    if shift:
        for plane in planes:
            plane[:] = array("H", ((value << shift) & 0xFFFF for value in plane))


class _Bits:
    """The bits of a stretch, and how far they are read."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at, self.ready, self.count = data + bytes(8), 0, 0, 0


def _line(
    bits: _Bits,
    planes: list[array[int]],
    tables: list[list[int]],
    *,
    row: int,
    columns: int,
    predictor: int,
    first: int,
) -> None:
    """Unpack a line (T.81, H.1.2); `predictor` 0 stands for the first one, which knows none above it."""
    data, at, ready, count = bits.data, bits.at, bits.ready, bits.count
    end = len(data)
    pairs = list(zip(planes, tables, strict=True))
    for place in range(row, row + columns):
        for plane, table in pairs:
            if count < 32:
                if at >= end:
                    raise ValueError("it ends too early")
                ready = (ready & ((1 << count) - 1)) << 32 | int.from_bytes(data[at : at + 4].ljust(4, b"\0"), "big")
                at += 4
                count += 32
            code = table[(ready >> (count - 16)) & 0xFFFF]
            length = code & 31
            count -= code >> 5
            if not code:
                raise ValueError("no such code")
            if length == 16:
                value = 32768
            elif length:
                count -= length
                value = (ready >> count) & ((1 << length) - 1)
                if not value >> (length - 1):
                    value += 1 - (1 << length)
            else:
                value = 0
            if place == row:
                before = plane[place - columns] if predictor else first
            elif predictor < 2:
                before = plane[place - 1]
            else:
                before = _before(predictor, plane[place - 1], plane[place - columns], plane[place - columns - 1])
            plane[place] = (before + value) & 0xFFFF
    bits.at, bits.ready, bits.count = at, ready, count


def _before(predictor: int, left: int, above: int, corner: int) -> int:
    """Return what a sample is expected to be (T.81, table H.1)."""
    if predictor == 2:
        return above
    if predictor == 3:
        return corner
    if predictor == 4:
        return left + above - corner
    if predictor == 5:
        return left + ((above - corner) >> 1)
    if predictor == 6:
        return above + ((left - corner) >> 1)
    return (left + above) >> 1
