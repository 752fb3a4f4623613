"""A person has the password remembered: the file opens by itself, asks again after a lock, and can be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from caseorg.app import options
from caseorg.domain.case import Case
from caseorg.services import key_store
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.seal import new_salt, seal_with
from caseorg.ui.remembered import KnownFile, KnownKey, Remembered
from tests.journeys.person import Person
from tests.trust.secret_service import message_bus_with_secrets

Start = Callable[..., Person]
PASSWORD, REMEMBER = "green kettle", "Remember the password on this computer"


@pytest.fixture(autouse=True)
def with_key_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Gives the computer a key store: a real message bus with a small Secret Service on it."""
    QDBusConnection.sessionBus()  # Qt keeps what it finds first, and this bus is gone with the test
    with message_bus_with_secrets() as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield


@pytest.fixture
def marias(tmp_path: Path) -> Path:
    """A case file with a password, which the program knows."""
    path = tmp_path / "Maria.caseorg"
    seal = seal_with(PASSWORD, new_salt())
    workspace = Workspace(CaseFile.create(path, seal))
    workspace.save(Case(title="Maria's lung biopsy"), "New case")
    workspace.close()
    (tmp_path / "settings").mkdir(exist_ok=True)
    Remembered(tmp_path / "settings").add_case_file(KnownFile(path))
    return path


def until_open(person: Person, qtbot: QtBot) -> Person:
    qtbot.waitUntil(lambda: person.program.main is not None, timeout=30_000)
    qtbot.waitUntil(lambda: not person.program.background.is_busy(), timeout=30_000)
    person.window.resize(1280, 800)
    qtbot.wait(1)
    return person


def at_the_locked_screen(person: Person, qtbot: QtBot) -> Person:
    qtbot.waitUntil(lambda: not person.program.background.is_busy(), timeout=30_000)
    qtbot.waitUntil(lambda: person.sees(REMEMBER), timeout=30_000)
    qtbot.waitUntil(lambda: not person.program.background.is_busy(), timeout=30_000)
    assert person.program.main is None
    return person


def unlocked(person: Person, qtbot: QtBot) -> Person:
    person.type("locked.password", PASSWORD)
    person.press("Open")
    return until_open(person, qtbot)


def chosen(tmp_path: Path, path: Path) -> KnownKey | None:
    return Remembered(tmp_path / "settings").key_of(path)


@pytest.mark.slow
def test_it_is_off_until_ticked_and_a_lock_still_asks_for_the_password(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    salt = read_salt(marias)
    maria = at_the_locked_screen(person(open_file=marias), qtbot)
    assert not maria.button(REMEMBER).isChecked()
    unlocked(maria, qtbot).program.leave()
    assert key_store.read(salt) is None
    assert chosen(tmp_path, marias) is None
    # Ticked at the locked screen: nothing happens before the password opened the file.
    maria = at_the_locked_screen(person(open_file=marias), qtbot)
    maria.press(REMEMBER)
    assert key_store.read(salt) is None
    unlocked(maria, qtbot).program.leave()
    assert chosen(tmp_path, marias) == KnownKey(entry=salt.hex())
    assert key_store.read(salt) is not None
    assert not any(b"Maria's" in each.read_bytes() for each in (tmp_path / "settings").iterdir())
    # From now on it opens by itself, at each start.
    maria = until_open(person(open_file=marias), qtbot)
    assert maria.workspace.store.case_lines()[0].title == "Maria's lung biopsy"
    # After a lock it asks again, also in a program that knows of the lock only from what is written down.
    begun: list[list[str]] = []
    monkeypatch.setattr("caseorg.app.program.start_anew", begun.append)
    main = maria.program.main
    main.lock()
    maria.program.main = None  # its process would be another one now
    main.deleteLater()
    how = options.read(begun[0])
    assert (how.file, how.ask) == (marias, True)
    maria = at_the_locked_screen(person(open_file=marias), qtbot)
    assert maria.button(REMEMBER).isChecked()
    assert key_store.read(salt) is None, "no other program can take it from the key store meanwhile"
    maria.type("locked.password", "something else")
    maria.press("Open")
    qtbot.waitUntil(lambda: maria.sees("That password didn't open the file. Check Caps Lock."), timeout=30_000)
    assert key_store.read(salt) is None
    unlocked(maria, qtbot).program.leave()
    assert key_store.read(salt) is not None
    # A lock that could not be written down says so by itself.
    at_the_locked_screen(person(open_file=marias, ask=True), qtbot).program.leave()


@pytest.mark.slow
def test_it_is_forgotten_in_the_settings_with_a_new_password_and_when_the_entry_is_gone(
    person: Start, qtbot: QtBot, marias: Path, tmp_path: Path
) -> None:
    salt = read_salt(marias)
    maria = unlocked(person(open_file=marias), qtbot)
    maria.go_to("settings")
    maria.press(REMEMBER)
    qtbot.waitUntil(lambda: not maria.program.background.is_busy(), timeout=30_000)
    assert key_store.read(salt) is not None
    maria.program.main.do("undo")
    qtbot.waitUntil(lambda: not maria.program.background.is_busy(), timeout=30_000)
    assert key_store.read(salt) is None
    assert chosen(tmp_path, marias) is None
    assert not maria.button(REMEMBER).isChecked()
    maria.press(REMEMBER)
    qtbot.waitUntil(lambda: not maria.program.background.is_busy(), timeout=30_000)
    maria.command("Change password")
    maria.type("change_password.old", PASSWORD)
    maria.type("change_password.new", "blue harbor")
    maria.type("change_password.again", "blue harbor")
    maria.press("Change password", within="change_password")
    qtbot.waitUntil(lambda: maria.sees("The new password is set"), timeout=30_000)
    qtbot.waitUntil(lambda: not maria.program.background.is_busy(), timeout=30_000)
    assert maria.sees("The password is no longer remembered on this computer.")
    assert key_store.read(salt) is None
    assert chosen(tmp_path, marias) is None
    maria.go_to("settings")
    maria.press(REMEMBER)
    qtbot.waitUntil(lambda: not maria.program.background.is_busy(), timeout=30_000)
    new = read_salt(marias)
    assert key_store.read(new) is not None
    maria.program.leave()
    # The file from before goes once the new password was typed and opened the file, and not by the key.
    until_open(person(open_file=marias), qtbot).program.leave()
    assert list(marias.parent.glob("Maria before new password *"))
    # Another program took the entry out: the password is asked for, and nothing more.
    key_store.forget(new)
    maria = at_the_locked_screen(person(open_file=marias), qtbot)
    assert not maria.sees("didn't open")
    maria.type("locked.password", "blue harbor")
    maria.press("Open")
    until_open(maria, qtbot).program.leave()
    assert not list(marias.parent.glob("Maria before new password *"))
    assert key_store.read(new) is not None
    # Somebody else's entry under this name opens nothing, either.
    key_store.keep(seal_with("other", new))
    maria = at_the_locked_screen(person(open_file=marias), qtbot)
    maria.press(REMEMBER)
    qtbot.waitUntil(lambda: not maria.program.background.is_busy(), timeout=30_000)
    assert key_store.read(new) is None, "unticked, it is forgotten without the password"
    assert chosen(tmp_path, marias) is None


def test_a_computer_without_a_key_store_offers_nothing(
    person: Start, qtbot: QtBot, marias: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    maria = unlocked(person(open_file=marias), qtbot)
    maria.go_to("settings")
    assert not maria.sees(REMEMBER)
