"""What a search can be narrowed to: one case, some kinds of record, a person or place, and days that a record names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args
from uuid import UUID

from caseorg.domain.record import BASE_FIELDS, Record
from caseorg.domain.searched import SEARCHED
from caseorg.store.rows import table_of

_NO_EVENT = frozenset({"date_of_birth"})


@dataclass(frozen=True)
class Narrowed:
    """What is looked for; what is left open is not asked about."""

    case_id: UUID | None = None
    kinds: tuple[type[Record], ...] = ()
    contact_id: UUID | None = None
    """A person or place; its departments are it, too."""
    first_day: date | None = None
    last_day: date | None = None
    """Found is what names any day from the first to the last, such as the date on a letter or the day of a call."""

    def condition(self) -> str:
        """Return what must hold of a line of the index, as SQL, or nothing. All values in it are ids and days."""
        parts = (self._case(), self._kinds(), self._contact(), self._days())
        return " and ".join(f"({part})" for part in parts if part)

    def _case(self) -> str:
        if self.case_id is None:
            return ""
        key = self.case_id.hex
        linked = f"select contact_id from case_contacts where case_id = '{key}' and removed_on is null"  # noqa: S608
        shared = f"select id from contacts where id in ({linked}) or part_of_id in ({linked})"  # noqa: S608
        return f"case_id = '{key}' or record_id = '{key}' or record_id in ({shared})"

    def _kinds(self) -> str:
        names = ", ".join(f"'{kind.__name__}'" for kind in self.kinds)
        return f"kind in ({names})" if names else ""

    def _contact(self) -> str:
        if self.contact_id is None:
            return ""
        key = self.contact_id.hex
        it = f"select id from contacts where id = '{key}' or part_of_id = '{key}'"  # noqa: S608
        return _named_in(it, {kind: [f"{name} in ({it})" for name in _fields(kind, UUID)] for kind in SEARCHED})

    def _days(self) -> str:
        if self.first_day is None and self.last_day is None:
            return ""
        days = {
            kind: [
                *(self._between(name, date) for name in _fields(kind, date) if name not in _NO_EVENT),
                *(self._between(name, datetime) for name in _fields(kind, datetime)),
            ]
            for kind in SEARCHED
        }
        return _named_in("", days)

    def _between(self, name: str, wanted: type[date]) -> str:
        """Return the test that a field lies between the days; a moment counts as the day that it was here."""
        first, after = self.first_day, self.last_day + timedelta(days=1) if self.last_day else None
        ends = ((">=", first), ("<", after))
        return " and ".join(f"\"{name}\" {sign} '{_kept(day, wanted)}'" for sign, day in ends if day is not None)


def _kept(day: date, wanted: type[date]) -> str:
    """Return a day, or the moment it begins, as the file keeps it."""
    return datetime.combine(day, time.min).astimezone(UTC).isoformat() if wanted is datetime else day.isoformat()


def _named_in(also: str, tests: dict[type[Record], list[str]]) -> str:
    """Return the condition that a record passes one of the tests for its kind, or is among `also`."""
    found = [
        f"select id from {table_of(kind).name} where {' or '.join(each)}"  # noqa: S608 - names are ours
        for kind, each in tests.items()
        if each
    ]
    return f"record_id in ({' union '.join([*([also] if also else []), *found])})"


def _fields(kind: type[Record], wanted: Any) -> Iterator[str]:
    """Give the fields of a kind of record that hold one value of a type."""
    for name, info in kind.model_fields.items():
        if name not in BASE_FIELDS and wanted in (get_args(info.annotation) or (info.annotation,)):
            yield name
