"""Writes a file's secret as a code that can be copied by hand, and reads it back, noticing slips.

Crockford's base 32 leaves out I, L, O and U. The last two of the 28 characters are Reed-Solomon checks over the 32
symbols, so that any one or two wrong characters, and any two swapped ones, are found (docs/FORMAT.md).
"""

from __future__ import annotations

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError
from caseorg.store.seal import SECRET_SIZE

_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0"})
_DATA_SYMBOLS = 26
_GROUP = 4
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, the field of 32 elements


class RecoveryCodeError(CaseorgError):
    """A recovery code with a slip in it."""

    def __init__(self) -> None:
        super().__init__(_("That code has a slip in it."))
        self.advice = _("Check each group of four against the sheet. The letters I, L, O and U are never used.")


def code_of(secret: bytes) -> str:
    """Return the code of a file's secret: seven groups of four characters."""
    number = int.from_bytes(secret, "big")
    data = [(number >> (5 * place)) & 31 for place in reversed(range(_DATA_SYMBOLS))]
    letters = "".join(_SYMBOLS[symbol] for symbol in (*data, *_checks(data)))
    return " ".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def symbols_of(data: bytes) -> str:
    """Write bytes in the same 32 symbols, without checks: the salt on the recovery sheet."""
    number, count = int.from_bytes(data, "big"), -(-8 * len(data) // 5)
    return "".join(_SYMBOLS[(number >> (5 * place)) & 31] for place in reversed(range(count)))


def secret_of(code: str) -> bytes:
    """Return the secret that a code stands for; spaces, dashes and small letters do not matter.

    Raises:
        RecoveryCodeError: If a character is wrong, missing or swapped.
    """
    letters = "".join(letter for letter in code.upper() if letter not in " -\t\n").translate(_LOOK_ALIKE)
    if len(letters) != _DATA_SYMBOLS + 2 or any(letter not in _SYMBOLS for letter in letters):
        raise RecoveryCodeError
    symbols = [_SYMBOLS.index(letter) for letter in letters]
    data, checks = symbols[:_DATA_SYMBOLS], symbols[_DATA_SYMBOLS:]
    number = sum(symbol << (5 * place) for place, symbol in enumerate(reversed(data)))
    if _checks(data) != checks or number >= 1 << (8 * SECRET_SIZE):
        raise RecoveryCodeError
    return number.to_bytes(SECRET_SIZE, "big")


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left & 32:
            left ^= _FIELD_POLYNOMIAL
        right >>= 1
    return product


def _checks(data: list[int]) -> list[int]:
    """Return the remainder of the data, as a polynomial, by (x - a)(x - a²) where a is the field's generator 2."""
    first_root, second_root = 2, 4
    middle, last = first_root ^ second_root, _times(first_root, second_root)
    high = low = 0
    for symbol in data:
        carried = symbol ^ high
        high, low = low ^ _times(carried, middle), _times(carried, last)
    return [high, low]
