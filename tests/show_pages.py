"""Shows every page of the sample in a real window, one after the other, for `make check-a11y` to read."""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.journeys.tour import case_for, settle
from tests.screenshots import open_sample, program_for, sample_file


def main() -> int:
    """Show each page, say its name, and wait for a line before the next."""
    from caseorg.ui.pages import all_pages

    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path, cases = sample_file(folder)
        program = program_for(application, folder)
        program.start()
        open_sample(program, path)
        window = program.main
        assert window is not None
        for kind in all_pages():
            window.show_case(case_for(window.workspace, cases, kind))
            window.go_to(kind.name)
            settle()
            print(f"page {kind.name}", flush=True)
            _wait(window)
        program.leave()
    return 0


def _wait(window: object) -> None:
    """Answer the screen reader's questions until it has read the page."""
    read = threading.Event()

    def listen() -> None:
        sys.stdin.readline()
        read.set()

    threading.Thread(target=listen, daemon=True).start()
    while not read.is_set():
        settle()


if __name__ == "__main__":
    sys.exit(main())
