"""One slow task of a page: its words and Cancel while it runs, and what came of it in the same place."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from caseorg.domain.errors import CaseorgError, StoppedError
from caseorg.ui.page import PageContext
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.progress_row import ProgressRow

Came = TypeVar("Came")


class SlowWork(QWidget):
    """Runs one thing at a time in the background; meanwhile what would begin another is gray."""

    def __init__(
        self,
        context: PageContext,
        words: str,
        *,
        name: str,
        can_stop: bool = True,
        when_stopped: str = "",
        when_failed: str = "",
    ) -> None:
        """Make it.

        Args:
            context: What the page was handed.
            words: What is going on, as the bar says it.
            name: The name of the page; the parts are called after it.
            can_stop: Whether there is a Cancel.
            when_stopped: What to say where the person pressed it.
            when_failed: What to say where it went wrong; what went wrong is told beside.
        """
        super().__init__()
        self._context, self._when_stopped, self._when_failed = context, when_stopped, when_failed
        self._waits: Sequence[QWidget] = ()
        self._then: Callable[[Any], object] | None = None
        self._sees_error: Callable[[BaseException], bool] | None = None
        self._had_focus: QWidget | None = None
        self._stop = threading.Event()
        self.is_busy = False
        column = QVBoxLayout(self)
        set_gaps(column, gap=8)
        self.progress = ProgressRow(words, self.cancel if can_stop else None, name=f"{name}.progress")
        self.progress.bar.setRange(0, 0)
        self.progress.hide()
        self.result = Label("")
        self.result.setObjectName(f"{name}.result")
        self.result.hide()
        column.addWidget(self.progress)
        column.addWidget(self.result)
        self.destroyed.connect(lambda _gone=None, stop=self._stop: stop.set())

    def holds_up(self, *widgets: QWidget) -> None:
        """Name what is gray while the work runs."""
        self._waits = widgets

    def run(
        self,
        work: Callable[[Callable[[], bool]], Came],
        then: Callable[[Came], object],
        *,
        words: str = "",
        failed: Callable[[BaseException], bool] | None = None,
    ) -> None:
        """Begin the work, unless it runs already.

        Args:
            work: What to do on a worker's thread. It is given a function that tells whether to stop.
            then: What to do with what comes of it.
            words: What is going on, if it is something else this time.
            failed: Sees an error first, and returns whether there is nothing more to say of it.
        """
        if self.is_busy:
            return
        self.is_busy = True
        self._stop.clear()
        self.result.hide()
        if words:
            self.progress.show_words(words)
        self.progress.show()
        self._had_focus = QApplication.focusWidget()
        for widget in self._waits:
            widget.setEnabled(False)
        self._then, self._sees_error, stop = then, failed, self._stop
        # Methods of this widget: where the page went meanwhile, the background knows that nobody waits any more.
        self._context.background.run(lambda: work(stop.is_set), then=self._came, failed=self._failed)

    def cancel(self) -> None:
        """Stop; the work leaves no mess."""
        self._stop.set()

    def say(self, words: str, ink: str) -> None:
        """Say what came of it."""
        self.result.set_ink(ink)
        self.result.setText(words)
        self.result.show()

    def _over(self) -> None:
        self.is_busy = False
        self.progress.hide()
        lost_focus = self._had_focus is not None and not self._had_focus.isEnabled()
        for widget in self._waits:
            widget.setEnabled(True)
        if lost_focus and self._had_focus is not None:
            self._had_focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _came(self, result: Any) -> None:
        self._over()
        if self._then is not None:
            self._then(result)

    def _failed(self, error: BaseException) -> None:
        self._over()
        if self._sees_error is not None and self._sees_error(error):
            return
        if isinstance(error, StoppedError):
            if self._when_stopped:
                self.say(self._when_stopped, "text.secondary")
            return
        if isinstance(error, CaseorgError) and self._when_failed:
            self.say(self._when_failed, "status.bad")
        self._context.tell.error(error)
