"""The people of the page tests, and how a person acts on a page: press, choose, type, read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from caseorg.domain.denial import Denial, DenialLevel
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole, Patient
from caseorg.domain.plan import Answer, Plan, PlanKind, PlanNetwork
from caseorg.services.coverage import choose_plan
from caseorg.services.workspace import Workspace
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page
from tests.builders import a_case

MakeWindow = Callable[..., MainWindow]


def maria(workspace: Workspace) -> UUID:
    """Maria has a Medicare Advantage HMO and has chosen Dr. Okafor."""
    case = a_case(workspace)
    place = Contact(name="Lakeside Cancer Center")
    doctor = Contact(kind=ContactKind.person, name="Dr. Grace Okafor", part_of_id=place.id)
    with workspace.step("Choose a doctor") as step:
        step.save(Patient(case_id=case.id, full_name="Maria Santos"))
        for contact in (place, doctor):
            step.save(contact)
            role = ContactRole.consultant if contact is doctor else ContactRole.other
            step.save(CaseContact(case_id=case.id, contact_id=contact.id, role=role))
    choose_plan(workspace, case.id, PlanKind.medicare_advantage, PlanNetwork.hmo)
    plan = workspace.load_case(case.id).plans[0]
    workspace.save(plan.revised(name="Blue River Health", phone="1-800-555-0147"), "Edit the plan")
    return case.id


def luis(workspace: Workspace) -> UUID:
    """Luis's plan from work said no; the letter is dated January 12, 2027, and he doesn't know when it came."""
    case = a_case(workspace, "Luis's knee")
    with workspace.step("Add denial") as step:
        step.save(Plan(case_id=case.id, name="Keystone Mutual", kind=PlanKind.employer))
        step.save(Answer(case_id=case.id, fact="plan.sponsor", value="private"))
        step.save(Answer(case_id=case.id, fact="plan.grandfathered", value="no"))
        step.save(Denial(case_id=case.id, what="Visit", notice_date=date(2027, 1, 12), level=DenialLevel.initial))
    return case.id


def front(window: MainWindow) -> Page:
    """Return the page in front."""
    settle()
    pages = [page for page in window.findChildren(Page) if page.isVisible()]
    assert len(pages) == 1
    return pages[0]


def find(page: QWidget, name: str) -> QWidget:
    """Return what a person sees under a name."""
    found = [widget for widget in page.findChildren(QWidget, name) if widget.isVisible()]
    assert found, f"{name} is not in sight"
    return found[0]


def press(page: QWidget, name: str) -> None:
    """Press a button, a check box or a radio button with the space bar."""
    button = find(page, name)
    assert isinstance(button, QAbstractButton)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    settle()


def settle() -> None:
    """Let what was just put on the screen appear, also what a page makes in its next moments."""
    for window in QApplication.topLevelWidgets():
        for page in window.findChildren(Page):
            if page.isVisible():
                page.complete()
    for _turn in range(2):  # what has come is laid out, and then what that asks for
        QApplication.processEvents()


def write(page: QWidget, name: str, text: str) -> None:
    """Type into a field in place of what is there."""
    field = find(page, name)
    field.setFocus()
    if isinstance(field, QLineEdit | QPlainTextEdit):
        field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)


def texts(widget: QWidget) -> str:
    """Return everything that can be read, in order of making."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text())


def is_there(page: QWidget, name: str) -> bool:
    """Tell whether something of this name is in sight."""
    return any(widget.isVisible() for widget in page.findChildren(QWidget, name))


def message(window: MainWindow) -> str:
    """Return what the message bar says."""
    return texts(window.messages)


def rows(table: QWidget) -> list[list[str]]:
    """Return what a list shows, row by row."""
    model = table.model  # type: ignore[attr-defined]
    count = model.columnCount()
    return [[model.index(row, column).data() for column in range(count)] for row in range(model.rowCount())]
