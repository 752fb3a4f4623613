"""What the page of people says of one of them, and the buttons that go with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from caseorg.base.language import _, money, short_date, time_of_day
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call
from caseorg.domain.people import CaseContact, Contact, ContactKind, Helper
from caseorg.domain.visit import Visit
from caseorg.domain.words import word_for
from caseorg.services import people, records_list
from caseorg.services.people import CONSULTANTS, PersonLine
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.pages.detail import Pair
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.pages.people_and_places import PeopleAndPlacesPage


def parts_of(page: PeopleAndPlacesPage, snapshot: CaseSnapshot, line: PersonLine) -> Iterator[QWidget]:
    """Make the lines and buttons of the detail, top to bottom."""
    if line.patient is not None:
        yield from _patient(page)
    elif line.helper is not None:
        yield from _helper(page, line.helper)
    elif line.contact is not None:
        yield from _contact(page, snapshot, line, line.contact)


def _patient(page: PeopleAndPlacesPage) -> Iterator[QWidget]:
    yield Label(_("The patient's page has the address, what was told, and the medicines."))
    yield FlowRow(_button(_("Open the patient's page"), lambda: page.context.go_to("patient"), "patient"))


def _helper(page: PeopleAndPlacesPage, helper: Helper) -> Iterator[QWidget]:
    yield from _pairs(
        (_("Who they are"), helper.relation),
        (_("Paper that lets them act"), word_for(helper.role)),
        (_("Can the patient sign?"), _yes_no(helper.patient_can_sign)),
        (_("Phone"), helper.phone),
        (_("Email"), helper.email),
        (_("Address"), helper.address),
    )
    yield _change_row(page)


def _contact(
    page: PeopleAndPlacesPage, snapshot: CaseSnapshot, line: PersonLine, contact: Contact
) -> Iterator[QWidget]:
    yield from _pairs((_("Role"), line.role), (_("Specialty"), contact.specialty), (_("Part of"), line.place))
    link = line.consultant_link
    if link is not None:
        yield from _consultant(page, link)
        counted = records_list.in_hand(snapshot, page.context.today())
        if link.role is CONSULTANTS[0] and counted.needed:
            see = LinkButton(
                _("See the records"), lambda: page.context.go_to("records"), name="people_and_places.records"
            )
            yield Pair(_("What is in hand"), counted.words(), see)
    for visit in people.visits_with(snapshot, contact.id):
        edit, away = _("Edit the visit"), _("Remove the visit")
        yield Pair(
            _("Visit"),
            _visit_words(visit),
            LinkButton(edit, lambda visit=visit: page.edit_visit(visit), name=f"people_and_places.visit.{visit.id}"),
            LinkButton(away, lambda visit=visit: page.remove_visit(visit), name=f"people_and_places.away.{visit.id}"),
        )
    call = people.last_talk(snapshot, contact.id)
    log = LinkButton(_("Log a call"), lambda: page.log_call(line), icon="phone", name="people_and_places.log_call")
    yield Pair(_("Last talk"), _call_words(call) if call else _("No call yet"), log)
    yield from _pairs(
        (_("Phone"), contact.phone),
        (_("Fax"), contact.fax),
        (_("Email"), contact.email),
        (_("Patient portal"), contact.portal),
        (_("Hours"), contact.hours),
        (_("Mailing address"), contact.address),
        (_("NPI number"), contact.npi),
        *((_("Record number"), each.mrn) for each in line.links),
        *((_("Notes on this case"), each.notes) for each in line.links),
        (_("Notes"), contact.notes),
    )
    if contact.kind is ContactKind.office:
        yield from _departments(page, snapshot, contact)
    buttons = []
    if contact.kind is ContactKind.person:
        buttons.append(_button(_("Add a visit"), lambda: page.add_visit(contact), "add_visit", icon="calendar"))
    if link is not None:
        wants = _("What they want in a packet")
        buttons.append(_button(wants, lambda: page.context.go_to("destinations"), "destinations", icon="files"))
    if link is not None and link.role is not CONSULTANTS[0]:
        buttons.append(_button(_("Choose for the second opinion"), lambda: page.choose(link), "choose"))
    if buttons:
        yield FlowRow(*buttons, name="people_and_places.buttons")
    yield _change_row(page, line.links[0] if line.links else None)


def _consultant(page: PeopleAndPlacesPage, link: CaseContact) -> Iterator[QWidget]:
    know = _button(_("I know the answer"), lambda: page.ask_network(link), "i_know")
    if link.in_network is None:
        ask = _button(_("Ask my plan"), page.ask_plan, "ask_plan")
        yield Pair(_("In network?"), _("Not known yet"), ask, know)
    else:
        change = LinkButton(_("Change"), lambda: page.ask_network(link), name="people_and_places.i_know")
        change.setAccessibleName(_("Change the network answer"))
        yield Pair(_("In network?"), network_words(link), change)
    yield from _pairs(
        (_("They need"), link.they_need),
        (_("Cost they quoted"), _about(link.quoted_cents)),
        (_("Earliest visit"), short_date(link.earliest_visit) if link.earliest_visit else ""),
        (_("How far"), link.distance),
        (_("Gives a written report"), _yes_no(link.written_report)),
    )


def _departments(page: PeopleAndPlacesPage, snapshot: CaseSnapshot, office: Contact) -> Iterator[QWidget]:
    desks = [each for each in snapshot.contacts if each.part_of_id == office.id and each.kind is ContactKind.department]
    if desks:
        yield Label(_("Departments"), Role.label)
    for desk in desks:
        words = _("Open {department}").format(department=desk.name)
        lines = [word_for(desk.department)] if desk.department else []
        lines += [line for line in (desk.phone, desk.fax and _("Fax {number}").format(number=desk.fax)) if line]
        yield Pair(
            desk.name,
            "\n".join(lines),
            LinkButton(words, lambda desk=desk: page.open_record(desk.id), name=f"people_and_places.desk.{desk.id}"),
        )
    row = FlowRow(_button(_("Add a department"), lambda: page.add_department(office), "add_department", icon="plus"))
    yield row


def _change_row(page: PeopleAndPlacesPage, link: CaseContact | None = None) -> FlowRow:
    row = FlowRow(_button(_("Edit"), page.edit, "edit", ButtonKind.quiet, "pencil"), name="people_and_places.change")
    if link is not None:
        words = _("Edit the role and network")
        row.add(_button(words, lambda: page.edit_link(link), "edit_link", ButtonKind.quiet))
    row.add_apart(_button(_("Remove"), page.remove, "remove", ButtonKind.quiet, "trash-2"))
    return row


def network_words(link: CaseContact) -> str:
    """Say whether somebody is in the network, who said so and when."""
    if link.in_network is None:
        return _("Not known yet")
    answer = _("Yes") if link.in_network else _("No")
    if not link.network_said_by:
        return answer
    if link.network_said_on is None:
        return _("{answer}, says {who}").format(answer=answer, who=link.network_said_by)
    day = short_date(link.network_said_on, weekday=False)
    return _("{answer}, says {who}, {day}").format(answer=answer, who=link.network_said_by, day=day)


def quoted_words(link: CaseContact) -> str:
    """Say what a visit would cost, as they quoted it."""
    return _about(link.quoted_cents)


def report_words(link: CaseContact) -> str:
    """Say whether they give a written report."""
    return _yes_no(link.written_report)


def _about(cents: int | None) -> str:
    return _("about {amount}").format(amount=money(cents)) if cents is not None else ""


def _yes_no(answer: bool | None) -> str:
    return "" if answer is None else _("Yes") if answer else _("No")


def _visit_words(visit: Visit) -> str:
    if visit.day is None:
        when = _("No date yet")
    elif visit.at_time is None:
        when = short_date(visit.day)
    else:
        when = _("{day}, {time}").format(day=short_date(visit.day), time=time_of_day(visit.at_time))
    more = [when, word_for(visit.mode) if visit.mode else "", visit.place]
    return "\n".join(line for line in more if line)


def _call_words(call: Call) -> str:
    day = short_date(call.at.astimezone().date(), weekday=False) if call.at else ""
    said = call.said.splitlines()[0] if call.said else ""
    return _("{day}: {said}").format(day=day, said=said) if said else day


def _pairs(*pairs: tuple[str, str]) -> Iterator[QWidget]:
    for name, words in pairs:
        if words:
            yield Pair(name, words)


def _button(
    words: str, pressed: Callable[[], object], name: str, kind: ButtonKind = ButtonKind.plain, icon: str = ""
) -> Button:
    return Button(words, pressed, kind=kind, icon=icon, name=f"people_and_places.{name}")
