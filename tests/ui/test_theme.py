"""Colors: every pair can be told apart, as a token and as drawn."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from caseorg.ui import theme
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.look import Appearance
from caseorg.ui.theme import Theme
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.chip import Chip, Status
from caseorg.ui.widgets.label import Label
from tests.ui.checks import contrast
from tests.ui.conftest import PLAIN

GROUNDS = ("surface", "window", "sunken", "row.hover")
SHOWN = (Theme.light, Theme.dark, Theme.high_contrast)


@pytest.mark.parametrize("shown", SHOWN)
@pytest.mark.parametrize(
    ("role", "needed"),
    [
        ("text.primary", 4.5),
        ("text.secondary", 4.5),
        ("text.placeholder", 4.5),
        ("text.disabled", 3),
        ("link", 4.5),
        ("border.control", 3),
        ("accent.fill", 3),
        ("select.fill", 3),
        ("danger.fill", 3),
    ],
)
def test_a_token_stands_out_from_every_ground_it_may_lie_on(shown: Theme, role: str, needed: float) -> None:
    colors = theme.tokens(shown)
    grounds = GROUNDS if role != "text.disabled" else ("surface", "window")
    for ground in grounds:
        assert contrast(colors[role], colors[ground]) >= needed, f"{role} on {ground}"


@pytest.mark.parametrize("shown", SHOWN)
def test_words_on_filled_pieces_can_be_read(shown: Theme) -> None:
    colors = theme.tokens(shown)
    pairs = [
        ("accent.text", "accent.fill"),
        ("accent.text", "accent.hover"),
        ("select.text", "select.fill"),
        ("danger.text", "danger.fill"),
    ]
    for words, ground in pairs:
        assert contrast(colors[words], colors[ground]) >= 4.5, f"{words} on {ground}"
    for status in Status:
        assert contrast(colors[f"status.{status}"], colors[f"status.{status}.bg"]) >= 4.5, status


@pytest.mark.parametrize("shown", SHOWN)
def test_one_of_the_rings_two_lines_stands_out_from_every_ground(shown: Theme) -> None:
    colors = theme.tokens(shown)
    for role, ground in colors.items():
        if role in (*GROUNDS, "accent.fill", "danger.fill") or role.endswith(".bg"):
            best = max(contrast(colors["focus.inner"], ground), contrast(colors["focus.outer"], ground))
            assert best >= 4.5, role


@pytest.mark.parametrize("shown", SHOWN)
def test_every_role_of_the_palette_is_set_in_every_state(shown: Theme) -> None:
    colors = theme.tokens(shown)
    made = theme.palette(colors)
    known = {color.rgb() for color in colors.values()}
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for role in QPalette.ColorRole:
            if role not in (QPalette.ColorRole.NColorRoles, QPalette.ColorRole.NoRole):
                assert made.isBrushSet(group, role), f"{group} {role}"
                assert made.color(group, role).rgb() in known, f"{group} {role}"


def _strongest(image: QImage) -> float:
    """Return the best contrast that any pixel has to the most frequent one: that of the strokes to their ground."""
    seen = Counter(image.pixel(x, y) for x in range(image.width()) for y in range(image.height()))
    ground = QColor.fromRgba(seen.most_common(1)[0][0])
    return max(contrast(QColor.fromRgba(pixel), ground) for pixel in seen)


@pytest.mark.parametrize("shown", SHOWN)
def test_pieces_as_drawn_can_be_read(qtbot: QtBot, look: Appearance, shown: Theme) -> None:
    look.show(PLAIN.but(theme=shown.value), remember=False)
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    field = QLineEdit()
    field.setPlaceholderText("Like 3/14/1958")
    pieces = {
        "main": Button("Make the letter", kind=ButtonKind.main),
        "danger": Button("Remove case", kind=ButtonKind.danger),
        "plain": Button("Not now"),
        "link": LinkButton("I already did this"),
        "placeholder": field,
        "label": Label("Why we ask", ink="text.secondary"),
        **{status: Chip("Asked", status) for status in Status},
    }
    for piece in pieces.values():
        column.addWidget(piece)
    holder.show()
    qtbot.waitExposed(holder)
    for name, piece in pieces.items():
        drawn = piece.grab(piece.rect().adjusted(6, 6, -6, -6)).toImage()
        assert _strongest(drawn) >= 4.5, name


def test_following_the_computer_shows_light_or_dark(look: Appearance) -> None:
    look.show(PLAIN.but(theme="computer"), remember=False)
    assert theme.color("window") in (theme.tokens(Theme.light)["window"], theme.tokens(Theme.dark)["window"])


def test_a_change_of_theme_reaches_widgets_that_are_open(qtbot: QtBot, look: Appearance) -> None:
    label = Label("Next steps")
    qtbot.addWidget(label)
    label.show()
    light = label.grab().toImage()
    look.show(PLAIN.but(theme="dark"), remember=False)
    qtbot.wait(1)
    assert label.palette().color(QPalette.ColorRole.Window) == theme.tokens(Theme.dark)["window"]
    assert label.grab().toImage() != light


def test_a_switched_off_button_is_drawn_as_such(qtbot: QtBot, look: Appearance) -> None:
    button = Button("Make the letter", kind=ButtonKind.main)
    qtbot.addWidget(button)
    button.show()
    on = button.grab().toImage()
    button.setEnabled(False)
    off = button.grab().toImage()
    assert on.pixelColor(12, 20) == theme.color("accent.fill")
    assert off.pixelColor(12, 20) == theme.color("window")
    assert button.testAttribute(Qt.WidgetAttribute.WA_Disabled)
