"""Tells the desktop how many fixed dates are near while the file is open, if a person wants that; it names nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QSystemTrayIcon

from caseorg.base.language import ngettext
from caseorg.domain.errors import CaseorgError
from caseorg.services.due_dates import Due, near_dates

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background
    from caseorg.ui.preferences import Preferences

_LOOK_EVERY_MS = 30 * 60 * 1_000
_FIRST_LOOK_MS = 20_000


class Notices(QObject):
    """One for each open window. A day's notice comes once."""

    def __init__(
        self,
        workspace: Workspace,
        background: Background,
        preferences: Preferences,
        parent: QObject | None = None,
        *,
        show: Callable[[str], object] | None = None,
    ) -> None:
        """Make it; it looks soon after, and then now and then.

        Args:
            workspace: The open case file.
            background: Where the dates are counted.
            preferences: Whether a person wants notices.
            parent: The object it belongs to.
            show: Shows a text; the desktop's own way, where it has one, if it is left out.
        """
        super().__init__(parent)
        self._workspace, self._background, self._preferences = workspace, background, preferences
        self._show = show or self._show_on_desktop
        self._told: tuple[date, int] | None = None
        self._icon: QSystemTrayIcon | None = None
        stop = preferences.subscribe(lambda name: self.look() if name == "notices" else None)
        self.destroyed.connect(lambda _gone=None: stop())
        timer = QTimer(self)
        timer.setInterval(_LOOK_EVERY_MS)
        timer.timeout.connect(self.look)
        timer.start()
        QTimer.singleShot(_FIRST_LOOK_MS, self, self.look)

    def look(self) -> None:
        """Count the dates that are near, if notices are wanted."""
        workspace = self._workspace
        if self._icon is not None and not self._preferences.settings.notices:
            self._icon.hide()
        if self._preferences.settings.notices and not workspace.is_closed:
            self._background.run(lambda: near_dates(workspace), then=self._tell, failed=self._not_counted)

    def _tell(self, found: tuple[Due, ...]) -> None:
        now = self._workspace.today(), len(found)
        if found and now != self._told and self._preferences.settings.notices:
            self._told = now
            words = ngettext(
                "{count} fixed date is near. Open Caseorg to see it.",
                "{count} fixed dates are near. Open Caseorg to see them.",
                len(found),
            )
            self._show(words.format(count=len(found)))

    def _not_counted(self, error: BaseException) -> None:
        if not self._workspace.is_closed and not isinstance(error, CaseorgError):
            self._background.failed(error)

    def _show_on_desktop(self, words: str) -> None:
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._icon is None:
            from caseorg.ui import icons

            self._icon = QSystemTrayIcon(icons.icon("calendar"), self)
        self._icon.show()
        self._icon.showMessage("Caseorg", words, QSystemTrayIcon.MessageIcon.NoIcon)
