"""The bytes of documents and made papers: keeps them in chunks, checks them, and gives them back.

Bytes are known by their SHA-256 and are never changed, so that undoing a step can bring a document back without
writing it again, and the same file in two cases is kept once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from caseorg.domain.errors import DamagedDocumentBytesError, DamagedFileError
from caseorg.store.case_file import CaseFile

CHUNK_SIZE = 1024 * 1024


@dataclass(frozen=True)
class PreparedPages:
    """Clean pages made from one attachment: where their bytes are, and what was found while making them."""

    pdf_sha256: str
    details: dict[str, Any]


def keep(driver: Any, data: bytes) -> str:
    """Keep `data` within the open transaction, unless the file has it already; return its SHA-256 in hex."""
    digest = sha256(data).hexdigest()
    if driver.execute("select 1 from attachments where sha256 = ?", (digest,)).fetchone():
        return digest
    count = -(-len(data) // CHUNK_SIZE)
    driver.execute("insert into attachments (sha256, size, chunk_count) values (?, ?, ?)", (digest, len(data), count))
    for number in range(count):
        chunk = data[number * CHUNK_SIZE : (number + 1) * CHUNK_SIZE]
        driver.execute(
            "insert into attachment_chunks (sha256, number, bytes) values (?, ?, ?)", (digest, number, chunk)
        )
    return digest


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


def keep_prepared(driver: Any, digest: str, maker: int, pdf: bytes, details: dict[str, Any]) -> None:
    """Keep clean pages made from the attachment `digest` by version `maker` of the program's preparation."""
    pdf_digest = keep(driver, pdf)
    driver.execute(
        "insert or replace into prepared_pages (sha256, maker, pdf_sha256, details) values (?, ?, ?, ?)",
        (digest, maker, pdf_digest, json.dumps(details)),
    )


def prepared(case_file: CaseFile, digest: str, maker: int) -> PreparedPages | None:
    """Return the clean pages kept for an attachment, or None if they have to be made again."""
    with case_file.lock:
        row = case_file.driver.execute(
            "select pdf_sha256, details from prepared_pages where sha256 = ? and maker = ?", (digest, maker)
        ).fetchone()
    return PreparedPages(row[0], json.loads(row[1])) if row else None
