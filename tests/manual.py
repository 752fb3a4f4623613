"""Takes the pictures of the manual from the running program, in both languages: `make manual`.

docs/manual/images/LANGUAGE/NAME.png, small enough to ship with the program. They show the sample cases alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from uuid import UUID

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QFontDatabase
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from caseorg.base import resources
from caseorg.domain.document import Document
from caseorg.services.documents import add_documents
from caseorg.services.looking import Brought, look_at
from caseorg.services.workspace import Workspace
from caseorg.ui.pages import all_pages
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.pages.search import SearchPage
from caseorg.ui.remembered import Look
from caseorg.ui.tables.table_view import RecordTable
from tests.architecture.project import ROOT
from tests.documents.scanned import DENIAL, a_letter
from tests.journeys.tour import case_for, settle
from tests.screenshots import open_sample, program_for, sample_file

FOLDER = ROOT / "docs/manual/images"
LANGUAGES = ("en", "es")
PAGES = {
    "records": "records",
    "next_steps": "next_steps",
    "coverage": "coverage",
    "call_desk": "call_desk",
    "questions": "questions",
    "opinions": "opinions",
    "costs": "costs_and_calls",
    "denials": "denials_and_appeals",
    "deadlines": "deadlines",
    "back_up": "back_up",
    "documents": "documents",
    "denial_desk": "denial_desk",
    "search": "search",
    "search_meant": "search",
}
"""The name of each picture, and the page it is of. There is one of the first screen besides."""
_TYPED = {
    "search": {"en": "biopsy", "es": "biopsia"},
    "search_meant": {"en": "deductable", "es": "deducibel"},
}
_SEARCHED_MS = 350  # the best hits come a moment after the last key
WELCOME = "welcome"
_WINDOW = (1080, 760)
_HIGHEST = 620
_COLORS = 64


def main() -> int:
    """Take all pictures anew."""
    application = QApplication(sys.argv[:1])
    for weight in ("Regular", "Bold"):
        QFontDatabase.addApplicationFont(str(resources.path(f"fonts/noto-sans/NotoSans-{weight}.ttf")))
    taken = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, language, widget in _shown(application, Path(folder)):
            target = FOLDER / language / f"{name}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(small(widget))
            taken += 1
    print(f"{taken} pictures in {FOLDER.relative_to(ROOT)}")
    return 0


def _shown(application: QApplication, folder: Path) -> Iterator[tuple[str, str, QWidget]]:
    path, cases = sample_file(folder)
    program = program_for(application, folder)
    program.start()
    assert program.first is not None
    program.first.resize(*_WINDOW)
    for language in LANGUAGES:
        program.appearance.show(Look(100, "light", language), remember=False)
        program.first.show_welcome()
        settle()
        yield WELCOME, language, program.first
    open_sample(program, path)
    window = program.main
    assert window is not None
    letter = _letter(window.workspace, cases)
    kinds = {kind.name: kind for kind in all_pages()}
    for language in LANGUAGES:
        program.appearance.show(Look(100, "light", language), remember=False)
        window.resize(*_WINDOW)
        for name, page in PAGES.items():
            shows_letter = page in ("documents", "denial_desk")
            window.show_case(letter.case_id if shows_letter else case_for(window.workspace, cases, kinds[page]))
            window.go_to(page, letter.id if shows_letter else None)
            settle()
            front = window.front()
            assert front is not None
            if isinstance(front, SearchPage):
                front.field.setText(_TYPED[name][language])
                QTest.qWait(_SEARCHED_MS)
            if isinstance(front, DocumentsPage):
                front.scroller.ensureWidgetVisible(front.about)
            for table in () if shows_letter else front.findChildren(RecordTable)[:1]:
                if table.isVisible() and table.model.rowCount():
                    table.select(table.model.key(table.model.row_at(table.model.index(0, 0))))
            settle()
            if shows_letter:
                QTest.qWait(_SEARCHED_MS)  # a page is drawn anew a moment after its place has changed
            yield name, language, front
    program.leave()


def _letter(workspace: Workspace, cases: tuple[UUID, ...]) -> Document:
    """Add a letter from which no denial was taken yet to the case of the plan that wrote it; return it."""
    sender = DENIAL.partition("\n")[0]
    case_id = next(each for each in cases if any(plan.name == sender for plan in workspace.load_case(each).plans))
    # With the member ID of that case, so that the picture shows one thing.
    number = next(each.member_id for each in workspace.load_case(case_id).coverages)
    brought = Brought("Letter from the plan.pdf", a_letter(DENIAL.replace("BRH 771 204 118", number)))
    return add_documents(workspace, case_id, look_at([brought])).documents[0]


def small(widget: QWidget) -> bytes:
    """Return a picture of a screen as PNG in few colors: a fifth of the size, and nothing to be seen of it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().save(buffer, "PNG")  # type: ignore[call-overload]
    picture = Image.open(BytesIO(bytes(buffer.data().data()))).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, _HIGHEST)))
    packed = BytesIO()
    picture.quantize(_COLORS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
    return packed.getvalue()


if __name__ == "__main__":
    sys.exit(main())
