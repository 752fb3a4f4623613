"""A letter in a window envelope: folded on its marks and slid about, it shows its address whole, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image

from caseorg.domain.letter import LetterKind
from caseorg.packets.letters import plan_letter
from caseorg.packets.plan import PacketPlan, Paper
from tests.packets import golden
from tests.packets.reading import drawn_lines, letters_on, made
from tests.packets.samples import RIVERSIDE, maria, marias, pages_for

# A #10 envelope with one window at the left, in inches, as it is sold everywhere: 4 1/8 high, 9 1/2 wide.
HIGH, WIDE = 4.125, 9.5
WINDOW_HIGH, WINDOW_WIDE = 1.125, 4.5
WINDOW_FROM_LEFT, WINDOW_FROM_FOOT = 0.875, 0.5
PAPER_WIDE = 8.5
FOLDS = (3.90, 7.80)
BY_HAND = 0.03
"""How far off the mark a fold made by hand may be."""

DOTS = 144
_WHITE = 200
PLANS = {
    name: plan
    for name, plan in golden.plans().items()
    if any(paper.head and paper.head.is_mailed and not paper.is_large for paper in plan.papers)
}
FIVE_LINES = (
    "Área de Ñandúes y Ángeles",
    "Building 4",
    "2200 Harbor Road",
    "Suite 12",
    "Gypsum, Ñuñoa (jpgqy), OH 45404",
)
WRAPPED = (
    "Department of Health Information and Patient Records Management",
    "Office of the Vice President for Quality, Jungle Physiology Group",
    "Dayton, OH 45404",
)
WIDE_AS_CAN_BE = ("W" * 24, "ÁÉÍÓÚÑÜ " * 3, "2200 Harbor Road, Building Four, Suite 1200")


def letter_of(plan: PacketPlan) -> Paper:
    return next(paper for paper in plan.papers if paper.head and paper.head.is_mailed)


def going_to(plan: PacketPlan, *address: str) -> PacketPlan:
    """Plan the same letter to another address, whoever it is for."""
    letter = letter_of(plan)
    assert letter.head
    there = replace(letter, head=replace(letter.head, address=address))
    papers = tuple(there if paper.key == letter.key else paper for paper in plan.papers)
    return replace(plan, parts=papers)


def drawn(pdf: bytes, number: int) -> Image.Image:
    """Draw a page; what is printed is white, since that is what `getbbox` looks for."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture: Image.Image = document[number].render(scale=DOTS / 72, grayscale=True).to_pil()
    return picture.point([255 if gray < _WHITE else 0 for gray in range(256)])


def places() -> Iterator[tuple[float, float]]:
    """Say where the window's upper left corner lies on the page, with the page pushed to each side, and between."""
    for fold in (FOLDS[0] - BY_HAND, FOLDS[0], FOLDS[0] + BY_HAND):
        for down in (0.0, 0.5, 1.0):
            for right in (0.0, 0.5, 1.0):
                top = HIGH - WINDOW_FROM_FOOT - WINDOW_HIGH - down * (HIGH - fold)
                yield WINDOW_FROM_LEFT - right * (WIDE - PAPER_WIDE), top


def seen(page: Image.Image, left: float, top: float) -> tuple[int, int, int, int] | None:
    """Return where on the page something shows in the window, in dots; the page may end within the window."""
    box = (max(left, 0.0), top, left + WINDOW_WIDE, top + WINDOW_HIGH)
    from_x, from_y, to_x, to_y = (round(one * DOTS) for one in box)
    found = page.crop((from_x, from_y, to_x, to_y)).getbbox()
    return found and (from_x + found[0], from_y + found[1], from_x + found[2], from_y + found[3])


def shows_only_the_address(plan: PacketPlan) -> None:
    pdf, written = made(plan, pages_for(plan).__getitem__)
    letter = letter_of(plan)
    assert letter.head
    number = written.first_pages[letter.key] - 1
    quiet = [one for one in letters_on(pdf, number) if one.bottom > 2.05 and one.top < 3.90 and one.left < 5.5]
    assert "".join(one.letter for one in quiet) == "".join("".join(letter.head.address).split())
    page = drawn(pdf, number)
    whole = page.crop((int(0.3 * DOTS), int(2.05 * DOTS), int(5.5 * DOTS), int(3.88 * DOTS))).getbbox()
    assert whole
    x, y = int(0.3 * DOTS), int(2.05 * DOTS)
    address = (whole[0] + x, whole[1] + y, whole[2] + x, whole[3] + y)
    for left, top in places():
        assert seen(page, left, top) == address, f"the window at {left:.2f}, {top:.2f} shows something else"
        edges = (round(max(left, 0.0) * DOTS), round(top * DOTS))
        assert address[0] > edges[0]
        assert address[1] > edges[1]
        assert address[2] < round((left + WINDOW_WIDE) * DOTS)
        assert address[3] < round((top + WINDOW_HIGH) * DOTS)


@pytest.mark.parametrize("name", sorted(PLANS))
def test_the_window_shows_the_whole_address_and_nothing_else_wherever_the_letter_slides(name: str) -> None:
    shows_only_the_address(PLANS[name])


ALL_KINDS = sorted(name for name in PLANS if "." not in name)


@pytest.mark.parametrize(
    "address", [FIVE_LINES, WRAPPED, WIDE_AS_CAN_BE, ("Ñ",)], ids=("five", "wrapped", "wide", "one")
)
@pytest.mark.parametrize("name", ALL_KINDS)
def test_so_it_is_with_the_longest_address_that_is_let_pass(name: str, address: tuple[str, ...]) -> None:
    shows_only_the_address(going_to(PLANS[name], *address))


def test_the_marks_are_where_the_page_is_folded() -> None:
    for name in ALL_KINDS:
        pdf, written = made(PLANS[name])
        number = written.first_pages[letter_of(PLANS[name]).key] - 1
        marks = {round(y, 2) for x, y, to, _to_y in drawn_lines(pdf, number) if x == 0 and round(to, 2) == 0.2}
        assert marks == set(FOLDS), name


@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_the_address_ends_at_the_same_place_however_long_it_is(lines: int) -> None:
    street = ("Building 4", "2200 Harbor Road", "Suite 12", "Dayton, OH 45404")[-lines:]
    pdf, _written = made(going_to(PLANS["records_request"], *street))
    window = [one for one in letters_on(pdf) if 2.05 < one.bottom < 3.5 and one.left < 4]
    assert max(one.bottom for one in window if one.letter == "D") == pytest.approx(3.27, abs=0.06)


STREET = "Department of Health Information and Patient Records Management\nBuilding 4\n2200 Harbor Road\nSuite 12"
SENDER = "1200 Old Mill Road and the Corner of the Long Lane behind the Meadow\n"


def test_an_address_too_long_for_the_window_asks_for_a_plain_envelope() -> None:
    contacts = (RIVERSIDE.revised(address=STREET + "\nDayton, OH 45404"), *maria().contacts[1:])
    patient = maria().patient
    assert patient
    for case in (maria(contacts=contacts), maria(patient=patient.revised(address=SENDER * 6))):
        plan = plan_letter(case, marias(LetterKind.records_request))
        assert "Use a plain envelope" in " ".join(finding.sentence for finding in plan.findings)


def test_with_no_mailing_address_the_letter_starts_higher_and_has_no_fold_marks() -> None:
    contacts = (RIVERSIDE.revised(address=""), *maria().contacts[1:])
    plan = plan_letter(maria(contacts=contacts), marias(LetterKind.records_request))
    pdf, _written = made(plan)
    body = [one.top for one in letters_on(pdf) if one.top > 1.9]
    assert min(body) == pytest.approx(2.25, abs=0.06)
    assert not [line for line in drawn_lines(pdf) if line[0] == 0]
