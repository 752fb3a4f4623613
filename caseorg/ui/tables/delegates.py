"""Draws the rows of a list: cells with words or a chip, and cards where there is no room for columns."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from caseorg.ui.paint import draw_box, draw_ring_inside
from caseorg.ui.tables.table_model import BOLD_ROLE, ICON_ROLE, STATUS_ROLE, Index
from caseorg.ui.text_size import Role, characters, font, px
from caseorg.ui.theme import color
from caseorg.ui.widgets.chip import Status, chip_size, draw_chip
from caseorg.ui.widgets.focus_ring import keyboard_in_use

_LONGEST_WORD = 16  # characters of a word that a column keeps whole
_LOOKED_AT = 100  # rows that a column's width is taken from
_NO_END = QRect(0, 0, 1_000_000, 1_000_000)


def wrapping(metrics: QFontMetrics, words: str, width: int) -> Qt.TextFlag:
    """Return how words break: between words, and inside one only where it would not fit alone."""
    longest = max((metrics.horizontalAdvance(word) for word in words.split()), default=0)
    between = Qt.TextFlag.TextWordWrap
    return between | Qt.TextFlag.TextWrapAnywhere if longest > width else between


def height_of(metrics: QFontMetrics, words: str, width: int) -> int:
    """Return the height of words broken to a width."""
    # One pixel less than there is: letters are measured here in whole pixels, but drawn in fractions of them.
    room = QRect(0, 0, max(width - 1, 1), _NO_END.height())
    return metrics.boundingRect(room, wrapping(metrics, words, width), words).height()


def natural_width(view: QAbstractItemView, column: int) -> int:
    """Return the width in which nothing of a column wraps, from its header and its first rows."""
    model, metrics = view.model(), QFontMetrics(font(Role.label))
    widest = metrics.horizontalAdvance(model.headerData(column, Qt.Orientation.Horizontal)) + px(20)
    # In whole pixels, words would be a fraction of one too wide for the width that they themselves asked for.
    plain, bold = QFontMetricsF(font()), QFontMetricsF(font(Role.label))
    for row in range(min(model.rowCount(), _LOOKED_AT)):
        index = model.index(row, column)
        words = index.data() or ""
        chip, letters = index.data(STATUS_ROLE), bold if index.data(BOLD_ROLE) else plain
        widest = max(widest, chip_size(words).width() + px(4) if chip else ceil(letters.horizontalAdvance(words)))
    # Two more than that: where a row's height is worked out, a width that just fits counts as one pixel too narrow.
    return widest + px(24) + 2


def _letters(index: Index) -> QFont:
    return font(Role.label) if index.data(BOLD_ROLE) else font()


def narrowest_width(view: QAbstractItemView, column: int) -> int:
    """Return the width below which a word of a column would break, within reason; a header does not wrap."""
    model = view.model()
    header = QFontMetrics(font(Role.label)).horizontalAdvance(model.headerData(column, Qt.Orientation.Horizontal))
    plain = QFontMetricsF(font())
    words = {
        word
        for row in range(min(model.rowCount(), _LOOKED_AT))
        for word in (model.index(row, column).data() or "").split()
    }
    longest = max((ceil(plain.horizontalAdvance(word)) for word in words), default=0)
    return max(header + px(4), min(longest, characters(_LONGEST_WORD, view))) + px(24)


class RowDelegate(QStyledItemDelegate):
    """Draws a cell."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        words = index.data() or ""
        view = option.widget
        width = (view.columnWidth(index.column()) if hasattr(view, "columnWidth") else option.rect.width()) - px(24)
        height = height_of(QFontMetrics(_letters(index)), words, width)
        return QSize(width, max(px(40), height + px(18)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setClipRect(option.rect)
        ink = _ground(painter, option)
        words, status = index.data() or "", index.data(STATUS_ROLE)
        place = option.rect.adjusted(px(12), 0, -px(12), 0)
        size = chip_size(words) if status else QSize()
        if status and size.width() <= place.width():
            top = place.top() + (place.height() - size.height()) // 2
            painter.setFont(font(Role.label))
            spot = QRect(place.left(), top, size.width(), size.height())
            draw_chip(painter, spot, status, words, index.data(ICON_ROLE))
        else:
            painter.setFont(_letters(index))
            painter.setPen(color(ink))
            align = index.data(Qt.ItemDataRole.TextAlignmentRole)
            painter.drawText(place, int(align | wrapping(painter.fontMetrics(), words, place.width())), words)
        painter.setPen(color("line.subtle"))
        painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()


class _Part(NamedTuple):
    """One line of a card, or a chip if it has a status."""

    words: str
    role: Role
    status: Status | None = None
    icon: str = ""


class CardDelegate(QStyledItemDelegate):
    """Draws a row as a card: the column that names it as its title, the others as lines, a status as a chip."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._heights: dict[tuple[int, int], int] = {}
        # A thousand new rows are measured within one turn of the window, and again when the room changes: so what
        # their words take where nothing wraps is kept, for it is the same in any room that is wide enough.
        self._unwrapped: dict[tuple[str, Role], tuple[int, int]] = {}
        self._chips: dict[str, int] = {}
        self._metrics: dict[Role, QFontMetrics] = {}

    def forget(self) -> None:
        """Measure the cards anew: the rows are other ones."""
        self._heights.clear()

    def forget_letters(self) -> None:
        """Measure the words anew, too: the letters are other ones."""
        for kept in (self._heights, self._unwrapped, self._chips, self._metrics):
            kept.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        return QSize(px(100), self.card_height(view, index))

    def card_height(self, view: QAbstractItemView, index: Index) -> int:
        """Return the height of a card in this view."""
        # Kept, since the list and the page around it ask a dozen times for each time that it changes.
        at = index.row(), _room(view)
        if at not in self._heights:
            width = at[1] - px(32)
            lines = [self._height(part, width) for part in _parts_of(index)]
            self._heights[at] = px(12) + sum(lines) + px(6) * len(lines) + px(6) + px(8)
        return self._heights[at]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setClipRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        box = option.rect.adjusted(0, 0, 0, -px(8))
        draw_box(painter, box, color("select.fill" if chosen else "surface"), color("line.subtle"))
        self._draw(painter, option.rect, index, "select.text" if chosen else "text.primary")
        if option.state & QStyle.StateFlag.State_HasFocus and keyboard_in_use():
            draw_ring_inside(painter, box)
        painter.restore()

    def _draw(self, painter: QPainter, rect: QRect, index: Index, ink: str) -> None:
        """Draw the parts of a card from top to bottom."""
        width, left, top = rect.width() - px(32), rect.left() + px(16), rect.top() + px(12)
        for part in _parts_of(index):
            height = self._height(part, width)
            painter.setFont(font(part.role))
            if part.status:
                spot = QRect(left, top, min(chip_size(part.words).width(), width), height)
                draw_chip(painter, spot, part.status, part.words, part.icon)
            else:
                painter.setPen(color(ink))
                how = wrapping(self._metrics_of(part.role), part.words, width)
                painter.drawText(QRect(left, top, width, height), how, part.words)
            top += height + px(6)

    def _height(self, part: _Part, width: int) -> int:
        """Return the height of one part of a card."""
        if part.status:
            if part.words not in self._chips:
                self._chips[part.words] = chip_size(part.words).height()
            return self._chips[part.words]
        known = self._unwrapped.get((part.words, part.role))
        if known is None:
            whole = self._metrics_of(part.role).boundingRect(_NO_END, Qt.TextFlag.TextWordWrap, part.words)
            known = self._unwrapped[part.words, part.role] = whole.width(), whole.height()
        # Two less than there is: letters are measured in whole pixels, but laid out in fractions of them.
        return known[1] if known[0] <= width - 2 else height_of(self._metrics_of(part.role), part.words, width)

    def _metrics_of(self, role: Role) -> QFontMetrics:
        if role not in self._metrics:
            self._metrics[role] = QFontMetrics(font(role))
        return self._metrics[role]


def _parts_of(index: Index) -> Iterator[_Part]:
    """Give what a card says of a row, from top to bottom."""
    # Straight from the columns: the roles of a model cost five times as much, and these are asked of every row.
    model = index.model()
    row = model.row_at(index)
    for at, number in enumerate(model.card_order):
        column = model.columns[number]
        words = column.text(row)
        if not words:
            continue
        status = column.status(row) if column.status else None
        if status:
            yield _Part(words, Role.label, status, column.icon(row) if column.icon else "")
        elif at == 0:
            yield _Part(words, Role.card_title)
        else:
            role = Role.label if column.bold is not None and column.bold(row) else Role.body
            yield _Part(f"{column.title}: {words}", role)


def _room(view: QAbstractItemView) -> int:
    return int(view.property("room") or view.viewport().width())


def _ground(painter: QPainter, option: QStyleOptionViewItem) -> str:
    """Draw what lies under a cell; return the color role for words on it."""
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(option.rect, color("select.fill"))
        return "select.text"
    over = option.state & QStyle.StateFlag.State_MouseOver
    painter.fillRect(option.rect, color("row.hover" if over else "surface"))
    return "text.primary"
