"""Has Python collect its garbage on the main thread only."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MS = 200
"""In a whole second the objects of a large case come together, and to look through them takes a twentieth of one."""

_GROWN = 1.25
"""Old objects are looked through only when there are a quarter more of them, as Python does: else each long session
spends more and more time on what stays to the end."""


class MainThreadGarbage(QObject):
    """Looks five times a second. A Qt object that Python collected on another thread would bring the program down."""

    def __init__(self, parent: QObject, is_loading: Callable[[], bool] = lambda: False) -> None:
        """Begin to look; while the program is still loading, leave everything where it is."""
        super().__init__(parent)
        self._is_loading, self._was_loading = is_loading, True
        self._limits = gc.get_threshold()
        self._old = 0
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect what Python itself would have collected by now."""
        if self._is_loading():
            return
        if self._was_loading:
            # What was loaded stays to the end. Set aside, it is not looked through again, which would take a tenth of a
            # second each time.
            self._was_loading = False
            gc.freeze()
            return
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._limits[generation] and (generation < 2 or self._has_grown()):
                gc.collect(generation)
                if generation == 2:
                    self._old = len(gc.get_objects(generation=2))
                return

    def _has_grown(self) -> bool:
        return len(gc.get_objects(generation=2)) > self._old * _GROWN
