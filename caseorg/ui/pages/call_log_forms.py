"""What is asked about a call and a cost: the 20 seconds after a call, the whole line, and a bill with its statement."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call, Cost
from caseorg.domain.document import DocumentKind
from caseorg.domain.errors import InvalidEntries, Problem
from caseorg.services.calls import ToDo, log_call, to_choose_from
from caseorg.services.costs import match_statement
from caseorg.ui.forms.form import RecordForm, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages.choices import document_choices, name_of
from caseorg.ui.pages.short_form import Ask, ShortForm, asks, asks_field

_FORM = "log_call"
_TO_DO = ("what", "by")

STATEMENT_AMOUNTS = ("statement_billed_cents", "allowed_cents", "paid_cents", "patient_responsibility_cents")
"""What stands in a plan's statement, in the order in which most plans print it."""


class LogCallForm(ShortForm):
    """A call that was just made: who, when, with whom, which number, what they said, and what is to do now."""

    def __init__(self, context: PageContext, snapshot: CaseSnapshot, contact_id: UUID | None = None) -> None:
        """Make it.

        Args:
            context: What the page was handed.
            snapshot: The case.
            contact_id: Who was called, where another page knows it.
        """
        self.call_id: UUID | None = None
        self._case_id = snapshot.case.id
        people = [(each.id, name_of(snapshot, each.id)) for each in to_choose_from(snapshot)]
        to_do = _("I need to do something now")
        super().__init__(
            context,
            (
                Ask(asks_field(_FORM, Call, "contact_id"), contact_id, choices=people),
                Ask(asks_field(_FORM, Call, "with_whom")),
                Ask(asks_field(_FORM, Call, "at"), context.workspace.now()),
                Ask(asks_field(_FORM, Call, "spoke_with")),
                Ask(asks_field(_FORM, Call, "reference_number")),
                Ask(asks_field(_FORM, Call, "said")),
                Ask(asks(_FORM, "to_do", to_do, holds=bool), value=False),
                Ask(asks(_FORM, "what", _("What do you need to do?"))),
                Ask(asks(_FORM, "by", _("By which day?"), holds=date)),
            ),
            self._keep,
            key=f"{_FORM}:{snapshot.case.id}",
        )
        self.editor("contact_id").edited.connect(self._arrange)
        self.editor("to_do").edited.connect(self._arrange)
        if contact_id is not None:
            self.editor("contact_id").show_value(contact_id)
        if self._draft is None or "at" not in self._draft.entries():
            self.editor("at").show_value(context.workspace.now())
        self._arrange()

    def _keep(self, entries: dict[str, Any]) -> None:
        to_do = self._to_do(entries)
        if entries["contact_id"] is None and not entries.get("with_whom", "").strip():
            raise InvalidEntries([Problem("with_whom", _("Choose who you called, or write it here."))])
        fields = {name: value for name, value in entries.items() if name in Call.model_fields}
        call = Call.made(case_id=self._case_id, **fields)
        log_call(self._context.workspace, call, to_do)
        self.call_id = call.id

    def _to_do(self, entries: dict[str, Any]) -> ToDo | None:
        if not entries["to_do"]:
            return None
        problems = []
        if not entries["what"].strip():
            problems.append(Problem("what", _("Enter what you need to do.")))
        if entries["by"] is None:
            problems.append(Problem("by", _("Enter a date like 11/22/2026.")))
        if problems:
            raise InvalidEntries(problems)
        return ToDo(entries["what"], entries["by"])

    def _arrange(self) -> None:
        self.rows["with_whom"].setVisible(self.editor("contact_id").is_blank())
        for name in _TO_DO:
            self.rows[name].setVisible(bool(self.editor("to_do").entry()))


class CallForm(RecordForm):
    """One line of the call log, with all that can be said of it."""

    record_type = Call
    undo_label = "Edit a call"
    sections = (
        Section("The call", ("contact_id", "with_whom", "phone", "at", "spoke_with", "reference_number", "said")),
        Section(
            "What came of it",
            ("promised_by", "search_result", "next_opening", "is_exhibit"),
            note="A call log in a packet shows what you tried.",
        ),
    )


class CostForm(RecordForm):
    """A bill, matched with the plan's statement."""

    record_type = Cost
    undo_label = "Edit a cost"
    sections = (
        Section(
            "The bill",
            (
                "what",
                "contact_id",
                "date_of_service",
                "billed_on",
                "billed_cents",
                "due_cents",
                "claim_number",
                "claim_on",
                "bill_document_id",
            ),
        ),
        Section(
            "The plan's statement",
            ("extended_on", "statement_on", "statement_document_id", *STATEMENT_AMOUNTS),
            note="The statement is the letter that shows what your plan paid. It is not a bill.",
        ),
        Section("What you paid", ("paid_by_patient_cents", "notes")),
    )
    needed = {"what": "Enter what the bill is for."}  # noqa: RUF012 - never changed


class NewCostForm(CostForm):
    """A bill that just came; the plan's statement comes later, and “Match it with a statement” asks for its numbers."""

    undo_label = "Add a cost"
    sections = (
        Section(
            "The bill",
            (
                "what",
                "contact_id",
                "date_of_service",
                "billed_on",
                "billed_cents",
                "due_cents",
                "paid_by_patient_cents",
                "bill_document_id",
                "notes",
            ),
            note="When your plan's statement comes, you match it with the bill.",
        ),
    )


def match_form(context: PageContext, snapshot: CaseSnapshot, cost: Cost) -> ShortForm:
    """Ask for the plan's statement that belongs to a bill, and for its amounts."""
    form = "match"
    statements = [each for each in snapshot.documents if each.kind is DocumentKind.plan_statement]
    offered = statements or list(snapshot.documents)
    papers = [(each.id, name) for each in offered for key, name in document_choices(snapshot) if key == each.id]
    amounts = [Ask(asks_field(form, Cost, name), getattr(cost, name)) for name in STATEMENT_AMOUNTS]
    claim = Ask(asks_field(form, Cost, "claim_number"), cost.claim_number)

    def act(entries: dict[str, Any]) -> None:
        match_statement(context.workspace, cost, entries)

    return ShortForm(
        context,
        (Ask(asks_field(form, Cost, "statement_document_id"), cost.statement_document_id, choices=papers),
         *amounts, claim),
        act,
        save=_("Match them"),
        key=f"{form}:{cost.id}",
    )  # fmt: skip
