"""Odd and hostile files, made for each reader of health data: read, or refused with a sentence."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator

import pytest

from caseorg.documents.health_file import HealthFile, ThingKind, read_health_file
from caseorg.documents.worker import Worker
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, HugeDocumentError, NoHealthDataError
from tests.documents.test_health_data import bundle, entries

Reading = Callable[[bytes | str, str], HealthFile]


@pytest.fixture(scope="module")
def data_worker() -> Iterator[Worker]:
    with Worker(reads="data") as worker:
        yield worker


@pytest.fixture
def read(data_worker: Worker) -> Iterator[Reading]:
    """Reads a file, and sees that the worker outlives it."""

    def reading(data: bytes | str, name: str) -> HealthFile:
        raw = data.encode() if isinstance(data, str) else data
        return read_health_file(raw, name, worker=data_worker)

    read_health_file(b"BEGIN:VCARD\nFN:A\nEND:VCARD\n", "a.vcf", worker=data_worker)
    process = data_worker.process_id
    yield reading
    assert data_worker.process_id == process, "the worker ended over it"


# Lists


def one(found: HealthFile, kind: ThingKind) -> dict[str, bool | int | str]:
    (only,) = entries(found, kind)
    return only


@pytest.mark.parametrize(
    ("mark", "alphabet"),
    [(",", "utf-8"), (";", "cp1252"), ("\t", "utf-16"), (";", "utf-8-sig"), ("\t", "cp1252")],
)
@pytest.mark.proof("T-CSV")
def test_lists_come_with_any_mark_between_the_cells_and_in_any_alphabet_of_a_spreadsheet(
    read: Reading, mark: str, alphabet: str
) -> None:
    rows = (
        ("Provider", "Date of service", "Amount billed", "Notes"),
        ("Clínica Ávila", "10/28/2026", '"$1,234.50"', "año – “ok”"),
    )
    text = "\r\n".join(mark.join(row) for row in rows) + "\r\n"
    assert one(read(text.encode(alphabet), "costs.csv"), ThingKind.cost) == {
        "biller": "Clínica Ávila", "date_of_service": "2026-10-28", "billed_cents": 123450, "notes": "año – “ok”",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-10-28", "2026-10-28"), ("10/28/2026", "2026-10-28"), ("28-Oct-2026", "2026-10-28"),
        ("Oct 28, 2026", "2026-10-28"), ("October 28 2026", "2026-10-28"), ("2026/10/28", "2026-10-28"),
        ("10/28/2026 12:00:00 AM", "2026-10-28"),
        # What could be another day is not guessed at: it stays in words.
        ("28/10/2026", None), ("10/28/26", None), ("46323", None), ("2/30/2026", None), ("soon", None),
    ],
)  # fmt: skip
@pytest.mark.proof("T-CSV")
def test_days_as_spreadsheets_write_them_are_read_or_kept_in_words(
    read: Reading, written: str, day: str | None
) -> None:
    cost = one(read(f'Billed,Date of service\n$5,"{written}"\n', "a.csv"), ThingKind.cost)
    assert cost.get("date_of_service") == day
    assert day is not None or cost["notes"] == f"Date of service: {written}"


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("$1,234.50", 123450), ("1234.5", 123450), ("1,250", 125000), ("12,345,678.90", 1234567890), ("0", 0),
        # As computers write them that speak Spanish.
        ("1.234,50", 123450), ("1234,50", 123450), ("$ 5,25", 525),
        # What could be another amount is not guessed at: it stays in words.
        ("1.250", None), ("12,5", None), ("1,25,0", None), ("1,2345", None), ("-5", None), ("free", None),
    ],
)  # fmt: skip
@pytest.mark.proof("T-CSV")
def test_amounts_as_spreadsheets_write_them_are_read_or_kept_in_words(
    read: Reading, written: str, amount: int | None
) -> None:
    cost = one(read(f'Service,Billed\nScan,"{written}"\n', "a.csv"), ThingKind.cost)
    assert cost.get("billed_cents") == amount
    assert amount is not None or cost["notes"] == f"Billed: {written}"


@pytest.mark.parametrize(
    ("written", "at"), [("1/5/2027 2:15 PM", "14:15"), ("1/5/2027 12:05 am", "00:05"), ("2027-01-05 09:30", "09:30")]
)
@pytest.mark.proof("T-CSV")
def test_times_of_the_afternoon_are_afternoon(read: Reading, written: str, at: str) -> None:
    call = one(read(f"When,Called,Notes\n{written},Plan,Hello\n", "a.csv"), ThingKind.call)
    assert (call["day"], call["at_time"]) == ("2027-01-05", at)


@pytest.mark.proof("T-CSV")
def test_a_hundred_thousand_rows_a_cell_without_end_and_ragged_rows(read: Reading) -> None:
    with pytest.raises(HugeDocumentError):
        read("what,billed\n" + "visit,1\n" * 100_000, "a.csv")
    with pytest.raises(CaseorgError):
        read('what,billed\n"' + "x" * (3 << 20), "a.csv")
    ragged = read("what,billed,notes\nvisit,5,a,b,c\nscan\n,,\n", "a.csv")
    assert [each.get("what") for each in entries(ragged, ThingKind.cost)] == ["visit", "scan"]
    with pytest.raises(NoHealthDataError):
        read("country,latitude\nAD,42\n", "a.csv")


@pytest.mark.proof("T-CSV")
def test_no_cell_is_more_than_text(read: Reading) -> None:
    found = one(read("what,billed\n\"=cmd|'/c calc'!A1\",5\n", "a.csv"), ThingKind.cost)
    assert found["what"] == "=cmd|'/c calc'!A1"


# Cards and calendars


def test_cards_of_old_telephones_keep_numbers_addresses_and_accents(read: Reading) -> None:
    old = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Nu=F1ez;Jos=E9\r\n"
        "TEL;WORK;VOICE:555-1\r\nTEL;WORK;FAX:555-2\r\nADR;WORK:;;1 Main St\\; Rear;Dayton;OH;45402\r\n"
        "NOTE;QUOTED-PRINTABLE:one=0D=0Atwo=\r\n and three\r\nPHOTO;BASE64:AAAA=\r\nEND:VCARD\r\n"
    )
    assert one(read(old, "a.vcf"), ThingKind.contact) == {
        "kind": "person", "name": "José Nuñez", "phone": "555-1", "fax": "555-2",
        "address": "1 Main St; Rear\nDayton, OH 45402", "notes": "one\r\ntwo and three",
    }  # fmt: skip


def test_a_card_without_end_and_a_million_lines_of_one(read: Reading) -> None:
    assert one(read("BEGIN:VCARD\nFN:Ann\nTEL:1\n", "a.vcf"), ThingKind.contact) == {
        "kind": "person", "name": "Ann", "phone": "1",
    }  # fmt: skip
    long = read("BEGIN:VCARD\nFN:Ann\nNOTE;QUOTED-PRINTABLE:" + "x=\n" * 200_000 + "\nEND:VCARD\n", "a.vcf")
    assert len(str(one(long, ThingKind.contact)["notes"])) == 200_000


def events(*bodies: str) -> str:
    inside = "".join(f"BEGIN:VEVENT\r\n{body}\r\nEND:VEVENT\r\n" for body in bodies)
    return f"BEGIN:VCALENDAR\r\n{inside}END:VCALENDAR\r\n"


@pytest.mark.proof("T-ICS")
@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY", "FREQ=SECONDLY;COUNT=999999999999", "FREQ=NEVER", "", "FREQ=YEARLY;BYDAY=0"]
)
def test_what_repeats_without_end_is_one_visit_that_says_so(read: Reading, rule: str) -> None:
    visit = one(read(events(f"DTSTART:20270112T143000\r\nRRULE:{rule}\r\nSUMMARY:Chemo"), "a.ics"), ThingKind.visit)
    assert visit["notes"] == "Chemo\nThis repeats. Only the first time is taken."


@pytest.mark.proof("T-ICS")
def test_zones_that_do_not_exist_and_days_that_do_not_come(read: Reading) -> None:
    found = read(
        events("DTSTART;TZID=Mars/Olympus:20270112T143000\r\nSUMMARY:A", "DTSTART:20270231\r\nSUMMARY:B",
               "DTSTART;VALUE=DATE:99991231\r\nSUMMARY:C", "SUMMARY:D"),
        "a.ics",
    )  # fmt: skip
    visits = entries(found, ThingKind.visit)
    assert [(each["day"], each.get("at_time")) for each in visits] == [("2027-01-12", "14:30"), ("9999-12-31", None)]
    assert one(found, ThingKind.note)["text"] == "B\n\nD"


@pytest.mark.proof("T-ICS")
def test_a_hundred_thousand_events_are_too_many_and_an_alarm_is_no_visit(read: Reading) -> None:
    with pytest.raises(HugeDocumentError):
        read(events(*["DTSTART:20270112"] * 100_000), "a.ics")
    with pytest.raises(NoHealthDataError):
        read("BEGIN:VALARM\nTRIGGER:-PT15M\nDESCRIPTION:no\nEND:VALARM\n", "a.ics")


# FHIR and C-CDA


def test_text_that_stands_packed_in_a_file_is_kept_as_a_note_and_other_files_are_named(read: Reading) -> None:
    packed = base64.b64encode("Patient is well. Ánh".encode()).decode()
    note: dict[str, object] = {
        "resourceType": "DocumentReference", "id": "1", "type": {"text": "Progress note"}, "date": "2026-02-03",
        "content": [{"attachment": {"contentType": "text/plain; charset=utf-8", "data": packed}}],
    }  # fmt: skip
    scan: dict[str, object] = {
        "resourceType": "DiagnosticReport", "id": "2", "code": {"text": "CT"},
        "presentedForm": [{"contentType": "application/pdf", "data": packed},
                          {"contentType": "text/plain", "data": "%"}],
    }  # fmt: skip
    notes = entries(read(bundle(note, scan), "a.json"), ThingKind.note)
    assert notes == [
        {"title": "Progress note", "day": "2026-02-03", "text": "Patient is well. Ánh"},
        {"title": "DiagnosticReport", "text": "CT\nA file is inside (application/pdf)"},
    ]


def test_results_that_stand_in_the_words_of_a_report_alone_are_kept_line_by_line(read: Reading) -> None:
    rows = "<tr><td>Hemoglobin</td><td>12.1</td></tr><tr><td>Platelets</td><td>250</td></tr>"
    words = {"status": "generated", "div": f"<div><table>{rows}</table></div>"}
    report: dict[str, object] = {"resourceType": "DiagnosticReport", "code": {"text": "Blood count"}, "text": words}
    more = {"status": "additional", "div": "<div>Seen again in May</div>"}
    lab: dict[str, object] = {"resourceType": "Observation", "code": {"text": "Sodium"}, "valueString": "140"}
    notes = entries(read(bundle(report, {**lab, "text": more}, {**lab, "text": words}), "a.json"), ThingKind.note)
    assert [note["text"] for note in notes] == [
        "Blood count\nHemoglobin 12.1\nPlatelets 250",
        "Sodium: 140\nSeen again in May\n\nSodium: 140",
    ]


def test_what_was_a_mistake_is_not_so_or_has_no_name_becomes_no_record(read: Reading) -> None:
    def verified(code: str) -> dict[str, object]:
        return {"coding": [{"code": code}]}

    found = read(
        bundle(
            {"resourceType": "AllergyIntolerance", "code": {"text": "A"}, "verificationStatus": verified("refuted")},
            {"resourceType": "Condition", "code": {"text": "B"}, "verificationStatus": verified("entered-in-error")},
            {
                "resourceType": "MedicationRequest",
                "status": "entered-in-error",
                "medicationCodeableConcept": {"text": "C"},
            },
            {"resourceType": "MedicationRequest", "status": "active", "authoredOn": "2026-01-01"},
            {"resourceType": "Encounter", "status": "finished", "text": {"div": "<div>Seen in the clinic</div>"}},
        ),
        "a.json",
    )
    assert {thing.kind for thing in found.things} == {ThingKind.note}
    words = {str(each["title"]): each["text"] for each in entries(found, ThingKind.note)}
    assert words["AllergyIntolerance"] == "A: refuted"
    assert words["Condition"] == "B: entered-in-error"
    assert words["MedicationRequest"] == "C: entered-in-error\n\nactive: 2026-01-01"
    assert words["Encounter"] == "finished\nSeen in the clinic"


def test_resources_may_come_a_line_each_or_as_a_list(read: Reading) -> None:
    allergies = [{"resourceType": "AllergyIntolerance", "code": {"text": name}} for name in ("A", "B")]
    lines = "\n".join(json.dumps(each) for each in allergies)
    for text, name in ((lines, "a.ndjson"), (json.dumps(allergies), "a.json")):
        assert [each["name"] for each in entries(read(text, name), ThingKind.allergy)] == ["A", "B"]


def test_a_doctor_has_the_telephone_of_the_office_and_an_insurer_is_told_with_the_plan(read: Reading) -> None:
    found = read(
        bundle(
            {"resourceType": "Practitioner", "id": "d", "name": [{"text": "Dr. Lee"}]},
            {"resourceType": "PractitionerRole", "practitioner": {"reference": "Practitioner/d"},
             "specialty": [{"text": "Lungs"}], "telecom": [{"system": "phone", "value": "555-1"}]},
            {"resourceType": "Organization", "id": "p", "name": "Acme",
             "telecom": [{"system": "phone", "value": "555-2"}]},
            {"resourceType": "Coverage", "subscriberId": "X", "payor": [{"reference": "Organization/p"}]},
        ),
        "a.json",
    )  # fmt: skip
    assert one(found, ThingKind.contact) == {
        "kind": "person", "name": "Dr. Lee", "phone": "555-1", "specialty": "Lungs",
    }  # fmt: skip
    assert one(found, ThingKind.coverage) == {"plan_name": "Acme", "plan_phone": "555-2", "member_id": "X"}


CDA = """<ClinicalDocument xmlns="urn:hl7-org:v3"><component><structuredBody><component><section>
<code code="{code}"/><title>Section</title><text>{text}</text>{entry}</section></component></structuredBody></component>
</ClinicalDocument>"""


def test_a_code_that_is_not_available_gives_way_to_the_words_of_the_section(read: Reading) -> None:
    allergy = """<entry><act><entryRelationship><observation><text><reference value="#r"/></text>
    <participant><participantRole><playingEntity><code nullFlavor="UNK"><originalText><reference value="#c"/>
    </originalText></code><name>Latex</name></playingEntity></participantRole></participant></observation>
    </entryRelationship></act></entry>"""
    words = '<content ID="c">Coded name not available</content>'
    found = read(CDA.format(code="48765-2", text=words, entry=allergy), "a.xml")
    assert one(found, ThingKind.allergy) == {"name": "Latex"}


def test_what_is_planned_is_no_operation_and_a_prefix_nobody_declared_spoils_nothing(read: Reading) -> None:
    planned = '<entry><procedure moodCode="RQO"><code displayName="Hip replacement"/><sdtc:x/></procedure></entry>'
    found = read(CDA.format(code="47519-4", text="Hip replacement is planned", entry=planned), "a.xml")
    assert [thing.kind for thing in found.things] == [ThingKind.note]
    with pytest.raises(CaseorgError):
        read(CDA.format(code="1", text="a", entry="<sdtc:x>")[:-10], "a.xml")


def test_xml_keeps_a_value_that_has_an_extension_beside_it(read: Reading) -> None:
    patient = (
        '<Patient xmlns="http://hl7.org/fhir"><birthDate value="2017-09-05"><extension url="x"><valueString value="y"/>'
        "</extension></birthDate></Patient>"
    )
    assert one(read(patient, "a.xml"), ThingKind.patient) == {"date_of_birth": "2017-09-05"}


def test_a_prefix_that_nobody_declared_spoils_no_fhir(read: Reading) -> None:
    patient = '<Patient xmlns="http://hl7.org/fhir"><x:extension/><birthDate value="2017-09-05"/></Patient>'
    assert one(read(patient, "a.xml"), ThingKind.patient) == {"date_of_birth": "2017-09-05"}


WIDE = json.dumps({"resourceType": "AllergyIntolerance", "code": {"text": "Penicillin"}})


@pytest.mark.parametrize("alphabet", ["utf-16-le", "utf-16-be", "utf-32"])
def test_alphabets_that_nothing_names_are_refused_with_a_sentence(read: Reading, alphabet: str) -> None:
    with pytest.raises((NoHealthDataError, DamagedDocumentError)):
        read(WIDE.encode(alphabet), "a.json")
