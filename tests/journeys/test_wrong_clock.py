"""T-CLOCK: Maria's computer has lost its time. She is asked about it, nothing is blocked, and it is asked once."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseorg.domain.case import Case
from caseorg.domain.deadline import Goal
from caseorg.services import opening
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.seal import seal_with
from caseorg.ui.remembered import KnownFile, Remembered
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.scroll_if_low import ScrollIfLow
from tests.journeys.person import Person, at_work

pytestmark = pytest.mark.proof("T-CLOCK")

Start = Callable[..., Person]
WORKED, TODAY = date(2026, 11, 22), date(2026, 11, 28)
BEFORE = (
    "Is today Sun, Jan 3, 2010? This computer says so. The newest entry in this file is from Sun, Nov 22, 2026. The "
    "days left until your deadlines are counted from the computer's day. If it is wrong, set the clock of the computer."
)


@dataclass
class Clock:
    """The day that the computer shows; setting it is what a person does in the settings of the system."""

    day: date


@pytest.fixture
def marias(tmp_path: Path) -> Path:
    """A case with a goal, in a file without a password that the program knows."""
    folder = tmp_path / "files"
    folder.mkdir(mode=0o700)
    workspace = opening.start_draft(lambda: WORKED, folder)
    case = Case(title="Maria's lung biopsy")
    with workspace.step("Begin") as step:
        step.save(case)
        step.save(Goal(case_id=case.id, what="Ask for the slides", day=date(2026, 12, 4)))
    path = workspace.case_file.path
    workspace.close()
    (tmp_path / "settings").mkdir(exist_ok=True)
    Remembered(tmp_path / "settings").add_case_file(KnownFile(path, without_password=True))
    return path


@pytest.fixture
def sits_down(person: Start, qtbot: QtBot, marias: Path) -> Callable[[Clock], Person]:
    """Has Maria open her file on a day that the computer shows."""
    programs: list[Person] = []

    def open_it(clock: Clock) -> Person:
        for each in programs:  # whoever sits down again has closed it before
            each.program.leave()
        programs.clear()
        maria = at_work(lambda **how: person(day=lambda: clock.day, **how), qtbot, marias)
        programs.append(maria)
        qtbot.wait(20)
        return maria

    return open_it


SitsDown = Callable[[Clock], Person]


def asked(maria: Person) -> str:
    """Return what the bar asks, or nothing."""
    assert maria.program.main is not None
    return maria.program.main.clock.text()


def focused() -> QWidget:
    """Return what has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def a_minute_passes(maria: Person) -> None:
    """The program looks at the day each minute."""
    assert maria.program.main is not None
    maria.program.main.bridge.look_at_the_day()
    maria.qtbot.wait(20)


def adds_a_goal(maria: Person) -> None:
    case_id = maria.program.main.case_id if maria.program.main is not None else None
    assert case_id is not None
    maria.workspace.save(Goal(case_id=case_id, what="Call", day=date(2026, 12, 5)), "Add goal")


def test_a_computer_with_an_empty_battery_asks_until_its_clock_is_set(sits_down: SitsDown, spoken: list[str]) -> None:
    clock = Clock(date(2010, 1, 3))
    maria = sits_down(clock)
    assert asked(maria) == BEFORE
    assert maria.sees(BEFORE)
    assert BEFORE in spoken
    maria.go_to("deadlines")  # it stands on each page, and nothing is blocked
    assert maria.sees(BEFORE)
    adds_a_goal(maria)
    assert maria.sees("Call")
    # An entry that was made under the wrong clock answers nothing.
    clock.day = date(2010, 1, 4)
    maria = sits_down(clock)
    assert asked(maria) == BEFORE.replace("Sun, Jan 3", "Mon, Jan 4")
    clock.day = TODAY
    a_minute_passes(maria)
    assert asked(maria) == ""
    assert maria.sees("The days left are counted from Sat, Nov 28, 2026.")
    maria.go_to("deadlines")
    assert maria.sees("in 6 days")
    assert asked(sits_down(clock)) == ""


def test_a_computer_two_years_ahead_asks_and_an_entry_made_there_raises_nothing_afterwards(sits_down: SitsDown) -> None:
    clock = Clock(date(2028, 11, 28))
    maria = sits_down(clock)
    assert asked(maria) == BEFORE.replace("Sun, Jan 3, 2010", "Tue, Nov 28, 2028")
    adds_a_goal(maria)
    maria = sits_down(clock)
    assert asked(maria) != ""
    clock.day = TODAY
    maria = sits_down(clock)
    assert asked(maria) == ""
    adds_a_goal(maria)
    a_minute_passes(maria)
    assert asked(maria) == ""
    clock.day = date(2028, 11, 28)
    a_minute_passes(maria)
    assert asked(maria) != ""


def test_nobody_is_asked_on_ordinary_days_nor_about_the_sample(
    sits_down: SitsDown, person: Start, qtbot: QtBot, sample_file: Path, spoken: list[str]
) -> None:
    clock = Clock(date(2026, 11, 23))
    maria = sits_down(clock)
    for day in (TODAY, date(2027, 2, 28), date(2027, 11, 21)):
        assert asked(maria) == ""
        clock.day = day
        a_minute_passes(maria)
    maria.program.leave()
    someone = at_work(lambda **how: person(day=lambda: date(2030, 1, 3), **how), qtbot, sample_file)
    qtbot.wait(20)
    assert asked(someone) == ""
    assert not any("Is today" in said for said in spoken)


def test_the_day_is_right_is_said_once(sits_down: SitsDown) -> None:
    clock = Clock(date(2028, 3, 1))  # after a long illness she comes back
    maria = sits_down(clock)
    maria.press("The day is right")
    assert asked(maria) == ""
    assert maria.sees("The days left are counted from Wed, Mar 1, 2028.")
    maria = sits_down(clock)
    for day in (date(2028, 3, 2), date(2029, 2, 27)):
        assert asked(maria) == ""
        clock.day = day
        a_minute_passes(maria)
    assert asked(maria) == ""
    clock.day = date(2010, 1, 3)
    a_minute_passes(maria)
    assert asked(maria) == BEFORE


def test_an_entry_far_ahead_is_asked_about_once_and_never_again(sits_down: SitsDown, marias: Path) -> None:
    ahead = Workspace(CaseFile.open(marias, seal_with("", read_salt(marias))), lambda: date(2031, 5, 1))
    ahead.save(Case(title="Luis"), "Add case")  # on another computer, whose clock was ahead
    ahead.close()
    clock = Clock(TODAY)
    maria = sits_down(clock)
    assert "The newest entry in this file is from Thu, May 1, 2031." in asked(maria)
    maria.press("The day is right")
    adds_a_goal(maria)
    maria = sits_down(clock)
    for day in (date(2026, 11, 29), date(2027, 6, 1)):
        assert asked(maria) == ""
        clock.day = day
        a_minute_passes(maria)
    assert asked(maria) == ""


def test_look_again_and_coming_back_from_the_clock_look_at_once(sits_down: SitsDown, spoken: list[str]) -> None:
    clock = Clock(date(2010, 1, 3))
    maria = sits_down(clock)
    maria.press("Look again")
    assert asked(maria) == f"The computer still shows Sun, Jan 3, 2010. {BEFORE}"
    assert spoken[-1] == asked(maria)
    clock.day = date(2009, 12, 31)
    maria.press("Look again")
    assert asked(maria).startswith("Is today Thu, Dec 31, 2009?")
    clock.day = TODAY
    maria.press("Look again")
    assert asked(maria) == ""
    assert spoken[-1] == "The days left are counted from Sat, Nov 28, 2026."
    clock.day = date(2010, 1, 3)
    a_minute_passes(maria)
    assert asked(maria) == BEFORE
    clock.day = TODAY
    QApplication.sendEvent(maria.window, QEvent(QEvent.Type.WindowActivate))
    maria.qtbot.wait(20)
    assert asked(maria) == ""


def test_it_can_be_closed_for_a_day_and_changes_its_language_with_the_window(sits_down: SitsDown) -> None:
    clock = Clock(date(2010, 1, 3))
    maria = sits_down(clock)
    appearance = maria.program.appearance
    appearance.show(appearance.look.but(language="es"))
    maria.qtbot.wait(20)
    assert asked(maria).startswith("¿Hoy es ")
    assert maria.window.findChild(QPushButton, "clock_question.act").text() == "El día es correcto"
    maria.press_named("clock_question.close")
    appearance.show(appearance.look.but(language="en"))
    a_minute_passes(maria)
    assert asked(maria) == ""
    clock.day = date(2010, 1, 4)
    a_minute_passes(maria)
    assert asked(maria) == BEFORE.replace("Sun, Jan 3", "Mon, Jan 4")


def test_it_is_answered_with_the_keyboard_alone_and_an_answer_can_be_taken_back(sits_down: SitsDown) -> None:
    clock = Clock(date(2010, 1, 3))
    maria = sits_down(clock)
    main = maria.program.main
    assert main is not None
    names = []
    for _part in main.parts():
        QTest.keyClick(maria.window, Qt.Key.Key_F6)
        names.append(focused().objectName())
        if names[-1] == "clock_question.act":
            break
    assert names[-1] == "clock_question.act"
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused().objectName() == "clock_question.act1"
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert focused().objectName() == "clock_question.close"
    QTest.keyClick(focused(), Qt.Key.Key_Backtab)
    QTest.keyClick(focused(), Qt.Key.Key_Backtab)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    maria.qtbot.wait(20)
    assert asked(maria) == ""
    assert focused().isVisible()
    maria.press("Undo", within="message")
    assert asked(maria) == BEFORE
    assert asked(sits_down(clock)) == BEFORE


def test_where_nothing_can_be_noted_the_answer_holds_until_the_file_is_closed(
    sits_down: SitsDown, tmp_path: Path
) -> None:
    clock = Clock(date(2010, 1, 3))
    maria = sits_down(clock)
    (tmp_path / "settings" / f"settings.{os.getpid()}.new").mkdir()  # so nothing of that name can be written
    maria.press("The day is right")
    clock.day = date(2010, 1, 4)
    a_minute_passes(maria)
    assert asked(maria) == ""


def test_in_a_window_with_little_room_the_bar_leaves_some_to_the_page_and_hides_no_word(sits_down: SitsDown) -> None:
    maria = sits_down(Clock(date(2010, 1, 3)))
    main = maria.program.main
    assert main is not None
    appearance = maria.program.appearance
    act, scroll = main.findChild(QPushButton, "clock_question.act"), main.clock.findChild(ScrollIfLow)
    words = main.clock.findChild(Label)
    for percent, width, height in ((100, 1280, 800), (100, 640, 480), (200, 1280, 800), (200, 640, 480)):

        def fits(is_low: bool = (percent, width) == (200, 640), most: float = height * 0.4) -> bool:
            """Tell whether the bar has settled: no word is cut off, and only the smallest room needs scrolling."""
            return (
                (scroll.widget().height() > scroll.height()) is is_low
                and (scroll.focusPolicy() == Qt.FocusPolicy.TabFocus) is is_low
                and words.height() >= words.heightForWidth(words.width())
                and main.clock.height() < most
            )

        appearance.show(appearance.look.but(text_size=percent))
        main.resize(width, height)
        maria.qtbot.waitUntil(fits)
    act.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(act, Qt.Key.Key_Tab)
    QTest.keyClick(focused(), Qt.Key.Key_Backtab)
    at = act.mapTo(scroll, act.rect().center()).y()
    assert 0 <= at <= scroll.height()
