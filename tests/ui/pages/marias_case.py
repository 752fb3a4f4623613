"""Maria's case as the tests of these pages begin with it, and the hands that press and type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.loan import Loan
from caseorg.domain.people import CaseContact, Contact, ContactKind, ContactRole, Department, Patient
from caseorg.domain.requests import Holder, ItemStatus, RecordKind, RecordsRequest, RequestedItem
from caseorg.services.workspace import Workspace
from caseorg.ui.widgets.label import Label


@dataclass(frozen=True)
class MariasCase:
    """The records a test may want to name."""

    workspace: Workspace
    case: Case
    hospital: Contact
    laboratory: Contact
    doctor: Contact
    scan_report: RequestedItem
    slides: RequestedItem

    @property
    def id(self) -> UUID:
        return self.case.id

    @property
    def now(self) -> CaseSnapshot:
        """The case as it stands."""
        return self.workspace.load_case(self.case.id)


def marias_case(workspace: Workspace) -> MariasCase:
    """Make a case: a hospital asked on October 15, its laboratory asked for slides on November 18."""
    case = Case(title="Maria's lung biopsy", opened_on=workspace.today())
    hospital = Contact(
        kind=ContactKind.office,
        name="Riverside General",
        address="2200 Harbor Road\nDayton, OH 45404",
        fax="937-555-0199",
    )
    laboratory = Contact(
        kind=ContactKind.department,
        name="Pathology Department",
        part_of_id=hospital.id,
        department=Department.pathology,
    )
    doctor = Contact(kind=ContactKind.person, name="Dr. Anil Patel", specialty="Lung doctor", phone="937-555-0111")
    asked = RecordsRequest(case_id=case.id, contact_id=hospital.id, asked_on=date(2026, 10, 15))
    slides_asked = RecordsRequest(
        case_id=case.id, contact_id=laboratory.id, holder=Holder.pathology, asked_on=date(2026, 11, 18)
    )
    scan_report = RequestedItem(
        case_id=case.id,
        kind=RecordKind.radiology_report,
        contact_id=hospital.id,
        request_id=asked.id,
        status=ItemStatus.asked,
    )
    slides = RequestedItem(
        case_id=case.id,
        kind=RecordKind.biopsy_slides,
        contact_id=laboratory.id,
        request_id=slides_asked.id,
        status=ItemStatus.asked,
    )
    with workspace.step("Sample") as step:
        for record in (
            case,
            Patient(
                case_id=case.id, full_name="Maria R. Santos", date_of_birth=date(1958, 3, 14), phone="937-555-0142"
            ),
            hospital,
            laboratory,
            doctor,
            CaseContact(case_id=case.id, contact_id=hospital.id, role=ContactRole.records_holder),
            CaseContact(case_id=case.id, contact_id=doctor.id, role=ContactRole.first_opinion),
            asked,
            slides_asked,
            scan_report,
            slides,
            Loan(case_id=case.id, item_id=slides.id, lender_id=laboratory.id, accession_number="S26-11823"),
        ):
            step.save(record)
    return MariasCase(workspace, case, hospital, laboratory, doctor, scan_report, slides)


# Hands and eyes


def button(root: QWidget, name: str) -> QAbstractButton:
    """Return the button of this object name that is in sight."""
    found = [each for each in root.findChildren(QAbstractButton, name) if each.isVisible()]
    assert found, f"no button {name} in sight"
    return found[-1]


def press(qtbot: QtBot, root: QWidget, name: str) -> None:
    """Press a button with the mouse."""
    there = button(root, name)
    assert there.isEnabled(), f"{name} can't be pressed"
    # A box or a dot is wider than what it says, and only its mark and its words can be pressed.
    at = QPoint(8, there.height() // 2) if isinstance(there, QCheckBox | QRadioButton) else there.rect().center()
    qtbot.mouseClick(there, Qt.MouseButton.LeftButton, pos=at)
    qtbot.wait(1)


def field(root: QWidget, name: str) -> QWidget:
    """Return the field of this object name that is in sight."""
    kinds = (QLineEdit, QPlainTextEdit, QComboBox)
    found = [each for kind in kinds for each in root.findChildren(kind, name) if each.isVisible()]
    assert found, f"no field {name} in sight"
    return found[-1]


def write(qtbot: QtBot, root: QWidget, name: str, text: str) -> None:
    """Put text into a field in place of what is there, as a person does."""
    there = field(root, name)
    there.setFocus()
    there.selectAll()
    qtbot.keyClick(there, Qt.Key.Key_Delete)
    if text.isascii() and "\n" not in text:
        qtbot.keyClicks(there, text)
    else:
        there.insertPlainText(text) if isinstance(there, QPlainTextEdit) else there.insert(text)
        if isinstance(there, QLineEdit):
            there.textEdited.emit(there.text())


def choose(root: QWidget, name: str, words: str) -> None:
    """Choose a line of a combo box by its words."""
    there = field(root, name)
    assert isinstance(there, QComboBox)
    at = there.findText(words)
    assert at >= 0, f"{words!r} is not among {[there.itemText(each) for each in range(there.count())]}"
    there.setCurrentIndex(at)
    there.activated.emit(at)


def offered(root: QWidget, name: str) -> list[str]:
    """Return the lines of a combo box."""
    there = field(root, name)
    assert isinstance(there, QComboBox)
    return [there.itemText(at) for at in range(there.count())]


def words_on(root: QWidget) -> str:
    """Return every text in sight, one a line."""
    labels = [each.text() for each in root.findChildren(QLabel) if each.isVisible() and each.text()]
    buttons = [each.text().replace("&&", "\0").replace("&", "").replace("\0", "&")
               for each in root.findChildren(QAbstractButton) if each.isVisible()]  # fmt: skip
    return "\n".join([*(text for text in labels), *buttons])


def label(root: QWidget, name: str) -> str:
    """Return the text of a label by its object name."""
    found = root.findChild(Label, name)
    assert found is not None
    return found.text()
