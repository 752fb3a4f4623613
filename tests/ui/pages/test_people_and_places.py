"""People and places: each person and office once, what they are here, and the choice of a second doctor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from caseorg.domain.costs import Call
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole, Department, Helper
from caseorg.domain.visit import Visit
from caseorg.services.workspace import Workspace
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages.people_and_places import PeopleAndPlacesPage
from tests.builders import a_case
from tests.ui import checks
from tests.ui.conftest import PLAIN
from tests.ui.pages.marias_case import MariasCase, button, choose, field, marias_case, offered, press, words_on, write

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def maria(workspace: Workspace) -> MariasCase:
    return marias_case(workspace)


@pytest.fixture
def page(window: MakeWindow, maria: MariasCase) -> PeopleAndPlacesPage:
    shown = window(PeopleAndPlacesPage, case_id=maria.id, size=(1024, 768)).front()
    assert isinstance(shown, PeopleAndPlacesPage)
    return shown


@pytest.fixture
def two_doctors(workspace: Workspace, maria: MariasCase) -> tuple[Contact, Contact]:
    okafor = Contact(kind=ContactKind.person, name="Dr. Grace Okafor")
    kim = Contact(kind=ContactKind.person, name="Dr. Susan Kim")
    first = CaseContact(case_id=maria.id, contact_id=okafor.id, role=ContactRole.consultant, quoted_cents=118000)
    second = CaseContact(case_id=maria.id, contact_id=kim.id, role=ContactRole.possible_consultant)
    with workspace.step("Doctors") as step:
        for record in (okafor, kim, first, second):
            step.save(record)
    return okafor, kim


def names(page: PeopleAndPlacesPage) -> list[str]:
    model = page.list.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def spoken_rows(page: PeopleAndPlacesPage) -> list[str]:
    model = page.list.model
    return [str(model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole)) for row in range(model.rowCount())]


def message(page: PeopleAndPlacesPage) -> str:
    return page.window().messages.text()


def link_of(maria: MariasCase, contact: Contact) -> CaseContact:
    return next(link for link in maria.now.case_contacts if link.contact_id == contact.id)


def test_everybody_is_listed_once_with_what_they_are(page: PeopleAndPlacesPage) -> None:
    assert spoken_rows(page) == [
        "Dr. Anil Patel, Doctor of the first opinion",
        "Pathology Department, Pathology lab, Riverside General",
        "Riverside General, Keeps the records",
        "Maria R. Santos, The patient",
    ]


def test_an_empty_case_invites_to_add_somebody(qtbot: QtBot, window: MakeWindow, workspace: Workspace) -> None:
    page = window(PeopleAndPlacesPage, case_id=a_case(workspace).id).front()
    assert "Add the doctors, offices and helpers in this case." in words_on(page)
    press(qtbot, page, "people_and_places.empty.start")
    assert field(page, "contact.name").isVisible()


def test_a_doctor_is_added_with_the_place_they_belong_to(
    qtbot: QtBot, page: PeopleAndPlacesPage, maria: MariasCase
) -> None:
    press(qtbot, page, "people_and_places.add")
    write(qtbot, page, "contact.name", "Dr. Grace Okafor")
    write(qtbot, page, "people_and_places.place", "Lakeside Cancer Center")
    press(qtbot, page, "contact.save")
    assert names(page)[0] == "Dr. Grace Okafor"
    assert "Lakeside Cancer Center" in words_on(page.detail)
    assert message(page) == "Added."
    page.window().do("undo")
    assert "Dr. Grace Okafor" not in names(page)
    assert "Lakeside Cancer Center" not in names(page)


def test_a_place_that_is_there_already_is_used_again(
    qtbot: QtBot, page: PeopleAndPlacesPage, maria: MariasCase
) -> None:
    press(qtbot, page, "people_and_places.add")
    choose(page, "case_contact.role", "Treating doctor")
    write(qtbot, page, "contact.name", "Dr. Lee")
    write(qtbot, page, "people_and_places.place", "riverside general")
    press(qtbot, page, "contact.save")
    lee = next(contact for contact in maria.now.contacts if contact.name == "Dr. Lee")
    assert lee.part_of_id == maria.hospital.id
    assert link_of(maria, lee).role is ContactRole.treating_doctor


def test_without_a_name_nothing_is_added_and_what_was_typed_stays(qtbot: QtBot, page: PeopleAndPlacesPage) -> None:
    before = names(page)
    press(qtbot, page, "people_and_places.add")
    write(qtbot, page, "contact.phone", "937-555-0123")
    press(qtbot, page, "contact.save")
    assert "Enter a name." in words_on(page.panel)
    assert page.window().windowTitle().startswith("Error:")
    assert field(page, "contact.phone").text() == "937-555-0123"
    qtbot.keyClick(page.panel, Qt.Key.Key_Escape)
    assert names(page) == before


def test_a_half_typed_newcomer_is_still_there_after_leaving(qtbot: QtBot, page: PeopleAndPlacesPage) -> None:
    press(qtbot, page, "people_and_places.add")
    choose(page, "case_contact.role", "Your plan")
    write(qtbot, page, "contact.name", "Blue Riv")
    write(qtbot, page, "people_and_places.place", "Ohio")
    qtbot.keyClick(page.panel, Qt.Key.Key_Escape)
    press(qtbot, page, "people_and_places.add")
    assert field(page, "contact.name").text() == "Blue Riv"
    assert field(page, "people_and_places.place").text() == "Ohio"
    assert field(page, "case_contact.role").currentText() == "Your plan"


def test_somebody_of_another_case_is_used_and_not_typed_again(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, maria: MariasCase
) -> None:
    other = a_case(workspace, "Dad's heart valve")
    page = window(PeopleAndPlacesPage, case_id=other.id).front()
    page.add()
    choose(page, "people_and_places.known", "Dr. Anil Patel")
    press(qtbot, page, "people_and_places.use_known")
    assert names(page) == ["Dr. Anil Patel"]
    assert workspace.load_case(other.id).contacts[0].id == maria.doctor.id


def test_a_department_is_added_as_part_of_its_office(
    qtbot: QtBot, page: PeopleAndPlacesPage, maria: MariasCase
) -> None:
    page.open_record(maria.hospital.id)
    press(qtbot, page, "people_and_places.add_department")
    choose(page, "contact.department", "Scan files office (image library)")
    write(qtbot, page, "contact.name", "Film Library")
    write(qtbot, page, "contact.fax", "937-555-0177")
    press(qtbot, page, "contact.save")
    made = next(contact for contact in maria.now.contacts if contact.name == "Film Library")
    assert (made.kind, made.part_of_id, made.department) == (
        ContactKind.department,
        maria.hospital.id,
        Department.image_library,
    )
    page.open_record(maria.hospital.id)
    assert "Film Library" in words_on(page.detail)
    assert "Fax 937-555-0177" in words_on(page.detail)


def test_the_network_answer_is_kept_with_who_said_so_and_when(
    qtbot: QtBot, page: PeopleAndPlacesPage, maria: MariasCase, two_doctors: tuple[Contact, Contact]
) -> None:
    page.open_record(two_doctors[0].id)
    assert "Not known yet" in words_on(page.detail)
    press(qtbot, page, "people_and_places.i_know")
    press(qtbot, page, "network.save")
    assert "Choose yes or no. If you don't know, ask your plan." in words_on(page.panel)
    press(qtbot, page, "network.in_network.no")
    press(qtbot, page, "network.save")
    assert "Enter who said so, like “Tina at the plan”." in words_on(page.panel)
    write(qtbot, page, "network.network_said_by", "Tina at the plan")
    press(qtbot, page, "network.save")
    assert "No, says Tina at the plan, Nov 22, 2026" in words_on(page.detail)
    link = link_of(maria, two_doctors[0])
    assert (link.in_network, link.network_said_on) == (False, date(2026, 11, 22))
    press(qtbot, page.window(), "message.act")
    assert link_of(maria, two_doctors[0]).in_network is None


def test_second_doctors_stand_side_by_side_and_one_is_chosen(
    qtbot: QtBot, page: PeopleAndPlacesPage, maria: MariasCase, two_doctors: tuple[Contact, Contact]
) -> None:
    press(qtbot, page, "people_and_places.compare")
    table = page.panel.content().list.model
    headers = [table.headerData(column, Qt.Orientation.Horizontal) for column in range(3)]
    assert headers == ["What", "Dr. Grace Okafor (chosen)", "Dr. Susan Kim"]
    cost = next(row for row in range(table.rowCount()) if table.index(row, 0).data() == "Cost they quoted")
    assert (table.index(cost, 1).data(), table.index(cost, 2).data()) == ("about $1,180", "Not known yet")
    assert table.data(table.index(cost, 0), Qt.ItemDataRole.AccessibleTextRole) == (
        "Cost they quoted. Dr. Grace Okafor (chosen): about $1,180. Dr. Susan Kim: Not known yet"
    )
    press(qtbot, page, f"people_and_places.choose.{link_of(maria, two_doctors[1]).id}")
    assert message(page) == "Dr. Susan Kim is chosen for the second opinion."
    assert link_of(maria, two_doctors[1]).role is ContactRole.consultant
    assert link_of(maria, two_doctors[0]).role is ContactRole.possible_consultant
    page.window().do("undo")
    assert link_of(maria, two_doctors[0]).role is ContactRole.consultant


def test_only_a_visit_that_is_kept_is_asked_whether_it_happened(page: PeopleAndPlacesPage, maria: MariasCase) -> None:
    page.add_visit(maria.now.contacts[0])
    assert not page.findChildren(QWidget, "visit.happened.yes")
    page.edit_visit(Visit(case_id=maria.id, day=date(2026, 12, 18)))
    assert page.findChildren(QWidget, "visit.happened.yes")


def test_one_second_doctor_alone_is_not_compared(page: PeopleAndPlacesPage) -> None:
    assert not page._compare.isVisible()
    page.window().do("compare")  # the menu says what is missing
    assert message(page) == "Add two doctors who could give the second opinion. Then you can compare them."


def test_what_is_known_for_the_choice_can_be_filled_in(
    qtbot: QtBot, page: PeopleAndPlacesPage, maria: MariasCase, two_doctors: tuple[Contact, Contact]
) -> None:
    page.open_record(two_doctors[1].id)
    press(qtbot, page, "people_and_places.edit_link")
    write(qtbot, page, "case_contact.quoted_cents", "1,250.00")
    write(qtbot, page, "case_contact.earliest_visit", "Jan 12, 2027")
    write(qtbot, page, "case_contact.they_need", "Slides and scan files")
    press(qtbot, page, "case_contact.save")
    shown = words_on(page.detail)
    assert "about $1,250" in shown
    assert "Tue, Jan 12, 2027" in shown
    assert "Slides and scan files" in shown


def test_a_visit_is_added_and_shown_with_its_time(
    qtbot: QtBot, page: PeopleAndPlacesPage, two_doctors: tuple[Contact, Contact]
) -> None:
    page.open_record(two_doctors[0].id)
    press(qtbot, page, "people_and_places.add_visit")
    write(qtbot, page, "visit.day", "12/18/2026")
    write(qtbot, page, "visit.at_time", "half past ten")
    press(qtbot, page, "visit.save")
    assert "Enter a time like 10:30 AM. We couldn't read “half past ten”." in words_on(page.panel)
    write(qtbot, page, "visit.at_time", "10:30 am")
    press(qtbot, page, "visit.save")
    assert "Fri, Dec 18, 2026, 10:30 AM" in words_on(page.detail)


def test_the_last_talk_is_the_latest_call_with_the_office_or_its_desks(
    window: MakeWindow, workspace: Workspace, maria: MariasCase
) -> None:
    workspace.save(
        Call(case_id=maria.id, contact_id=maria.hospital.id, at=datetime(2026, 11, 3, 15, tzinfo=UTC), said="Older"),
        "Log",
    )
    workspace.save(
        Call(
            case_id=maria.id,
            contact_id=maria.laboratory.id,
            at=datetime(2026, 11, 20, 15, tzinfo=UTC),
            said="They look for the slides\nand call back",
        ),
        "Log",
    )
    page = window(PeopleAndPlacesPage, case_id=maria.id).front()
    page.open_record(maria.hospital.id)
    assert "Nov 20, 2026: They look for the slides" in words_on(page.detail)


def test_the_list_can_be_narrowed(page: PeopleAndPlacesPage) -> None:
    assert offered(page, "people_and_places.show")[0] == "All"
    choose(page, "people_and_places.show", "Doctors and other people")
    assert names(page) == ["Dr. Anil Patel"]
    choose(page, "people_and_places.show", "The patient and who helps")
    assert names(page) == ["Maria R. Santos"]


def test_removed_from_the_case_stays_in_the_file(
    page: PeopleAndPlacesPage, workspace: Workspace, maria: MariasCase
) -> None:
    page.open_record(maria.doctor.id)
    page.window().do("remove")
    assert "Dr. Anil Patel" not in names(page)
    assert message(page) == "“Dr. Anil Patel” is removed from this case."
    assert maria.doctor.id in {contact.id for contact in workspace.store.contacts()}
    page.window().do("undo")
    assert "Dr. Anil Patel" in names(page)


def test_who_helps_is_added_as_a_helper(qtbot: QtBot, page: PeopleAndPlacesPage, maria: MariasCase) -> None:
    press(qtbot, page, "people_and_places.add")
    choose(page, "case_contact.role", "Helps with this case")
    write(qtbot, page, "contact.name", "Dan Santos")
    write(qtbot, page, "contact.phone", "937-555-0177")
    press(qtbot, page, "contact.save")
    assert (maria.now.helpers[0].full_name, maria.now.helpers[0].phone) == ("Dan Santos", "937-555-0177")
    assert page.detail.accessibleName() == "Dan Santos"


def test_who_helps_is_edited_here(qtbot: QtBot, window: MakeWindow, workspace: Workspace, maria: MariasCase) -> None:
    helper = Helper(case_id=maria.id, full_name="Dan Santos", relation="son")
    workspace.save(helper, "Add")
    page = window(PeopleAndPlacesPage, case_id=maria.id).front()
    page.open_record(helper.id)
    press(qtbot, page, "people_and_places.edit")
    choose(page, "helper.role", "Health care power of attorney")
    press(qtbot, page, "helper.patient_can_sign.no")
    press(qtbot, page, "helper.save")
    kept = maria.now.helpers[0]
    assert kept.may_act
    assert kept.patient_can_sign is False
    assert "Health care power of attorney" in words_on(page.detail)


def test_an_address_keeps_its_lines_and_a_long_name_its_letters(
    qtbot: QtBot, page: PeopleAndPlacesPage, maria: MariasCase
) -> None:
    odd = "Bệnh viện <b>Ánh Sáng</b> & مركز 🏥 " + "x" * 300
    page.open_record(maria.hospital.id)
    press(qtbot, page, "people_and_places.edit")
    write(qtbot, page, "contact.name", odd)
    write(qtbot, page, "contact.address", "Medical Records\n2200 Harbor Road")
    press(qtbot, page, "contact.save")
    assert maria.now.contact(maria.hospital.id).name == odd
    assert odd in names(page)
    assert "Medical Records\n2200 Harbor Road" in words_on(page.detail)
    qtbot.waitUntil(lambda: checks.cut_off(page) == [])
    assert checks.rich_labels(page) == []


@pytest.mark.parametrize("text_size", [100, 200])
def test_nothing_is_cut_off_or_unnamed(
    qtbot: QtBot, page: PeopleAndPlacesPage, maria: MariasCase, two_doctors: tuple[Contact, Contact],
    look: Appearance, text_size: int,
) -> None:  # fmt: skip
    look.show(PLAIN.but(text_size=text_size), remember=False)
    qtbot.wait(50)
    for open_it in (
        lambda: page.open_record(two_doctors[0].id),
        lambda: page.open_record(maria.hospital.id),
        page.compare,
        page.add,
        lambda: page.ask_network(link_of(maria, two_doctors[0])),
    ):
        page.panel.close_task()
        open_it()
        qtbot.wait(50)
        qtbot.waitUntil(lambda: checks.cut_off(page) == [])
        assert checks.unnamed_controls(page) == []
        assert checks.controls_without_object_name(page) == []
        assert checks.small_targets(page) == []
    assert button(page, "network.save").isVisible()
