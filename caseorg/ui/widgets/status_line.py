"""The line at the foot of the window: saved, what is being read, last backup, text size, lock; all are buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from caseorg.base.language import _
from caseorg.ui import text_size
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.room import Room


class StatusLine:
    """What the status bar holds."""

    def __init__(
        self, say_saved: Callable[[], object], lock: Callable[[], object], set_text_size: Callable[[int], object]
    ) -> None:
        self.bar = QWidget()
        self.bar.setObjectName("status")
        self._set_text_size = set_text_size
        self._saved_at = QTime.currentTime()
        self._saved = self._button("status.saved", say_saved, "circle-check")
        self._open_backups: Callable[[], object] = lambda: None
        self._stop_reading: Callable[[], object] = lambda: None
        self._how_to_stop = ""
        self._reading = self._button("status.reading", self._choose_reading, "scan")
        self._backup = self._button("status.backup", self._press_backup, "hard-drive-download")
        self._size = self._button("status.size", self._choose_size, "a-large-small")
        self._lock = self._button("status.lock", lock, "lock")
        self._lock.set_words(_("Lock"))
        self._lock.setAccessibleName(_("Lock now"))
        row = QHBoxLayout(self.bar)
        set_gaps(row, margins=(8, 2, 8, 2), gap=4)
        row.addWidget(self._saved)
        row.addStretch(1)
        for button in (self._reading, self._backup, self._size, self._lock):
            row.addWidget(button)
        self._backup.hide()
        self._reading.hide()
        self._has_backup, self._room = False, Room.wide
        self.show_saved()
        self.show_size()

    def _button(self, name: str, pressed: Callable[[], object] | None, icon: str) -> Button:
        return Button("", pressed, kind=ButtonKind.quiet, icon=icon, name=name)

    def show_saved(self) -> None:
        """Say that everything is saved, now."""
        self._saved_at = QTime.currentTime()
        self._show_saved_words()

    def _show_saved_words(self) -> None:
        is_short = self._room is not Room.wide and not self._reading.isHidden()
        short = _("Saved {time}").format(time=self._saved_at.toString("h:mm AP"))
        self._saved.set_words(short if is_short else self.saved_words())
        self._saved.setAccessibleName(self.saved_words())

    def saved_words(self) -> str:
        """Return the saved state as it is read."""
        return _("All changes saved {time}").format(time=self._saved_at.toString("h:mm AP"))

    def show_backup(self, words: str, pressed: Callable[[], object]) -> None:
        """Say when the last backup was made; pressing it leads to backups."""
        self._backup.set_words(words)
        self._backup.setAccessibleName(words)
        self._open_backups = pressed
        self._has_backup = True
        self.show_room(self._room)

    def show_reading(self, words: str, how_to_stop: str, stop: Callable[[], object]) -> None:
        """Say which document is being looked into or read, or nothing; pressing it leads to a way to stop.

        Args:
            words: What is being done.
            how_to_stop: What the command that stops it is called.
            stop: What it does.
        """
        self._reading.set_words(words)
        self._reading.setAccessibleName(words)
        self._how_to_stop, self._stop_reading = how_to_stop, stop
        if self._reading.isHidden() == bool(words):
            self._reading.setVisible(bool(words))
            self.show_room(self._room)

    def _choose_reading(self) -> None:
        menu = QMenu(self._reading)
        menu.setObjectName("status.reading.menu")
        menu.addAction(self._how_to_stop).triggered.connect(lambda _checked=False: self._stop_reading())
        menu.popup(self._reading.mapToGlobal(self._reading.rect().topLeft()))

    def _press_backup(self) -> None:
        self._open_backups()

    def show_size(self) -> None:
        """Say which text size is in use."""
        words = _("Text {percent}%").format(percent=text_size.percent())
        self._size.set_words(words)
        self._size.setAccessibleName(_("Text size {percent}%").format(percent=text_size.percent()))

    def show_room(self, room: Room) -> None:
        """Leave out the less needed buttons where there is little room; the menus have them, too."""
        self._room = room
        has_room = room is Room.wide or (room is Room.medium and self._reading.isHidden())
        self._size.setVisible(has_room)
        self._show_saved_words()
        self._backup.setVisible(self._has_backup and room is Room.wide)

    def _choose_size(self) -> None:
        menu = QMenu(self._size)
        for size in text_size.SIZES:
            action = menu.addAction(f"{size}%")
            action.setCheckable(True)
            action.setChecked(size == text_size.percent())
            action.triggered.connect(lambda _checked=False, size=size: self._set_text_size(size))
        menu.popup(self._size.mapToGlobal(self._size.rect().topLeft()))
