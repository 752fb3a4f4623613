"""Everything that was put in comes out in open formats, and comes back in as it was (T-EXPORT)."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from caseorg.documents.worker import shared
from caseorg.domain.case import SNAPSHOT_FIELDS, Case, CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, StoppedError
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact, Helper
from caseorg.domain.record import Record
from caseorg.services.export import export_all
from caseorg.services.sample import tell_stories
from caseorg.services.take_export import (
    BrokenExportError,
    NewerExportError,
    NoExportError,
    found_words,
    look_into,
    take_in,
)
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.seal import new_salt, seal_with
from tests.services.full_case import one_full_case

TODAY = date(2026, 11, 22)
REPORT = b"%PDF-1.4 as it came \x00\xff"


@pytest.fixture(scope="module", autouse=True)
def workers() -> Iterator[None]:
    yield
    shared("data").close()


@pytest.fixture
def other(tmp_path: Path, quick_key: None) -> Iterator[Workspace]:
    """An empty case file, for what comes back."""
    workspace = Workspace(CaseFile.create(tmp_path / "other.caseorg", seal_with("", new_salt())), today=lambda: TODAY)
    yield workspace
    workspace.close()


def came_back(workspace: Workspace, other: Workspace, folder: Path) -> None:
    export_all(workspace, folder)
    take_in(other, look_into(other, folder))


def kept_bytes(workspace: Workspace, snapshot: CaseSnapshot) -> dict[UUID, bytes]:
    return {each.id: workspace.bytes_of(each.sha256) for each in snapshot.documents if each.sha256} | {
        each.id: workspace.bytes_of(each.pdf_sha256)
        for each in (*snapshot.letters, *snapshot.packets)
        if each.pdf_sha256
    }


@pytest.mark.proof("T-EXPORT")
def test_the_samples_come_back_as_they_were_and_one_undo_takes_them_out(
    workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    told = tell_stories(workspace)
    empty = other.store.counts()
    came_back(workspace, other, tmp_path / "out")
    for case_id in (told.maria, told.luis):
        before, after = workspace.load_case(case_id), other.load_case(case_id)
        assert after == before
        assert kept_bytes(other, after) == kept_bytes(workspace, before)
    assert set(other.store.contacts()) == set(workspace.store.contacts())
    assert check_file(other.case_file.path, other.case_file.seal).is_whole
    other.undo()
    assert other.store.counts() == empty
    other.redo()
    assert other.load_case(told.maria) == workspace.load_case(told.maria)


@pytest.mark.proof("T-EXPORT")
def test_every_field_of_every_kind_of_record_comes_back(workspace: Workspace, other: Workspace, tmp_path: Path) -> None:
    case_id = one_full_case(workspace)
    before = workspace.load_case(case_id)
    assert all(getattr(before, name) for name in SNAPSHOT_FIELDS), "nothing is left out of this test"
    came_back(workspace, other, tmp_path / "out")
    assert other.load_case(case_id) == before
    assert kept_bytes(other, before) == kept_bytes(workspace, before)
    assert check_file(other.case_file.path, other.case_file.seal).is_whole
    again = tmp_path / "again"
    export_all(other, again)
    there = {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}
    first = tmp_path / "out"
    for path in (each for each in first.rglob("*") if each.is_file()):
        name = path.relative_to(first)
        if name.name in ("manifest.json", "case.fhir.json", "dates.ics"):  # the moment they are made is in them
            assert name in there
        else:
            assert there[name] == path.read_bytes(), name


def test_what_is_there_already_is_said_and_not_taken_again(workspace: Workspace, tmp_path: Path) -> None:
    told = tell_stories(workspace)
    before = workspace.load_case(told.maria)
    export_all(workspace, tmp_path / "out")
    found = look_into(workspace, tmp_path / "out")
    assert all("this file has it already" in line for line in found_words(found))
    assert take_in(workspace, found) is None
    assert workspace.load_case(told.maria) == before


def test_a_person_who_is_known_stays_as_the_file_has_them(
    workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    lee = Contact(name="Dr. Lee")
    case = Case(title="Maria")
    workspace.save(case, "New case")
    workspace.save(lee, "Add a person")
    workspace.save(CaseContact(case_id=case.id, contact_id=lee.id), "Add a person")
    other.save(lee.revised(name="Dr. Ann Lee"), "Add a person")
    came_back(workspace, other, tmp_path / "out")
    assert [each.name for each in other.load_case(case.id).contacts] == ["Dr. Ann Lee"]


def test_what_speaks_of_something_removed_comes_without_it(
    workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    case = Case(title="Maria")
    workspace.save(case, "New case")
    paper = Document(case_id=case.id, name="Paper")
    workspace.save(paper, "Add a document")
    workspace.save(Note(case_id=case.id, text="From it", source_document_id=paper.id), "Add a note")
    with workspace.step("Remove a document") as step:
        step.remove(paper)
    came_back(workspace, other, tmp_path / "out")
    (note,) = other.load_case(case.id).notes
    assert (note.text, note.source_document_id) == ("From it", None)
    assert check_file(other.case_file.path, other.case_file.seal).is_whole


# Hostile folders


def exported(workspace: Workspace, folder: Path) -> Path:
    one_full_case(workspace)
    export_all(workspace, folder)
    return folder


def written_anew(folder: Path, path: str, data: bytes) -> None:
    """Change a file of an export, and let the manifest say that it was so."""
    (folder / path).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        if entry["path"] == path:
            entry |= {"size": len(data), "sha256": sha256(data).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def case_json(folder: Path) -> str:
    (path,) = folder.glob("cases/*/case.json")
    return path.relative_to(folder).as_posix()


@pytest.mark.parametrize("kind", [Note, Document, Contact])
def test_nothing_comes_in_under_the_number_of_another_kind_of_thing_here(
    kind: type[Record], workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    """Deleting it for good would take what the file has under that number."""
    case, mine, number = Case(title="Theirs"), Case(title="Mine"), uuid4()
    workspace.save(case, "New case")
    workspace.save(kind.made(id=number, **({} if kind is Contact else {"case_id": case.id})), "Add it")
    if kind is Contact:
        workspace.save(CaseContact(case_id=case.id, contact_id=number), "Add it")
    export_all(workspace, tmp_path / "out")
    other.save(mine, "New case")
    other.save(Helper(id=number, case_id=mine.id, full_name="Ana"), "Add a helper")
    with pytest.raises(BrokenExportError):
        look_into(other, tmp_path / "out")


def test_a_file_that_is_missing_longer_changed_or_a_link_is_named_and_nothing_is_taken(
    workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    whole = exported(workspace, tmp_path / "whole")
    empty = other.store.counts()
    (document,) = whole.glob("cases/*/documents/*")
    for number, spoil in enumerate(("missing", "longer", "changed", "link", "folder of links")):
        folder = tmp_path / f"{number}"
        shutil.copytree(whole, folder)
        path = folder / document.relative_to(whole)
        data = path.read_bytes()
        if spoil == "folder of links":
            path.parent.rename(tmp_path / "elsewhere")
            path.parent.symlink_to(tmp_path / "elsewhere")
        else:
            path.unlink()
        if spoil == "longer":
            path.write_bytes(data + b"x")
        if spoil == "changed":
            path.write_bytes(data[::-1])
        if spoil == "link":
            (tmp_path / "target").write_bytes(data)
            path.symlink_to(tmp_path / "target")
        with pytest.raises(BrokenExportError, match="is not as it was written"):
            look_into(other, folder)
    assert other.store.counts() == empty


@pytest.mark.parametrize(
    "path",
    ["../../etc/passwd", "/etc/passwd", "C:/x", "cases\\..\\..\\x", "cases/../../x", "", "a\0b", "cases", "\ud800"],
)
def test_a_path_that_leads_out_is_never_opened(
    workspace: Workspace, other: Workspace, tmp_path: Path, path: str
) -> None:
    folder = exported(workspace, tmp_path / "out")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"].append({"path": path, "size": 1, "sha256": "0" * 64})
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BrokenExportError):
        look_into(other, folder)


def spoiled(text: str, how: str) -> bytes:
    value = json.loads(text)
    note = value["notes"][0]
    if how == "brackets":
        return b"[" * 200_000
    if how == "not a number":
        return text.replace('"size_bytes": 22', '"size_bytes": NaN').encode()
    if how == "unknown kind":
        value["wishes"] = []
    if how == "unknown field":
        note["wish"] = "x"
    if how == "too long":
        note["title"] = "x" * 10_000
    if how == "other case":
        note["case_id"] = str(uuid4())
    if how == "twice":
        value["notes"].append(note)
    if how == "removed":
        note["removed_on"] = "2026-01-01"
    if how == "cut":
        return text[:-40].encode()
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    "how",
    ["brackets", "unknown kind", "unknown field", "too long", "other case", "twice", "removed", "cut", "not a number"],
)
def test_records_that_are_none_are_refused_whole(
    workspace: Workspace, other: Workspace, tmp_path: Path, how: str
) -> None:
    folder = exported(workspace, tmp_path / "out")
    empty = other.store.counts()
    path = case_json(folder)
    written_anew(folder, path, spoiled((folder / path).read_text(encoding="utf-8"), how))
    with pytest.raises(BrokenExportError, match=r"“case.json” in this export is not as it was written"):
        look_into(other, folder)
    assert other.store.counts() == empty


def test_no_record_of_an_export_takes_the_place_of_another_one(
    workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    folder = exported(workspace, tmp_path / "out")
    mine = Case(title="Mine")
    other.save(mine, "New case")
    kept = Note(case_id=mine.id, text="Keep me")
    other.save(kept, "Add a note")
    path = case_json(folder)
    value = json.loads((folder / path).read_text(encoding="utf-8"))
    value["notes"][0]["id"] = str(kept.id)
    written_anew(folder, path, json.dumps(value).encode())
    with pytest.raises(BrokenExportError):
        look_into(other, folder)
    assert other.load_case(mine.id).notes == (kept,)


def test_another_folder_a_newer_export_and_stopping_have_their_own_words(
    workspace: Workspace, other: Workspace, tmp_path: Path
) -> None:
    folder = exported(workspace, tmp_path / "out")
    (tmp_path / "none").mkdir()
    with pytest.raises(NoExportError):
        look_into(other, tmp_path / "none")
    with pytest.raises(StoppedError):
        look_into(other, folder, lambda: True)
    found = look_into(other, folder)
    with pytest.raises(StoppedError):
        take_in(other, found, lambda: True)
    (document,) = folder.glob("cases/*/documents/*")
    document.write_bytes(b"changed after it was looked at")
    with pytest.raises(CaseorgError):
        take_in(other, found)
    assert other.store.case_lines() == ()
    manifest = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 99}), encoding="utf-8")
    with pytest.raises(NewerExportError):
        look_into(other, folder)
