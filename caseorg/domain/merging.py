"""Puts two histories of one case together: what the others changed since both began alike, and what to take of it.

Nothing here reads a file or asks anybody. Three states go in (before, mine, theirs), a list of differences comes out,
and the person's choices turn that list into the records to be saved. What only I changed is no difference: it stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import cache
from uuid import UUID

from caseorg.domain.case import Case
from caseorg.domain.changes import ChangeSet
from caseorg.domain.document import Document
from caseorg.domain.letter import Letter, Packet
from caseorg.domain.own_form import OwnForm
from caseorg.domain.people import CaseContact, Contact, Helper
from caseorg.domain.plan import Answer
from caseorg.domain.record import CaseRecord, Record
from caseorg.domain.references import cleared, needs_one_of, references, spoken_of
from caseorg.domain.share import Share

Records = Mapping[UUID, Record]

_TOGETHER: dict[type[Record], tuple[tuple[str, ...], ...]] = {
    # What was said, with who said it and when: half of one and half of the other nobody ever said.
    Answer: (("value", "fact", "said_by", "said_by_name", "said_on", "reference_number", "call_id", "note"),),
    CaseContact: (("in_network", "network_said_by", "network_said_on"),),
    Helper: (("role", "authority_document_id", "authority_from"),),
    # What belongs to one file or one made paper.
    Document: (("sha256", "size_bytes", "page_count", "media_type", "original_name", "unreadable_reason"),),
    Letter: (("status", "made_on", "text", "file_name", "pdf_sha256", "page_count"),),
    Packet: (
        ("status", "made_on", "file_name", "pdf_sha256", "page_count", "manifest"),
        ("exhibit_ids", "page_choices"),
    ),
    OwnForm: (("document_id", "sha256", "title", "places"),),
    Share: (("seen_sha256", "taken_in_on"),),
}
_WHERE_FROM = ("source_kind", "source_document_id", "source_page", "source_call_id", "source_text")


class Side(StrEnum):
    """Whose version of a difference is to stand."""

    mine = auto()
    theirs = auto()


class What(StrEnum):
    """What the others did."""

    added = auto()
    removed = auto()
    put_back = auto()
    changed = auto()


Key = tuple[UUID, tuple[str, ...]]


@dataclass(frozen=True)
class Difference:
    """One thing the others did that is not so here: a record as a whole, or fields of it that belong together."""

    what: What
    kind: type[Record]
    record_id: UUID
    fields: tuple[str, ...] = ()
    """Empty for a record as a whole."""
    before: Record | None = None
    mine: Record | None = None
    theirs: Record | None = None
    both: bool = False
    """It was changed here, too, or nobody can tell: a person has to choose, and until then mine stands."""

    @property
    def key(self) -> Key:
        """Return what tells it from the others."""
        return self.record_id, self.fields

    @property
    def default(self) -> Side:
        """Return which side stands if nobody chooses."""
        return Side.mine if self.both else Side.theirs

    @property
    def record(self) -> Record:
        """Return the record it is about, from whichever side has it."""
        found = self.mine or self.theirs or self.before
        if found is None:
            raise ValueError("a difference without a record")
        return found


@cache
def field_groups(record_type: type[Record]) -> tuple[tuple[str, ...], ...]:
    """Return the fields of a kind of record in groups that are chosen together; most stand alone."""
    names = [name for name in record_type.model_fields if name not in ("id", "removed_on")]
    groups = list(_TOGETHER.get(record_type, ()))
    groups += [_WHERE_FROM] if issubclass(record_type, CaseRecord) else []
    grouped = {name for group in groups for name in group}
    return (*((name,) for name in names if name not in grouped), *groups)


def differences(before: Records | None, mine: Records, theirs: Records) -> tuple[Difference, ...]:
    """List what the others changed and is not so here.

    Args:
        before: The state both sides began from, removed records among it; None where nobody knows it any more. Then
            everything in which the two differ is a question.
        mine: All records here, by id, removed ones among them.
        theirs: All records there.
    """
    ids = dict.fromkeys((*theirs, *(before or ())))
    found: list[Difference] = []
    for key in ids:
        one = _One(before.get(key) if before else None, mine.get(key), theirs.get(key), knows=before is not None)
        found += one.differences()
    return tuple(found)


@dataclass(frozen=True)
class _One:
    """One record in the three states."""

    before: Record | None
    mine: Record | None
    theirs: Record | None
    knows: bool

    def differences(self) -> Iterator[Difference]:
        stands_here, stands_there = _stands(self.mine), _stands(self.theirs)
        if stands_here and stands_there:
            yield from self._fields()
        elif stands_there:
            yield from self._only_there()
        elif stands_here and _stands(self.before):
            yield self._whole(What.removed, both=not _same(self.mine, self.before))
        elif stands_here and self.before is None and self.theirs is not None:
            yield self._whole(What.removed, both=True)  # removed there, and nobody can tell since when it is here

    def _only_there(self) -> Iterator[Difference]:
        if self.before is None:
            # Without knowing what was before, it may be new there or deleted for good here.
            yield self._whole(What.added, both=not self.knows or self.mine is not None)
        elif not _stands(self.before):
            yield self._whole(What.put_back, both=not _same(self.mine or self.before, self.before))
        elif not _same(self.theirs, self.before):
            yield self._whole(What.put_back, both=True)  # removed here, changed there

    def _fields(self) -> Iterator[Difference]:
        assert self.mine is not None
        assert self.theirs is not None
        for group in field_groups(type(self.mine)):
            here, there = _values(self.mine, group), _values(self.theirs, group)
            then = _values(self.before, group) if self.before is not None else None
            if there not in (here, then):
                yield self._whole(What.changed, both=here != then, fields=group)

    def _whole(self, what: What, *, both: bool, fields: tuple[str, ...] = ()) -> Difference:
        record = self.theirs or self.mine or self.before
        assert record is not None
        return Difference(what, type(record), record.id, fields, self.before, self.mine, self.theirs, both)


def seen_alike(*states: Records) -> list[dict[UUID, Record]]:
    """Return states in which each document says what was found in the same bytes in any of them.

    What looking into a file gives is nobody's change, and one side may have looked sooner than the other.
    """
    alike = [dict(state) for state in states]
    for state in states:
        for key, record in state.items():
            if isinstance(record, Document) and not record.is_unseen:
                for other in alike:
                    there = other.get(key)
                    if isinstance(there, Document) and there.is_unseen:
                        other[key] = there.as_found(record)
    return alike


def merged(
    found: Iterable[Difference], chosen: Mapping[Key, Side], mine: Records, theirs: Records, today: date
) -> tuple[Record, ...]:
    """Return the records to be saved, those that others belong to first.

    What a taken record can't be without, or speaks of, comes along if it is not here; what is nowhere is forgotten.
    What it can't be without and was removed here comes back, or nobody would see what was taken.

    Args:
        found: The differences.
        chosen: Which side stands; where nothing is chosen, the difference's own `default`.
        mine: All records here.
        theirs: All records there.
        today: The day on which what the others removed goes to Recently removed here.
    """
    taken: dict[UUID, Record] = {}
    for difference in found:
        if chosen.get(difference.key, difference.default) is Side.theirs:
            now = taken.get(difference.record_id, difference.mine)
            taken[difference.record_id] = _with(difference, now, today)
    for record in _along(taken, mine, theirs):
        taken[record.id] = record
    missing = {key for record in taken.values() for key in spoken_of(record)} - taken.keys() - mine.keys()
    whole = [cleared(record, missing) or record for record in taken.values() if not needs_one_of(record, missing)]
    changed = [record for record in whole if mine.get(record.id) != record]
    return tuple(sorted(changed, key=lambda record: not isinstance(record, Case | Contact)))


def _with(difference: Difference, now: Record | None, today: date) -> Record:
    """Return the record as it stands once their side of a difference is taken."""
    there = difference.theirs
    if difference.what is What.removed:
        assert now is not None
        return now.revised(removed_on=today)
    assert there is not None
    if difference.fields:
        assert now is not None
        return now.revised(**{name: getattr(there, name) for name in difference.fields})
    return there.revised(removed_on=None)


def _along(taken: Records, mine: Records, theirs: Records) -> list[Record]:
    """Return what the taken records speak of and is not here, and what that speaks of, and so on.

    With them comes what they can't be without, if it was removed here.
    """
    found: dict[UUID, Record] = {}
    asked = list(taken.values())
    while asked:
        record = asked.pop()
        needed = [getattr(record, name) for name, is_required in references(type(record)) if is_required]
        for key in needed if record.removed_on is None else ():
            if key in mine and mine[key].removed_on is not None and key not in taken and key not in found:
                found[key] = mine[key].revised(removed_on=None)
                asked.append(found[key])
        wanted = [*spoken_of(record), *([record.case_id] if isinstance(record, CaseRecord) else [])]
        for key in wanted:
            if key not in taken and key not in mine and key not in found and key in theirs:
                found[key] = theirs[key]
                asked.append(theirs[key])
    return list(found.values())


def state_before(records: Records, steps: Iterable[ChangeSet]) -> dict[UUID, Record]:
    """Return what the records were before some steps, given from the newest to the oldest."""
    found = dict(records)
    for step in steps:
        for change in step.turned_round():
            if change.after is None:
                found.pop(change.record.id, None)
            else:
                found[change.after.id] = change.after
    return found


def _stands(record: Record | None) -> bool:
    return record is not None and record.removed_on is None


def _same(one: Record | None, other: Record | None) -> bool:
    """Tell whether two versions of a record say the same; whether they are removed is asked elsewhere."""
    if one is None or other is None:
        return one is other
    return all(getattr(one, name) == getattr(other, name) for name in type(one).model_fields if name != "removed_on")


def _values(record: Record, names: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in names)
