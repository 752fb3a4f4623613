"""What is known of one document: what to watch for, what it looks like, and the form that says what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from caseorg.base.language import _, ngettext, short_date
from caseorg.documents.guess import Guess
from caseorg.documents.prepare import Prepared
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document, DocumentKind
from caseorg.services import discs, documents
from caseorg.services.disc_bytes import is_disc
from caseorg.ui import paper
from caseorg.ui.forms.form import RecordForm, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages import choices, documents_disc
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.picture import Picture

if TYPE_CHECKING:
    from caseorg.ui.pages.documents import DocumentsPage


class DocumentForm(RecordForm):
    """What a document is, in the person's words."""

    record_type = Document
    undo_label = "Edit document"
    needed = {"name": "Enter a name."}  # noqa: RUF012 - never changed
    sections = (
        Section("", ("name", "kind", "from_contact_id", "document_date", "answers_item_id")),
        Section("", ("is_private", "notes")),
    )

    def __init__(self, context: PageContext, document: Document, read: Callable[[], CaseSnapshot]) -> None:
        super().__init__(
            context,
            document,
            references={
                "from_contact_id": lambda: choices.contact_choices(read()),
                "answers_item_id": lambda: choices.item_choices(read()),
            },
        )
        # A file that is dropped on a field is a file to add, not words to write.
        for field in self.findChildren(QLineEdit) + self.findChildren(QPlainTextEdit):
            field.setAcceptDrops(False)
            if isinstance(field, QPlainTextEdit):
                field.viewport().setAcceptDrops(False)

    def write(self, record: Document) -> None:  # type: ignore[override]
        before = self.record
        changed = {name: getattr(record, name) for name in self.rows if getattr(record, name) != getattr(before, name)}
        if changed and isinstance(before, Document):
            documents.name_document(self.context.workspace, before, **changed)


def warnings(page: DocumentsPage, snapshot: CaseSnapshot, document: Document) -> Iterator[QWidget]:
    """Make a line for each thing to watch for."""
    workspace = page.context.workspace
    if document.unreadable_reason:
        yield _warning(document.unreadable_reason)
        yield Label(_("Save a copy to open it with another program. Or use Replace to put in a better file."))
        return
    if pages := documents.someone_elses_pages(workspace, snapshot, document):
        listed = ", ".join(str(each) for each in pages)
        sentence = ngettext(
            "Page {pages} may be about someone else.", "Pages {pages} may be about someone else.", len(pages)
        )
        yield _warning(sentence.format(pages=listed))
    for finding in documents.findings_of(workspace, document):
        yield _warning(finding.sentence)
    if is_disc(document):
        for sentence in discs.warnings(workspace, snapshot, document):
            yield _warning(sentence)
        yield from documents_disc.lines(page, snapshot, document)


def suggestion(page: DocumentsPage, document: Document) -> QWidget | None:
    """Make the line that says what a document looks like, with a button to take that over; None if nothing is new."""
    found = documents.suggestion(page.context.workspace, document)
    sentence = _looks_like(document, found)
    if not sentence:
        return None
    group = Group(sentence, name="documents.suggestion")
    row = QHBoxLayout(group)
    set_gaps(row, gap=12)
    button = Button(_("Use this"), lambda: page.use(document, found), name="documents.use")
    button.setAccessibleDescription(sentence)
    row.addWidget(FlowRow(Label(sentence), button), 1)
    return group


def facts_line(document: Document) -> Label:
    """Make the small line about the file itself."""
    parts = [document.original_name, _size(document.size_bytes)]
    if document.page_count:
        parts.append(ngettext("{count} page", "{count} pages", document.page_count).format(count=document.page_count))
    if document.added_at:
        day = short_date(document.added_at.astimezone().date(), weekday=False)
        parts.append(_("added {day}").format(day=day))
    return Label(", ".join(part for part in parts if part), Role.small, "text.secondary")


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


def _looks_like(document: Document, found: Guess) -> str:
    kind = kind_phrase(found.kind) if found.kind and document.kind is None else ""
    day = short_date(found.day, weekday=False) if found.day and document.document_date is None else ""
    if kind and day:
        return _("Looks like {kind}, dated {day}. Use this?").format(kind=kind, day=day)
    if kind:
        return _("Looks like {kind}. Use this?").format(kind=kind)
    return _("The date on it looks like {day}. Use this?").format(day=day) if day else ""


def _warning(sentence: str) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    set_gaps(row, gap=8)
    row.addWidget(Picture("triangle-alert", "status.warn"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(sentence), 1)
    return line


def _size(size: int) -> str:
    if size >= 1_000_000:
        return _("{size} MB").format(size=f"{size / 1_000_000:.1f}")
    return _("{size} KB").format(size=max(1, round(size / 1_000)))


def print_pages(page: DocumentsPage, document: Document) -> None:
    """Print the clean pages of a document, as the preview shows them."""
    context = page.context
    workspace = context.workspace

    def show(prepared: Prepared) -> None:
        pages = document.page_count or 1
        paper.print_pdf(context, page.window(), prepared.pdf, pages, document.name, goes_out=False)

    context.background.run(lambda: documents.pages_of(workspace, document), then=show, failed=context.tell.error)
