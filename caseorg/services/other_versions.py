"""Notices when the open file is not the one it should be: an older one in its place, or one that went its own way."""

from __future__ import annotations

from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from caseorg.domain.errors import CaseorgError
from caseorg.services.restoring import is_own_copy
from caseorg.store.case_file import SUFFIX, CaseFile, read_salt
from caseorg.store.engine import connect_to_read, translated
from caseorg.store.entries import NOT_OURS
from caseorg.store.share import Moment, has_been_at, moment_of

_MOST = 20


@dataclass(frozen=True)
class OtherVersion:
    """A file beside the open one that was once the same, and has steps of its own."""

    path: Path
    changed_on: date
    mark: str
    """Its name with its latest step: once that was taken in, it is no news any more."""


def beside(case_file: CaseFile) -> tuple[OtherVersion, ...]:
    """Return the other versions that lie beside the open file, by whatever name; call it on a worker.

    Programs that keep folders alike name them in many ways, so it is not the name that tells: a copy of the file has
    the same head, opens by the same key, and has steps that the open file does not have. Safe copies are no news.
    """
    path, found = case_file.path, []
    with suppress(OSError, CaseorgError, *NOT_OURS):
        candidates = sorted(each for each in path.parent.glob(f"*{SUFFIX}") if each != path)[: 10 * _MOST]
        likely = [each for each in candidates if not each.name.startswith(".") and not is_own_copy(each, path)]
        for each in likely:
            moment = _moment_in(each, case_file)
            if moment is not None and moment.step:
                with case_file.lock, translated(reading=True):
                    is_known = has_been_at(case_file.driver, moment)
                if not is_known:
                    day = datetime.fromisoformat(moment.at).astimezone().date()
                    found.append(OtherVersion(each, day, f"{each.name} {moment.step} {moment.at}"))
    return tuple(found[:_MOST])


def last_step(case_file: CaseFile) -> str:
    """Return the number and the moment of the latest step, as the notes keep them; nothing where there is none."""
    with suppress(CaseorgError), case_file.lock, translated(reading=True):
        moment = moment_of(case_file.driver)
        return f"{moment.step} {moment.at}" if moment.step else ""
    return ""


def worked_on(case_file: CaseFile) -> date | None:
    """Return the day of the latest step; of an empty file, the day on which it was made."""
    with suppress(CaseorgError, ValueError, OverflowError), case_file.lock, translated(reading=True):
        return datetime.fromisoformat(moment_of(case_file.driver).at).astimezone().date()
    return None


def older_than(case_file: CaseFile, noted: str) -> date | None:
    """Return the day of the latest step that was noted at the last closing, if the open file does not have it."""
    number, _space, at = noted.partition(" ")
    with suppress(CaseorgError, ValueError, OverflowError), case_file.lock, translated(reading=True):
        here = moment_of(case_file.driver)
        if not has_been_at(case_file.driver, Moment(here.file_id, int(number), at)):
            return datetime.fromisoformat(at).astimezone().date()
    return None


def _moment_in(path: Path, case_file: CaseFile) -> Moment | None:
    """Return how far a copy of the open file has come; None where it is no copy, or can't be read."""
    seal = case_file.seal
    with suppress(CaseorgError, OSError, *NOT_OURS):
        if read_salt(path) == seal.salt:
            with translated(seal, seal.check, reading=True), closing(connect_to_read(path, seal)) as driver:
                moment = moment_of(driver)
            return moment if moment.file_id == case_file.file_id() else None
    return None
