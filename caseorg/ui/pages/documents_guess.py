"""What a document looks like: its kind, date and sender as its first page seems to say, with their places beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.documents.guess import Guess, ReadFrom
from caseorg.documents.places import Place
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.people import Contact
from caseorg.services import documents, guesses, reading
from caseorg.services.guesses import MemberId
from caseorg.ui.doing import attempt
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_piece import PIECE_WIDTH_PX, PagePiece

if TYPE_CHECKING:
    from caseorg.ui.pages.documents import DocumentsPage


class _Read(Group):
    """Something that was read in a document, with a button, and the pieces of the page where it stands."""

    def __init__(self, page: DocumentsPage, document: Document, sentence: str, button: QWidget, *, name: str) -> None:
        super().__init__(sentence, name=name)
        self._workspace, self._document, self._background = page.context.workspace, document, page.context.background
        self._column = QVBoxLayout(self)
        set_gaps(self._column, gap=8)
        self._column.addWidget(FlowRow(Label(sentence), button))

    def look_for(self, words: Sequence[str], number: int) -> None:
        """Show where some words stand on a page, counted from 1."""
        workspace, document, self._number = self._workspace, self._document, number
        self._background.run(
            lambda: reading.places_of_words(workspace, document, number, words),
            then=self._show_places,  # its own method: nothing is shown when another document is on show by then
            failed=lambda _error: None,
        )

    def _show_places(self, places: Sequence[tuple[str, Place]]) -> None:
        """Show the places; their pictures come when the page is drawn."""
        self._pieces = [
            PagePiece(place, _("Picture of “{words}” on the page").format(words=words)) for words, place in places
        ]
        for piece in self._pieces:
            self._column.addWidget(piece)
            piece.show()
        if self._pieces:
            workspace, document, number = self._workspace, self._document, self._number
            self._background.run(
                lambda: QImage.fromData(documents.page_picture(workspace, document, number, PIECE_WIDTH_PX), "PNG"),
                then=self._show_page,
                failed=lambda _error: None,
            )

    def _show_page(self, page: QImage) -> None:
        for piece in self._pieces:
            piece.show_page(page)


class GuessedDocument(_Read):
    """The line that says what a document looks like, with a button to take that over, and where it was read."""

    def __init__(self, page: DocumentsPage, document: Document, found: Guess, sender: Contact | None) -> None:
        sentence = _looks_like(document, found, sender)
        button = Button(_("Use this"), lambda: page.use(document, found, sender), name="documents.use")
        button.setAccessibleDescription(sentence)
        super().__init__(page, document, sentence, button, name="documents.suggestion")
        kind = found.kind_words if found.kind_from is ReadFrom.first_page and document.kind is None else ""
        day = found.day_words if found.day_from is ReadFrom.first_page and document.document_date is None else ""
        words = [each for each in (kind, day, sender.name if sender else "") if each]
        if words:
            self.look_for(words, 1)


class FoundMemberId(_Read):
    """The line that says which member ID a document gives, where the plan's card has none or another one."""

    def __init__(self, page: DocumentsPage, document: Document, found: MemberId) -> None:
        context, plan = page.context, found.plan.name
        if found.is_other:
            sentence = _(
                "This paper gives the member ID {number}. For “{plan}” you wrote down another one. Look which is right."
            ).format(number=found.number, plan=plan)
            button = Button(
                _("Open the plan"), lambda: context.go_to("plan_and_permissions", found.card.id, "member_id"),
                name="documents.open_plan",
            )  # fmt: skip
        else:
            sentence = _("This paper gives a member ID for “{plan}”: {number}. Use it there?").format(
                number=found.number, plan=plan
            )
            button = Button(
                _("Use the member ID"),
                lambda: attempt(
                    context, lambda: guesses.use_member_id(context.workspace, document, found), _("Saved.")
                ),
                name="documents.use_member_id",
            )
        button.setAccessibleDescription(sentence)
        super().__init__(page, document, sentence, button, name="documents.member_id")
        self.look_for([found.number], found.page)


def member_id(page: DocumentsPage, document: Document) -> FoundMemberId | None:
    """Make what says which member ID a document gives; None if there is nothing new in it."""
    found = guesses.member_id_on(page.context.workspace, page.snapshot(), document)
    return FoundMemberId(page, document, found) if found else None


def suggestion(page: DocumentsPage, document: Document) -> GuessedDocument | None:
    """Make what says what a document looks like; None if nothing in it is new."""
    workspace = page.context.workspace
    found = guesses.suggestion(workspace, document)
    sender = guesses.sender_of(workspace, page.snapshot(), document)
    return GuessedDocument(page, document, found, sender) if _looks_like(document, found, sender) else None


def kind_phrase(kind: DocumentKind) -> str:
    """Return what a kind of paper is called inside a sentence."""
    return {
        DocumentKind.pathology_report: _("a pathology report"),
        DocumentKind.radiology_report: _("a scan report"),
        DocumentKind.scan_files: _("scan files"),
        DocumentKind.lab_results: _("lab results"),
        DocumentKind.genetic_tests: _("a genetic test"),
        DocumentKind.operation_report: _("an operation report"),
        DocumentKind.hospital_summary: _("a hospital stay summary"),
        DocumentKind.visit_notes: _("visit notes"),
        DocumentKind.treatment_plan: _("a treatment plan"),
        DocumentKind.medication_list: _("a medicine list"),
        DocumentKind.opinion_report: _("a second opinion report"),
        DocumentKind.letter_of_need: _("a doctor's letter of need"),
        DocumentKind.denial_letter: _("a denial letter"),
        DocumentKind.plan_papers: _("plan papers"),
        DocumentKind.plan_card: _("a plan card"),
        DocumentKind.plan_statement: _("a plan statement (EOB)"),
        DocumentKind.bill: _("a bill"),
        DocumentKind.release_form: _("a release form"),
        DocumentKind.authority_paper: _("a paper that lets a helper act"),
        DocumentKind.photo_id: _("a photo ID"),
        DocumentKind.receipt: _("a receipt"),
        DocumentKind.letter: _("a letter"),
        DocumentKind.other: _("another paper"),
    }[kind]


def _looks_like(document: Document, found: Guess, sender: Contact | None) -> str:
    kind = kind_phrase(found.kind) if found.kind and document.kind is None else ""
    day = short_date(found.day, weekday=False) if found.day and document.document_date is None else ""
    if sender is not None:
        return _from_somebody(kind, day, sender.name)
    if kind and day:
        return _("Looks like {kind}, dated {day}. Use this?").format(kind=kind, day=day)
    if kind:
        return _("Looks like {kind}. Use this?").format(kind=kind)
    return _("The date on it looks like {day}. Use this?").format(day=day) if day else ""


def _from_somebody(kind: str, day: str, sender: str) -> str:
    if kind and day:
        words = _("Looks like {kind} from {sender}, dated {day}. Use this?")
    elif kind:
        words = _("Looks like {kind} from {sender}. Use this?")
    elif day:
        words = _("It looks like it is from {sender}, dated {day}. Use this?")
    else:
        words = _("It looks like it is from {sender}. Use this?")
    return words.format(kind=kind, day=day, sender=sender)
