"""A share holds the chosen case and nothing else, and says who has it."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.errors import (
    DamagedDocumentBytesError,
    StoppedError,
)
from caseorg.domain.letter import Letter, LetterKind, Packet, Sending
from caseorg.domain.note import Note
from caseorg.domain.people import Helper, HelperRole
from caseorg.domain.record import Record
from caseorg.services.made_password import make_password
from caseorg.services.sharing import Wish, note_share, plan_share, write_sealed
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
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


def test_a_share_that_is_stopped_or_damaged_leaves_no_file(mine: Workspace, tmp_path: Path) -> None:
    ready = plan_share(mine, Wish(CASE, "Ana"))
    with pytest.raises(StoppedError):
        write_sealed(ready, THEIR_SEAL, tmp_path / "share.caseorg", lambda: True)
    mine.case_file.driver.execute("delete from attachment_chunks")
    with pytest.raises(DamagedDocumentBytesError):
        write_sealed(ready, THEIR_SEAL, tmp_path / "share.caseorg")
    assert [each.name for each in tmp_path.glob("*share*")] == []


def test_a_made_password_is_five_words_of_which_none_begins_another() -> None:
    made = {make_password() for _each in range(50)}
    assert len(made) == 50
    assert {len(each.split(" ")) for each in made} == {5}
    from caseorg.services.made_password import _words

    ordered = sorted(_words())
    assert len(set(ordered)) == 7776
    assert not [one for one, other in pairwise(ordered) if other.startswith(one)]
