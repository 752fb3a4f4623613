"""For a page that takes long to show anew: it takes over what changed elsewhere when it comes to the front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent

from caseorg.ui.page import Page

if TYPE_CHECKING:
    from caseorg.domain.changes import ChangeSet


class WhenInFront(Page):
    """A page that reloads only where it can be seen."""

    _is_stale = False

    def refresh(self, change_set: ChangeSet | None = None) -> None:
        """Show a change, now or when the page comes to the front."""
        if self.isVisible():
            super().refresh(change_set)
        else:
            self._is_stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self.reload()
