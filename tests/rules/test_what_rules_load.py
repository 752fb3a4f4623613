from __future__ import annotations

import subprocess
import sys

from caseorg.base import resources

NEVER = (
    "PySide6",
    "caseorg.store",
    "caseorg.packets",
    "caseorg.documents",
    "caseorg.ui",
    "caseorg.base.clock",
    "sqlalchemy",
)
NOT_BEFORE_A_DATE_IS_COUNTED = ("holidays",)


def modules_after(program: str) -> set[str]:
    show = f"{program}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", show], cwd=resources.root().parent, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_rules_load_no_screen_no_store_and_no_clock() -> None:
    loaded = modules_after(
        "from datetime import date\nfrom caseorg.base import resources\nfrom caseorg.rules import assess, library\n"
        "rules = library.load_library(resources.path('rules'))\nassess.assess_facts({}, rules, date(2026, 11, 22))"
    )
    assert loaded.isdisjoint(NEVER)
    assert loaded.isdisjoint(NOT_BEFORE_A_DATE_IS_COUNTED)


def test_counting_a_date_loads_the_holidays() -> None:
    assert "holidays" in modules_after(
        "from datetime import date\nfrom caseorg.domain.dates import is_workday\nis_workday(date(2026, 11, 26))"
    )
