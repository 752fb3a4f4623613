"""The doors as the crash tests start them: the program's own, and one with each bug planted on purpose.

In one sealed file most of the classic bugs have to be built: there is no second file that could be forgotten.
"""

import ctypes
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from caseorg.app.selftest import Door, serve
from caseorg.domain.document import Document
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.entries import TYPES_BY_NAME
from caseorg.store.seal import Seal
from tests.trust.hindered import hand_over

_ALLOW_TRACER = 0x59616D61  # PR_SET_PTRACER
_NOBODY = 65534
_ANYBODY = ctypes.c_ulong(-1)


class TracedDoor(Door):
    """The door as it is. Where a process may be traced by its parents alone (Yama), it lets strace attach."""

    def __init__(self, folder: Path, script: dict[str, Any]) -> None:
        super().__init__(folder, script)
        scope = Path("/proc/sys/kernel/yama/ptrace_scope")
        if scope.exists() and scope.read_text().strip() == "1":
            ctypes.CDLL(None).prctl(_ALLOW_TRACER, _ANYBODY, 0, 0, 0)


class OrdinaryUser(TracedDoor):
    """The door without the rights of root, who is above the modes of files."""

    def __init__(self, folder: Path, script: dict[str, Any]) -> None:
        super().__init__(folder, script)
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(_NOBODY)
            os.setuid(_NOBODY)


class Looker(OrdinaryUser):
    """The same, and it opens the file only to look."""

    def opened(self) -> CaseFile:
        return CaseFile.open(self.path, Seal(read_salt(self.path), self.secret), look_only=True)


class TwoTransactions(TracedDoor):
    """Each record of a step is committed by itself."""

    def save(self, workspace: Workspace, step: dict[str, Any]) -> None:
        for name, entries in step.get("records", ()):
            workspace.save(TYPES_BY_NAME[name].model_validate(entries), step["label"])


class RowBeforeFile(TracedDoor):
    """A document's record is committed before its bytes."""

    def add(self, workspace: Workspace, step: dict[str, Any]) -> None:
        looked = self.looked_at(step)
        digest = looked.inspection.sha256
        workspace.save(Document(case_id=UUID(step["case_id"]), name=step["file"], sha256=digest), "Add a document")
        with workspace.step("Add a document") as opened:
            opened.keep(looked.brought.data)


class NoSync(TracedDoor):
    """Nothing makes the system write the file down."""

    def opened(self) -> CaseFile:
        return _with_pragmas(super().opened(), "synchronous=OFF")


class NoFolderSync(TracedDoor):
    """The journal is deleted, and its folder is not synced after that: SQLite's own default."""

    def opened(self) -> CaseFile:
        return _with_pragmas(super().opened(), "journal_mode=DELETE", "synchronous=FULL")


class NormalSync(TracedDoor):
    """`synchronous=NORMAL`: the emptied journal, which is what a commit consists of, is not synced."""

    def opened(self) -> CaseFile:
        return _with_pragmas(super().opened(), "synchronous=NORMAL")


class ShortWrite(TracedDoor):
    """A copy is written by hand, and what one write did not take is forgotten."""

    def copy(self, workspace: Workspace, step: dict[str, Any]) -> None:
        target = os.open(self.folder / step["to"], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        os.write(target, self.path.read_bytes())
        os.fsync(target)
        os.close(target)


class OldRemovedFirst(TracedDoor):
    """Each step ends with writing the file anew to the side, and the old one is removed before the new one is moved."""

    def save(self, workspace: Workspace, step: dict[str, Any]) -> None:
        super().save(workspace, step)
        anew = self.path.with_name("anew")
        workspace.case_file.copy_to(anew)
        workspace.close()
        self.path.unlink()
        anew.rename(self.path)
        workspace.__init__(self.opened())  # type: ignore[misc]


def _with_pragmas(case_file: CaseFile, *pragmas: str) -> CaseFile:
    for pragma in pragmas:
        case_file.driver.execute(f"pragma {pragma}")
    return case_file


class Hinderable(dict[str, Callable[[Path, dict[str, Any]], Door]]):
    """Doors by name; a name with “@call” behind it is that door, with its calls of this kind handed over."""

    def __missing__(self, asked: str) -> Callable[[Path, dict[str, Any]], Door]:
        name, _at, call = asked.rpartition("@")

        def made(folder: Path, script: dict[str, Any]) -> Door:
            door = self[name](folder, script)
            run = door.run

            def run_hindered(operation: str) -> int:
                hand_over(call)
                return run(operation)

            door.run = run_hindered  # type: ignore[method-assign]
            return door

        return made


DOORS = Hinderable({
    "": TracedDoor,
    "ordinary user": OrdinaryUser,
    "looks only": Looker,
    "two transactions": TwoTransactions,
    "row before file": RowBeforeFile,
    "no fsync": NoSync,
    "no folder fsync": NoFolderSync,
    "synchronous=NORMAL": NormalSync,
    "short write ignored": ShortWrite,
    "old file removed before the rename": OldRemovedFirst,
})  # fmt: skip

if __name__ == "__main__":
    serve(DOORS)
