"""Which card stands first on Next steps, what comes up, who is waited for, and where the person is. It is all pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import TYPE_CHECKING
from uuid import UUID

from caseorg.base import language
from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot, Stage
from caseorg.domain.letter import Letter, LetterStatus, Packet
from caseorg.domain.requests import Holder
from caseorg.domain.visit import Visit
from caseorg.packets.kinds import KEPT_BY_THE_PERSON
from caseorg.services.date_words import why_of_date
from caseorg.services.deadlines import MONTH, WEEK, DateRow, RowKind, change_of, date_rows, days_words
from caseorg.services.papers_list import name_of_paper
from caseorg.services.record_kinds import phrase_of, words_of
from caseorg.services.records_list import ItemLine, State, item_lines
from caseorg.services.stages import Progress, progress_of
from caseorg.services.waiting import Waiting, waiting_on

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment

MOST_COMING_UP = 5
_DAYS_AFTER_A_CALL = timedelta(days=3)
"""How long an office that was called is left alone: about as long as it takes to look for a paper and answer."""


class Action(StrEnum):
    """What the button of a card does."""

    show_date = auto()
    make_request = auto()
    write_it_down = auto()
    log_call = auto()
    show_record = auto()
    choose_plan = auto()
    call_plan = auto()
    mark_sent = auto()
    start_list = auto()
    add_visit = auto()
    add_opinion = auto()
    add_cost = auto()


@dataclass(frozen=True)
class Card:
    """The one thing to do next, why, and its button.

    `key` is what “Not now” puts off; `about` is the record, or records, the button opens.
    """

    key: str
    title: str
    why: str
    button: str
    action: Action
    about: tuple[UUID, ...] = ()
    row: DateRow | None = None
    can_be_done_already: bool = False


@dataclass(frozen=True)
class NextSteps:
    """Everything the page shows."""

    card: Card | None
    coming_up: tuple[DateRow, ...]
    waiting: tuple[Waiting, ...]
    stages: tuple[tuple[Stage, Progress], ...]
    visit: Visit | None
    visit_line: str


@dataclass(frozen=True)
class _Seen:
    """What the choice looks at."""

    snapshot: CaseSnapshot
    assessment: Assessment
    today: date
    rows: tuple[DateRow, ...]
    lines: tuple[ItemLine, ...]


def next_steps(snapshot: CaseSnapshot, assessment: Assessment) -> NextSteps:
    """Work out the page for a case as it stands on the day of the assessment."""
    today = assessment.today
    rows = date_rows(snapshot, assessment.deadlines, today)
    lines = item_lines(snapshot, assessment.deadlines, today)
    seen = _Seen(snapshot, assessment, today, rows, lines)
    card = _first_card(seen)
    visit = next_visit(snapshot, today)
    return NextSteps(
        card=card,
        coming_up=_coming_up(seen, card),
        waiting=waiting_on(snapshot, lines, rows, today),
        stages=tuple((stage, progress_of(snapshot, stage)) for stage in Stage),
        visit=visit,
        visit_line=_visit_line(visit, today),
    )


def next_visit(snapshot: CaseSnapshot, today: date) -> Visit | None:
    """Return the next visit for a second opinion, or None."""
    ahead = [each for each in snapshot.visits if each.is_second_opinion and each.day and each.day >= today]
    return min(ahead, key=lambda each: each.day or date.max, default=None)


def _visit_line(visit: Visit | None, today: date) -> str:
    if visit is None or visit.day is None:
        return ""
    away = days_words((visit.day - today).days)
    return _("Second opinion visit: {day} ({away})").format(day=short_date(visit.day), away=away)


# The first card: the order is a promise to the person, from what can cost a right down to the next stage


def _first_card(seen: _Seen) -> Card | None:
    for cards in _IN_ORDER:
        for card in cards(seen):
            change = change_of(seen.snapshot, card.key)
            if change is None or change.not_before is None or change.not_before <= seen.today:
                return card
    return None


def _fixed_dates(seen: _Seen) -> Iterator[Card]:
    for row in seen.rows:
        if row.kind is RowKind.fixed and row.done_on is None and row.act_by <= seen.today + WEEK:
            about = (row.record.id,) if row.record else (row.deadline.about,) if row.deadline else ()
            yield Card(
                key=row.key,
                title=row.what,
                why=why_of_date(row, seen.today),
                button=_("Open"),
                action=Action.show_date,
                about=tuple(each for each in about if each),
                row=row,
                can_be_done_already=True,
            )


def _records_for_the_visit(seen: _Seen) -> Iterator[Card]:
    needed = [line for line in seen.lines if line.item.blocks_visit]
    for line in needed:
        if line.is_late and not _was_called_lately(seen, line):
            yield _late(line)
    for line in needed:
        if not _was_called_lately(seen, line):
            yield from _ask_about(seen, line)
    # Glass takes longest, then pictures; papers come quickest.
    for holder in (Holder.pathology, Holder.image_library, Holder.records):
        open_lines = [line for line in needed if line.state is State.not_asked and line.item.kind.holder is holder]
        for where in dict.fromkeys(line.from_whom for line in open_lines):
            yield _to_ask([line for line in open_lines if line.from_whom == where])
    # What lies on the desk does not come: until its letter is sent, a record is as good as not asked for.
    unsent = {line.request.letter_id for line in needed if line.state is State.letter_made and line.request}
    yield from (_to_send(paper) for paper in _papers_to_send(seen.snapshot) if paper.id in unsent)
    for line in needed:
        if line.state is State.refused:
            yield Card(
                key=f"item:{line.item.id}",
                title=_("Try another way to get this: {what}").format(what=line.what),
                why=_("{place} said no. There are other ways.").format(place=line.from_whom or _("The office")),
                button=_("See what you can do"),
                action=Action.show_record,
                about=(line.item.id,),
            )


def _late(line: ItemLine) -> Card:
    place = line.from_whom or _("the office")
    day = short_date(line.next_date) if line.next_date else ""
    return Card(
        key=f"item:{line.item.id}",
        title=_("Call {place}. Their answer is late.").format(place=place),
        why=_("You asked for this: {what}. The answer was due by {day}.").format(what=line.what, day=day),
        button=_("Log a call"),
        action=Action.log_call,
        about=(line.item.id,),
    )


def _ask_about(seen: _Seen, line: ItemLine) -> Iterator[Card]:
    """Give the card for the day to ask again, where no rule sets a day and the thing is not on its way yet."""
    clock, is_open = line.deadline, line.state in (State.asked, State.some_came)
    if clock is None or clock.is_confirmed or not is_open or line.next_date is None or line.next_date > seen.today:
        return
    yield Card(
        key=f"item:{line.item.id}",
        title=clock.words_in(language.current()).title,
        why=_("You asked for this: {what}. No rule sets a day for it, so ask how far it is.").format(what=line.what),
        button=_("Log a call"),
        action=Action.log_call,
        about=(line.item.id,),
    )


def _was_called_lately(seen: _Seen, line: ItemLine) -> bool:
    """Tell whether the office was called in these days, so that nobody is sent to the phone again the same evening."""
    snapshot = seen.snapshot
    contact = snapshot.contact(line.item.contact_id)
    office_id = (contact.part_of_id or contact.id) if contact else None
    office = {each.id for each in snapshot.contacts if office_id and office_id in (each.id, each.part_of_id)}
    days = [call.at.astimezone().date() for call in snapshot.calls if call.contact_id in office and call.at]
    return any(day <= seen.today < day + _DAYS_AFTER_A_CALL for day in days)


def _to_ask(lines: list[ItemLine]) -> Card:
    first = lines[0]
    about = tuple(line.item.id for line in lines)
    phrase = phrase_of(first.item)
    why = words_of(first.item.kind).why or _("The second doctor needs this before the visit.")
    if first.item.contact_id is None and first.from_whom:
        title = _("Write this down: {what}").format(what=first.what)
        return Card(f"item:{about[0]}", title, why, _("Start"), Action.write_it_down, about, can_be_done_already=True)
    if len(lines) > 1:
        why = _("The second doctor needs these before the visit.")
        title = (
            _("Ask {place} for {count} kinds of records").format(place=first.from_whom, count=len(lines))
            if first.from_whom
            else _("Ask for {count} kinds of records").format(count=len(lines))
        )
    elif first.from_whom:
        title = _("Ask {place} for {what}").format(place=first.from_whom, what=phrase)
    else:
        title = _("Find out who has {what}, and ask for it").format(what=phrase)
    return Card(
        f"item:{about[0]}", title, why, _("Make the letter"), Action.make_request, about, can_be_done_already=True
    )


def _unknown_facts(seen: _Seen) -> Iterator[Card]:
    open_cards = [verdict for verdict in seen.assessment.verdicts if verdict.needs]
    if not seen.snapshot.plans:
        if Stage.check_coverage not in seen.snapshot.case.stages_done and seen.snapshot.items:
            yield _choose_plan()
        return
    if any(verdict.answer == "cannot_tell" for verdict in open_cards):
        yield Card(
            key="coverage.needs",
            title=_("Ask your plan the open questions"),
            why=_("The answers decide what your plan may pay. One call can settle them."),
            button=_("Call my plan"),
            action=Action.call_plan,
        )


def _choose_plan() -> Card:
    return Card(
        key="coverage.plan",
        title=_("Tell us what kind of plan you have"),
        why=_("It decides what must be done before the visit. “Not sure” is fine."),
        button=_("Start"),
        action=Action.choose_plan,
    )


def _letters_to_send(seen: _Seen) -> Iterator[Card]:
    yield from map(_to_send, _papers_to_send(seen.snapshot))


def _papers_to_send(snapshot: CaseSnapshot) -> list[Letter | Packet]:
    """Return what is made, goes to somebody, and is not sent; a letter that went into a packet goes with it."""
    letters = snapshot.letters
    replaced = {letter.replaces_id for letter in letters}
    in_packets = {packet.letter_id for packet in snapshot.packets}
    papers: list[Letter | Packet] = [
        letter for letter in letters if letter.kind not in KEPT_BY_THE_PERSON and letter.id not in replaced | in_packets
    ]
    return [paper for paper in (*papers, *snapshot.packets) if paper.status is LetterStatus.made]


def _to_send(paper: Letter | Packet) -> Card:
    to_them = _("It is made, but not sent yet. It goes to {name}.").format(name=paper.to_name)
    return Card(
        key=f"paper:{paper.id}",
        title=_("Send your letter: {title}").format(title=name_of_paper(paper)),
        why=to_them if paper.to_name else _("It is made, but not sent yet."),
        button=_("I sent it"),
        action=Action.mark_sent,
        about=(paper.id,),
    )


def _first_step_of_stage(seen: _Seen) -> Iterator[Card]:
    snapshot = seen.snapshot
    done = snapshot.case.stages_done
    if Stage.gather not in done and not snapshot.items:
        yield Card(
            key="stage.gather",
            title=_("Make a list of what the second doctor needs"),
            why=_("We start it for you. Change what you like."),
            button=_("Start the list"),
            action=Action.start_list,
        )
    if Stage.check_coverage not in done and not snapshot.plans:
        yield _choose_plan()
    if Stage.visit not in done and not any(visit.is_second_opinion for visit in snapshot.visits):
        yield Card(
            key="stage.visit",
            title=_("Set a day with the second doctor"),
            why=_("When we know the day, we count back what has to be there before it."),
            button=_("Add the visit"),
            action=Action.add_visit,
        )
    been = [visit for visit in snapshot.visits if visit.is_second_opinion and (visit.day or seen.today) < seen.today]
    if Stage.decide not in done and been and len(snapshot.opinions) < 2:
        yield Card(
            key="stage.decide",
            title=_("Write down what the second doctor said"),
            why=_("It fades quickly. Side by side you see where the doctors agree."),
            button=_("Add an opinion"),
            action=Action.add_opinion,
        )
    if Stage.pay not in done and been and not snapshot.costs:
        yield Card(
            key="stage.pay",
            title=_("Add the bill when it comes"),
            why=_("We match it with your plan's statement and say which number differs."),
            button=_("Add a cost"),
            action=Action.add_cost,
        )


_IN_ORDER: tuple[Callable[[_Seen], Iterator[Card]], ...] = (
    _fixed_dates,
    _records_for_the_visit,
    _unknown_facts,
    _letters_to_send,
    _first_step_of_stage,
)


# The rest of the page


def _coming_up(seen: _Seen, card: Card | None) -> tuple[DateRow, ...]:
    """Return what comes up: fixed dates within 30 days always, goals where there is room left."""
    shown = card.row.key if card and card.row else None
    open_rows = [row for row in seen.rows if row.done_on is None and row.key != shown]
    soon = seen.today + MONTH
    fixed = [row for row in open_rows if row.kind is RowKind.fixed and row.act_by <= soon]
    goals = [row for row in open_rows if row.kind is RowKind.goal and row.act_by <= soon]
    chosen = [*fixed, *goals][:MOST_COMING_UP]
    return tuple(sorted(chosen, key=lambda row: (row.act_by, row.day)))
