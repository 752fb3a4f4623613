"""Gives what a file of health data holds, as the worker read it, and checks that again."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from pydantic import ConfigDict, TypeAdapter, ValidationError

from caseorg.documents.found import ThingKind
from caseorg.documents.worker import Worker, shared
from caseorg.domain.errors import DamagedDocumentError

__all__ = ["HealthFile", "Thing", "ThingKind", "read_health_file"]


@dataclass(frozen=True)
class Thing:
    """One thing a file holds, under the names that the record's fields have."""

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True)

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

    __pydantic_config__ = ConfigDict(hide_input_in_errors=True)

    format: str
    things: tuple[Thing, ...]


_FILE = TypeAdapter(HealthFile)


def read_health_file(
    data: bytes, name: str, *, worker: Worker | None = None, cancel: threading.Event | None = None
) -> HealthFile:
    """Look for health data in a file: FHIR, C-CDA, Blue Button, vCard, iCalendar, CSV, or a ZIP file of them.

    Raises:
        NoHealthDataError: There is none that we can read.
        CaseorgError: It cannot be read, with its sentence; StoppedError: `cancel` was set.
    """
    answer = (worker or shared("data")).ask("health", data, {"name": name}, name=name, cancel=cancel)
    try:
        found: HealthFile = _FILE.validate_python(answer.head.get("result"))
    except ValidationError as error:
        raise DamagedDocumentError(name) from error
    return found
