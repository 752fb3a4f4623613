"""How a button is drawn and how large it is: flat, by how much it asks to be pressed.

Buttons of ours draw themselves with this; the style uses it for buttons that Qt makes.
"""

from __future__ import annotations

from enum import StrEnum, auto
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QSize

from caseorg.ui.paint import draw_box
from caseorg.ui.text_size import px
from caseorg.ui.theme import color

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QPainter
    from PySide6.QtWidgets import QWidget

# Qt's flags as numbers, since this is drawn before the first paint; `caseorg/ui/paint.py` says why.
_LEFT, _RIGHT, _MIDDLE, SHOW_MNEMONIC, WORD_WRAP = 0x0001, 0x0002, 0x0080, 0x0800, 0x1000

_HEIGHT, _MAIN_HEIGHT = 36, 40


class ButtonKind(StrEnum):
    """How much a button asks to be pressed; kept as the widget's property `kind`."""

    plain = auto()
    main = auto()
    danger = auto()
    link = auto()
    quiet = auto()


_SIDES = {ButtonKind.link: 0, ButtonKind.quiet: 8}
_INKS = {ButtonKind.main: "accent.text", ButtonKind.danger: "danger.text", ButtonKind.link: "link"}


def kind_of(widget: QWidget | None) -> ButtonKind:
    """Return the kind of a button, plain unless it says otherwise."""
    given = widget.property("kind") if widget is not None else None
    return ButtonKind(given) if given else ButtonKind.plain


class ButtonState(NamedTuple):
    """What decides how a button looks at this moment."""

    kind: ButtonKind = ButtonKind.plain
    enabled: bool = True
    pressed: bool = False
    over: bool = False
    """Whether the pointer is over it."""
    checked: bool = False


def ink(state: ButtonState) -> str:
    """Return the color role of a button's words."""
    if not state.enabled:
        return "text.disabled"
    if state.checked and state.kind is ButtonKind.plain:
        return "select.text"
    return _INKS.get(state.kind, "text.primary")


def size(kind: ButtonKind, words: QSize, *, with_icon: bool) -> QSize:
    """Return how large a button is whose icon and words take `words`."""
    height = _MAIN_HEIGHT if kind in (ButtonKind.main, ButtonKind.danger) else _HEIGHT
    gap = px(6) if with_icon else 0
    width = words.width() + 2 * px(_SIDES.get(kind, 16)) + gap
    # “Add” as a link is so short that it would be a small target.
    return QSize(max(px(_HEIGHT), width), max(px(height), words.height() + px(10)))


def draw_ground(painter: QPainter, rect: QRect, state: ButtonState) -> None:
    """Draw what is behind a button's words."""
    kind, held = state.kind, state.pressed or state.checked
    over = (state.over and state.enabled) or held
    fill: str | None
    line: str | None
    if kind is ButtonKind.main:
        fill, line = ("accent.hover" if over else "accent.fill"), None
    elif kind is ButtonKind.danger:
        fill, line = "danger.fill", None
    elif kind is ButtonKind.link:
        fill, line = None, None
    elif kind is ButtonKind.quiet:
        fill, line = ("row.hover" if over else None), None
    else:
        fill, line = ("row.hover" if over else "surface"), "border.control"
    if kind is ButtonKind.plain and state.checked:
        fill, line = "select.fill", "select.fill"
    if not state.enabled and kind not in (ButtonKind.link, ButtonKind.quiet):
        fill, line = "window", "line.subtle"
    draw_box(painter, rect, color(fill) if fill else None, color(line) if line else None)


def draw_words(
    painter: QPainter,
    rect: QRect,
    text: str,
    state: ButtonState,
    *,
    icon: QIcon | None = None,
    icon_side: int = 0,
    mirrored: bool = False,
    missing: int = 0,
) -> None:
    """Draw a button's icon and its words beside each other, in the painter's color; a link is underlined.

    `missing` is how much narrower the button is than it asks to be; where it is, the words are broken into lines.
    """
    width = painter.fontMetrics().size(SHOW_MNEMONIC, text).width() - max(0, missing)
    picture = icon_side if icon is not None else 0
    gap = px(8) if picture and text else 0
    start = rect.center().x() - (width + gap + picture) // 2
    right = start + picture + gap + width if missing > 0 else rect.right()
    words = QRect(start + picture + gap, rect.top(), right - start - picture - gap, rect.height())
    if icon is not None:
        at = QRect(start, rect.center().y() - picture // 2, picture, picture)
        _draw_icon(painter, icon, _mirrored(at, rect) if mirrored else at, state)
    if mirrored:
        words = _mirrored(words, rect)
    flags = _MIDDLE | SHOW_MNEMONIC | (_RIGHT if mirrored else _LEFT)
    if missing > 0:
        if state.kind is ButtonKind.link:
            letters = painter.font()
            letters.setUnderline(True)
            painter.setFont(letters)
        painter.drawText(words, flags | WORD_WRAP, text)
        return
    painter.drawText(words, flags, text)
    if state.kind is ButtonKind.link:
        under = words.top() + (rect.height() + painter.fontMetrics().ascent()) // 2 + px(1)
        left = words.right() + 1 - width if mirrored else words.left()
        painter.drawLine(left, under, left + width, under)


def _mirrored(part: QRect, whole: QRect) -> QRect:
    return part.translated(whole.left() + whole.right() - part.left() - part.right(), 0)


def _draw_icon(painter: QPainter, icon: QIcon, at: QRect, state: ButtonState) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QIcon

    mode = QIcon.Mode.Normal if state.enabled else QIcon.Mode.Disabled
    icon.paint(painter, at, Qt.AlignmentFlag.AlignCenter, mode)
