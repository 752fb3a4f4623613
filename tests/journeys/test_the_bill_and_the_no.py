"""The bill against the plan's statement, the denial, the appeal, and what comes after a second no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from caseorg.documents.prepare import page_texts
from caseorg.domain.denial import AppealDecision
from caseorg.domain.letter import LetterKind, LetterStatus
from caseorg.services.denials import Decided, record_decision
from tests.journeys.counted import Counted

Moment = Callable[..., Counted]
LUIS = "Luis's knee"


def test_14_the_bill_is_matched_with_the_plans_statement(moment: Moment) -> None:
    luis = moment(LUIS)
    luis.turn_to("Costs and calls")
    luis.press("Edit")
    assert luis.presses == ["Costs and calls", "Edit"]  # 2
    luis.type("cost.allowed_cents", "900")
    luis.type("cost.paid_cents", "720")
    luis.type("cost.patient_responsibility_cents", "180")
    luis.press("Save")
    assert luis.sees("billed $1,180, plan paid $720, you paid $25, still open $155")
    assert luis.sees("You owe, says the plan")
    # A statement that does not fit the bill: the page says which number differs.
    luis.press("Edit")
    luis.type("cost.allowed_cents", "1200")
    luis.press("Save")
    assert luis.sees("Numbers differ")


def test_15_a_denial_gets_its_last_day_and_a_plan(moment: Moment) -> None:
    luis = moment(LUIS)
    luis.turn_to("Denials and appeals")
    luis.press("Add a denial")
    luis.type("denial.what", "MRI of the knee")
    luis.type("denial.notice_date", "11/20/2026")
    luis.type("denial.reason_text", "Not needed.")
    luis.press_named("denial.waiting_is_dangerous.no")
    luis.press("Save")
    assert luis.presses == ["Denials and appeals", "Add a denial", "Save"]  # 2 and the form
    assert len(luis.inputs) <= 7  # 6 questions, and if waiting is dangerous
    assert luis.sees("Last day to appeal")
    assert luis.sees("Wed, May 19, 2027")  # 180 days
    assert luis.sees("Denial letter: not yet")  # the one in the case is of another no
    assert luis.sees("1. Ask your plan to change its decision (internal appeal)")


def test_16_the_appeal_goes_out_with_its_papers_and_the_day_is_kept(moment: Moment, tmp_path: Path) -> None:
    luis = moment(LUIS)
    luis.turn_to("Letters and packets")
    luis.press("Build a packet")
    luis.press("Appeal packet: go on with your draft")
    luis.answers_file_dialog(tmp_path / "appeal.pdf")
    luis.press("Save as PDF")
    assert len(luis.presses) == 4
    pages = [" ".join(page.split()) for page in page_texts((tmp_path / "appeal.pdf").read_bytes())]
    assert "You wrote: “Out of network, no authorization on file.” (Exhibit A, page 4)" in pages[0]
    assert "Exhibit A, page 1 of" in pages[3]
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    packet = luis.case().packets[0]
    assert packet.status is LetterStatus.made
    luis.press("I sent it")
    luis.press("I sent it")
    assert luis.case().packets[0].status is LetterStatus.sent
    assert luis.case().sendings[-1].sent_on == date(2026, 11, 22)


def test_17_after_the_plans_last_no_the_outside_review_is_asked_for(moment: Moment) -> None:
    luis = moment(LUIS, date(2026, 12, 20))
    appeal = luis.case().appeals[0]
    filed = appeal.revised(filed_on=date(2026, 11, 23))
    luis.workspace.save(filed, "Send the appeal")
    no = Decided(AppealDecision.no, decided_on=date(2026, 12, 18), reason_text="The doctor is out of network.")
    record_decision(luis.workspace, filed, no)
    luis.turn_to("Denials and appeals")
    luis.press("Write the letter")
    assert luis.presses == ["Denials and appeals", "Write the letter"]  # 2
    luis.type("appeal.why_wrong", "No one in the network could give this opinion.")
    luis.press("Make the letter")
    assert luis.case().letters[-1].kind is LetterKind.external_review
