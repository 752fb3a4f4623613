"""Checks the sum over every page of a sealed file, in steps so short that it can be stopped at any of them."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import pbkdf2_hmac
from pathlib import Path

from caseorg.domain.errors import StoppedError
from caseorg.store.seal import SALT_SIZE, Seal

_PAGE = 4096
_SUM = 64
_AT_ONCE = 256
"""Pages: a mebibyte, which takes a few milliseconds."""

# How SQLCipher 4 makes the key of its sums: docs/FORMAT.md, and `sqlcipher_cipher_ctx_key_derive` in its source.
_SALT_MASK, _PASSES, _KEY_SIZE = 0x3A, 2, 32

_NEVER_USED = (1 << 30) // _PAGE + 1
"""SQLite puts its locks where a file has its second gibibyte; that page holds nothing (its file format, 1.4)."""


def damaged_pages(path: Path, seal: Seal, cancel: Callable[[], bool]) -> int:
    """Count the pages of a sealed file whose sum is wrong; a page that is cut off is one.

    The engine's own `cipher_integrity_check` can't be stopped: over 2 GiB it keeps whoever saves waiting for half a
    minute. The caller holds a reading transaction, so that nobody writes meanwhile.

    Raises:
        StoppedError: If `cancel` said so.
        OSError: If the disk can't read the file.
    """
    salt = bytes(each ^ _SALT_MASK for each in seal.salt)
    key = pbkdf2_hmac("sha512", seal.key, salt, _PASSES, _KEY_SIZE)
    damaged, number = 0, 0
    with path.open("rb") as file:
        while block := file.read(_PAGE * _AT_ONCE):
            if cancel():
                raise StoppedError
            for at in range(0, len(block), _PAGE):
                number += 1
                page = block[at : at + _PAGE]
                if number != _NEVER_USED and not _is_whole(page, number, key):
                    damaged += 1
    return damaged


def _is_whole(page: bytes, number: int, key: bytes) -> bool:
    body = page[SALT_SIZE if number == 1 else 0 : -_SUM] + number.to_bytes(4, "little")
    return len(page) == _PAGE and hmac.digest(key, body, "sha512") == page[-_SUM:]
