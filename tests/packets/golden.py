"""The text of every paper, page by page, as it was looked at and found good.

Written anew only by hand, after looking at the pages: `python -m tests.packets.golden --write`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import AppealLevel
from caseorg.domain.letter import LetterKind, PacketKind
from caseorg.domain.loan import LoanedThing
from caseorg.domain.people import Helper
from caseorg.domain.release import ReleaseCovers
from caseorg.domain.requests import Delivery, Holder, RecordKind, SensitiveRecords
from caseorg.packets.assembly import PacketChoices, plan_packet
from caseorg.packets.kinds import KINDS
from caseorg.packets.letters import plan_letter
from caseorg.packets.plan import PacketPlan
from caseorg.packets.recovery import RecoverySheet, plan_recovery_sheet
from caseorg.packets.subject import Choices
from tests.packets.reading import made, page_texts
from tests.packets.samples import (
    APPEAL_DAY,
    CONSENT,
    HELPER,
    LATE_APPEAL,
    OKAFOR,
    an_id,
    asking,
    late,
    luis,
    luis_packet,
    maria,
    marias,
    pages_for,
    released,
    with_bills_and_proof,
)

FOLDER = Path(__file__).parents[1] / "golden"

_LUIS = {LetterKind.appeal: "appeal", LetterKind.external_review: "appeal", LetterKind.letter_of_need: "appeal"}
_LATER = {LetterKind.timeline, LetterKind.medication_list, LetterKind.expense_summary, LetterKind.mailing_certificate}
SHEET = RecoverySheet(
    "Maria.caseorg",
    "Documents",
    date(2026, 11, 22),
    ("7K3M", "Q9XA", "22FD", "HW5N", "P0RT", "C4VE", "Y8ZJ"),
    "8HQ2M0WK71ZT3RVE9D5B",
    "SQLCipher 4 database.",
)


_LATE = (LetterKind.overdue, LetterKind.written_denial, LetterKind.privacy_complaint, LetterKind.blocking_complaint)
_OF_LUIS = {
    LetterKind.claim_file: "denied",
    LetterKind.notice_gaps: "denied",
    LetterKind.keep_services: "denied",
    LetterKind.insurance_complaint: "denied",
    LetterKind.good_cause: "appeal",
    LetterKind.call_confirmation: "luis 0",
}
GAPS = ("The reason for the no", "How to appeal and by when")


def letter_plan(kind: LetterKind, helper: Helper | None = None, *, is_large: bool = False) -> PacketPlan:
    """Plan the sample letter of one kind, in English.

    Args:
        kind: The kind.
        helper: Who writes and signs it for the patient.
        is_large: Whether it is the copy in large print.
    """
    snapshot, choices = _sample(kind)
    if helper is not None:
        snapshot = replace(snapshot, helpers=(helper,))
    return plan_letter(snapshot, replace(choices, is_large=is_large))


def _sample(kind: LetterKind) -> tuple[CaseSnapshot, Choices]:
    days = {"last_day": date(2027, 7, 11), "send_by": date(2027, 7, 2)}
    if kind in _LUIS:
        to = an_id("brandt") if kind is LetterKind.letter_of_need else None
        return luis(), Choices(kind, APPEAL_DAY, an_id("appeal"), to_contact_id=to, **days)
    if kind in _OF_LUIS:
        return luis(**LATE_APPEAL), _luis_chooses(kind, **days)
    if kind in _LATE:
        snapshot = late(refusal_text="We do not give out visit notes.")
        words = "" if kind in (LetterKind.overdue, LetterKind.written_denial) else "I called three times."
        chosen = marias(kind, about_id=an_id("again"), last_day=date(2026, 11, 4), own_words=words)
        return snapshot, chosen
    if kind is LetterKind.ehi_export:
        snapshot, about = asking(Holder.record_system, RecordKind.whole_record, sensitive=SensitiveRecords.include)
        return snapshot, marias(kind, about_id=about)
    if kind in (LetterKind.authorization, LetterKind.revocation):
        snapshot = released(signed_on=date(2026, 11, 10) if kind is LetterKind.revocation else None)
        return snapshot, marias(kind, about_id=an_id("release"))
    if kind is LetterKind.part_2_consent:
        return released(**CONSENT), marias(kind, about_id=an_id("release"))
    if kind is LetterKind.representative:
        helpers = (HELPER.revised(patient_can_sign=True),)
        return maria(helpers=helpers), marias(kind, regime="medicare_advantage")
    return with_bills_and_proof() if kind in _LATER else maria(), marias(kind)


def _luis_chooses(kind: LetterKind, **days: date) -> Choices:
    words = "My plan said no. It answered none of my three letters."
    return Choices(
        kind,
        APPEAL_DAY,
        an_id(_OF_LUIS[kind]),
        own_words=words if kind is LetterKind.insurance_complaint else "",
        regime="medicaid_managed_care" if kind is LetterKind.keep_services else "erisa_group",
        state_office="Pennsylvania Insurance Department",
        notice_parts=GAPS if kind is LetterKind.notice_gaps else (),
        notice_places=("29 CFR 2560.503-1(g)",) if kind is LetterKind.notice_gaps else (),
        **days,  # type: ignore[arg-type]
    )


def versions() -> dict[str, PacketPlan]:
    """Return the versions of letters that have several, beside the usual one."""
    records, scans = LetterKind.records_request, LetterKind.scan_request
    desks = {
        "molecular": (records, (RecordKind.genetic_tests, RecordKind.raw_test_data)),
        "billing": (records, (RecordKind.bills,)),
        "pharmacy": (records, (RecordKind.pharmacy_records,)),
        "mammography": (scans, (RecordKind.mammograms,)),
        "radiation": (scans, (RecordKind.radiation_files,)),
    }
    found = {}
    for desk, (kind, kinds) in desks.items():
        snapshot, about = asking(Holder(desk), *kinds)
        found[f"{kind}.{desk}"] = plan_letter(snapshot, marias(kind, about_id=about))
    sent = {"delivery": Delivery.another_doctor, "deliver_to_id": OKAFOR.id, "sensitive": SensitiveRecords.leave_out}
    for name, in_computer in (("directive", True), ("with_form", False)):
        snapshot, about = asking(
            Holder.records, RecordKind.pathology_report, RecordKind.visit_notes, in_computer=in_computer, **sent
        )
        found[f"records_request.{name}"] = plan_letter(snapshot, marias(records, about_id=about))
        snapshot, about = asking(Holder.image_library, RecordKind.imaging_study, in_computer=in_computer, **sent)
        found[f"scan_request.{name}"] = plan_letter(snapshot, marias(scans, about_id=about))
    for thing in (LoanedThing.blocks, LoanedThing.recuts, LoanedThing.unstained_slides):
        loans = tuple(one.revised(thing=thing, slide_count=10, block_count=1) for one in maria().loans)
        found[f"slide_loan.{thing}"] = plan_letter(maria(loans=loans), marias(LetterKind.slide_loan))
    notes, for_all = ReleaseCovers.therapy_notes, {**CONSENT, "for_all_care": True, "expires_on": None}
    before = tuple(one for one in maria().opinions if one.order == "first")
    note = marias(LetterKind.tell_my_doctor, about_id=None)
    found["tell_my_doctor.before"] = plan_letter(maria(opinions=before), note)
    about = an_id("release")
    found["authorization.therapy_notes"] = plan_letter(
        released(covers=notes), marias(LetterKind.authorization, about_id=about)
    )
    found["part_2_consent.all_care"] = plan_letter(
        released(**for_all), marias(LetterKind.part_2_consent, about_id=about)
    )
    return found | appeals()


MEDICARE = {"medicare_number": "1EG4-TE5-MK73"}
LADDER = (
    # name, level, law, form, fast, what else is known
    ("redetermination", AppealLevel.redetermination, "original_medicare", "CMS-20027", False, {}),
    ("qic", AppealLevel.reconsideration, "original_medicare", "CMS-20033", False, {}),
    ("hearing", AppealLevel.hearing, "original_medicare", "OMHA-100", False, {}),
    ("council", AppealLevel.council, "original_medicare", "DAB-101", False, {}),
    ("medicare_advantage", AppealLevel.reconsideration, "medicare_advantage", "", False, {}),
    ("medicare_advantage_fast", AppealLevel.reconsideration, "medicare_advantage", "", True, {}),
    ("medicare_advantage_hearing", AppealLevel.hearing, "medicare_advantage", "OMHA-100", False, MEDICARE),
    ("medicare_advantage_council", AppealLevel.council, "medicare_advantage", "DAB-101", False, MEDICARE),
    ("drug_plan", AppealLevel.redetermination, "part_d", "", False, {}),
    ("drug_plan_fast", AppealLevel.redetermination, "part_d", "", True, {}),
    ("drug_plan_second", AppealLevel.reconsideration, "part_d", "", False, {}),
    ("drug_plan_second_fast", AppealLevel.reconsideration, "part_d", "", True, {}),
    ("drug_plan_hearing_fast", AppealLevel.hearing, "part_d", "OMHA-100", True, MEDICARE),
    ("drug_plan_council", AppealLevel.council, "part_d", "", False, {}),
    ("medicaid_plan", AppealLevel.plan_appeal, "medicaid_managed_care", "", False, {}),
    ("medicaid_plan_fast", AppealLevel.plan_appeal, "medicaid_managed_care", "", True, {}),
    ("fair_hearing", AppealLevel.fair_hearing, "medicaid_managed_care", "", False, {}),
    ("fair_hearing_fast", AppealLevel.fair_hearing, "medicaid_managed_care", "", True, {}),
    ("state_fair_hearing", AppealLevel.fair_hearing, "medicaid_fee_for_service", "", False, {}),
    ("children_plan_fast", AppealLevel.plan_appeal, "chip", "", True, {}),
    ("children_state_review", AppealLevel.fair_hearing, "chip", "", False, {}),
    ("employer_fast", AppealLevel.internal, "erisa_group", "", True, {}),
    ("marketplace", AppealLevel.internal, "individual", "", False, {"grandfathered": "no"}),
    ("marketplace_fast", AppealLevel.internal, "individual", "", True, {"grandfathered": "no"}),
    ("grandfathered", AppealLevel.internal, "individual", "", False, {"grandfathered": "yes"}),
    ("fehb", AppealLevel.reconsideration, "fehb", "", False, {}),
    ("fehb_fast", AppealLevel.reconsideration, "fehb", "", True, {}),
    ("tricare", AppealLevel.reconsideration, "tricare", "", False, {}),
    ("tricare_fast", AppealLevel.reconsideration, "tricare", "", True, {}),
    ("tricare_hearing", AppealLevel.hearing, "tricare", "", False, {}),
    ("va", AppealLevel.internal, "va", "", False, {}),
    ("indian_health", AppealLevel.internal, "indian_health", "", False, {}),
    ("notice_gaps", AppealLevel.internal, "erisa_group", "", False, {"notice_parts": GAPS}),
)
OUTSIDE = (
    ("federal", "individual", "federal", False, ""),
    ("federal_fast", "individual", "federal", True, ""),
    ("state_fast", "individual", "state", True, ""),
    ("opm", "fehb", "", False, ""),
    ("opm_fast", "fehb", "", True, ""),
    ("tricare", "tricare", "", False, "medical_need"),
    ("tricare_coverage", "tricare", "", False, "coverage"),
    ("tricare_unknown", "tricare", "", True, ""),
)


def appeals() -> dict[str, PacketPlan]:
    """Return the appeal letters for each kind of plan and step."""
    found = {}
    for name, level, regime, form, fast, more in LADDER:
        snapshot = luis(level=level, is_expedited=fast)
        known = dict(more)
        card = {"medicare_number": str(known.pop("medicare_number", ""))}
        snapshot = replace(snapshot, coverages=tuple(one.revised(**card) for one in snapshot.coverages))
        forms = (form,) if form else ()
        chosen = Choices(LetterKind.appeal, APPEAL_DAY, an_id("appeal"), regime=regime, forms=forms, **known)
        found[f"appeal.{name}"] = plan_letter(snapshot, chosen)
    for name, regime, review_by, fast, about in OUTSIDE:
        snapshot = luis(level=AppealLevel.external_review, is_expedited=fast)
        denials = tuple(one.revised(about=about or None) for one in snapshot.denials)
        kind = LetterKind.external_review
        chosen = Choices(kind, APPEAL_DAY, an_id("appeal"), regime=regime, review_by=review_by)
        found[f"external_review.{name}"] = plan_letter(replace(snapshot, denials=denials), chosen)
    return found


def plans() -> dict[str, PacketPlan]:
    """Return every paper there is, each in each of its languages, and the packets."""
    found = {f"{kind}": letter_plan(kind) for kind in KINDS}
    for row in KINDS.values():
        if row.is_kept or row.stays_at_home:
            found[f"{row.kind}.large"] = letter_plan(row.kind, is_large=True)
        elif row.kind is not LetterKind.representative:
            found[f"{row.kind}.helper"] = letter_plan(row.kind, HELPER)
    kept = [kind for kind in KINDS.values() if "es" in kind.languages]
    for one in (row.kind for row in kept):
        snapshot = with_bills_and_proof() if one in _LATER else maria()
        found[f"{one}.es"] = plan_letter(snapshot, marias(one, language="es"))
    for kind in (LetterKind.call_script, LetterKind.question_sheet):
        found[f"{kind}.en+es"] = plan_letter(maria(), marias(kind, also_in="es"))
    found["records_request.large"] = plan_letter(maria(), marias(LetterKind.records_request, is_large=True))
    found |= versions()
    found["recovery_sheet"] = plan_recovery_sheet(SHEET, "en")
    found["recovery_sheet.es"] = plan_recovery_sheet(SHEET, "es")
    snapshot = luis()
    for kind in PacketKind:
        packet = luis_packet(snapshot, kind=kind)
        found[f"packet.{kind}"] = plan_packet(snapshot, packet, PacketChoices(APPEAL_DAY))
    return found


def text_of(plan: PacketPlan) -> str:
    """Return the text of a plan's pages, each under its number."""
    return pages_as_text(made(plan, pages_for(plan).__getitem__)[0])


def pages_as_text(pdf: bytes) -> str:
    """Return the text of a PDF's pages, each under its number."""
    pages = (f"--- page {number} ---\n{text.strip()}\n" for number, text in enumerate(page_texts(pdf), 1))
    return "\n".join(pages)


def main() -> None:
    """Write all golden texts."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, plan in plans().items():
        (FOLDER / f"{name}.txt").write_text(text_of(plan), encoding="utf-8")


if __name__ == "__main__":
    if "--write" not in sys.argv:
        sys.exit("Look at the pages first. Then: python -m tests.packets.golden --write")
    main()
