"""Has a text spoken by the computer's screen reader."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QApplication


class _Voice(QObject):
    """Says what was spoken, for the tests and for a person who asks again."""

    spoken = Signal(str, bool)


voice = _Voice()


def say(text: str, *, at_once: bool = False) -> None:
    """Have `text` spoken when the reader is free, or at once if it can't wait, as an error."""
    window = QApplication.activeWindow() or next((w for w in QApplication.topLevelWidgets() if w.isVisible()), None)
    if window is not None:
        event = QAccessibleAnnouncementEvent(window, text)
        polite, pressing = QAccessible.AnnouncementPoliteness.Polite, QAccessible.AnnouncementPoliteness.Assertive
        event.setPoliteness(pressing if at_once else polite)
        QAccessible.updateAccessibility(event)
    voice.spoken.emit(text, at_once)


def say_focus() -> None:
    """Tell a screen reader once more where the keyboard is.

    It is connected a moment after the first window has the keyboard, and would only hear of the window. One that has
    heard of the control already passes this over.
    """
    focus = QApplication.focusWidget()
    if focus is not None and QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(focus, QAccessible.Event.Focus))
