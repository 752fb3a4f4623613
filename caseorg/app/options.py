"""What may stand on the command line: a command, or options for the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

COMMANDS = ("demo", "facts", "assess", "rules", "packet", "check", "export", "import", "backup")
_THEMES = ("computer", "light", "dark", "high_contrast")
_LANGUAGES = ("en", "es")


class Options(NamedTuple):
    """How the window is to open. None means as it was left."""

    sample: bool = False
    file: Path | None = None
    page: str = ""
    text_size: int | None = None
    theme: str | None = None
    language: str | None = None
    self_test: bool = False
    ask: bool = False


def is_command(arguments: Sequence[str]) -> bool:
    """Tell whether this is the command line's business, for which no window is opened."""
    return bool(arguments) and arguments[0] in COMMANDS


def read(arguments: Sequence[str]) -> Options:
    """Read the options for the window; a wrong one ends the program with a sentence and status 2."""
    if not arguments:
        return Options()
    # Nearly every start has no options and need not wait for this.
    import argparse

    parser = argparse.ArgumentParser(
        prog="caseorg",
        description="Runs a medical second opinion from the diagnosis to the paid bill, offline.",
        epilog="Commands without a window: " + ", ".join(COMMANDS) + ". Ask for their help with COMMAND --help.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help="open this case file, as the desktop asks for it"
    )
    parser.add_argument("--sample", action="store_true", help="open a copy of the sample case")
    parser.add_argument("--open", metavar="FILE", type=Path, help="open this case file")
    parser.add_argument("--ask", action="store_true", help="ask for the password, even if it is remembered")
    parser.add_argument("--page", metavar="NAME", default="", help="begin on this page, such as records")
    parser.add_argument("--text-size", metavar="PERCENT", type=int, help="100, 115, 130, 150, 175, 200 or 250")
    parser.add_argument("--theme", choices=_THEMES, help="how the screen is colored")
    parser.add_argument("--lang", choices=_LANGUAGES, help="the language of the screens")
    parser.add_argument("--self-test", action="store_true", help="try the program without a window")
    found = parser.parse_args(list(arguments))
    return Options(
        sample=found.sample,
        file=found.open or found.file,
        page=found.page,
        text_size=found.text_size,
        theme=found.theme,
        language=found.lang,
        self_test=found.self_test,
        ask=found.ask,
    )
