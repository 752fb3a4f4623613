"""Starts the program: a command without Qt, or the window."""

from __future__ import annotations

import builtins
import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from caseorg.app import options
from caseorg.base import dumps

READ_DOCUMENTS = "--read-documents"
"""What a frozen program is called with to become the worker that looks inside foreign files."""


KEY_STORE = "--key-store"
"""What a frozen program is called with to become the process that asks the system's key store."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line asks for; return the exit status."""
    dumps.write_none()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == [READ_DOCUMENTS]:
        child = {"data": "data_child", "scans": "scan_child", "ocr": "ocr_child"}.get("".join(given[1:2]), "child")
        import_module(f"caseorg.documents.{child}").main(*given[2:])
        return 0
    if given == [KEY_STORE]:
        import_module("caseorg.services.key_store_child").main()
        return 0
    if options.is_command(given):
        from caseorg.app import commands

        return commands.run(given)
    wanted = options.read(given)
    if wanted.self_test:
        from caseorg.app.trial import try_all

        return try_all()
    load_qt()
    from caseorg.app.second_start import another_came

    if another_came(wanted):
        return 0
    from caseorg.app.program import run

    return run(wanted)


def load_qt() -> None:
    """Load Qt, and take back what it puts in the place of Python's `import`.

    What PySide puts there reads the source text of every module that is loaded later, the database's and all others,
    only to see whether it uses PySide's snake_case names. We use none.

    Python's garbage waits from here on: what is loaded stays, and looking it through again and again takes a thirtieth
    of the time to the first paint. `caseorg/ui/garbage.py` sees to it from then on.
    """
    gc.disable()
    usual = builtins.__import__

    def fewer(name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0) -> Any:
        if fromlist == ("pyi_generator",):
            # PySide loads here what makes its .pyi files, with argparse and logging: an eighth of all it loads.
            empty = ModuleType(f"{name}.pyi_generator")
            empty.__spec__ = ModuleSpec(empty.__name__, None)
            sys.modules[empty.__name__] = empty
        return usual(name, globals, locals, fromlist, level)

    builtins.__import__ = fewer
    try:
        import PySide6.QtWidgets  # noqa: F401 - loaded for what it does
    finally:
        builtins.__import__ = usual
