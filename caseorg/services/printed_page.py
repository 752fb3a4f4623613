"""A page of the screen as a paper: its words and lists without buttons, with name, case, day and page number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseorg.base import language
from caseorg.base.language import _, long_date
from caseorg.domain.case import CaseSnapshot
from caseorg.packets.blocks import Block, Heading, Paragraph, Table, plain
from caseorg.packets.plan import Form, PacketPlan, Paper
from caseorg.packets.words import wording

_WIDE_FROM = 5  # columns
_NARROWEST, _WIDEST = 12, 40  # letters of a column that count for its share of the line


@dataclass(frozen=True)
class PrintedText:
    """A text: a heading over a section, or what stands under it."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True)
class PrintedTable:
    """A list: what its columns are called, and its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


PrintedPart = PrintedText | PrintedTable


def plan_page(
    title: str, parts: tuple[PrintedPart, ...], snapshot: CaseSnapshot | None, today: date, *, is_sample: bool = False
) -> PacketPlan:
    """Plan the paper of one page.

    Args:
        title: The title of the page.
        parts: What stands on it, in reading order.
        snapshot: The case on show, if the page belongs to one.
        today: The day it is printed.
        is_sample: Whether it speaks of made-up people.
    """
    words = wording(language.current())
    widest = max((len(part.columns) for part in parts if isinstance(part, PrintedTable)), default=0)
    form = Form.wide if widest >= _WIDE_FROM else Form.sheet
    blocks: list[Block] = [Heading(plain(title), 1)]
    for part in parts:
        blocks += _blocks(part)
    paper = Paper("page", title, form, tuple(blocks), footer=_footer(snapshot, today))
    # The name of the file says nothing of the case: a list of files is seen by everyone at the computer.
    name = f"{today.isoformat()} Caseorg.pdf"
    return PacketPlan(
        title, "", title, words.language, name, (paper,), words=words.printed,
        is_sample=is_sample,
    )  # fmt: skip


def _blocks(part: PrintedPart) -> list[Block]:
    if isinstance(part, PrintedText):
        return [Heading(plain(part.text), 2)] if part.is_heading else [Paragraph(plain(part.text))]
    header = tuple(plain(column) for column in part.columns)
    rows = tuple(tuple(plain(cell) for cell in row) for row in part.rows)
    return [Table(header, rows, _shares(part))]


def _shares(table: PrintedTable) -> tuple[float, ...]:
    longest = [
        max(len(text) for text in (title, *(row[at] for row in table.rows)))
        for at, title in enumerate(table.columns)
    ]  # fmt: skip
    return tuple(float(min(max(length, _NARROWEST), _WIDEST)) for length in longest)


def _footer(snapshot: CaseSnapshot | None, today: date) -> str:
    day = long_date(today)
    if snapshot is None:
        return _("Printed {day}").format(day=day)
    name = snapshot.patient.full_name if snapshot.patient else ""
    if name and snapshot.case.title:
        return _("{name}, {case}. Printed {day}").format(name=name, case=snapshot.case.title, day=day)
    return _("{case}. Printed {day}").format(case=name or snapshot.case.title, day=day)
