"""Runs a child process under strace and reads what it asked of the system."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.project import ROOT

STRACE = shutil.which("strace")
LONGEST_S = 240
NETWORKS = {"AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET"}
"""Kinds of socket by which something could leave the computer."""

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_WRITES = re.compile(r"O_(WRONLY|RDWR|CREAT)")


@dataclass(frozen=True)
class Watched:
    """How a child ended, what it said, and every call that was watched, in one line each."""

    status: int
    out: str
    errors: str
    calls: tuple[str, ...]

    def families(self) -> set[str]:
        """Return the kinds of socket that were asked for."""
        return {found[1] for call in self.calls if (found := re.search(r"socket(?:pair)?\((\w+)", call))}

    def paths(self, *, written: bool = False) -> Iterator[str]:
        """Give every path that was named in a call; with `written`, of files opened to write."""
        for call in self.calls:
            if not written or _WRITES.search(call):
                yield from (quoted.encode().decode("unicode_escape") for quoted in _QUOTED.findall(call))


def watch(
    arguments: Sequence[str], calls: str, folder: Path, *, more: Mapping[str, str] | None = None, umask: int = 0o022
) -> Watched:
    """Run Python with these arguments and watch it and all its children.

    Args:
        arguments: What follows `python`.
        calls: Which system calls, as strace names them.
        folder: Where the notes of strace go.
        more: What is added to the environment.
        umask: The child's.
    """
    assert STRACE, "strace is missing; what it proves cannot be skipped"
    notes = folder / "calls"
    # Whole, with what a new program is given: its arguments and its surroundings are for all to see.
    command = [STRACE, "-f", "--seccomp-bpf", "-qq", "-s", "4096", "-e", f"trace={calls}", "-e", "abbrev=!execve"]
    done = subprocess.run(
        [*command, "-e", "signal=none", "-o", str(notes), sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **(more or {})},
        capture_output=True,
        timeout=LONGEST_S,
        umask=umask,
        check=False,
    )
    lines = notes.read_text("utf-8", "replace").splitlines()
    return Watched(done.returncode, done.stdout.decode(), done.stderr.decode("utf-8", "replace"), tuple(lines))
