"""The elements of requests, authorizations and consents: each check by its name, missing and there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from caseorg.domain.letter import LetterKind
from caseorg.domain.people import HelperRole
from caseorg.domain.release import ReleaseCovers
from caseorg.domain.requests import Delivery, Holder, RecordKind, SensitiveRecords
from caseorg.packets.element_checks import Written
from caseorg.packets.elements import ELEMENTS, findings_of
from caseorg.packets.letters import letter_text, plan_letter
from caseorg.packets.plan import Finding, Level, PacketPlan
from caseorg.packets.subject import subject_of
from tests.packets.samples import (
    APPEAL_DAY,
    CONSENT,
    HELPER,
    OKAFOR,
    TODAY,
    an_id,
    asking,
    luis,
    maria,
    marias,
    released,
)

COMPLETE = {"sensitive": SensitiveRecords.include, "plain_email": False}
MUST, GOOD = Level.must_fix, Level.good_to_have


def found(plan: PacketPlan) -> dict[str, Finding]:
    """Return the findings that have a name, by it."""
    return {one.check: one for one in plan.findings if one.check}


def request(holder: Holder = Holder.records, **changes: object) -> dict[str, Finding]:
    """Return what is found in Maria's request with these facts changed; all of it is there otherwise."""
    kinds = () if changes.pop("nothing", False) else (RecordKind.pathology_report,)
    of_case = {name: changes.pop(name) for name in ("patient", "helpers") if name in changes}
    snapshot, about = asking(holder, *kinds, **{**COMPLETE, **changes})
    snapshot = replace(snapshot, **of_case)
    return found(plan_letter(snapshot, marias(LetterKind.records_request, about_id=about)))


def without(kind: LetterKind, words: str, **changes: object) -> set[str]:
    """Return the names of what is found once some words of ours are gone from a letter."""
    if kind is LetterKind.records_request:
        snapshot, about = asking(Holder.records, RecordKind.pathology_report, **{**COMPLETE, **changes})
    else:
        extra = CONSENT if kind is LetterKind.part_2_consent else {}
        snapshot, about = released(**{**extra, **changes}), an_id("release")
    choices = marias(kind, about_id=about)
    text = letter_text(plan_letter(snapshot, choices))
    assert words in text
    written = Written(subject_of(snapshot, choices), text.replace(words, ""), TODAY)
    return {finding.check for finding in findings_of(kind, written)}


def form(kind: LetterKind = LetterKind.authorization, **changes: object) -> dict[str, Finding]:
    """Return what is found in an authorization or a consent with these facts changed."""
    of_case = {name: changes.pop(name) for name in ("helpers",) if name in changes}
    extra = CONSENT if kind is LetterKind.part_2_consent else {}
    snapshot = replace(released(**{**extra, **changes}), **of_case)
    return found(plan_letter(snapshot, marias(kind, about_id=an_id("release"))))


def consent(**changes: object) -> dict[str, Finding]:
    return form(LetterKind.part_2_consent, **changes)


def test_every_element_of_the_reference_is_checked_once() -> None:
    names = [element.name for element in ELEMENTS]
    assert len(names) == len(set(names))
    assert set(names) == {
        *(f"ACC-{number}" for number in range(1, 13)),
        *(f"AUTH-{number}" for number in range(1, 13)),
        "AUTH-6a",
        *(f"P2-{number}" for number in range(1, 13)),
    }
    assert all(element.place for element in ELEMENTS)


def test_a_whole_request_an_authorization_and_a_consent_have_nothing_missing() -> None:
    assert request() == {}
    assert form() == {}
    assert consent() == {}


STOPPED = {
    # What is wrong with the paper, and the checks that stop it.
    "AUTH-1": {"what": ""},
    "AUTH-2": {"from_contact_id": None},
    "AUTH-3": {"to_contact_id": None},
    "AUTH-4": {"purpose": ""},
    "AUTH-5": {"expires_on": None},
    "AUTH-12": {"purpose": "For marketing"},
}


@pytest.mark.parametrize("name", sorted(STOPPED))
def test_an_authorization_that_the_law_calls_void_can_not_be_made(name: str) -> None:
    snapshot = released(**STOPPED[name])
    plan = plan_letter(snapshot, marias(LetterKind.authorization, about_id=an_id("release")))
    assert [one.check for one in plan.stopping] == [name]
    consent = {"AUTH-1": "P2-3", "AUTH-2": "P2-2", "AUTH-3": "P2-4", "AUTH-4": "P2-5", "AUTH-5": "P2-7"}.get(name)
    snapshot = released(**{**CONSENT, **STOPPED[name]})
    plan = plan_letter(snapshot, marias(LetterKind.part_2_consent, about_id=an_id("release")))
    assert [one.check for one in plan.stopping] == ([consent] if consent else [])


def test_only_what_the_law_requires_stops_a_paper() -> None:
    required = {element.name for element in ELEMENTS if element.is_required}
    assert required == {
        "ACC-9", "AUTH-6a", "AUTH-12", *(f"AUTH-{number}" for number in range(1, 10)),
        *(f"P2-{number}" for number in range(1, 12)),
    }  # fmt: skip
    nowhere = OKAFOR.revised(address="", fax="", email="")
    for in_computer, stops in ((True, ["ACC-9"]), (False, [])):
        sent = {"delivery": Delivery.another_doctor, "deliver_to_id": OKAFOR.id, "in_computer": in_computer}
        snapshot, about = asking(Holder.records, RecordKind.pathology_report, **COMPLETE, **sent)
        contacts = tuple(nowhere if one.id == OKAFOR.id else one for one in snapshot.contacts)
        plan = plan_letter(
            replace(snapshot, contacts=contacts), marias(LetterKind.records_request, about_id=about)
        )  # fmt: skip
        assert [one.check for one in plan.stopping] == stops
        assert "ACC-9" in found(plan)
    nobody = request(patient=maria().patient.revised(full_name="", date_of_birth=None))
    assert nobody["ACC-1"].level is MUST
    assert not nobody["ACC-1"].stops


# Requests for access


def test_acc_1_the_patient_is_named_with_a_date_of_birth() -> None:
    nobody = request(patient=maria().patient.revised(full_name=""))
    assert (nobody["ACC-1"].level, nobody["ACC-1"].fact) == (MUST, "patient.full_name")
    unborn = request(patient=maria().patient.revised(date_of_birth=None))
    assert (unborn["ACC-1"].level, unborn["ACC-1"].fact) == (GOOD, "patient.date_of_birth")
    snapshot, about = asking(Holder.records, RecordKind.lab_results)
    snapshot = replace(snapshot, patient=snapshot.patient.revised(former_names="Maria Ruiz"))
    text = letter_text(plan_letter(snapshot, marias(LetterKind.records_request, about_id=about)))
    assert "Other names: Maria Ruiz" in text


def test_acc_2_it_says_that_it_is_an_access_request_and_has_no_end_date() -> None:
    assert "ACC-2" in without(LetterKind.records_request, "45 CFR 164.524")
    snapshot, about = asking(Holder.records, RecordKind.lab_results, **COMPLETE)
    choices = marias(LetterKind.records_request, about_id=about)
    text = letter_text(plan_letter(snapshot, choices)) + "This form ends on May 1, 2027."
    written = Written(subject_of(snapshot, choices), text, TODAY)
    assert "ACC-2" in {finding.check for finding in findings_of(LetterKind.records_request, written)}


def test_acc_2_what_needs_a_form_asks_for_the_form() -> None:
    sent = {"delivery": Delivery.another_doctor, "deliver_to_id": OKAFOR.id, "in_computer": False}
    assert request(**sent)["ACC-2"].level is MUST


def test_acc_3_something_is_asked_for() -> None:
    missing = request(nothing=True)
    assert (missing["ACC-3"].level, missing["ACC-3"].fact) == (MUST, "item")


def test_acc_3_a_scan_can_be_told_from_the_others() -> None:
    snapshot, about = asking(Holder.image_library, RecordKind.imaging_study, **COMPLETE)
    asked = marias(LetterKind.scan_request, about_id=about)

    def scan(**changes: object) -> Finding | None:
        items = tuple(one.revised(**changes) if one.request_id == about else one for one in snapshot.items)
        return found(plan_letter(replace(snapshot, items=items), asked)).get("ACC-3")

    nameless, dateless = scan(), scan(what="CT of the chest", care_date=None)
    assert nameless is not None
    assert dateless is not None
    assert (nameless.level, nameless.fact) == (GOOD, "item.what")
    assert (dateless.level, dateless.fact) == (GOOD, "item.care_date")
    assert scan(body_part="Chest") is None
    assert scan(what="CT of the chest", care_date=None, accession_number="IM-338120") is None
    row = letter_text(plan_letter(snapshot, asked)).split("Exam number", 1)[1].splitlines()
    assert "Scan" in " ".join(row[:3]), "no cell is empty that the kind of thing can fill"


def test_acc_4_it_says_in_which_form() -> None:
    assert "ACC-4" in without(LetterKind.records_request, "electronic")


def test_acc_5_it_says_where_to_send_them() -> None:
    assert request(plain_email=None)["ACC-5"].fact == "request.plain_email"
    homeless = maria().patient.revised(address="")
    assert request(delivery=Delivery.mail, patient=homeless)["ACC-5"].fact == "writer.address"
    snapshot, about = asking(Holder.records, RecordKind.lab_results, plain_email=True)
    text = letter_text(plan_letter(snapshot, marias(LetterKind.records_request, about_id=about)))
    assert "Regular email is fine" in text


def test_acc_6_it_limits_the_cost() -> None:
    assert "ACC-6" in without(LetterKind.records_request, "Searching is free")
    assert request(fee_limit_cents=None)["ACC-6"].fact == "request.fee_limit_cents"


def test_acc_7_it_is_signed_and_says_how_to_reach_the_writer() -> None:
    assert request(patient=maria().patient.revised(phone=""))["ACC-7"].fact == "writer.phone"
    snapshot, about = asking(Holder.records, RecordKind.lab_results, **COMPLETE)
    choices = marias(LetterKind.records_request, about_id=about)
    unsigned = Written(subject_of(snapshot, choices), letter_text(plan_letter(snapshot, choices)), TODAY, False)
    assert "ACC-7" in {finding.check for finding in findings_of(LetterKind.records_request, unsigned)}


def test_acc_8_who_acts_for_the_patient_says_what_lets_them() -> None:
    nobody = request(helpers=(HELPER.revised(role=HelperRole.none_yet),))
    assert (nobody["ACC-8"].level, nobody["ACC-8"].fact) == (MUST, "helper.role")
    assert request(helpers=(HELPER,))["ACC-8"].fact == "helper.paper"
    with_paper = HELPER.revised(authority_document_id=an_id("paper"))
    assert "ACC-8" not in request(helpers=(with_paper,))


def test_acc_9_a_doctor_who_gets_them_has_a_name_and_an_address() -> None:
    sent = {"delivery": Delivery.another_doctor, "in_computer": True}
    assert request(**sent)["ACC-9"].level is MUST
    assert request(**sent, deliver_to_id=OKAFOR.id).get("ACC-9") is None
    unknown = {"delivery": Delivery.another_doctor, "deliver_to_id": OKAFOR.id}
    assert request(**unknown)["ACC-9"].fact == "request.in_computer"


def test_acc_10_it_names_the_time_and_how_more_is_asked_for() -> None:
    assert "ACC-10" in without(LetterKind.records_request, "30 days")


def test_acc_11_it_refuses_a_summary() -> None:
    assert "ACC-11" in without(LetterKind.records_request, "not a summary")


def test_acc_12_sensitive_records_are_named_or_left_out() -> None:
    assert request(sensitive=None)["ACC-12"].fact == "request.sensitive"
    assert "ACC-12" in without(LetterKind.records_request, "leave out", sensitive=SensitiveRecords.leave_out)


# Authorizations


def test_auth_1_it_says_what_may_be_shared() -> None:
    assert (form(what="")["AUTH-1"].level, form(what="")["AUTH-1"].fact) == (MUST, "release.what")


def test_auth_2_it_says_who_may_share() -> None:
    assert form(from_contact_id=None)["AUTH-2"].fact == "release.from_contact_id"


def test_auth_3_it_says_who_may_get_it() -> None:
    assert form(to_contact_id=None)["AUTH-3"].fact == "release.to_contact_id"


def test_auth_4_it_says_what_for() -> None:
    assert form(purpose="")["AUTH-4"].fact == "release.purpose"


def test_auth_5_it_ends_on_a_day_to_come_or_with_an_event() -> None:
    assert form(expires_on=None)["AUTH-5"].fact == "release.expires_on"
    assert form(expires_on=TODAY)["AUTH-5"].level is MUST
    assert "AUTH-5" not in form(expires_on=None, expires_when="my second opinion is finished")
    assert form(revoked_on=date(2026, 11, 1))["AUTH-5"].fact == "release.revoked_on"


def test_auth_6_it_is_signed_and_dated() -> None:
    snapshot, choices = released(), marias(LetterKind.authorization, about_id=an_id("release"))
    text = letter_text(plan_letter(snapshot, choices))
    assert "Signature" in text
    assert "Date" in text
    unsigned = Written(subject_of(snapshot, choices), text, TODAY, is_signed=False)
    assert "AUTH-6" in {finding.check for finding in findings_of(LetterKind.authorization, unsigned)}


def test_auth_6a_who_signs_for_the_patient_says_what_lets_them() -> None:
    assert form(helpers=(HELPER.revised(role=HelperRole.not_sure),))["AUTH-6a"].fact == "helper.role"
    assert "AUTH-6a" not in form(helpers=(HELPER,))


def test_auth_7_it_can_be_taken_back() -> None:
    assert "AUTH-7" in without(LetterKind.authorization, "take this back")


def test_auth_8_care_does_not_depend_on_it() -> None:
    assert "AUTH-8" in without(LetterKind.authorization, "do not depend")


def test_auth_9_it_may_be_shared_again() -> None:
    assert "AUTH-9" in without(LetterKind.authorization, "may share it again")


def test_auth_10_it_is_in_plain_words() -> None:
    assert "AUTH-10" in form(what="everything " * 40)


def test_auth_11_the_signer_gets_a_copy() -> None:
    assert "AUTH-11" in without(LetterKind.authorization, "copy of this form")


def test_auth_12_marketing_or_sale_needs_the_offices_own_form() -> None:
    assert form(purpose="For marketing of a drug")["AUTH-12"].level is MUST


# Consents


def test_p2_1_it_names_the_patient() -> None:
    snapshot = released(**CONSENT)
    snapshot = replace(snapshot, patient=snapshot.patient.revised(full_name=""))
    plan = plan_letter(snapshot, marias(LetterKind.part_2_consent, about_id=an_id("release")))
    assert found(plan)["P2-1"].fact == "patient.full_name"


def test_p2_2_it_says_who_may_share() -> None:
    assert consent(from_contact_id=None)["P2-2"].fact == "release.from_contact_id"


def test_p2_3_it_says_what_may_be_shared() -> None:
    assert consent(what="")["P2-3"].fact == "release.what"


def test_p2_4_it_says_who_may_get_it() -> None:
    assert consent(to_contact_id=None)["P2-4"].fact == "release.to_contact_id"
    assert "P2-4" not in consent(to_contact_id=None, for_all_care=True)
    assert "P2-4" in without(LetterKind.part_2_consent, "My treating providers", for_all_care=True)


def test_p2_5_it_says_what_for() -> None:
    assert consent(purpose="")["P2-5"].fact == "release.purpose"
    assert "P2-5" in without(LetterKind.part_2_consent, "Treatment, payment, and health care", for_all_care=True)


def test_p2_6_it_can_be_taken_back() -> None:
    assert "P2-6" in without(LetterKind.part_2_consent, "take this back")


def test_p2_7_it_ends_unless_it_is_for_all_care() -> None:
    assert consent(expires_on=None)["P2-7"].fact == "release.expires_on"
    assert "P2-7" not in consent(expires_on=None, for_all_care=True)


@pytest.mark.parametrize("name", ["P2-8", "P2-9"])
def test_p2_8_and_p2_9_it_is_signed_and_dated(name: str) -> None:
    snapshot, choices = released(**CONSENT), marias(LetterKind.part_2_consent, about_id=an_id("release"))
    text = letter_text(plan_letter(snapshot, choices))
    unsigned = Written(subject_of(snapshot, choices), text, TODAY, is_signed=False)
    assert name in {finding.check for finding in findings_of(LetterKind.part_2_consent, unsigned)}


def test_p2_10_it_may_be_shared_again_and_the_program_says_what_refusing_means() -> None:
    assert "P2-10" in without(LetterKind.part_2_consent, "as the HIPAA rules allow")
    assert consent(for_all_care=True)["P2-10"].fact == "release.for_all_care"


def test_p2_11_counseling_notes_have_a_consent_of_their_own() -> None:
    assert consent(what="Everything, with counseling notes")["P2-11"].level is MUST
    notes = {"covers": ReleaseCovers.counseling_notes}
    assert consent(**notes, for_all_care=True)["P2-11"].level is MUST
    assert "P2-11" not in consent(**notes, what="Counseling notes of May 2026")


def test_p2_12_a_copy_goes_with_the_records() -> None:
    assert "P2-12" in without(LetterKind.part_2_consent, "copy of this consent")


# Letters in the place of a form


@pytest.mark.parametrize(
    ("form_number", "changes", "facts"),
    [
        ("CMS-20027", {"date_of_service": None}, {"denial.date_of_service"}),
        ("CMS-20027", {"what": ""}, {"denial.what"}),
        ("CMS-20033", {"document_id": None}, {"denial.decided_by"}),
        ("OMHA-100", {}, {"first_appeal.reference_number"}),
        ("DAB-101", {"what": "", "notice_date": None}, {"denial.what", "denial.notice_date"}),
    ],
)
def test_a_letter_in_the_place_of_a_form_has_to_have_what_the_form_has(
    form_number: str, changes: dict[str, object], facts: set[str]
) -> None:
    snapshot = luis()
    snapshot = replace(snapshot, denials=(snapshot.denials[0].revised(**changes),))
    choices = replace(
        marias(LetterKind.appeal), about_id=an_id("appeal"), today=APPEAL_DAY, forms=(form_number,),
        regime="original_medicare",
    )  # fmt: skip
    plan = plan_letter(snapshot, choices)
    assert {one.fact for one in plan.findings if one.check == form_number} == facts
    assert all(one.level is MUST for one in plan.findings if one.check == form_number)
    assert f"in place of form {form_number}" in letter_text(plan)
