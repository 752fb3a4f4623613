"""Gives the files of a disc out again, piece by piece. Runs in the worker process."""

from __future__ import annotations

from typing import Any

from caseorg.documents import wire
from caseorg.documents.disc_files import Bytes, opened
from caseorg.documents.ranges import PIECE

_BATCH = 16 << 20


def disc_parts(data: Bytes, facts: dict[str, Any]) -> wire.Message:
    """Give the next bytes of a disc, file after file.

    Facts: those of `disc_files.opened`; `start`, the number of a file; `at`, how much of it is there already; and
    `wanted`, the paths to give, or None for all. Of each file the answer names how many bytes it brings, whether these
    are its last, and whether it was whole; and where the next answer begins, -1 after the last one.
    """
    found = opened(data, facts)
    start, at = int(facts["start"]), int(facts["at"])
    wanted = None if facts["wanted"] is None else frozenset(facts["wanted"])
    parts: list[dict[str, object]] = []
    blob: list[bytes] = []
    room = _BATCH
    while start < len(found.entries) and room > 0:
        entry = found.entries[start]
        if wanted is not None and entry.path not in wanted:
            start += 1
            continue
        pieces: list[bytes] = []
        whole, length = True, 0
        try:
            with found.open(entry) as stream:
                stream.seek(at)
                while room - length > 0 and (piece := stream.read(min(PIECE, room - length))):
                    pieces.append(piece)
                    length += len(piece)
                ends = at + length >= entry.size or length < room
                whole = not ends or at + length == entry.size
        except MemoryError:
            raise
        except Exception:
            # Libraries raise errors of every class.
            pieces, length, ends, whole = [], 0, True, False
        parts.append({"path": entry.path, "size": length, "last": ends, "whole": whole})
        blob.extend(pieces)
        room -= max(length, 1)
        start, at = (start + 1, 0) if ends else (start, at + length)
    following = start if start < len(found.entries) else -1
    return wire.Message({"result": {"parts": parts, "next": following, "at": at}}, b"".join(blob))
