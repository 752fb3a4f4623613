"""The office's own form: choose it, say once what goes where, and have it filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.documents.places import FormField
from caseorg.documents.prepare import draw_page
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError
from caseorg.domain.own_form import OwnForm
from caseorg.domain.people import Contact, Patient
from caseorg.domain.requests import RecordsRequest
from caseorg.packets.own_form import FilledForm
from caseorg.services import documents, own_forms
from caseorg.services.own_forms import FormPlace
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import done
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.choices import contact_choices
from caseorg.ui.pages.own_form_rows import OwnFormRows
from caseorg.ui.pages.record_words import words_for_record
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.marked_page import MarkedPage
from caseorg.ui.widgets.room import SideBySide


class OwnFormPage(Page):
    """One form of an office that is being filled in."""

    name = "own_form"
    title = "Fill in an office's own form"
    purpose = "Many offices want their own form. Say once what goes where. We fill it in, and you sign it."
    shows = (OwnForm, Document, Contact, Patient, RecordsRequest)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.form: OwnForm | None = None
        self._fields: tuple[FormField, ...] = ()
        self.places: tuple[FormPlace, ...] = ()
        self._document_ids: list[UUID] = []
        self._contact_ids: list[UUID] = []
        self._about_ids: list[UUID | None] = []
        self.start = self._start_part()
        self.body.addWidget(self.start)
        self.page_view = MarkedPage(context.background, name="own_form.page", filled=False)
        self.page_view.marked.connect(self._marked)
        self.rows = OwnFormRows(self._value_chosen, self._words_for)
        self.work = SideBySide(self.page_view, self._side(), second_first=True)
        self.body.addWidget(self.work)
        self.commands["main"] = self.make

    def reload(self) -> None:
        snapshot = case_on_show(self.context)
        found = snapshot.find(self.form.id) if self.form else None
        self.form = found if isinstance(found, OwnForm) else None
        self.start.setVisible(self.form is None)
        self.work.setVisible(self.form is not None)
        if self.form is None:
            self._offer()
        else:
            self._show_about(snapshot, self.form)

    def open_record(self, record_id: UUID) -> None:
        """Go on with a form, or begin with a document that is one."""
        record = case_on_show(self.context).find(record_id)
        if isinstance(record, OwnForm):
            self._open(record)
        elif isinstance(record, Document):
            self._begin(record, record.from_contact_id)

    # Choosing

    def _start_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        set_gaps(column, gap=12)
        self.document = self._choice(column, _("Which form? Add it in Documents first."), "own_form.document")
        self.office = self._choice(column, _("Whose form is it?"), "own_form.office")
        use = Button(_("Use this form"), self._use, kind=ButtonKind.main, name="own_form.use")
        add = Button(_("Open Documents"), lambda: self.context.go_to("documents"), name="own_form.documents")
        column.addWidget(FlowRow(use, add, name="own_form.start"))
        return part

    def _choice(self, column: QVBoxLayout, words: str, name: str) -> Choice:
        label, box = Label(words, Role.label), Choice(name, width=48)
        label.setBuddy(box)
        box.setAccessibleName(words)
        column.addWidget(label)
        column.addWidget(FlowRow(box))
        return box

    def _offer(self) -> None:
        snapshot = case_on_show(self.context)
        forms = [one for one in snapshot.documents if one.page_count]
        self._document_ids = [one.id for one in forms]
        self.document.clear()
        for one in forms:
            self.document.addItem(one.name)
        offices = contact_choices(snapshot)
        self._contact_ids = [contact_id for contact_id, _words in offices]
        self.office.clear()
        for _contact_id, words in offices:
            self.office.addItem(words)

    def _use(self) -> None:
        at, office = self.document.currentIndex(), self.office.currentIndex()
        record = case_on_show(self.context).find(self._document_ids[at]) if at >= 0 else None
        if isinstance(record, Document):
            self._begin(record, self._contact_ids[office] if office >= 0 else None)
        else:
            self.context.tell.note(_("Add the empty form in Documents first."))

    def _begin(self, document: Document, contact_id: UUID | None) -> None:
        try:
            self._open(own_forms.start_form(self.context.workspace, document, contact_id))
        except CaseorgError as error:
            self.context.tell.error(error)

    # Mapping

    def _open(self, form: OwnForm) -> None:
        self.form = form
        document = case_on_show(self.context).find(form.document_id)
        self.reload()
        if not isinstance(document, Document):
            return
        self.set_title(_("Form: {title}").format(title=form.title))
        workspace = self.context.workspace

        def draw(page: int, width: int) -> bytes:
            return draw_page(documents.pages_of(workspace, document).pdf, page, width, name=document.name)

        def show(fields: tuple[FormField, ...]) -> None:
            self._fields = fields
            self.form = own_forms.carry_over(workspace, form, fields)
            self.places = own_forms.places_of(self.form, fields)
            marks = [one.place for one in self.places if not one.field]
            self.page_view.show_pages(document.page_count or 1, draw, marks)
            self._show_rows()

        self.context.background.run(
            lambda: own_forms.fields_of(workspace, document), then=show, failed=self.context.tell.error
        )

    def _side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        set_gaps(column, gap=12)
        self.notice = Label("")
        self.notice.setObjectName("own_form.notice")
        self.button = Button(_("Fill in the form"), self.make, kind=ButtonKind.main, icon="save", name="own_form.make")
        column.addWidget(self.notice)
        self.about = self._choice(column, _("What does it ask for?"), "own_form.about")
        self.about.activated.connect(self._about_chosen)
        column.addWidget(self.rows)
        column.addWidget(FlowRow(self.button, name="own_form.buttons"))
        column.addWidget(Label(_("We never sign for you. What does not fit goes to an added page."), Role.small))
        column.addStretch(1)
        return side

    def _show_about(self, snapshot: CaseSnapshot, form: OwnForm) -> None:
        requests = own_forms.asked_with(snapshot, form)
        self._about_ids = [None, *(one.id for one in requests)]
        self.about.clear()
        self.about.addItem(_("None of my requests"))
        for one in requests:
            self.about.addItem(words_for_record(snapshot, one))
        self.about.setCurrentIndex(self._about_ids.index(form.about_id) if form.about_id in self._about_ids else 0)

    def _about_chosen(self, at: int) -> None:
        if self.form is not None:
            self.form = own_forms.carry(self.context.workspace, self.form, self._about_ids[at])

    def _show_rows(self) -> None:
        words = _("This form has fields. Check what goes into each.") if self._fields else _(
            "This form has no fields we can fill. Draw a box where something is to be typed, then say what goes there."
        )  # fmt: skip
        new = [one.label for one in self.places if one.is_new]
        if new:
            form = _("This office has a newer form. What you said of the earlier one is filled in. New: {fields}.")
            words = form.format(fields=", ".join(new))
        self.notice.setText(words)
        self.rows.show_places(self.places)

    def _marked(self) -> None:
        """Take over the boxes as they are drawn; what was said of one that moved stays with it."""
        mine = [one for one in self.places if not one.field]
        found: list[FormPlace] = []
        for number, place in enumerate(self.page_view.places):
            before = mine[number] if number < len(mine) else None
            label = before.label if before else _("Box {number}").format(number=number + 1)
            found.append(FormPlace(place, label, before.value if before else "", is_long=True))
        self.places = (*(one for one in self.places if one.field), *found)
        self._keep()
        self._show_rows()

    def _value_chosen(self, at: int, value: str) -> None:
        self.places = own_forms.with_value(self.places, at, value)
        self._keep()

    def _keep(self) -> None:
        if self.form is not None:
            self.form = own_forms.keep_places(self.context.workspace, self.form, self.places)

    def _words_for(self, value: str) -> str:
        return own_forms.value_in(self.context.workspace, self.form, value) if self.form else ""

    def make(self) -> None:
        """Fill in the form, keep it exactly as it is, and lead to it."""
        if self.form is None:
            return
        # Filling it in says that what goes where is right, also where nothing had to be changed.
        self.places = tuple(replace(one, is_new=False) for one in self.places)
        self._keep()
        form, places, workspace = self.form, self.places, self.context.workspace

        def keep(made: FilledForm) -> None:
            letter = own_forms.make_form(workspace, form, made)
            self.context.go_to("letters_and_packets", letter.id)
            more = _("The form is filled in. Sign it. It is not sent yet.")
            done(self.context, more)

        self._run(lambda: own_forms.filled(workspace, form, places), keep)

    def _run(self, work: Callable[[], FilledForm], then: Callable[[FilledForm], object]) -> None:
        self.context.background.run(work, then=then, failed=self.context.tell.error)
