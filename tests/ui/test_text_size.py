"""Text size: one service, live, and back again."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QCheckBox, QStyle, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseorg.ui import text_size
from caseorg.ui.look import Appearance
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label
from tests.ui.conftest import PLAIN


def _sample(qtbot: QtBot) -> tuple[QWidget, dict[str, QWidget]]:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    set_gaps(column, margins=24, gap=16)
    pieces: dict[str, QWidget] = {
        "title": Label("Next steps", Role.page_title),
        "body": Label("The second doctor needs the glass slides."),
        "button": Button("Make the letter"),
        "check": QCheckBox("Test and lab results"),
    }
    for piece in pieces.values():
        column.addWidget(piece)
    holder.show()
    qtbot.waitExposed(holder)
    return holder, pieces


def test_text_doubles_and_returns_while_a_page_is_open(qtbot: QtBot, look: Appearance) -> None:
    holder, pieces = _sample(qtbot)
    before = {name: (piece.font().pointSizeF(), piece.sizeHint()) for name, piece in pieces.items()}
    margin = holder.layout().contentsMargins().left()
    look.show(PLAIN.but(text_size=200), remember=False)
    qtbot.wait(1)
    for name, piece in pieces.items():
        assert piece.font().pointSizeF() == pytest.approx(2 * before[name][0]), name
        assert piece.sizeHint().height() >= 1.8 * before[name][1].height(), name
    assert holder.layout().contentsMargins().left() == 2 * margin
    look.show(PLAIN, remember=False)
    qtbot.wait(1)
    after = {name: (piece.font().pointSizeF(), piece.sizeHint()) for name, piece in pieces.items()}
    assert after == before


def test_a_window_opened_large_is_the_same_as_one_made_large(qtbot: QtBot, look: Appearance) -> None:
    _grown_holder, grown = _sample(qtbot)
    look.show(PLAIN.but(text_size=175), remember=False)
    qtbot.wait(1)
    _new_holder, new = _sample(qtbot)
    for name, piece in new.items():
        assert piece.font() == grown[name].font(), name
        assert piece.sizeHint() == grown[name].sizeHint(), name


def test_marks_and_bars_grow_with_the_text(qtbot: QtBot, look: Appearance) -> None:
    box = QCheckBox("Off")
    qtbot.addWidget(box)
    metrics = QStyle.PixelMetric
    for percent, side, bar in ((100, 20, 16), (200, 40, 32)):
        look.show(PLAIN.but(text_size=percent), remember=False)
        assert box.style().pixelMetric(metrics.PM_IndicatorWidth) == side
        assert box.style().pixelMetric(metrics.PM_ScrollBarExtent) == bar


def test_sizes_step_along_the_list_and_stop_at_its_ends(look: Appearance) -> None:
    look.show(PLAIN.but(text_size=115), remember=False)
    assert (text_size.next_size(1), text_size.next_size(-1)) == (130, 100)
    look.show(PLAIN.but(text_size=250), remember=False)
    assert text_size.next_size(1) == 250


def test_nothing_on_screen_is_smaller_than_small(look: Appearance) -> None:
    sizes = [text_size.font(role).pointSizeF() for role in Role]
    assert min(sizes) == pytest.approx(text_size.font(Role.small).pointSizeF())
    assert text_size.font(Role.small).pointSizeF() >= 11


def test_easy_read_letters_come_and_go(qtbot: QtBot, look: Appearance) -> None:
    label = Label("Next steps", Role.page_title)
    qtbot.addWidget(label)
    look.show(PLAIN, remember=False)
    own = label.font().family()
    look.show(PLAIN.but(easy_read=True), remember=False)
    assert label.font().family() == "Atkinson Hyperlegible Next" != own
    look.show(PLAIN, remember=False)
    assert label.font().family() == own
