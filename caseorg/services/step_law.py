"""Which law and which step an appeal letter stands under, with the forms of that step, as the rules found out."""

from __future__ import annotations

from typing import Any

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.record import Record
from caseorg.rules.assess import Assessment
from caseorg.rules.facts import Facts
from caseorg.rules.library import Library
from caseorg.services.denials import level_of, step_against

PART_D = "part_d"


def denial_of(snapshot: CaseSnapshot, about: Record | None) -> Denial | None:
    """Return the denial that a letter is about, itself or through its appeal."""
    found = snapshot.find(about.denial_id) if isinstance(about, Appeal) else about
    return found if isinstance(found, Denial) else None


def is_drug_plans_letter(facts: Facts | None) -> bool:
    """Tell whether the steps of Medicare drug plans hold for a denial, also where the plan we know is Medicare."""
    return facts is not None and facts.value("denial.part_d_letter") == "yes"


def law_of(snapshot: CaseSnapshot, assessment: Assessment, library: Library, about: Record | None) -> dict[str, Any]:
    """Return what a letter says of the law: whose rules hold, the step by its name there, and the forms of the step."""
    denial = denial_of(snapshot, about)
    facts = assessment.facts_about(denial or about)

    def known(name: str) -> str:
        return str(facts.value(name) or "") if facts else ""

    regime, level = known("plan.regime"), about.level if isinstance(about, Appeal) else None
    if is_drug_plans_letter(facts) and regime != PART_D:
        # Medicare itself or an Advantage plan said no to a medicine. An appeal that was started before somebody said so
        # may still have the name that the step has there.
        regime = PART_D
        rung = step_against(denial, assessment) if denial and level else None
        level = level_of(rung, library) if rung and rung.step.letters else level
    rules = (step.rule for step in assessment.steps if denial is not None and step.about == denial.id)
    mine = [rule for rule in rules if level is not None and level_of(rule, library) is level]
    return {
        "regime": regime,
        "level": level.value if level else "",
        "forms": mine[0].step.forms if mine else (),
        "review_by": known("plan.external_review"),
        "grandfathered": known("plan.grandfathered"),
    }
