"""The text index inside the case file: it follows each save, and is asked for words.

What is new, removed or deleted changes it in the same transaction. A record that was only edited, or one of many new
ones at once, is noted there and taken over before the next search, since to write its words takes longer than the save.

What is deleted leaves nothing behind in it (`secure-delete`), and it can be made anew from the records at any time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from caseorg.domain.changes import Change
from caseorg.domain.document import Document
from caseorg.domain.record import CaseRecord, Record
from caseorg.domain.searched import SEARCHED, Searched, searched
from caseorg.store.entries import read_records
from caseorg.store.search_narrowed import Narrowed

if TYPE_CHECKING:
    from caseorg.store.store import Store

MAKER = 2
"""The version of what is put in. Raise it when other words are to be found, and each file makes its index anew."""

TEXTS = (
    "CREATE VIRTUAL TABLE search_words USING fts5(name, words,"
    " tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')",
)
TABLES = ("search_words", "search_lines", "search_edited", "search_state")
_NOTHING_STAYS = "insert into search_words (search_words, rank) values ('secure-delete', 1)"
TO_BE_MADE = (_NOTHING_STAYS, "insert or replace into search_state (id, maker) values (1, 0)")
"""What says that the index is empty and has to be made."""
FIRST_ROWS = (
    _NOTHING_STAYS,
    f"insert into search_state (id, maker) values (1, {MAKER})",  # noqa: S608
)
"""What an empty file needs besides its tables: nothing deleted stays readable, and there is nothing to make anew."""

_AT_A_TIME = 200
_BY_NAME = {record_type.__name__: record_type for record_type in SEARCHED}
_WEIGHTS = "8.0, 1.0"  # a name says more than what is written under it


class Found(NamedTuple):
    """One record in which all the words were found. Its ids are left as the file has them: most are never shown."""

    record_type: type[Record]
    record_key: str
    case_key: str | None
    number: int
    """Its line in the index."""


# Keeping it up to date


def follow(driver: Any, change: Change) -> None:
    """Take over one change of a record, within the transaction that writes it."""
    record = change.record
    if type(record) not in SEARCHED:
        return
    before, after = _standing(change.before), _standing(change.after)
    if before is None or after is None:
        put(driver, record.id, after)
    elif not _same(before, after):
        note(driver, [record])


def note(driver: Any, records: Iterable[Record]) -> None:
    """Note that records are to be taken over before the next search: edited ones, or many new ones at once."""
    driver.executemany(
        "insert or ignore into search_edited (record_id, kind) values (?, ?)",
        [(record.id.hex, type(record).__name__) for record in records if type(record) in SEARCHED],
    )


def has_edited(driver: Any) -> bool:
    """Tell whether there are records that were edited since the index took them over."""
    return driver.execute("select 1 from search_edited limit 1").fetchone() is not None


def take_over_edited(driver: Any) -> None:
    """Write the lines of all edited records anew, within the caller's transaction."""
    for key, kind in driver.execute("select record_id, kind from search_edited").fetchall():
        record = next(iter(read_records(driver, _BY_NAME[kind], "where id = ?", key)), None)
        put(driver, UUID(key), _standing(record))


def put(driver: Any, record_id: UUID, record: Record | None) -> None:
    """Write the line of a record anew, or take it out where there is none any more."""
    driver.execute("delete from search_edited where record_id = ?", (record_id.hex,))
    number = _number_of(driver, record_id)
    if number is not None:
        driver.execute("delete from search_words where rowid = ?", (number,))
    if record is None:
        driver.execute("delete from search_lines where record_id = ?", (record_id.hex,))
        return
    if number is None:
        case_id = record.case_id.hex if isinstance(record, CaseRecord) else None
        number = driver.execute(
            "insert into search_lines (record_id, kind, case_id) values (?, ?, ?)",
            (record_id.hex, type(record).__name__, case_id),
        ).lastrowid
    line = line_of(driver, record)
    driver.execute("insert into search_words (rowid, name, words) values (?, ?, ?)", (number, line.name, line.words))


def line_of(driver: Any, record: Record) -> Searched:
    """Return what is found of a record: of a document also the text of its pages, as far as they were read."""
    line = searched(record)
    if not isinstance(record, Document):
        return line
    found = driver.execute(
        "select details from prepared_pages where sha256 = ? order by maker desc limit 1", (record.sha256,)
    ).fetchone()
    pages = json.loads(found[0]).get("page_texts", []) if found else []
    return Searched(line.name, "\n".join([*([line.words] if line.words else []), *pages]))


def _standing(record: Record | None) -> Record | None:
    return record if record is not None and record.removed_on is None else None


def _same(before: Record, after: Record) -> bool:
    if isinstance(before, Document) and isinstance(after, Document) and before.sha256 != after.sha256:
        return False
    return searched(before) == searched(after)


def _number_of(driver: Any, record_id: UUID) -> int | None:
    row = driver.execute("select number from search_lines where record_id = ?", (record_id.hex,)).fetchone()
    return row[0] if row else None


# Making it anew


def is_current(driver: Any) -> bool:
    """Tell whether the index was made by this version of the program, to its end."""
    row = driver.execute("select maker from search_state where id = 1").fetchone()
    return row is not None and row[0] == MAKER


def make_anew(store: Store, cancel: Callable[[], bool] = lambda: False) -> bool:
    """Make the index anew from the records, a few at a time, so that a save waits for no more than a moment.

    Returns:
        Whether it came to its end; if not, the next opening begins again.
    """
    with store.transaction() as transaction:
        transaction.driver.execute("delete from search_words")
        transaction.driver.execute("delete from search_lines")
        transaction.driver.execute("delete from search_edited")
        for statement in TO_BE_MADE:
            transaction.driver.execute(statement)
    for record_type in SEARCHED:
        last = ""
        while not cancel():
            with store.transaction() as transaction:
                records = _next(transaction.driver, record_type, last)
                for record in records:
                    put(transaction.driver, record.id, record)
            if len(records) < _AT_A_TIME:
                break
            last = records[-1].id.hex
    if cancel():
        return False
    with store.transaction() as transaction:
        transaction.driver.execute("update search_state set maker = ? where id = 1", (MAKER,))
    return True


def _next(driver: Any, record_type: type[Record], last: str) -> tuple[Record, ...]:
    where = f"where id > ? and removed_on is null order by id limit {_AT_A_TIME}"
    return read_records(driver, record_type, where, last)


def out_of_step(driver: Any, records: Iterable[Record]) -> Iterator[str]:
    """Give what in the index does not fit the records, as a kind and an id; what is yet to be taken over does fit."""
    edited = {row[0] for row in driver.execute("select record_id from search_edited")}
    listed = "select record_id, name, words from search_lines left join search_words on search_words.rowid = number"
    lines = {row[0]: (row[1], row[2]) for row in driver.execute(listed)}
    for record in records:
        if type(record) in SEARCHED and record.removed_on is None:
            found = lines.pop(record.id.hex, None)
            if record.id.hex not in edited and found != tuple(line_of(driver, record)):
                yield repr(record)
    yield from (f"search line of {key}" for key in lines)


# Asking it


def find(
    driver: Any, words: Sequence[str], limit: int, *, ranked: bool, narrowed: Narrowed | None = None
) -> Generator[Found, None, None]:
    """Give records in which a word begins with each of the folded `words`; which they are is read as they are taken.

    Args:
        driver: A reading connection.
        words: The words; each may be the beginning of a longer one.
        limit: How many to return at most.
        ranked: The best first, and of equals the latest, which takes longer; otherwise the latest written down first.
        narrowed: Which records are looked at, if not all.
    """
    wanted = " ".join(f'"{word}"*' for word in words)
    order = f"bm25(search_words, {_WEIGHTS}), search_words.rowid desc" if ranked else "search_words.rowid desc"
    condition = narrowed.condition() if narrowed else ""
    lines = f" and +rowid in (select number from search_lines where {condition})" if condition else ""  # noqa: S608
    with closing(driver.execute(_FIND.format(order=order, lines=lines), (wanted, limit))) as rows:
        for kind, record_key, case_key, number in rows:
            if kind in _BY_NAME:
                yield Found(_BY_NAME[kind], record_key, case_key, number)


_FIND = """
select kind, record_id, case_id, number
  from (select rowid as number from search_words where search_words match ?{lines} order by {order} limit ?) as hit
  join search_lines using (number)
 where case_id is null or case_id not in (select id from cases where removed_on is not null)
"""


def words_at(driver: Any, number: int) -> str:
    """Return what is written in the record of one line, to show the words where they stand."""
    row = driver.execute("select words from search_words where rowid = ?", (number,)).fetchone()
    return str(row[0]) if row else ""


def terms_like(driver: Any, start: str) -> Iterator[str]:
    """Give the words in the index that begin with `start`, to guess what a mistyped one was meant to be."""
    driver.execute(
        "create virtual table if not exists temp.search_terms using fts5vocab('main', 'search_words', 'row')"
    )
    rows = driver.execute(
        "select term from temp.search_terms where term >= ? and term < ?", (start, start + "\U0010ffff")
    )
    yield from (row[0] for row in rows)
