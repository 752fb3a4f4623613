"""Deadlines: every date of the case in groups, what to do about each, and how we counted it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from caseorg.base.language import _, short_date
from caseorg.domain.costs import Call
from caseorg.domain.deadline import Deadline, FollowUp, Goal
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.requests import RecordsRequest
from caseorg.services import deadlines
from caseorg.services.cards import NotNow
from caseorg.services.date_words import moved_words
from caseorg.services.deadlines import DateRow, Group, NewDate
from caseorg.services.timeline import timeline
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done, log_call
from caseorg.ui.page import PageContext
from caseorg.ui.pages import deadlines_forms as forms
from caseorg.ui.pages.calendar_saving import put_in_calendar
from caseorg.ui.pages.date_columns import kind_words
from caseorg.ui.pages.deadlines_detail import done_switch, parts_of
from caseorg.ui.pages.deadlines_views import DatesPart, MonthPart, TimelinePart
from caseorg.ui.pages.detail import Detail
from caseorg.ui.pages.panel import Panel
from caseorg.ui.pages.refilled import Refilled
from caseorg.ui.pages.rules_page import RulesPage
from caseorg.ui.pages.short_form import ShortForm
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.switch import Switch

_LIST, _MONTH, _TIMELINE = range(3)


class DeadlinesPage(RulesPage):
    """The dates as a list, a month or a timeline; what is selected is explained below the list it stands in."""

    name = "deadlines"
    title = "Deadlines"
    purpose = "Dates that can cost a right or money, and goals of your own."
    group = "Prepare"
    icon = "calendar"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.add_main_button(
            Button(_("Add a date"), self.add, kind=ButtonKind.main, icon="plus", name="deadlines.add"), command="add"
        )
        self.to_calendar = Button(
            _("To my calendar"), self.put_in_calendar, icon="calendar", name="deadlines.to_calendar"
        )
        self.add_main_button(self.to_calendar, command="calendar")
        self.empty = EmptyState(
            "calendar",
            _("No dates yet. They show up when you send a letter or get one."),
            _("Add a date"),
            self.add,
            name="deadlines.empty",
        )
        self.column.addWidget(self.empty)
        self.detail = Detail(name="deadlines.detail")
        self._done_switch = Refilled(name="deadlines.done")
        self.views = Switch(
            _("How to show the dates"), (_("List"), _("Month"), _("Timeline")), self._show_view, name="deadlines.views"
        )
        self.month = MonthPart(self)
        self.timeline = TimelinePart()
        for widget in (self.views, self.month, self.timeline):
            self.column.addWidget(widget)
        self.groups = {group: DatesPart(self, group.words(), name=f"deadlines.{group}") for group in Group}
        for group, part in self.groups.items():
            if group is Group.done:
                self.column.addWidget(self._done_switch)
            self.column.addWidget(part)
        self.panel = Panel(self, name="deadlines.panel", hides=(self.main, self.header.actions))
        self.body.addWidget(self.panel)
        self.commands |= {"edit": self.edit, "remove": self.remove, "main": self.add}
        self._rows: tuple[DateRow, ...] = ()
        self._chosen = ""
        self._shows_done = False

    # What is shown

    def show_case(self) -> None:
        today = self.context.today()
        snapshot = self.snapshot
        assessment = self.context.workspace.assess(snapshot)
        self._rows = deadlines.date_rows(snapshot, assessment.deadlines, today)
        self.empty.setVisible(not self._rows)
        self.to_calendar.setVisible(bool(self._rows))
        self.views.setVisible(bool(self._rows))
        self._show_groups(today)
        self.month.setVisible(bool(self._rows) and self.views.view() == _MONTH)
        self.timeline.setVisible(bool(self._rows) and self.views.view() == _TIMELINE)
        if self.month.isVisibleTo(self):
            self.month.show_rows(self._rows, today)
        if self.timeline.isVisibleTo(self):
            self.timeline.show_lanes(timeline(snapshot, self._rows), today)
        self._show_chosen()

    def _show_groups(self, today: date) -> None:
        """List the dates in their groups; the month has a list of its own, of one day."""
        parts = deadlines.grouped(self._rows, today)
        is_month = self.views.view() == _MONTH
        finished = 0 if is_month else len(parts[Group.done])
        self._done_switch.show_parts([done_switch(self, finished, is_open=self._shows_done)] if finished else [])
        late = any(row.is_past(today) for row in parts[Group.this_week])
        self.groups[Group.this_week].heading.setText(_("Past, and this week") if late else Group.this_week.words())
        for group, part in self.groups.items():
            part.show_rows(parts[group], is_open=not is_month and (group is not Group.done or self._shows_done))

    def _show_view(self, _view: int) -> None:
        self.show_case()

    def show_record(self, record_id: UUID) -> None:
        """Select the first date of a record, such as a denial."""
        row = next((each for each in self._rows if record_id in _ids(each) and each.done_on is None), None)
        row = row or next((each for each in self._rows if record_id in _ids(each)), None)
        if row is not None:
            self.panel.close_task()
            self._shows_done = self._shows_done or row.done_on is not None
            self.choose(row)
            self.show_case()
            self.scroller.ensureWidgetVisible(self.detail)

    def choose(self, row: DateRow) -> None:
        """Show what there is to say of a date, below the group it stands in."""
        self._chosen = row.key
        self._show_chosen()

    def choose_none(self) -> None:
        """Show no date, as on a day with none or several."""
        self._chosen = ""
        self._show_chosen()

    def open(self, row: DateRow) -> None:
        """Go to the first button of a date."""
        self.choose(row)
        self.scroller.ensureWidgetVisible(self.detail)
        button = next(iter(self.detail.findChildren(Button)), None)
        if button is not None:
            button.setFocus()

    def chosen(self) -> DateRow | None:
        """Return the date that is selected, or None."""
        return next((row for row in self._rows if row.key == self._chosen), None)

    def switch_done(self) -> None:
        """Show or hide what is done."""
        self._shows_done = not self._shows_done
        self.show_case()

    def _show_chosen(self) -> None:
        row, today = self.chosen(), self.context.today()
        part = self._part_of(row, today) if row is not None else None
        if row is None or part is None:
            self.detail.hide()
            return
        for each in (self.month.day, *self.groups.values()):
            each.select(row.key if each is part else None)
        part.take(self.detail)
        self.detail.show_parts(row.what, parts_of(self, row), kind_words(row, today))
        self.detail.show()

    def _part_of(self, row: DateRow, today: date) -> DatesPart | None:
        """Return the list a date stands in now, or None where it is not on show."""
        if self.views.view() == _MONTH:
            return self.month.day if self.month.shows(row) else None
        group = row.group(today)
        return self.groups[group] if group is not Group.done or self._shows_done else None

    # What a person does

    def add(self) -> None:
        """Ask for a date of the person's own."""
        self._ask(_("Add a date"), forms.new_date(self.context), _("Added to your dates."))

    def put_in_calendar(self) -> None:
        """Write the dates to a file that the person's own calendar takes in."""
        put_in_calendar(self.context, self.window(), self.snapshot, self._rows)

    def edit(self) -> None:
        """Open the sheet of a date the person wrote down."""
        row = self.chosen()
        if row is None or not isinstance(row.record, FollowUp | Goal) or self.panel.is_open():
            return
        kind = forms.FollowUpForm if isinstance(row.record, FollowUp) else forms.GoalForm
        form = kind(self.context, row.record, references=forms.references(self.context))

        def saved(_record: object) -> None:
            self.panel.close_task()
            done(self.context, _("Saved."))

        form.saved.connect(saved)
        form.closed.connect(self.panel.close_task)
        self.panel.open_task(row.what, form)

    def remove(self) -> None:
        """Move a date the person wrote down to Recently removed."""
        row = self.chosen()
        if row is None or not isinstance(row.record, FollowUp | Goal) or self.panel.is_open():
            return
        record = row.record

        def act() -> None:
            with self.context.workspace.step(_("Remove a date")) as step:
                step.remove(record)

        attempt(self.context, act, _("Date removed. It is in Recently removed for 30 days."))

    def ask_when_done(self, row: DateRow) -> None:
        """Ask on which day it was done."""
        self._ask(row.what, forms.when_done(self.context, row), _("Done. It is at the end of the list."))

    def not_done(self, row: DateRow) -> None:
        """Say that it is not done after all."""
        case_id = self.snapshot.case.id
        attempt(
            self.context, lambda: deadlines.mark_open(self.context.workspace, case_id, row), _("Back in your dates.")
        )

    def ask_another_day(self, row: DateRow) -> None:
        """Ask for another day, why, and who said so."""
        self._ask(row.what, forms.another_day(self.context, row), _("Date changed."))

    def set_back(self, row: DateRow) -> None:
        """Go back to our own count."""
        case_id = self.snapshot.case.id
        words = _("Set back to our count.")
        attempt(self.context, lambda: deadlines.set_back(self.context.workspace, case_id, row), words)

    def put_off(self, row: DateRow, how_long: NotNow) -> None:
        """Move a date of the person's own, counted from today where it is past."""
        case_id = self.snapshot.case.id
        day = max(row.day, self.context.today()) + timedelta(days=how_long.days)
        attempt(
            self.context,
            lambda: deadlines.change_date(self.context.workspace, case_id, row, NewDate(day)),
            _("Moved to {day}.").format(day=short_date(day)),
        )

    def ask_when_it_came(self, deadline: Deadline, fact: str) -> None:
        """Ask for the day a clock starts from."""
        record = self.snapshot.find(deadline.about)
        if isinstance(record, Denial | RecordsRequest | Appeal):
            self._ask(_("When did it come?"), forms.when_it_came(self.context, record, fact), _("Saved."))

    def ask_letters_date(self, deadline: Deadline, fact: str) -> None:
        """Ask for the date in the person's own letter."""
        record = self.snapshot.find(deadline.about)
        if isinstance(record, Denial):
            form = forms.letters_own_date(self.context, record, fact)
            self._ask(_("The date in your letter"), form, _("We use your letter's date now."))

    def log_call(self, row: DateRow) -> None:
        """Lead to where a call is written down."""
        about = self.snapshot.find(row.deadline.about) if row.deadline else None
        log_call(self.context, about.contact_id if isinstance(about, RecordsRequest | Call) else None)

    def open_about(self, row: DateRow) -> None:
        """Lead to what a date is about."""
        about = self.snapshot.find(row.deadline.about) if row.deadline else None
        page = "records" if isinstance(about, RecordsRequest) else "denials_and_appeals"
        if about is not None:
            self.context.go_to(page, about.id)

    def _ask(self, title: str, form: ShortForm, words: str) -> None:
        before = self.context.workspace.assess(self.snapshot)

        def saved() -> None:
            self.panel.close_task()
            moved = moved_words(before, self.context.workspace.assess(self.snapshot))
            done(self.context, moved or words)

        form.saved.connect(saved)
        self.panel.open_task(title, form)


def _ids(row: DateRow) -> set[UUID]:
    about = row.deadline.about if row.deadline else None
    return {each for each in (row.record.id if row.record else None, about) if each is not None}
