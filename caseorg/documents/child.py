"""The inside of the worker process: imports what it needs, gives up the rest, and answers until its pipe closes."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable
from typing import Any, BinaryIO

from caseorg.documents import covering, drawing, form_fields, limits, pages, wire
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, HugeDocumentError

Task = Callable[[bytes, dict[str, Any]], wire.Message]

TASKS: dict[str, Task] = {
    "count": pages.count,
    "prepare": pages.prepare,
    "draw": drawing.draw,
    "texts": drawing.texts,
    "find_words": covering.find_words,
    "cover": covering.cover,
    "form_fields": form_fields.form_fields,
}

# Looked up by name only when first used, and then there is no opening files any more.
_CODECS = ("ascii", "latin-1", "cp1252", "cp437", "mac_roman", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def main() -> None:
    """Answer requests from standard input on standard output until it is closed."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # A library that prints must not be taken for an answer.
    os.dup2(2, 1)
    for name in _CODECS:
        codecs.lookup(name)
    drawing.warm_up()
    pages.warm_up()
    covering.warm_up()
    limits.confine()
    try:
        _serve(requests, answers)
    except MemoryError:
        os._exit(limits.OUT_OF_MEMORY)
    except (EOFError, BrokenPipeError):
        pass
    # Closing libraries could only fail now; nothing is left to lose.
    os._exit(0)


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    held: list[bytes] = []

    def make_room() -> None:
        drawing.forget()
        held.clear()

    ends = False
    while not ends:
        head, blob = wire.receive(requests, make_room)
        if blob is not None:
            held.append(blob)
        limits.begin_file()
        answer = _answer(head, held[0])
        wire.send(answers, answer)
        limits.end_file()
        ends = bool(answer.head.get("ends"))
        # Both may be hundreds of megabytes, and the next file needs the room.
        del answer, blob


def _answer(head: dict[str, Any], data: bytes) -> wire.Message:
    """Do one task. Whatever a parser raises becomes one of the known refusals."""
    try:
        return TASKS[head["task"]](data, head["facts"])
    except CaseorgError as error:
        return wire.Message({"refused": type(error).__name__})
    except MemoryError:
        # Libraries are not to be trusted after a failed allocation.
        return wire.Message({"refused": HugeDocumentError.__name__, "ends": True})
    except Exception:
        # Parsers of foreign bytes raise anything.
        return wire.Message({"refused": DamagedDocumentError.__name__})


if __name__ == "__main__":
    main()
