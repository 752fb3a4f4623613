"""What is written in the case file is found at once, and what is removed or deleted is not."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.base.folding import beginning_of, fold, places_of, words_in
from caseorg.domain.case import Case
from caseorg.domain.costs import Call
from caseorg.domain.document import Document
from caseorg.domain.errors import DamagedFileError
from caseorg.domain.health import Allergy, Procedure
from caseorg.domain.letter import Letter, LetterKind, Sending
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact, ContactRole
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.requests import RecordKind, RequestedItem
from caseorg.domain.visit import Question
from caseorg.services.removal import empty_removed, remove
from caseorg.services.search import Group, Hit, Narrowed, Search, bring_up_to_date, context_of, kinds_of
from caseorg.services.workspace import Workspace
from caseorg.store import search_index
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.checker import FaultKind, check_file
from caseorg.store.kept_reading import KeptReading
from caseorg.store.seal import Seal, new_salt
from tests.builders import a_case, one_of_each
from tests.trust.old_case_files import FIRST, SECRET


def hits(workspace: Workspace, text: str, case_id: UUID | None = None) -> tuple[Hit, ...]:
    """Search as the page does, the best first; the latest first finds the same."""
    search = Search(workspace)
    found, latest = search.find(text, case_id), search.find(text, case_id, ranked=False)
    assert found is not None
    assert latest is not None
    assert {each.key for each in found} == {each.key for each in latest}
    return found


def titles(workspace: Workspace, text: str) -> list[str]:
    return [hit.title for hit in hits(workspace, text)]


def test_a_few_letters_find_what_was_written_without_capitals_or_accents(workspace: Workspace) -> None:
    case = a_case(workspace)
    place = Contact(name="Clínica Peñalosa", notes="Ask for Ms. Reyes")
    with workspace.step("Add") as step:
        step.save(place)
        step.save(CaseContact(case_id=case.id, contact_id=place.id, role=ContactRole.records_holder))
        step.save(note := Note(case_id=case.id, title="Call", text="She said the block is at the Riverside lab."))
        step.save(RequestedItem(case_id=case.id, kind=RecordKind.pathology_report))
    assert titles(workspace, "penalosa") == ["Clínica Peñalosa"]
    assert titles(workspace, "CLINICA pe") == ["Clínica Peñalosa"]
    found = hits(workspace, "reyes")[0]
    assert (found.group, found.page, found.record_id, found.case_id) == (
        Group.people, "people_and_places", place.id, case.id
    )  # fmt: skip
    assert found.context == "Ask for Ms. Reyes"
    assert found.detail == "Person or place, in Maria's lung biopsy"
    assert [(hit.title, hit.record_id) for hit in hits(workspace, "rivers blo")] == [("Call", note.id)]
    assert titles(workspace, "patho rep") == ["Pathology report"]
    assert titles(workspace, "maria's lung")[0] == "Maria's lung biopsy"
    assert hits(workspace, "r") == ()
    for text in ('"', "*", "name:", "a AND OR NOT (", "\0", "' or 1=1 --", "-rivers"):
        hits(workspace, text)


def test_other_forms_of_a_word_are_found_in_english_and_spanish(workspace: Workspace) -> None:
    case = a_case(workspace, "Dad")
    for text in ("The biopsy", "Una biopsia", "The denial letter", "Las imágenes", "Box 4", "Virus"):
        workspace.save(Note(case_id=case.id, title=text), "Add")
    assert set(titles(workspace, "biopsies")) == {"The biopsy", "Una biopsia"}
    assert titles(workspace, "denials") == ["The denial letter"]
    assert titles(workspace, "imagen") == ["Las imágenes"]
    assert titles(workspace, "boxes") == ["Box 4"]
    assert beginning_of("virus") == "virus"
    assert beginning_of("mass") == "mass"
    assert beginning_of("e2s") == "e2s"
    assert beginning_of("cases") == "case"
    hit = hits(workspace, "letters")[0]
    assert hit.title == "The denial letter"


def test_the_index_follows_every_change_undo_and_redo(workspace: Workspace) -> None:
    case = a_case(workspace)
    note = Note(case_id=case.id, title="First words")
    workspace.save(note, "Write")
    workspace.save(note.revised(title="Other words"), "Edit")
    assert (titles(workspace, "first"), titles(workspace, "other")) == ([], ["Other words"])
    workspace.undo()
    assert (titles(workspace, "first"), titles(workspace, "other")) == (["First words"], [])
    workspace.undo()
    assert titles(workspace, "words") == []
    workspace.redo()
    workspace.redo()
    assert titles(workspace, "words") == ["Other words"]
    removed = remove(workspace, case.id, workspace.load_case(case.id).notes[0])
    assert titles(workspace, "words") == []
    workspace.undo()
    assert titles(workspace, "words") == ["Other words"]
    assert removed.change_set is not None


def test_an_edit_is_followed_when_the_index_is_asked_and_at_the_latest_when_the_file_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "case.caseorg"
    seal = Seal(new_salt(), SECRET)
    workspace = Workspace(CaseFile.create(path, seal))
    case = a_case(workspace)
    note = Note(case_id=case.id, title="Heron")
    workspace.save(note, "Add")
    driver = workspace.case_file.driver

    def terms(start: str) -> list[str]:
        return list(search_index.terms_like(driver, start))

    workspace.save(note.revised(title="Egret"), "Edit")
    workspace.save(note.revised(title="Ibis"), "Edit")
    assert terms("heron") == ["heron"], "a save waits for no index"
    assert disorder(workspace) == set()
    assert titles(workspace, "ibis") == ["Ibis"]
    assert titles(workspace, "heron") == titles(workspace, "egret") == []
    assert terms("heron") == terms("egret") == []
    workspace.save(note.revised(title="Spoonbill"), "Edit")
    workspace.close()
    looked_into = Workspace(CaseFile.open(path, seal, look_only=True))
    assert titles(looked_into, "spoonbill") == ["Spoonbill"]
    looked_into.close()


def test_nothing_of_a_removed_case_is_found(workspace: Workspace) -> None:
    case = a_case(workspace)
    workspace.save(Note(case_id=case.id, title="Okapi"), "Add")
    remove(workspace, case.id, case)
    assert titles(workspace, "okapi") == []
    assert titles(workspace, "maria") == []
    workspace.undo()
    assert titles(workspace, "okapi") == ["Okapi"]


def test_many_of_one_kind_push_no_other_out_and_of_equals_the_latest_comes_first(workspace: Workspace) -> None:
    case = a_case(workspace)
    workspace.save(Question(case_id=case.id, text="Is it worth a much longer walk to see a heron?"), "Add")
    with workspace.step("Add many") as step:
        for number in range(100):
            step.save(Note(case_id=case.id, title=f"Heron {number}"))
    search = Search(workspace)
    found = search.find("heron", None)
    search.close()
    assert found is not None
    assert [hit.title for hit in found if hit.group is Group.notes] == [f"Heron {99 - each}" for each in range(12)]
    assert [hit.group for hit in found if hit.group is not Group.notes] == [Group.questions]


def test_the_text_of_a_document_is_found_whether_it_was_read_before_or_after(workspace: Workspace) -> None:
    case = a_case(workspace)
    with workspace.step("Add a document") as step:
        digest = step.keep(b"scan")
        step.save(document := Document(case_id=case.id, name="Scan 004", sha256=digest, size_bytes=4))
    assert titles(workspace, "adenocarcinoma") == []
    with workspace.store.transaction() as transaction:
        pages = ["Page one", "Diagnosis: invasive adenocarcinoma of the left upper lobe, see comment."]
        transaction.keep_prepared(digest, 1, b"%PDF", {"page_texts": pages})
    found = hits(workspace, "adenocarc")[0]
    assert (found.title, found.group, found.record_id) == ("Scan 004", Group.documents, document.id)
    assert "invasive adenocarcinoma of the left" in found.context
    workspace.save(document.revised(name="Pathology"), "Edit")
    assert titles(workspace, "adenocarc") == ["Pathology"]
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole


def test_numbers_that_are_kept_from_sight_are_not_in_the_index(workspace: Workspace) -> None:
    case = a_case(workspace)
    plan = Plan(case_id=case.id, name="Blue River")
    with workspace.step("Add") as step:
        step.save(plan)
        step.save(Coverage(case_id=case.id, plan_id=plan.id, member_id="QXZ77123", subscriber="Jorge"))
    assert titles(workspace, "qxz77123") == []
    assert titles(workspace, "jorge") == ["Plan card"]


def test_allergies_operations_and_proofs_of_sending_are_found_too(workspace: Workspace) -> None:
    case = a_case(workspace)
    letter = Letter(case_id=case.id, kind=LetterKind.appeal, title="Appeal to Blue River")
    with workspace.step("Add") as step:
        step.save(Allergy(case_id=case.id, name="Penicillin", reaction="Hives"))
        step.save(Procedure(case_id=case.id, name="Bronchoscopy", place="Lakeside"))
        step.save(letter)
        step.save(Sending(case_id=case.id, letter_id=letter.id, tracking="9407 1118 9956"))
    assert titles(workspace, "hives") == ["Penicillin"]
    assert titles(workspace, "bronchoscop") == ["Bronchoscopy"]
    (sent,) = hits(workspace, "9407 1118")
    assert (sent.title, sent.context, sent.page, sent.record_id) == (
        "Sending", "9407 1118 9956", "letters_and_packets", letter.id,
    )  # fmt: skip


def test_every_kind_of_record_has_a_place_and_what_is_written_in_it_is_found(workspace: Workspace) -> None:
    case = a_case(workspace)
    with workspace.step("Add one of each") as step:
        records = one_of_each(case.id)
        for record in records:
            step.save(record)
    kinds = {type(record) for record in records if type(record) in search_index.SEARCHED}
    with workspace.case_file.fresh_connection() as opened:
        lines = {row[0] for row in opened.execute("select kind from search_lines")}
    assert lines == {kind.__name__ for kind in kinds} | {"Case"}
    assert disorder(workspace) == set()


def test_what_was_deleted_for_good_leaves_no_word_in_the_index(workspace: Workspace) -> None:
    case = a_case(workspace)
    for number in range(40):
        workspace.save(Note(case_id=case.id, title=f"Note {number}", text="the usual words " * 20), "Add")
    secret = Note(case_id=case.id, title="Zebrafinch", text="Quokkas and zebrafinches")
    workspace.save(secret, "Add")
    remove(workspace, case.id, secret)
    assert raw(workspace, b"zebrafinch") == 0  # the index forgets at once; the record waits 30 days
    empty_removed(workspace, everything=True)
    assert raw(workspace, b"zebrafinch", everywhere=True) == 0
    assert raw(workspace, b"usual") > 0


def raw(workspace: Workspace, word: bytes, *, everywhere: bool = False) -> int:
    """Count the blocks of the index, or rows of the file, that hold a word as the engine keeps it."""
    driver = workspace.case_file.driver
    blocks = [row[0] for row in driver.execute("select block from search_words_data")]
    if everywhere:
        blocks += [repr(row).lower().encode() for table in ("notes", "history", "search_words_content")
                   for row in driver.execute(f"select * from {table}")]  # fmt: skip
    # The index keeps a word as what it adds to the one before, so its own beginning may stand elsewhere.
    return sum(word[4:] in block for block in blocks)


def test_a_mistyped_word_is_guessed_from_what_is_there(workspace: Workspace) -> None:
    case = a_case(workspace)
    workspace.save(Note(case_id=case.id, title="About the deductible"), "Add")
    search = Search(workspace)
    assert search.meant("deductable") == search.meant("edductible") == "deductible"
    assert search.meant("coinsurence", ["Coinsurance"]) == "coinsurance"
    assert search.meant("xylophone") == ""


def test_the_index_is_made_anew_from_the_records_and_a_disorder_in_it_is_seen(workspace: Workspace) -> None:
    case = a_case(workspace)
    with workspace.step("Add") as step:
        for record in one_of_each(case.id):
            step.save(record)
    driver = workspace.case_file.driver
    before = driver.execute("select name, words from search_words order by name, words").fetchall()
    with workspace.store.transaction():
        driver.execute("update search_words set words = 'other' where rowid in (select min(number) from search_lines)")
        driver.execute("delete from search_lines where number in (select max(number) from search_lines)")
    assert len(disorder(workspace)) == 2
    assert search_index.make_anew(workspace.store, lambda: True) is False
    assert not search_index.is_current(driver)
    assert search_index.make_anew(workspace.store)
    assert search_index.is_current(driver)
    assert driver.execute("select name, words from search_words order by name, words").fetchall() == before
    assert disorder(workspace) == set()


def disorder(workspace: Workspace) -> set[str]:
    """Return what a check of the file finds in the index."""
    faults = check_file(workspace.case_file.path, workspace.case_file.seal).faults
    assert FaultKind.structure not in {fault.kind for fault in faults}
    return {fault.about for fault in faults if fault.kind is FaultKind.search}


def test_folding_keeps_every_letter_in_its_place() -> None:
    for text in ("Clínica Peñalosa", "ﬁne ß İstanbul", "Straße №5", "e\u0301tude", ""):
        assert len(fold(text)) == len(text)
    assert words_in("E\u0301tude-5, naïve_x") == ("etude", "5", "naive", "x")
    assert places_of("Río and rio, Torio", ["rio"]) == ((0, 3), (8, 3))
    assert context_of("one two " * 40 + "Zebra here", ["zebra"]).endswith("Zebra here")


def test_a_case_without_a_name_is_no_stumbling_block(workspace: Workspace) -> None:
    case = Case()
    workspace.save(case, "New case")
    workspace.save(Note(case_id=case.id, title="Okapi"), "Add")
    assert hits(workspace, "okapi")[0].detail == "Note"


def test_a_file_of_an_older_program_gets_its_index_once_it_is_open(tmp_path: Path) -> None:
    path = tmp_path / "old.caseorg"
    shutil.copyfile(FIRST, path)
    workspace = Workspace(CaseFile.open(path, Seal(read_salt(path), SECRET)))
    assert titles(workspace, "edit") == []
    assert bring_up_to_date(workspace) is True
    assert len(hits(workspace, "maria")) > 0
    assert bring_up_to_date(workspace) is False
    assert check_file(path, workspace.case_file.seal).is_whole
    workspace.close()
    assert bring_up_to_date(workspace) is False


def test_a_search_is_narrowed_to_a_case_a_kind_a_person_and_a_time(workspace: Workspace) -> None:
    maria, jorge = a_case(workspace), a_case(workspace, "Dad's heart valve")
    place = Contact(name="Okapi Imaging")
    part = Contact(name="Film library", part_of_id=place.id)
    day = date(2026, 11, 20)
    with workspace.step("Add") as step:
        for record in (place, part):
            step.save(record)
        step.save(CaseContact(case_id=maria.id, contact_id=place.id, role=ContactRole.records_holder))
        step.save(old := Note(case_id=maria.id, title="Okapi then", day=date(2025, 1, 2)))
        step.save(now := Note(case_id=jorge.id, title="Okapi now", day=day))
        step.save(call := Call(case_id=maria.id, contact_id=part.id, said="The okapi discs", at=noon(day)))
        step.save(letter := Document(case_id=jorge.id, name="Okapi letter"))

    def found(**narrowed: object) -> set[UUID | None]:
        hits = [
            Search(workspace).find("okapi", None, ranked=ranked, narrowed=Narrowed(**narrowed))  # type: ignore[arg-type]
            for ranked in (True, False)
        ]
        assert {hit.record_id for hit in hits[0] or ()} == {hit.record_id for hit in hits[1] or ()}
        return {hit.record_id for hit in hits[0] or ()}

    assert found() == {place.id, old.id, now.id, call.id, letter.id}
    assert found(case_id=maria.id) == {place.id, old.id, call.id}
    assert found(kinds=kinds_of(Group.notes)) == {old.id, now.id}
    assert found(contact_id=place.id) == {place.id, call.id}
    assert found(contact_id=part.id) == {call.id}
    assert found(first_day=day, last_day=day) == {now.id, call.id}
    assert found(last_day=date(2025, 12, 31)) == {old.id}
    assert found(case_id=jorge.id, first_day=day) == {now.id}
    assert kinds_of(Group.commands) == ()


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12)).astimezone()


told_by_the_system = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="nobody says what is open")


@told_by_the_system
def test_a_search_keeps_one_connection_while_a_word_is_typed_and_none_after_that(workspace: Workspace) -> None:
    case = a_case(workspace)
    workspace.save(Note(case_id=case.id, text="The okapi was seen"), "Add")
    search, path = Search(workspace), workspace.case_file.path
    closed = open_times(path)
    for end in range(2, 6):
        assert search.find("okapi"[:end], None)
        assert open_times(path) == closed + 1
        workspace.save(Note(case_id=case.id, text=f"Another one {end}"), "Add")  # nothing is held up by it
    assert search.find("another one 5", None)
    search.close()
    assert open_times(path) == closed
    assert search.find("okapi", None)
    search.close()
    search.close()
    assert open_times(path) == closed


@told_by_the_system
def test_closing_while_somebody_searches_closes_as_soon_as_the_answer_is_there(workspace: Workspace) -> None:
    case = a_case(workspace)
    workspace.save(Note(case_id=case.id, text="The okapi was seen"), "Add")
    reading, path = KeptReading(workspace.case_file.fresh_connection), workspace.case_file.path
    closed = open_times(path)
    with reading.opened() as driver:
        reading.close()
        assert driver.execute("select count(*) from notes").fetchone() == (1,)
    assert open_times(path) == closed
    with pytest.raises(DamagedFileError), reading.opened():
        raise DamagedFileError
    assert open_times(path) == closed  # what met a damaged page answers nothing more
    with reading.opened() as driver:
        assert driver.execute("select count(*) from notes").fetchone() == (1,)
    reading.close()


def open_times(path: Path) -> int:
    """Return how many times this process has a file open."""
    found = 0
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found += each.readlink() == path
    return found
