"""Joins to the history what was found out after a step: it reads as if it had been known when the step was made.

Undo and redo, the check of the file and the comparison of two files all go by the history. What follows from a step by
itself must not stand there as a step, or a folder of files would push out all that the person did.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from caseorg.domain.changes import Change
from caseorg.domain.document import Document
from caseorg.domain.record import SourceKind
from caseorg.store.entries import change_entry

Entry = dict[str, Any]
FOUND = ("kind", "media_type", "page_count", "unreadable_reason")
"""The entries of a document that may be found by looking into it."""
_KEPT = ("base_sha256", "seen_sha256")


def join(driver: Any, changes: Sequence[Change]) -> None:
    """Take changes over into the steps that speak of the same documents, within the transaction that writes them.

    A document that came out of another one joins the step in which that one was added; where it is no longer known, the
    document is in no step.

    Args:
        driver: The connection, within a transaction.
        changes: Documents before and after, or new ones that came out of another document.
    """
    found = {str(each.record.id): each for each in changes if each.before is not None}
    new: dict[str, list[Entry]] = {}
    for each in changes:
        if each.before is None and isinstance(each.after, Document):
            new.setdefault(str(each.after.source_document_id), []).append(change_entry(each))
    wanted = found.keys() | new.keys()
    for number, text in driver.execute("select number, changes from history where changes <> ''").fetchall():
        if any(key in text for key in wanted):
            entries = [each for entry in json.loads(text) for each in _joined(entry, found, new)]
            driver.execute("update history set changes = ? where number = ?", (json.dumps(entries), number))


def _joined(entry: Entry, found: dict[str, Change], new: dict[str, list[Entry]]) -> Iterator[Entry]:
    """Give an entry as it reads now, and those that follow it."""
    before, after = entry["before"], entry["after"]
    key = (before or after)["id"]
    change = found.get(key) if entry["type"] == Document.__name__ else None
    if change is None:
        yield entry
    else:
        whole = before | after if before is not None and after is not None else after
        before, whole = _known(before, change), _known(whole, change)
        if before is not None and whole is not None:
            whole = {name: value for name, value in whole.items() if value != before[name]}
        yield entry | {"before": before, "after": whole}
    if before is None:
        yield from new.get(key, ())


def _known(side: Entry | None, change: Change) -> Entry | None:
    """Return a record as it stood on one side of a step, with what is known of the same bytes now."""
    assert change.before is not None
    assert change.after is not None
    before, after = change.before.model_dump(mode="json"), change.after.model_dump(mode="json")
    if side is None or side["sha256"] != after["sha256"]:
        return side
    return {name: after[name] if value == before[name] else value for name, value in side.items()}


def as_made(changes: str) -> list[Entry]:
    """Return the changes of a step as it was made, without what can be found out afterwards and joins it.

    By which bytes it is kept what went out in a share is left out, too: they are others once something of it is gone.
    """
    return [
        {side: _as_made(each[side]) for side in ("before", "after")} | {"type": each["type"]}
        for each in json.loads(changes)
        if not _came_out(each)
    ]


def came_out(changes: str) -> frozenset[UUID]:
    """Return the documents that came out of others in a step."""
    return frozenset(UUID(each["after"]["id"]) for each in json.loads(changes) if _came_out(each))


def _as_made(side: Entry | None) -> Entry | None:
    return side and {name: value for name, value in side.items() if name not in (*FOUND, *_KEPT)}


def _came_out(entry: Entry) -> bool:
    is_new = entry["type"] == Document.__name__ and entry["before"] is None and entry["after"] is not None
    return is_new and entry["after"].get("source_kind") == SourceKind.document
