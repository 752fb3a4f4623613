"""What one run of the program does with its file: opening it by code or key, what is noted of it, letting it go."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from caseorg.base.language import _
from caseorg.ui.remembered import KnownFile

if TYPE_CHECKING:
    from caseorg.app.program import Program
    from caseorg.app.safe_copies import SafeCopies
    from caseorg.domain.errors import CaseorgError
    from caseorg.services.newer_rules import RulesInUse
    from caseorg.services.settings import SettingsFile
    from caseorg.services.workspace import Workspace
    from caseorg.store.seal import Seal
    from caseorg.ui.clipboard import ClipboardGuard
    from caseorg.ui.kept_list import KeptList
    from caseorg.ui.main_window import MainWindow

LONGEST_AT_LOCK_S, LONGEST_AT_END_S = 0.7, 3.0
"""How long a daily copy may hold up a lock, and the end of the program."""


class FileCare:
    """What one run of the program does about lost files and lost passwords."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._clipboard: ClipboardGuard | None = None
        self._is_loaded = False
        self._to_try: Path | None = None

    @cached_property
    def copies(self) -> SafeCopies:
        """What opens a copy in the place of a file; made when one is needed."""
        from caseorg.app.safe_copies import SafeCopies

        return SafeCopies(self._program)

    @cached_property
    def kept_list(self) -> KeptList:
        """What keeps the list of case files that were opened, if a person wants one; made when a file is open."""
        from caseorg.ui.kept_list import KeptList

        return KeptList(self._program.remembered)

    def watch(self, main: MainWindow | None, *, by_code: bool) -> None:
        """Keep an eye on the clipboard, the desktop's lock and a second start while the window is open."""
        from caseorg.app.second_start import come_when_asked
        from caseorg.services.share_options import opens_to_look_only
        from caseorg.ui.clipboard import ClipboardGuard
        from caseorg.ui.notices import Notices
        from caseorg.ui.preferences import KEY
        from caseorg.ui.session_lock import SessionLock

        if main is not None:
            self._clipboard = ClipboardGuard(main)
            come_when_asked(main)
            SessionLock(main.lock, main, on_sleep=main.preferences.locks_on_sleep)
            main.preferences.kept_key, self._program.key.failed = self._program.key, main.tell.error
            self._program.key.changed = lambda: main.preferences.announce(KEY)
            self._program.key.look_for_store()
            Notices(main.workspace, self._program.background, main.preferences, main)
            if by_code:
                main.upkeep.opened_by_code()
            if main.workspace.case_file.was_open_to_others:
                main.tell.note(_("Other people who use this computer could open this file. Now only you can."))
            if opens_to_look_only(main.workspace):
                main.tell.note(_("This file was shared to be looked at. You can't change it here."))

    def say_rules(self, rules: RulesInUse) -> None:
        """Say once, when a file was opened, that the rules a person chose do not count; a card goes on saying it."""
        from caseorg.services.newer_rules import NotUsed, lost_words
        from caseorg.ui.preferences import RULES

        main = self._program.main
        if main is not None and rules.not_used is NotUsed.lost:
            main.tell.note(lost_words(), (_("See which rules count"), lambda: main.go_to("settings", field=RULES)))
            main.upkeep.changed.emit()

    def let_go(self, main: MainWindow, place: dict[str, str]) -> None:
        """Close the file for a lock. Whatever of it fails, as on a full disk, is no reason to stay open."""
        program = self._program
        steps: tuple[Callable[[], object], ...] = (
            lambda: program.keep_window(main, place),
            _hide_all,  # what follows may have to wait for whoever is writing
            lambda: main.upkeep.finish(LONGEST_AT_LOCK_S),
            self.forget_copied,
            lambda: program.key.lock(main.workspace.case_file.path),
            program.background.close,
            end_readers,
            main.workspace.close,
            sweep_copies,
        )
        for step in steps:
            with suppress(Exception):
                step()

    def forget_copied(self) -> None:
        """Empty the clipboard if what is on it is ours, since the file is being closed."""
        guard, self._clipboard = self._clipboard, None  # it goes with its window
        if guard is not None:
            guard.forget()

    def settings_file(self) -> SettingsFile:
        """Return the settings, with what is noted of each case file."""
        from caseorg.services.settings import SettingsFile

        return SettingsFile(self._program.remembered.folder)

    def kept_head(self, path: Path) -> tuple[bytes | None, bytes | None]:
        """Return what was noted of a file when it opened last: its two check bytes, and the salt at its head.

        By the first, a wrong password is told from a damaged file; with both, a damaged head opens. They are noted
        beside the copies, and not in the list of files that were opened: a person may want none.
        """
        notes = self.settings_file().notes_of(path)
        return _bytes_in(notes.check), _bytes_in(notes.salt)

    def note_opened(self, workspace: Workspace, known: KnownFile, *, with_password: bool) -> None:
        """Note which file is open and what helps if its head is damaged; let go of the one from before a new password.

        That one goes once the new password, and not only the key, has opened the file.
        """
        self.kept_list.opened(known)
        from caseorg.domain.errors import CaseorgError
        from caseorg.services.restoring import is_own_copy

        case_file, settings = workspace.case_file, self.settings_file()
        notes = settings.notes_of(case_file.path)
        for before in map(Path, notes.kept_until_opened.splitlines() if with_password else ()):
            with suppress(OSError, ValueError):
                if before.parent == case_file.path.parent and is_own_copy(before, case_file.path):
                    before.unlink(missing_ok=True)
        today = workspace.today().isoformat()
        earlier = notes.last_opened if notes.last_opened != today else notes.opened_before
        with suppress(OSError, CaseorgError):
            settings.keep_notes(
                case_file.path,
                salt=case_file.seal.salt.hex(),
                check=case_file.seal.check.hex(),
                without_password="yes" if known.without_password else "",
                file_id=case_file.file_id().hex,
                last_opened=today,
                opened_before=earlier,
                kept_until_opened="" if with_password else notes.kept_until_opened,
            )

    def unlock_by_code(self, code: str, *, look_only: bool = False, take_over: bool = False) -> None:
        """Open the file that the locked screen stands for by the code of its recovery sheet."""
        path = self._program.path
        if path is None:
            return
        check, salt = self.kept_head(path)

        def work() -> Workspace:
            from caseorg.services.opening import open_with_code

            return open_with_code(
                path, code, self._program.today, check=check, salt=salt, look_only=look_only, take_over=take_over
            )

        def again(**how: bool) -> Callable[[], None]:
            return lambda: self.unlock_by_code(code, **how)

        page = "next_steps" if look_only else "change_password"
        self._program.open(work, page=page, again=again, with_code=True)

    # A file that is not in the list, but was open before

    def _try_without_password(self, path: Path) -> None:
        """Open a file by itself if it is noted that it has no password: nobody set one, so nobody is asked for one."""

        def is_without() -> bool:
            from caseorg.domain.errors import CaseorgError
            from caseorg.store.case_file import read_salt

            notes = self.settings_file().notes_of(path)
            with suppress(CaseorgError):  # a damaged head is for the opening to tell of
                return bool(notes.without_password) and read_salt(path).hex() == notes.salt  # else it is another file
            return bool(notes.without_password)

        def answered(is_so: bool) -> None:
            if is_so and self._to_try == path:
                self._program.unlock("")

        self._program.background.run(is_without, then=answered)

    def stop_trying(self) -> None:
        """Open nothing by itself any more: the person opens the file, or another one."""
        self._to_try = None

    # The key that the system keeps

    def look_for_key_store(self) -> None:
        """Find out whether the computer has a key store, and offer it on the locked screen."""
        self._is_loaded = True
        if self._program.path is not None and self._program.main is None:
            if self._to_try == self._program.path:
                self._try_without_password(self._program.path)
            self._program.key.look_for_store(self._offer_to_remember)

    def _offer_to_remember(self) -> None:
        path, first = self._program.path, self._program.first
        known = self._program.known(path) if path is not None else None
        if path is not None and first is not None and not (known is not None and known.without_password):
            first.offer_to_remember(on=self._program.key.is_on(path))

    def choose_to_remember(self, on: bool) -> None:
        """Remember the password of the file that the locked screen stands for, or forget it at once."""
        if self._program.path is not None:
            self._program.key.choose(self._program.path, on=on)

    def ask_key_store(self, path: Path, *, after_lock: bool) -> None:
        """Open a locked file by its key if the system keeps that; else the password is asked for and nothing more."""
        program = self._program
        self._to_try = path if program.known(path) is None else None
        if self._is_loaded:
            self.look_for_key_store()

        def found(seal: Seal) -> None:
            if program.path == path and program.main is None:
                self._open_by_key(path, seal)

        if program.remembered.key_of(path) is not None:
            QTimer.singleShot(0, lambda: program.key.ask_for(path, found, after_lock=after_lock))

    def _open_by_key(self, path: Path, seal: Seal, *, look_only: bool = False, take_over: bool = False) -> None:
        program = self._program
        check, _salt = self.kept_head(path)

        def work() -> Workspace:
            from caseorg.services.opening import open_with_key

            return open_with_key(path, seal, check=check, look_only=look_only, take_over=take_over, today=program.today)

        def again(**how: bool) -> Callable[[], None]:
            return lambda: self._open_by_key(path, seal, **how)

        def failed(error: BaseException) -> None:
            from caseorg.domain.errors import FileInUseError, ReadOnlyFileError

            if isinstance(error, FileInUseError | ReadOnlyFileError):
                program.did_not_open(error, again, None)
            elif program.first is not None:
                program.first.show_locked()
                self.look_for_key_store()

        program.open(work, page=program.page, again=again, by_key=True, failed=failed)

    # A file that the disk closed

    def open_again(self, error: CaseorgError) -> None:
        """Lead from the window of a file that the disk closed to its locked screen, and say what happened."""
        from caseorg.ui.tell import sentence

        program, main = self._program, self._program.main
        if main is None:
            return
        path = main.workspace.case_file.path
        # Nothing is tried by itself, with no password or a remembered one: which one opens it now is not known.
        program.key.sealed_anew()
        program.remembered.add_case_file(KnownFile(path))
        program.open_known(path)
        if program.first is not None:
            program.first.show_problem(sentence(error))


def _bytes_in(noted: str) -> bytes | None:
    """Return bytes that were noted in hex; None where there are none."""
    with suppress(ValueError):
        return bytes.fromhex(noted) or None
    return None


def _hide_all() -> None:
    from PySide6.QtWidgets import QApplication

    for window in QApplication.topLevelWidgets():
        window.hide()


def end_readers() -> None:
    """End the processes that read foreign files, whatever they are at."""
    from caseorg.documents import worker

    worker.end_all()


def sweep_copies() -> None:
    """Remove what was opened in other programs: the file is locked or closed."""
    from caseorg.services import outside

    outside.sweep()
