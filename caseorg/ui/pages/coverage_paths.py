"""Plans side by side on the coverage page: what it could be for who is not sure, and both plans for who has two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.plan import Plan
from caseorg.services.coverage import call_lines, lines_of_plan
from caseorg.services.paths import BothPlans, Path, PathLine, both_plans, paths_if_not_sure, plan_title
from caseorg.services.workspace import Workspace
from caseorg.ui.pages.coverage_cards import answer_chip, cost_parts
from caseorg.ui.pages.coverage_facts import FactRow
from caseorg.ui.pages.refilled import Keyed, Refilled
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.columns import Columns
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.pages.coverage import CoveragePage


def if_not_sure(workspace: Workspace, snapshot: CaseSnapshot) -> Iterator[Keyed]:
    """Give what each kind of plan would mean; nothing for who knows which one it is."""
    if paths := paths_if_not_sure(workspace, snapshot):
        yield "title", lambda: Label(_("What each kind of plan would mean"), Role.section)
        yield (
            "words",
            partial(Label, _("Look at your plan card or papers. When you find your kind of plan, choose it.")),
        )
        yield paths, partial(_columns, paths, "coverage.paths")


def two_plans(page: CoveragePage) -> Iterator[Keyed]:
    """Give both plans, what they make together, and what is known of the second; nothing for who has one."""
    workspace, snapshot = page.context.workspace, page.snapshot
    both = both_plans(workspace, snapshot)
    if both is not None:
        yield "title", lambda: Label(_("Your two plans"), Role.section)
        yield both.paths, partial(_columns, both.paths, "coverage.both_plans")
        yield ("together", both), partial(_together, both)
        yield from _second_plan(page, both.plans[1])


def _second_plan(page: CoveragePage, plan: Plan) -> Iterator[Keyed]:
    """Give the facts of the second plan, which it answers for itself, and the call that settles them."""
    workspace, snapshot = page.context.workspace, page.snapshot
    title = _("What we know of {plan}").format(plan=plan_title(plan))
    yield title, lambda: Label(title, Role.section)
    questions = len(call_lines(workspace, snapshot, plan=plan))
    form = ngettext("Call {plan} ({count} question)", "Call {plan} ({count} questions)", questions)
    words = form.format(plan=plan_title(plan), count=questions)
    if questions:
        yield (plan, words), lambda: FlowRow(_call(page, plan, words))
    for line in lines_of_plan(workspace, snapshot, plan):
        yield (plan.id, line), partial(FactRow, page, line, plan)


def _call(page: CoveragePage, plan: Plan, words: str) -> Button:
    return Button(words, lambda: page.call_plan(plan), icon="phone", name="coverage.second.call")


def show_side_by_side(into: Refilled, parts: Iterable[Keyed]) -> None:
    """Show these parts; without any, the place takes no room."""
    listed = list(parts)
    into.show_keyed(listed)
    into.setVisible(bool(listed))


def _columns(paths: Sequence[Path], name: str) -> QWidget:
    return Columns([_path(path, f"{name}.{path.key}") for path in paths], name=name)


def _path(path: Path, name: str) -> Card:
    card = Card(path.title, name=name)
    for line in path.lines:
        card.body.addWidget(_topic(line))
    card.body.addStretch(1)
    return card


def _topic(line: PathLine) -> QWidget:
    """Show a topic close to its answer, and apart from the next one."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    set_gaps(column, margins=(0, 0, 0, 8), gap=2)
    column.addWidget(Label(line.words, Role.small, "text.secondary"))
    column.addWidget(answer_chip(line.answer))
    return holder


def _together(both: BothPlans) -> Card:
    card = Card(_("Both plans together"), name="coverage.together")
    for topic, words in both.together:
        card.body.addWidget(Label(_("{topic}: {words}").format(topic=topic, words=words)))
    if both.costs is not None:
        card.body.addWidget(Label(_("What you may pay"), Role.label))
        for part in cost_parts(both.costs, {}, "coverage.together.cost_bar"):
            card.body.addWidget(part)
    card.body.addWidget(
        Label(_("Ask both plans which one pays first, and what the second one pays."), Role.small, "text.secondary")
    )
    return card
