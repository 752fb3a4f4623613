"""What the page of dates says of one date: what to do about it, and how we counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.counting import StepKind
from caseorg.domain.deadline import Deadline, FollowUp, Goal
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.requests import RecordsRequest
from caseorg.rules.schema import DeadlineRule
from caseorg.services.cards import NotNow
from caseorg.services.date_words import about_date
from caseorg.services.deadlines import DateRow, RowKind
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.pages.date_columns import kind_chip
from caseorg.ui.pages.how_we_counted import counted_lines
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.pages.deadlines import DeadlinesPage


def parts_of(page: DeadlinesPage, row: DateRow) -> Iterator[QWidget]:
    """Make the lines and buttons of the detail, top to bottom."""
    today = page.context.today()
    yield kind_chip(row, today)
    yield Label(about_date(row, today))
    if row.reason:
        yield Label(row.reason, ink="text.secondary")
    yield FlowRow(*_what_to_do(page, row), name="deadlines.buttons")
    if row.done_on is None and row.deadline is None and row.kind is not RowKind.visit:
        yield Label(_("Put it off"), Role.label)
        yield FlowRow(*_put_off(page, row), name="deadlines.later")
    if row.deadline is not None:
        yield from _counted(page, row, row.deadline)
    elif row.change is not None and row.change.new_day is not None:
        yield from _changed(page, row)
    if isinstance(row.record, FollowUp | Goal):
        edit = FlowRow(_button(_("Edit"), page.edit, "edit", ButtonKind.quiet, "pencil"), name="deadlines.change_row")
        edit.add_apart(_button(_("Remove"), page.remove, "remove", ButtonKind.quiet, "trash-2"))
        yield edit


def _what_to_do(page: DeadlinesPage, row: DateRow) -> Iterator[Button]:
    if row.done_on is not None:
        yield _button(_("It is not done after all"), lambda: page.not_done(row), "not_done")
        return
    if row.kind is RowKind.reply:
        yield _button(_("Log a call"), lambda: page.log_call(row), "log_call", ButtonKind.main, "phone")
    words = _("The visit took place") if row.kind is RowKind.visit else _("It is done")
    kind = ButtonKind.plain if row.kind is RowKind.reply else ButtonKind.main
    yield _button(words, lambda: page.ask_when_done(row), "done", kind)
    yield _button(_("Change this date"), lambda: page.ask_another_day(row), "change")
    if row.change is not None and row.change.new_day is not None:
        yield _button(_("Set back to our count"), lambda: page.set_back(row), "set_back")
    if row.deadline is not None:
        about = page.snapshot.find(row.deadline.about)
        words = {Denial: _("Open the denial"), Appeal: _("Open the appeal"), RecordsRequest: _("Open the request")}
        if type(about) in words:
            yield _button(words[type(about)], lambda: page.open_about(row), "open")


def _put_off(page: DeadlinesPage, row: DateRow) -> Iterator[Button]:
    for how_long in NotNow:
        name = f"put_off.{how_long}"
        yield _button(how_long.words(), lambda one=how_long: page.put_off(row, one), name, ButtonKind.quiet)


def _counted(page: DeadlinesPage, row: DateRow, deadline: Deadline) -> Iterator[QWidget]:
    yield Label(_("How we counted"), Role.card_title)
    yield from counted_lines(deadline)
    yield from _changed(page, row)
    if row.done_on is None:
        yield from _start(page, deadline)
        yield from _letters_date(page, deadline)
    words = _("We count with care, but your letter and your plan's papers come first. If they differ, use theirs.")
    yield Label(words, Role.small, "text.secondary")


def _start(page: DeadlinesPage, deadline: Deadline) -> Iterator[QWidget]:
    """Offer to enter the day it came, where the count had to do without it or can be told better."""
    fact = _start_fact(page, deadline)
    if not fact:
        return
    if any(step.kind is StepKind.safe_start for step in (deadline.counted or deadline).steps):
        yield Label(_("You didn't say which day that was. If you know it, tell us, and we count again."))
    words = _("I got it on...") if fact.startswith("denial.") else _("They got it on...")
    yield FlowRow(_button(words, lambda: page.ask_when_it_came(deadline, fact), "got_it"))


def _start_fact(page: DeadlinesPage, deadline: Deadline) -> str:
    """Return the name of the day of receipt that the rule counts from, if its record is in the case."""
    rule = page.context.workspace.library.rules.get(deadline.rule)
    if not isinstance(rule, DeadlineRule) or page.snapshot.find(deadline.about) is None:
        return ""
    names = (*rule.deadline.count_from, *(name for term in rule.deadline.terms for name in term.count_from or ()))
    received = {"denial.received_date", "records_request.received_on", "appeal.received_on"}
    return next((name for name in names if name in received), "")


def _letters_date(page: DeadlinesPage, deadline: Deadline) -> Iterator[QWidget]:
    rule = page.context.workspace.library.rules.get(deadline.rule)
    fact = rule.deadline.letter_says if isinstance(rule, DeadlineRule) else None
    if not fact or page.snapshot.find(deadline.about) is None:
        return
    if deadline.letter_day is None:
        yield Label(_("Does your letter say a different date?"))
        words = _("Yes, use the letter's date")
    else:
        words = _("Change the letter's date")
    yield FlowRow(_button(words, lambda: page.ask_letters_date(deadline, fact), "letters_date"))


def _changed(page: DeadlinesPage, row: DateRow) -> Iterator[QWidget]:
    """Say who changed a date by hand, when and why; our own count stands beside it."""
    change = row.change
    if change is None or change.new_day is None:
        return
    day = short_date(change.changed_on, year=False, weekday=False) if change.changed_on else ""
    words = _("You changed this on {day}: “{reason}”") if change.reason else _("You changed this on {day}.")
    yield Label(words.format(day=day, reason=change.reason))
    if change.said_by_name:
        said = _("{name} said so, reference number {number}.") if change.reference_number else _("{name} said so.")
        yield Label(said.format(name=change.said_by_name, number=change.reference_number))
    ours = row.deadline.counted if row.deadline else None
    if ours is not None and (day_of := ours.last_day or ours.send_by):
        yield Label(_("Our count: {day}").format(day=short_date(day_of)), ink="text.secondary")


def _button(
    words: str, pressed: Callable[[], object], name: str, kind: ButtonKind = ButtonKind.plain, icon: str = ""
) -> Button:
    return Button(words, pressed, kind=kind, icon=icon, name=f"deadlines.{name}")


def done_switch(page: DeadlinesPage, count: int, *, is_open: bool) -> LinkButton:
    """Make the link that shows or hides what is done."""
    words = _("Hide what is done") if is_open else _("Done ({count})").format(count=count)
    return LinkButton(words, page.switch_done, icon="chevron-down" if is_open else "chevron-right",
                      name="deadlines.show_done")  # fmt: skip
