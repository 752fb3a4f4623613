"""Shows a list of records: as a table where there is room, as a list of cards where there is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QListView,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QTableView,
    QWidget,
)

from caseorg.base.language import _
from caseorg.ui.paint import draw_ring_inside
from caseorg.ui.tables.delegates import CardDelegate, RowDelegate, narrowest_width, natural_width
from caseorg.ui.tables.table_model import Column, Index, TableModel
from caseorg.ui.text_size import Role, characters, px, set_role
from caseorg.ui.widgets.focus_ring import keyboard_in_use
from caseorg.ui.widgets.label import literal
from caseorg.ui.widgets.room import Room, room_of

_MOST_ROWS = 200
"""A longer list scrolls in its own place, so that what stands below it stays in reach."""
_ROWS_IN_SIGHT, _CARDS_IN_SIGHT = 12, 4
_SHORT_ENTRY = 14  # characters that do not wrap while other columns can give way: a date, an amount
_WIDEST = 34  # characters of a column that needs more, before its words wrap where there is no room to spare


class RecordTable(QWidget):
    """One list. Arrow keys move, Enter or a double click opens, the header and a menu sort."""

    chosen = Signal(object)
    """Sent with the row that is now selected."""
    opened = Signal(object)

    def __init__(
        self,
        title: str,
        columns: Sequence[Column],
        sentence: Callable[[Any], str],
        *,
        name: str,
        key: Callable[[Any], object] = lambda row: row.id,
        commands: Sequence[tuple[str, Callable[[Any], object]]] = (),
        beside: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty list.

        Args:
            title: What the list is called, for a screen reader.
            columns: What is shown of a row.
            sentence: Gives the whole row as it is spoken.
            name: The object name, such as `records.list`.
            key: What tells a row from the others.
            commands: Words and what they do to a row, for its menu (Shift+F10); the page has a button for each, too.
            beside: Whether it stands beside what it leads to: always as cards, which then scroll in their own place.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self._beside = beside
        self._commands = tuple(commands)
        self.model = TableModel(columns, sentence, key, self)
        self._views = QStackedLayout(self)
        self.table = _Table(self.model, title, f"{name}.table")
        self.cards = _Cards(self.model, title, f"{name}.cards")
        # Both show the same rows, and the same one is selected.
        self.cards.setSelectionModel(self.table.selectionModel())
        for view in (self.table, self.cards):
            self._views.addWidget(view)
            view.activated.connect(self._open)
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(self._menu)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        self.model.modelReset.connect(self.updateGeometry)
        self.model.layoutChanged.connect(self.updateGeometry)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._quiet = False
        self._lost = False
        self._fitted: object = None

    def set_rows(self, rows: Sequence[Any]) -> None:
        """List other rows; what was selected stays so, or the one that took its place."""
        selected, at = self.selected(), self.table.currentIndex().row()
        self._quiet = True
        self.model.set_rows(rows)
        self._fit(anew=True)
        self._quiet = False
        place = self.model.place_of(self.model.key(selected)) if selected is not None else -1
        if place < 0 and selected is not None:
            self._lost = True
            place = min(at, self.model.rowCount() - 1)
        if place >= 0:
            self._select(place)
        if selected is not None and (place < 0 or self.selected() != selected):
            self.chosen.emit(self.selected())

    def renew(self, rows: Sequence[Any]) -> None:
        """Put other records in the place of those with the same key, which read the same; what is selected stays so."""
        self.model.renew(rows)

    def lost_its_row(self) -> bool:
        """Tell whether the selected row went away since this was last asked."""
        lost, self._lost = self._lost, False
        return lost

    def set_filter(self, text: str) -> None:
        """List only the rows in which every word of `text` occurs."""
        self.model.set_filter(text)
        self._fit(anew=True)

    def selected(self) -> Any:
        """Return the row that is selected, or None."""
        return self.model.row_at(self.table.currentIndex())

    def select(self, key: object) -> None:
        """Select the row with this key, if it is listed."""
        place = self.model.place_of(key)
        if place >= 0:
            self._select(place)

    def begin_at(self, key: object) -> None:
        """Select a row where none is yet; it is not told as chosen, since the page that asks shows it right after."""
        if self.selected() is None:
            self._quiet = True
            self.select(key)
            self._quiet = False

    def view(self) -> QAbstractItemView:
        """Return the view on show: the table or the cards."""
        return self.cards if self._views.currentWidget() is self.cards else self.table

    def sort_by(self, column: int, *, down: bool = False) -> None:
        """Sort by a column."""
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(column, order)
        self._fit(anew=True)

    def sizeHint(self) -> QSize:
        return QSize(characters(40, self), self.view().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        high = px(240) if self._scrolls() else self.view().sizeHint().height()
        return QSize(characters(16, self), high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._fit(anew=True)
        super().changeEvent(event)

    def _fit(self, *, anew: bool = False) -> None:
        """Lay out for the room there is; the same rows in the same room are not measured a second time."""
        room = room_of(self)
        if not anew and self._fitted == (self.width(), room):
            return
        self._fitted = self.width(), room
        wanted = self.cards if self._beside or room is Room.narrow else self.table
        if self._views.currentWidget() is not wanted:
            had_focus = self.view().hasFocus()
            self._views.setCurrentWidget(wanted)
            if had_focus:
                wanted.setFocus()
        if wanted is self.table:
            self.table.fit(self.width())
        upright = QSizePolicy.Policy.Ignored if self._scrolls() else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, upright)
        self.cards.fit(self.width(), scrolls=self._scrolls())
        self.updateGeometry()

    def _scrolls(self) -> bool:
        return self._beside and room_of(self) is Room.wide

    def _select(self, place: int) -> None:
        flags = QItemSelectionModel.SelectionFlag
        index = self.model.index(place, 0)
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.view().scrollTo(index)

    def _open(self, index: Index) -> None:
        row = self.model.row_at(index)
        if row is not None:
            self.opened.emit(row)

    def _current_changed(self, now: Index, _before: Index) -> None:
        if not self._quiet and now.isValid():
            self.chosen.emit(self.model.row_at(now))

    def _menu(self, at: QPoint) -> None:
        view, row = self.view(), self.selected()
        menu = QMenu(view)
        if row is not None:
            menu.addAction(_("Open"), lambda: self.opened.emit(row))
            for words, act in self._commands:
                menu.addAction(literal(words), lambda act=act: act(row))
            menu.addSeparator()
        for number, column in enumerate(self.model.columns):
            words = _("Sort by {column}").format(column=column.title)
            menu.addAction(literal(words), lambda number=number: self.sort_by(number))
        place = view.visualRect(view.currentIndex()).bottomLeft() if at.isNull() and row is not None else at
        menu.popup(view.viewport().mapToGlobal(place))


class _Table(QTableView):
    """The rows side by side in columns."""

    def __init__(self, model: TableModel, title: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("ringInside", True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        set_role(header, Role.label)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setSortingEnabled(True)

    def fit(self, width: int) -> None:
        """Share the width among the columns by what they hold, and give each row the height it needs."""
        model = self.model()
        count = model.columnCount()
        room = width - 2 - (self.verticalScrollBar().width() if model.rowCount() > _MOST_ROWS else 0)
        whole = [natural_width(self, column) for column in range(count)]
        wanted = [min(natural, characters(_WIDEST, self) + px(24)) for natural in whole]
        # A status keeps its icon as long as anything else can give way.
        least = [
            want if model.columns[column].status else min(want, narrowest_width(self, column))
            for column, want in enumerate(wanted)
        ]
        # So does a date or an amount on its one line.
        unbroken = [
            want if natural <= characters(_SHORT_ENTRY, self) else low
            for natural, want, low in zip(whole, wanted, least, strict=True)
        ]
        least = unbroken if sum(unbroken) <= room else least
        spare = room - sum(wanted)
        if spare >= 0:
            for column, natural in enumerate(whole):
                more = min(spare, natural - wanted[column])
                wanted[column] += more
                spare -= more
            growing = [at for at, column in enumerate(model.columns) if column.grows] or [0]
            for at, column in enumerate(growing):
                wanted[column] += spare // len(growing) + (spare % len(growing) if at == 0 else 0)
        else:
            givable = sum(want - low for want, low in zip(wanted, least, strict=True)) or 1
            share = min(1.0, -spare / givable)
            wanted = [round(want - (want - low) * share) for want, low in zip(wanted, least, strict=True)]
            if share < 1:
                wanted[wanted.index(max(wanted))] += room - sum(wanted)  # what rounding left over or took too much
        for column, size in enumerate(wanted):
            self.setColumnWidth(column, size)
        policies, scrolls = Qt.ScrollBarPolicy, model.rowCount() > _MOST_ROWS
        # A short list is shown whole: a bar that comes for a moment would take width, and so call for the other bar.
        self.setVerticalScrollBarPolicy(policies.ScrollBarAsNeeded if scrolls else policies.ScrollBarAlwaysOff)
        if not scrolls:
            self.resizeRowsToContents()
        else:
            self.verticalHeader().setDefaultSectionSize(max(px(40), self.fontMetrics().height() + px(16)))

    def sizeHint(self) -> QSize:
        rows = self.model().rowCount()
        rows = rows if rows <= _MOST_ROWS else _ROWS_IN_SIGHT
        height = sum(self.rowHeight(row) for row in range(rows)) + self.horizontalHeader().sizeHint().height() + 4
        if self.horizontalHeader().length() > self.width() - 2:
            height += self.horizontalScrollBar().sizeHint().height()
        return QSize(super().sizeHint().width(), height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _enter(self, event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and keyboard_in_use() and self.currentIndex().isValid():
            painter = QPainter(self.viewport())
            row = self.currentIndex().row()
            place = QRectF(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))
            draw_ring_inside(painter, place)
            painter.end()


class _Cards(QListView):
    """The rows one below the other, each as a card with its columns as lines."""

    def __init__(self, model: TableModel, title: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("ringInside", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._delegate = CardDelegate(self)
        for changed in (model.modelReset, model.layoutChanged, model.dataChanged):
            changed.connect(self._delegate.forget)  # before the view hears of it, which then measures
        self.setModel(model)
        self.setItemDelegate(self._delegate)

    def fit(self, width: int, *, scrolls: bool = False) -> None:
        """Lay the cards out anew for a width."""
        self.setProperty("room", width - (self.verticalScrollBar().sizeHint().width() if scrolls else 0))
        many = scrolls or self.model().rowCount() > _MOST_ROWS
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policies.ScrollBarAsNeeded if many else policies.ScrollBarAlwaysOff)
        self.scheduleDelayedItemsLayout()

    def sizeHint(self) -> QSize:
        rows = self.model().rowCount()
        rows = rows if rows <= _MOST_ROWS else _CARDS_IN_SIGHT
        height = sum(self._delegate.card_height(self, self.model().index(row, 0)) for row in range(rows))
        return QSize(super().sizeHint().width(), height + 4)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._delegate.forget_letters()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _enter(self, event):
            super().keyPressEvent(event)


def _enter(view: QAbstractItemView, event: QKeyEvent) -> bool:
    """Open the current row on Enter, also where the system would edit it."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and view.currentIndex().isValid():
        view.activated.emit(view.currentIndex())
        return True
    return False
