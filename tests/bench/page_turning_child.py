"""The window of the program with the sample in it, whose pages are turned; prints how long each turn took, as JSON."""

from __future__ import annotations

import io
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PIL import Image, ImageDraw
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from caseorg.app.loading import load_the_rest
from caseorg.documents.worker import shared
from caseorg.domain.letter import PacketKind
from caseorg.services import documents, looking, packet_drafts
from caseorg.services.sample import tell_stories
from caseorg.services.workspace import Workspace
from caseorg.ui.background import Background
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from caseorg.ui.places import Doors
from caseorg.ui.remembered import Look, Remembered
from caseorg.ui.widgets.page_preview import PagePreview
from tests.bench.case_file import a_workspace
from tests.ui.conftest import GivenFiles, settings_in

SCANS = 8
LOOKS_MS, MOST_S = 1000, 5
"""How long somebody looks at a page before turning on; longer only where other programs hold the computer up."""


def main() -> None:
    """Open the window twice, on the packet and on the scans, and turn."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True)
    application = QApplication(sys.argv[:1])
    load_the_rest()
    workspace = a_workspace(folder, "turning.caseorg")
    sample = tell_stories(workspace)
    scans = _add_scans(workspace, sample.luis)
    packet_drafts.start_packet(workspace, sample.luis, PacketKind.consultant)
    background = Background(_raise)
    appearance = Appearance(application, Remembered(folder), Look(theme="light"), family="Noto Sans")
    doors = Doors(*(_nothing for _name in Doors.__dataclass_fields__))
    window = MainWindow(
        workspace, all_pages(), appearance=appearance, background=background, files=GivenFiles(), doors=doors,
        defect=_raise, settings=settings_in(folder),
    )  # fmt: skip
    window.resize(1280, 800)
    window.show_case(sample.luis)
    window.show()
    draft = next(one for one in workspace.load_case(sample.luis).packets if one.kind is PacketKind.consultant)
    window.go_to("packet_builder", draft.id)
    found = {"a packet": _turned(_preview(window))}
    window.go_to("documents", scans)
    found["scanned pages"] = _turned(_preview(window))
    print(json.dumps(found))
    sys.stdout.flush()
    background.close()
    shared().close()
    workspace.close()


def _nothing(*_given: object, **_named: object) -> None:
    pass


def _raise(error: BaseException) -> None:
    raise error


def _add_scans(workspace: Workspace, case_id: UUID) -> UUID:
    """Bring in pages as a scanner makes them: Letter at 300 dots an inch, in color, with the grain of paper."""
    random_ = random.Random(1)
    grain = Image.frombytes("RGB", (850, 1100), bytes(random_.choices(range(225, 256), k=850 * 1100 * 3)))
    pages = []
    for number in range(SCANS):
        page = grain.resize((2550, 3300))
        brush = ImageDraw.Draw(page)
        for line in range(60):
            words = f"Sheet {number}, line {line}: " + "the tissue was seen twice. " * 3
            brush.text((200, 200 + line * 48), words, "black", font_size=30)
        pages.append(page)
    out = io.BytesIO()
    pages[0].save(out, "TIFF", compression="jpeg", save_all=True, append_images=pages[1:])
    looked = looking.look_at((looking.Brought("scan.tiff", out.getvalue()),))
    return documents.add_documents(workspace, case_id, looked).documents[0].id


def _preview(window: MainWindow) -> PagePreview:
    """Return the preview that is on show, once it shows its first page."""

    def shown() -> PagePreview | None:
        previews = window.front().findChildren(PagePreview)
        return next((one for one in previews if one.isVisible() and one._well._sheet.picture is not None), None)

    _wait(lambda: shown() is not None)
    QTest.qWait(500)
    preview = shown()
    if preview is None:
        raise AssertionError
    return preview


class _Painted(QObject):
    """Notes when the page's picture is painted."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return False


def _turned(preview: PagePreview) -> list[tuple[float, float]]:
    """Turn to the last page and back, and return how many milliseconds each turn took.

    The first of each pair is the time until the window showed another page, with or without what is on it; the second
    until all that is on it was painted.
    """
    sheet, painted = preview._well.sheet, _Painted()
    sheet.installEventFilter(painted)
    waits = []
    for button in (preview.next, preview.previous):
        while button.isEnabled():
            before, count = sheet.picture, painted.count
            start = time.perf_counter()
            button.click()

            def answered(before: object = before, count: int = count) -> bool:
                return (sheet.is_blank or sheet.picture is not before) and painted.count > count

            def done(before: object = before, count: int = count) -> bool:
                return sheet.picture is not before and not sheet.is_blank and painted.count > count

            _wait(answered)
            at_once = (time.perf_counter() - start) * 1000
            _wait(done)
            waits.append((at_once, (time.perf_counter() - start) * 1000))
            for _second in range(MOST_S):
                QTest.qWait(LOOKS_MS)
                if not preview._ahead_job:
                    break
    return waits


def _wait(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done():
        if time.monotonic() > end:
            raise TimeoutError
        QCoreApplication.processEvents()
        time.sleep(0.0005)


if __name__ == "__main__":
    main()
