"""The one way in: from what is known of a case to verdicts, dates, and what to ask next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from uuid import UUID

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.deadline import DateChange, Deadline
from caseorg.domain.letter import LetterKind
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record
from caseorg.rules.changes import Change, better_with
from caseorg.rules.conditions import Holds, judge
from caseorg.rules.costs import CostRange, cost_range
from caseorg.rules.deadlines import count_deadline, way_of, with_change, without_stand_ins
from caseorg.rules.facts import CaseFacts, Facts, facts_given, facts_of, plan_of_record
from caseorg.rules.following import card_of, choose
from caseorg.rules.index import Library
from caseorg.rules.ladder import StepRule
from caseorg.rules.placeholders import NO_NAMES, names_of
from caseorg.rules.schema import DeadlineRule
from caseorg.rules.verdicts import Matter, OpenRule, TopicResult, Verdict, is_in_force, judge_topics


@dataclass(frozen=True)
class LadderStep:
    """One rung of the ladder of one denial, with the dates of both sides that are known."""

    rule: StepRule
    about: UUID | None
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True)
class Assessment:
    """What the rules make of one case on one day.

    `needs` are facts to ask about, the one that settles most first. `letters` are kinds of letter that make sense now.
    """

    today: date
    verdicts: tuple[Verdict, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    needs: tuple[str, ...] = ()
    letters: tuple[LetterKind, ...] = ()
    costs: CostRange | None = None
    steps: tuple[LadderStep, ...] = ()
    facts: CaseFacts | None = None
    matter: Matter | None = field(default=None, repr=False, compare=False)

    @cached_property
    def changes(self) -> Mapping[str, Change]:
        """What would make each card better, by topic; worked out when somebody asks."""
        if self.matter is None:
            return {}
        found = ((verdict.topic, better_with(verdict, self.matter)) for verdict in self.verdicts)
        return {topic: change for topic, change in found if change is not None}

    def verdict(self, topic: str) -> Verdict | None:
        """Return the card of one topic, or None where there is none."""
        return next((verdict for verdict in self.verdicts if verdict.topic == topic), None)

    def facts_about(self, record: Record | None) -> Facts | None:
        """Return the facts as a denial or a prior approval sees them, by its own plan; the case's for anything else."""
        records = self.facts.of_records.values() if self.facts else ()
        seen = (each for group in records for each in group if record and each.record_id == record.id)
        mine = next(seen, None)
        return mine.facts if mine else self.facts.facts if self.facts else None

    def deadlines_about(self, record_id: UUID) -> tuple[Deadline, ...]:
        """Return the dates that were counted for one record."""
        return tuple(deadline for deadline in self.deadlines if deadline.about == record_id)


def assess(snapshot: CaseSnapshot, library: Library, today: date, coverage: Coverage | None = None) -> Assessment:
    """Judge a case as it stands in the case file, by the plan that pays first or by the one whose card is given.

    What names another plan than the one that pays first, such as a denial of it, has its dates and its ladder by the
    law of its own plan, and they stand beside the others.
    """
    if coverage is not None:
        return _by_one_plan(snapshot, library, today, coverage)
    first = _by_one_plan(snapshot, library, today, None)
    others = [_by_one_plan(snapshot, library, today, card_of(snapshot, plan)) for plan in _named(snapshot, today)]
    if not others:
        return first
    deadlines = [*first.deadlines, *(date for other in others for date in other.deadlines if date.about)]
    return replace(
        first,
        needs=tuple(dict.fromkeys([*first.needs, *(name for other in others for name in _of_denials(other.needs))])),
        facts=first.facts.with_records_of(other.facts for other in others if other.facts) if first.facts else None,
        deadlines=tuple(sorted(deadlines, key=_when)),
        steps=(*(step for step in first.steps if step.about or not any(other.steps for other in others)),
               *(step for other in others for step in other.steps if step.about)),
        letters=tuple(dict.fromkeys([*first.letters, *(letter for one in deadlines for letter in _of_open(one))])),
    )  # fmt: skip


def _by_one_plan(snapshot: CaseSnapshot, library: Library, today: date, coverage: Coverage | None) -> Assessment:
    facts = facts_of(snapshot, library.vocabulary, today, coverage)
    plan = choose(snapshot, today, coverage).plan
    return judged(Matter(facts, names_of(snapshot, plan), library, today), snapshot.date_changes)


def _of_denials(names: Iterable[str]) -> Iterator[str]:
    """Give what is asked about letters; what is asked of a further plan itself is asked when it is looked at."""
    return (name for name in names if name.startswith("denial."))


def _named(snapshot: CaseSnapshot, today: date) -> tuple[Plan, ...]:
    """Return the further plans that a denial or a prior approval names."""
    first = choose(snapshot, today).plan
    named = {plan_of_record(record, snapshot) for record in (*snapshot.denials, *snapshot.prior_authorizations)}
    return tuple(plan for plan in snapshot.plans if plan.id in named and plan != first)


def assess_facts(given: Mapping[str, object], library: Library, today: date) -> Assessment:
    """Judge a case of which only these facts are known.

    Raises:
        BadFactsError: With one sentence for each unknown name and each value that cannot be.
    """
    return judged(Matter(facts_given(given, library.vocabulary), NO_NAMES, library, today))


def judged(matter: Matter, changes: Iterable[DateChange] = ()) -> Assessment:
    """Judge facts however they came about, with the dates that a person changed by hand."""
    topics = judge_topics(matter)
    deadlines, open_deadlines = _deadlines(matter, tuple(changes))
    applied = [rule for result in topics for rule in result.applied]
    costs = cost_range(applied, matter.facts.facts, matter.library, matter.today)
    open_rules = [*(rule for result in topics for rule in result.open_rules), *open_deadlines]
    return Assessment(
        today=matter.today,
        verdicts=tuple(result.verdict for result in topics),
        deadlines=deadlines,
        needs=_in_asking_order(open_rules, topics, costs, matter),
        letters=_letters(topics, deadlines),
        costs=costs,
        steps=_steps(matter, deadlines),
        facts=matter.facts,
        matter=matter,
    )


def _deadlines(matter: Matter, changes: tuple[DateChange, ...]) -> tuple[tuple[Deadline, ...], list[OpenRule]]:
    found: list[tuple[DeadlineRule, Deadline]] = []
    still_open: list[tuple[DeadlineRule, UUID | None, OpenRule]] = []
    for rule in matter.sifted.standing(matter.library.deadline_shelf):
        for seen in matter.facts.seen_by(rule.groups):
            counted = count_deadline(rule, seen, matter.library, matter.today)
            if isinstance(counted, Deadline):
                found.append((rule, counted))
            elif counted is not None:
                still_open.append((rule, seen.record_id, counted))
    way = way_of(matter.facts.facts)
    deadlines = [with_change(deadline, changes, way) for deadline in without_stand_ins(found)]
    deadlines.sort(key=_when)
    # Where a rule gives the date of a letter, nothing is asked for what would stand in for it.
    given = {(rule.deadline.stands_for, deadline.about) for rule, deadline in found}
    asking = [
        open_rule
        for rule, about, open_rule in still_open
        if not (rule.deadline.only_if_no_other and (rule.deadline.stands_for, about) in given)
    ]
    return tuple(deadlines), asking


def _in_asking_order(
    open_rules: Iterable[OpenRule], topics: Iterable[TopicResult], costs: CostRange | None, matter: Matter
) -> tuple[str, ...]:
    """Put first what settles most: an answer counts for each open rule, and for less where more is missing."""
    weight: dict[str, float] = {}
    for open_rule in open_rules:
        for name in open_rule.needs:
            weight[name] = weight.get(name, 0.0) + 1 / len(open_rule.needs)
    for result in topics:
        for name in result.verdict.needs:
            weight.setdefault(name, 0.0)
    for name in matter.facts.facts.to_ask(costs.unknown) if costs else ():
        weight.setdefault(name, 0.0)
    position = matter.library.vocabulary.position
    return tuple(sorted(weight, key=lambda name: (-round(weight[name], 6), position(name))))


def _letters(topics: Iterable[TopicResult], deadlines: Iterable[Deadline]) -> tuple[LetterKind, ...]:
    found = [letter for result in topics for letter in result.verdict.letters]
    found += [letter for deadline in deadlines for letter in _of_open(deadline)]
    return tuple(dict.fromkeys(found))


def _of_open(deadline: Deadline) -> tuple[LetterKind, ...]:
    return deadline.letters if deadline.done_on is None else ()


def _when(deadline: Deadline) -> tuple[date, str]:
    return (deadline.last_day or deadline.send_by or date.max, deadline.id)


def _steps(matter: Matter, deadlines: tuple[Deadline, ...]) -> tuple[LadderStep, ...]:
    """Give each denial its ladder; without a denial, the ladder there would be."""
    records = matter.facts.of_records.get("denial", ())
    seen = [(record.record_id, record.facts) for record in records] or [(None, matter.facts.facts)]
    standing = sorted(matter.sifted.standing(matter.library.step_shelf), key=lambda rule: (rule.step.order, rule.id))
    found: list[LadderStep] = []
    for about, facts in seen:
        for rule in standing:
            if judge(rule.when, facts).holds is Holds.yes and is_in_force(rule, facts, matter.today):
                names = {*rule.step.file_by, *rule.step.answer_by}
                mine = tuple(one for one in deadlines if one.rule in names and about in (None, one.about))
                found.append(LadderStep(rule, about, mine))
    return tuple(found)


@dataclass(frozen=True)
class Comparison:
    """What a change of facts changed: cards before and after, and dates that moved, came or went."""

    verdicts: tuple[tuple[Verdict | None, Verdict | None], ...]
    deadlines: tuple[tuple[Deadline | None, Deadline | None], ...]

    @property
    def moved(self) -> tuple[tuple[Deadline, Deadline], ...]:
        """Return the dates that were there before and now fall on another day."""
        return tuple((old, new) for old, new in self.deadlines if old is not None and new is not None)


def compare(before: Assessment, after: Assessment) -> Comparison:
    """Tell which cards have another answer and which dates another day."""
    old_cards = {verdict.topic: verdict for verdict in before.verdicts}
    new_cards = {verdict.topic: verdict for verdict in after.verdicts}
    cards = [(old_cards.get(topic), new_cards.get(topic)) for topic in dict.fromkeys([*old_cards, *new_cards])]
    old_dates = {deadline.id: deadline for deadline in before.deadlines}
    new_dates = {deadline.id: deadline for deadline in after.deadlines}
    dates = [(old_dates.get(key), new_dates.get(key)) for key in dict.fromkeys([*old_dates, *new_dates])]
    return Comparison(
        tuple((old, new) for old, new in cards if (old and old.answer) != (new and new.answer)),
        tuple((old, new) for old, new in dates if _day(old) != _day(new)),
    )


def _day(deadline: Deadline | None) -> tuple[date | None, date | None] | None:
    return (deadline.last_day, deadline.send_by) if deadline else None
