"""Colors by their role, in each theme, and the palette made of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, auto

from PySide6.QtGui import QColor, QGuiApplication, QPalette

# Contrast of every pair is tested; "line.subtle" is decoration and carries no meaning.
_TABLE: dict[str, tuple[str, str, str]] = {
    # role: light, dark, high contrast
    "text.primary": ("#16212B", "#E9EEF3", "#FFFFFF"),
    "text.secondary": ("#44525F", "#B6C2CD", "#FFFFFF"),
    "text.placeholder": ("#586572", "#97A6B4", "#E0E0E0"),
    "text.disabled": ("#6F7B86", "#8592A0", "#BDBDBD"),
    "link": ("#0B5A8A", "#8ECBF5", "#7FDBFF"),
    "border.control": ("#6B7885", "#8494A3", "#FFFFFF"),
    "accent.fill": ("#0B5A8A", "#7EC3F2", "#FFFF00"),
    "accent.text": ("#FFFFFF", "#0A1822", "#000000"),
    "accent.hover": ("#084468", "#A5D6F7", "#FFFFFF"),
    "select.fill": ("#0B5A8A", "#7EC3F2", "#FFFF00"),
    "select.text": ("#FFFFFF", "#0A1822", "#000000"),
    "danger.fill": ("#A3241E", "#FF9C91", "#FF9E94"),
    "danger.text": ("#FFFFFF", "#2B0705", "#000000"),
    "status.ok": ("#0E5A2F", "#9AE2B1", "#7CFC9A"),
    "status.info": ("#0B4F7A", "#A8D6F6", "#7FDBFF"),
    "status.warn": ("#6B4500", "#FFD98A", "#FFD84D"),
    "status.bad": ("#8C1D18", "#FFB8AF", "#FF9E94"),
    "status.ask": ("#56298A", "#DBC6F7", "#E3C8FF"),
    "status.neutral": ("#44525F", "#B6C2CD", "#FFFFFF"),
    "status.ok.bg": ("#E2F3E8", "#12301E", "#000000"),
    "status.info.bg": ("#E1EFF8", "#11293B", "#000000"),
    "status.warn.bg": ("#FFF1CC", "#3A2B08", "#000000"),
    "status.bad.bg": ("#FCE6E4", "#431814", "#000000"),
    "status.ask.bg": ("#F0E8FA", "#2E1E44", "#000000"),
    "status.neutral.bg": ("#E9EDF1", "#28313B", "#000000"),
    "window": ("#F3F5F7", "#14191F", "#000000"),
    "surface": ("#FFFFFF", "#1E252D", "#000000"),
    "sunken": ("#E6EBEF", "#0F1419", "#000000"),
    "row.hover": ("#E3EEF5", "#25323E", "#1A1A1A"),
    "line.subtle": ("#C7D0D8", "#3A4653", "#FFFFFF"),
    "focus.inner": ("#FFC61A", "#FFC61A", "#00FFFF"),
    "focus.outer": ("#000000", "#000000", "#000000"),
}


class Theme(StrEnum):
    """How the screen is colored; `computer` follows what the computer is set to."""

    computer = auto()
    light = auto()
    dark = auto()
    high_contrast = auto()


_COLUMN = {Theme.light: 0, Theme.dark: 1, Theme.high_contrast: 2}


class _Shown:
    """The colors on screen now."""

    colors: Mapping[str, QColor] = {}


def roles() -> tuple[str, ...]:
    """Return the name of every color role."""
    return tuple(_TABLE)


def tokens(theme: Theme) -> dict[str, QColor]:
    """Return the color of each role in a theme; `computer` gives what the computer asks for at this moment."""
    if theme is Theme.computer:
        if _computer_wants_contrast():
            return _computer_tokens(QPalette())
        theme = Theme.dark if _computer_is_dark() else Theme.light
    return _tokens(theme)


def _tokens(theme: Theme) -> dict[str, QColor]:
    column = _COLUMN[theme]
    return {role: QColor(colors[column]) for role, colors in _TABLE.items()}


def use(theme: Theme) -> QPalette:
    """Show `theme` from now on and return its palette, to be set on the application."""
    if theme is Theme.computer:
        # What we set before would otherwise be taken for the computer's own wish.
        QGuiApplication.setPalette(QPalette())
    _Shown.colors = tokens(theme)
    return palette(_Shown.colors)


def use_at_first(theme: Theme) -> QPalette:
    """Like `use`, for the first paint: asks the computer's palette alone whether it is dark, which takes no time."""
    if theme is Theme.computer:
        theme = Theme.dark if _is_dark(QPalette()) else Theme.light
    _Shown.colors = _tokens(theme)
    return palette(_Shown.colors)


def color(role: str) -> QColor:
    """Return the color of a role, such as `status.warn`, in the theme on screen."""
    if not _Shown.colors:
        _Shown.colors = tokens(Theme.light)
    return _Shown.colors[role]


def palette(colors: Mapping[str, QColor]) -> QPalette:
    """Make a palette in which every role of every state is set from `colors`."""
    roles_of = QPalette.ColorRole
    made = QPalette()
    everywhere = {
        roles_of.Window: "window",
        roles_of.WindowText: "text.primary",
        roles_of.Base: "surface",
        roles_of.AlternateBase: "window",
        roles_of.ToolTipBase: "surface",
        roles_of.ToolTipText: "text.primary",
        roles_of.PlaceholderText: "text.placeholder",
        roles_of.Text: "text.primary",
        roles_of.Button: "surface",
        roles_of.ButtonText: "text.primary",
        # Nothing of Qt's that we show draws with it; labels take it for their quieter words.
        roles_of.BrightText: "text.secondary",
        roles_of.Light: "surface",
        roles_of.Midlight: "row.hover",
        roles_of.Mid: "line.subtle",
        roles_of.Dark: "border.control",
        roles_of.Shadow: "border.control",
        roles_of.Highlight: "select.fill",
        roles_of.HighlightedText: "select.text",
        roles_of.Accent: "accent.fill",
        roles_of.Link: "link",
        roles_of.LinkVisited: "link",
    }
    for role, name in everywhere.items():
        made.setColor(role, colors[name])
    off = QPalette.ColorGroup.Disabled
    words = (roles_of.WindowText, roles_of.Text, roles_of.ButtonText, roles_of.ToolTipText, roles_of.PlaceholderText)
    for role in (*words, roles_of.Link, roles_of.LinkVisited):
        made.setColor(off, role, colors["text.disabled"])
    made.setColor(off, roles_of.Base, colors["window"])
    made.setColor(off, roles_of.Button, colors["window"])
    made.setColor(off, roles_of.Highlight, colors["line.subtle"])
    made.setColor(off, roles_of.HighlightedText, colors["text.primary"])
    made.setColor(off, roles_of.Accent, colors["line.subtle"])
    return made


def _is_dark(given: QPalette) -> bool:
    role = QPalette.ColorRole
    return given.color(role.Window).lightness() < given.color(role.WindowText).lightness()


def _computer_is_dark() -> bool:
    from PySide6.QtCore import Qt

    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _computer_wants_contrast() -> bool:
    from PySide6.QtCore import Qt

    # Both are held by a name: the inner one is gone as soon as nothing holds the outer one.
    hints = QGuiApplication.styleHints()
    wishes = hints.accessibility()
    return wishes is not None and wishes.contrastPreference() == Qt.ContrastPreference.HighContrast


def _computer_tokens(given: QPalette) -> dict[str, QColor]:
    """Read all roles from the computer's own palette, so that nothing of ours stands against it."""
    role = QPalette.ColorRole
    text, back = given.color(role.WindowText), given.color(role.Window)
    found: dict[str, QColor] = {}
    for name in _TABLE:
        if name.endswith((".bg", "window", "surface", "sunken")):
            found[name] = back
        elif name in ("accent.fill", "select.fill", "accent.hover", "danger.fill"):
            found[name] = given.color(role.Highlight)
        elif name in ("accent.text", "select.text", "danger.text"):
            found[name] = given.color(role.HighlightedText)
        else:
            found[name] = text
    found["text.disabled"] = given.color(QPalette.ColorGroup.Disabled, role.WindowText)
    found["link"] = given.color(role.Link)
    found["row.hover"] = given.color(role.AlternateBase)
    found["focus.inner"], found["focus.outer"] = text, back
    return found
