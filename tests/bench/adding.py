"""A folder of 1,000 mixed files is added in the real window: how long its main thread is away while that goes on.

Counted is the time in which our program had a processor meanwhile, whichever of its threads it was, since the main one
waits for the others' turns; by the clock the worst is printed, too, for what waits for the disk.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from caseorg.services.sample import tell_stories
from caseorg.ui import text_size
from caseorg.ui.background import Background
from caseorg.ui.garbage import MainThreadGarbage
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from caseorg.ui.pages.documents import DocumentsPage
from tests.bench.bringing import FILES, write_papers
from tests.bench.case_file import a_workspace
from tests.bench.measuring import Line
from tests.bench.window import Gaps, a_window, raised

_LONGEST_WAIT_S = 300.0


def benchmarks(folder: Path) -> Iterator[Line]:
    """Add the folder to one case with Documents in front, and to another from where one went on to Next steps."""
    workspace = a_workspace(folder, "adding.caseorg")
    told = tell_stories(workspace)
    application = QApplication.instance() or QApplication(["bench"])
    assert isinstance(application, QApplication)
    text_size.start("")
    background = Background(raised)
    window = a_window(application, workspace, background, folder)
    _ = workspace.library
    garbage = MainThreadGarbage(window)
    garbage.look()
    gaps = Gaps()
    for case_id, front in ((told.maria, "documents"), (told.luis, "next_steps")):
        gaps.begin("")
        window.show_case(case_id)
        for page in all_pages():
            if page.group:
                window.go_to(page.name)
                _idle(background.is_busy)
        papers = folder / f"mixed, {front}"
        write_papers(papers, seed=len(front))
        _add(window, papers, front, gaps)
        documents = workspace.load_case(case_id).documents
        assert len(documents) >= FILES
        assert not any(each.is_unseen for each in documents)
    gaps.begin("")
    yield from gaps.lines(f" while {FILES:,} files are kept and looked into")
    window.close()
    background.close()
    workspace.close()


def _add(window: MainWindow, papers: Path, front: str, gaps: Gaps) -> None:
    """Add the folder, and let the window run until all of it is looked into."""
    window.go_to("documents")
    page = window.front()
    assert isinstance(page, DocumentsPage)
    adding, looking = page.adding, window.upkeep.looking
    _run(1_000)  # what the page makes in its next moments
    gaps.begin(f"keeping, with {front} in front")
    adding.add_paths([papers])
    if front != "documents":
        window.go_to(front)
    begun = time.monotonic()
    _idle(adding.is_busy)
    kept = time.monotonic()
    gaps.begin(f"looking, with {front} in front")
    looking.start()  # in the program, opening the file has begun it
    _run(500)
    _idle(looking.is_at_work)
    print(f"  kept after {kept - begun:.1f} s, looked into after {time.monotonic() - begun:.1f} s")


def _idle(is_busy: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONGEST_WAIT_S
    while is_busy():
        assert time.monotonic() < end
        _run(20)
    _run(200)


def _run(milliseconds: int) -> None:
    """Let the loop run. As the program's own does, it lets workers go on meanwhile; `QTest.qWait` holds them up."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
