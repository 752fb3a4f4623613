"""What is asked about dates: a date of one's own, another day and who said so, when a letter came, what it says."""

from __future__ import annotations

from typing import Any

from caseorg.base import language
from caseorg.base.language import _
from caseorg.domain.deadline import DateChange, FollowUp, Goal
from caseorg.domain.denial import Denial
from caseorg.domain.kinds import Kind
from caseorg.domain.record import CaseRecord
from caseorg.services import deadlines
from caseorg.services.deadlines import DateRow, NewDate
from caseorg.ui.forms.form import RecordForm, References, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages.choices import contact_choices
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.short_form import Ask, ShortForm, asks, asks_field, day_asked, one_of


class FollowUpForm(RecordForm):
    """A dated thing to do."""

    record_type = FollowUp
    undo_label = "Edit a date"
    needed = {"what": "Enter what has to be done."}  # noqa: RUF012 - never changed
    sections = (Section("", ("what", "day", "is_fixed", "contact_id", "done_on")),)


class GoalForm(RecordForm):
    """A date we would like."""

    record_type = Goal
    undo_label = "Edit a goal"
    needed = {"what": "Enter what you would like to have done."}  # noqa: RUF012 - never changed
    sections = (Section("", ("what", "day", "done_on")),)


def references(context: PageContext) -> References:
    """Return what may be chosen in these forms."""
    return {"contact_id": lambda: contact_choices(case_on_show(context))}


def new_date(context: PageContext) -> ShortForm:
    """Ask for a date of the person's own; it is fixed if they don't say."""
    snapshot = case_on_show(context)

    def act(entries: dict[str, Any]) -> None:
        given = {"case_id": snapshot.case.id, "what": entries["what"], "day": entries["day"]}
        made = FollowUp.made(**given, contact_id=entries["contact_id"]) if entries["kind"] else Goal.made(**given)
        context.workspace.save(made, _("Add a date"))

    form = "new_date"
    kinds = (
        (True, "fixed", _("Fixed: missing it can cost a right or money")),
        (False, "goal", _("Goal: we would like it by then")),
    )
    return ShortForm(
        context,
        (
            Ask(asks(form, "what", _("What has to be done?")), needed=_("Enter what has to be done.")),
            day_asked(form, "day", _("By which day?"), None),
            one_of(form, "kind", _("What kind of date is it?"), kinds, True),
            Ask(asks_field(form, FollowUp, "contact_id"), choices=contact_choices(snapshot)),
        ),
        act,
        save=_("Add the date"),
        key=f"{form}:{snapshot.case.id}",
    )


def another_day(context: PageContext, row: DateRow) -> ShortForm:
    """Ask for another day; for a date we counted or they gave, also why, and who said so."""
    case_id = case_on_show(context).case.id

    def act(entries: dict[str, Any]) -> None:
        new = NewDate(
            entries["day"],
            entries.get("reason", ""),
            entries.get("said_by_name", ""),
            entries.get("reference_number", ""),
        )
        deadlines.change_date(context.workspace, case_id, row, new)

    form = "another_day"
    questions = [day_asked(form, "day", _("The new day"), row.day)]
    if row.record is None:
        hint = _("We keep our own count beside it.")
        reason = asks(form, "reason", _("Why is it another day?"), hint, kind=Kind.long_text)
        questions += [
            Ask(reason, row.change.reason if row.change else ""),
            Ask(asks_field(form, DateChange, "said_by_name"), row.change.said_by_name if row.change else ""),
            Ask(asks_field(form, DateChange, "reference_number"), row.change.reference_number if row.change else ""),
        ]
    return ShortForm(context, questions, act, save=_("Change this date"), key=f"{form}:{row.key}")


def when_done(context: PageContext, row: DateRow) -> ShortForm:
    """Ask on which day a date was met."""
    case_id = case_on_show(context).case.id
    return ShortForm(
        context,
        (day_asked("when_done", "day", _("What day did you do it?"), context.today()),),
        lambda entries: deadlines.mark_done(context.workspace, case_id, row, entries["day"]),
        save=_("It is done"),
        key=f"when_done:{row.key}",
    )


def when_it_came(context: PageContext, record: CaseRecord, fact: str) -> ShortForm:
    """Ask on which day a letter, or our own letter, came: the day the rule counts from.

    Args:
        context: What the page was handed.
        record: What the date is counted for: a denial, a request, an appeal.
        fact: The name of the day, such as `denial.received_date`.
    """
    field = fact.partition(".")[2]
    question = context.workspace.library.vocabulary[fact].question(language.current())
    form = "when_it_came"
    questions = [day_asked(form, "day", question, getattr(record, field))]
    if isinstance(record, Denial):
        questions.append(Ask(asks_field(form, Denial, "received_evidence"), record.received_evidence))

    def act(entries: dict[str, Any]) -> None:
        given = {field: entries["day"]}
        if evidence := entries.get("received_evidence"):
            given["received_evidence"] = evidence
        context.workspace.save(record.revised(**given), _("Enter the day it came"))

    return ShortForm(context, questions, act, key=f"{form}:{record.id}:{field}")


def letters_own_date(context: PageContext, record: CaseRecord, fact: str) -> ShortForm:
    """Ask for the last day that is printed in the person's own letter; it comes first from then on."""
    field = fact.partition(".")[2]
    hint = _("Copy it from the letter. It comes before any general rule.")
    return ShortForm(
        context,
        (day_asked("letters_date", "day", _("Last day that your letter says"), getattr(record, field), hint),),
        lambda entries: context.workspace.save(record.revised(**{field: entries["day"]}), _("Use the letter's date")),
        save=_("Use the letter's date"),
        key=f"letters_date:{record.id}:{field}",
    )
