"""The box on top of a form that lists what cannot stand, and leads to each field."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui import speech
from caseorg.ui.paint import draw_box
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.theme import color
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.label import Label


class ErrorSummary(Group):
    """“There is a problem”, with one line per field. It takes the focus when it appears."""

    def __init__(self, *, name: str = "problems", parent: QWidget | None = None) -> None:
        super().__init__(_("There is a problem"), name=name, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._column = QVBoxLayout(self)
        set_gaps(self._column, margins=16, gap=4)
        self._column.addWidget(Label(_("There is a problem"), Role.card_title, "status.bad"))
        self._lines: list[QWidget] = []
        self.hide()

    def show_problems(self, problems: Sequence[tuple[str, Callable[[], object] | None]]) -> None:
        """List sentences, each with what leads to its field; take the focus and say them at once."""
        self.clear()
        for at, (sentence, go) in enumerate(problems):
            line: QWidget
            if go is None:
                line = Label(sentence, ink="status.bad")
            else:
                line = LinkButton(sentence, go, name=f"{self.objectName()}.{at}")
            self._lines.append(line)
            self._column.addWidget(line)
        sentences = [sentence for sentence, _go in problems]
        # In its name: readers say that of a box that takes the focus, but not every one says its description.
        self.setAccessibleName(". ".join([_("There is a problem"), " ".join(sentences)]))
        self.setVisible(bool(problems))
        if problems:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            speech.say("\n".join([_("There is a problem"), *sentences]), at_once=True)

    def clear(self) -> None:
        """Take all lines away."""
        for line in self._lines:
            self._column.removeWidget(line)
            line.deleteLater()
        self._lines.clear()
        self.hide()

    def sentences(self) -> list[str]:
        """Return the lines as they are read."""
        return [line.words() if isinstance(line, LinkButton) else line.text() for line in self._lines]  # type: ignore[attr-defined]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_box(painter, self.rect(), color("status.bad.bg"), color("status.bad"))
        painter.end()
