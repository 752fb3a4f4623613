"""What of a record is found by a search: its own name, and everything a person wrote in it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from caseorg.base.language import LANGUAGES
from caseorg.domain.case import Case
from caseorg.domain.costs import Call, Cost
from caseorg.domain.deadline import FollowUp, Goal
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.document import Document
from caseorg.domain.health import Allergy, Diagnosis, Medication, Procedure
from caseorg.domain.kinds import Kind
from caseorg.domain.letter import Letter, Packet, Sending
from caseorg.domain.loan import Loan
from caseorg.domain.note import Note
from caseorg.domain.opinion import Opinion, Priority
from caseorg.domain.people import CaseContact, Contact, Helper, Patient
from caseorg.domain.permission import NetworkException, PriorAuthorization, Referral
from caseorg.domain.plan import Answer, Coverage, Plan
from caseorg.domain.record import BASE_FIELDS, Record
from caseorg.domain.release import Release
from caseorg.domain.requests import RecordsRequest, RequestedItem
from caseorg.domain.visit import Question, Visit
from caseorg.domain.words import word_in

SEARCHED: tuple[type[Record], ...] = (
    Case, Patient, Helper, Contact, CaseContact, RequestedItem, RecordsRequest, Loan, Release, Document, Visit,
    Question, Opinion, Plan, Coverage, Answer, PriorAuthorization, Referral, NetworkException, Call, Cost, Denial,
    Appeal, Letter, Packet, Sending, Note, Diagnosis, Medication, Allergy, Procedure, Goal, FollowUp,
    Priority,
)  # fmt: skip
"""Every kind of record in which there is something to find."""

_NAMES = ("title", "full_name", "name", "what", "text", "told", "with_whom", "service")
_SAID_IN_WORDS = {RequestedItem: "kind", Document: "kind", Letter: "kind", Appeal: "level", Opinion: "order"}
"""Where a choice is what a person calls the record by."""
TECHNICAL = frozenset(
    "value media_type sha256 pdf_sha256 bank_id deadline_id fact language manifest unreadable_reason file_name".split()
)
"""Fields that hold what the program wrote for itself."""


class Searched(NamedTuple):
    """What is found of one record."""

    name: str
    words: str


@cache
def _texts(record_type: type[Record]) -> tuple[str, ...]:
    """Return the fields in which a person wrote, but for numbers that are kept from sight."""
    found = []
    for name, info in record_type.model_fields.items():
        hidden = any(item is Kind.secret_number for item in info.metadata)
        if info.annotation is str and name not in TECHNICAL and not hidden and name not in BASE_FIELDS:
            found.append(name)
    return tuple(found)


def searched(record: Record) -> Searched:
    """Return what is found of a record, in the languages of the screen alike."""
    fields = _texts(type(record))
    texts = {name: getattr(record, name) for name in fields}
    first = next((name for name in _NAMES if texts.get(name)), "")
    names = [texts.pop(first)] if first else []
    choice = _SAID_IN_WORDS.get(type(record))
    member = getattr(record, choice) if choice else None
    if member is not None:
        names += dict.fromkeys(word_in(member, code) for code in LANGUAGES)
    return Searched("\n".join(names), "\n".join(text for text in texts.values() if text))
