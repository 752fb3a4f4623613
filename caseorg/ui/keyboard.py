"""What commands do with the field that has the focus, and how the focus moves between parts of a window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget


def edit_text(method: str) -> None:
    """Do `cut`, `copy`, `paste` or `selectAll` in the field with the focus."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit | QPlainTextEdit):
        getattr(field, method)()


def can_edit_text(method: str) -> bool:
    """Tell whether the field with the focus can do this now."""
    field = QApplication.focusWidget()
    if not isinstance(field, QLineEdit | QPlainTextEdit):
        return False
    if method in ("cut", "copy"):
        chosen = field.hasSelectedText() if isinstance(field, QLineEdit) else field.textCursor().hasSelection()
        return chosen and (method == "copy" or not field.isReadOnly())
    return method == "selectAll" or not field.isReadOnly()


def place_of_cursor() -> dict[str, str]:
    """Return which field has the focus and where its cursor stands, or nothing."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        return {"field": field.objectName(), "cursor": str(field.cursorPosition())}
    if isinstance(field, QPlainTextEdit):
        return {"field": field.objectName(), "cursor": str(field.textCursor().position())}
    return {}


def return_cursor(page: QWidget, kept: Mapping[str, str]) -> None:
    """Put the focus and the cursor where `place_of_cursor` found them."""
    name, figures = kept.get("field", ""), kept.get("cursor", "")
    field = page.findChild(QWidget, name) if name else None
    at = int(figures) if figures.isascii() and figures.isdecimal() else 0
    if isinstance(field, QLineEdit):
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.setCursorPosition(at)
    elif isinstance(field, QPlainTextEdit):
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = field.textCursor()
        cursor.setPosition(min(at, len(field.toPlainText())))
        field.setTextCursor(cursor)


def focus_first(part: QWidget) -> bool:
    """Give the focus to the first control of a part of the window; tell whether there was one."""
    for widget in part.findChildren(QWidget):
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            return True
    return False


def part_with_focus(parts: Sequence[QWidget]) -> int | None:
    """Return which part holds the focus, or None."""
    focus = QApplication.focusWidget()
    return next((at for at, part in enumerate(parts) if focus is not None and part.isAncestorOf(focus)), None)
