"""Documents: the person's files, kept with the case, each with a large preview and what it is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path, PurePath
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.folding import words_in
from caseorg.base.language import _
from caseorg.documents.guess import Guess
from caseorg.documents.prepare import Prepared, draw_page
from caseorg.documents.safe_names import safe_name
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.people import CaseContact, Contact
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.requests import RequestedItem
from caseorg.domain.words import word_for
from caseorg.services import discs, documents, reading
from caseorg.services.disc_bytes import is_disc
from caseorg.services.reading import ReadState
from caseorg.ui import paper
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done, remove
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages import documents_list as listed
from caseorg.ui.pages import documents_sheet as sheet
from caseorg.ui.pages.detail import Detail
from caseorg.ui.pages.documents_adding import Adding, can_take
from caseorg.ui.pages.documents_guess import member_id, suggestion
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_preview import PagePreview
from caseorg.ui.widgets.room import SideBySide

_NOT_NAMED = "not_named"


class DocumentsPage(Page):
    """The files of the case."""

    name = "documents"
    title = "Documents"
    purpose = "Your reports, scans and plan letters. They are copied in and locked with the case."
    group = "Gather"
    icon = "files"
    shows = (Document, Plan, Coverage, RequestedItem, Contact, CaseContact)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        add = Button(_("Add files"), self.add, kind=ButtonKind.main, icon="plus", name="documents.add")
        self._add_button = self.add_main_button(add, command="add")
        self.commands["main"] = add.click
        words = _("Add a disc or folder")
        self.add_main_button(Button(words, self.add_folder, icon="folder-open", name="documents.add_folder"))
        self.add_main_button(Button(_("Paste"), self.paste, icon="copy", name="documents.paste"))
        self.adding = Adding(context, self.snapshot().case.id, self._added, self)
        self.main = QWidget()
        column = QVBoxLayout(self.main)
        set_gaps(column, gap=16)
        self.empty = EmptyState(
            "files",
            _("Keep reports, scans and plan letters here. Drop a file, or add one."),
            _("Add files"),
            self.add,
            name="documents.empty",
        )
        self.list = RecordTable(
            _("Documents"),
            listed.columns(self.snapshot),
            lambda row: listed.spoken(self.snapshot(), row),
            name="documents.list",
            beside=True,
            commands=[(_("Save a copy..."), self.save_copy), (_("Remove"), lambda _row: self.remove())],
        )
        self.list.chosen.connect(lambda _row: self._show_chosen())
        self.preview = PagePreview(context.background, name="documents.preview")
        self.beside = SideBySide(self.list, self.preview, shares=(1, 2))
        self.about = Detail(name="documents.about")
        self.sheet = Card("", name="documents.sheet")
        self.form: sheet.DocumentForm | None = None
        self._filter = self._filter_row()
        for widget in (self.empty, self._filter, self.beside, self.about, self.sheet):
            column.addWidget(widget)
        self.body.addWidget(self.adding.place)
        self.body.addWidget(self.main)
        self.commands |= {"remove": self.remove, "edit": self._edit, "find": self._find.setFocus}
        self.commands["add_folder"] = self.add_folder
        self.setAcceptDrops(True)
        self._shown: Document | None = None
        self._read = ReadState()
        self._looked_for, self._found_on = "", ()  # type: tuple[str, tuple[int, ...]]
        self._loading = self._waits = False

    # What is shown

    def reload(self) -> None:
        snapshot = self.snapshot()
        there = bool(snapshot.documents)
        self.empty.setVisible(not there)
        for widget in (self._filter, self.beside, self.about, self.sheet):
            widget.setVisible(there)
        self.preview.setVisible(self.context.preferences.settings.show_preview)
        self._offer_kinds(snapshot)
        _words, order, down = listed.SORTS[self._sort.currentIndex()]
        # Files that came in within the same second keep the order in which they came.
        place = {each.id: at for at, each in enumerate(snapshot.documents)}
        rows = [each for each in snapshot.documents if self._is_wanted(each)]
        rows.sort(key=lambda each: (order(each), listed.added_at(each), place[each.id]), reverse=down)
        self._loading = True
        self.list.set_rows(rows)
        if self.list.selected() is None and rows:
            self.list.select(rows[0].id)
        self._loading = False
        self._show_chosen(anew=True)

    def follow(self, change_set: ChangeSet) -> bool:
        """Take over what was found in documents that read as before in the list: to lay out a thousand takes long."""
        changes = change_set.changes
        if not all(isinstance(each.before, Document) and isinstance(each.after, Document) for each in changes):
            return False
        if any(listed.what_is_read(each.before) != listed.what_is_read(each.after) for each in changes):
            return False
        self.list.renew([each.after for each in changes])
        if self._shown is not None and any(each.record.id == self._shown.id for each in changes):
            self._show_chosen(anew=True)
        return True

    def open_record(self, record_id: UUID) -> None:
        """Show one document."""
        if self._show.currentIndex() > 0 or self._find.text():
            self._show.setCurrentIndex(0)
            self._find.clear()
            self.list.set_filter("")
            self.reload()
        self.list.select(record_id)
        self._show_chosen()

    def open_new(self, _kind: type[Record]) -> None:
        """Give the focus to what adds a file, when another page leads here: a dialog nobody asked for would startle."""
        self._add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def mark_words(self, words: str) -> None:
        """Mark on the pages what a search found in the document, and go to the first of them."""
        document, wanted, workspace = self._shown, words_in(words), self.context.workspace
        if document is None or not document.page_count:
            return

        def show(pages: tuple[int, ...]) -> None:
            if self._shown is None or self._shown.id != document.id:
                return
            self._looked_for, self._found_on = words, pages
            self.preview.mark(
                lambda page: reading.boxes_of(workspace, document, page + 1, wanted), pages[0] - 1 if pages else None
            )
            self._show_about(document)

        self.context.background.run(lambda: reading.pages_with(workspace, document, wanted), then=show)

    def take_marks_away(self) -> None:
        """Show the pages without marks again."""
        self._looked_for, self._found_on = "", ()
        self.preview.mark(None)
        if self._shown is not None:
            self._show_about(self._shown)

    def show_upkeep(self) -> None:
        """Show what was read of the document on show meanwhile, or what can be shown of one nobody could look into."""
        if self._shown is not None and self._waits and not self.context.upkeep.looking.can_look(self._shown):
            self._show_pages(self._shown)
        if self._shown is not None and reading.read_state(self.context.workspace, self._shown) != self._read:
            self._show_pages(self._shown)
            self._show_about(self._shown)

    def document(self) -> Document | None:
        """Return the document that is selected, or None."""
        document: Document | None = self.list.selected()
        return document

    def snapshot(self) -> CaseSnapshot:
        """Return the case as it stands."""
        assert self.context.case_id is not None
        return self.context.workspace.load_case(self.context.case_id)

    def _show_chosen(self, *, anew: bool = False) -> None:
        document = self.document()
        if self._loading or (document is self._shown and not anew):
            return
        self.about.setVisible(document is not None)
        self.sheet.setVisible(document is not None)
        if document is None:
            self.preview.clear(_("Choose a document in the list."))
            self._shown = None
            return
        before, self._shown = self._shown, document
        if before is None or before.id != document.id:
            self._looked_for, self._found_on = "", ()
        if before is None or _what_is_shown(before) != _what_is_shown(document):
            self._show_pages(document)
        self._show_about(document)
        self._show_form(document)

    def _show_pages(self, document: Document) -> None:
        workspace, looking = self.context.workspace, self.context.upkeep.looking
        if document.unreadable_reason:
            self.preview.clear(document.unreadable_reason)
            return
        self._waits = document.is_unseen and looking.can_look(document)
        if self._waits:
            self.preview.clear(_("We are looking into this file. Its pages come in a moment."))
            looking.look_now(document)
            return

        @lru_cache(maxsize=1)
        def prepared() -> Prepared:
            return documents.pages_of(workspace, document)

        self.preview.show_paper(
            document.page_count or 1,
            lambda page, width: draw_page(prepared().pdf, page + 1, width, name=document.name),
            lambda page: prepared().page_texts[page],
        )

    def _show_about(self, document: Document) -> None:
        self._read = reading.read_state(self.context.workspace, document)
        parts: list[QWidget] = [sheet.facts_line(document), *sheet.warnings(self, self.snapshot(), document)]
        parts += [found for found in (suggestion(self, document), member_id(self, document)) if found is not None]
        if self._looked_for:
            parts.insert(0, sheet.found_line(self, self._looked_for, self._found_on))
        self.about.show_parts(document.name, [*parts, sheet.buttons(self, document)])

    def _show_form(self, document: Document) -> None:
        if self.form is not None and self.form.record is not None and self.form.record.id == document.id:
            self.form.show_record(document)
            return
        if self.form is not None:
            self.form.leave()
            self.sheet.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        self.form = sheet.DocumentForm(self.context, document, self.snapshot)
        self.form.saved.connect(lambda _record: self._saved())
        self.sheet.set_title(_("What it is"))
        self.add_form(self.form, self.sheet.body)
        self.form.show()

    def _saved(self) -> None:
        self.context.workspace.history.close_step()
        done(self.context, _("Saved."))

    # Adding

    def add(self) -> None:
        """Ask for files and add them."""
        self.adding.add_paths(self.context.files.files_to_add(self.window()))

    def add_folder(self) -> None:
        """Ask for a folder, such as a disc of scans, and add what is in it."""
        chosen = self.context.files.folder(self.window(), _("Choose a disc or folder"))
        if chosen is not None:
            self.adding.add_paths([chosen])

    def paste(self) -> None:
        """Add what is on the clipboard."""
        if not self.adding.add_pasted(QGuiApplication.clipboard().mimeData()):
            self.context.tell.note(_("There is no file, picture or text to paste. Copy one first, then paste it here."))

    def replace(self, document: Document) -> None:
        """Ask for a better file and put it in the place of this one."""
        chosen = self.context.files.files_to_add(self.window())
        if chosen:
            self.adding.replace(document, chosen[0])

    def _added(self, document: Document) -> None:
        self.open_record(document.id)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if can_take(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.header.set_purpose(_("Let go to add the files."))

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.header.set_purpose(_(self.purpose))

    def dropEvent(self, event: QDropEvent) -> None:
        self.header.set_purpose(_(self.purpose))
        # Never a move: the program that let go of the file would remove it.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.adding.add_pasted(event.mimeData())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)

    # One document

    def use(self, document: Document, found: Guess, sender: Contact | None) -> None:
        """Take over what a document looks like."""
        entries: dict[str, object] = {}
        if document.kind is None and found.kind:
            entries |= {"kind": found.kind}
            if document.name == PurePath(document.original_name).stem:
                entries |= {"name": word_for(found.kind)}
        if document.document_date is None and found.day:
            entries |= {"document_date": found.day}
        if sender is not None:
            entries |= {"from_contact_id": sender.id}
        attempt(self.context, lambda: documents.name_document(self.context.workspace, document, **entries), _("Saved."))

    def save_copy(self, document: Document) -> None:
        """Write a copy outside the case file, as it came."""
        offered = safe_name(document.original_name or document.name)
        target = self.context.files.place(self.window(), offered, _("All files (*)"))
        if target is None:
            return
        workspace = self.context.workspace

        def work() -> Path:
            if is_disc(document):
                return discs.save_as_it_came(workspace, document, target)
            paper.write_pdf(target, documents.bytes_of(workspace, document))
            return target

        words = _("Saved as “{name}”. That copy is not locked: anyone who uses this computer can open it.")
        self.context.background.run(
            work, then=lambda path: self.context.tell.done(words.format(name=path.name)), failed=self.context.tell.error
        )

    def remove(self) -> None:
        """Move the selected document to Recently removed."""
        document = self.document()
        if document is not None:
            remove(self.context, document)

    def _edit(self) -> None:
        if self.form is not None:
            self.form.focus_first()

    # The list

    def _filter_row(self) -> FlowRow:
        self._show = Choice("documents.show", width=20)
        self._show.addItem(_("All"), "")
        self._show.activated.connect(lambda _at: self.reload())
        self._sort = Choice("documents.sort", width=12)
        for words, _order, _down in listed.SORTS:
            self._sort.addItem(_(words))
        self._sort.activated.connect(lambda _at: self.reload())
        self._find = LineInput(20, "documents.find")
        self._find.textEdited.connect(self.list.set_filter)
        row = FlowRow(name="documents.filter")
        for words, field in ((_("Show"), self._show), (_("Sort"), self._sort), (_("Find on this page"), self._find)):
            label = Label(words, wrap=False)
            label.setBuddy(field)
            field.setAccessibleName(words)
            pair = FlowRow(label, field, gap=8)
            row.add(pair)
        return row

    def _offer_kinds(self, snapshot: CaseSnapshot) -> None:
        chosen = self._show.currentData()
        kinds = sorted({each.kind for each in snapshot.documents if each.kind}, key=word_for)
        self._show.clear()
        self._show.addItem(_("All"), "")
        if documents.not_named_yet(snapshot):
            self._show.addItem(_("Not named yet"), _NOT_NAMED)
        for kind in kinds:
            self._show.addItem(word_for(kind), kind.value)
        self._show.setCurrentIndex(max(0, self._show.findData(chosen)))

    def _is_wanted(self, document: Document) -> bool:
        chosen = self._show.currentData()
        if chosen == _NOT_NAMED:
            return document.kind is None
        return not chosen or document.kind is DocumentKind(chosen)


def _what_is_shown(document: Document) -> tuple[object, ...]:
    """Return what tells whether other pages are to be shown."""
    return document.id, document.sha256, document.page_count, document.unreadable_reason
