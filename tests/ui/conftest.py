"""What tests of screens share: a shipped font, a fixed look, work done at once, and a window with any pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFontDatabase, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from caseorg.base import resources
from caseorg.services.settings import LockAfter, Settings, SettingsFile
from caseorg.services.workspace import Workspace
from caseorg.ui import speech, text_size
from caseorg.ui.background import Background
from caseorg.ui.files import FileChooser
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page
from caseorg.ui.places import Doors
from caseorg.ui.remembered import Look, Remembered

PLAIN = Look(theme="light")
_FAMILY = "Noto Sans"


class AtOnce(Executor):
    """Does work the moment it is handed in, on the thread that hands it in."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(work(*args, **kwargs))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        pass


class GivenFiles(FileChooser):
    """Stands in for the person at a file dialog: takes the next of `answers`, or cancels."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Path] = []
        self.opened: list[Path] = []
        """What was opened with other programs."""
        self.has_viewer = True

    def open_outside(self, path: Path) -> bool:
        self.opened.append(path)
        return self.has_viewer

    def case_file(self, window: QWidget) -> Path | None:
        return self.answers.pop(0) if self.answers else None

    def rules_file(self, window: QWidget) -> Path | None:
        return self.answers.pop(0) if self.answers else None

    def files_to_add(self, window: QWidget) -> list[Path]:
        given, self.answers = self.answers, []
        return given

    def place(self, window: QWidget, name: str, kind: str) -> Path | None:
        return self.answers.pop(0) if self.answers else None

    def folder(self, window: QWidget, title: str) -> Path | None:
        return self.answers.pop(0) if self.answers else None


@pytest.fixture(scope="session")
def appearance(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Appearance:
    """The look of the application, in a font that is shipped, so that sizes are the same everywhere."""
    for weight in ("Regular", "Bold"):
        QFontDatabase.addApplicationFont(str(resources.path(f"fonts/noto-sans/NotoSans-{weight}.ttf")))
    return Appearance(qapp, Remembered(tmp_path_factory.mktemp("look")), PLAIN, family=_FAMILY)


@pytest.fixture
def look(appearance: Appearance) -> Iterator[Appearance]:
    """The look, put back to light and 100% after the test.

    A test before it may have started the whole program, which shows texts in the font of the system.
    """
    text_size.start(_FAMILY)
    text_size.use(PLAIN.text_size, easy_read=PLAIN.easy_read)
    yield appearance
    appearance.show(PLAIN, remember=False)


@pytest.fixture
def defects() -> Iterator[list[BaseException]]:
    """Collects errors nobody can act on; one that is left over fails the test."""
    found: list[BaseException] = []
    yield found
    assert not found


@pytest.fixture
def background(defects: list[BaseException]) -> Iterator[Background]:
    made = Background(defects.append, AtOnce())
    yield made
    made.close()


@pytest.fixture
def files() -> GivenFiles:
    return GivenFiles()


@pytest.fixture
def spoken() -> Iterator[list[str]]:
    """Collects what is said aloud."""
    said: list[str] = []

    def note(text: str, _at_once: bool) -> None:
        said.append(text)

    speech.voice.spoken.connect(note)
    yield said
    speech.voice.spoken.disconnect(note)


class _Flashes(QObject):
    """Notes every widget that opens a window of its own by being shown before it has a parent."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Every event of the program comes by here: asking for its type would make it several times as slow.
        if isinstance(event, QShowEvent) and isinstance(watched, QWidget) and watched.isWindow():
            expected = isinstance(watched, QMainWindow) or watched.windowType() != Qt.WindowType.Window
            if not expected:
                self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def no_flashes(qapp: QApplication) -> Iterator[None]:
    """Fails the test in which a piece of a page flashes up as a window: it also takes the focus away."""
    flashes = _Flashes()
    qapp.installEventFilter(flashes)
    yield
    qapp.removeEventFilter(flashes)
    assert flashes.seen == []


@pytest.fixture
def doors_taken() -> list[str]:
    """Which doors out of the window were taken."""
    return []


def settings_in(folder: Path) -> SettingsFile:
    """Return settings in a folder of a test's own: a window does not lock by itself, nor read the sample's one scan.

    To read it takes seconds in each test that goes on for one; those about reading turn it on.
    """
    folder.mkdir(exist_ok=True)
    file = SettingsFile(folder)
    file.save(Settings(lock_after=LockAfter.never, lock_on_sleep=False, read_scans=False))
    return file


@pytest.fixture
def window(
    qtbot: QtBot,
    workspace: Workspace,
    tmp_path: Path,
    look: Appearance,
    background: Background,
    files: GivenFiles,
    defects: list[BaseException],
    doors_taken: list[str],
    no_flashes: None,
) -> Callable[..., MainWindow]:
    """Makes a shown main window with the pages given, on a case if one is given, at the first of the pages."""

    def take(name: str) -> Callable[..., None]:
        return lambda *_given, **_named: doors_taken.append(name)

    doors = Doors(*(take(name) for name in Doors.__dataclass_fields__))

    def make(*pages: type[Page], case_id: UUID | None = None, size: tuple[int, int] = (1280, 800)) -> MainWindow:
        made = MainWindow(
            workspace,
            pages,
            appearance=look,
            background=background,
            files=files,
            doors=doors,
            defect=defects.append,
            settings=settings_in(tmp_path),
        )
        qtbot.addWidget(made)
        made.resize(*size)
        made.show_case(case_id)
        with qtbot.waitActive(made):
            made.show()
            made.activateWindow()
        made.go_to(pages[0].name)
        qtbot.wait(1)
        return made

    return make
