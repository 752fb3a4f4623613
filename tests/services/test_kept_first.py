"""A folder of many files is kept at once and looked into afterwards, as one step, whatever happens in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.errors import StoppedError, UnreadFileError
from caseorg.domain.letter import Packet, PacketKind
from caseorg.domain.people import Contact, Patient
from caseorg.domain.record import SourceKind
from caseorg.packets.assembly import PacketChoices, plan_packet
from caseorg.services import discs, keeping_first, looking, looking_later
from caseorg.services.disc_bytes import is_disc
from caseorg.services.documents import Added, bytes_of, name_document, someone_elses_pages, text_of
from caseorg.services.keeping_first import Told
from caseorg.services.looking_later import Readers
from caseorg.services.search import Search
from caseorg.services.taking_in import compare, take_in
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from tests.builders import a_case
from tests.documents import made
from tests.documents.made_discs import an_image, an_iso, write
from tests.services.test_intake_tray import mail, packed

REPORT = made.saved(made.a_pdf("Surgical Pathology Report of Quillfeather", "Page two"))
NOTES = 16


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Many notes, and among them a report twice, an archive, an e-mail, and files that are broken in several ways."""
    into = tmp_path / "From the hospital"
    (into / "inner").mkdir(parents=True)
    for number in range(NOTES):
        (into / f"note {number:02}.txt").write_text(f"Note {number} of the nurse.")
    for name, data in {
        "a report.pdf": REPORT,
        "inner/the same report.pdf": REPORT,
        "photo.jpg": made.a_picture("JPEG"),
        "papers.zip": packed(a_in_inside_dot_txt=b"In the archive", b_dot_txt=b"Note 3 of the nurse."),
        "mail.eml": mail(),
        "cut off.pdf": REPORT[:150],
        "empty.pdf": b"",
        "odd.xyz": bytes(range(256)),
        "bad.zip": b"PK\x03\x04" + b"\0\xff" * 300,
        "locked.pdf": made.locked_pdf(user="kettle"),
    }.items():
        (into / name).write_bytes(data)
    return into


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    started = Readers()
    yield started
    started.close()


def kept(workspace: Workspace, folder: Path, told: Told | None = None) -> tuple[Added, dict[str, Document]]:
    case = workspace.store.case_lines()[0].case_id if workspace.store.case_lines() else a_case(workspace).id
    added = keeping_first.keep(workspace, case, looking.listed([folder]), told=told or Told())
    return added, there(workspace)


def there(workspace: Workspace) -> dict[str, Document]:
    case_id = workspace.store.case_lines()[0].case_id
    return {each.original_name: each for each in workspace.load_case(case_id).documents}


def look_into_all(workspace: Workspace, readers: Readers) -> None:
    while looking_later.look_into_some(workspace, readers).left:
        pass


def is_whole(workspace: Workspace) -> bool:
    report = check_file(workspace.case_file.path, workspace.case_file.seal)
    assert report.faults == ()
    return report.is_whole


def test_many_files_are_kept_as_they_are_and_then_looked_into(
    workspace: Workspace, folder: Path, readers: Readers
) -> None:
    originals = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    paths = looking.listed([folder])
    assert keeping_first.is_many(paths)
    assert not keeping_first.is_many(paths[:5])
    added, found = kept(workspace, folder)
    assert {each.original_name for each in added.documents} == originals.keys() - {"the same report.pdf"}
    (again,) = added.skipped
    assert (again.looked.brought.name, again.document.original_name) == ("the same report.pdf", "a report.pdf")
    for name, document in found.items():
        assert document.sha256 == sha256(originals[name]).hexdigest(), name
        assert bytes_of(workspace, document) == originals[name]
        assert (document.page_count, document.unreadable_reason) == (None, ""), "nobody has looked into it yet"
        assert document.media_type, name
        assert document.added_at is not None
    assert is_whole(workspace)

    look_into_all(workspace, readers)
    found = there(workspace)
    pages = {name: document.page_count for name, document in found.items() if not name.startswith("note")}
    assert pages == {
        "a report.pdf": 2, "photo.jpg": 1, "papers.zip": None, "inside.txt": 1, "mail.eml": 1, "cut off.pdf": None,
        "empty.pdf": None, "odd.xyz": None, "bad.zip": None, "locked.pdf": None, "sent.pdf": 2,
    }  # fmt: skip
    assert all(each.page_count or each.unreadable_reason.endswith(".") for each in found.values())
    assert "Quillfeather" in text_of(workspace, found["a report.pdf"])
    inside = found["inside.txt"]
    assert (inside.source_kind, inside.source_document_id) == (SourceKind.document, found["papers.zip"].id)
    assert inside.source_text == "In “papers.zip”"
    assert found["papers.zip"].unreadable_reason == "The files in “papers.zip” are added beside it."
    assert "b.txt" not in found, "a file inside an archive that the case has already is not added again"
    with closing(Search(workspace)) as search:
        hits = search.find("Quillfeather", inside.case_id)
    assert [each.title for each in hits or ()] == ["a report"]
    assert is_whole(workspace)
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == originals


def test_adding_is_undone_in_one_step_however_far_it_was_looked_into(
    workspace: Workspace, folder: Path, readers: Readers
) -> None:
    _added, before = kept(workspace, folder)
    assert workspace.history.next_undo == f"Add {len(before)} documents"
    looking_later.look_into_some(workspace, readers)
    assert workspace.history.next_undo == f"Add {len(before)} documents", "looking into them is no step"
    workspace.undo()
    assert there(workspace) == {}
    assert is_whole(workspace)
    look_into_all(workspace, readers)
    assert there(workspace) == {}
    workspace.redo()
    look_into_all(workspace, readers)
    found = there(workspace)
    assert found["a report.pdf"].page_count == 2
    assert found.keys() == before.keys() | {"inside.txt", "sent.pdf"}
    assert is_whole(workspace)
    workspace.undo()
    assert there(workspace) == {}
    assert is_whole(workspace)


def test_what_a_person_does_meanwhile_is_undone_without_losing_the_pages(
    workspace: Workspace, folder: Path, readers: Readers
) -> None:
    _added, found = kept(workspace, folder)
    report = found["a report.pdf"]
    name_document(workspace, report, kind=DocumentKind.pathology_report)
    workspace.save(there(workspace)["photo.jpg"].revised(removed_on=workspace.today()), "Remove a document")
    look_into_all(workspace, readers)
    looked = there(workspace)["a report.pdf"]
    assert (looked.page_count, looked.kind) == (2, DocumentKind.pathology_report)
    # A form that was open since before the look writes only what was typed in it.
    name_document(workspace, report, notes="From the second visit")
    assert there(workspace)["a report.pdf"].page_count == 2
    workspace.undo()
    workspace.undo()
    look_into_all(workspace, readers)
    assert there(workspace)["photo.jpg"].page_count == 1, "what was put back is looked into, too"
    workspace.undo()
    looked = there(workspace)["a report.pdf"]
    assert (looked.page_count, looked.kind) == (2, None)
    assert is_whole(workspace)
    workspace.redo()
    looked = there(workspace)["a report.pdf"]
    assert (looked.page_count, looked.kind) == (2, DocumentKind.pathology_report)
    assert is_whole(workspace)


def test_looking_goes_on_after_the_file_was_closed(workspace: Workspace, folder: Path, readers: Readers) -> None:
    kept(workspace, folder)
    cancel = threading.Event()

    def stop_after_three(done: int, _count: int) -> None:
        if done == 3:
            cancel.set()

    with pytest.raises(StoppedError):
        looking_later.look_into_some(workspace, readers, progress=stop_after_three, cancel=cancel)
    path, seal = workspace.case_file.path, workspace.case_file.seal
    workspace.close()
    opened = Workspace(CaseFile.open(path, seal), today=workspace.today)
    assert sum(bool(each.page_count or each.unreadable_reason) for each in there(opened).values()) == 3
    look_into_all(opened, readers)
    assert all(each.page_count or each.unreadable_reason for each in there(opened).values())
    assert is_whole(opened)
    opened.undo()
    assert there(opened) == {}
    opened.close()


def test_what_a_person_opens_is_looked_into_first(workspace: Workspace, folder: Path, readers: Readers) -> None:
    _added, found = kept(workspace, folder)
    wanted = frozenset({found["photo.jpg"].id})
    lot = looking_later.look_into_some(workspace, readers, first=wanted)
    assert (lot.looked, lot.left) == (wanted, len(found) - 1), "and shown at once"
    assert [name for name, each in there(workspace).items() if each.page_count] == ["photo.jpg"]


def test_stopping_leaves_nothing(workspace: Workspace, folder: Path) -> None:
    a_case(workspace)
    cancel = threading.Event()
    seen: list[int] = []

    def progress(done: int, count: int) -> None:
        seen.append(count)
        if done == 10:
            cancel.set()

    with pytest.raises(StoppedError):
        kept(workspace, folder, Told(files=progress, cancel=cancel))
    assert len(seen) == 11
    assert there(workspace) == {}
    assert workspace.history.next_undo != "Add 25 documents"
    assert workspace.case_file.driver.execute("select count(*) from attachments").fetchone()[0] == 0
    assert is_whole(workspace)


def test_a_file_that_cannot_be_read_is_named_and_nothing_is_added(workspace: Workspace, folder: Path) -> None:
    paths = looking.listed([folder])
    case = a_case(workspace)
    (folder / "note 15.txt").unlink()
    with pytest.raises(UnreadFileError, match=r"note 15\.txt"):
        keeping_first.keep(workspace, case.id, paths)
    assert workspace.load_case(case.id).documents == ()
    assert workspace.case_file.driver.execute("select count(*) from attachments").fetchone()[0] == 0


def test_the_same_folder_again_is_asked_about_and_kept_twice_if_the_person_says_so(
    workspace: Workspace, folder: Path, readers: Readers
) -> None:
    _added, found = kept(workspace, folder)
    look_into_all(workspace, readers)
    again = keeping_first.keep(workspace, next(iter(found.values())).case_id, looking.listed([folder]))
    assert again.documents == ()
    assert again.change_set is None
    assert len(again.skipped) == len(found) + 1
    twice = keeping_first.keep_both(workspace, again.skipped)
    assert len(twice) == len(found) + 1
    report = next(each for each in twice if each.original_name == "the same report.pdf")
    assert (report.name, report.page_count) == ("the same report", 2)
    assert bytes_of(workspace, report) == REPORT
    assert is_whole(workspace)


def test_a_person_may_save_while_files_are_kept_and_looked_into(
    workspace: Workspace, folder: Path, readers: Readers
) -> None:
    a_case(workspace)
    saved: list[str] = []

    def save_one(done: int, _count: int) -> None:
        # On another thread than the one that writes, as a form does.
        typing = threading.Thread(target=lambda: workspace.save(Contact(name=f"Dr. {done}"), "Add a person"))
        typing.start()
        typing.join(30)
        saved.append(f"Dr. {done}")

    kept(workspace, folder, Told(files=save_one))
    assert {each.name for each in workspace.store.contacts()} == set(saved)
    look_into_all(workspace, readers)
    assert is_whole(workspace)


def test_a_packet_says_of_a_paper_that_nobody_has_looked_into_it_yet(
    workspace: Workspace, folder: Path, readers: Readers
) -> None:
    _added, found = kept(workspace, folder)
    report = found["a report.pdf"]
    packet = Packet(case_id=report.case_id, kind=PacketKind.consultant, exhibit_ids=(report.id,))

    def says() -> str:
        chosen = PacketChoices(workspace.today())
        plan = plan_packet(workspace.load_case(report.case_id), packet, chosen)
        return " ".join(each.sentence for each in plan.findings)

    words = "We have not looked into “a report” yet. Open it in Documents first."
    assert words in says()
    look_into_all(workspace, readers)
    assert words not in says()


def test_a_page_about_someone_else_is_told_once_it_was_looked_into(
    workspace: Workspace, folder: Path, readers: Readers
) -> None:
    (folder / "theirs.txt").write_text("Patient: Anh Nguyen\nDate of birth: 1/2/1960\nThe tissue was seen.")
    case = a_case(workspace)
    workspace.save(Patient(case_id=case.id, full_name="Maria R. Santos"), "Add the patient")
    _added, found = kept(workspace, folder)
    snapshot = workspace.load_case(case.id)
    assert someone_elses_pages(workspace, snapshot, found["theirs.txt"]) == ()
    look_into_all(workspace, readers)
    assert someone_elses_pages(workspace, snapshot, found["theirs.txt"]) == (1,)
    assert there(workspace)["theirs.txt"].kind is None, "nothing is taken over unasked"


def test_a_large_file_is_kept_in_pieces(
    workspace: Workspace, folder: Path, readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping_first, "_WHOLE", 1 << 20)
    large = made.a_picture("JPEG") + bytes(3_500_000)
    (folder / "large.jpg").write_bytes(large)
    _added, found = kept(workspace, folder)
    assert bytes_of(workspace, found["large.jpg"]) == large
    look_into_all(workspace, readers)
    assert there(workspace)["large.jpg"].page_count == 1
    assert is_whole(workspace)


def test_discs_among_them_are_kept_as_discs(
    workspace: Workspace, folder: Path, readers: Readers, tmp_path: Path
) -> None:
    case = a_case(workspace)
    disc = write(tmp_path / "CD of October", data__a1=an_image(), data__a2=an_image(number=2))
    image = tmp_path / "copy of a CD.iso"
    image.write_bytes(an_iso([("DATA/I1", an_image(number=3))]))
    (folder / "scans.zip").write_bytes(packed(DATA_in_I1=an_image(number=4)))
    added = keeping_first.keep(workspace, case.id, looking.listed([folder, disc, image]))
    found = there(workspace)
    assert is_disc(found["CD of October.zip"])
    assert is_disc(found["copy of a CD.iso"])
    assert not is_disc(found["scans.zip"])
    assert len(added.documents) == len(found)
    look_into_all(workspace, readers)
    found = there(workspace)
    assert is_disc(found["scans.zip"])
    assert found["scans.zip"].kind is DocumentKind.scan_files
    assert discs.disc_in(workspace, found["scans.zip"]) is not None
    assert is_whole(workspace)
    workspace.undo()
    assert there(workspace) == {}


def test_a_document_whose_bytes_are_lost_does_not_keep_the_others_waiting(
    workspace: Workspace, folder: Path, readers: Readers
) -> None:
    _added, found = kept(workspace, folder)
    with workspace.store.transaction() as transaction:
        lost = found["a report.pdf"].sha256
        transaction.driver.execute("delete from attachment_chunks where sha256 = ?", (lost,))
    refused: frozenset[UUID] = frozenset()
    while (lot := looking_later.look_into_some(workspace, readers, without=refused)).left:
        refused |= lot.refused
    refused |= lot.refused
    assert refused == {found["a report.pdf"].id}
    # The same folder again brings the bytes back, and then it can be looked into.
    again = keeping_first.keep(workspace, found["photo.jpg"].case_id, looking.listed([folder]))
    assert [each.original_name for each in again.made_whole] == ["a report.pdf"]
    look_into_all(workspace, readers)
    assert there(workspace)["a report.pdf"].page_count == 2
    assert is_whole(workspace)


def test_two_copies_of_which_one_was_looked_into_differ_only_in_what_people_did(
    workspace: Workspace, folder: Path, readers: Readers, tmp_path: Path
) -> None:
    _added, found = kept(workspace, folder)
    path, seal = tmp_path / "copy.caseorg", workspace.case_file.seal
    workspace.save(Contact(name="Dr. Okafor"), "Add a person")
    workspace.case_file.copy_to(path)
    theirs = Workspace(CaseFile.open(path, seal), today=workspace.today)
    name_document(theirs, found["photo.jpg"], name="My photo")
    name_document(workspace, found["a report.pdf"], name="My report")
    # Nobody has looked, one has, the other has, both have.
    for looks in ((), (workspace,), (workspace, theirs)):
        for each in looks:
            look_into_all(each, readers)
        for one, other, what in ((workspace, theirs, "My photo"), (theirs, workspace, "My report")):
            compared = compare(one.case_file, other.case_file.path, seal)
            assert compared.knows_before
            assert [(each.fields, each.both) for each in compared.found if each.fields] == [(("name",), False)]
            added = [each.record for each in compared.found if not each.fields]
            assert {each.name for each in added if isinstance(each, Document)} <= {"inside", "sent"}
            taken = {each.theirs for each in compared.found if each.fields}
            assert {each.name for each in taken if isinstance(each, Document)} == {what}
        assert is_whole(theirs)
        assert is_whole(workspace)
    compared = compare(workspace.case_file, path, seal)
    assert len(compared.found) == 1, "what came out of archives is the same on both sides"
    take_in(workspace, compared, {})
    assert there(workspace)["photo.jpg"].name == "My photo"
    assert there(workspace)["photo.jpg"].page_count == 1
    assert is_whole(workspace)
    theirs.close()
