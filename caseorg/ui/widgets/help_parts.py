"""Shows a help text: headings, paragraphs and points, as plain labels."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseorg.services.help_texts import HelpText, Part, PartKind
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.label import Label


class HelpParts(QWidget):
    """One help text, without its title."""

    def __init__(self, text: HelpText) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        set_gaps(whole, gap=20)
        column: QVBoxLayout | None = None
        for part in text.parts:
            if column is None or part.kind is PartKind.heading:
                column = QVBoxLayout()
                set_gaps(column, gap=8)
                whole.addLayout(column)
            column.addWidget(_shown(part))


def _shown(part: Part) -> QWidget:
    if part.kind is PartKind.heading:
        return Label(part.text, Role.card_title)
    if part.kind is PartKind.paragraph:
        return Label(part.text)
    # The dot stands apart, so that the second line of a point begins under the first.
    holder = QWidget()
    row = QHBoxLayout(holder)
    set_gaps(row, margins=(8, 0, 0, 0), gap=8)
    dot = Label("•", wrap=False)
    dot.setAlignment(Qt.AlignmentFlag.AlignTop)
    row.addWidget(dot)
    row.addWidget(Label(part.text), 1)
    return holder
