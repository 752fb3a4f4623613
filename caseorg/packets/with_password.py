"""A made paper that opens only with a password, for somebody who has no Caseorg."""

from __future__ import annotations

from io import BytesIO

import pikepdf


def with_password(pdf: bytes, password: str) -> bytes:
    """Lock a paper with AES-256 (PDF 2.0, revision 6), its title and other data with it; nothing else is changed.

    Whoever opens it may print it and have it read aloud: what was given away cannot be held back by a mark in a file.
    It hides what is inside. It does not hide the name of the file, and does not prove that nobody changed it.
    """
    locked = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(user=password, owner=password, R=6, aes=True, metadata=True))
    return locked.getvalue()
