"""What commands do with the field that has the focus, and how the focus moves between parts of a window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLayout, QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from caseorg.ui.forms.drafts import Draft

if TYPE_CHECKING:
    from caseorg.ui.page import Page


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


def open_menu() -> None:
    """Open the menu of what has the focus, as the right button of the mouse does there."""
    focus = QApplication.focusWidget()
    if focus is not None:
        place = focus.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).center()
        place = place if focus.rect().contains(place) else focus.rect().center()
        asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, focus.mapToGlobal(place))
        QApplication.sendEvent(focus, asked)


def place_of_cursor() -> dict[str, str]:
    """Return which field has the focus, where its cursor stands, and of which form it is; or nothing."""
    field = QApplication.focusWidget()
    if isinstance(field, QLineEdit):
        at = field.cursorPosition()
    elif isinstance(field, QPlainTextEdit):
        at = field.textCursor().position()
    else:
        return {}
    place = {"field": field.objectName(), "cursor": str(at)}
    around: QObject | None = field
    while around is not None:
        draft = around.findChild(Draft, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if draft is not None:
            return place | {"draft": draft.key}
        around = around.parent()
    return place


def return_cursor(page: Page | None, kept: Mapping[str, str]) -> None:
    """Put the focus and the cursor where `place_of_cursor` found them, in a form that is opened again for it."""
    if page is None or not kept:
        return
    page.complete()
    name, figures = kept.get("field", ""), kept.get("cursor", "")
    field = page.findChild(QWidget, name) if name else None
    if field is None and name and kept.get("draft"):
        _open_form(page, kept["draft"])
        field = page.findChild(QWidget, name)
    at = int(figures) if figures.isascii() and figures.isdecimal() else 0
    if isinstance(field, QLineEdit):
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.setCursorPosition(at)
    elif isinstance(field, QPlainTextEdit):
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = field.textCursor()
        cursor.setPosition(min(at, len(field.toPlainText())))
        field.setTextCursor(cursor)


def _open_form(page: Page, draft: str) -> None:
    """Open the form that a draft is of: for a record that is there its own, else the one for a new record."""
    if page.context.workspace.draft(draft) is None:
        return
    for part in reversed(draft.replace(":", ".").split(".")):
        with suppress(ValueError):
            record_id = UUID(part)
            if record_id != page.context.case_id:
                page.open_record(record_id)
                page.commands.get("edit", lambda: None)()
                return
    page.commands.get("add", lambda: None)()


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


def after_removing(page: Page) -> None:
    """Put the focus where something was removed: in the row that took its place, or what stands for an empty list."""
    from caseorg.ui.tables.table_view import RecordTable
    from caseorg.ui.widgets.empty_state import EmptyState

    lists = page.findChildren(RecordTable)
    moved = [each for each in lists if each.lost_its_row()]
    focus = QApplication.focusWidget()
    if not moved and focus is not None and page.isAncestorOf(focus):
        return
    for each in [*moved, *lists] if not moved or any(each.isVisible() for each in moved) else []:
        if each.isVisible() and each.selected() is not None:
            each.view().setFocus(Qt.FocusReason.OtherFocusReason)
            return
    if focus is not None and page.isAncestorOf(focus) and focus.isVisible():
        return
    # The list is empty now: what invites to begin it, or what stands around its place.
    places = [
        *(each for each in page.findChildren(EmptyState) if each.isVisible()),
        *(each.parentWidget() for each in moved),
    ]
    if not any(focus_first(place) for place in places):
        page.focus_title()


def put_in_reading_order(part: QWidget) -> None:
    """Have Tab go through a part of the window in the order of its layouts.

    Qt goes by when each control was made, and a card or a button that is made anew would come last.
    """
    order = [each for each in _as_laid_out(part) if each.focusPolicy() & Qt.FocusPolicy.TabFocus]
    for before, after in pairwise(order):
        QWidget.setTabOrder(before, after)


def _as_laid_out(widget: QWidget) -> Iterator[QWidget]:
    yield widget
    if isinstance(widget, QScrollArea):
        if widget.widget() is not None:
            yield from _as_laid_out(widget.widget())
    elif widget.layout() is not None:
        yield from _in_layout(widget.layout())
    elif not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        # A row that places its pieces itself.
        pieces = [each for each in widget.children() if isinstance(each, QWidget) and not each.isWindow()]
        for piece in sorted(pieces, key=lambda each: (each.y() + each.height() // 2, each.x())):
            yield from _as_laid_out(piece)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item.widget() is not None:
            yield from _as_laid_out(item.widget())
        elif item.layout() is not None:
            yield from _in_layout(item.layout())
