"""Plans a packet: cover, letter, list of exhibits, and the person's documents as lettered exhibits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from caseorg.base.language import _
from caseorg.documents.places import SOCIAL_SECURITY_NUMBER
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.letter import LetterKind, Packet, PacketKind
from caseorg.domain.people import ContactRole
from caseorg.domain.record import Record, SourceKind
from caseorg.packets.blocks import Contents, Entry, Heading, Place, plain
from caseorg.packets.destination import gaps, in_their_order, profile_of
from caseorg.packets.kinds import KINDS
from caseorg.packets.letters import call_log, file_name, letter_paper, letters_not_printed, writer_of
from caseorg.packets.plan import (
    LIST_OF_EXHIBITS,
    Exhibit,
    Finding,
    Form,
    Level,
    PacketPlan,
    PageChoiceError,
    Paper,
    Part,
    chosen_pages,
    exhibit_letter,
)
from caseorg.packets.subject import Choices, subject_of
from caseorg.packets.words import Wording, wording

_LETTERS: dict[PacketKind, tuple[LetterKind, ...]] = {
    PacketKind.appeal: (LetterKind.appeal,),
    PacketKind.external_review: (LetterKind.external_review,),
    PacketKind.consultant: (LetterKind.case_summary, LetterKind.timeline, LetterKind.question_sheet),
}

_WANTED: dict[PacketKind, tuple[tuple[DocumentKind, Callable[[], str]], ...]] = {
    PacketKind.appeal: (
        (DocumentKind.opinion_report, lambda: _("No second opinion report")),
        (DocumentKind.bill, lambda: _("No bill for the care")),
    ),
    PacketKind.external_review: (
        (DocumentKind.opinion_report, lambda: _("No second opinion report")),
        (DocumentKind.release_form, lambda: _("No signed release form. Some reviewers need one.")),
    ),
    PacketKind.consultant: (
        (DocumentKind.pathology_report, lambda: _("No pathology report")),
        (DocumentKind.radiology_report, lambda: _("No scan report")),
    ),
}

CONSULTANT_ORDER = (
    DocumentKind.pathology_report,
    DocumentKind.genetic_tests,
    DocumentKind.radiology_report,
    DocumentKind.operation_report,
    DocumentKind.hospital_summary,
    DocumentKind.treatment_plan,
    DocumentKind.visit_notes,
    DocumentKind.medication_list,
    DocumentKind.lab_results,
)
"""The order in which a second doctor wants to read."""

APPEAL_ORDER = (
    DocumentKind.denial_letter,
    DocumentKind.authority_paper,
    DocumentKind.letter_of_need,
    DocumentKind.opinion_report,
    DocumentKind.plan_papers,
    DocumentKind.visit_notes,
    DocumentKind.pathology_report,
    DocumentKind.radiology_report,
    DocumentKind.plan_statement,
    DocumentKind.bill,
)
"""The order in which a reviewer wants to read: what was decided first, then the answers to it."""

COVER_UP = "cover_up"
"""What a finding names in the place of a fact when a document shows what should be covered."""


@dataclass(frozen=True)
class PacketChoices:
    """What a person chose for one packet, besides what its record keeps."""

    today: date
    last_day: date | None = None
    send_by: date | None = None
    regime: str = ""
    review_by: str = ""
    level: str = ""
    grandfathered: str = ""
    forms: tuple[str, ...] = ()
    notice_parts: tuple[str, ...] = ()
    text_of: Callable[[UUID], str] | None = None
    """The words of a document, for the privacy check; nothing is checked without it."""


def suggested_exhibits(snapshot: CaseSnapshot, kind: PacketKind, about: Record | None = None) -> tuple[UUID, ...]:
    """Return the documents that belong in a packet of this kind, in the order its reader wants.

    Args:
        snapshot: The case.
        kind: What the packet is for.
        about: The appeal, or the denial, it is about. Papers of another denial stay out; those of the answers before
            it in the same matter belong to it. Its own letter is the first exhibit.
    """
    order = CONSULTANT_ORDER if kind is PacketKind.consultant else APPEAL_ORDER
    fitting = [one for one in snapshot.documents if not one.is_private and one.page_count]
    if kind is PacketKind.consultant:
        return in_their_order(profile_of(snapshot), fitting, order)
    mine = _denials_of_matter(snapshot, about)
    others = _papers_of_others(snapshot, mine) if mine else set()
    own_letter = mine[0].document_id if mine else None
    fitting = [one for one in fitting if one.kind in order and one.id not in others]
    ranked = sorted(
        fitting,
        key=lambda one: (one.id != own_letter, order.index(one.kind or order[0]), one.document_date or date.max),
    )
    return tuple(one.id for one in ranked)


def _denials_of_matter(snapshot: CaseSnapshot, about: Record | None) -> tuple[Denial, ...]:
    """Return the denial that is answered, and those before it in the same matter, the latest first."""
    chain: list[Denial] = []
    found = snapshot.find(about.denial_id) if isinstance(about, Appeal) else about
    while isinstance(found, Denial) and found not in chain:
        chain.append(found)
        answered = snapshot.find(found.answers_appeal_id)
        found = snapshot.find(answered.denial_id) if isinstance(answered, Appeal) else None
    return tuple(chain)


def _papers_of_others(snapshot: CaseSnapshot, mine: Sequence[Denial]) -> set[UUID | None]:
    """Return the documents that only other denials of the case name: their letters, their answers and their bills."""
    answered = {denial.answers_appeal_id for denial in mine}
    bills: dict[UUID | None, set[UUID | None]] = {None: set()}
    bills |= {cost.id: {cost.bill_document_id, cost.statement_document_id} for cost in snapshot.costs}
    named: dict[bool, set[UUID | None]] = {True: set(), False: set()}
    for denial in snapshot.denials:
        named[denial in mine] |= {denial.document_id} | bills.get(denial.cost_id, set())
    for appeal in snapshot.appeals:
        named[appeal.id in answered].add(appeal.decision_document_id)
    return named[False] - named[True]


def plan_packet(snapshot: CaseSnapshot, packet: Packet, chosen: PacketChoices) -> PacketPlan:
    """Plan a packet from its record: what goes in, in which order, and what is missing."""
    choices = _letter_choices(snapshot, packet, chosen)
    words, subject = wording(choices.language), subject_of(snapshot, choices)
    title = words.choice(packet.kind)
    patient = subject.patient.full_name if subject.patient else ""
    footer = ", ".join(part for part in (title, patient) if part)
    findings: list[Finding] = []
    exhibits = tuple(_exhibits(snapshot, packet, choices, words, findings))
    parts: list[Part] = list(_letters(snapshot, packet, choices, exhibits, findings))
    if exhibits:
        parts.append(_contents(exhibits, words, footer, choices))
        findings.append(Finding(Level.fine, _("Every exhibit page has its letter and its number")))
    findings += _document_findings(snapshot, packet, chosen)
    return PacketPlan(
        title=title,
        author=writer_of(subject),
        subject=title,
        language=choices.language,
        file_name=file_name(choices, title, subject.to.name),
        parts=(*parts, *exhibits),
        findings=tuple(sorted(findings, key=lambda one: list(Level).index(one.level))),
        words=words.printed,
        footer=footer,
        is_sample=snapshot.case.is_sample,
    )


def _letter_choices(snapshot: CaseSnapshot, packet: Packet, chosen: PacketChoices) -> Choices:
    """Return what is chosen for the letters of a packet: they go to one reader, about one thing, in one language."""
    kinds = _LETTERS[packet.kind]
    # What goes to an office is written in English alone, and then all that is printed around it is, too.
    language = packet.language if all(packet.language in KINDS[kind].languages for kind in kinds) else "en"
    reader = None
    if packet.kind is PacketKind.consultant:
        reader = snapshot.contact_in_role(ContactRole.consultant, ContactRole.possible_consultant)
    return Choices(
        kind=kinds[0],
        today=chosen.today,
        about_id=packet.about_id,
        to_contact_id=reader.id if reader else None,
        language=language,
        is_large=packet.large_print,
        last_day=chosen.last_day,
        send_by=chosen.send_by,
        regime=chosen.regime,
        review_by=chosen.review_by,
        level=chosen.level,
        grandfathered=chosen.grandfathered,
        forms=chosen.forms,
        notice_parts=chosen.notice_parts,
    )


def _letters(
    snapshot: CaseSnapshot, packet: Packet, choices: Choices, exhibits: Sequence[Exhibit], findings: list[Finding]
) -> Iterator[Paper]:
    """Write the letters that lead a packet, with what the check found in each; the same is said once."""
    for kind in (*((LetterKind.fax_cover,) if packet.with_fax_cover else ()), *_LETTERS[packet.kind]):
        spoken = choices.language if choices.language in KINDS[kind].languages else "en"
        paper, found = letter_paper(snapshot, replace(choices, kind=kind, language=spoken), exhibits)
        findings += [one for one in found if one not in findings and one.level is not Level.fine]
        yield paper


def _exhibits(
    snapshot: CaseSnapshot, packet: Packet, choices: Choices, words: Wording, findings: list[Finding]
) -> Iterator[Exhibit]:
    documents = {document.id: document for document in snapshot.documents}
    page_choices = (*packet.page_choices, *("",) * len(packet.exhibit_ids))
    index = 0
    for document_id, choice in zip(packet.exhibit_ids, page_choices, strict=False):
        document = documents.get(document_id)
        if document is None:
            sentence = _("A document that you chose is no longer in the case")
            findings.append(Finding(Level.must_fix, sentence, document_id=document_id))
            continue
        exhibit, found = _exhibit(snapshot, document, choice, exhibit_letter(index), words)
        findings += found
        yield exhibit
        index += 1
    if packet.with_call_log:
        letter = exhibit_letter(index)
        paper = call_log(snapshot, choices, f"exhibit-{letter}-pages")
        title = words.say("label", "call_log")
        yield Exhibit(f"exhibit-{letter}", letter, title, date=words.shown(choices.today), paper=paper)


def _exhibit(
    snapshot: CaseSnapshot, document: Document, choice: str, letter: str, words: Wording
) -> tuple[Exhibit, tuple[Finding, ...]]:
    author = snapshot.contact(document.from_contact_id)
    title = document.name or (words.choice(document.kind) if document.kind else "") or document.original_name
    pages: tuple[int, ...] = ()
    problem = ""
    if document.page_count:
        try:
            pages = chosen_pages(choice, document.page_count)
        except PageChoiceError as error:
            problem = f"{title}: {error}"
    else:
        sentence = _("“{title}” can't be shown as pages")
        if document.is_unseen:
            sentence = _("We have not looked into “{title}” yet. Open it in Documents first.")
        problem = document.unreadable_reason or sentence.format(title=title)
    exhibit = Exhibit(
        key=f"exhibit-{letter}",
        letter=letter,
        title=title,
        document_id=document.id,
        pages=pages,
        author=author.name if author else "",
        date=words.shown(document.document_date),
        sha256=document.sha256,
        # A copy with parts covered was marked when it was made.
        is_marked=snapshot.case.is_sample and document.source_kind is SourceKind.caseorg,
    )
    found = [*letters_not_printed(f"{title} {exhibit.author}", document.id)]
    if problem:
        found.insert(0, Finding(Level.must_fix, problem, document_id=document.id))
    return exhibit, tuple(found)


def _contents(exhibits: Sequence[Exhibit], words: Wording, footer: str, choices: Choices) -> Paper:
    title = words.say("label", "list_of_exhibits")
    entries = tuple(
        Entry(one.letter, ", ".join(part for part in (one.title, one.author, one.date) if part), Place(one.key))
        for one in exhibits
    )
    blocks = (Heading(plain(title), 1), Contents(entries))
    return Paper(LIST_OF_EXHIBITS, title, Form.sheet, blocks, footer=footer, is_large=choices.is_large)


def _document_findings(snapshot: CaseSnapshot, packet: Packet, chosen: PacketChoices) -> Iterator[Finding]:
    profile = profile_of(snapshot) if packet.kind is PacketKind.consultant else None
    if profile is not None:
        yield from gaps(snapshot, profile, packet.exhibit_ids)
    picked = [one for one in snapshot.documents if one.id in packet.exhibit_ids]
    kinds = {document.kind for document in picked}
    for kind, sentence in _WANTED[packet.kind]:
        if kind not in kinds:
            yield Finding(Level.good_to_have, sentence(), f"exhibit.{kind.value}")
    for document in picked:
        if document.is_private:
            text = _("“{title}” is marked private").format(title=document.name)
            yield Finding(Level.good_to_have, text, document_id=document.id)
        if chosen.text_of and re.search(SOCIAL_SECURITY_NUMBER, chosen.text_of(document.id)):
            text = _("“{title}” seems to show a Social Security number. Cover it up first.").format(title=document.name)
            yield Finding(Level.good_to_have, text, COVER_UP, document.id)
