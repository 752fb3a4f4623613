"""Offices and their desks: each stands once in the case file, and each desk gets a letter of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from caseorg.domain.people import Contact, ContactKind, ContactRole, Department
from caseorg.domain.requests import Holder

# What stands on an envelope in the U.S., whatever language the screen has.
_DESK_NAMES = {
    Department.records: "Medical Records",
    Department.image_library: "Image Library",
    Department.pathology: "Pathology Department",
    Department.molecular: "Molecular Laboratory",
    Department.radiation: "Radiation Oncology",
    Department.mammography: "Mammography",
    Department.pharmacy: "Pharmacy",
    Department.billing: "Billing Office",
    Department.record_system: "Health Information Management",
}
_DEPARTMENTS: dict[Holder, Department] = {
    holder: Department(holder.value) for holder in Holder if holder is not Holder.patient
}
_ROLES = {
    Holder.image_library: ContactRole.image_library,
    Holder.pathology: ContactRole.pathology_lab,
}
_RECORDS_LINE = ("medical record", "health information", "release of information", "records department", "him dep")


@dataclass(frozen=True)
class Office:
    """One office with the desks that are asked, and which of them are new or changed and have to be saved."""

    office: Contact
    desks: Mapping[Holder, Contact]
    to_save: tuple[Contact, ...]

    def desk(self, holder: Holder) -> Contact:
        """Return whom to ask at this desk: the office itself where the desk has no entry of its own."""
        return self.desks.get(holder, self.office)


def office_with_desks(contacts: Iterable[Contact], typed: Contact, holders: Iterable[Holder]) -> Office:
    """Return the office that a person named, with its desks.

    An office that is in the file already is used again, so that nobody types a hospital twice; what was blank in it is
    filled. Another address makes another office.

    Args:
        contacts: Every person and office of the case file.
        typed: The office as it was typed, or one of `contacts` that was picked, or a desk of it. A line such as
            “Medical Records” in an address that was typed makes that desk an entry.
        holders: The desks that will be asked.
    """
    known = tuple(contacts)
    line = ""
    picked = typed.part_of_id or typed.id
    office = next((each for each in known if each.id == picked), None)
    if office is None:
        line, rest = _records_line(typed.address)
        plain = typed.revised(address=rest, fax="" if line else typed.fax)
        found = next((each for each in known if _is_same_office(each, plain)), None)
        office = _filled(found, plain) if found else plain
    desks: dict[Holder, Contact] = {}
    for holder in dict.fromkeys(holders):
        department = _DEPARTMENTS.get(holder)
        there = next((each for each in known if each.part_of_id == office.id and each.department is department), None)
        if holder is Holder.records and line:
            own = _desk(office, Department.records).revised(name=line, fax=typed.fax)
            desks[holder] = _filled(there, own) if there else own
        elif department and (there or holder is not Holder.records):
            desks[holder] = there or _desk(office, department)
    changed = [each for each in (office, *desks.values()) if each not in known]
    return Office(office, desks, tuple(changed))


def role_of(holder: Holder) -> ContactRole:
    """Return what a desk is in a case."""
    return _ROLES.get(holder, ContactRole.records_holder)


def _desk(office: Contact, department: Department) -> Contact:
    return Contact(
        kind=ContactKind.department, name=_DESK_NAMES[department], part_of_id=office.id, department=department
    )


def _records_line(address: str) -> tuple[str, str]:
    """Take the line that names the records desk out of an address: it belongs on that desk's letters only."""
    lines = address.splitlines()
    for place, line in enumerate(lines):
        if any(words in line.casefold() for words in _RECORDS_LINE):
            return line.strip(), "\n".join(lines[:place] + lines[place + 1 :])
    return "", address


def _is_same_office(known: Contact, typed: Contact) -> bool:
    if known.kind is ContactKind.department or known.name.casefold() != typed.name.casefold():
        return False
    return not (known.address and typed.address) or _words(known.address) == _words(typed.address)


def _words(address: str) -> list[str]:
    return address.casefold().replace(",", " ").split()


def _filled(known: Contact, typed: Contact) -> Contact:
    blanks = {
        name: value
        for name in ("address", "phone", "fax")
        if (value := getattr(typed, name)) and not getattr(known, name)
    }
    return known.revised(**blanks) if blanks else known
