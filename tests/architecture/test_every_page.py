"""What holds on every page there is, with something on it: named controls, plain words, nothing cut off, own keys."""

# ruff: noqa: F811 - a fixture and the argument that asks for it share their name
from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from caseorg.services.sample import SAMPLE_DAY
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages import all_pages
from tests.access import contract, keyboard
from tests.access.keyboard import Tasks
from tests.journeys.tour import TASKS, Stop, case_for, stops_at
from tests.ui.checks import cut_off, rich_labels, unnamed_controls
from tests.ui.conftest import (  # noqa: F401 - fixtures that all screens share
    PLAIN,
    appearance,
    background,
    defects,
    doors_taken,
    files,
    look,
    no_flashes,
    window,
)
from tests.ui.words_on_screen import english_grade, entries_of, texts_in_sight, without_entries

HIGHEST_GRADE, HIGHEST_MEDIAN = 8, 6
NOTHING_TO_PRESS = {"shortcuts", "recently_removed", "search", "human_help", "about", "licences"}
"""Pages with no button and no labelled field in sight, at least while there is nothing on them."""

PANELS = 4  # that are opened and closed at least
BUTTONS = 2  # that open one by the space bar and get the keyboard back, at least

VIEWS = ((100, (1280, 800)), (200, (1024, 768)))
Window = Callable[..., MainWindow]


@pytest.fixture(scope="module")
def sample(sample_bytes: tuple[bytes, Seal], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample cases; what a test changes in them does not matter to the others."""
    path = tmp_path_factory.mktemp("own") / "sample.caseorg"
    path.write_bytes(sample_bytes[0])
    opened = Workspace(CaseFile.open(path, sample_bytes[1]), today=lambda: SAMPLE_DAY)
    yield opened
    opened.close()


@pytest.fixture
def workspace(sample: Workspace) -> Workspace:
    """The sample instead of an empty file."""
    return sample


def cases_of(workspace: Workspace) -> tuple[object, ...]:
    return tuple(line.case_id for line in workspace.store.case_lines())


@pytest.mark.slow
@pytest.mark.parametrize("percent", [percent for percent, _size in VIEWS])
def test_every_control_has_a_name_every_word_is_plain_and_easy_and_nothing_is_cut_off(
    percent: int,
    window: Window,
    workspace: Workspace,
    look: Appearance,
    defects: list[object],
    subtests: pytest.Subtests,
) -> None:
    look.show(PLAIN.but(text_size=percent), remember=False)
    cases = cases_of(workspace)
    shown = window(*all_pages(), case_id=cases[0], size=dict(VIEWS)[percent])
    entries = entries_of(*(workspace.load_case(case_id) for case_id in cases))
    faults: dict[str, list[str]] = {}
    grades: dict[str, float] = {}
    tasks = Tasks()
    for kind in all_pages():
        case_id = case_for(workspace, cases, kind)
        if case_id != shown.case_id:
            shown.show_case(case_id)
        for stop in stops_at(shown, kind.name):
            found = {
                "every control has a name": unnamed_controls(shown),
                "no text is read as markup": rich_labels(shown),
                "nothing is cut off": cut_off(shown),
                "a screen reader is told enough": contract.faults(shown) + contract.same_names(stop.page),
            }
            if percent == 100:
                own = [without_entries(text, entries, "this") for text in texts_in_sight(stop.page)]
                grades[stop.name] = english_grade(own)
                found |= with_the_keyboard(shown, stop, tasks)
            for what, each in found.items():
                faults.setdefault(what, []).extend(f"{stop.name}: {fault}" for fault in each)
    for what, found_ in faults.items():
        with subtests.test(what):
            assert found_ == []
    with subtests.test("every page is easy to read"):
        assert {page: grade for page, grade in grades.items() if grade > HIGHEST_GRADE} == {}
        assert not grades or median(grades.values()) <= HIGHEST_MEDIAN
    assert percent != 100 or (tasks.closed >= PANELS and tasks.opened_by_key >= BUTTONS)


def with_the_keyboard(shown: MainWindow, stop: Stop, tasks: Tasks) -> dict[str, list[str]]:
    """Look at the page as who uses no mouse: as it opens, and with each task begun."""
    found: dict[str, list[str]] = {}
    if not stop.what:
        found["no two things answer to the same keys"] = keyboard.same_keys(shown)
        if not keyboard.alt_letters(stop.page) and stop.page.name not in NOTHING_TO_PRESS:
            found["no two things answer to the same keys"].append("nothing answers to Alt")
    if stop.what in ("", *TASKS):
        found["Tab reaches every control in reading order"] = keyboard.tab_faults(shown, stop.page)
    if stop.what == "add":
        found["closing a task gives the keyboard back"] = tasks.faults(stop.page)
    return found


class PlantedPage(Page):
    """A page with one of each fault."""

    name, title, needs_case = "planted", "Planted", False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.body.addWidget(QLineEdit())
        self.body.addWidget(QLabel("<b>Bold</b>"))
        narrow = QLabel("These words do not fit")
        narrow.setTextFormat(Qt.TextFormat.PlainText)
        narrow.setFixedWidth(20)
        self.body.addWidget(narrow)


def test_a_planted_fault_of_each_kind_is_found(window: Window, defects: list[object]) -> None:
    shown = window(PlantedPage)
    assert [each.split()[0] for each in unnamed_controls(shown)] == ["QLineEdit"]
    assert rich_labels(shown)[0] == "<b>Bold</b>"
    assert any("do not fit" in each for each in cut_off(shown))
