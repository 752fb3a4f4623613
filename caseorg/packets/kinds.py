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
    behind: tuple[str, ...] = ()
    """Templates of pages that go behind it and are handed on: a receipt, a page for another office."""

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
_ADDRESS = _good("to.street", lambda: _("No address to send it to. It stands in their letter."))
_LETTER_OF_NEED = _good("exhibit.letter_of_need", lambda: _("No doctor's letter of need"))

_ALLERGY = _good("allergy", lambda: _("No allergies in the case yet. If there are none, add “None known”."))
_ASKED = _must("request.asked_on", lambda: _("No day on which you asked"))
_OPEN = _must("item_open", lambda: _("Nothing is missing any more in this request"))
_OFFICE = _must("office.name", lambda: _("No office to complain about"))

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
        behind=("slide_return",),
    ),
    Kind(LetterKind.ehi_export, Form.letter, (_TO, _PATIENT, _BORN, _PHONE), behind=("ehi_export_system",)),
    Kind(
        LetterKind.office_to_office,
        Form.letter,
        (_TO, _PATIENT, _BORN, _ITEMS, _must("office.name", lambda: _("No office that has the records"))),
    ),
    Kind(
        LetterKind.follow_up,
        Form.letter,
        (_TO, _PATIENT, _BORN, _good("earlier.asked_on", lambda: _("No date of your first letter"))),
    ),
    Kind(LetterKind.overdue, Form.letter, (_TO, _PATIENT, _BORN, _ASKED, _OPEN)),
    Kind(LetterKind.written_denial, Form.letter, (_TO, _PATIENT, _BORN, _ASKED, _OPEN)),
    Kind(LetterKind.authorization, Form.sheet, (_PATIENT, _BORN)),
    Kind(LetterKind.part_2_consent, Form.sheet, (_PATIENT, _BORN), one_page=False),
    Kind(
        LetterKind.revocation,
        Form.letter,
        (_TO, _PATIENT, _BORN, _must("release_to.name", lambda: _("Say whom it lets them share with"))),
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
        (_TO, _ADDRESS, _PATIENT, _CLAIM, _NOTICE, _REASON, _MEMBER, _LETTER_OF_NEED,
         _good("reason", lambda: _("Say why it should change")),
         _good("exhibit.denial_letter", lambda: _("The denial letter is not among the exhibits"))),
        one_page=False,
    ),
    Kind(
        LetterKind.external_review,
        Form.letter,
        (_TO, _ADDRESS, _PATIENT, _CLAIM, _NOTICE, _MEMBER, _LETTER_OF_NEED,
         _good("exhibit.denial_letter", lambda: _("The final denial letter is not among the exhibits"))),
        one_page=False,
    ),
    Kind(LetterKind.claim_file, Form.letter, (_TO, _PATIENT, _CLAIM, _NOTICE, _MEMBER)),
    Kind(
        LetterKind.notice_gaps,
        Form.letter,
        (_TO, _PATIENT, _CLAIM, _NOTICE, _MEMBER,
         _must("notice_part", lambda: _("Mark what is missing in the letter first"))),
    ),
    Kind(
        LetterKind.good_cause,
        Form.letter,
        (_TO, _PATIENT, _CLAIM, _NOTICE, _MEMBER, _must("appeal.why_late", lambda: _("Say why it is late"))),
    ),
    Kind(LetterKind.keep_services, Form.letter, (_TO, _PATIENT, _NOTICE, _MEMBER)),
    Kind(
        LetterKind.representative,
        Form.sheet,
        (
            _PATIENT,
            _MEMBER,
            _must("helper.full_name", lambda: _("No one to act for you. Add who helps you.")),
            _must("helper.relation", lambda: _("Say who they are to you")),
            _must("helper.address", lambda: _("No address of the person who acts for you")),
            _must("helper.phone", lambda: _("No phone of the person who acts for you")),
            _must("patient.address", lambda: _("No address of the patient")),
            _must("patient.phone", lambda: _("No phone of the patient")),
        ),
    ),
    Kind(
        LetterKind.call_confirmation,
        Form.letter,
        (
            _TO,
            _PATIENT,
            _must("phone_call.said", lambda: _("Write down what they said first")),
            _must("phone_call.day", lambda: _("No day of the call")),
        ),
    ),
    Kind(
        LetterKind.insurance_complaint,
        Form.letter,
        (
            _must("to.name", lambda: _("We don't know the state's insurance department. Tell us the state.")),
            _PATIENT, _NOTICE, _MEMBER,
            _must("plan.name", lambda: _("No name of the plan")),
            _must("own_words", lambda: _("Say what happened")),
        ),
    ),
    Kind(LetterKind.privacy_complaint, Form.letter, (_PATIENT, _OFFICE, _ASKED, _OPEN)),
    Kind(
        LetterKind.blocking_complaint,
        Form.letter,
        (_PATIENT, _OFFICE, _OPEN, _must("own_words", lambda: _("Say what happened"))),
    ),
    Kind(LetterKind.fax_cover, Form.fax, (_TO, _must("to.fax", lambda: _("No fax number")), _PATIENT)),
    Kind(LetterKind.written_report, Form.letter, (_TO, _PATIENT, _BORN)),
    Kind(LetterKind.tell_my_doctor, Form.letter, (_TO, _PATIENT)),
    Kind(LetterKind.letter_of_need, Form.letter, (_TO, _PATIENT, _NOTICE)),
    Kind(LetterKind.case_summary, Form.sheet, (_PATIENT, _BORN, _ALLERGY), _BOTH, stays_at_home=True),
    Kind(LetterKind.records_tracker, Form.wide, (), _BOTH, is_kept=True, one_page=False),
    Kind(LetterKind.comparison, Form.wide, (), _BOTH, is_kept=True),
    Kind(LetterKind.timeline, Form.sheet, (_good("event", lambda: _("Nothing with a date yet")),), _BOTH, is_kept=True),
    Kind(
        LetterKind.medication_list,
        Form.sheet,
        (_PATIENT, _BORN, _good("medicine", lambda: _("No medicines in the case yet"))),
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
        Form.wide,
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
