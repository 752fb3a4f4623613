"""What the page of records says of one thing, and the buttons that fit how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.loan import Loan
from caseorg.domain.requests import Holder, RecordsRequest
from caseorg.domain.words import word_for
from caseorg.services import late_ladder, loans
from caseorg.services.record_kinds import record_kinds, words_of
from caseorg.services.records_list import ItemLine, State, history_of, status_sentence
from caseorg.services.requests import AfterNo
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.pages.choices import name_of
from caseorg.ui.pages.detail import Pair
from caseorg.ui.pages.how_we_counted import counted_lines
from caseorg.ui.pages.records_letters import further_letters
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.chip import Chip, Status
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.way import HowFar, Station, Way

if TYPE_CHECKING:
    from caseorg.ui.pages.records import RecordsPage

STATUS_OF = {
    State.not_asked: Status.neutral,
    State.letter_made: Status.neutral,
    State.asked: Status.info,
    State.late: Status.bad,
    State.some_came: Status.info,
    State.got_it: Status.ok,
    State.refused: Status.bad,
    State.not_needed: Status.neutral,
    State.sent_on: Status.info,
    State.must_go_back: Status.warn,
    State.returned: Status.ok,
}


_CAN_BE_GIVEN_UP = (State.letter_made, State.asked, State.late, State.some_came, State.refused)
"""Where “Not needed” stands apart from the buttons that go on; before anybody was asked it is one of these."""

ICON_OF = {State.letter_made: "file-text", State.not_needed: "minus", State.sent_on: "arrow-right"}


def title_of(line: ItemLine) -> str:
    """Return the title of the detail: what it is, and where."""
    if line.item.contact_id is None:
        return line.what
    return _("{what}, {place}").format(what=line.what, place=line.from_whom)


def parts_of(page: RecordsPage, snapshot: CaseSnapshot, line: ItemLine, *, counted: bool) -> Iterator[QWidget]:
    """Make the lines and buttons of the detail, top to bottom."""
    yield Chip(line.status, STATUS_OF[line.state], icon=ICON_OF.get(line.state, ""))
    sentence = status_sentence(snapshot, line)
    if sentence != line.status:
        yield Label(sentence)
    if hint := words_of(line.item.kind).hint:
        yield Label(hint, Role.small, "text.secondary")
    yield from _what_helps(line)
    if line.state is State.not_asked and line.item.kind.holder is Holder.pathology:
        yield Label(_("No rule sets a day for this. We'll remind you to check in a week."), ink="text.secondary")
    if line.deadline is not None:
        words = _("Hide how we counted") if counted else _("How we counted")
        yield LinkButton(words, page.switch_counted, icon="chevron-down", name="records.counted")
        if counted:
            yield from counted_lines(line.deadline)
    yield FlowRow(*_next_buttons(page, line), name="records.buttons")
    if line.is_late and line.request is not None:
        yield from _when_late(snapshot, line.request)
    if line.state is State.refused:
        yield from _after_no(page, line)
    yield from further_letters(page, line)
    if line.loan is not None:
        yield from _loan(page, snapshot, line.loan)
    if happened := history_of(snapshot, line.item):
        yield Label(_("What happened"), Role.label)
        for each in happened:
            day = short_date(each.day, weekday=False)
            yield Label(_("{day}: {words}").format(day=day, words=each.words))
    yield _edit_row(page, line)


def _what_helps(line: ItemLine) -> Iterator[QWidget]:
    item = line.item
    if item.what and item.what != line.what:
        yield Pair(_("In your words"), item.what)
    if item.body_part:
        yield Pair(_("Body part"), item.body_part)
    if item.care_date:
        yield Pair(_("Date of the test or visit"), short_date(item.care_date))
    if item.accession_number and line.loan is None:
        yield Pair(_("Number on the report"), item.accession_number)


def _next_buttons(page: RecordsPage, line: ItemLine) -> Iterator[Button]:
    buttons: dict[State, Callable[[RecordsPage, ItemLine], Iterator[Button]]] = {
        State.not_asked: _to_ask,
        State.letter_made: _to_send,
        State.asked: _to_chase,
        State.late: _to_chase,
        State.some_came: _to_chase,
        State.got_it: _in_hand,
        State.not_needed: _given_up,
    }
    yield from buttons.get(line.state, lambda _page, _line: iter(()))(page, line)


def _to_ask(page: RecordsPage, line: ItemLine) -> Iterator[Button]:
    if record_kinds()[line.item.kind].from_patient:
        yield _button(_("I have it"), lambda: page.ask_what_came(line), "it_came", ButtonKind.main)
    elif line.request is not None and line.request.letter_id is None and line.request.asked_on is None:
        yield _button(_("Make the letter"), lambda: page.make_letter(line), "make_letter", ButtonKind.main)
    else:
        yield _button(_("Ask for it"), lambda: page.ask(line), "ask_this", ButtonKind.main)
    if not record_kinds()[line.item.kind].from_patient:
        yield _button(_("I asked already"), lambda: page.ask_when_asked(line), "i_asked")
        yield _button(_("It came"), lambda: page.ask_what_came(line), "it_came")
    yield _button(_("Not needed"), lambda: page.not_needed(line), "not_needed")


def _to_send(page: RecordsPage, line: ItemLine) -> Iterator[Button]:
    yield _button(_("I sent it"), lambda: page.ask_how_sent(line), "i_sent_it", ButtonKind.main)
    yield _button(_("Open the letter"), lambda: page.open_letter(line), "open_letter", icon="file-text")
    yield _button(_("It came"), lambda: page.ask_what_came(line), "it_came")
    yield _button(_("They said no"), lambda: page.ask_what_they_said(line), "they_said_no")


def _to_chase(page: RecordsPage, line: ItemLine) -> Iterator[Button]:
    late = line.is_late
    yield _button(
        _("Log a call"), lambda: page.log_call(line), "log_call", ButtonKind.main if late else ButtonKind.plain, "phone"
    )
    came = _("The rest came") if line.state is State.some_came else _("It came")
    kind = ButtonKind.plain if late else ButtonKind.main
    if line.loan is None:
        yield _button(came, lambda: page.ask_what_came(line), "it_came", kind)
    yield _button(_("They said no"), lambda: page.ask_what_they_said(line), "they_said_no")
    if line.request is not None:
        yield _button(_("Make a follow-up letter"), lambda: page.follow_up(line), "follow_up", icon="file-text")


def _in_hand(page: RecordsPage, line: ItemLine) -> Iterator[Button]:
    if line.item.document_id is not None:
        yield _button(_("Open the file"), lambda: page.open_file(line), "open_file", ButtonKind.main, "file-text")
    else:
        yield _button(_("Choose its file"), lambda: page.ask_what_came(line), "it_came")


def _given_up(page: RecordsPage, line: ItemLine) -> Iterator[Button]:
    yield _button(_("I need it after all"), lambda: page.needed_after_all(line), "needed")


def _when_late(snapshot: CaseSnapshot, request: RecordsRequest) -> Iterator[QWidget]:
    yield Label(_("When they are late, step by step"), Role.card_title)
    steps = [
        ((_("Done: {what}") if rung.is_done else "{what}").format(what=rung.words), rung.is_done)
        for rung in late_ladder.rungs(snapshot, request)
    ]
    yield Way(tuple(_stations(steps)), name="records.late_ladder")


def _after_no(page: RecordsPage, line: ItemLine) -> Iterator[QWidget]:
    yield Label(_("What you can do now"), Role.card_title)
    yield Label(AfterNo.try_treating_doctor.words())
    yield FlowRow(_button(_("Ask my own doctor"), lambda: page.ask_own_doctor(line), "ask_doctor"))
    yield Label(AfterNo.ask_for_reason.words())
    if line.request is not None:
        words = _("Make a letter that asks why")
        yield FlowRow(_button(words, lambda: page.ask_for_reason(line), "ask_why", icon="file-text"))
    yield Label(AfterNo.complain.words())
    yield FlowRow(_button(_("It came after all"), lambda: page.ask_what_came(line), "it_came"))


def _loan(page: RecordsPage, snapshot: CaseSnapshot, loan: Loan) -> Iterator[QWidget]:
    yield Label(word_for(loan.thing), Role.card_title)
    for name, words in _loan_lines(snapshot, loan):
        if words:
            yield Pair(name, words)
    yield Label(_("Whose hands they are in"), Role.label)
    passed = loans.hands(snapshot, loan)
    yield Way(tuple(_stations([(each.words, each.is_behind) for each in passed])), name="records.hands")
    yield FlowRow(*_loan_buttons(page, loan), name="records.loan")


def _loan_buttons(page: RecordsPage, loan: Loan) -> Iterator[Button]:
    if loan.sent_on is None and loan.arrived_on is None:
        yield _button(_("They were sent on"), lambda: page.ask_sent_on(loan), "sent_on")
    if loan.arrived_on is None:
        yield _button(_("They arrived"), lambda: page.ask_arrived(loan), "arrived")
    elif loan.sent_back_on is None and loan.returned_on is None:
        yield _button(_("They went back"), lambda: page.ask_sent_back(loan), "sent_back")
    if loan.returned_on is None and (loan.arrived_on or loan.sent_back_on):
        yield _button(_("They are returned"), lambda: page.ask_returned(loan), "returned")
    yield _button(_("Edit the loan"), lambda: page.edit_loan(loan), "edit_loan", icon="pencil")


def _stations(passed: Sequence[tuple[str, bool]]) -> Iterator[Station]:
    """Say how far each station is; the first that is not behind is the next one."""
    ahead = HowFar.now
    for words, is_behind in passed:
        yield Station(words, HowFar.behind if is_behind else ahead)
        if not is_behind:
            ahead = HowFar.ahead


def _loan_lines(snapshot: CaseSnapshot, loan: Loan) -> Iterator[tuple[str, str]]:
    yield _("Number on the report"), loan.accession_number
    if loan.slide_count is not None:
        yield _("How many slides"), str(loan.slide_count)
    if loan.block_count is not None:
        yield _("How many blocks"), str(loan.block_count)
    yield _("Lent by"), name_of(snapshot, loan.lender_id)
    yield _("Read by"), name_of(snapshot, loan.borrower_id)
    yield _("Must go back by"), short_date(loan.must_go_back_by) if loan.must_go_back_by else ""


def _edit_row(page: RecordsPage, line: ItemLine) -> FlowRow:
    row = FlowRow(_button(_("Edit"), page.edit, "edit", ButtonKind.quiet, "pencil"), name="records.change")
    if line.request is not None:
        row.add(_button(_("Edit the request"), lambda: page.edit_request(line), "edit_request", ButtonKind.quiet))
    if line.state in _CAN_BE_GIVEN_UP:
        row.add(_button(_("Not needed"), lambda: page.not_needed(line), "not_needed", ButtonKind.quiet))
    row.add_apart(_button(_("Remove"), page.remove, "remove", ButtonKind.quiet, "trash-2"))
    return row


def _button(
    words: str, pressed: Callable[[], object], name: str, kind: ButtonKind = ButtonKind.plain, icon: str = ""
) -> Button:
    return Button(words, pressed, kind=kind, icon=icon, name=f"records.{name}")
