"""Walks past every page and makes every paper of a case in which each text is out to do harm, and says what it saw.

Run as a program of its own, so that it can be watched: `python -m tests.trust.naughty_walk FOLDER`.
"""

from __future__ import annotations

import json
import re
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter, LetterKind, Packet
from caseorg.domain.record import Record
from caseorg.packets.kinds import KINDS
from caseorg.services.documents import exhibit_pages
from caseorg.services.letters import gather_packet, make_letter, write_pdf
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt
from caseorg.ui.background import Background
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from caseorg.ui.places import Doors
from caseorg.ui.remembered import Look, Remembered
from tests.journeys.full_case import full_case
from tests.journeys.tour import tour
from tests.packets.reading import page_texts
from tests.ui.checks import rich_labels
from tests.ui.conftest import AtOnce, GivenFiles, settings_in

TODAY = date(2026, 11, 22)
BAIT = ("/etc/bait", "host/share/x")
"""What no process may look for: where the pictures in the texts below would be."""

PRINTABLE = '<img src="/etc/bait"><b>&"Zoë</b> &amp; {0} {} %s %n //host/share/x Nguyễn Thị Ánh'
NAUGHTY = PRINTABLE + " محمد 🦓\r\nsecond <b> " + "".join(chr(ord("a") + at % 26) for at in range(300))
"""What stands in every text field after its mark."""

_MARK = re.compile(r"Zq\d{3}q")
_LONGEST_SHOWN = 200
_NAMES_OF_FILES = (".caseorg”", ".pdf")
"""What a name suggested for a file ends in: no system lets all of these letters stand there."""
_FOOT = re.compile(r"Page \d+ of \d+|^\d+$")


@dataclass
class Seen:
    """What the walk saw."""

    fields: dict[str, str] = field(default_factory=dict)
    """The field that each mark stands for."""
    texts: int = 0
    shown: set[str] = field(default_factory=set)
    """The fields that were in sight on some page."""
    printed: set[str] = field(default_factory=set)
    """The fields that stand on some paper."""
    changed: list[str] = field(default_factory=list)
    """Where a text stood otherwise than it was typed."""
    rich: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    papers: int = 0
    defects: list[str] = field(default_factory=list)

    def mark(self, record_type: type[Record], name: str) -> str:
        """Return the mark of a field."""
        found = f"Zq{len(self.fields):03}q"
        self.fields[found] = f"{record_type.__name__}.{name}"
        return found

    def read(self, where: str, text: str, tail: str) -> None:
        """Look at a text as it stands on a page: after a mark, what was typed has to follow as it was typed."""
        self.texts += 1
        if any(ending in text for ending in _NAMES_OF_FILES):
            return
        for found in _MARK.finditer(text):
            if not is_literal(text[found.end() :], tail):
                self.changed.append(f"{where}: {self.fields[found[0]]}: {text[:_LONGEST_SHOWN]!r}")
            self.shown.add(self.fields[found[0]])


def is_literal(rest: str, tail: str) -> bool:
    """Tell whether a text goes on as `tail` does: all of it, its first line, or as far as a … says that it was cut."""
    rest, whole, first_line = ("".join(each.split()) for each in (rest, tail, tail.splitlines()[0]))
    if rest.startswith(whole) or rest == first_line:
        return True
    kept, cut, _more = rest.partition("…")
    return bool(cut) and whole.startswith(kept.strip())


def texts_in(window: QWidget) -> Iterator[str]:
    """Give every text that can be seen or heard in a window."""
    yield window.windowTitle()
    for action in window.findChildren(QAction):
        yield unmarked(action.text())
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        yield widget.accessibleName()
        yield widget.accessibleDescription()
        yield widget.toolTip()
        if isinstance(widget, QAbstractButton):
            yield unmarked(widget.text())
        elif isinstance(widget, QLabel | QLineEdit):
            yield widget.text()
        elif isinstance(widget, QPlainTextEdit):
            yield widget.toPlainText()
        elif isinstance(widget, QComboBox):
            yield from (widget.itemText(at) for at in range(widget.count()))
        elif isinstance(widget, QAbstractItemView):
            yield from cells_of(widget)


def cells_of(view: QAbstractItemView) -> Iterator[str]:
    """Give what stands in each cell of a list, and what is spoken for it."""
    model = view.model()
    roles = Qt.ItemDataRole
    for row in range(model.rowCount(view.rootIndex())):
        column = 0
        while (index := model.index(row, column)).isValid():
            column += 1
            for role in (roles.DisplayRole, roles.AccessibleTextRole, roles.ToolTipRole):
                said = model.data(index, role)
                if isinstance(said, str):
                    yield said


def unmarked(text: str) -> str:
    """Return a text of a button or menu as it is drawn, without the marks of Alt and its letter."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def walk(application: QApplication, folder: Path, seen: Seen) -> None:
    """Walk past every page of such a case, then make its papers."""
    workspace = Workspace(CaseFile.create(folder / "case.caseorg", Seal(new_salt(), bytes(16))), today=lambda: TODAY)
    case_id = full_case(workspace, lambda record_type, name: seen.mark(record_type, name) + NAUGHTY)
    (folder / "settings").mkdir()
    appearance = Appearance(application, Remembered(folder / "settings"), Look(theme="light"), family="Noto Sans")
    background = Background(lambda error: note_defect(seen, error), AtOnce())
    window = MainWindow(
        workspace,
        all_pages(),
        appearance=appearance,
        background=background,
        files=GivenFiles(),
        doors=Doors(*(lambda *_given, **_named: None for _door in Doors.__dataclass_fields__)),
        defect=lambda error: note_defect(seen, error),
        settings=settings_in(folder / "settings"),
    )
    window.resize(1280, 800)
    window.show_case(case_id)
    window.show()
    for stop in tour(window, all_pages()):
        for text in texts_in(window):
            seen.read(stop.name, text, NAUGHTY)
        window.tell.done(seen.mark(Record, "message") + NAUGHTY)
        seen.read(f"{stop.name} message", window.messages.text(), NAUGHTY)
        seen.rich += [f"{stop.name}: {label}" for label in rich_labels(window)]
        window.grab()
    window.close()
    make_papers(workspace, case_id, seen)
    workspace.close()


def make_papers(workspace: Workspace, case_id: object, seen: Seen) -> None:
    """Make every paper and the packet; each prints what was typed, or is refused in a sentence."""
    snapshot = workspace.load_case(case_id)  # type: ignore[arg-type]
    for kind in KINDS:
        for about in (snapshot.requests[0].id, snapshot.appeals[0].id, snapshot.visits[0].id):
            letter = Letter(case_id=snapshot.case.id, kind=LetterKind(kind), about_id=about, own_words=NAUGHTY)
            try:
                made = make_letter(workspace, letter).made
            except CaseorgError as error:
                seen.refused[str(kind)] = str(error)
                continue
            read_paper(str(kind), made.pdf, seen)
            break
    packet = next(each for each in snapshot.packets if isinstance(each, Packet))
    try:
        read_paper("packet", write_pdf(gather_packet(workspace, packet), exhibit_pages(workspace, snapshot)).pdf, seen)
    except CaseorgError as error:
        seen.refused["packet"] = str(error)


def read_paper(name: str, pdf: bytes, seen: Seen) -> None:
    """Look at a paper: after each mark follows what was typed at least once, or as far as a … says that it was cut."""
    seen.papers += 1
    lines = [line for page in page_texts(pdf) for line in page.splitlines() if not _FOOT.search(line)]
    printed, wanted = "".join("".join(lines).split()), "".join(PRINTABLE.split())
    for mark in sorted(set(_MARK.findall(printed))):
        seen.printed.add(seen.fields[mark])
        if not any(is_literal(rest, wanted) for rest in printed.split(mark)[1:]):
            at = printed.index(mark)
            seen.changed.append(f"{name}: {seen.fields[mark]}: {printed[at : at + _LONGEST_SHOWN]!r}")


def note_defect(seen: Seen, error: BaseException) -> None:
    """Note an error that is no sentence for a person, and where it came from."""
    traceback.print_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    seen.defects.append(f"{type(error).__name__} in {last.name} of {Path(last.filename).name}:{last.lineno}")


def main() -> None:
    """Walk, and print what was seen as JSON."""
    seen = Seen()
    sys.excepthook = lambda _kind, error, _trace: note_defect(seen, error)
    application = QApplication(sys.argv[:1])
    walk(application, Path(sys.argv[1]), seen)
    said = {name: sorted(value) if isinstance(value, set) else value for name, value in vars(seen).items()}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
