"""The coverage page and the call that settles it, lived on a real case file with the real rules."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import pytest

from caseorg.base.language import in_language
from caseorg.domain.costs import Call
from caseorg.domain.denial import Denial
from caseorg.domain.errors import InvalidEntries
from caseorg.domain.people import CaseContact, Contact, ContactRole
from caseorg.domain.plan import AnswerSource, PlanKind, PlanNetwork
from caseorg.domain.record import SourceKind
from caseorg.rules.assess import Assessment
from caseorg.services.answers import Said, forget_answer, save_call_answers, saved_message, set_answer
from caseorg.services.calls import ToDo
from caseorg.services.coverage import FactLine, call_lines, choose_plan, counts, fact_lines, to_ask
from caseorg.services.workspace import Workspace
from tests.builders import a_case


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    """Maria has a Medicare Advantage HMO and has chosen Dr. Okafor."""
    case = a_case(workspace)
    place = Contact(name="Lakeside Cancer Center")
    doctor = Contact(name="Dr. Grace Okafor", part_of_id=place.id)
    with workspace.step("Choose a doctor") as step:
        for contact in (place, doctor):
            step.save(contact)
            role = ContactRole.consultant if contact is doctor else ContactRole.other
            step.save(CaseContact(case_id=case.id, contact_id=contact.id, role=role))
    choose_plan(workspace, case.id, PlanKind.medicare_advantage, PlanNetwork.hmo)
    return case.id


def assessed(workspace: Workspace, case_id: UUID) -> Assessment:
    return workspace.assess(workspace.load_case(case_id))


def lines(workspace: Workspace, case_id: UUID) -> dict[str, FactLine]:
    return {line.name: line for line in fact_lines(assessed(workspace, case_id), workspace.library)}


def test_not_sure_starts_the_page_and_erases_nothing(workspace: Workspace) -> None:
    case = a_case(workspace)
    choose_plan(workspace, case.id, None)
    snapshot = workspace.load_case(case.id)
    assert (snapshot.plans[0].kind, snapshot.coverages[0].plan_id) == (None, snapshot.plans[0].id)
    assert to_ask(workspace.assess(snapshot))[0] == "plan.kind"
    choose_plan(workspace, case.id, PlanKind.employer, PlanNetwork.ppo)
    choose_plan(workspace, case.id, None)
    assert workspace.load_case(case.id).plans[0].network is PlanNetwork.ppo
    assert len(workspace.load_case(case.id).coverages) == 1


def test_what_is_known_says_who_said_so_and_what_is_not_is_a_question(workspace: Workspace, case_id: UUID) -> None:
    found = lines(workspace, case_id)
    known, asked = counts(tuple(found.values()))
    assert known >= 2
    assert asked >= 3
    assert (found["plan.kind"].answer, found["plan.kind"].source_words) == ("Medicare Advantage", "You wrote it down")
    assert found["visit.which_opinion"].source_words == "From what is in your case"  # no second one is there yet
    unknown = found["visit.in_network"]
    assert not unknown.is_known
    assert unknown.question == "Is this doctor in your plan's network?"
    assert unknown.can_ask_plan
    assert unknown.choices == (("yes", "Yes"), ("no", "No"))
    with in_language("es"):
        assert lines(workspace, case_id)["visit.in_network"].choices[0] == ("yes", "Sí")


def test_one_call_settles_what_was_open_in_one_step(workspace: Workspace, case_id: UUID) -> None:
    questions = {line.fact: line.spoken for line in call_lines(workspace, workspace.load_case(case_id))}
    assert questions["visit.in_network"] == "Is Dr. Grace Okafor at Lakeside Cancer Center in my network?"
    call = Call(
        case_id=case_id,
        with_whom="Blue River Health",
        spoke_with="Tina",
        reference_number="88421",
        at=datetime(2026, 11, 23, 10, 5).astimezone(),
    )
    saved = save_call_answers(
        workspace,
        call,
        {"visit.in_network": "yes", "visit.prior_approval_needed": "yes", "visit.referral_needed": "no"},
        ToDo("Fax the form", date(2026, 11, 27)),
        notes={"visit.prior_approval_needed": "fax form by Nov 27"},
    )
    snapshot = workspace.load_case(case_id)
    assert saved.message.startswith("3 answers saved. ")
    assert "cards changed." in saved.message
    assert "network" in {new.topic for _old, new in saved.comparison.verdicts if new}
    assert snapshot.follow_ups[0].call_id == call.id
    answers = {answer.fact: answer for answer in snapshot.answers}
    approval = answers["visit.prior_approval_needed"]
    assert (approval.said_by, approval.said_by_name, approval.note) == (
        AnswerSource.plan_by_phone,
        "Tina",
        "fax form by Nov 27",
    )
    assert (approval.call_id, approval.source_kind) == (call.id, SourceKind.call)
    found = lines(workspace, case_id)["visit.in_network"]
    assert (found.answer, found.source_words, found.reference_number) == ("Yes", "Tina said so, Mon, Nov 23", "88421")
    link = next(each for each in snapshot.case_contacts if each.role is ContactRole.consultant)
    assert (link.in_network, link.network_said_by) == (True, "Tina")
    assert workspace.history.next_undo == "Save call answers"
    workspace.undo()
    assert workspace.load_case(case_id).answers == ()
    assert workspace.load_case(case_id).calls == ()


def test_an_answer_that_can_be_none_is_refused_and_nothing_is_kept(workspace: Workspace, case_id: UUID) -> None:
    call = Call(case_id=case_id)
    with pytest.raises(InvalidEntries) as caught:
        save_call_answers(workspace, call, {"visit.in_network": "yes", "visit.referral_needed": "perhaps"})
    assert [problem.field for problem in caught.value.problems] == ["visit.referral_needed"]
    assert workspace.load_case(case_id).calls == ()


def test_what_the_plan_said_stands_before_what_the_person_remembers(workspace: Workspace, case_id: UUID) -> None:
    set_answer(workspace, case_id, "visit.referral_needed", "no", Said(AnswerSource.memory))
    phone = Said(AnswerSource.plan_by_phone, "Tina", on=date(2026, 11, 20))
    set_answer(workspace, case_id, "visit.referral_needed", "yes", phone)
    assert lines(workspace, case_id)["visit.referral_needed"].value == "yes"
    set_answer(workspace, case_id, "visit.referral_needed", "no", phone)  # the same call, heard wrong at first
    snapshot = workspace.load_case(case_id)
    assert len(snapshot.answers) == 2
    assert lines(workspace, case_id)["visit.referral_needed"].value == "no"
    said = next(each for each in snapshot.answers if each.said_by is AnswerSource.plan_by_phone)
    forget_answer(workspace, said)
    assert lines(workspace, case_id)["visit.referral_needed"].source_words == "From memory"


def test_a_fact_that_is_a_field_of_a_record_is_written_there_too(workspace: Workspace, case_id: UUID) -> None:
    card = Said(AnswerSource.plan_card)
    set_answer(workspace, case_id, "plan.network", "ppo", card)
    set_answer(workspace, case_id, "coverage.copay_cents", "4000", card)
    set_answer(workspace, case_id, "patient.state", "oh", Said())
    snapshot = workspace.load_case(case_id)
    assert snapshot.plans[0].network is PlanNetwork.ppo
    assert snapshot.coverages[0].copay_cents == 4000
    assert snapshot.patient is not None
    assert snapshot.patient.state == "OH"
    assert {answer.fact for answer in snapshot.answers} == {"plan.network", "coverage.copay_cents"}
    assert lines(workspace, case_id)["coverage.copay_cents"].answer == "$40"
    assert lines(workspace, case_id)["coverage.copay_cents"].source_words == "From your plan card"


def test_a_case_without_a_plan_gets_one_when_the_card_is_read(workspace: Workspace) -> None:
    case = a_case(workspace)
    set_answer(workspace, case.id, "coverage.deductible_cents", "50000", Said(AnswerSource.plan_card))
    snapshot = workspace.load_case(case.id)
    assert snapshot.coverages[0].plan_id == snapshot.plans[0].id
    set_answer(workspace, case.id, "visit.day", "2026-12-18", Said())
    assert workspace.load_case(case.id).visits[0].day == date(2026, 12, 18)
    workspace.undo()
    assert workspace.load_case(case.id).visits == ()


def test_a_yes_about_the_one_denial_is_written_into_it(workspace: Workspace, case_id: UUID) -> None:
    workspace.save(Denial(case_id=case_id, what="Visit"), "Add denial")
    set_answer(workspace, case_id, "denial.waiting_is_dangerous", "yes", Said(AnswerSource.office))
    assert workspace.load_case(case_id).denials[0].waiting_is_dangerous is True
    set_answer(workspace, case_id, "denial.received_evidence", "yes", Said(AnswerSource.office))
    assert workspace.load_case(case_id).denials[0].received_evidence == ""


def test_the_message_counts_in_words() -> None:
    assert saved_message(1, 0) == "1 answer saved."
    assert saved_message(3, 2) == "3 answers saved. 2 cards changed."
