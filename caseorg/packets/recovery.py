"""Lays out the recovery sheet: the one paper that opens a case file when the password is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from caseorg.packets.blocks import Block, Box, Heading, Listing, Pair, Pairs, Paragraph, plain
from caseorg.packets.plan import Form, PacketPlan, Paper
from caseorg.packets.words import wording


@dataclass(frozen=True)
class RecoverySheet:
    """What is printed on the sheet. It is written to no case file, and holds no password."""

    file_name: str
    place: str
    made_on: date
    code_groups: tuple[str, ...]
    salt: str
    technical_note: str = ""
    """For a stranger in ten years: how the key is made from the code."""


def plan_recovery_sheet(sheet: RecoverySheet, language: str, *, is_large: bool = False) -> PacketPlan:
    """Plan the sheet: which file, the code in large letters, and how to open it in three steps."""
    words = wording(language)
    say = words.choices["recovery"]
    title = say["title"]
    steps = tuple(plain(say[name]) for name in ("step_1", "step_2", "step_3"))
    blocks: tuple[Block, ...] = (
        Heading(plain(title), 1),
        Pairs(
            (
                Pair(say["file"], plain(sheet.file_name)),
                Pair(say["place"], plain(sheet.place)),
                Pair(say["made_on"], plain(words.shown(sheet.made_on))),
            )
        ),
        Box((Heading(plain(say["code"]), 2), *_rows(sheet.code_groups))),
        Paragraph(plain(say["warning"], bold=True)),
        Paragraph(plain(say["keep"])),
        Heading(plain(say["how"]), 2),
        Listing("number", steps),
        Paragraph(plain(f"{say['salt']} {sheet.salt}"), small=True),
        *((Paragraph(plain(sheet.technical_note), small=True),) if sheet.technical_note else ()),
    )
    paper = Paper("recovery", title, Form.sheet, blocks, is_large=is_large, one_page=True)
    # The name of the file it opens stays off the outside: a list of files is seen by everyone at the computer.
    name = f"{sheet.made_on.isoformat()} {title}.pdf"
    return PacketPlan(title, "", title, language, name, (paper,), words=words.printed)


def _rows(groups: tuple[str, ...]) -> tuple[Block, ...]:
    """Set the groups in two rows, large, since they will be read and typed by somebody in a hurry."""
    half = (len(groups) + 1) // 2
    return tuple(
        Paragraph(plain("  -  ".join(groups[start : start + half]), bold=True), scale=2.2) for start in (0, half)
    )
