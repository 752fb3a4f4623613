"""Looks after the open case file while nobody types: daily copies, the weekly check, and what to say of both."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from caseorg.base.language import _, short_date
from caseorg.domain.errors import (
    CaseorgError,
    DamagedFileError,
    DiskFullError,
    ReadOnlyFileError,
    SaveFailedError,
    StoppedError,
)
from caseorg.services import daily_copies, file_cards, other_versions, restoring
from caseorg.services.daily_copies import Outcome
from caseorg.services.due_dates import Due, came_due, has_dates_for_calendar
from caseorg.services.file_cards import FileCard, FileFacts
from caseorg.services.network_drives import is_on_network
from caseorg.services.newer_rules import RulesLook
from caseorg.services.opening import is_draft
from caseorg.services.search import bring_up_to_date
from caseorg.services.synced_folders import synced_by
from caseorg.ui.beside import Beside
from caseorg.ui.looking_into import LookingInto
from caseorg.ui.scan_reading import ScanReading
from caseorg.ui.upkeep_round import Done, round_of

if TYPE_CHECKING:
    from pathlib import Path

    from caseorg.services.settings import FileNotes, SettingsFile
    from caseorg.services.workspace import Workspace
    from caseorg.store.checker import CheckReport
    from caseorg.ui.background import Background
    from caseorg.ui.widgets.status_line import StatusLine

_LOOK_EVERY_MS = 30_000
_IDLE_S = 120
"""So long nobody has touched the keys or the mouse before anything is begun."""
_WEEK = timedelta(days=7)


class Upkeep(QObject):
    """One for each open case file."""

    changed = Signal()
    """Sent when there is something else to say."""

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        settings: SettingsFile,
        *,
        without_password: bool = False,
        parent: QObject | None = None,
    ) -> None:
        """Make it; `start` begins to look.

        Args:
            workspace: The open case file.
            background: Where the work is done.
            settings: What the person chose, and what is noted of this file.
            without_password: The file opens with the empty password.
            parent: The object it belongs to.
        """
        super().__init__(parent)
        self.workspace, self._background, self.settings_file = workspace, background, settings
        self.without_password = without_password
        self.by_code = False
        """The file was opened by its recovery code, so whoever is here need not know the password."""
        self._idle: Callable[[], float] = lambda: 0.0
        self._job, self._is_busy = 0, False
        self._stopping = False
        self._is_on_network = is_on_network(workspace.case_file.path)
        self._much_less = False
        self._copies_fail = ""
        self._rules: RulesLook | None = None
        self._came_due: tuple[str, ...] = ()
        self.beside = Beside(self, workspace, background)
        self._has_dates_for_calendar = False
        self._seen: tuple[date, int] | None = None
        """The day and the number of saves at which nothing was left to do."""
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self.looking = LookingInto(workspace, background, self)
        self.looking.changed.connect(self.changed)
        self.looking.progressed.connect(self._show_work)
        self._status: StatusLine | None = None
        # Scans are read when all is looked into: both at once would leave the person little of the computer.
        self.reading = ScanReading(
            workspace, background, lambda: settings.load().read_scans and not self.looking.is_at_work(), self
        )
        self.reading.changed.connect(self.changed)
        self.looking.ended.connect(self.reading.start)

    # What is noted and what is to be said

    @property
    def notes(self) -> FileNotes:
        """What is noted of this file outside of it."""
        return self.settings_file.notes_of(self.workspace.case_file.path)

    def note(self, **entries: str) -> None:
        """Note something of this file. Losing it costs a question asked again, so a full disk is no matter."""
        with suppress(OSError):
            self.settings_file.keep_notes(self.workspace.case_file.path, **entries)
        self.changed.emit()

    def cards(self) -> tuple[FileCard, ...]:
        """Return what there is to know about the file today."""
        case_file = self.workspace.case_file
        facts = FileFacts(
            has_password=not self.without_password,
            is_draft=self.without_password and is_draft(case_file.path),
            is_sample=self.is_sample(),
            is_read_only=case_file.is_read_only,
            synced_by=synced_by(case_file.path),
            is_on_network=self._is_on_network,
            much_less=self._much_less,
            copies_fail=self._copies_fail,
            rules_trouble=self._rules_trouble(),
            older_than=self.beside.older_than,
            other_version=next((each.path.name for each in self.beside.open_versions()), ""),
            old_password=restoring.old_password_words(self.beside.left_under_old_password()),
            came_due=self._came_due,
            has_dates_for_calendar=self._has_dates_for_calendar,
        )
        return file_cards.file_cards(self.notes, self.settings_file.load(), facts, self.workspace.today())

    def _rules_trouble(self) -> str:
        if not self.workspace.has_library:
            return ""  # when they are there, it is asked again
        in_use = self.workspace.rules_in_use
        seen = self._rules if self._rules is not None and self._rules.in_use is in_use else RulesLook(in_use)
        return seen.trouble()

    def put_off(self, card: FileCard) -> None:
        """Leave a card out for a week; one that comes once does not come again."""
        if card.comes_once:
            self.note(**{f"{card.key}_offered": self.workspace.today().isoformat()})
            return
        self.note(put_off=file_cards.put_off(self.notes, card, self.workspace.today()))

    def is_sample(self) -> bool:
        """Tell whether the file holds made-up people: nobody needs copies of those."""
        lines = self.workspace.case_lines()
        return bool(lines) and all(line.is_sample for line in lines)

    def show_on(self, status: StatusLine, go_to: Callable[..., object]) -> None:
        """Say in the status bar when the last safe copy was made, and what is being looked into.

        Nobody needs a safe copy of the sample.
        """
        if not self.is_sample():
            page = "check_file" if self.notes.found == "damaged" else "back_up"
            status.show_backup(self.backup_words(), lambda: go_to(page))
        self._status = status
        self._show_work()

    def _show_work(self) -> None:
        """Say in the status bar what is being looked into or read."""
        status = self._status
        if status is None:
            return
        if words := self.looking.words():
            status.show_reading(words, _("Stop looking into files for now"), self.looking.pause)
        else:
            status.show_reading(self.reading.words(), _("Stop reading scans for now"), self.reading.pause)

    def backup_words(self) -> str:
        """Say when the last safe copy was made."""
        notes = self.notes
        if notes.found == "damaged":
            return _("File damaged")
        try:
            return _("Last backup: {day}").format(day=short_date(date.fromisoformat(notes.last_backup), weekday=False))
        except ValueError:
            return _("No backup yet")

    # What is done

    def start(self, idle: Callable[[], float]) -> None:
        """Begin to look, now and then, whether something is due; `idle` gives for how many seconds nobody typed."""
        self._make_search()
        self._sweep()
        self._look_what_came()
        if not self.is_sample():
            self.beside.look(self._not_looked)
        self._look_for_calendar()
        self._idle = idle
        self._timer.start()
        self.looking.start()
        self.reading.start()

    def _make_search(self) -> None:
        """Make the text index where an older program wrote the file; if it fails, the next opening tries again."""
        workspace = self.workspace
        self._background.run(lambda: bring_up_to_date(workspace), failed=self._not_looked)

    def _sweep(self) -> None:
        """Delete what is left of a disc that was being added when the program ended."""
        workspace = self.workspace
        self._background.run(workspace.sweep, failed=self._not_looked)

    def _look_what_came(self) -> None:
        """Find out which fixed dates came while the file was closed."""
        workspace = self.workspace
        try:
            since = date.fromisoformat(self.notes.opened_before)
        except ValueError:
            return  # it is open for the first time

        def show(found: tuple[Due, ...]) -> None:
            many = len({due.case_id for due in found}) > 1 or len(workspace.case_lines()) > 1
            self._came_due = tuple(due.words(with_case=many) for due in found)
            self.changed.emit()

        self._background.run(lambda: came_due(workspace, since), then=show, failed=self._not_looked)

    def _look_for_calendar(self) -> None:
        """Find out, once for each opening, whether there are dates that no calendar knows."""
        workspace = self.workspace
        if self.notes.calendar_offered or self.is_sample():
            return

        def show(found: bool) -> None:
            self._has_dates_for_calendar = found
            if found:
                self.changed.emit()

        self._background.run(lambda: has_dates_for_calendar(workspace), then=show, failed=self._not_looked)

    def _not_looked(self, error: BaseException) -> None:
        if not self.workspace.is_closed and not isinstance(error, CaseorgError):
            self._background.failed(error)

    def look(self) -> None:
        """Begin what is due, if nobody is at the keys. A save makes it stop, and it is begun again later."""
        if not self._is_busy and self._idle() >= _IDLE_S and self._has_something_to_do():
            is_saving = self.workspace.case_file.make_way()
            try:
                work = self._work(lambda: self._stopping or is_saving())
            except CaseorgError:  # the file can't be read now; the next look tries again
                return
            self._is_busy = True
            self._job = self._background.run(work, then=self._ended, failed=self._failed)

    def finish(self, seconds: float) -> None:
        """Make the daily copy now if it is due, for so long at most: the file is about to be closed."""
        self.stop()
        until = time.monotonic() + seconds
        with suppress(CaseorgError, OSError):
            if self._is_copy_due():
                self._note_outcome(self._work(lambda: time.monotonic() > until, with_rules=False)())

    def stop(self) -> None:
        """Let what is being done end as soon as it can."""
        self._stopping = True
        self.looking.stop()
        self.reading.stop()
        self._timer.stop()
        if self.notes.last_opened:
            with suppress(OSError):  # what comes from tomorrow on comes while it is closed
                self.settings_file.keep_notes(
                    self.workspace.case_file.path,
                    last_opened=self.workspace.today().isoformat(),
                    last_step=other_versions.last_step(self.workspace.case_file),
                )
        self._background.drop(self._job)

    def less_is_right(self) -> None:
        """Note that the file rightly holds less than its copies: from now on they are thinned out again."""
        case_file = self.workspace.case_file
        copies = daily_copies.copies_of(case_file.path, case_file.file_id())
        self._much_less = False
        self.note(known_less=str(copies[-1].number if copies else 0))

    def older_is_right(self) -> None:
        """Note that the file rightly holds what it did earlier, because the person went back to a copy."""
        self.beside.older_than = None
        self.note(found="whole", known_less="", last_step="")

    def note_check(self, report: CheckReport) -> None:
        """Note what a check of the whole file found."""
        found = "whole" if report.is_whole else "damaged"
        self.note(last_check=self.workspace.today().isoformat(), found=found)

    def note_rules(self, look: RulesLook | None) -> None:
        """Note what a look at the rules found, for as long as those are in use."""
        if look is not None:
            self._rules = look
            self.changed.emit()

    def opened_by_code(self) -> None:
        """Note that whoever is here opened the file by its recovery code, and need not know the password."""
        self.by_code = True
        self.changed.emit()

    def sealed_anew(self, before: Path) -> None:
        """Note that the password was changed: the old sheet is void, the old file goes once this one opens."""
        self.by_code = False
        self.beside.keep_until_opened(before, sheet_made="", sheet_tried="")

    def _has_something_to_do(self) -> bool:
        return self._seen != self._now() and (self._is_copy_due() or self._is_check_due())

    def _now(self) -> tuple[date, int]:
        return self.workspace.today(), self.workspace.case_file.saves_begun

    def _is_copy_due(self) -> bool:
        case_file = self.workspace.case_file
        if case_file.is_read_only or not self.settings_file.load().daily_copies or self.is_sample():
            return False
        return daily_copies.is_due(case_file.path, self.workspace.today())

    def _is_check_due(self) -> bool:
        if self.is_sample():
            return False
        try:
            last = date.fromisoformat(self.notes.last_check)
        except ValueError:
            return True
        return abs(self.workspace.today() - last) >= _WEEK

    def _work(self, cancel: Callable[[], bool], *, with_rules: bool = True) -> Callable[[], Done]:
        workspace = self.workspace
        return round_of(
            workspace.case_file, self.notes, workspace.today(), with_copy=self._is_copy_due(), cancel=cancel,
            rules=workspace.rules_in_use if with_rules and workspace.has_library else None,
        )  # fmt: skip

    def _ended(self, done: Done) -> None:
        self._is_busy = False
        self._note_outcome(done)

    def _note_outcome(self, done: Done) -> None:
        self._seen = self._now()
        if done.kept is not None:
            self._copies_fail = ""
            self._much_less = done.kept.outcome is Outcome.much_less
        if done.report is not None:
            self.note_check(done.report)
        self.note_rules(done.rules)

    def _failed(self, error: BaseException) -> None:
        """A round that did not end is tried again later; told are damage, a disk that takes no copies, and a defect."""
        self._is_busy = False
        if not isinstance(error, StoppedError):
            self._seen = self._now()
        if isinstance(error, DamagedFileError):
            self.note(last_check=self.workspace.today().isoformat(), found="damaged")
        elif isinstance(error, DiskFullError):
            self._say_copies_fail(_("There isn't enough room for it on this disk."))
        elif isinstance(error, (SaveFailedError, ReadOnlyFileError)):
            self._say_copies_fail(_("The disk doesn't take it."))
        elif not isinstance(error, CaseorgError):
            raise error

    def _say_copies_fail(self, why: str) -> None:
        self._copies_fail = why
        self.changed.emit()
