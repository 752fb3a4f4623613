"""What must be true of every screen, whatever is on it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QScrollArea, QScrollBar, QWidget

_LEFT_FREE = 200
"""Margins of the boxes around a widget."""


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says for a control: its name, or its label."""
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is None:
        return ""
    name = interface.text(QAccessible.Text.Name)
    if name:
        return str(name)
    for other, relation in interface.relations(QAccessible.RelationFlag.Label):
        if relation & QAccessible.RelationFlag.Label:
            return str(other.text(QAccessible.Text.Name))
    return ""


def unnamed_controls(window: QWidget) -> list[str]:
    """Return every control in sight that the keyboard reaches and that says nothing."""
    return [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not name_of(widget)
    ]


def controls_without_object_name(window: QWidget) -> list[str]:
    """Return every button and field in sight that a test could not find."""
    return [
        f"{type(widget).__name__} {name_of(widget)}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.objectName()
    ]


def rich_labels(window: QWidget) -> list[str]:
    """Return every label that would take what a person typed for markup."""
    return [
        label.text()
        for label in window.findChildren(QLabel)
        if label.textFormat() != Qt.TextFormat.PlainText and not label.objectName().startswith("qt_")
    ]


def cut_off(window: QWidget) -> list[str]:
    """Return every text, button and field in sight that is smaller than it needs, or reaches out of its page."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton):
            continue
        needed = (
            widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else widget.minimumSizeHint().height()
        )
        small = widget.height() < needed or widget.width() < widget.minimumSizeHint().width()
        if small:
            found.append(f"{type(widget).__name__} {widget.text()!r} {widget.size()} needs {needed}")
    for area in window.findChildren(QScrollArea):
        inner, up_and_down_only = area.widget(), Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if area.isVisible() and inner is not None and area.horizontalScrollBarPolicy() == up_and_down_only:
            over = inner.minimumSizeHint().width() - area.viewport().width()
            if over > 0:
                found.append(f"{area.objectName()} is {over} px too wide: {_widest(inner, area.viewport().width())}")
    return found


def _widest(inner: QWidget, room: int) -> list[str]:
    """Return the innermost widgets that ask for more room than there is."""
    wide = [each for each in inner.findChildren(QWidget) if each.isVisible() and _asks(each) > room - _LEFT_FREE]
    inmost = [each for each in wide if not any(each.isAncestorOf(other) for other in wide)]
    return [
        f"{type(each).__name__} {each.objectName() or getattr(each, 'text', str)()!r} {_asks(each)}" for each in inmost
    ]


def _asks(widget: QWidget) -> int:
    return max(widget.minimumSizeHint().width(), widget.minimumWidth())


def small_targets(window: QWidget, side: int = 36) -> list[str]:
    """Return every button in sight that is smaller than a finger needs."""
    return [
        f"{widget.objectName()} {widget.width()}x{widget.height()}"
        for widget in window.findChildren(QAbstractButton)
        if widget.isVisible()
        and not isinstance(widget.parent(), QAbstractScrollArea | QScrollBar)
        and not widget.objectName().startswith("qt_")
        and min(widget.width(), widget.height()) < side
    ]


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colors by the formula of WCAG 2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    red, green, blue = (_linear(part) for part in (color.redF(), color.greenF(), color.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
