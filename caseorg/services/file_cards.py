"""What a person should know about the case file itself: a safe copy is due, the file is damaged, try the sheet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from caseorg.base.language import _, short_date
from caseorg.services.settings import FileNotes, Settings, backup_due

_TRY_AFTER = timedelta(days=3)
_TRY_EVERY = timedelta(days=182)
_NEXT_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class FileCard:
    """One thing to know, and the page its button opens."""

    key: str
    title: str
    words: str
    button: str
    page: str
    can_wait: bool = True
    field: str = ""
    """What it leads to on that page."""
    command: str = ""
    """What the button does there, where it does more than open the page."""
    comes_once: bool = False


@dataclass(frozen=True)
class FileFacts:
    """What is so about the open file."""

    has_password: bool = True
    is_draft: bool = False
    """Nobody chose a place or a password for it yet."""
    is_sample: bool = False
    is_read_only: bool = False
    synced_by: str = ""
    is_on_network: bool = False
    """It lies on a drive of another computer."""
    much_less: bool = False
    """More than half of what the last daily copies hold is gone."""
    copies_fail: str = ""
    """Why the daily copy could not be made, in a sentence."""
    rules_trouble: str = ""
    """What is wrong with the rules and what to do, in sentences."""
    older_than: date | None = None
    """The day on which the file held more than it does now: somebody put an older one in its place."""
    other_version: str = ""
    """The name of a file beside it that was a copy of it and went its own way."""
    old_password: str = ""
    """Which files beside it open with an old password and stay, in sentences."""
    came_due: tuple[str, ...] = ()
    """The fixed dates that came while the file was closed, each in a line."""
    has_dates_for_calendar: bool = False
    """A fixed date is to come, and no calendar was told of any date of its case."""


def file_cards(notes: FileNotes, settings: Settings, facts: FileFacts, today: date) -> tuple[FileCard, ...]:
    """Return the cards that are due, the most urgent first; those put off are left out."""
    rules = _rules(facts)
    if facts.is_sample or facts.is_read_only:
        return (rules,) if rules else ()  # its dates follow from them, too
    private = _private(facts)
    first_private = private is not None and not _is_put_off(notes, private, today)
    found = [
        card
        for card in (
            _damaged(notes),
            _much_less(facts),
            rules,
            _copies_fail(facts),
            _other_version(facts),
            _older(facts),
            _old_password(facts),
            _came_due(notes, facts),
            private,
            None if first_private else _backup(notes, settings, today),
            _sheet(notes, facts, today),
            _synced(facts),
            _network(facts),
            _calendar(notes, facts),
        )
        if card is not None and not _is_put_off(notes, card, today)
    ]
    return tuple(found)


def put_off(notes: FileNotes, card: FileCard, today: date) -> str:
    """Return the notes' entry `put_off` with one card put off for a week."""
    kept = {key: day for key, day in _put_off(notes).items() if day > today} | {card.key: today + _NEXT_WEEK}
    return " ".join(f"{key}={day.isoformat()}" for key, day in sorted(kept.items()))


def _private(facts: FileFacts) -> FileCard | None:
    """Lead back to the password that was put off; a safe copy can wait until there is one."""
    if not facts.is_draft:
        return None
    words = _("This file has no password yet. Anyone who uses this computer can read it.")
    return FileCard("private", _("Keep this private"), words, _("Keep this private"), "keep_private")


def _damaged(notes: FileNotes) -> FileCard | None:
    if notes.found != "damaged":
        return None
    return FileCard(
        "damaged",
        _("Something in your case file is damaged"),
        _("We checked the file and found damage. Your safe copies were left as they are."),
        _("See what to do"),
        "check_file",
        can_wait=False,
    )


def _much_less(facts: FileFacts) -> FileCard | None:
    if not facts.much_less:
        return None
    return FileCard(
        "less",
        _("This file has much less in it than before"),
        _("More than half of what was in it is gone. We kept all daily copies until you say that this is right."),
        _("Look at the copies"),
        "restore",
        can_wait=False,
    )


def _copies_fail(facts: FileFacts) -> FileCard | None:
    if not facts.copies_fail:
        return None
    words = _("Your case file is fine. Until that works again, make a safe copy yourself, on another disk.")
    title = _("The daily safe copy can't be made")
    return FileCard("copies_fail", title, f"{facts.copies_fail} {words}", _("Back up"), "back_up")


def _rules(facts: FileFacts) -> FileCard | None:
    if not facts.rules_trouble:
        return None
    title = _("The rules are not as they should be")
    words, button = facts.rules_trouble, _("See which rules count")
    return FileCard("rules", title, words, button, "settings", can_wait=False, field="newer_rules")


def _other_version(facts: FileFacts) -> FileCard | None:
    if not facts.other_version:
        return None
    words = _(
        "“{name}” was a copy of this file and has changes of its own. A program that keeps folders alike may have put "
        "it there. See what is different, and take what you need."
    )
    title = _("Another version of this file lies beside it")
    # Each has a card of its own, so that putting one off hides no later one.
    key = f"version.{facts.other_version.replace(' ', '.').replace('=', '.')}"
    return FileCard(key, title, words.format(name=facts.other_version), _("See what is different"), "take_in")


def _older(facts: FileFacts) -> FileCard | None:
    if facts.older_than is None:
        return None
    words = _(
        "What you did up to {day} is not in it. Another program may have put an older file in its place. "
        "Look for the newer one among the copies, or take it in from wherever it is."
    )
    return FileCard(
        f"older.{facts.older_than.isoformat()}",
        _("This file is older than the one you used last"),
        words.format(day=short_date(facts.older_than)),
        _("Look at the copies"),
        "restore",
    )


def _old_password(facts: FileFacts) -> FileCard | None:
    if not facts.old_password:
        return None
    title = _("Something still opens with your old password")
    return FileCard("old_password", title, facts.old_password, _("Remove it"), "change_password", field="remove_old")


def _came_due(notes: FileNotes, facts: FileFacts) -> FileCard | None:
    if not facts.came_due:
        return None
    title = _("These dates came while Caseorg was closed")
    # Each time of being closed is a card of its own, so that putting one off hides no later one.
    return FileCard(f"due.{notes.opened_before}", title, "\n".join(facts.came_due), _("See all dates"), "deadlines")


def _backup(notes: FileNotes, settings: Settings, today: date) -> FileCard | None:
    words = backup_due(notes, settings, today)
    return FileCard("backup", _("Make a safe copy"), words, _("Back up"), "back_up") if words else None


def _sheet(notes: FileNotes, facts: FileFacts, today: date) -> FileCard | None:
    """Ask two groups of the code back some days after the sheet was made, and each half year where the sheet is."""
    made, tried = _day(notes.sheet_made), _day(notes.sheet_tried)
    if not facts.has_password or made is None:
        return None
    if (tried is None or tried < made) and today - made >= _TRY_AFTER:
        title = _("Try your recovery sheet once")
        words = _("Take the sheet and type 2 groups of its code. Then you know that it works.")
    elif tried is not None and tried >= made and today - tried >= _TRY_EVERY:
        title = _("Is your recovery sheet where you can find it?")
        words = _("Take it out and try it. It takes a minute.")
    else:
        return None
    return FileCard("sheet", title, words, _("Try it"), "recovery_sheet")


def _synced(facts: FileFacts) -> FileCard | None:
    if not facts.synced_by:
        return None
    words = _(
        "{program} may copy it to the internet, and may replace it while it is open. "
        "It is safer in a folder that is not shared. Or close Caseorg before you use the other computer."
    )
    title = _("Your case file is in a {program} folder").format(program=facts.synced_by)
    return FileCard("synced", title, words.format(program=facts.synced_by), _("Keep a copy elsewhere"), "back_up")


def _network(facts: FileFacts) -> FileCard | None:
    if not facts.is_on_network or facts.synced_by:
        return None
    words = _(
        "Have it open on one computer at a time. If the network drops, what you typed stays on the screen until it is "
        "back. The file is safer on this computer, with safe copies on the drive."
    )
    title = _("Your case file is on a network drive")
    return FileCard("network", title, words, _("Keep a copy elsewhere"), "back_up")


def _calendar(notes: FileNotes, facts: FileFacts) -> FileCard | None:
    if not facts.has_dates_for_calendar or notes.calendar_offered:
        return None
    return FileCard(
        "calendar",
        _("Put your dates in a calendar"),
        _("Caseorg can't remind you while it is closed. Your own calendar can. Titles say nothing of your case."),
        _("Add dates to my calendar"),
        "deadlines",
        command="calendar",
        comes_once=True,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _put_off(notes: FileNotes) -> dict[str, date]:
    found = {}
    for entry in notes.put_off.split():
        key, _sign, text = entry.partition("=")
        day = _day(text)
        if day is not None:
            found[key] = day
    return found


def _is_put_off(notes: FileNotes, card: FileCard, today: date) -> bool:
    # A day far ahead would come from a clock that was wrong; it silences nothing for years.
    until = _put_off(notes).get(card.key)
    return card.can_wait and until is not None and today < until <= today + 2 * _NEXT_WEEK
