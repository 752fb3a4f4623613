"""Loads what the first paint did without: the rest of the look in steps, everything heavy on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from caseorg.ui.look import Appearance
from caseorg.ui.speech import say_focus

_SCREEN_READER_MS = 1500  # after which it is connected, where there is one


def load_after_first_paint(
    application: QApplication, appearance: Appearance, last: Callable[[], object] = lambda: None
) -> None:
    """Begin to load the rest; return at once. `last` is called when the look is complete."""
    from caseorg.ui.garbage import MainThreadGarbage

    loading = threading.Thread(target=load_the_rest, name="loading", daemon=True)
    if application.findChild(MainThreadGarbage) is None:  # the first window comes again when a file is closed
        MainThreadGarbage(application, loading.is_alive)
    # One thing at a time, so that a key that is typed meanwhile waits for one of them at most.
    steps = iter((*appearance.steps_to_complete(), loading.start, last))

    def next_step() -> None:
        step = next(steps, None)
        if step is not None:
            step()
            QTimer.singleShot(0, next_step)

    next_step()
    QTimer.singleShot(_SCREEN_READER_MS, say_focus)


def load_the_rest() -> None:
    """Load what the next windows need, while somebody reads or types a password."""
    from caseorg.base import log, paths

    # First of all, and not before the first paint: the log's handlers alone take 12 ms to load.
    with suppress(OSError):  # without a log, what another run left readable is swept all the same
        log.start(paths.log_folder())
    from caseorg.base import clock
    from caseorg.domain import dates
    from caseorg.services import opening, outside, workspace

    outside.sweep_what_was_left()
    opening.warm_up()
    workspace.rules_in_use()
    dates.is_workday(clock.today())
