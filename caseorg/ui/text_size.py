"""The size of all text and of everything measured by it: one service, from 100 to 250%."""

from __future__ import annotations

from enum import StrEnum, auto

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics
from PySide6.QtWidgets import QApplication, QLayout, QWidget

from caseorg.base import resources

SIZES = (100, 115, 130, 150, 175, 200, 250)
_BASE_POINTS = 12.0
_EASY_READ = "atkinson-hyperlegible-next/AtkinsonHyperlegibleNext-{weight}.ttf"


class Role(StrEnum):
    """What a text is for; its size follows from that."""

    page_title = auto()
    section = auto()
    card_title = auto()
    body = auto()
    label = auto()
    small = auto()


_RATIO = {
    Role.page_title: 20 / 12,
    Role.section: 16 / 12,
    Role.card_title: 13.5 / 12,
    Role.body: 1.0,
    Role.label: 1.0,
    Role.small: 11 / 12,
}
_WEIGHT = {
    Role.page_title: QFont.Weight.Bold,
    Role.section: QFont.Weight.Bold,
    Role.card_title: QFont.Weight.Bold,
    Role.label: QFont.Weight.DemiBold,
}
LINE_HEIGHT = {
    Role.page_title: 1.2,
    Role.section: 1.25,
    Role.card_title: 1.3,
    Role.body: 1.4,
    Role.label: 1.4,
    Role.small: 1.4,
}


class _Shown:
    """The size on screen now."""

    percent = 100
    easy_read = False
    family = own_family = ""
    own_points = _BASE_POINTS
    scale = 1.0


def start(family: str = "") -> None:
    """Take over the computer's own interface font and size, or the family given; call once, before the first window."""
    own = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    _Shown.family = _Shown.own_family = family or own.family()
    # A font sized in pixels tells no points.
    _Shown.own_points = max(_BASE_POINTS, own.pointSizeF())
    use(100)


def percent() -> int:
    """Return the text size in use, in percent."""
    return _Shown.percent


def px(at_100: float) -> int:
    """Return a length given for 100% text, in pixels at the size in use."""
    return round(at_100 * _Shown.scale)


def font(role: Role = Role.body) -> QFont:
    """Return the font of a role at the size in use."""
    made = QFont(_Shown.family)
    made.setPointSizeF(_Shown.own_points * _Shown.percent / 100 * _RATIO[role])
    made.setWeight(_WEIGHT.get(role, QFont.Weight.Normal))
    return made


def characters(count: float, widget: QWidget | None = None) -> int:
    """Return the width of `count` characters of body text in pixels, measured by the figure 0."""
    shown = widget.font() if widget is not None else QApplication.font()
    return round(QFontMetrics(shown).horizontalAdvance("0") * count)


def set_role(widget: QWidget, role: Role) -> None:
    """Give a widget the font of a role, now and after each change of size."""
    widget.setProperty("textRole", role.value)
    widget.setFont(font(role))


def set_gaps(layout: QLayout, *, margins: tuple[int, int, int, int] | int = 0, gap: int = 0) -> None:
    """Give a layout margins and a gap in pixels at 100%, now and after each change of size."""
    sides = (margins,) * 4 if isinstance(margins, int) else margins
    layout.setProperty("gaps", (*sides, gap))
    _lay(layout)


def next_size(step: int) -> int:
    """Return the size `step` places larger (or smaller) than the one in use, as far as sizes go."""
    place = min(range(len(SIZES)), key=lambda index: abs(SIZES[index] - _Shown.percent))
    return SIZES[max(0, min(len(SIZES) - 1, place + step))]


def use(percent: int, *, easy_read: bool | None = None) -> None:
    """Show all text at `percent` from now on, in the computer's letters or the easy-read ones."""
    _Shown.percent = max(SIZES[0], min(SIZES[-1], percent))
    _Shown.scale = _Shown.own_points / _BASE_POINTS * _Shown.percent / 100
    if easy_read is not None and easy_read != _Shown.easy_read:
        _Shown.easy_read = easy_read
        _Shown.family = _easy_read_family() if easy_read else _Shown.own_family
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    # Lengths first: widgets ask the style and their layouts for them as soon as the font arrives.
    widgets = application.allWidgets()
    for widget in widgets:
        layout = widget.layout()
        if layout is not None:
            _lay_all(layout)
    application.setFont(font())
    for widget in widgets:
        role = widget.property("textRole")
        if role:
            widget.setFont(font(Role(role)))


def _lay_all(layout: QLayout) -> None:
    for each in (layout, *layout.findChildren(QLayout)):
        _lay(each)


def _lay(layout: QLayout) -> None:
    gaps = layout.property("gaps")
    if gaps:
        left, top, right, bottom, gap = gaps
        layout.setContentsMargins(px(left), px(top), px(right), px(bottom))
        layout.setSpacing(px(gap))


def _easy_read_family() -> str:
    family = ""
    for weight in ("Regular", "SemiBold", "Bold"):
        number = QFontDatabase.addApplicationFont(str(resources.path("fonts/" + _EASY_READ.format(weight=weight))))
        families = QFontDatabase.applicationFontFamilies(number)
        if weight == "Regular" and families:
            family = families[0]
    return family or _Shown.own_family
