"""One month as a grid of days with their dates; every day is a cell that is spoken and takes the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from caseorg.base.language import short_date, weekday_names
from caseorg.ui import icons
from caseorg.ui.paint import draw_box, draw_ring_inside
from caseorg.ui.tables.table_model import Index
from caseorg.ui.text_size import Role, characters, font, px
from caseorg.ui.theme import color
from caseorg.ui.widgets.chip import STATUS_ICONS, Status
from caseorg.ui.widgets.focus_ring import keyboard_in_use

_DAY_ROLE = Qt.ItemDataRole.UserRole
_ITEMS_ROLE = Qt.ItemDataRole.UserRole + 1
_DAYS_IN_WEEK = 7
_SUNDAY = 6
_SHOWN = 2
_ROOM_FOR_WORDS = 12  # characters of a cell's width from which words fit beside the icon


@dataclass(frozen=True)
class DayItem:
    """One date on its day: what it says, what it means, and how the whole of it is spoken."""

    key: object
    words: str
    spoken: str
    status: Status | None = None
    icon: str = ""


class _Month(QAbstractTableModel):
    """The weeks of a month, Sunday first as calendars in the U.S. have it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first, self.today = date(2000, 1, 1), date(2000, 1, 1)
        self._start = self.first
        self._weeks = 0
        self._items: dict[date, list[DayItem]] = {}

    def show(self, month: date, items: dict[date, list[DayItem]], today: date) -> None:
        self.beginResetModel()
        self.first, self.today, self._items = month.replace(day=1), today, items
        self._start = self.first - timedelta(days=(self.first.weekday() + 1) % _DAYS_IN_WEEK)
        last = (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        self._weeks = (last - self._start).days // _DAYS_IN_WEEK + 1
        self.endResetModel()

    def rowCount(self, _parent: Any = None) -> int:
        return self._weeks

    def columnCount(self, _parent: Any = None) -> int:
        return _DAYS_IN_WEEK

    def day(self, index: Index) -> date:
        return self._start + timedelta(days=index.row() * _DAYS_IN_WEEK + index.column())

    def items(self, index: Index) -> list[DayItem]:
        return self._items.get(self.day(index), [])

    def index_of(self, day: date) -> Any:
        row, column = divmod((day - self._start).days, _DAYS_IN_WEEK)
        return self.index(row, column)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        day, items = self.day(index), self.items(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return "\n".join([str(day.day), *(item.words for item in items)])
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            said = [short_date(day), *(item.spoken for item in items)]
            return ". ".join(said) if items or role == Qt.ItemDataRole.AccessibleTextRole else None
        return {_DAY_ROLE: day, _ITEMS_ROLE: items}.get(role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return weekday_names()[(section + _SUNDAY) % _DAYS_IN_WEEK]


class _DayDelegate(QStyledItemDelegate):
    """Draws one day: its number, and the first dates on it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = QFontMetrics(font(Role.small)).height() + px(2)
        return QSize(px(40), QFontMetrics(font(Role.label)).height() + (_SHOWN + 1) * line + px(16))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setClipRect(option.rect)
        model = index.model()
        day, items = index.data(_DAY_ROLE), index.data(_ITEMS_ROLE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        here = day.month == model.first.month
        painter.fillRect(option.rect, color("select.fill" if chosen else "surface" if here else "window"))
        ink = "select.text" if chosen else "text.primary" if here else "text.secondary"
        place = option.rect.adjusted(px(6), px(4), -px(6), -px(4))
        painter.setFont(font(Role.label))
        metrics = painter.fontMetrics()
        number = QRect(place.left(), place.top(), metrics.horizontalAdvance(str(day.day)) + px(8), metrics.height())
        if day == model.today:
            draw_box(painter, number, None, color("select.text" if chosen else "accent.fill"), 4)
        painter.setPen(color(ink))
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(day.day))
        _draw_items(painter, place.adjusted(0, number.height() + px(4), 0, 0), items, ink if chosen else "")
        if option.state & QStyle.StateFlag.State_HasFocus and keyboard_in_use():
            draw_ring_inside(painter, option.rect)
        painter.restore()


def _draw_items(painter: QPainter, place: QRect, items: Sequence[DayItem], ink: str) -> None:
    painter.setFont(font(Role.small))
    metrics = painter.fontMetrics()
    line, side = metrics.height() + px(2), min(px(16), metrics.height())
    has_room = place.width() >= metrics.horizontalAdvance("0") * _ROOM_FOR_WORDS
    for at, item in enumerate(items[:_SHOWN]):
        role = ink or (f"status.{item.status}" if item.status else "text.primary")
        top = place.top() + at * line
        icon = item.icon or (STATUS_ICONS[item.status] if item.status else "calendar")
        icons.draw(painter, QRect(place.left(), top + (line - side) // 2, side, side), icon, role)
        if has_room:
            words = QRect(place.left() + side + px(4), top, place.width() - side - px(4), line)
            painter.setPen(color(role))
            short = metrics.elidedText(item.words, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, short)
    if len(items) > _SHOWN:
        painter.setPen(color(ink or "text.secondary"))
        rest = QRect(place.left(), place.top() + _SHOWN * line, place.width(), line)
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, f"+{len(items) - _SHOWN}")


class MonthGrid(QTableView):
    """The grid. Arrow keys move from day to day; a day is chosen when it becomes the current one."""

    day_chosen = Signal(object)
    day_opened = Signal(object)

    def __init__(self, spoken: str, *, name: str, parent: QWidget | None = None) -> None:
        """Make an empty grid.

        Args:
            spoken: What a screen reader calls it.
            name: The object name, such as `deadlines.month`.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self._month = _Month(self)
        self.setModel(self._month)
        self.setItemDelegate(_DayDelegate(self))
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(px(20))
        self.horizontalHeader().setHighlightSections(False)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell(self.day_chosen, now))
        self.activated.connect(lambda index: self._tell(self.day_opened, index))

    def show_month(self, month: date, items: dict[date, list[DayItem]], today: date) -> None:
        """Show the month that `month` lies in.

        Args:
            month: Any day of it.
            items: What falls on each day.
            today: The day that is marked.
        """
        self._month.show(month, items, today)
        self._fit()

    def month(self) -> date:
        """Return the first day of the month on show."""
        return self._month.first

    def select_day(self, day: date) -> None:
        """Make a day of this month the current one."""
        self.setCurrentIndex(self._month.index_of(day))

    def _tell(self, signal: Any, index: Index) -> None:
        if index.isValid():
            signal.emit(self._month.day(index))

    def _fit(self) -> None:
        """Be as high as the weeks need, since the page scrolls and the grid does not."""
        height = self.itemDelegate().sizeHint(QStyleOptionViewItem(), self._month.index(0, 0)).height()
        for week in range(self._month.rowCount()):
            self.setRowHeight(week, height)
        self.setFixedHeight(
            self.horizontalHeader().sizeHint().height() + height * self._month.rowCount() + 2 * self.frameWidth()
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(characters(20, self), 0)

    def changeEvent(self, event: Any) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.FontChange and self._month.rowCount():
            self._fit()
