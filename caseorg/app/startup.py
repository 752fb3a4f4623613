"""Starts the program: a command without Qt, or the window."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from caseorg.app import options

READ_DOCUMENTS = "--read-documents"
"""What a frozen program is called with to become the worker that looks inside foreign files."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == [READ_DOCUMENTS]:
        from caseorg.documents import child

        child.main()
        return 0
    if options.is_command(given):
        from caseorg.app import commands

        return commands.run(given)
    wanted = options.read(given)
    if wanted.self_test:
        from caseorg.app import selftest

        return selftest.main([])
    from caseorg.app.program import run

    return run(wanted)
