"""Builds the program once and leads from one window to the next: welcome, locked, open."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from caseorg.app import crash
from caseorg.app.file_care import LONGEST_AT_END_S, FileCare, sweep_copies
from caseorg.app.options import Options
from caseorg.app.process import start_anew
from caseorg.base import clock
from caseorg.base.language import _
from caseorg.ui.files import FileChooser
from caseorg.ui.first_window import FirstDoors, FirstWindow
from caseorg.ui.look import Appearance
from caseorg.ui.remembered import KnownFile, Remembered

if TYPE_CHECKING:
    from datetime import date

    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background
    from caseorg.ui.kept_key import KeptKey
    from caseorg.ui.main_window import MainWindow

_FIRST_SIZE = (1280, 800)
_SHARE_OF_SCREEN = 0.9


class Program:
    """One run of the program."""

    def __init__(
        self,
        application: QApplication,
        options: Options,
        *,
        remembered: Remembered,
        appearance: Appearance | None = None,
        background: Background | None = None,
        files: FileChooser | None = None,
        today: Callable[[], date] = clock.today,
        show_trouble: Callable[[str], object] | None = None,
    ) -> None:
        """Make everything that the first window needs, and nothing more."""
        self.today = today
        self.care = FileCare(self)
        self._application, self._options, self.remembered = application, options, remembered
        self.first: FirstWindow | None = None
        self.main: MainWindow | None = None
        say = lambda error: self.main.tell.error(error) if self.main else self.did_not_open(error, None, None)  # noqa: E731
        self._crash = crash.Crash(show_trouble or self._show_trouble, say)
        self._crash.install()
        self._background = background
        self.files = files or FileChooser()
        look = remembered.look()
        look = look.but(
            text_size=options.text_size or look.text_size,
            theme=options.theme or look.theme,
            language=options.language or look.language,
        )
        self.appearance = appearance or Appearance(application, remembered, look, complete=False)
        self.path: Path | None = None
        self.page = options.page

    @property
    def background(self) -> Background:
        """Where slow work is done; made when there is some, since the first paint has none."""
        from caseorg.ui.background import Background

        self._background = self._background or Background(self._crash.report)
        return self._background

    @cached_property
    def key(self) -> KeptKey:
        """What has the system keep the key of a file, if a person wants it; made when it is needed first."""
        from caseorg.ui.kept_key import KeptKey

        return KeptKey(self.remembered, lambda: self.background)

    def start(self) -> None:
        """Show the first window; load what comes next once it has been painted."""
        first = self._first_window()
        known = self.remembered.case_files()
        path = self._options.file or (known[0].path if known else None)
        if self._options.sample:
            first.show_welcome()
            QTimer.singleShot(0, self.open_sample)
        elif path is None:
            first.show_welcome()
        else:
            self._ask_for(path, after_lock=self._options.ask)
        self._place(first)
        first.show()

    # Doors of the first window

    def start_letter(self) -> None:
        """Make a draft and begin the first letter in it."""

        def work() -> Workspace:
            from caseorg.services.opening import start_draft

            return start_draft(self.today)

        self.open(work, page="interview", without_password=True)

    def open_file(self) -> None:
        """Ask for a case file, then for its password."""
        window = self.main or self.first
        chosen = self.files.case_file(window) if window is not None else None
        if chosen is not None:
            self._to_first_window()
            self._ask_for(chosen)

    def open_known(self, path: Path) -> None:
        """Close what is open, and ask for the password of a file that was open before."""
        self._to_first_window()
        self._ask_for(path)

    def open_sample(self) -> None:
        """Open a fresh copy of the sample case."""

        def work() -> Workspace:
            from caseorg.services.sample import open_sample

            return open_sample()

        self.open(work, page=self.page, remember=False)

    def unlock(self, password: str, *, look_only: bool = False, take_over: bool = False) -> None:
        """Open the file that the locked screen stands for."""
        path = self.path
        if path is None:
            return
        check, salt = self.care.kept_head(path)

        def work() -> Workspace:
            from caseorg.services.opening import open_with_password

            return open_with_password(
                path, password, check=check, salt=salt, look_only=look_only, take_over=take_over, today=self.today
            )

        def again(**how: bool) -> Callable[[], None]:
            return lambda: self.unlock(password, **how)

        self.open(work, page=self.page, again=again, without_password=not password, password=password)

    # Opening

    def _ask_for(self, path: Path, *, after_lock: bool = False) -> None:
        # As it is noted once it is open: by a link, it would not be known.
        self.path = path = Path(os.path.realpath(path))
        first = self._first_window()
        known = self.known(path)
        first.show_locked()
        if known is not None and known.without_password:
            QTimer.singleShot(0, lambda: self.unlock(""))
        else:
            self.care.ask_key_store(path, after_lock=after_lock)

    def open(
        self,
        work: Callable[[], Workspace],
        *,
        page: str,
        again: Callable[..., Callable[[], None]] | None = None,
        without_password: bool = False,
        with_code: bool = False,
        by_key: bool = False,
        remember: bool = True,
        password: str | None = None,
        then: Callable[[], object] = lambda: None,
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Open a file on a worker, and show it: where that fails, say why, with the ways on.

        Args:
            work: Opens it.
            page: The page to begin with.
            again: Makes what tries it once more in another way.
            without_password: It opens with the empty password.
            with_code: It opens by the recovery code, so its password was not tried.
            by_key: It opens by what the key store kept, so nobody typed anything.
            remember: Whether it belongs into the list of files.
            password: What was typed, for the copies of a damaged file. By it alone the file from before a new one goes.
            then: Called when it is on show.
            failed: What to do where it does not open, instead of saying why.
        """
        self.key.stop_asking()
        self.care.stop_trying()
        first = self._to_first_window()
        first.show_opening()

        def opened(workspace: Workspace) -> None:
            if remember:
                known = KnownFile(workspace.case_file.path, without_password)
                self.care.note_opened(workspace, known, with_password=password is not None)
                self.key.opened(known.path, workspace.case_file.seal, by_key=by_key)
            self._show_main(workspace, page, without_password=without_password)
            self.care.watch(self.main, by_code=with_code)
            then()

        self.background.run(work, then=opened, failed=failed or (lambda e: self.did_not_open(e, again, password)))

    def did_not_open(
        self, error: BaseException, again: Callable[..., Callable[[], None]] | None, password: str | None
    ) -> None:
        """Say why a file did not open, with the ways on."""
        from caseorg.domain.errors import CaseorgError, FileInUseError, ReadOnlyFileError, WrongPasswordError

        if not isinstance(error, CaseorgError):
            self._crash.report(error)
        choices: list[tuple[str, Callable[[], object]]] = []
        if isinstance(error, FileInUseError | ReadOnlyFileError) and again is not None:
            choices.append((_("Look only"), again(look_only=True)))
        if isinstance(error, FileInUseError) and again is not None:
            choices.append((_("Try again"), again()))
            if error.can_be_taken:
                choices.append((_("Open it here"), again(take_over=True)))
        said, copies = self.care.copies.choices_after(error, password)
        choices += copies
        if not isinstance(error, WrongPasswordError | FileInUseError):
            choices.append((_("Choose another"), self.open_file))
        words = (
            f"{error} {said or error.advice}".strip() if isinstance(error, CaseorgError) else _("Something went wrong.")
        )
        self._first_window().show_problem(words, *choices)

    def _show_main(self, workspace: Workspace, page: str, *, without_password: bool) -> None:
        from caseorg.ui.main_window import MainWindow
        from caseorg.ui.pages import all_pages
        from caseorg.ui.places import Doors

        self.appearance.complete()
        doors = Doors(
            new_file=self.start_letter,
            open_file=self.open_file,
            open_sample=self.open_sample,
            close_file=self._close_file,
            lock=self.lock,
            recent=self.care.kept_list.paths,
            open_recent=self.open_known,
            continue_in=self._continue_in,
            restore=self.care.copies.restore,
            open_again=self.care.open_again,
        )
        window = MainWindow(
            workspace,
            all_pages(),
            appearance=self.appearance,
            background=self.background,
            files=self.files,
            doors=doors,
            defect=self._crash.report,
            settings=self.care.settings_file(),
            without_password=without_password,
        )
        window.preferences.kept_list = self.care.kept_list
        before: QWidget | None = self.main or self.first
        self._place(window, before)
        self.main = window
        lines = workspace.store.case_lines()
        open_cases = [line for line in lines if line.put_away_on is None]
        window.show_case(open_cases[0].case_id if open_cases else None)
        window.show()
        window.come_back(self.remembered.window(), page)
        if before is not None:
            before.close()
            before.deleteLater()
        self.first = None
        self.background.run(lambda: workspace.rules_in_use, then=self.care.say_rules)

    def _continue_in(self, workspace: Workspace, page: str, *, without_password: bool) -> None:
        """Go on in a file that was sealed anew, perhaps in another place."""
        known = KnownFile(workspace.case_file.path, without_password)
        self.care.note_opened(workspace, known, with_password=False)
        self.key.sealed_anew()
        self.key.opened(known.path, workspace.case_file.seal, by_key=False)
        if self.main is not None:
            self.main.upkeep.without_password = without_password
            self.main.go_to(page)

    # Ways out

    def lock(self, place: dict[str, str]) -> None:
        """Close the file and start anew at the locked screen: only a new process has forgotten everything."""
        if self.main is not None:
            path = self.main.workspace.case_file.path
            self.care.let_go(self.main, place)
            start_anew(["--open", str(path), "--ask"])

    def _close_file(self) -> None:
        if self.main is None:
            return
        workspace = self.main.workspace
        self._to_first_window().show_welcome()
        workspace.close()

    def _to_first_window(self) -> FirstWindow:
        """Bring the first window to the front; the open file is closed with its window."""
        first = self._first_window()
        if self.main is not None:
            main, self.main = self.main, None
            self.care.forget_copied()
            self.key.closed()
            self.care.kept_list.closed()
            self._place(first, main)
            first.show()
            main.close()
            main.workspace.close()
            sweep_copies()
            main.deleteLater()
        return first

    def leave(self) -> None:
        """Keep what is half typed and close the file; called at the very end."""
        self.care.forget_copied()
        if self.main is not None:
            self.main.keep_drafts()
            self.keep_window(self.main, self.main.preferences.place_to_open(self.main.page_name()))
            self.main.upkeep.finish(LONGEST_AT_END_S)
            self.main.workspace.close()
            sweep_copies()
        self.background.close()

    # Windows

    def _first_window(self) -> FirstWindow:
        if self.first is None:
            doors = FirstDoors(
                self.start_letter,
                self.open_file,
                self.open_sample,
                self.unlock,
                self.care.unlock_by_code,
                self.care.choose_to_remember,
            )
            self.first = FirstWindow(self.appearance, doors)
            self.first.painted.connect(self._load_the_rest)
        return self.first

    def _load_the_rest(self) -> None:
        from caseorg.app.loading import load_after_first_paint

        load_after_first_paint(self._application, self.appearance, self.care.look_for_key_store)

    def _place(self, window: QWidget, before: QWidget | None = None) -> None:
        """Put a window where the one before stood, or where it was left, on a screen that is there."""
        if before is not None:
            window.restoreGeometry(before.saveGeometry())
            return
        kept = self.remembered.window().get("geometry", "")
        if kept:
            from PySide6.QtCore import QByteArray

            if window.restoreGeometry(QByteArray.fromBase64(kept.encode())):
                return
        screen = self._application.primaryScreen().availableGeometry()
        width = min(_FIRST_SIZE[0], round(screen.width() * _SHARE_OF_SCREEN))
        window.resize(width, min(_FIRST_SIZE[1], round(screen.height() * _SHARE_OF_SCREEN)))

    def keep_window(self, window: MainWindow, place: dict[str, str]) -> None:
        """Keep where the window stands and what is in front."""
        geometry = bytes(window.saveGeometry().toBase64().data()).decode()
        self.remembered.keep_window({"geometry": geometry, **place})

    def known(self, path: Path) -> KnownFile | None:
        """Return what the list of files that were opened has of a file; None where it is not in it."""
        return next((known for known in self.remembered.case_files() if known.path == path), None)

    def _show_trouble(self, report: str) -> None:
        from caseorg.ui.dialogs.trouble import TroubleDialog, save_report

        save = lambda window: save_report(report, self.files, window)  # noqa: E731
        TroubleDialog(report, save, self.main or self.first).exec()


def run(options: Options) -> int:
    """Open the window and stay until it is closed; return the exit status."""
    # Qt's plain style as an argument, since a call would have PySide build all that belongs to styles.
    application: Any = QApplication([sys.argv[0], "-style", "fusion"])
    application.setApplicationName("Caseorg")
    application.setApplicationDisplayName("Caseorg")
    application.setDesktopFileName("caseorg")
    program = Program(application, options, remembered=Remembered())
    program.start()
    status = int(application.exec())
    program.leave()
    return status
