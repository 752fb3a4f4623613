"""What a page shows before it holds anything: an icon, one sentence, one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.ui.button_look import ButtonKind
from caseorg.ui.icons import LARGE_SIZE
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.picture import Picture


class EmptyState(QWidget):
    """An invitation in place of an empty list."""

    def __init__(
        self, icon: str, text: str, button: str = "", pressed: Callable[[], object] | None = None, *, name: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setObjectName(name)
        column = QVBoxLayout(self)
        set_gaps(column, margins=(24, 48, 24, 48), gap=16)
        column.addWidget(Picture(icon, "text.secondary", LARGE_SIZE), 0, Qt.AlignmentFlag.AlignHCenter)
        self.sentence = Label(text, Role.body)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.sentence)
        if button:
            self.button = Button(button, pressed, kind=ButtonKind.main, name=f"{name}.start" if name else "")
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
