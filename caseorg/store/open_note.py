"""The note beside a case file that says who has it open for writing, held by a lock of the system."""

from __future__ import annotations

import json
import os
import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from caseorg.base import paths
from caseorg.base.language import short_date, time_of_day
from caseorg.base.patience import remove
from caseorg.base.system_lock import lock
from caseorg.domain.errors import FileInUseError
from caseorg.store.engine import on_disk


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
            ReadOnlyFileError, DiskFullError, SaveFailedError: If no note can be made there.
        """
        path = paths.open_note(case_path)
        with on_disk():
            while True:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
                try:
                    is_held = lock(descriptor)
                    if is_held and not _still_there(path, descriptor):
                        os.close(descriptor)  # its holder removed it between our open and our lock
                        continue
                    said = _read(descriptor)
                    if not is_held or (said and said.get("computer") != platform.node() and not take_over):
                        where = str(said.get("computer", ""))
                        raise FileInUseError(where, _since(said, at), can_be_taken=is_held)
                except BaseException:
                    os.close(descriptor)
                    raise
                note = cls(path, descriptor)
                note._write(at)
                return note

    def release(self) -> None:
        """Let go of the note and remove it."""
        if self.descriptor < 0:
            return
        held, self.descriptor = self.descriptor, -1
        # Removed while the lock still holds, so that it is never somebody else's note; Windows removes no open file.
        steps = [partial(remove, self.path), partial(os.close, held)]
        for step in reversed(steps) if sys.platform == "win32" else steps:
            with suppress(OSError):  # a note that stays is taken over at the next opening
                step()

    def _write(self, at: datetime) -> None:
        since = time_of_day(at.astimezone().time())
        day = at.astimezone().date().isoformat()
        said = {"computer": platform.node(), "user": _user(), "process": os.getpid(), "since": since, "day": day}
        # The lock is what counts. Where there is no room for a few words, the file must open all the same.
        with suppress(OSError):
            os.ftruncate(self.descriptor, 0)
            os.lseek(self.descriptor, 0, os.SEEK_SET)
            os.write(self.descriptor, json.dumps(said).encode())


def _since(said: dict[str, Any], at: datetime) -> str:
    """Say since when a note stands there: with its day, if that is not this one."""
    since = str(said.get("since", ""))
    with suppress(ValueError):
        day = date.fromisoformat(str(said.get("day", "")))
        if since and day != at.astimezone().date():
            return f"{short_date(day)}, {since}"
    return since


def _user() -> str:
    # Not `getpass.getuser()`: where no variable says it, that asks a name service over a socket.
    return next((name for key in ("LOGNAME", "USER", "USERNAME") if (name := os.environ.get(key))), "")


def _read(descriptor: int) -> dict[str, Any]:
    os.lseek(descriptor, 0, os.SEEK_SET)
    try:
        found = json.loads(os.read(descriptor, 4096) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _still_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
