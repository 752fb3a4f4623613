"""What an iPhone's Health app gives: its records and the person's line are taken, steps are counted and left out."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest

from caseorg.documents.health_file import HealthFile, ThingKind, read_health_file
from caseorg.documents.worker import Worker
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, NoHealthDataError, StoppedError

DOCTYPE = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 13 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ClinicalRecord)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!ATTLIST Record
  type CDATA #REQUIRED
]>
"""
"""As phones of one year wrote it: the last list is never closed."""

ME = (
    '<ExportDate value="2026-11-20 10:00:00 -0500"/>'
    '<Me HKCharacteristicTypeIdentifierDateOfBirth="1958-03-14" HKCharacteristicTypeIdentifierBloodType="X"/>'
)
STEP = (
    '<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Maria’s iPhone" unit="count" '
    'startDate="2026-01-01 10:00:00 -0500" endDate="2026-01-01 10:05:00 -0500" value="{}"/>\n'
)
NAMED = '<ClinicalRecord type="AllergyRecord" sourceName="Clinic" resourceFilePath="/clinical-records/A-1.json"/>'
ALLERGY = {
    "resourceType": "AllergyIntolerance",
    "id": "1",
    "code": {"text": "Penicillin"},
    "reaction": [{"manifestation": [{"text": "Hives"}]}],
}
OLD_MEDICINE = {  # DSTU2, as some hospitals still give it
    "resourceType": "MedicationOrder",
    "id": "2",
    "status": "active",
    "dateWritten": "2026-02-03",
    "medicationCodeableConcept": {"text": "Lisinopril 10 mg"},
    "dosageInstruction": [{"text": "1 a day"}],
}


@pytest.fixture(scope="module")
def data_worker() -> Iterator[Worker]:
    with Worker(reads="data") as worker:
        yield worker


def export_xml(steps: int, *more: str, doctype: str = DOCTYPE) -> bytes:
    records = "".join(STEP.format(number) for number in range(steps))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}{doctype}<HealthData locale="en_US">{ME}{records}{"".join(more)}</HealthData>'.encode()


def whole_export(steps: int) -> bytes:
    """Make the ZIP file as the phone makes it."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("apple_health_export/export.xml", export_xml(steps, NAMED, '<Workout duration="1"/>'))
        made.writestr("apple_health_export/export_cda.xml", '<ClinicalDocument xmlns="urn:hl7-org:v3"/>')
        made.writestr("apple_health_export/workout-routes/route.gpx", "<gpx/>")
        made.writestr("apple_health_export/electrocardiograms/ecg.csv", "Name,Maria\n")
        made.writestr("apple_health_export/clinical-records/AllergyIntolerance-1.json", json.dumps(ALLERGY))
        made.writestr("apple_health_export/clinical-records/MedicationOrder-2.json", json.dumps(OLD_MEDICINE))
    return buffer.getvalue()


def entries(found: HealthFile, kind: ThingKind) -> list[dict[str, bool | int | str]]:
    return [thing.entries for thing in found.things if thing.kind is kind]


def test_the_zip_file_of_a_phone_gives_its_health_records_and_counts_what_is_left_out(data_worker: Worker) -> None:
    found = read_health_file(whole_export(3000), "export.zip", worker=data_worker)
    assert found.format == "Apple Health, FHIR"
    assert entries(found, ThingKind.patient) == [{"date_of_birth": "1958-03-14"}]
    assert entries(found, ThingKind.allergy) == [{"name": "Penicillin", "reaction": "Hives"}]
    assert entries(found, ThingKind.medication) == [
        {"name": "Lisinopril 10 mg", "how_often": "1 a day", "started_on": "2026-02-03"}
    ]
    assert len(found.things) == 3
    assert found.left_out == {"measurements": 3001, "files": 3}
    assert found.things[1].where == "AllergyIntolerance-1.json AllergyIntolerance/1"


def test_the_file_alone_says_how_many_records_it_only_names(data_worker: Worker) -> None:
    found = read_health_file(export_xml(5, NAMED, NAMED), "export.xml", worker=data_worker)
    assert [thing.kind for thing in found.things] == [ThingKind.patient]
    assert found.left_out == {"measurements": 5, "clinical_records": 2}


def test_thirty_megabytes_are_read_as_a_stream_and_say_how_far_it_is(data_worker: Worker) -> None:
    data = export_xml(200_000)
    assert len(data) > 30 << 20
    told: list[tuple[int, int]] = []
    found = read_health_file(
        data, "export.xml", worker=data_worker, progress=lambda done, whole: told.append((done, whole))
    )
    assert found.left_out == {"measurements": 200_000}
    assert all(0 < done <= whole == len(data) for done, whole in told)
    assert [done for done, _whole in told] == sorted(done for done, _whole in told)


def test_reading_can_be_stopped_and_the_worker_goes_on(data_worker: Worker) -> None:
    cancel = threading.Event()
    with pytest.raises(StoppedError):
        read_health_file(
            export_xml(400_000), "export.xml", worker=data_worker, cancel=cancel, progress=lambda *_: cancel.set()
        )
    assert read_health_file(export_xml(1), "export.xml", worker=data_worker).left_out == {"measurements": 1}


LAUGHS = '<!DOCTYPE HealthData [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n'
HOSTILE = {
    "entities": export_xml(1, "<x>&b;</x>", doctype=LAUGHS),
    "an outside entity": export_xml(1, doctype='<!DOCTYPE HealthData SYSTEM "file:///etc/passwd">'),
    "a second document type": export_xml(1, doctype=DOCTYPE + LAUGHS),
    "cut off": export_xml(100)[:-20],
    "another word": export_xml(1).replace(b"</HealthData>", b"</HealthDate>"),
    "a zero byte": export_xml(1, "\0"),
    "an unknown alphabet": export_xml(1).replace(b"UTF-8", b"UTF-7"),
    "a document type without end": b"<!DOCTYPE HealthData [" + b"<!ELEMENT a (b)>" * 100_000,
}


@pytest.mark.proof("T-XML")
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_exports_of_a_phone_are_refused(name: str, data_worker: Worker) -> None:
    with pytest.raises((DamagedDocumentError, NoHealthDataError)):
        read_health_file(HOSTILE[name], "export.xml", worker=data_worker)


def test_depth_without_end_is_read_or_refused_and_nothing_is_left(data_worker: Worker) -> None:
    deep = export_xml(1, "<a>" * 300_000 + "</a>" * 300_000)
    try:
        found = read_health_file(deep, "export.xml", worker=data_worker)
    except CaseorgError:
        return
    assert found.left_out == {"measurements": 1}
