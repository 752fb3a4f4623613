"""Health data: each format gives what it holds under our fields' names; hostile files are refused (T-XML, T-FHIR)."""

# ruff: noqa: E501 - a resource reads best on few lines

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from caseorg.documents.health_file import HealthFile, ThingKind, read_health_file
from caseorg.documents.worker import Worker
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError, NoHealthDataError
from tests.architecture.project import ROOT

OURS = ROOT / "tests/data/documents"


@pytest.fixture(scope="module")
def data_worker() -> Iterator[Worker]:
    with Worker(reads="data") as worker:
        yield worker


def entries(found: HealthFile, kind: ThingKind) -> list[dict[str, bool | int | str]]:
    return [thing.entries for thing in found.things if thing.kind is kind]


def bundle(*resources: dict[str, object]) -> bytes:
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]}).encode()


PEOPLE: tuple[dict[str, object], ...] = (
    {"resourceType": "Patient", "id": "p", "name": [{"given": ["Maria", "T"], "family": "Alvarez"}],
     "birthDate": "1958-03-14", "address": [{"line": ["12 Elm St"], "city": "Dayton", "state": "OH", "postalCode": "45402"}]},
    {"resourceType": "Practitioner", "id": "d", "name": [{"text": "Dr. Ann Lee"}],
     "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}]},
    {"resourceType": "Organization", "id": "o", "name": "Riverside Hospital",
     "telecom": [{"system": "phone", "value": "555-0100"}]},
)  # fmt: skip
CARE: tuple[dict[str, object], ...] = (
    {"resourceType": "Condition", "id": "c", "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm",
     "code": "C34.11", "display": "Lung cancer"}]}, "onsetDateTime": "2026-11-03", "recorder": {"reference": "Practitioner/d"}},
    {"resourceType": "MedicationRequest", "id": "m", "status": "active", "authoredOn": "2026-01-02T10:00:00Z",
     "medicationCodeableConcept": {"text": "Lisinopril 10 mg"}, "dosageInstruction": [{"text": "1 a day"}]},
    {"resourceType": "AllergyIntolerance", "id": "a", "code": {"text": "Penicillin"},
     "reaction": [{"manifestation": [{"text": "Hives"}], "severity": "mild"}]},
    {"resourceType": "Procedure", "id": "r", "code": {"text": "Lung biopsy"}, "performedDateTime": "2026-10-28",
     "performer": [{"actor": {"reference": "Practitioner/d"}}]},
    {"resourceType": "Encounter", "id": "e", "period": {"start": "2026-10-28T09:30:00-04:00"}, "type": [{"text": "Visit"}],
     "serviceProvider": {"reference": "Organization/o"}},
    {"resourceType": "Coverage", "id": "v", "subscriberId": "XYZ1", "payor": [{"display": "Acme Health"}],
     "class": [{"type": {"coding": [{"code": "group"}]}, "value": "G7"}], "period": {"start": "2026-01-01"}},
    {"resourceType": "ExplanationOfBenefit", "id": "b", "identifier": [{"value": "CL-9"}], "claim": {"reference": "Claim/k"},
     "provider": {"reference": "Organization/o"}, "billablePeriod": {"start": "2026-10-28"},
     "item": [{"productOrService": {"text": "Biopsy"}}], "payment": {"amount": {"value": 800.25}},
     "total": [{"category": {"coding": [{"code": "submitted"}]}, "amount": {"value": 1234.5}},
               {"category": {"coding": [{"code": "memberliability"}]}, "amount": {"value": 100}}]},
    {"resourceType": "Claim", "id": "k", "total": {"value": 1234.5}},
    {"resourceType": "Observation", "id": "x", "code": {"text": "Hemoglobin"}, "valueQuantity": {"value": 13.2, "unit": "g/dL"},
     "effectiveDateTime": "2026-10-01"},
)  # fmt: skip


def test_a_fhir_bundle_gives_every_kind_of_record_and_the_rest_as_text(data_worker: Worker) -> None:
    found = read_health_file(bundle(*PEOPLE, *CARE), "portal.json", worker=data_worker)
    assert Counter(thing.kind for thing in found.things) == {
        ThingKind.patient: 1, ThingKind.contact: 2, ThingKind.diagnosis: 1, ThingKind.medication: 1,
        ThingKind.allergy: 1, ThingKind.procedure: 1, ThingKind.visit: 1, ThingKind.coverage: 1, ThingKind.cost: 1,
        ThingKind.note: 1,
    }  # fmt: skip
    assert entries(found, ThingKind.patient)[0]["full_name"] == "Maria T Alvarez"
    assert entries(found, ThingKind.patient)[0]["address"] == "12 Elm St\nDayton, OH 45402"
    assert entries(found, ThingKind.diagnosis) == [
        {"name": "Lung cancer", "told_on": "2026-11-03", "told_by": "Dr. Ann Lee", "icd10_code": "C34.11"}
    ]
    assert entries(found, ThingKind.allergy)[0] == {"name": "Penicillin", "reaction": "Hives", "severity": "mild"}
    assert entries(found, ThingKind.visit)[0]["at_time"] == "09:30"
    assert entries(found, ThingKind.cost) == [
        {"what": "Biopsy", "biller": "Riverside Hospital", "date_of_service": "2026-10-28", "claim_number": "CL-9",
         "billed_cents": 123450, "paid_cents": 80025, "patient_responsibility_cents": 10000},
    ]  # fmt: skip
    assert entries(found, ThingKind.note)[0]["text"] == "Hemoglobin: 13.2 g/dL: 2026-10-01"


def test_the_same_in_xml_is_the_same(data_worker: Worker) -> None:
    xml = (
        '<Bundle xmlns="http://hl7.org/fhir"><entry><resource><AllergyIntolerance><id value="a"/><code><text '
        'value="Penicillin"/></code><reaction><manifestation><text value="Hives"/></manifestation><severity value='
        '"mild"/></reaction></AllergyIntolerance></resource></entry></Bundle>'
    )
    assert read_health_file(xml.encode(), "a.xml", worker=data_worker).things == tuple(
        thing
        for thing in read_health_file(bundle(*CARE), "a.json", worker=data_worker).things
        if thing.kind is ThingKind.allergy
    )


def test_medicares_blue_button_gives_its_sections(data_worker: Worker) -> None:
    found = read_health_file((OURS / "bluebutton/sample.txt").read_bytes(), "sample.txt", worker=data_worker)
    assert entries(found, ThingKind.patient)[0]["full_name"] == "Isabella Isa Jones"
    assert [each["name"] for each in entries(found, ThingKind.allergy)] == [
        "ALLERGENIC EXTRACT, PENICILLIN",
        "Codeine",
    ]
    assert [each["name"] for each in entries(found, ThingKind.medication)] == [
        "Proventil HFA INH 1MG/ACTUAT",
        "Aspirin",
    ]
    claims = entries(found, ThingKind.cost)
    assert [each["claim_number"] for each in claims] == ["4830293857102", "5834920430293"]
    assert claims[0]["billed_cents"] == claims[0]["paid_cents"] == 5720
    assert {"Family Medical History", "Preventive Services"} <= {
        str(each["title"]) for each in entries(found, ThingKind.note)
    }


def test_cards_dates_and_lists_become_contacts_visits_calls_and_costs(data_worker: Worker) -> None:
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dr. Ann Lee\r\nORG:Riverside\\, Inc;Oncology\r\nTEL;TYPE=work,fax:555-1\r\n"
        "TEL:555-2\r\nADR;TYPE=work:;;1 Main St;Dayton;OH;45402;\r\nEND:VCARD\r\n"
    )
    (lee,) = entries(read_health_file(cards.encode(), "a.vcf", worker=data_worker), ThingKind.contact)
    assert (lee["name"], lee["fax"], lee["phone"]) == ("Dr. Ann Lee", "555-1", "555-2")
    assert lee["address"] == "1 Main St\nDayton, OH 45402"
    dates = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=No/Such:20270112T143000\r\nSUMMARY:Scan\\, chest\r\n"
        "RRULE:FREQ=SECONDLY\r\nBEGIN:VALARM\r\nSUMMARY:no\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    (scan,) = entries(read_health_file(dates.encode(), "a.ics", worker=data_worker), ThingKind.visit)
    assert (scan["day"], scan["at_time"]) == ("2027-01-12", "14:30")
    assert scan["notes"] == "Scan, chest\nThis repeats. Only the first time is taken."
    costs = 'Provider,Date of service,Billed,Plan paid,Mood\n"=HYPERLINK(1)",10/28/2026,"$1,234.50",800,fine\n'
    (cost,) = entries(read_health_file(costs.encode(), "a.csv", worker=data_worker), ThingKind.cost)
    assert cost == {"biller": "=HYPERLINK(1)", "date_of_service": "2026-10-28", "billed_cents": 123450,
                    "paid_cents": 80000, "notes": "Mood: fine"}  # fmt: skip
    calls = "When;Called;Spoke with;Notes\n1/5/2027 10:15;Plan;Sam;They call back\n"
    (call,) = entries(read_health_file(calls.encode(), "a.csv", worker=data_worker), ThingKind.call)
    assert call == {"day": "2027-01-05", "at_time": "10:15", "with_whom": "Plan", "spoke_with": "Sam",
                    "said": "They call back"}  # fmt: skip


CDA = '<ClinicalDocument xmlns="urn:hl7-org:v3">{}</ClinicalDocument>'
XML_BOMBS = {
    "laughs": b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
    "quadratic": b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 50_000 + b'">]><a>' + b"&b;" * 20_000 + b"</a>",
    "outside entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "document type by address": b'<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>',
    "300,000 levels": b"<a>" * 300_000 + b"</a>" * 300_000,
    "300 levels": CDA.format("<component>" * 300 + "</component>" * 300).encode(),
    "a zero byte": b"<a>\0</a>",
    "not closed": b"<a><b></a>",
    "utf-16 without its mark": '<ClinicalDocument xmlns="urn:hl7-org:v3"/>'.encode("utf-16-le"),
    "utf-7": b'<?xml version="1.0" encoding="utf-7"?><a>+ADw-</a>',
    "a text of 20 MB": b'<ClinicalDocument xmlns="urn:hl7-org:v3"><a>' + b"x" * (20 << 20) + b"</a></ClinicalDocument>",
}


@pytest.mark.proof("T-XML")
@pytest.mark.parametrize("name", XML_BOMBS)
def test_hostile_xml_is_refused_quickly(name: str, data_worker: Worker) -> None:
    with pytest.raises(NoHealthDataError):
        read_health_file(b"<a/>", "warm.xml", worker=data_worker)
    start = time.process_time(), time.monotonic()
    with pytest.raises((DamagedDocumentError, NoHealthDataError)):
        read_health_file(XML_BOMBS[name], "a.xml", worker=data_worker)
    assert time.monotonic() - start[1] < 10
    assert data_worker.process_id is not None, "it was refused, and the worker goes on"


FHIR_BOMBS = {
    "NaN": b'{"resourceType": "Observation", "id": "1", "valueQuantity": {"value": NaN}}',
    "infinity": b'{"resourceType": "Observation", "valueQuantity": {"value": -Infinity}}',
    "a million digits": b'{"resourceType": "Observation", "valueInteger": ' + b"9" * 1_000_000 + b"}",
    "200,000 brackets": b'{"resourceType": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "a list": b'["resourceType"]',
    "a million entries": b'{"resourceType": "Bundle", "entry": [' + b"{}," * 1_000_000 + b"{}]}",
    "too many resources": b'{"resourceType": "Bundle", "entry": ['
    + b'{"resource":{"resourceType":"Flag"}},' * 50_001
    + b"{}]}",
}


@pytest.mark.proof("T-FHIR")
@pytest.mark.parametrize("name", FHIR_BOMBS)
def test_hostile_fhir_is_refused(name: str, data_worker: Worker) -> None:
    with pytest.raises((DamagedDocumentError, NoHealthDataError, HugeDocumentError)):
        read_health_file(FHIR_BOMBS[name], "a.json", worker=data_worker)


@pytest.mark.proof("T-FHIR")
def test_amounts_without_end_circles_and_addresses_lead_nowhere(data_worker: Worker) -> None:
    odd = bundle(
        {"resourceType": "Claim", "id": "1", "type": {"text": "Visit"}, "total": {"value": 1}},
        {"resourceType": "Procedure", "id": "2", "code": {"text": "Scan"}, "performer": [{"actor": {"reference": "#x"}}],
         "location": {"reference": "Procedure/2"}},
        {"resourceType": "DocumentReference", "id": "3", "description": "Report",
         "content": [{"attachment": {"url": "file:///etc/passwd"}}, {"attachment": {"url": "\\\\host\\share"}}]},
    ).replace(b'"value": 1}', b'"value": 1e999}')  # fmt: skip
    found = read_health_file(odd, "a.json", worker=data_worker)
    assert entries(found, ThingKind.cost) == [{"what": "Visit", "claim_number": "1"}]
    assert entries(found, ThingKind.procedure) == [{"name": "Scan", "place": "Scan"}]
    assert "passwd" not in str(found)
