"""What `rules check` refuses: one broken folder for each thing it promises to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseorg.rules.library import check
from tests.rules.rule_folders import CLOCK_EXAMPLES, TODAY, a_deadline, a_verdict, rule_folder


def verdict_examples(answer: str, kind: str) -> str:
    return f"""
[[example]]
title = "It applies"
given = {{ "plan.kind" = "{kind}" }}
answer = "{answer}"

[[example]]
title = "It does not"
given = {{ "plan.kind" = "uninsured" }}
applies = false

[[example]]
title = "The kind of plan is not known"
given = {{}}
needs = ["plan.kind"]
"""


CLOCK = a_deadline() + CLOCK_EXAMPLES
NO = a_verdict("made.no", "likely_no", '"plan.kind" = "va"') + verdict_examples("likely_no", "va")
YES = NO.replace("made.no", "made.yes").replace("likely_no", "likely_yes")
PAPERS = a_verdict("made.no", "papers_decide", '"plan.kind" = "va"', basis="usual") + verdict_examples(
    "papers_decide", "va"
)
LATER_TERM = CLOCK.replace("\n[en]", "\n[[deadline.terms]]\nfrom = 2027-01-01\nallow = { days = 30 }\n\n[en]", 1)

REFUSED = {
    "an uncited figure": (
        {"made/clock.toml": CLOCK.replace('settles = ["count_from", "allow"]', 'settles = ["count_from"]')},
        "made/clock.toml: cite: nothing settles “allow@2000-01-01”.",
    ),
    "a figure in a text without a source": (
        {"made/no.toml": PAPERS.replace("The rule in plain words.", "You pay 20 dollars.")},
        "is a figure, and no cite stands for it",
    ),
    "a name that does not exist, with what was meant": (
        {"made/clock.toml": CLOCK.replace('"denial.received_date", ', '"denial.recieved_date", ', 1)},
        "there is no fact “denial.recieved_date”. Did you mean “denial.received_date”?",
    ),
    "a term that no example covers": (
        {"made/clock.toml": LATER_TERM},
        "made/clock.toml: example: one example has to start in the term from 2027-01-01.",
    ),
    "an example that fails": (
        {"made/clock.toml": CLOCK.replace("lands_on = 2026-11-15", "lands_on = 2026-11-16")},
        "expected lands_on 2026-11-16, and got lands_on 2026-11-15.",
    ),
    "a text that one language lacks": (
        {"made/clock.toml": CLOCK.replace('title = "Pídalo"\n', "", 1)},
        "made/clock.toml: es.title: this is missing.",
    ),
    "two rules that contradict each other without saying so": (
        {"made/no.toml": NO, "made/yes.toml": YES},
        "it contradicts “made.yes” where both apply.",
    ),
    "a rule that no kind of plan can reach": (
        {"made/no.toml": NO.replace('"plan.kind" = "va"', '"plan.kind" = "va"\n"plan.regime" = "tricare"', 1)},
        "made/no.toml: when: these lines can't all hold, whatever the plan: the rule never applies.",
    ),
    "a day of checking that has not come": (
        {"made/clock.toml": CLOCK.replace("checked_on = 2026-10-01", "checked_on = 2999-01-01")},
        "made/clock.toml: cite[1].checked_on: this day has not come yet.",
    ),
}


@pytest.mark.parametrize("file", [{"made/clock.toml": CLOCK}, {"made/no.toml": NO}, {"made/yes.toml": YES}])
def test_what_is_right_is_let_through(tmp_path: Path, file: dict[str, str]) -> None:
    assert check(rule_folder(tmp_path / "rules", file), TODAY) == ()


@pytest.mark.parametrize("what", REFUSED)
def test_the_check_refuses(what: str, tmp_path: Path) -> None:
    files, message = REFUSED[what]
    slips = [str(slip) for slip in check(rule_folder(tmp_path / "rules", files), TODAY)]
    assert [slip for slip in slips if message in slip], slips
