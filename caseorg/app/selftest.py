"""Headless doors by which crash tests drive real services.

`python -m caseorg.app.selftest OPERATION FOLDER SCRIPT` runs one operation on the file `case.caseorg` in FOLDER.
`python -m caseorg.app.selftest --doors` imports everything once and then runs what it is asked for on standard input,
each time in a fresh child, so that a test pays for the imports once and can attach to the child before it opens a file.

A script is JSON: `secret` (what opens the file, in hex) and `steps`. A door speaks in whole lines, each by one write:
`ack N` after step N is safely in the file, `refused N ERROR` if it ended in a sentence for the person, `defect N ERROR`
if it ended in anything else.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from caseorg.documents.inspect import Inspection
from caseorg.documents.kinds import FileKind
from caseorg.documents.prepare import PageSize, Prepared
from caseorg.domain.case import Case
from caseorg.domain.errors import CaseorgError, DamagedFileError
from caseorg.domain.merging import Side
from caseorg.services import backups, daily_copies, opening, restoring, sharing, taking_in
from caseorg.services.documents import add_documents
from caseorg.services.looking import Looked, bring
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.entries import TYPES_BY_NAME
from caseorg.store.seal import SECRET_SIZE, Seal, new_salt

FILE_NAME = "case.caseorg"
OPERATIONS = ("create", "save", "add", "copy", "back_up", "daily", "restore", "change_password", "share", "merge")

_DEFECT = 70
"""The exit status of a door that met an error which is no sentence for a person."""


class Door:
    """One run of one operation. The tests plant bugs by taking its place."""

    def __init__(self, folder: Path, script: Mapping[str, Any]) -> None:
        self.folder = folder
        self.path = folder / FILE_NAME
        self.secret = bytes.fromhex(script["secret"])
        self.steps: list[dict[str, Any]] = script["steps"]
        self.exit_status = 0

    def run(self, operation: str) -> int:
        """Run one of `OPERATIONS`; return the exit status: 0 if everything ended well or in a sentence."""
        if operation == "create":
            self._tried(1, lambda: self.create(self.steps[0]))
        else:
            self._tried(0, lambda: self._run(operation), "closed")
        return self.exit_status

    def _run(self, operation: str) -> None:
        if operation == "restore":  # the file is closed for it
            self._try_twice(1, lambda: self.restore(self.steps[0]))
            return
        acts = {
            "save": self.save, "add": self.add, "copy": self.copy, "back_up": self.back_up, "daily": self.daily,
            "change_password": self.change_password, "share": self.share, "merge": self.merge,
        }  # fmt: skip
        self._each_step(acts[operation])

    def create(self, step: dict[str, Any]) -> None:
        """Make a new case file under the salt that the step names."""
        CaseFile.create(self.path, Seal(bytes.fromhex(step["salt"]), self.secret)).close()

    def opened(self) -> CaseFile:
        """Open the file by its ready key."""
        return CaseFile.open(self.path, Seal(read_salt(self.path), self.secret))

    def save(self, workspace: Workspace, step: dict[str, Any]) -> None:
        """Save the records of one step, or take the latest one back, or do it again."""
        if "turn" in step:
            (workspace.undo if step["turn"] == "undo" else workspace.redo)()
            return
        with workspace.step(step["label"]) as opened:
            for name, entries in step["records"]:
                opened.save(TYPES_BY_NAME[name].model_validate(entries))

    def add(self, workspace: Workspace, step: dict[str, Any]) -> None:
        """Add one document: its bytes, its clean pages and its record, which stand or fall together."""
        add_documents(workspace, UUID(step["case_id"]), [self.looked_at(step)])

    def looked_at(self, step: dict[str, Any]) -> Looked:
        """Return what the worker would have found in a file. The script says it, so that there is one process only."""
        brought, pages = bring((self.folder / step["file"], self.folder / step["pages"]))
        prepared = Prepared(pages.data, (PageSize(612, 792),), ("",))
        size, digest = len(brought.data), sha256(brought.data).hexdigest()
        return Looked(brought, Inspection(FileKind.pdf, size, digest, prepared.page_count), prepared)

    def copy(self, workspace: Workspace, step: dict[str, Any]) -> None:
        """Write a copy of the file beside it."""
        workspace.case_file.copy_to(self.folder / step["to"])

    def back_up(self, workspace: Workspace, step: dict[str, Any]) -> None:
        """Back the file up into its own folder, and check the copy."""
        made = backups.back_up(workspace.case_file, self.folder, date.fromisoformat(step["today"]))
        if not made.is_whole:
            raise DamagedFileError

    def daily(self, workspace: Workspace, step: dict[str, Any]) -> None:
        """Make the daily copy, and thin out the older ones."""
        source = daily_copies.Source(self.path, workspace.case_file.seal, workspace.case_file.file_id())
        daily_copies.make(source, date.fromisoformat(step["today"]))

    def restore(self, step: dict[str, Any]) -> None:
        """Put the copy that the step names in the place of the file."""
        copy = self.folder / step["from"]
        seal = Seal(read_salt(copy), self.secret)
        restoring.restore(self.path, copy, seal, seal).case_file.close()

    def change_password(self, workspace: Workspace, step: dict[str, Any]) -> None:
        """Seal the file anew with the salt and the secret that the step names."""
        seal = Seal(bytes.fromhex(step["salt"]), bytes.fromhex(step["secret"]))
        opening.change_seal(workspace, seal, date.fromisoformat(step["today"]))

    def share(self, workspace: Workspace, step: dict[str, Any]) -> None:
        """Share the case that the step names, in a new file under the salt and the secret of the step."""
        ready = sharing.plan_share(workspace, sharing.Wish(UUID(step["case_id"]), step["given_to"]))
        seal, target = Seal(bytes.fromhex(step["salt"]), bytes.fromhex(step["secret"])), self.folder / step["to"]
        sharing.write_sealed(ready, seal, target)
        sharing.note_share(workspace, ready, target)

    def merge(self, workspace: Workspace, step: dict[str, Any]) -> None:
        """Take in what is different in the file that the step names, and theirs where both changed something."""
        other = self.folder / step["from"]
        compared = taking_in.compare(workspace.case_file, other, Seal(read_salt(other), self.secret))
        taking_in.take_in(workspace, compared, {each.key: Side.theirs for each in compared.found})

    def _each_step(self, act: Callable[[Workspace, dict[str, Any]], None]) -> None:
        workspace = Workspace(self.opened())
        try:
            for number, step in enumerate(self.steps, start=1):
                if not self._try_twice(number, partial(act, workspace, step)):
                    break
        finally:
            workspace.close()

    def _try_twice(self, number: int, do: Callable[[], None]) -> bool:
        """Try once more what was refused, as a person would; what comes after may depend on it."""
        return self._tried(number, do) or self._tried(number, do)

    def _tried(self, number: int, act: Callable[[], None], said: str = "ack") -> bool:
        try:
            act()
        except CaseorgError as error:
            _say(f"refused {number} {type(error).__name__}")
            return False
        except Exception as error:
            _say(f"defect {number} {type(error).__name__}")
            traceback.print_exc()
            self.exit_status = _DEFECT
            return False
        _say(f"{said} {number}")
        return True


def serve(doors: Mapping[str, Callable[[Path, dict[str, Any]], Door]]) -> None:
    """Run what is asked for on standard input, one JSON object a line, each in a child of its own, until it ends.

    A request has `operation`, `folder`, `script` (a path) and, for a door other than "", `door`. The child says
    `ready PID` and waits for a line; when it has ended, `ended STATUS` follows, negative if a signal ended it.
    """
    _warm_up()
    while line := _hear():
        if not line.strip():
            continue
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _be_child(asked, doors)
        _child, status = os.waitpid(child, 0)
        _say(f"ended {os.waitstatus_to_exitcode(status)}")


def main(arguments: list[str] | None = None) -> int:
    """Run the doors, or one operation; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="caseorg.app.selftest", description="Run caseorg's services without a window."
    )
    parser.add_argument("--doors", action="store_true", help="run what is asked for on standard input")
    parser.add_argument("operation", nargs="?", choices=OPERATIONS)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("script", nargs="?", type=Path)
    options = parser.parse_args(arguments)
    if options.doors:
        serve({"": Door})
        return 0
    if options.operation is None:
        parser.error("say which operation")
    return Door(options.folder, json.loads(options.script.read_bytes())).run(options.operation)


def _warm_up() -> None:
    """Make a file and save into it, so that children find loaded whatever is loaded when it is first needed."""
    with TemporaryDirectory() as folder:
        door = Door(Path(folder), {"secret": bytes(SECRET_SIZE).hex(), "steps": []})
        door.create({"salt": new_salt().hex()})
        workspace = Workspace(door.opened())
        workspace.save(Case(), "Try")
        workspace.undo()
        warm_day = {"today": "2026-11-22"}
        door.back_up(workspace, warm_day)
        door.daily(workspace, warm_day)
        workspace.close()


def _be_child(asked: Mapping[str, str], doors: Mapping[str, Callable[[Path, dict[str, Any]], Door]]) -> None:
    """Do what was asked and end the process, past every clean-up that belongs to the parent."""
    status = _DEFECT
    try:
        script = json.loads(Path(asked["script"]).read_bytes())
        door = doors[asked.get("door", "")](Path(asked["folder"]), script)
        _say(f"ready {os.getpid()}")
        _hear()
        status = door.run(asked["operation"])
    finally:
        os._exit(status)


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def _hear() -> bytes:
    """Read one line from standard input; nothing is read ahead, because parent and child take turns."""
    line = b""
    while not line.endswith(b"\n"):
        letter = os.read(0, 1)
        if not letter:
            break
        line += letter
    return line


if __name__ == "__main__":
    sys.exit(main())
