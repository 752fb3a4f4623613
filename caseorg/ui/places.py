"""Where somebody is and was, back and forward; and the doors that lead out of the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from caseorg.domain.errors import CaseorgError


@dataclass(frozen=True)
class Place:
    """A page, and one record on it."""

    page: str
    record_id: UUID | None = None


@dataclass
class Trail:
    """The way taken through the pages of one case."""

    here: Place | None = None
    past: list[Place] = field(default_factory=list)
    future: list[Place] = field(default_factory=list)

    def kept(self) -> dict[str, str]:
        """Return where one is, as it is kept over a lock: the page, and the record if it stands at one."""
        here = self.here or Place("")
        return {"page": here.page} | ({"record": str(here.record_id)} if here.record_id else {})

    @staticmethod
    def record_in(kept: Mapping[str, str]) -> UUID | None:
        """Return the record in what `kept` gave; None if there is none, or nothing that can be one."""
        with suppress(ValueError):
            return UUID(kept.get("record", ""))
        return None

    def go_to(self, place: Place) -> None:
        """Go somewhere new; what lay ahead is forgotten."""
        if self.here is not None:
            self.past.append(self.here)
        self.future.clear()
        self.here = place

    def go_back(self) -> Place | None:
        """Go back; return where, or None if there is nowhere."""
        return self._step(self.past, self.future)

    def go_forward(self) -> Place | None:
        """Go where one came back from; return where, or None if there is nowhere."""
        return self._step(self.future, self.past)

    def _step(self, source: list[Place], target: list[Place]) -> Place | None:
        if not source:
            return None
        if self.here is not None:
            target.append(self.here)
        self.here = source.pop()
        return self.here


@dataclass(frozen=True)
class Doors:
    """What leads out of this window; the start of the program knows how."""

    new_file: Callable[[], object]
    open_file: Callable[[], object]
    open_sample: Callable[[], object]
    close_file: Callable[[], object]
    lock: Callable[[dict[str, str]], object]
    """Called with what the unlocked window is to come back to."""
    recent: Callable[[], list[Path] | None]
    """Gives the case files that were open of late, the latest first; None where a person wants no list of them."""
    open_recent: Callable[[Path], object]
    continue_in: Callable[..., object]
    """continue_in(workspace, page, without_password=False) goes on in a file that was sealed anew."""
    restore: Callable[..., object]
    """restore(copy, seal) puts a copy in the place of the open file, and opens it."""
    open_again: Callable[[CaseorgError], object]
    """Leads to the locked screen of the file that was open: the disk closed it, as the error says."""
