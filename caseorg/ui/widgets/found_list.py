"""A list of what was found: under headings, with the words that were looked for in bold, drawn as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QPainter, QResizeEvent, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QFrame, QListView, QSizePolicy, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from caseorg.base.folding import places_of
from caseorg.ui.paint import draw_box, draw_ring_inside
from caseorg.ui.text_size import Role, font, px
from caseorg.ui.theme import color
from caseorg.ui.widgets.focus_ring import keyboard_in_use

Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_SIDE, _TOP, _GAP = 12, 8, 2


@dataclass(frozen=True)
class FoundRow:
    """One row: a heading, or something that was found."""

    title: str
    context: str = ""
    """The words around the place, smaller."""
    detail: str = ""
    """What it is and where; no word is marked in it."""
    thing: Any = None
    """What was found; None makes it a heading."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What can be read, line by line."""
        return tuple(line for line in (self.title, self.context, self.detail) if line)

    @property
    def is_heading(self) -> bool:
        """Tell whether it is a heading."""
        return self.thing is None


class _Rows(QAbstractListModel):
    """The rows, and the words that are marked in them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[FoundRow] = []
        self.words: tuple[str, ...] = ()

    def set_rows(self, rows: Sequence[FoundRow], words: Sequence[str]) -> None:
        """List other rows."""
        self.beginResetModel()
        self.rows, self.words = list(rows), tuple(words)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.rows[index.row()].is_heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(row.lines)
        return row if role == _ROW else None


class _Drawing(QStyledItemDelegate):
    """Draws a row."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._heights: dict[tuple[int, int], int] = {}

    def forget(self) -> None:
        """Measure all rows anew: they are others, or their letters are."""
        self._heights.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        width = view.viewport().width() if view is not None else option.rect.width()
        return QSize(px(100), self.height(index, width))

    def height(self, index: Index, width: int) -> int:
        """Return the height of a row in this width."""
        key = index.row(), width
        if key not in self._heights:
            place = QRect(0, 0, width, 0)
            self._heights[key] = self._lay_out(None, place, index, "text.primary", "text.secondary")
        return self._heights[key]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setClipRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            draw_box(painter, option.rect.adjusted(0, 1, 0, -1), color("select.fill"), None)
        elif option.state & QStyle.StateFlag.State_MouseOver and index.flags() & Qt.ItemFlag.ItemIsEnabled:
            draw_box(painter, option.rect.adjusted(0, 1, 0, -1), color("row.hover"), None)
        inks = ("select.text", "select.text") if chosen else ("text.primary", "text.secondary")
        self._lay_out(painter, option.rect, index, *inks)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus and keyboard_in_use():
            draw_ring_inside(painter, option.rect)
        painter.restore()

    def _lay_out(self, painter: QPainter | None, rect: QRect, index: Index, ink: str, quiet: str) -> int:
        """Draw a row, or only measure it; return its height."""
        row: FoundRow = index.data(_ROW)
        words = () if row.is_heading else index.model().words
        left, width = rect.left() + px(_SIDE), max(1, rect.width() - 2 * px(_SIDE))
        top = float(rect.top() + px(_TOP))
        if row.is_heading:
            top += px(_TOP) if index.row() else 0
        role, color_of_title = (Role.small, quiet) if row.is_heading else (Role.body, ink)
        texts = ((row.title, words, role, color_of_title), (row.context, words, Role.small, quiet),
                 (row.detail, (), Role.small, quiet))  # fmt: skip
        for text, marked, text_role, color_role in texts:
            if not text:
                continue
            layout, height = _laid_out(text, marked, font(text_role), width)
            if painter is not None:
                painter.setPen(color(color_role))
                layout.draw(painter, QPointF(left, top))
            top += height + px(_GAP)
        return round(top + (0 if row.is_heading else px(_TOP) - px(_GAP)) - rect.top())


def _laid_out(text: str, words: Sequence[str], shown: QFont, width: int) -> tuple[QTextLayout, float]:
    """Break a text into lines, with the words in bold; return them and their height."""
    layout = QTextLayout(text.replace("\n", " "), shown)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    marks = []
    for start, length in places_of(text, words):
        mark = QTextLayout.FormatRange()
        mark.start, mark.length, mark.format = start, length, QTextCharFormat()
        mark.format.setFontWeight(QFont.Weight.Bold)
        marks.append(mark)
    layout.setFormats(marks)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout, height


class FoundList(QListView):
    """What was found. The arrow keys of the box above move in it, too."""

    opened = Signal(object)

    def __init__(self, title: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("ringInside", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self._rows = _Rows(self)
        self._drawing = _Drawing(self)
        self.setModel(self._rows)
        self.setItemDelegate(self._drawing)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)

    def set_rows(self, rows: Sequence[FoundRow], words: Sequence[str]) -> None:
        """List other rows; what was selected stays so if it is still there, or else the first is."""
        before = self.selected()
        self._drawing.forget()
        self._rows.set_rows(rows, words)
        same = next((at for at, row in enumerate(rows) if row.thing is not None and row.thing == before), -1)
        first = next((at for at, row in enumerate(rows) if not row.is_heading), -1)
        self._select(same if same >= 0 else first)
        self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def things(self) -> list[Any]:
        """Return everything that is listed, in order."""
        return [row.thing for row in self._rows.rows if not row.is_heading]

    def texts(self) -> list[str]:
        """Return what can be read, row by row."""
        return [" | ".join(row.lines) for row in self._rows.rows]

    def selected(self) -> Any:
        """Return what is selected, or None."""
        at = self.currentIndex().row()
        return self._rows.rows[at].thing if 0 <= at < len(self._rows.rows) else None

    def spoken(self) -> str:
        """Return the selected row as it is read aloud."""
        return str(self.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) or "")

    def move(self, step: int) -> bool:
        """Select the next thing, or the one before; tell whether there was one."""
        places = [at for at, row in enumerate(self._rows.rows) if not row.is_heading]
        if not places:
            return False
        here = self.currentIndex().row()
        at = places.index(here) + step if here in places else 0
        if 0 <= at < len(places):
            self._select(places[at])
            return True
        return False

    def open_selected(self) -> None:
        """Open what is selected."""
        thing = self.selected()
        if thing is not None:
            self.opened.emit(thing)

    def rect_of_selected(self) -> QRect:
        """Return where the selected row stands in the list."""
        return self.visualRect(self.currentIndex())

    def sizeHint(self) -> QSize:
        width = self.viewport().width()
        height = sum(self._drawing.height(self._rows.index(at), width) for at in range(self._rows.rowCount()))
        return QSize(px(200), height + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(100), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._drawing.forget()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()

    def _select(self, at: int) -> None:
        self.setCurrentIndex(self._rows.index(at) if at >= 0 else QModelIndex())

    def _open(self, index: Index) -> None:
        thing = self._rows.rows[index.row()].thing
        if thing is not None:
            self.opened.emit(thing)
