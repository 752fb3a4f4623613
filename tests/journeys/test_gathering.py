"""Asking the offices, calling the one that is late, and filing what came."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from caseorg.domain.letter import LetterKind
from caseorg.domain.requests import ItemStatus, RecordKind, RequestedItem
from caseorg.services.sample_story import paper_pdf
from tests.journeys.counted import Counted

Moment = Callable[..., Counted]
MARIA = "Maria's lung biopsy"
NOTES = "# Visit notes\nDr. Patel saw the patient on November 3.\n"


def the_item(person: Counted, kind: RecordKind) -> RequestedItem:
    """Return the thing of this kind that is on the list."""
    return next(each for each in person.case().items if each.kind is kind)


def test_3_the_right_desk_is_asked_for_the_right_thing(moment: Moment) -> None:
    maria = moment(MARIA)
    maria.turn_to("Records")
    maria.press("Ask for records")
    maria.choose("ask.office", "Riverside General Hospital")
    maria.press("Biopsy slides")
    maria.press("Make the letter")
    assert maria.presses == ["Records", "Ask for records", "Make the letter"]  # 3 a letter
    assert maria.sees("Your letter is ready. It is not sent yet.")
    letter = maria.case().letters[-1]
    assert (letter.kind, letter.to_name) == (LetterKind.slide_loan, "Pathology Department, Riverside General Hospital")
    maria.turn_to("Records")
    assert maria.sees("Biopsy slides, Riverside General Hospital, Letter made, not sent")
    # Made is not sent. Once it is, the day to ask again is kept.
    maria.begin()
    maria.choose_row("records.list", "Biopsy slides")
    maria.press("I sent it")
    maria.press("Save")
    assert maria.sees("Marked as sent. We'll watch for the answer.")
    assert the_item(maria, RecordKind.biopsy_slides).status is ItemStatus.asked


def test_4_an_office_that_is_late_is_called_and_the_call_is_kept(moment: Moment) -> None:
    maria = moment(MARIA, date(2026, 12, 9))
    maria.press("I already did this")  # the form for the plan comes before it: its day can cost a right
    maria.press("Save")
    assert maria.sees("Call Dr. Patel's office. Their answer is late.")
    maria.begin()
    maria.press("Log a call")
    maria.type("log_call.spoke_with", "Ana")
    maria.type("log_call.said", "They will fax the notes tomorrow.")
    maria.press("I need to do something now")
    maria.type("log_call.what", "Look if the notes came")
    maria.type("log_call.by", "12/11/2026")
    maria.press("Save")
    assert maria.presses == ["Log a call", "Save"]  # 2
    call = maria.case().calls[-1]
    assert (call.spoke_with, call.said) == ("Ana", "They will fax the notes tomorrow.")
    maria.turn_to("Deadlines")
    assert maria.sees("Look if the notes came, Fri, Dec 11")


def test_5_a_paper_that_came_answers_its_request(moment: Moment, tmp_path: Path) -> None:
    paper = tmp_path / "notes.pdf"
    paper.write_bytes(paper_pdf(NOTES, {}))
    maria = moment(MARIA)
    maria.turn_to("Documents")
    maria.drops(paper)
    maria.type("document.name", "Visit notes")
    maria.choose("document.kind", "Visit notes")
    maria.choose("document.answers_item_id", "Visit notes, from Dr. Patel's office")
    maria.press("Save")
    assert maria.presses == ["Documents", "Save"]  # 2
    assert the_item(maria, RecordKind.visit_notes).status is ItemStatus.got_it
    maria.turn_to("Records")
    assert maria.sees("Visit notes, Dr. Patel's office, Got it")
    assert maria.sees("3 of 6 in hand.")
