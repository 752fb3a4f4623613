"""The bytes of documents and made papers: keeps them in chunks, checks them, and gives them back.

Bytes are known by their SHA-256 and are never changed, so that undoing a step can bring a document back without
writing it again, and the same file in two cases is kept once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from caseorg.domain.errors import DamagedDocumentBytesError, DamagedFileError, StoppedError
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import connect_to_read, translated
from caseorg.store.seal import Seal

CHUNK_SIZE = 1024 * 1024

IS_FINISHED = "(chunk_count > 0 or size = 0)"
"""SQL over `attachments`: all of the bytes were written. Those of which not all were count as not there."""

_CHUNKS_AT_HAND = 8
_CHUNKS_AT_ONCE = 2


@dataclass(frozen=True)
class PreparedPages:
    """Clean pages made from one attachment: where their bytes are, and what was found while making them."""

    pdf_sha256: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Listed:
    """A kept file as it is listed: its SHA-256, its size in bytes, and how many chunks it has."""

    digest: str
    size: int
    chunk_count: int


def keep(driver: Any, data: bytes) -> str:
    """Keep `data` within the open transaction, unless the file has it already; return its SHA-256 in hex.

    What is only listed, as in a daily copy that was made without large documents, is not there and is written.
    """
    digest = sha256(data).hexdigest()
    if is_kept(driver, digest):
        return digest
    count = -(-len(data) // CHUNK_SIZE)
    _list_anew(driver, Listed(digest, len(data), count))
    for number in range(count):
        chunk = data[number * CHUNK_SIZE : (number + 1) * CHUNK_SIZE]
        driver.execute(
            "insert into attachment_chunks (sha256, number, bytes) values (?, ?, ?)", (digest, number, chunk)
        )
    return digest


def is_kept(driver: Any, digest: str) -> bool:
    """Tell whether the file has all chunks of the bytes with this SHA-256; those never all written do not count.

    What is in them is checked when they are read.
    """
    found = listed(driver, digest)
    if found is None:
        return False
    # The length of a blob stands in its row, so no mebibyte is read for it.
    counted = driver.execute(
        "select count(*), coalesce(sum(length(bytes)), 0) from attachment_chunks where sha256 = ?", (digest,)
    ).fetchone()
    return tuple(counted) == (found.chunk_count, found.size)


def begin(driver: Any, digest: str, size: int) -> None:
    """Begin to keep bytes that come chunk by chunk, in more than one transaction.

    Until `finish` they count as not there: nothing reads them, and a check passes them over.
    """
    _list_anew(driver, Listed(digest, size, 0))


def add_chunk(driver: Any, digest: str, number: int, chunk: bytes) -> None:
    """Keep one chunk: a mebibyte, or the rest."""
    driver.execute("insert into attachment_chunks (sha256, number, bytes) values (?, ?, ?)", (digest, number, chunk))


def finish(driver: Any, digest: str, count: int) -> None:
    """Say that all chunks are there."""
    finish_many(driver, [(digest, count)])


def finish_many(driver: Any, counts: Iterable[tuple[str, int]]) -> int:
    """Say of several that all their chunks are there: the SHA-256 of each, and how many it has.

    Returns:
        How many of them are listed.
    """
    turned = ((count, digest) for digest, count in counts)
    return int(driver.executemany("update attachments set chunk_count = ? where sha256 = ?", turned).rowcount)


def unfinished(driver: Any) -> tuple[str, ...]:
    """Return the SHA-256 of bytes that were never all written: the person stopped, or the program ended."""
    rows = driver.execute(f"select sha256 from attachments where not {IS_FINISHED}").fetchall()  # noqa: S608
    return tuple(row[0] for row in rows)


def forget_some(driver: Any, digest: str) -> bool:
    """Delete a few chunks of bytes that were never all written, then their entry; tell whether anything is left."""
    last = driver.execute("select max(number) from attachment_chunks where sha256 = ?", (digest,)).fetchone()[0]
    if last is not None:
        gone = "delete from attachment_chunks where sha256 = ? and number > ?"
        driver.execute(gone, (digest, last - _CHUNKS_AT_ONCE))
        return True
    driver.execute("delete from attachments where sha256 = ?", (digest,))
    return False


def _list_anew(driver: Any, kept: Listed) -> None:
    """List a file that is about to be kept, and take out what is left of it where it was not there whole."""
    driver.execute("delete from attachment_chunks where sha256 = ?", (kept.digest,))
    driver.execute(
        "insert into attachments (sha256, size, chunk_count) values (?, ?, ?)"
        " on conflict (sha256) do update set size = excluded.size, chunk_count = excluded.chunk_count",
        (kept.digest, kept.size, kept.chunk_count),
    )


class KeptRanges:
    """Kept bytes that are read piece by piece, since they may be more than memory holds. Any thread may read them."""

    def __init__(self, case_file: CaseFile, digest: str, name: str = "") -> None:
        """Look for them.

        Args:
            case_file: The open file.
            digest: SHA-256 in hex.
            name: What the person calls the document, for the sentence if it is damaged.

        Raises:
            DamagedDocumentBytesError: If they are not there.
        """
        self._case_file, self._name, self.key = case_file, name, digest
        try:
            with case_file.fresh_connection() as driver:
                found = listed(driver, digest)
        except DamagedFileError as error:
            raise DamagedDocumentBytesError(name) from error
        if found is None:
            raise DamagedDocumentBytesError(name)
        self.size = found.size
        self._chunk = lru_cache(maxsize=_CHUNKS_AT_HAND)(self._read_chunk)

    def read(self, offset: int, size: int) -> bytes:
        """Give `size` bytes from `offset` on; fewer at the end.

        Raises:
            DamagedDocumentBytesError: If they are missing, cut or changed.
        """
        end = min(offset + size, self.size)
        if end <= offset:
            return b""
        numbers = range(offset // CHUNK_SIZE, (end - 1) // CHUNK_SIZE + 1)
        joined = b"".join(self._chunk(number) for number in numbers)
        start = offset - numbers[0] * CHUNK_SIZE
        return joined[start : start + end - offset]

    def pieces(self) -> Iterator[bytes]:
        """Give all of them, checked at the end.

        Raises:
            DamagedDocumentBytesError: If they are not the bytes that came.
        """
        hashed = sha256()
        for offset in range(0, self.size, CHUNK_SIZE):
            piece = self._read_chunk(offset // CHUNK_SIZE)
            hashed.update(piece)
            yield piece
        if hashed.hexdigest() != self.key:
            raise DamagedDocumentBytesError(self._name)

    def _read_chunk(self, number: int) -> bytes:
        one = "select bytes from attachment_chunks where sha256 = ? and number = ?"
        try:
            with self._case_file.fresh_connection() as driver:
                row = driver.execute(one, (self.key, number)).fetchone()
        except DamagedFileError as error:
            raise DamagedDocumentBytesError(self._name) from error
        if row is None or len(row[0]) != min(CHUNK_SIZE, self.size - number * CHUNK_SIZE):
            raise DamagedDocumentBytesError(self._name)
        return bytes(row[0])


def read(case_file: CaseFile, digest: str, name: str = "") -> bytes:
    """Return the bytes with this SHA-256, checked.

    Args:
        case_file: The open file.
        digest: SHA-256 in hex.
        name: What the person calls the document, for the sentence if it is damaged.

    Raises:
        DamagedDocumentBytesError: If they are missing, cut or changed.
    """
    try:
        with case_file.fresh_connection() as driver:
            data = read_from(driver, digest)
    except DamagedFileError as error:
        raise DamagedDocumentBytesError(name) from error
    if data is None:
        raise DamagedDocumentBytesError(name)
    return data


def read_from(driver: Any, digest: str) -> bytes | None:
    """Return the bytes with this SHA-256 over an open connection, or None if they are not there whole."""
    row = driver.execute("select size, chunk_count from attachments where sha256 = ?", (digest,)).fetchone()
    if row is None:
        return None
    chunks = driver.execute(
        "select bytes from attachment_chunks where sha256 = ? order by number", (digest,)
    ).fetchall()
    data = b"".join(chunk[0] for chunk in chunks)
    whole = len(chunks) == row[1] and len(data) == row[0] and sha256(data).hexdigest() == digest
    return data if whole else None


def take_chunks(
    opened: Any, wanted: Listed, source: Path, seal: Seal, cancel: Callable[[], bool] = lambda: False
) -> bool:
    """Copy one kept file within the open transaction, chunk by chunk; tell whether it is whole.

    Raises:
        StoppedError: If `cancel` said so.
    """
    hashed, count, size = sha256(), 0, 0
    chunks = "select number, bytes from attachment_chunks where sha256 = ? order by number"
    try:
        # A damaged page spoils the connection it is met on, so each has its own.
        with translated(seal, seal.check, reading=True), closing(connect_to_read(source, seal)) as read:
            for number, chunk in read.execute(chunks, (wanted.digest,)):
                opened.execute("insert into attachment_chunks values (?, ?, ?)", (wanted.digest, number, chunk))
                hashed.update(chunk)
                count, size = count + 1, size + len(chunk)
                if cancel():
                    raise StoppedError
    except DamagedFileError:
        return False
    return (count, size, hashed.hexdigest()) == (wanted.chunk_count, wanted.size, wanted.digest)


def listed(driver: Any, digest: str) -> Listed | None:
    """Return how a kept file is listed over an open connection, or None if it is not."""
    kept = f"select sha256, size, chunk_count from attachments where sha256 = ? and {IS_FINISHED}"  # noqa: S608
    row = driver.execute(kept, (digest,)).fetchone()
    return Listed(*row) if row else None


def take_bytes(
    driver: Any, digests: Iterable[str], source: Path, seal: Seal, cancel: Callable[[], bool] = lambda: False
) -> None:
    """Keep bytes of another case file within the open transaction, where this one does not have them.

    Args:
        driver: The connection to write over.
        digests: Their SHA-256, in hex.
        source: The other case file; it is read, and never attached.
        seal: What opens it.
        cancel: Asked for each mebibyte; True stops.

    Raises:
        DamagedDocumentBytesError: If the other file does not have them whole.
        StoppedError: If `cancel` said so.
    """
    for digest in digests:
        if is_kept(driver, digest):
            continue
        with translated(seal, seal.check, reading=True), closing(connect_to_read(source, seal)) as read:
            found = listed(read, digest)
        if found is None:
            raise DamagedDocumentBytesError("")
        _list_anew(driver, found)
        if not take_chunks(driver, found, source, seal, cancel):
            raise DamagedDocumentBytesError("")


def keep_prepared(driver: Any, digest: str, maker: int, pdf: bytes, details: dict[str, Any]) -> None:
    """Keep clean pages made from the attachment `digest` by version `maker` of the program's preparation."""
    pdf_digest = keep(driver, pdf)
    driver.execute(
        "insert or replace into prepared_pages (sha256, maker, pdf_sha256, details) values (?, ?, ?, ?)",
        (digest, maker, pdf_digest, json.dumps(details)),
    )


def keep_read_page(driver: Any, digest: str, maker: int, page: int, *, text: str, words: dict[str, Any]) -> bool:
    """Keep what was read off one page, counted from 1, beside the clean pages; tell whether they are still kept.

    Args:
        driver: The connection, within a transaction.
        digest: SHA-256 of the attachment, in hex.
        maker: The version of the preparation.
        page: Which page.
        text: Its words, line by line: it takes the place of the page's empty text.
        words: The words with their places.
    """
    row = driver.execute(
        "select details from prepared_pages where sha256 = ? and maker = ?", (digest, maker)
    ).fetchone()
    if row is None:
        return False
    details = json.loads(row[0])
    if text:
        details["page_texts"][page - 1] = text
    details.setdefault("read", {})[str(page)] = words
    now = json.dumps(details), digest, maker
    driver.execute("update prepared_pages set details = ? where sha256 = ? and maker = ?", now)
    return True


def prepared(case_file: CaseFile, digest: str, maker: int) -> PreparedPages | None:
    """Return the clean pages kept for an attachment, or None if they have to be made again.

    Raises:
        DamagedFileError, ReadFailedError: The file does not give it.
    """
    with case_file.lock, translated(reading=True):
        row = case_file.driver.execute(
            "select pdf_sha256, details from prepared_pages where sha256 = ? and maker = ?", (digest, maker)
        ).fetchone()
    return PreparedPages(row[0], json.loads(row[1])) if row else None
