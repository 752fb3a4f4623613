"""A journey goes through the whole program: the real first window, the real file, the real rules and papers."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseorg.app.options import Options
from caseorg.app.program import Program
from caseorg.services.sample import SAMPLE_DAY
from caseorg.services.settings import Settings, SettingsFile
from caseorg.ui.background import Background
from caseorg.ui.look import Appearance
from caseorg.ui.remembered import KnownFile, Remembered
from tests.conftest import quick_keys
from tests.journeys.counted import Counted
from tests.journeys.person import Person
from tests.ui.conftest import (  # noqa: F401 - fixtures that journeys share with the screens
    AtOnce,
    GivenFiles,
    appearance,
    background,
    defects,
    files,
    look,
    spoken,
)

_OPENING_SECONDS = 60  # on a machine that has much else to do


@pytest.fixture(autouse=True)
def quick_key(request: pytest.FixtureRequest) -> Iterator[None]:
    """A journey opens files by their passwords; unless another program does so, too, they are stretched quickly."""
    with nullcontext() if request.node.get_closest_marker("true_key") else quick_keys():
        yield


def leave_scans_unread(folder: Path) -> None:
    """Have the sample's one scan not read by itself: it takes seconds in each test that goes on for one."""
    folder.mkdir(exist_ok=True)
    SettingsFile(folder).save(Settings(read_scans=False))


@pytest.fixture
def sample_file(sample_bytes: tuple[bytes, object], tmp_path: Path) -> Path:
    """A sample case file, of which the program knows that it has no password."""
    path = tmp_path / "Sample.caseorg"
    path.touch(0o600)  # as the program makes it; else it closes the file to others, and says so
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
    leave_scans_unread(tmp_path / "settings")

    def start(
        kind: type[Person] = Person,
        *,
        open_file: Path | None = None,
        ask: bool = False,
        day: Callable[[], date] = lambda: today,
    ) -> Person:
        options = Options(file=open_file, ask=ask)
        program = Program(
            qapp,
            options,
            remembered=Remembered(tmp_path / "settings"),
            background=background,
            files=files,
            today=day,
            show_trouble=troubles.append,
        )
        programs.append(program)
        program.start()
        made = kind(qtbot, program, files)

        def has_keyboard() -> bool:
            # Another one as soon as a file without a password opens by itself; and the window of an earlier program,
            # which goes only now, may take the keyboard along.
            made.window.activateWindow()
            return made.window.isActiveWindow()

        qtbot.waitUntil(has_keyboard)
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

    def start(title: str, kind: type[Person] = Person) -> Person:
        started = person(kind)
        qtbot.waitUntil(lambda: started.program.main is not None, timeout=30_000)
        started.window.resize(1280, 800)  # the screen that is not there is smaller
        qtbot.wait(1)
        Person.choose(started, "side.case", f"{title} (sample)")
        return started

    return start


@dataclass
class Stage:
    """The program with the sample open, for all moments of one file; each moment sets its case and its day."""

    program: Program
    files: GivenFiles
    defects: list[BaseException]
    day: date = SAMPLE_DAY


@pytest.fixture(scope="module")
def stage(
    qapp: QApplication,
    appearance: Appearance,  # noqa: F811
    sample_bytes: tuple[bytes, object],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Stage]:
    """Opens the sample once for a file of moments: to unlock a file takes a second on purpose."""
    folder = tmp_path_factory.mktemp("moments")
    path = folder / "Sample.caseorg"
    path.touch(0o600)  # as the program makes it; else it closes the file to others, and says so
    path.write_bytes(sample_bytes[0])
    leave_scans_unread(folder)
    remembered = Remembered(folder)
    remembered.add_case_file(KnownFile(path, without_password=True))
    troubles: list[str] = []
    defects: list[BaseException] = []  # noqa: F811
    given = GivenFiles()
    made: list[Stage] = []
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    background = Background(defects.append, AtOnce())  # noqa: F811
    program = Program(
        qapp, Options(file=path), remembered=remembered, background=background, files=given,
        today=lambda: made[0].day if made else SAMPLE_DAY, show_trouble=troubles.append, appearance=appearance,
    )  # fmt: skip
    made.append(Stage(program, given, defects))
    with quick_keys():
        program.start()
        end = time.monotonic() + _OPENING_SECONDS
        while program.main is None and time.monotonic() < end:
            qapp.processEvents()
    assert program.main is not None
    program.main.resize(1280, 800)
    yield made[0]
    program.leave()
    for window in (program.main, program.first):
        if window is not None:
            window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    background.close()
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    assert not troubles


@pytest.fixture
def moment(stage: Stage, look: Appearance, qtbot: QtBot) -> Iterator[Callable[..., Counted]]:  # noqa: F811
    """Stands a person before Next steps of a case; afterwards takes back all they did, one step after the other."""
    main = stage.program.main
    assert main is not None
    steps = len(main.workspace.history.done)
    before = {line.case_id: main.workspace.load_case(line.case_id) for line in main.workspace.store.case_lines()}

    def stand(title: str, day: date = SAMPLE_DAY, kind: type[Counted] = Counted) -> Counted:
        stage.day = day
        stage.files.answers.clear()
        person = kind(qtbot, stage.program, stage.files)
        case_id = next(each for each, snapshot in before.items() if snapshot.case.title == title)
        main.resize(1280, 800)
        main.show_case(case_id)
        main.go_to("next_steps")
        with qtbot.waitActive(main):  # a window opened by another test in between took the keyboard with it
            main.activateWindow()
        person.begin()
        return person

    yield stand
    while len(main.workspace.history.done) > steps:
        main.workspace.undo()
    stage.day = SAMPLE_DAY
    assert {each: main.workspace.load_case(each) for each in before} == before
    assert stage.defects == []
