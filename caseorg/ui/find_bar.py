"""Find on this page: a bar above the page that goes from match to match, in texts, lists and fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from caseorg.base.folding import fold
from caseorg.base.language import _
from caseorg.ui import speech
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import px, set_gaps
from caseorg.ui.theme import color
from caseorg.ui.widgets.button import Button, IconButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.page import Page


@dataclass(frozen=True)
class _Match:
    """One text in which it stands: a widget, or a row of a list."""

    widget: QWidget
    text: str
    row: int = -1


class _Mark(QWidget):
    """A frame around the match, over the page and out of the way of keys and mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(color("accent.fill"), 3))
        painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()


class _FindInput(LineInput):
    """The box: Enter goes to the next match, Escape closes the bar."""

    def __init__(self, step: Callable[[int], object], close: Callable[[], object]) -> None:
        super().__init__(24, "find.text")
        self._step, self._close = step, close

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)


class FindBar(QWidget):
    """Finds letters in what a page shows; capitals and accents do not count."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.setObjectName("find")
        self._page = page
        self.field = _FindInput(self.step, self.close_bar)
        self.field.setAccessibleName(_("Find on this page"))
        self.status = Label("", wrap=False)
        self.status.setObjectName("find.status")
        self._mark = _Mark(page.scroller.widget())
        self._at = -1
        label = Label(_("Find on this page"), wrap=False)
        label.setBuddy(self.field)
        previous = IconButton("arrow-up", _("Previous match"), lambda: self.step(-1), name="find.previous")
        following = IconButton("arrow-down", _("Next match"), lambda: self.step(1), name="find.next")
        close = IconButton("x", _("Close"), self.close_bar, name="find.close")
        row = FlowRow(label, self.field, previous, following, close, self.status)
        column = QVBoxLayout(self)
        set_gaps(column, margins=(24, 12, 24, 4))
        column.addWidget(row)
        self.field.textChanged.connect(lambda _text: self._begin())

    def open_bar(self) -> None:
        """Show the bar, with the cursor in its box."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_bar(self) -> None:
        """Take the bar away; the focus goes to the title, from where Tab leads on."""
        self._mark.hide()
        self.hide()
        self._page.header.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int) -> None:
        """Go to the next match, or the one before; after the last comes the first."""
        if not self.isVisible():
            self.open_bar()
        matches = list(self._matches())
        if not matches:
            self._tell(0, 0)
            return
        self._at = (self._at + by) % len(matches)
        self._show(matches[self._at])
        self._tell(self._at + 1, len(matches), matches[self._at].text)

    def _begin(self) -> None:
        self._at = -1
        if self.field.text().strip():
            self.step(1)
        else:
            self._mark.hide()
            self.status.setText("")

    def _tell(self, at: int, count: int, text: str = "") -> None:
        if not count:
            self._mark.hide()
            words = _("Not on this page") if self.field.text().strip() else ""
        else:
            words = _("{at} of {count}").format(at=at, count=count)
        self.status.setText(words)
        if words:
            speech.say(f"{words}. {text}" if text else words)

    def _matches(self) -> Iterator[_Match]:
        wanted = fold(self.field.text().strip())
        if not wanted:
            return
        inside = self._page.scroller.widget()

        def place(widget: QWidget) -> tuple[int, int]:
            at = widget.mapTo(inside, QPoint(0, 0))
            return at.y(), at.x()

        shown = [each for each in inside.findChildren(QWidget) if each.isVisible()]
        for widget in sorted(shown, key=place):
            if isinstance(widget, RecordTable):
                for row in range(widget.model.rowCount()):
                    text = str(widget.model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) or "")
                    cells = " ".join(
                        str(widget.model.index(row, at).data() or "") for at in range(len(widget.model.columns))
                    )
                    if wanted in fold(f"{text} {cells}"):
                        yield _Match(widget, text, row)
            elif wanted in fold(text := _text_of(widget)):
                yield _Match(widget, text)

    def _show(self, match: _Match) -> None:
        """Bring a match into sight, and draw a frame around it; in a list, select its row."""
        inside, area = self._page.scroller.widget(), match.widget.rect()
        if isinstance(match.widget, RecordTable):
            table = match.widget
            table.select(table.model.key(table.model.row_at(table.model.index(match.row, 0))))
            view = table.view()
            seen = view.visualRect(table.model.index(match.row, 0))
            area = QRect(view.viewport().mapTo(table, seen.topLeft()), seen.size())
            area.setWidth(view.viewport().width())
        at = match.widget.mapTo(inside, area.topLeft())
        around = QRect(at, area.size()).adjusted(-px(4), -px(2), px(4), px(2))
        self._mark.setGeometry(around)
        self._mark.raise_()
        self._mark.show()
        self._page.scroller.ensureVisible(around.center().x(), around.center().y(), 0, around.height() // 2 + px(40))


def _text_of(widget: QWidget) -> str:
    """Return what can be read in a widget; a field that hides its number says nothing."""
    if isinstance(widget, QLabel | Button):
        return widget.words() if isinstance(widget, Button) else widget.text()
    if isinstance(widget, QLineEdit):
        return widget.text() if widget.echoMode() == QLineEdit.EchoMode.Normal else ""
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else ""
