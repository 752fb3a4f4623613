"""Every page in Spanish and in words a third longer: nothing cut off, nothing left in English, easy to read."""

# ruff: noqa: F811 - a fixture and the argument that asks for it share their name
from __future__ import annotations

import gettext
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from caseorg.base import language, resources
from caseorg.services.licences import all_parts
from caseorg.services.sample import SAMPLE_DAY
from caseorg.services.workspace import Workspace
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from tests import messages
from tests.access import contract
from tests.access.keyboard import alt_letters
from tests.architecture.project import listed
from tests.architecture.test_every_page import (  # noqa: F401 - the same sample, shown in the same window
    PLAIN,
    VIEWS,
    Window,
    appearance,
    background,
    cases_of,
    defects,
    doors_taken,
    files,
    look,
    no_flashes,
    sample,
    window,
    workspace,
)
from tests.journeys.tour import case_for, stops_at
from tests.messages import forms
from tests.ui.checks import cut_off, unnamed_controls
from tests.ui.words_on_screen import entries_of, spanish_ease, texts_in_sight, without_entries

LOWEST_EASE = 65
WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass
class Seen:
    """What a walk past every page found: the texts of each page that are our own, and faults of layout."""

    own: dict[str, list[str]]
    faults: list[str]


def walk(shown: MainWindow, workspace: Workspace) -> Seen:
    cases = cases_of(workspace)
    entries = entries_of(*(workspace.load_case(case_id) for case_id in cases))  # type: ignore[arg-type]
    # What was done is called as it was when it was done, in English; the menu begins it with a small letter.
    entries += [part for step in workspace.store.history() for part in (step.label, step.label[1:])]
    entries += [part.name for part in all_parts()]
    seen = Seen({}, [])
    for kind in all_pages():
        case_id = case_for(workspace, cases, kind)  # type: ignore[arg-type]
        if case_id != shown.case_id:
            shown.show_case(case_id)
        for stop in stops_at(shown, kind.name):
            seen.faults += [f"{stop.name}: cut off: {each}" for each in cut_off(shown)]
            said = unnamed_controls(shown) + contract.faults(shown) + contract.same_names(stop.page)
            seen.faults += [f"{stop.name}: said: {each}" for each in said]
            if shown.side.isVisible() and shown.side.width() < shown.side.natural_width():
                seen.faults.append(f"{stop.name}: the sidebar is too narrow for its words")
            letters = Counter(alt_letters(stop.page))
            seen.faults += [f"{stop.name}: two for Alt+{letter}" for letter, times in letters.items() if times > 1]
            texts = dict.fromkeys(texts_in_sight(stop.page if stop.what else shown))
            seen.own[stop.name] = [without_entries(text, entries, "esto") for text in texts if text]
    return seen


@pytest.fixture
def spoken_as(look: Appearance) -> Iterator[Any]:
    """Shows the program in a language, and afterwards in English again."""

    def show(code: str, percent: int, catalogue: gettext.NullTranslations | None = None) -> None:
        look.show(PLAIN.but(text_size=percent, language=code), remember=False)
        language.use(code, catalogue)

    yield show
    language.use("en")


@pytest.mark.slow
def test_in_spanish_every_page_is_spanish_fits_and_reads_easily(
    spoken_as: Any, window: Window, workspace: Workspace, defects: list[object]
) -> None:
    asked = Asked()
    spoken_as("es", 100)
    language._Chosen.catalogue.add_fallback(asked)
    seen = walk(window(*all_pages(), case_id=cases_of(workspace)[0]), workspace)
    assert not asked.missing, f"shown, but not in the catalogue; mark it with _() or marked(): {sorted(asked.missing)}"
    left = {
        f"{page}: {text!r}: {words}" for page, text in _each(seen) if (words := english_words(_without_names(text)))
    }
    assert not left, f"left in English:\n{listed(sorted(left))}"
    assert not seen.faults, listed(seen.faults)
    hard = {page: ease for page, texts in seen.own.items() if (ease := spanish_ease(texts)) < LOWEST_EASE}
    assert not hard


@pytest.mark.slow
@pytest.mark.parametrize("percent", [pytest.param(100, marks=pytest.mark.long), 200])
def test_words_a_third_longer_fit_on_every_page(
    percent: int, spoken_as: Any, window: Window, workspace: Workspace, defects: list[object]
) -> None:
    spoken_as("en", percent, Longer())
    shown = window(*all_pages(), case_id=cases_of(workspace)[0], size=dict(VIEWS)[percent])
    assert not (faults := walk(shown, workspace).faults), listed(faults)


class Asked(gettext.NullTranslations):
    """Stands behind the catalogue and notes what it was asked for and did not have."""

    def __init__(self) -> None:
        super().__init__()
        self.missing: set[str] = set()

    def gettext(self, message: str) -> str:
        self.missing.add(message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


class Longer(gettext.NullTranslations):
    """English with every vowel twice, and filled up to 1.3 times its length."""

    def gettext(self, message: str) -> str:
        parts = re.split(r"(\{\w*\})", message)
        words = "".join(part if part.startswith("{") else re.sub("([aeiouAEIOU])", r"\1\1", part) for part in parts)
        return words + "é" * (int(len(message) * 1.3 + 0.99) - len(words))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def test_longer_words_are_longer() -> None:
    texts = [text for each in messages.texts_of_program() for text in forms(each)]
    assert all(len(Longer().gettext(text)) >= 1.3 * len(text) for text in texts)
    assert Longer().gettext("{count} open") == "{count} oopeenéé"


def test_a_word_left_in_english_is_found() -> None:
    assert english_words("Agregar una fecha. Choose the office") == ["Choose", "the", "office"]
    assert english_words("Autorización previa (prior authorization), jue., 6 de may. de 2027") == []


@cache
def english_only() -> frozenset[str]:
    """Words that our English has and our Spanish has not, outside of brackets."""
    english: list[str] = []
    spanish = [language.short_date(SAMPLE_DAY.replace(month=month), "es") for month in range(1, 13)]
    for message in messages.catalogue():
        if message.id:
            english += forms(message.id)
            spanish += forms(message.string)
    for path in resources.root().rglob("*.toml"):
        _sort(tomllib.loads(path.read_text(encoding="utf-8")), "", {"en": english, "es": spanish})
    return frozenset(_words(" ".join(english)) - _words(" ".join(map(_outside_brackets, spanish))))


def english_words(text: str) -> list[str]:
    """Return the words of a Spanish text that are English."""
    return [word for word in WORD.findall(_outside_brackets(text)) if word.lower() in english_only()]


def _without_names(text: str) -> str:
    """Leave out what is in English on purpose: the word list's English, an office's name, what is printed on a key."""
    return re.sub(r"En inglés: .*|^[A-Z]\w+( \w+)* Department\b|\b(Enter|Return)\b", "", text)


def _sort(value: object, code: str, into: dict[str, list[str]]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _sort(inner, key if key in into else code, into)
    elif isinstance(value, list):
        for inner in value:
            _sort(inner, code, into)
    elif isinstance(value, str) and code:
        into[code].append(value)


def _outside_brackets(text: str) -> str:
    return re.sub(r"\(.*?\)|\{\w*\}", "", text)


def _words(text: str) -> set[str]:
    return {word.lower() for word in WORD.findall(text)}


def _each(seen: Seen) -> Iterator[tuple[str, str]]:
    for page, texts in seen.own.items():
        for text in texts:
            yield page, text
