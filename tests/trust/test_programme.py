"""Every test that the safety programme names is there under its name, and the harness itself is whole."""

import re

import pytest

from tests.architecture.project import ROOT
from tests.trust import test_call_copies, test_call_share, test_migrate
from tests.trust.door_program import DOORS
from tests.trust.torture import FIGURES

NAMED = """
    T-CALL T-CALL-EIO T-CALL-ENOSPC T-KILL T-POWER T-FIU T-MIDFORM T-FULL T-LIMIT T-READONLY T-AV T-CIPHER T-FLIP
    T-FLIP-ONE T-CUT T-HEAD T-LOGIC T-COPYSET T-BACKUP T-RESTORE T-MIGRATE T-NEWER T-EXPORT T-CLOCK T-CORPUS T-FUZZ
    T-PROP T-ZIP T-BOMB T-XML T-FHIR T-DICOM T-CSV T-ICS T-HOSTILE T-NAMES T-PACKET T-LEAK T-PERM T-SOCKET T-LOCK
    T-TWICE T-STALE T-SWAP T-COPY T-HUGE T-DEPS T-SECOND T-RECOVER T-SHARE
""".split()
"""By sections 3 and 4 of the programme. T-REPRO (two builds) and T-NETDRIVE (two computers) are not for pytest:
docs/torture.md says what became of them."""

PLANTED = {
    "row before file", "two transactions", "no fsync", "no folder fsync", "short write ignored", "synchronous=NORMAL",
    "old file removed before the rename",
}  # fmt: skip


def sources() -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}


def test_every_name_has_a_figure_and_a_test() -> None:
    proved = set(re.findall(r'proof\("(T-[A-Z-]+)"\)', "".join(sources().values())))
    assert set(NAMED) <= set(FIGURES)
    assert proved == set(FIGURES)


def test_every_name_has_its_row_in_the_table_of_what_was_reached() -> None:
    """It takes hours, so it is written down by hand; a name that was left out would look as if it were done."""
    table = (ROOT / "docs/torture.md").read_text(encoding="utf-8").partition("## What was reached")[2]
    rows = set(re.findall(r"T-[A-Z]+(?:-[A-Z]+)?", " ".join(re.findall(r"(?m)^\| ([^|]*) \|", table))))
    assert set(FIGURES) | {"T-REPRO"} == rows


@pytest.mark.parametrize("bug", sorted(PLANTED))
def test_each_planted_bug_has_a_door_and_a_test_that_must_find_it(bug: str) -> None:
    assert bug in DOORS
    expected = [name for name, text in sources().items() if f'"{bug}"' in text and name != "test_programme"]
    assert expected, "no test is told to find it"


def test_each_of_the_seven_operations_is_killed_failed_and_cut_off() -> None:
    """Save, add, back up, restore, migrate, change password, merge; and what else writes a file."""
    text = sources()
    for operation in ("save", "add"):
        assert re.search(rf'parametrize\("operation", \[.*"{operation}"', text["test_call"])
        assert re.search(rf'parametrize\("operation", \[.*"{operation}"', text["test_power"])
    assert {"back_up", "restore", "change_password"} <= set(test_call_copies.OPERATIONS)
    assert "merge" in test_call_share.OPERATIONS
    assert issubclass(test_migrate.UpdateWork, test_call_share.Work)
    for module in ("test_call_copies", "test_call_share", "test_migrate"):
        for name in ("T-POWER", "T-CALL-EIO", "T-CALL-ENOSPC"):
            assert f'proof("{name}")' in text[module]
        assert "killed" in text[module]
