"""Kinds of field that a Python type alone does not tell apart."""

from __future__ import annotations

from enum import Enum, auto
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints


class Kind(Enum):
    """What a field holds, for the editor that is to be made for it."""

    short_text = auto()
    long_text = auto()
    address = auto()
    phone = auto()
    email = auto()
    secret_number = auto()
    cents = auto()
    percent = auto()
    count = auto()
    digest = auto()


SHORT_LIMIT = 1_000
LONG_LIMIT = 500_000


def _clean(text: str) -> str:
    # A zero ends a text in some readers, and cannot be seen. What it hid from being stripped goes with it, or the text
    # would be another one the next time it is checked.
    return text.replace("\0", "").strip() if "\0" in text else text


_short = StringConstraints(max_length=SHORT_LIMIT)

Text = Annotated[str, _short, AfterValidator(_clean), Kind.short_text]
LongText = Annotated[str, StringConstraints(max_length=LONG_LIMIT), AfterValidator(_clean), Kind.long_text]
Address = Annotated[str, _short, AfterValidator(_clean), Kind.address]
Phone = Annotated[str, _short, AfterValidator(_clean), Kind.phone]
Email = Annotated[str, _short, AfterValidator(_clean), Kind.email]
SecretNumber = Annotated[str, _short, AfterValidator(_clean), Kind.secret_number]
Cents = Annotated[int, Field(ge=0, le=100_000_000_00), Kind.cents]
Percent = Annotated[int, Field(ge=0, le=100), Kind.percent]
Count = Annotated[int, Field(ge=0, le=1_000_000), Kind.count]
Digest = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$"), Kind.digest]
