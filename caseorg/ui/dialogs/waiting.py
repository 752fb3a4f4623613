"""Slow work during which nothing can be changed: says so, shows how far it is, and can be stopped."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from caseorg.ui import speech
from caseorg.ui.text_size import Role, characters, set_gaps
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.progress_row import ProgressRow


class WaitingDialog(QDialog):
    """Stands over the window from `open` to `end`, so nobody begins what would have to wait. Escape is Cancel."""

    def __init__(self, window: QWidget, title: str, explanation: str, cancel: Callable[[], object]) -> None:
        """Make it.

        Args:
            window: The window over which it stands.
            title: What is going on.
            explanation: Why nothing else can be done now.
            cancel: Stops the work, which then ends this.
        """
        super().__init__(window)
        self.setObjectName("waiting")
        self.setWindowTitle("Caseorg")
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self._cancel = cancel
        column = QVBoxLayout(self)
        set_gaps(column, margins=24, gap=16)
        column.addWidget(Label(title, Role.section))
        column.addWidget(Label(explanation))
        self.row = ProgressRow(title, cancel, name="waiting.progress")
        self.row.words.hide()
        column.addWidget(self.row)
        width = min(characters(60), window.width())
        self.resize(width, max(self.sizeHint().height(), column.totalHeightForWidth(width)))
        speech.say(f"{title} {explanation}", at_once=True)

    def show_progress(self, done: int, size: int) -> None:
        """Show how much is done."""
        self.row.show_progress(done / max(1, size))

    def end(self) -> None:
        """Go, since the work has ended."""
        self.done(0)
        self.deleteLater()

    def reject(self) -> None:
        self._cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self._cancel()
