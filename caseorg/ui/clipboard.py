"""Keeps copied things from staying on the clipboard: ours goes when the file is closed, ID numbers after 30 seconds."""

from __future__ import annotations

from hashlib import sha256

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication

from caseorg.ui.forms.inputs import SecretInput

_SECRET_MS = 30_000

# What asks programs that collect what was copied to leave this out: KDE's, GNOME's, Windows' and macOS's own marks.
_MARKS = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    "application/x-nspasteboard-concealed-type": b"1",
}


class ClipboardGuard(QObject):
    """Watches what is copied while a file is open."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clipboard: QClipboard = QGuiApplication.clipboard()
        self._is_marking, self._ours = False, ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SECRET_MS)
        self._timer.timeout.connect(self.forget)
        self._clipboard.dataChanged.connect(self._changed)

    def forget(self) -> None:
        """Empty the clipboard if what is on it is still ours; somebody else's is left alone.

        On Linux what was only marked can be pasted too, with the middle button; it goes with it.
        """
        self._timer.stop()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)
        if self._clipboard.ownsClipboard() or (self._ours and self._ours == self._fingerprint()):
            self._clipboard.clear()
        self._ours = ""

    def seconds_left(self) -> float:
        """Return in how many seconds an ID number goes; 0 where there is none."""
        return max(0, self._timer.remainingTime()) / 1000

    def _changed(self) -> None:
        if self._is_marking:
            return
        self._timer.stop()
        # Some systems do not say whose it is; what comes while one of our windows has the keys is taken for ours.
        is_ours = self._clipboard.ownsClipboard() or QGuiApplication.focusWindow() is not None
        self._ours = self._fingerprint() if is_ours else ""
        if is_ours and isinstance(QApplication.focusWidget(), SecretInput):
            self._mark()
            self._timer.start()

    def _fingerprint(self) -> str:
        return sha256(self._clipboard.text().encode("utf-8", "surrogatepass")).hexdigest()

    def _mark(self) -> None:
        marked = QMimeData()
        marked.setText(self._clipboard.text())
        for name, value in _MARKS.items():
            marked.setData(name, value)
        self._is_marking = True
        self._clipboard.setMimeData(marked)
        self._is_marking = False
