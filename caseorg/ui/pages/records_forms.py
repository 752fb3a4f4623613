"""What is asked about records: the sheets of a thing, a request and a loan, and the few questions after each event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.kinds import Kind
from caseorg.domain.letter import Letter, Sending
from caseorg.domain.loan import Loan
from caseorg.domain.requests import RecordsRequest, RequestedItem
from caseorg.services import loans, requests
from caseorg.services.letters import mark_sent
from caseorg.services.records_list import ItemLine
from caseorg.ui.forms.form import RecordForm, References, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages import choices
from caseorg.ui.pages.short_form import Ask, ShortForm, asks, asks_field, day_asked


class NewItemForm(RecordForm):
    """One more thing for the list."""

    record_type = RequestedItem
    undo_label = "Add a record to the list"
    sections = (
        Section("", ("kind", "what", "contact_id", "blocks_visit")),
        Section("What helps them find it", ("body_part", "care_date", "from_date", "until_date", "accession_number")),
    )
    save_words = "Add to the list"


class ItemForm(RecordForm):
    """One thing on the list, with all that is known of it."""

    record_type = RequestedItem
    undo_label = "Edit a record on the list"
    sections = (
        *NewItemForm.sections,
        Section(
            "How far it is",
            ("status", "request_id", "came_on", "document_id", "refusal_text"),
            note="The buttons on the list do this for you. Change it here if something is wrong.",
        ),
    )


class RequestForm(RecordForm):
    """What was asked of one office, and when."""

    record_type = RecordsRequest
    undo_label = "Edit a request"
    sections = (
        Section(
            "Whom you asked", ("contact_id", "holder", "delivery", "deliver_to_id", "needed_by", "fee_limit_cents")
        ),
        Section(
            "What they may send, and how",
            ("in_computer", "plain_email", "sensitive", "therapy_notes", "drug_program"),
            note="Each of these puts a line in the letter, or says that a form has to go with it.",
        ),
        Section("Another way to ask", ("by_office", "to_look")),
        Section("When", ("asked_on", "received_on", "extended_on", "answered_on")),
        Section("What belongs to it", ("letter_id", "follows_id", "refused", "refusal_text", "notes")),
    )


class LoanForm(RecordForm):
    """Slides or blocks on loan, with each hand they pass through."""

    record_type = Loan
    undo_label = "Edit a loan"
    sections = (
        Section(
            "What was lent",
            ("thing", "accession_number", "parts", "slide_count", "block_count", "stains", "item_id", "lender_id"),
        ),
        Section("On the way there", ("borrower_id", "courier", "tracking", "sent_on", "arrived_on", "received_by")),
        Section("On the way back", ("must_go_back_by", "sent_back_on", "return_tracking", "returned_on", "notes")),
    )


def references(read: Callable[[], CaseSnapshot]) -> References:
    """Return what may be chosen in these forms, as the case stands when it is asked."""
    return {
        "contact_id": lambda: choices.contact_choices(read()),
        "deliver_to_id": lambda: choices.contact_choices(read()),
        "lender_id": lambda: choices.contact_choices(read()),
        "borrower_id": lambda: choices.contact_choices(read()),
        "document_id": lambda: choices.document_choices(read()),
        "item_id": lambda: choices.item_choices(read()),
        "request_id": lambda: choices.request_choices(read()),
        "follows_id": lambda: choices.request_choices(read()),
        "letter_id": lambda: choices.letter_choices(read()),
    }


# A few questions after something happened


def they_said_no(context: PageContext, line: ItemLine) -> ShortForm:
    """Ask what an office said when it said no."""
    form = "they_said_no"
    said = asks(form, "said", _("What did they say?"), _("Their own words help later."), kind=Kind.long_text)
    return ShortForm(
        context,
        (Ask(said, line.item.refusal_text), day_asked(form, "day", _("Day they said it"), context.today())),
        lambda entries: requests.they_said_no(context.workspace, line.item, entries["said"], entries["day"]),
        key=f"{form}:{line.item.id}",
    )


def i_asked(context: PageContext, snapshot: CaseSnapshot, line: ItemLine) -> ShortForm:
    """Ask of whom and when something was asked for without a letter of ours."""
    form = "i_asked"

    def act(entries: dict[str, Any]) -> None:
        item = line.item.revised(contact_id=entries["contact_id"] or line.item.contact_id)
        requests.was_asked(context.workspace, [item], entries["day"])

    return ShortForm(
        context,
        (
            Ask(
                asks_field(form, RequestedItem, "contact_id"),
                line.item.contact_id,
                choices=choices.contact_choices(snapshot),
            ),
            day_asked(form, "day", _("Day you asked"), context.today()),
        ),
        act,
        key=f"{form}:{line.item.id}",
    )


def i_sent_it(context: PageContext, letter: Letter) -> ShortForm:
    """Ask how and when a letter went out."""
    form = "i_sent_it"

    def act(entries: dict[str, Any]) -> None:
        mark_sent(context.workspace, letter, Sending.made(case_id=letter.case_id, **entries))

    return ShortForm(
        context,
        (
            Ask(asks_field(form, Sending, "way"), Sending.model_fields["way"].default),
            day_asked(form, "sent_on", _("Day you sent it"), context.today()),
            Ask(asks_field(form, Sending, "sent_to")),
            Ask(asks_field(form, Sending, "tracking")),
        ),
        act,
        key=f"{form}:{letter.id}",
    )


# Each hand that slides and blocks pass through


def sent_on(context: PageContext, snapshot: CaseSnapshot, loan: Loan) -> ShortForm:
    """Ask how slides or blocks left the laboratory, and by when they must be back."""
    form = "sent_on"
    people = choices.contact_choices(snapshot)
    fields = ("courier", "tracking", "slide_count", "block_count", "must_go_back_by")
    rest = [Ask(asks_field(form, Loan, name), getattr(loan, name)) for name in fields]

    def act(entries: dict[str, Any]) -> None:
        loans.sent_on(context.workspace, loan, loans.SentOn(**entries))

    return ShortForm(
        context,
        (
            day_asked(form, "day", _("Day they left the laboratory"), context.today()),
            Ask(asks_field(form, Loan, "borrower_id"), loan.borrower_id, choices=people),
            *rest,
        ),
        act,
        key=f"{form}:{loan.id}",
    )


def arrived(context: PageContext, loan: Loan) -> ShortForm:
    """Ask when slides or blocks came to the second laboratory."""
    form = "arrived"
    return ShortForm(
        context,
        (
            day_asked(form, "day", _("Day they came to the second laboratory"), context.today()),
            Ask(asks_field(form, Loan, "received_by"), loan.received_by),
        ),
        lambda entries: loans.arrived(context.workspace, loan, entries["day"], entries["received_by"]),
        key=f"{form}:{loan.id}",
    )


def sent_back(context: PageContext, loan: Loan) -> ShortForm:
    """Ask when slides or blocks went back."""
    form = "sent_back"
    return ShortForm(
        context,
        (
            day_asked(form, "day", _("Day they were sent back"), context.today()),
            Ask(asks_field(form, Loan, "return_tracking"), loan.return_tracking),
        ),
        lambda entries: loans.sent_back(context.workspace, loan, entries["day"], entries["return_tracking"]),
        key=f"{form}:{loan.id}",
    )


def returned(context: PageContext, loan: Loan) -> ShortForm:
    """Ask when the laboratory had its slides or blocks again."""
    return ShortForm(
        context,
        (day_asked("returned", "day", _("Day the laboratory had them again"), context.today()),),
        lambda entries: loans.returned(context.workspace, loan, entries["day"]),
        key=f"returned:{loan.id}",
    )
