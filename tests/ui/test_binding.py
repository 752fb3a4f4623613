"""What we rely on in Qt's binding, where a version has let us down."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_calls_of_qt_give_back_no_reference_to_none_that_they_did_not_take() -> None:
    # PySide6 6.12.0 did: where None is counted (Python 3.11), some thousand calls ended the program.
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(500):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 250
