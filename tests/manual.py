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

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

from caseorg.base import resources
from caseorg.ui.pages import all_pages
from caseorg.ui.remembered import Look
from caseorg.ui.tables.table_view import RecordTable
from tests.architecture.project import ROOT
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
}
"""The name of each picture, and the page it is of. There is one of the first screen besides."""
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
    kinds = {kind.name: kind for kind in all_pages()}
    for language in LANGUAGES:
        program.appearance.show(Look(100, "light", language), remember=False)
        window.resize(*_WINDOW)
        for name, page in PAGES.items():
            window.show_case(case_for(window.workspace, cases, kinds[page]))
            window.go_to(page)
            settle()
            front = window.front()
            assert front is not None
            for table in front.findChildren(RecordTable)[:1]:
                if table.isVisible() and table.model.rowCount():
                    table.select(table.model.key(table.model.row_at(table.model.index(0, 0))))
            settle()
            yield name, language, front
    program.leave()


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
