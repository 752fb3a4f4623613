"""Search in everything that was written: who asks for a few letters gets the records they stand in, and where to go."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from caseorg.base.folding import asked_in, first_place_of, has_all, words_in
from caseorg.base.language import _
from caseorg.domain.case import Case
from caseorg.domain.costs import Call, Cost
from caseorg.domain.deadline import FollowUp, Goal
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.document import Document
from caseorg.domain.health import Allergy, Diagnosis, Medication, Procedure
from caseorg.domain.letter import Letter, Packet, Sending
from caseorg.domain.loan import Loan
from caseorg.domain.note import Note
from caseorg.domain.opinion import Opinion, Priority
from caseorg.domain.people import CaseContact, Contact, Helper, Patient
from caseorg.domain.permission import NetworkException, PriorAuthorization, Referral
from caseorg.domain.plan import Answer, Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.release import Release
from caseorg.domain.requests import RecordsRequest, RequestedItem
from caseorg.domain.visit import Question, Visit
from caseorg.services.record_names import kind_of, name_of
from caseorg.store import search_index
from caseorg.store.entries import read_records
from caseorg.store.kept_reading import KeptReading
from caseorg.store.search_narrowed import Narrowed

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace

SHORTEST = 2
"""How many letters there must be before records are searched: one letter finds everything."""
MOST = 60
_MANY = 200  # looked at, so that the many pages of one kind do not push the others out
_MOST_OF_A_GROUP = 12
_IN_VAIN, _IN_VAIN_RANKED = 40, 100  # in a row under headings that are full: hardly another kind comes after them
_CONTEXT = 110  # letters shown around a word
_BEFORE = 36
_ALIKE = 0.74
_INTERRUPTED = 9  # the engine's own number for it


class Group(StrEnum):
    """Under which heading a hit stands, in the order of the headings."""

    cases = auto()
    people = auto()
    records = auto()
    documents = auto()
    questions = auto()
    coverage = auto()
    dates = auto()
    opinions = auto()
    notes = auto()
    costs_and_calls = auto()
    denials = auto()
    letters = auto()
    words = auto()
    settings = auto()
    commands = auto()

    @property
    def heading(self) -> str:
        """The heading, in the language in use."""
        return {
            Group.cases: _("Cases"),
            Group.people: _("People and places"),
            Group.records: _("Records"),
            Group.documents: _("Documents"),
            Group.questions: _("Questions and visits"),
            Group.coverage: _("Plan and permissions"),
            Group.dates: _("Dates"),
            Group.opinions: _("Opinions"),
            Group.notes: _("Notes"),
            Group.costs_and_calls: _("Costs and calls"),
            Group.denials: _("Denials and appeals"),
            Group.letters: _("Letters and packets"),
            Group.words: _("Word list"),
            Group.settings: _("Settings"),
            Group.commands: _("What Caseorg can do"),
        }[self]


_PLACES: dict[type[Record], tuple[Group, str]] = {
    Case: (Group.cases, "next_steps"),
    Patient: (Group.people, "patient"),
    Helper: (Group.people, "case_details"),
    Contact: (Group.people, "people_and_places"),
    CaseContact: (Group.people, "people_and_places"),
    RequestedItem: (Group.records, "records"),
    RecordsRequest: (Group.records, "records"),
    Loan: (Group.records, "records"),
    Release: (Group.people, "patient"),
    Document: (Group.documents, "documents"),
    Visit: (Group.questions, "questions"),
    Question: (Group.questions, "questions"),
    Opinion: (Group.opinions, "opinions"),
    Priority: (Group.opinions, "opinions"),
    Plan: (Group.coverage, "plan_and_permissions"),
    Coverage: (Group.coverage, "plan_and_permissions"),
    Answer: (Group.coverage, "coverage"),
    PriorAuthorization: (Group.coverage, "plan_and_permissions"),
    Referral: (Group.coverage, "plan_and_permissions"),
    NetworkException: (Group.coverage, "plan_and_permissions"),
    Call: (Group.costs_and_calls, "costs_and_calls"),
    Cost: (Group.costs_and_calls, "costs_and_calls"),
    Denial: (Group.denials, "denials_and_appeals"),
    Appeal: (Group.denials, "denials_and_appeals"),
    Letter: (Group.letters, "letters_and_packets"),
    Packet: (Group.letters, "letters_and_packets"),
    Sending: (Group.letters, "letters_and_packets"),
    Note: (Group.notes, "notes"),
    Diagnosis: (Group.notes, "patient"),
    Medication: (Group.records, "patient"),
    Allergy: (Group.records, "patient"),
    Procedure: (Group.records, "patient"),
    Goal: (Group.dates, "deadlines"),
    FollowUp: (Group.dates, "deadlines"),
}
"""For each kind of record, its heading and the page that shows it."""


def kinds_of(group: Group) -> tuple[type[Record], ...]:
    """Return the kinds of record that stand under a heading; none under one for what is not in the file."""
    return tuple(kind for kind, (its, _page) in _PLACES.items() if its is group)


@dataclass(frozen=True)
class Hit:
    """One thing that was found, and the way to it."""

    group: Group
    title: str
    detail: str = ""
    """What kind of thing it is, and of which case."""
    context: str = ""
    """The words around the place where it was found."""
    page: str = ""
    record_id: UUID | None = None
    case_id: UUID | None = None
    command: str = ""
    """The command to do, for one that is no place."""

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from the other hits."""
        return (
            self.group,
            self.page,
            str(self.record_id or ""),
            self.command,
            self.title if not self.record_id else "",
        )


class Search:
    """One window's search. What it is asked last counts: a new question interrupts the one before."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        # The letters of a word come one after the other, and each looks at much of what the one before looked at.
        self._reading = KeptReading(partial(_fresh_connection, workspace))

    def stop(self) -> None:
        """Interrupt what is being looked up; called on any thread."""
        self._reading.interrupt()

    def close(self) -> None:
        """Interrupt what is being looked up, and keep no file open until the next question."""
        self._reading.interrupt()
        self._reading.close()

    def find(
        self, text: str, case_id: UUID | None, *, ranked: bool = True, narrowed: Narrowed | None = None
    ) -> tuple[Hit, ...] | None:
        """Return what is written in the file and fits; None if it was interrupted. Belongs on a worker.

        Args:
            text: What was typed.
            case_id: The case on show; its hits come first.
            ranked: The best hits first, or quicker, the latest first.
            narrowed: What is looked for, if not everything.
        """
        words = [word for word in asked_in(text) if len(word) >= SHORTEST]
        if not words:
            return ()
        self._workspace.store.follow_edits()
        with self._reading.opened() as opened:
            try:
                with closing(search_index.find(opened, words, _MANY, ranked=ranked, narrowed=narrowed)) as found:
                    looked_at = _looked_at(found, case_id, _IN_VAIN_RANKED if ranked else _IN_VAIN)
                return _Answer(opened, looked_at, words, case_id).hits()
            except Exception as error:
                if getattr(error, "sqlite_errorcode", 0) == _INTERRUPTED:
                    return None
                raise

    def meant(self, text: str, others: Iterable[str] = ()) -> str:
        """Return what a text that finds nothing may have been meant to be, or nothing. Belongs on a worker.

        Args:
            text: What was typed.
            others: Words that are found elsewhere, such as in the word list.
        """
        words, known = words_in(text), {word for each in others for word in words_in(each)}
        with self._reading.opened() as opened:
            better = [_nearest(word, known, opened) for word in words]
        return " ".join(better) if better and tuple(better) != words else ""


def _fresh_connection(workspace: Workspace) -> AbstractContextManager[Any]:
    """Open a connection to the file that is open now: under another password it is another one."""
    return workspace.case_file.fresh_connection()


def bring_up_to_date(workspace: Workspace) -> bool:
    """Make the text index anew where an older program left it, or where that was cut off. Belongs on a worker.

    Where it is whole, it only takes over what was edited last before the program ended.

    Returns:
        Whether there was anything to do.
    """
    file = workspace.case_file
    if file.is_read_only:
        return False
    with file.lock:
        if workspace.is_closed:
            return False
        if search_index.is_current(file.driver):
            return workspace.store.follow_edits()
    return search_index.make_anew(workspace.store, lambda: workspace.is_closed)


def fits(texts: Iterable[str], text: str) -> bool:
    """Tell whether what was typed is found in any of some texts, all of it."""
    wanted = asked_in(text)
    return any(has_all(each, wanted) for each in texts)


def _nearest(word: str, known: set[str], opened: Any) -> str:
    # By its second letter, too: the first two are the wrong way round as easily as any others.
    candidates = known.union(*(search_index.terms_like(opened, letter) for letter in set(word[:2])))
    near = [each for each in candidates if abs(len(each) - len(word)) <= 2 and not each.isdecimal()]
    return next(iter(difflib.get_close_matches(word, near, 1, _ALIKE)), word)


def _looked_at(
    found: Iterable[search_index.Found], case_id: UUID | None, in_vain_at_most: int
) -> list[search_index.Found]:
    """Take what was found until so many in a row would not be shown; give what is of the case on show first.

    Each line that is taken may have to be unsealed by itself.
    """
    on_show = (case_id.hex if case_id else None, None)
    taken: list[search_index.Found] = []
    counts: Counter[tuple[Group, bool]] = Counter()
    in_vain = 0
    for one in found:
        place = _PLACES[one.record_type][0], one.case_key in on_show
        counts[place] += 1
        in_vain = in_vain + 1 if counts[place] > _MOST_OF_A_GROUP else 0
        taken.append(one)
        if in_vain == in_vain_at_most:
            break
    return sorted(taken, key=lambda one: one.case_key not in on_show)


class _Answer:
    """Makes hits of what the index found: names, ways, and the words around."""

    def __init__(
        self, opened: Any, found: Sequence[search_index.Found], words: Sequence[str], case_id: UUID | None
    ) -> None:
        self._opened, self._found, self._words, self._case_id = opened, found, words, case_id
        self._titles: dict[UUID, str | None] = {}

    def hits(self) -> tuple[Hit, ...]:
        """Return the hits under their headings, not too many under each."""
        hits: dict[tuple[str, ...], Hit] = {}
        counts: dict[Group, int] = {}
        for found in self._found:
            # Looked at only as far as it is shown: a document's text may be long.
            group, _page = _PLACES[found.record_type]
            if counts.get(group, 0) >= _MOST_OF_A_GROUP or len(hits) >= MOST:
                continue
            hit = self._hit(found)
            if hit is not None and hit.key not in hits:
                hits[hit.key] = hit
                counts[group] = counts.get(group, 0) + 1
        order = list(Group)
        return tuple(sorted(hits.values(), key=lambda hit: order.index(hit.group)))

    def _read(self, record_type: type[Record], key: str) -> Record | None:
        return next(iter(read_records(self._opened, record_type, "where id = ?", key)), None)

    def _title(self, case_id: UUID | None) -> str | None:
        """Return the name of a case, which may be empty; None of one that is removed."""
        if case_id is None:
            return None
        if case_id not in self._titles:
            wanted = "select title from cases where id = ? and removed_on is null"
            row = self._opened.execute(wanted, (case_id.hex,)).fetchone()
            self._titles[case_id] = row[0] if row else None
        return self._titles[case_id]

    def _hit(self, found: search_index.Found) -> Hit | None:
        record = self._read(found.record_type, found.record_key)
        shown = self._read(Contact, record.contact_id.hex) if isinstance(record, CaseContact) else record
        owner = self._owner(record, UUID(found.case_key) if found.case_key else None)
        title = self._title(owner)
        if record is None or shown is None or title is None:
            return None  # as a person or place that no case uses any more
        group, page = _PLACES[type(record)]
        leads_to = _shown_with(record) or shown.id
        case = "" if isinstance(record, Case) else title
        context = context_of(search_index.words_at(self._opened, found.number), self._words)
        detail = _("{kind}, in {case}").format(kind=kind_of(shown), case=case) if case else kind_of(shown)
        return Hit(group, name_of(shown), detail, context, page, leads_to, owner)

    def _owner(self, record: Record | None, case_id: UUID | None) -> UUID | None:
        """Return the case in which a record is shown; of a person or place the case on show, if it is among them."""
        if isinstance(record, Case):
            return record.id
        if not isinstance(record, Contact):
            return case_id
        keys = [record.id.hex, (record.part_of_id or record.id).hex]
        wanted = "select case_id from case_contacts where contact_id in (?, ?) and removed_on is null"
        found = [UUID(row[0]) for row in self._opened.execute(wanted, keys).fetchall()]
        standing = (each for each in found if self._title(each) is not None)
        return self._case_id if self._case_id in found else next(standing, None)


def _shown_with(record: Record) -> UUID | None:
    """Return the record with which another one is shown; None for one that stands by itself."""
    if isinstance(record, Loan):
        return record.item_id
    return record.letter_id or record.packet_id if isinstance(record, Sending) else None


def context_of(text: str, words: Sequence[str]) -> str:
    """Return the words around the first place in which a text has one of the folded `words`, or nothing."""
    place = first_place_of(text, words)
    if place is None:
        return ""
    at, _length = place
    start = max(0, at - _BEFORE)
    if start:
        start = text.find(" ", start, at) + 1 or at
    end = min(len(text), start + _CONTEXT)
    if end < len(text):
        end = text.rfind(" ", at + _length, end) if text.rfind(" ", at + _length, end) > 0 else end
    shown = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"
