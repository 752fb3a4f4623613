"""A preview that follows what is being written: the paper is made in the background, and an older try is dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError, StoppedError
from caseorg.packets.plan import PacketPlan
from caseorg.services import letters
from caseorg.ui import paper
from caseorg.ui.page import PageContext
from caseorg.ui.tell import sentence
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_preview import PagePreview
from caseorg.ui.widgets.progress_row import ProgressRow

_SLOW_MS = 400

PagesOf = Callable[..., bytes]


class LivePreview(QWidget):
    """Shows a plan as the PDF it becomes. The page stays usable meanwhile, and Cancel stops the making."""

    ready = Signal(object)
    """Sent with what was made (`letters.Made`), once it is what is on show."""
    failed = Signal(object)
    """Sent with the error that says why the paper can't be made."""

    def __init__(self, context: PageContext, *, name: str) -> None:
        super().__init__()
        self._context = context
        self._job, self._build, self._cancel = 0, 0, threading.Event()
        self._told = context.background.relay(self._show_progress)
        self._made: letters.Made | None = None
        self._wanted: PacketPlan | None = None
        self._is_busy = False
        column = QVBoxLayout(self)
        set_gaps(column, gap=8)
        self.progress = ProgressRow(_("Updating the preview"), self.stop, name=f"{name}.progress")
        self.progress.hide()
        self.trouble = Label("", ink="status.bad")
        self.trouble.setObjectName(f"{name}.trouble")
        self.trouble.hide()
        self.preview = PagePreview(context.background, name=name)
        for part in (self.progress, self.trouble, self.preview):
            column.addWidget(part)
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self._show_slow)

    def show_plan(self, plan: PacketPlan, pages_of: PagesOf | None = None) -> None:
        """Make a plan's PDF and show it, unless it is the one on show; it is made even where nobody wants to see it."""
        self.setVisible(self._context.preferences.settings.show_preview)
        if plan == self._wanted and (self._made is not None or self._job):
            return
        self._drop()
        self._wanted, self._made = plan, None
        self._cancel = cancel = threading.Event()
        self._build = build = self._build + 1
        told = self._told
        self._is_busy = True
        self._slow.start()
        job = self._context.background.run(
            lambda: letters.write_pdf(plan, pages_of, lambda page, pages: told(build, page, pages), cancel),
            then=self._show,
            failed=self._failed,
        )
        # Where work is done at once, it has ended by now.
        self._job = job if self._is_busy else 0

    def made(self) -> letters.Made | None:
        """Return what is on show, or None while it is being made or can't be."""
        return self._made

    def stop(self) -> None:
        """Stop the making; what is on show stays, and the next change begins anew."""
        self._drop()
        self._wanted = None
        self.trouble.setText(_("You stopped the preview. It goes on with the next change."))
        self.trouble.show()

    def again(self, plan: PacketPlan, pages_of: PagesOf | None = None) -> None:
        """Make the plan's PDF even if it failed or was stopped before."""
        self._wanted = None
        self.show_plan(plan, pages_of)

    def _drop(self) -> None:
        self._slow.stop()
        self.progress.hide()
        self._cancel.set()
        self._is_busy = False
        if self._job:
            self._context.background.drop(self._job)
            self._job = 0

    def _show_progress(self, build: int, page: int, pages: int) -> None:
        if build != self._build:
            return
        words = _("Updating page {page} of {pages}").format(page=page, pages=pages)
        self.progress.show_progress(page / max(1, pages), words)

    def _show_slow(self) -> None:
        self.progress.setVisible(self._is_busy)

    def _end(self) -> None:
        self._is_busy = False
        self._job = 0
        self._slow.stop()
        self.progress.hide()

    def _show(self, made: letters.Made) -> None:
        self._end()
        self._made = made
        self.trouble.hide()
        page = max(0, self.preview.page())
        paper.show_paper(self.preview, made.pdf, made.written.page_count, made.plan.title)
        if page:
            self.preview.show_page(min(page, made.written.page_count - 1))
        self.ready.emit(made)

    def _failed(self, error: BaseException) -> None:
        self.show()  # its words say what to do
        self._end()
        if isinstance(error, StoppedError):
            return
        if not isinstance(error, CaseorgError):
            self._context.tell.error(error)
            return
        # Where the paper would be, it says why there is none.
        self.trouble.setText(sentence(error))
        self.trouble.show()
        self.preview.clear(sentence(error))
        self.failed.emit(error)
