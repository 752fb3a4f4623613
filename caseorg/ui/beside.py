"""What lies beside the open file and matters: other versions of it, and files that open with an old password."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from caseorg.services import other_versions, restoring
from caseorg.services.other_versions import OtherVersion

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background
    from caseorg.ui.upkeep import Upkeep


class Beside:
    """One for each open case file; it is looked for once, at the opening, and after what changes it."""

    def __init__(self, upkeep: Upkeep, workspace: Workspace, background: Background) -> None:
        self._upkeep, self._workspace, self._background = upkeep, workspace, background
        self.older_than: date | None = None
        """The day on which the file held more than it does now."""
        self.versions: tuple[OtherVersion, ...] = ()
        """Files beside this one that were copies of it and went their own way."""
        self._old_password: tuple[Path, ...] = ()

    def look(self, failed: Callable[[BaseException], object]) -> None:
        """Find out whether the file is the one that was open last, and what lies beside it."""
        case_file, last_step = self._workspace.case_file, self._upkeep.notes.last_step
        self.older_than = other_versions.older_than(case_file, last_step)

        def show(found: tuple[tuple[OtherVersion, ...], tuple[Path, ...]]) -> None:
            self.versions, self._old_password = found
            self._upkeep.changed.emit()

        def work() -> tuple[tuple[OtherVersion, ...], tuple[Path, ...]]:
            return other_versions.beside(case_file), restoring.before_passwords(case_file.path)

        self._background.run(work, then=show, failed=failed)

    def open_versions(self) -> tuple[OtherVersion, ...]:
        """Return the other versions from which nothing was taken in since they were written."""
        done = self._upkeep.notes.versions_done.splitlines()
        return tuple(each for each in self.versions if each.mark not in done)

    def version_done(self, path: Path) -> None:
        """Note that the changes in another version were looked through."""
        marks = [each.mark for each in self.versions if each.path == path]
        if marks:
            self._upkeep.note(versions_done="\n".join([*self._upkeep.notes.versions_done.splitlines(), *marks]))

    def left_under_old_password(self) -> tuple[Path, ...]:
        """Return the files as they were before a new password that stay: no note says that they go by themselves."""
        noted = self._upkeep.notes.kept_until_opened.splitlines()
        return tuple(each for each in self._old_password if str(each) not in noted)

    def keep_until_opened(self, before: Path, **entries: str) -> None:
        """Note that a file as it was before a new password goes once that has opened the new one.

        Where that can't be noted it stays, and `left_under_old_password` has it.
        """
        # Two changes in a row leave two files, and the first may open with no password at all.
        kept = "\n".join([*self._upkeep.notes.kept_until_opened.splitlines(), str(before)])
        self._old_password = (*self._old_password, before)
        self._upkeep.note(kept_until_opened=kept, **entries)

    def remove_old(self) -> None:
        """Remove the files that open with an old password and stay.

        Raises:
            NotRemovedError: The disk kept some of them.
        """
        try:
            restoring.remove_old(self.left_under_old_password())
        finally:
            self._old_password = restoring.before_passwords(self._workspace.case_file.path)
            self._upkeep.changed.emit()
