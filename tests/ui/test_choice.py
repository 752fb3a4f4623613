"""Long choices: the whole of them can be read, in the closed box and in the list, at every size of text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from caseorg.domain.costs import Cost
from caseorg.ui.forms.choosing import editor_for
from caseorg.ui.forms.fields import spec_of
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page
from caseorg.ui.widgets.choice import Choice
from tests.ui import checks
from tests.ui.conftest import PLAIN

MakeWindow = Callable[..., MainWindow]

TIP = Qt.ItemDataRole.ToolTipRole

LONG = (
    "Pathology report of the second reading at Lakeside Cancer Center in Cleveland, with the addendum on the stains, "
    "November 3, 2026"
)


class ChoosingPage(Page):
    """A page with one long choice."""

    name = "next_steps"
    title = "Choosing"
    group = "Start"
    icon = "house"
    needs_case = False


def a_choice(page: Page, *words: str) -> Choice:
    choices: list[tuple[UUID, str]] = [(uuid4(), each) for each in words]
    editor = editor_for(spec_of(Cost, "bill_document_id"), lambda: date(2026, 11, 22), choices)
    page.body.addWidget(editor)
    editor.show_value(choices[0][0])
    box = editor.target()
    assert isinstance(box, Choice)
    return box


@pytest.mark.parametrize("size", [100, 200])
def test_a_long_choice_is_read_whole_in_the_closed_box_and_in_the_list(
    qtbot: QtBot, window: MakeWindow, look: Appearance, size: int
) -> None:
    look.show(PLAIN.but(text_size=size), remember=False)
    shown = window(ChoosingPage, size=(1024, 768))
    box = a_choice(shown.front(), LONG, "Short")
    qtbot.wait(1)
    one_line = box.fontMetrics().lineSpacing()
    assert box.words_shown() == LONG
    assert box.height() >= 2 * one_line
    assert checks.cut_off(shown) == []
    box.showPopup()
    qtbot.wait(1)
    list_width = box.view().viewport().width()
    whole = box.fontMetrics().horizontalAdvance(LONG)
    assert list_width >= whole or box.itemData(box.findText(LONG), TIP) == LONG
    box.hidePopup()
    box.setCurrentIndex(box.findText("Short"))
    qtbot.wait(1)
    assert box.height() < 2 * one_line + one_line


def test_what_no_box_can_hold_is_told_to_who_points_at_it(qtbot: QtBot, window: MakeWindow, look: Appearance) -> None:
    look.show(PLAIN.but(text_size=200), remember=False)
    shown = window(ChoosingPage, size=(1024, 768))
    words = "A name without an end, " * 40
    box = a_choice(shown.front(), words)
    qtbot.wait(1)
    assert box.words_shown().endswith("…")
    at = QPoint(20, 20)
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, at, box.mapToGlobal(at)))
    assert QToolTip.text() == words
    assert box.toolTip() == "", "a screen reader would say it twice"
