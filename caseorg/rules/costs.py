"""What the visit may cost: best, likely, worst, with the sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from caseorg.base.language import _, in_language, money
from caseorg.rules.facts import Facts
from caseorg.rules.index import Library
from caseorg.rules.placeholders import amount_of
from caseorg.rules.schema import CostTerms, VerdictRule

_WHOLE = 100
_NO_LIMIT = "unlimited"


class LineKind(StrEnum):
    """What one line of a sum stands for."""

    deductible = auto()
    share = auto()
    copay = auto()
    above_allowed = auto()
    limit = auto()
    second_plan = auto()
    nothing = auto()


@dataclass(frozen=True)
class SumLine:
    """One line of a sum, in whole cents; what a limit takes off is below zero."""

    kind: LineKind
    cents: int
    percent: int | None = None

    def in_words(self, language: str) -> str:
        """Write the line as a person reads it."""
        with in_language(language):
            return _line_text(self.kind).format(amount=money(abs(self.cents)), percent=self.percent)


@dataclass(frozen=True)
class Estimate:
    """One end of the range, with its sum."""

    cents: int
    lines: tuple[SumLine, ...]


@dataclass(frozen=True)
class CostRange:
    """What the visit may cost the person; an end nobody can work out is None, and `unknown` names what is missing."""

    best: Estimate | None = None
    likely: Estimate | None = None
    worst: Estimate | None = None
    no_upper_limit: bool = False
    unknown: tuple[str, ...] = ()
    rule: str | None = None


@dataclass(frozen=True)
class _Terms:
    """The amounts that go into the sum, as far as they are known."""

    allowed: int | None
    billed: int | None
    deductible: int | None
    deductible_met: int | None
    percent: int | None
    copay: int | None
    limit_left: int | None
    above_percent: int | None
    has_no_ceiling: bool


def cost_range(rules: Iterable[VerdictRule], facts: Facts, library: Library, today: date) -> CostRange | None:
    """Work out the range from the first rule that says which amounts enter it; None where no rule does."""
    rule = next((one for one in rules if one.cost is not None), None)
    if rule is None or rule.cost is None:
        return None
    if rule.cost.nothing_to_pay:
        nothing = Estimate(0, (SumLine(LineKind.nothing, 0),))
        return CostRange(nothing, nothing, nothing, rule=rule.id)
    terms = _terms(rule.cost, facts, library, today)
    worst, no_limit = _worst(terms)
    return CostRange(
        best=_estimate(terms, deductible_left=0 if terms.deductible_met is None else _left(terms)),
        likely=_likely(terms),
        worst=worst,
        no_upper_limit=no_limit,
        unknown=_unknown(rule.cost, terms),
        rule=rule.id,
    )


def _terms(cost: CostTerms, facts: Facts, library: Library, today: date) -> _Terms:
    def amount(name: str | None) -> int | None:
        if name is None:
            return None
        figure = library.figures.get(name)
        if figure is not None:
            found = amount_of(figure, facts, today)
            return found.amount if found else None
        return facts.number(name)

    met = facts.value("plan.deductible_met")
    deductible = 0 if cost.deductible is None or met == "yes" else amount(cost.deductible)
    limit, limit_met = amount(cost.limit), amount(cost.limit_met)
    reached = facts.value("plan.limit_reached") == "yes"
    left = max(0, limit - limit_met) if limit is not None and limit_met is not None else None
    return _Terms(
        allowed=facts.number("visit.allowed_cents"),
        billed=facts.number("visit.billed_cents"),
        deductible=deductible,
        deductible_met=0 if deductible == 0 else amount(cost.deductible_met),
        percent=amount(cost.share),
        copay=amount(cost.copay),
        limit_left=0 if reached and cost.limit else left,
        above_percent=amount(cost.above_allowed) if cost.above_allowed in library.figures else None,
        has_no_ceiling=cost.above_allowed == _NO_LIMIT,
    )


def _left(terms: _Terms) -> int | None:
    if terms.deductible is None or terms.deductible_met is None:
        return None
    return max(0, terms.deductible - terms.deductible_met)


def _likely(terms: _Terms) -> Estimate | None:
    """What follows from the facts alone: nothing is assumed, so one missing amount leaves it open."""
    return _estimate(terms, deductible_left=_left(terms))


def _worst(terms: _Terms) -> tuple[Estimate | None, bool]:
    left = _left(terms)
    inside = _estimate(terms, deductible_left=terms.deductible if left is None else left)
    if inside is None or terms.allowed is None:
        return inside, terms.has_no_ceiling
    if terms.has_no_ceiling:
        if terms.billed is None:
            return None, True
        above = max(0, terms.billed - terms.allowed)
    else:
        above = _percent_of(terms.allowed, terms.above_percent or 0)
    if above == 0:
        return inside, False
    line = SumLine(LineKind.above_allowed, above, terms.above_percent)
    return Estimate(inside.cents + above, (*inside.lines, line)), False


def _estimate(terms: _Terms, deductible_left: int | None) -> Estimate | None:
    """Add up what the plan's terms give: the deductible first, then the copay or the share of the rest."""
    lines: list[SumLine] = []
    if terms.copay is not None and terms.percent is None:
        lines.append(SumLine(LineKind.copay, terms.copay))
    elif terms.allowed is not None and deductible_left is not None:
        from_deductible = min(terms.allowed, deductible_left)
        rest = terms.allowed - from_deductible
        if rest and terms.percent is None:
            return None
        if from_deductible:
            lines.append(SumLine(LineKind.deductible, from_deductible))
        if rest and terms.percent:
            lines.append(SumLine(LineKind.share, _percent_of(rest, terms.percent), terms.percent))
    else:
        return None
    total = sum(line.cents for line in lines)
    if terms.limit_left is not None and total > terms.limit_left:
        lines.append(SumLine(LineKind.limit, terms.limit_left - total))
        total = terms.limit_left
    return Estimate(total, tuple(lines))


def _percent_of(cents: int, percent: int) -> int:
    # A part of a cent is rounded up: the person is never shown less than they may owe.
    return -(-cents * percent // _WHOLE)


def _unknown(cost: CostTerms, terms: _Terms) -> tuple[str, ...]:
    by_copay = terms.copay is not None and terms.percent is None
    missing = {
        "visit.allowed_cents": terms.allowed is None and not by_copay,
        cost.deductible: terms.deductible is None,
        cost.deductible_met: terms.deductible != 0 and terms.deductible_met is None and not by_copay,
        cost.share: terms.percent is None and terms.copay is None,
        cost.copay: terms.percent is None and terms.copay is None,
        "visit.billed_cents": terms.has_no_ceiling and terms.billed is None,
    }
    return tuple(name for name, is_missing in missing.items() if name and "." in name and is_missing)


def _line_text(kind: LineKind) -> str:
    texts = {
        LineKind.deductible: _("{amount} of your deductible"),
        LineKind.share: _("{amount}, your share: {percent} of every 100 dollars of the rest"),
        LineKind.copay: _("{amount} copay"),
        LineKind.above_allowed: _("{amount} the doctor may charge above what the plan counts"),
        LineKind.limit: _("{amount} less, since you reach the most you pay in a year"),
        LineKind.second_plan: _("{amount} less, if your second plan pays all that is left"),
        LineKind.nothing: _("Nothing to pay"),
    }
    return texts[kind]
