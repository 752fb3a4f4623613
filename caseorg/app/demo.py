"""The demo: the sample cases in a new case file, every paper as PDF, and a summary of what the rules make of them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from caseorg.app.command_words import of_assessment
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.errors import FileExistsAlreadyError
from caseorg.domain.letter import Letter, LetterKind, Packet
from caseorg.domain.requests import Holder
from caseorg.services.documents import exhibit_pages
from caseorg.services.letters import gather_packet, keep_packet, make_letter, pdf_of, plan_of, write_pdf
from caseorg.services.outside import written
from caseorg.services.requests import Asking, Wanted, ask_for_records
from caseorg.services.sample import Sample, tell_stories
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import new_salt, seal_with

CASE_FILE = "sample.caseorg"
SUMMARY = "summary.json"
_MADE_BY = "caseorg demo"


def write_demo(folder: Path, today: date, language: str) -> dict[str, Any]:
    """Make the demo in a folder; return its summary, which is written there as well.

    What an earlier demo wrote there is replaced. A folder with anything else in it is left alone.

    Raises:
        FileExistsAlreadyError: If the folder holds something that no demo wrote.
        PlaceNotWrittenError, DiskFullError: If it can't be written there.
    """
    with written(folder.name):
        return _written(folder, today, language)


def _written(folder: Path, today: date, language: str) -> dict[str, Any]:
    _make_room(folder)
    # The empty password: everybody may open a sample.
    workspace = Workspace(CaseFile.create(folder / CASE_FILE, seal_with("", new_salt())), today=lambda: today)
    try:
        sample = tell_stories(workspace)
        cases = [_case(workspace, case_id, folder, language) for case_id in _with_all_papers(workspace, sample)]
    finally:
        workspace.close()
    summary = {"made_by": _MADE_BY, "today": today.isoformat(), "case_file": CASE_FILE, "cases": cases}
    (folder / SUMMARY).write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return summary


def _make_room(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    there = {path.name for path in folder.iterdir()}
    ours: set[str] = set()
    if SUMMARY in there:
        earlier = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        if isinstance(earlier, dict) and earlier.get("made_by") == _MADE_BY:
            ours = {SUMMARY, CASE_FILE, *(file["file"] for case in earlier["cases"] for file in case["files"])}
    if there - ours:
        raise FileExistsAlreadyError(sorted(there - ours)[0])
    for name in there:
        (folder / name).unlink()


def _with_all_papers(workspace: Workspace, sample: Sample) -> tuple[UUID, UUID]:
    """Make the papers that the stories have not made yet."""
    _slide_loan(workspace, workspace.load_case(sample.maria))
    maria, luis = workspace.load_case(sample.maria), workspace.load_case(sample.luis)
    wanted = (
        (sample.maria, LetterKind.network_exception, maria.network_exceptions[0].id),
        (sample.maria, LetterKind.call_script, None),
        (sample.maria, LetterKind.question_sheet, maria.visits[0].id),
        (sample.luis, LetterKind.appeal, luis.appeals[0].id),
    )
    for case_id, kind, about in wanted:
        make_letter(workspace, Letter(case_id=case_id, kind=kind, about_id=about))
    plan = gather_packet(workspace, luis.packets[0])
    keep_packet(workspace, luis.packets[0], write_pdf(plan, exhibit_pages(workspace, luis)))
    return sample.maria, sample.luis


def _slide_loan(workspace: Workspace, maria: CaseSnapshot) -> None:
    """Ask for the slides, which the story leaves open as the next step."""
    slides = next(item for item in maria.items if item.kind.holder is Holder.pathology)
    office = next(contact for contact in maria.contacts if contact.id == slides.contact_id)
    wanted = Wanted(slides.kind, "Lung biopsy", accession_number="S26-10423", item_id=slides.id)
    asked = ask_for_records(workspace, maria.case.id, Asking(office, (wanted,)))
    snapshot = workspace.load_case(maria.case.id)
    center = next(contact for contact in snapshot.contacts if contact.name == "Lakeside Cancer Center")
    loan = snapshot.loans[0].revised(borrower_id=center.id, parts="A", slide_count=12, block_count=1)
    workspace.save(loan, "Edit loan")
    make_letter(workspace, Letter(case_id=maria.case.id, kind=asked[0].kind, about_id=asked[0].request_id))


def _case(workspace: Workspace, case_id: UUID, folder: Path, language: str) -> dict[str, Any]:
    """Write the papers of one case, and return what the summary says of it."""
    snapshot = workspace.load_case(case_id)
    assessment = workspace.assess(snapshot)
    papers: tuple[Letter | Packet, ...] = (*snapshot.letters, *snapshot.packets)
    files = [_file(workspace, paper, folder) for paper in papers if paper.pdf_sha256]
    return {"title": snapshot.case.title, **of_assessment(assessment, language), "files": files}


def _file(workspace: Workspace, paper: Letter | Packet, folder: Path) -> dict[str, Any]:
    name = Path(paper.file_name)
    number = 1
    while (target := folder / (f"{name.stem} {number}{name.suffix}" if number > 1 else name.name)).exists():
        number += 1
    target.write_bytes(pdf_of(workspace, paper))
    plan = plan_of(workspace, paper) if isinstance(paper, Letter) else gather_packet(workspace, paper)
    return {
        "file": target.name,
        "what": "packet" if isinstance(paper, Packet) else paper.kind.value,
        "title": paper.title,
        "status": paper.status.value,
        "pages": paper.page_count,
        "sha256": paper.pdf_sha256,
        "findings": [{"level": each.level.value, "sentence": each.sentence} for each in plan.findings],
    }
