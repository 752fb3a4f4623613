"""A letter that says no comes by mail and is scanned: its words are read, and the denial is taken from its own page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QLineEdit

from caseorg.documents.prepare import page_texts
from caseorg.domain.document import DocumentKind
from tests.access import contract, keyboard
from tests.documents.scanned import DENIAL, a_letter, a_scan
from tests.journeys.person import Person
from tests.journeys.tour import settle
from tests.ui.checks import cut_off, unnamed_controls
from tests.ui.conftest import PLAIN

Start = Callable[..., Person]
_LONGEST_READ_MS = 60_000

LATE = DENIAL.replace("January 19, 2027", "March 31, 2027")
"""A letter whose own last day is later than the law's 65 days."""


def text_in(person: Person, name: str) -> str:
    field = person._named(name)
    assert isinstance(field, QLineEdit)
    return field.text()


def with_scan(maria: Person, folder: Path, text: str = DENIAL) -> None:
    """Add a scan of a letter, and wait as a person does until its words are read."""
    letter = folder / "scan0001.pdf"
    letter.write_bytes(a_scan(a_letter(text)))
    maria.go_to("documents")
    maria.answers_file_dialog(letter)
    maria.press("Add files")
    assert maria.sees("This is a scan. The words on 1 page are not read yet.")
    maria.press("Read the words now")
    maria.qtbot.waitUntil(lambda: maria.sees("We read the words off this scan."), timeout=_LONGEST_READ_MS)


def test_a_scanned_denial_becomes_an_appeal_that_names_what_the_letter_left_out(
    in_the_sample: Start, tmp_path: Path
) -> None:
    maria = in_the_sample("Maria's lung biopsy")
    with_scan(maria, tmp_path)
    # What it looks like is said, and nothing is taken over by itself.
    assert maria.sees("Looks like a denial letter from Blue River Health, dated Nov 20, 2026. Use this?")
    maria.press_named("documents.use")
    # Its words are found, and marked where they stand.
    maria.go_to("search")
    maria.type("search.text", "appeals department")
    maria.qtbot.wait(300)
    maria.program.main.front().list.open_selected()
    assert maria.sees("“appeals department” is marked on these pages:")
    preview = maria.program.main.front().preview
    assert [round(left, 1) for left, _top, _right, _bottom in preview.marks()] != []
    # The letter goes on the desk.
    maria.press("Add a denial from this letter")
    assert text_in(maria, "denial.notice_date") == ""
    assert maria.sees("Page 1 seems to say: Fri, Nov 20, 2026")
    assert maria.sees("Page 1 seems to say: BR-2026-00417")
    assert maria.sees("The letter seems to be from: Blue River Health")
    for field in ("what", "notice_date", "stated_last_day", "reason_text", "claim_number", "send_to"):
        maria.press_named(f"denial_desk.{field}.use")
    maria.press_named("denial_desk.denied_cents.leave")
    assert text_in(maria, "denial.notice_date") == "11/20/2026"
    assert text_in(maria, "denial.denied_cents") == ""
    maria.press_named("denial.save")
    # By when, and how the printed day and the rule differ.
    assert maria.sees("Last day to appeal"), maria.reads()
    assert maria.sees(
        "Your letter says Tue, Jan 19, 2027, so we use that. The general rule would give Sun, Jan 24, 2027."
    )
    snapshot = maria.workspace.load_case(maria.program.main.case_id)
    (letter,) = [one for one in snapshot.documents if one.original_name == "scan0001.pdf"]
    (denial,) = [one for one in snapshot.denials if one.document_id == letter.id]
    assert denial.source_document_id == letter.id
    assert (denial.claim_number, denial.denied_cents) == ("BR-2026-00417", None)
    assert (letter.kind, letter.document_date) == (DocumentKind.denial_letter, date(2026, 11, 20))
    # What the letter had to say, with the places in it.
    assert maria.sees("It may be here, on page 1: “If waiting could seriously harm your health, you can ask for a fast")
    assert maria.sees("We did not find this in the letter. Look yourself")
    maria.press_named("denials.notice.next_steps")
    maria.press("Go on to the appeal")
    maria.press("Write the letter")
    maria.type("appeal.why_wrong", "Two clinics in the network have no opening before the surgery.")
    maria.type("appeal.what_we_ask", "Please approve the visit.")
    maria.press(next(words for words in ("Make the letter", "Make it anyway") if maria.sees(words)))
    maria.go_to("denials_and_appeals")
    maria.press("Build the packet")
    pdf = tmp_path / "appeal.pdf"
    maria.answers_file_dialog(pdf)
    maria.press(next(words for words in ("Save as PDF", "Save anyway") if maria.sees(words)))
    assert maria.sees("Saved. It is not sent yet."), maria.reads()
    appeal = " ".join(page_texts(pdf.read_bytes())[0].split())
    assert "BR-2026-00417" in appeal
    assert "The further steps of an appeal" in " ".join(" ".join(page_texts(pdf.read_bytes())).split())


def fits_everyone(maria: Person) -> None:
    """Hold that nothing is cut off, every control has a name, and Tab goes in reading order, with large text, too."""
    window = maria.program.main
    look = maria.program.appearance
    for percent, size in ((200, (1024, 768)), (100, (1280, 800))):
        look.show(PLAIN.but(text_size=percent), remember=False)
        window.resize(*size)
        settle()
        maria.qtbot.waitUntil(lambda: cut_off(window) == [])
        assert unnamed_controls(window) == []
        assert contract.faults(window) + contract.same_names(window.front()) == []
    assert keyboard.tab_faults(window, window.front()) == []


def test_saving_from_the_desk_is_one_step_and_the_earlier_day_is_kept(in_the_sample: Start, tmp_path: Path) -> None:
    """The same letter with its text, and a printed day that is later than the law's."""
    maria = in_the_sample("Maria's lung biopsy")
    before = maria.workspace.load_case(maria.program.main.case_id).denials
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(a_letter(LATE))
    maria.go_to("documents")
    maria.answers_file_dialog(letter)
    maria.press("Add files")
    maria.press_named("documents.use")
    maria.go_to("denials_and_appeals")
    maria.press("Add a denial from “Denial letter”")
    fits_everyone(maria)
    for field in ("what", "notice_date", "stated_last_day"):
        maria.press_named(f"denial_desk.{field}.use")
    maria.press_named("denial.save")
    assert maria.sees("Sun, Jan 24, 2027")
    fits_everyone(maria)
    assert maria.sees(
        "Your letter says Wed, Mar 31, 2027. The general rule gives Sun, Jan 24, 2027. Keep to the earlier day."
    )
    maria.program.main.do("undo")
    assert maria.workspace.load_case(maria.program.main.case_id).denials == before
    assert maria.sees("What was denied?")


def test_a_paper_that_says_nothing_of_a_denial_promises_no_suggestions(in_the_sample: Start) -> None:
    maria = in_the_sample("Maria's lung biopsy")
    main = maria.program.main
    card = next(each for each in maria.workspace.load_case(main.case_id).documents if each.name == "IMG_2231")
    main.go_to("denial_desk", card.id)
    assert maria.sees("The letter seems to be from: Blue River Health")
    assert maria.sees("We found nothing else in this letter by ourselves. Type what you see on it.")
