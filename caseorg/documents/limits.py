"""Takes from the worker process what reading a file does not need: memory, time, files, programs, network."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import sys

from caseorg.base import dumps

# Most a file may have (T-BOMB). Written files: none at all, since answers go back through a pipe.
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 30
WALL_SECONDS = 60
OCR_SECONDS = 120
"""For one page of a scan, of both kinds of time: an old computer reads one for half a minute."""
OPEN_FILES = 32

OUT_OF_MEMORY = 71
"""The exit status that says so."""

SIGNALS_OF_TIME = () if sys.platform == "win32" else (signal.SIGXCPU, signal.SIGALRM)
"""By which the system ends a process that is over its limits of time."""

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000

_REFUSED = frozenset(
    (
        "open",
        "ctypes.dlopen",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "os.listdir",
        "os.scandir",
        "os.walk",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.link",
        "os.symlink",
        "os.truncate",
        "os.chmod",
        "os.chown",
        "pty.spawn",
        "webbrowser.open",
    )
)
_REFUSED_FAMILIES = ("socket.", "subprocess.", "shutil.", "tempfile.", "urllib.", "ftplib.", "smtplib.", "winreg.")


def confine() -> None:
    """Give up for good what is not needed. Call it when every module is imported."""
    _leave_the_network()
    _limit_resources()
    sys.addaudithook(_refuse)


def begin_file(cpu_seconds: int = CPU_SECONDS, wall_seconds: int = WALL_SECONDS) -> None:
    """Start the count of processor and clock time anew; over the limit, the system ends this process."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds, hard))
    # The parent ends a slow worker too; this clock also runs when there is no parent any more.
    signal.setitimer(signal.ITIMER_REAL, wall_seconds + 2)


def begin_waiting() -> None:
    """Start the count of clock time anew, after waiting for a piece of a file: a slow drive is not our doing.

    The count of processor time goes on, so that asking for pieces for ever ends, too.
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, WALL_SECONDS + 2)


def end_file() -> None:
    """Stop the clock until the next file."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, 0)


def _leave_the_network() -> None:
    """Move to an empty network where the system lets us; where not, the audit hook still refuses sockets."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _limit_resources() -> None:
    if sys.platform == "win32":
        return
    import resource

    dumps.write_none()
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        # macOS knows RLIMIT_AS by name but does not let a process set it.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _refuse(event: str, _arguments: object) -> None:
    if event in _REFUSED or event.startswith(_REFUSED_FAMILIES):
        raise PermissionError(f"{event} is closed here")
