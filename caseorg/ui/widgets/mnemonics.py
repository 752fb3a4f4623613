"""Gives each menu line, button and label of a field the letter that, with Alt, leads to it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label, literal, plain


def pick(words: str, taken: set[str]) -> int:
    """Return the place of the first free letter, beginnings of words first, or -1; the letter is then taken."""
    starts = [at for at in range(len(words)) if words[at].isalnum() and (at == 0 or not words[at - 1].isalnum())]
    others = [at for at in range(len(words)) if words[at].isalnum() and at not in starts]
    for at in starts + others:
        letter = words[at].lower()
        if letter.isascii() and letter not in taken:
            taken.add(letter)
            return at
    return -1


def mark_actions(actions: Iterable[QAction]) -> None:
    """Underline a different letter in each line of one menu, or in each title of the menu bar."""
    taken: set[str] = set()
    for action in actions:
        if action.isSeparator():
            continue
        words = plain(action.text())
        at = pick(words, taken)
        action.setText(f"{literal(words[:at])}&{literal(words[at:])}" if at >= 0 else literal(words))


def mark_page(page: QWidget, taken: Iterable[str] = ()) -> None:
    """Underline a different letter in each button and each field's label of a page, in reading order.

    Args:
        page: The page in front, or the task that stands for what is on it.
        taken: Letters that lead elsewhere already, as those of the menus.
    """
    used = {letter.lower() for letter in taken}
    for widget in page.findChildren(QWidget):
        if isinstance(widget, Label) and widget.buddy() is not None:
            widget.set_mnemonic(pick(widget.text(), used))
        elif isinstance(widget, Button):
            widget.set_mnemonic(pick(widget.words(), used))
