"""The disk is full: the step is refused in a sentence, and what was typed is still there to be saved later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from caseorg.services.workspace import Workspace
from caseorg.ui.widgets.button import Button
from tests.journeys.person import Person

Start = Callable[..., Person]


MOST_PAGES = 1_073_741_823


@contextmanager
def full_disk(workspace: Workspace) -> Iterator[None]:
    """Let the engine find no room for one page more, as on a full disk; T-FULL does it with the disk itself."""
    execute = workspace.case_file.driver.execute
    pages = execute("pragma page_count").fetchone()[0]
    execute(f"pragma max_page_count = {pages}")
    try:
        yield
    finally:
        execute(f"pragma max_page_count = {MOST_PAGES}")


def test_what_was_typed_outlives_a_full_disk(in_the_sample: Start) -> None:
    maria = in_the_sample("Maria's lung biopsy")
    assert maria.program.main is not None
    long = "They said to call again on Monday. " * 3_000
    before = maria.workspace.load_case(maria.program.main.case_id)
    maria.go_to("notes")
    maria.press("Write a note")
    maria.type("note.text", long)
    with full_disk(maria.workspace):
        maria.press_named("note.save")
        assert maria.sees("There isn't enough room to save. Your work is still here.")
        assert maria.sees(long.strip())
        assert [each.words() for each in maria.window.messages.findChildren(Button)] == ["Choose a place"]
        # Reading still works.
        assert maria.workspace.load_case(maria.program.main.case_id) == before
    maria.press_named("note.save")
    after = maria.workspace.load_case(maria.program.main.case_id)
    assert [note.text for note in after.notes if note not in before.notes] == [long.strip()]
