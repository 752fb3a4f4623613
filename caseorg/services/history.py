"""Undo and redo, across pages and across a lock: steps are kept in the case file itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from caseorg.domain.changes import Change, ChangeSet
from caseorg.store.store import Store, Transaction, case_of

_Entry = tuple[int, str]

KEPT_STEPS = 200
_FORGET_EVERY = 50


@dataclass
class History:
    """The steps that can be undone and done again, as numbers and labels of what the file keeps."""

    store: Store
    done: list[_Entry] = field(default_factory=list)
    undone: list[_Entry] = field(default_factory=list)
    open_record: UUID | None = None
    """The record whose entries still join into the latest step."""
    tried: ChangeSet | None = None
    """What undo or redo was about to change last, for whoever has to find out whether a failing disk took it."""

    @classmethod
    def of(cls, store: Store) -> History:
        """Read from the file what can be undone, so that undo outlives a lock and a restart."""
        history = cls(store)
        for line in store.history(KEPT_STEPS):
            if not line.label:  # struck out: a step before it may have left a record otherwise than it is now
                break
            if line.state == "done":
                history.done.insert(0, (line.number, line.label))
            elif line.state == "undone":
                history.undone.append((line.number, line.label))
        return history

    @property
    def next_undo(self) -> str | None:
        """Return the label of what undo would take back."""
        return self.done[-1][1] if self.done else None

    @property
    def next_redo(self) -> str | None:
        """Return the label of what redo would do again."""
        return self.undone[-1][1] if self.undone else None

    def close_step(self) -> None:
        """End the step that typing in one record has joined into, as when its form is left."""
        self.open_record = None

    def note(self, transaction: Transaction, label: str, at: datetime, *, joins: bool) -> ChangeSet | None:
        """Write the open transaction's changes into the history; return them as a step, or None if there are none."""
        changes = _merged(transaction.changes)
        if not changes:
            return None
        grown = self._grown(changes, label) if joins else None
        if grown:
            transaction.replace_step(grown)
            return grown
        step = ChangeSet(label, changes, at, case_id=_case_of_all(changes))
        if self.undone:
            transaction.drop_undone()
        number = transaction.note_step(step, "done")
        if number % _FORGET_EVERY == 0:
            transaction.forget_details(KEPT_STEPS)
        return replace(step, number=number)

    def committed(self, step: ChangeSet | None, *, joins: bool) -> None:
        """Take over a step that is now safely in the file."""
        if step is None:
            return
        self.open_record = step.changes[0].record.id if joins else None
        if not self.done or self.done[-1][0] != step.number:
            self.done.append((step.number, step.label))
            self.undone.clear()

    def undo(self) -> ChangeSet | None:
        """Take back the latest step; return what changed, or None if there is nothing to take back."""
        return self._turn(self.done, self.undone, back=True)

    def redo(self) -> ChangeSet | None:
        """Do again what was undone last; return what changed, or None."""
        return self._turn(self.undone, self.done, back=False)

    def _turn(self, source: list[_Entry], target: list[_Entry], *, back: bool) -> ChangeSet | None:
        if not source:
            return None
        self.close_step()
        stored = self.store.change_set(source[-1][0])
        turned = self.tried = replace(stored, changes=stored.turned_round() if back else stored.changes)
        with self.store.transaction() as transaction:
            for change in turned.changes:
                transaction.apply(change)
            transaction.mark_step(stored.number, "undone" if back else "done")
        target.append(source.pop())
        return turned

    def _grown(self, changes: tuple[Change, ...], label: str) -> ChangeSet | None:
        """Return the latest step grown by an entry in the same record under the same label, or None."""
        alone = changes[0].record.id if len(changes) == 1 else None
        if alone is None or alone != self.open_record or self.undone or not self.done or self.done[-1][1] != label:
            return None
        latest = self.store.change_set(self.done[-1][0])
        return replace(latest, changes=(Change(latest.changes[0].before, changes[0].after),))


def _merged(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Join several changes of one record into one, and leave out what ended as it began."""
    joined: dict[UUID, Change] = {}
    for change in changes:
        earlier = joined.get(change.record.id)
        joined[change.record.id] = Change(earlier.before, change.after) if earlier else change
    return tuple(change for change in joined.values() if change.before != change.after)


def _case_of_all(changes: Sequence[Change]) -> UUID | None:
    cases = {case for change in changes if (case := case_of(change.record))}
    return cases.pop() if len(cases) == 1 else None
