"""Work off the main thread, the new day, the lock after idle time, and the last resort."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseorg.app.crash import Crash, report_of
from caseorg.domain.case import Case
from caseorg.domain.errors import DiskFullError, ReadFailedError
from caseorg.services.settings import LockAfter
from caseorg.services.workspace import Workspace
from caseorg.ui.background import Background
from caseorg.ui.bridge import Bridge
from caseorg.ui.dialogs.trouble import TroubleDialog, save_report
from caseorg.ui.idle import IdleLock
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.shortcuts_page import ShortcutsPage
from tests.ui import checks
from tests.ui.conftest import GivenFiles

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def threads() -> Background:
    """Real threads, unlike everywhere else in the tests."""
    return Background(lambda error: None)


def test_work_runs_elsewhere_and_its_result_comes_back_here(qtbot: QtBot, threads: Background) -> None:
    results: list[tuple[object, object, object]] = []
    here = threading.current_thread()
    threads.run(threading.current_thread, then=lambda there: results.append((there, threading.current_thread(), here)))
    qtbot.waitUntil(lambda: bool(results), timeout=5_000)
    there, came_back_on, _here = results[0]
    assert there is not here
    assert came_back_on is here
    assert not threads.is_busy()
    threads.close()


def test_an_error_goes_to_the_job_or_else_to_everybodys_place(qtbot: QtBot) -> None:
    everybody: list[BaseException] = []
    own: list[BaseException] = []
    threads = Background(everybody.append)

    def fail() -> None:
        raise DiskFullError

    threads.run(fail, failed=own.append)
    threads.run(fail)
    qtbot.waitUntil(lambda: bool(own and everybody), timeout=5_000)
    assert isinstance(own[0], DiskFullError)
    threads.close()


def test_progress_from_a_worker_arrives_on_the_main_thread(qtbot: QtBot, threads: Background) -> None:
    seen: list[tuple[float, bool]] = []
    progress = threads.relay(lambda done: seen.append((done, threading.current_thread() is threading.main_thread())))
    threads.run(lambda: [progress(step / 4) for step in range(5)])
    qtbot.waitUntil(lambda: len(seen) == 5, timeout=5_000)
    assert seen == [(step / 4, True) for step in range(5)]
    threads.close()


def test_a_dropped_job_leads_to_nothing(qtbot: QtBot, threads: Background) -> None:
    gate, led_on = threading.Event(), []
    number = threads.run(lambda: gate.wait(5), then=led_on.append)
    threads.drop(number)
    gate.set()
    qtbot.wait(50)
    assert led_on == []
    threads.close()


def test_changes_and_new_days_reach_who_listens_until_the_window_goes(qtbot: QtBot, workspace: Workspace) -> None:
    day = [date(2026, 11, 22)]
    bridge = Bridge(workspace, lambda: day[0])
    changes: list[object] = []
    days: list[object] = []
    bridge.changed.connect(changes.append)
    bridge.new_day.connect(days.append)
    workspace.save(Case(title="Maria's lung biopsy"), "New case")
    bridge.look_at_the_day()
    day[0] += timedelta(days=1)
    bridge.look_at_the_day()
    bridge.look_at_the_day()
    assert len(changes) == 1
    assert days == [date(2026, 11, 23)]


class Clocks:
    """Two clocks that a test moves: one stops while the computer sleeps, one does not."""

    def __init__(self) -> None:
        self.awake = self.always = 1_000.0

    def go_on(self, seconds: float) -> None:
        self.awake += seconds
        self.always += seconds

    def sleep(self, seconds: float) -> None:
        self.always += seconds


@pytest.fixture
def watched(qtbot: QtBot) -> tuple[QWidget, Clocks, list[str], IdleLock]:
    window, clocks, said = QWidget(), Clocks(), []
    qtbot.addWidget(window)
    window.show()
    idle = IdleLock(
        window.windowHandle(),
        lambda: 15,
        warn=lambda: said.append("warn"),
        lock=lambda: said.append("lock"),
        calm=lambda: said.append("calm"),
        clock=lambda: clocks.awake,
        wall=lambda: clocks.always,
    )
    return window, clocks, said, idle


def test_the_file_locks_after_idle_time_with_a_warning_a_minute_before(
    watched: tuple[QWidget, Clocks, list[str], IdleLock],
) -> None:
    _window, clocks, said, idle = watched
    for seconds, expected in ((13 * 60, []), (61, ["warn"]), (30, ["warn"]), (30, ["warn", "lock"])):
        clocks.go_on(seconds)
        idle.look()
        assert said == expected


def test_a_key_or_stay_open_begins_the_count_anew(watched: tuple[QWidget, Clocks, list[str], IdleLock]) -> None:
    window, clocks, said, idle = watched
    clocks.go_on(14 * 60 + 30)
    idle.look()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    clocks.go_on(60)
    idle.look()
    assert said == ["warn", "calm"]
    clocks.go_on(13 * 60 + 10)
    idle.look()
    idle.stay()
    clocks.go_on(13 * 60)
    idle.look()
    assert said == ["warn", "calm", "warn", "calm"]


def test_keys_in_a_window_over_the_main_one_count_as_well(
    qtbot: QtBot, watched: tuple[QWidget, Clocks, list[str], IdleLock]
) -> None:
    window, clocks, said, idle = watched
    question = QDialog(window)
    question.open()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is question.windowHandle())
    clocks.go_on(14 * 60 + 30)
    idle.look()
    QTest.keyClick(question.windowHandle(), Qt.Key.Key_A)
    clocks.go_on(60)
    idle.look()
    assert said == ["warn", "calm"]


def test_the_file_locks_when_the_computer_has_slept(watched: tuple[QWidget, Clocks, list[str], IdleLock]) -> None:
    _window, clocks, said, idle = watched
    clocks.sleep(61)
    idle.look()
    assert said == ["lock"]


@pytest.mark.proof("T-LOCK")
def test_the_open_window_shows_the_bar_for_its_last_minute_and_then_locks(
    window: MakeWindow, workspace: Workspace, doors_taken: list[str]
) -> None:
    shown, clocks = window(ShortcutsPage), Clocks()
    watch = shown.windowHandle().findChild(IdleLock)
    watch._clock, watch._wall = lambda: clocks.awake, lambda: clocks.always
    watch._apart = 0.0
    watch.stay()
    shown.preferences.choose("lock_after", LockAfter.minutes_5, "Lock after")

    def at(seconds: int) -> tuple[bool, list[str]]:
        clocks.go_on(seconds)
        watch.look()
        return shown.warning.isVisible(), doors_taken

    assert at(239) == (False, [])
    assert at(1) == (True, [])
    assert shown.warning.text() == "Locking in 60 seconds."
    shown.warning.findChild(QPushButton, "lock_warning.act").click()
    assert at(1) == (False, [])
    assert at(239) == (True, [])
    QTest.keyClick(shown.windowHandle(), Qt.Key.Key_Down)
    assert at(1) == (False, [])
    assert at(240) == (True, [])
    assert at(59) == (True, ["lock"])
    shown.preferences.choose("lock_after", LockAfter.never, "Lock after")
    for is_wanted, locks in ((False, 1), (True, 2)):
        shown.preferences.choose("lock_on_sleep", is_wanted, "Lock when the computer sleeps")
        clocks.sleep(61)
        assert at(1)[1] == ["lock"] * locks


def _go_wrong(entry: str) -> BaseException:
    """Fail the way foreign code does: with the entry in the words of the error, twice."""
    try:
        try:
            int(entry)
        except ValueError as error:
            raise KeyError(entry) from error
    except KeyError as error:
        return error


def test_a_report_says_where_and_never_what() -> None:
    report = report_of(_go_wrong("ZEBRA-001"))
    assert "ZEBRA" not in report
    assert "builtins.KeyError" in report
    assert "builtins.ValueError" in report
    assert "test_background.py" in report


def test_a_defect_is_told_once_and_one_inside_the_telling_does_not_begin_anew(caplog: pytest.LogCaptureFixture) -> None:
    told: list[str] = []

    def show(report: str) -> None:
        told.append(report)
        crash.report(_go_wrong("again"))

    crash = Crash(show, lambda _error: None)
    crash.report(_go_wrong("ZEBRA-001"))
    assert len(told) == 1
    assert len(caplog.records) == 2


def test_a_sentence_that_nobody_caught_is_said_and_is_no_defect() -> None:
    told: list[str] = []
    said: list[str] = []
    crash = Crash(told.append, lambda error: said.append(str(error)))
    crash.report(ReadFailedError())
    assert (told, said) == ([], ["The disk couldn't read this file. Nothing was changed."])


def test_the_dialog_says_that_the_work_is_saved_and_shows_the_report_before_it_is_kept(
    qtbot: QtBot, look: Appearance, spoken: list[str], tmp_path: Path
) -> None:
    report, target = "Caseorg 0.1.0\nbuiltins.KeyError\n", tmp_path / "report.txt"
    files = GivenFiles()
    files.answers = [tmp_path / "no folder" / "report.txt", target]
    dialog = TroubleDialog(report, lambda window: save_report(report, files, window), None)
    qtbot.addWidget(dialog)
    dialog.show()
    press: Callable[[str], None] = lambda name: dialog.findChild(QPushButton, name).click()  # noqa: E731
    assert spoken == ["Something went wrong. Your work is saved."]
    text = dialog.findChild(QPlainTextEdit, "trouble.report")
    assert not text.isVisible()
    press("trouble.read")
    assert text.isVisible()
    assert "builtins.KeyError" in text.toPlainText()
    press("trouble.save")
    said = dialog.findChild(QLabel, "trouble.said")
    assert said.text() == spoken[-1]
    assert said.text().startswith("“report.txt” couldn't be written there.")
    assert dialog.height() >= dialog.layout().totalHeightForWidth(dialog.width()), "nothing is cut off"
    press("trouble.save")
    assert said.text() == "The report is saved."
    assert target.read_text() == report
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    qtbot.wait(5)
    assert checks.unnamed_controls(dialog) == []
    assert checks.rich_labels(dialog) == []
    press("trouble.go_on")
    assert not dialog.isVisible()


def test_what_a_window_asks_for_after_the_end_is_not_done(qtbot: QtBot) -> None:
    done: list[int] = []
    background = Background(pytest.fail)
    background.close()
    background.run(lambda: done.append(1))
    qtbot.wait(5)
    assert not background.is_busy()
    assert done == []
