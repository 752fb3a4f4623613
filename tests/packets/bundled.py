"""Packets divided into faxes and into files, and an office's own form filled in, as the judges get to see them."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from uuid import UUID

import pikepdf
from pikepdf import Dictionary, Name

from caseorg.documents.places import Place
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.letter import LetterKind
from caseorg.packets.assembly import PacketChoices, plan_packet
from caseorg.packets.by_size import files_of
from caseorg.packets.lasting import Properties
from caseorg.packets.letters import plan_letter
from caseorg.packets.own_form import Filling, write_own_form
from caseorg.packets.parts import bundles, cover_of, write_bundle
from caseorg.packets.plan import PacketPlan
from caseorg.packets.render import Written
from caseorg.packets.subject import Choices
from caseorg.packets.words import wording
from tests.packets.reading import made
from tests.packets.samples import APPEAL_DAY, LUIS, a_document, an_id, luis, luis_packet, maria, marias


def faxes(plan: PacketPlan, pdf: bytes, written: Written) -> dict[str, bytes]:
    """Return a packet's faxes of at most ten pages; its own fax cover is left out, since each fax has one."""
    starts = sorted(written.first_pages.values())
    marks = [(part.title, written.first_pages[part.key]) for part in plan.parts]
    chosen = Choices(LetterKind.fax_cover, APPEAL_DAY, an_id("appeal"))
    return {
        f"fax {one.number} of {one.of}": write_bundle(pdf, made(cover_of(luis(), chosen, one))[0], one, marks)
        for one in bundles(starts, 2, written.page_count, 10)
    }


def files() -> dict[str, bytes]:
    """Return the files of a packet of scans, as if portals took much less than they do."""
    documents, pages = scanned((4, 4, 4), side=250)
    plan = plan_of(documents)
    pdf, written = made(plan, pages.__getitem__)
    return {
        f"packet, file {one.bundle.number} of {one.bundle.of}": one.pdf
        for one in files_of(plan, pdf, written, limit=1_600_000)
    }


def scanned(counts: tuple[int, ...], side: int) -> tuple[tuple[Document, ...], dict[UUID, bytes]]:
    """Make documents of so many pages each, every page a scan that can't be packed any smaller."""
    documents = tuple(
        Document(id=an_id(f"scan {at}"), case_id=LUIS, name=f"Scan {at}", kind=DocumentKind.other, page_count=count)
        for at, count in enumerate(counts)
    )
    return documents, {one.id: _scan(at, one.page_count or 0, side) for at, one in enumerate(documents)}


def _scan(seed: int, pages: int, side: int) -> bytes:
    pdf = pikepdf.new()
    random_ = random.Random(seed)
    for _page in range(pages):
        page = pdf.add_blank_page(page_size=(612, 792))
        dots = pdf.make_stream(random_.randbytes(side * side * 3), Type=Name.XObject, Subtype=Name.Image, Width=side,
                               Height=side, ColorSpace=Name.DeviceRGB, BitsPerComponent=8)  # fmt: skip
        page.obj.Resources = Dictionary(XObject=Dictionary(Im=dots))
        page.obj.Contents = pdf.make_stream(b"q 612 0 0 792 0 0 cm /Im Do Q")
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()


def plan_of(documents: tuple[Document, ...]) -> PacketPlan:
    """Plan an appeal packet of these documents."""
    snapshot = replace(luis(documents), documents=documents)
    return plan_packet(snapshot, luis_packet(snapshot), PacketChoices(APPEAL_DAY))


NAMES = {
    "Vietnamese": "Nguyễn Thị Ánh Đặng",
    "Polish": "Żaneta Łęcka-Gołąb",
    "Spanish": "Begoña Núñez Güell",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Жанна Щёголева",
    "Arabic": "فاطمة الزهراء",
    "Hebrew": "שרה לוי",
    "Chinese": "张伟 張偉",
    "Japanese": "山田はなこ",
    "Korean": "김서연",
    "Devanagari": "प्रिया शर्मा",
    "Thai": "สมหญิง ใจดี",
}
"""Names as people have them, one for each script that a letter has to draw."""


def named(name: str) -> PacketPlan:
    """Plan a records request of somebody of this name."""
    snapshot = maria()
    if snapshot.patient is None:
        raise AssertionError
    return plan_letter(
        replace(snapshot, patient=snapshot.patient.revised(full_name=name)), marias(LetterKind.records_request)
    )


def filled_forms() -> dict[str, bytes]:
    """Return an office's form with a text, a tick, and an answer that goes to an added page."""
    fillings = (
        Filling(Place(1, 0.1, 0.2, 0.6, 0.23), "Nguyễn Thị Ánh", "Patient name"),
        Filling(Place(1, 0.1, 0.3, 0.13, 0.32), "x", "All records", is_box=True),
        Filling(Place(2, 0.1, 0.2, 0.4, 0.22), "I need this for a second opinion. " * 40, "Reason"),
    )
    said = Properties("Release form", "Nguyễn Thị Ánh", "Release form", "en")
    return {"own form, filled": write_own_form(a_document("Release form"), fillings, said, wording("en")).pdf}
