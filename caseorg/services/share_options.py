"""What may be asked of a share besides which documents go along: no ID numbers, and that it opens to look only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from caseorg.base.language import _
from caseorg.domain.kinds import Kind
from caseorg.domain.letter import Letter, Packet, Sending
from caseorg.domain.record import Record

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace

LOOK_ONLY = "share_opens_to_look_only"
"""Under this name a share says that it is to be looked at; it lies with the drafts, so it needs no table of its own."""

_SHORTEST = 5
"""A number with fewer letters and digits stands in too many places by chance."""


def without_numbers(records: Iterable[Record], others: Iterable[Record] = ()) -> tuple[Record, ...]:
    """Return records without the ID numbers of their plans, also where a text of any record repeats one.

    Made letters and packets are left out with what was said of sending them: the numbers are printed in them. What is
    on a document stays on it.

    Args:
        records: What goes along.
        others: Further records whose numbers are left out of the texts.
    """
    given = tuple(records)
    made = {each.id for each in given if isinstance(each, Letter | Packet) and each.pdf_sha256}
    kept = [
        each
        for each in given
        if each.id not in made and not (isinstance(each, Sending) and made & {each.letter_id, each.packet_id})
    ]
    numbers = {str(getattr(each, name)) for each in (*given, *others) for name in _secret_fields(type(each))}
    pattern = _any_of(numbers)
    return tuple(_covered(each, pattern) for each in kept)


def _secret_fields(kind: type[Record]) -> tuple[str, ...]:
    return tuple(name for name, info in kind.model_fields.items() if Kind.secret_number in info.metadata)


def _any_of(numbers: Iterable[str]) -> re.Pattern[str] | None:
    """Find any of the numbers in a text, however it is divided there."""
    plain = sorted({re.sub(r"[\W_]", "", number) for number in numbers}, key=len, reverse=True)
    spelled = [r"[\W_]{0,2}".join(map(re.escape, number)) for number in plain if len(number) >= _SHORTEST]
    return re.compile("|".join(spelled), re.IGNORECASE) if spelled else None


def _covered(record: Record, pattern: re.Pattern[str] | None) -> Record:
    entries: dict[str, object] = dict.fromkeys(_secret_fields(type(record)), "")
    for name, info in type(record).model_fields.items():
        value = getattr(record, name)
        is_text = type(value) is str and name not in entries and Kind.digest not in info.metadata
        if pattern is not None and is_text and pattern.search(value):
            entries[name] = pattern.sub(_("(ID number left out)"), value)
    changed = {name: value for name, value in entries.items() if getattr(record, name) != value}
    return record.revised(**changed) if changed else record


def opens_to_look_only(workspace: Workspace) -> bool:
    """Tell whether the open file is a share that is to be looked at and not changed."""
    return workspace.draft(LOOK_ONLY) is not None
