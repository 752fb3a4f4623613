"""Templates: every name in them exists, both languages have the same blocks, and mistakes are named."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum

import pytest

from caseorg.base import resources
from caseorg.domain.people import Department, HelperRole
from caseorg.domain.plan import PlanKind
from caseorg.domain.requests import ItemStatus, RecordKind
from caseorg.packets.blocks import Block, Box, Listing, Paragraph, Strip, Table, as_text, plain
from caseorg.packets.facts import LISTS, known_names
from caseorg.packets.filling import BLANK, Filler, Known
from caseorg.packets.kinds import KINDS
from caseorg.packets.letters import plan_letter
from caseorg.packets.template import Condition, Each, Group, Node, Template, TemplateError, load, parse
from caseorg.packets.words import wording
from tests.packets.samples import SCRIPT, maria, marias

ALL = sorted(
    (path.parent.name, path.name.removesuffix(".txt"))
    for language in ("en", "es")
    for path in resources.path(f"letters/{language}").glob("*.txt")
)


@pytest.mark.parametrize(("language", "name"), ALL)
def test_every_name_in_a_template_exists(language: str, name: str) -> None:
    template = load(name, language)
    known = known_names() | set(LISTS)
    for one in template.lists():
        known |= LISTS[one]
    assert template.names() <= known


@pytest.mark.parametrize(("language", "name"), ALL)
def test_a_fact_of_a_list_is_named_only_inside_that_list(language: str, name: str) -> None:
    in_lists = frozenset().union(*LISTS.values()) - known_names()

    def check(nodes: tuple[Node, ...], allowed: frozenset[str]) -> None:
        for node in nodes:
            if isinstance(node, Each):
                check(node.body, allowed | LISTS[node.name])
            elif isinstance(node, Group):
                check(node.body, allowed)
            elif isinstance(node, Condition):
                check((*node.then, *node.otherwise), allowed)
                assert node.name not in in_lists - allowed
            else:
                assert not (Template("", "", (node,)).names() & in_lists) - allowed

    check(load(name, language).nodes, frozenset())


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_a_template_in_each_of_its_languages(kind: str) -> None:
    for language in KINDS[kind].languages:  # type: ignore[index]
        assert load(kind, language).nodes
    if "es" not in KINDS[kind].languages:  # type: ignore[index]
        assert load(f"{kind}.summary", "es").nodes


def test_every_need_names_a_fact_or_a_list() -> None:
    for kind in KINDS.values():
        assert {need.fact for need in kind.needs} <= known_names() | set(LISTS)
        assert all(need.sentence() for need in kind.needs)


def _shape(blocks: tuple[Block, ...]) -> list[object]:
    shape: list[object] = []
    for block in blocks:
        if isinstance(block, Box | Strip):
            shape.append(_shape(block.blocks))
        elif isinstance(block, Listing):
            shape.append((type(block).__name__, len(block.items)))
        else:
            shape.append(type(block).__name__)
    return shape


@pytest.mark.parametrize("kind", sorted(kind for kind, row in KINDS.items() if "es" in row.languages))
@pytest.mark.parametrize("full", [True, False])
def test_both_languages_have_the_same_blocks(kind: str, full: bool) -> None:
    snapshot = maria() if full else maria(patient=None, visits=(), plans=(), coverages=(), questions=())
    questions = SCRIPT if full else ()
    first = plan_letter(snapshot, marias(kind, call_questions=questions))  # type: ignore[arg-type]
    second = plan_letter(snapshot, marias(kind, language="es", call_questions=questions))  # type: ignore[arg-type]
    assert _shape(first.papers[0].blocks) == _shape(second.papers[0].blocks)


@pytest.mark.parametrize("choice", [HelperRole, Department, RecordKind, ItemStatus, PlanKind])
def test_every_choice_has_its_words_in_both_languages(choice: type[StrEnum]) -> None:
    unnamed = {"none_yet", "not_sure", "uninsured", "other"}
    for language in ("en", "es"):
        assert {one.value for one in choice if not wording(language).choice(one)} <= unnamed


def test_both_languages_have_the_same_words() -> None:
    read = {
        language: tomllib.loads(resources.path(f"letters/{language}/words.toml").read_text(encoding="utf-8"))
        for language in ("en", "es")
    }
    assert {name: set(group) for name, group in read["en"].items()} == {
        name: set(group) for name, group in read["es"].items()
    }


@pytest.mark.parametrize(("language", "name"), ALL)
def test_sentences_are_short_calm_and_without_contractions_to_plans(language: str, name: str) -> None:
    path = resources.path(f"letters/{language}/{name}.txt")
    printed = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(("//", ".", "|"))]
    for line in printed:
        assert "!" not in line
        assert "invalid" not in line.lower()
        for sentence in re.split(r"[.?:”](?:\s|$)", re.sub(r"\{[^}]*\}", "X", line)):
            assert len(sentence.split()) <= 22, sentence
        if language == "en" and name not in ("question_sheet", "call_script"):
            assert not re.search(r"\b(don't|can't|won't|isn't|I'm|I've|didn't|couldn't)\b", line)


# The format


def _filled(text: str, lists: dict[str, list[dict[str, Known]]] | None = None, **facts: str) -> tuple[str, list[str]]:
    lookup = {
        name.replace("__", "."): Known(plain(value), value) if value else Known() for name, value in facts.items()
    }
    filler = Filler(lookup, lists or {}, signers=("Maria",))
    blocks = filler.blocks(parse(text, "test", "en"))
    return as_text(blocks, {}), filler.missing


def test_lines_in_a_row_make_one_paragraph_and_a_blank_line_ends_it() -> None:
    assert _filled("One.\nTwo.\n\nThree.")[0] == "One. Two.\n\nThree.\n"


def test_an_optional_line_falls_away_and_a_needed_one_leaves_a_blank_and_is_named() -> None:
    text, missing = _filled("Keep.\n? Drop {a__b}.\nNeed {a__b}.".replace("__", "."), a__b="")
    assert text == f"Keep. Need {BLANK}.\n"
    assert missing == ["a.b"]


def test_conditions_know_known_unknown_and_choices() -> None:
    template = ".if a.b\nknown\n.else\nunknown\n.end\n.if not a.b\nno\n.end\n.if a.b is red or blue\ncolor\n.end"
    assert _filled(template, a__b="blue")[0] == "known color\n"
    assert _filled(template, a__b="green")[0] == "known\n"
    assert _filled(template, a__b="")[0] == "unknown no\n"


def test_a_loop_prints_once_for_each_thing_and_a_table_without_rows_not_at_all() -> None:
    things = {"item": [{"item.text": Known(plain(word), word)} for word in ("one", "two")]}
    assert _filled(".for item\n[] {item.text}\n.end", things)[0] == "[ ] one\n[ ] two\n"
    assert _filled("|= A | B\n.for item\n| {item.text} | x\n.end", {"item": []})[0].strip() == ""


def test_what_a_person_typed_is_printed_and_never_read_as_a_command() -> None:
    typed = "= {patient.full_name} | **bold** .if .end // [] # - : ? @sign {{"
    text, _missing = _filled(": Name | {a.b}\n\n| {a.b} | end\n\n{a.b}", a__b=typed)
    assert text.count(typed) == 3


def test_lines_of_an_address_stay_lines_alone_and_become_one_inside_a_sentence() -> None:
    assert _filled("> {a.address}", a__address="12 Oak\nDayton")[0] == "12 Oak\nDayton\n"
    assert _filled("It is {a.address}.", a__address="12 Oak\nDayton")[0] == "It is 12 Oak, Dayton.\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("One.\n.unless a.b\n.end", "en/test.txt, line 2: “.unless a.b” is not a command"),
        ("@frame x", "en/test.txt, line 1: “@frame” is not a command"),
        (".if a.b\nOne.", "en/test.txt, line 2: there is no .else or .end"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(text: str, message: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(message)):
        _filled(text, a__b="x")


def test_bold_and_braces_are_the_only_marks_inside_a_line() -> None:
    filler = Filler({}, {})
    (block,) = filler.blocks(parse("A **bold** {{brace}}.", "test", "en"))
    assert isinstance(block, Paragraph)
    assert [(span.text, span.bold) for span in block.spans if span.bold] == [("bold", True)]
    assert "".join(span.text for span in block.spans) == "A bold {brace}."


def test_an_empty_cell_stays_empty() -> None:
    filler = Filler({"a.b": Known()}, {})
    (block,) = filler.blocks(parse("|= A | B\n| {a.b} | x", "test", "en"))
    assert isinstance(block, Table)
    assert block.rows[0][0] == ()
    assert not filler.missing
