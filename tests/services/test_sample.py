"""The sample cases, told into a real case file on two different days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caseorg.base.language import in_language
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import AppealDecision
from caseorg.domain.letter import LetterStatus
from caseorg.domain.visit import QuestionPriority
from caseorg.packets.plan import Level
from caseorg.services.deadlines import date_rows
from caseorg.services.denials import last_day, matters
from caseorg.services.documents import not_named_yet, pages_of
from caseorg.services.letters import gather_packet, letter_text, plan_of
from caseorg.services.next_step import next_steps
from caseorg.services.papers_list import name_of_paper
from caseorg.services.questions import in_order
from caseorg.services.records_list import in_hand, item_lines
from caseorg.services.sample import SAMPLE_DAY, open_sample, tell_stories
from caseorg.services.workspace import Workspace
from caseorg.store.checker import check_file
from caseorg.store.seal import Seal, new_salt


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("sample")
    return open_sample(lambda: SAMPLE_DAY, folder, Seal(new_salt(), bytes(16)))


def the_case(sample: Workspace, title: str) -> CaseSnapshot:
    line = next(line for line in sample.store.case_lines() if line.title == title)
    return sample.load_case(line.case_id)


def test_both_cases_are_marked_as_samples_and_the_file_is_whole(sample: Workspace) -> None:
    assert [(line.title, line.is_sample) for line in sample.store.case_lines()] == [
        ("Luis's knee", True),
        ("Maria's lung biopsy", True),
    ]
    assert check_file(sample.case_file.path, sample.case_file.seal).faults == ()


def test_every_page_of_both_cases_is_filled(sample: Workspace) -> None:
    for title in ("Luis's knee", "Maria's lung biopsy"):
        case = the_case(sample, title)
        shown = ("case_contacts", "items", "documents", "questions", "answers", "opinions", "priorities", "notes",
                 "costs", "calls", "denials", "letters", "medications", "visits")  # fmt: skip
        assert [name for name in shown if not getattr(case, name)] == [], title
        assert next_steps(case, sample.assess(case)).card is not None
        assert date_rows(case, sample.assess(case).deadlines, SAMPLE_DAY)
    assert sample.store.removed()


def test_a_no_that_was_turned_leaves_no_date_behind(sample: Workspace) -> None:
    maria = the_case(sample, "Maria's lung biopsy")
    assessment = sample.assess(maria)
    matter = matters(maria)[0]
    assert [each.decision for each in maria.appeals] == [AppealDecision.yes]
    due = last_day(matter, assessment)
    assert due is None or due.done_on is not None


def test_marias_records_read_as_in_the_manual(sample: Workspace) -> None:
    maria = the_case(sample, "Maria's lung biopsy")
    assessment = sample.assess(maria)
    lines = item_lines(maria, assessment.deadlines, SAMPLE_DAY)
    assert [(line.what, line.from_whom, line.status, line.next_date) for line in lines] == [
        ("Pathology report", "Riverside General Hospital", "Got it", None),
        ("Scan report", "Riverside General Hospital", "Got it", None),
        ("Scan files (DICOM)", "Riverside General Hospital", "Letter made, not sent", None),
        ("Biopsy slides", "Riverside General Hospital", "Not asked yet", None),
        ("Medicine list", "You", "Not asked yet", None),
        ("Visit notes", "Dr. Patel's office", "Asked Nov 5", date(2026, 12, 5)),
    ]
    counted = in_hand(maria, SAMPLE_DAY).words()
    assert counted == "2 of 6 in hand. Needed by Tue, Dec 8, 2026 (10 days before the visit)."
    page = next_steps(maria, assessment)
    assert page.visit_line == "Second opinion visit: Fri, Dec 18, 2026 (in 26 days)"
    assert page.card is not None
    assert page.card.title == "Fax the approval form to Blue River Health"
    assert [(each.who, each.due) for each in page.waiting] == [("Dr. Patel's office", date(2026, 12, 5))]
    first = [each.text for each in in_order(maria) if each.priority is QuestionPriority.ask_first]
    assert first[0] == "How long is it safe to wait before I decide?"


def test_her_documents_are_real_files_with_pages(sample: Workspace) -> None:
    maria = the_case(sample, "Maria's lung biopsy")
    pages = {document.name: pages_of(sample, document) for document in maria.documents}
    assert "Accession number" in pages["Pathology report"].page_texts[0]
    assert "October 30, 2026" in pages["Pathology report"].page_texts[0]
    assert [document.name for document in not_named_yet(maria)] == ["IMG_2231"]
    assert pages["IMG_2231"].page_count == 1


def test_luis_was_told_no_and_his_appeal_is_half_written(sample: Workspace) -> None:
    luis = the_case(sample, "Luis's knee")
    matter = matters(luis)[0]
    due = last_day(matter, sample.assess(luis))
    assert due is not None
    assert due.started_on == matter.first.notice_date
    packet = luis.packets[0]
    assert packet.status is LetterStatus.draft
    plan = gather_packet(sample, packet)
    assert [exhibit.title for exhibit in plan.exhibits] == [
        "Denial letter",
        "Second opinion report",
        "First opinion notes",
        "Bill",
        "Call log",
    ]
    assert plan.at_level(Level.must_fix) == ()
    assert plan.is_sample


def test_a_records_request_is_not_blamed_for_the_marks_of_the_appeal(sample: Workspace) -> None:
    luis = the_case(sample, "Luis's knee")
    assert plan_of(sample, luis.letters[0]).at_level(Level.must_fix) == ()


def test_told_on_another_day_the_stories_have_just_reached_it(workspace: Workspace) -> None:
    later = Workspace(workspace.case_file, today=lambda: date(2028, 3, 1))
    told = tell_stories(later)
    page = next_steps(later.load_case(told.maria), later.assess(later.load_case(told.maria)))
    assert page.card is not None
    assert page.card.why == "The last day is Mon, Mar 6, 2028, in 5 days."
    assert later.today() == date(2028, 3, 1)


def test_each_opening_is_a_copy_of_its_own(tmp_path: Path) -> None:
    seal = Seal(new_salt(), bytes(16))
    names = []
    for _ in range(2):
        opened = open_sample(lambda: SAMPLE_DAY, tmp_path, seal)
        names.append(opened.case_file.path.name)
        opened.close()
    assert names == ["Sample.caseorg", "Sample 2.caseorg"]


def test_in_spanish_the_two_people_wrote_in_spanish_and_offices_get_english(tmp_path: Path) -> None:
    with in_language("es"):
        told = open_sample(lambda: SAMPLE_DAY, tmp_path, Seal(new_salt(), bytes(16)))
        maria, luis = the_case(told, "La biopsia de pulmón de Maria"), the_case(told, "La rodilla de Luis")
        assert "etapa 1" in maria.diagnoses[0].told
        assert {note.title for note in luis.notes} == {"Lo que dijo el médico", "Cómo me siento"}
        assert {one.what for one in maria.priorities} == {"Vivir más", "Volver pronto a casa"}
        assert told.history.next_undo == "Escribir la apelación"
        appeal = gather_packet(told, luis.packets[0])
        assert "No one in your network could give this opinion." in letter_text(appeal)
        english = "\n".join(one.text for one in (*maria.letters, *luis.letters)) + letter_text(appeal)
        assert not [word for word in ("rodilla", "pulmón", "biopsia", "cirugía") if word in english.casefold()]
        told.store.case_file.close()


def test_a_made_packet_and_its_faxes_are_named_in_the_language_of_the_screen(sample: Workspace) -> None:
    luis = the_case(sample, "Luis's knee")
    packet = luis.packets[0].revised(title="Appeal packet", language="en")
    fax = packet.revised(title="Appeal packet, fax 1 of 2", manifest='{"fax": [1, 2], "of_packet": "a packet"}')
    assert [name_of_paper(each) for each in (packet, fax)] == ["Appeal packet", "Appeal packet, fax 1 of 2"]
    with in_language("es"):
        names = [name_of_paper(each) for each in (packet, fax)]
    assert names == ["Paquete de apelación", "Paquete de apelación, fax 1 de 2"]
