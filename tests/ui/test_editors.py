"""Editors: one per kind of field, each showing and giving back its values."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from caseorg.domain.case import RECORD_TYPES, Case, Stage
from caseorg.domain.costs import Call
from caseorg.domain.denial import CareTiming, Denial
from caseorg.domain.letter import Packet
from caseorg.domain.plan import Coverage
from caseorg.domain.record import Record, own_fields
from caseorg.domain.requests import RequestedItem
from caseorg.domain.visit import Visit
from caseorg.ui.forms.choice_editors import RecordsEditor
from caseorg.ui.forms.choosing import editor_for
from caseorg.ui.forms.date_editors import DateEditor
from caseorg.ui.forms.editors import Editor, UnreadableEntry
from caseorg.ui.forms.fields import spec_of
from caseorg.ui.look import Appearance
from caseorg.ui.remembered import Look
from tests.builders import full

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _look(look: Appearance) -> None:
    """All of these are drawn in the shipped font."""


def _made(qtbot: QtBot, record_type: type[Record], field: str, choices: list[tuple[UUID, str]] | None = None) -> Editor:
    editor = editor_for(spec_of(record_type, field), lambda: TODAY, choices)
    qtbot.addWidget(editor)
    editor.show()
    return editor


@pytest.mark.parametrize("record_type", RECORD_TYPES, ids=lambda kind: kind.__name__)
def test_every_field_of_every_record_has_an_editor_that_gives_its_value_back(
    qtbot: QtBot, record_type: type[Record]
) -> None:
    record = full(record_type)
    for field in own_fields(record_type):
        value = getattr(record, field)
        ids = value if isinstance(value, tuple) else (value,)
        choices = [(each, "Somebody") for each in ids if isinstance(each, UUID)]
        editor = _made(qtbot, record_type, field, choices)
        editor.show_value(value)
        assert editor.entry() == value, field
        again = _made(qtbot, record_type, field, choices)
        again.show_value(None if editor.spec.may_be_unknown else record_type.model_fields[field].get_default())
        again.show_typed(editor.typed())
        assert again.entry() == value, f"{field} as a draft"


@pytest.mark.parametrize("record_type", RECORD_TYPES, ids=lambda kind: kind.__name__)
def test_a_field_nobody_has_filled_in_shows_as_unknown(qtbot: QtBot, record_type: type[Record]) -> None:
    for field in own_fields(record_type):
        editor = _made(qtbot, record_type, field)
        if editor.spec.may_be_unknown:
            editor.show_value(None)
            assert editor.is_blank(), field
            assert editor.entry() is None, field


@pytest.mark.parametrize("typed", ["11/22/2026", "Nov 22", "22 nov", "today"])
def test_a_date_is_taken_as_written_and_said_back_in_full(qtbot: QtBot, typed: str) -> None:
    editor = _made(qtbot, Denial, "notice_date")
    assert isinstance(editor, DateEditor)
    qtbot.keyClicks(editor.input, typed)
    assert editor.entry() == TODAY
    assert editor.echo.text() == "November 22, 2026"


def test_a_date_that_cannot_be_read_is_told_with_the_words_that_were_typed(qtbot: QtBot) -> None:
    editor = _made(qtbot, Denial, "notice_date")
    qtbot.keyClicks(editor.target(), "22nd novemver")
    with pytest.raises(UnreadableEntry, match=r"^Enter a date like 11/22/2026\. We couldn't read “22nd novemver”\.$"):
        editor.entry()


def test_the_calendar_opens_at_the_day_and_closes_to_the_field(qtbot: QtBot) -> None:
    editor = _made(qtbot, Denial, "notice_date")
    assert isinstance(editor, DateEditor)
    editor.show_value(date(2027, 1, 12))
    editor.button.click()
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert popup.accessibleName() == "Calendar for Date on the letter"
    month = editor._calendar.month
    assert month.selectedDate().toPython() == date(2027, 1, 12)
    month.activated.emit(month.selectedDate().addDays(2))
    assert editor.entry() == date(2027, 1, 14)
    assert QApplication.activePopupWidget() is None


def test_a_moment_is_shown_on_this_computers_clock_and_kept_in_utc(qtbot: QtBot) -> None:
    editor = _made(qtbot, Call, "at")
    noon = datetime(2026, 11, 23, 12, 5).astimezone()
    editor.show_value(noon.astimezone(UTC))
    shown = [field.text() for field in editor.findChildren(QLineEdit)]
    assert shown == ["11/23/2026", "12:05 PM"]
    assert editor.entry() == noon.astimezone(UTC)


@pytest.mark.parametrize(
    ("typed", "cents"), [("1180", 118_000), ("$1,180.00", 118_000), ("25.5", None), ("0.99", 99), ("ten", None)]
)
def test_an_amount_is_read_in_whole_cents(qtbot: QtBot, typed: str, cents: int | None) -> None:
    editor = _made(qtbot, Denial, "denied_cents")
    qtbot.keyClicks(editor.target(), typed)
    if cents is None:
        with pytest.raises(UnreadableEntry):
            editor.entry()
    else:
        assert editor.entry() == cents


def test_an_emptied_date_or_amount_is_not_an_entry_but_an_emptied_text_is(qtbot: QtBot) -> None:
    assert not _made(qtbot, Denial, "notice_date").blank_is_an_entry()
    assert not _made(qtbot, Denial, "denied_cents").blank_is_an_entry()
    assert not _made(qtbot, Coverage, "coinsurance_percent").blank_is_an_entry()
    assert not _made(qtbot, Visit, "at_time").blank_is_an_entry()
    assert _made(qtbot, Denial, "reason_text").blank_is_an_entry()


def test_a_date_emptied_by_hand_says_that_it_stays(qtbot: QtBot) -> None:
    editor = _made(qtbot, Denial, "notice_date")
    assert isinstance(editor, DateEditor)
    editor.show_value(date(2027, 1, 12))
    editor.input.selectAll()
    qtbot.keyClick(editor.input, Qt.Key.Key_Delete)
    assert editor.is_blank()
    assert editor.echo.text().startswith("January 12, 2027 stays.")


def test_yes_no_and_not_sure_are_three_answers(qtbot: QtBot) -> None:
    editor = _made(qtbot, Denial, "waiting_is_dangerous")
    for value in (True, False, None):
        editor.show_value(value)
        assert editor.entry() is value


def test_a_choice_may_stay_unknown(qtbot: QtBot) -> None:
    editor = _made(qtbot, Denial, "timing")
    editor.show_value(None)
    assert editor.target().currentText() == "Not known yet"
    editor.show_value(CareTiming.after_care)
    assert editor.entry() is CareTiming.after_care


def test_a_record_that_is_offered_no_more_stays_chosen(qtbot: QtBot) -> None:
    gone, here = uuid4(), uuid4()
    editor = _made(qtbot, RequestedItem, "contact_id", [(here, "Riverside General")])
    editor.show_value(gone)
    assert editor.entry() == gone
    assert editor.target().currentText() == "Something that was removed"


def test_several_of_several_are_checked_one_by_one(qtbot: QtBot, spoken: list[str]) -> None:
    editor = _made(qtbot, Case, "stages_done")
    editor.show_value((Stage.gather,))
    qtbot.mouseClick(editor.findChild(QWidget, "case.stages_done.visit"), Qt.MouseButton.LeftButton, pos=QPoint(8, 18))
    assert editor.entry() == (Stage.gather, Stage.visit)
    assert spoken == ["2 of 5 checked"]
    first, second = uuid4(), uuid4()
    exhibits = _made(qtbot, Packet, "exhibit_ids", [(first, "Denial letter"), (second, "Report")])
    assert isinstance(exhibits, RecordsEditor)
    exhibits.show_value((second,))
    assert exhibits.entry() == (second,)


def test_an_address_keeps_its_lines_and_tab_leaves_it(qtbot: QtBot) -> None:
    editor = _made(qtbot, Denial, "send_to")
    editor.show_value("Medical Records\n2200 Harbor Road\nDayton, OH 45404")
    assert editor.entry() == "Medical Records\n2200 Harbor Road\nDayton, OH 45404"
    assert editor.target().tabChangesFocus()


def test_another_text_size_is_no_entry_in_a_field_of_several_lines(qtbot: QtBot, look: Appearance) -> None:
    editor = _made(qtbot, Denial, "reason_text")
    editor.show_value("Out of network")
    seen: list[str] = []
    editor.edited.connect(lambda: seen.append(editor.typed()))
    look.show(Look(theme="light", text_size=200), remember=False)
    assert seen == []
    qtbot.keyClicks(editor.target(), "!")
    assert len(seen) == 1


def test_a_number_of_a_card_is_hidden_unless_it_is_being_typed(qtbot: QtBot) -> None:
    editor = _made(qtbot, Coverage, "member_id")
    editor.show_value("W123456789")
    field = editor.target()
    assert isinstance(field, QLineEdit)
    assert field.displayText() == "●" * 10
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert field.displayText() == "W123456789"


def test_the_wheel_over_a_choice_leaves_its_value_alone(qtbot: QtBot) -> None:
    editor = _made(qtbot, Denial, "timing")
    editor.show_value(CareTiming.before_care)
    field = editor.target()
    middle = QPointF(field.rect().center())
    turn = QWheelEvent(
        middle, field.mapToGlobal(middle), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field, turn)
    assert not turn.isAccepted()
    assert editor.entry() is CareTiming.before_care


def test_markup_in_an_entry_is_shown_letter_by_letter(qtbot: QtBot) -> None:
    editor = _made(qtbot, Denial, "what")
    editor.show_value('<b>&amp;" {0} %s')
    assert editor.target().displayText() == '<b>&amp;" {0} %s'
    assert editor.entry() == '<b>&amp;" {0} %s'


def test_a_time_is_read_and_written_as_people_do(qtbot: QtBot) -> None:
    editor = _made(qtbot, Visit, "at_time")
    qtbot.keyClicks(editor.target(), "2 pm")
    assert editor.entry() == time(14)
    editor.show_value(time(9, 5))
    assert editor.typed() == "9:05 AM"
