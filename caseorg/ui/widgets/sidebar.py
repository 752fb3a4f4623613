"""The list of pages at the left: groups, pages, and a short count or date in words beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from caseorg.base.language import _
from caseorg.ui import icons
from caseorg.ui.paint import draw_box, draw_ring_inside
from caseorg.ui.text_size import Role, font, px
from caseorg.ui.theme import color
from caseorg.ui.widgets.focus_ring import keyboard_in_use

_SIDE, _ICON, _GAP, _AROUND = 10, 20, 6, 8
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class SidebarItem:
    """One page as the sidebar lists it. `name` is empty for a group's heading."""

    name: str
    title: str
    group: str = ""
    icon: str = ""


class SidebarModel(QAbstractListModel):
    """The pages in their groups, each with its count in words."""

    def __init__(self, items: Sequence[SidebarItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[SidebarItem] = []
        self._counts: dict[str, str] = {}
        group = ""
        for item in items:
            if item.group != group:
                group = item.group
                self._rows.append(SidebarItem("", group))
            self._rows.append(item)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or not self._rows[index.row()].name:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        item = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return item.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (item.group, item.title, self._counts.get(item.name, "")) if part)
        if role == Qt.ItemDataRole.UserRole:
            return item
        if role == Qt.ItemDataRole.UserRole + 1:
            return self._counts.get(item.name, "")
        return None

    def set_count(self, name: str, words: str) -> None:
        """Show a short count or date beside a page, such as “4 open”."""
        row = self.row_of(name)
        if row >= 0 and self._counts.get(name, "") != words:
            self._counts[name] = words
            self.dataChanged.emit(self.index(row), self.index(row))

    def widest(self) -> int:
        """Return the width of the widest page with its count, in the letters in which it is drawn when chosen."""
        bold, small = QFontMetrics(font(Role.label)), QFontMetrics(font(Role.small))
        counts = (self._counts.get(item.name, "") for item in self._rows)
        return max(
            (
                bold.horizontalAdvance(item.title) + (small.horizontalAdvance(count) + px(_GAP) + 2 if count else 0)
                for item, count in zip(self._rows, counts, strict=True)
            ),
            default=0,
        )

    def row_of(self, name: str) -> int:
        """Return the row of a page, or -1 where the sidebar does not list it."""
        return next((row for row, item in enumerate(self._rows) if item.name == name), -1)

    def name_at(self, index: Index) -> str:
        """Return the name of the page in a row."""
        return self._rows[index.row()].name if index.isValid() else ""


class _Rows(QStyledItemDelegate):
    """Draws a heading, or a page with its icon and count."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        item: SidebarItem = index.data(Qt.ItemDataRole.UserRole)
        first = index.row() == 0
        height = px(36) if item.name else px(24 if first else 30)
        return QSize(px(120), max(height, QFontMetrics(font()).height() + px(6)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: SidebarItem = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setClipRect(option.rect)
        if item.name:
            self._page(painter, option, item, index.data(Qt.ItemDataRole.UserRole + 1))
        else:
            painter.setFont(font(Role.small))
            painter.setPen(color("text.secondary"))
            words = option.rect.adjusted(px(16), 0, -px(8), -px(4))
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, item.title)
        painter.restore()

    def _page(self, painter: QPainter, option: QStyleOptionViewItem, item: SidebarItem, count: str) -> None:
        state = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        box = option.rect.adjusted(px(_AROUND), px(1), -px(_AROUND), -px(1))
        if chosen:
            draw_box(painter, box, color("select.fill"), None)
        elif state & QStyle.StateFlag.State_MouseOver:
            draw_box(painter, box, color("row.hover"), None)
        ink = "select.text" if chosen else "text.primary"
        side = px(_ICON)
        icons.draw(
            painter, QRectF(box.left() + px(_SIDE), box.center().y() - side / 2 + 0.5, side, side), item.icon, ink
        )
        left = box.left() + px(_SIDE) + side + px(_SIDE)
        right = box.right() - px(_SIDE)
        if count:
            painter.setFont(font(Role.small))
            painter.setPen(color("select.text" if chosen else "text.secondary"))
            width = QFontMetrics(font(Role.small)).horizontalAdvance(count) + 2
            middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRect(right - width, box.top(), width, box.height()), middle, count)
            right -= width + px(_GAP)
        painter.setFont(font(Role.label if chosen else Role.body))
        painter.setPen(color(ink))
        place = QRect(left, box.top(), right - left, box.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, item.title)
        if state & QStyle.StateFlag.State_HasFocus and keyboard_in_use():
            draw_ring_inside(painter, box)


class Sidebar(QListView):
    """All pages of a case. Arrow keys move, Enter or a click opens."""

    opened = Signal(str)

    def __init__(self, items: Sequence[SidebarItem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(_("Pages"))
        self.setProperty("ringInside", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        # The panel behind is seen through it, in the panel's color.
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._items = SidebarModel(items, self)
        self.setModel(self._items)
        self.setItemDelegate(_Rows(self))
        self.clicked.connect(self._open)
        self.activated.connect(self._open)

    def set_count(self, name: str, words: str) -> None:
        """Show a short count or date beside a page."""
        self._items.set_count(name, words)

    def natural_width(self) -> int:
        """Return the width at which every page and its count can be read, also beside a scroll bar."""
        bar = self.verticalScrollBar().sizeHint().width()
        return self._items.widest() + px(2 * _AROUND + 3 * _SIDE + _ICON) + 2 + bar

    def show_page(self, name: str) -> None:
        """Mark the page in front, without opening it again."""
        row = self._items.row_of(name)
        if row < 0:
            self.clearSelection()
            return
        self.setCurrentIndex(self._items.index(row))

    def _open(self, index: Index) -> None:
        name = self._items.name_at(index)
        if name:
            self.opened.emit(name)
