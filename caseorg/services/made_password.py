"""Makes the password of a share: five words drawn at random, easy to say on the telephone."""

from __future__ import annotations

import secrets
from functools import cache

from caseorg.base import resources

WORDS_IN_IT = 5
"""Of 7,776 words each, so about 64 bits, behind a key derivation that takes a second a try."""


@cache
def _words() -> tuple[str, ...]:
    return tuple(resources.path("passwords/words.txt").read_text(encoding="utf-8").split())


def make_password() -> str:
    """Return a new password."""
    return " ".join(secrets.choice(_words()) for _each in range(WORDS_IN_IT))
