"""The sheets of people and places: a person or office, what they are in the case, who helps, a visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.errors import CaseorgError, InvalidEntries, Problem
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole, Helper
from caseorg.domain.visit import Visit
from caseorg.services import people
from caseorg.ui.forms.choosing import editor_for
from caseorg.ui.forms.fields import spec_of
from caseorg.ui.forms.form import FieldRow, RecordForm, References, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages import choices
from caseorg.ui.pages.short_form import Ask, ShortForm, asks, asks_field, one_of
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


class ContactForm(RecordForm):
    """A person or office, once for the whole case file."""

    record_type = Contact
    undo_label = "Edit a person or place"
    needed = {"name": "Enter a name."}  # noqa: RUF012 - never changed
    sections = (
        Section("", ("name", "kind", "specialty", "part_of_id", "department")),
        Section("How to reach them", ("address", "phone", "fax", "email", "portal", "hours")),
        Section("More", ("npi", "notes")),
    )


class CaseContactForm(RecordForm):
    """What a person or office is in this case."""

    record_type = CaseContact
    undo_label = "Edit a person or place in this case"
    sections = (
        Section("", ("role", "mrn")),
        Section("Your plan's network", ("in_network", "network_said_by", "network_said_on")),
        Section(
            "For choosing a second doctor",
            ("quoted_cents", "earliest_visit", "distance", "they_need", "written_report", "notes"),
        ),
    )


class HelperForm(RecordForm):
    """Who helps, and what lets them act for the patient."""

    record_type = Helper
    undo_label = "Edit who helps"
    needed = {"full_name": "Enter a name."}  # noqa: RUF012 - never changed
    sections = (
        Section("", ("full_name", "relation")),
        Section("Acting for the patient", ("patient_can_sign", "role", "authority_from", "authority_document_id")),
        Section("How to reach them", ("phone", "email", "address")),
    )


class VisitForm(RecordForm):
    """A visit with a doctor."""

    record_type = Visit
    undo_label = "Edit a visit"
    sections = (
        Section("", ("contact_id", "day", "at_time", "mode", "place", "who_comes", "is_second_opinion")),
        Section("Afterward", ("happened", "notes")),
    )


class NewVisitForm(VisitForm):
    """A visit that is set; whether it happened is asked when it is edited."""

    undo_label = "Add a visit"
    sections = (
        Section("", ("contact_id", "day", "at_time", "mode", "place", "who_comes", "is_second_opinion", "notes")),
    )


def references(read: Callable[[], CaseSnapshot]) -> References:
    """Return what may be chosen in these forms."""
    return {
        "part_of_id": lambda: choices.office_choices(read()),
        "contact_id": lambda: choices.contact_choices(read()),
        "authority_document_id": lambda: choices.document_choices(read()),
    }


class AddPersonForm(QWidget):
    """Adds somebody to the case: what they are to it, then who they are, or who of the file they are."""

    saved = Signal(object)
    closed = Signal()
    problem_changed = Signal(bool)

    def __init__(self, context: PageContext, snapshot: CaseSnapshot) -> None:
        super().__init__()
        self._context, self._case_id = context, snapshot.case.id
        column = QVBoxLayout(self)
        set_gaps(column, gap=16)
        self.role = editor_for(spec_of(CaseContact, "role"), context.today)
        self.role.show_value(ContactRole.possible_consultant)
        self.place = editor_for(
            asks("people_and_places", "place", _("Hospital or office they belong to"), _("If there is one.")),
            context.today,
        )
        self._others = {each.id: each for each in people.not_in_case(context.workspace, snapshot)}
        column.addWidget(FieldRow(self.role))
        if self._others:
            column.addWidget(self._known_row())
        self.form = _NewContactForm(context, self)
        self.form.saved.connect(lambda record: self.saved.emit(record.id))
        self.form.closed.connect(self.closed)
        self.form.problem_changed.connect(self.problem_changed)
        column.addWidget(self.form)

    def focus_first(self) -> None:
        """Give the focus to the first question."""
        self.role.target().setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Keep what is half typed."""
        self.form.leave()

    def chosen_role(self) -> ContactRole:
        """Return what the new one is in this case."""
        role = self.role.entry()
        return role if isinstance(role, ContactRole) else ContactRole.other

    def _known_row(self) -> QWidget:
        group = QWidget()
        column = QVBoxLayout(group)
        set_gaps(column, gap=4)
        label = Label(_("Already in your file, from another case"), Role.label)
        self._known = Choice("people_and_places.known", width=44)
        for contact_id, contact in self._others.items():
            self._known.addItem(contact.name, str(contact_id))
        label.setBuddy(self._known)
        column.addWidget(label)
        button = Button(_("Use this one"), self._use_known, name="people_and_places.use_known")
        column.addWidget(FlowRow(self._known, button))
        column.addWidget(Label(_("Or add a new one:"), ink="text.secondary"))
        return group

    def _use_known(self) -> None:
        contact = self._others[UUID(self._known.currentData())]
        try:
            people.add_person(self._context.workspace, self._case_id, contact, self.chosen_role())
        except CaseorgError as error:
            self._context.tell.error(error)
        else:
            self.saved.emit(contact.id)


class _NewContactForm(ContactForm):
    """The new one's sheet; saving it puts it into the case."""

    undo_label = "Add a person or place"
    sections = (
        Section("", ("name", "kind", "specialty")),
        Section("How to reach them", ("address", "phone", "fax", "email", "portal", "hours")),
        Section("More", ("notes",)),
    )

    def __init__(self, context: PageContext, around: AddPersonForm) -> None:
        super().__init__(context, given={})
        self._around = around
        place = FieldRow(around.place)
        first = self.layout().itemAt(1).layout()
        first.addWidget(place)
        kept = self._draft.entries()
        for name, editor in (("role", around.role), ("place", around.place)):
            if name in kept:
                editor.show_typed(kept[name])
            editor.edited.connect(lambda name=name, editor=editor: self._draft.typed(name, editor.typed()))
        around.role.edited.connect(self._show_kind)
        self._show_kind()

    def write(self, record: Contact) -> None:  # type: ignore[override]
        case_id, place, role = self.context.case_id, str(self._around.place.entry()), self._around.chosen_role()
        assert case_id is not None
        if role is ContactRole.helper:
            people.add_helper(self.context.workspace, case_id, record)
            return
        kind = record.kind if "kind" in self._touched else people.usual_kind(role)
        people.add_person(self.context.workspace, case_id, record.revised(kind=kind), role, place)

    def _show_kind(self) -> None:
        if "kind" not in self._touched:
            self.editor("kind").show_value(people.usual_kind(self._around.chosen_role()))


def network_answer(context: PageContext, link: CaseContact) -> ShortForm:
    """Ask whether somebody is in the plan's network, and who said so."""
    form = "network"
    answers = ((True, "yes", _("Yes, in network")), (False, "no", _("No, not in network")))

    def act(entries: dict[str, Any]) -> None:
        if not entries["network_said_by"].strip():
            raise InvalidEntries([Problem("network_said_by", _("Enter who said so, like “Tina at the plan”."))])
        context.workspace.save(link.revised(**entries), _("Note the network answer"))

    return ShortForm(
        context,
        (
            one_of(
                form,
                "in_network",
                _("In your plan's network?"),
                answers,
                link.in_network,
                needed=_("Choose yes or no. If you don't know, ask your plan."),
            ),
            Ask(
                asks(form, "network_said_by", _("Who said so?"), _("Like “Tina at the plan”, or “my plan papers”.")),
                link.network_said_by,
            ),
            Ask(asks_field(form, CaseContact, "network_said_on"), link.network_said_on or context.today()),
        ),
        act,
        key=f"{form}:{link.id}",
    )


def new_department(context: PageContext, office: Contact) -> RecordForm:
    """Make the form for a new department of an office."""
    return DepartmentForm(context, given={"kind": ContactKind.department, "part_of_id": office.id})


class DepartmentForm(RecordForm):
    """One desk of an office: who keeps the records, the scans, the slides."""

    record_type = Contact
    undo_label = "Add a department"
    needed = {"name": "Enter a name."}  # noqa: RUF012 - never changed
    sections = (Section("", ("department", "name", "address", "phone", "fax", "email", "hours")),)
    save_words = "Add the department"
