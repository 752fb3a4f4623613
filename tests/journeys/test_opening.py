"""A case file that can't be opened as it is gets its own sentence, and not one byte of it changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from caseorg.app.second_start import is_shown_by_another
from caseorg.base import paths
from caseorg.services import outside
from caseorg.services.opening import open_with_password, start_draft
from caseorg.store.case_file import read_salt
from caseorg.store.engine import connect
from caseorg.store.recovery_code import code_of
from caseorg.store.seal import FORMAT, MARK, seal_with
from caseorg.ui.garbage import MainThreadGarbage
from caseorg.ui.session_lock import SessionLock
from tests.architecture.project import ROOT
from tests.journeys.person import Person

Start = Callable[..., Person]
NOBODY = 65534
PAGE = 4096

DAMAGED = "This file is damaged."
CUT_OFF = "Part of this file is missing."
FOREIGN = "This isn't a Caseorg file. Nothing was changed."
NEWER = "This file was made with a newer Caseorg. Update Caseorg to open it. Nothing was changed."
READ_ONLY = "This file can't be changed where it is. You can look at it, or work in a copy."
IN_USE = "You can look at it, but not change it."

HOLDS_IT_OPEN = """
import sys
from pathlib import Path
from caseorg.services.opening import open_with_password
workspace = open_with_password(Path(sys.argv[1]), "")
print("open", flush=True)
sys.stdin.read()
workspace.close()
"""


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A case file without a password and with some cases in it, whole and closed."""
    (tmp_path / "files").mkdir(mode=0o700)
    workspace = start_draft(folder=tmp_path / "files")
    path = workspace.case_file.path
    workspace.close()
    return path


def state_of(folder: Path) -> dict[str, str]:
    """What lies in a folder, byte for byte."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def opens(person: Person, path: Path) -> None:
    """Choose a case file and leave the password blank."""
    person.answers_file_dialog(path)
    at_welcome = person.window.findChild(QWidget, "welcome.open") is not None
    person.press_named("welcome.open" if at_welcome else "locked.other")
    person.press_named("locked.open")


def flipped(data: bytes) -> bytes:
    """Turn some bytes of every page but the first around, as a bad disk would."""
    pages = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
    return pages[0] + b"".join(bytes(each ^ 0xFF for each in page[:64]) + page[64:] for page in pages[1:])


def with_pragma(path: Path, pragma: str) -> None:
    """Set something inside a case file, as another version of the program would."""
    connection = connect(path, seal_with("", read_salt(path)), read_only=False)
    connection.execute(f"pragma {pragma}")
    connection.commit()
    connection.close()


def test_what_cannot_be_opened_is_told_apart_and_left_alone(person: Start, whole: Path, tmp_path: Path) -> None:
    data = whole.read_bytes()
    later = tmp_path / "later.caseorg"
    later.write_bytes(data)
    with_pragma(later, "user_version = 999")
    cases = {
        "flipped": (flipped(data), DAMAGED),
        "half": (data[: len(data) // 2 + 100], CUT_OFF),
        "empty": (b"", CUT_OFF),
        "foreign": (b"Dear Maria, here is the recipe. " * 400, FOREIGN),
        "next format": (MARK + bytes([FORMAT + 1]) + data[len(MARK) + 1 :], NEWER),
        "next version": (later.read_bytes(), NEWER),
    }
    folder = tmp_path / "odd"
    folder.mkdir(mode=0o700)
    for name, (content, _sentence) in cases.items():
        (folder / f"{name}.caseorg").write_bytes(content)
    before = state_of(folder)
    maria = person()
    for name, (_content, sentence) in cases.items():
        opens(maria, folder / f"{name}.caseorg")
        assert maria.sees(sentence), (name, maria.window.messages.text())
        assert maria.sees("Choose another")
        assert maria.title == "Caseorg"
    assert state_of(folder) == before
    # The next file is none the worse for it.
    opens(maria, whole)
    assert maria.program.main is not None


@pytest.mark.true_key
def test_a_file_that_another_program_has_open_can_be_looked_at(person: Start, whole: Path, qtbot: QtBot) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS_IT_OPEN, str(whole)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        before = state_of(whole.parent)
        maria = person()
        opens(maria, whole)
        assert IN_USE in maria.window.messages.text()
        maria.press("Try again")
        assert IN_USE in maria.window.messages.text()
        assert not maria.sees("Open it here"), "somebody has it open now"
        maria.press("Look only")
        assert maria.program.main is not None
        assert maria.workspace.case_file.is_read_only
        assert state_of(whole.parent) == before
        maria.program.leave()
    finally:
        holder.communicate("")
    # Once the other one has closed it, it opens.
    again = person()
    qtbot.waitUntil(lambda: again.program.main is not None, timeout=30_000)  # it is known to have no password
    assert not again.workspace.case_file.is_read_only


@pytest.mark.proof("T-STALE")
@pytest.mark.parametrize("way", ["password", "code"])
def test_a_file_that_a_computer_left_open_for_good_is_taken_over_by_the_persons_word_alone(
    person: Start, whole: Path, qtbot: QtBot, way: str
) -> None:
    code = code_of(seal_with("", read_salt(whole)).secret)
    note = whole.with_name(whole.name + ".open")
    note.write_text('{"computer": "OLD-LAPTOP", "process": 1, "since": "2:10 PM", "day": "2026-03-02"}')
    before = state_of(whole.parent)
    maria = person()
    opens(maria, whole)
    if way == "code":
        maria.press_named("locked.code")
        maria.type("by_code.code", code)
        maria.press("Open")
    assert maria.sees("This file is open on another computer or window (OLD-LAPTOP, since Mon, Mar 2, 2026, 2:10 PM).")
    assert maria.sees("If that computer is off, or has closed it, open it here.")
    maria.press("Try again")
    assert maria.program.main is None
    assert state_of(whole.parent) == before
    maria.press("Open it here")
    qtbot.waitUntil(lambda: maria.program.main is not None, timeout=30_000)
    assert not maria.workspace.case_file.is_read_only
    maria.program.leave()
    assert not note.exists()


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Make a file and its folder read-only for whoever runs this; root is asked as somebody else."""
    path.chmod(0o400)
    path.parent.chmod(0o500)
    is_root = os.geteuid() == 0
    if is_root:
        os.setresuid(NOBODY, 0, 0)  # the system answers “may I write here?” for the real user
    try:
        yield
    finally:
        if is_root:
            os.setresuid(0, 0, 0)
        path.parent.chmod(0o700)
        path.chmod(0o600)


def test_a_file_that_can_only_be_read_can_be_looked_at(person: Start, whole: Path) -> None:
    before = state_of(whole.parent)
    maria = person()
    with read_only(whole):
        opens(maria, whole)
        assert READ_ONLY in maria.window.messages.text()
        maria.press("Look only")
        assert maria.program.main is not None
        assert maria.workspace.case_file.is_read_only
        maria.program.leave()
    assert state_of(whole.parent) == before


def test_work_goes_on_in_a_copy_of_a_file_that_can_only_be_read(
    person: Start, whole: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    before, target = whole.read_bytes(), tmp_path_factory.mktemp("mine") / "Mine.caseorg"
    maria = person()
    with read_only(whole):
        opens(maria, whole)
    maria.answers_file_dialog(target)
    maria.press("Save a copy")
    assert maria.program.main is not None
    assert not maria.workspace.case_file.is_read_only
    assert maria.workspace.case_file.path == target
    maria.program.leave()
    assert whole.read_bytes() == before


def test_a_copy_to_work_in_takes_the_place_of_no_file(
    person: Start, whole: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The name that is offered is the one the newer file at home has."""
    at_home = tmp_path_factory.mktemp("home") / whole.name
    at_home.write_bytes(b"the file that goes on")
    maria = person()
    with read_only(whole):
        opens(maria, whole)
    maria.answers_file_dialog(at_home)
    maria.press("Save a copy")
    assert f"There is already a file named “{whole.name}”." in maria.window.messages.text()
    assert state_of(at_home.parent) == {whole.name: sha256(b"the file that goes on").hexdigest()}
    assert maria.program.main is None


@pytest.mark.skipif(os.name != "posix", reason="rights of this kind are those of Linux and macOS")
@pytest.mark.proof("T-PERM")
@pytest.mark.parametrize("mode", [0o644, 0o666, 0o777, 0o600])
def test_a_file_that_other_accounts_could_open_is_closed_to_them_and_that_is_said(
    person: Start, whole: Path, mode: int
) -> None:
    words = "Other people who use this computer could open this file. Now only you can."
    whole.chmod(mode)
    maria = person()
    opens(maria, whole)
    assert whole.stat().st_mode & 0o077 == 0
    assert (words in maria.window.messages.text()) is (mode != 0o600)
    maria.program.leave()
    again = person()
    again.press_named("locked.open") if again.program.main is None else None
    assert words not in again.window.messages.text()


def started_again(path: Path) -> subprocess.Popen[str]:
    """Start the program once more with a file, as somebody who presses its icon twice."""
    return subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "--open", str(path)], cwd=ROOT, text=True, stderr=subprocess.PIPE
    )


@pytest.mark.slow
@pytest.mark.proof("T-TWICE")
def test_a_second_start_brings_the_window_that_has_the_file_open_to_the_front(
    person: Start, whole: Path, qtbot: QtBot
) -> None:
    maria = person()
    opens(maria, whole)
    main, other = maria.program.main, QWidget()
    qtbot.addWidget(other)
    main.showMinimized()
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    second = started_again(whole)
    try:
        qtbot.waitUntil(lambda: second.poll() is not None, timeout=60_000)
    finally:
        second.kill()
    assert (second.returncode, second.communicate()[1]) == (0, "")
    assert main.isActiveWindow()
    assert not main.isMinimized()
    assert list(paths.asking_folder().iterdir()) == []


@pytest.mark.proof("T-TWICE")
def test_a_second_start_goes_on_where_nobody_comes_to_the_front(whole: Path) -> None:
    assert not is_shown_by_another(whole), "nobody has it open"
    held = open_with_password(whole, "")  # by somebody who has no window
    assert not is_shown_by_another(whole)
    assert list(paths.asking_folder().iterdir()) == []
    held.close()
    whole.with_name(whole.name + ".open").write_text("{")
    assert not is_shown_by_another(whole), "a killed program left its note"
    open_with_password(whole, "").close()


@pytest.mark.proof("T-LOCK")
@pytest.mark.parametrize("said", ["locked", "sleeps", "lock_now"])
def test_the_open_file_locks_when_the_desktop_says_that_nobody_is_there(
    person: Start, whole: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr("caseorg.app.program.start_anew", begun.append)
    maria = person()
    opens(maria, whole)
    main = maria.program.main
    watch = main.findChild(SessionLock)
    main.preferences.choose("lock_on_sleep", False, "Lock when the computer sleeps")
    watch.sleeps(True)
    assert begun == [], "that is a choice of its own"
    main.preferences.choose("lock_on_sleep", True, "Lock when the computer sleeps")
    outside.new_folder("scan")  # for another program to see
    watch.lock_now() if said == "lock_now" else getattr(watch, said)(True)
    assert begun == [["--open", str(whole), "--ask"]]
    assert main.workspace.is_closed
    assert not outside.has_copies()
    maria.program.main = None
    main.deleteLater()


@pytest.mark.proof("T-LOCK")
@pytest.mark.parametrize("how", ["closing the file", "opening another", "the end of the program", "a lock"])
@pytest.mark.parametrize("is_ours", [True, False])
def test_what_was_copied_goes_with_the_file(
    person: Start, whole: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, how: str, *, is_ours: bool
) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText("Another program's")
    maria = person()
    opens(maria, whole)
    assert maria.program.main is not None
    if is_ours:
        maria.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWindow() is not None)
        clipboard.setText("What the clinic said")
    if how == "closing the file":
        maria.program._close_file()
    elif how == "a lock":
        monkeypatch.setattr("caseorg.app.program.start_anew", lambda _arguments: None)
        main = maria.program.main
        main.lock()
        assert clipboard.text() == ("" if is_ours else "Another program's"), "before there is a new process"
        maria.program.main = None
        main.deleteLater()
    elif how == "opening another":
        maria.program.open_known(whole)
        qtbot.waitUntil(lambda: maria.program.main is not None, timeout=30_000)
    maria.program.leave()
    assert clipboard.text() == ("" if is_ours else "Another program's")
    clipboard.clear()


def test_garbage_is_looked_for_by_one_only_however_often_a_file_is_opened(
    person: Start, whole: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    maria = person()
    opens(maria, whole)
    maria.program._close_file()
    with qtbot.waitSignal(maria.program.first.painted):
        pass
    qtbot.wait(50)
    assert len(qapp.findChildren(MainThreadGarbage)) == 1
