"""Reads lists of calls and of costs from CSV files (T-CSV). Cells are text and nothing else. Runs in the worker."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from io import StringIO

from caseorg.documents.found import Found, ThingKind, cents, clock_time, day, line
from caseorg.domain.errors import DamagedDocumentError, NoHealthDataError

# Headings people and portals use, without anything but letters. Ours, from the export, are among them.
_COST = {
    "what": "what for whatfor service description procedure servicedescription item",
    "biller": "biller provider doctor office facility from billedby providername contact",
    "date_of_service": "dateofservice servicedate dateofcare dos dateserved servicedates visitdate",
    "billed_on": "billedon billdate dateonthebill statementdate invoicedate",
    "claim_number": "claimnumber claim claimid claimno",
    "billed_cents": "billed amountbilled charge charges amountcharged billedamount amount total cost",
    "allowed_cents": "allowed allowedamount planallowed approved amountallowed",
    "paid_cents": "paid planpaid insurancepaid paidbyplan amountpaid",
    "patient_responsibility_cents": "youowe patientresponsibility owed yourshare patientowes responsibility",
    "paid_by_patient_cents": "youpaid patientpaid paidbyyou ipaid paidbypatient",
    "notes": "notes note comment comments",
}
_CALL = {
    "with_whom": "who withwhom called company organization office whoyoucalled calledwho",
    "at": "when date day at datetime calledon calldate",
    "spoke_with": "spokewith name person agent representative spoketo whoyouspokewith",
    "phone": "phone number phonenumber telephone",
    "reference_number": "referencenumber reference ref callreference confirmation ticket",
    "said": "said whattheysaid notes summary outcome result answer note",
    "promised_by": "promisedby followupby due theypromiseditby",
}
_KEEPS_A_TEXT = re.compile(r"(\A|[;\t\r\n]\s*)'(?=[=+\-@\t\r\n＝＋－＠])")
_MARKS_OF_A_COST = frozenset(("billed_cents", "allowed_cents", "paid_cents", "claim_number"))
_MARKS_OF_A_CALL = frozenset(("spoke_with", "reference_number", "said"))


def read(text: str) -> Found:
    """Read a list whose first row says what its columns are.

    Raises:
        NoHealthDataError: It is a list of something else.
        DamagedDocumentError: It is no list.
    """
    rows = _rows(text)
    heads = next(rows, [])
    costs, calls = _columns(heads, _COST), _columns(heads, _CALL)
    if _MARKS_OF_A_COST & set(costs.values()):
        kind, columns = ThingKind.cost, costs
    elif _MARKS_OF_A_CALL & set(calls.values()) and "at" in calls.values():
        kind, columns = ThingKind.call, calls
    else:
        raise NoHealthDataError("")
    found = Found()
    for number, row in enumerate(rows, start=2):
        _row(found, kind, number, dict(zip(heads, row, strict=False)), columns)
    if not found.things:
        raise NoHealthDataError("")
    return found


def _rows(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(1 << 20)
    mark = max(",;\t", key=text.partition("\n")[0].count)
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=mark):
            if any(cell.strip() for cell in row):
                yield [plain_cell(cell) for cell in row]
    except csv.Error as error:
        raise DamagedDocumentError("") from error


def plain_cell(cell: str) -> str:
    """Return a cell without the signs that keep a spreadsheet from calculating with it or with a part of it."""
    return _KEEPS_A_TEXT.sub(r"\1", cell)


def _columns(heads: list[str], known: dict[str, str]) -> dict[str, str]:
    """Return which heading is which field; each field is taken once."""
    by_words = {words: field for field, all_words in known.items() for words in (*all_words.split(), _letters(field))}
    found: dict[str, str] = {}
    for head in heads:
        field = by_words.get(_letters(head).removesuffix("cents")) or by_words.get(_letters(head))
        if field and field not in found.values():
            found[head] = field
    return found


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _amount(head: str, words: str) -> int | None:
    if head.lower().endswith("_cents") and words.isdigit() and len(words) < 12:
        return int(words)
    # 1.250 may be a thousand and more, or one and a quarter.
    return None if re.fullmatch(r"\D*\d{1,3}\.\d{3}", words) else cents(words)


def _row(found: Found, kind: ThingKind, number: int, cells: dict[str, str], columns: dict[str, str]) -> None:
    entries: dict[str, str | int | bool | None] = {}
    left = []
    for head, cell in cells.items():
        field, words = columns.get(head), cell.strip()
        if not words:
            continue
        if field is None:
            if not re.search(r"(^id$|_id$|source|removed)", head.lower()):
                left.append(f"{line(head)}: {words}")
        elif field.endswith("_cents"):
            amount = _amount(head, words)
            entries[field] = amount
            left += [f"{line(head)}: {words}"] if amount is None else []
        elif field in ("date_of_service", "billed_on", "promised_by"):
            entries[field] = day(words)
            left += [] if entries[field] else [f"{line(head)}: {words}"]
        elif field == "at":
            entries |= {"day": day(words), "at_time": clock_time(words.replace(" ", "T", 1)) or None}
            left += [] if entries["day"] else [f"{line(head)}: {words}"]
        else:
            entries[field] = words
    text = "notes" if kind is ThingKind.cost else "said"
    entries[text] = "\n".join(filter(None, [str(entries.get(text) or ""), *left]))
    found.add(kind, f"row {number}", entries)
