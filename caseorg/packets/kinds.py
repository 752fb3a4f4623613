"""The kinds of letter, as a table: template, form, languages, and what must not be missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from caseorg.base.language import _
from caseorg.domain.letter import LetterKind
from caseorg.packets.plan import Form, Level


@dataclass(frozen=True)
class Need:
    """A fact that a letter ought to have; for a list, at least one thing in it."""

    fact: str
    level: Level
    sentence: Callable[[], str]
    """What the check says where it is missing, in the screen's language."""


@dataclass(frozen=True)
class Kind:
    """One kind of letter."""

    kind: LetterKind
    form: Form
    needs: tuple[Need, ...] = ()
    languages: tuple[str, ...] = ("en",)
    is_kept: bool = False
    """Whether the person keeps it, as a question sheet. What goes to an office stays in regular print."""
    one_page: bool = True
    stays_at_home: bool = False
    """Whether it goes to no office, so that nobody is asked whether it was sent."""

    @property
    def template(self) -> str:
        """The name of the template file."""
        return self.kind.value


def _must(fact: str, sentence: Callable[[], str]) -> Need:
    return Need(fact, Level.must_fix, sentence)


def _good(fact: str, sentence: Callable[[], str]) -> Need:
    return Need(fact, Level.good_to_have, sentence)


_PATIENT = _must("patient.full_name", lambda: _("No patient name"))
_BORN = _good("patient.date_of_birth", lambda: _("No date of birth. The office uses it to find the right person."))
_TO = _must("to.name", lambda: _("No one to send it to"))
_PHONE = _good("writer.phone", lambda: _("No phone number where they can reach you"))
_MEMBER = _good("coverage.member_id", lambda: _("No member ID. It is on your plan card."))
_CLAIM = _must("denial.claim_number", lambda: _("No claim or reference number"))
_NOTICE = _must("denial.notice_date", lambda: _("No date of the denial letter"))
_REASON = _must("denial.reason_text", lambda: _("Their reason is missing. Copy it word for word from the letter."))
_ITEMS = _must("item", lambda: _("Nothing is asked for yet"))
_LETTER_OF_NEED = _good("exhibit.letter_of_need", lambda: _("No doctor's letter of need"))

_BOTH = ("en", "es")

_TABLE = (
    Kind(LetterKind.records_request, Form.letter, (_TO, _PATIENT, _BORN, _ITEMS, _PHONE)),
    Kind(LetterKind.scan_request, Form.letter, (_TO, _PATIENT, _BORN, _ITEMS, _PHONE)),
    Kind(
        LetterKind.slide_loan,
        Form.letter,
        (
            _TO,
            _PATIENT,
            _BORN,
            _good("loan.accession_number", lambda: _("No number from the pathology report. It helps them find it.")),
            _good("borrower.name", lambda: _("No laboratory to send the slides to")),
        ),
    ),
    Kind(
        LetterKind.follow_up,
        Form.letter,
        (_TO, _PATIENT, _BORN, _good("earlier.asked_on", lambda: _("No date of your first letter"))),
    ),
    Kind(
        LetterKind.network_exception,
        Form.letter,
        (
            _TO,
            _PATIENT,
            _MEMBER,
            _must("consultant.name", lambda: _("No doctor to ask for")),
            _good("network_exception.why_nobody_inside", lambda: _("Say why no one in the network can do it")),
            _good("network_call", lambda: _("No calls to doctors in the network yet")),
        ),
    ),
    Kind(
        LetterKind.prior_approval,
        Form.letter,
        (_TO, _PATIENT, _MEMBER, _good("consultant.name", lambda: _("No doctor to ask for"))),
    ),
    Kind(
        LetterKind.prior_approval_note,
        Form.letter,
        (_TO, _PATIENT, _MEMBER, _good("plan.phone", lambda: _("No phone number of your plan"))),
    ),
    Kind(
        LetterKind.referral_note,
        Form.letter,
        (_TO, _PATIENT, _BORN, _good("consultant.name", lambda: _("No doctor to be referred to"))),
    ),
    Kind(
        LetterKind.call_script,
        Form.sheet,
        (_good("plan.phone", lambda: _("No phone number of your plan. It is on the back of your card.")),),
        _BOTH,
        is_kept=True,
        one_page=False,
    ),
    Kind(
        LetterKind.question_sheet,
        Form.sheet,
        (_good("visit.day", lambda: _("No date of the visit")),),
        _BOTH,
        is_kept=True,
    ),
    Kind(
        LetterKind.appeal,
        Form.letter,
        (_TO, _PATIENT, _CLAIM, _NOTICE, _REASON, _MEMBER, _LETTER_OF_NEED,
         _good("reason", lambda: _("Say why it should change")),
         _good("exhibit.denial_letter", lambda: _("The denial letter is not among the exhibits"))),
        one_page=False,
    ),
    Kind(
        LetterKind.external_review,
        Form.letter,
        (_TO, _PATIENT, _CLAIM, _NOTICE, _MEMBER, _LETTER_OF_NEED,
         _good("exhibit.denial_letter", lambda: _("The final denial letter is not among the exhibits"))),
        one_page=False,
    ),
    Kind(LetterKind.fax_cover, Form.fax, (_TO, _must("to.fax", lambda: _("No fax number")), _PATIENT)),
    Kind(LetterKind.written_report, Form.letter, (_TO, _PATIENT, _BORN)),
    Kind(LetterKind.tell_my_doctor, Form.letter, (_TO, _PATIENT)),
    Kind(LetterKind.letter_of_need, Form.letter, (_TO, _PATIENT, _NOTICE)),
    Kind(LetterKind.case_summary, Form.sheet, (_PATIENT, _BORN), stays_at_home=True),
    Kind(LetterKind.records_tracker, Form.wide, (), _BOTH, is_kept=True, one_page=False),
    Kind(LetterKind.comparison, Form.wide, (), _BOTH, is_kept=True),
    Kind(LetterKind.timeline, Form.sheet, (_good("event", lambda: _("Nothing with a date yet")),), _BOTH, is_kept=True),
    Kind(
        LetterKind.medication_list,
        Form.sheet,
        (_PATIENT, _BORN, _good("medication", lambda: _("No medicines in the case yet"))),
        _BOTH,
        is_kept=True,
        one_page=False,
    ),
    Kind(
        LetterKind.expense_summary,
        Form.wide,
        (_good("cost", lambda: _("No bills in the case yet")),),
        _BOTH,
        is_kept=True,
        one_page=False,
    ),
    Kind(
        LetterKind.custody_sheet,
        Form.sheet,
        (
            _PATIENT,
            _good("loan.accession_number", lambda: _("No number from the pathology report. It helps them find it.")),
            _good("lender.name", lambda: _("No laboratory that lends")),
            _good("borrower.name", lambda: _("No laboratory to send the slides to")),
        ),
        stays_at_home=True,
    ),
    Kind(
        LetterKind.mailing_certificate,
        Form.sheet,
        (
            _must("sent.what", lambda: _("Nothing was sent yet")),
            _good("sent.to", lambda: _("No number or address that it went to")),
        ),
        stays_at_home=True,
    ),
)  # fmt: skip

KINDS: dict[LetterKind, Kind] = {kind.kind: kind for kind in _TABLE}
"""How each kind of letter is made. The recovery sheet has no facts of a case and is made by itself."""

KEPT_BY_THE_PERSON = frozenset(kind for kind, row in KINDS.items() if row.is_kept or row.stays_at_home) | {
    LetterKind.recovery_sheet
}
"""Papers that are not sent to an office, so nobody is asked whether they went out."""
