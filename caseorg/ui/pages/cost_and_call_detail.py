"""What the page of costs and calls says of one bill, or of one call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from caseorg.base.language import _, money, short_date, time_of_day
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call
from caseorg.domain.letter import LetterKind
from caseorg.domain.words import word_for
from caseorg.services.costs import CostLine, CostState, is_matched, same_care
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import start_letter
from caseorg.ui.pages.detail import Pair
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.chip import Chip, Status
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.pages.costs_and_calls import CostsAndCallsPage

COST_STATUS = {
    CostState.not_matched: Status.ask,
    CostState.differs: Status.warn,
    CostState.open: Status.info,
    CostState.paid: Status.ok,
}


def moment_words(call: Call) -> str:
    """Say when a call was, in local time: “Nov 23, 10:05 AM”."""
    if call.at is None:
        return ""
    local = call.at.astimezone()
    day = short_date(local.date(), year=False, weekday=False)
    return _("{day}, {time}").format(day=day, time=time_of_day(local.time()))


def cost_parts(page: CostsAndCallsPage, line: CostLine) -> Iterator[QWidget]:
    """Make the lines and buttons of one bill."""
    cost = line.cost
    yield Chip(line.state.words(), COST_STATUS[line.state])
    for sentence in line.differences:
        yield Label(sentence)
    if line.differences:
        yield Label(_("Call the office that sent the bill, and your plan. Ask which number is right."))
    if line.state is CostState.not_matched:
        yield Label(_("Wait for your plan's statement before you pay. Then match it with this bill."))
    yield from _matching(page, line)
    amounts = (
        (_("Billed"), cost.billed_cents),
        (_("The bill asks you to pay"), cost.due_cents),
        (_("Billed, says the plan's statement"), cost.statement_billed_cents),
        (_("The most the plan counts"), cost.allowed_cents),
        (_("Plan paid"), cost.paid_cents),
        (_("You owe, says the plan"), cost.patient_responsibility_cents),
        (_("You paid"), cost.paid_by_patient_cents),
        (_("Still open"), line.open_cents),
    )
    texts = (
        (_("Who bills it"), line.who),
        (_("Date of care"), short_date(cost.date_of_service) if cost.date_of_service else ""),
        (_("Date on the bill"), short_date(cost.billed_on) if cost.billed_on else ""),
        (_("Claim number"), cost.claim_number),
    )
    for name, words in (*texts, *((name, money(cents)) for name, cents in amounts if cents is not None)):
        if words:
            yield Pair(name, words)
    if cost.notes:
        yield Pair(_("Notes"), cost.notes)
    yield _papers(page, line)
    yield _change_row(page)


def _matching(page: CostsAndCallsPage, line: CostLine) -> Iterator[QWidget]:
    """Offer what ties a bill to the plan's statement; say it where both say the same."""
    cost = line.cost
    for at, statement in enumerate(same_care(page.snapshot, cost)):
        day = short_date(statement.date_of_service) if statement.date_of_service else statement.claim_number
        words = _("Your plan's statement of {day} may belong to this bill: {what}.")
        yield Label(words.format(day=day, what=statement.what or _("a cost")))
        yield FlowRow(
            Button(_("It does: match them"), lambda each=statement: page.join(cost, each), name=f"costs.join.{at}")
        )
    if not is_matched(cost) and line.state is not CostState.paid:
        match = Button(_("Match it with a statement"), page.match, icon="receipt", name="costs.match")
        yield FlowRow(match)
    elif not line.differences and cost.billed_cents is not None and cost.statement_billed_cents is not None:
        yield Label(_("The bill and the plan's statement say the same."))


def _papers(page: CostsAndCallsPage, line: CostLine) -> FlowRow:
    row = FlowRow(name="costs.papers")
    for words, document_id, key in (
        (_("Open the bill"), line.cost.bill_document_id, "bill"),
        (_("Open the plan's statement"), line.cost.statement_document_id, "statement"),
    ):
        if document_id is not None:
            row.add(
                LinkButton(
                    words,
                    lambda document_id=document_id: page.context.go_to("documents", document_id),
                    name=f"costs.{key}",
                )
            )
    row.add(
        LinkButton(_("My plan said no to this"), lambda: page.context.go_to("denials_and_appeals"), name="costs.denied")
    )
    return row


def call_parts(page: CostsAndCallsPage, snapshot: CaseSnapshot, call: Call) -> Iterator[QWidget]:
    """Make the lines and buttons of one call."""
    lines = (
        (_("When"), moment_words(call)),
        (_("Who you spoke with"), call.spoke_with),
        (_("Reference number"), call.reference_number),
        (_("Number"), call.phone),
        (_("What they said"), call.said),
        (_("They promised it by"), short_date(call.promised_by) if call.promised_by else ""),
        (_("Asked for a visit in the network"), word_for(call.search_result) if call.search_result else ""),
        (_("Their next opening"), short_date(call.next_opening) if call.next_opening else ""),
        (_("In a packet"), _("May go in a packet") if call.is_exhibit else _("Stays with you")),
    )
    for name, words in lines:
        if words:
            yield Pair(name, words)
    for follow_up in snapshot.follow_ups:
        if follow_up.call_id == call.id:
            sentence = _("{what}, by {day}") if follow_up.day else "{what}"
            day = short_date(follow_up.day) if follow_up.day else ""
            words = _("Done") if follow_up.done_on else sentence.format(what=follow_up.what, day=day)
            see = LinkButton(_("See it in Deadlines"), lambda: page.context.go_to("deadlines"), name="calls.follow_up")
            yield Pair(_("To do"), words, see)
    if call.said:
        words = _("Confirm it in writing")
        confirm = Button(
            words,
            lambda: start_letter(page.context, LetterKind.call_confirmation, call.id),
            icon="file-text",
            name="calls.confirm",
        )
        yield FlowRow(confirm, name="calls.letters")
    yield _change_row(page)


def _change_row(page: CostsAndCallsPage) -> FlowRow:
    edit = Button(_("Edit"), page.edit, kind=ButtonKind.quiet, icon="pencil", name="costs.edit")
    row = FlowRow(edit, name="costs.change")
    row.add_apart(Button(_("Remove"), page.remove, kind=ButtonKind.quiet, icon="trash-2", name="costs.remove"))
    return row
