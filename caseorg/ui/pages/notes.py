"""Notes: dated plain text in the person's own words, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.note import Note
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import done, remove
from caseorg.ui.forms.form import RecordForm, Section
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.detail import Detail, show_below
from caseorg.ui.pages.panel import Panel
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


class NoteForm(RecordForm):
    """One note."""

    record_type = Note
    undo_label = "Write a note"
    needed = {"text": "Write something first."}  # noqa: RUF012 - never changed
    sections = (Section("", ("title", "text", "day", "is_private")),)


class NotesPage(Page):
    """What somebody heard, thought or felt."""

    name = "notes"
    title = "Notes"
    purpose = "What you heard, in your own words. Notes never go in a packet unless you pick them."
    group = "Decide"
    icon = "notebook-pen"
    shows = (Note,)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        write = Button(_("Write a note"), self.write, kind=ButtonKind.main, icon="plus", name="notes.write")
        self.add_main_button(write, command="add")
        self.commands |= {"main": write.click, "edit": self.edit, "remove": self.remove}
        self.main = QWidget()
        column = QVBoxLayout(self.main)
        set_gaps(column, gap=16)
        self.empty = EmptyState(
            "notebook-pen",
            _("Write down what you heard, in your own words."),
            _("Write a note"),
            self.write,
            name="notes.empty",
        )
        said, feel = _("What the doctor said"), _("How I feel")
        self.starters = FlowRow(
            Label(_("Start with"), wrap=False),
            Button(said, lambda: self.write(said), name="notes.doctor_said"),
            Button(feel, lambda: self.write(feel), name="notes.how_i_feel"),
            name="notes.starters",
        )
        self.list = RecordTable(
            _("Notes"), _columns(), _spoken, name="notes.list",
            commands=[(_("Edit"), lambda _row: self.edit()), (_("Remove"), lambda _row: self.remove())],
        )  # fmt: skip
        self.list.chosen.connect(lambda _note: self._show_detail())
        self.detail = Detail(name="notes.detail")
        show_below(self, self.list, self.detail)
        for widget in (self.empty, self.starters, self.list, self.detail):
            column.addWidget(widget)
        self.body.addWidget(self.main)
        self.panel = Panel(self, name="notes.panel", hides=(self.main, self.header.actions))
        self.body.addWidget(self.panel)

    def reload(self) -> None:
        rows = sorted(self._snapshot().notes, key=lambda note: note.day or date.min, reverse=True)
        self.list.set_rows(rows)
        self.empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        if rows:
            self.list.begin_at(rows[0].id)
        self._show_detail()

    def open_record(self, record_id: UUID) -> None:
        """Show one note."""
        self.panel.close_task()
        self.list.select(record_id)
        self._show_detail()

    def write(self, about: str = "") -> None:
        """Open an empty note, with what it is about filled in."""
        given = {"case_id": self._snapshot().case.id, "day": self.context.today(), "title": about}
        form = NoteForm(self.context, given=given)
        self._open(_("Write a note"), form, focus_text=bool(about))

    def edit(self) -> None:
        """Open the selected note."""
        note: Note | None = self.list.selected()
        if note is not None and not self.panel.is_open():
            self._open(_title(note), NoteForm(self.context, note))

    def remove(self) -> None:
        """Move the selected note to Recently removed."""
        note: Note | None = self.list.selected()
        if note is not None and not self.panel.is_open():
            remove(self.context, note)

    def _snapshot(self) -> CaseSnapshot:
        assert self.context.case_id is not None
        return self.context.workspace.load_case(self.context.case_id)

    def _open(self, title: str, form: RecordForm, *, focus_text: bool = False) -> None:
        def saved(record: Note) -> None:
            self.context.workspace.history.close_step()
            self.panel.close_task()
            self.list.select(record.id)
            done(self.context, _("Saved."))

        form.saved.connect(saved)
        form.closed.connect(self.panel.close_task)
        self.panel.open_task(title, form)
        if focus_text:
            form.editor("text").target().setFocus()

    def _show_detail(self) -> None:
        note: Note | None = self.list.selected()
        self.detail.setVisible(note is not None)
        if note is not None:
            self.detail.show_parts(_title(note), self._parts(note), _day(note))

    def _parts(self, note: Note) -> Iterator[QWidget]:
        day = _day(note)
        private = _("Private: it is never offered for packets.") if note.is_private else ""
        for words in (day, private):
            if words:
                yield Label(words, Role.small, "text.secondary")
        yield Label(note.text)
        row = FlowRow(
            Button(_("Edit"), self.edit, kind=ButtonKind.quiet, icon="pencil", name="notes.edit"), name="notes.change"
        )
        row.add_apart(Button(_("Remove"), self.remove, kind=ButtonKind.quiet, icon="trash-2", name="notes.remove"))
        yield row


def _columns() -> list[Column]:
    return [
        Column(_("About"), _title),
        Column(_("Day"), _day, sort_key=lambda note: note.day),
        Column(_("Note"), _first_line),
    ]


def _title(note: Note) -> str:
    return note.title or _("Note")


def _day(note: Note) -> str:
    return short_date(note.day, weekday=False) if note.day else ""


def _first_line(note: Note) -> str:
    line = next((line.strip() for line in note.text.splitlines() if line.strip()), "")
    return line if len(line) <= _SHORT else line[:_SHORT].rsplit(" ", 1)[0] + "…"


_SHORT = 80


def _spoken(note: Note) -> str:
    return ", ".join(part for part in (_title(note), _day(note), _first_line(note)) if part)
