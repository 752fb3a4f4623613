"""The three short screens after the letter: each asks one thing, and each can wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.errors import Problem
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.forms.editors import Editor, UnreadableEntry
from caseorg.ui.forms.form import FieldRow
from caseorg.ui.page import Page, PageContext
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.error_summary import ErrorSummary
from caseorg.ui.widgets.flow_row import FlowRow


class ShortScreen(Page):
    """One question, a few fields, a main button and “Later”."""

    whole_window = True
    next_page: ClassVar[str] = "next_steps"
    """Where both buttons lead."""
    main_words: ClassVar[str] = "Continue"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.summary = ErrorSummary(name=f"{self.name}.problems")
        self.body.addWidget(self.summary)
        self.rows: dict[str, FieldRow] = {}
        holder = QWidget()
        self.fields = QVBoxLayout(holder)
        set_gaps(self.fields, gap=16)
        self.body.addWidget(holder)
        self.build()
        self.main = Button(_(self.main_words), self.finish, kind=ButtonKind.main, name=f"{self.name}.main")
        later = Button(_("Later"), self.go_on, kind=ButtonKind.quiet, name=f"{self.name}.later")
        self.buttons = FlowRow(self.main, later, name=f"{self.name}.buttons")
        self.body.addWidget(self.buttons)
        self.commands["main"] = self.finish

    def build(self) -> None:
        """Put the fields into `fields`."""
        raise NotImplementedError

    def finish(self) -> None:
        """Check what was entered and save it; called by the main button."""
        raise NotImplementedError

    def add(self, editor: Editor) -> FieldRow:
        """Put a field at the end of the screen."""
        row = FieldRow(editor)
        self.rows[editor.spec.name] = row
        self.fields.addWidget(row)
        return row

    def read(self) -> dict[str, object] | None:
        """Return what is entered, or None after showing what can't be read."""
        entries: dict[str, object] = {}
        problems: list[Problem] = []
        for name, row in self.rows.items():
            try:
                entries[name] = row.editor.entry()
            except UnreadableEntry as error:
                problems.append(Problem(name, str(error)))
        self.show_problems(problems)
        return None if problems else entries

    def show_problems(self, problems: list[Problem]) -> None:
        """Show what has to be mended, on top and beside the fields."""
        said = {problem.field: problem.sentence for problem in reversed(problems)}
        for name, row in self.rows.items():
            row.show_problem(said.get(name, ""))
        self.summary.show_problems([(problem.sentence, self._way_to(problem.field)) for problem in problems])
        self.set_problem(bool(problems))

    def go_on(self) -> None:
        """Show what comes next."""
        self.context.go_to(self.next_page)

    def _way_to(self, field: str) -> Callable[[], object] | None:
        row = self.rows.get(field)
        return (lambda: row.editor.target().setFocus(Qt.FocusReason.ShortcutFocusReason)) if row else None
