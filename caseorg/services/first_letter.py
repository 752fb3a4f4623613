"""The first letter: from the interview's answers to a case, its people and one request for each desk that is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from pydantic import TypeAdapter

from caseorg.base.language import _, long_date, short_date
from caseorg.domain.case import Case
from caseorg.domain.errors import InvalidEntries, Problem
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole, Helper, HelperRole, Patient
from caseorg.domain.record import Record
from caseorg.domain.requests import Delivery, RecordKind
from caseorg.services.offices import office_with_desks
from caseorg.services.own_address import own_address
from caseorg.services.record_kinds import offered_first
from caseorg.services.requests import Asking, LetterToMake, Wanted, letters_to_make, needed_items, records_of_asking
from caseorg.services.workspace import Workspace

DRAFT_KEY = "first_letter"


def checked_at_first() -> tuple[Wanted, ...]:
    """Return the lines that are checked when the third screen opens."""
    return tuple(
        Wanted(entry.kind, months=entry.months) for entry in offered_first() if entry.first_letter == "checked"
    )


@dataclass(frozen=True)
class Answers:
    """What a person says in the five screens. Blank is what nobody has said yet."""

    for_someone_else: bool = False
    patient_name: str = ""
    date_of_birth: date | None = None
    helper_name: str = ""
    patient_can_sign: bool | None = None
    helper_role: HelperRole = HelperRole.none_yet
    holder_name: str = ""
    holder_address: str = ""
    holder_phone: str = ""
    holder_fax: str = ""
    wanted: tuple[Wanted, ...] = field(default_factory=checked_at_first)
    delivery: Delivery = Delivery.electronic
    deliver_to_name: str = ""
    deliver_to_address: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    needed_by: date | None = None

    @property
    def helper_signs(self) -> bool:
        """Tell whether the helper writes for a patient who cannot sign."""
        return self.for_someone_else and self.patient_can_sign is False

    @property
    def may_need_a_form(self) -> bool:
        """Tell whether the office may ask for a signed form first, since no paper lets the helper act."""
        return self.helper_signs and self.helper_role in (HelperRole.none_yet, HelperRole.not_sure)


@dataclass(frozen=True)
class FirstLetter:
    """The case that was made, and its letters, the one to show first in front."""

    case_id: UUID
    letters: tuple[LetterToMake, ...]


def problems_of(answers: Answers, today: date) -> tuple[Problem, ...]:
    """Return what has to be mended, each with the name of its answer; a screen shows those of its own answers."""
    found: list[Problem] = []
    if not answers.patient_name.strip():
        found.append(Problem("patient_name", _("Enter the patient's name.")))
    if answers.date_of_birth and answers.date_of_birth >= today:
        sentence = _("Date of birth must be in the past. You entered {day}.")
        found.append(Problem("date_of_birth", sentence.format(day=long_date(answers.date_of_birth))))
    if answers.for_someone_else and not answers.helper_name.strip():
        found.append(Problem("helper_name", _("Enter your name.")))
    if not answers.holder_name.strip():
        found.append(Problem("holder_name", _("Enter the hospital, clinic or doctor who has the records.")))
    if not answers.wanted:
        found.append(Problem("wanted", _("Choose at least one kind of record.")))
    if any(wanted.kind is RecordKind.other and not wanted.detail.strip() for wanted in answers.wanted):
        found.append(Problem("wanted", _("Say what else you need.")))
    if answers.delivery is Delivery.another_doctor and not answers.deliver_to_name.strip():
        found.append(Problem("deliver_to_name", _("Enter the doctor to send the records to.")))
    if answers.needed_by and answers.needed_by < today:
        sentence = _("The day you need them by must be today or later. You entered {day}.")
        found.append(Problem("needed_by", sentence.format(day=short_date(answers.needed_by))))
    return tuple(found)


def make_case(workspace: Workspace, answers: Answers, *, title: str = "") -> FirstLetter:
    """Make the case that the answers describe, in one step, and forget the draft of them.

    The letters themselves are made by `letters.make_letter`, one for each `LetterToMake`.

    Raises:
        InvalidEntries: If something has to be mended first; nothing is made.
    """
    today = workspace.today()
    if problems := problems_of(answers, today):
        raise InvalidEntries(problems)
    name = answers.patient_name.strip()
    case = Case.made(
        title=title or _("Second opinion for {name}").format(name=name),
        opened_on=today,
        for_someone_else=answers.for_someone_else,
    )
    receiver, receiver_records = _receiver(case.id, answers)
    asking = _asking(answers, receiver)
    kinds = [wanted.kind for wanted in answers.wanted]
    office = office_with_desks(workspace.store.contacts(), asking.office, (kind.holder for kind in kinds))
    asked = tuple(records_of_asking(case.id, asking, office, today))
    with workspace.step(_("Make the first letter")) as step:
        for record in (case, *_people(case.id, answers), *receiver_records, *asked):
            step.save(record)
        for item in needed_items(case.id, kinds, office.office.id):
            step.save(item)
    workspace.drop_draft(DRAFT_KEY)
    return FirstLetter(case.id, letters_to_make(asked))


def new_answers(workspace: Workspace) -> Answers:
    """Return what a new interview begins with: the person's own address and phone, where they are kept."""
    own = own_address(workspace)
    return Answers(address=own["my_address"], phone=own["my_phone"])


# The draft: the interview can be left on any screen

_ANSWERS = TypeAdapter(Answers)


def keep_draft(workspace: Workspace, answers: Answers) -> None:
    """Keep the answers given so far, inside the case file."""
    workspace.keep_draft(DRAFT_KEY, {"answers": _ANSWERS.dump_json(answers).decode()})


def draft(workspace: Workspace) -> Answers | None:
    """Return the answers kept from an interview that was left, or None."""
    kept = workspace.draft(DRAFT_KEY)
    return _ANSWERS.validate_json(kept["answers"]) if kept else None


# The records

_STATE_IN_ADDRESS = re.compile(r"\b([A-Z]{2})\.?,?\s+\d{5}(?:-\d{4})?\s*$")


def _people(case_id: UUID, answers: Answers) -> Iterator[Record]:
    """Make the patient, and whoever helps. How to be reached goes to the one who writes the letter."""
    reached = {"email": answers.email, "phone": answers.phone, "address": answers.address}
    writes = {} if answers.helper_signs else reached
    state = "" if answers.for_someone_else else state_of(answers.address)
    yield Patient.made(
        case_id=case_id, full_name=answers.patient_name, date_of_birth=answers.date_of_birth, state=state, **writes
    )
    if answers.for_someone_else:
        yield Helper.made(
            case_id=case_id,
            full_name=answers.helper_name,
            role=answers.helper_role,
            patient_can_sign=answers.patient_can_sign,
            **reached,
        )


def state_of(address: str) -> str:
    """Return the state in the last line of an address, like OH, or nothing."""
    found = _STATE_IN_ADDRESS.search(address.strip())
    return found[1] if found else ""


def _asking(answers: Answers, receiver: Contact | None) -> Asking:
    office = Contact.made(
        kind=ContactKind.office,
        name=answers.holder_name,
        address=answers.holder_address,
        phone=answers.holder_phone,
        fax=answers.holder_fax,
    )
    return Asking(
        office,
        answers.wanted,
        delivery=answers.delivery,
        deliver_to_id=receiver.id if receiver else None,
        needed_by=answers.needed_by,
    )


def _receiver(case_id: UUID, answers: Answers) -> tuple[Contact | None, tuple[Record, ...]]:
    """Make the other doctor that the records shall go to, if there is one."""
    if answers.delivery is not Delivery.another_doctor:
        return None, ()
    made = Contact.made(kind=ContactKind.person, name=answers.deliver_to_name, address=answers.deliver_to_address)
    return made, (made, CaseContact(case_id=case_id, contact_id=made.id, role=ContactRole.possible_consultant))
