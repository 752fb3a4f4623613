"""What stands below the opinions: the rules for a third one, what matters to the person, and what to ask next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import LetterKind
from caseorg.domain.opinion import HEAVIEST, Priority, Sameness
from caseorg.services import coverage, opinions
from caseorg.services.coverage import FactLine
from caseorg.services.questions import MOST_ASKED_FIRST, in_order
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import start_letter
from caseorg.ui.page import PageContext
from caseorg.ui.pages.coverage_cards import VerdictCard
from caseorg.ui.pages.opinion_forms import weight_words
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.pages.opinions import OpinionsPage


class ThirdOpinion:
    """A card as Coverage has them, about a third opinion; its buttons lead to Coverage."""

    def __init__(self, context: PageContext, show_again: Callable[[], object]) -> None:
        self.context, self._show_again = context, show_again
        self._facts: dict[str, FactLine] = {}
        self._shows_rule = False

    def parts(self, snapshot: CaseSnapshot) -> Iterator[QWidget]:
        """Make the card, once the person says that two opinions differ and the rules have something to say."""
        differ = any(row.sameness is Sameness.different for row in opinions.rows(snapshot))
        if not differ:
            return
        workspace = self.context.workspace
        assessment = opinions.as_if_third(workspace.assess(snapshot))
        verdict = assessment.verdict(opinions.THIRD_OPINION)
        if verdict is None:
            return
        self._facts = {line.name: line for line in coverage.fact_lines(assessment, workspace.library)}
        change = assessment.changes.get(opinions.THIRD_OPINION)
        yield VerdictCard(self, verdict, was=None, shows_rule=self._shows_rule, costs=None, change=change)

    def known_facts(self) -> Mapping[str, FactLine]:
        """Return the facts, by name."""
        return self._facts

    def call_plan(self) -> None:
        """Lead to the call with the plan."""
        self.context.do("call_plan")

    def call_office(self) -> None:
        """Lead to Coverage, which knows whom to call."""
        self.context.go_to("coverage")

    def open_papers(self) -> None:
        """Lead to the plan's papers."""
        self.context.go_to("documents")

    def make_letter(self, kind: LetterKind) -> None:
        """Start the letter that the card names."""
        start_letter(self.context, kind)

    def ask_facts(self, names: Iterable[str]) -> None:
        """Open the questions on the page that keeps the answers."""
        self.context.go_to("coverage", None, " ".join(names))

    def switch_rule(self, _topic: str) -> None:
        """Show or hide the rule."""
        self._shows_rule = not self._shows_rule
        self._show_again()


def what_matters(page: OpinionsPage, snapshot: CaseSnapshot) -> Card:
    """Make the card on which a person weighs what matters to them. It adds nothing up and picks nothing."""
    card = Card(_("What matters to me"), name="opinions.matters")
    card.body.addWidget(Label(_("1 is not at all, 5 is very much. It is for you, and for the talk with your doctor.")))
    for at, priority in enumerate(opinions.priorities(snapshot)):
        card.body.addWidget(_weighed(page, priority, f"opinions.matters.{at}"))
    row = FlowRow(Button(_("Add what matters"), page.add_priority, icon="plus", name="opinions.matters.add"))
    for at, words in enumerate(opinions.not_yet_said(snapshot)):
        row.add(
            LinkButton(words, lambda words=words: page.take_over_priority(words), name=f"opinions.matters.common{at}",
                       spoken=_("Add: {what}").format(what=words))
        )  # fmt: skip
    card.body.addWidget(row)
    return card


def _weighed(page: OpinionsPage, priority: Priority, name: str) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    set_gaps(column, gap=4)
    words = _("{what}: {weight} of {most}").format(what=priority.what, weight=priority.weight, most=HEAVIEST)
    column.addWidget(Label(words if priority.weight else priority.what, Role.label))
    row = FlowRow(name=f"{name}.weights")
    spoken = weight_words()
    for weight in range(1, HEAVIEST + 1):
        button = Button(
            str(weight), lambda weight=weight: page.weigh(priority, weight), name=f"{name}.{weight}",
            spoken=_("{what}: {weight}").format(what=priority.what, weight=spoken[weight]),
        )  # fmt: skip
        button.setCheckable(True)
        button.setChecked(priority.weight == weight)
        row.add(button)
    edit, remove = _("Edit: {title}"), _("Remove: {title}")
    row.add(
        Button(_("Edit"), lambda: page.edit_priority(priority), kind=ButtonKind.quiet, icon="pencil",
               name=f"{name}.edit", spoken=edit.format(title=priority.what))
    )  # fmt: skip
    row.add_apart(
        Button(_("Remove"), lambda: page.remove_priority(priority), kind=ButtonKind.quiet, icon="trash-2",
               name=f"{name}.remove", spoken=remove.format(title=priority.what))
    )  # fmt: skip
    column.addWidget(row)
    return box


def questions_raised(page: OpinionsPage, snapshot: CaseSnapshot) -> Card:
    """Make the card that leads from the opinions to the questions they raise, with those that wait for an answer."""
    card = Card(_("Questions this raises"), name="opinions.questions")
    card.body.addWidget(Label(_("Write down what you want to ask next.")))
    open_ones = [each.text for each in in_order(snapshot) if not each.answer][:MOST_ASKED_FIRST]
    if open_ones:
        card.body.addWidget(Label(_("Still open:"), Role.label))
    for text in open_ones:
        card.body.addWidget(Label(_("• {question}").format(question=text)))
    add = Button(_("Add a question"), page.add_question, icon="plus", name="opinions.add_question")
    see = LinkButton(_("See all questions"), lambda: page.context.go_to("questions"), name="opinions.see_questions")
    card.body.addWidget(FlowRow(add, see))
    return card
