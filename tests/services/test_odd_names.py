"""A file may be called anything: it goes out under a name that any computer can have and that reads as it is."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from caseorg.documents.safe_names import safe_name, safe_path
from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.services.discs import folder_name
from caseorg.services.export import export_all
from caseorg.services.take_export import look_into, take_in
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt

NAMES = [
    "report\u202efdp.exe", "a\u0301.pdf", "\u00e1.pdf", "CON", "con.pdf", "LPT1.txt", "x" * 300 + ".pdf", "..",
    "../../etc/passwd",
    "a\nb.pdf", "a\u2028b", "\u200e", "-rf", "a.pdf ", "a.pdf.", "\U0001f600" * 100 + ".pdf", "\u0936" * 90, "A.PDF",
    "x." + "\U0001f600" * 30, 'a<>:"|?*b', "a\\b/c", ".hidden", "\u1e9e.pdf", "\u00df.pdf",
]  # fmt: skip


def fits_any_computer(name: str) -> bool:
    turns = [letter for letter in name if unicodedata.category(letter) in ("Cf", "Cc", "Cs")]
    is_plain = not turns and not set(name) & set('<>:"/\\|?*') and unicodedata.is_normalized("NFC", name)
    return is_plain and 0 < len(name.encode()) <= 240 and not name.endswith((".", " ")) and name.lower() != "con"


def test_whatever_documents_and_cases_are_called_an_export_is_whole_and_comes_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    case = Case(title="Caf\u00e9 \u202etxt.exe " + "\U0001f600" * 90)
    with workspace.step("Add") as step:
        step.save(case)
        for name in NAMES:
            digest = step.keep(name.encode())
            step.save(Document(case_id=case.id, name=name, original_name=name, sha256=digest, size_bytes=1))
    made = export_all(workspace, tmp_path / "out")
    assert made.missing == []
    written = [path.name for path in (tmp_path / "out").rglob("documents/*")]
    assert len({unicodedata.normalize("NFD", name).casefold() for name in written}) == len(NAMES)
    folders = [path.name for path in (tmp_path / "out" / "cases").iterdir()]
    assert [name for name in written + folders if not fits_any_computer(name)] == []
    other = Workspace(CaseFile.create(tmp_path / "other.caseorg", Seal(new_salt(), bytes(16))), workspace.today)
    take_in(other, look_into(other, tmp_path / "out"))
    assert other.load_case(case.id) == workspace.load_case(case.id)
    other.close()


def test_a_name_offered_for_a_copy_reads_as_it_is() -> None:
    assert safe_name("report\u202efdp.exe") == "reportfdp.exe"
    assert safe_name("..") == safe_name("\u200e") == "file"
    assert safe_name("../../etc/passwd") == ".. .. etc passwd"
    for name in NAMES:
        assert fits_any_computer(safe_name(name)), ascii(name)
        assert fits_any_computer(folder_name(Document(case_id=Case().id, name=name))), ascii(name)
    long = safe_path("\U0001f600" * 100 + ".dcm")
    assert long.endswith(".dcm")
    assert len(long.encode()) <= 200
