"""Forms: only what was touched is saved, a blank never erases, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from caseorg.domain import problems
from caseorg.domain.case import Case
from caseorg.domain.denial import Denial
from caseorg.domain.problems import Problem
from caseorg.domain.record import Record
from caseorg.services.workspace import Workspace
from caseorg.ui.forms.form import RecordForm, Section
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page, PageContext
from tests.ui import checks
from tests.ui.conftest import PLAIN

MakeWindow = Callable[..., MainWindow]


class DenialForm(RecordForm):
    record_type = Denial
    undo_label = "Edit denial"
    sections = (
        Section("The letter", ("what", "notice_date", "received_date")),
        Section("What the plan said", ("denied_cents", "reason_text", "waiting_is_dangerous", "send_to")),
    )
    needed = {"what": "Enter what was denied"}  # noqa: RUF012

    def look_across(self, record: Record) -> tuple[Problem, ...]:
        assert isinstance(record, Denial)
        return problems.of_denial(record)


class DenialPage(Page):
    name = "denials"
    title = "Denials and appeals"
    group = "Money"
    icon = "gavel"
    shows = (Denial,)
    form: DenialForm

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        assert context.case_id is not None
        denials = context.workspace.load_case(context.case_id).denials
        self.form = DenialForm(context, denials[0] if denials else None, given={"case_id": context.case_id})
        self.add_form(self.form)

    def reload(self) -> None:
        case_id = self.context.case_id
        denials = self.context.workspace.load_case(case_id).denials if case_id else ()
        if denials:
            self.form.show_record(denials[0])


class OtherPage(Page):
    name = "notes"
    title = "Notes"
    group = "Decide"
    icon = "notebook-pen"


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    case = Case(title="Luis's knee")
    workspace.save(case, "New case")
    return case.id


@pytest.fixture
def denial(workspace: Workspace, case_id: UUID) -> Denial:
    made = Denial(
        case_id=case_id,
        what="Second opinion visit",
        notice_date=date(2027, 1, 12),
        denied_cents=118_000,
        reason_text="Out of network",
    )
    workspace.save(made, "Add denial")
    return made


def _form(window: MainWindow) -> DenialForm:
    page = window.front()
    assert isinstance(page, DenialPage)
    return page.form


def _stored(workspace: Workspace, case_id: UUID) -> Denial:
    return workspace.load_case(case_id).denials[0]


def _type(qtbot: QtBot, form: RecordForm, field: str, text: str) -> None:
    target = form.editor(field).target()
    assert isinstance(target, QLineEdit)
    target.selectAll()
    qtbot.keyClick(target, Qt.Key.Key_Delete)
    qtbot.keyClicks(target, text)


def test_saving_an_untouched_form_changes_nothing(
    window: MakeWindow, workspace: Workspace, case_id: UUID, denial: Denial
) -> None:
    shown = window(DenialPage, case_id=case_id)
    assert _form(shown).save() == denial
    assert _stored(workspace, case_id) == denial
    assert workspace.history.next_undo == "Add denial"


def test_an_emptied_date_or_amount_never_erases_the_stored_one(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, case_id: UUID, denial: Denial
) -> None:
    form = _form(window(DenialPage, case_id=case_id))
    _type(qtbot, form, "notice_date", "")
    _type(qtbot, form, "denied_cents", "")
    _type(qtbot, form, "what", "MRI")
    assert form.save() is not None
    stored = _stored(workspace, case_id)
    assert (stored.notice_date, stored.denied_cents, stored.what) == (date(2027, 1, 12), 118_000, "MRI")
    assert form.editor("notice_date").typed() == "1/12/2027"


def test_removing_a_date_is_its_own_step_and_can_be_undone(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, case_id: UUID, denial: Denial
) -> None:
    shown = window(DenialPage, case_id=case_id)
    form = _form(shown)
    form.editor("notice_date").remove.click()
    assert _stored(workspace, case_id).notice_date is None
    assert shown.messages.text() == "Remove “Date on the letter”"
    shown.do("undo")
    assert _stored(workspace, case_id).notice_date == date(2027, 1, 12)
    assert form.editor("notice_date").typed() == "1/12/2027"


def test_what_cannot_stand_is_listed_on_top_beside_the_field_and_in_the_title(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, case_id: UUID, denial: Denial, spoken: list[str]
) -> None:
    shown = window(DenialPage, case_id=case_id)
    form = _form(shown)
    _type(qtbot, form, "what", "")
    _type(qtbot, form, "received_date", "22nd novemver")
    assert form.save() is None
    sentences = ["Enter what was denied", "Enter a date like 11/22/2026. We couldn't read “22nd novemver”."]
    assert form.summary.sentences() == sentences
    assert form.rows["received_date"].problem.text() == sentences[1]
    assert sentences[1] in form.editor("received_date").target().accessibleDescription()
    assert shown.windowTitle().startswith("Error: Denials and appeals")
    assert form.summary.hasFocus()
    assert form.summary.accessibleName() == f"There is a problem. {sentences[0]} {sentences[1]}", "said with the focus"
    assert spoken[-1].startswith("There is a problem")
    assert form.editor("received_date").typed() == "22nd novemver"
    assert _stored(workspace, case_id) == denial
    form.summary.findChild(QPushButton, "denial.problems.1").click()
    assert form.editor("received_date").target().hasFocus()
    _type(qtbot, form, "what", "MRI")
    _type(qtbot, form, "received_date", "Jan 15, 2027")
    assert form.save() is not None
    assert not shown.windowTitle().startswith("Error:")
    assert form.summary.isHidden()


def test_nothing_is_checked_while_typing(qtbot: QtBot, window: MakeWindow, case_id: UUID, denial: Denial) -> None:
    form = _form(window(DenialPage, case_id=case_id))
    _type(qtbot, form, "received_date", "22nd novemver")
    assert form.summary.isHidden()
    assert form.rows["received_date"].problem.isHidden()


def test_what_is_unlikely_is_said_but_saved(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, case_id: UUID, denial: Denial
) -> None:
    shown = window(DenialPage, case_id=case_id)
    form = _form(shown)
    _type(qtbot, form, "received_date", "1/10/2027")
    form.save()
    assert _stored(workspace, case_id).received_date == date(2027, 1, 10)
    assert shown.messages.text() == "You got the letter on Jan 10, but it is dated Jan 12. Check both dates."


def test_half_typed_text_is_there_again_after_the_program_was_killed(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, case_id: UUID, denial: Denial
) -> None:
    form = _form(window(DenialPage, case_id=case_id))
    _type(qtbot, form, "what", "Second opin")
    _type(qtbot, form, "received_date", "Jan")
    qtbot.wait(1_100)
    key = f"denial:{denial.id}"
    assert workspace.draft(key) == {"what": "Second opin", "received_date": "Jan"}
    again = _form(window(DenialPage, case_id=case_id))
    assert again.editor("what").typed() == "Second opin"
    assert again.editor("received_date").typed() == "Jan"
    assert _stored(workspace, case_id) == denial
    _type(qtbot, again, "received_date", "Jan 15, 2027")
    assert again.save() is not None
    assert workspace.draft(key) is None


def test_a_draft_is_kept_the_moment_the_page_is_left(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, case_id: UUID
) -> None:
    shown = window(DenialPage, OtherPage, case_id=case_id)
    _type(qtbot, _form(shown), "what", "MRI")
    shown.go_to("notes")
    assert workspace.draft(f"denial:{case_id}") == {"what": "MRI"}


def test_discarded_typing_can_be_had_back_from_the_message(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, case_id: UUID, denial: Denial
) -> None:
    shown = window(DenialPage, case_id=case_id)
    form = _form(shown)
    _type(qtbot, form, "what", "MRI")
    form.discard()
    assert form.editor("what").typed() == "Second opinion visit"
    shown.messages.findChild(QPushButton, "message.act").click()
    assert form.editor("what").typed() == "MRI"


def test_a_new_record_is_made_with_what_the_page_gives(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, case_id: UUID
) -> None:
    form = _form(window(DenialPage, case_id=case_id))
    _type(qtbot, form, "what", "<b>MRI & more</b>")
    saved: list[object] = []
    form.saved.connect(saved.append)
    made = form.save()
    assert isinstance(made, Denial)
    assert made.what == "<b>MRI & more</b>"
    assert made.case_id == case_id
    assert saved == [made]
    assert _stored(workspace, case_id) == made


def test_several_savings_in_one_form_are_one_step_to_undo(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, case_id: UUID, denial: Denial
) -> None:
    shown = window(DenialPage, OtherPage, case_id=case_id)
    form = _form(shown)
    for text in ("MRI", "MRI of the knee"):
        _type(qtbot, form, "what", text)
        form.save()
    shown.go_to("notes")
    shown.do("undo")
    assert _stored(workspace, case_id) == denial


@pytest.mark.parametrize("percent", [100, 200])
def test_a_form_has_names_plain_labels_and_room_for_its_words(
    qtbot: QtBot, window: MakeWindow, case_id: UUID, denial: Denial, percent: int
) -> None:
    shown = window(DenialPage, case_id=case_id, size=(1024, 768))
    shown.appearance.show(PLAIN.but(text_size=percent), remember=False)
    qtbot.wait(20)
    _form(shown).save()
    assert checks.unnamed_controls(shown) == []
    assert checks.controls_without_object_name(shown) == []
    assert checks.rich_labels(shown) == []
    qtbot.waitUntil(lambda: checks.cut_off(shown) == [])  # the form comes to rest
    assert checks.small_targets(shown) == []
