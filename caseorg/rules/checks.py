"""What a rule must be besides well formed: its names exist, its figures are cited, and its words promise nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from caseorg.domain.citation import Citation, Evidence
from caseorg.domain.document import DocumentKind
from caseorg.rules.conditions import Condition, Conditions
from caseorg.rules.index import Library
from caseorg.rules.ladder import ChecklistRule, StepRule
from caseorg.rules.placeholders import NAMES
from caseorg.rules.schema import Basis, CostTerms, DeadlineRule, Rule, VerdictRule
from caseorg.rules.sheet import Sheet
from caseorg.rules.slips import Slip, did_you_mean, file_of
from caseorg.rules.tables import State
from caseorg.rules.vocabulary import Fact
from caseorg.rules.wording import banned_words

_PLACEHOLDER = re.compile(r"{([^{}]*)}")
_OTHER_CHARGES = ("none", "unlimited")
# An amount, a share or a time in a sentence: somebody has to have written it somewhere.
_NUMBER = (
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez"
    r"|doce|treinta)"
)
_FIGURE = re.compile(
    rf"\$ ?\d[\d,.]*|{_NUMBER} ?(?:%|(?:percent|of every 100|dollars?|(?:work|business |calendar )?days?|hours?|months?"
    r"|weeks?|years?)\b|(?:por ciento|de cada 100|dólar(?:es)?|días?|horas?|mes(?:es)?|semanas?|años?)\b)",
    re.IGNORECASE,
)


def slips_in(library: Library) -> list[Slip]:
    """Return every slip of every rule, fact and topic that shows without running an example."""
    slips: list[Slip] = []
    for rule in library.rules.values():
        slips += _Checker(library, rule).slips()
    for fact in library.vocabulary:
        slips += _slips_of_fact(fact, library)
    for name, topic in library.topics.items():
        for language, text in (("en", topic.en), ("es", topic.es)):
            slips += _wording("topics.toml", f"{name}.{language}", text, language, ())
    return slips


def slips_of_dates(library: Library, states: Iterable[State], today: date) -> list[Slip]:
    """Return the sources that were checked on a day that has not come yet: of rules, of figures, and of states."""
    checked = [
        (file_of(rule.id), f"cite[{number}]", cite.checked_on)
        for rule in library.rules.values()
        for number, cite in enumerate(rule.cite, 1)
    ]
    checked += [
        ("figures", f"{name}.years[{number}]", year.checked_on)
        for name, figure in library.figures.items()
        for number, year in enumerate(figure.years, 1)
    ]
    checked += [
        (f"states/{state.code}.toml", f"cell[{number}]", cell.checked_on)
        for state in states
        for number, cell in enumerate(state.cell, 1)
    ]
    return [Slip(file, f"{key}.checked_on", "this day has not come yet.") for file, key, day in checked if day > today]


def _slips_of_fact(fact: Fact, library: Library) -> Iterator[Slip]:
    for case in fact.follows:
        yield from _conditions("facts.toml", f"{fact.name}.follows", case.when, library)
    yield from _conditions("facts.toml", f"{fact.name}.ask_when", fact.ask_when, library)
    for language, text in (("en", fact.en), ("es", fact.es)):
        yield from _wording("facts.toml", f"{fact.name}.{language}", text, language, ())
        for name in _PLACEHOLDER.findall(text.on_the_phone):
            if name not in NAMES:
                key = f"{fact.name}.{language}.on_the_phone"
                yield Slip("facts.toml", key, f"there is no “{{{name}}}”.{did_you_mean(name, NAMES)}")


def _conditions(file: str, under: str, when: Conditions, library: Library) -> Iterator[Slip]:
    for name, condition in when.items():
        yield from _fact_name(file, f"{under}.{name}", name, library)
        if name in library.vocabulary:
            yield from _condition(file, f"{under}.{name}", library.vocabulary[name], condition, library)


def _fact_name(file: str, key: str, name: str, library: Library) -> Iterator[Slip]:
    if name not in library.vocabulary:
        near = library.vocabulary.suggest(name)
        yield Slip(file, key, f"there is no fact “{name}”." + (f" Did you mean “{near}”?" if near else ""))


def _condition(file: str, key: str, fact: Fact, condition: Condition, library: Library) -> Iterator[Slip]:
    for value in condition.named_values:
        try:
            fact.read(value, library.vocabulary.states)
        except ValueError as error:
            yield Slip(file, key, str(error))
    for bound in condition.bounds:
        if isinstance(bound, date) != (fact.type == "date") or fact.type in ("choice", "state"):
            yield Slip(file, key, f"a fact of type {fact.type} is not compared like this.")


def _wording(file: str, key: str, text: Sheet, language: str, cites: tuple[Citation, ...]) -> Iterator[Slip]:
    for field, value in dict(text).items():
        sentences = value.values() if isinstance(value, dict) else [value]
        for sentence in sentences:
            for word, because in banned_words(sentence, language, cites):
                yield Slip(file, f"{key}.{field}", f"it says “{word}”: {because}.")


class _Checker:
    """Goes through one rule."""

    def __init__(self, library: Library, rule: Rule) -> None:
        self._library = library
        self._rule = rule
        self._file = file_of(rule.id)

    def slips(self) -> Iterator[Slip]:
        rule = self._rule
        yield from _conditions(self._file, "when", rule.when, self._library)
        yield from self._names("in_force.by", [rule.in_force.by] if rule.in_force else [])
        yield from self._groups()
        yield from self._cites()
        yield from self._texts()
        if isinstance(rule, VerdictRule):
            yield from self._verdict(rule)
        elif isinstance(rule, DeadlineRule):
            yield from self._deadline(rule)
        elif isinstance(rule, StepRule):
            yield from self._step(rule)
        elif isinstance(rule, ChecklistRule):
            yield from self._checklist(rule)

    def _slip(self, key: str, sentence: str) -> Slip:
        return Slip(self._file, key, sentence)

    def _names(self, key: str, names: Iterable[str | None], of_type: str | None = None) -> Iterator[Slip]:
        for name in names:
            if name is None:
                continue
            yield from _fact_name(self._file, key, name, self._library)
            if of_type and name in self._library.vocabulary and self._library.vocabulary[name].type != of_type:
                yield self._slip(key, f"“{name}” is not of type {of_type}.")

    def _groups(self) -> Iterator[Slip]:
        groups = self._rule.groups - {"denial"} if "appeal" in self._rule.groups else self._rule.groups
        if len(groups) > 1:
            yield self._slip("when", f"one rule looks at one kind of record, and not at {', '.join(sorted(groups))}.")

    def _cites(self) -> Iterator[Slip]:
        must = self._rule.must_settle()
        known = {key.partition("@")[0] for key in must} | set(must) | self._rule.may_settle()
        for number, cite in enumerate(self._rule.cite, 1):
            for key in cite.settles:
                if key not in known:
                    sentence = f"this rule has no “{key}” to settle.{did_you_mean(key, known)}"
                    yield self._slip(f"cite[{number}].settles", sentence)
        for key in must:
            if self._rule.evidence_of(key) is None:
                yield self._slip("cite", f"nothing settles “{key}”.")

    def _texts(self) -> Iterator[Slip]:
        for language in ("en", "es"):
            text: Sheet = getattr(self._rule, language)
            yield from _wording(self._file, language, text, language, self._rule.citations)
            for field, sentence in dict(text).items():
                for name in _PLACEHOLDER.findall(sentence):
                    yield from self._placeholder(f"{language}.{field}", field, name)
                if not self._rule.cite and (figure := _FIGURE.search(sentence)):
                    yield self._slip(
                        f"{language}.{field}", f"“{figure.group(0)}” is a figure, and no cite stands for it."
                    )
        for field, sentence in dict(self._rule.en).items():  # type: ignore[attr-defined]
            if bool(sentence) != bool(getattr(self._rule.es, field)):  # type: ignore[attr-defined]
                language = "es" if sentence else "en"
                yield self._slip(f"{language}.{field}", "this text is missing: the other language has it.")

    def _placeholder(self, key: str, field: str, name: str) -> Iterator[Slip]:
        if name in self._library.figures:
            if field != "may_pay":
                yield self._slip(key, f"the figure “{name}” can stand in “may_pay” only: its year may be unknown.")
        elif name not in NAMES:
            yield self._slip(key, f"there is no “{{{name}}}”.{did_you_mean(name, [*NAMES, *self._library.figures])}")

    def _verdict(self, rule: VerdictRule) -> Iterator[Slip]:
        topics = self._library.topics
        if rule.topic not in topics:
            yield self._slip("topic", f"there is no topic “{rule.topic}”.{did_you_mean(rule.topic, topics)}")
        yield from self._names("told_by", rule.told_by)
        yield from self._names("asks", rule.asks)
        if (rule.basis is Basis.told) != bool(rule.told_by):
            yield self._slip(
                "told_by", "a rule with the basis “told” names the facts that somebody told, and no other does."
            )
        if rule.answer.is_firm and rule.evidence_of("answer") is Evidence.memory:
            yield self._slip("answer", f"“{rule.answer}” is a firm answer, and memory alone never gives one.")
        if rule.cost:
            yield from self._cost(rule.cost)

    def _cost(self, cost: CostTerms) -> Iterator[Slip]:
        figures = self._library.figures
        for key in ("deductible", "share", "copay", "limit", "deductible_met", "limit_met", "above_allowed"):
            name = getattr(cost, key)
            if name is None or name in figures or (key == "above_allowed" and name in _OTHER_CHARGES):
                continue
            if name not in self._library.vocabulary:
                known = [*figures, *(fact.name for fact in self._library.vocabulary)]
                yield self._slip(f"cost.{key}", f"there is no fact or figure “{name}”.{did_you_mean(name, known)}")

    def _deadline(self, rule: DeadlineRule) -> Iterator[Slip]:
        table = rule.deadline
        starts = [*table.count_from, *(name for term in table.terms for name in term.count_from or ())]
        yield from self._names("deadline.count_from", starts, "date")
        for key in ("letter_says", "pick_terms_by", "or_if_later", "done_when"):
            yield from self._names(f"deadline.{key}", [getattr(table, key)], "date")
        told_on = table.extend.if_told_on if table.extend else None
        yield from self._names("deadline.extend.if_told_on", [told_on], "date")
        yield from self._names("deadline.state_by", [table.state_by], "state")
        for presumption in [table.presume_received, *(term.presume_received for term in table.terms)]:
            if presumption is not None and presumption != "no":
                yield from self._names("deadline.presume_received.after", [presumption.after], "date")
                yield from self._names("deadline.presume_received.unless", [presumption.unless], "choice")

    def _step(self, rule: StepRule) -> Iterator[Slip]:
        step, rules = rule.step, self._library.rules
        for key, names, kind in (
            ("leads_here", step.leads_here, StepRule),
            ("file_by", step.file_by, DeadlineRule),
            ("answer_by", step.answer_by, DeadlineRule),
        ):
            for name in names:
                if not isinstance(rules.get(name), kind):
                    known = [rule_id for rule_id, other in rules.items() if isinstance(other, kind)]
                    yield self._slip(f"step.{key}", f"there is no such rule: “{name}”.{did_you_mean(name, known)}")
        if step.amount is not None and step.amount not in self._library.figures:
            near = did_you_mean(step.amount, self._library.figures)
            yield self._slip("step.amount", f"there is no figure “{step.amount}”.{near}")
        if step.denial_level is not None:
            levels = self._library.vocabulary["denial.level"].choices
            if step.denial_level not in levels:
                yield self._slip("step.denial_level", f"this is none of: {', '.join(levels)}.")

    def _checklist(self, rule: ChecklistRule) -> Iterator[Slip]:
        kinds = [kind.value for kind in DocumentKind]
        for item in rule.item:
            yield from self._names(f"item.{item.id}.fact", [item.fact])
            if item.document is not None and item.document not in kinds:
                near = did_you_mean(item.document, kinds)
                yield self._slip(f"item.{item.id}.document", f"there is no kind of document “{item.document}”.{near}")
            for language, sentence in (("en", item.en), ("es", item.es)):
                for word, because in banned_words(sentence, language, rule.citations):
                    yield self._slip(f"item.{item.id}.{language}", f"it says “{word}”: {because}.")
