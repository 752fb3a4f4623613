"""Finds which kind of health data a file is, and reads it. Runs in the worker process."""

from __future__ import annotations

from typing import Any

from caseorg.documents import apple_health, bluebutton, cards_and_dates, ccda, fhir, sheets, wire
from caseorg.documents.archive import Archive, Entry
from caseorg.documents.found import Found
from caseorg.documents.kinds import FileKind, kind_of
from caseorg.documents.markup import parse
from caseorg.documents.serving import tell_progress
from caseorg.domain.errors import CaseorgError, HugeDocumentError, NoHealthDataError

_MAX_BYTES = 128 << 20
_MAX_IN_ARCHIVE = 32 << 20
_SUFFIXES = (".json", ".ndjson", ".xml", ".txt", ".vcf", ".ics")


def read(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Read a file of health data. Facts: `name`, as far as it tells kinds of text apart."""
    format_name, found = _read(data, str(facts["name"]))
    result = {"format": format_name, "things": found.result(), "left_out": dict(found.left_out)}
    return wire.Message({"result": result})


def _read(data: bytes, name: str) -> tuple[str, Found]:
    kind = kind_of(data, name)
    if kind is FileKind.xml and apple_health.is_apple_health(data):
        return "Apple Health", apple_health.read(apple_health.pieces(data), lambda size: tell_progress(size, len(data)))
    if kind is FileKind.zip:
        return _archive(data)
    if len(data) > _MAX_BYTES:
        raise HugeDocumentError("")
    if kind is FileKind.json:
        return "FHIR", fhir.read_json(data)
    if kind is FileKind.xml:
        root = parse(data)
        if ccda.is_ccda(root):
            return "C-CDA", ccda.read(root)
        if fhir.is_fhir(root):
            return "FHIR", fhir.read_xml(root)
        raise NoHealthDataError("")
    readers = {
        FileKind.vcard: ("vCard", cards_and_dates.read_cards),
        FileKind.ics: ("iCalendar", cards_and_dates.read_dates),
        FileKind.csv: ("CSV", sheets.read),
        FileKind.text: ("Blue Button", bluebutton.read),
    }
    if kind not in readers:
        raise NoHealthDataError("")
    format_name, reader = readers[kind]
    return format_name, reader(_decoded(data))


def _archive(data: bytes) -> tuple[str, Found]:
    """Read every file of health data in a ZIP file, as portals and phones give them; others are counted."""
    whole, formats = Found(), []
    archive = Archive(data)
    apple = next((each for each in archive.entries if _is_apple(archive, each)), None)
    if apple is not None:
        size = apple.info.file_size
        whole.take(apple_health.read(archive.stream(apple), lambda read: tell_progress(read, size)), apple.path)
        # Its records are the other files. What it has as C-CDA are the measurements once more.
        del whole.left_out[apple_health.CLINICAL_RECORDS]
        formats.append("Apple Health")
    for number, entry in enumerate(archive.entries):
        if entry is apple:
            continue
        found = None
        if entry.path.lower().endswith(_SUFFIXES if apple is None else ".json"):
            found = _in_archive(archive, entry)
        if found is None:
            whole.left_out["files"] += 1
            continue
        formats.append(found[0])
        whole.take(found[1], entry.path.rpartition("/")[2])
        tell_progress(number + 1, len(archive.entries))
    if not formats:
        raise NoHealthDataError("")
    return ", ".join(dict.fromkeys(formats)), whole


def _is_apple(archive: Archive, entry: Entry) -> bool:
    if not entry.path.lower().endswith(".xml"):
        return False
    try:
        return apple_health.is_apple_health(next(archive.stream(entry), b""))
    except CaseorgError:
        return False


def _in_archive(archive: Archive, entry: Entry) -> tuple[str, Found] | None:
    """Read one file of an archive; None where it holds no health data that we can read."""
    if entry.info.file_size > _MAX_IN_ARCHIVE:
        return None
    try:
        return _read(archive.read(entry), entry.path)
    except CaseorgError:
        return None


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    _read(b'{"resourceType": "Patient", "id": "1", "birthDate": "2020-01-01", "text": {"div": "<p>a</p>"}}', "a.json")
    _read(b'{"resourceType": "Observation", "valueString": "a", "text": {"div": "<div>a</div>"}}', "a.json")
    _read(b'<Patient xmlns="http://hl7.org/fhir"><birthDate value="2020-01-01"/></Patient>', "a.xml")
    _read(b"BEGIN:VCARD\r\nFN:A\r\nNOTE;ENCODING=QUOTED-PRINTABLE:a=20b\r\nEND:VCARD\r\n", "a.vcf")
    _read(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20270112T140000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", "a.ics")
    _read(b"billed,what\n$1.50,visit\n", "a.csv")
    _read(b"<!DOCTYPE HealthData []><HealthData><Me/></HealthData>", "a.xml")
    _read(b"MYMEDICARE.GOV\n-----\nDrugs\n\n-----\nDrug Name: A\n", "a.txt")
