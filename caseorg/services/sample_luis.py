"""The sample case of Luis: a knee, a second opinion outside the network, and a plan from work that said no."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.costs import Call, Cost, SearchResult
from caseorg.domain.deadline import Goal
from caseorg.domain.denial import Appeal, AppealLevel, CareTiming, Denial
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.health import Medication, PlannedCare
from caseorg.domain.letter import Packet, PacketKind
from caseorg.domain.note import Note
from caseorg.domain.opinion import Opinion, OpinionOrder, Priority, Sameness
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole
from caseorg.domain.plan import AnswerSource, PlanKind, PlanNetwork
from caseorg.domain.requests import RecordKind
from caseorg.domain.visit import Visit, VisitMode
from caseorg.packets.assembly import suggested_exhibits
from caseorg.services.answers import Said, set_answer
from caseorg.services.calls import log_search
from caseorg.services.coverage import choose_plan
from caseorg.services.denials import add_denial, start_appeal
from caseorg.services.first_letter import Answers
from caseorg.services.requests import Wanted, it_came
from caseorg.services.sample_story import Story
from caseorg.services.told import Told, save_what_was_told

TOLD_ON = date(2027, 1, 20)
"""The day of the story that is today."""

_FIRST_VISIT, _MRI, _SURGERY = date(2026, 10, 26), date(2026, 9, 30), date(2027, 2, 16)
_VISIT, _BILLED, _NOTICE = date(2026, 12, 18), date(2026, 12, 29), date(2027, 1, 12)


def tell(story: Story) -> UUID:
    """Tell Luis's story from the first opinion to today; return his case."""
    with story.on(date(2026, 11, 2)):
        case_id = _first_letter(story)
    with story.on(date(2026, 11, 20)):
        _first_opinion(story, case_id)
        _the_plan(story, case_id)
        _search(story, case_id)
    with story.on(_BILLED):
        _second_opinion(story, case_id)
    with story.on(date(2027, 1, 15)):
        denial = _denial(story, case_id)
    _in_his_own_words(story, case_id)
    _appeal(story, case_id, denial)
    return case_id


def _first_letter(story: Story) -> UUID:
    answers = Answers(
        patient_name="Luis M. Ortega",
        date_of_birth=date(1971, 8, 2),
        holder_name="Keystone Orthopedics",
        holder_address="Medical Records\n12 Front Street\nHarrisburg, PA 17101",
        holder_fax="717-555-0119",
        wanted=(Wanted(RecordKind.visit_notes, "Dr. Samuel Price", months=12), Wanted(RecordKind.medication_list)),
        email="luis.ortega@example.org",
        phone="(717) 555-0136",
        address="77 Orchard Lane\nHarrisburg, PA 17110",
    )
    case_id = story.begin(answers, _("Luis's knee"), date(2026, 11, 2))
    told = Told(
        words=_("The whole knee has to be replaced. They can do it in February."),
        told_on=story.day(_FIRST_VISIT),
        told_by="Dr. Samuel Price",
        planned=PlannedCare.surgery,
        planned_on=story.workday(_SURGERY),
    )
    save_what_was_told(story.workspace, case_id, told)
    return case_id


def _first_opinion(story: Story, case_id: UUID) -> None:
    snapshot = story.workspace.load_case(case_id)
    price = next(each for each in snapshot.contacts if each.name == "Dr. Samuel Price")
    notes = next(item for item in snapshot.items if item.kind is RecordKind.visit_notes)
    document = story.paper(
        case_id,
        "first-opinion-notes.txt",
        "Ortega notes.pdf",
        {"first_visit_day": _FIRST_VISIT, "mri_day": _MRI, "surgery_day": _SURGERY},
        name="First opinion notes",
        kind=DocumentKind.visit_notes,
        from_contact_id=price.id,
        document_date=story.day(_FIRST_VISIT),
        answers_item_id=notes.id,
    )
    medicines = next(item for item in snapshot.items if item.kind is RecordKind.medication_list)
    it_came(story.workspace, medicines, story.workspace.today())
    opinion = Opinion(
        case_id=case_id,
        contact_id=price.id,
        given_on=story.day(_FIRST_VISIT),
        diagnosis=_("Arthritis of the right knee"),
        based_on=_("X-ray, MRI"),
        recommends=_("Replace the whole knee"),
        report_document_id=document.id,
    )
    story.workspace.save(opinion, _("Add an opinion"))


def _the_plan(story: Story, case_id: UUID) -> None:
    workspace = story.workspace
    choose_plan(workspace, case_id, PlanKind.employer, PlanNetwork.ppo)
    snapshot = workspace.load_case(case_id)
    plan, coverage = snapshot.plans[0], snapshot.coverages[0]
    with workspace.step(_("Fill in the plan")) as step:
        step.save(
            plan.revised(
                name="Keystone Mutual",
                phone="1-800-555-0133",
                hours=_("8 AM to 6 PM"),
                address="PO Box 5100\nHarrisburg, PA 17110",
                appeals_address="Keystone Mutual\nAppeals Department\nPO Box 5150\nHarrisburg, PA 17110",
                appeals_fax="717-555-0166",
            )
        )
        step.save(coverage.revised(member_id="KM4420017", group_number="70031"))
    papers = Said(AnswerSource.plan_papers, on=story.day(date(2026, 11, 20)))
    facts = {
        "plan.sponsor": "private",
        "plan.funding": "self_funded",
        "plan.grandfathered": "no",
        "visit.in_network": "no",
    }
    for fact, value in facts.items():
        set_answer(workspace, case_id, fact, value, papers)
    set_answer(workspace, case_id, "visit.emergency", "no", Said())


def _search(story: Story, case_id: UUID) -> None:
    searched = (
        ("Capital Bone and Joint", SearchResult.not_this_specialty, None, "They do total replacement only."),
        ("Susquehanna Orthopedics", SearchResult.no_openings, date(2027, 3, 9), ""),
        ("West Shore Knee Clinic", SearchResult.not_taking_patients, None, ""),
    )
    for number, (name, result, opening, said) in enumerate(searched):
        call = Call(
            case_id=case_id,
            with_whom=name,
            at=story.at(date(2026, 11, 18 + number), time(9, 40)),
            spoke_with=("Dana", "Marcus", "the front desk")[number],
            said=said,
            search_result=result,
            next_opening=story.day(opening) if opening else None,
        )
        log_search(story.workspace, call)


def _second_opinion(story: Story, case_id: UUID) -> None:
    workspace = story.workspace
    center = Contact(
        name="Brandt Joint Center", address="40 Ridge Road\nPhiladelphia, PA 19104", phone="(215) 555-0190"
    )
    doctor = Contact(
        kind=ContactKind.person, name="Dr. Helen Brandt", part_of_id=center.id, specialty=_("Knee surgeon")
    )
    with workspace.step(_("Add the second doctor")) as step:
        for contact, role in ((center, ContactRole.other), (doctor, ContactRole.consultant)):
            step.save(contact)
            step.save(CaseContact(case_id=case_id, contact_id=contact.id, role=role))
        step.save(
            Visit(
                case_id=case_id,
                contact_id=doctor.id,
                day=story.day(_VISIT),
                at_time=time(9, 0),
                mode=VisitMode.in_person,
                happened=True,
            )
        )
    report = story.paper(
        case_id,
        "opinion-report.txt",
        "Brandt report.pdf",
        {"visit_day": _VISIT, "mri_day": _MRI},
        name="Second opinion report",
        kind=DocumentKind.opinion_report,
        from_contact_id=doctor.id,
        document_date=story.day(_VISIT),
    )
    bill = story.paper(
        case_id,
        "bill.txt",
        "Brandt bill.pdf",
        {"visit_day": _VISIT, "bill_day": _BILLED},
        name="Bill",
        kind=DocumentKind.bill,
        from_contact_id=center.id,
        document_date=story.day(_BILLED),
    )
    with workspace.step(_("Write down the second opinion")) as step:
        for record in _what_it_said_and_cost(story, case_id, doctor, report, bill):
            step.save(record)


def _what_it_said_and_cost(
    story: Story, case_id: UUID, doctor: Contact, report: Document, bill: Document
) -> tuple[Opinion, Cost]:
    opinion = Opinion(
        case_id=case_id,
        order=OpinionOrder.second,
        contact_id=doctor.id,
        given_on=story.day(_VISIT),
        diagnosis=_("Arthritis of the inner side of the right knee"),
        based_on=_("X-ray, MRI, examination"),
        recommends=_("Brace and therapy for 3 months, then a partial replacement if needed"),
        other_choices=_("An injection"),
        if_i_wait=_("“Six months does not close any of these ways”"),
        same_diagnosis=Sameness.same,
        same_advice=Sameness.different,
        report_document_id=report.id,
    )
    cost = Cost(
        case_id=case_id,
        what=_("Second opinion visit"),
        contact_id=doctor.id,
        date_of_service=story.day(_VISIT),
        billed_on=story.day(_BILLED),
        claim_number="88-20417",
        billed_cents=118000,
        paid_cents=0,
        paid_by_patient_cents=2500,
        bill_document_id=bill.id,
    )
    return opinion, cost


def _denial(story: Story, case_id: UUID) -> Denial:
    letter = story.paper(
        case_id,
        "denial-letter.txt",
        "Keystone letter.pdf",
        {"notice_day": _NOTICE, "visit_day": _VISIT},
        name="Denial letter",
        kind=DocumentKind.denial_letter,
        document_date=story.day(_NOTICE),
    )
    snapshot = story.workspace.load_case(case_id)
    denial = Denial(
        case_id=case_id,
        what="Second opinion visit",
        timing=CareTiming.after_care,
        notice_date=story.day(_NOTICE),
        reason_text="Out of network, no authorization on file.",
        denied_cents=118000,
        date_of_service=story.day(_VISIT),
        claim_number="88-20417",
        send_to="Keystone Mutual\nAppeals Department\nPO Box 5150\nHarrisburg, PA 17110",
        send_to_fax="717-555-0166",
        waiting_is_dangerous=False,
        document_id=letter.id,
        cost_id=snapshot.costs[0].id,
        contact_id=snapshot.visits[0].contact_id,
    )
    add_denial(story.workspace, denial)
    return denial


def _appeal(story: Story, case_id: UUID, denial: Denial) -> None:
    workspace = story.workspace
    started = start_appeal(workspace, denial, AppealLevel.internal)
    appeal = started.appeal.revised(
        why_wrong=(
            "No one in your network could give this opinion. I called three offices. [[Call log]]\n"
            "Two doctors looked at the same knee and came to different advice. [[Second opinion report]]\n"
            "The first doctor wrote that asking for a second opinion was my choice. [[First opinion notes, page 2]]"
        ),
        what_we_ask="Please pay this claim at the in-network rate.",
    )
    snapshot = workspace.load_case(case_id)
    packet = _packet(appeal, suggested_exhibits(snapshot, PacketKind.appeal, appeal))
    with workspace.step(_("Write the appeal")) as step:
        step.save(appeal)
        step.save(packet)


def _packet(appeal: Appeal, exhibits: tuple[UUID, ...]) -> Packet:
    return Packet(
        case_id=appeal.case_id,
        kind=PacketKind.appeal,
        about_id=appeal.id,
        to_name="Keystone Mutual",
        exhibit_ids=exhibits,
        with_call_log=True,
    )


def _in_his_own_words(story: Story, case_id: UUID) -> None:
    said = Note(
        case_id=case_id,
        day=story.day(_VISIT),
        title=_("What the doctor said"),
        text=_("Therapy first. If the knee hurts in spring, a partial knee. No hurry, she said."),
    )
    twice = Note(case_id=case_id, day=story.day(_VISIT), title=_("What the doctor said"), text=_("Therapy first."))
    with story.workspace.step(_("Write down what was said")) as step:
        for record in (
            said,
            twice,
            Note(
                case_id=case_id,
                day=story.day(_VISIT),
                title=_("How I feel"),
                text=_("Glad that I asked. Angry at the bill."),
            ),
            Priority(case_id=case_id, what=_("Back at work soon"), weight=5),
            Priority(case_id=case_id, what=_("Less pain"), weight=4),
            Medication(
                case_id=case_id, name="Ibuprofen", dose="400 mg", how_often=_("as needed"), reason=_("Knee pain")
            ),
            Goal(case_id=case_id, what=_("Send the appeal"), day=story.workday(story.told_on + timedelta(days=21))),
        ):
            step.save(record)
    with story.workspace.step(_("Remove a note")) as step:
        step.remove(twice)  # so that “Recently removed” has something to put back
