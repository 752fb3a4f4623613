"""Takes in what others changed: looks into their file, lists the differences, and takes the chosen ones in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import Case
from caseorg.domain.changes import ChangeSet
from caseorg.domain.errors import (
    ChangedMeanwhileError,
    DamagedDocumentBytesError,
    DamagedFileError,
    NothingInCommonError,
)
from caseorg.domain.merging import Difference, Key, Side, differences, merged, seen_alike
from caseorg.domain.record import Record
from caseorg.domain.references import references, spoken_of
from caseorg.domain.share import Share
from caseorg.services.restoring import opened_to_look
from caseorg.services.step import Step
from caseorg.services.workspace import Workspace
from caseorg.store.bases import gone_from_bases, names_here, still_as_then
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.daily_copy import LARGE
from caseorg.store.seal import Seal
from caseorg.store.share import Beginning, all_records, beginning, came_as, common_share, digests_of, moment_of
from caseorg.store.store import case_of


@dataclass(frozen=True)
class Compared:
    """Another file beside the open one: what is different there, and by what both are bound together."""

    path: Path
    seal: Seal
    found: tuple[Difference, ...]
    mine: Mapping[UUID, Record]
    theirs: Mapping[UUID, Record]
    seen: Beginning
    """What is in the other file now: from there on it can only have gone on."""
    share: Share | None = None
    """The share by which it went out or came, as it is kept in the open file; None for a copy of the open file."""
    is_same_file: bool = False
    """The other one is a copy of the open file itself."""
    knows_before: bool = True
    """It is known what both began from; if not, every difference is a question."""

    @property
    def questions(self) -> int:
        """Count the differences that a person has to choose in."""
        return sum(each.both for each in self.found)


def compare(case_file: CaseFile, path: Path, seal: Seal, cancel: Callable[[], bool] = lambda: False) -> Compared:
    """Look into another case file and list what is different in it. Neither file is changed. Call it on a worker.

    It is checked whole before its first record is believed. It is only read, and never attached to the open file.

    Raises:
        NothingInCommonError: There is no case that is in both.
        CaseorgError: As `CaseFile.open` says, and `DamagedFileError` if anything in the other file is not right.
    """
    with opened_to_look(path, seal) as other:
        if not check_file(other.path, seal, cancel=cancel, large=LARGE).is_whole:
            raise DamagedFileError
        with case_file.fresh_connection() as mine, other.fresh_connection(is_foreign=True) as theirs:
            mine.execute("begin")
            theirs.execute("begin")
            here, there = all_records(mine), all_records(theirs)
            if not any(isinstance(there[key], Case) for key in here.keys() & there.keys()):
                raise NothingInCommonError
            if any(type(here[key]) is not type(there[key]) for key in here.keys() & there.keys()):
                raise DamagedFileError  # whoever sends a file can give an entry the number of another kind of thing
            began = beginning(mine, theirs)
            moment = moment_of(theirs)
            is_same_file = moment_of(mine).file_id == moment.file_id
            share = None if is_same_file else common_share(mine, theirs)
            sent = () if is_same_file else came_as(theirs)
            gone = gone_from_bases(mine)
            as_then = still_as_then(theirs, began, there) | still_as_then(mine, began, here) if began else {}
            names = names_here(mine, theirs) if is_same_file else {}
    seen = _without_shares(there)
    left_out = frozenset[UUID]().union(*(each.left_out for each in sent))
    before = {key: each for key, each in (began.records | as_then).items() if key not in left_out} if began else {}
    if not is_same_file:
        before = _of_their_cases(before, here, there)
    before, there = _named_as_here(before, names), _named_as_here(there, names)
    there = _with_what_stayed(there, began.records if began else {}, left_out)
    there = _with_what_was_covered(there, before if began else here, sent)
    before_alike, here_alike, there_alike = seen_alike(before, here, there)
    if not is_same_file:  # each side keeps its own book of what went out; only copies of one file have the same book
        here_alike, there_alike = _without_shares(here_alike), _without_shares(there_alike)
    found = differences(before_alike if began else None, here_alike, there_alike)
    # What was deleted for good here does not come back by itself.
    found = tuple(replace(each, both=True) if each.mine is None and each.record_id in gone else each for each in found)
    return Compared(path, seal, found, here, there, Beginning(moment, seen), share, is_same_file, began is not None)


def _with_what_stayed(
    there: Mapping[UUID, Record], before: Mapping[UUID, Record], left_out: frozenset[UUID]
) -> dict[UUID, Record]:
    """Let their records speak of what was left out of their file as they did before: nobody there has changed that."""
    found = dict(there)
    for key in there.keys() & before.keys():
        then, now = before[key], there[key]
        spoken = [name for name, _required in references(type(now)) if getattr(then, name) in left_out]
        again = {name: getattr(then, name) for name in spoken if getattr(now, name) is None}
        found[key] = now.revised(**again) if again else now
    return found


def _with_what_was_covered(
    there: Mapping[UUID, Record], before: Mapping[UUID, Record], sent: Iterable[Beginning]
) -> dict[UUID, Record]:
    """Let their records say what they said before where the ID numbers were left out, and nobody there typed since."""
    found = dict(there)
    for base in sent:
        for key, name in base.covered:
            went_out, now, then = base.records.get(key), there.get(key), before.get(key)
            if now is None or not (type(went_out) is type(now) is type(then)) or name not in type(now).model_fields:
                continue
            if getattr(now, name) == getattr(went_out, name):
                found[key] = found[key].revised(**{name: getattr(then, name)})
    return found


def _of_their_cases(
    before: Mapping[UUID, Record], here: Mapping[UUID, Record], there: Mapping[UUID, Record]
) -> dict[UUID, Record]:
    """Leave out the cases that are not in their file, and the people only those speak of.

    They went out once and did not come this time; that nobody shared them does not mean that they were removed.
    """
    cases = {key for key, each in there.items() if isinstance(each, Case)}
    others = [each for each in here.values() if case_of(each) not in (None, *cases)]
    people = {key for each in others for key in spoken_of(each)}

    def came(key: UUID, record: Record) -> bool:
        case_id = case_of(record)
        return key in there or (key not in people if case_id is None else case_id in cases)

    return {key: record for key, record in before.items() if came(key, record)}


def _named_as_here(records: Mapping[UUID, Record], names: Mapping[str, str]) -> dict[UUID, Record]:
    """Let shares name what is kept of them as this file names it."""
    return {
        key: each.revised(
            base_sha256=names.get(each.base_sha256, each.base_sha256),
            seen_sha256=names.get(each.seen_sha256, each.seen_sha256),
        )
        if names and isinstance(each, Share)
        else each
        for key, each in records.items()
    }


def _without_shares(records: Mapping[UUID, Record]) -> dict[UUID, Record]:
    return {key: record for key, record in records.items() if not isinstance(record, Share)}


def take_in(workspace: Workspace, compared: Compared, chosen: Mapping[Key, Side], who: str = "") -> ChangeSet | None:
    """Take the chosen side of each difference, as one step that can be undone; return what changed.

    Args:
        workspace: The open case file.
        compared: What `compare` found.
        chosen: Which side stands; where nothing is chosen, what the difference itself suggests.
        who: Whose changes they are, for the step's label.

    Raises:
        ChangedMeanwhileError: Something that would be changed is not any more what was looked at.
        DamagedDocumentBytesError: The other file does not hold a document that would come.
        CaseorgError: As `Workspace.step`. Nothing was changed.
    """
    today = workspace.today()
    records = merged(compared.found, chosen, compared.mine, compared.theirs, today)
    label = _("Take in changes from {name}").format(name=who) if who else _("Take in changes")
    shares = _their_shares(compared, {record.id for record in records})
    with workspace.step(label) as step:
        for record in records:
            if workspace.store.find(type(record), record.id) != compared.mine.get(record.id):
                raise ChangedMeanwhileError
        for key in {key for record in records for key in spoken_of(record)} & compared.mine.keys():
            if workspace.store.find(type(compared.mine[key]), key) is None:  # deleted for good since it was looked at
                raise ChangedMeanwhileError
        _take_bytes(step, compared, [*records, *shares])
        for record in records:
            if not isinstance(record, Share):
                step.save(record)
        for each in (*records, *shares):
            if isinstance(each, Share):
                step.take_share(each)
        if compared.share is not None:
            seen = step.keep_base(compared.seen)
            for share in _same_file(workspace, compared.share):
                step.save(share.revised(seen_sha256=seen, taken_in_on=today))
    return step.change_set


def _same_file(workspace: Workspace, share: Share) -> list[Share]:
    """Return the records of all cases that went out in the same file as this one."""
    shares = [each for line in workspace.store.case_lines() for each in workspace.load_case(line.case_id).shares]
    found = [each for each in shares if each.id == share.id or each.base_sha256 == share.base_sha256 != ""]
    return found or [share]


def _take_bytes(step: Step, compared: Compared, records: Sequence[Record]) -> None:
    names = digests_of(records)
    for record in records:
        if isinstance(record, Share):
            names |= {digest: record.given_to for digest in (record.base_sha256, record.seen_sha256) if digest}
    for digest, name in names.items():
        try:
            step.take_bytes([digest], compared.path, compared.seal)
        except DamagedDocumentBytesError as error:
            raise DamagedDocumentBytesError(name) from error


def _their_shares(compared: Compared, taken: set[UUID]) -> list[Share]:
    """Return their records of shares that are not here: what went out is from now on behind both files."""
    if compared.is_same_file:
        return []  # they are among the differences
    here = compared.mine.keys() | taken
    found = []
    for share in compared.theirs.values():
        if isinstance(share, Share) and share.removed_on is None and share.id not in here and share.case_id in here:
            helper = share.helper_id if share.helper_id in here else None
            found.append(share.revised(seen_sha256="", helper_id=helper))
    return found
