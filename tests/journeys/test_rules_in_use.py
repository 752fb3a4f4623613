"""Rules that a person chose are damaged or can't be found: they are told which count, and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from caseorg.base import paths
from caseorg.services import newer_rules
from caseorg.services.workspace import Workspace, rules_in_use
from tests.journeys.person import Person, at_work
from tests.journeys.test_safe_copies import marias  # noqa: F401 - a fixture
from tests.rules.newer_file import kept_newer, newer_file

Start = Callable[..., Person]

LOST = "The newer rules you chose can't be read any more. The rules that came with Caseorg count now."
NEWER, OWN = "Newer rules from a file are in use.", "They came with Caseorg."
TITLE = "The rules are not as they should be"

pytestmark = pytest.mark.usefixtures("own_rules_again")


@pytest.fixture
def chosen() -> Path:
    """Newer rules that were chosen at an earlier time: the folder they lie in."""
    name = kept_newer()
    newer_rules.choose(name)
    rules_in_use.cache_clear()
    return paths.data_folder() / "rules" / name


def spoil(chosen: Path) -> None:
    """Change one figure, as a failing disk may: the rules still load."""
    path = chosen / "aca" / "internal_appeal.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("days = 180", "days = 190"), encoding="utf-8")


def title_of_appeal(workspace: Workspace) -> str:
    return workspace.library.rules["aca.appeal"].en.title


def test_check_my_file_looks_at_the_newer_rules_and_says_what_to_do_when_they_are_damaged(
    person: Start, qtbot: QtBot, marias: Path, chosen: Path  # noqa: F811
) -> None:  # fmt: skip
    maria = at_work(person, qtbot, marias)
    maria.command("Check my file")
    maria.press("Check now")
    assert maria.sees("Everything is whole")
    assert maria.sees("Newer rules are in use: ")
    assert not maria.sees("See which rules count")
    spoil(chosen)
    maria.press("Check now")
    assert maria.sees("Your file is whole, the rules are not")
    assert maria.window.messages.text() == "", "the message of the check before is gone"
    assert maria.sees("The newer rules you chose are damaged on the disk.")
    assert maria.sees("In Settings, take them from their file again, or use the rules that came with Caseorg.")
    maria.press("See which rules count")
    assert maria.title.startswith("Settings")
    maria.press("Use the rules that came with Caseorg")
    maria.command("Check my file")
    maria.press("Check now")
    assert maria.sees("Everything is whole")
    assert maria.sees("The rules that came with Caseorg are in use: ")


def test_who_chose_newer_rules_is_told_at_the_opening_that_they_do_not_count_any_more(
    person: Start, qtbot: QtBot, marias: Path, chosen: Path, tmp_path: Path  # noqa: F811
) -> None:  # fmt: skip
    shutil.rmtree(chosen)
    maria = at_work(person, qtbot, marias)
    assert maria.window.messages.text().startswith(LOST)
    assert maria.sees(TITLE), "a card that stays"
    maria.command("Check my file")
    maria.press("Check now")
    assert maria.sees("Your file is whole, the rules are not")
    assert maria.sees(LOST)
    maria.go_to("next_steps")
    maria.press_named("file_cards.rules.do")
    assert maria.window.focusWidget().objectName() == "settings.newer_rules"
    assert maria.sees(LOST)
    # Taken from their file again, they count at once, and nothing more is said.
    maria.files.answers.append(newer_file(tmp_path / "rules.zip"))
    maria.press("Use newer rules from a file...")
    assert maria.sees(NEWER)
    assert title_of_appeal(maria.workspace) == "Your first appeal, as of now"
    maria.go_to("next_steps")
    assert not maria.sees(TITLE)


def test_a_note_of_the_chosen_rules_that_reads_as_nonsense_is_told_until_the_person_has_chosen(
    person: Start, qtbot: QtBot, marias: Path, chosen: Path  # noqa: F811
) -> None:  # fmt: skip
    (chosen.parent / "in-use").write_bytes(bytes(30))
    maria = at_work(person, qtbot, marias)
    assert maria.window.messages.text().startswith(LOST)
    maria.go_to("settings")
    assert maria.sees(LOST)
    maria.press("Use the rules that came with Caseorg")
    assert maria.sees(OWN)
    maria.go_to("next_steps")
    assert not maria.sees(TITLE)
    maria.go_to("settings")
    maria.program.main.do("undo")
    assert maria.sees(LOST), "as it was before"
    maria.program.main.do("redo")
    assert maria.sees(OWN)
    assert (chosen.parent / "in-use").read_bytes() == b""


def test_damage_to_the_rules_is_found_by_the_quiet_check_too(
    person: Start, qtbot: QtBot, marias: Path, chosen: Path  # noqa: F811
) -> None:  # fmt: skip
    maria = at_work(person, qtbot, marias)
    assert maria.window.messages.text() == ""
    assert not maria.sees(TITLE)
    spoil(chosen)
    upkeep = maria.program.main.upkeep
    upkeep._idle = lambda: 1000.0
    upkeep.look()
    qtbot.wait(20)
    assert maria.sees(TITLE)
    assert maria.sees("The newer rules you chose are damaged on the disk.")
    assert title_of_appeal(maria.workspace) == "Your first appeal, as of now", "what was loaded is whole"
