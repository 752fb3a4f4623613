"""Names and amounts in the texts of rules: filled in where they are known, worded around where they are not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from caseorg.base.language import money
from caseorg.domain.bilingual import Bilingual
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.citation import Evidence
from caseorg.domain.people import ContactRole
from caseorg.domain.plan import Plan
from caseorg.rules.facts import Facts
from caseorg.rules.index import Library
from caseorg.rules.tables import Figure, YearAmount

# What stands in a text while the name is not known.
NAMES: Mapping[str, Bilingual[str]] = {
    "consultant.name": Bilingual("this doctor", "este médico"),
    "consultant.place": Bilingual("their office", "su consultorio"),
    "plan.name": Bilingual("your plan", "su plan"),
    "doctor.name": Bilingual("your main doctor", "su médico principal"),
}

# The same where the person speaks, on the phone: “my plan”, not “your plan”.
NAMES_SPOKEN: Mapping[str, Bilingual[str]] = {
    "consultant.name": Bilingual("this doctor", "este médico"),
    "consultant.place": Bilingual("this office", "este consultorio"),
    "plan.name": Bilingual("my plan", "mi plan"),
    "doctor.name": Bilingual("my main doctor", "mi médico principal"),
}

_PLACEHOLDER = re.compile(r"{([^{}]*)}")


@dataclass(frozen=True)
class Names:
    """The names of one case that texts may hold; the missing ones are not in it."""

    known: Mapping[str, str]

    def fill(self, text: str, language: str) -> str:
        """Write the names into a text, or the words that stand for them."""
        return self._filled(text, language, NAMES)

    def fill_spoken(self, text: str, language: str) -> str:
        """Write the names into what the person says on the phone."""
        return self._filled(text, language, NAMES_SPOKEN)

    def _filled(self, text: str, language: str, unknown: Mapping[str, Bilingual[str]]) -> str:
        if "{" not in text:
            return text

        def word(found: re.Match[str]) -> str:
            name = found.group(1)
            if name not in unknown:
                return found.group(0)
            return self.known.get(name) or unknown[name].in_language(language)

        return _PLACEHOLDER.sub(word, text)


NO_NAMES = Names({})


def names_of(snapshot: CaseSnapshot, plan: Plan | None = None) -> Names:
    """Return the names of a case; of its first plan, unless another one is meant."""
    consultant = snapshot.contact_in_role(ContactRole.consultant, ContactRole.possible_consultant)
    place = snapshot.contact(consultant.part_of_id) if consultant else None
    doctor = snapshot.contact_in_role(ContactRole.main_doctor)
    plan = plan or (snapshot.plans[0] if snapshot.plans else None)
    found = {
        "consultant.name": consultant.name if consultant else "",
        "consultant.place": place.name if place else "",
        "plan.name": plan.name if plan else "",
        "doctor.name": doctor.name if doctor else "",
    }
    return Names({name: text for name, text in found.items() if text})


def amount_of(figure: Figure, facts: Facts, today: date) -> YearAmount | None:
    """Return the amount of the year that counts; None where nobody could find it, or only remembers it."""
    day = (facts.day(figure.pick_by) if figure.pick_by else None) or today
    amount = figure.for_year(day.year)
    return None if amount is None or amount.evidence is Evidence.memory else amount


def with_amounts(text: str, library: Library, facts: Facts, today: date) -> str:
    """Write the amounts of the year into a text; nothing is left of it where one of them is not known."""
    for name in _PLACEHOLDER.findall(text) if "{" in text else ():
        figure = library.figures.get(name)
        if figure is None:
            continue
        amount = amount_of(figure, facts, today)
        if amount is None:
            return ""
        written = money(amount.amount) if figure.unit == "cents" else str(amount.amount)
        text = text.replace("{" + name + "}", written)
    return text
