"""Tab reaches every control in the order in which it is read, nothing keeps the keyboard, and it is never lost."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QRadioButton, QScrollArea, QWidget

from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from caseorg.ui.pages.panel import Panel
from caseorg.ui.widgets.button import Button
from tests.journeys.tour import case_for, settle, stops_at

Window = Callable[..., MainWindow]

_MOST = 250  # presses of Tab after which a page counts as a trap
_PANELS = 4  # that are opened and closed at least
_BUTTONS = 2  # that open one by the space bar and get the keyboard back, at least


def test_tab_reaches_every_control_of_every_page_once_in_reading_order(
    window: Window, workspace: Workspace, cases: tuple[UUID, ...], defects: list[object]
) -> None:
    shown = window(*all_pages(), case_id=cases[0])
    faults: list[str] = []
    for kind in all_pages():
        case_id = case_for(workspace, cases, kind)
        if case_id != shown.case_id:
            shown.show_case(case_id)
        for stop in stops_at(shown, kind.name, (), rows=0):
            stop.page.focus_title()
            passed = _walk(shown)
            on_page = [each for each in passed if stop.page.isAncestorOf(each)]
            faults += [f"{stop.name}: {each}" for each in _missed(stop.page, on_page)]
            faults += [f"{stop.name}: {each}" for each in _out_of_order(stop.page, on_page)]
            if len(passed) >= _MOST:
                faults.append(f"{stop.name}: a trap around {passed[-1].objectName()}")
    assert faults == [], "\n".join(faults)


def test_closing_a_task_gives_the_keyboard_back_to_what_opened_it(
    window: Window, workspace: Workspace, cases: tuple[UUID, ...], defects: list[object]
) -> None:
    shown = window(*all_pages(), case_id=cases[0])
    opened = pressed = 0
    faults: list[str] = []
    for kind in all_pages():
        shown.show_case(case_for(workspace, cases, kind))
        for stop in stops_at(shown, kind.name, ("add",), rows=0):
            panels = [each for each in stop.page.findChildren(Panel) if each.isVisible() and each.is_open()]
            for panel in panels if stop.what == "add" else []:
                opened += 1
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
                settle()
                focus = QApplication.focusWidget()
                if panel.is_open():
                    faults.append(f"{stop.name}: Escape does not close it")
                elif focus is None or not stop.page.isAncestorOf(focus) or not focus.isVisible():
                    faults.append(f"{stop.name}: the keyboard is nowhere")
                else:
                    pressed += _pressed_by_key(stop.page, panel, faults)
    assert opened >= _PANELS
    assert pressed >= _BUTTONS
    assert faults == []


def test_f6_goes_round_the_parts_of_the_window_and_back(
    window: Window, cases: tuple[UUID, ...], defects: list[object]
) -> None:
    shown = window(*all_pages(), case_id=cases[0])
    shown.front().focus_title()
    shown.tell.done("Saved.")
    ways = []
    for command in ("next_part", "previous_part"):
        passed = []
        for _turn in shown.parts():
            shown.do(command)
            focus = QApplication.focusWidget()
            passed.append(next(at for at, part in enumerate(shown.parts()) if part.isAncestorOf(focus)))
        ways.append(passed)
    assert sorted(ways[0]) == list(range(len(shown.parts())))
    assert sorted(ways[1]) == list(range(len(shown.parts())))


def _pressed_by_key(page: QWidget, panel: Panel, faults: list[str]) -> int:
    """Open the task by the space bar on its button and close it; note a fault if the button is without the keyboard."""
    buttons = [each for each in page.findChildren(Button) if each.isVisible() and each.objectName().endswith(".add")]
    for button in buttons[:1]:
        button.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button, Qt.Key.Key_Space)
        settle()
        if panel.is_open():
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
            settle()
            if QApplication.focusWidget() is not button:
                faults.append(f"{button.objectName()} does not get the keyboard back")
            return 1
    return 0


def _walk(window: QWidget) -> list[QWidget]:
    """Press Tab until the keyboard is where it began; return what it passed."""
    began = QApplication.focusWidget()
    passed = [began] if began is not None else []
    while len(passed) < _MOST:
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in passed:
            break
        passed.append(now)
    return passed


def _missed(page: QWidget, passed: list[QWidget]) -> list[str]:
    """Return the controls in sight that Tab did not come to; of a group of choices it comes to one."""
    wanted = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget, QRadioButton)
        and not widget.objectName().startswith("qt_")
        and widget.focusProxy() is None
    ]
    return [f"Tab misses {type(each).__name__} {each.objectName()}" for each in wanted if each not in passed]


def _out_of_order(page: QWidget, passed: list[QWidget]) -> list[str]:
    """Return each step of Tab that goes back up, unless into another column or out of something that scrolls."""
    found = []
    top = min(passed, key=lambda each: each.mapTo(page, QPoint(0, 0)).y())  # where Tab goes from the last
    for before, after in pairwise(passed):
        if isinstance(before, QAbstractItemView | QScrollArea) or after is top:
            continue
        one, other = before.mapTo(page, QPoint(0, 0)), after.mapTo(page, QPoint(0, 0))
        right = other.x() >= one.x() + before.width()
        above = other.y() + after.height() <= one.y()
        if above and not right:
            found.append(f"Tab goes up from {before.objectName()} to {after.objectName()}")
    return found
