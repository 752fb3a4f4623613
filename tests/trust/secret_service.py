"""A small Secret Service on a message bus of its own: one collection, in memory. It says when it can be asked.

The real ones (GNOME Keyring, KWallet, KeePassXC) speak the same calls, of which this knows those that a client needs
to keep, find and delete a secret: https://specifications.freedesktop.org/secret-service/
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from jeepney import HeaderFields, Message, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

from tests.architecture.project import ROOT as PROJECT

ROOT = "/org/freedesktop/secrets"
COLLECTION = f"{ROOT}/aliases/default"
SECRETS = "org.freedesktop.Secret"
NO_OBJECT, NOT_SUPPORTED = "org.freedesktop.Secret.Error.NoSuchObject", "org.freedesktop.DBus.Error.NotSupported"


class Store:
    """What is kept: for each entry its words and its secret."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[dict[str, str], bytes]] = {}
        self._numbers = count(1)

    def answer(self, message: Message) -> Message:
        """Answer one call."""
        fields = message.header.fields
        path, member = fields[HeaderFields.path], fields[HeaderFields.member]
        body = message.body
        if path.startswith(f"{COLLECTION}/") and path not in self.entries:
            return new_error(message, NO_OBJECT)
        if member == "OpenSession":
            if body[0] != "plain":
                return new_error(message, NOT_SUPPORTED)
            return new_method_return(message, "vo", (("s", ""), f"{ROOT}/session/1"))
        if member == "Get":
            return new_method_return(message, "v", (self._property(path, body[1]),))
        if member == "SearchItems":
            found = [each for each, (words, _secret) in self.entries.items() if body[0].items() <= words.items()]
            return new_method_return(message, "ao", (found,))
        if member == "CreateItem":
            return new_method_return(message, "oo", (self._keep(body[0], bytes(body[1][2])), "/"))
        if member == "GetSecret":
            secret = self.entries[path][1]
            return new_method_return(message, "(oayays)", ((body[0], b"", secret, "text/plain"),))
        if member == "Unlock":
            return new_method_return(message, "aoo", (body[0], "/"))
        if member == "Delete":
            del self.entries[path]
            return new_method_return(message, "o", ("/",))
        return new_error(message, NOT_SUPPORTED)

    def _property(self, path: str, name: str) -> tuple[str, Any]:
        if name == "Locked":
            return ("b", False)
        if name == "Attributes":
            return ("a{ss}", self.entries[path][0])
        return ("s", "a label")

    def _keep(self, properties: dict[str, Any], secret: bytes) -> str:
        words = properties[f"{SECRETS}.Item.Attributes"][1]
        same = [path for path, (others, _secret) in self.entries.items() if others == words]
        path = same[0] if same else f"{COLLECTION}/{next(self._numbers)}"
        self.entries[path] = (words, secret)
        return path


@contextmanager
def message_bus_with_secrets() -> Iterator[str]:
    """Run a message bus with the service on it, in processes of their own; give the address of the bus."""
    daemon = shutil.which("dbus-daemon")
    assert daemon, "dbus is missing; .ci/setup installs it"
    bus = subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    service: subprocess.Popen[str] | None = None
    try:
        assert bus.stdout is not None
        address = bus.stdout.readline().strip()
        service = subprocess.Popen(
            [sys.executable, "-m", "tests.trust.secret_service"], cwd=PROJECT, stdout=subprocess.PIPE, text=True,
            env={"DBUS_SESSION_BUS_ADDRESS": address},
        )  # fmt: skip
        assert service.stdout is not None
        assert service.stdout.readline() == "ready\n"
        yield address
    finally:
        for process in (service, bus):
            if process is not None:
                process.kill()
                process.communicate()


def main() -> None:
    bus, store = open_dbus_connection(bus="SESSION"), Store()
    bus.send_and_get_reply(message_bus.RequestName("org.freedesktop.secrets"))
    print("ready", flush=True)
    while True:
        message = bus.receive()
        if message.header.message_type is MessageType.method_call:
            bus.send_message(store.answer(message))


if __name__ == "__main__":
    sys.exit(main())
