"""Counting, and the steps to show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from caseorg.domain import dates
from caseorg.domain.citation import Citation, Evidence, weakest
from caseorg.domain.counting import CountingStep, Period, PeriodUnit, StepKind
from caseorg.domain.dates import ClosedBecause, NoSuchDay
from caseorg.domain.deadline import DateChange, Deadline, Who
from caseorg.domain.letter import SendingWay
from caseorg.rules.conditions import Holds, judge
from caseorg.rules.facts import Facts, RecordFacts
from caseorg.rules.index import Library
from caseorg.rules.schema import DeadlineRule, IfClosedDay, Presumption, Term
from caseorg.rules.verdicts import OpenRule, is_in_force


@dataclass(frozen=True)
class Start:
    """The day a clock starts on, the fact it came from, and the steps that led there."""

    fact: str
    day: date
    steps: tuple[CountingStep, ...]


@dataclass(frozen=True)
class Count:
    """Where a count came out, before the person's own letter and hand are looked at."""

    start: Start
    period: Period
    lands_on: date
    last_day: date
    moved_because: ClosedBecause | None
    evidence: Evidence | None
    citations: tuple[Citation, ...]
    steps: tuple[CountingStep, ...]

    @property
    def is_confirmed(self) -> bool:
        """Tell whether more than memory stands behind it, so that it may name a last day."""
        return self.evidence is not Evidence.memory


@dataclass(frozen=True)
class _Allowed:
    """How long the clock runs, and what stands behind that."""

    period: Period
    evidence: Evidence | None
    citations: tuple[Citation, ...] = ()


@dataclass
class _Needs:
    """The facts without which a clock cannot be counted."""

    names: list[str] = field(default_factory=list)


def count_deadline(rule: DeadlineRule, seen: RecordFacts, library: Library, today: date) -> Deadline | OpenRule | None:
    """Count one deadline for one record; say what is missing, or nothing where the rule is silent."""
    facts = seen.facts
    judgement = judge(rule.when, facts)
    if judgement.holds is Holds.no or not is_in_force(rule, facts, today):
        return None
    if judgement.holds is Holds.needs:
        return OpenRule(rule, facts.to_ask(judgement.missing))
    return count_as_applying(rule, seen, library)


def count_as_applying(rule: DeadlineRule, seen: RecordFacts, library: Library) -> Deadline | OpenRule | None:
    """Count a deadline of a rule that is known to apply."""
    facts, table = seen.facts, rule.deadline
    needs = _Needs()
    letter_day = facts.day(table.letter_says) if table.letter_says else None
    count = _count(rule, facts, library, needs)
    if count is None and letter_day is None:
        return OpenRule(rule, facts.to_ask(needs.names)) if needs.names else None
    return _deadline(rule, seen, count, letter_day)


def without_stand_ins(found: Iterable[tuple[DeadlineRule, Deadline]]) -> list[Deadline]:
    """Leave out a deadline that stands in only where no nearer rule gives the date of the same letter or act.

    A rule that is no stand-in is nearest; among stand-ins it is the one with more conditions.
    """
    counted = list(found)
    nearest: dict[tuple[str, UUID | None], tuple[bool, int]] = {}
    for rule, deadline in counted:
        meant = (rule.deadline.stands_for, deadline.about)
        nearest[meant] = max(nearest.get(meant, _nearness(rule)), _nearness(rule))
    return [
        deadline
        for rule, deadline in counted
        if not rule.deadline.only_if_no_other or _nearness(rule) == nearest[(rule.deadline.stands_for, deadline.about)]
    ]


def _nearness(rule: DeadlineRule) -> tuple[bool, int]:
    return (not rule.deadline.only_if_no_other, len(rule.when))


def with_change(deadline: Deadline, changes: Iterable[DateChange], way: SendingWay) -> Deadline:
    """Apply what a person changed by hand, or marked as done; the date as it was counted is kept inside."""
    mine = [change for change in changes if change.deadline_id == deadline.id]
    if not mine:
        return deadline
    change = max(mine, key=lambda one: (one.changed_on or date.min, one.done_on or date.min))
    changed = replace(deadline, change=change, done_on=change.done_on or deadline.done_on)
    if change.new_day is None:
        return changed
    step = CountingStep(StepKind.changed, day=change.new_day, reason=change.reason)
    send_by = dates.send_by(change.new_day, way) if deadline.is_mine else None
    # When to send our own day is told of `counted`; beside another one it would be a second answer.
    counted = (each for each in deadline.steps if each.kind is not StepKind.send_by)
    return replace(
        changed,
        lands_on=change.new_day,
        last_day=change.new_day,
        moved_because=None,
        send_by=send_by,
        steps=(*counted, step, *_send_step(send_by, way)),
        counted=deadline,
    )


def way_of(facts: Facts) -> SendingWay:
    """Return how something is going to be sent: by mail, unless a fact says another way."""
    value = facts.value("sending.way")
    return SendingWay(value) if isinstance(value, str) else SendingWay.mail


def _count(rule: DeadlineRule, facts: Facts, library: Library, needs: _Needs) -> Count | None:
    table = rule.deadline
    provisional = _start(rule, None, facts)
    picked_by = facts.day(table.pick_terms_by) if table.pick_terms_by else None
    if picked_by is None and provisional is None:
        needs.names += [*([table.pick_terms_by] if table.pick_terms_by else []), *table.count_from]
        return None
    term = _term(rule, picked_by or (provisional.day if provisional else date.min))
    if term is None:
        return None
    start = _start(rule, term, facts)
    if start is None:
        needs.names += term.count_from or table.count_from
        return None
    allowed = _allowed(rule, term, facts, library, needs)
    return _land(rule, term, start, allowed, facts) if allowed else None


def _term(rule: DeadlineRule, day: date) -> Term | None:
    held = [term for term in rule.deadline.terms if term.from_ <= day]
    if not held or (held[-1].until is not None and day > held[-1].until):
        return None
    return held[-1]


def _start(rule: DeadlineRule, term: Term | None, facts: Facts) -> Start | None:
    table = rule.deadline
    names = (term.count_from if term else None) or table.count_from
    presumption = term.presume_received if term and term.presume_received is not None else table.presume_received
    if isinstance(presumption, Presumption):
        presumed = _presumed_start(names, presumption, facts)
        if presumed is not None:
            return presumed
    for name in names:
        day = facts.day(name)
        if day is None:
            continue
        label = facts.vocabulary[name].label
        steps = [CountingStep(StepKind.started, day=day, fact=name, what=label)]
        if name != names[0]:
            first = facts.vocabulary[names[0]].label
            steps.append(CountingStep(StepKind.safe_start, fact=names[0], what=first))
        return Start(name, day, tuple(steps))
    return None


def _presumed_start(names: tuple[str, ...], presumption: Presumption, facts: Facts) -> Start | None:
    letter = facts.day(presumption.after)
    if letter is None:
        return None
    presumed = dates.add_days(letter, presumption.days)
    own = facts.day(names[0]) if names[0] != presumption.after else None
    proven = presumption.unless is not None and facts.value(presumption.unless) == "yes"
    if own is not None and (proven or own < presumed):
        started = CountingStep(StepKind.started, day=own, fact=names[0], what=facts.vocabulary[names[0]].label)
        to_be_safe = () if proven else (CountingStep(StepKind.own_day_earlier),)
        return Start(names[0], own, (started, *to_be_safe))
    label = facts.vocabulary[presumption.after].label
    started = CountingStep(StepKind.started, day=letter, fact=presumption.after, what=label)
    mail = CountingStep(StepKind.mail, day=presumed, period=Period(presumption.days, PeriodUnit.days))
    return Start(presumption.after, presumed, (started, mail))


def _allowed(rule: DeadlineRule, term: Term, facts: Facts, library: Library, needs: _Needs) -> _Allowed | None:
    if term.allow is not None:
        return _Allowed(term.allow, rule.evidence_of(f"allow@{term.from_}"))
    state_by = rule.deadline.state_by
    code = facts.value(state_by) if state_by else None
    if not isinstance(code, str):
        needs.names += [state_by] if state_by else []
        return None
    cell = library.state_cell(code, term.allow_from_state or "")
    if cell is None or not isinstance(cell.value, int) or cell.unit is None or cell.unit == "usd":
        return None
    return _Allowed(Period(cell.value, PeriodUnit(cell.unit)), cell.evidence, (cell.citation,))


def _land(rule: DeadlineRule, term: Term, start: Start, allowed: _Allowed, facts: Facts) -> Count:
    table = rule.deadline
    lands_on = add_period(start.day, allowed.period, term.if_no_such_day or table.if_no_such_day)
    steps = [*start.steps, CountingStep(StepKind.added, day=lands_on, period=allowed.period)]
    if table.extend and (told_on := facts.day(table.extend.if_told_on)) is not None and told_on <= lands_on:
        more = table.extend.allow
        lands_on = add_period(lands_on, more, term.if_no_such_day or table.if_no_such_day)
        label = facts.vocabulary[table.extend.if_told_on].label
        steps.append(CountingStep(StepKind.added, day=lands_on, period=more))
        steps.append(CountingStep(StepKind.later_date, day=lands_on, fact=table.extend.if_told_on, what=label))
    later = facts.day(table.or_if_later) if table.or_if_later else None
    if table.or_if_later and later is not None and later > lands_on:
        lands_on = later
        label = facts.vocabulary[table.or_if_later].label
        steps.append(CountingStep(StepKind.later_date, day=later, fact=table.or_if_later, what=label))
    closed = dates.closed_because(lands_on)
    moves = (term.if_closed_day or table.if_closed_day) is IfClosedDay.next_open_day
    confirmed = rule.evidence_of("if_closed_day") is not Evidence.memory
    last_day, moved = lands_on, None
    if closed is not None and moves and confirmed:
        last_day, moved = dates.next_open_day(lands_on), closed
        steps.append(CountingStep(StepKind.landed, day=lands_on, closed=closed))
        steps.append(CountingStep(StepKind.moved, day=last_day, closed=closed))
    else:
        kind = StepKind.move_unconfirmed if moves and closed is not None else StepKind.stayed
        steps.append(CountingStep(kind, day=lands_on, closed=closed))
    evidence = weakest([mark for mark in (allowed.evidence, rule.start_evidence) if mark is not None])
    citations = (*allowed.citations, *rule.citations)
    return Count(start, allowed.period, lands_on, last_day, moved, evidence, citations, tuple(steps))


def add_period(start: date, period: Period, if_no_such_day: NoSuchDay) -> date:
    """Add a period to a day, in its own unit."""
    amount = period.amount
    if period.unit is PeriodUnit.months:
        return dates.add_months(start, amount, if_no_such_day)
    if period.unit is PeriodUnit.business_days:
        return dates.add_business_days(start, amount)
    if period.unit is PeriodUnit.hours:
        return dates.add_hours(start, amount)
    if period.unit is PeriodUnit.days_before:
        return dates.add_days(start, -amount)
    if period.unit is PeriodUnit.year_ends:
        return dates.end_of_year(start, amount)
    return dates.add_days(start, amount)


def _deadline(rule: DeadlineRule, seen: RecordFacts, count: Count | None, letter_day: date | None) -> Deadline:
    table, about, way = rule.deadline, seen.record_id, way_of(seen.facts)
    counted = _counted(count, table.who is Who.you, way) if count is not None else {"citations": rule.citations}
    if letter_day is not None:
        counted |= _by_the_letter(count, letter_day, table.who is Who.you, way)
    return Deadline(
        id=f"{rule.id}:{about}" if about else rule.id,
        rule=rule.id,
        action=table.action,
        who=table.who,
        words=rule.words,
        about=about,
        counts_as_filed_when=table.filed_when if rule.evidence_of("filed_when") is not Evidence.memory else None,
        facts=rule.fact_names(),
        letters=table.letters,
        done_on=seen.facts.day(table.done_when) if table.done_when else None,
        **counted,
    )


def _counted(count: Count, is_mine: bool, way: SendingWay) -> dict[str, Any]:
    """Give the entries of a deadline that come from a count."""
    common = {
        "started_from": count.start.fact,
        "started_on": count.start.day,
        "period": count.period,
        "citations": count.citations,
        "evidence": count.evidence,
    }
    if count.is_confirmed:
        safe = dates.send_by(count.lands_on, way) if is_mine else None
        return common | {
            "lands_on": count.lands_on,
            "last_day": count.last_day,
            "moved_because": count.moved_because,
            "send_by": safe,
            "rule_last_day": count.last_day,
            "steps": count.steps + _send_step(safe, way),
        }
    # Where nobody could confirm the rule, it gives a day to act by or to ask again, and never a last day.
    day = dates.send_by(count.lands_on, way) if is_mine else dates.workday_on_or_before(count.lands_on)
    unconfirmed = CountingStep(StepKind.unconfirmed)
    return common | {"send_by": day, "steps": (*count.steps, unconfirmed, *_send_step(day, way))}


def _by_the_letter(count: Count | None, letter_day: date, is_mine: bool, way: SendingWay) -> dict[str, Any]:
    """Give the entries of a deadline that the date in the person's own letter settles."""
    confirmed = count if count is not None and count.is_confirmed else None
    # The letter's date wins; our safe day still keeps to the earlier of the two.
    safe_from = min(letter_day, confirmed.lands_on) if confirmed else letter_day
    safe = dates.send_by(safe_from, way) if is_mine else None
    steps: tuple[CountingStep, ...] = confirmed.steps if confirmed else ()
    if confirmed and confirmed.last_day != letter_day:
        steps += (CountingStep(StepKind.general_rule, day=confirmed.last_day),)
    steps += (CountingStep(StepKind.letter, day=letter_day), *_send_step(safe, way))
    return {
        "lands_on": letter_day,
        "last_day": letter_day,
        "moved_because": None,
        "letter_day": letter_day,
        "send_by": safe,
        "steps": steps,
    }


def _send_step(day: date | None, way: SendingWay) -> tuple[CountingStep, ...]:
    return (CountingStep(StepKind.send_by, day=day, way=way),) if day is not None else ()
