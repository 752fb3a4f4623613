"""A page that needs the rules: they load off the main thread, and it says so until they are there."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.ui.page import Page, PageContext
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.progress_row import ProgressRow


class RulesPage(Page):
    """A page that shows what the rules say of a case. Subclasses write `show_case` and, if led to, `show_record`."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.loading = ProgressRow(_("Reading the rules"), name=f"{self.name}.loading")
        self.loading.hide()
        self.main = QWidget()
        self.column = QVBoxLayout(self.main)
        set_gaps(self.column, gap=24)
        self.body.addWidget(self.loading)
        self.body.addWidget(self.main)
        self._is_loading = False
        self._wanted: UUID | None = None

    @property
    def snapshot(self) -> CaseSnapshot:
        """The case as it stands."""
        if self.context.case_id is None:
            raise LookupError("this page needs a case")
        return self.context.workspace.load_case(self.context.case_id)

    def reload(self) -> None:
        """Show the case, once the rules are there."""
        if self.context.case_id is None or self.context.workspace.has_library:
            self.show_case()
        elif not self._is_loading:
            self._load()

    def show_case(self) -> None:
        """Show everything anew; the rules are there."""
        raise NotImplementedError

    def open_record(self, record_id: UUID) -> None:
        if self.context.workspace.has_library:
            self.show_record(record_id)
        else:
            self._wanted = record_id

    def show_record(self, record_id: UUID) -> None:
        """Show one record; the rules are there."""

    def _load(self) -> None:
        self._is_loading = True
        self.main.hide()
        self.loading.show()
        workspace, background = self.context.workspace, self.context.background
        job = background.run(lambda: workspace.library, then=lambda _library: self._loaded())
        # The page may be gone before the rules are there.
        self.destroyed.connect(lambda _gone=None: background.drop(job))

    def _loaded(self) -> None:
        self._is_loading = False
        self.loading.hide()
        self.main.show()
        self.show_case()
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self.show_record(wanted)
