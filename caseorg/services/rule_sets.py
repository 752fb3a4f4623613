"""The rules in their sets, with the day on which the sources of each were last checked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from caseorg.base.language import _, marked, short_date

if TYPE_CHECKING:
    from caseorg.rules.library import Library

_WORDS = marked(
    {
        "aca": "Plans under the Affordable Care Act",
        "chip": "Children's Health Insurance Program (CHIP)",
        "erisa": "Plans from work (ERISA)",
        "fehb": "Plans for Federal workers (FEHB)",
        "grandfathered": "Older plans that keep their old rules (grandfathered)",
        "hipaa": "Your records (HIPAA)",
        "indian_health": "Indian Health Service",
        "limited": "Plans with limited coverage",
        "medicaid": "Medicaid",
        "medicare": "Medicare",
        "medicare_advantage": "Medicare Advantage",
        "part_d": "Medicare drug plans (Part D)",
        "plan_papers": "What your plan's papers say",
        "sharing": "Groups that share costs (not insurance)",
        "state_law": "State law",
        "tricare": "TRICARE",
        "uninsured": "Without insurance",
        "va": "VA",
    }
)


@dataclass(frozen=True)
class RuleSet:
    """The rules of one folder."""

    name: str
    count: int
    last_checked: date | None
    """None where none of its rules names a source."""
    oldest_check: date | None

    @property
    def title(self) -> str:
        """What the rules are about, in the language in use."""
        return _(_WORDS.get(self.name, self.name.replace("_", " ").capitalize()))

    @property
    def checked_words(self) -> str:
        """When the sources were checked, as a person reads it."""
        if self.last_checked is None or self.oldest_check is None:
            return _("These repeat what you were told")
        if self.last_checked == self.oldest_check:
            return short_date(self.last_checked, weekday=False)
        form = _("{last}, the oldest check {oldest}")
        last, oldest = (short_date(day, weekday=False) for day in (self.last_checked, self.oldest_check))
        return form.format(last=last, oldest=oldest)


def rule_sets(library: Library) -> tuple[RuleSet, ...]:
    """Return the sets of rules, by their titles."""
    rules: dict[str, list[date]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for rule in library.rules.values():
        name = rule.id.partition(".")[0]
        counts[name] += 1
        rules[name] += [cite.checked_on for cite in rule.cite]
    found = [
        RuleSet(name, count, max(rules[name], default=None), min(rules[name], default=None))
        for name, count in counts.items()
    ]
    return tuple(sorted(found, key=lambda each: each.title))
