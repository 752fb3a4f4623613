"""Every paper: its words, its place in the envelope, and that its text is the one in the PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pikepdf
import pytest
import textstat

from caseorg.base.language import in_language
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import AppealLevel
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import HelperRole
from caseorg.domain.requests import ItemStatus
from caseorg.domain.words import words_of
from caseorg.packets.blocks import Block, Box, Listing, Paragraph, Signature, Strip, Table, plain
from caseorg.packets.facts import facts_of
from caseorg.packets.filling import Filler
from caseorg.packets.kinds import KINDS
from caseorg.packets.layout import paginate
from caseorg.packets.letters import CHOSEN_IN, letter_text, plan_letter, summary
from caseorg.packets.plan import Form, Level, PacketPlan, Paper, Part
from caseorg.packets.render import Written
from caseorg.packets.subject import Choices, subject_of
from caseorg.packets.template import load
from caseorg.packets.words import wording
from caseorg.ui.pages.ways_to_fix import PAGE_OF
from tests.packets import golden
from tests.packets.reading import made, page_texts, words_in
from tests.packets.samples import HELPER, RIVERSIDE, SCRIPT, TODAY, an_id, luis, maria, marias, pages_for

PLANS = golden.plans()
LAW = re.compile(r"\d+ (?:CFR|U\.S\.C\.) (?:Part )?\d+(?:\.\d+)?(?:-\d+)?(?:\([a-z0-9]+\))*")
OFFICE = sorted(kind for kind, row in KINDS.items() if row.form is Form.letter)


@cache
def written_once(name: str) -> tuple[bytes, Written]:
    """Write a paper; several tests read it."""
    return made(PLANS[name], pages_for(PLANS[name]).__getitem__)


@pytest.mark.parametrize("name", sorted(PLANS))
def test_each_paper_says_what_it_said_when_it_was_last_looked_at(name: str) -> None:
    kept = golden.FOLDER / f"{name}.txt"
    assert kept.exists(), "a new paper: look at its pages, then write its golden text"
    assert golden.pages_as_text(written_once(name)[0]) == kept.read_text(encoding="utf-8")


def test_no_golden_text_is_left_over() -> None:
    assert {path.stem for path in golden.FOLDER.glob("*.txt")} == set(PLANS)


@pytest.mark.parametrize("name", sorted(name for name in PLANS if not name.startswith("packet.")))
def test_the_text_of_a_letter_is_the_text_in_its_pdf(name: str) -> None:
    plan = PLANS[name]
    pdf, written = written_once(name)
    printed = [words_in(text) for text in page_texts(pdf)]
    starts = [written.first_pages[paper.key] for paper in plan.papers]
    for number, words in enumerate(printed, 1):
        paper = plan.papers[sum(start <= number for start in starts) - 1]
        footer = [] if paper.is_large or paper.form is Form.fax else paper.footer.split()
        pages = plan.words.page_alone if plan.papers[0].is_large else plan.words.page
        footer += pages.format(page=number, pages=written.page_count).split()
        assert words[-len(footer) :] == footer
        del words[-len(footer) :]
        # A table that goes on over the page has its head again, which is said once when it is read.
        again = [head for head in _heads(paper) if words[: len(head)] == head and head in _before(printed, number)]
        del words[: len(again[0]) if again else 0]
    said = words_in(letter_text(plan))
    assert _rejoined([word for words in printed for word in words], said) == said


def _heads(paper: Paper) -> list[list[str]]:
    tables = [block for block in paper.blocks if isinstance(block, Table)]
    return [words_in(" ".join("".join(span.text for span in cell) for cell in one.header)) for one in tables]


def _before(printed: list[list[str]], number: int) -> list[list[str]]:
    """Every run of words on the pages before this one."""
    words = [word for page in printed[: number - 1] for word in page]
    return [
        words[start:end] for start in range(len(words)) for end in range(start + 1, min(start + 40, len(words)) + 1)
    ]


def _rejoined(words: list[str], said: list[str]) -> list[str]:
    """Put a word together again that was too long for one line, as a fingerprint is."""
    found: list[str] = []
    for word in words:
        if found and found[-1] + word in said and found[-1] not in said:
            found[-1] += word
        else:
            found.append(word)
    return found


# The log of calls may carry a network exception over to a second page.
ONE_PAGE = sorted(kind for kind, row in KINDS.items() if row.one_page and kind is not LetterKind.network_exception)


@pytest.mark.parametrize("kind", ONE_PAGE)
def test_what_should_fit_one_page_does(kind: LetterKind) -> None:
    plan = golden.letter_plan(kind)
    assert paginate(plan).page_count == len(plan.papers)


def test_regular_print_never_goes_under_eleven_points() -> None:
    for laid in paginate(golden.letter_plan(LetterKind.slide_loan)).laid.values():
        assert laid.style.body == 11
        assert laid.style.side >= 0.75 * 72


def test_large_print_is_eighteen_points_with_the_page_number_alone() -> None:
    plan = PLANS["question_sheet.large"]
    assert paginate(plan).laid["question_sheet"].style.body == 18
    pdf, _written = made(plan)
    assert page_texts(pdf)[1].split()[-1] == "2"
    assert plan.file_name.endswith("(large print).pdf")


def test_the_file_is_named_by_day_paper_and_place_and_never_by_the_patient() -> None:
    plan = golden.letter_plan(LetterKind.records_request)
    assert plan.file_name == "2026-11-22 Records request - Riverside General Hospital.pdf"
    assert all("Santos" not in plan.file_name and "Ortega" not in plan.file_name for plan in PLANS.values())


def test_a_name_that_no_file_system_takes_is_made_safe() -> None:
    contacts = (RIVERSIDE.revised(name='St. Mary\'s: "A/B" <clinic>?\n' + "x " * 200), *maria().contacts[1:])
    name = plan_letter(maria(contacts=contacts), marias(LetterKind.records_request)).file_name
    assert not set(name) & set('<>:"/\\|?*\n')
    assert len(name) < 120


def test_the_signature_takes_two_lines_of_the_letter_along() -> None:
    words = "The reason is written here, and it goes on for a while. "
    for count in range(20, 60):
        text = Paragraph(plain(words * count))
        paper = Paper("a", "A letter", Form.sheet, (text, Signature(("Maria R. Santos",))))
        pages = paginate(PacketPlan("a", "", "", "en", "", (paper,))).laid["a"].pages
        last = pages[-1].placed
        if len(pages) > 1:
            assert len(last) >= 2
            assert last[0].piece.height >= 2 * 14.5 - 0.01
    # The letters grow by a line or so at a time, so the turn of the page falls at every place.


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_call_script_never_ends_with_a_page_that_asks_nothing(language: str) -> None:
    for count in range(1, 15):
        questions = (SCRIPT * 5)[:count]
        choices = marias(LetterKind.call_script, call_questions=questions, language=language)
        pages = paginate(plan_letter(maria(), choices)).laid["call_script"].pages
        asked = sum(placed.piece.keeps_next for placed in pages[-1].placed)
        assert len(pages) == 1 or asked, f"with {count} questions the last page holds no more than the end"
        assert len(pages) == (1 if count <= 4 else 2), f"{count} questions"


def test_no_single_line_stands_alone_at_the_top_or_bottom_of_a_page() -> None:
    words = "A sentence that fills some of the line. "
    for count in range(8, 30):
        paper = Paper("a", "A", Form.sheet, tuple(Paragraph(plain(words * count)) for _each in range(12)))
        for page in paginate(PacketPlan("a", "", "", "en", "", (paper,))).laid["a"].pages:
            for placed in (page.placed[0], page.placed[-1]):
                assert placed.piece.height >= 2 * 14.5 - 0.01


def test_a_helper_with_authority_signs_for_the_patient_and_encloses_the_paper() -> None:
    text = letter_text(PLANS["records_request.helper"])
    assert "I am writing on behalf of Maria R. Santos, as health care agent." in text
    assert "Ana Santos\non behalf of Maria R. Santos, as health care agent" in text
    assert "copy of the health care power of attorney" in text
    assert text.startswith("Ana Santos\n77 Birch Court")


def test_a_helper_without_a_paper_gets_a_letter_that_claims_no_right_and_a_finding() -> None:
    helper = HELPER.revised(role=HelperRole.none_yet)
    plan = plan_letter(maria(helpers=(helper,)), marias(LetterKind.records_request))
    text = letter_text(plan)
    assert "right of access" not in text
    assert "If you need a signed form first" in text
    assert [finding.fact for finding in plan.at_level(Level.must_fix)] == ["helper.role"]


def test_the_slide_letter_cites_no_rule_and_names_no_thirty_days() -> None:
    text = letter_text(golden.letter_plan(LetterKind.slide_loan))
    assert "HIPAA" not in text
    assert "30 days" not in text


def test_the_fax_cover_names_neither_patient_in_full_nor_illness_under_its_subject() -> None:
    snapshot = maria(helpers=(HELPER,))
    text = letter_text(plan_letter(snapshot, marias(LetterKind.fax_cover)))
    assert "Maria" not in text
    assert "M.R.S." in text
    assert "cancer" not in text.lower()


def test_a_network_exception_names_the_place_and_a_fax_says_where_to_answer() -> None:
    center = RIVERSIDE.revised(name="Lakeside Cancer Center")
    contacts = (center, *(one.revised(part_of_id=center.id) for one in maria().contacts[1:]))
    text = letter_text(plan_letter(maria(contacts=contacts), marias(LetterKind.network_exception)))
    assert "Place: Lakeside Cancer Center" in text
    fax = letter_text(plan_letter(maria(), marias(LetterKind.fax_cover)))
    assert "My address | 418 Alder Street, Apt 3, Dayton, OH 45402" in fax


def test_blank_needed_by_and_cost_lines_drop_out() -> None:
    requests = tuple(one.revised(needed_by=None, fee_limit_cents=None) for one in maria().requests)
    text = letter_text(plan_letter(maria(requests=requests), marias(LetterKind.records_request)))
    assert "Needed by" not in text
    assert "cost will be more than" not in text
    assert "____" not in text.replace("Signature ______________________", "").replace("Date ______________________", "")


def test_a_needed_fact_that_is_empty_leaves_a_line_to_fill_in_and_a_finding() -> None:
    snapshot = maria(coverages=())
    plan = plan_letter(snapshot, marias(LetterKind.network_exception))
    assert "Member ID: ____________" in letter_text(plan)
    assert "coverage.member_id" in {finding.fact for finding in plan.at_level(Level.good_to_have)}


def _prose(blocks: Iterable[Block]) -> Iterator[str]:
    """The sentences of a paper, without tables, pairs and places in the law."""
    for block in blocks:
        match block:
            case Box() | Strip():
                yield from _prose(block.blocks)
            case Paragraph():
                yield "".join(span.text for span in block.spans)
            case Listing():
                yield from ("".join(span.text for span in item) for item in block.items)


@pytest.mark.parametrize("name", sorted(name for name in PLANS if ".es" not in name and "+" not in name))
def test_the_measured_reading_grade_is_at_most_ten(name: str) -> None:
    prose = [LAW.sub("the rule", text).strip() for text in _prose(b for one in PLANS[name].papers for b in one.blocks)]
    text = " ".join(one if one[-1:] in (".", "?", "”") else f"{one}." for one in prose if one)
    textstat.set_lang("en")
    assert float(textstat.flesch_kincaid_grade(text)) <= 10


@pytest.mark.parametrize("name", sorted(name for name in PLANS if ".es" not in name))
def test_no_law_is_named_that_the_list_of_papers_does_not_name_with_its_source(name: str) -> None:
    known = (Path(__file__).parents[2] / "docs/letters.md").read_text(encoding="utf-8")
    for place in LAW.findall(letter_text(PLANS[name])):
        assert place in known, place


@pytest.mark.parametrize("name", sorted(PLANS))
def test_no_name_of_a_fact_is_ever_printed_in_place_of_the_fact(name: str) -> None:
    assert not re.search(r"[{}]|_[a-z]", letter_text(PLANS[name]))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_line_left_to_fill_in_has_a_finding_that_leads_somewhere(kind: LetterKind) -> None:
    bare = maria(
        patient=None, plans=(), coverages=(), visits=(), loans=(), network_exceptions=(), prior_authorizations=(),
        referrals=(), helpers=(), contacts=(), case_contacts=(), releases=(), requests=(), calls=(), items=(),
    )  # fmt: skip
    plan = plan_letter(bare, marias(kind))
    found = {finding.fact for finding in plan.findings if finding.fact}
    wanted = set(_left_blank(kind, bare))
    assert wanted <= found | set(CHOSEN_IN), wanted - found
    for fact in found:
        role = fact.partition(".")[0]
        assert role in PAGE_OF or fact in ("own_words", "reason"), fact


def _left_blank(kind: LetterKind, snapshot: CaseSnapshot) -> list[str]:
    choices = marias(kind)
    subject, words = subject_of(snapshot, choices), wording("en")
    facts = facts_of(snapshot, subject, choices, (), words)
    filler = Filler(facts.lookup, facts.lists)
    filler.blocks(load(kind.value, "en"))
    return filler.missing


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_paper_can_be_made_from_an_empty_case_and_says_what_is_missing(kind: LetterKind) -> None:
    empty = replace(maria(), **dict.fromkeys(("contacts", "case_contacts", "requests", "items", "loans"), ()))
    empty = replace(empty, patient=None, visits=(), plans=(), coverages=(), network_exceptions=(), questions=())
    plan = plan_letter(empty, Choices(kind, TODAY))
    pdf, _written = made(plan)
    assert page_texts(pdf)[0].strip()
    assert bool(plan.at_level(Level.must_fix)) == any(need.level is Level.must_fix for need in KINDS[kind].needs)


@pytest.mark.parametrize("kind", OFFICE)
def test_every_letter_to_an_office_has_a_spanish_summary(kind: LetterKind) -> None:
    text = summary(maria(), marias(kind))
    assert 40 < len(text) < 900
    assert "____" not in text


def test_the_summary_says_when_the_appeal_has_to_be_sent() -> None:
    choices = Choices(LetterKind.appeal, TODAY, last_day=date(2027, 7, 11), send_by=date(2027, 7, 2))
    text = summary(maria(), choices)
    assert "El último día para apelar es el 11 de julio de 2027." in text
    assert "Mándela antes del 2 de julio de 2027." in text


def test_two_languages_stand_line_under_line() -> None:
    plan = PLANS["call_script.en+es"]
    text = letter_text(plan)
    english = "“Is Dr. Grace Okafor at Lakeside Cancer Center in my network?”"
    assert f"{english}\n“¿Está la Dra. Grace Okafor, de Lakeside Cancer Center, en mi red?”" in text
    assert "[ ] Yes / Sí" in text


def test_title_author_subject_and_language_are_set_and_nothing_tells_of_the_computer() -> None:
    pdf, _written = made(golden.letter_plan(LetterKind.records_request))
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo.Title) == "Records request"
        assert str(document.docinfo.Author) == "Maria R. Santos"
        assert set(document.docinfo.keys()) == {"/Title", "/Author", "/Subject"}
        assert str(document.Root.Lang) == "en"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        words = document.Root.Metadata.read_bytes().decode()
        assert "Records request" in words
        assert not re.search("Maria|Santos|Producer|CreatorTool|Date", words)


def test_a_sample_case_marks_every_page() -> None:
    plan = golden.letter_plan(LetterKind.records_request)
    pdf, _written = made(replace(plan, is_sample=True))
    assert "SAMPLE" in page_texts(pdf)[0]
    assert "SAMPLE" not in page_texts(made(plan)[0])[0]


def test_pages_for_gives_each_exhibit_the_pages_that_were_chosen() -> None:
    plan = PLANS["packet.appeal"]
    assert len(pages_for(plan)) == 3


def in_large_print(plan: PacketPlan) -> PacketPlan:
    """The same papers, set as for somebody who needs large print."""

    def enlarged(part: Part) -> Part:
        if isinstance(part, Paper):
            return replace(part, is_large=True, one_page=False)
        return replace(part, paper=replace(part.paper, is_large=True)) if part.paper else part

    return replace(plan, parts=tuple(enlarged(part) for part in plan.parts))


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("is_large", [False, True], ids=["regular", "large"])
def test_no_page_ends_with_what_belongs_to_the_next_and_no_cell_cuts_a_word(name: str, is_large: bool) -> None:
    plan = in_large_print(PLANS[name]) if is_large else PLANS[name]
    pagination = paginate(plan)
    for laid in pagination.laid.values():
        for page in laid.pages[:-1]:
            assert not page.placed[-1].piece.keeps_next, "a heading stands alone at the foot of a page"
    if not is_large:
        return  # The golden text holds the words.
    printed = " ".join(words_in(" ".join(page_texts(made(plan, pages_for(plan).__getitem__)[0]))))
    for table in (block for paper in plan.papers for block in paper.blocks if isinstance(block, Table)):
        for spans in (spans for row in (table.header, *table.rows) for spans in row):
            for word in " ".join(span.words({}) for span in spans).split():
                assert word in printed, f"“{word}” was cut in two"


@pytest.mark.parametrize(
    ("level", "regime", "says"),
    [
        (AppealLevel.internal, "erisa_group", "pide a su plan que cambie su decisión"),
        (AppealLevel.redetermination, "original_medicare", "pide a Medicare que cambie su decisión"),
        (AppealLevel.hearing, "tricare", "pide una audiencia"),
        (AppealLevel.council, "medicare_advantage", "consejo de apelaciones de Medicare"),
        (AppealLevel.fair_hearing, "medicaid_managed_care", "audiencia justa (fair hearing)"),
        (AppealLevel.fair_hearing, "chip", "pide al estado que revise la decisión"),
    ],
)
def test_the_spanish_box_says_which_step_the_letter_takes(level: AppealLevel, regime: str, says: str) -> None:
    choices = Choices(LetterKind.appeal, golden.APPEAL_DAY, an_id("appeal"), regime=regime, notice_parts=golden.GAPS)
    text = summary(luis(level=level, is_expedited=True), choices)
    assert says in text
    assert "También pide lo que faltaba" in text
    assert ("respuesta rápida" in text) is (regime != "original_medicare")
    assert "____" not in text


@pytest.mark.parametrize("code", ["en", "es"])
def test_how_far_a_thing_has_come_is_printed_in_the_words_of_the_screen(code: str) -> None:
    printed = wording(code)
    with in_language(code):
        assert {state: printed.choice(state) for state in ItemStatus} == words_of(ItemStatus)
