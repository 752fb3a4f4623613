"""Records as rows: what each column says, how it sorts, and the sentence that is spoken for the row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from caseorg.ui.widgets.chip import Status

Index = QModelIndex | QPersistentModelIndex
RECORD_ROLE = Qt.ItemDataRole.UserRole
STATUS_ROLE = Qt.ItemDataRole.UserRole + 1
ICON_ROLE = Qt.ItemDataRole.UserRole + 2
BOLD_ROLE = Qt.ItemDataRole.UserRole + 3


@dataclass(frozen=True)
class Column:
    """One column. A row is whatever the page lists, usually a record."""

    title: str
    text: Callable[[Any], str]
    sort_key: Callable[[Any], Any] | None = None
    """What to sort by; the text if not given. None sorts last."""
    status: Callable[[Any], Status | None] | None = None
    """Shows the text as a chip of this status, or as plain text where it gives None."""
    icon: Callable[[Any], str] | None = None
    """The chip's icon, where it gives one; that of the status otherwise."""
    bold: Callable[[Any], bool] | None = None
    """Shows the text in bold where it says so."""
    right: bool = False
    """Numbers line up on the right."""
    names_row: bool = False
    """Stands on top where the row is shown as a card; where none does, the first column."""
    grows: bool = False
    """Takes what is left of the width, shared with others that do; where none does, the first column takes it."""


class TableModel(QAbstractTableModel):
    """Rows of one list, sorted and filtered."""

    def __init__(
        self,
        columns: Sequence[Column],
        sentence: Callable[[Any], str],
        key: Callable[[Any], object] = lambda row: row.id,
        parent: QObject | None = None,
    ) -> None:
        """Make an empty list.

        Args:
            columns: What is shown of a row.
            sentence: Gives the whole row as it is spoken: what, who, status, date in one go.
            key: What tells a row from the others, so that it stays selected.
            parent: The object it belongs to.
        """
        super().__init__(parent)
        self.columns = tuple(columns)
        self.card_order = sorted(range(len(self.columns)), key=lambda at: not self.columns[at].names_row)
        """The columns in the order in which a card shows them: what names the row, then the rest."""
        self.key = key
        self._sentence = sentence
        self._all: list[Any] = []
        self._rows: list[Any] = []
        self._filter = ""
        self._sorted_by: tuple[int, bool] | None = None

    def set_rows(self, rows: Sequence[Any]) -> None:
        """List other rows, sorted and filtered as before."""
        self.beginResetModel()
        self._all = list(rows)
        self._rows = self._shown()
        self.endResetModel()

    def renew(self, rows: Sequence[Any]) -> None:
        """Put other records in the place of those with the same key, which read the same in every column."""
        newer = {self.key(row): row for row in rows}
        for listed in (self._all, self._rows):
            listed[:] = [newer.get(self.key(row), row) for row in listed]

    def set_filter(self, text: str) -> None:
        """List only the rows in which every word of `text` occurs."""
        self.beginResetModel()
        self._filter = text
        self._rows = self._shown()
        self.endResetModel()

    def row_at(self, index: Index) -> Any:
        """Return what is listed in a row, or None."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def place_of(self, key: object) -> int:
        """Return the row in which something is listed, or -1."""
        return next((at for at, row in enumerate(self._rows) if self.key(row) == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row_at(index)
        if row is None:
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._sentence(row) if index.column() == 0 else column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == RECORD_ROLE:
            return row
        if role == STATUS_ROLE:
            return column.status(row) if column.status else None
        if role == ICON_ROLE:
            return column.icon(row) if column.icon else ""
        if role == BOLD_ROLE:
            return column.bold is not None and column.bold(row)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column >= len(self.columns):
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self.key(self._rows[index.row()]), index.column()) for index in before]
        # A third press on a header asks for the order in which the rows came.
        self._sorted_by = (column, order == Qt.SortOrder.DescendingOrder) if column >= 0 else None
        self._rows = self._shown()
        self.changePersistentIndexList(before, [self.index(self.place_of(key), at) for key, at in kept])
        self.layoutChanged.emit()

    def _shown(self) -> list[Any]:
        words = self._filter.casefold().split()
        rows = (
            [row for row in self._all if all(word in self._searched(row) for word in words)]
            if words
            else list(self._all)
        )
        if self._sorted_by is None:
            return rows
        at, down = self._sorted_by
        column = self.columns[at]
        given = column.sort_key or (lambda row: column.text(row).casefold())
        known = sorted((row for row in rows if given(row) is not None), key=given, reverse=down)
        return known + [row for row in rows if given(row) is None]

    def _searched(self, row: Any) -> str:
        return " ".join(column.text(row) for column in self.columns).casefold()
