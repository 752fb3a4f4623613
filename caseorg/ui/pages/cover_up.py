"""Cover up: places on a document that a reader must not see are marked, and a copy without them is made."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.documents.places import Place
from caseorg.documents.prepare import draw_page
from caseorg.domain.document import Document
from caseorg.services import covering, documents
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
from caseorg.ui.widgets.marked_page import MarkedPage


@dataclass(frozen=True)
class _HalfDone:
    """The boxes on a paper, which page (from 1) is on show, and how many places were found by us; None: not yet."""

    document_id: UUID
    digest: str
    places: tuple[Place, ...]
    page: int
    found: int | None


class CoverUpPage(CopyPage):
    """One document whose numbers or names are covered before it goes out."""

    name = "cover_up"
    title = "Cover up"
    purpose = "Hide what a reader must not see. You get a copy. The paper that came stays as it is."

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, _("Choose a document first. Then come back here with Cover up."))
        self.page_view = MarkedPage(context.background, name="cover_up.page", filled=True)
        self.page_view.marked.connect(self._show_count)
        self._found_count: int | None = None
        self.lay_out(self.page_view, self._side())

    def open_record(self, record_id: UUID) -> None:
        """Show a document, with the numbers found in it marked already; one on show goes on as it was left."""
        document = self.paper(record_id)
        if document is not None and not self.is_on_show(document):
            self._open(document)
            self._look_for_numbers(document)

    def half_done(self) -> object:
        """Return the boxes, until the copy is made."""
        document, view = self.document, self.page_view
        if document is None:
            return None
        return _HalfDone(document.id, document.sha256, tuple(view.places), view.page, self._found_count)

    def go_on(self, half_done: object) -> None:
        assert isinstance(half_done, _HalfDone)
        document = self.paper(half_done.document_id)
        if document is None or document.sha256 != half_done.digest:
            return
        self._open(document, half_done.places)
        self.page_view.show_page(half_done.page)
        if half_done.found is None:
            self._look_for_numbers(document)
        else:  # looking again would put back a box that was taken away
            self._say_found(half_done.found)

    def _open(self, document: Document, places: tuple[Place, ...] = ()) -> None:
        self._found_count = None
        self.show_document(document, _("Cover up: {title}"))
        self.notice.setText("")
        workspace = self.context.workspace

        def draw(page: int, width: int) -> bytes:
            return draw_page(documents.pages_of(workspace, document).pdf, page, width, name=document.name)

        self.page_view.show_pages(document.page_count, draw, list(places))
        self._show_count()

    def _look_for_numbers(self, document: Document) -> None:
        workspace = self.context.workspace
        self.run(lambda: covering.numbers_to_cover(workspace, document), lambda places: self._found(document, places))

    def _side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        set_gaps(column, gap=12)
        self.count = Label("", Role.label)
        self.count.setObjectName("cover_up.count")
        self.notice = Label("")
        self.notice.setObjectName("cover_up.notice")
        self.save_button = Button(
            _("Make the covered copy"), self.save, kind=ButtonKind.main, icon="save", name="cover_up.save"
        )
        for widget in (
            self.count,
            self.notice,
            Label(_("Draw a box over each number or name. A page with a box becomes a picture: nothing is under it.")),
            FlowRow(self.save_button, name="cover_up.buttons"),
            Label(
                _("Look at the copy before you send it. In packets not made yet it takes the paper's place."),
                Role.small,
            ),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        return side

    def save(self) -> None:
        """Make the covered copy, keep it, and lead to it."""
        document, places = self.document, tuple(self.page_view.places)
        if document is None:
            return
        if not places:
            self.context.tell.note(_("Draw a box over what should be hidden first."))
            return
        self.save_button.setEnabled(False)
        workspace, is_sample = self.context.workspace, case_on_show(self.context).case.is_sample
        self.run(
            lambda: covering.covered(workspace, document, places, is_sample=is_sample),
            lambda looked: self._keep(document, looked),
        )

    def _keep(self, document: Document, looked: Looked) -> None:
        self.save_button.setEnabled(True)
        copy = covering.keep_covered(self.context.workspace, document, looked)
        self.forget()
        self.context.go_to("documents", copy.id)
        done(self.context, _("The covered copy is in Documents. The paper that came is still there, too."))

    def _found(self, document: Document, places: tuple[Place, ...]) -> None:
        if self.document is None or self.document.id != document.id:
            return  # another paper was opened meanwhile; these boxes are not for it
        if places:
            self.page_view.places += [place for place in places if place not in self.page_view.places]
            self.page_view.choose(places[0])
            self.page_view.show_page(places[0].page)
        self._say_found(len(places))
        self._show_count()

    def _say_found(self, count: int) -> None:
        self._found_count = count
        words = ngettext(
            "We found {count} place that looks like a Social Security number, and put a box over it.",
            "We found {count} places that look like Social Security numbers, and put a box over each.",
            count,
        ).format(count=count)
        nothing = _("We found no Social Security number. We can miss one, so look yourself, too.")
        self.notice.setText(words if count else nothing)

    def _show_count(self) -> None:
        count = len(self.page_view.places)
        words = ngettext("{count} box", "{count} boxes", count).format(count=count)
        self.count.setText(words if count else _("No box yet"))
