"""One start of a window in a process of its own: says when it was painted, what was loaded, and how the loop ran on."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

WATCHED_SECONDS = 4.0


def main() -> None:
    """Start what the argument names, `ours`, `floor` or `text`, and print what was seen as JSON."""
    begun = float(os.environ["BENCH_BEGUN"])
    if sys.argv[1] == "ours":
        from caseorg.app.startup import load_qt

        load_qt()  # as the program does first of all, and before anything of Qt is named here
    from PySide6.QtWidgets import QApplication, QMainWindow

    seen: dict[str, Any] = {}
    gaps: list[tuple[float, float]] = []

    def ready() -> None:
        seen["ms"] = (time.monotonic() - begun) * 1000
        seen["cpu"] = time.process_time() * 1000
        _time_the_loop(gaps)

    _call_once_painted(seen, ready)
    if sys.argv[1] == "ours":
        from caseorg.app.startup import main as start

        start([])
    else:
        application = QApplication(sys.argv[:1])
        window = QMainWindow()
        window.resize(1024, 700)
        if sys.argv[1] == "text":
            _put_text_in(window)
        window.show()
        application.exec()
    print(json.dumps({**seen, "gaps": gaps}))


def _call_once_painted(seen: dict[str, Any], ready: Callable[[], None]) -> None:
    """Have `ready` called by the loop as soon as a window has been painted, and note what was loaded then."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    exposed = QEvent.Type.Expose

    class Watch(QObject):
        # On the window's handle, which hears little. A filter for the whole application would take 50 ms of its own,
        # since PySide makes a class for each kind of object that passes: the style with all its enumerations, too.
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if not seen and event.type() == exposed:
                seen["modules"] = len(sys.modules)
                seen["heavy"] = sorted(HEAVY & {name.partition(".")[0] for name in sys.modules})
                # The window is painted while it is exposed. Ready: what the loop does next, as it would take a key.
                QTimer.singleShot(0, ready)
            return False

    watch = Watch()
    run = QApplication.exec

    def watched_run(*_application: object) -> int:
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                window.windowHandle().installEventFilter(watch)
        return int(run())

    QApplication.exec = watched_run  # type: ignore[method-assign]


def _time_the_loop(gaps: list[tuple[float, float]]) -> None:
    """Note how long the loop is away each time, by the clock and by the processor time of all threads; then end."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    last = [time.monotonic(), time.process_time()]

    def tick() -> None:
        now, used = time.monotonic(), time.process_time()
        gaps.append(((now - last[0]) * 1000, (used - last[1]) * 1000))
        last[:] = now, used

    timer = QTimer(QApplication.instance())
    timer.timeout.connect(tick)
    timer.start(2)
    QTimer.singleShot(int(WATCHED_SECONDS * 1000), QApplication.quit)


def _put_text_in(window: Any) -> None:
    """Put into the window what any first screen has: some lines of text, a button and a field to type in."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

    middle = QWidget()
    column = QVBoxLayout(middle)
    for number in range(8):
        column.addWidget(QLabel(f"A line of text, number {number}"))
    field = QLineEdit()
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    column.addWidget(field)
    column.addWidget(QPushButton("Start"))
    window.setCentralWidget(middle)


HEAVY = frozenset(
    "sqlmodel sqlalchemy sqlcipher3 alembic reportlab pikepdf pypdfium2 PIL pi_heif holidays argon2 cryptography "
    "pydantic".split()
)

if __name__ == "__main__":
    main()
