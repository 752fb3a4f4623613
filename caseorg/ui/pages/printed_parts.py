"""Reads what stands on a page for its paper: headings, texts and lists in reading order, without buttons."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QCheckBox, QComboBox, QLayout, QLineEdit, QPlainTextEdit, QRadioButton, QWidget

from caseorg.base.language import _
from caseorg.services.printed_page import PrintedPart, PrintedTable, PrintedText
from caseorg.ui.page import Page
from caseorg.ui.pages.detail import Pair
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.chip import Chip
from caseorg.ui.widgets.error_summary import ErrorSummary
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.found_list import FoundList
from caseorg.ui.widgets.label import Label, plain
from caseorg.ui.widgets.page_header import PageHeader
from caseorg.ui.widgets.page_preview import PagePreview

_HEADINGS = {Role.page_title.value, Role.section.value, Role.card_title.value}
_LEFT_OUT = (PageHeader, PagePreview, ErrorSummary)


def parts_of(page: Page) -> tuple[PrintedPart, ...]:
    """Return what stands on a page, in reading order; what is hidden is left out."""
    page.complete()
    return tuple(_in_layout(page.body))


def _in_layout(layout: QLayout) -> Iterator[PrintedPart]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from _in(widget)
        elif inner is not None:
            yield from _in_layout(inner)


def _in(widget: QWidget) -> Iterator[PrintedPart]:
    if widget.isHidden() or isinstance(widget, _LEFT_OUT):
        return
    if isinstance(widget, RecordTable):
        yield from _table(widget)
    elif isinstance(widget, FoundList):
        yield from (PrintedText(text) for text in widget.texts())
    elif isinstance(widget, Label):
        yield from _label(widget)
    elif isinstance(widget, Chip | Pair | QCheckBox | QRadioButton):
        yield from _short(widget)
    elif isinstance(widget, FlowRow):
        for each in widget.widgets():
            yield from _in(each)
    else:
        layout = widget.layout()
        if layout is not None:
            yield from _in_layout(layout)


def _short(widget: Chip | Pair | QCheckBox | QRadioButton) -> Iterator[PrintedPart]:
    """Give a status, a name with its value, or an answer; a radio button only where it is the one chosen."""
    if isinstance(widget, Chip):
        yield PrintedText(widget.text())
    elif isinstance(widget, Pair):
        yield PrintedText("{}: {}".format(*widget.printed))
    elif isinstance(widget, QCheckBox):
        answer = _("{what}: yes") if widget.isChecked() else _("{what}: no")
        yield PrintedText(answer.format(what=plain(widget.text())))
    elif widget.isChecked():
        yield PrintedText(plain(widget.text()))


def _label(label: Label) -> Iterator[PrintedPart]:
    """Give a label; that of a field with what is in the field, unless that is hidden."""
    words, buddy = label.text().strip(), label.buddy()
    if not words:
        return
    if buddy is None:
        yield PrintedText(words, label.property("textRole") in _HEADINGS)
        return
    value = ""
    if isinstance(buddy, QComboBox):
        value = buddy.currentText()
    elif isinstance(buddy, QLineEdit) and buddy.echoMode() == QLineEdit.EchoMode.Normal:
        value = buddy.text()
    elif isinstance(buddy, QPlainTextEdit):
        value = buddy.toPlainText()
    if value.strip():
        yield PrintedText(f"{words}: {value}")


def _table(table: RecordTable) -> Iterator[PrintedPart]:
    model = table.model
    if not model.rowCount():
        return
    columns = range(len(model.columns))
    rows = tuple(
        tuple(str(model.index(row, at).data() or "") for at in columns) for row in range(model.rowCount())
    )  # fmt: skip
    yield PrintedTable(tuple(column.title for column in model.columns), rows)
