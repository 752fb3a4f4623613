"""The process that asks the system's key store one thing. It takes no store but those of the systems themselves.

It answers one question from standard input on standard output, and ends. On Linux it may reach the session's message
bus over its local pipe, and no other socket, no program and no file to write: an audit hook refuses the rest.
"""

from __future__ import annotations

import json
import sys
from typing import Any

SERVICE = "Caseorg"

_LONGEST_S = 150
"""Longer than whoever asks waits: a question that nobody waits for any more must not stand about."""

_AF_UNIX = 1
"""Linux's number of the family of local sockets (unix(7)); Python's `socket` is for nobody here to import."""

_REFUSED = ("subprocess.", "shutil.", "tempfile.", "urllib.", "ftplib.", "smtplib.", "os.exec", "os.fork", "os.spawn",
            "os.posix_spawn", "os.system", "pty.", "webbrowser.")  # fmt: skip


def main() -> None:
    """Answer one question: is_there, keep, read or forget. What goes wrong is the exit status 1, without a word."""
    if sys.platform != "win32":
        import signal

        signal.alarm(_LONGEST_S)
    try:
        asked = json.load(sys.stdin)
        answer = _answer(asked["do"], asked["entry"], asked["secret"])
    except Exception:  # key stores raise anything, and what they raise may quote an entry
        sys.exit(1)
    json.dump({"is": answer}, sys.stdout)


def _answer(what: str, entry: str, secret: str) -> object:
    if sys.platform == "linux":
        confine(_session_bus())
    store = key_store()
    if what == "keep":
        store.set_password(SERVICE, entry, secret)
    elif what == "read":
        return store.get_password(SERVICE, entry)
    elif what == "forget" and store.get_password(SERVICE, entry) is not None:
        store.delete_password(SERVICE, entry)
    return True


def key_store() -> Any:
    """Return the key store of this system. There is no choice: what others plugged into `keyring` is never looked at.

    KWallet is asked as a Secret Service, which it has been since KDE Frameworks 5.97.

    Raises:
        RuntimeError: If it is not there.
    """
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring as Store
    elif sys.platform == "darwin":
        from keyring.backends.macOS import Keyring as Store
    else:
        from keyring.backends.SecretService import Keyring as Store
    if Store.priority < 1:
        raise RuntimeError
    kind: type[Any] = Store
    return kind()


def _session_bus() -> str:
    """Return where the message bus listens: a path, or a name of the system that begins with NUL.

    Raises:
        RuntimeError: If it is nothing local.
    """
    from jeepney import bus

    found: object = bus.find_session_bus()  # type: ignore[no-untyped-call]
    return str(found)


def confine(bus: str) -> None:
    """Refuse from now on every socket but a local one to the message bus, and all that could lead elsewhere."""

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED) or (event == "open" and _writes(arguments)):
            raise PermissionError(event)
        if event.startswith("socket."):
            is_local = event == "socket.__new__" and arguments[1] == _AF_UNIX
            is_bus = event == "socket.connect" and arguments[1] == bus
            is_said = event == "socket.sendmsg" and arguments[1] is None
            if not (is_local or is_bus or is_said):
                raise PermissionError(event)

    sys.addaudithook(refuse)


def _writes(arguments: tuple[Any, ...]) -> bool:
    _path, mode, flags = arguments
    import os

    if isinstance(mode, str) and set(mode) & set("wax+"):
        return True
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


if __name__ == "__main__":
    main()
