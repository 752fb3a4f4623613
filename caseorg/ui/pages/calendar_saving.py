"""Saves a case's dates as a calendar file, and says what the calendar program will do with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from caseorg.base.language import _, ngettext
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.errors import CaseorgError
from caseorg.services.calendar_file import FILE_NAME, CalendarFile, calendar_file, keep_entries
from caseorg.services.deadlines import DateRow
from caseorg.ui import paper
from caseorg.ui.page import PageContext


def put_in_calendar(context: PageContext, window: QWidget, snapshot: CaseSnapshot, rows: Sequence[DateRow]) -> None:
    """Ask for a place, write the calendar file there, and note what the calendar was told."""
    today = context.today()
    private = context.preferences.settings.private_calendar_titles

    def work() -> CalendarFile:
        # The writer of calendar files takes too long to load for the main thread.
        return calendar_file(snapshot, rows, today, private=private)

    context.background.run(work, then=lambda made: _save(context, window, made), failed=context.tell.error)


def _save(context: PageContext, window: QWidget, made: CalendarFile) -> None:
    target = context.files.place(window, FILE_NAME, _("Calendar file (*.ics)"))
    if target is None:
        return
    try:
        paper.write_pdf(target, made.ics)
        keep_entries(context.workspace, made)
    except CaseorgError as error:
        context.tell.error(error, (_("Save as..."), lambda: _save(context, window, made)))
        return
    context.tell.done(_words(target, made))


def _words(target: Path, made: CalendarFile) -> str:
    saved = (
        ngettext(
            "{count} date saved in “{name}”. Open that file to add it to your calendar.",
            "{count} dates saved in “{name}”. Open that file to add them to your calendar.",
            made.added,
        )
        if made.added
        else _("Saved in “{name}”. Open that file to bring your calendar up to date.")
    )
    gone = ngettext(
        "It also says that {count} date is no longer due.",
        "It also says that {count} dates are no longer due.",
        made.cancelled,
    )
    said = (saved, gone) if made.cancelled else (saved,)
    counts = (made.added, made.cancelled)
    return " ".join(words.format(count=count, name=target.name) for words, count in zip(said, counts, strict=False))
