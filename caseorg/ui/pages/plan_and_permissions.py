"""The plan, the card, and what the plan or a doctor has to allow first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from caseorg.base.language import marked, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.permission import NetworkException, PriorAuthorization, Referral
from caseorg.domain.plan import Coverage, Plan, PlanKind
from caseorg.domain.record import Record
from caseorg.domain.words import word_for
from caseorg.ui.forms.form import RecordForm, References, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages.choices import contact_choices, letter_choices, name_of
from caseorg.ui.pages.sheets import Row, Sheets, SheetsPage, case_on_show

_PERMISSION = ("status", "plan_id", "contact_id", "service")
_OF_EXCEPTIONS = ("is_exception", "statement_on")
"""What only a Medicare drug plan is asked: an exception to its list or its rules."""
_DECISION = ("asked_on", "decided_on", "number", "good_from", "good_through", "said_by_name", "letter_id", "notes")


class PlanForm(RecordForm):
    """A health plan, and where to reach it."""

    record_type = Plan
    undo_label = "Edit the plan"
    sections = (
        Section("The plan", ("name", "kind", "network", "state")),
        Section("How to reach it", ("phone", "fax", "hours", "address", "appeals_address", "appeals_fax", "notes")),
    )


class CoverageForm(RecordForm):
    """What is on the card, and what was paid so far this year."""

    record_type = Coverage
    undo_label = "Edit the plan card"
    sections = (
        Section("On the card", ("plan_id", "member_id", "medicare_number", "group_number", "subscriber")),
        Section("From when to when", ("from_date", "until_date", "order")),
        Section(
            "What you pay",
            (
                "deductible_cents",
                "deductible_met_cents",
                "copay_cents",
                "coinsurance_percent",
                "out_of_pocket_limit_cents",
                "out_of_pocket_met_cents",
            ),
        ),
    )


class _PermissionForm(RecordForm):
    """What the forms of permissions share: what can be no question with the plans of the case is not asked."""

    def __init__(self, context: PageContext, record: Record | None = None, **more: Any) -> None:
        super().__init__(context, record, **more)
        snapshot = case_on_show(context)
        self.rows["plan_id"].setVisible(len(snapshot.plans) > 1)
        advantage = any(plan.kind is PlanKind.medicare_advantage for plan in snapshot.plans)
        drug_plan = any((said.fact, said.value) == ("plan.policy", "drug_plan") for said in snapshot.answers)
        asked = {"part_b_drug": advantage, **dict.fromkeys(_OF_EXCEPTIONS, advantage or drug_plan)}
        for name in asked.keys() & self.rows.keys():
            self.rows[name].setVisible(asked[name] or getattr(record, name, None) is not None)


class ReferralForm(_PermissionForm):
    """A note from the main doctor."""

    record_type = Referral
    undo_label = "Edit referral"
    sections = (Section("What is asked", (*_PERMISSION, "from_contact_id")), Section("What they said", _DECISION))


class PriorAuthorizationForm(_PermissionForm):
    """The plan's yes before the care."""

    record_type = PriorAuthorization
    undo_label = "Edit prior approval"
    sections = (
        Section(
            "What is asked", (*_PERMISSION, "visits_allowed", "is_urgent", "goes_on", "part_b_drug", *_OF_EXCEPTIONS)
        ),
        Section("What they said", ("facts_asked_on", "extended_on", *_DECISION)),
    )


class NetworkExceptionForm(_PermissionForm):
    """Leave to go outside the network."""

    record_type = NetworkException
    undo_label = "Edit network exception"
    sections = (
        Section("What is asked", (*_PERMISSION, "why_nobody_inside", "why_this_doctor", "is_urgent")),
        Section("What they said", _DECISION),
    )


def _references(context: PageContext) -> References:
    def snapshot() -> CaseSnapshot:
        return case_on_show(context)

    return {
        "contact_id": lambda: contact_choices(snapshot()),
        "from_contact_id": lambda: contact_choices(snapshot()),
        "letter_id": lambda: letter_choices(snapshot()),
        "plan_id": lambda: [(plan.id, plan.name or _kind(plan)) for plan in snapshot().plans],
    }


def _kind(plan: Plan) -> str:
    parts = [word_for(plan.kind) if plan.kind else "", word_for(plan.network) if plan.network else ""]
    return ", ".join(part for part in parts if part)


def _first_plan(snapshot: CaseSnapshot) -> dict[str, object]:
    return {"plan_id": snapshot.plans[0].id} if snapshot.plans else {}


def _plan_of(snapshot: CaseSnapshot, row: Row) -> str:
    plan = next((plan for plan in snapshot.plans if plan.id == row.plan_id), None)
    return (plan.name or _kind(plan)) if plan else ""


def _covered(row: str) -> str:
    """Show the last four of a number only; the form shows it while it is edited."""
    return f"****{row[-4:]}" if len(row) > 4 else row


def _permission(form: type[RecordForm], field: str, *, title: str, add: str, nothing: str) -> Sheets:
    columns: tuple[tuple[str, Callable[[CaseSnapshot, Row], str]], ...] = marked(
        (
            ("For what", lambda snapshot, row: row.service or name_of(snapshot, row.contact_id)),
            ("Status", lambda _snapshot, row: word_for(row.status)),
            ("Number", lambda _snapshot, row: row.number),
            ("Good through", lambda _snapshot, row: short_date(row.good_through) if row.good_through else ""),
        )
    )
    return Sheets(form.record_type, title, add, nothing, field, form, columns, references=_references)


class PlanAndPermissionsPage(SheetsPage):
    """The plan and its permissions."""

    name = "plan_and_permissions"
    title = "Plan and permissions"
    purpose = "What is on the card, and what has to be allowed before the visit."
    shows = (Plan, Coverage, Referral, PriorAuthorization, NetworkException)
    sheets = (
        Sheets(
            Plan,
            "Health plan",
            "Add a plan",
            "No plan is written down yet.",
            "plans",
            PlanForm,
            (
                ("Plan", lambda _snapshot, row: row.name or _kind(row)),
                ("Kind", lambda _snapshot, row: _kind(row)),
                ("Phone", lambda _snapshot, row: row.phone),
            ),
        ),
        Sheets(
            Coverage,
            "Plan card",
            "Add the card",
            "Nothing from a card is written down yet.",
            "coverages",
            CoverageForm,
            (
                ("Plan", _plan_of),
                ("Member ID", lambda _snapshot, row: _covered(row.member_id)),
                ("Until", lambda _snapshot, row: short_date(row.until_date) if row.until_date else ""),
            ),
            given=_first_plan,
            references=_references,
        ),
        _permission(
            ReferralForm,
            "referrals",
            title="Referral",
            add="Add a referral",
            nothing="No referral is written down yet.",
        ),
        _permission(
            PriorAuthorizationForm,
            "prior_authorizations",
            title="Prior approval",
            add="Add a prior approval",
            nothing="No prior approval is written down yet.",
        ),
        _permission(
            NetworkExceptionForm,
            "network_exceptions",
            title="Network exception",
            add="Add a network exception",
            nothing="No network exception is written down yet.",
        ),
    )
