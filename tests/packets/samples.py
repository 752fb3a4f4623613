"""Two made-up cases: Maria gathers records for a second opinion, Luis appeals after his plan said no."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from uuid import NAMESPACE_URL, UUID, uuid5

from reportlab.pdfgen.canvas import Canvas

from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.costs import Call, Cost, SearchResult
from caseorg.domain.denial import Appeal, AppealLevel, Denial, DenialLevel
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.health import Allergy, Diagnosis, Medication, PlannedCare, Procedure
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Packet, PacketKind, Sending, SendingWay
from caseorg.domain.loan import Loan
from caseorg.domain.opinion import Opinion, OpinionOrder, Sameness
from caseorg.domain.people import (
    CaseContact,
    Contact,
    ContactKind,
    ContactRole,
    Department,
    Helper,
    HelperRole,
    Patient,
)
from caseorg.domain.permission import NetworkException, PriorAuthorization, Referral
from caseorg.domain.plan import Coverage, Plan, PlanKind, PlanNetwork
from caseorg.domain.record import Record
from caseorg.domain.release import Release, ReleaseCovers
from caseorg.domain.requests import Holder, ItemStatus, RecordKind, RecordsRequest, RequestedItem
from caseorg.domain.visit import Question, QuestionPriority, Visit, VisitMode
from caseorg.packets.plan import PacketPlan
from caseorg.packets.subject import CallQuestion, Choices

TODAY = date(2026, 11, 22)
APPEAL_DAY = date(2027, 1, 20)


def an_id(name: str) -> UUID:
    """Return the same id for the same name, so that golden pages stay as they are."""
    return uuid5(NAMESPACE_URL, f"caseorg-test:{name}")


CASE = an_id("maria")
LUIS = an_id("luis")

RIVERSIDE = Contact(
    id=an_id("riverside"), name="Riverside General Hospital", address="2200 Harbor Road\nDayton, OH 45404",
    phone="(937) 555-0180", fax="(937) 555-0199",
)  # fmt: skip
PATHOLOGY = Contact(
    id=an_id("pathology"), kind=ContactKind.department, name="Pathology Department", part_of_id=RIVERSIDE.id,
    department=Department.pathology,
    address="2200 Harbor Road, Room B-14\nDayton, OH 45404", phone="(937) 555-0184",
)  # fmt: skip
LAKESIDE_LAB = Contact(
    id=an_id("lakeside lab"), name="Lakeside Cancer Center, Pathology", phone="(216) 555-0133",
    address="900 Lakeside Avenue\nCleveland, OH 44114",
)  # fmt: skip
OKAFOR = Contact(
    id=an_id("okafor"), name="Dr. Grace Okafor", phone="(216) 555-0120", fax="(216) 555-0121", specialty="Lung surgery",
    address="Lakeside Cancer Center\n900 Lakeside Avenue\nCleveland, OH 44114",
)  # fmt: skip
PATEL = Contact(
    id=an_id("patel"), name="Dr. Anil Patel", phone="(937) 555-0111", address="88 Elm Street\nDayton, OH 45402"
)
LEE = Contact(id=an_id("lee"), name="Dr. Susan Lee", phone="(937) 555-0105", address="12 Oak Lane\nDayton, OH 45403")

SCRIPT = (
    CallQuestion(
        {
            "en": "Is Dr. Grace Okafor at Lakeside Cancer Center in my network?",
            "es": "¿Está la Dra. Grace Okafor, de Lakeside Cancer Center, en mi red?",
        },
        {"en": ("Yes", "No", "Could not say"), "es": ("Sí", "No", "No supieron decir")},
    ),
    CallQuestion(
        {
            "en": "Do I need your approval before the visit? How do I get it?",
            "es": "¿Necesito la aprobación de ustedes antes de la consulta? ¿Cómo la pido?",
        },
        {"en": ("Yes", "No", "Could not say"), "es": ("Sí", "No", "No supieron decir")},
    ),
    CallQuestion(
        {
            "en": "If no one in my network does this, how do I ask for an exception?",
            "es": "Si nadie de mi red hace esto, ¿cómo pido una excepción?",
        },
        {"en": ("They told me", "Could not say"), "es": ("Me dijeron", "No supieron decir")},
    ),
)


def maria(**changes: tuple[Record, ...] | Record) -> CaseSnapshot:
    """Maria's case; named parts can be put in place of hers."""
    parts: dict[str, object] = {
        "case": Case(id=CASE, title="Maria's lung biopsy", opened_on=TODAY),
        "patient": Patient(
            id=an_id("maria santos"), case_id=CASE, full_name="Maria R. Santos", date_of_birth=date(1958, 3, 14),
            address="418 Alder Street, Apt 3\nDayton, OH 45402", phone="(937) 555-0142",
            email="maria.santos@example.org", state="OH",
        ),
        "contacts": (RIVERSIDE, PATHOLOGY, LAKESIDE_LAB, OKAFOR, PATEL, LEE),
        "case_contacts": (
            CaseContact(case_id=CASE, contact_id=RIVERSIDE.id, role=ContactRole.records_holder, mrn="00482913"),
            CaseContact(case_id=CASE, contact_id=OKAFOR.id, role=ContactRole.consultant),
            CaseContact(case_id=CASE, contact_id=PATEL.id, role=ContactRole.first_opinion),
            CaseContact(case_id=CASE, contact_id=LEE.id, role=ContactRole.main_doctor),
        ),
        "requests": (
            RecordsRequest(
                id=an_id("request"), case_id=CASE, contact_id=RIVERSIDE.id, needed_by=date(2026, 12, 8),
                fee_limit_cents=25_00, asked_on=date(2026, 11, 22),
            ),
            RecordsRequest(
                id=an_id("scans"), case_id=CASE, contact_id=RIVERSIDE.id, holder=Holder.image_library,
                needed_by=date(2026, 12, 8), fee_limit_cents=25_00,
            ),
            RecordsRequest(
                id=an_id("slides"), case_id=CASE, contact_id=PATHOLOGY.id, holder=Holder.pathology,
                needed_by=date(2026, 12, 8),
            ),
            RecordsRequest(
                id=an_id("again"), case_id=CASE, contact_id=RIVERSIDE.id, follows_id=an_id("request"),
                needed_by=date(2026, 12, 30),
            ),
        ),
        "items": (
            _item("report", "request", RecordKind.pathology_report, "lung biopsy", date(2026, 10, 30), "S26-11820"),
            _item("ct report", "request", RecordKind.radiology_report, "CT of the chest", date(2026, 10, 21)),
            RequestedItem(
                id=an_id("labs"), case_id=CASE, kind=RecordKind.lab_results, request_id=an_id("request"),
                from_date=date(2025, 11, 22), status=ItemStatus.asked,
            ),
            RequestedItem(
                id=an_id("notes"), case_id=CASE, kind=RecordKind.visit_notes, request_id=an_id("request"),
                what="Dr. Anil Patel", from_date=date(2025, 11, 22), status=ItemStatus.asked,
            ),
            _item("medicines", "request", RecordKind.medication_list, "", None, status=ItemStatus.got_it),
            _item("ct", "scans", RecordKind.imaging_study, "CT of the chest", date(2026, 10, 21), "IM-338120", "Chest"),
            _item("pet", "scans", RecordKind.imaging_study, "PET-CT", date(2026, 11, 4), "IM-339004", "Whole body"),
            _item("glass", "slides", RecordKind.biopsy_slides, "", date(2026, 10, 30), "S26-11820", "Right lung"),
            _item("late", "again", RecordKind.visit_notes, "Dr. Anil Patel", date(2026, 11, 3)),
        ),
        "loans": (
            Loan(
                id=an_id("loan"), case_id=CASE, item_id=an_id("glass"), lender_id=PATHOLOGY.id,
                borrower_id=LAKESIDE_LAB.id, accession_number="S26-11820", parts="A to C", stains="H&E, TTF-1, CK7",
                must_go_back_by=date(2027, 2, 15), courier="FastShip, account 55-1020 (second laboratory pays)",
            ),
        ),
        "visits": (
            Visit(
                id=an_id("visit"), case_id=CASE, contact_id=OKAFOR.id, day=date(2026, 12, 18), at_time=time(14, 30),
                mode=VisitMode.in_person, place="Lakeside Cancer Center, 4th floor", who_comes="My daughter Ana",
            ),
        ),
        "questions": tuple(
            Question(id=an_id(text), case_id=CASE, text=text, priority=priority, position=position)
            for position, (priority, text) in enumerate(
                (
                    (QuestionPriority.ask_first, "How long is it safe to wait before I decide?"),
                    (QuestionPriority.ask_first, "Do you agree with the diagnosis? What did you base it on?"),
                    (QuestionPriority.ask_first, "What would you do, and what else could I do?"),
                    (QuestionPriority.if_time, "What happens if I do nothing for now?"),
                )
            )
        ),
        "plans": (
            Plan(
                id=an_id("plan"), case_id=CASE, name="Blue River Health", kind=PlanKind.medicare_advantage,
                network=PlanNetwork.hmo, phone="1-800-555-0147", fax="1-800-555-0148",
                hours="Monday to Friday, 8 AM to 8 PM", address="PO Box 7710\nColumbus, OH 43207",
            ),
        ),
        "coverages": (
            Coverage(id=an_id("coverage"), case_id=CASE, plan_id=an_id("plan"), member_id="BRH00124471"),
        ),
        "network_exceptions": (
            NetworkException(
                id=an_id("gap"), case_id=CASE, contact_id=OKAFOR.id, service="Second opinion visit, lung surgery",
                why_nobody_inside="My plan's list names three lung surgeons. Two do not do this operation, "
                "and the third has no opening until March. My surgery is planned for January 15.",
                why_this_doctor="Dr. Okafor does lung surgery through small cuts and can see me on December 18.",
            ),
        ),
        "prior_authorizations": (
            PriorAuthorization(
                id=an_id("approval"), case_id=CASE, contact_id=OKAFOR.id, good_from=date(2026, 12, 18),
                service="one second opinion visit with Dr. Grace Okafor",
            ),
        ),
        "referrals": (
            Referral(id=an_id("referral"), case_id=CASE, contact_id=OKAFOR.id, service="Second opinion, lung surgery"),
        ),
        "calls": (
            _call("a", "Dr. Neil Warren", 16, SearchResult.not_this_specialty, "Only does heart surgery."),
            _call("b", "Miami Valley Chest Surgery", 16, SearchResult.not_this_specialty, "Sends these to Cleveland."),
            _call("c", "Dr. Paula Reyes", 17, SearchResult.no_openings, "First visit is in March.", date(2027, 3, 9)),
        ),
        "diagnoses": (
            Diagnosis(
                case_id=CASE, told="A small cancer in the right lung. They want to take out part of the lung.",
                name="Lung cancer, stage 1", told_on=date(2026, 11, 3), told_by_id=PATEL.id,
                planned=PlannedCare.surgery, planned_on=date(2027, 1, 15),
            ),
        ),
        "medications": (
            Medication(case_id=CASE, name="Lisinopril", dose="10 mg", how_often="Once a day", reason="Blood pressure"),
            Medication(case_id=CASE, name="Metformin", dose="500 mg", how_often="Twice a day", reason="Diabetes"),
        ),
        "allergies": (
            Allergy(case_id=CASE, name="Penicillin", reaction="Hives and swelling", severity="Bad"),
            Allergy(case_id=CASE, name="Contrast dye", reaction="Itching"),
        ),
        "procedures": (
            Procedure(
                case_id=CASE, name="Needle biopsy of the right lung", done_on=date(2026, 10, 30), done_by_id=PATEL.id,
                place="Riverside General Hospital", reason="A spot on the CT",
            ),
            Procedure(case_id=CASE, name="Gallbladder taken out", done_on=date(2009, 5, 12), reason="Stones"),
        ),
        "opinions": (
            Opinion(
                case_id=CASE, order=OpinionOrder.first, contact_id=PATEL.id, given_on=date(2026, 11, 3),
                diagnosis="Lung cancer, stage 1", based_on="CT, biopsy", recommends="Surgery, open",
                good_points="“Best chance”", hard_points="6 weeks to heal", if_i_wait="“Not long”",
                next_step_by=date(2026, 12, 15), may_cost="In network",
            ),
            Opinion(
                id=an_id("second"), case_id=CASE, order=OpinionOrder.second, contact_id=OKAFOR.id,
                given_on=date(2026, 12, 18), diagnosis="Lung cancer, stage 1", based_on="CT, biopsy slides read again",
                recommends="Surgery, small cuts", other_choices="Radiation (SBRT)", good_points="Shorter stay",
                hard_points="2 weeks to heal", if_i_wait="“A month is fine”", how_sure="“Quite sure”",
                next_step_by=date(2027, 1, 8), may_cost="Ask my plan", same_diagnosis=Sameness.same,
                same_advice=Sameness.different,
            ),
        ),
    }  # fmt: skip
    return CaseSnapshot(**{**parts, **changes})  # type: ignore[arg-type]


FIRST_REQUEST = {"received_on": date(2026, 10, 5), "asked_on": date(2026, 10, 1), "refusal_text": ""}


def asking(holder: Holder, *kinds: RecordKind, **changes: object) -> tuple[CaseSnapshot, UUID]:
    """Maria's case with one more request, to a desk that keeps these kinds; and the id of the request."""
    made = an_id(f"request {holder}")
    request = RecordsRequest(
        **{
            "id": made, "case_id": CASE, "contact_id": RIVERSIDE.id, "holder": holder, "fee_limit_cents": 25_00,
            "needed_by": date(2026, 12, 8), **changes,
        }
    )  # type: ignore[arg-type]  # fmt: skip
    items = tuple(
        RequestedItem(
            id=an_id(f"item {kind}"), case_id=CASE, request_id=made, kind=kind, what=_ASKED_FOR.get(kind, ""),
            care_date=date(2026, 10, 30),
        )
        for kind in kinds
    )  # fmt: skip
    whole = maria()
    return maria(requests=(*whole.requests, request), items=(*whole.items, *items)), made


_ASKED_FOR = {
    RecordKind.genetic_tests: "gene panel of the lung biopsy",
    RecordKind.mammograms: "Screening mammogram",
    RecordKind.radiation_files: "Radiation of the right lung",
    RecordKind.bills: "lung biopsy",
    RecordKind.pharmacy_records: "all since 2024",
}


def released(**changes: object) -> CaseSnapshot:
    """Maria's case with a permission to share her records."""
    release = Release(
        **{
            "id": an_id("release"), "case_id": CASE, "from_contact_id": RIVERSIDE.id, "to_contact_id": OKAFOR.id,
            "what": "All records of my lung biopsy on October 30, 2026, with reports and slides",
            "purpose": "At my request, for a second medical opinion", "expires_on": date(2027, 6, 30), **changes,
        }
    )  # type: ignore[arg-type]  # fmt: skip
    return maria(releases=(release,))


def late(**changes: object) -> CaseSnapshot:
    """Maria's case after the first request was not answered; what is missing stands in the follow-up."""
    requests = tuple(
        one.revised(**{**FIRST_REQUEST, **changes}) if one.id == an_id("request") else one for one in maria().requests
    )
    return maria(requests=requests)


def _item(
    name: str, request: str, kind: RecordKind, what: str, day: date | None, number: str = "", part: str = "",
    status: ItemStatus = ItemStatus.asked,
) -> RequestedItem:  # fmt: skip
    return RequestedItem(
        id=an_id(name), case_id=CASE, request_id=an_id(request), kind=kind, what=what, care_date=day,
        accession_number=number, body_part=part, status=status,
    )  # fmt: skip


def _call(
    name: str, who: str, day: int, result: SearchResult, said: str, opening: date | None = None
) -> Call:  # fmt: skip
    return Call(
        id=an_id(f"call {name}"), case_id=CASE, with_whom=who, at=datetime(2026, 11, day, 10, 5).astimezone(),
        said=said, search_result=result, next_opening=opening,
    )  # fmt: skip


_SENT_LETTER = Letter(
    id=an_id("sent letter"), case_id=CASE, kind=LetterKind.records_request, title="Records request",
    to_name="Medical Records, Riverside General Hospital", status=LetterStatus.sent, made_on=TODAY,
    about_id=an_id("request"), pdf_sha256="3f" * 32, page_count=1,
)  # fmt: skip


def with_bills_and_proof() -> CaseSnapshot:
    """Maria's case later on: bills have come, a letter was sent, a medicine was stopped."""
    bills = (
        ("CT of the chest", RIVERSIDE.id, date(2026, 10, 21), 2_430_50, 1_800_00, 220_00, 220_00),
        ("Lung biopsy", RIVERSIDE.id, date(2026, 10, 30), 5_120_00, 4_300_00, 410_50, 0),
        ("Second opinion visit", OKAFOR.id, date(2026, 12, 18), 1_180_00, None, None, None),
    )
    costs = tuple(
        Cost(
            case_id=CASE, what=what, contact_id=who, date_of_service=day, billed_cents=billed, paid_cents=by_plan,
            patient_responsibility_cents=owed, paid_by_patient_cents=paid,
        )
        for what, who, day, billed, by_plan, owed, paid in bills
    )  # fmt: skip
    proof = Sending(
        id=an_id("proof"), case_id=CASE, letter_id=_SENT_LETTER.id, way=SendingWay.certified_mail, sent_on=TODAY,
        sent_to="2200 Harbor Road, Dayton, OH 45404", tracking="9407 1118 9876 5432 1000 01",
        received_on=date(2026, 11, 25), confirmed_by="Return receipt, signed J. Ames",
    )  # fmt: skip
    stopped = Medication(case_id=CASE, name="Naproxen", dose="250 mg", stopped_on=date(2026, 9, 1), reason="Back pain")
    medications = (*maria().medications, stopped)
    return maria(costs=costs, letters=(_SENT_LETTER,), sendings=(proof,), medications=medications)


HELPER = Helper(
    id=an_id("ana"), case_id=CASE, full_name="Ana Santos", relation="daughter", role=HelperRole.health_care_agent,
    patient_can_sign=False, address="77 Birch Court\nDayton, OH 45409", phone="(937) 555-0166",
    email="ana.santos@example.org",
)  # fmt: skip

LUIS_DOCUMENTS = (
    ("denial", DocumentKind.denial_letter, "Denial letter", 2, date(2027, 1, 12)),
    ("report", DocumentKind.opinion_report, "Second opinion report", 5, date(2026, 12, 18)),
    ("notes", DocumentKind.visit_notes, "First opinion notes", 8, date(2026, 11, 3)),
)


LATE_APPEAL = {"why_late": "I was in the hospital from January 20 to July 1, 2027, and nobody opened my mail."}
CONSENT = {"covers": ReleaseCovers.substance_use, "what": "Records of my treatment from March to June 2026"}


def luis(documents: tuple[Document, ...] | None = None, **of_appeal: object) -> CaseSnapshot:
    """Luis's case: his plan from work did not pay for the second opinion."""
    brandt = Contact(id=an_id("brandt"), name="Dr. Helen Brandt")
    keystone = Contact(id=an_id("keystone"), name="Keystone Mutual")
    shown = documents or tuple(
        Document(
            id=an_id(f"document {name}"), case_id=LUIS, name=title, kind=kind, page_count=pages, document_date=day,
            from_contact_id=keystone.id if name == "denial" else brandt.id, sha256="ab" * 32,
        )
        for name, kind, title, pages, day in LUIS_DOCUMENTS
    )  # fmt: skip
    calls = tuple(
        Call(
            id=an_id(f"luis {number}"), case_id=LUIS, with_whom=who, spoke_with=name, reference_number=reference,
            at=datetime(2026, 11, 20 + number, 9, 30).astimezone(), said=said,
        )
        for number, (who, name, reference, said) in enumerate(
            (
                ("Keystone Mutual", "Tina", "88421", "No knee surgeon near you is listed for this. Ask for a gap."),
                ("Dr. Owen Price", "Front desk", "", "Does hips only."),
                ("Summit Orthopedics", "Marie", "", "No opening until April."),
            )
        )
    )  # fmt: skip
    return CaseSnapshot(
        case=Case(id=LUIS, title="Luis's knee"),
        patient=Patient(
            id=an_id("luis ortega"), case_id=LUIS, full_name="Luis M. Ortega", date_of_birth=date(1979, 6, 2),
            address="51 Canal Road\nErie, PA 16501", phone="(814) 555-0170", email="luis.ortega@example.org",
        ),
        contacts=(brandt, keystone),
        case_contacts=(CaseContact(case_id=LUIS, contact_id=brandt.id, role=ContactRole.consultant),),
        plans=(
            Plan(
                id=an_id("keystone plan"), case_id=LUIS, name="Keystone Mutual", kind=PlanKind.employer,
                network=PlanNetwork.ppo, phone="1-800-555-0160",
            ),
        ),
        coverages=(
            Coverage(
                case_id=LUIS, plan_id=an_id("keystone plan"), member_id="KM 4410 220 01", group_number="G-7781"
            ),
        ),
        visits=(Visit(case_id=LUIS, contact_id=brandt.id, day=date(2026, 12, 18)),),
        denials=(
            Denial(
                id=an_id("denied"), case_id=LUIS, what="Second opinion visit", level=DenialLevel.initial,
                notice_date=date(2027, 1, 12), reason_text="Out of network, no authorization on file.",
                denied_cents=1_180_00, date_of_service=date(2026, 12, 18), claim_number="88-20417",
                send_to="Appeals Department\nPO Box 3300\nHarrisburg, PA 17105", send_to_fax="1-800-555-0161",
                document_id=an_id("document denial"),
            ),
        ),
        appeals=(
            Appeal(
                id=an_id("appeal"), case_id=LUIS, denial_id=an_id("denied"), level=AppealLevel.internal,
                why_wrong="No one in your network could give this opinion. I called three offices. ([[Call log]])\n"
                "Two doctors say it was needed. ([[Second opinion report]], [[First opinion notes, page 3]])\n"
                "Your own staff told me to ask for a network gap on November 20, 2026. ([[Call log]])",
                what_we_ask="Please pay this claim at the in-network rate.",
            ).revised(**of_appeal),
        ),
        calls=calls,
        documents=shown,
    )  # fmt: skip


def luis_packet(snapshot: CaseSnapshot, **changes: object) -> Packet:
    """The appeal packet with all of Luis's documents and his call log."""
    return Packet(
        **{
            "id": an_id("packet"), "case_id": LUIS, "kind": PacketKind.appeal, "about_id": an_id("appeal"),
            "with_fax_cover": True, "with_call_log": True,
            "exhibit_ids": tuple(document.id for document in snapshot.documents), **changes,
        }
    )  # type: ignore[arg-type]  # fmt: skip


ABOUT = {
    LetterKind.records_request: "request",
    LetterKind.scan_request: "scans",
    LetterKind.slide_loan: "slides",
    LetterKind.follow_up: "again",
    LetterKind.network_exception: "gap",
    LetterKind.prior_approval: "approval",
    LetterKind.prior_approval_note: "approval",
    LetterKind.referral_note: "referral",
    LetterKind.question_sheet: "visit",
    LetterKind.written_report: "visit",
    LetterKind.tell_my_doctor: "second",
    LetterKind.fax_cover: "request",
    LetterKind.custody_sheet: "loan",
    LetterKind.mailing_certificate: "proof",
    LetterKind.office_to_office: "request",
}


def marias(kind: LetterKind, **changes: object) -> Choices:
    """What Maria chooses for a letter of this kind."""
    about = an_id(ABOUT[kind]) if kind in ABOUT else None
    return Choices(**{"kind": kind, "today": TODAY, "about_id": about, "call_questions": SCRIPT, **changes})  # type: ignore[arg-type]


def a_document(title: str, sizes: tuple[tuple[float, float], ...] = ((612, 792),) * 3) -> bytes:
    """Make prepared pages that say which they are."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for number, (width, height) in enumerate(sizes, 1):
        canvas.setPageSize((width, height))
        canvas.rect(4, 4, width - 8, height - 8)
        canvas.drawString(40, height / 2, f"{title}, own page {number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pages_for(plan: PacketPlan) -> dict[UUID, bytes]:
    """Make a document for each exhibit of a plan, with as many pages as it needs."""
    return {
        exhibit.document_id: a_document(exhibit.title, ((612, 792),) * max(exhibit.pages))
        for exhibit in plan.exhibits
        if exhibit.document_id
    }
