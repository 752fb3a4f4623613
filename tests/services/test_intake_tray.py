"""Every kind of paper goes through the tray as it came: its fingerprint, its day, where it was, its pages."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from caseorg.documents.worker import Worker
from caseorg.domain.document import Document
from caseorg.domain.record import SourceKind
from caseorg.services.documents import add_documents, bytes_of, duplicates
from caseorg.services.looking import bring, look_at
from caseorg.services.workspace import Workspace
from tests.builders import a_case
from tests.documents import made

THEIRS = Path(__file__).resolve().parents[1] / "data/documents"
REPORT = made.saved(made.a_pdf("Surgical Pathology Report", "Page two"))
RTF = rb"{\rtf1\ansi Dear Dr. Lee,\par thank you.}"
WORDS = "<w:p><w:r><w:t>Second opinion</w:t></w:r></w:p>"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PAGES = {
    "report.pdf": 2, "photo.jpg": 1, "letter.png": 1, "fax.tif": 3, "phone.heic": 1, "screen.webp": 1, "notes.txt": 1,
    "reply.rtf": 1, "opinion.docx": 1, "mail.eml": 1, "sent.pdf": 2, "papers.zip": None, "inside.txt": 1,
    "odd.xyz": None,
}  # fmt: skip
"""Each file, and what is inside the e-mail and the ZIP file, with its pages; without any, it is kept as it is."""


def packed(**files: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_dot_", ".").replace("_in_", "/"), data)
    return buffer.getvalue()


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "records@example.org", "Your records"
    message.set_content("Here they are.")
    message.add_attachment(REPORT + b"\n", maintype="application", subtype="pdf", filename="sent.pdf")
    return message.as_bytes()


@pytest.fixture
def tray(tmp_path: Path) -> Path:
    """A folder with a file of each kind, one of them in a folder inside."""
    folder = tmp_path / "From the hospital"
    (folder / "inner").mkdir(parents=True)
    document = f'<w:document xmlns:w="{W}"><w:body>{WORDS}</w:body></w:document>'.encode()
    for name, data in {
        "report.pdf": REPORT,
        "photo.jpg": made.a_picture("JPEG"),
        "letter.png": made.a_picture("PNG"),
        "fax.tif": made.a_tiff(3, (1700, 2200)),
        "phone.heic": (THEIRS / "heic/RGB_8__128x128.heif").read_bytes(),
        "screen.webp": made.a_picture("WEBP"),
        "notes.txt": b"What I asked",
        "reply.rtf": RTF,
        "opinion.docx": packed(**{"word/document_dot_xml": document}),
        "mail.eml": mail(),
        "inner/papers.zip": packed(a_in_inside_dot_txt=b"In the archive"),
        "odd.xyz": bytes(range(256)),
        ".DS_Store": b"left by a computer",
    }.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def data_worker() -> Iterator[Worker]:
    with Worker(reads="data") as started:
        yield started


def test_a_folder_of_every_kind_is_taken_in_whole(
    workspace: Workspace, worker: Worker, data_worker: Worker, tray: Path
) -> None:
    case = a_case(workspace)
    originals = {path: path.read_bytes() for path in tray.rglob("*") if path.is_file()}
    looked = look_at(bring([tray]), (), date(2026, 11, 22), worker=worker, data_worker=data_worker)
    found = {each.original_name: each for each in add_documents(workspace, case.id, looked).documents}
    assert {name: each.page_count for name, each in found.items()} == PAGES
    for path, data in originals.items():
        if path.name == ".DS_Store":
            continue
        document = found[path.name]
        assert document.sha256 == sha256(data).hexdigest(), path.name
        assert bytes_of(workspace, document) == data
        assert document.added_at is not None
        assert document.added_at.astimezone().date() == workspace.today()
        assert document.page_count or document.unreadable_reason.endswith("."), path.name
    assert {path: path.read_bytes() for path in originals} == originals, "the originals stay as they were"
    inside = {"sent.pdf": found["mail.eml"], "inside.txt": found["papers.zip"]}
    for name, outer in inside.items():
        one = found[name]
        assert (one.source_kind, one.source_document_id) == (SourceKind.document, outer.id)
        assert one.source_text == f"In “{outer.original_name}”"
    workspace.undo()
    assert workspace.load_case(case.id).documents == ()


def test_what_is_there_already_is_asked_about_also_inside_an_archive(
    workspace: Workspace, worker: Worker, data_worker: Worker, tmp_path: Path
) -> None:
    case = a_case(workspace)
    (tmp_path / "first.pdf").write_bytes(REPORT)
    first = look_at(bring([tmp_path / "first.pdf"]), worker=worker, data_worker=data_worker)
    add_documents(workspace, case.id, first)
    (tmp_path / "again.zip").write_bytes(packed(another_name_dot_pdf=REPORT, new_dot_txt=b"New", copy_dot_txt=b"New"))
    looked = look_at(bring([tmp_path / "again.zip"]), worker=worker, data_worker=data_worker)
    (again,) = duplicates(workspace.load_case(case.id), looked)
    assert again.sentence.startswith("You already have this file, added ")
    added = add_documents(workspace, case.id, looked)
    assert [each.original_name for each in added.documents] == ["again.zip", "new.txt"]
    assert {each.looked.brought.name for each in added.skipped} == {"another_name.pdf", "copy.txt"}
    both = add_documents(workspace, case.id, [each.looked for each in added.skipped], keep_both=True)
    kept: list[Document] = list(both.documents)
    assert {each.original_name for each in kept} == {"another_name.pdf", "copy.txt"}
