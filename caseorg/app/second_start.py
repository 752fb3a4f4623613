"""Brings the window that has a file open to the front, in the place of a second one.

Who starts the program again leaves a note in the private folder; the program that has the file open watches that
folder, takes the note away, and comes to the front. Where nobody takes it, as when another account has the file open,
the second start goes on by itself. There is no socket.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from caseorg.base import paths
from caseorg.base.system_lock import is_held
from caseorg.base.there import is_file

if TYPE_CHECKING:
    from caseorg.app.options import Options
    from caseorg.ui.main_window import MainWindow

_PATIENCE_S = 1.5
"""So long a window may be busy before the second start goes on by itself."""
_LOOK_EVERY_S = 0.02


def another_came(options: Options) -> bool:
    """Tell whether the window came to the front in which the file is open that this start would ask the password of."""
    from caseorg.ui.remembered import Remembered

    if options.sample:
        return False
    path = options.file or next((known.path for known in Remembered().case_files()), None)
    return path is not None and is_shown_by_another(path)


def is_shown_by_another(path: Path) -> bool:
    """Have the program that has a file open come to the front; tell whether it did."""
    try:
        path = Path(os.path.realpath(path, strict=True))  # `Path.resolve` has no OSError for a loop
        if not is_held(paths.open_note(path)):
            return False
        note = _note_for(path)
        os.close(os.open(note, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError:
        return False
    until = time.monotonic() + _PATIENCE_S
    while is_file(note):
        if time.monotonic() > until:
            with suppress(OSError):
                note.unlink()
                return False  # whoever takes it at this very moment has come to the front
        time.sleep(_LOOK_EVERY_S)
    return True


def come_when_asked(main: MainWindow) -> None:
    """Bring an open window to the front whenever the program is started again with its file.

    Without a folder to watch, as on a disk that is full, each start has a window of its own.
    """
    from PySide6.QtCore import QFileSystemWatcher, Qt

    try:
        watcher = QFileSystemWatcher([str(paths.asking_folder())], main)
    except OSError:
        return

    def look() -> None:
        try:
            _note_for(main.workspace.case_file.path).unlink()
        except OSError:
            return  # it is for another window
        main.setWindowState(main.windowState() & ~Qt.WindowState.WindowMinimized)
        main.show()
        main.raise_()
        main.activateWindow()

    watcher.directoryChanged.connect(look)


def _note_for(path: Path) -> Path:
    """Return the name of the note for a file, by which nobody is told which file it is."""
    from hashlib import sha256  # not at the top: before the first paint nobody waits

    return paths.asking_folder() / sha256(str(path).encode("utf-8", "surrogatepass")).hexdigest()[:32]
