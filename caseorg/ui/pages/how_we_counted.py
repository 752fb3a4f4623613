"""“How we counted”: each step of a date, with the rule it comes from and when that was checked."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from caseorg.base import language
from caseorg.base.language import _
from caseorg.domain.deadline import Deadline
from caseorg.ui.pages.detail import Pair
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.label import Label


def counted_lines(deadline: Deadline) -> Iterator[QWidget]:
    """Make the lines that explain a date, first to last."""
    code = language.current()
    for step in deadline.steps:
        value, text = step.value(code), step.text(code)
        explained = text[:1].upper() + text[1:]
        yield Pair(step.title(code), f"{value}. {explained}" if value and text else value or explained)
    words = deadline.words_in(code)
    if words.text:
        yield Pair(_("The rule"), words.text)
    for citation in deadline.citations:
        yield Label(f"{citation.place}. {citation.in_words(code)}", Role.small, "text.secondary")
