"""A locked file leaves nothing in memory, on the clipboard or in a title, and takes up where it was left."""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseorg.domain.case import Case
from caseorg.domain.errors import WrongPasswordError
from caseorg.domain.note import Note
from caseorg.services import opening
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt, seal_with
from caseorg.ui.clipboard import ClipboardGuard
from caseorg.ui.forms.inputs import SecretInput
from caseorg.ui.remembered import KnownFile, Remembered
from caseorg.ui.session_lock import SessionLock
from tests.architecture.project import ROOT
from tests.trust.locking_program import PASSWORD
from tests.trust.material import SEAL, make_case_file

MARK = "ZEBRA-" + "QUARTZ"  # put together here, so that no process has it before it has read the file


def marks_in_memory(process: int) -> int:
    """How often the marked word is in a process's memory, in the spellings of Python and of Qt."""
    found = 0
    spellings = [MARK.encode("utf-8"), MARK.encode("utf-16-le"), MARK.encode("utf-32-le")]
    maps = Path(f"/proc/{process}/maps").read_text().splitlines()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            span = re.match(r"([0-9a-f]+)-([0-9a-f]+) r", line)
            if span is None or "[v" in line:
                continue
            start, end = (int(each, 16) for each in span.groups())
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except (OSError, OverflowError, ValueError):
                continue
            found += sum(data.count(each) for each in spellings)
    return found


def heard(pipe: IO[str]) -> dict[str, object]:
    return dict(json.loads(pipe.readline()))


@pytest.mark.slow
@pytest.mark.proof("T-LOCK")
@pytest.mark.parametrize("asks", ["", "a question stands over the window"])
def test_after_a_lock_nothing_is_left_in_memory_and_the_half_typed_text_comes_back(asks: str, tmp_path: Path) -> None:
    path, settings = tmp_path / "Maria.caseorg", tmp_path / "settings"
    settings.mkdir()
    seal = seal_with(PASSWORD, new_salt())
    workspace = Workspace(CaseFile.create(path, seal))
    case = Case(title="Maria")
    with workspace.step("Add") as step:
        step.save(case)
        for number in range(200):
            step.save(Note(case_id=case.id, text=f"{MARK} {number}"))
    workspace.close()
    Remembered(settings).add_case_file(KnownFile(path))
    variables = {name: str(tmp_path / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/trust/locking_program.py"), str(path)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, **variables, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen",
             "TEST_SETTINGS": str(settings), "TEST_ASKS": asks},
    )  # fmt: skip
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        opened = heard(process.stdout)
        assert opened["at"] == "open"
        assert marks_in_memory(process.pid) > 200
        assert opened["children"]
        process.stdin.write("\n")
        process.stdin.flush()
        locked = heard(process.stdout)
        assert locked["at"] == "locked"
        assert marks_in_memory(process.pid) == 0
        assert locked["titles"] == ["Caseorg"]
        assert locked["children"] == [], "what read foreign files has ended, too"
        assert not any("Maria" in str(name) for name in locked["names"])
        process.stdin.write("\n")
        process.stdin.flush()
        again = heard(process.stdout)
        assert (again["page"], again["focus"]) == ("notes", opened["field"])
        assert any(str(text).startswith(f"Half typed {MARK}") for text in dict(again["fields"]).values())
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.communicate()


@pytest.mark.proof("T-LOCK")
def test_a_program_that_cannot_start_anew_ends_and_does_not_stay_open() -> None:
    run = (
        "import sys; sys.executable = '/nowhere'; from caseorg.app.process import start_anew; start_anew([]); print(1)"
    )
    ran = subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.stdout, ran.stderr) == ("", "")
    assert ran.returncode == 1


@pytest.mark.proof("T-LOCK")
@pytest.mark.parametrize("keys", [300, pytest.param(10_000, marks=pytest.mark.long)])
def test_wrong_keys_lock_nobody_out_and_change_nothing(keys: int, tmp_path: Path) -> None:
    path = tmp_path / "Maria.caseorg"
    make_case_file(path)
    before, chance, said = sha256(path.read_bytes()).digest(), random.Random(1), set()
    for number in range(keys):
        wrong = bytearray(SEAL.secret)
        if number % 2:
            wrong[number % 16] ^= 1 << number % 8  # nearly right
        else:
            wrong = bytearray(chance.randbytes(16))
        with pytest.raises(WrongPasswordError) as caught:
            CaseFile.open(path, Seal(SEAL.salt, bytes(wrong)))
        said.add(str(caught.value))
    assert len(said) == 1
    assert sha256(path.read_bytes()).digest() == before
    CaseFile.open(path, SEAL).close()


@pytest.mark.proof("T-LOCK")
def test_twenty_wrong_passwords_are_told_alike_and_the_right_one_opens_at_once(tmp_path: Path, quick_key: None) -> None:
    path, right = tmp_path / "Maria.caseorg", "green kettle train"
    CaseFile.create(path, seal_with(right, new_salt())).close()
    before, said = path.read_bytes(), set()
    nearly = [right[:at] + right[at + 1 :] for at in range(len(right))]
    for wrong in (*nearly, right.upper(), ""):
        with pytest.raises(WrongPasswordError) as caught:
            opening.open_with_password(path, wrong)
        said.add((str(caught.value), caught.value.advice))
    assert len(nearly) + 2 >= 20
    assert len(said) == 1
    assert path.read_bytes() == before
    opening.open_with_password(path, right).close()


@pytest.fixture
def guard(qapp: QApplication) -> Iterator[ClipboardGuard]:
    QApplication.clipboard().clear()
    made = ClipboardGuard()
    yield made
    QApplication.clipboard().clear()
    made.deleteLater()


@pytest.mark.proof("T-LOCK")
def test_the_clipboard_is_emptied_and_an_id_number_goes_after_30_seconds(guard: ClipboardGuard, qtbot: QtBot) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText("Another program's")  # none of our windows has the keys
    guard.forget()
    assert clipboard.text() == "Another program's"
    field = SecretInput(20, "member_id")
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    field.setText("1EG4-TE5")
    qtbot.waitUntil(field.hasFocus)
    clipboard.setText("Maria")
    guard.forget()
    assert clipboard.text() == ""
    field.selectAll()
    field.setEchoMode(SecretInput.EchoMode.Normal)
    field.copy()
    assert clipboard.text() == "1EG4-TE5"
    assert clipboard.mimeData().data("x-kde-passwordManagerHint").data() == b"secret"
    assert 20 < guard.seconds_left() <= 30 * 1.05  # a busy machine is late, Qt coarse
    guard._timer.setInterval(1)
    guard._timer.start()
    qtbot.waitUntil(lambda: clipboard.text() == "")


ON_A_SCREEN = """
from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from caseorg.ui.clipboard import ClipboardGuard
application = QApplication([])
guard, clipboard = ClipboardGuard(), QGuiApplication.clipboard()
field = QLineEdit("What the clinic said")
field.show()
field.activateWindow()
QTest.qWaitForWindowActive(field)
field.setFocus()
QTest.keyClick(field, Qt.Key.Key_End)
QTest.keyClick(field, Qt.Key.Key_Home, Qt.KeyboardModifier.ShiftModifier)
print(clipboard.text(QClipboard.Mode.Selection))
guard.forget()
print(clipboard.text(QClipboard.Mode.Selection))
"""


@pytest.mark.long
@pytest.mark.proof("T-LOCK")
def test_what_was_only_marked_is_not_pasted_with_the_middle_button_after_the_file_is_closed() -> None:
    """Only a true screen of X has that second clipboard."""
    xvfb = shutil.which("xvfb-run")
    assert xvfb, "xvfb is missing"
    said = subprocess.run(
        [xvfb, "-a", sys.executable, "-c", ON_A_SCREEN],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert said.stdout.splitlines() == ["What the clinic said", ""]


ON_A_BUS = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from caseorg.ui.session_lock import SessionLock
application = QCoreApplication([])
said = []
watch = SessionLock(lambda: said.append("lock"))
assert watch.listens
def tell(active):
    message = QDBusMessage.createSignal("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged")
    message.setArguments([active])
    assert QDBusConnection.sessionBus().send(message)
QTimer.singleShot(50, lambda: tell(False))
QTimer.singleShot(200, lambda: (print(said), tell(True)))
QTimer.singleShot(500, application.quit)
application.exec()
print(said)
"""


@pytest.mark.proof("T-LOCK")
def test_the_file_locks_when_the_desktop_says_that_the_screen_is_locked() -> None:
    bus = shutil.which("dbus-run-session")
    if bus is None:
        pytest.skip("there is no message bus on this computer")
    ran = subprocess.run(
        [bus, "--", sys.executable, "-c", ON_A_BUS], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.stdout.split("\n")[:2] == ["[]", "['lock']"], ran.stderr


def test_whether_to_lock_before_sleep_is_a_choice_of_its_own(qapp: QApplication) -> None:
    said: list[str] = []
    wanted = [False, True]
    watch = SessionLock(lambda: said.append("lock"), on_sleep=lambda: wanted[0])
    watch.sleeps(True)
    assert said == []
    watch.locked(True)
    assert said == ["lock"], "a locked screen is another thing"
    wanted.pop(0)
    watch.sleeps(False)
    watch.sleeps(True)
    assert said == ["lock", "lock"]


def test_without_a_bus_nothing_is_heard_and_nothing_breaks() -> None:
    run = "from PySide6.QtCore import QCoreApplication; a = QCoreApplication([]);"
    run += "from caseorg.ui.session_lock import SessionLock; print(SessionLock(print).listens)"
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nowhere"}
    ran = subprocess.run(
        [sys.executable, "-c", run],
        cwd=ROOT,
        env={**os.environ, **nowhere},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout == "False\n", ran.stderr
