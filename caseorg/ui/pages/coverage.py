"""Coverage: what is known of the plan and who said so, and what the rules make of it for this visit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base import language
from caseorg.base.language import _, ngettext
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import ContactRole
from caseorg.domain.plan import Plan
from caseorg.domain.words import word_for
from caseorg.services import answers, coverage, letter_drafts
from caseorg.services.changed_cards import changed_today
from caseorg.services.coverage import FactLine
from caseorg.services.letter_drafts import FirstNeeded
from caseorg.ui import speech
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done
from caseorg.ui.page import PageContext
from caseorg.ui.pages.coverage_answers import AnswerForm, PlanChoice, answer_record
from caseorg.ui.pages.coverage_cards import VerdictCard, answer_words
from caseorg.ui.pages.coverage_facts import FactRow
from caseorg.ui.pages.coverage_paths import if_not_sure, show_side_by_side, two_plans
from caseorg.ui.pages.panel import Panel
from caseorg.ui.pages.refilled import Keyed, Refilled
from caseorg.ui.pages.rules_page import RulesPage
from caseorg.ui.pages.when_in_front import WhenInFront
from caseorg.ui.pages.words_here import WordsHere
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.room import SideBySide

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment


_WORDS = ("network", "referral", "prior_authorization", "network_gap_exception", "deductible", "coinsurance", "copay")
_FACTS_IN_SIGHT, _CARDS_IN_SIGHT = 8, 4


class CoveragePage(WhenInFront, RulesPage):
    """The panel: facts beside verdict cards; in a narrow window the cards come first."""

    name = "coverage"
    title = "Coverage"
    purpose = "What your plan may pay for this visit, and what to do first."
    group = "Prepare"
    icon = "shield-check"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.call = self.add_main_button(
            Button(_("Call my plan"), self.call_plan, kind=ButtonKind.main, icon="phone", name="coverage.call")
        )
        self.empty = EmptyState(
            "shield-check",
            _("Tell us what kind of plan you have. “Not sure” is fine."),
            _("Start"),
            self.choose_plan,
            name="coverage.empty",
        )
        self.plan = Label("", Role.card_title)
        self.plan.setObjectName("coverage.plan")
        self.counts = Label("", ink="text.secondary")
        self.counts.setObjectName("coverage.counts")
        self.facts = Refilled(name="coverage.facts")
        self.cards = Refilled(name="coverage.cards")
        for part in (self.facts, self.cards):
            part.completed.connect(self.more_came)
        self.paths = Refilled(name="coverage.if_not_sure")
        self.two_plans = Refilled(name="coverage.two_plans")
        self.sides = SideBySide(self.facts, self.cards, shares=(2, 3), second_first=True)
        words = _("General information, not a promise of payment. Your plan decides.")
        self.foot = Label(words, Role.small, "text.secondary")
        head = QVBoxLayout()
        set_gaps(head, gap=4)
        head.addWidget(self.plan)
        head.addWidget(self.counts)
        self.column.addWidget(self.empty)
        self.column.addLayout(head)
        self.column.addWidget(self.paths)
        self.column.addWidget(self.sides)
        self.column.addWidget(self.two_plans)
        self.words = WordsHere(context, _WORDS)
        self.column.addWidget(self.words)
        self.column.addWidget(self.foot)
        self.panel = Panel(self, name="coverage.panel", hides=(self.main, self.header.actions), back=_("Back"))
        self.body.addWidget(self.panel)
        self.commands |= {"main": self._main}
        self._open_rules: set[str] = set()
        self._lines: tuple[FactLine, ...] = ()
        self._before: dict[str, str] = {}
        self._comparing: tuple[Plan | None, Assessment] | None = None

    # What is shown

    def show_case(self) -> None:
        snapshot = self.snapshot
        workspace = self.context.workspace
        assessment = workspace.assess(snapshot)
        self._lines = coverage.fact_lines(assessment, workspace.library)
        plan = coverage.first_plan(workspace, snapshot)
        there = plan is not None
        self.empty.setVisible(not there)
        for widget in (
            self.plan,
            self.counts,
            self.paths,
            self.sides,
            self.two_plans,
            self.words,
            self.foot,
            self.call,
        ):
            widget.setVisible(there)
        known, to_ask = coverage.counts(self._lines)
        if plan is None:
            return
        self.plan.setText(_plan_words(plan))
        self.counts.setText(_("Facts: {known} known, {to_ask} to ask").format(known=known, to_ask=to_ask))
        questions = len(coverage.call_lines(workspace, snapshot))
        call = ngettext("Call my plan ({count} question)", "Call my plan ({count} questions)", questions)
        self.call.set_words(call.format(count=questions) if questions else _("Call my plan"))
        self.call.setAccessibleName(self.call.words())
        self.facts.show_keyed(self._fact_parts(), at_first=_FACTS_IN_SIGHT)
        self.cards.show_keyed(self._card_parts(assessment), at_first=_CARDS_IN_SIGHT)
        show_side_by_side(self.paths, if_not_sure(workspace, snapshot))
        show_side_by_side(self.two_plans, two_plans(self))
        self._say_what_changed(assessment)

    def complete(self) -> None:
        self.facts.finish()
        self.cards.finish()

    def focus_field(self, field: str) -> None:
        """Ask about some facts, when another page leads to them; their names stand in one text."""
        self.ask_facts(field.split())

    def known_facts(self) -> Mapping[str, FactLine]:
        """Return the facts on show, by name."""
        return {line.name: line for line in self._lines}

    def switch_rule(self, topic: str) -> None:
        """Show or hide the rule of a card."""
        self._open_rules ^= {topic}
        self.cards.show_keyed(self._card_parts(self.context.workspace.assess(self.snapshot)))

    def _fact_parts(self) -> Iterator[Keyed]:
        yield "title", lambda: Label(_("What we know"), Role.section)
        for line in self._lines:
            yield line, lambda line=line: FactRow(self, line)  # type: ignore[misc]
        yield "plan_and_card", self._link_to_plan

    def _link_to_plan(self) -> QWidget:
        return FlowRow(
            LinkButton(
                _("Plan and card"),
                lambda: self.context.go_to("plan_and_permissions"),
                icon="pencil",
                name="coverage.plan_and_card",
            )
        )

    def _card_parts(self, assessment: Assessment) -> Iterator[Keyed]:
        was = changed_today(self.context.workspace, self.snapshot)
        known = self.known_facts()
        yield "title", lambda: Label(_("What it means"), Role.section)
        for verdict in assessment.verdicts:
            costs = assessment.costs if verdict.topic == "cost" else None
            before, is_open = was.get(verdict.topic), verdict.topic in self._open_rules
            missing = tuple(known[name].question for name in verdict.needs if name in known)
            # An open rule names the answers it was judged by.
            sources = self.context.preferences.settings.show_sources
            change = assessment.changes.get(verdict.topic)
            key = (verdict, before, costs, change, missing, sources, self._lines if is_open else None)
            yield (
                key,
                partial(VerdictCard, self, verdict, was=before, shows_rule=is_open, costs=costs, change=change),
            )

    def _say_what_changed(self, assessment: Assessment) -> None:
        """Speak each card whose answer is another one than when the page was last shown."""
        now = {verdict.topic: answer_words(verdict.answer) for verdict in assessment.verdicts}
        before, self._before = self._before, now
        titles = {one.topic: one.words.in_language(language.current()).topic for one in assessment.verdicts}
        for topic, words in now.items():
            if topic in before and before[topic] != words:
                said = _("{topic}: now {answer}, was {before}")
                speech.say(said.format(topic=titles[topic], answer=words, before=before[topic]))

    # What a person does

    def choose_plan(self) -> None:
        """Ask what kind of plan it is."""
        form = PlanChoice(self.context, coverage.first_plan(self.context.workspace, self.snapshot))
        form.saved.connect(self._plan_chosen)
        self.panel.open_task(_("Your health plan"), form)

    def ask_facts(self, names: Iterable[str], plan: Plan | None = None) -> None:
        """Ask what somebody said about some facts; of another plan than the one that pays first, if it is named."""
        workspace = self.context.workspace
        facts = [workspace.library.vocabulary[name] for name in names if name in workspace.library.vocabulary]
        lines = coverage.lines_of_plan(workspace, self.snapshot, plan) if plan else self._lines
        known = {line.name: line for line in lines}
        form = AnswerForm(self.context, facts, {name: line.value for name, line in known.items()}, plan)
        form.saved.connect(lambda: self._answered(form))
        one = known.get(facts[0].name) if len(facts) == 1 else None
        kept = answer_record(self.context, one.record_id) if one else None
        if kept is not None:
            words = _("Take this answer back")
            form.buttons.add_apart(
                Button(words, lambda: self._forget(kept.id), kind=ButtonKind.quiet, name="answer.forget")
            )
        self._comparing = plan, coverage.assessed(workspace, self.snapshot, plan)
        self.panel.open_task(_("What do you know?") if one is None or not one.is_known else _("Change this"), form)

    def call_plan(self, plan: Plan | None = None) -> None:
        """Lead to the call with the plan; with the one that pays first, if none is named."""
        called = plan or coverage.first_plan(self.context.workspace, self.snapshot)
        self.context.go_to("call_desk", called.id if called else None)

    def call_office(self) -> None:
        """Lead to the call with the second doctor's office; without one, ask who it is first."""
        doctor = self.snapshot.contact_in_role(ContactRole.consultant, ContactRole.possible_consultant)
        if doctor is not None:
            self.context.go_to("call_desk", doctor.id)
        else:
            words = _("Add the second doctor first. Then you can ask the office.")
            self.context.tell.note(words, (_("Go there"), lambda: self.context.go_to("people_and_places")))

    def open_papers(self) -> None:
        """Lead to the documents, where the plan's papers are."""
        self.context.go_to("documents")

    def make_letter(self, kind: LetterKind) -> None:
        """Start the letter that a card names, or say what it needs first."""
        workspace, case_id = self.context.workspace, self.snapshot.case.id
        needed = letter_drafts.first_needed(self.snapshot, kind)
        if needed is not None:
            page = "records" if needed is FirstNeeded.request else "denials_and_appeals"
            self.context.tell.note(needed.words(), (_("Go there"), lambda: self.context.go_to(page)))
            return
        try:
            letter = letter_drafts.start_letter(workspace, case_id, kind)
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self.context.go_to("letters_and_packets", letter.id)

    def _main(self) -> None:
        if self.snapshot.plans:
            self.call_plan()
        else:
            self.choose_plan()

    def _plan_chosen(self) -> None:
        self.panel.close_task()
        done(self.context, _("Saved. This is what it means."))

    def _answered(self, form: AnswerForm) -> None:
        self.panel.close_task()
        if not form.answered:
            self.context.tell.note(_("Nothing is changed. “Not sure” is fine: ask your plan when you call."))
            return
        changed = self._changed_cards()
        done(self.context, answers.saved_message(form.answered, changed))

    def _changed_cards(self) -> int:
        """Return how many cards say something else than when the form was opened."""
        from caseorg.rules.assess import compare

        if self._comparing is None:
            return 0
        plan, before = self._comparing
        return len(compare(before, coverage.assessed(self.context.workspace, self.snapshot, plan)).verdicts)

    def _forget(self, answer_id: UUID) -> None:
        self.panel.close_task()
        kept = answer_record(self.context, answer_id)
        if kept is not None:
            workspace, words = self.context.workspace, _("The answer is taken back.")
            attempt(self.context, lambda: answers.forget_answer(workspace, kept), words)


def _plan_words(plan: Plan) -> str:
    parts = [word_for(plan.kind) if plan.kind else "", word_for(plan.network) if plan.network else ""]
    kind = ", ".join(part for part in parts if part) or _("kind not known yet")
    if plan.name:
        return _("Plan: {name} ({kind})").format(name=plan.name, kind=kind)
    return _("Plan: {kind}").format(kind=kind)
