"""Progress in the place where the result will be: words, a bar and Cancel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui import speech
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label


class ProgressRow(QWidget):
    """How far some slow work is. It is spoken at each quarter."""

    def __init__(
        self,
        words: str,
        cancel: Callable[[], object] | None = None,
        *,
        name: str = "progress",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        column = QVBoxLayout(self)
        set_gaps(column, gap=4)
        self.words = Label(words)
        self.bar = QProgressBar()
        self.bar.setObjectName(f"{name}.bar")
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 100)
        self.bar.setAccessibleName(words)
        self.words.setBuddy(self.bar)
        row = QHBoxLayout()
        set_gaps(row, gap=12)
        row.addWidget(self.bar, 1)
        if cancel is not None:
            row.addWidget(Button(_("Cancel"), cancel, name=f"{name}.cancel"))
        column.addWidget(self.words)
        column.addLayout(row)
        self._spoken = -1

    def show_words(self, words: str) -> None:
        """Say what is going on."""
        self.words.setText(words)
        self.bar.setAccessibleName(words)

    def show_progress(self, done: float, words: str = "") -> None:
        """Show how much is done, from 0 to 1, in other words if given."""
        if words:
            self.show_words(words)
        percent = max(0, min(100, round(done * 100)))
        self.bar.setValue(percent)
        quarter = percent // 25
        if quarter < self._spoken:
            self._spoken = -1  # another part of the work begins
        if quarter > self._spoken:
            self._spoken = quarter
            speech.say(_("{words}, {percent}%").format(words=self.words.text(), percent=quarter * 25))
