"""Commits a step or takes it back, and sets everything aside when another program has taken the file's place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa

from caseorg.base import paths
from caseorg.domain.errors import CaseorgError, FileSwappedError
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import driver
from caseorg.store.seal import Seal


@contextmanager
def committed(opened: sa.RootTransaction, case_file: CaseFile) -> Iterator[None]:
    """Commit what is written in the block; take it back if anything fails."""
    try:
        yield
        opened.commit()
    except BaseException:
        case_file.forget_state()
        # A failed rollback must not hide why the step failed; the engine rolls back before it reads the next time.
        with suppress(driver.Error):
            case_file.driver.rollback()
        with suppress(sa.exc.DBAPIError):
            opened.rollback()
        raise
    case_file.note_state()


def set_aside(case_file: CaseFile) -> Path | None:
    """Write to the file no more, and put what our connection still reads into a file of its own; None if that fails.

    What was set aside once is the rescue file of all that follows.
    """
    path = case_file.path
    case_file.is_read_only = case_file.was_replaced = True
    if case_file.rescue is not None:
        return case_file.rescue
    for is_beside in (True, False):
        with suppress(CaseorgError, OSError):
            folder, number = path.parent if is_beside else paths.data_folder(), 1
            while (target := folder / f"{path.stem} rescued {number}{path.suffix}").exists():
                number += 1
            case_file.copy_to(target)
            if _opens(target, case_file.seal):
                case_file.rescue = target
                return target
            target.unlink()
    return None


def swapped(case_file: CaseFile, rescue: Path | None) -> FileSwappedError:
    """Return what is said of a file that is no longer ours, or no longer there."""
    return FileSwappedError(rescue, is_gone=not os.path.lexists(case_file.path))


def _opens(target: Path, seal: Seal) -> bool:
    # Where our own file was emptied or overwritten, there is nothing left to set aside.
    try:
        CaseFile.open(target, seal, look_only=True).close()
    except CaseorgError:
        return False
    return True
