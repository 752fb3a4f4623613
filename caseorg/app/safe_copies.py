"""Opens a safe copy in the place of a case file that is damaged or gone, or that a person wants back as it was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from caseorg.base.language import _, short_date

if TYPE_CHECKING:
    from caseorg.app.program import Program
    from caseorg.services.restoring import SafeCopy
    from caseorg.services.workspace import Workspace
    from caseorg.store.seal import Seal


class SafeCopies:
    """The copies of the file that the first window asks for, or the main window shows."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._said = ""

    def choices_after(
        self, error: BaseException, password: str | None
    ) -> tuple[str, list[tuple[str, Callable[[], object]]]]:
        """Return what to say, and the buttons that lead to copies, where a file that is not whole did not open.

        One that is whole but can't be changed where it is can be copied to a place where it can.
        """
        path = self._program.path
        from caseorg.domain.errors import (
            CutOffFileError,
            DamagedFileError,
            MissingFileError,
            ReadFailedError,
            ReadOnlyFileError,
        )

        if isinstance(error, ReadOnlyFileError) and path is not None and password is not None:
            return "", [(_("Save a copy"), lambda: self._work_in_copy(path, password))]
        is_lost = isinstance(error, DamagedFileError | CutOffFileError | MissingFileError | ReadFailedError)
        if not is_lost or path is None or password is None:
            return "", []
        copies = self._copies(path)
        if not copies:
            return "", []
        words = _("Your last safe copy is from {day}.").format(day=short_date(copies[0].day))
        return words, [
            (_("Use that copy"), lambda: self._restore(path, copies[0].path, password)),
            (_("Choose a copy..."), lambda: self._choose(path, password)),
        ]

    def _work_in_copy(self, path: Path, password: str) -> None:
        """Ask for a place, copy the file there, and open the copy."""
        program = self._program
        window = program.first
        target = program.files.place(window, path.name, _("Case file (*.caseorg)")) if window is not None else None
        if window is None or target is None:
            return

        def copied(_nothing: object) -> None:
            program.path = target
            program.unlock(password)

        def work() -> None:
            from caseorg.services.restoring import copy_to_work_in

            copy_to_work_in(path, target)

        window.show_opening()
        program.background.run(work, then=copied, failed=lambda error: program.did_not_open(error, None, password))

    def restore(self, copy: Path, seal: Seal, *, without_password: bool) -> None:
        """Put a copy in the place of the open file, and open it again."""
        main = self._program.main
        if main is None:
            return
        case_file = main.workspace.case_file
        self._run(case_file.path, copy, lambda: seal, case_file.seal, without_password=without_password)

    def _copies(self, path: Path) -> tuple[SafeCopy, ...]:
        from caseorg.services.restoring import copies_for

        backup = self._program.care.settings_file().notes_of(path).backup_file
        return copies_for(path, *([Path(backup)] if backup else []))

    def _choose(self, path: Path, password: str) -> None:
        window = self._program.first
        chosen = self._program.files.case_file(window) if window is not None else None
        if chosen is not None:
            self._restore(path, chosen, password)

    def _restore(self, path: Path, copy: Path, password: str) -> None:
        def seal() -> Seal:
            from caseorg.store.case_file import read_salt
            from caseorg.store.seal import seal_with

            return seal_with(password, read_salt(copy))

        self._run(path, copy, seal, None, without_password=not password)

    def _run(
        self, path: Path, copy: Path, seal: Callable[[], Seal], present: Seal | None, *, without_password: bool
    ) -> None:
        def work() -> Workspace:
            from caseorg.services import restoring
            from caseorg.services.workspace import Workspace

            restored = restoring.restore(path, copy, seal(), present)
            self._said = _words(restored)
            self._keep_for_good(path, restored.case_file.seal)
            return Workspace(restored.case_file, self._program.today)

        self._said = ""
        self._program.open(work, page="next_steps", without_password=without_password, then=self._say)

    def _keep_for_good(self, path: Path, seal: Seal) -> None:
        """Keep the file from before a new password where a copy under another one took its place.

        It was to go once the new password had opened the file, and now that never will.
        """
        settings = self._program.care.settings_file()
        if settings.notes_of(path).salt != seal.salt.hex():
            with suppress(OSError):
                settings.keep_notes(path, kept_until_opened="")

    def _say(self) -> None:
        main = self._program.main
        if main is not None and self._said:
            main.upkeep.older_is_right()
            main.tell.done(self._said)


def _words(restored: object) -> str:
    from caseorg.services.restoring import Restored

    assert isinstance(restored, Restored)
    kept = restored.kept_as
    words = _("This is the copy now.")
    if kept is not None:
        words = _("This is the copy now. The file as it was is kept as “{name}”.").format(name=kept.name)
    if restored.missing:
        missing = _("These large documents were not in the copy: {names}. Add them again.")
        words = f"{words} {missing.format(names=', '.join(restored.missing))}"
    return words
