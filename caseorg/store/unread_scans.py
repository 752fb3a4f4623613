"""Finds the documents with a page that is a picture whose words nobody has read, among all of a file."""

from __future__ import annotations

from collections.abc import Callable

from caseorg.domain.document import Document
from caseorg.domain.errors import StoppedError
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import translated
from caseorg.store.entries import read_records

_AT_ONCE = 200
"""Documents between which whoever saves gets the file."""

# A text in another alphabet counts as a picture here; whoever reads looks closely at the few that are found.
_SOME = """
select d.id, exists (
    select 1 from json_each(p.details, '$.page_texts') as page
    where page.value not glob '*[0-9A-Za-z]*' and json_type(p.details, '$.read."' || (page.key + 1) || '"') is null)
from documents as d
join cases as c on c.id = d.case_id and c.put_away_on is null and c.removed_on is null
left join prepared_pages as p on p.sha256 = d.sha256 and p.maker = ?
where d.id > ? and d.removed_on is null and d.page_count > 0 and d.unreadable_reason = ''
order by d.id limit ?
"""


def unread_scans(case_file: CaseFile, maker: int, is_stopped: Callable[[], bool]) -> tuple[Document, ...]:
    """Return those of the cases that are not put away, in no order of note; more at times than really have such a page.

    May be called on any thread.

    Args:
        case_file: The open file.
        maker: The version of the preparation whose pages count.
        is_stopped: Asked between some documents and the next.

    Raises:
        StoppedError: `is_stopped` said so.
    """
    found: list[Document] = []
    last = ""
    while not is_stopped():
        with case_file.lock, translated(reading=True):
            rows = case_file.driver.execute(_SOME, (maker, last, _AT_ONCE)).fetchall()
            keys = [key for key, is_unread in rows if is_unread]
            places = ", ".join("?" * len(keys))
            found += read_records(case_file.driver, Document, f"where id in ({places})", *keys) if keys else ()
        if len(rows) < _AT_ONCE:
            return tuple(found)
        last = rows[-1][0]
    raise StoppedError
