"""Makes the text of a letter from its template, the facts of a case and a language, and checks what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import LetterKind
from caseorg.domain.record import title_of
from caseorg.packets import comparison, fonts, timeline
from caseorg.packets.blocks import (
    Ask,
    Blanks,
    Block,
    Box,
    Heading,
    Inline,
    Letterhead,
    Listing,
    Pairs,
    Paragraph,
    Signature,
    Span,
    Strip,
    as_text,
    plain,
)
from caseorg.packets.element_checks import Written
from caseorg.packets.elements import findings_of
from caseorg.packets.facts import Facts, facts_of
from caseorg.packets.filling import Filler
from caseorg.packets.form_fields import form_findings
from caseorg.packets.kinds import KINDS, Kind
from caseorg.packets.layout import paginate
from caseorg.packets.plan import Exhibit, Finding, Form, Level, PacketPlan, Paper
from caseorg.packets.style import (
    ADDRESS_LINES,
    ADDRESS_SIZE,
    ADDRESS_WIDTH,
    LETTERHEAD_LINES,
    SENDER_LINES,
    SENDER_WIDTH,
)
from caseorg.packets.subject import ROLES, Choices, Subject, subject_of
from caseorg.packets.template import load
from caseorg.packets.text import Setter
from caseorg.packets.words import Wording, wording

_NAME_LIMIT = 60
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def plan_letter(snapshot: CaseSnapshot, choices: Choices) -> PacketPlan:
    """Plan one letter by itself, with what the check found."""
    paper, findings = letter_paper(snapshot, choices)
    subject, words = subject_of(snapshot, choices), wording(choices.language)
    title = words.choice(choices.kind)
    return PacketPlan(
        title=title,
        author=writer_of(subject),
        subject=title,
        language=choices.language,
        file_name=file_name(choices, title, subject.to.name),
        parts=(paper, *_pages_behind(snapshot, choices, subject)),
        findings=findings,
        words=words.printed,
        is_sample=snapshot.case.is_sample,
    )


def _pages_behind(snapshot: CaseSnapshot, choices: Choices, subject: Subject) -> Iterator[Paper]:
    """Write the pages that go behind a letter and are handed on, such as a receipt."""
    words = wording(choices.language)
    facts = facts_of(snapshot, subject, choices, (), words)
    title = words.choice(choices.kind)
    for template in KINDS[choices.kind].behind:
        blocks, _missing = _written(snapshot, template, facts, subject, choices)
        yield Paper(template, title, Form.sheet, blocks, footer=title, one_page=True)


def letter_paper(
    snapshot: CaseSnapshot, choices: Choices, exhibits: Sequence[Exhibit] = ()
) -> tuple[Paper, tuple[Finding, ...]]:
    """Write one letter, which may point to exhibits; return it with what the check found."""
    kind, words = KINDS[choices.kind], wording(choices.language)
    subject = subject_of(snapshot, choices)
    facts = facts_of(snapshot, subject, choices, exhibits, words)
    blocks, missing = _written(snapshot, kind.template, facts, subject, choices)
    if choices.also_in:
        again = replace(choices, language=choices.also_in, also_in="")
        second = facts_of(snapshot, subject, again, exhibits, wording(choices.also_in))
        other, _missing = _written(snapshot, kind.template, second, subject, again)
        blocks = tuple(_line_under_line(blocks, other, choices.also_in))
    title = words.choice(choices.kind)
    patient = subject.patient.full_name if subject.patient else ""
    paper = Paper(
        key=choices.kind.value,
        title=title,
        form=kind.form,
        blocks=blocks,
        head=letterhead(subject, choices, words) if kind.form is Form.letter else None,
        footer=", ".join(part for part in (title, patient) if part),
        is_large=choices.is_large,
        one_page=kind.one_page,
    )
    text = as_text(paper.blocks, {}, paper.head)
    signed = any(isinstance(block, Signature) for block in blocks)
    written = Written(subject, text, choices.today, signed)
    return paper, tuple(_findings(kind, facts, paper, missing, written))


def call_log(snapshot: CaseSnapshot, choices: Choices, key: str) -> Paper:
    """Write the call log as pages of an exhibit: every call the person allows in packets, oldest first."""
    subject, words = subject_of(snapshot, choices), wording(choices.language)
    facts = facts_of(snapshot, subject, choices, (), words)
    blocks, _missing = _written(snapshot, "call_log", facts, subject, choices)
    return Paper(key, words.say("label", "call_log"), Form.sheet, blocks, is_large=choices.is_large)


def letter_text(plan: PacketPlan) -> str:
    """Return the words of a plan's own papers, as they stand in the PDF, for reading or keeping as plain text."""
    numbers = paginate(plan).numbers
    return "\n".join(as_text(paper.blocks, numbers, paper.head) for paper in plan.papers)


def summary(snapshot: CaseSnapshot, choices: Choices, language: str = "es") -> str:
    """Return a short text in the person's language: what the letter asks for, from whom, and by when."""
    told = replace(choices, language=language, also_in="")
    subject, words = subject_of(snapshot, told), wording(language)
    facts = facts_of(snapshot, subject, told, (), words)
    filler = Filler(facts.lookup, facts.lists)
    return as_text(filler.blocks(load(f"{choices.kind.value}.summary", language)), {})


def letterhead(subject: Subject, choices: Choices, words: Wording) -> Letterhead:
    """Return who writes, when, and to whom."""
    writer, to = subject.writer, subject.to
    lines = [writer_of(subject), *subject.street.splitlines()]
    for more in (writer.phone, writer.email) if writer else ():
        if more and len(lines) < LETTERHEAD_LINES:
            lines.append(more)
    desk = to.desk or (words.choice(to.department) if to.department else "")
    # A person who typed the desk into the address has said it already.
    said = any(desk.casefold() in line.casefold() for line in (to.name, *to.address))
    address = [line for line in (desk if not said else "", to.name, to.office, *to.address) if line]
    return Letterhead(
        tuple(line.strip() for line in lines if line.strip()),
        words.shown(choices.today),
        tuple(address),
        is_mailed=bool(to.address),
    )


def writer_of(subject: Subject) -> str:
    """Return the name of the person who signs."""
    return subject.writer.full_name if subject.writer else ""


def file_name(choices: Choices, title: str, to: str = "") -> str:
    """Return the name offered for the file: “2026-11-22 Records request - Riverside General.pdf”."""
    # No patient and no illness: names of files are seen by everyone who uses the computer.
    name = " - ".join(part for part in (f"{choices.today.isoformat()} {title}", _shortened(to)) if part)
    return _FORBIDDEN.sub(" ", name).strip(" .") + (" (large print).pdf" if choices.is_large else ".pdf")


def _shortened(name: str) -> str:
    if len(name) <= _NAME_LIMIT:
        return name
    return name[:_NAME_LIMIT].rsplit(" ", 1)[0]


def _written(
    snapshot: CaseSnapshot, template: str, facts: Facts, subject: Subject, choices: Choices
) -> tuple[tuple[Block, ...], list[str]]:
    words = wording(choices.language)
    filler = Filler(
        facts.lookup,
        facts.lists,
        signers=_signers(subject, words),
        labels=(words.say("label", "signature"), words.say("label", "date")),
        # In quotes, like all that is to be said on the phone word for word.
        questions=[
            (plain(f"“{one.question[choices.language]}”"), one.choices[choices.language])
            for one in choices.call_questions
        ],
    )
    blocks = filler.blocks(load(template, choices.language))
    if choices.kind is LetterKind.comparison:
        blocks += comparison.side_by_side(snapshot, words)
    if choices.kind is LetterKind.timeline:
        blocks += timeline.drawn(snapshot, words, choices.today)
    return blocks, filler.missing


def _signers(subject: Subject, words: Wording) -> tuple[str, ...]:
    name = writer_of(subject)
    if not subject.helper_signs or subject.helper is None:
        return (name,) if name else ()
    patient = subject.patient.full_name if subject.patient else ""
    role = words.choice(subject.helper.role)
    form = words.say("label", "on_behalf" if role else "for_patient")
    return (name, form.replace("{role}", role).replace("{patient}", patient))


# Two languages


def _line_under_line(first: Iterable[Block], second: Iterable[Block], language: str) -> Iterator[Block]:
    """Set each block of a second language under the same block of the first."""
    for one, other in zip(first, second, strict=True):
        match one, other:
            case (Box(), Box()):
                yield Box(tuple(_line_under_line(one.blocks, other.blocks, language)))
            case (Strip(), Strip()):
                yield Strip(tuple(_line_under_line(one.blocks, other.blocks, language)))
            case (Ask(), Ask()):
                choices = tuple(_both(a, b) for a, b in zip(one.choices, other.choices, strict=True))
                same = _says(one.question) == _says(other.question)
                yield replace(one, choices=choices, again=None if same else (other.question, language))
            case (Blanks(), Blanks()):
                yield replace(one, names=tuple(_both(a, b) for a, b in zip(one.names, other.names, strict=True)))
            case (Heading(), Heading()):
                joined = (*one.spans, Span(" / "), *other.spans)
                yield replace(one, spans=joined if _says(one.spans) != _says(other.spans) else one.spans)
            case (Pairs(), Pairs()):
                names = [_both(a.name, b.name) for a, b in zip(one.rows, other.rows, strict=True)]
                yield Pairs(tuple(replace(row, name=name) for row, name in zip(one.rows, names, strict=True)))
            case (Listing(), Listing()):
                items = zip(one.items, other.items, strict=True)
                yield replace(
                    one, items=tuple((*first_item, Span("\n"), *second_item) for first_item, second_item in items)
                )
            case (Paragraph(), Paragraph()):
                yield one
                yield replace(other, language=language)
            case _:
                yield one


def _both(first: str, second: str) -> str:
    return first if first == second else f"{first} / {second}"


def _says(spans: Inline) -> str:
    return "".join(span.text for span in spans)


# The check


def _findings(
    kind: Kind, facts: Facts, paper: Paper, missing: Iterable[str], written: Written
) -> Iterator[Finding]:  # fmt: skip
    subject = written.subject
    elements = (*findings_of(kind.kind, written), *form_findings(_forms(kind.kind, facts), facts.lookup))
    named = {finding.fact for finding in elements}
    needs = {need.fact for need in kind.needs}
    for need in kind.needs:
        there = facts.lists[need.fact] if need.fact in facts.lists else facts.lookup[need.fact].bare
        if not there and need.fact not in named:
            yield Finding(need.level, need.sentence(), need.fact)
    yield from elements
    for name in missing:
        if name not in needs | named and CHOSEN_IN.get(name) not in named:
            yield Finding(Level.good_to_have, _("Not filled in: {title}").format(title=_title(name)), name)
    if subject.helper_signs and subject.helper and not subject.helper.may_act and "helper.role" not in named:
        sentence = _("The letter does not say what lets you act for the patient. The office may ask for a form first.")
        yield Finding(Level.must_fix, sentence, "helper.role")
    yield from _fitting(kind.kind, facts)
    for mark in facts.unmatched:
        yield Finding(Level.must_fix, _("{mark} points to no exhibit in this packet").format(mark=mark))
    yield from _print_findings(paper)
    if subject.patient and subject.patient.full_name and kind.form is not Form.fax and not paper.is_large:
        yield Finding(Level.fine, _("The patient's name is on every page"))


def _forms(kind: LetterKind, facts: Facts) -> list[str]:
    """Name the forms in whose place a letter stands."""
    if kind is LetterKind.representative:
        return ["CMS-1696"] if facts.lookup["plan.regime"].bare in _MEDICARES_OWN_FORMS else []
    return facts.lookup["step.form"].bare.split(", ") if kind is LetterKind.appeal else []


_MEDICARES_OWN_FORMS = ("original_medicare", "medicare_advantage", "part_d")

CHOSEN_IN = {
    "release_from.name": "release.from_contact_id",
    "release_to.name": "release.to_contact_id",
    "release.expires_when": "release.expires_on",
}
"""Where a fact that a form prints is chosen, so that one thing missing is one finding."""


def _fitting(kind: LetterKind, facts: Facts) -> Iterator[Finding]:
    """Look whether a letter is the right one for this kind of plan, or for this place."""
    regime = facts.lookup["plan.regime"].bare
    if kind is LetterKind.insurance_complaint and regime in _NOT_UNDER_THE_STATE:
        sentence = _("The state's insurance department may not be in charge of this kind of plan. Ask the plan who is.")
        yield Finding(Level.good_to_have, sentence, "plan.kind")
    if kind is LetterKind.representative and regime in ("erisa_group", "fehb", "tricare", "medicaid_managed_care"):
        sentence = _("This kind of plan mostly has a form of its own for a representative. Ask for it.")
        yield Finding(Level.good_to_have, sentence, "plan.kind")
    if kind is LetterKind.privacy_complaint and facts.lookup["request.holder"].bare == "pathology":
        sentence = _("Slides and tissue are not records. This office can't help with them.")
        yield Finding(Level.must_fix, sentence, "request.holder")


_NOT_UNDER_THE_STATE = ("original_medicare", "medicare_advantage", "fehb", "tricare", "va", "erisa_group")


def _title(name: str) -> str:
    role, _dot, field = name.partition(".")
    kind = ROLES.get(role)
    if kind is not None and hasattr(kind, "model_fields") and field in kind.model_fields:
        return title_of(kind, field)
    return field.replace("_", " ") or role.replace("_", " ")


def _print_findings(paper: Paper) -> Iterator[Finding]:
    """Look for letters no font of ours has, and for a head too long for the window of an envelope."""
    yield from letters_not_printed(as_text(paper.blocks, {}, paper.head))
    head = paper.head
    if head and head.is_mailed:
        setter = Setter(fonts.Fonts(), ADDRESS_SIZE)
        address = sum(len(setter.lines(plain(line), ADDRESS_WIDTH)) for line in head.address)
        sender = sum(len(setter.lines(plain(line), SENDER_WIDTH)) for line in head.sender)
        if address > ADDRESS_LINES or sender > SENDER_LINES:
            yield Finding(Level.good_to_have, _("The address is too long for a window. Use a plain envelope."))


def letters_not_printed(text: str, document_id: UUID | None = None) -> Iterator[Finding]:
    """Name the letters of a text that no font of ours has, before they stand on paper as “�”."""
    unknown = fonts.undrawable(text)
    if unknown:
        sentence = _("We can't print these letters, so a “�” stands in their place: {letters}")
        yield Finding(Level.must_fix, sentence.format(letters=" ".join(unknown)), document_id=document_id)
