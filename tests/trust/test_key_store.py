"""A file's secret is kept only by the system's own key store, which is reached over a local pipe and nothing else."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseorg.domain.errors import NoKeyStoreError
from caseorg.services import key_store
from caseorg.store.seal import Seal, new_salt
from tests.architecture.project import ROOT
from tests.trust.secret_service import message_bus_with_secrets
from tests.trust.watched import watch

KEPT = """
import sys
from caseorg.services import key_store
from caseorg.store.seal import Seal
seal, other = Seal(b"COF1" + bytes(12), bytes(range(16))), Seal(b"COF1" + bytes(range(12)), bytes(16))
assert key_store.is_there()
assert key_store.read(seal.salt) is None
key_store.keep(seal)
assert key_store.read(seal.salt) == seal
assert key_store.read(other.salt) is None
key_store.keep(other)
key_store.forget(seal.salt)
key_store.forget(seal.salt)
assert key_store.read(seal.salt) is None
assert key_store.read(other.salt) == other
print("done")
"""


@pytest.fixture
def address() -> Iterator[str]:
    with message_bus_with_secrets() as found:
        yield found


@pytest.mark.proof("T-SOCKET")
def test_a_secret_is_kept_read_and_forgotten_over_a_local_pipe_to_the_bus_alone(address: str, tmp_path: Path) -> None:
    watched = watch(("-c", KEPT), "%network", tmp_path, more={"DBUS_SESSION_BUS_ADDRESS": address})
    assert (watched.status, watched.out) == (0, "done\n"), watched.errors
    assert watched.families() == {"AF_UNIX"}
    bus = address.partition("path=")[2].partition(",")[0]
    reached = {call.partition("sun_path=")[2].partition("}")[0] for call in watched.calls if "connect(" in call}
    assert reached == {f'"{bus}"'}


@pytest.mark.proof("T-SOCKET")
@pytest.mark.parametrize("elsewhere", ["tcp:host=127.0.0.1,port=9", "unixexec:path=/bin/true", "nonsense"])
def test_a_bus_that_is_not_local_is_not_reached_for(elsewhere: str, tmp_path: Path) -> None:
    run = "from caseorg.services import key_store; print(key_store.is_there())"
    watched = watch(("-c", run), "%network", tmp_path, more={"DBUS_SESSION_BUS_ADDRESS": elsewhere})
    assert (watched.status, watched.out) == (0, "False\n"), watched.errors
    assert watched.families() == set()


TRIED = """
import json, socket, subprocess, sys, threading
from caseorg.services.key_store_child import confine
confine("/the/bus")
def refused(work):
    try:
        work()
    except PermissionError:
        return True
    except OSError:
        return False
    return False
local = socket.socket(socket.AF_UNIX)
print(json.dumps({
    "network": refused(lambda: socket.socket()),
    "name": refused(lambda: socket.getaddrinfo("example.org", 80)),
    "listening": refused(lambda: local.bind(sys.argv[1] + "/s")),
    "another pipe": refused(lambda: local.connect("/another")),
    "a program": refused(lambda: subprocess.run(["true"])),
    "a file": refused(lambda: open(sys.argv[1] + "/f", "w")),
    "the bus": refused(lambda: local.connect("/the/bus")),
}))
"""


def test_the_process_that_asks_can_reach_the_bus_and_nothing_else(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TRIED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    said = json.loads(ran.stdout)
    assert said.pop("the bus") is False
    assert all(said.values()), said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("backend", ["null.Keyring", "chainer.ChainerBackend", "fail.Keyring"])
def test_what_others_chose_as_a_key_store_is_never_taken(
    backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a message bus there is no Secret Service here, and keyring itself would take one of these.
    (tmp_path / "config" / "python_keyring").mkdir(parents=True)
    (tmp_path / "config" / "python_keyring" / "keyringrc.cfg").write_text(
        f"[backend]\ndefault-keyring=keyring.backends.{backend}\n"
    )
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"keyring.backends.{backend}")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert not key_store.is_there()
    seal = Seal(new_salt(), bytes(16))
    for asked in (lambda: key_store.keep(seal), lambda: key_store.read(seal.salt), lambda: key_store.forget(seal.salt)):
        with pytest.raises(NoKeyStoreError) as caught:
            asked()
        assert caught.value.__cause__ is None
        assert seal.secret.hex() not in f"{caught.value!r}{caught.value}"


def test_the_secret_is_in_no_argument_of_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    usual = subprocess.run

    def run(command: list[str], **how: object) -> object:
        seen.append(" ".join(command) + repr(how["env"]))
        return usual(command, **how)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    seal = Seal(new_salt(), b"0123456789abcdef")
    with pytest.raises(NoKeyStoreError):
        key_store.keep(seal)
    assert seen
    assert not any(each in seen[0] for each in (seal.secret.hex(), seal.secret.decode(), seal.salt.hex()))
