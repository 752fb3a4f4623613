"""An export in the formats of others: FHIR, vCard and iCalendar, read again by our own readers with the same facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from caseorg.documents.health_file import HealthFile, ThingKind, read_health_file
from caseorg.documents.worker import shared
from caseorg.domain.case import Case
from caseorg.domain.costs import Cost
from caseorg.domain.deadline import Goal
from caseorg.domain.health import Allergy, Medication, Procedure
from caseorg.domain.note import Note
from caseorg.domain.people import Contact
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.visit import Visit
from caseorg.services.export import export_all
from caseorg.services.health_import import Read, preview, read, take
from caseorg.services.looking import Brought, look_at
from caseorg.services.sample import tell_stories
from caseorg.services.workspace import Workspace
from tests.services.full_case import one_full_case


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    yield
    shared().close()
    shared("data").close()


def read_back(path: Path) -> tuple[Any, ...]:
    return read_health_file(path.read_bytes(), path.name).things


def of_kind(things: tuple[Any, ...], kind: ThingKind) -> list[dict[str, Any]]:
    return [thing.entries for thing in things if thing.kind is kind]


def test_contacts_come_back_from_the_vcard_file_as_they_were(workspace: Workspace, tmp_path: Path) -> None:
    case = Case(title="Maria")
    workspace.save(case, "New case")
    hospital = Contact(
        name="Riverside, Inc; “North”",
        address="Attn: Records\n2200 Harbor Road\nDayton, OH 45404",
        phone="(937) 555-0110, ask for Ann",
        portal="https://mychart.example.org/a,b;c",
        npi="1234567893",
        notes="Line one\nC:\\new folder, \\n stays; yes",
    )
    desk = Contact(name="Medical Records", kind="department", department="records", part_of_id=hospital.id, fax="1")
    lee = Contact(
        name="Dr. Ánh Lee " + "long " * 40, kind="person", part_of_id=hospital.id, specialty="Lungs", hours="9–5",
        portal="MyChart, the old one", address="Somewhere\nabroad", email="lee@example.org",
    )  # fmt: skip
    for contact in (lee, desk, hospital):
        workspace.save(contact, "Add a person")
    export_all(workspace, tmp_path / "out")
    brought = Brought("contacts.vcf", (tmp_path / "out/contacts.vcf").read_bytes())
    assert max(len(line) for line in brought.data.split(b"\r\n")) <= 75
    shown = preview(workspace.load_case(case.id), read(brought))
    take(workspace, case.id, shown, {each.number for each in shown.offered})
    found = {each.name: each for each in workspace.load_case(case.id).contacts}
    office = found[hospital.name]
    assert office == hospital.revised(id=office.id)
    assert found[desk.name] == desk.revised(id=found[desk.name].id, part_of_id=office.id)
    assert found[lee.name] == lee.revised(id=found[lee.name].id, part_of_id=office.id)


def test_dates_come_back_from_the_calendar_file(workspace: Workspace, tmp_path: Path) -> None:
    case = Case(title="Maria")
    workspace.save(case, "New case")
    hostile = "END:VEVENT\r\nBEGIN:VEVENT, a; b\\n"
    visit = Visit(case_id=case.id, day=date(2026, 12, 18), at_time="10:30", place="Lakeside, B", notes=hostile)
    workspace.save(visit, "Add a visit")
    workspace.save(Goal(case_id=case.id, what="Have all records", day=date(2026, 12, 8)), "Add a goal")
    export_all(workspace, tmp_path / "out")
    (path,) = tmp_path.glob("out/cases/*/dates.ics")
    found = of_kind(read_back(path), ThingKind.visit)
    assert found == [
        {"day": "2026-12-18", "at_time": "10:30", "place": "Lakeside, B", "notes": hostile.replace("\r\n", "\n")},
        {"day": "2026-12-08", "notes": "Have all records"},
    ]


REQUIRED = {
    "Patient": (), "RelatedPerson": ("patient",), "Practitioner": (), "Organization": ("name",),
    "Condition": ("subject",), "MedicationStatement": ("status", "subject", "medicationCodeableConcept"),
    "AllergyIntolerance": ("patient", "clinicalStatus"), "Procedure": ("status", "subject"),
    "Encounter": ("status", "class"), "Coverage": ("status", "beneficiary", "payor"),
    "ExplanationOfBenefit": ("status", "type", "use", "patient", "created", "insurer", "provider", "outcome",
                             "insurance"),
    "Invoice": ("status",), "Communication": ("status",), "DocumentReference": ("status", "content"),
}  # fmt: skip
"""What R4 wants of each (hl7.org/fhir/R4, the tables of structure: 1..1 and 1..*)."""

ALLOWED = {
    "MedicationStatement": ("active", "completed"), "Procedure": ("completed", "unknown"),
    "Encounter": ("planned", "finished", "cancelled"), "Coverage": ("active",), "ExplanationOfBenefit": ("active",),
    "Invoice": ("issued",), "Communication": ("completed",), "DocumentReference": ("current",),
}  # fmt: skip


def empties(value: Any) -> Iterator[Any]:
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if each in (None, "", [], {}):
            yield each
        yield from empties(each)


def pointed_to(value: Any) -> Iterator[str]:
    if isinstance(value, dict) and "reference" in value:
        yield value["reference"]
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from pointed_to(each)


def test_the_fhir_bundle_is_built_as_r4_wants_it(workspace: Workspace, tmp_path: Path) -> None:
    tell_stories(workspace)
    one_full_case(workspace)
    export_all(workspace, tmp_path / "out")
    kinds = set()
    for path in tmp_path.glob("out/cases/*/case.fhir.json"):
        bundle = json.loads(path.read_text(encoding="utf-8"))
        assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "collection")
        assert not list(empties(bundle))
        urls = [entry["fullUrl"] for entry in bundle["entry"]]
        assert len(set(urls)) == len(urls)
        for entry in bundle["entry"]:
            resource = entry["resource"]
            kind = resource["resourceType"]
            kinds.add(kind)
            assert entry["fullUrl"] == f"urn:uuid:{resource['id']}"
            assert not [name for name in REQUIRED[kind] if name not in resource], kind
            assert kind not in ALLOWED or resource["status"] in ALLOWED[kind]
            inside = {f"#{each['id']}" for each in resource.get("contained", ())}
            assert set(pointed_to(resource)) <= {*urls, *inside}
            for attachment in (each["attachment"] for each in resource.get("content", ())):
                assert "data" in attachment
                if "url" in attachment:
                    assert " " not in attachment["url"]
    assert kinds == set(REQUIRED)


def test_the_fhir_bundle_gives_our_own_reader_the_same_facts(workspace: Workspace, tmp_path: Path) -> None:
    told = tell_stories(workspace)
    case_id = told.maria
    office = workspace.load_case(case_id).contacts[0]
    source = {"case_id": case_id}
    added: list[Record] = [
        Medication(**source, name="Aspirin", dose="half a tablet", started_on=date(2026, 1, 2),
                   stopped_on=date(2026, 2, 3), notes="With food\nand water"),
        Medication(**source, name="Insulin", dose="2.50 mL", how_often="at night"),
        Allergy(**source, name="Latex", reaction="Hives", severity="Mild", since=date(2001, 2, 3), notes="Gloves"),
        Procedure(**source, name="CT", done_on=date(2026, 5, 6), done_by="Somebody", place="Here", reason="Cough"),
        Cost(**source, what="CT", contact_id=office.id, date_of_service=date(2026, 5, 6), claim_number="C 1",
             claim_on=date(2026, 5, 9), billed_cents=123456, allowed_cents=100000, paid_cents=80001,
             patient_responsibility_cents=19999, paid_by_patient_cents=5, notes="As agreed"),
        Note(**source, title="Second", text="Line\nÁnh 🌻", day=date(2026, 3, 4)),
        Note(**source, title="Mine alone", text="zebra", is_private=True),
    ]  # fmt: skip
    with workspace.step("More") as step:
        for record in added:
            step.save(record)
    now = workspace.load_case(case_id)
    export_all(workspace, tmp_path / "out")
    (path,) = (each for each in tmp_path.glob("out/cases/*/case.fhir.json") if "Maria" in each.parent.name)
    assert b"Mine alone" not in path.read_bytes()
    things = read_back(path)
    offered = preview(now, Read(look_at([Brought("x.json", b"{}")])[0], HealthFile("FHIR", things))).offered
    # By what tells one thing from another, the case has all of it.
    new = [each.thing for each in offered if not each.is_there]
    assert {thing.kind for thing in new} <= {ThingKind.note, ThingKind.visit, ThingKind.call}
    assert of_kind(things, ThingKind.patient)[0]["address"] == now.patient.address if now.patient else False
    for kind, name, fields in (
        (ThingKind.medication, "medications",
         ("name", "dose", "how_often", "reason", "started_on", "stopped_on", "notes")),
        (ThingKind.allergy, "allergies", ("name", "reaction", "severity", "since", "notes")),
        (ThingKind.procedure, "procedures", ("name", "done_on", "place", "reason", "notes")),
        (ThingKind.visit, "visits", ("day", "place", "notes")),
        (ThingKind.coverage, "coverages", ("member_id", "group_number", "from_date", "until_date", "copay_cents",
                                           "deductible_cents", "coinsurance_percent")),
        (ThingKind.call, "calls", ("spoke_with", "reference_number", "said")),
    ):  # fmt: skip
        ours = [facts(dict(each), fields) for each in getattr(now, name)]
        assert [facts(each, fields) for each in of_kind(things, kind)] == ours, kind
    cost = next(each for each in of_kind(things, ThingKind.cost) if each.get("claim_number") == "C 1")
    fields = ("what", "date_of_service", "claim_on", "notes", *(name for name in cost if name.endswith("_cents")))
    assert facts(cost, fields) == facts(dict(added[4]), fields)
    assert cost["biller"] == office.name
    notes = {each["title"]: each["text"] for each in of_kind(things, ThingKind.note)}
    assert notes["Second"] == "Line\nÁnh 🌻"


def facts(entries: dict[str, Any], fields: tuple[str, ...]) -> dict[str, str]:
    """Return what is said, as text: a severity is a word of a list in FHIR, so its letters may be small."""
    said = {name: str(entries.get(name) if entries.get(name) is not None else "") for name in fields}
    return said | ({"severity": said["severity"].lower()} if "severity" in said else {})


def test_a_statement_names_the_plan_that_paid_first_on_the_day_of_care(workspace: Workspace, tmp_path: Path) -> None:
    case = Case(title="Maria")
    workspace.save(case, "New case")
    for name, order, until in (("Gap Mutual", 2, None), ("Blue River", 1, None), ("Old Oak", 1, date(2025, 12, 31))):
        plan = Plan(case_id=case.id, name=name)
        workspace.save(plan, "Add a plan")
        workspace.save(Coverage(case_id=case.id, plan_id=plan.id, order=order, until_date=until), "Add a card")
    cost = Cost(case_id=case.id, what="CT", claim_number="CL-9", date_of_service=date(2026, 11, 20))
    workspace.save(cost, "Add a cost")
    export_all(workspace, tmp_path / "out")
    (path,) = tmp_path.glob("out/cases/*/case.fhir.json")
    made = [each["resource"] for each in json.loads(path.read_text())["entry"]]
    (statement,) = (each for each in made if each["resourceType"] == "ExplanationOfBenefit")
    assert statement["insurer"]["display"] == "Blue River"
