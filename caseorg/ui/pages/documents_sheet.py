"""What is known of one document: what to watch for, what it looks like, and the form that says what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from caseorg.base.language import _, ngettext, short_date
from caseorg.documents.prepare import Prepared
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document, DocumentKind
from caseorg.services import discs, documents, reading
from caseorg.services.disc_bytes import is_disc
from caseorg.ui import paper
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.forms.form import RecordForm, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages import choices, documents_disc
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.picture import Picture

if TYPE_CHECKING:
    from caseorg.ui.pages.documents import DocumentsPage

_MOST_LINKS = 12


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
    if document.is_unseen:
        yield Label(_("We have not looked into this file yet. It is kept as it came."), ink="text.secondary")
        return
    yield from _read_lines(page, document)
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


def _read_lines(page: DocumentsPage, document: Document) -> Iterator[QWidget]:
    """Say how far the words of a scan are read, with a way to have them read, or how to get what reads them."""
    state = reading.read_state(page.context.workspace, document)
    if state.sentence:
        yield Label(state.sentence, ink="text.secondary")
    if not state.unread:
        if state.read and reading.lacks_spanish() and page.context.appearance.look.language == "es":
            yield Label(reading.how_to_get_spanish(), Role.small, "text.secondary")
    elif not reading.can_read():
        yield Label(reading.how_to_get())
    elif not page.context.upkeep.reading.words():
        now = Button(
            _("Read the words now"), lambda: page.context.upkeep.reading.read_now(document), icon="scan",
            name="documents.read_now",
        )  # fmt: skip
        yield FlowRow(now, name="documents.reading")


def found_line(page: DocumentsPage, words: str, pages: tuple[int, ...]) -> QWidget:
    """Make the line that says on which pages words stand that were looked for, with a link to each page."""
    line = FlowRow(name="documents.found", gap=8)
    if not pages:
        line.add(Label(_("“{words}” does not stand on these pages.").format(words=words), wrap=False))
    else:
        line.add(Label(_("“{words}” is marked on these pages:").format(words=words), wrap=False))
    for number in pages[:_MOST_LINKS]:
        link = LinkButton(
            _("Page {page}").format(page=number), lambda number=number: page.preview.show_page(number - 1),
            name=f"documents.found.{number}",
        )  # fmt: skip
        line.add(link)
    line.add(LinkButton(_("Take the marks away"), page.take_marks_away, name="documents.found.away"))
    return line


def buttons(page: DocumentsPage, document: Document) -> FlowRow:
    """Make the row of what can be done with a document."""
    context = page.context
    row = FlowRow(
        Button(_("Save a copy..."), lambda: page.save_copy(document), icon="save", name="documents.save_copy"),
        Button(_("Replace..."), lambda: page.replace(document), name="documents.replace"),
        name="documents.buttons",
    )
    if document.kind is DocumentKind.denial_letter and document.page_count:
        row.add(
            Button(
                _("Add a denial from this letter"), lambda: context.go_to("denial_desk", document.id),
                kind=ButtonKind.main, icon="gavel", name="documents.denial",
            )
        )  # fmt: skip
    if is_disc(document):
        documents_disc.add_buttons(page, document, row)
    elif document.page_count:
        row.add(Button(_("Print"), lambda: print_pages(page, document), icon="printer", name="documents.print"))
        row.add(Button(_("Cover up..."), lambda: context.go_to("cover_up", document.id), name="documents.cover_up"))
        row.add(
            Button(_("Turn pages..."), lambda: context.go_to("turn_pages", document.id), name="documents.turn_pages")
        )
        row.add(Button(_("Fill it in..."), lambda: context.go_to("own_form", document.id), name="documents.own_form"))
    if document.answers_item_id is not None:
        words = _("Open the request")
        row.add(Button(words, lambda: context.go_to("records", document.answers_item_id), name="documents.go"))
    row.add_apart(Button(_("Remove"), page.remove, kind=ButtonKind.quiet, icon="trash-2", name="documents.remove"))
    return row


def facts_line(document: Document) -> Label:
    """Make the small line about the file itself."""
    parts = [document.original_name, _size(document.size_bytes)]
    if document.page_count:
        parts.append(ngettext("{count} page", "{count} pages", document.page_count).format(count=document.page_count))
    if document.added_at:
        day = short_date(document.added_at.astimezone().date(), weekday=False)
        parts.append(_("added {day}").format(day=day))
    return Label(", ".join(part for part in parts if part), Role.small, "text.secondary")


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
