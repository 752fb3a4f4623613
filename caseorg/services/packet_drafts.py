"""Packets that are being put together: which documents go in, in which order, and what the check sees in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from caseorg.base.language import _, marked, ngettext
from caseorg.documents.finding import FindingKind
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.denial import Appeal
from caseorg.domain.document import Document
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Packet, PacketKind
from caseorg.packets.assembly import suggested_exhibits
from caseorg.packets.plan import Finding, Level, PacketPlan, chosen_pages, exhibit_letter
from caseorg.services import documents, letter_drafts, letters
from caseorg.services.workspace import Workspace

_EDIT = marked("Change a packet")
_TO_LOOK_AT = {FindingKind.photo, FindingKind.low_resolution, FindingKind.empty_pages, FindingKind.damaged}
_OLD_YEARS = 2


def start_packet(
    workspace: Workspace, case_id: UUID, kind: PacketKind, about_id: UUID | None = None
) -> Packet:  # fmt: skip
    """Start a packet with the documents its reader wants, or go on with the draft of the same one, in one step.

    Args:
        workspace: The open case file.
        case_id: The case.
        kind: What the packet is for.
        about_id: The appeal, or the denial, it is about; if it is left out, the draft there is, or the latest denial.
    """
    snapshot = workspace.load_case(case_id)
    drafts = [each for each in snapshot.packets if each.kind is kind and each.status is LetterStatus.draft]
    if drafts and about_id is None:
        return drafts[-1]
    about = None if kind is PacketKind.consultant else _appeal(workspace, snapshot, kind, about_id)
    for packet in snapshot.packets:
        same = packet.kind is kind and packet.about_id == (about.id if about else None)
        if same and packet.status is LetterStatus.draft:
            return packet
    packet = Packet.made(
        case_id=case_id,
        kind=kind,
        about_id=about.id if about else None,
        exhibit_ids=suggested_exhibits(snapshot, kind, about),
        with_call_log=kind is not PacketKind.consultant and any(call.is_exhibit for call in snapshot.calls),
    )
    with workspace.step(_("Start a packet")) as step:
        if about is not None:
            step.save(about)
        step.save(packet)
    return packet


def _appeal(workspace: Workspace, snapshot: CaseSnapshot, kind: PacketKind, about_id: UUID | None) -> Appeal | None:
    letter = LetterKind.appeal if kind is PacketKind.appeal else LetterKind.external_review
    return letter_drafts.appeal_for(workspace, snapshot, letter, snapshot.find(about_id))


def change_kind(workspace: Workspace, packet: Packet, kind: PacketKind) -> ChangeSet | None:
    """Make a draft a packet of another kind; documents that its reader wants come in, none goes out."""
    snapshot = workspace.load_case(packet.case_id)
    about = None if kind is PacketKind.consultant else _appeal(workspace, snapshot, kind, packet.about_id)
    more = [each for each in suggested_exhibits(snapshot, kind, about) if each not in packet.exhibit_ids]
    changed = packet.revised(kind=kind, about_id=about.id if about else None, exhibit_ids=(*packet.exhibit_ids, *more))
    with workspace.step(_(_EDIT)) as step:
        if about is not None:
            step.save(about)
        step.save(changed)
    return step.change_set


def change_packet(workspace: Workspace, packet: Packet) -> Packet:
    """Start a new draft in the place of a packet that was made. The made one stays exactly as it was."""
    entries = {name: getattr(packet, name) for name in _CHOICES}
    draft = Packet.made(case_id=packet.case_id, **entries)
    workspace.save(draft, _("Start a packet"))
    return draft


_CHOICES = ("kind", "about_id", "with_fax_cover", "with_call_log", "exhibit_ids", "page_choices", "language")


# Contents


@dataclass(frozen=True)
class ExhibitLine:
    """One document as the builder lists it; `letter` is empty while it is not in the packet."""

    document: Document
    title: str
    letter: str = ""
    pages: str = ""

    @property
    def is_in(self) -> bool:
        """Tell whether it is in the packet."""
        return bool(self.letter)


def exhibit_lines(snapshot: CaseSnapshot, packet: Packet) -> tuple[ExhibitLine, ...]:
    """Return the documents in the packet, in order, then those that could be. Private ones are never offered."""
    by_id = {document.id: document for document in snapshot.documents}
    lines: list[ExhibitLine] = []
    for document_id, pages in zip(packet.exhibit_ids, _page_choices(packet), strict=True):
        if document_id in by_id:
            letter = exhibit_letter(len(lines))
            lines.append(ExhibitLine(by_id[document_id], _title(by_id[document_id]), letter, pages))
    rest = [each for each in snapshot.documents if each.id not in packet.exhibit_ids and not each.is_private]
    return (*lines, *(ExhibitLine(each, _title(each)) for each in rest))


def _title(document: Document) -> str:
    return document.name or document.original_name


def _page_choices(packet: Packet) -> tuple[str, ...]:
    filled = (*packet.page_choices, *("",) * len(packet.exhibit_ids))
    return filled[: len(packet.exhibit_ids)]


def put_in(workspace: Workspace, packet: Packet, document_id: UUID, *, is_in: bool) -> ChangeSet | None:
    """Put a document into a packet as its last exhibit, or take it out."""
    pairs = [pair for pair in zip(packet.exhibit_ids, _page_choices(packet), strict=True) if pair[0] != document_id]
    if is_in:
        pairs.append((document_id, ""))
    words = _("Put a document into a packet") if is_in else _("Take a document out of a packet")
    return workspace.save(_with(packet, pairs), words)


def move(workspace: Workspace, packet: Packet, document_id: UUID, by: int) -> ChangeSet | None:
    """Move an exhibit up (-1) or down (1); the letters of all exhibits follow their order."""
    pairs = list(zip(packet.exhibit_ids, _page_choices(packet), strict=True))
    at = next((place for place, pair in enumerate(pairs) if pair[0] == document_id), -1)
    if at < 0 or not 0 <= at + by < len(pairs):
        return None
    pairs.insert(at + by, pairs.pop(at))
    return workspace.save(_with(packet, pairs), _("Move an exhibit"))


def choose_pages(workspace: Workspace, packet: Packet, document_id: UUID, pages: str) -> ChangeSet | None:
    """Say which pages of an exhibit go in, like “1-3, 7”; blank means all.

    Raises:
        PageChoiceError: If it can't be read, or names a page that is not there.
    """
    document = workspace.load_case(packet.case_id).find(document_id)
    if isinstance(document, Document) and document.page_count:
        chosen_pages(pages, document.page_count)
    pairs = [
        (each, pages.strip() if each == document_id else choice)
        for each, choice in zip(packet.exhibit_ids, _page_choices(packet), strict=True)
    ]
    return workspace.save(_with(packet, pairs), _("Choose the pages of an exhibit"))


def save_choice(workspace: Workspace, packet: Packet, **entries: object) -> ChangeSet | None:
    """Keep another choice about a packet: the fax cover sheet, the call log, the language."""
    return workspace.save(packet.revised(**entries), _(_EDIT))


def _with(packet: Packet, pairs: Sequence[tuple[UUID, str]]) -> Packet:
    return packet.revised(exhibit_ids=tuple(pair[0] for pair in pairs), page_choices=tuple(pair[1] for pair in pairs))


def remove_packet(workspace: Workspace, packet: Packet) -> ChangeSet | None:
    """Move a packet to Recently removed, with the proof that it went out."""
    snapshot = workspace.load_case(packet.case_id)
    with workspace.step(_("Remove a packet")) as step:
        step.remove(packet)
        for sending in snapshot.sendings:
            if sending.packet_id == packet.id:
                step.remove(sending)
    return step.change_set


# The check


def planned(workspace: Workspace, packet: Packet) -> PacketPlan:
    """Plan a packet as the case stands now, with all the check finds, in the words of its documents, too."""
    snapshot = workspace.load_case(packet.case_id)
    by_id = {document.id: document for document in snapshot.documents}

    def text_of(document_id: UUID) -> str:
        return documents.text_of(workspace, by_id[document_id])

    plan = letters.gather_packet(workspace, packet, text_of)
    more = [
        finding
        for document_id in packet.exhibit_ids
        if document_id in by_id
        for finding in _noticed(workspace, snapshot, by_id[document_id])
    ]
    findings = sorted((*plan.findings, *more), key=lambda one: list(Level).index(one.level))
    return replace(plan, findings=tuple(findings))


def _noticed(workspace: Workspace, snapshot: CaseSnapshot, document: Document) -> list[Finding]:
    """Return what was noticed about a document's pages that matters to whoever gets them."""
    title = _title(document)
    found = []
    for each in documents.findings_of(workspace, document):
        if each.kind in _TO_LOOK_AT:
            text = _("“{title}”: {words}").format(title=title, words=each.sentence)
            found.append(Finding(Level.good_to_have, text, document_id=document.id))
    others = documents.someone_elses_pages(workspace, snapshot, document)
    if others:
        text = ngettext(
            "Page {pages} of “{title}” may be about someone else. Take it out if it is.",
            "Pages {pages} of “{title}” may be about someone else. Take them out if they are.",
            len(others),
        ).format(pages=", ".join(map(str, others)), title=title)
        found.append(Finding(Level.good_to_have, text, document_id=document.id))
    day = document.document_date
    if day is not None and (workspace.today() - day).days > _OLD_YEARS * 365:
        text = _("“{title}” is more than {count} years old").format(title=title, count=_OLD_YEARS)
        found.append(Finding(Level.good_to_have, text, document_id=document.id))
    return found


def must_fix(plan: PacketPlan) -> tuple[str, ...]:
    """Return the sentences that turn “Save” into “Save anyway”; none of them blocks."""
    return tuple(finding.sentence for finding in plan.at_level(Level.must_fix))


def letter_in(packet: Packet) -> Letter:
    """Return the letter that leads a packet, as a record that is not kept: what it is about, and its kind."""
    kind = {
        PacketKind.appeal: LetterKind.appeal,
        PacketKind.external_review: LetterKind.external_review,
        PacketKind.consultant: LetterKind.case_summary,
    }[packet.kind]
    return Letter(case_id=packet.case_id, kind=kind, about_id=packet.about_id)


PagesOf = Callable[[UUID], bytes]


def pages_for(workspace: Workspace, packet: Packet) -> PagesOf:
    """Return what gives the writer the clean pages of each exhibit; it may be called on any thread."""
    return documents.exhibit_pages(workspace, workspace.load_case(packet.case_id))
