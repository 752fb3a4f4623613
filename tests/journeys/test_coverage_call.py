"""One call to the plan answers what is open, and the answers come back as facts with their source."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from caseorg.domain.plan import AnswerSource
from tests.journeys.person import Person

Start = Callable[..., Person]


def facts_known(person: Person) -> int:
    """How many facts the page says are known."""
    found = re.search(r"Facts: (\d+) known", person.reads())
    assert found
    return int(found[1])


def test_answers_heard_in_a_call_change_the_cards_and_say_who_gave_them(in_the_sample: Start) -> None:
    maria = in_the_sample("Maria's lung biopsy")
    maria.go_to("coverage")
    known = facts_known(maria)
    assert maria.sees("We can't tell yet if this doctor fits your plan's network.")
    case_id = maria.program.main.case_id
    before = maria.workspace.load_case(case_id)
    maria.command("Call my plan")
    assert maria.sees("1. “Is Dr. Grace Okafor at Lakeside Cancer Center in my network?”")
    # Nothing heard at all is no call.
    maria.press("Save these answers")
    assert maria.sees("Enter who you talked to, or what they said.")
    assert maria.title.startswith("Error:")
    maria.type("call.spoke_with", "Omar")
    maria.type("call.reference_number", "91-7730")
    maria.press_named("call.visit.in_network.no")
    maria.press_named("call.visit.prior_approval_needed.yes")
    maria.type("call.visit.prior_approval_needed.note", "fax form by Nov 27")
    maria.press_named("call.visit.referral_have.could_not_say")
    maria.press("I need to do something now")
    maria.type("call.what", "Fax the form")
    maria.type("call.by", "11/27/2026")
    maria.press("Save these answers")
    # Back on Coverage, with what changed.
    assert maria.program.main.page_name() == "coverage"
    assert maria.sees("2 answers saved."), maria.window.messages.text()
    assert maria.sees("Omar said so,")  # on the day the computer has
    assert maria.sees("reference number 91-7730")
    assert not maria.sees("We can't tell yet if this doctor fits your plan's network.")
    assert facts_known(maria) == known + 2
    # One line in the log, one date, and each fact with its source.
    after = maria.workspace.load_case(case_id)
    call = next(each for each in after.calls if each not in before.calls)
    assert (call.spoke_with, call.reference_number) == ("Omar", "91-7730")
    answers = {each.fact: each for each in after.answers if each not in before.answers}
    assert {fact: each.value for fact, each in answers.items()} == {
        "visit.in_network": "no",
        "visit.prior_approval_needed": "yes",
    }
    assert all(each.said_by is AnswerSource.plan_by_phone and each.call_id == call.id for each in answers.values())
    to_do = next(each for each in after.follow_ups if each not in before.follow_ups)
    assert (to_do.what, to_do.day, to_do.call_id) == ("Fax the form", date(2026, 11, 27), call.id)
    maria.go_to("deadlines")
    assert maria.sees("Fax the form")
    # All of it is one step.
    maria.command(f"Undo {maria.workspace.history.next_undo[0].lower()}{maria.workspace.history.next_undo[1:]}")
    assert maria.workspace.load_case(case_id) == before
