"""A journey goes through the whole program: the real first window, the real file, the real rules and papers."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseorg.app.options import Options
from caseorg.app.program import Program
from caseorg.ui.background import Background
from caseorg.ui.look import Appearance
from caseorg.ui.remembered import KnownFile, Remembered
from tests.conftest import quick_keys
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


@pytest.fixture(autouse=True)
def quick_key(request: pytest.FixtureRequest) -> Iterator[None]:
    """A journey opens files by their passwords; unless another program does so, too, they are stretched quickly."""
    with nullcontext() if request.node.get_closest_marker("true_key") else quick_keys():
        yield


@pytest.fixture
def sample_file(sample_bytes: tuple[bytes, object], tmp_path: Path) -> Path:
    """A sample case file, of which the program knows that it has no password."""
    path = tmp_path / "Sample.caseorg"
    path.write_bytes(sample_bytes[0])
    (tmp_path / "settings").mkdir(exist_ok=True)
    Remembered(tmp_path / "settings").add_case_file(KnownFile(path, without_password=True))
    return path


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
        for window in (program.main, program.first):
            if window is not None:
                window.deleteLater()  # not closed: its file is already
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks  # the program put its own in their place
    assert not troubles


@pytest.fixture
def in_the_sample(person: Callable[..., Person], sample_file: Path, qtbot: QtBot) -> Callable[[str], Person]:
    """Opens the sample without a password, at the case of one of the two people in it."""

    def start(title: str) -> Person:
        started = person()
        qtbot.waitUntil(lambda: started.program.main is not None, timeout=30_000)
        started.window.resize(1280, 800)  # the screen that is not there is smaller
        qtbot.wait(1)
        started.choose("side.case", f"{title} (sample)")
        return started

    return start
