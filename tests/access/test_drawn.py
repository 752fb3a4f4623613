"""Words and parts stand out as they are drawn on every page, in every theme, and what is pressed is large enough."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseorg.services.workspace import Workspace
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from caseorg.ui.remembered import Look
from caseorg.ui.theme import Theme, color
from tests.access import contract, drawn
from tests.journeys.tour import case_for, stops_at

Window = Callable[..., MainWindow]

_HIGH = 1600  # so that what is further down is drawn, too
_PIECES = 500  # that are measured at least, so that the test can't pass by looking at nothing


_LONG = [pytest.param(theme, marks=pytest.mark.long) for theme in (Theme.dark, Theme.high_contrast)]


@pytest.mark.parametrize("theme", [Theme.light, *_LONG])
def test_every_word_and_part_stands_out_and_every_target_is_large(
    theme: Theme,
    window: Window,
    workspace: Workspace,
    cases: tuple[UUID, ...],
    look: Appearance,
    defects: list[object],
) -> None:
    look.show(Look(theme=theme.value), remember=False)
    shown = window(*all_pages(), case_id=cases[0], size=(1280, _HIGH))
    faults: list[str] = []
    measured: set[object] = set()
    for kind in all_pages():
        case_id = case_for(workspace, cases, kind)
        if case_id != shown.case_id:
            shown.show_case(case_id)
        for stop in stops_at(shown, kind.name, (), rows=0):
            faults += [f"{stop.name}: {each}" for each in drawn.faint(shown, measured) + drawn.small(shown)]
    assert len(measured) > _PIECES
    assert faults == [], "\n".join(sorted(set(faults)))


def test_what_is_faint_small_or_unsaid_is_found(qtbot: QtBot, look: Appearance) -> None:
    look.show(Look(theme="light"), remember=False)
    holder = QWidget()
    qtbot.addWidget(holder)
    holder.resize(400, 300)
    label, button, field = QLabel("Faint words", holder), QPushButton("<", holder), QLineEdit(holder)
    colors = label.palette()
    colors.setColor(QPalette.ColorRole.WindowText, color("line.subtle"))
    label.setPalette(colors)
    button.setGeometry(0, 100, 20, 20)
    field.move(0, 200)
    holder.show()
    qtbot.waitExposed(holder)
    assert [each.split()[0] for each in drawn.faint(holder, set())] == ["words", "words"]
    assert drawn.small(holder) == ["QPushButton  20x20"]
    assert contract.faults(holder) == ["its name has no word in it, “<”: QPushButton ", "no name: QLineEdit "]
