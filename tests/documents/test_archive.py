"""T-ZIP: archives that were made to do harm are refused, others give their files under safe names."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from caseorg.documents.inspect import inspect
from caseorg.documents.kinds import FileKind, kind_of
from caseorg.documents.prepare import prepare
from caseorg.documents.unpack import parts_of
from caseorg.documents.worker import Worker
from caseorg.domain.errors import (
    CaseorgError,
    DamagedDocumentError,
    HugeDocumentError,
    LockedArchiveError,
    UnsafeArchiveError,
)


@pytest.fixture(scope="module")
def data_worker() -> Iterator[Worker]:
    with Worker(reads="data") as worker:
        yield worker


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as made:
        for name, data in entries:
            made.writestr(name, data)
    return buffer.getvalue()


def as_kind(name: str, kind: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (kind | 0o644) << 16
    return info


def renamed(data: bytes, before: bytes, after: bytes) -> bytes:
    assert len(before) == len(after)
    return data.replace(before, after)


def overlapping() -> bytes:
    """Two entries of the list that lead to the same bytes, as in the archive that holds 5 GiB in 250 KiB."""
    data = bytearray(zipped(("a.txt", b"x" * 100), ("b.txt", b"x" * 100), packing=zipfile.ZIP_STORED))
    second = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)
    return bytes(data.replace(b"b.txt", b"a.txt", 1))


def with_field(at: int, form: str, value: int) -> bytes:
    data = bytearray(zipped(("a.txt", b"hello hello hello")))
    struct.pack_into(form, data, data.rfind(b"PK\x01\x02") + at, value)
    return bytes(data)


def zip64() -> bytes:
    data = bytearray(zipped(("a.txt", b"hello")))
    head = data.rfind(b"PK\x01\x02")
    struct.pack_into("<II", data, head + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    extra = struct.pack("<HHQQ", 1, 16, 1 << 62, 1 << 62)
    struct.pack_into("<H", data, head + 30, len(extra))
    end = data.rfind(b"PK\x05\x06")
    data[head + 46 + 5 : head + 46 + 5] = extra
    struct.pack_into("<I", data, end + len(extra) + 12, end - head + len(extra))
    return bytes(data)


def too_many(count: int) -> bytes:
    """An archive whose list names its one file again and again."""
    data = zipped(("a.txt", b"hello"))
    start, end = data.rfind(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    listed = data[start:end] * count
    return data[:start] + listed + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(listed), start, 0)


HOSTILE: dict[str, tuple[Callable[[], bytes], type[CaseorgError] | tuple[type[CaseorgError], ...]]] = {
    "up": (lambda: zipped(("../a.txt", b"x")), UnsafeArchiveError),
    "up inside": (lambda: zipped(("a/../../b.txt", b"x")), UnsafeArchiveError),
    "up with backslashes": (lambda: zipped(("a\\..\\..\\b.txt", b"x")), UnsafeArchiveError),
    "absolute": (lambda: zipped(("/etc/passwd", b"x")), UnsafeArchiveError),
    "drive": (lambda: zipped(("C:\\a.txt", b"x")), UnsafeArchiveError),
    "host": (lambda: zipped(("\\\\host\\a.txt", b"x")), UnsafeArchiveError),
    "link": (lambda: zipped((as_kind("a", stat.S_IFLNK), b"/etc/passwd")), UnsafeArchiveError),
    "device": (lambda: zipped((as_kind("a", stat.S_IFCHR), b"")), UnsafeArchiveError),
    "pipe": (lambda: zipped((as_kind("a", stat.S_IFIFO), b"")), UnsafeArchiveError),
    "case twins": (lambda: zipped(("A.txt", b"x"), ("a.txt", b"y")), UnsafeArchiveError),
    "accent twins": (lambda: zipped(("\u00e9.txt", b"x"), ("e\u0301.txt", b"y")), UnsafeArchiveError),
    "twice": (lambda: renamed(zipped(("a.txt", b"x"), ("b.txt", b"y")), b"b.txt", b"a.txt"), UnsafeArchiveError),
    "64 MiB of zeros in 64 KiB": (lambda: zipped(("a", bytes(64 << 20))), UnsafeArchiveError),
    "overlap": (overlapping, UnsafeArchiveError),
    "needs a password": (lambda: with_field(8, "<H", 1), LockedArchiveError),
    "zip64 with 2 to the 62": (zip64, (HugeDocumentError, DamagedDocumentError, UnsafeArchiveError)),
    "too many": (lambda: too_many(20_001), HugeDocumentError),
    "cut off": (lambda: zipped(("a.txt", b"hello" * 50))[:-30], DamagedDocumentError),
    "strange packing": (lambda: with_field(10, "<H", 99), DamagedDocumentError),
}


@pytest.mark.proof("T-ZIP")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_with_a_sentence(name: str, data_worker: Worker) -> None:
    make, error = HOSTILE[name]
    data = make()
    with pytest.raises(error) as refused:
        list(parts_of(data, "files.zip", worker=data_worker))
    assert str(refused.value).startswith("We kept “files.zip”")


@pytest.mark.proof("T-ZIP")
def test_the_memory_stays_small_whatever_an_archive_says(data_worker: Worker) -> None:
    for name in ("64 MiB of zeros in 64 KiB", "zip64 with 2 to the 62", "too many", "overlap"):
        make, error = HOSTILE[name]
        with pytest.raises(error):
            list(parts_of(make(), "files.zip", worker=data_worker))
    status = Path(f"/proc/{data_worker.process_id}/status")
    if status.exists():
        peak = int(status.read_text().split("VmHWM:")[1].split()[0]) >> 10
        assert peak <= 200


@pytest.mark.proof("T-ZIP")
def test_odd_names_become_safe_ones_and_nothing_inside_is_opened_again(data_worker: Worker) -> None:
    inner = zipped(("deep.txt", b"deep"))
    for _level in range(6):
        inner = zipped(("inner.zip", inner))
    given = zipped(
        ("CON.txt", b"1"),
        ("trailing. . .", b"2"),
        ("n" * 300 + ".pdf", b"3"),
        ("evil\u202egpj.txt", b"4"),
        ("a/b/c.txt", b"5"),
        ("inner.zip", inner),
        ("__MACOSX/x", b"litter"),
    )
    found = {part.path: part.data for part in parts_of(given, "files.zip", worker=data_worker)}
    assert found["_CON.txt"] == b"1"
    assert found["trailing"] == b"2"
    assert found["evilgpj.txt"] == b"4"
    assert found["a/b/c.txt"] == b"5"
    assert found["inner.zip"] == inner
    assert len(found) == 6
    assert all(len(path) <= 140 for path in found)


@pytest.mark.proof("T-ZIP")
def test_a_file_with_a_wrong_check_sum_is_named_and_the_others_are_whole(data_worker: Worker) -> None:
    data = bytearray(zipped(("bad.txt", b"hello hello"), ("good.txt", b"good")))
    data[data.find(b"PK\x01\x02") + 16] ^= 0xFF
    found = {part.name: part for part in parts_of(bytes(data), "files.zip", worker=data_worker)}
    assert not found["bad.txt"].is_whole
    assert found["good.txt"].data == b"good"


def test_a_file_whose_name_was_spoiled_is_not_whole_and_the_others_are(data_worker: Worker) -> None:
    data = zipped(("señora.txt", b"Dear Maria"), ("good.txt", b"good")).replace("ñ".encode(), b"\xff\xff", 1)
    found = list(parts_of(data, "mixed.zip", worker=data_worker))
    assert [(part.name, part.is_whole) for part in found] == [("señora.txt", False), ("good.txt", True)]


def test_an_email_gives_its_words_as_pages_and_its_files(worker: Worker, data_worker: Worker) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "desk@riverside.example", "maria@example.com", "Your records"
    letter.set_content("Here are your records.")
    letter.add_alternative("<p>Here are <b>your</b> records.</p>", subtype="html")
    letter.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../report.pdf")
    data = letter.as_bytes()
    assert kind_of(data, "mail.eml") is FileKind.eml
    paper = prepare(data, "mail.eml", worker=worker)
    assert "Here are your records." in paper.page_texts[0]
    assert "From: desk@riverside.example" in paper.page_texts[0]
    assert any("other files inside" in finding.sentence for finding in paper.findings)
    with pytest.raises(UnsafeArchiveError):
        list(parts_of(data, "mail.eml", worker=data_worker))
    good = data.replace(b"../report.pdf", b"my-report.pdf")
    assert [(part.name, part.data) for part in parts_of(good, "mail.eml", worker=data_worker)] == [
        ("my-report.pdf", b"%PDF-1.7")
    ]


@pytest.mark.parametrize("alphabet", ["iso-8859-15", "windows-1250", "koi8-r", "shift_jis", "utf-7", "bogus", "rot13"])
def test_an_email_in_any_alphabet_of_the_post_is_read(worker: Worker, alphabet: str) -> None:
    """The worker may open no file by then, so alphabets are loaded before."""
    words = b"Hola, 20 de noviembre"
    head = (
        f"From: a@example.com\r\nSubject: =?{alphabet}?Q?Cita?=\r\nContent-Type: text/plain; charset={alphabet}\r\n\r\n"
    )
    paper = prepare(head.encode() + words, "mail.eml", worker=worker)
    assert paper.page_texts[0].endswith(words.decode())
    if alphabet == "iso-8859-15":
        paper = prepare(head.encode() + "Señora, 5 €".encode(alphabet), "mail.eml", worker=worker)
        assert paper.page_texts[0].endswith("Señora, 5 €")


def test_the_cells_of_a_table_in_an_email_stay_apart(worker: Worker) -> None:
    head = b"From: a@example.com\r\nContent-Type: text/html\r\n\r\n"
    table = b"<table><tr><th>Billed</th><th>You owe</th></tr><tr><td>$100</td><td>$20</td></tr></table>"
    assert "Billed You owe\n$100 $20" in prepare(head + table, "mail.eml", worker=worker).page_texts[0]


@pytest.mark.parametrize(
    "head", ["Date: Fri, 20 Nov 99999999999999999999 10:00:00", "From: : a;b", "Subject: =?utf-7?q?+2AA-?="]
)
def test_a_head_that_nothing_can_read_stands_as_it_was_written(worker: Worker, head: str) -> None:
    paper = prepare(f"{head}\nTo: m@example.org\n\nPlease call us.\n".encode(), "mail.eml", worker=worker)
    assert "Please call us." in paper.page_texts[0]
    assert head in paper.page_texts[0]


def test_an_email_that_was_sent_on_inside_another_is_one_of_its_files(worker: Worker, data_worker: Worker) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = "desk@riverside.example", "Your records"
    inner.set_content("They are ready.")
    outer["From"], outer["Subject"] = "maria@example.com", "Fwd: Your records"
    outer.set_content("See below.")
    outer.add_attachment(inner)
    paper = prepare(outer.as_bytes(), "mail.eml", worker=worker)
    assert "See below." in paper.page_texts[0]
    (part,) = parts_of(outer.as_bytes(), "mail.eml", worker=data_worker)
    assert part.name == "message.eml"
    assert "They are ready." in prepare(part.data, part.name, worker=worker).page_texts[0]


def test_a_rich_text_in_another_alphabet_of_windows_is_read(worker: Worker) -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1250 Se\'f4or}"
    assert prepare(rtf, "note.rtf", worker=worker).page_texts == ("Seôor",)
    pill = rb"{\rtf1\ansi\uc1 Take one \u-10179?\u-9078? caf\u233?}"
    assert prepare(pill, "note.rtf", worker=worker).page_texts == ("Take one [pill] café",)


def test_the_words_of_a_saved_web_page_are_shown_and_nothing_in_it_is_fetched_or_run(worker: Worker) -> None:
    page = (
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><h1>Visit summary</h1>"
        "<script>alert(1)</script><img src='http://example.org/a.png'><p>Señora Ruiz</p></body></html>"
    )
    for alphabet in ("utf-8", "utf-8-sig", "cp1252"):
        assert kind_of(page.encode(alphabet), "summary.html") is FileKind.html
        paper = prepare(page.encode(alphabet), "summary.html", worker=worker)
        assert paper.page_texts == ("Visit summary\nSeñora Ruiz",)
        assert any("words" in finding.sentence for finding in paper.findings)
    look = inspect(b"<html><script>run()</script></html>", "empty.html", worker=worker)
    assert look.problem == "We kept “empty.html”, but there is no page in it."


def test_the_words_of_rtf_and_of_word_files_are_shown(worker: Worker) -> None:
    rtf = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Biopsy: \b benign\b0\par Caf\'e9}"
    assert kind_of(rtf, "note.rtf") is FileKind.rtf
    shown = prepare(rtf, "note.rtf", worker=worker)
    assert "Biopsy: benign" in shown.page_texts[0]
    assert "Café" in shown.page_texts[0]
    words = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
        "Treatment plan</w:t></w:r></w:p><w:p><w:r><w:t>Six weeks</w:t></w:r></w:p></w:body></w:document>"
    )
    docx = zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", words.encode()))
    assert kind_of(docx, "plan.docx") is FileKind.docx
    page = prepare(docx, "plan.docx", worker=worker).page_texts[0]
    assert page.split() == ["Treatment", "plan", "Six", "weeks"]
    bomb = words.replace("<w:document", '<!DOCTYPE a [<!ENTITY b "cccc">]><w:document').replace("Six", "&b;")
    look = inspect(zipped(("word/document.xml", bomb.encode())), "bomb.docx", worker=worker)
    assert look.problem
    assert look.problem.startswith("We kept “bomb.docx”")
