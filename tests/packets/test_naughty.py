"""Whatever a person types is printed as it was typed, in every field, and opens no file."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from enum import StrEnum

import pikepdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import LetterKind
from caseorg.domain.record import BASE_FIELDS, Record
from caseorg.packets.assembly import PacketChoices, plan_packet
from caseorg.packets.blocks import (
    Ask,
    Block,
    Box,
    Heading,
    Listing,
    Paragraph,
    Signature,
    Span,
    Strip,
    Table,
    Writing,
    as_text,
    plain,
)
from caseorg.packets.fonts import Fonts, cleaned, undrawable
from caseorg.packets.kinds import KINDS
from caseorg.packets.layout import paginate
from caseorg.packets.letters import letter_text, plan_letter
from caseorg.packets.plan import Form, Level, PacketPlan, Paper
from caseorg.packets.subject import Choices
from caseorg.packets.text import Setter
from tests.packets.bundled import NAMES, named
from tests.packets.reading import made, page_texts, words_in
from tests.packets.samples import APPEAL_DAY, an_id, luis, luis_packet, maria, marias, pages_for

NAUGHTY = (
    '<b>&"Maria"</b> &amp; <para>',
    '<img src="/etc/hostname"/> <img src="//host/share/x">',
    "//host/share/x /etc/hostname file:///etc/hostname",
    "{0} {patient.full_name} %s %n ${HOME} {{}}",
    "Nguyễn Thị Ánh Đặng",
    "Ελένη Παπαδοπούλου",
    "Жанна Щёголева",
    "=cmd|'/C calc'!A0 [[x]] **not bold** .end",
)


def everywhere(snapshot: CaseSnapshot, text: str) -> CaseSnapshot:
    """Put `text` into every field of every record that holds what a person types."""
    changed: dict[str, object] = {}
    for field in fields(snapshot):
        value = getattr(snapshot, field.name)
        if isinstance(value, tuple):
            changed[field.name] = tuple(_with(one, text) for one in value)
        elif isinstance(value, Record):
            changed[field.name] = _with(value, text)
    return replace(snapshot, **changed)  # type: ignore[arg-type]


def _with(record: Record, text: str) -> Record:
    names = [
        name
        for name, info in type(record).model_fields.items()
        if name not in BASE_FIELDS and name not in ("sha256", "pdf_sha256", "state", "language")
        and isinstance(getattr(record, name), str) and not isinstance(getattr(record, name), StrEnum)
        and info is not None
    ]  # fmt: skip
    return record.revised(**dict.fromkeys(names, text))


def _squeezed(text: str) -> str:
    return "".join(cleaned(text).split())


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """Collect the name of every file opened meanwhile."""
    names: list[str] = []
    _watched.append(names)
    yield names
    _watched.remove(names)


_watched: list[list[str]] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open":
        for names in _watched:
            names.append(str(arguments[0]))


sys.addaudithook(_watch)


@pytest.mark.parametrize("text", NAUGHTY)
def test_every_paper_prints_what_was_typed_and_opens_no_file(text: str, opened: list[str]) -> None:
    snapshot, lost = everywhere(maria(), text), everywhere(luis(), text)
    for kind in KINDS:
        about_luis = kind in ("appeal", "external_review", "letter_of_need")
        choices = Choices(kind, APPEAL_DAY, an_id("appeal")) if about_luis else marias(kind, own_words=text)
        plan = plan_letter(lost if about_luis else snapshot, choices)
        pdf, _written = made(plan)
        printed = _squeezed(" ".join(page_texts(pdf)))
        wanted = _squeezed(text).replace("[[x]]", "x") if "[[x]]" not in printed else _squeezed(text)
        assert wanted in printed or _squeezed(text) in printed, kind
    assert not [name for name in opened if "hostname" in name or "host/share" in name]


@pytest.mark.parametrize("text", [*NAUGHTY, "M" * 300, "Maria " * 60])
def test_a_packet_with_such_names_is_whole(text: str) -> None:
    snapshot = everywhere(luis(), text)
    plan = plan_packet(snapshot, luis_packet(snapshot), PacketChoices(APPEAL_DAY))
    pdf, written = made(plan, pages_for(plan).__getitem__)
    assert written.page_count == len(page_texts(pdf))


def test_a_name_of_300_letters_wraps_and_nothing_of_it_is_lost() -> None:
    name = "".join(chr(ord("A") + index % 26) for index in range(300))
    patient = maria().patient
    assert patient
    snapshot = maria(patient=patient.revised(full_name=name, address=name))
    for kind in KINDS:
        plan = plan_letter(snapshot, marias(kind))
        pdf, _written = made(plan)
        printed = _squeezed(" ".join(page_texts(pdf)))
        # The fax cover has initials only, and a person's own question sheet no name but in its foot.
        assert name in printed or kind in (LetterKind.fax_cover, LetterKind.question_sheet)


def test_nothing_of_a_long_letter_stands_over_the_margin() -> None:
    for text in ("M" * 2000, "word " * 3000, "a\n" * 500):
        snapshot = everywhere(maria(), text[:1000])
        for kind in KINDS:
            plan = plan_letter(snapshot, marias(kind, own_words=text))
            for laid in paginate(plan).laid.values():
                for page in laid.pages:
                    for placed in page.placed:
                        assert placed.y + placed.piece.height <= page.size[1] - laid.style.bottom + 1, kind


@pytest.mark.parametrize(
    "text", ["مرحبا بالعالم", "שלום עולם (סוגר)", "السيدة Maria Santos، رقم 4471", "नमस्ते दुनिया", "สวัสดีครับ", "张伟 한국"]
)
def test_text_in_any_script_is_drawn_and_read_back_in_the_order_it_is_spoken(text: str) -> None:
    paper = Paper("a", "A", Form.sheet, (Paragraph(plain(text)),))
    pdf, _written = made(PacketPlan("A", "", "", "en", "", (paper,)))
    assert not undrawable(text)
    # What a reader of the tagged text hears. Tools that read the drawn letters guess their order each in its own way.
    with pikepdf.open(io.BytesIO(pdf)) as document:
        said = [
            str(operands[1].ActualText)
            for operands, operator in pikepdf.parse_content_stream(document.pages[0])
            if str(operator) == "BDC" and str(operands[0]) == "/Span"
        ]
    assert (said or [page_texts(pdf)[0].splitlines()[0]])[0] == text


def test_right_to_left_text_stands_from_right_to_left_line_by_line() -> None:
    setter = Setter(Fonts(), 11)
    first, *rest = setter.lines([Span("אבג דהו זחט יכל מנס")], setter.fonts.width("אבג דהו זחט", 11) + 1)
    assert first.said == "אבג דהו זחט"
    assert "".join(one.text for one in first.drawn) == "טחז והד גבא"
    assert [line.said for line in rest] == ["יכל מנס"]


def test_a_letter_that_no_font_draws_is_a_finding_and_leaves_a_sign() -> None:
    patient = maria().patient
    assert patient
    snapshot = maria(patient=patient.revised(full_name="Maria \U00012000 Santos"))
    plan = plan_letter(snapshot, marias(LetterKind.records_request))
    found = [finding for finding in plan.at_level(Level.must_fix) if "\U00012000" in finding.sentence]
    assert found
    assert "Maria � Santos" in page_texts(made(plan)[0])[0]


def test_letters_that_turn_the_direction_or_hide_are_left_out() -> None:
    assert cleaned("abc\u202egpj.exe\u200b\x07\x00") == "abcgpj.exe"
    assert cleaned("e\u0301") == "é"
    # What stood between a letter and its accent goes before they become one, or the paper has both side by side.
    assert cleaned("ca\u0306\x9a\u0301 5") == "cắ 5" == cleaned(cleaned("ca\u0306\x9a\u0301 5"))


def test_own_words_keep_their_lines() -> None:
    text = letter_text(plan_letter(maria(), marias(LetterKind.prior_approval, own_words="First line.\nSecond line.")))
    assert "First line.\nSecond line." in text


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_is_drawn_whole_and_no_letter_of_it_is_a_box(script: str) -> None:
    plan = named(NAMES[script])
    assert not [one for one in plan.findings if "can't print" in one.sentence]
    pdf, _written = made(plan)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        page = document.pages[0]
        # What a typeface lacks is drawn by a sign for which the table has no letter.
        letters = {
            str(name): {int(one, 16) for one in re.findall(rb"<([0-9A-F]{2})> <", font.ToUnicode.read_bytes())}
            for name, font in page.obj.Resources.Font.items()
        }
        at, fonts = "", set()
        for operands, operator in pikepdf.parse_content_stream(page):
            if str(operator) == "Tf":
                at = str(operands[0])
                fonts.add(at)
            elif str(operator) in ("Tj", "TJ"):
                parts = [operands[0]] if str(operator) == "Tj" else list(operands[0])
                signs = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
                assert set(signs) <= letters[at], "a box stands on the paper"
        assert len(fonts) >= 2


def test_a_letter_that_no_font_has_is_said_before_the_paper_is_made() -> None:
    lost = "\U00010c00"  # Old Turkic
    (finding,) = (one for one in named(f"Maria {lost}").findings if "can't print" in one.sentence)
    assert finding.level is Level.must_fix
    assert lost in finding.sentence
    document = luis().documents[0].revised(name=f"Report {lost}")
    snapshot = replace(luis(), documents=(document,))
    found = plan_packet(snapshot, luis_packet(snapshot), PacketChoices(APPEAL_DAY)).findings
    assert [one.document_id for one in found if "can't print" in one.sentence] == [document.id], "it leads to its name"


SETTINGS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SETTINGS
@example("\U00010c00\U0002ebe1")  # from right to left, beside a letter newer than Python's own tables
@example("A-")  # a hyphen at a line's end
@given(st.text(max_size=400))
def test_any_text_goes_into_a_letter_and_comes_out_of_its_pdf(text: str) -> None:
    plan = plan_letter(maria(), marias(LetterKind.prior_approval, own_words=text))
    pdf, _written = made(plan)
    printed = _squeezed(" ".join(page_texts(pdf)))
    letters = set(_squeezed(text))
    if all("\u0020" <= letter <= "\u04ff" and not undrawable(letter) for letter in letters):
        assert _squeezed(text) in printed


def _table(rows: int, words: int) -> Table:
    return Table((plain("Day"), plain("What" * words)), ((plain("x"), plain("cell " * words)),) * rows)


BLOCKS = st.one_of(
    st.builds(lambda count: Paragraph(plain("Some words that fill a line. " * count)), st.integers(1, 120)),
    st.builds(lambda count: Heading(plain("A heading " * count)), st.integers(1, 8)),
    st.builds(lambda count: Listing("number", (plain("A point " * 9),) * count), st.integers(1, 60)),
    st.builds(_table, st.integers(1, 60), st.integers(1, 900)),
    st.builds(lambda count: Box((Paragraph(plain("In a box. " * count)), Writing(3))), st.integers(1, 700)),
    st.builds(lambda count: Ask(1, plain("A question? " * count), ("Yes", "No"), 2), st.integers(1, 300)),
    st.builds(lambda count: Signature(("Maria",) * count), st.integers(1, 80)),
    st.builds(Writing, st.integers(1, 60)),
    st.just(Strip((Paragraph(plain("Cut here.")),))),
)  # fmt: skip


@SETTINGS
@given(st.lists(BLOCKS, min_size=1, max_size=7), st.booleans())
def test_any_paper_ends_and_stays_inside_its_margins_with_every_word_on_it(blocks: list[Block], large: bool) -> None:
    paper = Paper("a", "A", Form.sheet, tuple(blocks), is_large=large)
    laid = paginate(PacketPlan("A", "", "", "en", "", (paper,))).laid["a"]
    for page in laid.pages:
        assert page.placed
        for placed in page.placed:
            assert placed.y + placed.piece.height <= page.size[1] - laid.style.bottom + 1
    pdf, _written = made(PacketPlan("A", "", "", "en", "", (paper,)))
    printed = " ".join(page_texts(pdf)).split()
    for word in ("cell", "box.", "question?", "point", "Maria"):
        assert printed.count(word) == words_in(as_text(blocks, {})).count(word)


def test_a_letter_outside_of_the_alphabet_leaves_the_fonts_of_the_computer_alone() -> None:
    program = (
        "import sys; from caseorg.packets import fonts; read = [];"
        "sys.addaudithook(lambda what, given: read.append(str(given[0])) if what == 'open' else None);"
        "assert fonts.font_of('ñ') == fonts.REGULAR; assert not fonts.undrawable('ñ'); print([*filter(None, read)])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ".ttf" in done.stdout
    assert ".afm" not in done.stdout.lower()
