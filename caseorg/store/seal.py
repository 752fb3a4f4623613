"""Turns a password into the key of one case file, and the key's secret into a code for paper.

The scheme is written down in docs/FORMAT.md: Argon2id makes a file's secret from the password and the file's salt;
HKDF makes the key, and two check bytes, from the secret.
"""

from __future__ import annotations

import hmac
import os
import unicodedata
from dataclasses import dataclass, field

MARK = b"COF"
FORMAT = 1
SALT_SIZE = 16
SECRET_SIZE = 16

# Format 1 fixes these. Other figures are another format number, and a new seal at the next password change.
_MEMORY_KIB = 256 * 1024
_PASSES = 3
_LANES = 2


@dataclass(frozen=True)
class Seal:
    """The salt of one case file and the secret that opens it. Printed without either."""

    salt: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    @property
    def key(self) -> bytes:
        """Return the file's key, 32 bytes."""
        return _expand(self.secret, self.salt, b"caseorg file 1", 32)

    @property
    def check(self) -> bytes:
        """Return the two bytes by which a right password is told from a wrong one when a file does not open."""
        return _expand(self.secret, self.salt, b"caseorg check 1", 2)

    def matches(self, check: bytes | None) -> bool:
        """Tell whether `check`, kept from an earlier opening, belongs to this secret."""
        return check is not None and hmac.compare_digest(check, self.check)


def new_salt() -> bytes:
    """Make the 16 bytes a new file begins with: the mark, the format, and 12 bytes of chance."""
    return MARK + bytes([FORMAT]) + os.urandom(SALT_SIZE - len(MARK) - 1)


def seal_with(password: str, salt: bytes) -> Seal:
    """Stretch a password into the seal of the file with this salt. Takes a second or two and 256 MiB.

    The empty password is what “I don't want a password” means: the file is checked page by page like any other.
    """
    from argon2.low_level import Type, hash_secret_raw

    plain = unicodedata.normalize("NFKC", password).strip().encode("utf-8", "surrogatepass")
    secret = hash_secret_raw(plain, salt, _PASSES, _MEMORY_KIB, _LANES, SECRET_SIZE, Type.ID)
    return Seal(salt, secret)


def _expand(secret: bytes, salt: bytes, purpose: bytes, size: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=size, salt=salt, info=purpose).derive(secret)
