"""What the person was told: their own words while they are fresh, and the questions that follow from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.health import Diagnosis, PlannedCare
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole
from caseorg.services.questions import starter_questions
from caseorg.services.workspace import Workspace


@dataclass(frozen=True)
class Told:
    """What a person says on the screen “What were you told?”. Blank is what was not said."""

    words: str = ""
    told_on: date | None = None
    told_by: str = ""
    planned: PlannedCare | None = None
    planned_on: date | None = None


def save_what_was_told(workspace: Workspace, case_id: UUID, told: Told) -> ChangeSet | None:
    """Keep what was told, who said it, and the questions a case like this starts with, in one step.

    Said again, it goes into the same sheet, and what is blank now stays as it was.
    """
    snapshot = workspace.load_case(case_id)
    doctor = _doctor(workspace, told.told_by.strip())
    entries = {
        "told": told.words.strip(),
        "told_on": told.told_on,
        "told_by": told.told_by.strip(),
        "told_by_id": doctor.id if doctor else None,
        "planned": told.planned,
        "planned_on": told.planned_on,
    }
    sheet = snapshot.diagnoses[0] if snapshot.diagnoses else Diagnosis(case_id=case_id)
    with workspace.step(_("Write down what you were told")) as step:
        if doctor:
            step.save(doctor)
            if not _is_linked(snapshot, doctor):
                step.save(CaseContact(case_id=case_id, contact_id=doctor.id, role=ContactRole.first_opinion))
        step.save(sheet.revised(**{name: value for name, value in entries.items() if value}))
        for question in starter_questions(snapshot, planned=told.planned):
            step.save(question)
    return step.change_set


def _doctor(workspace: Workspace, name: str) -> Contact | None:
    """Return the person with this name, from the case file or new."""
    if not name:
        return None
    known = [contact for contact in workspace.store.contacts() if contact.name.casefold() == name.casefold()]
    return known[0] if known else Contact.made(kind=ContactKind.person, name=name)


def _is_linked(snapshot: CaseSnapshot, contact: Contact) -> bool:
    return any(link.contact_id == contact.id for link in snapshot.case_contacts)
