"""Records: what the second doctor needs, who has it, how far it has come, and what to do next about each."""

from __future__ import annotations

from uuid import UUID

from caseorg.base.language import _, short_date
from caseorg.domain.costs import Call
from caseorg.domain.deadline import DateChange
from caseorg.domain.document import Document
from caseorg.domain.letter import Letter, LetterKind, Sending
from caseorg.domain.loan import Loan
from caseorg.domain.opinion import Opinion
from caseorg.domain.people import CaseContact, Contact, ContactRole
from caseorg.domain.record import Record
from caseorg.domain.requests import ItemStatus, RecordsRequest, RequestedItem
from caseorg.domain.visit import Visit
from caseorg.services import records_list, requests
from caseorg.services.records_list import ItemLine, State
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done, log_call, make_letters, remove, start_letter
from caseorg.ui.forms.form import RecordForm
from caseorg.ui.page import PageContext
from caseorg.ui.pages import records_forms as forms
from caseorg.ui.pages.detail import Detail, show_below
from caseorg.ui.pages.panel import Panel
from caseorg.ui.pages.records_ask import AskForm
from caseorg.ui.pages.records_came import ItCameForm
from caseorg.ui.pages.records_detail import ICON_OF, STATUS_OF, parts_of, title_of
from caseorg.ui.pages.records_report import ReportCard
from caseorg.ui.pages.rules_page import RulesPage
from caseorg.ui.pages.short_form import ShortForm
from caseorg.ui.pages.words_here import WordsHere
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.label import Label

_URGENCY = (State.late, State.letter_made, State.not_asked, State.some_came, State.asked)


class RecordsPage(RulesPage):
    """One row for each thing needed from one place."""

    name = "records"
    title = "Records"
    purpose = "What the second doctor needs, and who has it."
    group = "Gather"
    icon = "folder-open"
    shows = (
        RequestedItem, RecordsRequest, Loan, Letter, Sending, Contact, CaseContact, Visit, Document, Call, DateChange,
        Opinion,
    )  # fmt: skip

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.add_main_button(
            Button(_("Ask for records"), self.ask, kind=ButtonKind.main, name="records.ask"), command="main"
        )
        self.add_main_button(Button(_("Add one"), self.add_one, icon="plus", name="records.add"), command="add")
        set_gaps(self.column, gap=16)
        self.in_hand = Label("", Role.card_title)
        self.in_hand.setObjectName("records.in_hand")
        self.empty = EmptyState(
            "folder-open",
            _("Make a list of what the second doctor needs. We start it for you."),
            _("Ask for records"),
            self.start,
            name="records.empty",
        )
        self.list = RecordTable(
            _("Records"), _columns(), _spoken, name="records.list", key=lambda line: line.item.id, commands=self._menu()
        )
        self.list.chosen.connect(lambda _line: self._show_detail())
        self.detail = Detail(name="records.detail")
        show_below(self, self.list, self.detail)
        self.report = ReportCard(context)
        for widget in (self.in_hand, self.report, self.empty, self.list, self.detail):
            self.column.addWidget(widget)
        self.column.addWidget(WordsHere(context, ("pathology_report", "biopsy_slides", "dicom_files", "release_form")))
        self.panel = Panel(self, name="records.panel", hides=(self.main, self.header.actions))
        self.body.addWidget(self.panel)
        self.commands |= {"edit": self.edit, "remove": self.remove}
        self._counted = False
        self._led_to: UUID | None = None
        self._lines: tuple[ItemLine, ...] = ()

    # What is shown

    def show_case(self) -> None:
        """Show the list as it stands."""
        snapshot = self.snapshot
        deadlines = self.context.workspace.assess(snapshot).deadlines
        self._lines = records_list.item_lines(snapshot, deadlines, self.context.today())
        self.list.set_rows(self._lines)
        there = bool(self._lines)
        self.empty.setVisible(not there)
        self.list.setVisible(there)
        self.in_hand.setText(records_list.in_hand(snapshot, self.context.today()).words())
        self.in_hand.setVisible(there)
        self.report.show_case(snapshot)
        if there:
            self.list.begin_at(min(self._lines, key=_urgency).item.id)
        self._show_detail()

    def show_record(self, record_id: UUID) -> None:
        """Select a thing, or the first one of a request."""
        line = next((each for each in self._lines if record_id in _ids(each)), None)
        self._led_to = record_id
        if line is not None:
            self.panel.close_task()
            self.list.select(line.item.id)
            self._show_detail()

    def focus_field(self, field: str) -> None:
        """Open the sheet of the loan, the request or the thing on show at one field; of several, the one without."""
        line = self.line()
        if line is None:
            return
        if line.loan is not None and line.loan.id == self._led_to and field in type(line.loan).model_fields:
            self.edit_loan(line.loan)
        elif line.request is not None and field in type(line.request).model_fields:
            self.edit_request(line)
        elif field in type(line.item).model_fields:
            mine = [each for each in self._lines if self._led_to in _ids(each)]
            self.list.select(next((each for each in mine if not getattr(each.item, field)), line).item.id)
            self.edit()
        self.panel.focus_field(field)

    def open_new(self, _kind: type[Record]) -> None:
        """Ask of whom to ask for what, when another page leads here."""
        self.ask()

    def line(self) -> ItemLine | None:
        """Return the row that is selected, or None."""
        line: ItemLine | None = self.list.selected()
        return line

    def switch_counted(self) -> None:
        """Show or hide how the next date was counted."""
        self._counted = not self._counted
        self._show_detail()

    def _show_detail(self) -> None:
        line = self.line()
        self.detail.setVisible(line is not None)
        if line is not None:
            parts = parts_of(self, self.snapshot, line, counted=self._counted)
            self.detail.show_parts(title_of(line), parts, line.status)

    # The list

    def start(self) -> None:
        """Start the list, and ask of whom to ask for it."""
        if attempt(
            self.context,
            lambda: requests.start_list(self.context.workspace, self._case_id()),
            _("We started the list."),
        ):
            self.ask()

    def add_one(self) -> None:
        """Ask for one more thing."""
        self._open_form(
            _("Add a record to the list"),
            forms.NewItemForm(
                self.context, given={"case_id": self._case_id()}, references=forms.references(lambda: self.snapshot)
            ),
            _("Added to the list."),
        )

    def edit(self) -> None:
        """Open the sheet of the selected thing."""
        line = self.line()
        if line is not None:
            form = forms.ItemForm(self.context, line.item, references=forms.references(lambda: self.snapshot))
            self._open_form(title_of(line), form, _("Saved."))

    def edit_request(self, line: ItemLine) -> None:
        """Open the sheet of the request a thing was asked for in."""
        form = forms.RequestForm(self.context, line.request, references=forms.references(lambda: self.snapshot))
        self._open_form(_("The request to {place}").format(place=line.from_whom), form, _("Saved."))

    def edit_loan(self, loan: Loan) -> None:
        """Open the sheet of a loan."""
        form = forms.LoanForm(self.context, loan, references=forms.references(lambda: self.snapshot))
        self._open_form(_("Slides or blocks on loan"), form, _("Saved."))

    def remove(self) -> None:
        """Take the selected thing off the list, with its loan."""
        line = self.line()
        if line is not None and not self.panel.is_open():
            remove(self.context, line.item)

    # Asking

    def ask(self, line: ItemLine | None = None, office_id: UUID | None = None) -> None:
        """Ask of whom to ask for what."""
        form = AskForm(self.context, self.snapshot, line.item if line else None, office_id)
        form.asked.connect(self._asked)
        self.panel.open_task(_("Ask for records"), form)

    def make_letter(self, line: ItemLine) -> None:
        """Make the letter of a request that has none."""
        if line.request is not None:
            kind = requests.letter_kind(line.request.holder)
            make_letters(self.context, [requests.LetterToMake(kind, line.request.id)])

    def follow_up(self, line: ItemLine) -> None:
        """Make a letter that follows up on a request."""
        if line.request is not None:
            self._follow_up(line.request)

    def ask_for_reason(self, line: ItemLine) -> None:
        """Write a letter that asks for the reason of a no."""
        if line.request is not None:
            self.start_letter(LetterKind.written_denial, line.request.id)

    def start_letter(self, kind: LetterKind, request_id: UUID) -> None:
        """Write a further letter about a request."""
        start_letter(self.context, kind, request_id)

    def ask_own_doctor(self, line: ItemLine) -> None:
        """Ask the person's own doctor for what another office refused."""
        roles = (ContactRole.treating_doctor, ContactRole.main_doctor, ContactRole.first_opinion)
        doctor = self.snapshot.contact_in_role(*roles)
        self.ask(line, doctor.id if doctor else None)

    def open_letter(self, line: ItemLine) -> None:
        """Lead to the letter of a request."""
        if line.request is not None and line.request.letter_id is not None:
            self.context.go_to("letters_and_packets", line.request.letter_id)

    def _follow_up(self, request: RecordsRequest) -> None:
        made: list[requests.LetterToMake] = []
        if attempt(
            self.context,
            lambda: made.append(requests.follow_up(self.context.workspace, request)),
            _("The follow-up is on the list."),
        ):
            make_letters(self.context, made)

    def _asked(self, letters: tuple[requests.LetterToMake, ...]) -> None:
        self.panel.close_task()
        make_letters(self.context, letters)

    # What happened

    def ask_what_came(self, line: ItemLine) -> None:
        """Ask what came and when."""
        self._open_short(_("It came"), line, ItCameForm(self.context, self.snapshot, line), _("Saved."))

    def ask_what_they_said(self, line: ItemLine) -> None:
        """Ask what an office said when it said no."""
        words = _("Saved. Below is what you can do now.")
        self._open_short(_("They said no"), line, forms.they_said_no(self.context, line), words)

    def ask_when_asked(self, line: ItemLine) -> None:
        """Ask when something was asked for without our letter."""
        self._open_short(_("I asked already"), line, forms.i_asked(self.context, self.snapshot, line), _("Saved."))

    def ask_how_sent(self, line: ItemLine) -> None:
        """Ask how and when the letter of a request went out."""
        letter = self.snapshot.find(line.request.letter_id) if line.request else None
        if isinstance(letter, Letter):
            words = _("Marked as sent. We'll watch for the answer.")
            self._open_short(_("I sent it"), line, forms.i_sent_it(self.context, letter), words)

    def not_needed(self, line: ItemLine) -> None:
        """Note that a thing is not needed."""
        attempt(
            self.context, lambda: requests.not_needed(self.context.workspace, line.item), _("Marked as not needed.")
        )

    def needed_after_all(self, line: ItemLine) -> None:
        """Put a thing back among those that are needed."""
        needed = line.item.revised(status=ItemStatus.not_asked)
        attempt(
            self.context,
            lambda: self.context.workspace.save(needed, _("Put a record back on the list")),
            _("Back on the list."),
        )

    def open_file(self, line: ItemLine) -> None:
        """Lead to the file that came."""
        self.context.go_to("documents", line.item.document_id)

    def log_call(self, line: ItemLine) -> None:
        """Lead to where a call is written down."""
        log_call(self.context, line.item.contact_id)

    def ask_sent_on(self, loan: Loan) -> None:
        """Ask how slides left the laboratory."""
        form = forms.sent_on(self.context, self.snapshot, loan)
        self._open_short(_("They were sent on"), None, form, _("Saved."))

    def ask_arrived(self, loan: Loan) -> None:
        """Ask when slides arrived."""
        self._open_short(_("They arrived"), None, forms.arrived(self.context, loan), _("Saved."))

    def ask_sent_back(self, loan: Loan) -> None:
        """Ask when slides went back."""
        self._open_short(_("They went back"), None, forms.sent_back(self.context, loan), _("Saved."))

    def ask_returned(self, loan: Loan) -> None:
        """Ask when slides were returned."""
        self._open_short(_("They are returned"), None, forms.returned(self.context, loan), _("Saved."))

    # Inside

    def _case_id(self) -> UUID:
        return self.snapshot.case.id

    def _menu(self) -> list[tuple[str, object]]:
        return [
            (_("It came"), self.ask_what_came),
            (_("Log a call"), self.log_call),
            (_("Edit"), lambda _line: self.edit()),
            (_("Remove"), lambda _line: self.remove()),
        ]

    def _open_form(self, title: str, form: RecordForm, words: str) -> None:
        def saved(record: object) -> None:
            self.context.workspace.history.close_step()
            self.panel.close_task()
            if isinstance(record, RequestedItem):
                self.list.select(record.id)
            done(self.context, words)

        form.saved.connect(saved)
        form.closed.connect(self.panel.close_task)
        self.panel.open_task(title, form)

    def _open_short(self, title: str, line: ItemLine | None, form: ShortForm, words: str) -> None:
        def saved() -> None:
            self.panel.close_task()
            done(self.context, words)

        form.saved.connect(saved)
        about = title if line is None else _("{title}: {what}").format(title=title, what=title_of(line))
        self.panel.open_task(about, form)


def _columns() -> list[Column]:
    return [
        Column(_("What"), _what),
        Column(_("From"), lambda line: line.from_whom),
        Column(
            _("Status"),
            lambda line: line.status,
            sort_key=lambda line: list(State).index(line.state),
            status=lambda line: STATUS_OF[line.state],
            icon=lambda line: ICON_OF.get(line.state, ""),
        ),
        Column(
            _("Next date"),
            lambda line: short_date(line.next_date, year=False) if line.next_date else "",
            sort_key=lambda line: line.next_date,
        ),
    ]


def _what(line: ItemLine) -> str:
    own = line.item.what
    return _("{what}: {detail}").format(what=line.what, detail=own) if own and own != line.what else line.what


def _spoken(line: ItemLine) -> str:
    form = _("{what}, {place}, {status}") if line.from_whom else _("{what}, {status}")
    row = form.format(what=_what(line), place=line.from_whom, status=line.status)
    if line.next_date is None:
        return row
    return _("{row}, next date {day}").format(row=row, day=short_date(line.next_date))


def _urgency(line: ItemLine) -> int:
    return _URGENCY.index(line.state) if line.state in _URGENCY else len(_URGENCY)


def _ids(line: ItemLine) -> set[UUID]:
    return {line.item.id, *([line.request.id] if line.request else []), *([line.loan.id] if line.loan else [])}
