"""Asks the person for a file or a place. Tests put a stand-in here, since this asks the computer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from caseorg.base import paths
from caseorg.base.language import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog

CASE_FILES = "*.caseorg"


class FileChooser:
    """The file dialogs. They are Qt's own: the system's may write what was opened into its list of recent files."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def case_file(self, window: QWidget) -> Path | None:
        """Ask for a case file to open.

        Where Caseorg put the file itself, no list may lead back to it, and the system hides that folder. So the dialog
        begins there if there is no case file in the usual folder, and leads there in any case.
        """
        from PySide6.QtCore import QUrl

        words = _("Case files")
        dialog = self._dialog(window, _("Open a case file"), f"{words} ({CASE_FILES})")
        dialog.setFileMode(dialog.FileMode.ExistingFile)
        usual, private = dialog.sidebarUrls(), paths.data_place()
        if _has_case_files(private):
            dialog.setSidebarUrls([*usual, QUrl.fromLocalFile(str(private))])
            if self._folder is None and not _has_case_files(Path(dialog.directory().absolutePath())):
                dialog.setDirectory(str(private))
        chosen = self._answer(dialog)
        dialog.setSidebarUrls(usual)  # Qt writes down these, too
        return chosen[0] if chosen else None

    def rules_file(self, window: QWidget) -> Path | None:
        """Ask for a file of rules."""
        chosen = self._ask(window, _("Choose a file of rules"), _("ZIP files"), "*.zip")
        return chosen[0] if chosen else None

    def files_to_add(self, window: QWidget) -> list[Path]:
        """Ask for files to add to the case: reports, scans, plan letters."""
        return self._ask(window, _("Add files"), _("All files"), "*", many=True)

    def place(self, window: QWidget, name: str, kind: str) -> Path | None:
        """Ask where to put a new file.

        Args:
            window: The window over which the dialog opens.
            name: A name to begin with, such as `Records request.pdf`.
            kind: What the file is, with its ending in brackets, such as `PDF (*.pdf)`.
        """
        dialog = self._dialog(window, _("Choose a name and a place"), kind)
        dialog.setAcceptMode(dialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
        dialog.selectFile(name)
        return next(iter(self._answer(dialog)), None)

    def folder(self, window: QWidget, title: str) -> Path | None:
        """Ask for a folder."""
        dialog = self._dialog(window, title, "")
        dialog.setFileMode(dialog.FileMode.Directory)
        return next(iter(self._answer(dialog)), None)

    def open_outside(self, path: Path) -> bool:
        """Let the computer open a file with the program it has for it; tell whether it knows one, if it says so."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices

        return bool(QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))

    def _ask(self, window: QWidget, title: str, words: str, pattern: str, *, many: bool = False) -> list[Path]:
        dialog = self._dialog(window, title, f"{words} ({pattern})")
        modes = dialog.FileMode
        dialog.setFileMode(modes.ExistingFiles if many else modes.ExistingFile)
        return self._answer(dialog)

    def _dialog(self, window: QWidget, title: str, kind: str) -> QFileDialog:
        # Not at the top: the first window has no time for what nobody may ask for.
        from PySide6.QtCore import QStandardPaths
        from PySide6.QtWidgets import QFileDialog

        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(window, title, str(self._folder or documents or Path.home()), kind)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setObjectName("files")
        return dialog

    def _answer(self, dialog: QFileDialog) -> list[Path]:
        """Wait for the answer; return what was chosen, or nothing."""
        chosen = [Path(name) for name in dialog.selectedFiles()] if dialog.exec() else []
        if chosen:
            self._folder = chosen[0].parent
        # When it goes, Qt writes the folders that were looked at into a file of its own, which anybody can read.
        dialog.setHistory([])
        dialog.setDirectory(str(Path.home()))
        dialog.deleteLater()
        return chosen


def _has_case_files(folder: Path) -> bool:
    """Tell whether there is a case file right in a folder; no, where the disk does not say."""
    try:
        return any(folder.glob(CASE_FILES))
    except OSError:
        return False
