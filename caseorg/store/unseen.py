"""Finds the documents nobody has looked into yet, as `Document.is_unseen` tells of one."""

from __future__ import annotations

from uuid import UUID

from caseorg.store.case_file import CaseFile
from caseorg.store.engine import translated

# In the order in which they were added.
_UNSEEN = """
select d.id from documents as d
join cases as c on c.id = d.case_id and c.put_away_on is null and c.removed_on is null
where d.removed_on is null and d.page_count is null and d.unreadable_reason = '' and d.sha256 <> '' order by d.rowid
"""


def unseen(case_file: CaseFile) -> tuple[UUID, ...]:
    """Return their ids, of the cases that are not put away, in the order in which they came. Any thread may ask.

    Raises:
        CaseorgError: The file cannot be read.
    """
    with case_file.lock, translated(reading=True):
        rows = case_file.driver.execute(_UNSEEN).fetchall()
    return tuple(UUID(row[0]) for row in rows)
