"""Verdict cards: what the rules say about one topic of this visit, why, what to do, and where that is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base import language
from caseorg.base.language import _, money
from caseorg.domain.letter import LetterKind
from caseorg.rules.changes import Change
from caseorg.rules.costs import CostRange, Estimate
from caseorg.rules.schema import Action, Basis, VerdictAnswer
from caseorg.rules.verdicts import RuleShown, Verdict
from caseorg.services.coverage import FactLine
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.chip import Chip, Status
from caseorg.ui.widgets.cost_bar import Amounts, CostBar
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.page import PageContext


class CardPage(Protocol):
    """What a card needs of the page it stands on."""

    context: PageContext

    def known_facts(self) -> Mapping[str, FactLine]:
        """Return the facts, by name."""

    def call_plan(self) -> None:
        """Lead to the call with the plan."""

    def call_office(self) -> None:
        """Lead to the call with the second doctor's office."""

    def open_papers(self) -> None:
        """Lead to the plan's papers."""

    def make_letter(self, kind: LetterKind) -> None:
        """Start the letter that a card names."""

    def ask_facts(self, names: Iterable[str]) -> None:
        """Ask what somebody said about some facts."""

    def switch_rule(self, topic: str) -> None:
        """Show or hide the rule of a card."""


_STATUS = {
    VerdictAnswer.likely_yes: (Status.ok, ""),
    VerdictAnswer.yes_if_first: (Status.warn, ""),
    VerdictAnswer.cannot_tell: (Status.ask, ""),
    VerdictAnswer.likely_no: (Status.bad, ""),
    VerdictAnswer.papers_decide: (Status.info, "book-open"),
}


def answer_words(answer: VerdictAnswer) -> str:
    """Return the words of a verdict."""
    return {
        VerdictAnswer.likely_yes: _("Likely yes"),
        VerdictAnswer.yes_if_first: _("Yes, if you do this first"),
        VerdictAnswer.cannot_tell: _("Can't tell yet"),
        VerdictAnswer.likely_no: _("Likely no, or you may pay more"),
        VerdictAnswer.papers_decide: _("Your plan's papers decide"),
    }[answer]


def answer_chip(answer: VerdictAnswer) -> Chip:
    """Make the word of a verdict with its icon."""
    status, icon = _STATUS[answer]
    return Chip(answer_words(answer), status, icon=icon)


class VerdictCard(Card):
    """One card. Its rule is hidden until it is asked for."""

    def __init__(
        self,
        page: CardPage,
        verdict: Verdict,
        *,
        was: VerdictAnswer | None,
        shows_rule: bool,
        costs: CostRange | None,
        change: Change | None,
    ) -> None:
        """Make it.

        Args:
            page: The page, which does what the buttons say.
            verdict: What the rules say.
            was: What the card said before an answer changed it today.
            shows_rule: Whether the rule is open.
            costs: What the visit may cost, for the card about that.
            change: What would make the answer better, if anything the person can do.
        """
        self._page, self._verdict = page, verdict
        self._words = verdict.words.in_language(language.current())
        name = f"coverage.card.{verdict.topic}"
        answer = answer_words(verdict.answer)
        super().__init__(self._words.headline, answer, name=name)
        top = FlowRow(answer_chip(verdict.answer), Label(self._words.topic, Role.small, "text.secondary"))
        self.body.insertWidget(0, top)
        if was is not None:
            changed = _("Changed today: was “{answer}”").format(answer=answer_words(was))
            label = Label(changed, Role.label)
            label.setObjectName(f"{name}.changed")
            self.body.insertWidget(1, label)
        self.body.addWidget(Label(_("Why: {why}").format(why=self._words.why)))
        if to_do := self._to_do():
            self.body.addWidget(Label(_("What to do: {to_do}").format(to_do=to_do)))
        if change is not None:
            self.body.addWidget(Label(change_words(change)))
        for part in self._may_pay(costs):
            self.body.addWidget(part)
        self._add_buttons(name, shows_rule=shows_rule)
        for line in self._sources():
            self.body.addWidget(Label(line, Role.small, "text.secondary"))
        if shows_rule:
            self.body.addWidget(_rule(page, verdict, f"{name}.the_rule"))

    def _is_for_the_person(self) -> bool:
        """Tell whether only the person or an office can say what the card waits for, so that the plan is no help."""
        known = self._page.known_facts()
        needs = [known[name] for name in self._verdict.needs if name in known]
        return not self._verdict.rules and bool(needs) and not any(line.can_ask_plan for line in needs)

    def _to_do(self) -> str:
        if self._verdict.action is Action.ask_plan and self._is_for_the_person():
            return _("Answer this question yourself. “Not sure” is fine.")
        return self._words.to_do

    def _may_pay(self, costs: CostRange | None) -> Iterator[QWidget]:
        if self._words.may_pay:
            yield Label(_("What you may pay: {words}").format(words=self._words.may_pay))
        if costs is not None:
            yield from cost_parts(costs, self._page.known_facts(), "coverage.cost_bar")

    def _add_buttons(self, name: str, *, shows_rule: bool) -> None:
        page, verdict = self._page, self._verdict
        row = FlowRow(name=f"{name}.buttons")
        words, act = _action(page, verdict)
        if words and not (verdict.action is Action.ask_plan and self._is_for_the_person()):
            row.add(Button(words, act, name=f"{name}.do", spoken=_spoken(words, self._words.topic)))
        if verdict.needs:
            know = _("I know the answer")
            row.add(
                Button(
                    know, lambda: page.ask_facts(verdict.needs), kind=ButtonKind.quiet, name=f"{name}.know",
                    spoken=_spoken(know, self._words.topic),
                )
            )  # fmt: skip
        if verdict.rules or verdict.beside:
            shown = _("Hide the rule") if shows_rule else _("Show the rule")
            row.add(
                LinkButton(
                    shown, lambda: page.switch_rule(verdict.topic), icon="chevron-down", name=f"{name}.rule",
                    spoken=_spoken(shown, self._words.topic),
                )
            )  # fmt: skip
        self.body.addWidget(row)
        row.setVisible(bool(row.widgets()))

    def _sources(self) -> Iterator[str]:
        verdict, code = self._verdict, language.current()
        shown = verdict.citations if self._page.context.preferences.settings.show_sources else ()
        for citation in shown:
            yield _("Source: {place}. {checked}").format(place=citation.place, checked=citation.in_words(code))
        if not verdict.rules:
            yield from self._missing()
        elif not verdict.citations:
            yield _source_without_cite(verdict)
        if stale := verdict.stale_words(self._page.context.today(), code):
            yield stale

    def _missing(self) -> Iterator[str]:
        """Name the questions a card waits for."""
        known = self._page.known_facts()
        questions = [known[name].question for name in self._verdict.needs if name in known]
        if questions:
            yield _("We still need to know: {questions}").format(questions=" ".join(questions))


def _spoken(words: str, topic: str) -> str:
    """Say on which card a button is: many have the same words."""
    return _("{button}: {topic}").format(button=words, topic=topic)


def _source_without_cite(verdict: Verdict) -> str:
    bases = {rule.basis for rule in verdict.rules}
    if Basis.told in bases:
        return _("Source: what you were told. It is in “What we know”.")
    return _("Source: how most plans work. Your plan's papers say it for sure.")


def _action(page: CardPage, verdict: Verdict) -> tuple[str, Callable[[], object] | None]:
    """Return the words of the main button and what it does; no words where the app can't do it."""
    action = verdict.action
    if action in (Action.ask_plan, LetterKind.call_script):
        return _("Ask my plan"), page.call_plan
    if action is Action.ask_office:
        return _("Ask the office"), page.call_office
    if action is Action.read_papers:
        return _("Look in my papers"), page.open_papers
    if isinstance(action, LetterKind):
        return _LETTERS.get(action, lambda: _("Make the letter"))(), lambda: page.make_letter(action)
    return "", None


_LETTERS: dict[LetterKind, Callable[[], str]] = {
    LetterKind.referral_note: lambda: _("Make the referral note"),
    LetterKind.network_exception: lambda: _("Ask for a network exception"),
    LetterKind.prior_approval: lambda: _("Make the prior approval request"),
    LetterKind.prior_approval_note: lambda: _("Make a note to the office"),
    LetterKind.appeal: lambda: _("Go to my denials and appeals"),
    LetterKind.external_review: lambda: _("Go to my denials and appeals"),
}


# “Show the rule”


def _rule(page: CardPage, verdict: Verdict, name: str) -> QWidget:
    """Make the full text of the rules behind a card, the citation, whom they are for and what would change them."""
    box = QWidget()
    box.setObjectName(name)
    column = QVBoxLayout(box)
    set_gaps(column, gap=8)
    for rule in verdict.rules:
        for part in _one_rule(rule):
            column.addWidget(part)
    for words in _who(page, verdict):
        column.addWidget(Label(words))
    if verdict.beside:
        column.addWidget(Label(_("A general rule that stands behind this"), Role.label))
        for rule in verdict.beside:
            for part in _one_rule(rule):
                column.addWidget(part)
    return box


def _one_rule(rule: RuleShown) -> Iterator[QWidget]:
    code = language.current()
    text = rule.words.in_language(code)
    yield Label(text.title, Role.label)
    yield Label(page_words(text.text))
    for citation in rule.citations:
        place = _("Where it is written: {place}. {checked}")
        yield Label(place.format(place=citation.place, checked=citation.in_words(code)), Role.small, "text.secondary")
    if text.changes_if:
        yield Label(_("What would change this: {words}").format(words=page_words(text.changes_if)))


def page_words(text: str) -> str:
    """Return a rule's own text with words for the names it leaves open."""
    from caseorg.rules.placeholders import NO_NAMES

    return NO_NAMES.fill(text, language.current())


def _who(page: CardPage, verdict: Verdict) -> Iterator[str]:
    """Say which of the person's own answers made the rule apply."""
    known, vocabulary = page.known_facts(), page.context.workspace.library.vocabulary
    names: dict[str, None] = {}
    for name in verdict.facts:
        # A fact that follows from others, as the law on a plan does, is told by those.
        follows = vocabulary[name].follows if name in vocabulary else ()
        names |= dict.fromkeys([name, *(each for case in follows for each in case.when)])
    used = [known[name] for name in names if name in known and known[name].is_known]
    if used:
        yield _("It applies to you because you told us:")
    for line in used:
        yield _("• {question} {answer}.").format(question=line.question, answer=line.answer.rstrip("."))


def change_words(change: Change) -> str:
    """Say what would make a card better, and what it would then say."""
    first, *more = change.in_words(language.current())
    what = _("{first}, and {second}").format(first=first, second=more[0]) if more else first
    sentence = _("What would change this: {change}. Then: {answer}.")
    return sentence.format(change=what, answer=answer_words(change.answer))


# What it may cost


def cost_parts(costs: CostRange, facts: Mapping[str, FactLine], name: str) -> Iterator[QWidget]:
    """Draw what the visit may cost, say it with its sums, and name what is not known."""
    ends = [end.cents if end else None for end in (costs.best, costs.likely, costs.worst)]
    amounts = Amounts(*ends, no_upper_limit=costs.no_upper_limit)
    if amounts.is_a_range:
        yield CostBar(amounts, name=name)
    for line in cost_lines(costs):
        yield Label(line)
    if unknown := [facts[fact].question for fact in costs.unknown if fact in facts]:
        yield Label(
            _("To know it better: {questions}").format(questions=" ".join(unknown)), Role.small, "text.secondary"
        )


def cost_lines(costs: CostRange) -> Iterator[str]:
    """Say what the visit may cost, always “about”, with the sum."""
    likely = costs.likely
    if likely is not None:
        yield _("You may pay about {amount}: {sum}.").format(amount=money(likely.cents), sum=_sum(likely))
    if costs.best is not None and (likely is None or costs.best.cents < likely.cents):
        best = _("At best you may pay about {amount}: {sum}.")
        yield best.format(amount=money(costs.best.cents), sum=_sum(costs.best))
    if costs.worst is not None and costs.worst.cents > (likely or costs.best or costs.worst).cents:
        worst = _("At worst about {amount}: {sum}.")
        yield worst.format(amount=money(costs.worst.cents), sum=_sum(costs.worst))
    if costs.no_upper_limit:
        yield _("We know no upper limit, since the doctor may bill you for the rest.")


def _sum(estimate: Estimate) -> str:
    return "; ".join(line.in_words(language.current()) for line in estimate.lines)
