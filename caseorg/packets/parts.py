"""Divides a made packet into faxes: pages that stay the pages they are, each bundle under a cover that counts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, OutlineItem, Pdf

from caseorg.domain.case import CaseSnapshot
from caseorg.packets.blocks import Block, Heading, Inline, Paragraph, Table, plain
from caseorg.packets.letters import writer_of
from caseorg.packets.plan import Form, PacketPlan, Paper
from caseorg.packets.subject import Choices, subject_of
from caseorg.packets.words import Wording, wording

_ENOUGH = 0.6
"""A bundle ends where an exhibit does, if that leaves it filled to this share."""


@dataclass(frozen=True)
class Bundle:
    """One fax: which pages of the packet it carries, counted as they are printed on them."""

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
    room = max(1, limit - 1)
    spans: list[tuple[int, int]] = []
    at = first
    while at <= page_count:
        last = min(page_count, at + room - 1)
        if last < page_count:
            ends = [start - 1 for start in starts if at + _ENOUGH * room <= start <= last + 1]
            last = max(ends, default=last)
        spans.append((at, last))
        at = last + 1
    return tuple(
        Bundle(number, len(spans), start, end, page_count) for number, (start, end) in enumerate(spans, 1)
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
    return PacketPlan(title, "", title, choices.language, "", (paper,), words=replace(words.printed, page=title))


def _row(name: str, text: str) -> tuple[Inline, Inline]:
    return plain(name, bold=True), plain(text)


def _rest(bundle: Bundle, words: Wording) -> str:
    say = words.choices["fax_part"]
    if bundle.of == 1:
        return say["whole"]
    return say["last"] if bundle.number == bundle.of else say["more"]


def write_bundle(packet: bytes, cover: bytes, bundle: Bundle, bookmarks: Sequence[tuple[str, int]]) -> bytes:
    """Write one fax: its cover, then pages of the packet exactly as they are. The same input gives the same bytes.

    Args:
        packet: The made packet.
        cover: The cover's PDF.
        bundle: Which pages.
        bookmarks: The title and first page of each part of the packet.
    """
    with Pdf.open(io.BytesIO(packet)) as source, Pdf.open(io.BytesIO(cover)) as new:
        for number in range(bundle.first, bundle.last + 1):
            page = source.pages[number - 1]
            # Links lead into the whole packet, and tags belong to its tree: neither is in this file.
            for key in ("/Annots", "/StructParents", "/Tabs"):
                if key in page.obj:
                    del page.obj[key]
            new.pages.append(page)
        for key in ("/StructTreeRoot", "/MarkInfo"):
            if key in new.Root:
                del new.Root[key]
        new.Root.PageLabels = Dictionary(
            Nums=Array([0, Dictionary(P=pikepdf.String("Cover")), 1, Dictionary(S=Name.D, St=bundle.first)])
        )
        with new.open_outline() as outline:
            for title, page_number in bookmarks:
                if bundle.first <= page_number <= bundle.last:
                    outline.root.append(OutlineItem(title, page_number - bundle.first + 1, "Fit"))
        out = io.BytesIO()
        new.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate, min_version="1.7")
    return out.getvalue()
