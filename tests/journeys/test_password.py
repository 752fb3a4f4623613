"""A person changes the password, loses it, opens the file with the sheet, and turns the password off."""

from __future__ import annotations

import errno
import os
import re
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from caseorg.domain.case import Case
from caseorg.domain.errors import WrongPasswordError
from caseorg.services import opening
from caseorg.services.settings import SettingsFile
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.seal import Seal, new_salt, seal_with
from caseorg.ui.background import Background
from caseorg.ui.remembered import KnownFile, Remembered
from tests.conftest import TODAY
from tests.journeys.person import Person
from tests.ui.conftest import AtOnce

Start = Callable[..., Person]
OLD, NEW = "green kettle", "blue harbor"
PATIENCE_S = 10


@pytest.fixture
def marias(tmp_path: Path) -> Path:
    """A case file with a password, which the program knows."""
    (tmp_path / "files").mkdir(mode=0o700)
    path = tmp_path / "files" / "Maria.caseorg"
    seal = seal_with(OLD, new_salt())
    workspace = Workspace(CaseFile.create(path, seal), lambda: TODAY)
    workspace.save(Case(title="Maria's lung biopsy"), "New case")
    workspace.close()
    (tmp_path / "settings").mkdir(exist_ok=True)
    Remembered(tmp_path / "settings").add_case_file(KnownFile(path))
    return path


def opened(person: Start, qtbot: QtBot, path: Path, field: str, typed: str) -> Person:
    maria = person(open_file=path)
    if field == "by_code.code":
        maria.press_named("locked.code")
    maria.type(field, typed)
    maria.press("Open")
    qtbot.waitUntil(lambda: maria.program.main is not None, timeout=30_000)
    maria.window.resize(1280, 800)
    qtbot.wait(1)
    return maria


def test_a_password_is_changed_lost_found_on_the_sheet_and_turned_off(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    settings = SettingsFile(tmp_path / "settings")
    maria = opened(person, qtbot, marias, "locked.password", OLD)
    salt = read_salt(marias)
    maria.command("Change password")
    assert read_salt(marias) == salt, "looking at the page changes nothing"
    maria.type("change_password.old", "something else")
    maria.type("change_password.new", NEW)
    maria.type("change_password.again", NEW)
    maria.press("Change password", within="change_password")
    assert maria.sees("That is not the password the file has now. Check Caps Lock.")
    assert read_salt(marias) == salt
    maria.type("change_password.old", OLD)
    maria.press("Change password", within="change_password")
    assert maria.sees("The new password is set")
    kept = next(marias.parent.glob("Maria before new password *"))
    assert read_salt(kept) == salt != read_salt(marias)
    # The sheet: shown when asked for, and tried later. Who turns back at the printer has none yet.
    maria.press("Make a new sheet")
    maria.press("Make a sheet to print")
    QTimer.singleShot(100, lambda: QApplication.activeModalWidget().close())
    maria.press_named("recovery.print")
    assert settings.notes_of(marias).sheet_made == ""
    maria.files.answers.append(tmp_path / "sheet.pdf")
    maria.press_named("recovery.save")
    assert not maria.sees("not sent"), "a sheet to keep goes nowhere"
    assert (tmp_path / "sheet.pdf").stat().st_mode & 0o777 == 0o600
    assert not re.search(r"\b[0-9A-Z]{4} [0-9A-Z]{4} ", maria.reads())
    maria.press("Show the code, I write it down")
    code = opening.recovery_code(maria.workspace)
    assert maria.sees(code)
    maria.press("I wrote it down")
    assert not maria.sees(code)
    assert settings.notes_of(marias).sheet_made == "2026-11-22"
    maria.program.leave()
    assert kept.exists(), "until the new password has opened the file once"
    # Lost: the code from paper opens it, and asks for a new password; the old file is still kept.
    lost = opened(person, qtbot, marias, "by_code.code", code.lower().replace(" ", "-"))
    assert kept.exists()
    assert lost.title.startswith("Change password")
    assert lost.sees("You opened the file with the recovery code, so the old password is not needed.")
    QTimer.singleShot(100, lambda: QApplication.activeModalWidget().findChild(QPushButton, "dialog.1").click())
    lost.press("Turn off the password")
    qtbot.wait(20)
    assert lost.sees("The password is off")
    assert len(list(marias.parent.glob("Maria before new password *"))) == 2
    lost.program.leave()
    without = person(open_file=marias)
    qtbot.waitUntil(lambda: without.program.main is not None, timeout=30_000)
    assert not list(marias.parent.glob("Maria before new password *")), "both go once the last password opened the file"
    assert without.workspace.store.case_lines()[0].title == "Maria's lung biopsy"


class Slow(AtOnce):
    """Work that takes its time: it is done when the test says so."""

    def __init__(self) -> None:
        self.waits: list[Callable[[], object]] | None = None

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.waits is None:
            return super().submit(work, *args, **kwargs)
        self.waits.append(lambda: work(*args, **kwargs))
        return Future()

    def go_on(self) -> None:
        waits, self.waits = self.waits or [], None
        for work in waits:
            work()


def test_while_the_key_is_made_the_screen_says_so_and_takes_nothing_twice(
    person: Start, qtbot: QtBot, marias: Path, background: Background
) -> None:
    slow = Slow()
    background._executor = slow
    maria = person(open_file=marias)
    maria.type("locked.password", OLD)
    slow.waits = []
    maria.press("Open")
    assert not maria.window.findChild(QPushButton, "locked.open").isEnabled()
    qtbot.waitUntil(lambda: maria.sees("Opening your file"), timeout=5_000)
    slow.go_on()
    qtbot.waitUntil(lambda: maria.program.main is not None, timeout=30_000)


def test_while_a_large_file_is_locked_anew_nothing_else_can_be_begun_and_it_can_be_stopped(
    person: Start, qtbot: QtBot, marias: Path, background: Background
) -> None:
    slow = Slow()
    background._executor = slow
    maria = opened(person, qtbot, marias, "locked.password", OLD)
    salt = read_salt(marias)
    maria.command("Change password")
    maria.type("change_password.old", OLD)
    maria.type("change_password.new", NEW)
    maria.type("change_password.again", NEW)

    slow.waits = []
    maria.press("Change password", within="change_password")
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.accessibleName() == "Locking your file with the new password"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is dialog, "it stays until the work has ended"
    slow.go_on()
    assert QApplication.activeModalWidget() is None
    assert maria.sees("You stopped this. The password is the one you had before.")
    assert read_salt(marias) == salt
    assert not list(marias.parent.glob("*before*"))
    assert not list(marias.parent.glob(".*"))

    slow.waits = []
    maria.press("Change password", within="change_password")
    slow.go_on()
    assert QApplication.activeModalWidget() is None
    assert maria.sees("The new password is set")
    assert read_salt(marias) != salt


def test_two_groups_of_the_code_are_asked_back(person: Start, qtbot: QtBot, marias: Path, tmp_path: Path) -> None:
    maria = opened(person, qtbot, marias, "locked.password", OLD)
    upkeep, today = maria.program.main.upkeep, maria.program.today()
    upkeep.note(last_backup=today.isoformat(), sheet_made=(today - timedelta(days=2)).isoformat())
    assert upkeep.cards() == ()
    upkeep.note(sheet_made=(today - timedelta(days=3)).isoformat())
    qtbot.wait(20)
    assert maria.sees("Try your recovery sheet once")
    maria.press_named("file_cards.sheet.do")
    groups = opening.recovery_code(maria.workspace).split()
    asked = [int(each) for each in re.findall(r"Group (\d) of the code", maria.reads())]
    for at, number in enumerate(sorted(asked), start=1):
        maria.type(f"recovery.group{at}", groups[number % 7])
    maria.press("Check")
    assert maria.sees("That is not what the code says.")
    for at, number in enumerate(sorted(asked), start=1):
        maria.type(f"recovery.group{at}", groups[number - 1].lower())
    maria.press("Check")
    assert maria.sees("That is right. Your sheet works.")
    assert upkeep.cards() == ()
    upkeep.note(
        sheet_tried=(today - timedelta(days=183)).isoformat(), sheet_made=(today - timedelta(days=300)).isoformat()
    )
    assert [card.title for card in upkeep.cards()] == ["Is your recovery sheet where you can find it?"]


def test_it_locks_also_where_nothing_can_be_written_down(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maria = opened(person, qtbot, marias, "locked.password", OLD)
    begun: list[list[str]] = []
    monkeypatch.setattr("caseorg.app.program.start_anew", begun.append)
    shutil.rmtree(tmp_path / "settings")  # what fails here fails as on a full disk
    main = maria.program.main
    monkeypatch.setattr(main.front(), "leave", lambda: 1 / 0)
    with suppress(ZeroDivisionError):
        main.lock()
    assert begun == [["--open", str(marias), "--ask"]]
    assert main.workspace.is_closed
    maria.program.main = None
    main.deleteLater()


class Hiding(QObject):
    """Sees that a window goes out of sight."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.is_seen = threading.Event()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Hide:
            self.is_seen.set()
        return super().eventFilter(watched, event)


def test_a_lock_stops_a_new_password_and_nothing_is_on_show_while_it_waits_for_that(
    person: Start, qtbot: QtBot, marias: Path, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, begun = Slow(), list[list[str]]()
    background._executor = slow
    monkeypatch.setattr("caseorg.app.program.start_anew", begun.append)
    maria = opened(person, qtbot, marias, "locked.password", OLD)
    before = marias.read_bytes()
    maria.command("Change password")
    for name, typed in (("old", OLD), ("new", NEW), ("again", NEW)):
        maria.type(f"change_password.{name}", typed)
    slow.waits = []
    maria.press("Change password", within="change_password")
    main, dialog = maria.program.main, QApplication.activeModalWidget()
    hidden, holds, was_seen = [Hiding(main), Hiding(dialog)], threading.Event(), []

    def seal() -> None:
        with main.workspace.case_file.lock:
            holds.set()
            was_seen.extend(each.is_seen.wait(PATIENCE_S) for each in hidden)
            slow.go_on()

    sealing = threading.Thread(target=seal)
    sealing.start()
    assert holds.wait(PATIENCE_S)
    main.lock()
    sealing.join()
    assert was_seen == [True, True]
    assert begun == [["--open", str(marias), "--ask"]]
    assert marias.read_bytes() == before, "the password stays as it was"
    assert not [*marias.parent.glob("*before*"), *marias.parent.glob(".*")]
    maria.program.main = None
    main.deleteLater()


def test_the_file_from_before_stays_where_a_copy_under_the_old_password_took_the_place_of_the_new(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    """Nobody has shown that they know the new password, and what was done since the copy lies in no other file."""
    maria = opened(person, qtbot, marias, "locked.password", OLD)
    copy, old = tmp_path / "copy.caseorg", maria.workspace.case_file.seal
    maria.workspace.case_file.copy_to(copy)
    maria.command("Change password")
    maria.type("change_password.old", OLD)
    maria.type("change_password.new", NEW)
    maria.type("change_password.again", NEW)
    maria.press("Change password", within="change_password")
    assert maria.sees("The new password is set")
    kept = next(marias.parent.glob("Maria before new password *"))
    main = maria.program.main
    maria.program.care.copies.restore(copy, old, without_password=False)
    qtbot.waitUntil(lambda: maria.program.main not in (main, None), timeout=30_000)
    assert maria.sees("This is the copy now.")
    maria.program.leave()
    opened(person, qtbot, marias, "locked.password", OLD).program.leave()
    assert kept.exists()


def test_the_old_password_opens_the_old_copies_only(marias: Path, tmp_path: Path) -> None:
    workspace = opening.open_with_password(marias, OLD)
    copy = tmp_path / "copy.caseorg"
    workspace.case_file.copy_to(copy)
    before = opening.recovery_code(workspace)
    is_to_make_way = workspace.case_file.make_way()
    opening.change_seal(workspace, Seal(new_salt(), bytes(16)), workspace.today())
    assert is_to_make_way(), "a check that goes on would meet another seal and call the file damaged"
    workspace.save(Case(title="Went on"), "New case")
    workspace.close()
    with pytest.raises(WrongPasswordError):
        opening.open_with_password(marias, OLD)
    with pytest.raises(WrongPasswordError):
        opening.open_with_code(marias, before)
    for open_copy in (lambda: opening.open_with_password(copy, OLD), lambda: opening.open_with_code(copy, before)):
        again = open_copy()
        assert again.store.case_lines()[0].title == "Maria's lung biopsy"
        again.close()


def test_a_damaged_head_opens_on_the_computer_that_knows_it(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    opened(person, qtbot, marias, "locked.password", OLD).program.leave()
    for head in (b"XXX", b"COF\x01" + bytes(12)):
        data = marias.read_bytes()
        marias.write_bytes(head + data[len(head) :])
        maria = opened(person, qtbot, marias, "locked.password", OLD)
        assert maria.workspace.store.case_lines()
        maria.program.leave()
        marias.write_bytes(data)


# Where the disk does not keep what is to be kept


class FailingDisk:
    """Fails from one moment of a new password on: nothing in the folder is synced, or moved, or removed any more."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._folder, self._syncs = folder, 0
        self.fails = self.holds = False
        real = {name: getattr(os, name) for name in ("fsync", "replace", "unlink")}

        def fsync(descriptor: int) -> None:
            place = Path(f"/proc/self/fd/{descriptor}").readlink()
            is_here = self._folder in (place, place.parent)  # the notes lie elsewhere, and are synced as well
            self._syncs += is_here
            if is_here and self.fails and self._syncs > WHILE_IT_IS_IN_PLACE:
                raise OSError(errno.EIO, "the disk fails")
            real["fsync"](descriptor)

        def replace(source: Any, target: Any) -> None:
            if self.fails and self._syncs > WHILE_IT_IS_IN_PLACE and Path(target).parent == self._folder:
                raise OSError(errno.EIO, "the disk fails")
            real["replace"](source, target)

        def unlink(path: Any, **how: Any) -> None:
            if self.holds and Path(path).parent == self._folder and "before new password" in str(path):
                raise OSError(errno.EACCES, "somebody holds it")
            real["unlink"](path, **how)

        for name, act in (("fsync", fsync), ("replace", replace), ("unlink", unlink)):
            monkeypatch.setattr(os, name, act)

    def begin(self) -> None:
        """Fail from the moment on at which the new file is in the old one's place."""
        self._syncs, self.fails = 0, True


WHILE_IT_IS_IN_PLACE = 2
"""The new file was synced, and the second name of the old one; what comes next is the folder once more."""


def sets_new_password(maria: Person, *, old: str = OLD) -> None:
    maria.command("Change password")
    for name, typed in (("old", old), ("new", NEW), ("again", NEW)):
        maria.type(f"change_password.{name}", typed)
    maria.press("Change password", within="change_password")


def test_a_disk_that_fails_twice_under_a_new_password_leads_to_the_locked_screen_and_a_way_on(
    person: Start, qtbot: QtBot, marias: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FailingDisk(monkeypatch, marias.parent)
    maria = opened(person, qtbot, marias, "locked.password", OLD)
    disk.begin()
    sets_new_password(maria)
    assert maria.program.main is None
    assert maria.program.first.messages.text() == (
        "The disk failed while the password was being changed, so your file is closed. What you saved is in it. "
        "Open it with the password you had. If that doesn't open it, use the new one. "
        "If there is no password, leave the field empty."
    )
    disk.fails = False
    maria.type("locked.password", OLD)
    maria.press("Open")
    qtbot.waitUntil(lambda: "That password didn't open the file." in maria.program.first.messages.text())
    maria.type("locked.password", NEW)
    maria.press("Open")
    qtbot.waitUntil(lambda: maria.program.main is not None, timeout=30_000)
    assert maria.workspace.store.case_lines()[0].title == "Maria's lung biopsy"
    maria.workspace.save(Case(title="Went on"), "New case")
    assert not list(marias.parent.glob("*before new password*")), "the old file went once the new password opened it"


def answers(button: str) -> None:
    """Press a button of the dialog that is about to open, however long that takes."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(20, press)
        else:
            dialog.findChild(QPushButton, button).click()

    QTimer.singleShot(20, press)


def test_an_old_file_that_nobody_could_note_is_named_with_its_place_and_removed_by_hand(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FailingDisk(monkeypatch, marias.parent)
    maria = opened(person, qtbot, marias, "locked.password", OLD)
    in_the_way = tmp_path / "settings" / f"settings.{os.getpid()}.new"
    in_the_way.mkdir()  # so no note can be written
    sets_new_password(maria)
    (kept,) = marias.parent.glob("Maria before new password *")
    words = f"before the new password: {kept.name}. It lies in the folder “{kept.parent}”. Somebody who knows the old"
    for page in ("change_password", "next_steps"):
        maria.go_to(page)
        assert maria.sees("Something still opens with your old password")
        assert maria.sees(words)
    in_the_way.rmdir()
    maria.program.leave()
    # Nothing says that it goes by itself, so it does not; and it is said again.
    maria = opened(person, qtbot, marias, "locked.password", NEW)
    assert kept.exists()
    maria.press_named("file_cards.old_password.do")
    assert maria.window.focusWidget().objectName() == "change_password.remove_left"
    disk.holds = True
    answers("dialog.1")
    maria.press("Remove it")
    assert f"These couldn't be removed: {kept.name}." in maria.window.messages.text()
    disk.holds = False
    answers("dialog.0")
    maria.press("Remove it")
    assert kept.exists(), "Escape and the safe button keep it"
    answers("dialog.1")
    maria.press("Remove it")
    assert not kept.exists()
    assert not maria.sees("Something still opens with your old password")
    maria.go_to("next_steps")
    assert not maria.sees("Something still opens with your old password")


def test_an_old_file_that_could_not_be_removed_at_the_opening_is_told(
    person: Start, qtbot: QtBot, marias: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = FailingDisk(monkeypatch, marias.parent)
    maria = opened(person, qtbot, marias, "locked.password", OLD)
    sets_new_password(maria)
    maria.go_to("next_steps")
    assert not maria.sees("Something still opens"), "it goes by itself"
    maria.program.leave()
    disk.holds = True
    maria = opened(person, qtbot, marias, "locked.password", NEW)
    assert maria.sees("Something still opens with your old password")


def test_a_password_that_was_changed_on_another_computer_is_no_damage(marias: Path) -> None:
    here = opening.open_with_password(marias, OLD)
    seal, code = here.case_file.seal, opening.recovery_code(here)
    opening.change_password(here, NEW, here.today())  # there; what was noted here is of the time before
    here.close()
    with pytest.raises(WrongPasswordError):
        opening.open_with_password(marias, OLD, check=seal.check, salt=seal.salt)
    with pytest.raises(WrongPasswordError):
        opening.open_with_code(marias, code, check=seal.check, salt=seal.salt)
    opening.open_with_password(marias, NEW, check=seal.check, salt=seal.salt).close()
