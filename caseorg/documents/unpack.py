"""Gives the files inside an archive or an e-mail, as the worker reads them, and those in a folder."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from caseorg.documents.kinds import FileKind, kind_of
from caseorg.documents.told import CHECKED, told
from caseorg.documents.worker import Worker, shared
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError, UnreadFileError

OPENED = frozenset({FileKind.zip, FileKind.eml})
"""Kinds of file that have others inside which are added beside them."""

MAX_FILES = 20_000
"""Most files of a folder or a disc."""
_DEEPEST = 32


@dataclass(frozen=True)
class Part:
    """One file from inside another."""

    path: str
    data: bytes = field(repr=False)
    is_whole: bool = True

    @property
    def name(self) -> str:
        """The name without its folders."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class _PartHead:
    __pydantic_config__ = CHECKED

    name: str
    size: int
    whole: bool


@dataclass(frozen=True)
class _Parts:
    __pydantic_config__ = CHECKED

    parts: tuple[_PartHead, ...]
    next: int


_PARTS = TypeAdapter(_Parts)


def parts_of(
    data: bytes, name: str, *, worker: Worker | None = None, cancel: threading.Event | None = None
) -> Iterator[Part]:
    """Give the files inside a ZIP file or an e-mail, one after another, under names that are safe anywhere.

    Raises:
        UnsafeArchiveError: It is put together in a way that does harm.
        LockedArchiveError: It opens with a password only.
        CaseorgError: It cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    asked = worker or shared("data")
    start = 0
    while start >= 0:
        facts = {"kind": kind_of(data, name), "start": start}
        answer = asked.ask("parts", data, facts, name=name, cancel=cancel)
        found = told(_PARTS, answer, name)
        blob, at = memoryview(answer.blob or b""), 0
        for head in found.parts:
            size = head.size if head.whole else 0
            if not 0 <= size <= len(blob) - at or "/../" in f"/{head.name}/":
                raise DamagedDocumentError(name)
            yield Part(head.name, bytes(blob[at : at + size]), head.whole)
            at += size
        if found.next != -1 and found.next <= start:
            raise DamagedDocumentError(name)
        start = found.next


def files_in(folder: Path, depth: int = 0) -> Iterator[Path]:
    """Give the plain files in a folder and in those inside it, in order; links and hidden files are passed over.

    Raises:
        UnreadFileError: A folder cannot be read.
        HugeDocumentError: Folders lie too deep in one another.
    """
    if depth > _DEEPEST:
        raise HugeDocumentError(folder.name)
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda each: each.name)
    except OSError as error:
        raise UnreadFileError(folder.name) from error
    for entry in entries:
        if entry.name.startswith(".") or entry.name.lower() in ("thumbs.db", "desktop.ini", "__macosx"):
            continue
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError as error:
            raise UnreadFileError(entry.name) from error
        if stat.S_ISDIR(mode):
            yield from files_in(Path(entry.path), depth + 1)
        elif stat.S_ISREG(mode):
            yield Path(entry.path)
