"""The first letter, with the screen off: made by what Orca says alone. `python -m tests.spoken.interview`"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.spoken.listener import Listener, program

_TRANSCRIPT = Path("build/spoken/interview.txt")


def main() -> int:
    """Go through the interview and write down what was heard; return 1 if something was not said."""
    with tempfile.TemporaryDirectory() as folder:
        listener = Listener(Path(folder), program())
        try:
            with listener:
                go_through(listener)
        except AssertionError as error:
            print(error)
            return 1
        finally:
            _TRANSCRIPT.parent.mkdir(parents=True, exist_ok=True)
            _TRANSCRIPT.write_text("\n".join(listener.transcript) + "\n", "utf-8")
    print(f"The first letter was made by ear; {_TRANSCRIPT} holds what was said.")
    return 0


def go_through(ear: Listener) -> None:
    """Make the letter as somebody who was told nothing about the screen."""
    ear.hears("Caseorg frame", "Start push button")
    ear.press("space", "Who is this for?")
    for _ in range(7):
        ear.press("Tab")


if __name__ == "__main__":
    sys.exit(main())
