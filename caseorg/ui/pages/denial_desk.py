"""The denial desk: a letter that says no on one side, what it says on the other, and then the check of the letter."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.documents.prepare import Prepared, draw_page
from caseorg.domain.deadline import DateChange
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.document import Document
from caseorg.domain.letter import LetterKind
from caseorg.domain.plan import Answer, Coverage, Plan
from caseorg.services import documents, letter_desk, reading
from caseorg.services.letter_desk import LetterRead
from caseorg.ui.doing import done, start_letter
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.denial_desk_parts import saved_parts
from caseorg.ui.pages.denial_forms import LetterDenialForm
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.suggested import SuggestedEntry
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.in_sight import InSight
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_piece import PIECE_WIDTH_PX, PagePiece
from caseorg.ui.widgets.page_preview import PagePreview
from caseorg.ui.widgets.room import SideBySide

if TYPE_CHECKING:
    from caseorg.documents.places import Place
    from caseorg.documents.printed import Suggestion
    from caseorg.domain.record import Record
    from caseorg.rules.assess import Assessment


class DenialDeskPage(Page):
    """One letter, from which one denial is taken."""

    name = "denial_desk"
    title = "Add a denial from its letter"
    purpose = "The letter is on one side. Fill in what it says on the other. We fill in nothing by ourselves."
    shows = (Denial, Document, Appeal, Plan, Coverage, Answer, DateChange)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.document: Document | None = None
        self.denial: Denial | None = None
        self.form: LetterDenialForm | None = None
        self.letter = LetterRead((), ())
        self._pictures: dict[int, QImage] = {}
        self._waiting: dict[int, list[PagePiece]] = {}
        self.empty = EmptyState(
            "gavel",
            _("Choose the letter in Documents first. Then come back here with “Add a denial from this letter”."),
            _("Open Documents"),
            lambda: context.go_to("documents"),
            name="denial_desk.empty",
        )
        self.body.addWidget(self.empty)
        self.preview = PagePreview(context.background, name="denial_desk.preview")
        self.side = QWidget()
        self.column = QVBoxLayout(self.side)
        set_gaps(self.column, gap=16)
        self.state = Label("", ink="text.secondary")
        self.state.setObjectName("denial_desk.state")
        self.column.addWidget(self.state)
        self._inside: QWidget | None = None
        self._unread: tuple[int, ...] = ()
        self.column.addStretch(1)
        self.work = SideBySide(InSight(self.preview, self.scroller), self.side, second_first=True)
        self.body.addWidget(self.work)
        self.commands["main"] = lambda: self.form.save() if self.form is not None else None

    @property
    def assessment(self) -> Assessment:
        """What the rules say of the case today."""
        return self.context.workspace.assess(case_on_show(self.context))

    # What is shown

    def reload(self) -> None:
        snapshot = case_on_show(self.context)
        found = snapshot.find(self.document.id) if self.document else None
        self.document = found if isinstance(found, Document) else None
        self.empty.setVisible(self.document is None)
        self.work.setVisible(self.document is not None)
        if self.document is None:
            return
        self.denial = letter_desk.denial_from(snapshot, self.document)
        if self.denial is not None:
            self._show_saved()
        elif self.form is None:
            self._show_form()

    def open_record(self, record_id: UUID) -> None:
        """Lay a letter on the desk; if its denial was added already, show that and the check of the letter."""
        document = case_on_show(self.context).find(record_id)
        if not isinstance(document, Document) or not document.page_count:
            return
        self._clear()
        self.document = document
        self.set_title(_("Denial: {title}").format(title=document.name))
        workspace = self.context.workspace

        @lru_cache(maxsize=1)
        def prepared() -> Prepared:
            return documents.pages_of(workspace, document)

        self.preview.show_paper(
            document.page_count,
            lambda page, width: draw_page(prepared().pdf, page + 1, width, name=document.name),
            lambda page: prepared().page_texts[page],
        )
        self._draw = lambda page: draw_page(prepared().pdf, page, PIECE_WIDTH_PX, name=document.name)
        self.reload()
        if reading.read_state(workspace, document).unread and reading.can_read():
            self.context.upkeep.reading.read_now(document)
        self._read_letter()

    def show_upkeep(self) -> None:
        """Look at the letter again when a page of it was read meanwhile."""
        if self.document is not None and self._unread != self._unread_pages():
            self._read_letter()

    def start_letter(self, kind: LetterKind) -> None:
        """Write a letter about the denial."""
        if self.denial is not None:
            start_letter(self.context, kind, self.denial.id)

    def _unread_pages(self) -> tuple[int, ...]:
        return reading.read_state(self.context.workspace, self.document).unread if self.document else ()

    def _read_letter(self) -> None:
        """Look for what the letter says; a scan says it once its pages are read."""
        document, workspace = self.document, self.context.workspace
        if document is None:
            return
        self._unread = self._unread_pages()

        def show(letter: LetterRead) -> None:
            if self.document is not None and self.document.id == document.id:
                self.letter = letter
                self._say_state()
                if self.denial is not None:
                    self._show_saved()
                elif self.form is not None:
                    self._suggest(self.form)

        self.context.background.run(
            lambda: letter_desk.read_letter(workspace, document), then=show, failed=self.context.tell.error
        )

    def _say_state(self) -> None:
        if self._unread and reading.can_read():
            words = _("We are reading the words of this scan. You can type what you see meanwhile.")
        elif self._unread:
            words = " ".join((_("This letter is a scan. Type what you see on it."), reading.how_to_get()))
        elif any(found.field != "sender" for found in self.letter.suggestions):
            words = _("Below some fields you see what we found in the letter. Look first. Then use it or leave it.")
        elif self.letter.suggestions:
            words = _("We found nothing else in this letter by ourselves. Type what you see on it.")
        else:
            words = _("We found nothing in this letter by ourselves. Type what you see on it.")
        self.state.setText(words)
        self.state.setVisible(self.denial is None)

    # The form

    def _show_form(self) -> None:
        assert self.document is not None
        form = LetterDenialForm(self.context, self.document)
        form.saved.connect(self._saved)
        self._put(form)
        self.form = form
        self._suggest(form)

    def _suggest(self, form: LetterDenialForm) -> None:
        """Show below each field what the letter seems to say for it, once."""
        snapshot = case_on_show(self.context)
        for found in self.letter.suggestions:
            field, value = found.field, found.value
            if field == "sender":
                plan = letter_desk.plan_named(snapshot, str(value))
                field, value = "plan_id", plan.id if plan else None
                self._show_sender(form, found)
            row = form.rows.get(field)
            name = f"denial_desk.{field}"
            if row is None or row.isHidden() or value is None or row.findChild(SuggestedEntry, name) is not None:
                continue
            entry = SuggestedEntry(
                found, row.editor.spec.title, lambda field=field, value=value: self._use(field, value),
                lambda place=found.place: self._show_place(place), name=name,
            )  # fmt: skip
            entry.left.connect(lambda row=row: row.editor.target().setFocus(Qt.FocusReason.OtherFocusReason))
            row.layout().addWidget(entry)
            self._want_picture(entry.piece)

    def _show_sender(self, form: LetterDenialForm, found: Suggestion) -> None:
        """Show above the fields who seems to have written the letter, once."""
        name = "denial_desk.sender"
        if form.findChild(QWidget, name) is not None:
            return
        part = QWidget()
        part.setObjectName(name)
        column = QVBoxLayout(part)
        set_gaps(column, gap=4)
        words = _("The letter seems to be from: {sender}").format(sender=found.words)
        column.addWidget(Label(words, ink="text.secondary"))
        column.addWidget(self.want_piece(found.place, words))
        form.layout().insertWidget(0, part)
        part.show()

    def _use(self, field: str, value: object) -> None:
        if self.form is not None:
            self.form.take_over(field, value)
            self.form.editor(field).target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _saved(self, _record: Record) -> None:
        self.context.workspace.history.close_step()
        done(self.context, _("Saved. Now check the letter."))

    # After saving

    def _show_saved(self) -> None:
        """Show the last day, and what a letter of this kind has to say, with the places in this one."""
        assert self.denial is not None
        was_form, self.form = self.form is not None, None
        self.state.hide()
        self._put(saved_parts(self, self.denial))
        if was_form:
            self.set_problem(False)
            self.focus_title()

    # Pictures

    def want_piece(self, place: Place, words: str) -> PagePiece:
        """Return a piece of a page; its picture comes when the page is drawn."""
        piece = PagePiece(place, words)
        self._want_picture(piece)
        return piece

    def _want_picture(self, piece: PagePiece) -> None:
        page = piece.place.page
        if page in self._pictures:
            piece.show_page(self._pictures[page])
            return
        is_asked = page in self._waiting
        self._waiting.setdefault(page, []).append(piece)
        if is_asked:
            return
        draw, document_id = self._draw, self.document.id if self.document else None

        def show(image: QImage) -> None:
            if self.document is None or self.document.id != document_id:
                return
            self._pictures[page] = image
            for each in self._waiting.pop(page, ()):
                each.show_page(image)

        self.context.background.run(
            lambda: QImage.fromData(draw(page), "PNG"), then=show, failed=lambda _error: self._waiting.pop(page, None)
        )

    def _show_place(self, place: Place) -> None:
        box = (place.left, place.top, place.right, place.bottom)
        self.preview.as_text.setChecked(False)
        self.preview.mark(lambda page: [box] if page == place.page - 1 else [], place.page - 1)
        if self.work.is_stacked():
            self.scroller.ensureWidgetVisible(self.preview)

    # Inside

    def _put(self, inside: QWidget) -> None:
        """Put the form, or what follows it, in the column beside the letter."""
        before, self._inside = self._inside, inside
        if before is not None:
            if before is self.form:
                self.form.leave()
            self.column.removeWidget(before)
            before.hide()
            before.deleteLater()
        if isinstance(inside, LetterDenialForm):
            self.add_form(inside, self.column)
        else:
            self.column.addWidget(inside)
        self.column.setStretchFactor(inside, 1)
        inside.show()

    def _clear(self) -> None:
        """Take the letter before off the desk."""
        if self.form is not None:
            self.form.leave()
        if self._inside is not None:
            self.column.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside, self.form, self.denial = None, None, None
        self.letter, self._unread = LetterRead((), ()), ()
        self._pictures.clear()
        self._waiting.clear()
