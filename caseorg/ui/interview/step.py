"""What each screen of the interview is: one question, a few fields, and how they become answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.domain.errors import Problem
from caseorg.domain.kinds import Kind
from caseorg.services.first_letter import Answers, problems_of
from caseorg.ui.forms.choosing import editor_for
from caseorg.ui.forms.editors import Editor, UnreadableEntry
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.forms.form import FieldRow
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.label import Label


class Step(QWidget):
    """One screen. Its fields are named as the answers they give."""

    name: ClassVar[str] = ""
    question: ClassVar[str] = ""
    also_checks: ClassVar[tuple[str, ...]] = ()
    """Answers this screen is responsible for besides its fields."""

    edited = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        self.today = today
        self.rows: dict[str, FieldRow] = {}
        self.column = QVBoxLayout(self)
        set_gaps(self.column, gap=16)
        self.build()
        # Not an alignment to the top: with one, Qt gives a column that wraps no more than the height it has unwrapped.
        self.column.addStretch(1)

    def build(self) -> None:
        """Put the fields in place."""
        raise NotImplementedError

    def add(self, editor: Editor) -> FieldRow:
        """Put a field at the end of the screen."""
        row = FieldRow(editor)
        editor.edited.connect(self._edited)
        self.rows[editor.spec.name] = row
        self.column.addWidget(row)
        return row

    def ask(
        self,
        name: str,
        title: str,
        hint: str = "",
        *,
        holds: type = str,
        kind: Kind | None = None,
    ) -> FieldRow:
        """Put a field for the answer `name` at the end of the screen."""
        return self.add(editor_for(self.spec(name, title, hint, holds=holds, kind=kind), self.today))

    def spec(self, name: str, title: str, hint: str = "", *, holds: type = str, kind: Kind | None = None) -> FieldSpec:
        """Describe a field that belongs to no record yet."""
        may_be_unknown = holds is not str and not issubclass(holds, StrEnum)
        return FieldSpec("interview", name, title, hint, holds, kind, may_be_unknown, is_list=False)

    def note(self, text: str, name: str = "") -> Label:
        """Put a line of explanation at the end of the screen."""
        label = Label(text, ink="text.secondary")
        label.setObjectName(name)
        self.column.addWidget(label)
        return label

    def show_answers(self, answers: Answers) -> None:
        """Show what was answered so far."""
        for name, row in self.rows.items():
            row.editor.show_value(getattr(answers, name))
        self.arrange()

    def arrange(self) -> None:
        """Show the fields that the answers so far call for."""

    def read(self, before: Answers) -> tuple[Answers, list[Problem]]:
        """Return the answers with what is entered here, and what can't be read. What is hidden stays as it was."""
        entries: dict[str, object] = {}
        problems: list[Problem] = []
        for name, row in self.rows.items():
            if row.isHidden():
                continue
            try:
                entries[name] = row.editor.entry()
            except UnreadableEntry as error:
                problems.append(Problem(name, str(error)))
        return replace(before, **entries), problems  # type: ignore[arg-type]

    def problems(self, answers: Answers, unreadable: list[Problem]) -> list[Problem]:
        """Return what has to be mended on this screen before it can be left by Continue."""
        named = {problem.field for problem in unreadable}
        found = [
            problem
            for problem in problems_of(answers, self.today())
            if problem.field in (*self.rows, *self.also_checks) and problem.field not in named
        ]
        order = [*self.rows, *self.also_checks]
        return sorted([*unreadable, *found], key=lambda problem: order.index(problem.field))

    def show_problems(self, problems: list[Problem]) -> None:
        """Say beside each field what is wrong with it."""
        said = {problem.field: problem.sentence for problem in reversed(problems)}
        for name, row in self.rows.items():
            row.show_problem(said.get(name, ""))

    def way_to(self, field: str) -> Callable[[], object] | None:
        """Return what leads to the field of an answer."""
        row = self.rows.get(field)
        return (lambda: row.editor.target().setFocus(Qt.FocusReason.ShortcutFocusReason)) if row else None

    def _edited(self) -> None:
        self.arrange()
        self.edited.emit()
