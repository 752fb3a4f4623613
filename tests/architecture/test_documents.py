"""What the project's papers say is so."""

import re
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.document import Document
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.daily_copy import write_without_large
from caseorg.store.engine import connect
from caseorg.store.recovery_code import code_of
from caseorg.store.seal import FORMAT, MARK, seal_with
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
    """Also where a name is too long for a disk, and where a large document is not in the file, as in a daily copy."""
    page = (ROOT / "docs/FORMAT.md").read_text(encoding="utf-8")
    reader = tmp_path / "reader.py"
    reader.write_text(re.findall(r"```python\n(.*?)```", page, flags=re.S)[0], encoding="utf-8")
    data = bytes(range(256)) * 5000  # more than one chunk
    # The zero, and the one, of its code are typed as letters.
    seal = seal_with("  Señora 1 \n", MARK + bytes([FORMAT]) + bytes(range(8, 20)))
    path, names = tmp_path / "Maria.caseorg", ("EOB March.pdf", f"../{'long ' * 100}.pdf", "disc.zip", "EOB April.pdf")
    workspace = Workspace(CaseFile.create(path, seal))
    case = Case(title="Maria's lung biopsy")
    workspace.save(case, "New case")
    for at, name in enumerate(names):
        with workspace.step("Add document") as step:
            digest = step.keep(bytes([at]) + data)
            step.save(Document(case_id=case.id, original_name=name, sha256=digest, size_bytes=len(data) + 1))
    workspace.close()
    copy = tmp_path / "a daily copy.caseorg"
    copy.touch()
    write_without_large(path, seal, copy, lambda: False)
    with closing(connect(copy, seal, read_only=False)) as opened:  # as if it were larger
        opened.execute("delete from attachment_chunks where sha256 = ?", (sha256(b"\2" + data).hexdigest(),))

    code = code_of(seal.secret).lower()
    assert "0" in code
    assert "1" in code
    typed = code.replace("0", "o").replace("1", "l") if by_code else "Señora 1"
    read = subprocess.run(
        [sys.executable, "-I", reader, copy.name, *(["--code"] if by_code else [])],
        cwd=tmp_path,
        input=f"{typed}\n".encode(),
        env={"PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
    )

    assert read.stderr == b""
    said = ["Document: ", "Document: ", "Damaged, or not in this file: ", "Document: "]
    assert read.stdout.decode().splitlines() == [
        "Case: Maria's lung biopsy", *(f"{words}{name}" for words, name in zip(said, names, strict=True))
    ]  # fmt: skip
    written = {sha256(each.read_bytes()).digest() for each in tmp_path.glob("*.pdf")}
    assert written == {sha256(bytes([at]) + data).digest() for at in (0, 1, 3)}
