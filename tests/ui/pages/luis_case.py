"""Luis's case: a plan from work said no to his second opinion, and he has real papers to answer with."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from reportlab.pdfgen.canvas import Canvas

from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.costs import Call
from caseorg.domain.denial import Denial
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole, Patient
from caseorg.domain.plan import Answer, Coverage, Plan, PlanKind, PlanNetwork
from caseorg.domain.record import Record
from caseorg.domain.requests import RecordKind, RecordsRequest, RequestedItem
from caseorg.services import documents, letters, looking
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page


@dataclass(frozen=True)
class LuisCase:
    """The records a test may want to name."""

    workspace: Workspace
    case: Case
    hospital: Contact
    doctor: Contact
    denial: Denial

    @property
    def id(self) -> UUID:
        return self.case.id

    @property
    def now(self) -> CaseSnapshot:
        """The case as it stands."""
        return self.workspace.load_case(self.case.id)

    def document(self, name: str) -> Document:
        return next(each for each in self.now.documents if each.name == name)


def paper(title: str, pages: int) -> bytes:
    """Draw a real PDF, each of its pages with its title and number."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=1)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, f"{title}, sheet {number}, for Luis M. Ortega")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def add_document(workspace: Workspace, case_id: UUID, name: str, data: bytes, **entries: object) -> Document:
    """Bring a file in as the page of documents does."""
    names = documents.names_in(workspace.load_case(case_id))
    looked = looking.look_at([looking.Brought(f"{name}.pdf", data)], names, workspace.today())
    added = documents.add_documents(workspace, case_id, looked).documents[0]
    if entries:
        documents.name_document(workspace, added, **entries)
    return added


def luis_case(workspace: Workspace, *, claim_number: str = "88-20417", with_papers: bool = True) -> LuisCase:
    """Make the case; the letter that says no is dated November 12, 2026."""
    case = Case(title="Luis's knee", opened_on=workspace.today())
    hospital = Contact(name="Riverside General", address="1 Hospital Drive\nColumbus, OH 43210", fax="614-555-0901")
    doctor = Contact(kind=ContactKind.person, name="Dr. Helen Brandt", address="400 Lake Road\nCleveland, OH 44114")
    plan = Plan(
        case_id=case.id, name="Keystone Mutual", kind=PlanKind.employer, network=PlanNetwork.ppo,
        appeals_address="PO Box 1200\nHarrisburg, PA 17105", address="PO Box 1\nHarrisburg, PA 17105",
    )  # fmt: skip
    denial = Denial(
        case_id=case.id, what="Second opinion visit, Oct 18", notice_date=date(2026, 11, 12), denied_cents=118000,
        reason_text="Out of network, no authorization on file", claim_number=claim_number,
    )  # fmt: skip
    request = RecordsRequest(case_id=case.id, contact_id=hospital.id)
    records: tuple[Record, ...] = (
        case,
        Patient(
            case_id=case.id, full_name="Luis M. Ortega", date_of_birth=date(1956, 4, 2),
            address="12 Elm Street\nColumbus, OH 43004", phone="614-555-0148",
        ),
        hospital,
        doctor,
        CaseContact(case_id=case.id, contact_id=hospital.id, role=ContactRole.records_holder),
        CaseContact(case_id=case.id, contact_id=doctor.id, role=ContactRole.consultant),
        plan,
        Coverage(case_id=case.id, plan_id=plan.id, member_id="KM 4471 203"),
        Answer(case_id=case.id, fact="plan.sponsor", value="private"),
        Answer(case_id=case.id, fact="plan.grandfathered", value="no"),
        denial,
        request,
        RequestedItem(
            case_id=case.id, kind=RecordKind.visit_notes, contact_id=hospital.id, request_id=request.id
        ),
        Call(
            case_id=case.id, with_whom="Keystone Mutual", at=datetime(2026, 11, 13, 10, 5).astimezone(),
            spoke_with="Tina", reference_number="88421", said="No authorization on file.",
        ),
    )  # fmt: skip
    with workspace.step("Sample") as step:
        for record in records:
            step.save(record)
    if with_papers:
        for name, pages, kind in (
            ("Denial letter", 2, DocumentKind.denial_letter),
            ("Second opinion report", 3, DocumentKind.opinion_report),
            ("Plan booklet", 2, None),
        ):
            add_document(workspace, case.id, name, paper(name, pages), **({"kind": kind} if kind else {}))
    return LuisCase(workspace, case, hospital, doctor, denial)


def records_letter(luis: LuisCase) -> Letter:
    """Make the letter that asks the hospital for records."""
    request = luis.now.requests[0]
    draft = Letter(case_id=luis.id, kind=LetterKind.records_request, about_id=request.id)
    return letters.make_letter(luis.workspace, draft).letter


def message(page: Page) -> str:
    """Return what the message bar says."""
    window = page.window()
    assert isinstance(window, MainWindow)
    return window.messages.text()


def undo(page: Page) -> None:
    """Press Ctrl+Z."""
    window = page.window()
    assert isinstance(window, MainWindow)
    window.do("undo")
