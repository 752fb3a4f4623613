"""What one action changed: each record before and after, under the label a person reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from caseorg.domain.record import Record


@dataclass(frozen=True)
class Change:
    """One record before and after. None before means it was made; None after, that it is gone."""

    before: Record | None
    after: Record | None

    @property
    def record(self) -> Record:
        """Return the record as it stands now, or as it last stood."""
        found = self.after if self.after is not None else self.before
        if found is None:
            raise ValueError("a change without a record")
        return found

    def turned_round(self) -> Change:
        """Return the change that takes this one back."""
        return Change(before=self.after, after=self.before)


@dataclass(frozen=True)
class ChangeSet:
    """Everything one action changed, as the history, the pages and undo see it."""

    label: str
    changes: tuple[Change, ...]
    at: datetime
    number: int = 0
    case_id: UUID | None = None

    @property
    def takes_away(self) -> bool:
        """Tell whether something that was there is gone: removed, or never made, as after undo."""
        return any(
            each.before is not None
            and each.before.removed_on is None
            and (each.after is None or each.after.removed_on is not None)
            for each in self.changes
        )

    def touches(self, *record_types: type[Record]) -> bool:
        """Tell whether a record of one of these types was changed."""
        return any(isinstance(change.record, record_types) for change in self.changes)

    def touches_case(self, case_id: UUID) -> bool:
        """Tell whether this happened in one case; a contact, which all cases share, counts for each."""
        return self.case_id is None or self.case_id == case_id

    def turned_round(self) -> tuple[Change, ...]:
        """Return the changes that take all of this back, last first."""
        return tuple(change.turned_round() for change in reversed(self.changes))
