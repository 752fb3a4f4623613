"""A person wants no list of the case files that were opened: there is none from then on, whatever they do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from caseorg.app import options
from caseorg.app.second_start import another_came
from caseorg.base import paths
from caseorg.domain.case import Case
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import new_salt, seal_with
from caseorg.ui.files import FileChooser
from caseorg.ui.kept_list import KeptList
from caseorg.ui.remembered import KnownFile, Remembered
from tests.conftest import TODAY
from tests.journeys.person import Person, plain

Start = Callable[..., Person]
PASSWORD, NEW = "green kettle", "blue harbor"
KEEP = "Keep a list of case files I opened"
OFF = {"is_kept": False}


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps all that the program writes in one place, to look through."""
    (tmp_path / "settings").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "caseorg").symlink_to("settings")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def made(tmp_path: Path, name: str, password: str) -> Path:
    """Make a case file that the program knows."""
    (tmp_path / "files").mkdir(mode=0o700, exist_ok=True)
    path = tmp_path / "files" / f"{name}.caseorg"
    workspace = Workspace(CaseFile.create(path, seal_with(password, new_salt())), lambda: TODAY)
    workspace.save(Case(title=f"{name}'s case"), "New case")
    workspace.close()
    Remembered(tmp_path / "settings").add_case_file(KnownFile(path, without_password=not password))
    return path


def listed(tmp_path: Path) -> object:
    """Return what the file of the list holds."""
    return json.loads((tmp_path / "settings" / "recent.json").read_text())


def known(tmp_path: Path) -> list[str]:
    """Return the names of the files in the list, the latest first."""
    return [each.path.stem for each in Remembered(tmp_path / "settings").case_files()]


def unlocked(person: Person, qtbot: QtBot, password: str) -> Person:
    """Type the password at the locked screen."""
    if password:
        person.type("locked.password", password)
        person.press("Open")
    return until_open(person, qtbot)


def until_open(person: Person, qtbot: QtBot) -> Person:
    """Wait until the window of the file is there."""
    qtbot.waitUntil(lambda: person.program.main is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not person.program.background.is_busy(), timeout=30_000)
    person.window.resize(1280, 800)
    qtbot.wait(1)
    return person


def recent(person: Person) -> list[QAction]:
    """Open File > Open recent, and return its lines."""
    menu = person.window.findChild(QMenu, "menu.recent")
    menu.aboutToShow.emit()
    return menu.actions()


def words(actions: list[QAction]) -> list[str]:
    """Return what stands in the lines of a menu."""
    return [plain(each.text()) for each in actions]


@pytest.mark.proof("T-LEAK")
def test_the_list_is_emptied_at_once_undo_brings_it_back_and_turned_on_again_it_begins_anew(
    person: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    made(tmp_path, "Luis", "")
    marias = made(tmp_path, "Maria", PASSWORD)
    half = tmp_path / "settings" / "recent.99.new"
    half.write_text(f'{{"case_files": [{{"path": "{marias}"')  # a program was killed while it wrote the list
    maria = unlocked(person(), qtbot, PASSWORD)
    assert words(recent(maria)) == ["Maria.caseorg", "Luis.caseorg"]
    maria.go_to("settings")
    assert maria.button(KEEP).isChecked()
    assert not maria.sees(str(marias))
    before = listed(tmp_path)
    maria.press(KEEP)
    assert listed(tmp_path) == OFF
    assert not half.exists()
    assert maria.sees(f"Remember where your file is: {marias}")
    maria.program.main.do("undo")
    assert listed(tmp_path) == before
    assert maria.button(KEEP).isChecked()
    assert not maria.sees(str(marias))
    maria.program.main.do("redo")
    assert listed(tmp_path) == OFF
    lines = recent(maria)
    assert words(lines) == ["The list is off", "Turn it on in Settings"]
    maria.go_to("next_steps")
    lines[1].trigger()
    assert maria.program.main.page_name() == "settings"
    maria.press(KEEP)
    assert known(tmp_path) == ["Maria"]
    maria.program.main.do("undo")
    assert listed(tmp_path) == OFF, "before that, there was none"
    maria.program.main.do("undo")
    assert known(tmp_path) == ["Maria", "Luis"]


@pytest.mark.slow
@pytest.mark.proof("T-LEAK")
def test_without_a_list_none_is_written_whatever_is_opened_and_locked(
    person: Start, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    luis, marias = made(tmp_path, "Luis", ""), made(tmp_path, "Maria", PASSWORD)
    begun: list[list[str]] = []
    monkeypatch.setattr("caseorg.app.program.start_anew", begun.append)

    def nothing_is_told(now: str) -> None:
        assert listed(tmp_path) == OFF, now
        told = [each for each in (tmp_path / "settings").iterdir() if each.name.startswith("recent")]
        assert [each.name for each in told] == ["recent.json"], now
        # What else names the files are the notes for copies and checks alone.
        names = ("Maria", "Luis", "Draft", "My case", marias.parent.name, "data")
        notes = [each for each in (tmp_path / "settings").iterdir() if any(name in each.read_text() for name in names)]
        assert {each.name for each in notes} <= {"settings.json"}, now
        private = [each.read_bytes() for each in (tmp_path / "data").rglob("*") if each.is_file()]
        assert not any(name.encode() in each for name in ("Maria", "Luis") for each in private), now

    maria = unlocked(person(), qtbot, PASSWORD)
    maria.go_to("settings")
    maria.press(KEEP)
    nothing_is_told("turned off")
    main = maria.program.main
    main.lock()
    main.deleteLater()
    maria.program.main = None  # its process would be another one now
    nothing_is_told("locked")
    how = options.read(begun[0])
    assert (how.file, how.ask) == (marias, True)
    maria = unlocked(person(open_file=how.file, ask=how.ask), qtbot, PASSWORD)
    nothing_is_told("unlocked, and opened as by a double click")
    assert maria.program.main.page_name() == "settings"
    assert not maria.button(KEEP).isChecked()
    maria.command("Change password")
    for field, typed in (("old", PASSWORD), ("new", NEW), ("again", NEW)):
        maria.type(f"change_password.{field}", typed)
    maria.press("Change password", within="change_password")
    qtbot.waitUntil(lambda: maria.sees("The new password is set"), timeout=30_000)
    nothing_is_told("a new password")
    maria.command("Close case file")
    nothing_is_told("closed")
    maria.answers_file_dialog(marias)
    maria.press("Open...")
    unlocked(maria, qtbot, NEW)
    nothing_is_told("opened in the dialog")
    maria.answers_file_dialog(luis)
    maria.command("Open case file")
    maria.press("Open")  # never opened here, so nobody knows that it has no password
    until_open(maria, qtbot)
    assert maria.workspace.case_file.path == luis
    nothing_is_told("opened beside another")
    maria.command("New case file")
    qtbot.waitUntil(lambda: maria.sees("Who is this for?"), timeout=30_000)
    nothing_is_told("a new file")
    maria.command("Close case file")
    maria.answers_the_interview()
    maria.press("Keep this private")
    maria.type("keep_private.password", PASSWORD)
    maria.type("keep_private.again", PASSWORD)
    maria.press("Lock my file")
    maria.press("I wrote it down")
    assert maria.workspace.case_file.path == paths.data_place() / "My case.caseorg"
    nothing_is_told("another place")
    maria.program.leave()
    nothing_is_told("left")
    # The next start names nobody, either.
    assert not another_came(options.Options())
    assert person().sees("Welcome to Caseorg")


def test_a_file_without_a_password_opens_without_a_question_and_a_damaged_one_is_called_so_without_a_list(
    person: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    luis, marias = made(tmp_path, "Luis", ""), made(tmp_path, "Maria", PASSWORD)
    for path, password in ((luis, ""), (marias, PASSWORD)):
        unlocked(person(open_file=path), qtbot, password).program.leave()
    Remembered(tmp_path / "settings").forget_list()
    until_open(person(open_file=luis), qtbot).program.leave()  # as after a double click
    (tmp_path / "link").symlink_to(luis.parent)
    anybody = person()
    anybody.answers_file_dialog(tmp_path / "link" / luis.name)
    anybody.press("Open...")
    until_open(anybody, qtbot).program.leave()
    # Another file in its place, under a password, is not tried by the empty one.
    aside = luis.read_bytes()
    luis.write_bytes(marias.read_bytes())
    anybody = person(open_file=luis)
    qtbot.waitUntil(lambda: not anybody.program.background.is_busy(), timeout=30_000)
    assert anybody.program.main is None
    assert not anybody.sees("didn't open")
    luis.write_bytes(aside)
    # A damaged head opens, a wrong password is one, and a damaged page is no wrong password.
    whole = marias.read_bytes()
    marias.write_bytes(b"XXX" + whole[3:])
    unlocked(person(open_file=marias), qtbot, PASSWORD).program.leave()
    marias.write_bytes(whole[:2000] + bytes(100) + whole[2100:])
    maria = person(open_file=marias)
    for typed, said in (("green ketle", "That password didn't open the file."), (PASSWORD, "This file is damaged.")):
        maria.type("locked.password", typed)
        maria.press("Open")
        qtbot.waitUntil(lambda said=said: maria.sees(said), timeout=30_000)


def test_a_list_that_the_disk_does_not_let_go_is_never_called_empty(
    person: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    made(tmp_path, "Maria", PASSWORD)
    maria = unlocked(person(), qtbot, PASSWORD)
    maria.go_to("settings")
    place = tmp_path / "settings" / "recent.json"
    before = place.read_bytes()

    def is_in_the_way(then: Callable[[], object]) -> None:
        place.rename(tmp_path / "aside")
        place.mkdir()
        (place / "in the way").touch()
        try:
            then()
        finally:
            (place / "in the way").unlink()
            place.rmdir()
            (tmp_path / "aside").rename(place)

    said = "The list of case files couldn't be changed on the disk. It is as it was."
    is_in_the_way(lambda: maria.press(KEEP))
    assert maria.sees(said)
    assert maria.button(KEEP).isChecked()
    assert maria.program.main.commands.next_undo() is None
    assert place.read_bytes() == before
    assert [each.name for each in (tmp_path / "settings").iterdir() if each.name.endswith(".new")] == []
    maria.press(KEEP)
    assert listed(tmp_path) == OFF
    is_in_the_way(lambda: maria.program.main.do("undo"))
    assert maria.sees(said)
    assert listed(tmp_path) == OFF
    maria.program.main.do("undo")
    assert place.read_bytes() == before, "what could not be taken back can be once the disk lets it"


def test_a_list_that_is_taken_back_has_the_open_file_as_it_is_now(tmp_path: Path) -> None:
    luis, marias = made(tmp_path, "Luis", ""), made(tmp_path, "Maria", PASSWORD)
    remembered = Remembered(tmp_path / "settings")
    kept_list = KeptList(remembered)
    kept_list.opened(KnownFile(marias))
    before = kept_list.files()
    assert before is not None
    kept_list.turn_off()
    kept_list.opened(KnownFile(marias, without_password=True))  # its password was taken off meanwhile
    kept_list.turn_on(before)
    assert remembered.case_files() == [KnownFile(marias, True), KnownFile(luis, True)]
    kept_list.turn_off()
    kept_list.opened(KnownFile(marias.rename(tmp_path / "elsewhere.caseorg")))
    kept_list.turn_on(before)
    assert known(tmp_path) == ["elsewhere", "Luis"]
    kept_list.turn_off()
    kept_list.closed()  # as with the sample, which is in no list
    kept_list.turn_on()
    assert kept_list.files() == ()


def test_a_file_where_caseorg_put_it_is_found_in_the_dialog_and_qt_writes_down_no_place(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    window = QWidget()
    qtbot.addWidget(window)
    draft = paths.data_folder() / "Draft.caseorg"
    draft.touch()
    begins: list[Path] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        begins.append(Path(dialog.directory().absolutePath()))
        assert dialog.sidebarUrls()[-1].toLocalFile() == str(draft.parent)
        dialog.findChild(QLineEdit).setText(str(draft))
        dialog.accept()

    QTimer.singleShot(200, answer)
    assert FileChooser().case_file(window) == draft
    assert begins == [draft.parent]
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    written = [each.read_text() for each in tmp_path.rglob("*.conf")]
    assert not any(str(draft.parent) in each for each in written)
