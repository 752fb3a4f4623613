"""Costs and calls: what was billed, paid and is open; and every call, with what they said and what is to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, money, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call, Cost
from caseorg.domain.deadline import FollowUp
from caseorg.domain.people import CaseContact, Contact
from caseorg.domain.record import Record
from caseorg.services.calls import who_was_called
from caseorg.services.costs import CostLine, CostState, cost_lines, join, totals
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done
from caseorg.ui.forms.form import RecordForm, References
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages import call_log_forms as forms
from caseorg.ui.pages.choices import contact_choices, document_choices
from caseorg.ui.pages.cost_and_call_detail import COST_STATUS, call_parts, cost_parts, moment_words
from caseorg.ui.pages.detail import Detail
from caseorg.ui.pages.panel import Panel
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.words_here import WordsHere
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.switch import Switch

_COSTS, _CALLS = 0, 1


class CostsAndCallsPage(Page):
    """Two lists on one page: bills, and calls."""

    name = "costs_and_calls"
    title = "Costs and calls"
    purpose = "Every bill and every call in one place."
    group = "Money"
    icon = "receipt"
    shows = (Cost, Call, Contact, CaseContact, FollowUp)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.add_main_button(
            Button(_("Log a call"), self.log_call, kind=ButtonKind.main, icon="phone", name="calls.log"), command="main"
        )
        self.add_main_button(Button(_("Add a cost"), self.add_cost, icon="plus", name="costs.add"))
        self.main = QWidget()
        column = QVBoxLayout(self.main)
        set_gaps(column, gap=16)
        self.empty = EmptyState(
            "phone",
            _("Log a call in 20 seconds. It may help you later."),
            _("Log a call"),
            self.log_call,
            name="costs.empty",
        )
        self.totals = Label("", Role.card_title)
        self.totals.setObjectName("costs.totals")
        self.switch = Switch(_("Which list?"), (_("Costs"), _("Calls")), lambda _at: self._show(), name="costs.switch")
        self.costs = RecordTable(
            _("Costs"), _cost_columns(), _cost_spoken, name="costs.list", key=lambda line: line.cost.id
        )
        self.calls = RecordTable(_("Calls"), self._call_columns(), self._call_spoken, name="calls.list")
        self.nothing = Label("", ink="text.secondary")
        self.detail = Detail(name="costs.detail")
        for table in (self.costs, self.calls):
            table.chosen.connect(lambda _row: self._show_detail())
            table.opened.connect(lambda _row: self.edit())
        for widget in (self.empty, self.totals, self.switch, self.costs, self.calls, self.nothing, self.detail):
            column.addWidget(widget)
        column.addWidget(WordsHere(context, ("explanation_of_benefits", "allowed_amount", "balance_bill", "claim")))
        self.body.addWidget(self.main)
        self.panel = Panel(self, name="costs.panel", hides=(self.main, self.header.actions))
        self.body.addWidget(self.panel)
        self.commands |= {
            "log_call": self.log_call,
            "add_cost": self.add_cost,
            "add": lambda: self.add_cost() if self.switch.view() == _COSTS else self.log_call(),
            "edit": self.edit,
            "remove": self.remove,
        }
        self._chose_view = False

    # What is shown

    def reload(self) -> None:
        snapshot = self.snapshot
        self.costs.set_rows(cost_lines(snapshot))
        newest = sorted(snapshot.calls, key=lambda call: call.at.isoformat() if call.at else "", reverse=True)
        self.calls.set_rows(newest)
        for table, first in ((self.costs, self._first_cost(snapshot)), (self.calls, newest[0].id if newest else None)):
            if first is not None:
                table.begin_at(first)
        self.totals.setText(totals(snapshot.costs).words())
        if not self._chose_view:
            self._choose_view(_COSTS if snapshot.costs or not newest else _CALLS)
            self._chose_view = bool(snapshot.costs or newest)
        self._show()

    def open_record(self, record_id: UUID) -> None:
        """Show a cost or a call; for a person or an office, open “Log a call” with that filled in."""
        record = self.snapshot.find(record_id)
        if isinstance(record, Call):
            self._show_row(_CALLS, record.id)
        elif isinstance(record, Cost):
            self._show_row(_COSTS, record.id)
        elif isinstance(record, Contact):
            self.log_call(record.id)

    def focus_field(self, field: str) -> None:
        """Open the sheet of the cost or call that another page led to, with the focus in one field."""
        self.edit()
        self.panel.focus_field(field)

    def open_new(self, kind: type[Record]) -> None:
        """Ask about a new cost or call, when another page leads here."""
        (self.log_call if kind is Call else self.add_cost)()

    @property
    def snapshot(self) -> CaseSnapshot:
        """The case as it stands."""
        return case_on_show(self.context)

    def _first_cost(self, snapshot: CaseSnapshot) -> UUID | None:
        lines = cost_lines(snapshot)
        return lines[0].cost.id if lines else None

    def _choose_view(self, view: int) -> None:
        button = self.switch.findChild(Button, f"costs.switch.{view}")
        if button is not None:
            button.setChecked(True)

    def _show_row(self, view: int, record_id: UUID) -> None:
        self.panel.close_task()
        self._choose_view(view)
        (self.costs if view == _COSTS else self.calls).select(record_id)
        self._show()

    def _show(self) -> None:
        snapshot, view = self.snapshot, self.switch.view()
        rows = snapshot.costs if view == _COSTS else snapshot.calls
        there = bool(snapshot.costs or snapshot.calls)
        self.empty.setVisible(not there)
        self.totals.setVisible(bool(snapshot.costs))
        self.switch.setVisible(there)
        self.costs.setVisible(view == _COSTS and bool(rows))
        self.calls.setVisible(view == _CALLS and bool(rows))
        self.nothing.setText(_("No costs yet. Add a bill when it comes.") if view == _COSTS else _("No calls yet."))
        self.nothing.setVisible(there and not rows)
        self._show_detail()

    def _show_detail(self) -> None:
        table = self.costs if self.switch.view() == _COSTS else self.calls
        row = table.selected()
        self.detail.setVisible(row is not None)
        if isinstance(row, CostLine):
            self.detail.show_parts(row.cost.what or _("A bill"), cost_parts(self, row), row.state.words())
        elif isinstance(row, Call):
            who = who_was_called(self.snapshot, row) or _("Somebody without a name")
            self.detail.show_parts(who, call_parts(self, self.snapshot, row), row.said)

    # What the person does

    def log_call(self, contact_id: UUID | None = None) -> None:
        """Ask about a call that was just made."""
        form = forms.LogCallForm(self.context, self.snapshot, contact_id)

        def saved() -> None:
            self.panel.close_task()
            if form.call_id is not None:
                self._show_row(_CALLS, form.call_id)
            done(self.context, _("The call is in your log."))

        form.saved.connect(saved)
        self.panel.open_task(_("Log a call"), form)

    def add_cost(self) -> None:
        """Ask about a bill."""
        form = forms.NewCostForm(self.context, given={"case_id": self.snapshot.case.id}, references=self._references())
        self._open_form(_("Add a cost"), form)

    def edit(self) -> None:
        """Open the sheet of the selected cost or call."""
        row = self._row()
        if isinstance(row, CostLine):
            form = forms.CostForm(self.context, row.cost, references=self._references())
            self._open_form(row.cost.what or _("A bill"), form)
        elif isinstance(row, Call):
            self._open_form(_("The call"), forms.CallForm(self.context, row, references=self._references()))

    def match(self) -> None:
        """Ask for the plan's statement that belongs to the selected bill."""
        row = self._row()
        if not isinstance(row, CostLine):
            return
        form = forms.match_form(self.context, self.snapshot, row.cost)

        def saved() -> None:
            self.panel.close_task()
            done(self.context, _("Matched."))

        form.saved.connect(saved)
        self.panel.open_task(_("Match: {what}").format(what=row.cost.what or _("a bill")), form)

    def join(self, bill: Cost, statement: Cost) -> None:
        """Take a statement that stands alone over into its bill."""
        attempt(self.context, lambda: join(self.context.workspace, bill, statement), _("Matched."))

    def remove(self) -> None:
        """Move the selected cost or call to Recently removed."""
        row = self._row()
        if row is None or self.panel.is_open():
            return
        record, label = (row.cost, _("Remove a cost")) if isinstance(row, CostLine) else (row, _("Remove a call"))

        def act() -> None:
            with self.context.workspace.step(label) as step:
                step.remove(record)

        attempt(self.context, act, _("Removed. It is in Recently removed for 30 days."))

    def _row(self) -> CostLine | Call | None:
        row: CostLine | Call | None = (self.costs if self.switch.view() == _COSTS else self.calls).selected()
        return row

    def _references(self) -> References:
        return {
            "contact_id": lambda: contact_choices(self.snapshot),
            "bill_document_id": lambda: document_choices(self.snapshot),
            "statement_document_id": lambda: document_choices(self.snapshot),
        }

    def _open_form(self, title: str, form: RecordForm) -> None:
        def saved(record: Record) -> None:
            self.context.workspace.history.close_step()
            self._show_row(_COSTS if isinstance(record, Cost) else _CALLS, record.id)
            done(self.context, _("Saved."))

        form.saved.connect(saved)
        form.closed.connect(self.panel.close_task)
        self.panel.open_task(title, form)

    # Calls as rows

    def _call_columns(self) -> list[Column]:
        return [
            Column(_("When"), moment_words, sort_key=lambda call: call.at.isoformat() if call.at else None),
            Column(_("Who"), self._who, names_row=True),
            Column(_("What they said"), lambda call: call.said),
            Column(_("To do"), self._to_do),
        ]

    def _who(self, call: Call) -> str:
        return ", ".join(part for part in (who_was_called(self.snapshot, call), _spoke_with(call)) if part)

    def _to_do(self, call: Call) -> str:
        mine = [each for each in self.snapshot.follow_ups if each.call_id == call.id and each.done_on is None]
        if not mine:
            return ""
        day = short_date(mine[0].day, year=False, weekday=False) if mine[0].day else ""
        return _("{what}, by {day}").format(what=mine[0].what, day=day) if day else mine[0].what

    def _call_spoken(self, call: Call) -> str:
        parts = (
            self._who(call),
            moment_words(call),
            call.said,
            self._to_do(call),
        )
        return ", ".join(part for part in parts if part)


def _spoke_with(call: Call) -> str:
    reference = _("ref {number}").format(number=call.reference_number) if call.reference_number else ""
    return ", ".join(part for part in (call.spoke_with, reference) if part)


def _cost_columns() -> list[Column]:
    return [
        Column(
            _("Date"),
            lambda line: short_date(day, year=False, weekday=False) if (day := _day(line.cost)) else "",
            sort_key=lambda line: _day(line.cost),
        ),
        Column(
            _("For"),
            lambda line: ", ".join(part for part in (line.cost.what, line.who) if part),
            names_row=True,
            grows=True,
        ),
        Column(_("Billed"), lambda line: _money(line.cost.billed_cents), right=True, sort_key=_cents("billed_cents")),
        Column(_("Plan paid"), lambda line: _money(line.cost.paid_cents), right=True, sort_key=_cents("paid_cents")),
        Column(
            _("You paid"),
            lambda line: _money(line.cost.paid_by_patient_cents),
            right=True,
            sort_key=_cents("paid_by_patient_cents"),
        ),
        Column(
            _("Status"),
            lambda line: line.state.words(),
            sort_key=lambda line: list(CostState).index(line.state),
            # What is paid stands as plain words, so that open bills stand out.
            status=lambda line: None if line.state is CostState.paid else COST_STATUS[line.state],
        ),
    ]


def _cents(field: str) -> Callable[[CostLine], int | None]:
    def read(line: CostLine) -> int | None:
        cents: int | None = getattr(line.cost, field)
        return cents

    return read


def _day(cost: Cost) -> date | None:
    return cost.date_of_service or cost.billed_on


def _money(cents: int | None) -> str:
    return money(cents) if cents is not None else ""


def _cost_spoken(line: CostLine) -> str:
    billed = _("billed {amount}").format(amount=_money(line.cost.billed_cents)) if line.cost.billed_cents else ""
    return ", ".join(part for part in (line.cost.what, line.who, billed, line.state.words()) if part)
