"""What the project's papers say is so."""

import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.document import Document
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.recovery_code import code_of
from caseorg.store.seal import new_salt, seal_with
from tests.architecture.project import ROOT, listed, tracked_files

PAPERS = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md"))
FOLDERS = ("caseorg", "resources", "tests", "packaging", "docs", ".ci")


def said_in_code(paper: Path) -> list[str]:
    """What a paper sets in backticks, outside of blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", paper.read_text(encoding="utf-8"), flags=re.S))


def test_the_papers_name_only_files_that_are_there() -> None:
    missing = [
        f"{paper.name}: {name}"
        for paper in PAPERS
        for name in said_in_code(paper)
        if name.split("/")[0] in FOLDERS and "/" in name and "*" not in name and not (ROOT / name).exists()
    ]
    assert not missing, listed(missing)


def test_the_papers_name_only_targets_make_knows() -> None:
    known = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    named = {name for paper in PAPERS for name in re.findall(r"\bmake ([a-z0-9-]+)\b", "\n".join(said_in_code(paper)))}
    assert named
    assert named <= known


def test_links_between_the_papers_lead_somewhere() -> None:
    broken = [
        f"{paper.name}: {target}"
        for paper in PAPERS
        for target in re.findall(r"\]\(([^)#:]+)\)", paper.read_text(encoding="utf-8"))
        if not (paper.parent / target).exists()
    ]
    assert not broken, listed(broken)


def test_no_file_sends_its_reader_to_a_paper_that_is_not_here() -> None:
    here = {path.name for path in tracked_files() if path.suffix == ".md"}
    texts = (path for path in tracked_files() if path.suffix in {".py", ".toml", ".md", ".txt"})
    named = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in texts
        if not {"data", "licences"} & set(path.parts)
        for name in re.findall(r"\b[\w-]+\.md\b", path.read_text(encoding="utf-8"))
        if name not in here
    }
    assert not named, listed(named)


def test_every_kind_of_record_is_in_the_glossary() -> None:
    glossary = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    missing = [record_type.__name__ for record_type in RECORD_TYPES if f"`{record_type.__name__}`" not in glossary]
    assert not missing, listed(missing)


@pytest.mark.parametrize("by_code", [False, True], ids=["password", "recovery code"])
def test_the_format_page_is_enough_to_read_a_case_file(tmp_path: Path, by_code: bool) -> None:
    page = (ROOT / "docs/FORMAT.md").read_text(encoding="utf-8")
    reader = tmp_path / "reader.py"
    reader.write_text(re.findall(r"```python\n(.*?)```", page, flags=re.S)[0], encoding="utf-8")
    data = bytes(range(256)) * 5000  # more than one chunk
    seal = seal_with("  Señora 1 \n", new_salt())
    workspace = Workspace(CaseFile.create(tmp_path / "Maria.caseorg", seal))
    case = Case(title="Maria's lung biopsy")
    with workspace.step("Add document") as step:
        step.save(case)
        digest = step.keep(data)
        step.save(Document(case_id=case.id, original_name="EOB March.pdf", sha256=digest, size_bytes=len(data)))
    workspace.close()

    typed = code_of(seal.secret).lower() if by_code else "Señora 1"
    read = subprocess.run(
        [sys.executable, "-I", reader, "Maria.caseorg", *(["--code"] if by_code else [])],
        cwd=tmp_path,
        input=f"{typed}\n".encode(),
        env={"PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
    )

    assert read.stderr == b""
    assert read.stdout.decode().splitlines() == ["Case: Maria's lung biopsy", "Document: EOB March.pdf"]
    assert sha256((tmp_path / f"{digest[:8]} EOB March.pdf").read_bytes()).hexdigest() == digest
