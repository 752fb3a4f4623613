"""What tests read from the page of records."""

from __future__ import annotations

from PySide6.QtCore import Qt

from caseorg.domain.requests import RecordKind
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.records import RecordsPage


def rows(page: RecordsPage) -> list[tuple[str, ...]]:
    model = page.list.model
    return [
        tuple(model.index(row, column).data() for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def spoken_rows(page: RecordsPage) -> list[str]:
    model = page.list.model
    return [str(model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def select(page: RecordsPage, kind: RecordKind) -> None:
    line = next(line for line in page._lines if line.item.kind is kind)
    page.list.select(line.item.id)


def message(page: RecordsPage) -> str:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window.messages.text()


def undo(page: RecordsPage) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    window.do("undo")
