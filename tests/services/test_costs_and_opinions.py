"""Costs and opinions, lived on a real case file."""

from __future__ import annotations

from datetime import date

from caseorg.domain.costs import Cost
from caseorg.domain.opinion import ALWAYS_THERE, Opinion, OpinionOrder, Sameness
from caseorg.domain.people import CaseContact, Contact
from caseorg.services.costs import CostState, cost_lines, differences, join, same_care, totals
from caseorg.services.opinions import columns, rows
from caseorg.services.workspace import Workspace
from tests.builders import a_case


def test_the_head_adds_up_what_is_billed_paid_and_open(workspace: Workspace) -> None:
    case = a_case(workspace)
    with workspace.step("Add costs") as step:
        step.save(Cost(case_id=case.id, what="Visit", date_of_service=date(2026, 12, 18), billed_cents=118000))
        step.save(
            Cost(
                case_id=case.id,
                what="Disc",
                date_of_service=date(2026, 11, 22),
                billed_cents=2500,
                paid_by_patient_cents=2500,
            )
        )
    snapshot = workspace.load_case(case.id)
    assert totals(snapshot.costs).words() == "Costs: billed $1,205, plan paid $0, you paid $25, still open $1,180"
    assert [(line.cost.what, line.state) for line in cost_lines(snapshot)] == [
        ("Visit", CostState.not_matched),
        ("Disc", CostState.paid),
    ]


def test_the_card_says_which_number_differs(workspace: Workspace) -> None:
    case = a_case(workspace)
    cost = Cost(
        case_id=case.id,
        billed_cents=100000,
        allowed_cents=60000,
        paid_cents=48000,
        patient_responsibility_cents=15000,
        paid_by_patient_cents=20000,
    )
    assert differences(cost) == (
        "The plan counts $600, but what it paid and what you owe make $630.",
        "You paid $200, but the plan says you owe $150.",
    )
    workspace.save(cost, "Add a cost")
    assert cost_lines(workspace.load_case(case.id))[0].state is CostState.differs
    assert differences(cost.revised(allowed_cents=120000))[1] == "The plan counts $1,200, but the bill says $1,000."
    fitting = cost.revised(patient_responsibility_cents=12000, paid_by_patient_cents=2000)
    assert differences(fitting) == ()
    workspace.save(fitting, "Edit cost")
    line = cost_lines(workspace.load_case(case.id))[0]
    assert (line.state, line.open_cents) == (CostState.open, 10000)


def test_a_statement_that_came_as_data_is_joined_to_its_bill_and_held_against_it(workspace: Workspace) -> None:
    case = a_case(workspace)
    care = date(2026, 12, 18)
    bill = Cost(case_id=case.id, what="Visit", date_of_service=care, billed_cents=118000, due_cents=40000)
    statement = Cost(
        case_id=case.id, what="Office visit", date_of_service=care, claim_number="88-20417", billed_cents=118500,
        allowed_cents=60000, paid_cents=48000, patient_responsibility_cents=12000,
    )  # fmt: skip
    other = Cost(case_id=case.id, what="Disc", date_of_service=date(2026, 11, 22), patient_responsibility_cents=100)
    with workspace.step("Add costs") as step:
        for cost in (bill, statement, other):
            step.save(cost)
    assert same_care(workspace.load_case(case.id), bill) == (statement,)
    assert same_care(workspace.load_case(case.id), statement) == ()
    join(workspace, bill, statement)
    line = next(each for each in cost_lines(workspace.load_case(case.id)) if each.cost.id == bill.id)
    assert line.differences == (
        "The bill says $1,180, but in the plan's statement $1,185 was billed.",
        "The bill asks you for $400, but the plan says you owe $120.",
    )
    assert (line.state, line.cost.claim_number) == (CostState.differs, "88-20417")
    workspace.undo()
    assert {each.id for each in workspace.load_case(case.id).costs} == {bill.id, statement.id, other.id}


def test_opinions_stand_side_by_side_and_only_the_person_says_what_is_the_same(workspace: Workspace) -> None:
    case = a_case(workspace)
    doctor = Contact(name="Dr. Patel")
    first = Opinion(
        case_id=case.id,
        contact_id=doctor.id,
        given_on=date(2026, 11, 3),
        diagnosis="Lung cancer, stage 1",
        recommends="Surgery, open",
        next_step_by=date(2026, 12, 15),
    )
    second = Opinion(
        case_id=case.id,
        order=OpinionOrder.second,
        diagnosis="Lung cancer, stage 1",
        other_choices="Radiation",
        same_diagnosis=Sameness.same,
    )
    with workspace.step("Add opinions") as step:
        for record in (second, first, doctor, CaseContact(case_id=case.id, contact_id=doctor.id)):
            step.save(record)
    snapshot = workspace.load_case(case.id)
    assert [(column.title, column.doctor, column.has_report) for column in columns(snapshot)] == [
        ("First opinion", "Dr. Patel", False),
        ("Second opinion", "", False),
    ]
    table = {row.field: row for row in rows(snapshot)}
    assert list(table) == list(ALWAYS_THERE)  # what nobody said stands there, to be asked
    assert table["how_sure"].is_open
    assert table["diagnosis"].sameness is Sameness.same
    assert table["recommends"].sameness is None
    assert table["other_choices"].is_only_one
    assert table["next_step_by"].cells == ("Tue, Dec 15, 2026", "")
