"""The words that letters use for choices such as a helper's role, and those printed around the pages."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache

from caseorg.base import resources
from caseorg.base.language import long_date
from caseorg.domain.requests import ItemStatus
from caseorg.domain.words import word_in
from caseorg.packets.plan import Words


@dataclass(frozen=True)
class Wording:
    """One language of the letters: its words for choices, and how it writes days and hours."""

    language: str
    choices: dict[str, dict[str, str]]
    printed: Words

    def choice(self, choice: StrEnum) -> str:
        """Return the words for a choice, like “health care agent”; nothing where it has none."""
        if isinstance(choice, ItemStatus):
            return word_in(choice, self.language)  # the tracker is the list on the screen, and says its words
        name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in type(choice).__name__)
        return self.choices.get(name.lstrip("_"), {}).get(choice.value, "")

    def say(self, group: str, name: str) -> str:
        """Return a text that is not tied to a record's choice, such as a label."""
        return self.choices[group][name]

    def shown(self, value: object, *, is_money: bool = False) -> str:
        """Return a value as a letter writes it; nothing for what nobody knows."""
        match value:
            case None | bool():
                return ""
            case StrEnum():
                return self.choice(value)
            case datetime():
                return f"{long_date(value.date(), self.language)}, {self.shown(value.time())}"
            case date():
                return long_date(value, self.language)
            case time():
                hour = value.hour % 12 or 12
                return f"{hour}:{value.minute:02d} {'AM' if value.hour < 12 else 'PM'}"
            case int() if is_money:
                dollars, cents = divmod(value, 100)
                return f"${dollars:,}.{cents:02d}" if cents else f"${dollars:,}"
        return str(value)


@cache
def wording(language: str) -> Wording:
    """Return the wording of a language."""
    read = tomllib.loads(resources.path(f"letters/{language}/words.toml").read_text(encoding="utf-8"))
    return Wording(language, read, Words(**read["print"]))
