"""People and places: the doctors, offices and helpers of a case, each once, and the choice among second doctors."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call
from caseorg.domain.people import CaseContact, Contact, Helper, Patient
from caseorg.domain.record import Record
from caseorg.domain.visit import Visit
from caseorg.services import people
from caseorg.services.coverage import first_plan
from caseorg.services.people import Group, PersonLine
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done, log_call, remove
from caseorg.ui.forms.form import RecordForm
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages import people_forms as forms
from caseorg.ui.pages.detail import Detail, show_below
from caseorg.ui.pages.panel import Panel
from caseorg.ui.pages.people_compare import Comparison
from caseorg.ui.pages.people_detail import parts_of
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

_ENOUGH_TO_COMPARE = 2


class PeopleAndPlacesPage(Page):
    """One record for each person or office, used everywhere."""

    name = "people_and_places"
    title = "People and places"
    purpose = "Each doctor, office and helper once, so nothing is typed twice."
    group = "Gather"
    icon = "users"
    shows = (Contact, CaseContact, Helper, Patient, Visit, Call)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        add = Button(_("Add"), self.add, kind=ButtonKind.main, icon="plus", name="people_and_places.add")
        add.setAccessibleName(_("Add a person or place"))
        self.add_main_button(add, command="add")
        self.commands["main"] = add.click
        self._compare = self.add_main_button(
            Button(_("Compare"), self.compare, icon="columns-2", name="people_and_places.compare")
        )
        self.main = QWidget()
        column = QVBoxLayout(self.main)
        set_gaps(column, gap=16)
        self.empty = EmptyState(
            "users",
            _("Add the doctors, offices and helpers in this case."),
            _("Add a person or place"),
            self.add,
            name="people_and_places.empty",
        )
        self.show_group = Choice("people_and_places.show", width=30)
        self.show_group.addItem(_("All"), "")
        for group in Group:
            self.show_group.addItem(group.words(), group.value)
        self.show_group.activated.connect(lambda _at: self.reload())
        label = Label(_("Show"), wrap=False)
        label.setBuddy(self.show_group)
        self._filter = FlowRow(label, self.show_group, name="people_and_places.filter")
        self.list = RecordTable(
            _("People and places"),
            _columns(),
            _spoken,
            name="people_and_places.list",
            commands=[
                (_("Edit"), lambda _line: self.edit()),
                (_("Log a call"), self.log_call),
                (_("Remove"), lambda _line: self.remove()),
            ],
        )
        self._led_to: Visit | None = None
        self.list.chosen.connect(lambda _line: self._show_detail())
        self.detail = Detail(name="people_and_places.detail")
        show_below(self, self.list, self.detail)
        for widget in (self.empty, self._filter, self.list, self.detail):
            column.addWidget(widget)
        self.body.addWidget(self.main)
        self.panel = Panel(self, name="people_and_places.panel", hides=(self.main, self.header.actions))
        self.body.addWidget(self.panel)
        self.commands |= {"edit": self.edit, "remove": self.remove, "compare": self.compare}

    # What is shown

    def reload(self) -> None:
        snapshot = self._snapshot()
        lines = people.people_lines(snapshot)
        wanted = self.show_group.currentData()
        shown = [line for line in lines if not wanted or line.group == wanted]
        self.list.set_rows(shown)
        others = [line for line in lines if line.patient is None]
        self.empty.setVisible(not others)
        self._filter.setVisible(bool(others))
        self.list.setVisible(bool(shown))
        self._compare.setVisible(len(people.candidates(snapshot)) >= _ENOUGH_TO_COMPARE)
        if shown:
            self.list.begin_at(shown[0].id)
        self._show_detail()

    def open_record(self, record_id: UUID) -> None:
        """Select a person or office, or the one of a visit."""
        record = self._snapshot().find(record_id)
        self._led_to = record if isinstance(record, Visit) else None
        if self._led_to is not None and self._led_to.contact_id is not None:
            record_id = self._led_to.contact_id
        self.panel.close_task()
        self.show_group.setCurrentIndex(0)
        self.reload()
        self.list.select(record_id)
        self._show_detail()

    def focus_field(self, field: str) -> None:
        """Open the sheet of the person, office or visit that another page led to, with the focus in one field."""
        if self._led_to is not None:
            self.edit_visit(self._led_to)
        else:
            self.edit()
        self.panel.focus_field(field)

    def line(self) -> PersonLine | None:
        """Return the row that is selected, or None."""
        line: PersonLine | None = self.list.selected()
        return line

    def _snapshot(self) -> CaseSnapshot:
        assert self.context.case_id is not None
        return self.context.workspace.load_case(self.context.case_id)

    def _show_detail(self) -> None:
        line = self.line()
        self.detail.setVisible(line is not None)
        if line is not None:
            self.detail.show_parts(line.name or _("No name yet"), parts_of(self, self._snapshot(), line), line.role)

    # Sheets

    def add(self) -> None:
        """Ask for one more person or place."""
        form = forms.AddPersonForm(self.context, self._snapshot())
        form.saved.connect(lambda contact_id: self._saved(contact_id, _("Added.")))
        form.closed.connect(self.panel.close_task)
        self.panel.open_task(_("Add a person or place"), form)

    def add_department(self, office: Contact) -> None:
        """Ask for one more department of an office."""
        self._open(
            _("Add a department of {office}").format(office=office.name),
            forms.new_department(self.context, office),
            _("Added."),
        )

    def add_visit(self, contact: Contact) -> None:
        """Ask for a visit with somebody."""
        given = {"case_id": self.context.case_id, "contact_id": contact.id}
        form = forms.NewVisitForm(self.context, given=given, references=forms.references(self._snapshot))
        self._open(_("Visit with {name}").format(name=contact.name), form, _("Added. It is under Deadlines too."))

    def edit_visit(self, visit: Visit) -> None:
        """Open the sheet of a visit."""
        form = forms.VisitForm(self.context, visit, references=forms.references(self._snapshot))
        self._open(_("Visit"), form, _("Saved."))

    def remove_visit(self, visit: Visit) -> None:
        """Move a visit to Recently removed."""
        remove(self.context, visit)

    def edit(self) -> None:
        """Open the sheet of the selected person or office."""
        line = self.line()
        if line is None or self.panel.is_open():
            return
        if line.patient is not None:
            self.context.go_to("patient")
        elif line.helper is not None:
            form: RecordForm = forms.HelperForm(self.context, line.helper, references=self._references())
            self._open(line.name, form, _("Saved."))
        else:
            self._open(
                line.name, forms.ContactForm(self.context, line.contact, references=self._references()), _("Saved.")
            )

    def edit_link(self, link: CaseContact) -> None:
        """Open the sheet of what somebody is in this case."""
        contact = self._snapshot().contact(link.contact_id)
        title = _("{name} in this case").format(name=contact.name if contact else "")
        self._open(title, forms.CaseContactForm(self.context, link), _("Saved."))

    def ask_plan(self) -> None:
        """Lead to the call in which the plan is asked."""
        plan = first_plan(self.context.workspace, self._snapshot())
        self.context.go_to("call_desk", plan.id if plan else None)

    def ask_network(self, link: CaseContact) -> None:
        """Ask whether somebody is in the network."""
        form = forms.network_answer(self.context, link)
        form.saved.connect(lambda: self._saved(None, _("Saved. Your coverage page uses this answer.")))
        self.panel.open_task(_("In your plan's network?"), form)

    def remove(self) -> None:
        """Take the selected one out of the case."""
        line = self.line()
        if line is None or self.panel.is_open() or line.patient is not None:
            return
        words = _("“{name}” is removed from this case.").format(name=line.name)
        attempt(self.context, lambda: people.take_out(self.context.workspace, line), words)
        if line.contact is not None and self._snapshot().contact(line.contact.id) is not None:
            words = _("“{name}” has no role in this case now, but stays listed: a visit or a letter names them.")
            done(self.context, words.format(name=line.name))

    def log_call(self, line: PersonLine) -> None:
        """Lead to where a call is written down."""
        if line.contact is not None:
            log_call(self.context, line.contact.id)

    # The second doctor

    def compare(self) -> None:
        """Show the possible second doctors side by side."""
        candidates = people.candidates(self._snapshot())
        if len(candidates) < _ENOUGH_TO_COMPARE:
            self.context.tell.note(_("Add two doctors who could give the second opinion. Then you can compare them."))
            return
        self.panel.open_task(_("Compare second doctors"), Comparison(candidates, self.choose, self.edit_link))

    def choose(self, link: CaseContact) -> None:
        """Say who gives the second opinion."""
        contact = self._snapshot().contact(link.contact_id)
        self.panel.close_task()
        words = _("{name} is chosen for the second opinion.").format(name=contact.name if contact else "")
        attempt(self.context, lambda: people.choose_consultant(self.context.workspace, link), words)

    # Inside

    def _references(self) -> dict[str, object]:
        return dict(forms.references(self._snapshot))

    def _open(self, title: str, form: RecordForm, words: str) -> None:
        form.saved.connect(lambda record: self._saved(_to_select(record), words))
        form.closed.connect(self.panel.close_task)
        self.panel.open_task(title, form)

    def _saved(self, record_id: UUID | None, words: str) -> None:
        self.context.workspace.history.close_step()
        self.panel.close_task()
        if record_id is not None:
            self.list.select(record_id)
        done(self.context, words)


def _columns() -> list[Column]:
    return [
        Column(_("Name"), lambda line: line.name or _("No name yet")),
        Column(_("Role"), lambda line: line.role),
        Column(_("Place"), lambda line: line.place),
    ]


def _spoken(line: PersonLine) -> str:
    if not line.place:
        return _("{name}, {role}").format(name=line.name, role=line.role)
    return _("{name}, {role}, {place}").format(name=line.name, role=line.role, place=line.place)


def _to_select(record: Record) -> UUID | None:
    if isinstance(record, Contact | Helper):
        return record.id
    return record.contact_id if isinstance(record, CaseContact | Visit) else None
