"""Gathers what happened in a case, day by day, for the drawn line of time. It leaves out what has no day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import Letter, Packet
from caseorg.domain.requests import RequestedItem
from caseorg.packets.blocks import Block, Moment, Timeline
from caseorg.packets.words import Wording

_LONGEST = 90

Dated = tuple[date | None, str, Literal["care", "papers"]]


def drawn(snapshot: CaseSnapshot, words: Wording, today: date) -> tuple[Block, ...]:
    """Return the line of time of a case; nothing while no day is known."""
    found: list[Dated] = [*_care(snapshot, words), *_papers(snapshot, words)]
    dated = {(day, _shortened(text), lane) for day, text, lane in found if day is not None and text.strip()}
    if not dated:
        return ()
    moments = [
        Moment(day, words.shown(day), text, lane, is_ahead=day > today)
        for day, text, lane in sorted(dated, key=lambda one: (one[0], one[2], one[1]))
    ]
    moments.append(Moment(today, words.shown(today), words.say("timeline", "today"), is_today=True))
    moments.sort(key=lambda one: (one.day, one.is_today))
    return (Timeline(tuple(moments), (words.say("timeline", "care"), words.say("timeline", "papers"))),)


def _care(snapshot: CaseSnapshot, words: Wording) -> Iterator[Dated]:
    """What was done and said: tests, diagnoses, opinions, visits, what is planned."""
    for item in snapshot.items:
        yield item.care_date, _thing(item, words), "care"
    for one in snapshot.diagnoses:
        yield one.told_on, _say(words, "told", one.name or one.told), "care"
        planned = one.procedure or (words.choice(one.planned) if one.planned else "")
        yield one.planned_on, _say(words, "planned", planned), "care"
    for done in snapshot.procedures:
        yield done.done_on, done.name, "care"
    for opinion in snapshot.opinions:
        doctor = snapshot.contact(opinion.contact_id)
        parts = (words.choice(opinion.order), doctor.name if doctor else "")
        yield opinion.given_on, ", ".join(part for part in parts if part), "care"
    given = {(opinion.contact_id, opinion.given_on) for opinion in snapshot.opinions}
    for visit in snapshot.visits:
        doctor = snapshot.contact(visit.contact_id)
        if doctor and visit.happened is not False and (visit.contact_id, visit.day) not in given:
            yield visit.day, _say(words, "visit", doctor.name), "care"


def _papers(snapshot: CaseSnapshot, words: Wording) -> Iterator[Dated]:
    """What was asked, sent and answered."""
    names = {request.id: snapshot.contact(request.contact_id) for request in snapshot.requests}
    for request in snapshot.requests:
        holder = names[request.id]
        yield request.asked_on, _say(words, "asked", holder.name) if holder else "", "papers"
    for item in snapshot.items:
        yield item.came_on, _say(words, "came", _thing(item, words)), "papers"
    for loan in snapshot.loans:
        lender = snapshot.contact(loan.lender_id)
        if lender:
            yield loan.sent_on, _say(words, "loan", lender.name), "papers"
            yield loan.returned_on, _say(words, "loan_back", lender.name), "papers"
    for denial in snapshot.denials:
        yield denial.notice_date, _say(words, "denied", denial.what), "papers"
    for appeal in snapshot.appeals:
        yield appeal.filed_on, words.say("timeline", "appealed"), "papers"
        said = words.choice(appeal.decision) if appeal.decision else ""
        yield appeal.decided_on, _say(words, "decided", said), "papers"
    asked = {(appeal.letter_id, appeal.filed_on) for appeal in snapshot.appeals}
    for sending in snapshot.sendings:
        paper = snapshot.find(sending.letter_id or sending.packet_id)
        about = paper.about_id if isinstance(paper, Letter | Packet) else None
        if isinstance(paper, Letter | Packet) and about not in names and (paper.id, sending.sent_on) not in asked:
            yield sending.sent_on, _say(words, "sent", paper.title or words.choice(paper.kind)), "papers"


def _say(words: Wording, name: str, what: str) -> str:
    return words.say("timeline", name).replace("{what}", what).replace("{who}", what) if what else ""


def _thing(item: RequestedItem, words: Wording) -> str:
    return ": ".join(part for part in (words.choice(item.kind), item.what) if part)


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " \N{HORIZONTAL ELLIPSIS}"
