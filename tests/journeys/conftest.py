"""A journey goes through the whole program: the real first window, the real file, the real rules and papers."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseorg.app.options import Options
from caseorg.app.program import Program
from caseorg.ui.background import Background
from caseorg.ui.look import Appearance
from caseorg.ui.remembered import Remembered
from tests.journeys.person import Person
from tests.ui.conftest import (  # noqa: F401 - fixtures that journeys share with the screens
    GivenFiles,
    appearance,
    background,
    defects,
    files,
    look,
    spoken,
)


@pytest.fixture
def person(
    qtbot: QtBot,
    qapp: QApplication,
    look: Appearance,  # noqa: F811
    background: Background,  # noqa: F811
    files: GivenFiles,  # noqa: F811
    tmp_path: Path,
    today: date,
) -> Iterator[Callable[..., Person]]:
    """Starts the program for a person who then clicks, types and reads."""
    programs: list[Program] = []
    troubles: list[str] = []
    (tmp_path / "settings").mkdir(exist_ok=True)

    def start(*, open_file: Path | None = None) -> Person:
        options = Options(file=open_file)
        program = Program(
            qapp,
            options,
            remembered=Remembered(tmp_path / "settings"),
            background=background,
            files=files,
            today=lambda: today,
            show_trouble=troubles.append,
        )
        programs.append(program)
        program.start()
        made = Person(qtbot, program, files)
        qtbot.waitExposed(made.window)
        return made

    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield start
    for program in programs:
        program.leave()
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks  # the program put its own in their place
    assert not troubles
