"""People and places of a case: who is who, the last talk with each, and the choice among possible second doctors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.costs import Call
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole, Helper, Patient
from caseorg.domain.visit import Visit
from caseorg.domain.words import word_for
from caseorg.services.workspace import Workspace

CONSULTANTS = (ContactRole.consultant, ContactRole.possible_consultant)
_ORDER = (
    ContactRole.consultant,
    ContactRole.possible_consultant,
    ContactRole.first_opinion,
    ContactRole.treating_doctor,
    ContactRole.main_doctor,
    ContactRole.records_holder,
    ContactRole.pathology_lab,
    ContactRole.image_library,
    ContactRole.plan,
    ContactRole.employer,
    ContactRole.helper,
    ContactRole.other,
)
_OFFICES = (
    ContactRole.records_holder,
    ContactRole.pathology_lab,
    ContactRole.image_library,
    ContactRole.plan,
    ContactRole.employer,
)


class Group(StrEnum):
    """What the list can be narrowed to."""

    doctors = auto()
    offices = auto()
    plan = auto()
    helpers = auto()

    def words(self) -> str:
        """Say it in the language in use."""
        return {
            Group.doctors: _("Doctors and other people"),
            Group.offices: _("Hospitals and offices"),
            Group.plan: _("Your plan"),
            Group.helpers: _("The patient and who helps"),
        }[self]


@dataclass(frozen=True)
class PersonLine:
    """One row of the list: a person, an office, a department, the patient or a helper."""

    id: UUID
    name: str
    role: str
    place: str
    group: Group
    contact: Contact | None = None
    links: tuple[CaseContact, ...] = ()
    """What the contact is in this case; a department may have no link of its own."""
    helper: Helper | None = None
    patient: Patient | None = None

    @property
    def consultant_link(self) -> CaseContact | None:
        """Return the link that says this may be the second doctor, if there is one."""
        return next((link for link in self.links if link.role in CONSULTANTS), None)


def people_lines(snapshot: CaseSnapshot) -> tuple[PersonLine, ...]:
    """Return a row for everybody in the case: the second doctors first, the patient and who helps last."""
    contacts = sorted(_contact_lines(snapshot), key=lambda line: (_rank(line), line.name.casefold()))
    return (*contacts, *_family_lines(snapshot))


def _contact_lines(snapshot: CaseSnapshot) -> Iterator[PersonLine]:
    for contact in snapshot.contacts:
        links = tuple(link for link in snapshot.case_contacts if link.contact_id == contact.id)
        office = snapshot.contact(contact.part_of_id)
        roles = list(dict.fromkeys(word_for(link.role) for link in sorted(links, key=_rank_of_link)))
        if not roles and contact.department:
            roles = [word_for(contact.department)]
        yield PersonLine(
            contact.id,
            contact.name,
            ", ".join(roles),
            office.name if office else "",
            _group_of(contact, links),
            contact=contact,
            links=links,
        )


def _family_lines(snapshot: CaseSnapshot) -> Iterator[PersonLine]:
    if snapshot.patient:
        yield PersonLine(
            snapshot.patient.id,
            snapshot.patient.full_name,
            _("The patient"),
            "",
            Group.helpers,
            patient=snapshot.patient,
        )
    for helper in snapshot.helpers:
        yield PersonLine(
            helper.id, helper.full_name, word_for(ContactRole.helper), helper.relation, Group.helpers, helper=helper
        )


def _group_of(contact: Contact, links: tuple[CaseContact, ...]) -> Group:
    roles = {link.role for link in links}
    if ContactRole.plan in roles:
        return Group.plan
    if ContactRole.helper in roles:
        return Group.helpers
    return Group.doctors if contact.kind is ContactKind.person else Group.offices


def _rank_of_link(link: CaseContact) -> int:
    return _ORDER.index(link.role)


def _rank(line: PersonLine) -> int:
    return min((_rank_of_link(link) for link in line.links), default=_ORDER.index(ContactRole.records_holder))


def last_talk(snapshot: CaseSnapshot, contact_id: UUID) -> Call | None:
    """Return the latest call with a contact, or with a department of it."""
    with_them = {contact_id} | {each.id for each in snapshot.contacts if each.part_of_id == contact_id}
    calls = [call for call in snapshot.calls if call.contact_id in with_them and call.at]
    return max(calls, key=lambda call: call.at.isoformat() if call.at else "", default=None)


def visits_with(snapshot: CaseSnapshot, contact_id: UUID) -> tuple[Visit, ...]:
    """Return the visits with somebody, in the order of their days."""
    found = [visit for visit in snapshot.visits if visit.contact_id == contact_id]
    return tuple(sorted(found, key=lambda visit: visit.day or date.max))


def usual_kind(role: ContactRole) -> ContactKind:
    """Return whether somebody in a role is mostly a person or an office."""
    return ContactKind.office if role in _OFFICES else ContactKind.person


def add_person(
    workspace: Workspace, case_id: UUID, contact: Contact, role: ContactRole, place: str = ""
) -> ChangeSet | None:
    """Put a person or office into the case: a new one, or one that is in the file already.

    Args:
        workspace: The open case file.
        case_id: The case.
        contact: Who it is.
        role: What they are in this case.
        place: The hospital or office they belong to, by name. One that is in the file already is used again.
    """
    snapshot = workspace.load_case(case_id)
    known = workspace.store.contacts()
    office = next((each for each in known if each.id == contact.part_of_id), None)
    if name := place.strip():
        same = (each for each in known if each.kind is ContactKind.office and each.name.casefold() == name.casefold())
        office = next(same, None) or Contact.made(kind=ContactKind.office, name=name)
        contact = contact.revised(part_of_id=office.id)
    with workspace.step(_("Add a person or place")) as step:
        if office and office not in snapshot.contacts:
            # A place is read through the case, so it has to stand in it.
            step.save(office)
            step.save(CaseContact(case_id=case_id, contact_id=office.id))
        step.save(contact)
        step.save(CaseContact(case_id=case_id, contact_id=contact.id, role=role))
    return step.change_set


def add_helper(workspace: Workspace, case_id: UUID, contact: Contact, relation: str = "") -> ChangeSet | None:
    """Put somebody who helps into the case, with what was typed of them; which paper lets them act is asked later."""
    helper = Helper.made(
        id=contact.id,
        case_id=case_id,
        full_name=contact.name,
        relation=relation,
        address=contact.address,
        phone=contact.phone,
        email=contact.email,
    )
    return workspace.save(helper, _("Add who helps"))


def take_out(workspace: Workspace, line: PersonLine) -> ChangeSet | None:
    """Take somebody out of the case. A person or office stays in the file, for other cases."""
    with workspace.step(_("Remove a person or place")) as step:
        for record in (*line.links, line.helper):
            if record is not None:
                step.remove(record)
        if line.contact and not line.links:
            # A department stands in the list by its office, so it is the department itself that goes.
            step.remove(line.contact)
    return step.change_set


def not_in_case(workspace: Workspace, snapshot: CaseSnapshot) -> tuple[Contact, ...]:
    """Return the people and offices of the file that this case does not use yet."""
    here = {contact.id for contact in snapshot.contacts}
    return tuple(
        contact
        for contact in workspace.store.contacts()
        if contact.id not in here and contact.kind is not ContactKind.department and contact.name
    )


# The second doctor


@dataclass(frozen=True)
class Candidate:
    """A doctor or center that could give the second opinion, with what is known for the choice."""

    contact: Contact
    link: CaseContact
    place: str

    @property
    def is_chosen(self) -> bool:
        """Tell whether this is the one."""
        return self.link.role is ContactRole.consultant


def candidates(snapshot: CaseSnapshot) -> tuple[Candidate, ...]:
    """Return who could give the second opinion, the chosen one first."""
    found = []
    for link in sorted(snapshot.case_contacts, key=_rank_of_link):
        contact = snapshot.contact(link.contact_id)
        if contact and link.role in CONSULTANTS:
            office = snapshot.contact(contact.part_of_id)
            found.append(Candidate(contact, link, office.name if office else ""))
    return tuple(found)


def choose_consultant(workspace: Workspace, chosen: CaseContact) -> ChangeSet | None:
    """Say who gives the second opinion; who was chosen before goes back among the others."""
    snapshot = workspace.load_case(chosen.case_id)
    with workspace.step(_("Choose the second doctor")) as step:
        for link in snapshot.case_contacts:
            if link.id == chosen.id:
                step.save(link.revised(role=ContactRole.consultant))
            elif link.role is ContactRole.consultant:
                step.save(link.revised(role=ContactRole.possible_consultant))
    return step.change_set
