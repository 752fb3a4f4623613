"""The elements of an authorization (AUTH-1 to AUTH-12 of the reference) and of a Part 2 consent (P2-1 to P2-12)."""

from __future__ import annotations

import re

from caseorg.base.language import _
from caseorg.domain.letter import LetterKind
from caseorg.domain.release import ReleaseCovers
from caseorg.packets.element_checks import Element, Written, good, lacks, must
from caseorg.packets.plan import Finding

AUTHORIZATION = frozenset({LetterKind.authorization})
CONSENT = frozenset({LetterKind.part_2_consent})
_LONGEST_SENTENCE = 25
_MARKETING = re.compile(r"\b(marketing|advertis\w*|sale|sell\w*)\b", re.IGNORECASE)
_COUNSELING = re.compile(r"\bcounsel\w* notes?\b", re.IGNORECASE)


# Authorizations, 45 CFR 164.508(c)


def _auth_1(written: Written) -> Finding | None:
    release = written.subject.release
    return None if release and release.what else must(_("Say which information may be shared"), "release.what")


def _auth_2(written: Written) -> Finding | None:
    sender = written.subject.release_from
    return None if sender and sender.name else must(_("Say who may share it"), "release.from_contact_id")


def _auth_3(written: Written) -> Finding | None:
    receiver = written.subject.release_to
    return None if receiver and receiver.name else must(_("Say who may get it"), "release.to_contact_id")


def _auth_4(written: Written) -> Finding | None:
    release = written.subject.release
    return None if release and release.purpose else must(_("Say what it is for"), "release.purpose")


def _auth_5(written: Written) -> Finding | None:
    release = written.subject.release
    if release is None or not (release.expires_on or release.expires_when):
        return must(_("Say when it ends: a day, or something that happens"), "release.expires_on")
    return _over(written)


def _over(written: Written) -> Finding | None:
    release = written.subject.release
    if release and release.expires_on and release.expires_on <= written.today:
        return must(_("The day on which it ends is over. Such a form is void."), "release.expires_on")
    if release and release.revoked_on:
        return must(_("This permission was taken back. Make a new one."), "release.revoked_on")
    return None


def _auth_6(written: Written) -> Finding | None:
    return None if written.is_signed else lacks(_("a line to sign on, and one for the date"))


def _auth_6a(written: Written) -> Finding | None:
    subject = written.subject
    if subject.helper_signs and subject.helper and not subject.helper.may_act:
        return must(_("Say what lets you sign for the patient"), "helper.role")
    return None


def _auth_7(written: Written) -> Finding | None:
    there = written.says("take this back", "in writing", "does not change what was shared")
    return None if there else lacks(_("that it can be taken back, and how"))


def _auth_8(written: Written) -> Finding | None:
    there = written.says("treatment, payment, enrollment and benefits do not depend")
    return None if there else lacks(_("that care does not depend on signing"))


def _auth_9(written: Written) -> Finding | None:
    there = written.says("may share it again", "no longer be protected")
    return None if there else lacks(_("that it may be shared again"))


def _auth_10(written: Written) -> Finding | None:
    sentences = re.split(r"[.:]\s|\n", written.text)
    longest = max((len(sentence.split()) for sentence in sentences), default=0)
    if longest > _LONGEST_SENTENCE:
        return good(_("A sentence is very long. A form has to be in plain words."), "release.what")
    return None


def _auth_11(written: Written) -> Finding | None:
    return None if written.says("copy of this form") else lacks(_("that the signer gets a copy"))


def _auth_12(written: Written) -> Finding | None:
    release = written.subject.release
    if release and _MARKETING.search(release.purpose):
        words = _("A form for marketing or sale has to say if somebody is paid. Use the office's own form.")
        return must(words, "release.purpose")
    return None


# Consents, 42 CFR 2.31(a)


def _p2_1(written: Written) -> Finding | None:
    patient = written.subject.patient
    return None if patient and patient.full_name else must(_("No patient name"), "patient.full_name")


def _p2_4(written: Written) -> Finding | None:
    release = written.subject.release
    if release and release.for_all_care:
        there = written.says("My treating providers, health plans, third-party payers")
        return None if there else lacks(_("who may get it"))
    return _auth_3(written)


def _p2_5(written: Written) -> Finding | None:
    release = written.subject.release
    if release and release.for_all_care:
        there = written.says("Treatment, payment, and health care operations")
        return None if there else lacks(_("what it is for"))
    return _auth_4(written)


def _p2_6(written: Written) -> Finding | None:
    return None if written.says("take this back", "in writing") else lacks(_("that it can be taken back, and how"))


def _p2_7(written: Written) -> Finding | None:
    release = written.subject.release
    if release and release.for_all_care and not (release.expires_on or release.expires_when):
        return None if written.says("holds until I take it back") else lacks(_("when it ends"))
    return _auth_5(written)


def _p2_10(written: Written) -> Finding | None:
    release = written.subject.release
    if not written.says("again as the HIPAA rules allow"):
        return lacks(_("that it may be shared again"))
    if release and release.for_all_care:
        words = _("The program has to fill in what it means if you do not sign. Or use its own form.")
        return good(words, "release.for_all_care")
    return None


def _p2_11(written: Written) -> Finding | None:
    release = written.subject.release
    if release is None:
        return None
    if release.covers is ReleaseCovers.counseling_notes and release.for_all_care:
        return must(_("Counseling notes need a consent of their own"), "release.for_all_care")
    if release.covers is not ReleaseCovers.counseling_notes and _COUNSELING.search(release.what):
        return must(_("Counseling notes need a consent of their own"), "release.what")
    return None


def _p2_12(written: Written) -> Finding | None:
    return None if written.says("copy of this consent") else lacks(_("that a copy goes with the records"))


_PART_2 = "42 CFR 2.31(a)"
ELEMENTS = (
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
"""Every check of a permission, in the order of the reference."""
