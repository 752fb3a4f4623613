"""Every resource of an exported case is read by somebody else's models of FHIR R4, which refuse what is not of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from caseorg.domain.case import Case
from caseorg.domain.costs import Call, Cost
from caseorg.domain.document import Document
from caseorg.domain.health import Allergy, Diagnosis, Medication, Procedure
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact, Helper, Patient
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.visit import Visit
from caseorg.services.export import export_all
from caseorg.services.sample import tell_stories
from caseorg.services.workspace import Workspace
from tests.services.fhir_judge import refused
from tests.services.full_case import one_full_case


def bundles_of(workspace: Workspace, folder: Path) -> list[dict[str, Any]]:
    export_all(workspace, folder)
    return [json.loads(path.read_bytes()) for path in folder.glob("cases/*/case.fhir.json")]


def test_others_accept_every_resource_of_both_samples_and_of_a_full_case(workspace: Workspace, tmp_path: Path) -> None:
    tell_stories(workspace)
    one_full_case(workspace)
    bundles = bundles_of(workspace, tmp_path / "out")
    assert len(bundles) == 3
    assert not [sentence for bundle in bundles for sentence in refused(bundle)]
    assert len({entry["resource"]["resourceType"] for bundle in bundles for entry in bundle["entry"]}) == 14


def test_others_accept_records_in_which_almost_nothing_is_said(workspace: Workspace, tmp_path: Path) -> None:
    case = Case(title="")
    with workspace.step("Little") as step:
        step.save(case)
        contact, plan = Contact(), Plan(case_id=case.id)
        for record in (contact, plan, Coverage(case_id=case.id, plan_id=plan.id), Cost(case_id=case.id, paid_cents=0)):
            step.save(record)
        step.save(CaseContact(case_id=case.id, contact_id=contact.id))
        for kind in (Patient, Helper, Diagnosis, Medication, Allergy, Procedure, Visit, Cost, Call, Note, Document):
            step.save(kind(case_id=case.id))
    (bundle,) = bundles_of(workspace, tmp_path / "out")
    assert not refused(bundle)


def test_others_accept_odd_words_and_dates_that_contradict_each_other(workspace: Workspace, tmp_path: Path) -> None:
    case_id = one_full_case(workspace, mark="a\x0b\fb\x1f\u2028 \u202e<&>\r\n  ")
    with workspace.step("Odd") as step:
        plan = Plan(case_id=case_id, name="\x0c\x01")
        step.save(plan)
        step.save(Medication(case_id=case_id, name="X", started_on=date(2026, 3, 4), stopped_on=date(2026, 3, 3)))
        step.save(Coverage(case_id=case_id, plan_id=plan.id, from_date=date(2026, 3, 4), until_date=date(2026, 3, 3)))
    (bundle,) = bundles_of(workspace, tmp_path / "out")
    assert not refused(bundle)
