"""Letters that are being written: what one is about, the person's own words in it, and how it is started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, auto
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.costs import Call
from caseorg.domain.denial import Appeal, AppealLevel, Denial
from caseorg.domain.letter import Letter, LetterKind, LetterStatus
from caseorg.domain.opinion import OpinionOrder
from caseorg.domain.permission import NetworkException, PriorAuthorization, Referral
from caseorg.domain.record import Record
from caseorg.domain.release import Release
from caseorg.domain.requests import RecordsRequest
from caseorg.domain.visit import Visit
from caseorg.packets.kinds import KINDS
from caseorg.services import permissions, releases
from caseorg.services.denials import level_of
from caseorg.services.workspace import Workspace


class FirstNeeded(StrEnum):
    """What has to be in the case before a kind of letter can be written."""

    request = auto()
    denial = auto()
    call = auto()

    def words(self) -> str:
        """Say what to do first, in the language in use."""
        return {
            FirstNeeded.request: _(
                "First say which office has the records, and what you need. We then make the letter."
            ),
            FirstNeeded.denial: _("First add the letter in which your plan said no. It takes about 3 minutes."),
            FirstNeeded.call: _("First write down the call: who you spoke with, and what they said."),
        }[self]


_REQUESTS = {
    LetterKind.records_request,
    LetterKind.scan_request,
    LetterKind.slide_loan,
    LetterKind.ehi_export,
    LetterKind.follow_up,
}
_AFTER_A_REQUEST = {
    LetterKind.office_to_office,
    LetterKind.overdue,
    LetterKind.written_denial,
    LetterKind.privacy_complaint,
    LetterKind.blocking_complaint,
}
_DENIALS = {
    LetterKind.letter_of_need,
    LetterKind.claim_file,
    LetterKind.notice_gaps,
    LetterKind.keep_services,
    LetterKind.insurance_complaint,
}
_APPEALS = {LetterKind.appeal: AppealLevel.internal, LetterKind.external_review: AppealLevel.external_review}
_ABOUT_AN_APPEAL = {*_APPEALS, LetterKind.good_cause}
_VISITS = {LetterKind.question_sheet, LetterKind.written_report}


def first_needed(snapshot: CaseSnapshot, kind: LetterKind) -> FirstNeeded | None:
    """Return what a kind of letter needs first, or None if it can be started."""
    if kind in _REQUESTS:
        return FirstNeeded.request
    if kind in _AFTER_A_REQUEST and not snapshot.requests:
        return FirstNeeded.request
    if kind in (_ABOUT_AN_APPEAL | _DENIALS) and not snapshot.denials:
        return FirstNeeded.denial
    if kind is LetterKind.call_confirmation and not snapshot.calls:
        return FirstNeeded.call
    return None


def about_choices(snapshot: CaseSnapshot, kind: LetterKind) -> tuple[Record, ...]:
    """Return what a letter of this kind may be about, the likeliest first; one alone needs no question."""
    if kind in _ABOUT_AN_APPEAL | _DENIALS:
        return tuple(reversed(snapshot.denials))
    if kind in _AFTER_A_REQUEST:
        # What was sent stands first: one asks again where one has asked.
        latest_first = snapshot.requests[::-1]
        return tuple(sorted(latest_first, key=lambda each: each.asked_on is None))
    if kind in releases.KINDS:
        return releases.releases_for(snapshot, kind)
    if kind is LetterKind.call_confirmation:
        return tuple(sorted(snapshot.calls, key=lambda call: str(call.at or ""), reverse=True))
    if permissions.asks_for_permission(kind):
        return tuple(reversed(permissions.sheets_for(snapshot, kind)))
    if kind in _VISITS:
        return tuple(reversed(snapshot.visits))
    if kind is LetterKind.tell_my_doctor:
        return tuple(each for each in reversed(snapshot.opinions) if each.order is not OpinionOrder.first)
    if kind is LetterKind.custody_sheet:
        return tuple(reversed(snapshot.loans))
    if kind is LetterKind.mailing_certificate:
        return tuple(reversed([each for each in snapshot.sendings if each.sent_on]))
    if kind is LetterKind.fax_cover:
        return tuple(reversed(snapshot.requests)) + tuple(reversed(snapshot.denials))
    return ()


def start_letter(
    workspace: Workspace,
    case_id: UUID,
    kind: LetterKind,
    about_id: UUID | None = None,
    *,
    large_sheets: bool = False,
    sheet_language: str = "en",
) -> Letter:
    """Start a letter, or go on with the draft of the same letter, in one step.

    What the person's own words belong to is started with it: the appeal, or the permission that is asked for.

    Args:
        workspace: The open case file.
        case_id: The case.
        kind: The kind of letter; `first_needed` says when it can't be started yet.
        about_id: The denial, appeal, permission or visit it is about; the likeliest one if it is left out.
        large_sheets: Whether the person's own sheets, which no office reads, start in large print.
        sheet_language: The language of such a sheet, or both, as `Letter.language` says it.
    """
    if about_id is None and permissions.asks_for_permission(kind):
        about_id = permissions.start_permission(workspace, case_id, kind).request_id
    snapshot = workspace.load_case(case_id)
    about = _about(workspace, snapshot, kind, snapshot.find(about_id))
    drafts = [each for each in snapshot.letters if each.kind is kind and each.status is LetterStatus.draft]
    for draft in drafts:
        if about is not None and draft.about_id == about.id:
            return draft
    is_kept = KINDS[kind].is_kept
    letter = Letter.made(
        case_id=case_id,
        kind=kind,
        about_id=about.id if about else None,
        large_print=large_sheets and is_kept,
        language=sheet_language if is_kept else "en",
    )
    with workspace.step(_("Start a letter")) as step:
        if about is not None:
            step.save(about)
        step.save(letter)
    return letter


def _about(
    workspace: Workspace, snapshot: CaseSnapshot, kind: LetterKind, given: Record | None
) -> Record | None:  # fmt: skip
    if kind in _APPEALS:
        return appeal_for(workspace, snapshot, kind, given)
    if kind is LetterKind.good_cause:
        return given if isinstance(given, Appeal) else appeal_for(workspace, snapshot, LetterKind.appeal, given)
    if kind in releases.KINDS and not isinstance(given, Release):
        there = releases.releases_for(snapshot, kind)
        request = given if isinstance(given, RecordsRequest) else None
        return there[0] if there and request is None else releases.new_release(snapshot, kind, request)
    if kind in _DENIALS and isinstance(given, Appeal):
        return snapshot.find(given.denial_id)
    return given if given is not None else next(iter(about_choices(snapshot, kind)), None)


def appeal_for(
    workspace: Workspace, snapshot: CaseSnapshot, kind: LetterKind, given: Record | None
) -> Appeal | None:  # fmt: skip
    """Return the appeal a letter or packet is about: the one that is given, one not sent yet, or a new one.

    Args:
        workspace: The open case file.
        snapshot: The case.
        kind: `appeal` or `external_review`.
        given: The appeal or the denial it is about; the denial written down last if it is neither.
    """
    if isinstance(given, Appeal) and (given.level is AppealLevel.external_review) is (
        kind is LetterKind.external_review
    ):
        return given
    denial_id = given.denial_id if isinstance(given, Appeal) else given.id if isinstance(given, Denial) else None
    denials = [each for each in snapshot.denials if denial_id in (None, each.id)]
    if not denials:
        return None
    denial, outside = denials[-1], kind is LetterKind.external_review
    for appeal in reversed(snapshot.appeals):
        same = appeal.denial_id == denial.id and (appeal.level is AppealLevel.external_review) is outside
        if same and not appeal.filed_on:
            return appeal
    ladder = [step.rule for step in workspace.assess(snapshot).steps if step.about == denial.id]
    fitting = [rule for rule in ladder if kind in rule.step.letters and rule.step.denial_level in (None, denial.level)]
    level = level_of(fitting[0], workspace.library) if fitting else _APPEALS[kind]
    return Appeal(
        case_id=denial.case_id, denial_id=denial.id, level=level, is_expedited=bool(denial.waiting_is_dangerous)
    )


def turn_to(workspace: Workspace, letter: Letter, about: Record) -> Letter:
    """Let a draft be about something else: another denial, visit or permission."""
    snapshot = workspace.load_case(letter.case_id)
    chosen = _about(workspace, snapshot, letter.kind, about) or about
    turned = letter.revised(about_id=chosen.id)
    with workspace.step(_("Change what a letter is about")) as step:
        step.save(chosen)
        step.save(turned)
    return turned


def change_letter(workspace: Workspace, letter: Letter) -> Letter:
    """Start a new draft in the place of a letter that was made. The made one stays exactly as it was."""
    snapshot = workspace.load_case(letter.case_id)
    for draft in snapshot.letters:
        if draft.replaces_id == letter.id and draft.status is LetterStatus.draft:
            return draft
    draft = Letter.made(
        case_id=letter.case_id,
        kind=letter.kind,
        to_contact_id=letter.to_contact_id,
        about_id=letter.about_id,
        language=letter.language,
        large_print=letter.large_print,
        own_words=letter.own_words,
        replaces_id=letter.id,
    )
    workspace.save(draft, _("Start a letter"))
    return draft


def remove_letter(workspace: Workspace, letter: Letter) -> ChangeSet | None:
    """Move a letter to Recently removed, with the proof that it went out."""
    snapshot = workspace.load_case(letter.case_id)
    with workspace.step(_("Remove a letter")) as step:
        step.remove(letter)
        for sending in snapshot.sendings:
            if sending.letter_id == letter.id:
                step.remove(sending)
    return step.change_set


# The person's own words


@dataclass(frozen=True)
class Box:
    """One box to write in: the field it fills, and a sentence to start with."""

    field: str
    title: str
    starter: Callable[[], str]


_BOXES: dict[type[Record], tuple[Box, ...]] = {
    Appeal: (
        Box("what_they_decided", "What they decided", lambda: _("You decided not to pay for my second opinion visit.")),
        Box("why_wrong", "Why we think it is wrong", lambda: _("No one in your network could give this opinion.")),
        Box("what_we_ask", "What we ask", lambda: _("Please pay this claim at the in-network rate.")),
    ),
    NetworkException: (
        Box("service", "For what", lambda: _("A second opinion visit")),
        Box(
            "why_nobody_inside",
            "Why no one in the network can do it",
            lambda: _("I called doctors in your network. None of them could see me in time."),
        ),
        Box("why_this_doctor", "Why this doctor", lambda: _("This doctor has treated many people with my illness.")),
    ),
    PriorAuthorization: (Box("service", "For what", lambda: _("A second opinion visit")),),
    Referral: (Box("service", "For what", lambda: _("A second opinion visit")),),
    Release: (
        Box("what", "What may be shared", lambda: _("All records of my lung biopsy on October 30, 2026")),
        Box("purpose", "What for", lambda: _("At my request, for a second medical opinion")),
    ),
    Call: (Box("said", "What they said", lambda: _("They said that my visit is covered, and sent me a number.")),),
}
_LATE_BOX = Box("why_late", "Why it is late", lambda: _("I was in the hospital and could not open my mail."))
_OWN_WORDS = {
    LetterKind.insurance_complaint: Box(
        "own_words", "What happened", lambda: _("My plan said no, and it did not answer my letters.")
    ),
    LetterKind.privacy_complaint: Box(
        "own_words", "What else happened", lambda: _("I called three times. Nobody could say when the records come.")
    ),
    LetterKind.blocking_complaint: Box(
        "own_words",
        "What happened",
        lambda: _("The portal could send my records to a doctor. It is switched off."),
    ),
    LetterKind.prior_approval: Box(
        "own_words", "Why you ask", lambda: _("I have to decide about an operation, and I want to decide well.")
    ),
    LetterKind.tell_my_doctor: Box(
        "own_words", "What you would like to ask", lambda: _("Would you look at this report with me?")
    ),
}
_BEFORE_THE_SECOND = Box(
    "own_words", "What else you would like to say", lambda: _("I trust you, and I would like to go on seeing you.")
)


def boxes_of(record: Record) -> tuple[Box, ...]:
    """Return the boxes to write in for what a letter is about; its legal lines are fixed text with a source."""
    if isinstance(record, Letter):
        box = _OWN_WORDS.get(record.kind)
        return (box,) if box else ()
    return _BOXES.get(type(record), ())


def boxes_for(letter: Letter, record: Record) -> tuple[Box, ...]:
    """Return the boxes of one letter to write in for a record it is about: only what this letter prints."""
    if letter.kind is LetterKind.good_cause and isinstance(record, Appeal):
        return (_LATE_BOX,)
    if letter.kind is LetterKind.revocation:
        return ()
    if letter.kind is LetterKind.tell_my_doctor and isinstance(record, Letter) and record.about_id is None:
        return (_BEFORE_THE_SECOND,)
    return boxes_of(record)


def save_words(workspace: Workspace, record: Record, **entries: object) -> ChangeSet | None:
    """Keep what was written in a box; further words in the same record join into the same step."""
    return workspace.save(record.revised(**entries), _("Write a letter"), joins=True)


def visit_of(snapshot: CaseSnapshot, letter: Letter) -> Visit | None:
    """Return the visit a letter is about, or None."""
    about = snapshot.find(letter.about_id)
    return about if isinstance(about, Visit) else None
