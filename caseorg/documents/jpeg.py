"""Takes from a JPEG file what is not the picture: where and with what it was taken, small copies, remarks."""

from __future__ import annotations

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_RESTARTS = range(0xD0, 0xD8)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Baseline, extended and progressive with Huffman codes: what every reader of PDF can draw.
_DRAWN_EVERYWHERE = frozenset({0xC0, 0xC1, 0xC2})
_JFIF, _ADOBE, _REMARK = 0xE0, 0xEE, 0xFE


def plain_jpeg(data: bytes) -> bytes | None:
    """Return the same picture, dot for dot, without anything else; None if it is of a kind a page cannot take as it is.

    What follows the end of the picture, as a second picture does in files of some telephones, is left out, too.
    """
    if data[:2] != b"\xff\xd8":
        return None
    kept = [data[:2]]
    position = 2
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 4 > len(data) + 2:
            return None
        marker = data[position + 1] if position + 1 < len(data) else 0
        if marker == 0xFF:
            position += 1
        elif marker == _END:
            kept.append(b"\xff\xd9")
            return b"".join(kept)
        elif marker == 0 or marker in _RESTARTS or marker == _START:
            position += 2
        else:
            end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
            if marker in _FRAMES and marker not in _DRAWN_EVERYWHERE:
                return None
            if marker == _SCAN:
                end = _end_of_scan(data, end)
            if not _is_extra(marker):
                kept.append(data[position:end])
            position = end


def _is_extra(marker: int) -> bool:
    return marker == _REMARK or (0xE0 <= marker <= 0xEF and marker not in (_JFIF, _ADOBE))


def _end_of_scan(data: bytes, position: int) -> int:
    """Return where the next marker stands that is not part of the picture's own bytes."""
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 1 >= len(data):
            return len(data)
        if data[position + 1] != 0 and data[position + 1] not in _RESTARTS and data[position + 1] != 0xFF:
            return position
        position += 1
