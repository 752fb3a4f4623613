"""The elements that a request, an authorization or a consent has to have, each a check with its own name.

The names (ACC-1, AUTH-5, P2-7 …) are those of the reference; each check says where the law is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from caseorg.base.language import _
from caseorg.domain.letter import LetterKind
from caseorg.domain.release import ReleaseCovers
from caseorg.domain.requests import Delivery, SensitiveRecords
from caseorg.domain.routes import Route, Signer
from caseorg.packets.plan import Finding, Level
from caseorg.packets.subject import PICTURES, Subject

ACCESS = frozenset({LetterKind.records_request, LetterKind.scan_request, LetterKind.ehi_export})
AUTHORIZATION = frozenset({LetterKind.authorization})
CONSENT = frozenset({LetterKind.part_2_consent})

_LONGEST_SENTENCE = 25
_MARKETING = re.compile(r"\b(marketing|advertis\w*|sale|sell\w*)\b", re.IGNORECASE)
_COUNSELING = re.compile(r"\bcounsel\w* notes?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """A letter as it would go out: who and what it is about, and its words."""

    subject: Subject
    text: str
    today: date
    is_signed: bool = True
    """Whether it has a line to sign on, with one for the date."""

    def says(self, *words: str) -> bool:
        """Tell whether all these words stand in it."""
        return all(word in self.text for word in words)


Look: TypeAlias = Callable[[Written], Finding | None]


@dataclass(frozen=True)
class Element:
    """One check: its name, the letters it looks at, the place in the law, and what it does."""

    name: str
    letters: frozenset[LetterKind]
    place: str
    look: Look
    is_required: bool = False
    """Whether the law calls a paper without it invalid; the others help the office to answer."""


def findings_of(kind: LetterKind, written: Written) -> Iterator[Finding]:
    """Run every check for a kind of letter; each finding carries the name of its check."""
    for element in ELEMENTS:
        if kind in element.letters:
            found = element.look(written)
            if found is not None:
                stops = element.is_required and found.level is Level.must_fix and _is_required_here(element, written)
                yield replace(found, check=element.name, stops=stops)


def _is_required_here(element: Element, written: Written) -> bool:
    # To send a copy straight to somebody needs a name and a place only where it is asked for as a right.
    return element.letters is not ACCESS or written.subject.route is Route.directive


def _must(sentence: str, fact: str = "") -> Finding:
    return Finding(Level.must_fix, sentence, fact)


def _good(sentence: str, fact: str = "") -> Finding:
    return Finding(Level.good_to_have, sentence, fact)


def _lacks(what: str) -> Finding:
    # Our own words are always there; this catches a template that lost them.
    return _must(_("This sentence is missing: {what}").format(what=what))


# Requests for access, 45 CFR 164.524


def _acc_1(written: Written) -> Finding | None:
    patient = written.subject.patient
    if patient is None or not patient.full_name:
        return _must(_("No patient name"), "patient.full_name")
    if patient.date_of_birth is None:
        words = _("No date of birth. The office uses it to find the right person.")
        return _good(words, "patient.date_of_birth")
    return None


def _acc_2(written: Written) -> Finding | None:
    subject = written.subject
    if subject.route in (Route.access, Route.directive):
        if not written.says("right of access", "45 CFR 164.524"):
            return _lacks(_("that this is a request under the right of access"))
        if "This form ends" in written.text or "expire" in written.text:
            return _must(_("A request for your own records has no end date. With one, it counts as a release form."))
    elif subject.route is Route.authorization and subject.asking and subject.asking.signer is not Signer.helper:
        words = _("It can't go straight to a doctor by your right of access. Make the permission form, too.")
        return _must(words, "release.what") if subject.release is None else None
    return None


def _acc_3(written: Written) -> Finding | None:
    if not written.subject.items and not written.says("all electronic health information"):
        return _must(_("Nothing is asked for yet"), "item")
    scans = [one for one in written.subject.items if one.kind in PICTURES]
    if not all(one.what or one.body_part for one in scans):
        return _good(_("A scan has no name. Say what was scanned, such as “CT of the chest”."), "item.what")
    if not all(one.care_date or one.from_date or one.accession_number for one in scans):
        return _good(_("A scan has no date. The image library finds it by its date."), "item.care_date")
    return None


def _acc_4(written: Written) -> Finding | None:
    named = ("DICOM", "electronic", "export file", "on a disc", "pick up the copies", "copy to this doctor")
    return None if any(word in written.text for word in named) else _lacks(_("in which form you want the records"))


def _acc_5(written: Written) -> Finding | None:
    subject, request = written.subject, written.subject.request
    if request is None:
        return None
    writer = subject.helper if subject.helper_signs else subject.patient
    if request.delivery is Delivery.mail and writer and not writer.address:
        return _must(_("No address to mail the records to"), "writer.address")
    if request.delivery is Delivery.electronic and writer and writer.email and request.plain_email is None:
        return _good(_("Say if they may use regular email"), "request.plain_email")
    return None


def _acc_6(written: Written) -> Finding | None:
    subject, request = written.subject, written.subject.request
    if subject.route is Route.access and not written.says("Searching is free") and _asks_for_copies(written):
        return _lacks(_("that searching costs nothing"))
    if request is not None and request.fee_limit_cents is None:
        return _good(_("No amount from which they should call you first"), "request.fee_limit_cents")
    return None


def _asks_for_copies(written: Written) -> bool:
    return "What to send" in written.text or "Cost and timing" in written.text


def _acc_7(written: Written) -> Finding | None:
    writer = written.subject.helper if written.subject.helper_signs else written.subject.patient
    if not written.is_signed:
        return _lacks(_("a line to sign on"))
    if writer is None or not writer.phone:
        return _good(_("No phone number where they can reach you"), "writer.phone")
    return None


def _acc_8(written: Written) -> Finding | None:
    subject, helper = written.subject, written.subject.helper
    if not subject.helper_signs or helper is None:
        return None
    if not helper.may_act:
        words = _("The letter does not say what lets you act for the patient. The office may ask for a form first.")
        return _must(words, "helper.role")
    if helper.authority_document_id is None:
        return _good(_("No copy of the paper that lets you act. Put one in with the letter."), "helper.paper")
    return None


def _acc_9(written: Written) -> Finding | None:
    subject = written.subject
    if subject.request is None or subject.request.delivery is not Delivery.another_doctor:
        return None
    receiver = subject.receiver
    if receiver is None or not receiver.name:
        return _must(_("No doctor to send the records to"), "receiver.name")
    if not (receiver.address or receiver.fax or receiver.email):
        return _must(_("No address, fax or email of the doctor who gets the records"), "receiver.address")
    if subject.route is Route.directive and subject.request.in_computer is None:
        words = _("Say if the office keeps the records in its computer. Only then may they go straight to a doctor.")
        return _good(words, "request.in_computer")
    return None


def _acc_10(written: Written) -> Finding | None:
    if written.subject.route in (Route.access, Route.directive) and not written.says("30 days", "in writing why"):
        return _lacks(_("how long they have, and that more time has to be asked for in writing"))
    return None


def _acc_11(written: Written) -> Finding | None:
    named = ("not a summary", "are not enough")
    return None if any(word in written.text for word in named) else _lacks(_("that you want no summary"))


def _acc_12(written: Written) -> Finding | None:
    request = written.subject.request
    if request is not None and request.sensitive is None:
        words = _("Say what to do with records on mental health, drug or alcohol use, HIV, genes or having children")
        return _good(words, "request.sensitive")
    if request is not None and request.sensitive is SensitiveRecords.leave_out and not written.says("leave out"):
        return _lacks(_("what to leave out"))
    return None


# Authorizations, 45 CFR 164.508(c)


def _auth_1(written: Written) -> Finding | None:
    release = written.subject.release
    return None if release and release.what else _must(_("Say which information may be shared"), "release.what")


def _auth_2(written: Written) -> Finding | None:
    sender = written.subject.release_from
    return None if sender and sender.name else _must(_("Say who may share it"), "release.from_contact_id")


def _auth_3(written: Written) -> Finding | None:
    receiver = written.subject.release_to
    return None if receiver and receiver.name else _must(_("Say who may get it"), "release.to_contact_id")


def _auth_4(written: Written) -> Finding | None:
    release = written.subject.release
    return None if release and release.purpose else _must(_("Say what it is for"), "release.purpose")


def _auth_5(written: Written) -> Finding | None:
    release = written.subject.release
    if release is None or not (release.expires_on or release.expires_when):
        return _must(_("Say when it ends: a day, or something that happens"), "release.expires_on")
    return _over(written)


def _over(written: Written) -> Finding | None:
    release = written.subject.release
    if release and release.expires_on and release.expires_on <= written.today:
        return _must(_("The day on which it ends is over. Such a form is void."), "release.expires_on")
    if release and release.revoked_on:
        return _must(_("This permission was taken back. Make a new one."), "release.revoked_on")
    return None


def _auth_6(written: Written) -> Finding | None:
    return None if written.is_signed else _lacks(_("a line to sign on, and one for the date"))


def _auth_6a(written: Written) -> Finding | None:
    subject = written.subject
    if subject.helper_signs and subject.helper and not subject.helper.may_act:
        return _must(_("Say what lets you sign for the patient"), "helper.role")
    return None


def _auth_7(written: Written) -> Finding | None:
    there = written.says("take this back", "in writing", "does not change what was shared")
    return None if there else _lacks(_("that it can be taken back, and how"))


def _auth_8(written: Written) -> Finding | None:
    there = written.says("treatment, payment, enrollment and benefits do not depend")
    return None if there else _lacks(_("that care does not depend on signing"))


def _auth_9(written: Written) -> Finding | None:
    there = written.says("may share it again", "no longer be protected")
    return None if there else _lacks(_("that it may be shared again"))


def _auth_10(written: Written) -> Finding | None:
    sentences = re.split(r"[.:]\s|\n", written.text)
    longest = max((len(sentence.split()) for sentence in sentences), default=0)
    if longest > _LONGEST_SENTENCE:
        return _good(_("A sentence is very long. A form has to be in plain words."), "release.what")
    return None


def _auth_11(written: Written) -> Finding | None:
    return None if written.says("copy of this form") else _lacks(_("that the signer gets a copy"))


def _auth_12(written: Written) -> Finding | None:
    release = written.subject.release
    if release and _MARKETING.search(release.purpose):
        words = _("A form for marketing or sale has to say if somebody is paid. Use the office's own form.")
        return _must(words, "release.purpose")
    return None


# Consents, 42 CFR 2.31(a)


def _p2_1(written: Written) -> Finding | None:
    patient = written.subject.patient
    return None if patient and patient.full_name else _must(_("No patient name"), "patient.full_name")


def _p2_4(written: Written) -> Finding | None:
    release = written.subject.release
    if release and release.for_all_care:
        there = written.says("My treating providers, health plans, third-party payers")
        return None if there else _lacks(_("who may get it"))
    return _auth_3(written)


def _p2_5(written: Written) -> Finding | None:
    release = written.subject.release
    if release and release.for_all_care:
        there = written.says("Treatment, payment, and health care operations")
        return None if there else _lacks(_("what it is for"))
    return _auth_4(written)


def _p2_6(written: Written) -> Finding | None:
    return None if written.says("take this back", "in writing") else _lacks(_("that it can be taken back, and how"))


def _p2_7(written: Written) -> Finding | None:
    release = written.subject.release
    if release and release.for_all_care and not (release.expires_on or release.expires_when):
        return None if written.says("holds until I take it back") else _lacks(_("when it ends"))
    return _auth_5(written)


def _p2_10(written: Written) -> Finding | None:
    release = written.subject.release
    if not written.says("again as the HIPAA rules allow"):
        return _lacks(_("that it may be shared again"))
    if release and release.for_all_care:
        words = _("The program has to fill in what it means if you do not sign. Or use its own form.")
        return _good(words, "release.for_all_care")
    return None


def _p2_11(written: Written) -> Finding | None:
    release = written.subject.release
    if release is None:
        return None
    if release.covers is ReleaseCovers.counseling_notes and release.for_all_care:
        return _must(_("Counseling notes need a consent of their own"), "release.for_all_care")
    if release.covers is not ReleaseCovers.counseling_notes and _COUNSELING.search(release.what):
        return _must(_("Counseling notes need a consent of their own"), "release.what")
    return None


def _p2_12(written: Written) -> Finding | None:
    return None if written.says("copy of this consent") else _lacks(_("that a copy goes with the records"))


_PART_2 = "42 CFR 2.31(a)"
ELEMENTS = (
    Element("ACC-1", ACCESS, "45 CFR 164.514(h)", _acc_1),
    Element("ACC-2", ACCESS, "45 CFR 164.524", _acc_2),
    Element("ACC-3", ACCESS, "45 CFR 164.524(c)(1)", _acc_3),
    Element("ACC-4", ACCESS, "45 CFR 164.524(c)(2)", _acc_4),
    Element("ACC-5", ACCESS, "45 CFR 164.524(c)(3)(i)", _acc_5),
    Element("ACC-6", ACCESS, "45 CFR 164.524(c)(4)", _acc_6),
    Element("ACC-7", ACCESS, "45 CFR 164.524(b)(1)", _acc_7),
    Element("ACC-8", ACCESS, "45 CFR 164.502(g)", _acc_8),
    Element("ACC-9", ACCESS, "45 CFR 164.524(c)(3)(ii)", _acc_9, True),
    Element("ACC-10", ACCESS, "45 CFR 164.524(b)(2)", _acc_10),
    Element("ACC-11", ACCESS, "45 CFR 164.524(c)(2)(iii)", _acc_11),
    Element("ACC-12", ACCESS, "state law", _acc_12),
    Element("AUTH-1", AUTHORIZATION, "45 CFR 164.508(c)(1)(i)", _auth_1, True),
    Element("AUTH-2", AUTHORIZATION, "45 CFR 164.508(c)(1)(ii)", _auth_2, True),
    Element("AUTH-3", AUTHORIZATION, "45 CFR 164.508(c)(1)(iii)", _auth_3, True),
    Element("AUTH-4", AUTHORIZATION, "45 CFR 164.508(c)(1)(iv)", _auth_4, True),
    Element("AUTH-5", AUTHORIZATION, "45 CFR 164.508(c)(1)(v)", _auth_5, True),
    Element("AUTH-6", AUTHORIZATION, "45 CFR 164.508(c)(1)(vi)", _auth_6, True),
    Element("AUTH-6a", AUTHORIZATION, "45 CFR 164.508(c)(1)(vi)", _auth_6a, True),
    Element("AUTH-7", AUTHORIZATION, "45 CFR 164.508(c)(2)(i)", _auth_7, True),
    Element("AUTH-8", AUTHORIZATION, "45 CFR 164.508(c)(2)(ii)", _auth_8, True),
    Element("AUTH-9", AUTHORIZATION, "45 CFR 164.508(c)(2)(iii)", _auth_9, True),
    Element("AUTH-10", AUTHORIZATION, "45 CFR 164.508(c)(3)", _auth_10),
    Element("AUTH-11", AUTHORIZATION, "45 CFR 164.508(c)(4)", _auth_11),
    Element("AUTH-12", AUTHORIZATION, "45 CFR 164.508(a)", _auth_12, True),
    Element("P2-1", CONSENT, _PART_2, _p2_1, True),
    Element("P2-2", CONSENT, _PART_2, _auth_2, True),
    Element("P2-3", CONSENT, _PART_2, _auth_1, True),
    Element("P2-4", CONSENT, _PART_2, _p2_4, True),
    Element("P2-5", CONSENT, _PART_2, _p2_5, True),
    Element("P2-6", CONSENT, _PART_2, _p2_6, True),
    Element("P2-7", CONSENT, _PART_2, _p2_7, True),
    Element("P2-8", CONSENT, _PART_2, _auth_6, True),
    Element("P2-9", CONSENT, _PART_2, _auth_6, True),
    Element("P2-10", CONSENT, _PART_2, _p2_10, True),
    Element("P2-11", CONSENT, _PART_2, _p2_11, True),
    Element("P2-12", CONSENT, "42 CFR 2.32", _p2_12),
)
"""Every check, in the order of the reference."""
