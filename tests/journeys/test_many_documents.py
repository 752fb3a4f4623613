"""A folder of many files: kept at once, then looked into while the person goes on, through locks, stops and undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu, QWidget

from caseorg.domain.document import Document
from caseorg.services import looking_later
from caseorg.store.checker import check_file
from caseorg.ui.background import Background
from caseorg.ui.pages.documents import DocumentsPage
from caseorg.ui.widgets.button import Button
from tests.documents.made import a_pdf, a_picture, locked_pdf, saved
from tests.journeys.person import Person
from tests.services.test_intake_tray import mail, packed
from tests.ui.conftest import AtOnce

Start = Callable[..., Person]
_LONGEST_MS = 60_000
REPORT = saved(a_pdf("Surgical Pathology Report of Quillfeather", "Page two"))
NOTES = 60


class Held(AtOnce):
    """Does at once all but looking into documents, which waits until it is let go: what is seen before is certain."""

    def __init__(self) -> None:
        self.is_held = True
        self.waiting: list[Callable[[], object]] = []

    def submit(self, work, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        if self.is_held and "LookingInto" in getattr(args[-1], "__qualname__", ""):
            self.waiting.append(lambda: AtOnce.submit(self, work, *args, **kwargs))
            return None
        return super().submit(work, *args, **kwargs)

    def wait_for_one(self, person: Person) -> None:
        """Wait until documents are about to be looked into."""
        person.qtbot.waitUntil(lambda: bool(self.waiting), timeout=_LONGEST_MS)

    def do_one(self) -> None:
        """Do what waits first, and hold what comes after it."""
        self.waiting.pop(0)()

    def let_go(self) -> None:
        """Do what waits, and from now on all at once."""
        self.is_held = False
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            each()


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def background(defects: list[BaseException], held: Held) -> Iterator[Background]:
    made = Background(defects.append, held)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Many notes, and among them two reports alike, an archive, a mail, and files that are broken in several ways."""
    into = tmp_path / "From the portal"
    into.mkdir()
    for number in range(NOTES):
        (into / f"note {number:02}.txt").write_text(f"Note {number} of the nurse.")
    for name, data in {
        "a report.pdf": REPORT,
        "the same report.pdf": REPORT,
        "photo.jpg": a_picture("JPEG"),
        "papers.zip": packed(a_in_inside_dot_txt=b"In the archive"),
        "mail.eml": mail(),
        "cut off.pdf": REPORT[:150],
        "empty.pdf": b"",
        "odd.xyz": bytes(range(256)),
        "locked.pdf": locked_pdf(user="kettle"),
    }.items():
        (into / name).write_bytes(data)
    return into


def kept(person: Person) -> dict[str, Document]:
    """What is in the case that is open, by the names of the files."""
    assert person.program.main is not None
    assert person.program.main.case_id is not None
    return {each.original_name: each for each in person.workspace.load_case(person.program.main.case_id).documents}


def unseen(person: Person) -> int:
    return sum(each.is_unseen for each in kept(person).values())


def status_of(person: Person) -> Button:
    found = person.window.findChild(Button, "status.reading")
    assert isinstance(found, Button)
    return found


def add_folder(person: Person, folder: Path) -> None:
    person.go_to("documents")
    person.answers_file_dialog(folder)
    person.press("Add a disc or folder")


def is_whole(person: Person) -> bool:
    case_file = person.workspace.case_file
    return check_file(case_file.path, case_file.seal).is_whole


def test_a_folder_is_kept_then_looked_into_and_what_is_opened_comes_first(
    in_the_sample: Start, folder: Path, held: Held
) -> None:
    maria = in_the_sample("Maria's lung biopsy")
    before = kept(maria)
    add_folder(maria, folder)
    # All of it is in the case before anybody has looked into any of it, and the window can be used.
    assert maria.sees("“the same report.pdf”: You already have this file")
    assert maria.sees(f"{NOTES + 8} files are added. We are looking into them now. You can go on meanwhile.")
    assert unseen(maria) == NOTES + 8
    maria.choose_row("documents.list", "a report")
    well = maria.window.findChild(QWidget, "documents.preview.picture")
    assert well is not None
    assert well.accessibleDescription() == "We are looking into this file. Its pages come in a moment."
    assert maria.sees("We have not looked into this file yet. It is kept as it came.")
    maria.type("document.name", "My report")
    maria.press("Save")
    assert kept(maria)["a report.pdf"].name == "My report"
    # Then it is looked into, and its pages come by themselves.
    held.wait_for_one(maria)
    held.let_go()
    maria.qtbot.waitUntil(lambda: unseen(maria) == 0, timeout=_LONGEST_MS)
    maria.choose_row("documents.list", "My report")
    assert maria.sees("Page 1 of 2")
    assert maria.sees("Looks like a pathology report. Use this?")
    found = kept(maria)
    assert (found["a report.pdf"].name, found["a report.pdf"].page_count) == ("My report", 2)
    assert found.keys() - before.keys() == {path.name for path in folder.iterdir()} - {"the same report.pdf"} | {
        "inside.txt", "sent.pdf",
    }  # fmt: skip
    maria.choose_row("documents.list", "cut off")
    assert maria.sees("We kept “cut off.pdf”, but couldn't look inside it. It may be damaged, or not a PDF.")
    maria.choose_row("documents.list", "locked")
    assert maria.sees("We kept “locked.pdf”, but it is locked with its own password")
    maria.qtbot.waitUntil(lambda: not status_of(maria).isVisible(), timeout=_LONGEST_MS)
    assert is_whole(maria)
    # Naming it was one step, and adding all of them was one.
    maria.command("Undo edit document")
    assert (kept(maria)["a report.pdf"].name, kept(maria)["a report.pdf"].page_count) == ("a report", 2)
    maria.command(f"Undo add {NOTES + 8} documents")
    assert kept(maria).keys() == before.keys()
    assert is_whole(maria)


def test_the_same_again_is_kept_twice_only_if_she_says_so(in_the_sample: Start, folder: Path, held: Held) -> None:
    held.let_go()
    maria = in_the_sample("Maria's lung biopsy")
    add_folder(maria, folder)
    maria.qtbot.waitUntil(lambda: unseen(maria) == 0, timeout=_LONGEST_MS)
    count = len(maria.workspace.load_case(kept(maria)["a report.pdf"].case_id).documents)
    maria.go_to("questions")
    add_folder(maria, folder)
    assert maria.sees(f"You already have {NOTES + 9} of these files.")
    assert len(maria.workspace.load_case(kept(maria)["a report.pdf"].case_id).documents) == count
    maria.press("Keep both")
    assert maria.sees(f"{NOTES + 9} files are added.")
    assert len(maria.workspace.load_case(kept(maria)["a report.pdf"].case_id).documents) == count + NOTES + 9
    assert unseen(maria) == 0, "what is in them is known already"


def test_she_stops_it_opens_one_and_it_goes_on_when_the_file_is_open_again(
    in_the_sample: Start, folder: Path, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_later, "_AT_ONCE_S", 0)  # one at a time
    maria = in_the_sample("Maria's lung biopsy")
    add_folder(maria, folder)
    status = status_of(maria)
    held.wait_for_one(maria)
    held.do_one()
    held.wait_for_one(maria)
    first = unseen(maria)
    assert 0 < first < NOTES + 8
    assert status.isVisible()
    assert status.words() == f"Looking into files: {NOTES + 8 - first + 1} of {NOTES + 8}"
    maria.press(status.words())
    menu = status.findChild(QMenu, "status.reading.menu")
    assert menu is not None
    (stop,) = menu.actions()
    assert stop.text() == "Stop looking into files for now"
    stop.trigger()
    menu.close()
    held.do_one()
    assert not status.isVisible()
    assert unseen(maria) == first
    # One that she opens is looked into all the same, and no other.
    last = [each for each in kept(maria).values() if each.is_unseen][-1]
    maria.choose_row("documents.list", last.name)
    held.wait_for_one(maria)
    held.do_one()
    assert maria.sees("Page 1 of 1")
    maria.qtbot.wait(400)
    assert held.waiting == []
    assert unseen(maria) == first - 1
    assert is_whole(maria)
    maria.program.leave()
    # The next opening goes on with the rest, and undo takes back all of it.
    again = in_the_sample("Maria's lung biopsy")
    held.wait_for_one(again)
    held.let_go()
    again.qtbot.waitUntil(lambda: unseen(again) == 0, timeout=_LONGEST_MS)
    assert is_whole(again)
    again.command(f"Undo add {NOTES + 8} documents")
    assert "a report.pdf" not in kept(again)
    assert "inside.txt" not in kept(again)
    again.command(f"Redo add {NOTES + 8} documents")
    again.qtbot.waitUntil(lambda: unseen(again) == 0, timeout=_LONGEST_MS)
    assert kept(again)["a report.pdf"].page_count == 2
    assert is_whole(again)


def test_she_cancels_and_nothing_is_there(in_the_sample: Start, folder: Path) -> None:
    maria = in_the_sample("Maria's lung biopsy")
    before = kept(maria)
    maria.go_to("documents")
    page = maria.window.findChild(DocumentsPage)
    assert page is not None
    shown = page.adding._show_progress

    def press_cancel(done: int, count: int) -> None:
        shown(done, count)
        if done == 20:
            page.adding.place.show()  # as after a second
            maria.press("Cancel", within="documents.progress")

    page.adding._show_progress = press_cancel  # type: ignore[method-assign]
    maria.answers_file_dialog(folder)
    maria.press("Add a disc or folder")
    assert maria.sees("Stopped. Nothing was added.")
    assert kept(maria) == before
    assert is_whole(maria)
