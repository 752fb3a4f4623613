"""Divides a made packet: pages that stay the pages they are, each bundle of them under a cover that counts."""

from __future__ import annotations

import io
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf

from caseorg.domain.case import CaseSnapshot
from caseorg.packets.blocks import Block, Heading, Inline, Paragraph, Table, plain
from caseorg.packets.lasting import Properties
from caseorg.packets.letters import writer_of
from caseorg.packets.plan import Form, PacketPlan, Paper
from caseorg.packets.structure import structure_of
from caseorg.packets.subject import Choices, subject_of
from caseorg.packets.tagging import Bookmark, Element, finish
from caseorg.packets.words import Wording, wording

_ENOUGH = 0.6
"""A bundle ends where an exhibit does, if that leaves it filled to this share."""


@dataclass(frozen=True)
class Bundle:
    """One fax, or one file: which pages of the packet it carries, counted as they are printed on them."""

    number: int
    of: int
    first: int
    last: int
    page_count: int
    """How many pages the whole packet has."""

    @property
    def faxed(self) -> int:
        """How many pages go through the machine, with the cover."""
        return self.last - self.first + 2


def bundles(starts: Sequence[int], first: int, page_count: int, limit: int) -> tuple[Bundle, ...]:
    """Divide pages `first` to `page_count`, so that no fax has more than `limit` pages with its cover.

    Args:
        starts: The first page of each part of the packet; a bundle would rather end before one of them.
        first: The first page that is faxed.
        page_count: How many pages the packet has.
        limit: How many pages one fax may have, at least 2.
    """
    loads: list[dict[Hashable, int]] = [{number: 1} for number in range(first, page_count + 1)]
    return divided(starts, first, loads, max(1, limit - 1))


def divided(
    starts: Sequence[int], first: int, loads: Sequence[Mapping[Hashable, int]], room: int
) -> tuple[Bundle, ...]:
    """Divide pages from `first` on, so that what each bundle carries fits into `room`, or is one page alone.

    Args:
        starts: The first page of each part of the packet; a bundle would rather end before one of them.
        first: The first page.
        loads: What each page carries, and how much that takes; what several pages share is carried once.
        room: How much fits.
    """
    spans: list[tuple[int, int]] = []
    at, before = 0, set(starts)
    while at < len(loads):
        held: set[Hashable] = set()
        size, last, good_end = 0, at, -1
        for index in range(at, len(loads)):
            more = sum(takes for what, takes in loads[index].items() if what not in held)
            if index > at and size + more > room:
                break
            size, last = size + more, index
            held.update(loads[index])
            if first + index + 1 in before and size >= _ENOUGH * room:
                good_end = index
        if last < len(loads) - 1 and good_end >= 0:
            last = good_end
        spans.append((at, last))
        at = last + 1
    count = first + len(loads) - 1
    return tuple(
        Bundle(number, len(spans), first + start, first + end, count) for number, (start, end) in enumerate(spans, 1)
    )  # fmt: skip


def cover_of(snapshot: CaseSnapshot, choices: Choices, bundle: Bundle) -> PacketPlan:
    """Plan the cover of one bundle. It names the patient by initials alone, and no illness."""
    words = wording(choices.language)
    subject = subject_of(snapshot, choices)
    say = words.choices["fax_part"]
    title = say["part"].format(part=bundle.number, parts=bundle.of)
    patient = subject.patient.full_name if subject.patient else ""
    initials = "".join(f"{word[0].upper()}." for word in patient.split())
    office = ", ".join(part for part in (subject.to.name, subject.to.office) if part)
    phone = next((one.phone for one in (subject.helper if subject.helper_signs else None, subject.patient) if one), "")
    rows = (
        (say["to"], office),
        (say["fax"], subject.to.fax),
        (say["from"], writer_of(subject) if subject.helper_signs else initials),
        (say["phone"], phone),
        (say["about"], initials),
        (say["date"], words.shown(choices.today)),
        (say["this_is"], title),
        (say["carries"], say["range"].format(first=bundle.first, last=bundle.last, pages=bundle.page_count)),
        (say["pages"], say["with_this"].format(pages=bundle.faxed)),
    )
    blocks: tuple[Block, ...] = (
        Heading(plain(say["title"]), 1),
        Table((), tuple(_row(name, text) for name, text in rows if text), (1.2, 3.0)),
        Paragraph(plain(_rest(bundle, words), bold=True)),
        Paragraph(plain(say["privacy"])),
    )
    paper = Paper("fax_part", title, Form.fax, blocks)
    printed, is_sample = replace(words.printed, page=title), snapshot.case.is_sample
    return PacketPlan(title, "", title, choices.language, "", (paper,), words=printed, is_sample=is_sample)


def _row(name: str, text: str) -> tuple[Inline, Inline]:
    return plain(name, bold=True), plain(text)


def _rest(bundle: Bundle, words: Wording) -> str:
    say = words.choices["fax_part"]
    if bundle.of == 1:
        return say["whole"]
    return say["last"] if bundle.number == bundle.of else say["more"]


def write_bundle(packet: bytes, cover: bytes, bundle: Bundle, bookmarks: Sequence[tuple[str, int]]) -> bytes:
    """Write one bundle: its cover, then pages of the packet as they are. The same input gives the same bytes.

    What the pages are to a screen reader, and the links that stay in the bundle, come along.

    Args:
        packet: The made packet.
        cover: The cover's PDF.
        bundle: Which pages.
        bookmarks: The title and first page of each part of the packet.
    """
    with Pdf.open(io.BytesIO(packet)) as source, Pdf.open(io.BytesIO(cover)) as new:
        covers = len(new.pages)
        root = Element("Document")
        root.kids += structure_of(new, list(new.pages), 0)
        pages = list(source.pages)[bundle.first - 1 : bundle.last]
        root.kids += structure_of(source, pages, covers)
        for page in pages:
            # Links are made anew, since some of them lead out of this file.
            if "/Annots" in page.obj:
                del page.obj["/Annots"]
            new.pages.append(page)
        title, language = str(new.docinfo["/Title"]), str(new.Root.Lang)
        inside = [(said, number) for said, number in bookmarks if bundle.first <= number <= bundle.last]
        finish(
            new,
            root,
            [Bookmark(said, covers + number - bundle.first) for said, number in inside],
            Properties(title, str(new.docinfo["/Author"]), str(new.docinfo["/Subject"]), language),
        )
        label = Dictionary(P=pikepdf.String("Cover")) if covers == 1 else Dictionary(S=Name.r)
        new.Root.PageLabels = Dictionary(Nums=Array([0, label, covers, Dictionary(S=Name.D, St=bundle.first)]))
        out = io.BytesIO()
        new.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate, min_version="1.7")
    return out.getvalue()


def page_count_of(pdf: bytes) -> int:
    """Return how many pages a PDF of ours has."""
    with Pdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)
