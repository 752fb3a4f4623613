"""Every word that can be read or heard on a screen, without what the person typed; and how easily it reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

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

from caseorg.domain.case import CaseSnapshot

SENTENCE = 4
"""From so many words on, a text is read as a sentence; what is shorter is a label."""
SHORT = 3
"""An entry of so few letters may stand in any word."""
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


def entries_of(*snapshots: CaseSnapshot) -> list[str]:
    """Return what a person typed into some cases, whole and line by line, the longest first."""
    found: set[str] = set()
    for snapshot in snapshots:
        for record in snapshot.records():
            for value in record.model_dump().values():
                for text in value if isinstance(value, list | tuple) else [value]:
                    if type(text) is str and re.search(r"[^\W\d]", text):
                        found.update((text, *text.splitlines(), *re.split(r"(?<=[.?]) ", text)))
    return sorted((text for text in found if len(text) > SHORT), key=len, reverse=True)


def without_entries(text: str, entries: Iterable[str], put: str = "") -> str:
    """Return a text of ours without what the person typed; `put` takes its place."""
    text = re.sub(r"[^.:,]*…$|/\S+", put, text)  # a line cut short; a folder
    for entry in entries:
        text = text.replace(entry, put) if entry in text else text
    return text


def english_grade(texts: Iterable[str]) -> float:
    """Return the school grade (Flesch-Kincaid) at which all of this reads."""
    return float(_reader("en").flesch_kincaid_grade(_as_prose(texts)))


def spanish_ease(texts: Iterable[str]) -> float:
    """Return how easily all of this reads (Szigriszt-Pazos; 65 and more is plain)."""
    return float(_reader("es").szigriszt_pazos(_as_prose(texts)))


def _reader(language: str) -> Any:
    import textstat

    textstat.set_lang(language)
    return textstat


def _as_prose(texts: Iterable[str]) -> str:
    """Put the sentences behind each other, each once, with a full stop where one ends without."""
    said = [text for text in dict.fromkeys(texts) if len(text.split()) >= SENTENCE]
    return " ".join(text if text[-1] in ".?:…”" else f"{text}." for text in said)
