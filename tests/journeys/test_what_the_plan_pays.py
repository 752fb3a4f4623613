"""Which rules apply, one call that answers what is open, and asking the plan for a yes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from caseorg.documents.prepare import page_texts
from caseorg.domain.letter import LetterKind, LetterStatus
from caseorg.domain.plan import AnswerSource
from caseorg.services.answers import Said, set_answer
from tests.journeys.counted import Counted

Moment = Callable[..., Counted]
MARIA = "Maria's lung biopsy"


def test_6_cards_say_what_is_known_what_to_do_first_and_why(moment: Moment) -> None:
    maria = moment(MARIA)
    maria.turn_to("Coverage")
    assert maria.presses == ["Coverage"]  # 1
    assert maria.sees("Yes, if you follow your plan's rules on doctors, referrals and approval first.")
    assert maria.sees("We can't tell yet if this doctor fits your plan's network.")
    assert maria.sees("We still need to know: Is this doctor in your plan's network?")
    assert maria.sees("Yes, if you get a referral from Dr. Evelyn Lee first.")
    assert maria.sees("Why: You were told that your plan wants a referral.")
    assert maria.sees(
        "Source: Medicare Interactive, Medicare and second opinions. Taken from a guide to the rule, Nov 2026."
    )
    assert maria.sees("General information, not a promise of payment. Your plan decides.")


def test_7_one_call_asks_all_that_is_open(moment: Moment, tmp_path: Path) -> None:
    maria = moment(MARIA)
    maria.turn_to("Coverage")
    maria.press("Call my plan (4 questions)")
    assert maria.presses == ["Coverage", "Call my plan (4 questions)"]  # 2
    maria.press("Print script")
    maria.answers_file_dialog(tmp_path / "script.pdf")
    maria.press("Save as PDF")
    script = " ".join(page_texts((tmp_path / "script.pdf").read_bytes())[0].split())
    assert "Is Dr. Grace Okafor at Lakeside Cancer Center in my network?" in script
    maria.press("Back to the call")
    maria.type("call.spoke_with", "Omar")
    maria.type("call.reference_number", "91-7730")
    maria.press_named("call.visit.in_network.yes")
    maria.press("Save these answers")
    assert maria.program.main.page_name() == "coverage"
    assert maria.sees("1 answer saved.")
    assert maria.sees("Omar said so,")
    assert maria.sees("reference number 91-7730")


def test_8_a_card_leads_to_the_letter_that_asks_for_a_yes(moment: Moment) -> None:
    maria = moment(MARIA)
    by_phone = Said(AnswerSource.plan_by_phone, "Tina")
    for fact, value in (("visit.prior_approval_needed", "yes"), ("visit.prior_approval_have", "no")):
        set_answer(maria.workspace, maria.case().case.id, fact, value, by_phone)
    maria.turn_to("Coverage")
    assert maria.sees("Yes, if you get a yes from your plan first (prior authorization).")
    maria.press("Make the prior approval request")
    maria.type("letter.own_words", "Surgery is offered on December 15, and I want to decide well.")
    maria.press("Make the letter")
    assert maria.presses == ["Coverage", "Make the prior approval request", "Make the letter"]  # 3
    letter = maria.case().letters[-1]
    assert (letter.kind, letter.status) == (LetterKind.prior_approval, LetterStatus.made)
    pages = page_texts(maria.workspace.bytes_of(letter.pdf_sha256))
    assert "Surgery is offered on December 15, and I want to decide well." in " ".join(pages[0].split())
