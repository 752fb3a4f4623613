"""Choosing who to see, what goes there, what is asked, the report, and the two opinions side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from caseorg.documents.prepare import page_texts
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole
from tests.journeys.counted import Counted

Moment = Callable[..., Counted]
MARIA, LUIS = "Maria's lung biopsy", "Luis's knee"


def text_of(path: Path) -> list[str]:
    """Return the words of each page of a PDF."""
    return [" ".join(page.split()) for page in page_texts(path.read_bytes())]


def test_9_candidates_are_compared_and_one_is_chosen(moment: Moment) -> None:
    maria = moment(MARIA)
    case_id = maria.case().case.id
    with maria.workspace.step("Add two doctors") as step:
        for name, quoted, day in (("Dr. Lena Ho", 42000, date(2026, 12, 10)), ("Dr. Sam Cruz", 30000, None)):
            doctor = Contact(kind=ContactKind.person, name=name)
            step.save(doctor)
            role = ContactRole.possible_consultant
            step.save(
                CaseContact(
                    case_id=case_id, contact_id=doctor.id, role=role, quoted_cents=quoted, earliest_visit=day,
                    they_need="Slides", written_report=True,
                )
            )  # fmt: skip
    maria.turn_to("People and places")
    maria.press("Compare")
    assert maria.presses == ["People and places", "Compare"]  # 2
    assert maria.sees("Earliest visit")
    assert maria.sees("Thu, Dec 10, 2026")
    assert maria.sees("$420")
    assert maria.sees("You choose. The program does not rank doctors.")
    maria.press("Choose Dr. Lena Ho")
    assert maria.sees("Dr. Lena Ho is chosen for the second opinion.")
    maria.choose_row("people_and_places.list", "Dr. Lena Ho")
    maria.press("Add a visit")
    maria.type("visit.day", "12/10/2026")
    maria.press("Save")
    chosen = maria.case().contact_in_role(ContactRole.consultant)
    assert chosen is not None
    assert chosen.name == "Dr. Lena Ho"
    assert any(each.contact_id == chosen.id and each.day == date(2026, 12, 10) for each in maria.case().visits)


def test_10_all_that_the_second_doctor_asked_for_goes_into_one_pdf(moment: Moment, tmp_path: Path) -> None:
    maria = moment(MARIA)
    maria.turn_to("Letters and packets")
    maria.press("Build a packet")
    maria.press("Packet for the second doctor")
    maria.answers_file_dialog(tmp_path / "packet.pdf")
    maria.press("Save as PDF")
    assert maria.presses == [
        "Letters and packets",
        "Build a packet",
        "Packet for the second doctor",
        "Save as PDF",
    ]  # 4
    assert maria.sees("Saved. It is not sent yet.")
    pages = text_of(tmp_path / "packet.pdf")
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert any("List of exhibits A Pathology report" in page for page in pages)


def test_11_the_questions_are_on_paper(moment: Moment, tmp_path: Path) -> None:
    maria = moment(MARIA)
    maria.turn_to("Questions")
    maria.press("Print the sheet")
    assert maria.presses == ["Questions", "Print the sheet"]  # 2
    assert maria.sees("Your question sheet is ready. Save it or print it.")
    maria.answers_file_dialog(tmp_path / "questions.pdf")
    maria.press("Save as PDF")
    sheet = text_of(tmp_path / "questions.pdf")[0]
    assert sheet.index("How long is it safe to wait before I decide?") < sheet.index("Do you agree with the diagnosis?")
    # In large print, if she wants it.
    maria.answers_file_dialog(tmp_path / "large.pdf")
    maria.press("Large print copy for me")
    assert len(text_of(tmp_path / "large.pdf")) >= 2


def test_12_the_second_doctor_is_asked_for_a_written_report(moment: Moment) -> None:
    maria = moment(MARIA, date(2026, 12, 19))
    maria.turn_to("Records")
    assert maria.sees("Visit: Dr. Grace Okafor, Fri, Dec 18, 2026.")
    maria.press("Ask for a written report")
    maria.press("Make the letter")
    assert maria.presses == ["Records", "Ask for a written report", "Make the letter"]  # 3
    letter = maria.case().letters[-1]
    assert letter.kind is LetterKind.written_report
    assert letter.to_name.startswith("Dr. Grace Okafor")
    maria.turn_to("Records")
    assert not maria.sees("Ask for a written report")  # it is asked for now


def test_13_the_opinions_stand_side_by_side(moment: Moment) -> None:
    luis = moment(LUIS)
    luis.turn_to("Opinions")
    assert luis.presses == ["Opinions"]  # 1
    assert luis.sees("Recommends, First opinion: Replace the whole knee, Second opinion: Brace and therapy")
    assert luis.sees("Different")
