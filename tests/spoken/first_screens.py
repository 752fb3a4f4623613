"""The first two screens with the screen off: what Orca says of them, key by key. `make check-spoken` runs it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.spoken.listener import Listener, program

_TRANSCRIPT = Path("build/spoken/first_screens.txt")
_TO_HEAR = (
    "Start with a letter panel. Ask a hospital or doctor for the records you need. About 5 minutes. Start push button.",
    "Who is this for?",
    "Back push button.",
    "This is for panel. This is for. Me. selected radio button",
    "Full name text. As it is on the hospital's papers.",
    "Date of birth text. Like 3/14/1958.",
    "Calendar for Date of birth push button.",
    "Continue push button.",
)
"""In this order. One key more is pressed than there are: on a busy computer Orca is a key late."""


def main() -> int:
    """Press Start and go through the first question; write down what was heard; return 1 if something was not said."""
    with tempfile.TemporaryDirectory() as folder, Listener(Path(folder), program()) as ear:
        ear.hears("Start push button")
        ear.press("space")
        for _control in _TO_HEAR:
            ear.press("Tab")
    _TRANSCRIPT.parent.mkdir(parents=True, exist_ok=True)
    _TRANSCRIPT.write_text("\n".join(ear.transcript) + "\n", "utf-8")
    rest = " ".join(line.strip() for block in ear.transcript for line in block.splitlines() if line[:3] != ">>>")
    rest = rest.replace(" tab ", " ")
    for sentence in _TO_HEAR:
        _before, found, rest = rest.partition(sentence)
        if not found:
            print(f"“{sentence}” was not said, or not in its place: {_TRANSCRIPT}")
            return 1
    print(f"The first two screens can be gone through by ear; {_TRANSCRIPT} holds what was said.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
