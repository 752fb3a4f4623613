"""Has the system's own key store keep the secret of a case file, where a person wants it remembered on this computer.

The key store is asked by a process of its own (`key_store_child`): on Linux it can be reached only over the desktop's
message bus, which is a local pipe, and nothing else in the program may open one. Call all of it on a worker.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from caseorg.domain.errors import NoKeyStoreError
from caseorg.store.seal import SECRET_SIZE, Seal

FROZEN_OPTION = "--key-store"
"""The argument with which a frozen program becomes the process that asks the key store."""

_LONGEST_S = 120
"""The system may ask the person for the password of the key store itself, and wait for the answer."""

# Of the surroundings only what the key store is found by: no variable can lead to another one.
_PASSED_ON = (
    "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "HOME", "USER", "LOGNAME", "SYSTEMROOT", "USERPROFILE", "APPDATA",
    "LOCALAPPDATA",
)  # fmt: skip


def may_be_there() -> bool:
    """Tell without asking anybody whether the computer may have a key store: Linux needs a message bus for it."""
    if find_spec("keyring") is None:
        return False
    return sys.platform in ("win32", "darwin") or "DBUS_SESSION_BUS_ADDRESS" in _environment()


def is_there() -> bool:
    """Tell whether the computer has a key store that we accept. Takes a third of a second."""
    try:
        return may_be_there() and bool(_ask("is_there"))
    except NoKeyStoreError:
        return False


def keep(seal: Seal) -> None:
    """Have the key store keep the secret of a seal, under its salt.

    Raises:
        NoKeyStoreError: There is none that we accept, or it refused.
    """
    _ask("keep", seal.salt, seal.secret)


def read(salt: bytes) -> Seal | None:
    """Return the seal of the file with this salt; None if the key store has no such entry.

    Raises:
        NoKeyStoreError: There is none that we accept, or it refused.
    """
    kept = _ask("read", salt)
    try:
        secret = bytes.fromhex(kept) if isinstance(kept, str) else b""
    except ValueError:
        return None
    return Seal(salt, secret) if len(secret) == SECRET_SIZE else None


def forget(salt: bytes) -> None:
    """Have the key store forget the entry of this salt, if there is one.

    Raises:
        NoKeyStoreError: There is none that we accept, or it refused.
    """
    _ask("forget", salt)


def _ask(what: str, salt: bytes = b"", secret: bytes = b"") -> object:
    question = json.dumps({"do": what, "entry": salt.hex(), "secret": secret.hex()})
    try:
        ran = subprocess.run(
            _command(),
            input=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            cwd=Path(sys.executable).anchor,
            text=True,
            timeout=_LONGEST_S,
            check=True,
        )
        answer = json.loads(ran.stdout)
        return answer["is"]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError):
        # Whatever was raised may quote what was asked, the secret among it.
        raise NoKeyStoreError from None


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN_OPTION]
    root = str(Path(__file__).resolve().parents[2])
    start = "import sys; sys.path.insert(0, sys.argv[1]); from caseorg.services.key_store_child import main; main()"
    return [sys.executable, "-I", "-B", "-c", start, root]


def _environment() -> dict[str, str]:
    found = {name: os.environ[name] for name in _PASSED_ON if os.environ.get(name)}
    if sys.platform == "linux" and "DBUS_SESSION_BUS_ADDRESS" not in found:
        bus = Path(found.get("XDG_RUNTIME_DIR", "/nowhere")) / "bus"
        with suppress(OSError):  # the folder may be another person's, as after `su`
            if bus.is_socket():
                found["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
    return found
