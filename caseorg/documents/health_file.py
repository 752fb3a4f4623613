"""Gives what a file of health data holds, as the worker read it, and checks that again."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from caseorg.documents.found import ThingKind
from caseorg.documents.told import CHECKED, told
from caseorg.documents.worker import Progress, Worker, shared

__all__ = ["HealthFile", "Thing", "ThingKind", "read_health_file"]


@dataclass(frozen=True)
class Thing:
    """One thing a file holds, under the names that the record's fields have."""

    __pydantic_config__ = CHECKED

    kind: ThingKind
    where: str
    """Its place in the file, which stays the same when the file is read again."""
    entries: dict[str, bool | int | str] = field(repr=False)

    def text(self, name: str) -> str:
        """Return an entry as text; empty where there is none."""
        return str(self.entries.get(name, ""))


@dataclass(frozen=True)
class HealthFile:
    """What was found in one file."""

    __pydantic_config__ = CHECKED

    format: str
    things: tuple[Thing, ...]
    left_out: dict[str, int] = field(default_factory=dict)
    """How many measurements, clinical records that are only named, and other files were not taken."""


_FILE = TypeAdapter(HealthFile)


def read_health_file(
    data: bytes,
    name: str,
    *,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
    progress: Progress | None = None,
) -> HealthFile:
    """Look for health data in a file: FHIR, C-CDA, Blue Button, what an iPhone's Health app gives, vCard, iCalendar,
    CSV, or a ZIP file of them.

    Args:
        data: The bytes of the file.
        name: What it is called, for the sentence of an error, and to tell kinds of plain text apart.
        worker: Who reads; without one, the worker everybody shares.
        cancel: Set it to stop.
        progress: Called with how much of a large file is read.

    Raises:
        NoHealthDataError: There is none that we can read.
        CaseorgError: It cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    answer = (worker or shared("data")).ask("health", data, {"name": name}, name=name, cancel=cancel, progress=progress)
    return told(_FILE, answer, name)
