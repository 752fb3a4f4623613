"""Back up: a copy on a stick or in another folder, opened and counted before the page says done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTime

from caseorg.base.language import _, short_date
from caseorg.domain.errors import MissingFileError
from caseorg.services import backup_places, backups
from caseorg.services.backup_places import BackupPlace
from caseorg.services.daily_copies import copies_of
from caseorg.services.synced_folders import synced_by
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.slow_work import SlowWork
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.services.backups import BackedUp

_GIGABYTE, _MEGABYTE = 1_000_000_000, 1_000_000


class BackUpPage(Page):
    """Where to, one button, and what came of it."""

    name = "back_up"
    title = "Back up"
    purpose = "Put a safe copy on a USB stick or in another folder."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._places: list[BackupPlace] = []
        self._said: tuple[BackedUp, str] | None = None
        card = Card(_("Put a copy on a USB stick or another folder"), name="back_up.card")
        self.label = label = Label(_("Where"), Role.label)
        self.where = Choice("back_up.where", width=48)
        self.where.setAccessibleName(_("Where"))
        self.where.currentIndexChanged.connect(lambda _at: self._show_warning())
        label.setBuddy(self.where)
        self.nowhere = Label(_("Plug in a stick, or choose a folder."))
        self.nowhere.setObjectName("back_up.nowhere")
        self.warning = Label("", ink="status.warn")
        self.warning.setObjectName("back_up.warning")
        self.button = Button(_("Back up now"), self.back_up, kind=ButtonKind.main, name="back_up.now")
        choose = Button(_("Choose a folder..."), self.choose, name="back_up.choose")
        self.work = SlowWork(
            context,
            _("Making the copy, then checking it"),
            name="back_up",
            when_stopped=_("You stopped this. No copy was left."),
            when_failed=_("No copy was made."),
        )
        self.work.holds_up(self.button, choose, self.where)
        for part in (label, self.where, self.nowhere, self.warning, FlowRow(self.button, choose), self.work):
            card.body.addWidget(part)
        self.body.addWidget(card)
        self.daily = Label("", ink="text.secondary")
        self.daily.setObjectName("back_up.daily")
        copies = Card(_("Daily copies"), name="back_up.copies")
        copies.body.addWidget(self.daily)
        to_restore = LinkButton(_("Restore from a backup"), lambda: context.go_to("restore"), name="back_up.restore")
        copies.body.addWidget(FlowRow(to_restore))
        self.body.addWidget(copies)
        self.commands |= {"main": self.back_up, "save_copy": self.save_copy}

    def reload(self) -> None:
        """Look for sticks, and say how many daily copies there are."""
        chosen = self._chosen()
        case_file = self.context.workspace.case_file
        last = self.context.upkeep.notes.backup_file
        wanted = self.context.preferences.settings.backup_folder
        folders = [Path(wanted)] if wanted else []
        folders += [Path(last).parent] if last else []
        self._show_places(list(backup_places.places(case_file.path, folders)), chosen)
        copies = copies_of(case_file.path, case_file.file_id())
        if copies:
            words = _("Caseorg also keeps daily copies beside the file. There are {count}, the newest of {day}.")
            self.daily.setText(words.format(count=len(copies), day=short_date(copies[-1].day)))
        else:
            self.daily.setText(_("Caseorg also keeps daily copies beside the file. It makes them while nobody types."))

    def half_done(self) -> object:
        """Return which place is chosen, and what was made, for its words to be said again."""
        return self._chosen(), self._said

    def go_on(self, half_done: object) -> None:
        assert isinstance(half_done, tuple)
        place, said = half_done
        if place is not None:
            self._show_places([place, *(each for each in self._places if each.folder != place.folder)], place)
        if said is not None:
            self._say(*said)

    def choose(self) -> None:
        """Let the person choose a folder."""
        folder = self.context.files.folder(self.window(), _("Choose a folder for the copy"))
        if folder is None:
            return
        found = backup_places.place(folder, self.context.workspace.case_file.path)
        if found is None:
            self.context.tell.error(MissingFileError(folder.name))
        else:
            others = [place for place in self._places if place.folder != found.folder]
            self._show_places([found, *others], found)

    def save_copy(self) -> None:
        """Ask for a folder, and make the copy there."""
        if self.work.is_busy:
            return
        before = self._chosen()
        self.choose()
        if self._chosen() is not before:
            self.back_up()

    def back_up(self) -> None:
        """Make the copy in the background; without a place, ask for one first."""
        if self.work.is_busy:
            return
        place = self._chosen()
        if place is None:
            self.choose()
            place = self._chosen()
        if place is None:
            return
        case_file, today = self.context.workspace.case_file, self.context.today()
        self.work.run(lambda stop: backups.back_up(case_file, place.folder, today, cancel=stop), self._done)

    def _done(self, made: BackedUp) -> None:
        if not made.is_whole:
            self.work.say(
                _("The copy was made, but something in your case file is not right. Check the file to see what."),
                "status.bad",
            )
            self.context.upkeep.note_check(made.report)
            return
        # From now on “no safe copy yet” is not true any more.
        today = self.context.today()
        self.context.upkeep.note(last_backup=today.isoformat(), backup_file=str(made.path), found="whole")
        self._say(made, QTime.currentTime().toString("h:mm AP"))
        self.context.tell.done(_("The safe copy is made and checked."))

    def _say(self, made: BackedUp, time: str) -> None:
        self._said = made, time
        words = _("Done {day}, {time}. We opened the copy to check it: {contents}. It is called “{name}”.").format(
            day=short_date(self.context.today(), weekday=False),
            time=time,
            contents=made.words(),
            name=made.path.name,
        )
        self.work.say(words, "status.ok")

    def _chosen(self) -> BackupPlace | None:
        at = self.where.currentIndex()
        return self._places[at] if 0 <= at < len(self._places) else None

    def _show_places(self, places: list[BackupPlace], chosen: BackupPlace | None) -> None:
        self._places = places
        self.where.clear()
        for each in places:
            self.where.addItem(_place_words(each))
        folders = [each.folder for each in places]
        if chosen is not None and chosen.folder in folders:
            self.where.setCurrentIndex(folders.index(chosen.folder))
        self.label.setVisible(bool(places))
        self.where.setVisible(bool(places))
        self.nowhere.setVisible(not places)
        self._show_warning()

    def _show_warning(self) -> None:
        place = self._chosen()
        words = ""
        if place is not None and (program := synced_by(place.folder / "copy")):
            words = _("This is a {program} folder. The copy is locked, but {program} may send it to the internet.")
            words = words.format(program=program)
        elif place is not None and not place.is_other_disk:
            words = _(
                "This folder is on the same disk as your file. If the disk breaks, both are lost. A stick is safer."
            )
        self.warning.setText(words)
        self.warning.setVisible(bool(words))


def _place_words(place: BackupPlace) -> str:
    if place.free_bytes >= _GIGABYTE:
        size, words = place.free_bytes // _GIGABYTE, _("{folder} ({size} GB free)")
    else:
        size, words = place.free_bytes // _MEGABYTE, _("{folder} ({size} MB free)")
    return words.format(folder=place.folder, size=size)
