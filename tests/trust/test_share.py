"""A share holds the chosen case and nothing else, and says who has it."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pikepdf
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.errors import (
    DamagedDocumentBytesError,
    ReadOnlyFileError,
    SaveFailedError,
    StoppedError,
)
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Packet, Sending
from caseorg.domain.merging import What
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact, Helper, HelperRole
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record
from caseorg.packets.with_password import with_password
from caseorg.services.made_password import make_password
from caseorg.services.opening import open_with_password
from caseorg.services.removal import delete_for_good, remove
from caseorg.services.share_options import opens_to_look_only
from caseorg.services.sharing import Wish, note_share, plan_share, write, write_sealed
from caseorg.services.taking_in import compare, take_in
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import CheckReport, check_file
from caseorg.store.seal import FORMAT, MARK, Seal
from caseorg.store.share import all_records
from tests.trust.material import SEAL, TODAY, some_bytes
from tests.trust.test_merging import CASE

THEIR_SEAL = Seal(MARK + bytes([FORMAT]) + bytes(range(30, 42)), bytes(range(60, 76)))
ANA = UUID(int=77)
_PAGE, _RESERVED = 4096, 80


def opened(path: Path, seal: Seal = SEAL, day: date = TODAY) -> Workspace:
    return Workspace(CaseFile.open(path, seal), today=lambda: day)


def records_of(workspace: Workspace) -> dict[UUID, Record]:
    return all_records(workspace.case_file.driver)


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Workspace]:
    """A case file with a case, a helper with a paper, a private note and two documents; and another case."""
    workspace = Workspace(CaseFile.create(tmp_path / "Maria.caseorg", SEAL), today=lambda: TODAY)
    with workspace.step("Begin") as step:
        step.save(Case(id=CASE, title="Maria"))
        step.save(Helper(id=ANA, case_id=CASE, full_name="Ana Ferreira", role=HelperRole.health_care_agent,
                         authority_from=date(2025, 3, 3)))  # fmt: skip
        step.save(Note(id=UUID(int=5), case_id=CASE, text="They call on Monday"))
        step.save(Note(id=UUID(int=6), case_id=CASE, text="ZEBRA only for me", is_private=True))
        for number, name in ((7, "Report"), (8, "Bill")):
            digest = step.keep(some_bytes(3000, number))
            step.save(Document(id=UUID(int=number), case_id=CASE, name=name, sha256=digest, size_bytes=3000))
    yield workspace
    workspace.close()


def share(workspace: Workspace, target: Path, left_out: frozenset[UUID] = frozenset(), seal: Seal = THEIR_SEAL) -> Path:
    ready = plan_share(workspace, Wish(CASE, "Ana Ferreira", ANA, left_out))
    write_sealed(ready, seal, target)
    note_share(workspace, ready, target)
    return target


def decrypted(path: Path, seal: Seal) -> bytes:
    """Every page of a file as it is inside, free ones among them."""
    data, found = path.read_bytes(), b""
    for at in range(0, len(data), _PAGE):
        page = data[at : at + _PAGE]
        cipher = Cipher(algorithms.AES(seal.key), modes.CBC(page[-_RESERVED:][:16])).decryptor()
        found += cipher.update(page[16 if at == 0 else 0 : -_RESERVED])
    return found


@pytest.mark.proof("T-SHARE")
def test_a_share_holds_the_case_and_says_who_has_it_and_by_which_right(mine: Workspace, tmp_path: Path) -> None:
    path = share(mine, tmp_path / "share.caseorg", frozenset({UUID(int=8)}))
    assert check_file(path, THEIR_SEAL).is_whole
    assert path.stat().st_mode & 0o777 == 0o600
    (kept,) = mine.load_case(CASE).shares
    assert (kept.given_to, kept.helper_id, kept.authority) == ("Ana Ferreira", ANA, HelperRole.health_care_agent)
    assert (kept.authority_from, kept.shared_on) == (date(2025, 3, 3), TODAY)
    assert (kept.notes_left_out, kept.documents_left_out) == (1, 1)
    anas = opened(path, THEIR_SEAL)
    there = anas.load_case(CASE)
    assert [note.text for note in there.notes] == ["They call on Monday"]
    assert [document.name for document in there.documents] == ["Report"]
    assert anas.bytes_of(there.documents[0].sha256) == some_bytes(3000, 7)
    assert anas.store.history() == ()
    anas.close()
    inside = decrypted(path, THEIR_SEAL)
    assert b"They call on Monday" in inside
    assert b"ZEBRA" not in inside
    assert some_bytes(3000, 8)[:64] not in inside


@pytest.mark.proof("T-SHARE")
def test_a_packet_with_pages_of_what_stays_here_stays_here_too(mine: Workspace, tmp_path: Path) -> None:
    letter = Letter(id=UUID(int=20), case_id=CASE, kind=LetterKind.appeal)
    packet = Packet(id=UUID(int=21), case_id=CASE, letter_id=letter.id, exhibit_ids=(UUID(int=7), UUID(int=8)))
    with mine.step("Send") as step:
        for record in (letter, packet, Sending(case_id=CASE, packet_id=packet.id, letter_id=letter.id)):
            step.save(record)
        step.save(Note(case_id=CASE, text="From the bill", source_document_id=UUID(int=8)))
    there = opened(share(mine, tmp_path / "share.caseorg", frozenset({UUID(int=8)})), THEIR_SEAL).load_case(CASE)
    assert (there.packets, there.sendings, len(there.letters)) == ((), (), 1)
    assert {note.source_document_id for note in there.notes} == {None}
    assert check_file(tmp_path / "share.caseorg", THEIR_SEAL).is_whole


@pytest.mark.proof("T-SHARE")
def test_a_share_without_id_numbers_has_none_in_any_page_and_what_comes_back_leaves_ours(
    mine: Workspace, tmp_path: Path
) -> None:
    plan, letter = UUID(int=30), UUID(int=31)
    by_chance = next(each.sha256[10:16] for each in mine.load_case(CASE).documents)  # a fingerprint is no text
    with mine.step("Plan") as step:
        step.save(Plan(id=plan, case_id=CASE, name="Blue River"))
        step.save(Coverage(id=UUID(int=33), case_id=CASE, plan_id=plan, member_id="1EG4-TE5-MK72",
                           group_number="G 77231", medicare_number=by_chance))  # fmt: skip
        step.save(Note(id=UUID(int=32), case_id=CASE, text="They asked for 1eg4 te5 mk72 twice. Group G77231."))
        digest = step.keep(b"%PDF with 1EG4-TE5-MK72")
        step.save(Letter(id=letter, case_id=CASE, kind=LetterKind.appeal, status=LetterStatus.made, pdf_sha256=digest,
                         text="Member 1EG4-TE5-MK72"))  # fmt: skip
        step.save(Sending(case_id=CASE, letter_id=letter))
    ready = plan_share(mine, Wish(CASE, "Ana Ferreira", ANA, no_numbers=True))
    write_sealed(ready, THEIR_SEAL, tmp_path / "share.caseorg")
    note_share(mine, ready, tmp_path / "share.caseorg")
    assert check_file(tmp_path / "share.caseorg", THEIR_SEAL).is_whole
    inside = decrypted(tmp_path / "share.caseorg", THEIR_SEAL)
    assert not re.search(rb"1EG4|TE5.?MK72|77231", inside, re.IGNORECASE)
    anas = opened(tmp_path / "share.caseorg", THEIR_SEAL)
    there = anas.load_case(CASE)
    assert (there.plans[0].name, there.coverages[0].member_id, there.letters, there.sendings) == (
        "Blue River",
        "",
        (),
        (),
    )
    assert "twice" in next(note.text for note in there.notes if note.id == UUID(int=32))
    anas.save(there.plans[0].revised(name="Blue River PPO"), "Edit plan")
    anas.close()
    compared = compare(mine.case_file, tmp_path / "share.caseorg", THEIR_SEAL)
    assert [(each.record_id, each.fields) for each in compared.found] == [(plan, ("name",))]
    take_in(mine, compared, {}, "Ana")
    kept = mine.load_case(CASE)
    assert (kept.plans[0].name, kept.coverages[0].member_id) == ("Blue River PPO", "1EG4-TE5-MK72")
    assert "1eg4 te5 mk72" in next(note.text for note in kept.notes if note.id == UUID(int=32))
    assert len(kept.letters) == 1


@pytest.mark.proof("T-SHARE")
def test_two_cases_go_in_one_file_and_what_changed_in_both_comes_back(mine: Workspace, tmp_path: Path) -> None:
    other, third = UUID(int=400), UUID(int=500)
    with mine.step("More cases") as step:
        step.save(Case(id=other, title="Luis"))
        step.save(Case(id=third, title="ZEBRA third"))
        step.save(Note(case_id=third, text="ZEBRA too"))
        step.save(Note(id=UUID(int=401), case_id=other, text="His knee"))
    ready = plan_share(mine, Wish(CASE, "Ana Ferreira", ANA, also=(other,)))
    write_sealed(ready, THEIR_SEAL, tmp_path / "share.caseorg")
    note_share(mine, ready, tmp_path / "share.caseorg")
    assert b"ZEBRA" not in decrypted(tmp_path / "share.caseorg", THEIR_SEAL)
    assert [(each.given_to, each.helper_id) for each in mine.load_case(other).shares] == [("Ana Ferreira", None)]
    anas = opened(tmp_path / "share.caseorg", THEIR_SEAL)
    assert {line.title for line in anas.store.case_lines()} == {"Maria", "Luis"}
    for case_id in (CASE, other):
        anas.save(Note(case_id=case_id, text="From Ana"), "Add note")
    anas.close()
    compared = compare(mine.case_file, tmp_path / "share.caseorg", THEIR_SEAL)
    assert len(compared.found) == 2
    assert compared.questions == 0
    take_in(mine, compared, {}, "Ana")
    for case_id in (CASE, other):
        assert "From Ana" in [note.text for note in mine.load_case(case_id).notes]
        assert mine.load_case(case_id).shares[0].taken_in_on == TODAY
    assert check_file(mine.case_file.path, SEAL).is_whole


@pytest.mark.proof("T-SHARE")
@pytest.mark.parametrize("came_back", [True, False])
def test_a_case_that_does_not_go_along_the_next_time_is_not_in_that_share_nor_taken_for_removed(
    mine: Workspace, tmp_path: Path, came_back: bool
) -> None:
    other, office, bill = UUID(int=400), Contact(id=UUID(int=402), name="ZEBRA clinic"), UUID(int=8)
    with mine.step("Another case") as step:
        step.save(Case(id=other, title="ZEBRA"))
        step.save(office)
        step.save(CaseContact(case_id=other, contact_id=office.id))
        step.save(Note(id=UUID(int=401), case_id=other, text="ZEBRA too"))
        step.save(mine.store.find(Document, bill).revised(name="QUAGGA bill"))
    first, second = tmp_path / "first.caseorg", tmp_path / "second.caseorg"
    ready = plan_share(mine, Wish(CASE, "Ana Ferreira", ANA, also=(other,)))
    write_sealed(ready, THEIR_SEAL, first)
    note_share(mine, ready, first)
    anas = opened(first, THEIR_SEAL)
    anas.save(Note(id=UUID(int=403), case_id=CASE, text="From Ana"), "Add note")
    if came_back:
        anas.case_file.copy_to(tmp_path / "back.caseorg")
        take_in(mine, compare(mine.case_file, tmp_path / "back.caseorg", THEIR_SEAL), {}, "Ana")
        remove(mine, CASE, mine.store.find(Note, UUID(int=403)))
    mine.save(Note(case_id=CASE, text="Later"), "Add note")
    seal = Seal(MARK + bytes([FORMAT]) + bytes(range(50, 62)), THEIR_SEAL.secret)
    share(mine, second, frozenset({bill}), seal)

    inside = decrypted(second, seal)
    assert b"Later" in inside
    assert b"ZEBRA" not in inside
    assert b"QUAGGA" not in inside, "she has it, but perhaps it goes on to somebody else"
    found = compare(anas.case_file, second, seal).found
    assert {(each.kind, each.what) for each in found} == {(Note, What.added), *([(Note, What.removed)] * came_back)}
    anas.close()


@pytest.mark.proof("T-SHARE")
@pytest.mark.parametrize("came_back", [True, False])
def test_a_share_without_id_numbers_strikes_out_none_in_the_file_that_came_with_them(
    mine: Workspace, tmp_path: Path, came_back: bool
) -> None:
    plan = Plan(id=UUID(int=30), case_id=CASE, name="Blue River")
    with mine.step("Plan") as step:
        step.save(plan)
        step.save(Coverage(id=UUID(int=33), case_id=CASE, plan_id=plan.id, member_id="1EG4-TE5-MK72"))
        step.save(Note(id=UUID(int=32), case_id=CASE, text="They asked for 1EG4TE5MK72"))
    anas = opened(share(mine, tmp_path / "first.caseorg"), THEIR_SEAL)
    if came_back:
        anas.save(Note(id=UUID(int=34), case_id=CASE, text="From Ana"), "Add note")
        take_in(mine, compare(mine.case_file, tmp_path / "first.caseorg", THEIR_SEAL), {})
    mine.save(plan.revised(name="Blue River PPO"), "Edit plan")
    ready = plan_share(mine, Wish(CASE, "Ana Ferreira", ANA, no_numbers=True))
    write_sealed(ready, THEIR_SEAL, tmp_path / "second.caseorg")
    note_share(mine, ready, tmp_path / "second.caseorg")
    assert not re.search(rb"1EG4|TE5.?MK72", decrypted(tmp_path / "second.caseorg", THEIR_SEAL))
    compared = compare(anas.case_file, tmp_path / "second.caseorg", THEIR_SEAL)
    assert [(each.record_id, each.fields, each.both) for each in compared.found] == [(plan.id, ("name",), False)]
    take_in(anas, compared, {})
    assert anas.load_case(CASE).coverages[0].member_id == "1EG4-TE5-MK72"
    anas.close()


@pytest.mark.proof("T-SHARE")
def test_what_is_in_recently_removed_does_not_go_along_although_it_came_back_of_an_earlier_share(
    mine: Workspace, tmp_path: Path
) -> None:
    note = Note(id=UUID(int=40), case_id=CASE, text="QUAGGA in the first share")
    mine.save(note, "Add note")
    anas = opened(share(mine, tmp_path / "first.caseorg"), THEIR_SEAL)
    anas.save(Note(id=UUID(int=41), case_id=CASE, text="From Ana"), "Add note")
    take_in(mine, compare(mine.case_file, tmp_path / "first.caseorg", THEIR_SEAL), {})
    remove(mine, CASE, note)
    share(mine, tmp_path / "second.caseorg")
    assert b"QUAGGA" not in decrypted(tmp_path / "second.caseorg", THEIR_SEAL)
    found = compare(anas.case_file, tmp_path / "second.caseorg", THEIR_SEAL).found
    assert [(each.record_id, each.what) for each in found] == [(note.id, What.removed)]
    anas.close()


@pytest.mark.proof("T-MERGE")
def test_a_later_share_is_known_although_one_was_skipped_and_something_was_deleted_for_good(
    mine: Workspace, tmp_path: Path
) -> None:
    gone = Note(id=UUID(int=40), case_id=CASE, text="Gone")
    mine.save(gone, "Add note")
    anas = opened(share(mine, tmp_path / "first.caseorg"), THEIR_SEAL)
    remove(mine, CASE, gone)
    delete_for_good(mine, gone.revised(removed_on=TODAY))
    share(mine, tmp_path / "never opened.caseorg")
    mine.save(Note(id=UUID(int=41), case_id=CASE, text="Later"), "Add note")
    share(mine, tmp_path / "third.caseorg")
    compared = compare(anas.case_file, tmp_path / "third.caseorg", THEIR_SEAL)
    assert (compared.knows_before, compared.questions) == (True, 0)
    take_in(anas, compared, {})
    assert "Later" in {each.text for each in anas.load_case(CASE).notes}
    anas.close()


@pytest.mark.proof("T-SHARE")
def test_who_was_taken_out_of_a_case_is_not_said_to_be_removed(mine: Workspace, tmp_path: Path) -> None:
    office = Contact(id=UUID(int=50), name="Lakeside")
    link = CaseContact(id=UUID(int=51), case_id=CASE, contact_id=office.id)
    with mine.step("Add office") as step:
        step.save(office)
        step.save(link)
    anas = opened(share(mine, tmp_path / "first.caseorg"), THEIR_SEAL)
    remove(mine, CASE, link)
    share(mine, tmp_path / "second.caseorg")
    found = compare(anas.case_file, tmp_path / "second.caseorg", THEIR_SEAL).found
    assert [(each.record_id, each.what) for each in found] == [(link.id, What.removed)]
    anas.close()


def test_a_share_to_look_at_opens_for_reading_only(mine: Workspace, tmp_path: Path, quick_key: None) -> None:
    ready = plan_share(mine, Wish(CASE, "Ana Ferreira", ANA, look_only=True))
    write(ready, "five made words", tmp_path / "share.caseorg")
    before = (tmp_path / "share.caseorg").read_bytes()
    anas = open_with_password(tmp_path / "share.caseorg", "five made words")
    assert anas.case_file.is_read_only
    assert opens_to_look_only(anas)
    assert anas.load_case(CASE).case.title == "Maria"
    with pytest.raises(ReadOnlyFileError):
        anas.save(Note(case_id=CASE, text="No"), "Add")
    anas.close()
    assert (tmp_path / "share.caseorg").read_bytes() == before
    assert not opens_to_look_only(mine)


def test_a_paper_with_a_password_opens_with_it_alone_and_says_nothing_without(tmp_path: Path) -> None:
    made = pikepdf.Pdf.new()
    made.add_blank_page()
    made.docinfo["/Title"] = "ZEBRA appeal"
    plain = BytesIO()
    made.save(plain)
    assert b"ZEBRA appeal" in plain.getvalue()
    password = make_password()
    locked = with_password(plain.getvalue(), password)
    assert b"ZEBRA" not in locked
    for wrong in ("", "wrong words"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(locked), password=wrong)
    with pikepdf.open(BytesIO(locked), password=password) as opened_again:
        assert (opened_again.encryption.R, opened_again.encryption.bits) == (6, 256)
        assert opened_again.allow.accessibility
        assert opened_again.allow.print_highres
        assert opened_again.docinfo["/Title"] == "ZEBRA appeal"


def test_a_share_that_is_stopped_or_damaged_leaves_no_file(mine: Workspace, tmp_path: Path) -> None:
    ready = plan_share(mine, Wish(CASE, "Ana"))
    with pytest.raises(StoppedError):
        write_sealed(ready, THEIR_SEAL, tmp_path / "share.caseorg", lambda: True)
    mine.case_file.driver.execute("delete from attachment_chunks")
    with pytest.raises(DamagedDocumentBytesError):
        write_sealed(ready, THEIR_SEAL, tmp_path / "share.caseorg")
    assert [each.name for each in tmp_path.glob("*share*")] == []


@pytest.mark.proof("T-SHARE")
@pytest.mark.parametrize("at", [7, 100, -2000, None], ids=["head", "first page", "last page", "cut off"])
def test_a_share_that_its_stick_gives_back_damaged_is_none_and_the_file_is_not_blamed(
    at: int | None, mine: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def from_a_bad_stick(path: Path, seal: Seal, **how: Callable[[], bool]) -> CheckReport:
        data = bytearray(path.read_bytes())
        if at is None:
            del data[-4096:]
        else:
            data[at] ^= 1
        path.write_bytes(data)
        return check_file(path, seal, **how)

    monkeypatch.setattr("caseorg.store.share.check_file", from_a_bad_stick)
    (tmp_path / "stick").mkdir()
    with pytest.raises(SaveFailedError) as caught:
        write_sealed(plan_share(mine, Wish(CASE, "Ana")), THEIR_SEAL, tmp_path / "stick" / "share.caseorg")
    assert "damaged" not in f"{caught.value} {caught.value.advice}"
    assert list((tmp_path / "stick").iterdir()) == []
    assert mine.load_case(CASE).shares == ()


def test_a_made_password_is_five_words_of_which_none_begins_another() -> None:
    made = {make_password() for _each in range(50)}
    assert len(made) == 50
    assert {len(each.split(" ")) for each in made} == {5}
    from caseorg.services.made_password import _words

    ordered = sorted(_words())
    assert len(set(ordered)) == 7776
    assert not [one for one, other in pairwise(ordered) if other.startswith(one)]
