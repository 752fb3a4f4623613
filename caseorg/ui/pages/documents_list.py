"""The list of documents: its columns, what is spoken for a row, and the orders it can be in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from caseorg.base.language import _, marked, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.words import word_for
from caseorg.ui.pages.choices import name_of
from caseorg.ui.tables.table_model import Column
from caseorg.ui.widgets.chip import Status


def added_at(document: Document) -> float:
    """Return when a document was added, in seconds."""
    return document.added_at.timestamp() if document.added_at else 0.0


SORTS: tuple[tuple[str, Callable[[Document], Any], bool], ...] = marked(
    (
        ("Newest", added_at, True),
        ("Date on it", lambda each: each.document_date or date.min, True),
        ("Name", lambda each: each.name.casefold(), False),
    )
)
"""Each order with its words and whether it runs down."""


def columns(read: Callable[[], CaseSnapshot]) -> list[Column]:
    """Return the columns of the list; `read` gives the case as it stands."""
    return [
        Column(_("Document"), lambda row: row.name),
        Column(_("From"), lambda row: name_of(read(), row.from_contact_id)),
        Column(_("Date"), lambda row: short_date(row.document_date, weekday=False) if row.document_date else ""),
        Column(_("Kind"), _kind_words, status=lambda row: None if row.kind else Status.ask),
    ]


def what_is_read(document: Document) -> tuple[object, ...]:
    """Return what the list shows of a document, and what it is ordered by."""
    return document.name, document.from_contact_id, document.document_date, document.kind, document.added_at


def spoken(snapshot: CaseSnapshot, row: Document) -> str:
    """Return what is spoken for a row."""
    place = name_of(snapshot, row.from_contact_id)
    day = short_date(row.document_date) if row.document_date else ""
    return ", ".join(part for part in (row.name, _kind_words(row), place, day) if part)


def _kind_words(document: Document) -> str:
    return word_for(document.kind) if document.kind else _("Not named yet")
