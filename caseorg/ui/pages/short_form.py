"""A few questions that belong to no single record, such as “It came”: asked in a panel, answered in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError, InvalidEntries, Problem
from caseorg.domain.kinds import Kind
from caseorg.domain.record import Record
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.forms.choosing import editor_for
from caseorg.ui.forms.drafts import Draft
from caseorg.ui.forms.editors import Choices, Editor, UnreadableEntry, WrittenEditor
from caseorg.ui.forms.fields import FieldSpec, spec_of
from caseorg.ui.forms.form import FieldRow
from caseorg.ui.forms.radio_editor import RadioEditor
from caseorg.ui.page import PageContext
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.error_summary import ErrorSummary
from caseorg.ui.widgets.flow_row import FlowRow


@dataclass(frozen=True)
class Ask:
    """One question of a short form."""

    spec: FieldSpec
    value: object = None
    """What is entered at first."""
    needed: str = ""
    """The sentence for when it is left blank; without one it may be."""
    choices: Choices | None = None
    """For a record: which ones."""
    make: Callable[[FieldSpec], Editor] | None = None
    """Makes an editor of its own kind."""


def asks(
    form: str, name: str, title: str, hint: str = "", *, holds: type = str, kind: Kind | None = None
) -> FieldSpec:  # fmt: skip
    """Describe a question that is no field of a record."""
    return FieldSpec(form, name, title, hint, holds, kind, may_be_unknown=False, is_list=False)


def asks_field(form: str, record_type: type[Record], name: str) -> FieldSpec:
    """Describe a question with the words of a record's field."""
    spec = spec_of(record_type, name)
    # Nothing is stored yet, so there is nothing to remove.
    chosen = spec.holds in (bool, UUID) or issubclass(spec.holds, StrEnum)
    return replace(spec, record=form, may_be_unknown=spec.may_be_unknown and chosen)


def day_asked(form: str, name: str, title: str, day: date | None, hint: str = "") -> Ask:
    """Ask for a day that can't be left blank."""
    return Ask(asks(form, name, title, hint, holds=date), day, needed=_("Enter a date like 11/22/2026."))


def one_of(
    form: str, name: str, title: str, answers: Sequence[tuple[object, str, str]], value: object = None, *,
    needed: str = "",
) -> Ask:  # fmt: skip
    """Ask for one of a few answers, all in view: each value, its key and its words."""
    return Ask(asks(form, name, title), value, needed, make=lambda spec: RadioEditor(spec, answers))


class ShortForm(QWidget):
    """Questions, checked only on Save, with a draft from the first key."""

    saved = Signal()
    problem_changed = Signal(bool)

    def __init__(
        self,
        context: PageContext,
        questions: Sequence[Ask],
        act: Callable[[dict[str, Any]], object],
        *,
        save: str = "",
        key: str = "",
        before: Sequence[QWidget] = (),
    ) -> None:
        """Make it.

        Args:
            context: What the page was handed.
            questions: What is asked; the first part of their names is the form's.
            act: Does what the answers say. It may raise an error a person can act on; the form then stays open.
            save: The words on its button.
            key: Under which its draft is kept: the form and the record it is about. Without one, no draft is kept.
            before: Words that stand above the questions.
        """
        super().__init__()
        self._context, self._act = context, act
        name = questions[0].spec.record
        self.setObjectName(f"{name}.form")
        self._asked = {each.spec.name: each for each in questions}
        self._draft = Draft(context.workspace, key, self) if key else None
        column = QVBoxLayout(self)
        set_gaps(column, gap=16)
        for widget in before:
            column.addWidget(widget)
        self.summary = ErrorSummary(name=f"{name}.problems")
        column.addWidget(self.summary)
        self.rows: dict[str, FieldRow] = {}
        for each in questions:
            editor = self._editor(each)
            editor.edited.connect(lambda field=each.spec.name: self._edited(field))
            row = FieldRow(editor)
            self.rows[each.spec.name] = row
            column.addWidget(row)
        self.button = Button(save or _("Save"), self.save, kind=ButtonKind.main, name=f"{name}.save")
        self.buttons = FlowRow(self.button, name=f"{name}.buttons")
        column.addWidget(self.buttons)
        self._show_draft()

    def editor(self, name: str) -> Editor:
        """Return the editor of a question."""
        return self.rows[name].editor

    def focus_first(self) -> None:
        """Give the focus to the first question."""
        next(iter(self.rows.values())).editor.target().setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Keep what is half typed."""
        if self._draft is not None:
            self._draft.keep_now()

    def save(self) -> None:
        """Check what was entered, and do it."""
        entries, problems = self._entries()
        self._show_problems(problems)
        if problems:
            return
        try:
            self._act(entries)
        except InvalidEntries as error:
            self._show_problems(error.problems)
            return
        except CaseorgError as error:
            self._context.tell.error(error)
            return
        if self._draft is not None:
            self._draft.drop()
        self.saved.emit()

    def _editor(self, question: Ask) -> Editor:
        if question.make is not None:
            editor = question.make(question.spec)
        else:
            editor = editor_for(question.spec, self._context.today, question.choices)
        if isinstance(editor, WrittenEditor):
            # As if typed: nothing of it is stored yet.
            editor.show_typed("" if question.value is None else editor.write(question.value))
        else:
            editor.show_value(question.value)
        return editor

    def _edited(self, field: str) -> None:
        if self._draft is not None:
            self._draft.typed(field, self.rows[field].editor.typed())

    def _show_draft(self) -> None:
        kept: Mapping[str, str] = self._draft.entries() if self._draft is not None else {}
        for field, text in kept.items():
            if field in self.rows:
                self.rows[field].editor.show_typed(text)

    def _entries(self) -> tuple[dict[str, Any], list[Problem]]:
        entries: dict[str, Any] = {}
        problems: list[Problem] = []
        for field, row in self.rows.items():
            if row.isHidden():
                continue
            needed = self._asked[field].needed
            if needed and row.editor.is_blank():
                problems.append(Problem(field, needed))
                continue
            try:
                entries[field] = row.editor.entry()
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
