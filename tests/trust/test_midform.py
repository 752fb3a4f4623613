"""T-MIDFORM: whoever is interrupted in the middle of a form finds in it again what was typed."""

# ruff: noqa: F811 - a fixture and the argument that asks for it share their name
from __future__ import annotations

import shutil
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.ui.forms.form import RecordForm
from caseorg.ui.main_window import MainWindow
from tests.architecture.test_every_field import forms, screens
from tests.builders import a_case
from tests.ui.conftest import (  # noqa: F401 - fixtures that all screens share
    appearance,
    background,
    defects,
    doors_taken,
    files,
    look,
    no_flashes,
    window,
)
from tests.ui.test_forms import OtherPage

MakeWindow = Callable[..., MainWindow]


@pytest.mark.proof("T-MIDFORM")
def test_what_was_typed_into_any_form_is_in_the_file_a_moment_later(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, tmp_path: Path
) -> None:
    case = a_case(workspace)
    screens()
    shown = window(OtherPage, case_id=case.id)
    typed: dict[str, tuple[type[RecordForm], str, str]] = {}
    for kind in forms():
        # The few that stand in a window of their own are not made of a record and what the page gives.
        if not kind.__module__.startswith("caseorg.") or "given" not in signature(kind).parameters:
            continue
        form = kind(shown.front().context, None, given={"case_id": UUID(int=len(typed) + 1)})
        qtbot.addWidget(form)
        for field, row in form.rows.items():
            target = row.editor.target()
            if isinstance(target, QLineEdit | QPlainTextEdit):
                words = f"Half typed {len(typed)}"
                target.setText(words) if isinstance(target, QLineEdit) else target.setPlainText(words)
                target.textEdited.emit(words) if isinstance(target, QLineEdit) else None
                typed[kind.__qualname__] = (kind, field, words)
                break
    qtbot.wait(1_900)
    # Killed now, as it were: nothing but what lies on the disk is left.
    left = tmp_path / "left.caseorg"
    shutil.copyfile(workspace.case_file.path, left)
    assert check_file(left, workspace.case_file.seal).is_whole
    again = Workspace(CaseFile.open(left, workspace.case_file.seal))
    kept = {text for key in again.store.drafts() for text in (again.draft(key) or {}).values()}
    again.close()
    assert {words for _kind, _field, words in typed.values()} - kept == set()
    assert len(typed) > 10
