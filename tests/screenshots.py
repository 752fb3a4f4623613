"""Makes pictures of every page of the sample cases, in the real windows, without a screen: `make screenshots`.

build/screenshots/PAGE-SIZE-THEME.png, and PAGE.TASK-SIZE-THEME.png for each form that can be opened on a page; those in
Spanish end in -es.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from caseorg.app.options import Options
from caseorg.app.program import Program
from caseorg.base import resources
from caseorg.services.sample import SAMPLE_DAY, tell_stories
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import new_salt, seal_with
from caseorg.ui import text_size
from caseorg.ui.background import Background
from caseorg.ui.remembered import KnownFile, Look, Remembered
from caseorg.ui.widgets.page_preview import PagePreview
from tests.journeys.tour import case_for, settle, stops_at
from tests.ui.conftest import AtOnce, GivenFiles

_PREVIEW_MS = 250  # a page is drawn anew a moment after its place has changed
FOLDER = Path(__file__).resolve().parents[1] / "build" / "screenshots"


@dataclass(frozen=True)
class View:
    """How the screen looks in a picture."""

    percent: int
    size: tuple[int, int]
    theme: str
    language: str = "en"

    @property
    def name(self) -> str:
        """Return the end of the picture's name."""
        return f"{self.percent}-{self.theme}" + ("" if self.language == "en" else f"-{self.language}")


def views() -> list[View]:
    """Return all views; Spanish as soon as there is a catalogue of it."""
    spanish = (resources.root() / "languages" / "es").exists()
    sizes = ((100, (1280, 800)), (200, (1024, 768)))
    return [
        View(percent, size, theme, language)
        for language in ("en", *(["es"] if spanish else []))
        for theme in ("light", "dark")
        for percent, size in sizes
    ]


class Studio:
    """Takes the pictures; what fails is noted, and the next picture is taken."""

    def __init__(self, folder: Path, *, whole: bool) -> None:
        self.folder, self.whole = folder, whole
        self.taken: list[Path] = []
        self.failed: list[str] = []

    def take(self, widget: QWidget, name: str) -> None:
        """Keep a picture of a window as it stands."""
        settle()
        if any(preview.isVisible() for preview in widget.findChildren(PagePreview)):
            QTest.qWait(_PREVIEW_MS)
        target = self.folder / f"{name}.png"
        if not widget.grab().save(str(target)):
            raise OSError(f"{target} could not be written")
        self.taken.append(target)

    @contextmanager
    def trying(self, what: str) -> Iterator[None]:
        """Note what fails inside, also in a slot, and go on."""
        caught: list[BaseException] = []
        before, sys.excepthook = sys.excepthook, lambda _kind, error, _trace: caught.append(error)
        try:
            yield
        except Exception as error:
            caught.append(error)
        finally:
            sys.excepthook = before
        for error in caught:
            self.failed.append(f"{what}: {type(error).__name__}: {error}")
            traceback.print_exception(error)


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; return 1 if one could not be taken."""
    parser = argparse.ArgumentParser(description="Make pictures of every page.")
    parser.add_argument("pages", nargs="*", help="only these pages")
    parser.add_argument("--whole", action="store_true", help="make the window as high as its page")
    asked = parser.parse_args(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    studio = Studio(FOLDER, whole=asked.whole)
    application = QApplication(sys.argv[:1])
    for weight in ("Regular", "Bold"):
        QFontDatabase.addApplicationFont(str(resources.path(f"fonts/noto-sans/NotoSans-{weight}.ttf")))
    with tempfile.TemporaryDirectory() as folder:
        _tour(application, studio, Path(folder), frozenset(asked.pages))
    print(f"{len(studio.taken)} pictures in {FOLDER}")
    for line in studio.failed:
        print(line, file=sys.stderr)
    return 1 if studio.failed else 0


def sample_file(folder: Path) -> tuple[Path, tuple[UUID, ...]]:
    """Make a case file of the sample stories in a folder; return where it is, and its cases."""
    path = folder / "Sample.caseorg"
    workspace = Workspace(CaseFile.create(path, seal_with("", new_salt())), lambda: SAMPLE_DAY)
    tell_stories(workspace)
    cases = tuple(line.case_id for line in workspace.store.case_lines())
    workspace.close()
    return path, cases


def _tour(application: QApplication, studio: Studio, folder: Path, only: frozenset[str]) -> None:
    path, cases = sample_file(folder)
    program = program_for(application, folder)
    program.start()
    first = program.first
    assert first is not None
    if not only:
        for view in views():
            _look(program, view)
            first.resize(*view.size)
            for name, show in (("welcome", first.show_welcome), ("locked", first.show_locked)):
                show()
                with studio.trying(name):
                    studio.take(first, f"{name}-{view.name}")
    open_sample(program, path)
    for view in views():
        _look(program, view)
        _pages(studio, program, cases, view, only)
    program.leave()


def program_for(application: QApplication, folder: Path) -> Program:
    (folder / "settings").mkdir()
    program = Program(
        application,
        Options(),
        remembered=Remembered(folder / "settings"),
        background=Background(_raise, AtOnce()),
        files=GivenFiles(),
        today=lambda: SAMPLE_DAY,
        show_trouble=lambda report: print(report, file=sys.stderr),
    )
    text_size.start("Noto Sans")
    return program


def open_sample(program: Program, path: Path) -> None:
    """Open the file as a person does whose file has no password."""
    program.remembered.add_case_file(KnownFile(path, without_password=True))
    files = program.files
    assert isinstance(files, GivenFiles)
    files.answers.append(path)
    program.open_file()
    for _turn in range(20):
        settle()
        if program.main is not None:
            return
    raise AssertionError("the sample did not open")


def _pages(studio: Studio, program: Program, cases: tuple[object, ...], view: View, only: frozenset[str]) -> None:
    from caseorg.ui.pages import all_pages

    window = program.main
    assert window is not None
    window.resize(*view.size)
    for kind in all_pages():
        if only and kind.name not in only:
            continue
        with studio.trying(f"{kind.name} {view.name}"):
            window.show_case(case_for(window.workspace, cases, kind))  # type: ignore[arg-type]
            window.resize(*view.size)
            for stop in stops_at(window, kind.name):
                if studio.whole:
                    page = stop.page.scroller
                    more = page.widget().sizeHint().height() - page.viewport().height()
                    window.resize(view.size[0], view.size[1] + max(0, more))
                studio.take(window, f"{stop.name}-{view.name}")
                window.resize(*view.size)


def _look(program: Program, view: View) -> None:
    program.appearance.show(Look(view.percent, view.theme, view.language), remember=False)
    settle()


def _raise(error: BaseException) -> None:
    raise error


if __name__ == "__main__":
    sys.exit(main())
