"""What the pages have in common that make a copy of one paper, such as with places covered or pages turned."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QWidget

from caseorg.base.language import _
from caseorg.domain.document import Document
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.room import SideBySide


class CopyPage(Page):
    """A paper on one side and what is to be done to it on the other; empty until a paper is chosen in Documents."""

    shows = (Document,)
    save_button: Button
    """Makes the copy; off while it is made."""

    def __init__(self, context: PageContext, choose_first: str) -> None:
        """Make it, with the words that ask for a paper."""
        super().__init__(context)
        self.document: Document | None = None
        self._digest = ""
        self.empty = EmptyState(
            "files", choose_first, _("Open Documents"), lambda: context.go_to("documents"), name=f"{self.name}.empty"
        )
        self.body.addWidget(self.empty)

    def lay_out(self, paper: QWidget, side: QWidget) -> None:
        """Put the paper and what stands beside it in their places."""
        self.work = SideBySide(paper, side, shares=(3, 2), second_first=True)
        self.body.addWidget(self.work)
        self.commands["main"] = self.save_button.click

    def reload(self) -> None:
        found = case_on_show(self.context).find(self.document.id) if self.document else None
        self.document = found if isinstance(found, Document) else None
        self.empty.setVisible(self.document is None)
        self.work.setVisible(self.document is not None)

    def paper(self, record_id: UUID) -> Document | None:
        """Return a paper of the case that has pages, or None."""
        document = case_on_show(self.context).find(record_id)
        return document if isinstance(document, Document) and document.page_count else None

    def is_on_show(self, document: Document) -> bool:
        """Tell whether a paper is the one on show, with the same pages: what is half done to it then goes on."""
        return self.document is not None and (self.document.id, self._digest) == (document.id, document.sha256)

    def show_document(self, document: Document, title: str) -> None:
        """Make a paper the one on show, under a title that names it."""
        self.document, self._digest = document, document.sha256
        self.reload()
        self.set_title(title.format(title=document.name))

    def forget(self) -> None:
        """Forget which paper is on show: its copy is made, and the next one begins anew."""
        self.document = None
        self.reload()

    def run(self, work: Callable[[], object], then: Callable[..., object]) -> None:
        """Do something with the paper in the background; if it fails, say so, and the copy can be asked for again."""

        def failed(error: BaseException) -> None:
            self.save_button.setEnabled(True)
            self.context.tell.error(error)

        self.context.background.run(work, then=then, failed=failed)
