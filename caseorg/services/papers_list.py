"""The list of letters and packets: how far each is, in the words the list shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from caseorg.base.language import _, current, ngettext, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Packet, Sending, SendingWay
from caseorg.domain.words import word_for
from caseorg.packets.kinds import KEPT_BY_THE_PERSON
from caseorg.packets.plan import Finding, Level, PacketPlan
from caseorg.services import letters
from caseorg.services.workspace import Workspace


class PaperState(StrEnum):
    """How far a letter or packet is."""

    draft = auto()
    made = auto()
    sent = auto()
    received = auto()
    kept = auto()
    replaced = auto()


@dataclass(frozen=True)
class PaperLine:
    """One letter or packet as the list shows it."""

    paper: Letter | Packet
    day: date
    what: str
    to: str
    state: PaperState
    status: str
    sending: Sending | None = None

    @property
    def id(self) -> UUID:
        """Return the id of the letter or packet."""
        return self.paper.id


def paper_lines(workspace: Workspace, snapshot: CaseSnapshot) -> tuple[PaperLine, ...]:
    """Return the letters and packets of a case, the newest first and drafts before them."""
    papers: tuple[Letter | Packet, ...] = (*snapshot.packets, *reversed(snapshot.letters))
    lines = [_line(workspace, snapshot, paper) for paper in papers]
    return tuple(sorted(lines, key=lambda line: (line.state is PaperState.draft, line.day), reverse=True))


def _line(workspace: Workspace, snapshot: CaseSnapshot, paper: Letter | Packet) -> PaperLine:
    state = state_of(snapshot, paper)
    sending = sending_of(snapshot, paper)
    to, status = paper.to_name, status_words(state, sending, workspace.today())
    if state is PaperState.draft:
        plan = (
            letters.plan_of(workspace, paper) if isinstance(paper, Letter) else letters.gather_packet(workspace, paper)
        )
        to, status = to or recipient_of(plan), draft_words(len(missing_in(plan)))
    return PaperLine(paper, paper.made_on or workspace.today(), _what(paper), to, state, status, sending)


def state_of(snapshot: CaseSnapshot, paper: Letter | Packet) -> PaperState:
    """Return how far a paper is."""
    if paper.status is LetterStatus.draft:
        return PaperState.draft
    if isinstance(paper, Letter) and paper.kind in KEPT_BY_THE_PERSON:
        return PaperState.kept
    if paper.status is LetterStatus.made:
        newer = (each for each in snapshot.letters if each.replaces_id == paper.id)
        if any(each.status is not LetterStatus.draft for each in newer):
            return PaperState.replaced
    return PaperState(paper.status.value)


def sending_of(snapshot: CaseSnapshot, paper: Letter | Packet) -> Sending | None:
    """Return the latest proof that a paper went out, or None."""
    mine = [each for each in snapshot.sendings if paper.id in (each.letter_id, each.packet_id)]
    return max(mine, key=lambda each: each.sent_on or date.min, default=None)


def missing_in(plan: PacketPlan) -> tuple[Finding, ...]:
    """Return what the check misses in a paper. What it says of a document that is there is no gap."""
    return tuple(each for each in plan.findings if each.level is not Level.fine and each.document_id is None)


def recipient_of(plan: PacketPlan) -> str:
    """Return whom a planned paper goes to, as the list names it."""
    heads = [paper.head for paper in plan.papers if paper.head]
    return ", ".join(heads[0].address[:2]) if heads else ""


def draft_words(missing: int) -> str:
    """Say that a paper is a draft, and how much is missing."""
    if not missing:
        return _("Draft")
    return ngettext("Draft, {count} thing missing", "Draft, {count} things missing", missing).format(count=missing)


def status_words(state: PaperState, sending: Sending | None, today: date) -> str:
    """Say how far a paper is, in the exact words of the list. Made is never called sent."""
    if state is PaperState.sent and sending and sending.sent_on:
        day = short_date(sending.sent_on, year=sending.sent_on.year != today.year, weekday=False)
        return _SENT[sending.way]().format(day=day)
    return {
        PaperState.draft: _("Draft"),
        PaperState.made: _("Made, not sent"),
        PaperState.sent: _("Sent"),
        PaperState.received: _("They got it"),
        PaperState.kept: _("Yours to keep"),
        PaperState.replaced: _("Not sent, a newer one is made"),
    }[state]


_SENT = {
    SendingWay.mail: lambda: _("Sent {day} by mail"),
    SendingWay.certified_mail: lambda: _("Sent {day} by certified mail"),
    SendingWay.overnight: lambda: _("Sent {day} by overnight mail"),
    SendingWay.fax: lambda: _("Sent {day} by fax"),
    SendingWay.portal: lambda: _("Sent {day} through the portal"),
    SendingWay.email: lambda: _("Sent {day} by email"),
    SendingWay.by_hand: lambda: _("Brought {day} by hand"),
}


def name_of_paper(paper: Letter | Packet) -> str:
    """Return what a paper is called on the screen, in the language in use: its own title is in its own language."""
    if paper.language == current() or paper.kind is LetterKind.own_form:
        return paper.title or word_for(paper.kind)
    return _name_of_packet(paper) if isinstance(paper, Packet) else word_for(paper.kind)


def _name_of_packet(packet: Packet) -> str:
    """Return the name of a packet, or of one of the faxes or files it was divided into."""
    try:
        made_of = json.loads(packet.manifest)
    except ValueError:  # a packet that somebody else wrote, or none that was made
        made_of = None
    match made_of:
        case {"fax": [number, count]}:
            return letters.part_name("fax", word_for(packet.kind), number, count, current())
        case {"file": [number, count]}:
            return letters.part_name("file", word_for(packet.kind), number, count, current())
    return word_for(packet.kind)


def _what(paper: Letter | Packet) -> str:
    words = name_of_paper(paper)
    if isinstance(paper, Letter) or not paper.page_count:
        return words
    return ngettext("{what} ({count} page)", "{what} ({count} pages)", paper.page_count).format(
        what=words, count=paper.page_count
    )
