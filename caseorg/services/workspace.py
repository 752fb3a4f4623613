"""The workspace: the open case file, the rules and the history. What every window holds."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import date, datetime
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from caseorg.base import clock
from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.changes import Change, ChangeSet
from caseorg.domain.errors import CaseorgError, SavedLateError, SaveFailedError
from caseorg.domain.people import Patient
from caseorg.domain.record import Record
from caseorg.domain.requests import RequestedItem
from caseorg.services.history import History
from caseorg.services.step import Step
from caseorg.store import attachments, joined, keeping
from caseorg.store.case_file import CaseFile
from caseorg.store.keeping_many import KeptMany, keeping_many
from caseorg.store.saving import swapped
from caseorg.store.store import CaseLine, Store, case_of

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment
    from caseorg.rules.library import Library
    from caseorg.services.newer_rules import RulesInUse

Listener = Callable[[ChangeSet], None]


@cache
def rules_in_use() -> RulesInUse:
    """Load the rules that came with the program, or newer ones from a file; once for all windows."""
    from caseorg.services.newer_rules import find_in_use

    return find_in_use()


class Workspace:
    """One open case file with its rules and its history: the one door for every change."""

    def __init__(self, case_file: CaseFile, today: Callable[[], date] = clock.today) -> None:
        self.store = Store(case_file)
        self.today = today
        self._listeners: list[Listener] = []
        self.is_closed = False
        self.fold_marks = True
        """Whether new letters show where to fold them; a person's choice that holds for all cases."""
        self._assessed: dict[tuple[UUID, date], tuple[CaseSnapshot, Assessment]] = {}
        self._snapshots: dict[UUID, CaseSnapshot] = {}
        self._lines: tuple[CaseLine, ...] | None = None
        self._changes: Counter[UUID | None] = Counter()
        self.standings: dict[UUID, tuple[object, Any]] = {}
        """Where each case stood at a revision; `Standings` sees to it."""

    def now(self) -> datetime:
        """Return this moment, on the day that `today` says: what is stamped and what is counted speak of one day."""
        return clock.now_on(self.today())

    @property
    def case_file(self) -> CaseFile:
        """The file everything is read from and written to."""
        return self.store.case_file

    def continue_in(self, case_file: CaseFile) -> None:
        """Go on in another file that holds exactly the same, as after a new password. The caller holds the old lock."""
        case_file.lock = self.case_file.lock  # whoever waits for the old file goes on with the new one
        self.store.case_file = case_file

    @cached_property
    def history(self) -> History:
        """What can be undone and done again."""
        return History.of(self.store)

    @property
    def library(self) -> Library:
        """The rules. Loading takes a moment: ask for it on a worker first."""
        return rules_in_use().library

    @property
    def rules_in_use(self) -> RulesInUse:
        """The rules with where they are from. To ask for them takes as long as for the library."""
        return rules_in_use()

    @property
    def has_library(self) -> bool:
        """Tell whether the rules are loaded, so that asking for them takes no time."""
        return bool(rules_in_use.cache_info().currsize)

    def use_rules(self, name: str) -> None:
        """Use the rules from a file that were kept under this name, or without one the program's own again."""
        from caseorg.services import newer_rules

        newer_rules.choose(name)
        rules_in_use.cache_clear()
        self._assessed.clear()
        self.standings.clear()

    def load_case(self, case_id: UUID) -> CaseSnapshot:
        """Return the case as it stands; read anew only after something in it changed.

        Raises:
            GoneRecordError: If there is no such case.
        """
        kept = self._snapshots.get(case_id)
        if kept is None:
            with self.case_file.lock:  # or a save could come between reading and keeping, and would not be seen
                kept = self._snapshots[case_id] = self.store.load_case(case_id)
        return kept

    def case_lines(self) -> tuple[CaseLine, ...]:
        """Return the list of all cases; read anew only after one of them changed: the window asks all the time."""
        kept = self._lines
        if kept is None:
            with self.case_file.lock:
                kept = self._lines = self.store.case_lines()
        return kept

    def revision_of(self, case_id: UUID) -> tuple[int, int]:
        """Return what is another after each change in a case, or in what all cases share: what was worked out before
        is then worked out anew.
        """
        return self._changes[case_id], self._changes[None]

    def assess(self, snapshot: CaseSnapshot) -> Assessment:
        """Return what the rules say of a case today; worked out anew only for a new snapshot or a new day."""
        from caseorg.rules.assess import assess

        judged = self.judged(snapshot)
        if judged is None:
            judged = assess(snapshot, self.library, self.today())
            self._assessed[snapshot.case.id, self.today()] = snapshot, judged
        return judged

    def judged(self, snapshot: CaseSnapshot) -> Assessment | None:
        """Return what the rules say of a case today if that was worked out already."""
        kept = self._assessed.get((snapshot.case.id, self.today()))
        return kept[1] if kept is not None and kept[0] is snapshot else None

    def save(self, record: Record, label: str, *, joins: bool = False) -> ChangeSet | None:
        """Write one record as one undoable step; return what changed, or None if nothing did.

        Args:
            record: New or revised.
            label: What the person did, as the Edit menu says it.
            joins: Join with the step before, if that was an entry in the same record under the same label.
        """
        with self.step(label, joins=joins) as step:
            step.save(record)
        return step.change_set

    @contextmanager
    def step(self, label: str, *, joins: bool = False) -> Iterator[Step]:
        """Open a step: several changes that stand or fall together. Nothing is noted if nothing changed.

        Raises:
            SavedLateError: The disk failed so late that the step is in the file; whoever listens was told.
            CaseorgError: As `Store.transaction`; nothing was written.
        """
        step: Step | None = None
        try:
            with self.case_file.lock, self._read_anew_if_it_fails():
                with self.store.transaction() as transaction:
                    step = Step(transaction, self.now(), self.today())
                    yield step
                    step.change_set = self.history.note(transaction, label, step.now, joins=joins)
                self.history.committed(step.change_set, joins=joins)
        except SaveFailedError as error:
            if step is None or not step.change_set or not self.is_in_file(step.change_set.changes):
                raise
            self._tell(step.change_set)
            raise SavedLateError from error
        if step.change_set:
            self._tell(step.change_set)

    @contextmanager
    def following(self) -> Iterator[Step]:
        """Write what follows from steps that were made before, as what is found in a file after it was added.

        It is no step of its own: it joins those that speak of the same records, as if it had been known at once, and is
        undone with them. Whoever is done with it calls `tell`.

        Raises:
            CaseorgError: As `Store.transaction`; nothing was written.
        """
        with self.case_file.lock, self._read_anew_if_it_fails(), self.store.transaction() as transaction:
            step = Step(transaction, self.now(), self.today())
            yield step
            changes = tuple(each for each in transaction.changes if each.before != each.after)
            joined.join(transaction.driver, changes)
        if changes:
            step.change_set = ChangeSet("", changes, step.now)
            self._forget_what_was(step.change_set)

    def is_in_file(self, changes: Sequence[Change]) -> bool:
        """Tell whether changes are in the file although the disk failed; what can't be read now counts as not there."""
        with suppress(CaseorgError):
            return bool(changes) and all(self.store.find(type(c.record), c.record.id) == c.after for c in changes)
        return False

    def undo(self) -> ChangeSet | None:
        """Take back the latest step; return what changed, or None if there is nothing to take back.

        Nothing is taken back, either, where another step was made while this one waited: it was not asked for.

        Raises:
            SavedLateError: The disk failed so late that it is taken back; whoever listens was told.
            CaseorgError: As `Store.transaction`; nothing was taken back.
        """
        return self._turned(self.history.done[-1:], back=True)

    def redo(self) -> ChangeSet | None:
        """Do again what was undone last; return what changed, or None. It raises as `undo` does."""
        return self._turned(self.history.done[-1:], back=False)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called after each change, on the thread that made it; return how to stop it."""
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    def bytes_of(self, digest: str, name: str = "") -> bytes:
        """Return kept bytes, checked. May be called on any thread.

        Raises:
            DamagedDocumentBytesError: If they are not whole.
        """
        return attachments.read(self.case_file, digest, name)

    def keep_pieces(
        self,
        pieces: Iterator[bytes],
        digest: str,
        size: int,
        *,
        name: str = "",
        progress: Callable[[int, int], object] = lambda _done, _size: None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Keep bytes that may be more than memory holds, such as those of a disc, before the step that speaks of them.

        A few mebibytes are a transaction of their own, and whoever wants to save comes in between. Until the last is
        written they count as not there; what is left of them when it fails or is stopped is deleted in the background.

        Args:
            pieces: The bytes, in pieces of any size.
            digest: Their SHA-256 in hex.
            size: How many there are.
            name: What the person calls the file, for the sentence of an error.
            progress: Called with how many bytes are kept, and how many there are.
            stop: Asked for each mebibyte, and while one is waited for.

        Raises:
            StoppedError: `stop` said so.
            UnreadFileError: They are not the bytes that were looked at.
            CaseorgError: As `Store.transaction`.
        """
        wanted = attachments.Listed(digest, size, 0)
        keeping.keep_pieces(self.store, pieces, wanted, name=name, progress=progress, stop=stop)

    def see_room(self, size: int) -> None:
        """Refuse what would leave too little room on the disk: so many bytes, before any of them is written.

        Raises:
            DiskFullError: There is too little.
        """
        keeping.see_room(self.store, size)

    def holding(self) -> AbstractContextManager[Callable[[str], None]]:
        """Give what is told the SHA-256, in hex, of bytes before they are kept or looked for.

        Until the block ends they are not deleted for good as unused: the step that speaks of them belongs into it.
        """
        return self.store.held.holding()

    def keeping_many(self) -> AbstractContextManager[KeptMany]:
        """Give what takes the bytes of many files, before the step that speaks of them and says `finish`.

        They are written in lots, so that nobody who types has to wait for more than one. Until the step they count as
        not there; if the block fails, what is left of them is deleted.

        Raises:
            CaseorgError: As `Store.transaction`.
        """
        return keeping_many(self.store)

    def sweep(self) -> None:
        """Delete what is left of bytes that were never all written. May be called on any thread."""
        keeping.sweep(self.store)

    def kept_ranges(self, digest: str, name: str = "") -> attachments.KeptRanges:
        """Return kept bytes that are read piece by piece.

        Raises:
            DamagedDocumentBytesError: If they are not there.
        """
        return attachments.KeptRanges(self.case_file, digest, name)

    def read_anew(self) -> None:
        """Forget what was read, after the file was changed by something that is no step."""
        self._snapshots.clear()
        self._lines = None
        self._changes[None] += 1
        self.__dict__.pop("history", None)

    def close(self) -> None:
        """Close the case file, with what was edited last in its text index, for whoever opens it to look only."""
        if not self.is_closed:
            with suppress(CaseorgError):  # it is noted in the file, and the next search takes it over
                self.store.follow_edits()
        self.is_closed = True
        self.case_file.close()

    @contextmanager
    def _read_anew_if_it_fails(self) -> Iterator[None]:
        # A disk may fail so late that the step is in the file all the same.
        try:
            yield
        except BaseException:
            self.read_anew()
            raise

    def _turned(self, seen: list[tuple[int, str]], *, back: bool) -> ChangeSet | None:
        change_set = None
        if self.case_file.was_replaced:  # what is on show is not what the rescue file holds by now
            raise swapped(self.case_file, self.case_file.rescue)
        try:
            with self.case_file.lock, self._read_anew_if_it_fails():
                history = self.history
                if history.done[-1:] == seen:
                    change_set = history.undo() if back else history.redo()
        except SaveFailedError as error:
            late = history.tried
            if late is None or not self.is_in_file(late.changes):
                raise
            self._tell(late)
            raise SavedLateError from error
        if change_set:
            self._tell(change_set)
        return change_set

    def _tell(self, change_set: ChangeSet) -> None:
        self._forget_what_was(change_set)
        self.tell(change_set)

    def tell(self, change_set: ChangeSet) -> None:
        """Tell whoever listens what has changed; a worker first reads anew what the window is about to ask for."""
        cases = {case_of(each.record) for each in change_set.changes} - {None}
        if len(cases) == 1 and not self.is_closed and threading.current_thread() is not threading.main_thread():
            with suppress(CaseorgError):  # whoever asks for it next is told why
                self.load_case(cast(UUID, cases.pop()))
        for listener in tuple(self._listeners):
            listener(change_set)

    def _forget_what_was(self, change_set: ChangeSet) -> None:
        cases = {case_of(change.record) for change in change_set.changes}
        self._changes.update(cases)
        if change_set.touches(Case, Patient, RequestedItem):
            self._lines = None
        for case_id in list(self._snapshots):
            if case_id in cases or None in cases:
                self._snapshots.pop(case_id, None)

    def keep_draft(self, key: str, entries: dict[str, str]) -> None:
        """Keep what is half typed in the form `key`, inside the case file."""
        self.store.keep_draft(key, entries, self.now())

    def drop_draft(self, key: str) -> None:
        """Forget what was half typed in the form `key`."""
        self.store.drop_draft(key)

    def draft(self, key: str) -> dict[str, str] | None:
        """Return what is half typed in the form `key`, or None."""
        return self.store.draft(key)
