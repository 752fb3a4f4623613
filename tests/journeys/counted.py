"""A person whose every press and every input is counted, and who can only press what is in sight and under the pointer.

A **press** is a click on a button, a link, a row or a page of the sidebar; a line of a menu is two, the menu and the
line. A key that presses a button or does a command is one. An **input** is a field typed in, a choice changed, or a
file picked, each once. Presses that only go on, save, make or print what stands there are among the presses, and are
counted apart, too.
"""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QListView,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from caseorg.domain.case import CaseSnapshot
from caseorg.ui.tables.table_view import RecordTable
from tests.journeys.person import Person, inside, rows_of, words_of

_GO_ON = {"Continue", "Save", "Save and continue", "Make the letter", "Save these answers", "Print", "Save as PDF"}
_PARTS = 5  # of the window, which F6 goes round
_PATIENCE_S = 2.0
_MOST_TABS = 250  # presses of Tab after which a control counts as out of reach


class Counted(Person):
    """Uses a mouse. `presses` and `inputs` list what was done, in the order it was done."""

    def begin(self) -> None:
        """Begin to count anew."""
        self.presses: list[str] = []
        self.inputs: list[str] = []

    def case(self) -> CaseSnapshot:
        """The open case as it is kept."""
        assert self.program.main is not None
        assert self.program.main.case_id is not None
        return self.workspace.load_case(self.program.main.case_id)

    @property
    def saves(self) -> int:
        """How many of the presses only went on, made or saved."""
        return sum(each in _GO_ON for each in self.presses)

    def press(self, words: str, within: str = "") -> None:
        """Click the button, check box or radio button with these words."""
        self._press(self.button(words, within))

    def press_named(self, name: str) -> None:
        """Click the button of this object name."""
        button = self._named(name)
        assert isinstance(button, QAbstractButton)
        self._press(button)

    def type(self, name: str, text: str) -> None:
        """Type into the field of this name."""
        field = self._named(name)
        self._reach(field)
        super().type(name, text)
        self._input(name)

    def choose(self, name: str, words: str) -> None:
        """Choose an entry of a list box by its words."""
        self._reach(self._named(name))
        super().choose(name, words)
        self._input(name)

    def choose_row(self, name: str, words: str) -> None:
        """Click the row of a list in which these words stand."""
        table = self._named(name)
        assert isinstance(table, RecordTable)
        found = [at for at, row in enumerate(rows_of(table)) if words in row]
        assert found, f"no row with “{words}” among {rows_of(table)}"
        place, view = table.model.index(found[0], 0), table.view()
        view.scrollTo(place)
        self._scroll_to(table)
        self.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(place).center())
        self.qtbot.wait(1)
        self.presses.append(words)

    def turn_to(self, title: str) -> None:
        """Open a page from the sidebar by its title, or from “Go to” where there is no room for a sidebar."""
        side = next((each for each in self._seen(QListView) if each.objectName() == "sidebar"), None)
        if isinstance(side, QListView):
            rows = [side.model().index(row, 0) for row in range(side.model().rowCount())]
            place = next(each for each in rows if each.flags() and each.data() == title)
            side.scrollTo(place)
            self.qtbot.mouseClick(side.viewport(), Qt.MouseButton.LeftButton, pos=side.visualRect(place).center())
        else:
            box = self._named("header.go_to")
            assert isinstance(box, QComboBox)
            at = next(at for at in range(box.count()) if box.itemText(at).startswith(title))
            box.setCurrentIndex(at)
            box.activated.emit(at)
        self.qtbot.wait(1)
        self.presses.append(title)

    def command(self, words: str) -> None:
        """Open a menu and choose the command with these words."""
        super().command(words)
        self.presses += ["menu", words]

    def shortcut(self, keys: str) -> None:
        """Press a shortcut, wherever the focus is."""
        key = QKeySequence(keys)[0]
        QTest.keyClick(QApplication.focusWidget() or self.window, key.key(), key.keyboardModifiers())
        self.qtbot.wait(1)
        self.presses.append(keys)

    def drops(self, *paths: Path) -> None:
        """Drag files from a folder over the page in front."""
        super().drops(*paths)
        self.inputs += [path.name for path in paths]

    def answers_file_dialog(self, *paths: Path) -> None:
        """Pick files, or a place to save to, in the computer's own dialog."""
        super().answers_file_dialog(*paths)
        self.inputs += [path.name for path in paths]

    # Inside

    def _press(self, button: QAbstractButton) -> None:
        words, name, picks = words_of(button), button.objectName(), button.isCheckable()
        self._reach(button)
        self._push(button)
        self.qtbot.wait(1)
        if picks:
            self._input(name)
        else:
            self.presses.append(words or name)

    def _push(self, button: QAbstractButton) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=inside(button))

    def _reach(self, widget: QWidget) -> None:
        """Bring a control under the pointer: scroll to it, and see that nothing lies over it or cuts it off.

        A page that has just come up may still move: a person waits until it stands still.
        """
        end = time.monotonic() + _PATIENCE_S
        while not _is_reached(under := self._under(widget), widget) and time.monotonic() < end:
            self.qtbot.wait(5)
        assert under is not None, f"{widget.objectName()} lies outside of the window"
        assert _is_reached(under, widget), f"{under} lies over {widget.objectName()}"

    def _under(self, widget: QWidget) -> QWidget | None:
        self._scroll_to(widget)
        return self.window.childAt(widget.mapTo(self.window, inside(widget)))

    def _scroll_to(self, widget: QWidget) -> None:
        above = widget.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(widget)
            above = above.parentWidget()
        self.qtbot.wait(1)

    def _input(self, name: str) -> None:
        if name not in self.inputs:
            self.inputs.append(name)


def _is_reached(under: QWidget | None, widget: QWidget) -> bool:
    return under is not None and (under is widget or widget.isAncestorOf(under))


class ByKeyboard(Counted):
    """Has no mouse: reaches everything by Tab, arrow keys and shortcuts, and sees to it where the keyboard is."""

    def choose(self, name: str, words: str) -> None:
        """Choose an entry of a list box by the arrow keys."""
        box = self._named(name)
        assert isinstance(box, QComboBox)
        self._reach(box)
        place = box.findText(words)
        assert place >= 0, f"“{words}” is not among {[box.itemText(at) for at in range(box.count())]}"
        while box.currentIndex() != place:
            before = box.currentIndex()
            self._key(Qt.Key.Key_Down if before < place else Qt.Key.Key_Up)
            assert box.currentIndex() != before, f"the arrow keys do not move in {name}"
        self._input(name)

    def choose_row(self, name: str, words: str) -> None:
        """Go to the row of a list in which these words stand."""
        table = self._named(name)
        assert isinstance(table, RecordTable)
        self._reach(table.view())
        self._key(Qt.Key.Key_Home)
        for _row in range(table.model.rowCount()):
            if words in rows_of(table)[table.view().currentIndex().row()]:
                return
            self._key(Qt.Key.Key_Down)
        raise AssertionError(f"no row with “{words}” among {rows_of(table)}")

    def turn_to(self, title: str) -> None:
        """Open a page: F6 to the list of pages, arrow keys, Enter."""
        side = self._named("sidebar")
        assert isinstance(side, QListView)
        panel = self._named("side")
        for _part in range(_PARTS):
            if panel.isAncestorOf(QApplication.focusWidget()):
                break
            self._key("F6")
        self._reach(side)
        self._key(Qt.Key.Key_Home)
        while side.currentIndex().data() != title:
            before = side.currentIndex()
            self._key(Qt.Key.Key_Down)
            assert side.currentIndex() != before, f"no page is called {title}"
        self._key(Qt.Key.Key_Return)
        self.presses.append(title)

    def _push(self, button: QAbstractButton) -> None:
        self._key(Qt.Key.Key_Space)

    def _reach(self, widget: QWidget) -> None:
        """Press Tab until the keyboard is in a control; among radio buttons, arrow keys."""
        wanted = widget.focusProxy() or widget
        for _turn in range(_MOST_TABS):
            focus = QApplication.focusWidget()
            assert focus is not None, "the keyboard is nowhere"
            assert focus.isVisible(), f"the keyboard is in {focus.objectName()}, which can't be seen"
            if focus is wanted:
                return
            radios = isinstance(focus, QRadioButton) and isinstance(wanted, QRadioButton)
            together = radios and focus.parentWidget() is wanted.parentWidget()
            self._key(Qt.Key.Key_Down if together else Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {widget.objectName()}")

    def _key(self, key: Qt.Key | str) -> None:
        if isinstance(key, str):
            code = QKeySequence(key)[0]
            QTest.keyClick(QApplication.focusWidget() or self.window, code.key(), code.keyboardModifiers())
        else:
            QTest.keyClick(QApplication.focusWidget() or self.window, key)
        self.qtbot.wait(1)
