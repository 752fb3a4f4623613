"""What the readers of health data find: things of few kinds with plain entries, and text for everything else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum, auto

from caseorg.base.folding import whole_letters
from caseorg.domain.errors import HugeDocumentError

MOST_THINGS = 20_000
LONGEST_ENTRY = 1_000
LONGEST_TEXT = 400_000


class ThingKind(StrEnum):
    """What a found thing is; each kind becomes one kind of record."""

    patient = auto()
    diagnosis = auto()
    medication = auto()
    allergy = auto()
    procedure = auto()
    contact = auto()
    visit = auto()
    coverage = auto()
    cost = auto()
    call = auto()
    note = auto()


Entry = str | int | bool


@dataclass
class Found:
    """Collects what one file holds."""

    things: list[dict[str, object]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """How much of what was not taken, by its name."""
    _texts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: ThingKind, where: str, entries: Mapping[str, Entry | None]) -> None:
        """Note a thing.

        Args:
            kind: What it is.
            where: Its place in the file, which stays the same when the file is read again.
            entries: What is known of it, under the names of the record's fields; what is empty is left out.

        Raises:
            HugeDocumentError: There is more than anybody can look through.
        """
        kept = {name: _clean(value, name) for name, value in entries.items() if value not in (None, "")}
        if not kept:
            return
        if len(self.things) >= MOST_THINGS:
            raise HugeDocumentError("")
        self.things.append({"kind": kind.value, "where": line(whole_letters(where))[:200], "entries": kept})

    def keep_text(self, title: str, text: str) -> None:
        """Keep what has no record of its own as text under a title, which becomes one note."""
        if text.strip():
            self._texts.setdefault(line(title)[:200], []).append(text.strip())

    def take(self, other: Found, where: str) -> None:
        """Take over what was found in a file that came with others."""
        for thing in other.things:
            self.add(
                ThingKind(str(thing["kind"])),
                f"{where} {thing['where']}",
                thing["entries"],  # type: ignore[arg-type]
            )
        for title, texts in other._texts.items():
            for text in texts:
                self.keep_text(title, text)
        self.left_out.update(other.left_out)

    def __bool__(self) -> bool:
        """Tell whether there is anything."""
        return bool(self.things or self._texts)

    def result(self) -> list[dict[str, object]]:
        """Return everything, the texts last."""
        for title, texts in self._texts.items():
            whole = "\n\n".join(texts)
            for number, start in enumerate(range(0, len(whole), LONGEST_TEXT), start=1):
                self.add(
                    ThingKind.note,
                    title if number == 1 else f"{title} {number}",
                    {"title": title, "text": whole[start : start + LONGEST_TEXT]},
                )
        return self.things


_LONG = frozenset(("notes", "text", "told", "said", "result"))


def _clean(value: Entry | None, name: str) -> Entry | None:
    if not isinstance(value, str):
        return value
    text = whole_letters(value).replace("\0", "").strip()
    return text[:LONGEST_TEXT] if name in _LONG else text[:LONGEST_ENTRY]


def line(text: str) -> str:
    """Return a text on one line, with single spaces."""
    return " ".join(text.split())


def npi(number: str) -> str:
    """Return the ten digits of a National Provider Identifier; empty where it is another number."""
    return number if re.fullmatch(r"\d{10}", number.strip()) else ""


_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_DAYS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"),
    re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?P<d>\d{1,2})[ -](?P<m>[A-Za-z]{3})[a-z]*[ -](?P<y>\d{4})"),
    re.compile(r"(?P<m>[A-Za-z]{3})[a-z]* (?P<d>\d{1,2}),? (?P<y>\d{4})"),
)


def day(text: str) -> str:
    """Return the day that stands at the start of a text as YYYY-MM-DD; empty unless year, month and day are there."""
    for form in _DAYS:
        found = form.match(text.strip())
        if found:
            month = found["m"]
            try:
                number = int(month) if month.isdigit() else _MONTHS[month.lower()]
                return date(int(found["y"]), number, int(found["d"])).isoformat()
            except (ValueError, KeyError):
                return ""
    return ""


def clock_time(text: str) -> str:
    """Return the time of day in a text such as `2027-01-12T14:30:00Z`, `20270112143000` or `T2:30 PM` as HH:MM."""
    found = re.search(r"(?:T|@ ?|^\d{8})([01]?\d|2[0-3]):?([0-5]\d)(?::\d\d)?(?:\.\d+)? ?([AP]M)?", text.strip(), re.I)
    if not found:
        return ""
    hour, half = int(found[1]), (found[3] or "").upper()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "PM" else 0)
    return f"{hour:02}:{found[2]}"


def cents(amount: str) -> int | None:
    """Return an amount such as `$1,234.50` in cents; None where it is none, below zero, or beyond any bill.

    `1.234,50` is the same, as computers write it that speak Spanish: a comma with two digits behind it parts the cents.
    """
    plain = re.sub(r"[$\s]|USD", "", amount)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"(\d+|\d{1,3}(\.\d{3})+),\d\d", plain):
        plain = plain.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"\d{1,12}(\.\d{1,12})?", plain):
        return None
    try:
        return int((Decimal(plain) * 100).quantize(Decimal(1)))
    except InvalidOperation:
        return None
