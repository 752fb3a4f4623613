"""A person at the screen: finds things by what they say, clicks, types, reads, and listens."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QImage, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from caseorg.app.program import Program
from caseorg.services.workspace import Workspace
from caseorg.ui.page import Page
from caseorg.ui.tables.table_view import RecordTable
from tests.ui.conftest import GivenFiles

_SETTLE_MS = 20  # a person waits until the page stands still
_PATIENCE_S = 5.0


class Person:
    """Uses the program only as a person can."""

    def __init__(self, qtbot: QtBot, program: Program, files: GivenFiles) -> None:
        self.qtbot, self.program, self.files = qtbot, program, files

    @property
    def window(self) -> QWidget:
        """The window in front."""
        window = self.program.main or self.program.first
        assert window is not None
        return window

    @property
    def workspace(self) -> Workspace:
        """The open case file, to look at what was kept."""
        assert self.program.main is not None
        return self.program.main.workspace

    @property
    def title(self) -> str:
        """What stands in the window's title bar."""
        return self.window.windowTitle()

    def press(self, words: str, within: str = "") -> None:
        """Click the button, check box or radio button with these words."""
        button = self.button(words, within)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=inside(button))
        self.qtbot.wait(1)

    def button(self, words: str, within: str = "") -> QAbstractButton:
        """Find the button, check box or radio button with these words, that can be pressed now."""
        self.qtbot.wait(_SETTLE_MS)
        seen = self._seen(QAbstractButton, within)
        found = [each for each in seen if words_of(each) == words and each.isEnabled()]
        assert found, f"no button “{words}” among {[words_of(each) for each in seen]}"
        assert isinstance(found[0], QAbstractButton)
        return found[0]

    def press_named(self, name: str) -> None:
        """Click the button of this object name, where several have the same words."""
        self.qtbot.wait(_SETTLE_MS)
        button = self._named(name)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=inside(button))
        self.qtbot.wait(1)

    def type(self, name: str, text: str) -> None:
        """Type into the field of this name, in place of what is there."""
        field = self._named(name)
        assert isinstance(field, QLineEdit | QPlainTextEdit)
        field.setFocus()
        field.selectAll()
        if isinstance(field, QPlainTextEdit):
            field.insertPlainText(text)
        else:
            self.qtbot.keyClicks(field, text) if text.isascii() else field.insert(text)
        self.qtbot.wait(1)

    def choose(self, name: str, words: str) -> None:
        """Choose an entry of a list box by its words."""
        box = self._named(name)
        assert isinstance(box, QComboBox)
        place = box.findText(words)
        assert place >= 0, f"“{words}” is not among {[box.itemText(at) for at in range(box.count())]}"
        box.setCurrentIndex(place)
        box.activated.emit(place)
        self.qtbot.wait(1)

    def command(self, words: str) -> None:
        """Do a command of the menus by its words, without the dots at its end."""
        actions = [action for action in self.window.findChildren(QAction) if plain(action.text()) == words]
        assert actions, f"no command “{words}”"
        assert actions[0].isEnabled(), f"“{words}” can't be done now"
        actions[0].trigger()
        self.qtbot.wait(1)

    def go_to(self, page: str) -> None:
        """Open a page from the sidebar, by its name."""
        assert self.program.main is not None
        self.program.main.go_to(page)
        self.qtbot.wait(1)

    def choose_row(self, name: str, words: str) -> None:
        """Click the row of a list in which these words stand."""
        table = self._named(name)
        assert isinstance(table, RecordTable)
        rows = rows_of(table)
        found = [at for at, row in enumerate(rows) if words in row]
        assert found, f"no row with “{words}” among {rows}"
        table.select(table.model.key(table.model.row_at(table.model.index(found[0], 0))))
        self.qtbot.wait(1)

    def keys(self, name: str, keys: str) -> None:
        """Press a combination of keys, such as Ctrl+V, with the focus in the field or list of this name."""
        widget = self._named(name)
        widget.setFocus()
        key = QKeySequence(keys)[0]
        self.qtbot.keyClick(widget, key.key(), key.keyboardModifiers())
        self.qtbot.wait(1)

    def copies(self, *paths: Path, text: str = "", picture: QImage | None = None) -> None:
        """Copy files, words or a picture in another program."""
        QApplication.clipboard().setMimeData(_carried(paths, text, picture))

    def drops(self, *paths: Path) -> None:
        """Drag files from a folder over the page in front, and let go."""
        assert self.program.main is not None
        page = self.program.main.front()
        assert page is not None
        carried, at = _carried(paths), QPointF(page.rect().center())
        actions, button, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(at.toPoint(), actions, carried, button, none)
        QApplication.sendEvent(page, enter)
        assert enter.isAccepted(), "the page does not take what is dragged over it"
        QApplication.sendEvent(page, QDropEvent(at, actions, carried, button, none))
        self.qtbot.wait(1)

    def reads(self) -> str:
        """Return all words in sight, in no particular order."""
        said = [words_of(each) for each in self._seen(QLabel | QAbstractButton)]
        said += [each.toPlainText() for each in self._seen(QPlainTextEdit)]
        said += [each.text() for each in self._seen(QLineEdit)]
        for table in self._seen(RecordTable):
            said += rows_of(table)
        return "\n".join(said)

    def answers_the_interview(self) -> None:
        """Answer the five screens of the first letter as Maria does, up to the press that makes it."""
        self.press("Start")
        assert self.sees("Who is this for?"), self.reads()
        self.type("interview.patient_name", "Maria R. Santos")
        self.type("interview.date_of_birth", "3/14/1958")
        self.press("Continue")
        self.type("interview.holder_name", "Riverside General Hospital")
        self.type("interview.holder_address", "Medical Records\n2200 Harbor Road\nDayton, OH 45404")
        self.press("Continue")
        self.press("Biopsy slides")
        self.press("Continue")
        self.type("interview.email", "maria.santos@example.org")
        self.type("interview.phone", "(937) 555-0142")
        self.type("interview.address", "418 Alder Street, Apt 3\nDayton, OH 45402")
        self.press("Continue")
        assert self.sees("Maria R. Santos, born March 14, 1958")
        self.press("Make the letter")

    def sees(self, words: str) -> bool:
        """Tell whether these words are in sight."""
        return words in self.reads()

    def answers_file_dialog(self, *paths: Path) -> None:
        """Say what the next file dialogs are answered with."""
        self.files.answers.extend(paths)

    def _named(self, name: str) -> QWidget:
        """Return the control in sight that has this name; a person, too, waits a moment until a page has come up."""
        end = time.monotonic() + _PATIENCE_S
        while not (seen := self._in_sight(name)) and time.monotonic() < end:
            self.qtbot.wait(5)
        assert seen, f"{name} is not in sight"
        return seen[0]

    def _in_sight(self, name: str) -> list[QWidget]:
        return [each for each in self.window.findChildren(QWidget, name) if each.isVisible()]

    def _seen(self, kind: object, within: str = "") -> list[QWidget]:
        for page in self.window.findChildren(Page):
            if page.isVisible():
                page.complete()  # a person waits until all of it has come
        root = self._named(within) if within else self.window
        return [each for each in root.findChildren(QWidget) if isinstance(each, kind) and each.isVisible()]  # type: ignore[arg-type]


def words_of(widget: QWidget) -> str:
    """Return what stands on a button or label."""
    told = getattr(widget, "words", None)
    return str(told()) if told else plain(str(widget.text()))  # type: ignore[attr-defined]


def plain(text: str) -> str:
    """Return words without the marks of underlined letters and the dots of a menu line."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix("...")


def inside(widget: QWidget) -> QPoint:
    """Return where to click: on the mark of a check box, else near the beginning."""
    point = widget.rect().center()
    point.setX(min(point.x(), 12))
    return point


def rows_of(table: RecordTable) -> list[str]:
    """Return what stands in each row of a list, and what is spoken for it."""
    model, roles = table.model, (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
    cells = range(model.columnCount())
    return [
        ", ".join(str(model.index(row, cell).data(role) or "") for role in roles for cell in cells)
        for row in range(model.rowCount())
    ]


def _carried(paths: Sequence[Path], text: str = "", picture: QImage | None = None) -> QMimeData:
    carried = QMimeData()
    if paths:
        carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    if text:
        carried.setText(text)
    if picture is not None:
        carried.setImageData(picture)
    return carried


def at_work(person: Callable[..., Person], qtbot: QtBot, path: Path) -> Person:
    """Begin with a file that needs no password, and wait until its window is there."""
    maria = person(open_file=path)
    qtbot.waitUntil(lambda: maria.program.main is not None, timeout=30_000)
    maria.window.resize(1280, 800)
    qtbot.wait(1)
    return maria
