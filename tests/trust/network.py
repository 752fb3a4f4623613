"""Refuses every network to the whole process of the tests, by an audit hook that nothing can take off again."""

from __future__ import annotations

import sys

_WAYS_OUT = (
    "socket.",
    "urllib.",
    "ftplib.",
    "smtplib.",
    "http.client.",
    "imaplib.",
    "poplib.",
    "nntplib.",
    "telnetlib.",
)
attempts: list[str] = []
"""Who reached for a network since this was emptied last; also where the error was swallowed on its way."""


class NetworkRefused(RuntimeError):
    """Something reached for a network."""


def refuse_network() -> None:
    """Refuse it from now on."""
    sys.addaudithook(_refuse)


def _refuse(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(_WAYS_OUT):
        attempts.append(event)
        raise NetworkRefused(event)
