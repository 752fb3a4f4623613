"""The plan said no: from the letter to a packet that could be posted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from caseorg.documents.prepare import page_texts
from caseorg.domain.letter import LetterStatus
from caseorg.services.sample_story import paper_pdf
from tests.journeys.person import Person

Start = Callable[..., Person]
NO = """# Blue River Health
We looked at your request for a visit with Dr. Grace Okafor. We can't approve it.
Our reason: the doctor is not in your network.
---
# Your rights
You can ask us to look again.
"""


def test_a_denial_becomes_an_appeal_with_its_papers_in_one_pdf(in_the_sample: Start, tmp_path: Path) -> None:
    letter = tmp_path / "blue river.pdf"
    letter.write_bytes(paper_pdf(NO, {}))
    maria = in_the_sample("Maria's lung biopsy")
    # The letter goes in first.
    maria.go_to("documents")
    maria.answers_file_dialog(letter)
    maria.press("Add files")
    maria.type("document.name", "Denial letter")
    maria.choose("document.kind", "Denial letter")
    maria.press_named("document.save")
    # Then what it says.
    maria.go_to("denials_and_appeals")
    maria.press("Add a denial")
    maria.type("denial.what", "Visit with Dr. Okafor")
    maria.type("denial.notice_date", "11/20/2026")
    maria.type("denial.reason_text", "The doctor is not in your network.")
    maria.type("denial.send_to", "Blue River Health\nAppeals\nPO Box 4150\nColumbus, OH 43216")
    maria.press_named("denial.save")
    assert maria.sees("Last day to appeal"), maria.reads()
    assert maria.sees("Sun, Jan 24, 2027 (in 63 days)")  # 65 days, and no weekend moves a last day later
    # The letter against it, in her own words.
    maria.press("Write the letter")
    maria.type("appeal.why_wrong", "Two clinics in the network have no opening before the surgery.")
    maria.type("appeal.what_we_ask", "Please approve the visit at the price of the network.")
    assert maria.sees("To fix first: No claim or reference number")
    maria.press("Make it anyway")
    assert maria.sees("It is not sent yet."), maria.reads()
    # And the packet.
    maria.go_to("denials_and_appeals")
    maria.press("Build the packet")
    pdf = tmp_path / "appeal.pdf"
    maria.answers_file_dialog(pdf)
    maria.press(next(words for words in ("Save as PDF", "Save anyway") if maria.sees(words)))
    assert maria.sees("Saved. It is not sent yet."), maria.reads()
    pages = [" ".join(page.split()) for page in page_texts(pdf.read_bytes())]
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    assert "You wrote: “The doctor is not in your network.” (Exhibit A, page 4)" in pages[0]
    assert "1. Two clinics in the network have no opening before the surgery." in pages[0]
    assert "Please approve the visit at the price of the network." in pages[0]
    assert pages[1].startswith("List of exhibits A Denial letter 3 B Pathology report")
    assert "We can't approve it." in pages[3]
    assert "Exhibit A, page 1 of 2" in pages[3]
    assert "You can ask us to look again." in pages[4]
    assert "Dayton Lung Clinic No opening soon" in pages[-1]
    packet = maria.workspace.load_case(maria.program.main.case_id).packets[0]
    assert packet.status is LetterStatus.made
    assert maria.workspace.bytes_of(packet.pdf_sha256) == pdf.read_bytes()
