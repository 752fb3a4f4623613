"""The manual is true to the screens, says the same in both languages, reads easily, and its links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import textstat

from caseorg.app import options
from caseorg.base import language
from caseorg.services.help_texts import MANUAL, PartKind, has_help, help_text
from tests.architecture.project import ROOT, listed
from tests.architecture.test_languages import AVOIDED, KEPT, LOWEST_EASE
from tests.manual import PAGES, WELCOME
from tests.messages import forms
from tests.ui.words_on_screen import spanish_ease

FOLDER = ROOT / "docs/manual"
LANGUAGES = ("en", "es")
HIGHEST_GRADE = 6
BOLD = re.compile(r"\*\*(.+?)\*\*")
TO = re.compile(r"\]\((\S+?)\)")


def pages(code: str) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((FOLDER / code).glob("*.md"))}


def prose(text: str) -> list[str]:
    """The sentences of a page, without code, and with the words of links and pictures."""
    lines = re.sub(r"```.*?```", "", text, flags=re.DOTALL).splitlines()
    lines = [re.sub(r"^(#+|-|\d+\.) ", "", re.sub(r"!?\[(.+?)\]\(.+?\)", r"\1", line)) for line in lines]
    return [line.replace("**", "") for line in lines if line.strip()]


def test_both_languages_have_the_pages_of_the_table_part_by_part() -> None:
    assert list(MANUAL) == list(dict.fromkeys(MANUAL))
    assert set(pages("en")) == set(pages("es")) == set(MANUAL)
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in MANUAL:
        english = help_text(name)
        with language.in_language("es"):
            spanish = help_text(name)
        assert [(part.kind, part.number) for part in english.parts] == [
            (part.kind, part.number) for part in spanish.parts
        ], name
        assert english.title != spanish.title
        assert f"| [{english.title}](en/{name}.md) | [{spanish.title}](es/{name}.md) |" in index


def test_what_is_in_bold_is_on_the_screen_in_the_language_of_the_page() -> None:
    screens: dict[str, set[str]] = {}
    for message in KEPT:
        for english, spanish in zip(forms(message.id), forms(message.string), strict=bool(message.id)):
            screens.setdefault(english.rstrip("."), set()).add(spanish.rstrip("."))
    faults = []
    for name, text in pages("en").items():
        spoken, said = BOLD.findall(text), BOLD.findall(pages("es")[name])
        faults += [f"{name}: “{words}” is not in the program" for words in spoken if words not in screens]
        faults += [
            f"{name}: “{english}” is called {sorted(screens[english])} in Spanish, and not “{spanish}”"
            for english, spanish in zip(spoken, said, strict=True)
            if english in screens and spanish not in screens[english]
        ]
    assert not faults, listed(faults)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_link_and_every_picture_is_there_and_no_picture_is_left_over(code: str) -> None:
    shown = set()
    for name, text in pages(code).items():
        for place in TO.findall(text):
            target = (FOLDER / code / place).resolve()
            assert target.is_file(), f"{name}: {place}"
            if place.endswith(".png"):
                assert target.parent.name == code, f"{name}: {place}"
                shown.add(target.stem)
    assert shown == {path.stem for path in (FOLDER / "images" / code).iterdir()} == {WELCOME, *PAGES}
    assert sum(path.stat().st_size for path in (FOLDER / "images" / code).iterdir()) < 500_000


def test_every_page_reads_as_easily_as_a_screen() -> None:
    grades = {
        name: textstat.flesch_kincaid_grade("\n".join(line.rstrip(".") + "." for line in prose(text)))
        for name, text in pages("en").items()
    }
    assert {name: grade for name, grade in grades.items() if grade > HIGHEST_GRADE} == {}
    ease = {name: spanish_ease(prose(text)) for name, text in pages("es").items()}
    assert {name: each for name, each in ease.items() if each < LOWEST_EASE} == {}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_page_uses_a_word_to_avoid_or_shouts(code: str) -> None:
    avoided = re.compile(rf"\b(?:{'|'.join(AVOIDED[code])})\b", re.IGNORECASE)
    found = [
        f"{name}: {line}"
        for name, text in pages(code).items()
        for line in prose(text)
        if avoided.search(re.sub(r"\(.*?\)", "", line)) or "!" in line or line.count("?") < line.count("¿")
    ]
    assert not found, listed(found)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_commands_of_the_page_for_helpers_are_those_of_the_program(code: str) -> None:
    with language.in_language(code):
        (code_part,) = (part for part in help_text("helpers").parts if part.kind is PartKind.code)
    named = {line.split()[1] for line in code_part.text.splitlines()}
    assert named == set(options.COMMANDS) - {"demo"}
    assert code_part.text == re.search(r"```\n(.*?)\n```", pages("en")["helpers"], re.DOTALL)[1]  # type: ignore[index]


def test_every_link_of_a_help_text_leads_to_another() -> None:
    for name in MANUAL:
        for part in help_text(name).parts:
            if part.kind is PartKind.link:
                assert has_help(part.leads_to), (name, part.leads_to)
            if part.kind is PartKind.picture:
                assert Path(part.leads_to).is_file(), (name, part.leads_to)
