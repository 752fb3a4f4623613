"""Starts the program: a command without Qt, or the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from caseorg.app import options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if options.is_command(given):
        from caseorg.app import commands

        return commands.run(given)
    wanted = options.read(given)
    if wanted.self_test:
        from caseorg.app import selftest

        return selftest.main([])
    from caseorg.app.program import run

    return run(wanted)
