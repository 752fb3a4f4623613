"""Whoever remembers one word finds the paper it stands in, in whatever form, and the words and menus beside it."""

from __future__ import annotations

from collections.abc import Callable

from caseorg.ui.widgets.found_list import FoundList
from tests.journeys.person import Person

Start = Callable[..., Person]


def looks_for(maria: Person, text: str) -> list[str]:
    """Open the search, type, and read what is listed once it stands still."""
    maria.command("Search everything")
    maria.type("search.text", text)
    found = listed(maria)

    def stands_still() -> bool:
        return any(words in maria.reads() for words in (" found", "Nothing found"))

    maria.qtbot.wait(400)  # the best hits come a moment after the last key
    maria.qtbot.waitUntil(stands_still, timeout=30_000)
    return found.texts() if found.isVisible() else []


def listed(maria: Person) -> FoundList:
    (found,) = maria.window.findChildren(FoundList)
    return found


def test_one_word_in_any_form_leads_to_papers_words_settings_and_menus(in_the_sample: Start) -> None:
    maria = in_the_sample("Maria's lung biopsy")
    singular, plural = looks_for(maria, "biopsy"), looks_for(maria, "biopsies")
    assert set(plural) >= set(singular)
    assert {"Cases", "Documents", "Records"} <= set(plural), plural
    # A word of the list, and what it is that was meant by a slip of the fingers.
    assert "Word list" in looks_for(maria, "deductibles")
    assert looks_for(maria, "deductable") == []
    maria.qtbot.waitUntil(lambda: maria.sees("Did you mean deductible?"), timeout=30_000)
    maria.press("Did you mean deductible?")
    maria.qtbot.waitUntil(lambda: "Word list" in listed(maria).texts(), timeout=30_000)
    # A setting, and a line of a menu, which is done at once.
    assert "Settings" in looks_for(maria, "text size")
    assert "What Caseorg can do" in looks_for(maria, "safe copy") or "What Caseorg can do" in looks_for(
        maria, "back up"
    )
    # A person, from another case than the one on show.
    people = looks_for(maria, "Brandt")
    assert any("Helen Brandt" in line for line in people), people
