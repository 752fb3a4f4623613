"""Every word a person can read or hear on a screen, and what is said of how it reads."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)

ROWS = 3
"""How many lines of a list are looked at: the others are made like them."""


def texts_in_sight(window: QWidget) -> Iterator[str]:
    """Give each text that can be seen, and each name and description that is spoken."""
    yield window.windowTitle()
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not widget.objectName().startswith("qt_"):
            yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
            yield from (text.replace("&", "") for text in _shown_by(widget))


def _shown_by(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield type(widget).text(widget) if callable(type(widget).text) else ""
    elif isinstance(widget, QGroupBox):
        yield QGroupBox.title(widget)  # ours keep their title as a label of that name
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(row) for row in range(widget.count()))
    elif isinstance(widget, QMenuBar):
        for menu in widget.actions():
            yield menu.text()
            yield from (action.text() for action in menu.menu().actions())
    elif isinstance(widget, QAbstractItemView):
        yield from _listed(widget)


def _listed(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    columns = model.columnCount(QModelIndex()) if isinstance(view, QTableView) else 1
    for column in range(columns):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(min(ROWS, model.rowCount(QModelIndex()))):
            index = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(index.data(role) or "")
