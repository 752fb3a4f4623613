"""The list of records: how far each thing has come, in the exact words of the page, and by when an answer is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from caseorg.base.language import _, ngettext, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.deadline import Deadline
from caseorg.domain.letter import LetterStatus, SendingWay
from caseorg.domain.loan import Loan
from caseorg.domain.requests import Holder, ItemStatus, RecordsRequest, RequestedItem
from caseorg.services.record_kinds import record_kinds, what_it_is
from caseorg.services.requests import chain_of

_DAYS_BEFORE_VISIT = 10


class State(StrEnum):
    """How far a thing has come, as the list says it. “Late” and what becomes of a loan are counted, never set."""

    not_asked = auto()
    letter_made = auto()
    asked = auto()
    late = auto()
    some_came = auto()
    got_it = auto()
    refused = auto()
    not_needed = auto()
    sent_on = auto()
    must_go_back = auto()
    returned = auto()

    def words(self) -> str:
        """Say it as the list does; dates and names come beside it."""
        return {
            State.not_asked: _("Not asked yet"),
            State.letter_made: _("Letter made, not sent"),
            State.asked: _("Asked"),
            State.late: _("Late"),
            State.some_came: _("Some came"),
            State.got_it: _("Got it"),
            State.refused: _("They said no"),
            State.not_needed: _("Not needed"),
            State.sent_on: _("Sent on"),
            State.must_go_back: _("Must go back"),
            State.returned: _("Returned"),
        }[self]


@dataclass(frozen=True)
class ItemLine:
    """One row of the list: a thing, where it is, how far it has come, and its next date."""

    item: RequestedItem
    what: str
    from_whom: str
    state: State
    status: str
    """The state in words, with its day or place: “Asked Nov 5”, “Must go back by Jan 8”."""
    asked_on: date | None = None
    next_date: date | None = None
    deadline: Deadline | None = None
    """The clock the next date comes from, for “How we counted”."""
    request: RecordsRequest | None = None
    loan: Loan | None = None
    is_late: bool = False
    """Whether the answer, or the rest of it where some came, was due on a day that is past."""


@dataclass(frozen=True)
class InHand:
    """How many things are in hand, and by when the rest is needed."""

    got: int
    needed: int
    needed_by: date | None = None
    days_before_visit: int | None = None

    def words(self) -> str:
        """Say it as the head of the page does."""
        counted = ngettext("{got} of {needed} in hand.", "{got} of {needed} in hand.", self.needed)
        line = counted.format(got=self.got, needed=self.needed)
        if self.needed_by is None:
            return line
        day = short_date(self.needed_by)
        if self.days_before_visit is None:
            return _("{line} Needed by {day}.").format(line=line, day=day)
        days = self.days_before_visit
        form = ngettext(
            "{line} Needed by {day} ({days} day before the visit).",
            "{line} Needed by {day} ({days} days before the visit).",
            days,
        )
        return form.format(line=line, day=day, days=days)


def item_lines(snapshot: CaseSnapshot, deadlines: Iterable[Deadline], today: date) -> tuple[ItemLine, ...]:
    """Return a row for each thing on the list, in the order in which they were put there.

    Args:
        snapshot: The case.
        deadlines: What the rules count for it (`Assessment.deadlines`); the records clock gives the reply dates.
        today: The day it is.
    """
    clocks = tuple(deadlines)
    return tuple(_line(snapshot, item, clocks, today) for item in snapshot.items)


def reply_clock(
    snapshot: CaseSnapshot, request: RecordsRequest | None, deadlines: Iterable[Deadline]
) -> Deadline | None:
    """Return the clock by which a request, or the one it follows up on, has to be answered; the earliest of several."""
    chain = {each.id for each in chain_of(snapshot, request.id)} if request else set()
    found = [
        each
        for each in deadlines
        if each.about in chain and not each.is_mine and each.done_on is None and _answer_day(each)
    ]
    return min(found, key=lambda each: _answer_day(each) or date.max, default=None)


def needed_by(snapshot: CaseSnapshot, today: date) -> tuple[date | None, int | None]:
    """Return by when the records are needed, and how many days that is before the visit, if there is one."""
    visits = [each.day for each in snapshot.visits if each.is_second_opinion and each.day and each.day >= today]
    if visits:
        return min(visits) - timedelta(days=_DAYS_BEFORE_VISIT), _DAYS_BEFORE_VISIT
    asked = [each.needed_by for each in snapshot.requests if each.needed_by and each.answered_on is None]
    return (min(asked), None) if asked else (None, None)


def in_hand(snapshot: CaseSnapshot, today: date) -> InHand:
    """Count what is in hand among what is needed."""
    needed = [item for item in snapshot.items if item.status is not ItemStatus.not_needed]
    got = sum(item.status is ItemStatus.got_it for item in needed)
    day, before = needed_by(snapshot, today)
    return InHand(got, len(needed), day, before)


def open_items(snapshot: CaseSnapshot) -> tuple[RequestedItem, ...]:
    """Return what is neither in hand nor given up, for the count beside the page's name. A no is not the end."""
    return tuple(item for item in snapshot.items if item.status not in (ItemStatus.got_it, ItemStatus.not_needed))


def status_sentence(snapshot: CaseSnapshot, line: ItemLine) -> str:
    """Say in a sentence or two how far a thing has come, as its detail does."""
    first = next(iter(chain_of(snapshot, line.item.request_id)), None)
    asked_on = first.asked_on if first else None
    if line.state in (State.asked, State.late) and asked_on:
        way = _way_of(snapshot, first)
        day = short_date(asked_on, year=False, weekday=False)
        asked = _("Asked on {day}.").format(day=day) if not way else _asked_by(way).format(day=day)
        # A Spanish day without its year ends in a stop of its own, as in “14 de nov.”.
        return " ".join(part.replace("..", ".") for part in (asked, _answer_words(line)) if part)
    if line.state is State.some_came and line.next_date:
        day = short_date(line.next_date, year=False, weekday=False)
        form = _("The rest was due by {day}.") if line.is_late else _("They have until {day} to send the rest.")
        return form.format(day=day)
    if line.state is State.refused and line.item.refusal_text:
        return _("They said: “{words}”").format(words=line.item.refusal_text)
    if line.state is State.letter_made:
        return _("The letter is made. It is not sent yet.")
    return line.status


def _answer_words(line: ItemLine) -> str:
    if line.request and line.request.holder is Holder.pathology:
        return _("No rule sets a day for this. We'll remind you to check in a week.")
    if line.next_date is None:
        return ""
    day = short_date(line.next_date, year=False, weekday=False)
    if line.state is State.late:
        return _("Their answer was due by {day}.").format(day=day)
    if line.deadline is not None and not line.deadline.is_confirmed:
        return _("Ask again on {day}.").format(day=day)
    return _("They have until {day} to answer.").format(day=day)


def _asked_by(way: SendingWay) -> str:
    return {
        SendingWay.mail: _("Asked on {day} by mail."),
        SendingWay.certified_mail: _("Asked on {day} by certified mail."),
        SendingWay.overnight: _("Asked on {day} by overnight mail."),
        SendingWay.fax: _("Asked on {day} by fax."),
        SendingWay.portal: _("Asked on {day} on their website."),
        SendingWay.email: _("Asked on {day} by email."),
        SendingWay.by_hand: _("Asked on {day} by hand."),
    }[way]


def _way_of(snapshot: CaseSnapshot, request: RecordsRequest | None) -> SendingWay | None:
    sent = [each for each in snapshot.sendings if request and each.letter_id and each.letter_id == request.letter_id]
    return sent[-1].way if sent else None


def _line(snapshot: CaseSnapshot, item: RequestedItem, clocks: tuple[Deadline, ...], today: date) -> ItemLine:
    chain = chain_of(snapshot, item.request_id)
    request = chain[-1] if chain else None
    loan = next((each for each in snapshot.loans if each.item_id == item.id), None)
    deadline = (
        reply_clock(snapshot, request, clocks) if item.status in (ItemStatus.asked, ItemStatus.some_came) else None
    )
    state, next_date = _state(item, loan, deadline, today)
    asked_on = next((each.asked_on for each in chain if each.asked_on), None)
    return ItemLine(
        item=item,
        what=what_it_is(item),
        from_whom=_from(snapshot, item),
        state=state,
        status=_status(snapshot, state, loan, asked_on, next_date),
        asked_on=asked_on,
        next_date=next_date,
        deadline=deadline,
        request=request,
        loan=loan,
        is_late=state in (State.late, State.some_came) and deadline is not None and deadline.is_late(today),
    )


def _state(item: RequestedItem, loan: Loan | None, deadline: Deadline | None, today: date) -> tuple[State, date | None]:
    if loan and loan.returned_on:
        return State.returned, None
    if loan and (loan.sent_on or loan.arrived_on) and item.status not in (ItemStatus.refused, ItemStatus.not_needed):
        return (State.must_go_back, loan.must_go_back_by) if loan.must_go_back_by else (State.sent_on, None)
    if deadline is not None and item.status is ItemStatus.asked and deadline.is_late(today):
        return State.late, _answer_day(deadline)
    return State(item.status.value), _answer_day(deadline) if deadline else None


def _answer_day(deadline: Deadline) -> date | None:
    """Return the day an answer is due: the last day, or our follow-up day where no rule could be confirmed."""
    return deadline.last_day or deadline.send_by


def _status(
    snapshot: CaseSnapshot, state: State, loan: Loan | None, asked_on: date | None, next_date: date | None
) -> str:
    if state is State.asked and asked_on:
        return _("Asked {day}").format(day=short_date(asked_on, year=False, weekday=False))
    if state is State.must_go_back and next_date:
        return _("Must go back by {day}").format(day=short_date(next_date, year=False, weekday=False))
    borrower = snapshot.contact(loan.borrower_id) if loan else None
    if state is State.sent_on and borrower:
        return _("Sent on to {name}").format(name=borrower.name)
    return state.words()


def _from(snapshot: CaseSnapshot, item: RequestedItem) -> str:
    contact = snapshot.contact(item.contact_id)
    if contact is None:
        return _("You") if record_kinds()[item.kind].from_patient else ""
    office = snapshot.contact(contact.part_of_id)
    return office.name if office else contact.name


@dataclass(frozen=True)
class Happened:
    """One thing that happened to a record asked for, with its day."""

    day: date
    words: str


def history_of(snapshot: CaseSnapshot, item: RequestedItem) -> tuple[Happened, ...]:
    """Return what happened to a thing so far, oldest first."""
    found: list[Happened] = []
    for request in chain_of(snapshot, item.request_id):
        letters = [each for each in snapshot.letters if each.about_id == request.id or each.id == request.letter_id]
        for letter in letters:
            if letter.made_on and letter.status is not LetterStatus.draft:
                found.append(Happened(letter.made_on, _("letter made")))
        ids = {letter.id for letter in letters}
        for sending in (each for each in snapshot.sendings if each.letter_id in ids and each.sent_on):
            words = _sent_to(sending.way).format(where=sending.sent_to) if sending.sent_to else _("sent")
            found.append(Happened(sending.sent_on or date.max, words))
        if request.received_on:
            found.append(Happened(request.received_on, _("they got it")))
        if request.extended_on:
            found.append(Happened(request.extended_on, _("they asked for more time")))
    if item.came_on:
        words = _("some of it came") if item.status is ItemStatus.some_came else _("it came")
        found.append(Happened(item.came_on, words))
    return tuple(sorted(found, key=lambda each: each.day))


def _sent_to(way: SendingWay) -> str:
    if way is SendingWay.fax:
        return _("sent by fax to {where}")
    if way is SendingWay.email:
        return _("sent by email to {where}")
    if way is SendingWay.portal:
        return _("sent on the website of {where}")
    return _("brought to {where}") if way is SendingWay.by_hand else _("mailed to {where}")
