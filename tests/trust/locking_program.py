"""The real program with a real file, which locks itself when it is told to and then stands at the locked screen.

It is started with a file and the folder of its settings, and again by itself with `--open FILE --ask`. It says where it
is, and waits for a line before it goes on.
"""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from caseorg.app.options import Options
from caseorg.app.program import Program
from caseorg.documents.worker import shared
from caseorg.domain.errors import CaseorgError
from caseorg.ui.remembered import Remembered

PASSWORD = "green kettle"
PAGE, FIELD = "notes", "notes.form.text"


def settle(turns: int = 10) -> None:
    """Let the windows come to rest."""
    for _turn in range(turns):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def unlocked(program: Program) -> None:
    """Open the file as a person does."""
    program.unlock(PASSWORD)
    while program.main is None:
        settle()
    settle()


def say(**what: Any) -> None:
    """Say where the program is, and wait for a line."""
    print(json.dumps(what), flush=True)
    sys.stdin.readline()


def fields(program: Program) -> dict[str, str]:
    """What stands in the fields of the page in front."""
    page = program.main.front()
    found = {each.objectName(): each.text() for each in page.findChildren(QLineEdit) if each.isVisible()}
    return found | {
        each.objectName(): each.toPlainText() for each in page.findChildren(QPlainTextEdit) if each.isVisible()
    }


def children() -> list[str]:
    """Give the processes that this one would have to wait for, also those that are dead."""
    found = []
    for each in Path("/proc").iterdir():
        with suppress(OSError):
            if each.name.isdigit() and (each / "stat").read_text().rpartition(")")[2].split()[1] == str(os.getpid()):
                found.append((each / "cmdline").read_text().replace("\0", " "))
    return found


def main() -> None:
    application: Any = QApplication(sys.argv[:1])
    is_locked = sys.argv[1] == "--open"
    path = Path(sys.argv[2 if is_locked else 1])
    program = Program(application, Options(file=path), remembered=Remembered(Path(os.environ["TEST_SETTINGS"])))
    program.start()
    settle()
    if is_locked:
        windows = QApplication.topLevelWidgets()
        names = [each.accessibleName() for window in windows for each in (window, *window.findChildren(QWidget))]
        say(at="locked", titles=[each.windowTitle() for each in windows], names=names, children=children())
        unlocked(program)
        focus = QApplication.focusWidget()
        say(
            at="again", page=program.main.page_name(), focus=focus.objectName() if focus else "", fields=fields(program)
        )
        program.leave()
        return
    unlocked(program)
    window = program.main
    window.go_to(PAGE)
    window.front().commands["add"]()
    settle()
    words = window.workspace.load_case(window.case_id).notes[0].text
    field = next(
        each for each in window.front().findChildren(QPlainTextEdit) if each.isVisible() and not each.isReadOnly()
    )
    field.setFocus()
    field.insertPlainText(f"Half typed {words}")
    QApplication.clipboard().setText(words)
    settle()
    with suppress(CaseorgError):  # a reader of foreign files, which holds the last one it was given
        shared().ask("count", words.encode())
    say(at="open", field=field.objectName(), children=children())
    if os.environ.get("TEST_ASKS"):
        QTimer.singleShot(0, window.lock)  # it is time, while a question stands over the window
        window.tell.ask("Remove?", "It goes.", "Remove", "Keep")
    window.lock()


if __name__ == "__main__":
    main()
