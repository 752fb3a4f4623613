"""Divides a packet that is too large for portals and email into files that are not, each with a cover that lists it."""

from __future__ import annotations

import io
import threading
from collections.abc import Hashable
from dataclasses import dataclass, replace

from pikepdf import Array, Dictionary, Object, Pdf, Stream

from caseorg.base.language import _
from caseorg.domain.errors import StoppedError
from caseorg.packets.blocks import Block, Heading, Paragraph, Table, plain
from caseorg.packets.parts import Bundle, divided, write_bundle
from caseorg.packets.plan import Exhibit, Finding, Form, Level, PacketPlan, Paper
from caseorg.packets.render import Written, write
from caseorg.packets.words import wording

SIZE_LIMIT = 20_000_000
"""Bytes above which portals and mail programs begin to refuse a file."""

_FOR_THE_REST = 1_000_000
"""Bytes left for what is not a page: the cover, the structure, bookmarks."""


@dataclass(frozen=True)
class PacketFile:
    """One file of a packet that was divided."""

    bundle: Bundle
    pdf: bytes


def files_of(
    plan: PacketPlan, pdf: bytes, written: Written, cancel: threading.Event | None = None, limit: int = SIZE_LIMIT
) -> tuple[PacketFile, ...]:
    """Return the files of a packet that has more bytes than `limit`; none if it does not.

    The same packet gives the same bytes. A page that is larger than that by itself becomes a file by itself.

    Raises:
        StoppedError: If `cancel` was set.
    """
    if len(pdf) <= limit:
        return ()
    starts = [(_title(part), written.first_pages[part.key]) for part in plan.parts]
    loads = _loads(pdf)
    room = max(limit - _FOR_THE_REST, limit // 2)
    made = []
    for bundle in divided([number for _said, number in starts], 1, loads, room):
        if cancel and cancel.is_set():
            raise StoppedError
        made.append(PacketFile(bundle, write_bundle(pdf, _cover(plan, bundle, starts), bundle, starts)))
    return tuple(made)


def is_too_large(pdf: bytes) -> bool:
    """Tell whether portals and email may refuse a file."""
    return len(pdf) > SIZE_LIMIT


def size_findings(pdf: bytes) -> tuple[Finding, ...]:
    """Say that a packet will be divided, and that a page is too large by itself where that is so."""
    if not is_too_large(pdf):
        return ()
    sentence = _(
        "This packet has {size} MB. Many portals and email refuse more than 20 MB. So it will be kept as smaller files "
        "as well. Each has a cover that says what is in it."
    )
    found = [Finding(Level.good_to_have, sentence.format(size=round(len(pdf) / 1_000_000)))]
    if any(sum(load.values()) > SIZE_LIMIT for load in _loads(pdf)):
        sentence = _("One page is larger than 20 MB by itself. Scan it again with fewer dots, or send it on paper.")
        found.append(Finding(Level.good_to_have, sentence))
    return tuple(found)


def _title(part: Paper | Exhibit) -> str:
    return part.title if isinstance(part, Paper) else f"{part.letter} {part.title}"


def _loads(pdf: bytes) -> list[dict[Hashable, int]]:
    """Return for each page how many bytes what it draws with takes."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        return [_load(page.obj) for page in document.pages]


def _load(page: Object) -> dict[Hashable, int]:
    """Return how many bytes each stream takes that a page draws with."""
    found: dict[Hashable, int] = {}
    waiting: list[object] = [page.get("/Contents"), page.get("/Resources")]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, Array):
            waiting.extend(thing)
        elif isinstance(thing, Dictionary | Stream):
            if thing.is_indirect and thing.objgen in found:
                continue
            if thing.is_indirect:
                found[thing.objgen] = int(thing.get("/Length", 0)) if isinstance(thing, Stream) else 0
            waiting.extend(thing[key] for key in thing.keys())  # noqa: SIM118 (a stream gives its keys by this name only)
    return found


def _cover(plan: PacketPlan, bundle: Bundle, starts: list[tuple[str, int]]) -> bytes:
    """Write the cover of one file; it says how many pages the file has, itself among them."""
    pages, counted = 1, 0
    while pages != counted:
        counted = pages
        out = io.BytesIO()
        pages = write(_cover_plan(plan, bundle, starts, counted), out).page_count
    return out.getvalue()


def _cover_plan(plan: PacketPlan, bundle: Bundle, starts: list[tuple[str, int]], covers: int) -> PacketPlan:
    words = wording(plan.language)
    say = words.choices["file_part"]
    title = say["this_is"].format(part=bundle.number, parts=bundle.of)
    here = covers + bundle.last - bundle.first + 1
    rows = [(said, number) for said, number in starts if bundle.first <= number <= bundle.last]
    before = [said for said, number in starts if number < bundle.first]
    if before and (not rows or rows[0][1] > bundle.first):
        rows.insert(0, (say["goes_on"].format(title=before[-1], part=bundle.number - 1), bundle.first))
    blocks: tuple[Block, ...] = (
        Heading(plain(plan.title), 1),
        Paragraph(plain(title, bold=True)),
        Paragraph(plain(say["why"].format(parts=bundle.of))),
        Paragraph(
            plain(say["carries"].format(first=bundle.first, last=bundle.last, pages=bundle.page_count, here=here))
        ),
        Paragraph(plain(say["last" if bundle.number == bundle.of else "more"], bold=True)),
        Table(
            (plain(say["what"], bold=True), plain(say["page"], bold=True)),
            tuple((plain(said), plain(str(number))) for said, number in rows),
            (5.0, 1.0),
        ),
    )
    paper = Paper("file_part", title, Form.sheet, blocks, is_large=plan.is_large)
    name = f"{plan.title}. {title}"
    printed = replace(words.printed, page=title, page_alone=title)
    return PacketPlan(name, plan.author, name, plan.language, "", (paper,), words=printed, is_sample=plan.is_sample)
