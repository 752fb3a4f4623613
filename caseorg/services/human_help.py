"""Where to get help from people: who helps for free, with what, and what is known of a state's own office."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from caseorg.base import language, resources
from caseorg.base.language import _, short_date

if TYPE_CHECKING:
    from caseorg.rules.library import Library


@dataclass(frozen=True)
class Helps:
    """Somebody who helps."""

    name: str
    who: str
    what: str
    how: str = ""
    """How to reach them, where that is known."""
    checked: str = ""
    """How well that was checked, and when."""


def human_help(library: Library, state: str = "", plans: Iterable[str] = ()) -> tuple[Helps, ...]:
    """Return who helps, those for the person's own kind of plan included, others for another kind left out.

    Args:
        library: The rules, with what differs by state.
        state: The two letters of the patient's state, if they are known.
        plans: The kinds of the patient's plans; without any, everybody is named.
    """
    tables = tomllib.loads(resources.path("help/human_help.toml").read_text(encoding="utf-8"))
    kinds = set(plans)
    found = []
    for name, table in tables.items():
        if kinds and table.get("fits") and not kinds & set(table["fits"]):
            continue
        words = table.get(language.current(), table["en"])
        how, checked = table.get("how", ""), _checked(table.get("checked_on"))
        if name == "insurance_department" and state:
            how, checked = _department(library, state.strip().upper())
        found.append(Helps(name, words["who"], words["what"], how, checked if how else ""))
    return tuple(found)


def _department(library: Library, state: str) -> tuple[str, str]:
    """Return the name and the address of a state's insurance department, with how well they were checked."""
    cells = [library.state_cell(state, f"insurance_department.{part}") for part in ("name", "url")]
    values = [str(cell.value) for cell in cells if cell is not None and cell.value]
    marks = [cell.citation.in_words(language.current()) for cell in cells if cell is not None and cell.value]
    return "\n".join(values), next(iter(marks), "")


def _checked(day: date | None) -> str:
    return _("Checked {day}.").format(day=short_date(day, weekday=False)) if day else ""
