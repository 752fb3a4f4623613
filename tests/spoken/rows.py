"""The sample case with the screen off: rows in one go, the menu of a row, a form that is opened, and the menus."""

from __future__ import annotations

import re

from tests.spoken.listener import Listener

_DAY = r"\w{3}, \w{3} \d+, \d{4}"  # the days of the sample move along with today
_ROWS = {
    (3, "Records"): (
        r"Visit notes: Dr. Samuel Price, Keystone Orthopedics, Got it\.",
        r"Medicine list, Keystone Orthopedics, Got it\.",
    ),
    (4, "Documents"): (rf"Denial letter, Denial letter, {_DAY}\.",),
    (7, "Deadlines"): (rf"Send the appeal, Goal\. You would like this by {_DAY}, in \d+ days\.",),
}
"""The number of the page with Ctrl, its title, and its rows from the one that is chosen at first."""


def rows(ear: Listener) -> None:
    """Go through the first rows of Records, Documents and Deadlines, and edit a note.

    Raises:
        AssertionError: Something was not said.
    """
    ear.hears("Next steps label.")
    for (number, title), (first, *others) in _ROWS.items():
        ear.press(f"ctrl+{number}", f"{title} label.")
        heard = ear.tabs_to(first.split(",")[0])
        assert re.search(first, heard), heard
        for sentence in others:
            heard = ear.press("Down")
            assert re.search(sentence, heard), heard
    _a_form_and_menus(ear)


def _a_form_and_menus(ear: Listener) -> None:
    ear.press("ctrl+9", "Notes label.")
    ear.tabs_to("What the doctor said, Oct")
    ear.press("shift+F10")
    ear.press("Down", "Open.")
    ear.press("Escape", "Notes.")
    ear.press("F2", "About text.")
    ear.press("Tab", "Note text.")
    ear.press("Escape", "What the doctor said, Oct")
    ear.press("F10", "File.")
