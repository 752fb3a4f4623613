"""Letters and packets: plan them, make and keep them exactly as they are, and note that they went and came."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from caseorg.base.language import _, marked, translated
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.denial import Appeal
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Packet, PacketKind, Sending
from caseorg.domain.own_form import OwnForm
from caseorg.domain.permission import Permission, PermissionStatus
from caseorg.domain.record import Record
from caseorg.domain.requests import RecordsRequest
from caseorg.packets.assembly import PacketChoices, plan_packet
from caseorg.packets.by_size import PacketFile, files_of, is_too_large, size_findings
from caseorg.packets.layout import paginate
from caseorg.packets.letters import letter_text, plan_letter, summary
from caseorg.packets.parts import Bundle, page_count_of
from caseorg.packets.plan import Exhibit, Finding, Level, PacketPlan, Part
from caseorg.packets.render import PagesOf, Progress, Written, write
from caseorg.services.letter_facts import choices_of, deadline_of, packet_rules
from caseorg.services.requests import when_made, when_received, when_sent
from caseorg.services.step import Step
from caseorg.services.workspace import Workspace

_LEFT_OUT = {"id", "status", "made_on", "text", "file_name", "pdf_sha256", "page_count", "replaces_id", "letter_id",
             "manifest"}  # fmt: skip
_ASKING = {
    LetterKind.records_request,
    LetterKind.scan_request,
    LetterKind.slide_loan,
    LetterKind.ehi_export,
    LetterKind.follow_up,
}
"""Letters that are the request they are about. With any other letter about it, its days stay as they are."""
_DEADLINE_OF = {PacketKind.appeal: LetterKind.appeal, PacketKind.external_review: LetterKind.external_review}


@dataclass(frozen=True)
class Made:
    """A PDF that was written, with the plan it was written from."""

    plan: PacketPlan
    pdf: bytes
    written: Written
    files: tuple[PacketFile, ...] = ()
    """The files it goes out as, where it is too large for one and was divided."""


@dataclass(frozen=True)
class MadeLetter:
    """A letter as it is kept now, with its PDF."""

    letter: Letter
    made: Made


class IncompletePaperError(CaseorgError):
    """A form without something that the law calls it invalid without."""

    def __init__(self, letter: Letter, missing: tuple[Finding, ...]) -> None:
        problems = "; ".join(one.sentence.rstrip(".") for one in missing)
        words = _("This paper can't be made yet. Without this it is not valid: {problems}.")
        super().__init__(words.format(problems=problems))
        self.advice = _("Fix it where the check says so. What you wrote is kept.")
        self.letter, self.missing = letter, missing


# Letters


def plan_of(workspace: Workspace, letter: Letter) -> PacketPlan:
    """Plan a letter as the case stands now, with what the check found. For the preview and for making it."""
    snapshot = workspace.load_case(letter.case_id)
    plan = plan_letter(snapshot, choices_of(workspace, snapshot, letter))
    return replace(plan, fold_marks=workspace.fold_marks)


def summary_of(workspace: Workspace, letter: Letter) -> str:
    """Return in Spanish, in a few sentences, what a letter says, to whom, and by when (“Lo que dice esta carta”)."""
    snapshot = workspace.load_case(letter.case_id)
    return summary(snapshot, choices_of(workspace, snapshot, letter))


def make_letter(workspace: Workspace, letter: Letter) -> MadeLetter:
    """Make a letter's PDF and keep both, exactly as they are, in one step.

    A draft becomes the made letter. A letter that was made already stays as it was, and a new one takes its place.

    Raises:
        IncompletePaperError: If it lacks something that the law calls it invalid without.
        CaseorgError: If the PDF can't be written or kept.
    """
    snapshot = workspace.load_case(letter.case_id)
    draft = letter if letter.status is LetterStatus.draft else _anew(letter)
    plan = replace(plan_letter(snapshot, choices_of(workspace, snapshot, draft)), fold_marks=workspace.fold_marks)
    if plan.stopping:
        raise IncompletePaperError(draft, plan.stopping)
    made = write_pdf(plan)
    done = draft.revised(
        title=plan.title,
        to_name=draft.to_name or _to_name(plan),
        status=LetterStatus.made,
        made_on=workspace.today(),
        text=letter_text(plan),
        file_name=plan.file_name,
        pdf_sha256=made.written.sha256,
        page_count=made.written.page_count,
    )
    with workspace.step(_("Make a letter")) as step:
        step.keep(made.pdf)
        step.save(done)
        note_made(step, snapshot, done)
    return MadeLetter(done, made)


def make_letters(workspace: Workspace, drafts: Iterable[Letter]) -> tuple[Letter, ...]:
    """Make several letters, each in a step of its own; return those that could be made.

    Raises:
        IncompletePaperError: If none could be made; it is the first one's.
        CaseorgError: If a PDF can't be written or kept.
    """
    made: list[Letter] = []
    incomplete: list[IncompletePaperError] = []
    for draft in drafts:
        try:
            made.append(make_letter(workspace, draft).letter)
        except IncompletePaperError as error:
            incomplete.append(error)
    if incomplete and not made:
        raise incomplete[0]
    return tuple(made)


def whole_letters(workspace: Workspace, drafts: Iterable[Letter]) -> tuple[tuple[Letter, ...], tuple[Letter, ...]]:
    """Return the drafts in which nothing has to be fixed, and those that a person should see before they are made."""
    whole: list[Letter] = []
    to_see: list[Letter] = []
    for draft in drafts:
        (to_see if plan_of(workspace, draft).at_level(Level.must_fix) else whole).append(draft)
    return tuple(whole), tuple(to_see)


def _anew(letter: Letter) -> Letter:
    kept = {name: value for name, value in dict(letter).items() if name not in _LEFT_OUT}
    return Letter.made(**kept, replaces_id=letter.id)


def _to_name(plan: PacketPlan) -> str:
    head = plan.papers[0].head
    return ", ".join(head.address[:2]) if head else ""


def note_made(step: Step, snapshot: CaseSnapshot, letter: Letter) -> None:
    """Note with what it carries that a letter is made."""
    about = _carried_by(snapshot, letter)
    if isinstance(about, RecordsRequest):
        for record in when_made(snapshot, about.id, letter.id):
            step.save(record)
    elif isinstance(about, Permission | Appeal):
        step.save(about.revised(letter_id=letter.id))


def _carried_by(snapshot: CaseSnapshot, paper: Letter | Packet) -> Record | None:
    """Return what goes out with a paper and comes in with it: the request, permission or appeal that it is.

    A complaint about a request, or a statement for an appeal, speaks of it and is not it.
    """
    about = snapshot.find(paper.about_id)
    if isinstance(about, OwnForm):
        # An office's own form stands in the place of our letter: whatever it asks for goes out with it.
        return snapshot.find(about.about_id)
    if isinstance(paper, Packet):
        return about
    if isinstance(about, RecordsRequest):
        return about if paper.kind in _ASKING else None
    if isinstance(about, Appeal):
        return about if paper.kind in (LetterKind.appeal, LetterKind.external_review) else None
    return about


# Packets


def gather_packet(
    workspace: Workspace, packet: Packet, text_of: Callable[[UUID], str] | None = None
) -> PacketPlan:  # fmt: skip
    """Plan a packet as the case stands now: parts, pages, and what is missing. Quick; call it on the main thread.

    Args:
        workspace: The open case file.
        packet: What goes in, in which order.
        text_of: The words of a document, for the privacy check.
    """
    snapshot = workspace.load_case(packet.case_id)
    kind = _DEADLINE_OF.get(packet.kind)
    deadline = deadline_of(workspace, snapshot, kind, packet.about_id) if kind else None
    chosen = PacketChoices(
        today=packet.made_on or workspace.today(),
        last_day=deadline.last_day if deadline else None,
        send_by=deadline.send_by if deadline else None,
        text_of=text_of,
        **packet_rules(workspace, snapshot, packet.about_id),
    )
    return replace(plan_packet(snapshot, packet, chosen), fold_marks=workspace.fold_marks)


@dataclass(frozen=True)
class PartPages:
    """One line of a packet's contents: a part, the number of its first page, and how many pages it takes."""

    part: Part
    first_page: int
    page_count: int


def pages_of_parts(plan: PacketPlan) -> tuple[PartPages, ...]:
    """Return each part of a plan with its pages, before anything is written."""
    pagination = paginate(plan)
    starts = [pagination.numbers[part.key] for part in plan.parts]
    ends = [*starts[1:], pagination.page_count + 1]
    return tuple(PartPages(part, start, end - start) for part, start, end in zip(plan.parts, starts, ends, strict=True))


def write_pdf(
    plan: PacketPlan,
    pages_of: PagesOf | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Made:
    """Write a plan as PDF. Takes only values, so it may be called on any thread.

    Raises:
        ExhibitError: If an exhibit can't be read.
        StoppedError: If `cancel` was set.
    """
    out = io.BytesIO()
    written = write(plan, out, progress, cancel, pages_of)
    pdf = out.getvalue()
    return Made(plan, pdf, replace(written, findings=size_findings(pdf)))


def divided(made: Made) -> Made:
    """Return a packet with the files it goes out as, if it is too large for one. May be called on any thread.

    This takes longer than a person waits between two keys, so that a packet is divided only when it is kept.
    """
    if made.files or not is_too_large(made.pdf):
        return made
    return replace(made, files=files_of(made.plan, made.pdf, made.written))


def keep_packet(workspace: Workspace, packet: Packet, made: Made) -> Packet:
    """Keep a packet that was written, with its plan and its fingerprint, in one step; return it as it is kept.

    A packet that was made already stays as it was, and a new one takes its place. One that is too large for portals and
    email is kept as the smaller files that it goes out as, too.
    """
    entries = {name: value for name, value in dict(packet).items() if name not in _LEFT_OUT}
    draft = packet if packet.status is LetterStatus.draft else Packet.made(**entries)
    done = draft.revised(
        title=made.plan.title,
        to_name=draft.to_name or next((_to_name(made.plan) for one in made.plan.papers[:1] if one.head), ""),
        status=LetterStatus.made,
        made_on=workspace.today(),
        file_name=made.plan.file_name,
        pdf_sha256=made.written.sha256,
        page_count=made.written.page_count,
        manifest=_manifest(made),
    )
    with workspace.step(_("Make a packet")) as step:
        step.keep(made.pdf)
        step.save(done)
        for file in divided(made).files:
            keep_part(step, done, file.bundle, file.pdf, kind="file")
    return done


_PART_NAMES = marked({"fax": "{packet}, fax {number} of {count}", "file": "{packet}, file {number} of {count}"})


def part_name(kind: str, packet: str, number: int, count: int, language: str) -> str:
    """Return what a “fax” or a “file” of a packet is called."""
    return translated(_PART_NAMES[kind], language).format(packet=packet, number=number, count=count)


def keep_part(step: Step, packet: Packet, bundle: Bundle, pdf: bytes, *, kind: str) -> Packet:
    """Keep a “fax” or a “file” of a made packet as a paper of its own, with its fingerprint and where it is from."""
    number, of = bundle.number, bundle.of
    digest = step.keep(pdf)
    made_of: dict[str, object] = {"pdf_sha256": digest, kind: [number, of], "of_packet": str(packet.id)}
    made_of |= {"pages": [bundle.first, bundle.last], "packet_sha256": packet.pdf_sha256}
    part = Packet.made(
        case_id=packet.case_id,
        kind=packet.kind,
        about_id=packet.about_id,
        title=part_name(kind, packet.title, number, of, packet.language),
        to_name=packet.to_name,
        status=LetterStatus.made,
        language=packet.language,
        made_on=packet.made_on,
        file_name=f"{packet.file_name.removesuffix('.pdf')} ({kind} {number} of {of}).pdf",
        pdf_sha256=digest,
        page_count=page_count_of(pdf),
        manifest=json.dumps(made_of),
    )
    step.save(part)
    return part


def _manifest(made: Made) -> str:
    """Write down each part with its first page, and what an exhibit was made from."""
    parts = []
    for part in made.plan.parts:
        entry: dict[str, object] = {"part": part.key, "title": part.title}
        entry["first_page"] = made.written.first_pages[part.key]
        if isinstance(part, Exhibit) and part.document_id:
            entry |= {"document": str(part.document_id), "pages": list(part.pages), "sha256": part.sha256}
        parts.append(entry)
    return json.dumps({"pdf_sha256": made.written.sha256, "parts": parts}, ensure_ascii=False, indent=1)


# Sending


def pdf_of(workspace: Workspace, paper: Letter | Packet) -> bytes:
    """Return a made letter or packet exactly as it was made, checked against its fingerprint.

    Raises:
        DamagedDocumentBytesError: If its bytes are no longer whole.
    """
    return workspace.bytes_of(paper.pdf_sha256, paper.title)


def is_unchanged(paper: Letter | Packet, pdf: bytes) -> bool:
    """Tell whether a PDF is the one that was made."""
    return hashlib.sha256(pdf).hexdigest() == paper.pdf_sha256


def mark_sent(workspace: Workspace, paper: Letter | Packet, sending: Sending) -> ChangeSet | None:
    """Note how and when a letter or packet went out; what it asks for counts as asked from that day.

    Args:
        workspace: The open case file.
        paper: The made letter or packet.
        sending: How, when, to which number or address, with which tracking number. It is tied to `paper` here.
    """
    snapshot = workspace.load_case(paper.case_id)
    day = sending.sent_on or workspace.today()
    is_letter = isinstance(paper, Letter)
    proof = sending.revised(
        sent_on=day, letter_id=paper.id if is_letter else None, packet_id=None if is_letter else paper.id
    )
    label = _("Mark letter as sent") if is_letter else _("Mark packet as sent")
    with workspace.step(label) as step:
        step.save(proof)
        step.save(paper.revised(status=LetterStatus.received if proof.received_on else LetterStatus.sent))
        for record in _asked(snapshot, paper, day):
            step.save(record)
    return step.change_set


def mark_received(
    workspace: Workspace, paper: Letter | Packet, sending: Sending, day: date, said_by: str = ""
) -> ChangeSet | None:
    """Note that they got it, on which day, and who said so; what counts from that day starts."""
    snapshot = workspace.load_case(paper.case_id)
    with workspace.step(_("Note that they got it")) as step:
        step.save(sending.revised(received_on=day, confirmed_by=said_by or sending.confirmed_by))
        step.save(paper.revised(status=LetterStatus.received))
        about = _carried_by(snapshot, paper)
        if isinstance(about, RecordsRequest):
            for record in when_received(snapshot, about.id, day):
                step.save(record)
        elif isinstance(about, Appeal):
            step.save(about.revised(received_on=day))
    return step.change_set


def _asked(snapshot: CaseSnapshot, paper: Letter | Packet, day: date) -> Iterator[Record]:
    about = _carried_by(snapshot, paper)
    if isinstance(about, RecordsRequest):
        yield from when_sent(snapshot, about.id, day)
    elif isinstance(about, Permission):
        status = PermissionStatus.asked if about.status is PermissionStatus.needed else about.status
        yield about.revised(asked_on=about.asked_on or day, status=status)
    elif isinstance(about, Appeal):
        yield about.revised(filed_on=about.filed_on or day)
