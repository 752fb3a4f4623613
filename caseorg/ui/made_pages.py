"""The pages that were made for the case on show, and their way to what has changed: the one in front first."""

from __future__ import annotations

from collections import UserDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QStackedLayout

from caseorg.ui.page import Page

if TYPE_CHECKING:
    from caseorg.domain.changes import ChangeSet


class MadePages(UserDict[str, Page]):
    """Pages by their name.

    A change is shown in front at once, and on the pages behind between later events, one page at a time: a save waits
    for none of those.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__()
        self._behind: list[Page] = []
        self._half_done: dict[str, object] = {}
        self._turn = QTimer(parent)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._next)

    def take_over(self, change_set: ChangeSet | None, front: Page | None) -> None:
        """Show a change on the pages it touches; without one, as on a new day, have all of them read everything.

        What follows by itself from earlier steps comes every few seconds while files are looked into: the pages behind
        read it when they come to the front, or with the next step of the person.
        """
        for page in list(self.values()):
            if change_set is not None and not change_set.label and page.follow(change_set):
                continue
            if page is front:
                page.refresh(change_set)
            elif page not in self._behind and page.is_touched(change_set):
                self._behind.append(page)
        if self._behind and (change_set is None or change_set.label):
            self._turn.start()

    def caught_up(self, name: str) -> Page | None:
        """Return a page that was made, brought up to date."""
        page = self.get(name)
        if page in self._behind:
            self._behind.remove(page)
            page.refresh()
        return page

    def half_done(self) -> dict[str, object]:
        """Return what is chosen on each of them and kept nowhere else; none of it where there is nothing."""
        found = {name: page.half_done() for name, page in self.items()}
        return self._half_done | {name: each for name, each in found.items() if each is not None}

    def go_on_with(self, half_done: dict[str, object]) -> None:
        """Have each page go on with what was chosen on it, as soon as it is made anew."""
        self._half_done = half_done

    def add(self, name: str, page: Page) -> None:
        """Take in a page that was just made, and have it go on with what was chosen on it."""
        self[name] = page
        if name in self._half_done:
            page.go_on(self._half_done.pop(name))

    def leave(self) -> None:
        """Keep what is half typed on any of them."""
        for name in list(self):
            page = self.caught_up(name)
            if page is not None:
                page.leave()

    def show_upkeep(self) -> None:
        """Have each of them say what there is to say of the file itself."""
        for page in list(self.values()):
            page.show_upkeep()

    def drop(self, stack: QStackedLayout) -> None:
        """Let go of all of them, and take them out of the stack they stand in."""
        self._behind.clear()
        self._half_done.clear()
        for page in self.values():
            stack.removeWidget(page)
            page.deleteLater()
        self.clear()

    def _next(self) -> None:
        if self._behind:
            self.caught_up(self._behind[0].name)
        if not self._behind:
            self._turn.stop()
