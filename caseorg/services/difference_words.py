"""Says in words what is different in another file: what it is about, and how it was, is here, and is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from caseorg.base.language import _, short_date
from caseorg.domain.merging import Difference, What
from caseorg.domain.people import HelperRole
from caseorg.domain.record import Record, own_fields, title_of
from caseorg.domain.searched import TECHNICAL
from caseorg.domain.share import Share
from caseorg.domain.words import word_for
from caseorg.services.case_history import shown, what_it_was
from caseorg.services.record_names import name_of
from caseorg.services.taking_in import Compared

_DIGESTS = ("sha256", "pdf_sha256", "base_sha256", "seen_sha256")


@dataclass(frozen=True)
class DifferenceLine:
    """One difference as a person reads it."""

    difference: Difference
    what: str
    field: str
    before: str
    mine: str
    theirs: str


def lines_of(compared: Compared) -> tuple[DifferenceLine, ...]:
    """Return the differences in words, those that a person has to choose in first."""
    names = {**compared.theirs, **compared.mine}
    ordered = sorted(compared.found, key=lambda each: not each.both)
    return tuple(_line(each, names) for each in ordered)


def _line(difference: Difference, names: Mapping[UUID, Record]) -> DifferenceLine:
    what = what_it_was(difference.record)
    if not difference.fields:
        here, there = _whole(difference.mine, names), _whole(difference.theirs, names)
        before = _whole(difference.before, names)
        words = _("Not known") if difference.before is None and difference.both else before
        return DifferenceLine(difference, what, _done(difference.what), words, here, there)
    kind, before_record = difference.kind, difference.before
    fields = [
        name
        for name in difference.fields
        if difference.mine and difference.theirs and getattr(difference.mine, name) != getattr(difference.theirs, name)
    ]

    def values(record: Record | None) -> str:
        if record is None:
            return ""
        if len(fields) == 1:
            return _value(record, fields[0], names)
        parts = [(title_of(kind, name), _value(record, name, names)) for name in fields if name not in _DIGESTS]
        return "\n".join(
            _("{field}: {value}").format(field=title, value=value or _("nothing")) for title, value in parts
        )

    before = values(before_record) if before_record is not None else _("Not known")
    title = ", ".join(title_of(kind, name) for name in fields if name not in _DIGESTS) or title_of(kind, fields[0])
    return DifferenceLine(difference, what, title, before, values(difference.mine), values(difference.theirs))


def _done(what: What) -> str:
    return {
        What.added: _("Added there"),
        What.removed: _("Removed there"),
        What.put_back: _("There, but removed here"),
        What.changed: _("Changed there"),
    }[what]


def _whole(record: Record | None, names: Mapping[UUID, Record]) -> str:
    """Say all that a person wrote in a record, since it is to be taken or left as a whole."""
    if record is None:
        return _("Not there")
    if record.removed_on:
        return _("Removed")
    kind = type(record)
    written = [
        (title_of(kind, name), _value(record, name, names))
        for name in own_fields(kind)
        if name not in (*_DIGESTS, *(TECHNICAL - {"value"}))
        and getattr(record, name) != kind.model_fields[name].get_default()
    ]
    lines = [_("{field}: {value}").format(field=title, value=value) for title, value in written if value]
    return "\n".join(lines) or _("There")


def _value(record: Record, name: str, names: Mapping[UUID, Record]) -> str:
    value = getattr(record, name)
    if name in _DIGESTS:
        return _("another file") if value else ""
    if isinstance(value, UUID) and value in names:
        return name_of(names[value])
    if isinstance(value, tuple) and any(isinstance(each, UUID) for each in value):
        return ", ".join(name_of(names[each]) if each in names else shown(name, each) for each in value)
    return value if isinstance(value, str) and not hasattr(value, "name") else shown(name, value)


def authority_words(share: Share | None) -> str:
    """Say under which paper somebody may act, as it was noted when the file went out."""
    if share is None:
        return ""
    if share.authority in (HelperRole.none_yet, HelperRole.not_sure):
        return _("No paper is noted that lets them act for the patient.")
    paper = word_for(share.authority)
    if share.authority_from is None:
        return _("What lets them act: {paper}.").format(paper=paper)
    return _("What lets them act: {paper}, of {day}.").format(
        paper=paper, day=short_date(share.authority_from, weekday=False)
    )
