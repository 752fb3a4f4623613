"""A form for one record: editors in sections, checked only on Save, with nothing lost and nothing erased by a blank."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError, InvalidEntries, Problem
from caseorg.domain.record import Record
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.forms.choosing import editor_for
from caseorg.ui.forms.drafts import Draft
from caseorg.ui.forms.editors import Choices, Editor, UnreadableEntry
from caseorg.ui.forms.fields import snake, spec_of
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.error_summary import ErrorSummary
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Hint, Label

if TYPE_CHECKING:
    from caseorg.ui.page import PageContext

References = Mapping[str, Callable[[], Choices]]


@dataclass(frozen=True)
class Section:
    """Fields that stand together under one heading."""

    title: str
    fields: tuple[str, ...]
    note: str = ""


class FieldRow(QWidget):
    """One field: its label on top, its hint, what is wrong with it, and its editor."""

    def __init__(self, editor: Editor) -> None:
        super().__init__()
        self.editor = editor
        spec = editor.spec
        column = QVBoxLayout(self)
        set_gaps(column, gap=4)
        self.label = Label(spec.title, Role.label)
        self.label.setBuddy(editor.target())
        self.hint = Hint(spec.hint)
        self.problem = Label("", Role.label, "status.bad")
        self.problem.setObjectName(f"{spec.fact}.problem")
        for part in (self.label, self.hint, self.problem, editor):
            column.addWidget(part)
        # Only now: a widget without a parent that is shown opens a window of its own.
        self.label.setVisible(not editor.shows_own_title)
        self.hint.setVisible(bool(spec.hint))
        self.problem.hide()
        editor.describe(spec.title, spec.hint)

    def show_problem(self, sentence: str) -> None:
        """Say beside the field what is wrong with it, or nothing."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        self.editor.mark_problem(bool(sentence))
        self.editor.describe(self.editor.spec.title, f"{sentence} {self.editor.spec.hint}".strip())


class RecordForm(QWidget):
    """Edits one record, or makes one. Subclasses say which fields stand together; pages listen to its signals."""

    record_type: ClassVar[type[Record]]
    undo_label: ClassVar[str] = ""
    """What the Edit menu says after “Undo”, such as “Edit denial”."""
    sections: ClassVar[tuple[Section, ...]] = ()
    needed: ClassVar[Mapping[str, str]] = {}
    """Fields that must be filled in, each with the sentence for when it is not."""
    save_words: ClassVar[str] = "Save"

    saved = Signal(object)
    """Sent with the record once it is in the file."""
    closed = Signal()
    problem_changed = Signal(bool)

    def __init__(
        self,
        context: PageContext,
        record: Record | None = None,
        *,
        given: Mapping[str, object] | None = None,
        references: References | None = None,
        draft: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make the form.

        Args:
            context: What the page was handed.
            record: The record to edit, or None to make one.
            given: For a new record: fields the page fills in itself, as `case_id`.
            references: For fields that refer to records: what gives the choices.
            draft: For a new record of which several may be half typed: what tells this one from the others.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self.context, self.record = context, record
        self._given = dict(given or {})
        self._references = references or {}
        self._touched: set[str] = set()
        self._name = snake(self.record_type.__name__)
        self.setObjectName(f"{self._name}.form")
        key = f"{self._name}:{record.id if record else self._given.get('case_id', '')}{draft and ':'}{draft}"
        self._draft = Draft(context.workspace, key, self)
        column = QVBoxLayout(self)
        set_gaps(column, gap=24)
        self.summary = ErrorSummary(name=f"{self._name}.problems")
        column.addWidget(self.summary)
        self.rows: dict[str, FieldRow] = {}
        for section in self.sections:
            column.addLayout(self._section(section))
        self.buttons = FlowRow(name=f"{self._name}.buttons")
        self.buttons.add(Button(_(self.save_words), self.save, kind=ButtonKind.main, name=f"{self._name}.save"))
        self.buttons.add(
            Button(_("Discard what I typed"), self.discard, kind=ButtonKind.quiet, name=f"{self._name}.discard")
        )
        column.addWidget(self.buttons)
        self._show_record()
        self._show_draft()

    # What pages use

    def editor(self, field: str) -> Editor:
        """Return the editor of a field."""
        return self.rows[field].editor

    def is_touched(self) -> bool:
        """Tell whether something was entered that is not saved yet."""
        return bool(self._touched)

    def show_record(self, record: Record) -> None:
        """Show the record as it stands now, as after undo; what is half typed stays."""
        self.record = record
        for field, row in self.rows.items():
            if field not in self._touched:
                row.editor.show_value(self._stored(field))

    def focus_first(self) -> None:
        """Give the focus to the first field."""
        next(iter(self.rows.values())).editor.target().setFocus(Qt.FocusReason.OtherFocusReason)

    def take_over(self, field: str, value: object) -> None:
        """Put something into a field because the person said so, as if they had typed it."""
        self.rows[field].editor.take_over(value)
        self._edited(field)

    def leave(self) -> None:
        """Keep what is half typed; called by `Page.leave`."""
        self._draft.keep_now()

    def look_across(self, record: Record) -> Sequence[Problem]:
        """Return what is possible but unlikely, to be said after saving; see domain/problems.py."""
        return ()

    def save(self) -> Record | None:
        """Check what was entered and save it; return the record, or None if something can't stand."""
        entries, problems = self._entries()
        record = None
        if not problems:
            try:
                record = (
                    self.record.revised(**entries)
                    if self.record
                    else self.record_type.made(**{**self._given, **entries})
                )
            except InvalidEntries as error:
                problems = list(error.problems)
        self._show_problems(problems)
        if record is None:
            return None
        try:
            self.write(record)
        except CaseorgError as error:
            self.context.tell.error(error)
            return None
        self._draft.drop()
        self._touched.clear()
        self.record = record
        self._show_record()
        unlikely = self.look_across(record)
        if unlikely:
            self.context.tell.note(" ".join(problem.sentence for problem in unlikely))
        self.saved.emit(record)
        return record

    def write(self, record: Record) -> None:
        """Put the checked record into the file; a form that saves more than one overrides this."""
        self.context.workspace.save(record, _(self.undo_label), joins=True)

    def discard(self) -> None:
        """Show what is saved again, and forget what was typed; what was typed can be had back from the message."""
        typed = {field: self.rows[field].editor.typed() for field in self._touched}
        self._draft.drop()
        self._touched.clear()
        self._show_problems([])
        self._show_record()
        if typed:
            self.context.tell.done(_("What you typed is discarded."), lambda: self._retype(typed))
        self.closed.emit()

    # Inside

    def _section(self, section: Section) -> QVBoxLayout:
        column = QVBoxLayout()
        set_gaps(column, gap=16)
        if section.title:
            column.addWidget(Label(_(section.title), Role.card_title))
        if section.note:
            column.addWidget(Label(_(section.note), ink="text.secondary"))
        for field in section.fields:
            offered = self._references.get(field)
            editor = editor_for(spec_of(self.record_type, field), self.context.today, offered() if offered else None)
            editor.edited.connect(lambda field=field: self._edited(field))
            editor.removal_asked.connect(lambda field=field: self._remove(field))
            row = FieldRow(editor)
            self.rows[field] = row
            column.addWidget(row)
        return column

    def _show_record(self) -> None:
        for field, row in self.rows.items():
            row.editor.show_value(self._stored(field))

    def _stored(self, field: str) -> object:
        if self.record is not None:
            return getattr(self.record, field)
        if field in self._given:
            return self._given[field]
        return self.record_type.model_fields[field].get_default()

    def _show_draft(self) -> None:
        known = {field: text for field, text in self._draft.entries().items() if field in self.rows}
        self._retype(known)

    def _retype(self, typed: Mapping[str, str]) -> None:
        for field, text in typed.items():
            self.rows[field].editor.show_typed(text)
            self._edited(field)

    def _edited(self, field: str) -> None:
        self._touched.add(field)
        self._draft.typed(field, self.rows[field].editor.typed())

    def _entries(self) -> tuple[dict[str, object], list[Problem]]:
        """Return what was touched, and what can't be read; an emptied date or number is neither."""
        entries: dict[str, object] = {}
        problems: list[Problem] = []
        for field, row in self.rows.items():
            editor = row.editor
            if editor.is_blank() and field in self.needed:
                problems.append(Problem(field, _(self.needed[field])))
            elif field in self._touched and (not editor.is_blank() or editor.blank_is_an_entry()):
                try:
                    entries[field] = editor.entry()
                except UnreadableEntry as error:
                    problems.append(Problem(field, str(error)))
        return entries, problems

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        said = {problem.field: problem.sentence for problem in reversed(problems)}
        for field, row in self.rows.items():
            row.show_problem(said.get(field, ""))
        self.problem_changed.emit(bool(problems))
        self.summary.show_problems([(problem.sentence, self._way_to(problem.field)) for problem in problems])

    def _way_to(self, field: str) -> Callable[[], object] | None:
        row = self.rows.get(field)
        return (lambda: row.editor.target().setFocus(Qt.FocusReason.ShortcutFocusReason)) if row else None

    def _remove(self, field: str) -> None:
        """Take a stored value away, as a step of its own that can be undone."""
        if self.record is None:
            # Not saved yet, so there is nothing to undo.
            self._given[field] = None
            self._touched.discard(field)
            self.rows[field].editor.show_value(None)
            self.rows[field].editor.target().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        label = _("Remove “{title}”").format(title=self.rows[field].editor.spec.title)
        try:
            self.record = self.record.revised(**{field: None})
            self.context.workspace.save(self.record, label)
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self._touched.discard(field)
        self.rows[field].editor.show_value(None)
        self.context.tell.done(label, lambda: self.context.do("undo"))
        self.rows[field].editor.target().setFocus(Qt.FocusReason.OtherFocusReason)
