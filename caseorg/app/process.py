"""The process itself: a new one in the place of this one."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def start_anew(arguments: list[str]) -> None:
    """Put a new process in the place of this one. Where that fails, this one ends: it must not go on showing a file."""
    frozen = bool(getattr(sys, "frozen", False))
    command = [sys.executable, *([] if frozen else [str(Path(sys.argv[0]).resolve())]), *arguments]
    try:
        if sys.platform == "win32":
            import subprocess

            # There, exec leaves the old process waiting beside the new one.
            subprocess.Popen(command)
            os._exit(0)
        os.execv(sys.executable, command)  # noqa: S606 - our own program, with no shell between
    except OSError:  # the program was taken off the disk, or there is no memory for another one
        os._exit(1)
