"""“What we know”: each fact with its answer and who said so, or two ways to find it out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.plan import Plan
from caseorg.services.coverage import FactLine
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.chip import Chip, Status
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.pages.coverage import CoveragePage


class FactRow(Group):
    """One fact: its question, its answer with the source, and what can be done about it."""

    def __init__(self, page: CoveragePage, line: FactLine, plan: Plan | None = None) -> None:
        """Make it.

        Args:
            page: The page it stands on.
            line: The fact.
            plan: Which plan it is about; the one that pays first if it is left out.
        """
        answer = line.answer or _("Not known")
        super().__init__(_("{question} {answer}").format(question=line.question, answer=answer))
        name = f"coverage.second.fact.{line.name}" if plan else f"coverage.fact.{line.name}"
        self.setObjectName(name)
        column = QVBoxLayout(self)
        set_gaps(column, gap=4)
        column.addWidget(Label(line.question, Role.small, "text.secondary"))
        if line.is_known:
            column.addWidget(Label(answer, Role.label))
            for words in _source(line):
                column.addWidget(Label(words, Role.small, "text.secondary"))
        else:
            column.addWidget(FlowRow(Chip(answer, Status.ask)))
        column.addWidget(FlowRow(*_buttons(page, line, plan, name)))


def _source(line: FactLine) -> Iterator[str]:
    if line.source_words and line.reference_number:
        form = _("{source}, reference number {number}")
        yield form.format(source=line.source_words, number=line.reference_number)
    elif line.source_words:
        yield line.source_words
    if line.note:
        yield _("Note: {words}").format(words=line.note)


def _buttons(page: CoveragePage, line: FactLine, plan: Plan | None, name: str) -> Iterator[QWidget]:
    if line.is_known:
        change = _("Change")
        yield Button(
            change, lambda: page.ask_facts((line.name,), plan), kind=ButtonKind.quiet, name=f"{name}.change",
            spoken=_("Change: {question}").format(question=line.question),
        )  # fmt: skip
        return
    if line.can_ask_plan:
        yield Button(
            _("Ask my plan"), lambda: page.call_plan(plan), kind=ButtonKind.quiet, icon="phone", name=f"{name}.ask",
            spoken=_("Ask my plan: {question}").format(question=line.question),
        )  # fmt: skip
    yield Button(
        _("I know the answer"), lambda: page.ask_facts((line.name,), plan), kind=ButtonKind.quiet, name=f"{name}.know",
        spoken=_("I know the answer: {question}").format(question=line.question),
    )  # fmt: skip
