"""Finds the documents nobody has looked into yet: they were kept as they came, and have neither pages nor a reason."""

from __future__ import annotations

from uuid import UUID

from caseorg.domain.document import Document
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import translated

# In the order in which they were added.
_UNSEEN = """
select d.id from documents as d
join cases as c on c.id = d.case_id and c.put_away_on is null and c.removed_on is null
where d.removed_on is null and d.page_count is null and d.unreadable_reason = '' and d.sha256 <> '' order by d.rowid
"""


def is_unseen(document: Document) -> bool:
    """Tell whether nobody has looked into a document yet."""
    return bool(document.sha256) and document.page_count is None and not document.unreadable_reason


def unseen(case_file: CaseFile) -> tuple[UUID, ...]:
    """Return their ids, of the cases that are not put away, in the order in which they came. Any thread may ask.

    Raises:
        CaseorgError: The file cannot be read.
    """
    with case_file.lock, translated(reading=True):
        rows = case_file.driver.execute(_UNSEEN).fetchall()
    return tuple(UUID(row[0]) for row in rows)
