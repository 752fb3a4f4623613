"""Has the kernel hand over one kind of system call of a child, so that each can be failed, or the child killed at it.

strace can do so too, and stops at every call of every kind for it: ten times as long. The child asks for a filter of
its own (seccomp, user notification) before it does anything; who hinders it fetches the listener and answers each call:
go on, fail with this error, or not at all, since the child is dead. A call that is failed or killed at is not made, as
with strace.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import select
import signal
import struct
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from fcntl import ioctl
from functools import cache
from pathlib import Path
from threading import Thread

NUMBERS = {
    "read": 0, "write": 1, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "lseek": 8, "pread64": 17, "pwrite64": 18,
    "access": 21, "fcntl": 72, "flock": 73, "fsync": 74, "fdatasync": 75, "ftruncate": 77, "rename": 82, "mkdir": 83,
    "rmdir": 84, "link": 86, "unlink": 87, "getdents64": 217, "openat": 257, "newfstatat": 262, "write to a file": 1,
}  # fmt: skip
"""The calls that can be hindered, as Linux numbers them on x86-64."""

TO_A_FILE = "write to a file"
"""Each `write` but those by which a door says what became of its steps. strace can't tell them apart."""

_SECCOMP, _PIDFD_GETFD = 317, 438
_SET_FILTER, _IS_THERE, _NEW_LISTENER = 1, 2, 1 << 3
_NO_NEW_PRIVILEGES = 38
_LOAD, _SAME, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_FIRST_ARGUMENT = 16
"""Where what the filter looks at has the first argument of the call; the number of the call comes first."""
_TO_THE_LISTENER, _ALLOWED = 0x7FC00000, 0x7FFF0000
_RECEIVE, _ANSWER = 0xC0502100, 0xC0182101
_NOTICE_SIZE = 80
_GO_ON = 1
_LISTENER = "anon_inode:seccomp notify"


@dataclass(frozen=True)
class Hindrance:
    """What is done to a run: the call of this kind and number fails, or the run is killed as it makes it."""

    call: str
    number: int
    """Counted from 1, over all threads, as strace does from before the line that lets the child begin is read."""
    error: str = ""
    """Such as "EIO"; none: it is killed."""
    goes_on: bool = False
    """Whether all calls of the kind after it fail, too."""

    def for_strace(self) -> tuple[str, ...]:
        """Return the same as options of strace."""
        what = f"error={self.error}" if self.error else "signal=SIGKILL"
        inject = f"inject={self.call}:{what}:when={self.number}{'+' if self.goes_on else ''}"
        return "-o", "/dev/null", "-e", f"trace={self.call}", "-e", inject

    def meets(self, number: int) -> bool:
        """Tell whether the call of this number is hindered."""
        return number == self.number or (self.goes_on and number > self.number)


class _Instruction(ctypes.Structure):
    _fields_ = (("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("value", ctypes.c_uint))


class _Instructions(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ushort), ("first", ctypes.POINTER(_Instruction)))


@cache
def can_be_handed_over() -> bool:
    """Tell whether the system lets a process hand over its calls; where it does not, strace has to do."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    action = ctypes.c_uint(_TO_THE_LISTENER)
    return bool(ctypes.CDLL(None).syscall(_SECCOMP, _IS_THERE, 0, ctypes.byref(action)) == 0)


def hand_over(call: str) -> None:
    """Let whoever fetches the listener of this process answer its calls of this kind, from now on until it ends.

    Raises:
        OSError: The system does not let it.
    """
    lowest = 3 if call == TO_A_FILE else 0  # descriptor, past the three that a door hears and speaks by
    steps = (_Instruction * 6)(
        _Instruction(_LOAD, 0, 0, 0),
        _Instruction(_SAME, 0, 3, NUMBERS[call]),
        _Instruction(_LOAD, 0, 0, _FIRST_ARGUMENT),
        _Instruction(_AT_LEAST, 0, 1, lowest),
        _Instruction(_RETURN, 0, 0, _TO_THE_LISTENER),
        _Instruction(_RETURN, 0, 0, _ALLOWED),
    )
    system = ctypes.CDLL(None, use_errno=True)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if system.syscall(_SECCOMP, _SET_FILTER, _NEW_LISTENER, ctypes.byref(_Instructions(len(steps), steps))) < 0:
        raise OSError(ctypes.get_errno(), "its calls can't be handed over")


class Hinderer(Thread):
    """Answers the calls of a child that hands them over, once it does, until it has ended."""

    def __init__(self, child: int, hindrance: Hindrance) -> None:
        super().__init__(daemon=True)
        self.has_hindered = False
        self._child, self._hindrance = child, hindrance
        self._handle = os.pidfd_open(child)

    def run(self) -> None:
        try:
            while not (listener := self._listener()):  # the child waits at the first of these calls
                time.sleep(0.0005)
            self._answer_all(listener)
        except (FileNotFoundError, ProcessLookupError):  # it has ended before it handed anything over
            pass
        finally:
            os.close(self._handle)

    def _listener(self) -> int | None:
        """Fetch the child's listener, as a descriptor of ours, if it has one by now."""
        for each in Path(f"/proc/{self._child}/fd").iterdir():
            with suppress(FileNotFoundError):  # closed meanwhile
                if str(each.readlink()) == _LISTENER:
                    ours: int = ctypes.CDLL(None).syscall(_PIDFD_GETFD, self._handle, int(each.name), 0)
                    return ours if ours >= 0 else None
        return None

    def _answer_all(self, listener: int) -> None:
        waiting = select.poll()
        waiting.register(listener, select.POLLIN)
        number = 1 if self._hindrance.call == "read" else 0  # the line that lets it begin was read before
        while all(event & select.POLLIN for _descriptor, event in waiting.poll()):
            notice = bytearray(_NOTICE_SIZE)
            try:
                ioctl(listener, _RECEIVE, notice)
                number += 1
                self._answer(listener, bytes(notice[:8]), number)
            except OSError as error:
                if error.errno not in (errno.ENOENT, errno.EINTR):  # it was killed in the midst of the call
                    raise
        os.close(listener)

    def _answer(self, listener: int, call: bytes, number: int) -> None:
        if not self._hindrance.meets(number):
            ioctl(listener, _ANSWER, call + struct.pack("=qiI", 0, 0, _GO_ON))
            return
        self.has_hindered = True
        if self._hindrance.error:
            failed = -getattr(errno, self._hindrance.error)
            ioctl(listener, _ANSWER, call + struct.pack("=qiI", 0, failed, 0))
        else:
            os.kill(self._child, signal.SIGKILL)
