"""What a person chose about the program: each choice is kept at once, and can be undone for as long as it runs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from caseorg.services import newer_rules, own_address
from caseorg.ui.forms.date_editors import write_month_in_letters
from caseorg.ui.forms.inputs import SecretInput, hide_numbers

if TYPE_CHECKING:
    from caseorg.services.settings import Settings, SettingsFile
    from caseorg.services.workspace import Workspace
    from caseorg.ui.kept_key import KeptKey
    from caseorg.ui.kept_list import KeptList
    from caseorg.ui.look import Appearance
    from caseorg.ui.remembered import KnownFile

KEY = "remember_key"
"""The choice to have the system keep the key of the open file; it stands in the key store, and not in the settings."""

LIST = "case_files"
"""The choice to keep a list of the case files that were opened; it stands in the place of the list."""

RULES = "newer_rules"
"""The choice of rules from a file; it stands beside them, since it holds for the whole computer."""

_LOOK = ("text_size", "theme", "language", "easy_read", "thick_ring")


@dataclass(frozen=True)
class _Choice:
    """One choice that was made: under which words, what stood there before, and what stands there now."""

    label: str
    name: str
    before: object
    after: object


class Preferences:
    """The look and the settings of one window, under one name for each choice."""

    def __init__(self, appearance: Appearance, file: SettingsFile, workspace: Workspace) -> None:
        self.appearance, self._file, self._workspace = appearance, file, workspace
        self.kept_key: KeptKey | None = None
        """What has the key of the open file kept; None where nothing can."""
        self.kept_list: KeptList | None = None
        """What keeps the list of case files that were opened; None in a window that the program did not open."""
        self._done: list[_Choice] = []
        self._undone: list[_Choice] = []
        self._listeners: list[Callable[[str], object]] = []
        hide_numbers(self.settings.hide_id_numbers)
        self._shape_dates()
        workspace.fold_marks = self.settings.fold_marks

    @property
    def settings(self) -> Settings:
        """The settings as they stand."""
        return self._file.load()

    def value(self, name: str) -> Any:
        """Return what is chosen under a name."""
        if name in own_address.NAMES:
            return own_address.own_address(self._workspace)[name]
        if name == KEY:
            return self.kept_key is not None and self.kept_key.is_open_on()
        if name == LIST:
            return self.kept_list is not None and self.kept_list.is_on()
        if name == RULES:
            return newer_rules.chosen()
        return getattr(self.appearance.look if name in _LOOK else self.settings, name)

    def lock_minutes(self) -> int:
        """Return after how many minutes without keys or mouse to lock; 0 is never."""
        return self.settings.lock_after.minutes or 0

    def locks_on_sleep(self) -> bool:
        """Tell whether to lock after the computer slept."""
        return self.settings.lock_on_sleep

    def sheet_language(self) -> str:
        """Return the language of the person's own sheets, as a letter has it."""
        return self.settings.sheet_language.code(self.appearance.look.language)

    def place_to_open(self, page: str) -> dict[str, str]:
        """Return what the next opening is to come back to, if `page` is in front now."""
        return {"page": page} if self.settings.opens_with.value == "last_page" else {}

    def choose(self, name: str, value: object, label: str) -> None:
        """Choose something else, from now on.

        Args:
            name: A field of the look or of the settings.
            value: What to choose.
            label: What the person did, as the Edit menu says it.

        Raises:
            CaseorgError: It can't be done, and the sentence says why; what was chosen before holds.
        """
        before = self.value(name)
        if value != before:
            if name == LIST and self.kept_list is not None:
                before = self.kept_list.files()  # to come back with all that was in it
            self._put(name, value)
            self._done.append(_Choice(label, name, before, value))
            self._undone.clear()
            self.announce(name)
        elif name == RULES:  # the same ones, taken from their file again in the place of damaged ones
            self._put(name, value)
            self.announce(name)

    def subscribe(self, listener: Callable[[str], object]) -> Callable[[], None]:
        """Have `listener` called with the name of each choice made from now on; return how to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    # Undo of its own: choices are not in the case file, and so not in its history

    @property
    def next_undo(self) -> str | None:
        """The label of what undo would take back."""
        return self._done[-1].label if self._done else None

    @property
    def next_redo(self) -> str | None:
        """The label of what redo would do again."""
        return self._undone[-1].label if self._undone else None

    def undo(self) -> str | None:
        """Take back the latest choice; return its label, or None if there is none.

        Raises:
            CaseorgError: As `choose`.
        """
        if not self._done:
            return None
        choice = self._done[-1]
        self._put(choice.name, choice.before)
        self._undone.append(self._done.pop())
        self.announce(choice.name)
        return choice.label

    def redo(self) -> str | None:
        """Make again the choice that was taken back last; return its label, or None if there is none.

        Raises:
            CaseorgError: As `choose`.
        """
        if not self._undone:
            return None
        choice = self._undone[-1]
        self._put(choice.name, choice.after)
        self._done.append(self._undone.pop())
        self.announce(choice.name)
        return choice.label

    def _put(self, name: str, value: Any) -> None:
        if name in _LOOK:
            self.appearance.show(self.appearance.look.but(**{name: value}))
        elif name in own_address.NAMES:
            own_address.keep_own_address(self._workspace, name, str(value))
        elif name == KEY:
            if self.kept_key is not None:
                self.kept_key.choose_open(on=bool(value))
        elif name == LIST:
            self._keep_list(value)
        elif name == RULES:
            self._workspace.use_rules(str(value))
        else:
            with suppress(OSError):  # it holds until the program ends, and the disk has other ways to be noticed
                self._file.save(self.settings.revised(**{name: value}))
        self._workspace.fold_marks = self.settings.fold_marks
        self._shape_dates()
        if name == "hide_id_numbers":
            hide_numbers(bool(value))
            for widget in QApplication.allWidgets():
                if isinstance(widget, SecretInput):
                    widget.show_or_hide()

    def _keep_list(self, value: bool | tuple[KnownFile, ...] | None) -> None:
        """Keep a list or none: as a person chose, or with what was in it before that."""
        if self.kept_list is None:
            return
        if value is None or value is False:
            self.kept_list.turn_off()
        else:
            self.kept_list.turn_on(() if value is True else value)

    def announce(self, name: str) -> None:
        """Have everybody who subscribed look at a choice anew."""
        for listener in tuple(self._listeners):
            listener(name)

    def _shape_dates(self) -> None:
        from caseorg.services.settings import DateShape

        write_month_in_letters(self.settings.date_shape is DateShape.month_in_letters)
