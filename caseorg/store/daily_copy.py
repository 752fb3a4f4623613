"""Writes a copy of a case file row by row, without the bytes of large documents, and takes those back from the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from caseorg.domain.case import RECORD_TYPES
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError
from caseorg.store import search_index
from caseorg.store.attachments import Listed, take_chunks
from caseorg.store.engine import connect, driver, stoppable, translated
from caseorg.store.rows import table_of
from caseorg.store.schema import OWN_TABLES
from caseorg.store.seal import Seal

LARGE = 32 * 1024 * 1024
"""Kept files over this size are left out of daily copies: scan discs would fill the disk ten times over."""

_TABLES = f"""
select name, sql from source.sqlite_master where type = 'table' and sql is not null and {OWN_TABLES} order by rowid
"""  # noqa: S608 - the names are ours
_INDEXES = "select sql from source.sqlite_master where type = 'index' and sql is not null order by rowid"
_CHUNKS = "attachment_chunks"
_LEFT_OUT = """
select attachments.sha256, attachments.size, attachments.chunk_count from attachments
 where attachments.size > ? and not exists (select 1 from attachment_chunks as c where c.sha256 = attachments.sha256)
 order by attachments.sha256
"""


def write_without_large(path: Path, seal: Seal, target: Path, cancel: Callable[[], bool], limit: int = LARGE) -> None:
    """Write what the case file at `path` holds into the empty file at `target`, under the same seal.

    It reads over a connection of its own. A save has to wait meanwhile, so `cancel` is asked after every few rows.

    Raises:
        StoppedError: If `cancel` said so. Whatever is at `target` is then of no use.
        DiskFullError, SaveFailedError, DamagedFileError: As they say.
    """
    with translated(), closing(connect(target, seal, read_only=False)) as opened, stoppable(opened, cancel):
        key = (seal.key + seal.salt).hex()
        opened.execute(f"attach database ? as source key \"x'{key}'\"", (f"{path.absolute().as_uri()}?mode=ro",))
        numbers = [(name, _number(opened, f"source.{name}")) for name in ("application_id", "user_version")]
        opened.execute("begin immediate")
        opened.execute("pragma defer_foreign_keys=ON")
        for name, number in numbers:
            opened.execute(f"pragma main.{name}={number}")
        tables = opened.execute(_TABLES).fetchall()
        for _name, statement in tables:
            opened.execute(statement)
        for statement in search_index.TO_BE_MADE:
            opened.execute(statement)
        for name in (name for name, _statement in tables if name not in search_index.TABLES):
            small = "where sha256 not in (select sha256 from source.attachments where size > ?)"
            which, values = (small, (limit,)) if name == _CHUNKS else ("", ())
            opened.execute(f'insert into main."{name}" select * from source."{name}" {which} order by rowid', values)  # noqa: S608 - names are ours
        for (statement,) in opened.execute(_INDEXES).fetchall():
            opened.execute(statement)
        opened.execute("commit")
        opened.execute("detach database source")


def left_out(connection: Any, limit: int = LARGE) -> tuple[Listed, ...]:
    """Return the kept files of which a copy has no bytes because they are large."""
    return tuple(Listed(*row) for row in connection.execute(_LEFT_OUT, (limit,)).fetchall())


def fill_in(target: Path, seal: Seal, wanted: Iterable[Listed], source: Path, source_seal: Seal) -> set[str]:
    """Take the bytes of large kept files from another case file, by their SHA-256; return which were not there whole.

    Each is written in a transaction of its own, and only if its bytes have the fingerprint that is asked for.
    """
    missing: set[str] = set()
    with translated(), closing(connect(target, seal, read_only=False)) as opened:
        for each in wanted:
            opened.execute("begin immediate")
            if take_chunks(opened, each, source, source_seal):
                opened.execute("commit")
            else:
                opened.execute("rollback")
                missing.add(each.digest)
    return missing


@dataclass(frozen=True)
class Tally:
    """How much is in a file, and a fingerprint by which two states of one file are told apart."""

    records: int
    documents: int
    state: str

    def is_much_less_than(self, other: Tally) -> bool:
        """Tell whether more than half of the records or of the documents is gone."""
        return self.records * 2 < other.records or self.documents * 2 < other.documents


def tally(path: Path, seal: Seal) -> Tally | None:
    """Count what is in the case file at `path`, removed records left out; None if it cannot be read by this seal."""
    try:
        found = path.stat()
    except OSError:
        return None
    return _tally(path, seal, (found.st_ino, found.st_size, found.st_mtime_ns))


@lru_cache(maxsize=64)  # of more than a dozen copies all but the newest are as they were the day before
def _tally(path: Path, seal: Seal, _as_it_is: tuple[int, ...]) -> Tally | None:
    try:
        with translated(seal, seal.check, reading=True), closing(connect(path, seal, read_only=True)) as opened:
            opened.execute("begin")
            counts = {each: _count(opened, table_of(each).name) for each in RECORD_TYPES}
            hashed = sha256()
            for row in opened.execute("select number, at, state, length(changes) from history order by number"):
                hashed.update(repr(row).encode())
            hashed.update(repr(opened.execute("select key, at from drafts order by key").fetchall()).encode())
            return Tally(sum(counts.values()), counts[Document], hashed.hexdigest())
    except (CaseorgError, driver.Error):
        return None


def _count(opened: Any, table: str) -> int:
    return int(opened.execute(f"select count(*) from {table} where removed_on is null").fetchone()[0])  # noqa: S608


def _number(connection: Any, pragma: str) -> int:
    return int(connection.execute(f"pragma {pragma}").fetchone()[0])
