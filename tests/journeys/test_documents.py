"""Papers come into the case by button, by paste and by drop, are looked at and read, and are kept as they came."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from caseorg.domain.document import Document
from caseorg.services.sample_story import paper_pdf
from tests.documents.made import locked_pdf
from tests.journeys.person import Person

Start = Callable[..., Person]
REPORT = "# Pathology report\nThe tissue of the left lung was looked at under the microscope.\n"

BROKEN = {
    "locked.pdf": (
        locked_pdf(user="kettle"),
        "We kept “locked.pdf”, but it is locked with its own password, so it can't go into a packet.",
    ),
    "cut off.pdf": (
        paper_pdf(REPORT, {})[:300],
        "We kept “cut off.pdf”, but couldn't look inside it. It may be damaged, or not a PDF.",
    ),
    "empty.pdf": (b"", "We kept “empty.pdf”, but there is no page in it."),
    "not.pdf": (
        b"\0\1\2 none of the kinds we know",
        "We kept “not.pdf”, but couldn't look inside it. It may be damaged, or not a PDF.",
    ),
}


def kept(person: Person) -> list[Document]:
    """What is in the case that is open."""
    assert person.program.main is not None
    assert person.program.main.case_id is not None
    return list(person.workspace.load_case(person.program.main.case_id).documents)


def shows_a_picture(person: Person) -> bool:
    """Whether something is drawn where the page is shown: paper and letters, not one even color."""
    well = person.window.findChild(QWidget, "documents.preview")
    assert well is not None
    picture = well.grab().toImage()
    return "#ffffff" in {picture.pixelColor(picture.width() // 2, y).name() for y in range(0, picture.height(), 3)}


def test_a_paper_added_by_button_is_shown_and_read_as_text(in_the_sample: Start, tmp_path: Path) -> None:
    paper = tmp_path / "report 1.pdf"
    paper.write_bytes(paper_pdf(REPORT, {}))
    maria = in_the_sample("Maria's lung biopsy")
    maria.go_to("documents")
    maria.answers_file_dialog(paper)
    maria.press("Add files")
    assert maria.sees("“report 1” is added.")
    assert maria.sees("Page 1 of 1")
    assert shows_a_picture(maria)
    maria.press("Read as text")
    assert maria.sees("The tissue of the left lung was looked at under the microscope.")
    document = next(each for each in kept(maria) if each.name == "report 1")
    assert maria.workspace.bytes_of(document.sha256) == paper.read_bytes()
    # What it looks like is offered, not taken over.
    assert document.kind is None
    assert maria.sees("Looks like a pathology report.")
    maria.press("Use this")
    assert maria.sees("Pathology report")


def test_papers_come_by_drop_and_the_originals_stay_where_they_were(in_the_sample: Start, tmp_path: Path) -> None:
    papers = [tmp_path / "one.pdf", tmp_path / "two.png"]
    papers[0].write_bytes(paper_pdf(REPORT, {}))
    picture = QImage(40, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    picture.save(str(papers[1]))
    before = {path: path.read_bytes() for path in papers}
    maria = in_the_sample("Maria's lung biopsy")
    maria.go_to("documents")
    count = len(kept(maria))
    maria.drops(*papers)
    assert maria.sees("2 files are added.")
    assert len(kept(maria)) == count + 2
    assert {path: path.read_bytes() for path in papers} == before
    # The same file again is not kept twice unless she says so.
    maria.drops(papers[0])
    assert maria.sees("“one.pdf”: You already have this file, added")  # on the day the computer has
    assert len(kept(maria)) == count + 2
    maria.press("Keep both")
    assert len(kept(maria)) == count + 3
    maria.command("Undo add a document")
    assert len(kept(maria)) == count + 2


def test_a_file_a_picture_and_words_come_by_paste(in_the_sample: Start, tmp_path: Path) -> None:
    paper = tmp_path / "copied.pdf"
    paper.write_bytes(paper_pdf(REPORT, {}))
    picture = QImage(60, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    maria = in_the_sample("Maria's lung biopsy")
    maria.go_to("documents")
    maria.copies(paper)
    maria.press("Paste")
    assert maria.sees("“copied” is added.")
    maria.copies(picture=picture)
    maria.press("Paste")
    assert maria.sees("“Pasted picture” is added.")
    maria.copies(text="They called and said the scan is ready.")
    maria.press("Paste")
    assert maria.sees("“Pasted text” is added.")
    maria.press("Read as text")
    assert maria.sees("They called and said the scan is ready.")


def test_a_paper_that_cannot_be_shown_is_kept_and_said_why(in_the_sample: Start, tmp_path: Path) -> None:
    maria = in_the_sample("Maria's lung biopsy")
    maria.go_to("documents")
    for name, (data, sentence) in BROKEN.items():
        paper = tmp_path / name
        paper.write_bytes(data)
        maria.answers_file_dialog(paper)
        maria.press("Add files")
        assert maria.sees(sentence), maria.reads()
        document = next(each for each in kept(maria) if each.original_name == name)
        assert maria.workspace.bytes_of(document.sha256) == data


def test_a_copy_saved_over_the_open_case_file_by_mistake_costs_nothing(in_the_sample: Start) -> None:
    maria = in_the_sample("Maria's lung biopsy")
    file = maria.workspace.case_file.path
    maria.go_to("documents")
    maria.choose_row("documents.list", kept(maria)[0].name)
    maria.answers_file_dialog(file)
    maria.press_named("documents.save_copy")
    assert maria.sees(f"There is already a file named “{file.name}”.")
    document = maria.workspace.load_case(kept(maria)[0].case_id).documents[0]
    maria.workspace.save(document.revised(name="Report of the day after"), "Edit document")
    assert kept(maria)[0].name == "Report of the day after"
