"""What a letter has from its own record and from the rules: dates, forms, the law of the plan, questions for a call."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.deadline import Deadline
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.requests import RecordsRequest
from caseorg.packets.kinds import KINDS
from caseorg.packets.subject import CallQuestion, Choices, subject_of
from caseorg.packets.words import wording
from caseorg.rules.placeholders import names_of
from caseorg.rules.vocabulary import Fact
from caseorg.services.notice_check import notice_check
from caseorg.services.requests import chain_of
from caseorg.services.step_law import denial_of, law_of
from caseorg.services.workspace import Workspace

BOTH_LANGUAGES = "en+es"
"""What `Letter.language` says for a paper that prints Spanish under each English line."""

_BEFORE_THE_APPEAL = {
    LetterKind.letter_of_need,
    LetterKind.claim_file,
    LetterKind.notice_gaps,
    LetterKind.good_cause,
}
_ABOUT_A_LATE_REQUEST = {LetterKind.overdue, LetterKind.privacy_complaint, LetterKind.blocking_complaint}


def choices_of(workspace: Workspace, snapshot: CaseSnapshot, letter: Letter) -> Choices:
    """Return what a letter's record and the rules decide about it."""
    both = letter.language == BOTH_LANGUAGES
    language = "en" if both else letter.language
    # An office gets the languages it reads, whatever the person asked for.
    kind = KINDS[letter.kind]
    deadline = deadline_of(workspace, snapshot, letter.kind, letter.about_id)
    return Choices(
        kind=letter.kind,
        today=letter.made_on or workspace.today(),
        about_id=letter.about_id,
        to_contact_id=letter.to_contact_id,
        language=language if language in kind.languages else "en",
        also_in="es" if both and "es" in kind.languages else "",
        is_large=letter.large_print,
        own_words=letter.own_words,
        call_questions=_call_questions(workspace, snapshot) if letter.kind is LetterKind.call_script else (),
        last_day=deadline.last_day if deadline else None,
        send_by=deadline.send_by if deadline else None,
        **_what_the_rules_say(workspace, snapshot, letter.about_id),
    )


def _what_the_rules_say(workspace: Workspace, snapshot: CaseSnapshot, about_id: UUID | None) -> dict[str, Any]:
    """Return what a letter has from the rules: the law of the plan, the forms of the step, what the notice left out."""
    assessment, library = workspace.assess(snapshot), workspace.library
    about = snapshot.find(about_id)
    denial = denial_of(snapshot, about)
    notice = notice_check(assessment, library, denial, "en") if denial else None
    return {
        **law_of(snapshot, assessment, library, about),
        "state_office": _state_office(workspace, snapshot),
        "notice_parts": notice.missing if notice else (),
        "notice_places": notice.places if notice else (),
    }


def packet_rules(workspace: Workspace, snapshot: CaseSnapshot, about_id: UUID | None) -> dict[str, Any]:
    """Return what the letter of a packet has from the rules."""
    told = _what_the_rules_say(workspace, snapshot, about_id)
    return {name: value for name, value in told.items() if name not in ("state_office", "notice_places")}


def _state_office(workspace: Workspace, snapshot: CaseSnapshot) -> str:
    """Return the insurance department of the plan's state, or of the patient's; nothing where no state is known."""
    codes = (*(plan.state for plan in snapshot.plans), snapshot.patient.state if snapshot.patient else "")
    state = next((found for code in codes if code and (found := workspace.library.state(code.upper()))), None)
    cell = state.find("insurance_department.name") if state else None
    return str(cell.value) if cell else ""


def deadline_of(
    workspace: Workspace, snapshot: CaseSnapshot, kind: LetterKind, about_id: UUID | None
) -> Deadline | None:
    """Return the date a letter has to keep: the earliest that calls for its kind, about the same denial."""
    about = snapshot.find(about_id)
    if kind in _ABOUT_A_LATE_REQUEST and isinstance(about, RecordsRequest):
        return _answer_was_due(workspace, snapshot, about)
    if kind not in (LetterKind.appeal, LetterKind.external_review, *_BEFORE_THE_APPEAL):
        return None
    denial = about.denial_id if isinstance(about, Appeal) else about.id if isinstance(about, Denial) else None
    wanted = {LetterKind.appeal} if kind in _BEFORE_THE_APPEAL else {kind}
    found = [
        one
        for one in workspace.assess(snapshot).deadlines
        if one.send_by and wanted & set(one.letters) and denial in (None, one.about)
    ]
    if not found and kind is LetterKind.external_review:
        # Where the office outside is a step like any other, its date calls for an appeal: OPM, the next TRICARE review.
        return deadline_of(workspace, snapshot, LetterKind.appeal, about_id)
    return min(found, key=lambda one: one.send_by or date.max, default=None)


def _answer_was_due(workspace: Workspace, snapshot: CaseSnapshot, request: RecordsRequest) -> Deadline | None:
    """Return the first last day by which an office had to answer the first request of a chain."""
    first = chain_of(snapshot, request.id)[0]
    mine = [one for one in workspace.assess(snapshot).deadlines_about(first.id) if not one.is_mine and one.last_day]
    return min(mine, key=lambda one: one.last_day or date.max, default=None)


_BEHIND = ("helper", "consultant", "main_doctor", "first_doctor", "receiver", "lender", "borrower", "release_from",
           "release_to", "loan", "visit", "opinion")  # fmt: skip


def records_behind(workspace: Workspace, letter: Letter) -> dict[str, UUID]:
    """Return which record of the case stands behind each role that a letter speaks of."""
    snapshot = workspace.load_case(letter.case_id)
    subject = subject_of(snapshot, choices_of(workspace, snapshot, letter))
    found = {role: record.id for role in _BEHIND if (record := getattr(subject, role)) is not None}
    for role, recipient in (("to", subject.to), ("office", subject.office)):
        if recipient.contact_id is not None:
            found[role] = recipient.contact_id
    writer = subject.helper if subject.helper_signs else subject.patient
    return found | ({"writer": writer.id} if writer else {})


def _call_questions(workspace: Workspace, snapshot: CaseSnapshot) -> tuple[CallQuestion, ...]:
    """Return what is still to be asked of the plan, as it is read out on the phone."""
    vocabulary, names = workspace.library.vocabulary, names_of(snapshot)
    facts = [vocabulary[name] for name in workspace.assess(snapshot).needs if name in vocabulary]
    return tuple(
        CallQuestion(
            {language: names.fill_spoken(_spoken(fact, language), language) for language in ("en", "es")},
            {language: _answers(fact, language) for language in ("en", "es")},
        )
        for fact in facts
        if fact.is_asked_by_phone and fact.en.on_the_phone
    )


def _spoken(fact: Fact, language: str) -> str:
    return (fact.es if language == "es" else fact.en).on_the_phone


def _answers(fact: Fact, language: str) -> tuple[str, ...]:
    could_not = wording(language).say("label", "could_not_say")
    return (*fact.choice_words(language).values(), could_not)
