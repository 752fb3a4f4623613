"""The table of what was shared so far."""

from __future__ import annotations

from caseorg.base.language import _, ngettext, short_date
from caseorg.domain.share import Share
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable


def shared_so_far() -> RecordTable:
    """Return the table, empty; its rows are shares."""
    return RecordTable(_("What you shared so far"), _columns(), _sentence, name="share.list")


def _columns() -> list[Column]:
    return [
        Column(_("Who got it"), lambda share: share.given_to),
        Column(_("Day"), lambda share: short_date(share.shared_on) if share.shared_on else "",
               sort_key=lambda share: str(share.shared_on)),
        Column(_("Stayed here"), _stayed),
        Column(_("Changes taken in"), lambda share: short_date(share.taken_in_on) if share.taken_in_on else ""),
    ]  # fmt: skip


def _stayed(share: Share) -> str:
    parts = []
    if share.notes_left_out:
        parts.append(ngettext("{count} note", "{count} notes", share.notes_left_out).format(count=share.notes_left_out))
    if share.documents_left_out:
        count = share.documents_left_out
        parts.append(ngettext("{count} document", "{count} documents", count).format(count=count))
    return ", ".join(parts)


def _sentence(share: Share) -> str:
    day = short_date(share.shared_on) if share.shared_on else ""
    words = _("{name} got it on {day}.").format(name=share.given_to, day=day)
    if share.taken_in_on:
        return words + " " + _("Changes taken in on {day}.").format(day=short_date(share.taken_in_on))
    return words
