"""What Orca says of the program: the whole first letter, then the lists. `make check-spoken` runs it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.spoken.first_letter import first_letter
from tests.spoken.listener import Listener, program
from tests.spoken.rows import rows

_FOLDER = Path("build/spoken")


def main(names: list[str]) -> int:
    """Go through what is named, or everything; write down what was heard; return 1 if something was not said."""
    every: dict[str, tuple[Callable[[Listener], None], list[str], str]] = {
        "first_letter": (first_letter, [], "Caseorg"),
        "rows": (rows, ["--sample"], "Next steps - "),
    }
    _FOLDER.mkdir(parents=True, exist_ok=True)
    failed = [name for name in names or every if not _heard(name, *every[name])]
    return 1 if failed else 0


def _heard(name: str, story: Callable[[Listener], None], options: list[str], title: str) -> bool:
    transcript = _FOLDER / f"{name}.txt"
    with tempfile.TemporaryDirectory() as folder, Listener(Path(folder), [*program(), *options], title) as ear:
        try:
            story(ear)
        except AssertionError as error:
            print(f"{name}: {error}")
            return False
        finally:
            transcript.write_text("\n".join(ear.transcript) + "\n", "utf-8")
    print(f"{name}: all of it was said; {transcript} holds what was heard.")
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
