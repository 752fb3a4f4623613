"""The sample case of Maria: a lung biopsy, surgery offered in four weeks, a Medicare Advantage HMO in Ohio."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.costs import Call, Cost, SearchResult
from caseorg.domain.denial import AppealDecision, AppealLevel, CareTiming, Denial
from caseorg.domain.destination import DestinationProfile, PaperOrder, ScansWanted
from caseorg.domain.document import DocumentKind
from caseorg.domain.health import Allergy, Medication, PlannedCare, Procedure
from caseorg.domain.letter import LetterKind, SendingWay
from caseorg.domain.note import Note
from caseorg.domain.opinion import Opinion, Priority
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole, Helper
from caseorg.domain.permission import NetworkException
from caseorg.domain.plan import PlanKind, PlanNetwork
from caseorg.domain.record import Record
from caseorg.domain.requests import RecordKind
from caseorg.domain.visit import Visit, VisitMode
from caseorg.services.answers import Said, save_call_answers, set_answer
from caseorg.services.calls import ToDo, log_search
from caseorg.services.coverage import choose_plan
from caseorg.services.denials import add_denial, start_appeal
from caseorg.services.first_letter import Answers
from caseorg.services.questions import pick_questions
from caseorg.services.requests import Asking, Wanted, ask_for_records
from caseorg.services.sample_story import Story
from caseorg.services.told import Told, save_what_was_told

TOLD_ON = date(2026, 11, 22)
"""The day of the story that is today."""

_SCAN, _BIOPSY, _REPORT = date(2026, 10, 21), date(2026, 10, 30), date(2026, 11, 3)
_ASKED, _CAME = date(2026, 11, 5), date(2026, 11, 10)


def tell(story: Story) -> UUID:
    """Tell Maria's story from the day after the diagnosis to today; return her case."""
    with story.on(_ASKED):
        case_id = _first_letter(story)
        _what_she_was_told(story, case_id)
        _visit_notes(story, case_id)
    with story.on(_CAME):
        _what_came(story, case_id)
    with story.on(date(2026, 11, 16)):
        _the_second_doctor(story, case_id)
        _the_plan(story, case_id)
    with story.on(date(2026, 11, 20)):
        _one_call(story, case_id)
        scans = next(each for each in story.workspace.load_case(case_id).requests if each.holder == "image_library")
        story.letter(case_id, LetterKind.scan_request, scans.id)
    _what_else_is_known(story, case_id)
    _a_no_that_was_turned(story, case_id)
    return case_id


def _first_letter(story: Story) -> UUID:
    answers = Answers(
        patient_name="Maria R. Santos",
        date_of_birth=date(1958, 3, 14),
        holder_name="Riverside General Hospital",
        holder_address="Medical Records\n2200 Harbor Road\nDayton, OH 45404",
        holder_phone="(937) 555-0110",
        holder_fax="937-555-0111",
        wanted=(
            Wanted(
                RecordKind.pathology_report, "Lung biopsy", care_date=story.day(_BIOPSY), accession_number="S26-10423"
            ),
            Wanted(RecordKind.radiology_report, "CT of the chest", care_date=story.day(_SCAN)),
            Wanted(RecordKind.imaging_study, "CT of the chest", body_part="Chest", care_date=story.day(_SCAN)),
        ),
        email="maria.santos@example.org",
        phone="(937) 555-0142",
        address="418 Alder Street, Apt 3\nDayton, OH 45402",
    )
    return story.begin(answers, _("Maria's lung biopsy"), _ASKED)


def _what_she_was_told(story: Story, case_id: UUID) -> None:
    workspace = story.workspace
    told = Told(
        words=_("Dr. Patel said the biopsy shows lung cancer, stage 1. He wants to take out that part of the lung."),
        told_on=story.day(_REPORT),
        told_by="Dr. Anil Patel",
        planned=PlannedCare.surgery,
        planned_on=story.workday(date(2026, 12, 15)),
    )
    save_what_was_told(workspace, case_id, told)
    pick_questions(workspace, case_id, ["surgery_needed_now", "slides_read_again"])


def _visit_notes(story: Story, case_id: UUID) -> None:
    workspace = story.workspace
    office = Contact(
        kind=ContactKind.office,
        name="Dr. Patel's office",
        address="900 Clinic Way, Suite 210\nDayton, OH 45409",
        phone="(937) 555-0198",
        fax="937-555-0199",
    )
    made = ask_for_records(workspace, case_id, Asking(office, (Wanted(RecordKind.visit_notes, months=12),)))
    snapshot = workspace.load_case(case_id)
    doctor = next(each for each in snapshot.contacts if each.name == "Dr. Anil Patel")
    patel = doctor.revised(part_of_id=office.id, specialty=_("Lung doctor"))
    workspace.save(patel, _("Edit contact"))
    letter = story.letter(case_id, made[0].kind, made[0].request_id)
    story.send(letter, SendingWay.fax, "937-555-0199", _ASKED)


def _what_came(story: Story, case_id: UUID) -> None:
    snapshot = story.workspace.load_case(case_id)
    items = {item.kind: item.id for item in snapshot.items}
    hospital = next(each for each in snapshot.contacts if each.name == "Riverside General Hospital")
    story.paper(
        case_id,
        "pathology-report.txt",
        "pathology S26-10423.pdf",
        {"biopsy_day": _BIOPSY, "report_day": _REPORT},
        name="Pathology report",
        kind=DocumentKind.pathology_report,
        from_contact_id=hospital.id,
        document_date=story.day(_REPORT),
        answers_item_id=items[RecordKind.pathology_report],
    )
    story.paper(
        case_id,
        "ct-report.txt",
        "CT chest.pdf",
        {"scan_day": _SCAN},
        name="CT report",
        kind=DocumentKind.radiology_report,
        from_contact_id=hospital.id,
        document_date=story.day(_SCAN),
        answers_item_id=items[RecordKind.radiology_report],
    )
    story.paper(case_id, "plan-card.png", "IMG_2231.png", {})


def _the_second_doctor(story: Story, case_id: UUID) -> None:
    center = Contact(
        name="Lakeside Cancer Center",
        address="77 Lakeside Drive\nCleveland, OH 44114",
        phone="(216) 555-0120",
        fax="216-555-0121",
    )
    doctor = Contact(
        kind=ContactKind.person, name="Dr. Grace Okafor", part_of_id=center.id, specialty=_("Lung cancer doctor")
    )
    main = Contact(kind=ContactKind.person, name="Dr. Evelyn Lee", specialty=_("Main doctor"), phone="(937) 555-0175")
    roles = {center.id: ContactRole.other, doctor.id: ContactRole.consultant, main.id: ContactRole.main_doctor}
    with story.workspace.step(_("Choose the second doctor")) as step:
        for contact in (center, doctor, main):
            step.save(contact)
            link = CaseContact(case_id=case_id, contact_id=contact.id, role=roles[contact.id])
            if contact is doctor:
                link = link.revised(they_need=_("Slides, scan files, pathology report, notes"), written_report=True)
            step.save(link)
        step.save(
            Visit(
                case_id=case_id,
                contact_id=doctor.id,
                day=story.workday(date(2026, 12, 18)),
                at_time=time(10, 30),
                mode=VisitMode.in_person,
                place=_("Lakeside Cancer Center, building B"),
                who_comes="Dan",
            )
        )
        step.save(
            Helper(
                case_id=case_id,
                full_name="Dan Santos",
                relation=_("son"),
                patient_can_sign=True,
                phone="(614) 555-0161",
                email="dan.santos@example.org",
            )
        )


def _the_plan(story: Story, case_id: UUID) -> None:
    workspace = story.workspace
    choose_plan(workspace, case_id, PlanKind.medicare_advantage, PlanNetwork.hmo)
    snapshot = workspace.load_case(case_id)
    plan, coverage = snapshot.plans[0], snapshot.coverages[0]
    set_answer(workspace, case_id, "visit.emergency", "no", Said())
    desk = Contact(name="Blue River Health", phone="1-800-555-0147", hours=_("8 AM to 8 PM"))
    with workspace.step(_("Fill in the plan")) as step:
        step.save(
            plan.revised(
                name="Blue River Health",
                phone="1-800-555-0147",
                fax="1-800-555-0148",
                hours=_("8 AM to 8 PM"),
                address="PO Box 4100\nColumbus, OH 43216",
                state="OH",
            )
        )
        step.save(coverage.revised(member_id="BRH-88204471", group_number="MA-0317", copay_cents=4000))
        step.save(desk)
        step.save(CaseContact(case_id=case_id, contact_id=desk.id, role=ContactRole.plan))


def _one_call(story: Story, case_id: UUID) -> None:
    workspace = story.workspace
    plan = next(each for each in workspace.load_case(case_id).contacts if each.name == "Blue River Health")
    call = Call(
        case_id=case_id,
        contact_id=plan.id,
        at=story.at(date(2026, 11, 20), time(10, 5)),
        spoke_with="Tina",
        reference_number="88421",
        said=_("A referral from Dr. Lee is needed. Prior approval has its own form. They will fax it."),
    )
    to_do = ToDo(_("Fax the approval form to Blue River Health"), story.day(date(2026, 11, 27)))
    save_call_answers(workspace, call, {"visit.referral_needed": "yes"}, to_do)
    searched = (
        ("Dayton Lung Clinic", SearchResult.no_openings, date(2027, 1, 20)),
        ("Miami Valley Cancer Doctors", SearchResult.not_this_specialty, None),
    )
    for name, result, opening in searched:
        found = Call(
            case_id=case_id,
            with_whom=name,
            at=story.at(date(2026, 11, 20), time(11, 30)),
            search_result=result,
            next_opening=story.day(opening) if opening else None,
        )
        log_search(workspace, found)


def _what_else_is_known(story: Story, case_id: UUID) -> None:
    snapshot = story.workspace.load_case(case_id)
    by_name = {contact.name: contact.id for contact in snapshot.contacts}
    day = story.day
    records = (
        Opinion(
            case_id=case_id,
            contact_id=by_name["Dr. Anil Patel"],
            given_on=day(_REPORT),
            diagnosis=_("Lung cancer, stage 1"),
            based_on=_("CT, biopsy"),
            recommends=_("Surgery, open"),
            other_choices=_("None given"),
            good_points=_("“Best chance”"),
            hard_points=_("6 weeks to heal"),
            if_i_wait=_("“Not long”"),
            next_step=_("Decide about the surgery"),
            next_step_by=story.workday(date(2026, 12, 15)),
            may_cost=_("In network"),
        ),
        NetworkException(
            case_id=case_id,
            contact_id=by_name["Dr. Grace Okafor"],
            service="One visit for a second opinion, with a new reading of the slides",
            why_nobody_inside="The two clinics in the network have no opening before the surgery, or do not do this.",
            why_this_doctor="She sees patients with this kind of lung cancer every week.",
        ),
        Medication(
            case_id=case_id, name="Lisinopril", dose="10 mg", how_often=_("once a day"), reason=_("Blood pressure")
        ),
        Medication(case_id=case_id, name="Metformin", dose="500 mg", how_often=_("twice a day"), reason=_("Diabetes")),
        Cost(
            case_id=case_id,
            what=_("Scan disc"),
            contact_id=by_name["Riverside General Hospital"],
            billed_on=day(TOLD_ON),
            date_of_service=day(TOLD_ON),
            billed_cents=2500,
            paid_by_patient_cents=2500,
        ),
        Note(
            case_id=case_id,
            day=day(_REPORT),
            title=_("What the doctor said"),
            text=_("Small spot, right lung, upper part. He drew it for me. Surgery in the middle of December."),
        ),
    )
    with story.workspace.step(_("Write down what else is known")) as step:
        for record in (*records, *_what_matters_and_what_they_ask(story, case_id, by_name)):
            step.save(record)


def _what_matters_and_what_they_ask(story: Story, case_id: UUID, by_name: dict[str, UUID]) -> tuple[Record, ...]:
    return (
        Priority(case_id=case_id, what=_("Living longer"), weight=5),
        Priority(case_id=case_id, what=_("Getting home fast"), weight=4),
        Allergy(case_id=case_id, name=_("Penicillin"), reaction=_("Rash")),
        Procedure(
            case_id=case_id,
            name="Lung biopsy",
            done_on=story.day(_BIOPSY),
            done_by_id=by_name["Dr. Anil Patel"],
            place="Riverside General Hospital",
        ),
        DestinationProfile(
            case_id=case_id,
            contact_id=by_name["Lakeside Cancer Center"],
            wanted_kinds=(DocumentKind.pathology_report, DocumentKind.radiology_report, DocumentKind.visit_notes),
            scans=ScansWanted.images,
            slides_first=True,
            paper_order=PaperOrder.by_kind,
            said_by=_("New patient office"),
            said_on=story.day(date(2026, 11, 16)),
        ),
    )


def _a_no_that_was_turned(story: Story, case_id: UUID) -> None:
    """Tell of a claim that was denied for a slip of paperwork and then paid."""
    noticed, asked = date(2026, 10, 30), date(2026, 11, 4)
    with story.on(asked):
        denial = Denial(
            case_id=case_id,
            what="CT scan of the chest",
            timing=CareTiming.after_care,
            notice_date=story.day(noticed),
            reason_text="We need more information from the office that did the scan.",
            denied_cents=64000,
            date_of_service=story.day(_SCAN),
            claim_number="BR-771203",
            waiting_is_dangerous=False,
        )
        add_denial(story.workspace, denial)
        appeal = start_appeal(story.workspace, denial, AppealLevel.reconsideration).appeal
    decided = appeal.revised(
        filed_on=story.day(asked),
        decided_on=story.day(date(2026, 11, 18)),
        decision=AppealDecision.yes,
        notes=_("The hospital sent the form that was missing."),
    )
    story.workspace.save(decided, _("Note what they decided"))
