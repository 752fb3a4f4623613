"""The note beside a case file that says who has it open for writing, held by a lock of the system."""

from __future__ import annotations

import getpass
import json
import os
import platform
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from caseorg.domain.errors import FileInUseError, ReadOnlyFileError


@dataclass
class OpenNote:
    """A held note. The system lets go of its lock when the process ends, however it ends."""

    path: Path
    descriptor: int

    @classmethod
    def take(cls, case_path: Path, at: datetime, *, take_over: bool = False) -> OpenNote:
        """Hold the note for the case file at `case_path`.

        A note left by a dead process of this computer is taken over without a word. One left by another computer is
        taken over only if the person says so (`take_over`): nothing here is judged stale by its age.

        Raises:
            FileInUseError: If another window or computer holds it.
            ReadOnlyFileError: If no note can be written there.
        """
        path = case_path.with_name(case_path.name + ".open")
        while True:
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            except OSError as error:
                raise ReadOnlyFileError from error
            if not _lock(descriptor):
                held = _read(descriptor)
                os.close(descriptor)
                raise FileInUseError(str(held.get("computer", "?")), str(held.get("since", "?")))
            if _still_there(path, descriptor):
                break
            os.close(descriptor)  # its holder removed it between our open and our lock
        left = _read(descriptor)
        if left and left.get("computer") != platform.node() and not take_over:
            os.close(descriptor)
            raise FileInUseError(str(left.get("computer", "?")), str(left.get("since", "?")))
        note = cls(path, descriptor)
        note._write(at)
        return note

    def release(self) -> None:
        """Let go of the note and remove it."""
        if self.descriptor < 0:
            return
        self.path.unlink(missing_ok=True)
        os.close(self.descriptor)
        self.descriptor = -1

    def _write(self, at: datetime) -> None:
        since = at.astimezone().strftime("%I:%M %p").lstrip("0")
        said = {"computer": platform.node(), "user": _user(), "process": os.getpid(), "since": since}
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, json.dumps(said).encode(), 0) if hasattr(os, "pwrite") else None


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _read(descriptor: int) -> dict[str, Any]:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        found = json.loads(os.read(descriptor, 4096) or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _still_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
