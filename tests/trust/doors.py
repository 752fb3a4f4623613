"""Asks the headless doors to run an operation, watched, killed or hindered while it runs."""

import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.architecture.project import ROOT
from tests.trust.hindered import Hinderer, Hindrance, can_be_handed_over

LONGEST_SILENCE = 120
"""Seconds after which a door is taken to hang."""

STRACE = shutil.which("strace")


@dataclass(frozen=True)
class Ask:
    """One run: which operation of which door, on which folder, and what is done to it meanwhile."""

    operation: str
    folder: Path
    script: Path
    door: str = ""
    trace: Sequence[str] = ()
    """Options for strace, which is attached before the file is opened; empty: it is not."""
    hinder: Hindrance | None = None
    """The call that fails, or at which it is killed."""
    kill_after: float | None = None
    """Seconds after which it is killed, counted from its beginning, or from an acknowledged step."""
    kill_at_ack: int = 0
    """How many steps it has acknowledged when that time begins to run."""
    file_limit: int | None = None
    """How large a file the child may write, in bytes (RLIMIT_FSIZE)."""


@dataclass
class Said:
    """What a door said in one run, and how it ended."""

    acks: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    closed: bool = False
    status: int = 0
    has_ended: bool = False
    was_hindered: bool = field(default=True, compare=False)
    """Whether the call it was to be hindered at was made; strace does not tell."""

    @property
    def was_killed(self) -> bool:
        return self.status == -signal.SIGKILL

    def hear(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        if word == "ack":
            self.acks.append(int(rest))
        elif word == "refused":
            self.refused.append(rest)
        elif word == "defect":
            self.defects.append(rest)
        elif word == "closed":
            self.closed = True
        elif word == "ended":
            self.status, self.has_ended = int(rest), True
        else:
            raise AssertionError(f"a door said {line!r}")


class Doors:
    """The doors' own process, which has everything imported and forks a child for each run."""

    def __init__(self, module: str = "tests.trust.door_program", *options: str, umask: int = 0o022) -> None:
        self._command = [sys.executable, "-W", "error", "-m", module, *options]
        self._umask = umask
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed with the doors
        self._begin()

    def _begin(self) -> None:
        self._heard = b""
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            umask=self._umask,
            bufsize=0,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the doors' process end."""
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()
        self._errors.close()

    def run(self, ask: Ask) -> Said:
        """Have a child do what is asked, and return what it said."""
        try:
            return self._run(ask)
        except BaseException:
            # What is half said must not be taken for the answer to the next question.
            self._process.kill()
            self._process.wait()
            self._begin()
            raise

    def _run(self, ask: Ask) -> Said:
        child = self.start(ask)
        trace = ask.trace
        hinderer: Hinderer | None = None
        if ask.hinder and can_be_handed_over():
            hinderer = Hinderer(child, ask.hinder)
            hinderer.start()
        elif ask.hinder:
            trace = ask.hinder.for_strace()
        tracer = _attach(child, trace) if trace else None
        if ask.file_limit is not None:
            resource.prlimit(child, resource.RLIMIT_FSIZE, (ask.file_limit, ask.file_limit))
        handle = os.pidfd_open(child)
        self.go()
        said = Said()
        if ask.kill_after is not None:
            while len(said.acks) < ask.kill_at_ack and not said.has_ended:
                said.hear(self._line())
            time.sleep(ask.kill_after)
            with suppress(ProcessLookupError):  # it may have ended by itself
                signal.pidfd_send_signal(handle, signal.SIGKILL)
        os.close(handle)
        said = self.outcome(said)
        if tracer:
            tracer.stderr.close()
            tracer.wait(10)
        if hinderer:
            hinderer.join(10)
            said.was_hindered = hinderer.has_hindered
        return said

    def start(self, ask: Ask) -> int:
        """Start a child that waits before it opens anything; return its process number."""
        asked = {
            "operation": ask.operation,
            "folder": str(ask.folder),
            "script": str(ask.script),
            "door": f"{ask.door}@{ask.hinder.call}" if ask.hinder and can_be_handed_over() else ask.door,
        }
        self._write(json.dumps(asked))
        word, _, rest = self._line().partition(" ")
        assert word == "ready", self.errors()
        return int(rest)

    def go(self) -> None:
        """Let the waiting child begin."""
        self._write("")

    def outcome(self, said: Said | None = None) -> Said:
        """Return what the child said, beyond what is heard already, once it has ended."""
        said = said or Said()
        while not said.has_ended:
            said.hear(self._line())
        return said

    def errors(self) -> str:
        """Return what came out on standard error so far."""
        self._errors.seek(0)
        return self._errors.read()

    def _write(self, line: str) -> None:
        self._process.stdin.write(f"{line}\n".encode())

    def _line(self) -> str:
        while b"\n" not in self._heard:
            assert select.select([self._process.stdout], [], [], LONGEST_SILENCE)[0], "a door has been silent for long"
            more = os.read(self._process.stdout.fileno(), 65536)
            assert more, self.errors()
            self._heard += more
        line, _, self._heard = self._heard.partition(b"\n")
        return line.decode()


def _attach(child: int, options: Sequence[str]) -> subprocess.Popen[bytes]:
    assert STRACE, "strace is missing; the crash tests cannot be skipped"
    tracer = subprocess.Popen([STRACE, "-f", *options, "-p", str(child)], stderr=subprocess.PIPE)
    attached = tracer.stderr.readline()
    assert b"attached" in attached, attached
    return tracer
