"""Draws the rows of a list: cells with words or a chip, and cards where there is no room for columns."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QObject, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from caseorg.ui.paint import draw_box, draw_ring_inside
from caseorg.ui.tables.table_model import BOLD_ROLE, ICON_ROLE, STATUS_ROLE, Index
from caseorg.ui.text_size import Role, characters, font, px
from caseorg.ui.theme import color
from caseorg.ui.widgets.chip import chip_size, draw_chip
from caseorg.ui.widgets.focus_ring import keyboard_in_use

_LONGEST_WORD = 16  # characters of a word that a column keeps whole
_LOOKED_AT = 100  # rows that a column's width is taken from


def wrapping(metrics: QFontMetrics, words: str, width: int) -> Qt.TextFlag:
    """Return how words break: between words, and inside one only where it would not fit alone."""
    longest = max((metrics.horizontalAdvance(word) for word in words.split()), default=0)
    between = Qt.TextFlag.TextWordWrap
    return between | Qt.TextFlag.TextWrapAnywhere if longest > width else between


def height_of(metrics: QFontMetrics, words: str, width: int) -> int:
    """Return the height of words broken to a width."""
    # One pixel less than there is: letters are measured here in whole pixels, but drawn in fractions of them.
    room = QRect(0, 0, max(width - 1, 1), 1_000_000)
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


class CardDelegate(QStyledItemDelegate):
    """Draws a row as a card: the column that names it as its title, the others as lines, a status as a chip."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._heights: dict[tuple[int, int], int] = {}

    def forget(self) -> None:
        """Measure anew: the rows or the letters are other ones."""
        self._heights.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = option.widget
        return QSize(px(100), self.card_height(view, index))

    def card_height(self, view: QAbstractItemView, index: Index) -> int:
        """Return the height of a card in this view."""
        # Kept, since the list and the page around it ask a dozen times for each time that it changes.
        at = index.row(), _room(view)
        if at not in self._heights:
            self._heights[at] = self._lay_out(None, QRect(0, 0, at[1], 0), view, index, "text.primary")
        return self._heights[at]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setClipRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        box = option.rect.adjusted(0, 0, 0, -px(8))
        draw_box(painter, box, color("select.fill" if chosen else "surface"), color("line.subtle"))
        self._lay_out(painter, option.rect, option.widget, index, "select.text" if chosen else "text.primary")
        if option.state & QStyle.StateFlag.State_HasFocus and keyboard_in_use():
            draw_ring_inside(painter, box)
        painter.restore()

    def _lay_out(self, painter: QPainter | None, rect: QRect, view: QAbstractItemView, index: Index, ink: str) -> int:
        """Draw the parts of a card from top to bottom if there is a painter; return the height they take."""
        model = index.model()
        width = rect.width() - px(32)
        top = rect.top() + px(12)
        columns = model.card_order()
        for column in columns:
            cell = model.index(index.row(), column)
            words, status = cell.data() or "", cell.data(STATUS_ROLE)
            if not words:
                continue
            if status:
                size = chip_size(words)
                if painter:
                    painter.setFont(font(Role.label))
                    draw_chip(
                        painter,
                        QRect(rect.left() + px(16), top, min(size.width(), width), size.height()),
                        status,
                        words,
                        cell.data(ICON_ROLE),
                    )
                top += size.height() + px(6)
                continue
            letters = font(Role.card_title) if column == columns[0] else _letters(cell)
            shown = words if column == columns[0] else f"{model.headerData(column, Qt.Orientation.Horizontal)}: {words}"
            height = height_of(QFontMetrics(letters), shown, width)
            if painter:
                painter.setFont(letters)
                painter.setPen(color(ink))
                painter.drawText(
                    QRect(rect.left() + px(16), top, width, height),
                    wrapping(QFontMetrics(letters), shown, width),
                    shown,
                )
            top += height + px(6)
        return top - rect.top() + px(6) + px(8)


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
