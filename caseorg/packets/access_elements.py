"""The elements of a request for access, 45 CFR 164.524: ACC-1 to ACC-12 of the reference."""

from __future__ import annotations

from caseorg.base.language import _
from caseorg.domain.letter import LetterKind
from caseorg.domain.requests import Delivery, SensitiveRecords
from caseorg.domain.routes import Route, Signer
from caseorg.packets.element_checks import Element, Written, good, lacks, must
from caseorg.packets.plan import Finding
from caseorg.packets.subject import PICTURES

ACCESS = frozenset({LetterKind.records_request, LetterKind.scan_request, LetterKind.ehi_export})


def _acc_1(written: Written) -> Finding | None:
    patient = written.subject.patient
    if patient is None or not patient.full_name:
        return must(_("No patient name"), "patient.full_name")
    if patient.date_of_birth is None:
        words = _("No date of birth. The office uses it to find the right person.")
        return good(words, "patient.date_of_birth")
    return None


def _acc_2(written: Written) -> Finding | None:
    subject = written.subject
    if subject.route in (Route.access, Route.directive):
        if not written.says("right of access", "45 CFR 164.524"):
            return lacks(_("that this is a request under the right of access"))
        if "This form ends" in written.text or "expire" in written.text:
            return must(_("A request for your own records has no end date. With one, it counts as a release form."))
    elif subject.route is Route.authorization and subject.asking and subject.asking.signer is not Signer.helper:
        words = _("It can't go straight to a doctor by your right of access. Make the permission form, too.")
        return must(words, "release.what") if subject.release is None else None
    return None


def _acc_3(written: Written) -> Finding | None:
    if not written.subject.items and not written.says("all electronic health information"):
        return must(_("Nothing is asked for yet"), "item")
    scans = [one for one in written.subject.items if one.kind in PICTURES]
    if not all(one.what or one.body_part for one in scans):
        return good(_("A scan has no name. Say what was scanned, such as “CT of the chest”."), "item.what")
    if not all(one.care_date or one.from_date or one.accession_number for one in scans):
        return good(_("A scan has no date. The image library finds it by its date."), "item.care_date")
    return None


def _acc_4(written: Written) -> Finding | None:
    named = ("DICOM", "electronic", "export file", "on a disc", "pick up the copies", "copy to this doctor")
    return None if any(word in written.text for word in named) else lacks(_("in which form you want the records"))


def _acc_5(written: Written) -> Finding | None:
    subject, request = written.subject, written.subject.request
    if request is None:
        return None
    writer = subject.helper if subject.helper_signs else subject.patient
    if request.delivery is Delivery.mail and writer and not writer.address:
        return must(_("No address to mail the records to"), "writer.address")
    if request.delivery is Delivery.electronic and writer and writer.email and request.plain_email is None:
        return good(_("Say if they may use regular email"), "request.plain_email")
    return None


def _acc_6(written: Written) -> Finding | None:
    subject, request = written.subject, written.subject.request
    if subject.route is Route.access and not written.says("Searching is free") and _asks_for_copies(written):
        return lacks(_("that searching costs nothing"))
    if request is not None and request.fee_limit_cents is None:
        return good(_("No amount from which they should call you first"), "request.fee_limit_cents")
    return None


def _asks_for_copies(written: Written) -> bool:
    return "What to send" in written.text or "Cost and timing" in written.text


def _acc_7(written: Written) -> Finding | None:
    writer = written.subject.helper if written.subject.helper_signs else written.subject.patient
    if not written.is_signed:
        return lacks(_("a line to sign on"))
    if writer is None or not writer.phone:
        return good(_("No phone number where they can reach you"), "writer.phone")
    return None


def _acc_8(written: Written) -> Finding | None:
    subject, helper = written.subject, written.subject.helper
    if not subject.helper_signs or helper is None:
        return None
    if not helper.may_act:
        words = _("The letter does not say what lets you act for the patient. The office may ask for a form first.")
        return must(words, "helper.role")
    if helper.authority_document_id is None:
        return good(_("No copy of the paper that lets you act. Put one in with the letter."), "helper.paper")
    return None


def _acc_9(written: Written) -> Finding | None:
    subject = written.subject
    if subject.request is None or subject.request.delivery is not Delivery.another_doctor:
        return None
    receiver = subject.receiver
    if receiver is None or not receiver.name:
        return must(_("No doctor to send the records to"), "receiver.name")
    if not (receiver.address or receiver.fax or receiver.email):
        return must(_("No address, fax or email of the doctor who gets the records"), "receiver.address")
    if subject.route is Route.directive and subject.request.in_computer is None:
        words = _("Say if the office keeps the records in its computer. Only then may they go straight to a doctor.")
        return good(words, "request.in_computer")
    return None


def _acc_10(written: Written) -> Finding | None:
    if written.subject.route in (Route.access, Route.directive) and not written.says("30 days", "in writing why"):
        return lacks(_("how long they have, and that more time has to be asked for in writing"))
    return None


def _acc_11(written: Written) -> Finding | None:
    named = ("not a summary", "are not enough")
    return None if any(word in written.text for word in named) else lacks(_("that you want no summary"))


def _acc_12(written: Written) -> Finding | None:
    request = written.subject.request
    if request is not None and request.sensitive is None:
        words = _("Say what to do with records on mental health, drug or alcohol use, HIV, genes or having children")
        return good(words, "request.sensitive")
    if request is not None and request.sensitive is SensitiveRecords.leave_out and not written.says("leave out"):
        return lacks(_("what to leave out"))
    return None


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
)
"""Every check of a request for access, in the order of the reference."""
