"""What every kind of worker process does: give up what it doesn't need, then answer until its pipe closes."""

from __future__ import annotations

import codecs
import os
import time
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from caseorg.documents import limits, wire
from caseorg.documents.floors import prove_floors
from caseorg.documents.ranges import PIECE
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, HugeDocumentError

Task = Callable[[Any, dict[str, Any]], wire.Message]
"""What does one thing with a file: with its bytes, or with a `Remote` of one that comes in pieces."""

# Looked up by name only when first used, and then there is no opening files any more.
_CODECS = (
    "ascii latin-1 cp1252 cp437 mac_roman utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-7"
    # In which e-mails and rich text are written as well.
    " iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-13 iso8859-14"
    " iso8859-15 iso8859-16 cp850 cp852 cp858 cp874 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 koi8-r"
    " koi8-u gb2312 gbk gb18030 big5 shift_jis cp932 euc-jp iso2022-jp euc-kr cp949"
).split()


_told_to: list[BinaryIO] = []
_told_at = [0.0]
_BETWEEN_SECONDS = 0.2


def tell_progress(done: int, whole: int) -> None:
    """Say before the answer how much is done; nobody listens where no worker serves.

    It may be called as often as one likes: five times a second something is said.
    """
    now = time.monotonic()
    if now - _told_at[0] < _BETWEEN_SECONDS:
        return
    _told_at[0] = now
    for pipe in _told_to:
        wire.send(pipe, wire.Message({"progress": [done, whole]}))


class Remote:
    """A large file on the other side of the pipes, which is asked for piece by piece."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO, key: str, size: int) -> None:
        self._requests, self._answers, self.key, self.size = requests, answers, key, size

    def read(self, offset: int, size: int) -> bytes:
        """Return bytes of it, at most a piece; fewer at its end.

        Raises:
            OSError: They cannot be read on the other side.
        """
        size = min(size, PIECE, self.size - offset)
        if size <= 0:
            return b""
        wire.send(self._answers, wire.Message({"wants": [offset, size]}))
        reply = wire.receive(self._requests)
        limits.begin_waiting()
        if reply.head.get("unread"):
            raise OSError("it cannot be read")
        return reply.blob or b""


def serve(
    tasks: Mapping[str, Task], warm_up: Callable[[], None], forget: Callable[[], None], *, seconds: int = 0
) -> None:
    """Answer requests from standard input on standard output until it is closed.

    Args:
        tasks: What can be asked for, by name.
        warm_up: Uses each part once, so that nothing is loaded later, when loading is refused.
        forget: Lets go of what is held open of the last file, before the next one comes.
        seconds: How long one task may take, if not as long as usual.
    """
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    _told_to[:] = [answers]
    # A library that prints must not be taken for an answer.
    os.dup2(2, 1)
    for name in _CODECS:
        codecs.lookup(name)
    prove_floors()
    warm_up()
    limits.confine()
    try:
        _answer_all(requests, answers, tasks, forget, seconds)
    except MemoryError:
        os._exit(limits.OUT_OF_MEMORY)
    except (EOFError, BrokenPipeError):
        pass
    # Closing libraries could only fail now; nothing is left to lose.
    os._exit(0)


def _answer_all(
    requests: BinaryIO, answers: BinaryIO, tasks: Mapping[str, Task], forget: Callable[[], None], seconds: int
) -> None:
    held: list[bytes] = []

    def make_room() -> None:
        forget()
        held.clear()

    ends = False
    while not ends:
        head, blob = wire.receive(requests, make_room)
        if blob is not None:
            held.append(blob)
        limits.begin_file(seconds or limits.CPU_SECONDS, seconds or limits.WALL_SECONDS)
        ranges = head.get("ranges")
        given = held[0] if ranges is None else Remote(requests, answers, ranges["key"], ranges["size"])
        answer = _answer(head, given, tasks)
        wire.send(answers, answer)
        limits.end_file()
        ends = bool(answer.head.get("ends"))
        # Both may be hundreds of megabytes, and the next file needs the room.
        del answer, blob


def _answer(head: dict[str, Any], data: bytes | Remote, tasks: Mapping[str, Task]) -> wire.Message:
    """Do one task. Whatever a parser raises becomes one of the known refusals."""
    try:
        return tasks[head["task"]](data, head["facts"])
    except CaseorgError as error:
        return wire.Message({"refused": type(error).__name__})
    except MemoryError:
        # Libraries are not to be trusted after a failed allocation.
        return wire.Message({"refused": HugeDocumentError.__name__, "ends": True})
    except Exception:
        # Parsers of foreign bytes raise anything.
        return wire.Message({"refused": DamagedDocumentError.__name__})
