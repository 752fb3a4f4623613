"""The doors of what is written outside of the case file: exports, papers, calendars, copies to see, rules, a new place.

`python -m tests.trust.place_program` is asked as `caseorg.app.selftest --doors` is. The folders of the program lie in
the folder of the run.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from caseorg.app.selftest import FILE_NAME, serve
from caseorg.domain.deadline import Goal
from caseorg.domain.errors import FileSwappedError
from caseorg.domain.note import Note
from caseorg.services import discs, newer_rules, opening, outside, settings, take_export
from caseorg.services.calendar_file import FILE_NAME as CALENDAR
from caseorg.services.calendar_file import calendar_file, keep_entries
from caseorg.services.deadlines import date_rows
from caseorg.services.documents import bytes_of
from caseorg.services.export import export_all, free_folder
from caseorg.services.workspace import Workspace
from caseorg.store.seal import Seal
from tests.trust.door_program import Hinderable, TracedDoor
from tests.trust.material import CASE, SEAL, TODAY, make_case_file

EXPORT, PAPER, RULES, ANEW, DISC = "export", "report.pdf", "rules.zip", "Maria.caseorg", UUID(int=90)
A_DAY = Goal(case_id=CASE, what="Have a second opinion", day=date(2026, 12, 8))


class PlaceDoor(TracedDoor):
    """Writes what leaves the case file, or takes in what comes from outside."""

    def __init__(self, folder: Path, script: dict[str, Any]) -> None:
        super().__init__(folder, script)
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            os.environ[name] = str(folder / "home")

    def run(self, operation: str) -> int:
        acts = {
            "export": self.export, "take_export": self.take_export, "paper": self.paper, "calendar": self.calendar,
            "outside": self.outside, "rules": self.rules, "choose_rules": self.choose_rules, "private": self.private,
            "rescue": self.rescue, "notes": self.notes,
        }  # fmt: skip
        self._tried(0, partial(self._each_step, acts[operation]), "closed")
        return self.exit_status

    def export(self, workspace: Workspace, _step: dict[str, Any]) -> None:
        """Export everything into a folder beside the file."""
        export_all(workspace, free_folder(self.folder, EXPORT))

    def take_export(self, workspace: Workspace, _step: dict[str, Any]) -> None:
        """Look into the export beside the file, and take it in."""
        take_export.take_in(workspace, take_export.look_into(workspace, self.folder / EXPORT))

    def paper(self, workspace: Workspace, _step: dict[str, Any]) -> None:
        """Save a document as it came, over one that is there."""
        (document,) = workspace.load_case(CASE).documents
        outside.write_whole(self.folder / PAPER, iter((bytes_of(workspace, document),)))

    def calendar(self, workspace: Workspace, _step: dict[str, Any]) -> None:
        """Write the dates for a calendar, and note what it was told."""
        snapshot = workspace.load_case(CASE)
        made = calendar_file(snapshot, date_rows(snapshot, workspace.assess(snapshot).deadlines, TODAY), TODAY)
        outside.write_whole(self.folder / CALENDAR, iter((made.ics,)))
        keep_entries(workspace, made)

    def outside(self, workspace: Workspace, _step: dict[str, Any]) -> None:
        """Write the images of a disc where another program can see them."""
        disc = next(each for each in workspace.load_case(CASE).documents if each.id == DISC)
        discs.copies_for_viewer(workspace, disc, 0)

    def rules(self, workspace: Workspace, _step: dict[str, Any]) -> None:
        """Take newer rules from a file, and use them."""
        newer_rules.choose(newer_rules.take(self.folder / RULES, workspace.library, TODAY).name)

    def choose_rules(self, _workspace: Workspace, step: dict[str, Any]) -> None:
        """Use other rules that are there."""
        newer_rules.choose(step["name"])

    def private(self, workspace: Workspace, step: dict[str, Any]) -> None:
        """Seal the draft anew in another place, and say what could not be removed."""
        seal = Seal(bytes.fromhex(step["salt"]), bytes.fromhex(step["secret"]))
        left = opening.keep_sealed(workspace, seal, self.folder / ANEW)
        said = "\n".join(each.name for each in left)
        self._surely(lambda: (self.folder / "left").write_text(said))

    def rescue(self, workspace: Workspace, _step: dict[str, Any]) -> None:
        """Save into a file that another program has replaced: the step belongs into a rescue file."""
        other = self.folder / "other"
        with suppress(FileNotFoundError):  # it is replaced once, however often the person tries
            self._surely(lambda: other.replace(self.path))
        try:
            workspace.save(Note(id=UUID(int=95), case_id=CASE, text="After it was replaced"), "Add note")
        except FileSwappedError as error:
            if error.rescue is None:
                raise

    def notes(self, _workspace: Workspace, _step: dict[str, Any]) -> None:
        """Note something of this file outside of it, and choose something else."""
        kept = settings.SettingsFile()
        try:
            kept.keep_notes(self.path, last_check="2026-11-22")
            kept.save(kept.load().revised(daily_copies=False))
        except OSError as error:  # as all do who note something
            raise outside.PlaceNotWrittenError("settings") from error

    def _surely(self, act: Callable[[], object]) -> None:
        """Do what belongs to the test and not to the program, also if the call that fails is one of its own."""
        try:
            act()
        except OSError:
            act()


def warm_up() -> None:
    """Do what reads most of the program, so that children find it loaded: it is not what fails here."""
    with TemporaryDirectory() as folder:
        make_case_file(Path(folder) / FILE_NAME)
        door = PlaceDoor(Path(folder), {"secret": SEAL.secret.hex(), "steps": []})
        workspace = Workspace(door.opened(), today=lambda: TODAY)
        workspace.save(A_DAY, "Add a date")
        door.export(workspace, {})
        door.calendar(workspace, {})
        door.notes(workspace, {})
        workspace.close()


if __name__ == "__main__":
    warm_up()
    serve(Hinderable({"": PlaceDoor}))
