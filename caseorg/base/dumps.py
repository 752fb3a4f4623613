"""Has the system write nothing of this process's memory to the disk when it crashes."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

CORE_BYTES = 1 if sys.platform.startswith("linux") else 0
"""How large a dump may be. On Linux a program that collects crashes, as Ubuntu's does, is handed the memory whatever
the limit is, but for 1: that the kernel (fs/coredump.c) takes for a crash of the collector, and writes nothing. It is
also less than the page that a dump in a file needs at least."""


def write_none() -> None:
    """Forbid dumps to this process and to those that it starts. Windows asks its user and is not asked here."""
    if sys.platform == "win32":
        return
    import resource

    with suppress(OSError, ValueError):  # a lower limit was set from outside; then the next line is what counts
        resource.setrlimit(resource.RLIMIT_CORE, (CORE_BYTES, CORE_BYTES))
    if sys.platform.startswith("linux"):
        with suppress(OSError):  # should anything ask for one all the same: nothing of the memory goes into it
            Path("/proc/self/coredump_filter").write_text("0", encoding="ascii")
