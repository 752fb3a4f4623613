"""The keyboard on a page in sight: Tab reaches all in reading order, a task gives it back, no two keys are the same."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page
from caseorg.ui.pages.panel import Panel
from caseorg.ui.widgets.button import Button
from tests.journeys.tour import settle

_MOST = 250  # presses of Tab after which a page counts as a trap


_Step = tuple[QWidget, QWidget, QRect, QRect]
"""From where to where Tab went, and where both stood before: a list that gets the keyboard may open."""


def tab_faults(shown: MainWindow, page: Page) -> list[str]:
    """Press Tab from the title on; return what it misses, where it goes up, and where it does not go on.

    The keyboard is given back to what had it.
    """
    had_it = QApplication.focusWidget()
    page.focus_title()
    seen: list[_Step] = []
    passed = _walk(shown, page, seen)
    on_page = [each for each in passed if page.isAncestorOf(each)]
    faults = _missed(page, on_page) + _out_of_order(seen)
    if len(passed) >= _MOST:
        faults.append(f"a trap around {passed[-1].objectName()}")
    if had_it is not None:
        had_it.setFocus()
    return faults


def same_keys(shown: MainWindow) -> list[str]:
    """Return every combination of keys that two things in the window answer to, or two on the page in front."""
    keys = Counter(key.toString() for action in shown.findChildren(QAction) for key in action.shortcuts())
    keys.update(key.toString() for shortcut in shown.findChildren(QShortcut) for key in QShortcut.keys(shortcut))
    letters = Counter(alt_letters(shown.front()))
    menus = {alt_of(action.text()) for action in shown.menuBar().actions()}
    faults = [] if keys["Ctrl+Z"] == 1 else ["Ctrl+Z does not undo"]
    faults += [f"two for {key}" for key, times in keys.items() if times > 1]
    faults += [f"two for Alt+{letter}" for letter, times in letters.items() if times > 1]
    return faults + [f"Alt+{letter} opens a menu, too" for letter in letters if letter in menus]


def alt_letters(page: QWidget) -> list[str]:
    """Return the letters that lead to the buttons in sight, and to the fields of the labels in sight."""
    return [letter for widget in page.findChildren(QWidget) if (letter := _alt_letter(widget))]


def _alt_letter(widget: QWidget) -> str:
    for kind in (QLabel, QAbstractButton):
        if isinstance(widget, kind) and widget.isVisible() and not widget.objectName().startswith("qt_"):
            return alt_of(kind.text(widget))  # as Qt draws it, with the mark in it
    return ""


def alt_of(text: str) -> str:
    """Return the underlined letter of a text as Qt writes it, or nothing."""
    found = QKeySequence.mnemonic(text).toString()
    return found.rpartition("+")[2].lower()


class Tasks:
    """Closes the tasks that a walk opens, by keys alone, and looks where the keyboard is then."""

    def __init__(self) -> None:
        self.closed = 0
        self.opened_by_key = 0

    def faults(self, page: Page) -> list[str]:
        """Close what is open on the page; return where that does not give the keyboard back to what opened it."""
        found: list[str] = []
        for panel in [each for each in page.findChildren(Panel) if each.isVisible() and each.is_open()]:
            self.closed += 1
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
            settle()
            focus = QApplication.focusWidget()
            if panel.is_open():
                found.append("Escape does not close it")
            elif focus is None or not page.isAncestorOf(focus) or not focus.isVisible():
                found.append("the keyboard is nowhere")
            else:
                found += self._opened_by_key(page, panel)
        return found

    def _opened_by_key(self, page: Page, panel: Panel) -> list[str]:
        """Open the task by the space bar on its button and close it."""
        buttons = [each for each in page.findChildren(Button) if each.isVisible()]
        for button in [each for each in buttons if each.objectName().endswith(".add")][:1]:
            button.setFocus(Qt.FocusReason.TabFocusReason)
            QTest.keyClick(button, Qt.Key.Key_Space)
            settle()
            if panel.is_open():
                self.opened_by_key += 1
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
                settle()
                if QApplication.focusWidget() is not button:
                    return [f"{button.objectName()} does not get the keyboard back"]
        return []


def _walk(window: QWidget, page: QWidget, steps: list[_Step]) -> list[QWidget]:
    """Press Tab until the keyboard is where it began; return what it passed, and note its steps on the page."""
    began = QApplication.focusWidget()
    passed = [began] if began is not None else []
    while len(passed) < _MOST:
        before = QApplication.focusWidget() or window
        places = {each: QRect(each.mapTo(page, QPoint(0, 0)), each.size()) for each in page.findChildren(QWidget)}
        QTest.keyClick(before, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in passed:
            break
        if before in places and now in places:
            steps.append((before, now, places[before], places[now]))
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


def _out_of_order(steps: list[_Step]) -> list[str]:
    """Return each step of Tab that goes back up, unless into another column or out of something that scrolls."""
    found = []
    top = min((place.y() for _before, _after, _from, place in steps), default=0)  # where Tab goes from the last
    for before, after, start, place in steps:
        if isinstance(before, QAbstractItemView | QScrollArea) or place.y() == top:
            continue
        if place.bottom() < start.y() and place.x() <= start.right():
            found.append(f"Tab goes up from {before.objectName()} to {after.objectName()}")
    return found
