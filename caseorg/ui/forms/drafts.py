"""Keeps what is half typed, from the first key, inside the case file."""

from __future__ import annotations

import logging
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from caseorg.domain.errors import CaseorgError

_log = logging.getLogger(__name__)
_AT_MOST_LOST_MS = 1_000


class DraftKeeper(Protocol):
    """Where drafts are kept; the workspace is one."""

    def keep_draft(self, key: str, entries: dict[str, str]) -> None:
        """Keep what is half typed in the form `key`."""

    def drop_draft(self, key: str) -> None:
        """Forget what was half typed in the form `key`."""

    def draft(self, key: str) -> dict[str, str] | None:
        """Return what is half typed in the form `key`, or None."""


class Draft(QObject):
    """The draft of one form. A crash, a lock or a power cut loses a second of typing at most."""

    def __init__(self, keeper: DraftKeeper, key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._keeper, self._key = keeper, key
        self._entries: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AT_MOST_LOST_MS)
        self._timer.timeout.connect(self.keep_now)

    @property
    def key(self) -> str:
        """Return the name of the form, with the record it is about."""
        return self._key

    def typed(self, field: str, text: str) -> None:
        """Note what a field holds now; it is kept within a second."""
        self._entries[field] = text
        if not self._timer.isActive():
            self._timer.start()

    def keep_now(self) -> None:
        """Keep what was noted, now; called when the form is left and before the file is locked."""
        self._timer.stop()
        if not self._entries:
            return
        try:
            self._keeper.keep_draft(self._key, dict(self._entries))
        except CaseorgError as error:
            # The person meets the trouble when saving; a message at each key would be in the way.
            _log.warning("draft not kept: %s", type(error).__name__)

    def drop(self) -> None:
        """Forget the draft: it was saved, or is not wanted."""
        self._timer.stop()
        if self._entries:
            self._entries.clear()
            self._keeper.drop_draft(self._key)

    def entries(self) -> dict[str, str]:
        """Return what was half typed when the form was left, and go on from there."""
        self._entries = dict(self._keeper.draft(self._key) or {})
        return dict(self._entries)
