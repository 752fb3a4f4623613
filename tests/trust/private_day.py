"""A day with the whole program in which every entry is conspicuous, run as a program of its own in a fresh home.

`python tests/trust/private_day.py OUTSIDE PASSWORD`: OUTSIDE holds what the person brings and takes away. At the end
it locks: a new process takes its place, which looks at the locked screen and ends.
"""

from __future__ import annotations

import faulthandler
import json
import shutil
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from caseorg.app.options import Options
from caseorg.app.program import Program
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.note import Note
from caseorg.packets.kinds import KINDS
from caseorg.services.backups import back_up
from caseorg.services.export import export_all
from caseorg.services.letters import make_letter
from caseorg.services.workspace import Workspace
from caseorg.ui.files import FileChooser
from caseorg.ui.pages import all_pages
from caseorg.ui.remembered import Remembered
from tests.journeys.full_case import full_case
from tests.journeys.person import Person
from tests.journeys.tour import settle, tour
from tests.trust.private_failures import WORD, Around, fail, failing, word, words
from tests.ui.conftest import GivenFiles

TODAY = date(2026, 11, 22)
BIG = 10_000_000
LONGEST_S = 200


class Day:
    """The program of that day, and the person who uses it."""

    def __init__(self, application: QApplication, outside: Path) -> None:
        self.outside = outside
        self.titles: set[str] = set()
        self.reports: list[str] = []
        self.failed: list[str] = []
        files = GivenFiles()
        self.program = Program(
            application,
            Options(),
            remembered=Remembered(),
            files=files,
            today=lambda: TODAY,
            show_trouble=self.reports.append,
        )
        self.program.start()
        hands = SimpleNamespace(wait=QTest.qWait, mouseClick=QTest.mouseClick, keyClicks=QTest.keyClicks)
        self.person = Person(hands, self.program, files)  # type: ignore[arg-type]

    @property
    def workspace(self) -> Workspace:
        return self.person.workspace

    def wait(self, until: Callable[[], bool] = lambda: True) -> None:
        """Let the program come to rest."""
        for _turn in range(600):
            settle()
            if not self.program.background.is_busy() and until():
                return
            QTest.qWait(20)
        raise AssertionError("the program does not come to rest")

    def run(self, password: str) -> None:
        """Live through the day."""
        self.first_letter(password)
        case_id = full_case(self.workspace, lambda record_type, name: word(f"{record_type.__name__}.{name}"))
        window = self.program.main
        assert window is not None
        window.show_case(case_id)
        for stop in tour(window, all_pages(), ("add",)):
            self.titles.add(window.windowTitle())
            for field in stop.page.findChildren(QWidget, "note.title"):
                field.setText(word("half typed"))
                field.textEdited.emit(field.text())
        self.wait()
        window.show_case(case_id)  # with pages that nobody looks at any more, each letter would take longer
        self.papers(case_id)
        self.half_a_save()
        self.choose_a_file()
        self.everything_fails(case_id)

    def first_letter(self, password: str) -> None:
        """Write the first letter, lock the file, and say what the illness is."""
        person = self.person
        person.press("Start")
        self.wait(lambda: self.program.main is not None)
        person.type("interview.patient_name", word("patient"))
        person.type("interview.date_of_birth", "7/19/1931")
        person.press("Continue")
        person.type("interview.holder_name", word("hospital"))
        person.type("interview.holder_address", f"{word('street')}\nDayton, OH 45404")
        person.press("Continue")
        person.press("Biopsy slides")
        person.press("Continue")
        person.type("interview.email", f"{word('email')}@example.org")
        person.press("Continue")
        person.press("Make the letter")
        self.wait(lambda: person.sees("3 letters are ready. They are not sent yet."))
        person.answers_file_dialog(self.outside / "letter.pdf")
        person.press("Save as PDF")
        self.wait()
        person.press("Keep this private")
        self.wait()
        proposed = person.window.findChild(QWidget, "keep_private.place").text()
        assert WORD not in proposed, proposed
        person.type("keep_private.password", password)
        person.type("keep_private.again", password)
        person.press("Lock my file")
        self.wait(lambda: person.sees("Write this code on paper."))
        person.press("I wrote it down")
        self.wait()
        person.type("told.words", word("told"))
        person.press("Save and continue")
        self.wait()

    def papers(self, case_id: Any) -> None:
        """Make every letter, a safe copy, an export and a copy of a document."""
        for kind in KINDS:
            make_letter(self.workspace, Letter(case_id=case_id, kind=LetterKind(kind), own_words=word("own words")))
        back_up(self.workspace.case_file, Path.home(), TODAY)
        export_all(self.workspace, self.outside / "export")

    def half_a_save(self) -> None:
        """Copy everything that lies on the disk in the middle of a save that is too big for the memory it may use."""
        case_id = self.workspace.store.case_lines()[0].case_id
        with self.workspace.step("Keep a lot") as step:
            step.keep(word("a file").encode() * (BIG // len(WORD)))
            for _each in range(50):
                step.save(Note(case_id=case_id, text=word("a note") * 2_000))
            shutil.copytree(Path.home(), self.outside / "half a save")

    def choose_a_file(self) -> None:
        """Choose a file in the real dialog."""
        folder = self.outside / word("folder")
        folder.mkdir()
        chosen_one = folder / f"{word('file name')}.pdf"
        chosen_one.write_bytes(b"%PDF-1.4")

        def answer() -> None:
            dialog = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QFileDialog))
            dialog.setDirectory(str(folder))
            dialog.findChild(QLineEdit).setText(str(chosen_one))
            dialog.accept()

        QTimer.singleShot(200, answer)
        chosen = FileChooser().files_to_add(self.person.window)
        assert chosen == [chosen_one]
        settle()

    # What fails

    def everything_fails(self, case_id: Any) -> None:
        """Make one thing after the other fail, each with words of the person in its hands."""
        assert self.program.main is not None
        around = Around(self.workspace, case_id, self.outside, sys.argv[2], TODAY)
        for name, operation in failing(around).items():
            before = len(self.failed)
            self.program.background.run(operation, failed=lambda error, name=name: self.note(name, error))
            self.wait()
            assert len(self.failed) > before, f"{name} did not fail"
        self.in_a_slot()
        self.in_a_thread()
        self.while_collected()

    def note(self, name: str, error: BaseException) -> None:
        """Show an error as every page does."""
        self.failed.append(name)
        assert self.program.main is not None
        self.program.main.tell.error(error)

    def in_a_slot(self) -> None:
        """Let a defect come out of a slot of Qt."""
        QTimer.singleShot(0, lambda: fail(word("in a slot")))
        self.wait(lambda: bool(self.reports))
        self.failed.append("in a slot")

    def in_a_thread(self) -> None:
        """Let a defect come out of a thread."""
        thread = threading.Thread(target=fail, args=(word("in a thread"),))
        thread.start()
        thread.join()
        self.failed.append("in a thread")

    def while_collected(self) -> None:
        """Let a defect come out of where nobody can catch it."""

        class Last:
            def __del__(self) -> None:
                fail(word("while collected"))

        Last()
        self.failed.append("while collected")


def look_at_the_locked_screen(path: Path) -> None:
    """Say what the title bar and a screen reader tell of a locked file, and end."""
    application = QApplication(sys.argv[:1])
    program = Program(application, Options(file=path), remembered=Remembered())
    program.start()
    for _turn in range(10):
        settle()
    windows = QApplication.topLevelWidgets()
    names = [each.accessibleName() for window in windows for each in (window, *window.findChildren(QWidget))]
    print(json.dumps({"titles": [window.windowTitle() for window in windows if window.isVisible()], "names": names}))
    program.leave()


def main() -> None:
    """Live through the day, or look at the locked screen."""
    faulthandler.dump_traceback_later(LONGEST_S, exit=True)
    if sys.argv[1] == "--open":
        look_at_the_locked_screen(Path(sys.argv[2]))
        return
    application: Any = QApplication(sys.argv[:1])
    day = Day(application, Path(sys.argv[1]))
    try:
        day.run(sys.argv[2])
    except Exception:
        traceback.print_exc()  # the program itself would tell only where
        raise
    told = {"words": words, "failed": day.failed, "titles": sorted(day.titles), "reports": day.reports}
    print(json.dumps(told), flush=True)
    assert day.program.main is not None
    day.program.main.lock()


if __name__ == "__main__":
    main()
