"""Reading a FHIR bundle of 10 MB beside Python's own reading of its JSON, and an export of a phone with 300 MB."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

from caseorg.documents.health_file import read_health_file
from caseorg.documents.worker import Worker
from caseorg.domain.errors import StoppedError
from tests.bench.measuring import Line, timed
from tests.documents.test_apple_health import export_xml

_BUNDLE_BYTES, _BUNDLE_MS = 10_000_000, 3_000
_STEPS, _PHONE_MS = 1_600_000, 30_000
_NOTE = base64.b64encode(b"The patient is a 68 year old woman. " * 20).decode()


def benchmarks(folder: Path) -> Iterator[Line]:
    """Measure from the bytes to the list that a person ticks, with the worker that the program has."""
    del folder
    with Worker(reads="data") as worker:
        read_health_file(b"BEGIN:VCARD\nFN:A\nEND:VCARD\n", "a.vcf", worker=worker)
        data = bundle(_BUNDLE_BYTES)
        floor = min(timed(lambda: json.loads(data)) for _round in range(3))
        spent = min(timed(lambda: read_health_file(data, "portal.json", worker=worker)) for _round in range(3))
        what = f"read a FHIR bundle of {len(data) / 1e6:.0f} MB, beside its JSON alone"
        yield Line(what, spent, floor, f"{_BUNDLE_MS} ms", spent <= _BUNDLE_MS, spent / floor)
        phone = export_xml(_STEPS)
        spent = timed(lambda: read_health_file(phone, "export.xml", worker=worker))
        what = f"read what a phone exports, {len(phone) / 1e6:.0f} MB"
        yield Line(what, spent, None, f"{_PHONE_MS} ms", spent <= _PHONE_MS)
        yield _stopped(worker, phone)


def _stopped(worker: Worker, data: bytes) -> Line:
    """Measure how long it takes from Cancel to the end of the reading."""
    cancel, pressed = Event(), [0.0]

    def press(_done: int, _whole: int) -> None:
        if not cancel.is_set():
            pressed[0] = time.perf_counter()
            cancel.set()

    with suppress(StoppedError):
        read_health_file(data, "export.xml", worker=worker, cancel=cancel, progress=press)
    spent = (time.perf_counter() - pressed[0]) * 1000
    return Line("stop reading it", spent, None, "500 ms", spent <= 500)


def bundle(size: int) -> bytes:
    """Make a bundle as Synthea writes one: visits, each with measurements, a medicine, a claim and a note."""
    entries: list[object] = [{"resource": {"resourceType": "Patient", "id": "p", "birthDate": "1958-03-14"}}]
    length, visit = 0, 0
    while length < size:
        made = [json.dumps({"fullUrl": f"urn:uuid:{each['id']}", "resource": each}, indent=1) for each in _visit(visit)]
        entries += [json.loads(each) for each in made]
        length += sum(len(each) + 20 for each in made)
        visit += 1
    return json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}, indent=1).encode()


def _visit(number: int) -> Iterator[dict[str, object]]:
    at = f"20{number % 20 + 5:02}-0{number % 9 + 1}-12T10:00:00-05:00"
    yield {
        "resourceType": "Encounter", "id": f"e{number}", "status": "finished", "class": {"code": "AMB"},
        "type": [{"text": "Encounter for symptom"}], "period": {"start": at, "end": at},
        "participant": [{"individual": {"reference": "urn:uuid:d", "display": "Dr. Lee"}}],
    }  # fmt: skip
    for kind in range(12):
        yield {
            "resourceType": "Observation", "id": f"o{number}-{kind}", "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "8302-2"}], "text": f"Height {kind}"},
            "subject": {"reference": "urn:uuid:p"}, "encounter": {"reference": f"urn:uuid:e{number}"},
            "effectiveDateTime": at, "valueQuantity": {"value": number + 0.25, "unit": "cm"},
        }  # fmt: skip
    yield {
        "resourceType": "MedicationRequest", "id": f"m{number}", "status": "stopped", "authoredOn": at,
        "medicationCodeableConcept": {"text": f"Medicine {number} 10 MG"}, "requester": {"display": "Dr. Lee"},
    }  # fmt: skip
    yield {"resourceType": "Claim", "id": f"c{number}", "status": "active", "total": {"value": 129.16}}
    yield {
        "resourceType": "ExplanationOfBenefit", "id": f"x{number}", "claim": {"reference": f"urn:uuid:c{number}"},
        "billablePeriod": {"start": at}, "provider": {"display": "Dr. Lee"}, "payment": {"amount": {"value": 80.5}},
        "item": [{"sequence": 1, "productOrService": {"text": "Visit"}}],
        "total": [{"category": {"coding": [{"code": "submitted"}]}, "amount": {"value": 129.16}}],
    }  # fmt: skip
    yield {
        "resourceType": "DocumentReference", "id": f"d{number}", "type": {"text": "Note"}, "date": at,
        "content": [{"attachment": {"contentType": "text/plain", "data": _NOTE}}],
    }  # fmt: skip
