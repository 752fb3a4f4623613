"""F6 goes round the parts of the window. What the keyboard does on each page is seen in test_every_page.py."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QApplication

from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages

Window = Callable[..., MainWindow]


def test_f6_goes_round_the_parts_of_the_window_and_back(
    window: Window, cases: tuple[UUID, ...], defects: list[object]
) -> None:
    shown = window(*all_pages(), case_id=cases[0])
    shown.front().focus_title()
    shown.tell.done("Saved.")
    ways = []
    for command in ("next_part", "previous_part"):
        passed = []
        for _turn in shown.parts():
            shown.do(command)
            focus = QApplication.focusWidget()
            passed.append(next(at for at, part in enumerate(shown.parts()) if part.isAncestorOf(focus)))
        ways.append(passed)
    assert sorted(ways[0]) == list(range(len(shown.parts())))
    assert sorted(ways[1]) == list(range(len(shown.parts())))
