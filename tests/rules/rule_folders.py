"""Folders of rules written for one test: the real facts and topics, and rules a test makes up."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from caseorg.base import resources
from caseorg.domain.deadline import Deadline
from caseorg.rules.assess import Assessment, assess_facts
from caseorg.rules.library import Library, load_library

REAL_RULES = resources.path("rules")
TODAY = date(2026, 11, 22)


def rule_folder(folder: Path, files: dict[str, str]) -> Path:
    """Write a folder of rules with the real facts and topics, the real table of Ohio, and these files."""
    folder.mkdir(exist_ok=True)
    for name in ("facts.toml", "topics.toml"):
        shutil.copy(REAL_RULES / name, folder / name)
    (folder / "states").mkdir(exist_ok=True)
    shutil.copy(REAL_RULES / "states" / "OH.toml", folder / "states" / "OH.toml")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def library_of(folder: Path, files: dict[str, str]) -> Library:
    """Load a library of made-up rules."""
    return load_library(rule_folder(folder, files))


CITE = """
[[cite]]
place = "1 CFR 1.1"
settles = [{settles}]
evidence = "{evidence}"
checked_on = 2026-10-01
"""

DEADLINE_WORDS = """
[en]
title = "Ask for it"
text = "You have some days."
started_from = "the day you got the letter"

[es]
title = "Pídalo"
text = "Tiene unos días."
started_from = "el día en que recibió la carta"
"""

VERDICT_WORDS = """
[en]
title = "A rule"
headline = "{headline}"
why = "Your plan is of this kind."
to_do = "Ask your plan."
text = "The rule in plain words."

[es]
title = "Una regla"
headline = "{headline}"
why = "Su plan es de este tipo."
to_do = "Pregunte a su plan."
text = "La regla en palabras sencillas."
"""

EVERY_KEY = '"count_from", "allow", "presume_received", "if_no_such_day", "if_closed_day", "filed_when", "or_if_later"'


def a_deadline(
    rule_id: str = "made.clock",
    when: str = '"denial.level" = "initial"',
    table: str = 'count_from = ["denial.received_date", "denial.notice_date"]',
    terms: str = "[[deadline.terms]]\nfrom = 2000-01-01\nallow = { days = 60 }",
    settles: str = '"count_from", "allow"',
    evidence: str = "read",
    who: str = "you",
) -> str:
    """Write a deadline rule."""
    head = f'id = "{rule_id}"\nkind = "deadline"\n\n[when]\n{when}\n\n[deadline]\naction = "appeal"\nwho = "{who}"\n'
    cite = CITE.format(settles=settles, evidence=evidence) if settles else ""
    return f"{head}{table}\n\n{terms}\n{DEADLINE_WORDS}{cite}"


def a_verdict(
    rule_id: str,
    answer: str,
    when: str,
    basis: str = "law",
    more: str = "",
    topic: str = "referral",
    evidence: str = "read",
    headline: str = "Something about this visit.",
) -> str:
    """Write a verdict rule."""
    head = f'id = "{rule_id}"\nkind = "verdict"\ntopic = "{topic}"\nbasis = "{basis}"\nanswer = "{answer}"\n{more}\n'
    cite = CITE.format(settles='"answer"', evidence=evidence) if basis == "law" else ""
    return f"{head}\n[when]\n{when}\n{VERDICT_WORDS.format(headline=headline)}{cite}"


def assessed(library: Library, today: date = TODAY, **_: object) -> Assessment:
    """Judge a case of which nothing is known."""
    return assess_facts({}, library, today)


def the_deadline(library: Library, given: dict[str, object], today: date = TODAY) -> Deadline:
    """Judge given facts and return the one deadline there must be."""
    (deadline,) = assess_facts(given, library, today).deadlines
    return deadline


CLOCK_EXAMPLES = """
[[example]]
title = "It applies"
given = { "denial.level" = "initial", "denial.notice_date" = 2026-09-16 }
lands_on = 2026-11-15

[[example]]
title = "It does not"
given = { "denial.level" = "external", "denial.notice_date" = 2026-09-16 }
applies = false

[[example]]
title = "Which answer it is, is not known"
given = { "denial.notice_date" = 2026-09-16 }
needs = ["denial.level"]

[[example]]
title = "No start"
given = { "denial.level" = "initial" }
needs = ["denial.received_date", "denial.notice_date"]
"""
"""Examples that cover the clock `a_deadline` makes."""
