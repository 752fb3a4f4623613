"""Turn pages: the pages of a paper are turned or left out, and a copy is made; the paper that came stays."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.documents.prepare import draw_page
from caseorg.domain.document import Document
from caseorg.services import arranging, documents
from caseorg.services.arranging import PageWish
from caseorg.services.looking import Looked
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import done
from caseorg.ui.page import PageContext
from caseorg.ui.pages.copy_page import CopyPage
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_preview import PagePreview


@dataclass(frozen=True)
class _HalfDone:
    """What is wished of the pages of a paper, and which of them (from 0) is on show."""

    document_id: UUID
    digest: str
    wishes: tuple[PageWish, ...]
    page: int


class TurnPagesPage(CopyPage):
    """One document whose pages stand the wrong way, or not all of which are wanted."""

    name = "turn_pages"
    title = "Turn pages"
    purpose = "Turn pages, or leave some out. You get a copy. The paper that came stays as it is."

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _("Choose a document first. Then come back here with Turn pages."))
        self.wishes: list[PageWish] = []
        self.preview = PagePreview(context.background, name="turn_pages.preview")
        self.preview.turned_to.connect(self._say)
        self.lay_out(self.preview, self._side())

    def open_record(self, record_id: UUID) -> None:
        """Show a document, with all its pages as they are; one that is on show goes on as it was left."""
        document = self.paper(record_id)
        if document is not None and not self.is_on_show(document):
            self._open(document, [PageWish()] * document.page_count)

    def half_done(self) -> object:
        """Return what is wished of the pages, until the copy is made."""
        document = self.document
        if document is None:
            return None
        return _HalfDone(document.id, document.sha256, tuple(self.wishes), self.preview.page())

    def go_on(self, half_done: object) -> None:
        assert isinstance(half_done, _HalfDone)
        document = self.paper(half_done.document_id)
        if document is not None and document.sha256 == half_done.digest:
            self._open(document, list(half_done.wishes), half_done.page)

    def _open(self, document: Document, wishes: list[PageWish], page: int = 0) -> None:
        self.wishes = wishes
        self.show_document(document, _("Turn pages: {title}"))
        self._show(max(0, page))

    def _side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        set_gaps(column, gap=12)
        self.state = Label("", Role.label)
        self.state.setObjectName("turn_pages.state")
        self.summary = Label("")
        self.summary.setObjectName("turn_pages.summary")
        self.leave_out = Button(_("Leave this page out"), self.switch, name="turn_pages.leave_out")
        self.save_button = Button(
            _("Make the copy"), self.save, kind=ButtonKind.main, icon="save", name="turn_pages.save"
        )
        turns = FlowRow(
            Button(_("Turn left"), lambda: self.turn(270), name="turn_pages.left"),
            Button(_("Turn right"), lambda: self.turn(90), name="turn_pages.right"),
            Button(_("Turn all to the right"), self.turn_all, name="turn_pages.all"),
        )
        words = Label(_("In packets not made yet the copy takes the paper's place."), Role.small)
        for widget in (self.state, turns, FlowRow(self.leave_out), self.summary, FlowRow(self.save_button), words):
            column.addWidget(widget)
        column.addStretch(1)
        return side

    # What is wished

    def turn(self, degrees: int) -> None:
        """Turn the page on show, clockwise."""
        page = self.preview.page()
        self._wish(page, self.wishes[page].turned_by(degrees))
        self._show(page)

    def turn_all(self) -> None:
        """Turn every page a quarter to the right, as for a scan that lies on its side."""
        self.wishes = [each.turned_by(90) for each in self.wishes]
        self._show(self.preview.page())

    def switch(self) -> None:
        """Leave the page on show out, or take it in again."""
        page = self.preview.page()
        self._wish(page, PageWish(self.wishes[page].turned, not self.wishes[page].is_left_out))
        self._say()

    def _wish(self, page: int, wish: PageWish) -> None:
        self.wishes[page] = wish

    def _show(self, page: int) -> None:
        document, wishes, workspace = self.document, tuple(self.wishes), self.context.workspace
        if document is None:
            return
        made: list[bytes] = []

        def pdf() -> bytes:
            if not made:
                prepared = documents.pages_of(workspace, document).pdf
                made.append(arranging.shown(prepared, wishes, name=document.name))
            return made[0]

        self.preview.show_paper(
            len(wishes),
            lambda number, width: draw_page(pdf(), number + 1, width, name=document.name),
            lambda number: documents.pages_of(workspace, document).page_texts[number],
            page=page,
        )
        self._say()

    def _say(self) -> None:
        """Say what is wished of the page on show, and of all."""
        page = self.preview.page()
        if self.document is None or not 0 <= page < len(self.wishes):
            return
        wish = self.wishes[page]
        turned = {
            0: _("Page {page} stays as it is."),
            90: _("Page {page} is turned to the right."),
            180: _("Page {page} is turned upside down."),
            270: _("Page {page} is turned to the left."),
        }[wish.turned]
        words = _("Page {page} is left out.") if wish.is_left_out else turned
        self.state.setText(words.format(page=page + 1))
        self.leave_out.set_words(_("Take this page in again") if wish.is_left_out else _("Leave this page out"))
        count, whole = arranging.left(self.wishes), len(self.wishes)
        self.summary.setText(
            ngettext("{count} of {whole} page goes into the copy.", "{count} of {whole} pages go into the copy.", whole)
            .format(count=count, whole=whole)
        )  # fmt: skip
        self.save_button.setEnabled(count > 0)

    # The copy

    def save(self) -> None:
        """Make the copy, keep it, and lead to it."""
        document, wishes = self.document, tuple(self.wishes)
        if document is None:
            return
        if not any(each.turned or each.is_left_out for each in wishes):
            self.context.tell.note(_("Turn a page, or leave one out, first."))
            return
        self.save_button.setEnabled(False)
        workspace, is_sample = self.context.workspace, case_on_show(self.context).case.is_sample
        self.run(
            lambda: arranging.arranged(workspace, document, wishes, is_sample=is_sample),
            lambda looked: self._keep(document, looked, wishes),
        )

    def _keep(self, document: Document, looked: Looked, wishes: arranging.Wishes) -> None:
        self.save_button.setEnabled(True)
        copy = arranging.keep_arranged(self.context.workspace, document, looked, wishes)
        self.forget()
        self.context.go_to("documents", copy.id)
        done(self.context, _("The copy is in Documents. The paper that came is still there, too."))
