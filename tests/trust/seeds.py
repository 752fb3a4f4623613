"""The good files T-FUZZ begins with, and which way in each kind of them takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from caseorg.documents import health_data, wire
from caseorg.documents.kinds import FileKind
from tests.architecture.project import ROOT
from tests.documents import made
from tests.documents.made_discs import an_iso
from tests.documents.of_others import OURS, THEIRS
from tests.trust import ways_in
from tests.trust.material import make_case_file
from tests.trust.mutants import zipped
from tests.trust.ways_in import Bench

_LARGEST, _LARGEST_OF_HEALTH = 8 << 10, 64 << 10
"""Bytes. A larger seed costs more time than it brings; what is whole is seldom small among health data."""

Way = Callable[[Bench, bytes, str, int], None]


@dataclass(frozen=True)
class Reader:
    """One kind of input: its seeds, what a changed one is called, where it is given to, how much of the run is its."""

    name: str
    file_name: str
    way: Way
    share: int
    """Of all inputs, in thousandths: less where pages are drawn, which costs ten times as much."""
    folders: tuple[str, ...] = ()
    own: Callable[[], list[bytes]] = field(default=list)
    """Seeds that no collection has."""
    is_zip: bool = False
    """Every other mutant is changed inside, and packed again."""

    def seeds(self) -> tuple[bytes, ...]:
        """Return its seeds, in the same order each time."""
        return _seeds(self)


@cache
def _seeds(reader: Reader) -> tuple[bytes, ...]:
    if reader.way is not ways_in.bring_in:
        return (*reader.own(), *(data for folder in reader.folders for data in _files(folder, _LARGEST)))
    found = [*reader.own(), *(data for folder in reader.folders for data in _files(folder, _LARGEST_OF_HEALTH))]
    # Most files of the collections hold nothing of ours; those that do take a changed one further in.
    read = [data for data in found if _is_read(data, reader.file_name)]
    return (*read, *[data for data in found if data not in read][:: max(1, 4 * len(found) // max(1, len(read)))])


def _files(folder: str, largest: int) -> Iterator[bytes]:
    for collection in (OURS, THEIRS):
        for path in sorted((collection / folder).glob("*")):
            if path.is_file() and 0 < path.stat().st_size <= largest:
                yield path.read_bytes()


def _is_read(data: bytes, name: str) -> bool:
    try:
        health_data.read(data, {"name": name})
    except Exception:
        return False
    return True


def _pdfs() -> list[bytes]:
    return [made.saved(made.a_pdf("Dated January 12, 2027")), made.active_pdf(), made.locked_pdf()]


def _texts() -> list[bytes]:
    return [
        b"Notice of denial\nDate: 11/20/2026\nDear Maria Ferreira,\fPage 2\nYour number is 123-45-6789.\n",
        "Señora Ferreira: «úlcera» – 5 µg, 3 × día\r\n\tTabla\r\n".encode("utf-16"),
        "Caf\xe9 and \x93quotes\x94\n".encode("latin-1") * 20,
    ]


def _mails() -> list[bytes]:
    plain = b"From: Ana <ana@example.org>\r\nTo: m@example.org\r\nDate: Fri, 20 Nov 2026 10:00:00 -0500\r\nSubject: "
    parts = (
        plain
        + b'=?utf-8?q?Su_cita?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nHola =C3=A1\r\n--c\r\nContent-Type: text/html\r\n\r\n"
        b"<table><tr><td>Hola</td></tr></table><script>x</script>\r\n--c--\r\n--b\r\n"
        b"Content-Type: application/pdf; name*=utf-8''carta%20%C3%A1.pdf\r\nContent-Disposition: attachment;\r\n"
        b' filename*0="car"; filename*1="ta.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b\r\n'
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Type: text/plain\r\n\r\nText\r\n--b--\r\n"
    )
    return [plain + b"Hello\r\n\r\nPlease call us.\r\n", parts]


def _web_pages() -> list[bytes]:
    visit = (
        "<!DOCTYPE html><html lang=es><head><title>x</title><style>p{}</style></head><body><h1>Resumen</h1><p>Señora "
        "Ferreira<br>5 &micro;g &#8211; 3&times;</p><table><tr><th>Fecha</th><td>11/20/2026</td></tr></table><ul><li>a"
        "</li></ul><script>x</script><svg><a href='#'>b</a></svg><!-- c --></body></html>"
    )
    return [b"<!doctype html><html><p>Dear Maria</p></html>", visit.encode("utf-16"), visit.encode("cp1252")]


def _rich_texts() -> list[bytes]:
    return [
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}{\*\generator x;}\pard\b Bold\b0\par "
        rb"\u8220?quoted\u8221? \'e9\'f1 \line {\field{\*\fldinst HYPERLINK}{\fldrslt link}}\trowd\cell a\cell b\row}",
        rb"{\rtf1\ansi\uc1 {\pict\pngblip 89504e47}\u-10179?\u-8704? \bin3 abc {\upr{a}{\*\ud{b}}}\tab end}",
    ]


def _word_files() -> list[bytes]:
    words = (
        b'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
        b'wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Dear Maria</w:t><w:tab/><w:t>x</w:t></w:r></w:p><w:tbl>'
        b"<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>"
    )
    return [zipped([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", words)])]


def _archives() -> list[bytes]:
    letters = [("a/letter.txt", b"Dear Maria"), ("b.pdf", _pdfs()[0]), ("c.json", _fhir()[0])]
    return [zipped(letters), zipped([("x.vcf", _cards()[0]), ("d/x.ics", _dates()[0])])]


def _fhir() -> list[bytes]:
    patient = {
        "resourceType": "Patient", "id": "p", "name": [{"family": "Ferreira", "given": ["Maria"]}],
        "birthDate": "1958-03-14", "telecom": [{"system": "phone", "value": "555-0100"}],
        "text": {"div": "<div xmlns='http://www.w3.org/1999/xhtml'><p>Maria &amp; Co</p></div>"},
    }  # fmt: skip
    condition = {
        "resourceType": "Condition", "subject": {"reference": "Patient/p"}, "onsetDateTime": "2026-01-05",
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10", "code": "C50.9"}], "text": "Breast cancer"},
    }  # fmt: skip
    claim = {"resourceType": "ExplanationOfBenefit", "total": [{"amount": {"value": 120.5, "currency": "USD"}}]}
    entries = [{"fullUrl": "urn:uuid:1", "resource": each} for each in (patient, condition, claim)]
    strange = json.dumps({**condition, "code": {"text": "\ud800 \u0000 x"}}).encode()
    return [json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode(), strange]


def _cards() -> list[bytes]:
    card = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Chen;Ana;;Dr.;\r\nFN:Dr. Ana Chen\r\nORG:Lakeside;Oncology\r\n"
        "TEL;TYPE=WORK,VOICE:+1 555 0100\r\nADR;TYPE=WORK:;;1 Main St;Springfield;IL;62701;USA\r\n"
        "EMAIL:a@example.org\r\nNOTE;ENCODING=QUOTED-PRINTABLE:line=0D=0Aline\r\nEND:VCARD\r\n"
    )
    return [card.encode(), (card.replace("3.0", "2.1") + card).encode("utf-16"), card.replace("3.0", "4.0").encode()]


def _dates() -> list[bytes]:
    event = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\n"
        "DTSTART:19701101T020000\r\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\r\nTZOFFSETFROM:-0400\r\n"
        "TZOFFSETTO:-0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Here:"
        "20261201T140000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=4;BYDAY=TU\r\nEXDATE;TZID=Here:20261208T140000"
        '\r\nSUMMARY:Visit\\, Dr. Chen\r\nLOCATION:Lakeside\r\nATTENDEE;CN="Ana":mailto:a@example.org\r\n'
        "BEGIN:VALARM\r\nTRIGGER:-P1D\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    return [event.encode()]


def _phones() -> list[bytes]:
    """What an iPhone's Health app gives: what it measures, and the records of doctors."""
    return [
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate,Me)>\n]>\n'
        b'<HealthData locale="en_US"><ExportDate value="2026-11-20 10:00:00 -0500"/><Me '
        b'HKCharacteristicTypeIdentifierDateOfBirth="1958-03-14"/><Record type="HKQuantityTypeIdentifierStepCount" '
        b'value="120" startDate="2026-11-20 10:00:00 -0500"/><ClinicalRecord type="Condition" identifier="c" '
        b'sourceName="Lakeside" resourceFilePath="/clinical-records/Condition-1.json"/></HealthData>'
    ]


def _images() -> list[bytes]:
    scans = [("DICOMDIR", b"x"), ("IMG1", next(iter(_files("dicom", _LARGEST))))]
    return [an_iso(scans, form=form) for form in ("joliet", "rock_ridge", "udf_alone")]


def _sheets() -> list[bytes]:
    costs = 'Service date,Provider,Billed,You owe,Claim\n11/20/2026,"Lakeside, Inc.","$1,250.00",(20.5),A-1\n'
    return [costs.encode(), costs.replace(",", ";").encode("cp1252"), costs.replace(",", "\t").encode("utf-16")]


def _answers() -> list[bytes]:
    """What a worker says, as it goes over the pipe."""
    heads: list[tuple[object, bytes | None]] = [
        ({"page_sizes": [[612, 792.5]], "page_texts": ["a"], "findings": [{"kind": "photo", "pages": [1]}]}, b"%PDF-x"),
        ({"format": "FHIR", "things": [{"kind": "note", "where": "x", "entries": {"title": "a", "text": "b"}}]}, None),
        ({"parts": [{"name": "a.txt", "size": 3, "whole": True}], "next": -1}, b"abc"),
        ([[1, 0.1, 0.1, 0.2, 0.2]], None),
        (["page one", "page two"], None),
    ]
    said = []
    for result, blob in heads:
        pipe = BytesIO()
        wire.send(pipe, wire.Message({"result": result}, blob))
        said.append(pipe.getvalue())
    return said


def _case_files() -> list[bytes]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "case.caseorg"
        make_case_file(path)
        return [path.read_bytes()]


def _rules() -> list[bytes]:
    found = [path for path in sorted((ROOT / "resources/rules").glob("*/*.toml")) if path.stat().st_size < 6000]
    return [*(text.encode() for text in ways_in.RULES_BESIDE.values()), *(path.read_bytes() for path in found[::8])]


def _kept() -> list[bytes]:
    notes = {"check": "ab12", "last_backup": "2026-11-20", "salt": "00"}
    files = (
        {"settings": {"language": "es", "theme": "dark"}, "files": {"/a/b": notes}},
        {"theme": "dark", "text_size": 150, "language": "es"},
        {"case_files": [{"path": "/a/b.caseorg", "without_password": False}], "is_kept": True},
        {"computer": "here", "user": "maria", "process": 12, "since": "10:00 AM"},
    )
    return [json.dumps(each).encode() for each in files]


def _beginnings() -> list[bytes]:
    note = {
        "id": "00000000-0000-0000-0000-000000000005",
        "case_id": "00000000-0000-0000-0000-000000000001",
        "text": "a",
    }
    kept = {"format": 1, "moment": [note["id"], 3, "2026-11-20T10:00:00+00:00", ""], "left_out": [note["case_id"]]}
    return [json.dumps({**kept, "records": [["Note", note]]}).encode()]


def _export_lists() -> list[bytes]:
    with TemporaryDirectory() as folder:
        ways_in.make_export(Path(folder) / "export")
        return [each.read_bytes() for each in ways_in.lists_of(Path(folder) / "export")]


READERS = (
    Reader("pdf", "letter.pdf", ways_in.add_form, 35, ("pdf",), _pdfs),
    Reader("jpeg", "photo.jpg", ways_in.add, 35, ("jpeg",)),
    Reader("png", "photo.png", ways_in.add, 40, ("png",)),
    Reader("tiff", "scan.tif", ways_in.add, 30, ("tiff",)),
    Reader("gif", "picture.gif", ways_in.add, 10, ("gif",)),
    Reader("bmp", "picture.bmp", ways_in.add, 8, ("bmp",)),
    Reader("webp", "photo.webp", ways_in.add, 20, ("webp",)),
    Reader("heic", "photo.heic", ways_in.add, 12, ("heic",)),
    Reader("jp2", "scan.jp2", ways_in.add, 35, ("jp2",)),
    Reader("text", "letter.txt", ways_in.add, 10, (), _texts),
    Reader("eml", "mail.eml", ways_in.add_mail, 9, (), _mails),
    Reader("rtf", "letter.rtf", ways_in.add, 18, (), _rich_texts),
    Reader("docx", "letter.docx", ways_in.add, 30, (), _word_files, is_zip=True),
    Reader("html", "page.html", ways_in.add, 10, (), _web_pages),
    Reader("zip", "files.zip", ways_in.open_archive, 65, ("zip",), _archives, is_zip=True),
    Reader("dicom", "IMG1", ways_in.read_disc, 105, ("dicom",)),
    Reader("iso", "scans.iso", ways_in.read_image, 5, (), _images),
    Reader("ccda", "summary.xml", ways_in.bring_in, 120, ("ccda",)),
    Reader("phone", "export.xml", ways_in.bring_in, 5, (), _phones),
    Reader("fhir-xml", "bundle.xml", ways_in.bring_in, 85, ("fhir-xml",)),
    Reader("fhir-json", "bundle.json", ways_in.bring_in, 110, ("fhir-json",), _fhir),
    Reader("csv", "costs.csv", ways_in.bring_in, 53, ("csv",), _sheets),
    Reader("ics", "dates.ics", ways_in.bring_in, 30, ("ics",), _dates),
    Reader("vcard", "card.vcf", ways_in.bring_in, 50, (), _cards),
    Reader("bluebutton", "mymedicare.txt", ways_in.bring_in, 20, ("bluebutton",)),
    Reader("answer of a worker", "letter.pdf", ways_in.hear_worker, 15, (), _answers),
    Reader("case file", "case.caseorg", ways_in.open_case_file, 5, (), _case_files),
    Reader("rules", "rule.toml", ways_in.read_rules, 10, (), _rules),
    Reader("kept files", "settings.json", ways_in.read_kept, 5, (), _kept),
    Reader("beginning", "share", ways_in.read_beginning, 10, (), _beginnings),
    Reader("export", "export", ways_in.take_in_export, 5, (), _export_lists),
)
"""A new kind of file, and a new task of a worker, must come in by one of these: tests/trust/test_fuzz.py sees to it."""

KINDS_WITHOUT_A_WAY_IN = frozenset({FileKind.unknown})
"""What is none of ours is kept and never looked into."""
