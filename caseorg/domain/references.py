"""What one record says of another: which fields name other records, and a record without those that are gone."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import cache
from uuid import UUID

from caseorg.domain.record import Record


@cache
def references(record_type: type[Record]) -> tuple[tuple[str, bool], ...]:
    """Return the fields that name other records, and whether the record can't be without them."""
    fields = record_type.model_fields.items()
    return tuple(
        (name, info.is_required()) for name, info in fields if name.endswith(("_id", "_ids")) and name != "case_id"
    )


def spoken_of(record: Record) -> Iterator[UUID]:
    """Give the ids of the records that a record names, but for its case."""
    for name, _is_required in references(type(record)):
        value = getattr(record, name)
        yield from (each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, UUID))


def needs_one_of(record: Record, gone: Container[UUID]) -> bool:
    """Tell whether a record can't be without something that is gone."""
    return any(is_required and getattr(record, name) in gone for name, is_required in references(type(record)))


def cleared(record: Record, gone: Container[UUID]) -> Record | None:
    """Return a record without what it says of those that are gone, or None if it says nothing of them."""
    entries: dict[str, object] = {}
    for name, is_required in references(type(record)):
        value = getattr(record, name)
        if isinstance(value, tuple) and any(key in gone for key in value):
            entries[name] = tuple(key for key in value if key not in gone)
        elif not is_required and isinstance(value, UUID) and value in gone:
            entries[name] = None
    return record.revised(**entries) if entries else None
