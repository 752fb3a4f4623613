"""Lists of sheets that are simply filled in: a medicine, a permission. One list and one form for each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.errors import CaseorgError
from caseorg.domain.record import Record
from caseorg.ui.forms.form import RecordForm, References
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.panel import Panel
from caseorg.ui.tables.table_view import Column, RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

Row = Any


@dataclass(frozen=True)
class Sheets:
    """One kind of record on a page: how it is listed and how it is filled in."""

    record_type: type[Record]
    title: str
    add: str
    """The words of the button, such as “Add a medicine”."""
    nothing: str
    """One line for when there is none."""
    field: str
    """Where the snapshot keeps them."""
    form: type[RecordForm]
    columns: tuple[tuple[str, Callable[[CaseSnapshot, Row], str]], ...]
    given: Callable[[CaseSnapshot], dict[str, object]] = lambda _snapshot: {}
    """What the page fills in itself for a new one, besides the case."""
    references: Callable[[PageContext], References] = lambda _context: {}
    is_single: bool = False
    """Whether a case has no more than one, so that no second one is offered."""
    actions: tuple[tuple[str, str, Callable[[PageContext, Row], object]], ...] = ()
    """Further buttons for the row that is selected: their words, their name, and what they do."""

    @property
    def key(self) -> str:
        """Return the name used in object names."""
        return self.field


def case_on_show(context: PageContext) -> CaseSnapshot:
    """Return the case a page was opened for, as it stands."""
    if context.case_id is None:
        raise LookupError("this page needs a case")
    return context.workspace.load_case(context.case_id)


class SheetsPage(Page):
    """A page of such lists. Subclasses name the kinds."""

    sheets: ClassVar[tuple[Sheets, ...]] = ()

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._lists = QWidget()
        column = QVBoxLayout(self._lists)
        set_gaps(column, gap=24)
        self.body.addWidget(self._lists)
        self.panel = Panel(self, name=f"{self.name}.panel", hides=(self._lists,))
        self.body.addWidget(self.panel)
        self.groups = {one.key: _Group(self, one) for one in self.sheets}
        for group in self.groups.values():
            column.addWidget(group)
        self._led_to: UUID | None = None
        self.commands |= {
            "edit": lambda: self._with_focus(_Group.edit_selected),
            "remove": lambda: self._with_focus(_Group.remove_selected),
        }

    @property
    def snapshot(self) -> CaseSnapshot:
        """The case as it stands."""
        return case_on_show(self.context)

    def reload(self) -> None:
        """Show every list."""
        snapshot = self.snapshot
        for group in self.groups.values():
            group.show_rows(snapshot)

    def open_record(self, record_id: UUID) -> None:
        """Select one record in its list, and bring that into sight, when another page leads to it."""
        self.panel.close_task()
        self._led_to = record_id
        record = self.snapshot.find(record_id)
        for group in self.groups.values():
            if isinstance(record, group.sheets.record_type):
                group.table.select(record_id)
                # Once the page has its focus, which is at its head: the list may be far below.
                QTimer.singleShot(0, group, lambda group=group: self.scroller.ensureWidgetVisible(group))

    def open_sheet(self, sheets: Sheets, record: Record | None = None) -> None:
        """Open the form for one record, or for a new one."""
        given = {} if record else {"case_id": self.context.case_id, **sheets.given(self.snapshot)}
        form = sheets.form(self.context, record, given=given, references=sheets.references(self.context))
        form.saved.connect(self._saved)
        form.closed.connect(self.panel.close_task)
        self.panel.open_task(_(sheets.add) if record is None else _(sheets.title), form)

    def focus_field(self, field: str) -> None:
        """Open the sheet of the record that another page led to, with the focus in one field."""
        record = self.snapshot.find(self._led_to)
        for group in self.groups.values():
            if isinstance(record, group.sheets.record_type):
                self.open_sheet(group.sheets, record)
        self.panel.focus_field(field)

    def open_new(self, kind: type[Record]) -> None:
        """Open the form for a new record of one kind, when another page leads here."""
        for group in self.groups.values():
            if group.sheets.record_type is kind:
                self.panel.close_task()
                self.open_sheet(group.sheets)

    def remove(self, record: Record, words: str) -> None:
        """Move a record to Recently removed, with Undo."""
        try:
            with self.context.workspace.step(_("Remove “{what}”").format(what=words)) as step:
                step.remove(record)
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self.context.tell.done(
            _("“{what}” removed. It is in Recently removed for 30 days.").format(what=words),
            lambda: self.context.do("undo"),
        )

    def _with_focus(self, act: Callable[[_Group], object]) -> None:
        """Do something in the list that has the focus."""
        focus = QApplication.focusWidget()
        for group in () if self.panel.is_open() or focus is None else self.groups.values():
            if group.isAncestorOf(focus):
                act(group)

    def _saved(self, _record: Record) -> None:
        self.context.workspace.history.close_step()
        self.panel.close_task()
        self.context.tell.done(_("Saved."), lambda: self.context.do("undo"))


class _Group(QWidget):
    """One list, its button, and a line where there is nothing."""

    def __init__(self, page: SheetsPage, sheets: Sheets) -> None:
        super().__init__()
        self._page, self.sheets = page, sheets
        column = QVBoxLayout(self)
        set_gaps(column, gap=12)
        column.addWidget(Label(_(sheets.title), Role.section))
        self._nothing = Label(_(sheets.nothing), ink="text.secondary")
        column.addWidget(self._nothing)
        name = f"{page.name}.{sheets.key}"
        self.table = RecordTable(
            _(sheets.title),
            [self._column(words, read) for words, read in sheets.columns],
            sentence=self._sentence,
            name=f"{name}.list",
            key=lambda row: row.id,
            commands=[(_("Edit"), self._edit), (_("Remove"), self._remove)],
        )
        self.table.opened.connect(self._edit)
        column.addWidget(self.table)
        self._edit_button = self._change_button(_("Edit"), self._edit, f"{name}.edit", "pencil")
        self._remove_button = self._change_button(_("Remove"), self._remove, f"{name}.remove", "trash-2")
        self._add_button = Button(_(sheets.add), lambda: page.open_sheet(sheets), name=f"{name}.add", icon="plus")
        row = FlowRow(self._add_button)
        row.add(self._edit_button)
        self._actions = [
            Button(_(words), lambda act=act: self._act(lambda one: act(page.context, one)), name=f"{name}.{key}")
            for words, key, act in sheets.actions
        ]
        for button in self._actions:
            row.add(button)
        row.add_apart(self._remove_button)
        column.addWidget(row)

    def _change_button(self, words: str, act: Callable[[Row], object], name: str, icon: str) -> Button:
        # Each list of the page has such a button; only the spoken name can say which list is meant.
        spoken = _("{action}: {what}").format(action=words, what=_(self.sheets.title))
        return Button(words, lambda: self._act(act), name=name, icon=icon, spoken=spoken)

    def show_rows(self, snapshot: CaseSnapshot) -> None:
        value = getattr(snapshot, self.sheets.field)
        rows = list(value) if isinstance(value, tuple) else [value] if value is not None else []
        self.table.set_rows(rows)
        if rows and self.table.selected() is None:
            self.table.select(rows[0].id)
        for widget in (self.table, self._edit_button, self._remove_button, *self._actions):
            widget.setVisible(bool(rows))
        self._nothing.setVisible(not rows)
        self._add_button.setVisible(not (rows and self.sheets.is_single))

    def edit_selected(self) -> None:
        """Open the sheet of the selected record."""
        self._act(self._edit)

    def remove_selected(self) -> None:
        """Move the selected record to Recently removed."""
        self._act(self._remove)

    def _column(self, words: str, read: Callable[[CaseSnapshot, Row], str]) -> Column:
        return Column(_(words), lambda row: read(self._page.snapshot, row))

    def _sentence(self, row: Row) -> str:
        snapshot = self._page.snapshot
        return ", ".join(text for _words, read in self.sheets.columns if (text := read(snapshot, row)))

    def _act(self, act: Callable[[Row], object]) -> None:
        row = self.table.selected()
        if row is None:
            self._page.context.tell.note(_("Choose a line in the list first."))
        else:
            act(row)

    def _edit(self, row: Row) -> None:
        self._page.open_sheet(self.sheets, row)

    def _remove(self, row: Row) -> None:
        self._page.remove(row, self.sheets.columns[0][1](self._page.snapshot, row) or _(self.sheets.title))
