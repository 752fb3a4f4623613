"""A user who does anything at all: opens, presses, types, removes, undoes, locks, resizes, changes size and language.

What it does follows from a seed. It looks at what is in sight, as a person does, and takes one of it.
"""

from __future__ import annotations

import logging
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)
from shiboken6 import isValid

from caseorg.domain.case import RECORD_TYPES
from caseorg.domain.record import Record
from caseorg.services.sample import SAMPLE_DAY
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.entries import read_records
from caseorg.store.seal import Seal
from caseorg.ui.garbage import MainThreadGarbage
from caseorg.ui.main_window import MainWindow
from caseorg.ui.text_size import SIZES
from tests.journeys.tour import settle

_TYPED = (
    "", "a", "Dr. Okafor", "11/30/2026", "2/30/2027", "12.50", "-3", "niño & <b>Ángel</b>", "(937) 555-0142", "0", "OH",
    "'; drop table cases", "=1+1", "😀 été", "x" * 60, "45404", "2026-12-01", "10:30", "someone@example.org",
)  # fmt: skip
_COMMANDS = (
    "redo", "remove", "add", "edit", "main", "up", "down", "find", "find_next", "search", "recently_removed", "larger",
    "smaller", "normal", "sidebar", "back", "forward", "next_part", "previous_part", "print", "put_away", "remove_case",
    "make_letter", "ask_for_scans", "appeal", "build_packet", "call_plan", "log_call", "add_cost", "calendar", "state",
    "new_case", "who_may_act", "save", "help", "page_setup", "select_all", "cut", "paste",
)  # fmt: skip
_SIZES = ((1280, 800), (1024, 768), (1024, 700), (640, 480), (1600, 1000))
_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Space,
         Qt.Key.Key_Delete, Qt.Key.Key_PageDown, Qt.Key.Key_Home)  # fmt: skip
_OF_THE_PLATFORM = "This plugin does not support"  # what a screen that is not there cannot do


class Monkey:
    """One user with one file, in one window after another: each lock begins a new one."""

    def __init__(
        self, seed: int, path: Path, seal: Seal, open_window: Callable[[Workspace, Callable[..., None]], MainWindow]
    ) -> None:
        """Open the file.

        Args:
            seed: What everything follows from.
            path: The case file.
            seal: What opens it.
            open_window: Makes and shows the window on an open file; what it is given is called at a lock.
        """
        self._random, self._path, self._seal, self._open_window = Random(seed), path, seal, open_window
        self._today = SAMPLE_DAY
        self.trail: deque[str] = deque(maxlen=15)
        self._is_locked = False
        self._place: dict[str, str] = {}
        self._open()
        self._mark = 0
        self.locks = 0
        self._actions: tuple[tuple[Callable[[], str], int], ...] = (
            (self._go_to_a_page, 14), (self._choose_a_row, 12), (self._press_a_button, 26), (self._type, 20),
            (self._choose, 8), (self._command, 16), (self._undo, 8), (self._key, 10), (self._resize, 2),
            (self._text_size, 2), (self._language, 1), (self._switch_case, 3), (self._lock, 1),
        )  # fmt: skip

    def act(self, garbage: MainThreadGarbage) -> None:
        """Do one thing, then collect garbage, as the program does; within an event Qt may still hold it."""
        makers, weights = zip(*self._actions, strict=True)
        act = self._random.choices(makers, weights)[0]
        self.trail.append(act.__name__)
        page = self.window.page_name()
        self.trail[-1] = f"{page}: {act()}"
        settle()
        garbage.look()
        self._close_what_is_open()
        if self._is_locked:
            self._unlock()

    def begin_round(self) -> None:
        """Remember how everything stands; from here on, undo goes back to this and no further."""
        self._finish_typing()
        self._before, self._mark = everything(self.workspace), len(self.workspace.history.done)

    def take_all_back(self) -> None:
        """Undo everything since the round began, by the menu; everything must be as it was."""
        self._finish_typing()
        while len(self.workspace.history.done) > self._mark:
            left = len(self.workspace.history.done)
            self.trail.append(f"undo {self.workspace.history.next_undo}")
            self.window.do("undo")
            settle()
            self._close_what_is_open()
            assert len(self.workspace.history.done) == left - 1, "nothing was undone"
        now = everything(self.workspace)
        gone, new = self._before.keys() - now.keys(), now.keys() - self._before.keys()
        other = [key for key in now.keys() & self._before.keys() if now[key] != self._before[key]]
        assert not gone, f"lost: {[self._before[key] for key in gone]}"
        assert not new, f"left over: {[now[key] for key in new]}"
        assert not other, f"not as it was: {[now[key] for key in other]}"

    def close(self) -> None:
        """Close the window and the file."""
        self.window.close()
        self.workspace.close()
        self.window.deleteLater()
        settle()

    # The things it does

    def _go_to_a_page(self) -> str:
        names = [name for name in self.window._pages if self.window.can_open(name)]
        name = self._random.choice(names)
        self.window.go_to(name)
        return f"go to {name}"

    def _choose_a_row(self) -> str:
        from caseorg.ui.tables.table_view import RecordTable

        tables = [each for each in self._seen(RecordTable) if each.model.rowCount()]
        if not tables:
            return "no row"
        table = self._random.choice(tables)
        at = self._random.randrange(table.model.rowCount())
        table.select(table.model.key(table.model.row_at(table.model.index(at, 0))))
        if self._random.random() < 0.2:
            table.opened.emit(table.selected())
        return f"row {at} of {table.objectName()}"

    def _press_a_button(self) -> str:
        buttons = [each for each in self._seen(QAbstractButton) if each.isEnabled()]
        if not buttons:
            return "no button"
        button = self._random.choice(buttons)
        words = f"press {button.objectName()} “{button.text()}”"
        self.trail.append(words)
        button.click()
        return words

    def _type(self) -> str:
        fields = [each for each in self._seen(QLineEdit | QPlainTextEdit) if each.isEnabled() and not each.isReadOnly()]
        if not fields:
            return "no field"
        field, text = self._random.choice(fields), self._random.choice(_TYPED)
        field.setFocus()
        if self._random.random() < 0.6:
            field.selectAll()
        name = field.objectName()
        if not text:
            QTest.keyClick(field, Qt.Key.Key_Backspace)
        elif text.isascii():
            QTest.keyClicks(field, text)
        elif isinstance(field, QPlainTextEdit):
            field.insertPlainText(text)
        else:
            field.insert(text)
        return f"type “{text}” into {name}"

    def _choose(self) -> str:
        boxes = [each for each in self._seen(QComboBox) if each.isEnabled() and each.count()]
        if not boxes:
            return "no list box"
        box = self._random.choice(boxes)
        at = self._random.randrange(box.count())
        words = f"choose “{box.itemText(at)}” in {box.objectName()}"
        box.setCurrentIndex(at)
        box.activated.emit(at)
        return words

    def _command(self) -> str:
        name = self._random.choice(_COMMANDS)
        self.window.menus.look()
        if self.window.menus.action(name).isEnabled():
            self.window.do(name)
        return f"command {name}"

    def _undo(self) -> str:
        """Take something back, but nothing from before the round."""
        if len(self.workspace.history.done) <= self._mark:
            return "nothing to undo"
        words = f"undo {self.workspace.history.next_undo}"
        self.window.do("undo")
        return words

    def _key(self) -> str:
        key = self._random.choice(_KEYS)
        widget = QApplication.focusWidget() or self.window
        QTest.keyPress(widget, key)
        if isValid(widget):  # what the press closed is not there any more to let the key go
            QTest.keyRelease(widget, key)
        return f"key {key.name}"

    def _resize(self) -> str:
        size = self._random.choice(_SIZES)
        self.window.resize(*size)
        return f"resize to {size}"

    def _text_size(self) -> str:
        size = self._random.choice(SIZES)
        self.window.commands.set_text_size(size)
        return f"text at {size}%"

    def _language(self) -> str:
        look = self.window.appearance.look
        language, theme = self._random.choice(("en", "es")), self._random.choice(("light", "dark", "high_contrast"))
        self.window.appearance.show(look.but(language=language, theme=theme), remember=False)
        return f"{language}, {theme}"

    def _switch_case(self) -> str:
        lines = self.workspace.store.case_lines()
        if not lines:
            return "no case"
        line = self._random.choice(lines)
        self.window._switch_case(line.case_id)
        return f"case “{line.title}”"

    def _lock(self) -> str:
        self.window.lock()
        return "lock"

    # Around them

    def _open(self) -> None:
        opened = CaseFile.open(self._path, self._seal)
        self.workspace = Workspace(opened, today=lambda: self._today)

        def lock(place: dict[str, str]) -> None:
            self._is_locked, self._place = True, place

        self.window = self._open_window(self.workspace, lock)

    def _unlock(self) -> None:
        """Begin anew, as the program does in a new process."""
        self._is_locked = False
        self.locks += 1
        case_id, size = self.window.case_id, self.window.size()
        kept = self.workspace.case_file
        self._path, self._seal = kept.path, kept.seal  # a file may get another place, and another password
        self.close()
        self._open()
        self.window.resize(size)
        cases = {line.case_id for line in self.workspace.store.case_lines()}
        self.window.show_case(case_id if case_id in cases else None)
        self.window.come_back(self._place)
        settle()

    def _finish_typing(self) -> None:
        """Leave the page, so that what is half typed is a draft and no part of a step."""
        self.window.go_to("shortcuts")
        settle()
        assert self.window.page_name() == "shortcuts"

    def _close_what_is_open(self) -> None:
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            settle()

    def _seen(self, kind: object) -> list[QWidget]:
        return [
            each
            for each in self.window.findChildren(QWidget)
            if isinstance(each, kind) and each.isVisible() and not isinstance(each.parent(), QComboBox | QSpinBox)  # type: ignore[arg-type]
        ]


def everything(workspace: Workspace) -> dict[UUID, Record]:
    """Return every record of the file by its id, removed or not."""
    driver = workspace.case_file.driver
    return {record.id: record for kind in RECORD_TYPES for record in read_records(driver, kind, "")}


@contextmanager
def nothing_goes_wrong() -> Iterator[list[str]]:
    """Collect every exception in a slot, warning of Qt and warning in the log; answer each dialog with Escape."""
    wrong: list[str] = []

    class Heard(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            wrong.append(f"log: {record.getMessage()}")

    def hear(_kind: object, _where: object, message: str) -> None:
        if not message.startswith(_OF_THE_PLATFORM):
            wrong.append(f"Qt: {message}")

    def raised(kind: type[BaseException], error: BaseException, trace: object) -> None:
        import traceback

        wrong.append("".join(traceback.format_exception(kind, error, trace)))  # type: ignore[arg-type]

    def answer() -> None:
        menu = QApplication.activePopupWidget()
        if menu is not None:
            menu.close()
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            dialog.reject()
        elif dialog is not None:
            dialog.close()

    handler, hook = Heard(logging.WARNING), sys.excepthook
    logging.getLogger().addHandler(handler)
    before = qInstallMessageHandler(hear)
    sys.excepthook = raised
    timer = QTimer()
    timer.timeout.connect(answer)
    timer.start(10)
    try:
        yield wrong
    finally:
        timer.stop()
        qInstallMessageHandler(before)
        sys.excepthook = hook
        logging.getLogger().removeHandler(handler)
        with suppress(RuntimeError):
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
