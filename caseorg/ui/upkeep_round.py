"""One round of looking after a file in the background: the daily copy or the check of the file, then the rules."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from caseorg.domain.errors import StoppedError
from caseorg.services import daily_copies
from caseorg.services.daily_copies import Kept

if TYPE_CHECKING:
    from caseorg.services.newer_rules import RulesInUse, RulesLook
    from caseorg.services.settings import FileNotes
    from caseorg.store.case_file import CaseFile
    from caseorg.store.checker import CheckReport


@dataclass(frozen=True)
class Done:
    """What came of one round."""

    kept: Kept | None = None
    report: CheckReport | None = None
    rules: RulesLook | None = None
    """None where there was no time for them."""


def round_of(
    case_file: CaseFile,
    notes: FileNotes,
    today: date,
    *,
    with_copy: bool,
    rules: RulesInUse | None,
    cancel: Callable[[], bool],
) -> Callable[[], Done]:
    """Return the work of one round, for a worker.

    Args:
        case_file: The open file.
        notes: What is noted of it.
        today: The day it is.
        with_copy: Make the daily copy, which is checked like the file itself; else the file alone is checked.
        rules: Those in use, to be looked at, too; or None.
        cancel: Tells whether to stop.
    """
    source = daily_copies.Source(case_file.path, case_file.seal, case_file.file_id())
    known_less = int(notes.known_less[:9]) if notes.known_less.isdecimal() else 0

    def look_at_rules() -> RulesLook | None:
        from caseorg.services import newer_rules

        with suppress(StoppedError):  # what was done for the file stands
            return newer_rules.look_at(rules, cancel) if rules else None
        return None

    def copy() -> Done:
        kept = daily_copies.make(source, today, cancel=cancel, known_less=known_less)
        return Done(kept, kept.report, look_at_rules())

    def check() -> Done:
        from caseorg.store.checker import check_file

        return Done(None, check_file(source.path, source.seal, cancel=cancel), look_at_rules())

    return copy if with_copy else check
