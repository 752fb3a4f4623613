"""A case as a FHIR R4 bundle: what the standard has a place for, in the terms of HL7, for other programs to read.

Each kind of record has one function that makes a resource of it; what it leaves out has no place in that resource, and
stands in `case.json`. Texts stay the person's own: nothing is coded that nobody has coded.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call
from caseorg.domain.document import Document
from caseorg.domain.health import Allergy, Diagnosis, Medication, Procedure
from caseorg.domain.note import Note
from caseorg.domain.people import Contact, ContactKind, Helper, Patient
from caseorg.domain.visit import Visit, VisitMode
from caseorg.services.fhir_money import coverage, plan, statement
from caseorg.services.fhir_parts import (
    TERMS,
    Resource,
    coded,
    day_of,
    in_words,
    moment,
    notes,
    one_line,
    period,
    reach,
    reference,
    to_contact,
    trimmed,
)

LARGEST_INSIDE = 4 << 20
"""Bytes of a document that still stand in the bundle itself; of a larger one it says where its file is."""

# Only what is written the way a number is written back: “010” and “2.50” stay words.
_AMOUNT = re.compile(r"([1-9]\d{0,8}|\d{1,6}\.\d{0,5}[1-9]) (\S.*)")


def resources(
    snapshot: CaseSnapshot,
    made_on: date,
    bytes_of: Callable[[Document], bytes | None],
    place_of: Callable[[Document], str],
) -> Iterator[Resource]:
    """Give the resources of a case, one after another; what is marked private is left out.

    Args:
        snapshot: The case.
        made_on: The day it is, where a resource has to have one and nobody has said it.
        bytes_of: Gives a document's bytes, or None where they are not whole.
        place_of: Gives where its file lies, as an address beside the bundle; empty where there is none.
    """
    subject = snapshot.patient or Patient(case_id=snapshot.case.id)
    yield _patient(subject)
    who = reference(subject.id, "Patient", subject.full_name)
    yield from (_helper(each, who) for each in snapshot.helpers)
    yield from (_contact(each) for each in snapshot.contacts)
    yield from (plan(each) for each in snapshot.plans)
    yield from (_diagnosis(each, who, snapshot) for each in snapshot.diagnoses)
    yield from (_medication(each, who) for each in snapshot.medications)
    yield from (_allergy(each, who) for each in snapshot.allergies)
    yield from (_procedure(each, who, snapshot) for each in snapshot.procedures)
    yield from (_visit(each, who, snapshot) for each in snapshot.visits)
    yield from (coverage(each, who, snapshot) for each in snapshot.coverages)
    yield from (statement(each, who, snapshot, made_on) for each in snapshot.costs)
    yield from (_call(each, who, snapshot) for each in snapshot.calls)
    yield from (_note(each, who) for each in snapshot.notes if not each.is_private)
    yield from (_document(each, who, bytes_of, place_of) for each in snapshot.documents if not each.is_private)


# People


def _patient(patient: Patient) -> Resource:
    names = [{"use": "official", "text": one_line(patient.full_name)}, {"use": "old", "text": patient.former_names}]
    return trimmed(
        {
            "resourceType": "Patient",
            "id": str(patient.id),
            "name": [each for each in names if each["text"]],
            "birthDate": day_of(patient.date_of_birth),
            "communication": [{"language": in_words(patient.speaks)}] if patient.speaks else [],
            **reach(patient),
        }
    )


def _helper(helper: Helper, who: Resource) -> Resource:
    related = {"resourceType": "RelatedPerson", "id": str(helper.id), "patient": who}
    names = [{"text": one_line(helper.full_name)}] if helper.full_name else []
    relation = in_words(helper.relation)
    return trimmed({**related, "name": names, "relationship": [relation] if relation else [], **reach(helper)})


def _contact(contact: Contact) -> Resource:
    npi = [{"system": "http://hl7.org/fhir/sid/us-npi", "value": contact.npi}] if contact.npi else []
    known = {"id": str(contact.id), "identifier": npi, **reach(contact)}
    if contact.kind is ContactKind.person:
        skill = [{"code": {"text": contact.specialty}}] if contact.specialty else []
        names = [{"text": one_line(contact.name)}] if contact.name else []
        return trimmed({"resourceType": "Practitioner", **known, "name": names, "qualification": skill})
    part_of = reference(contact.part_of_id, "Organization") if contact.part_of_id else None
    return trimmed({"resourceType": "Organization", **known, "name": one_line(contact.name) or "?", "partOf": part_of})


# Health


def _diagnosis(diagnosis: Diagnosis, who: Resource, snapshot: CaseSnapshot) -> Resource:
    number = one_line(diagnosis.icd10_code)
    coding = [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": number}] if number else []
    code = trimmed({"coding": coding, "text": diagnosis.name})
    return trimmed(
        {
            "resourceType": "Condition",
            "id": str(diagnosis.id),
            "code": code,
            "subject": who,
            "recordedDate": day_of(diagnosis.told_on),
            "recorder": to_contact(snapshot.contact(diagnosis.told_by_id), diagnosis.told_by),
            "note": notes(diagnosis.told),
        }
    )


def _medication(medication: Medication, who: Resource) -> Resource:
    amount = _AMOUNT.fullmatch(medication.dose)
    # A dose in words is a quantity of which only the unit is said.
    dose: Resource = {"value": _number(amount[1]), "unit": amount[2]} if amount else {"unit": medication.dose}
    rate = [{"doseQuantity": dose}] if medication.dose else []
    dosage = trimmed({"text": medication.how_often, "doseAndRate": rate})
    reason = in_words(medication.reason)
    return trimmed(
        {
            "resourceType": "MedicationStatement",
            "id": str(medication.id),
            "status": "completed" if medication.stopped_on else "active",
            "medicationCodeableConcept": in_words(medication.name) or {"text": "?"},
            "subject": who,
            "effectivePeriod": period(medication.started_on, medication.stopped_on),
            "reasonCode": [reason] if reason else [],
            "note": notes(medication.notes),
            "dosage": [dosage] if dosage else [],
        }
    )


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


_SEVERITIES = ("mild", "moderate", "severe")


def _allergy(allergy: Allergy, who: Resource) -> Resource:
    severity = allergy.severity.strip().lower()
    is_known = severity in _SEVERITIES and bool(allergy.reaction)
    said = "" if is_known or not allergy.severity else f"Severity: {allergy.severity}"
    reaction = trimmed(
        {"manifestation": [{"text": allergy.reaction}], "severity": severity if is_known else ""},
    )
    return trimmed(
        {
            "resourceType": "AllergyIntolerance",
            "id": str(allergy.id),
            "clinicalStatus": coded(f"{TERMS}/allergyintolerance-clinical", "active"),
            "code": in_words(allergy.name),
            "patient": who,
            "onsetDateTime": day_of(allergy.since),
            "note": notes("\n".join(filter(None, (allergy.notes, said)))),
            "reaction": [reaction] if allergy.reaction else [],
        }
    )


def _procedure(procedure: Procedure, who: Resource, snapshot: CaseSnapshot) -> Resource:
    actor = to_contact(snapshot.contact(procedure.done_by_id), procedure.done_by)
    reason = in_words(procedure.reason)
    return trimmed(
        {
            "resourceType": "Procedure",
            "id": str(procedure.id),
            "status": "completed" if procedure.done_on else "unknown",
            "code": in_words(procedure.name),
            "subject": who,
            "performedDateTime": day_of(procedure.done_on),
            "performer": [{"actor": actor}] if actor else [],
            "location": {"display": one_line(procedure.place)} if procedure.place else None,
            "reasonCode": [reason] if reason else [],
            "note": notes(procedure.notes),
        }
    )


def _visit(visit: Visit, who: Resource, snapshot: CaseSnapshot) -> Resource:
    with_whom = to_contact(snapshot.contact(visit.contact_id))
    is_practitioner = with_whom is not None and with_whom.get("type") == "Practitioner"
    state = {None: "planned", True: "finished", False: "cancelled"}[visit.happened]
    manner = "VR" if visit.mode is VisitMode.video else "AMB"
    reason = in_words(visit.notes)
    return trimmed(
        {
            "resourceType": "Encounter",
            "id": str(visit.id),
            "status": state,
            "class": {"system": f"{TERMS}/v3-ActCode", "code": manner},
            "subject": who,
            "participant": [{"individual": with_whom}] if is_practitioner else [],
            "period": trimmed({"start": moment(visit.day, visit.at_time)}),
            "reasonCode": [reason] if reason else [],
            "location": [{"location": {"display": one_line(visit.place)}}] if visit.place else [],
            "serviceProvider": None if is_practitioner else with_whom,
        }
    )


# Papers and talks


def _call(call: Call, who: Resource, snapshot: CaseSnapshot) -> Resource:
    first = to_contact(snapshot.contact(call.contact_id), call.with_whom)
    second = {"display": one_line(call.spoke_with)} if call.spoke_with else None
    return trimmed(
        {
            "resourceType": "Communication",
            "id": str(call.id),
            "identifier": [{"value": call.reference_number}] if call.reference_number else [],
            "status": "completed",
            "medium": [coded(f"{TERMS}/v3-ParticipationMode", "PHONE")],
            "subject": who,
            "sent": call.at.astimezone().isoformat() if call.at else None,
            "recipient": [each for each in (first, second) if each],
            "payload": [{"contentString": call.said}] if call.said else [],
        }
    )


def _note(note: Note, who: Resource) -> Resource:
    data = base64.b64encode(note.text.encode()).decode()
    paper = _paper(note.id, who, note.title, "Note", note.day)
    return {**paper, "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": data}}]}


def _document(
    document: Document,
    who: Resource,
    bytes_of: Callable[[Document], bytes | None],
    place_of: Callable[[Document], str],
) -> Resource:
    kind = document.kind.value.replace("_", " ") if document.kind else ""
    kind_of_file = one_line(document.media_type) or "application/octet-stream"
    attachment: Resource = {"contentType": kind_of_file, "title": document.original_name}
    attachment |= {"url": place_of(document), "size": document.size_bytes}
    if document.size_bytes <= LARGEST_INSIDE and (data := bytes_of(document)):
        attachment["data"] = base64.b64encode(data).decode()
    paper = _paper(document.id, who, document.name, kind, document.document_date)
    return {**paper, "content": [{"attachment": trimmed(attachment)}]}


def _paper(record_id: UUID, who: Resource, words: str, kind: str, day: date | None) -> Resource:
    paper = {"resourceType": "DocumentReference", "id": str(record_id), "status": "current", "type": in_words(kind)}
    dated = {"period": {"start": day_of(day)}} if day else None
    return trimmed({**paper, "subject": who, "description": words, "context": dated})
