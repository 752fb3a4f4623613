"""T-FUZZ: gives changed files to every reader and counts what becomes of them. A run can be stopped and gone on with.

    python -m tests.trust.fuzz --inputs 1000000 --seconds 3000

The mutants are the same in every run: the number of an input says all about it. How far each reader has come lies in
build/fuzz/reached.json, and an input that did what none may do lies beside it, under the reader's name and its number.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from caseorg.documents.limits import OUT_OF_MEMORY
from caseorg.domain.errors import CaseorgError
from tests.architecture.project import ROOT
from tests.trust.mutants import inside_zip, mutant, with_true_sums
from tests.trust.seeds import READERS, Reader
from tests.trust.ways_in import Bench

REACHED = ROOT / "build" / "fuzz"

SLOW = 10.0
"""Seconds after which an input is noted as slow; a worker ends at 30 of the processor's and 60 of the clock's."""

A_MILLION = 1_000_000
FORMATS, EACH = ("pdf", "jpeg", "png", "tiff", "jp2", "dicom", "ccda"), 100_000
"""What the programme asks for by name, and how many of each belong to a run of a million; what draws pages is slow."""

_AT_A_TIME = 500
_KILLED_BY_US = -9


@dataclass
class Reached:
    """How far one reader has come."""

    inputs: int = 0
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """By the name of the sentence."""
    starved: int = 0
    """Inputs that asked for more memory or time than one may have, and cost the worker's child."""
    crashed: int = 0
    """Inputs over which the worker's child ended by itself. The program went on."""
    slow: int = 0
    escaped: int = 0
    """Inputs that raised something outside the worker which is no sentence for a person. None may."""
    slowest: float = 0.0
    """Seconds."""
    seconds: float = 0.0


def input_of(reader: Reader, number: int) -> bytes:
    """Make one input, the same for the same number and seeds."""
    chance = random.Random(f"{reader.name} {number}")
    if reader.is_zip and number % 2:
        return inside_zip(reader.seeds(), chance)
    data = mutant(reader.seeds(), chance)
    return with_true_sums(data) if reader.name == "png" and number % 2 else data


class Run:
    """One run over some readers, on one bench."""

    def __init__(self, bench: Bench, findings: Path, reached: dict[str, Reached]) -> None:
        self._bench = bench
        self._findings = findings
        self._reached = reached

    def go_on(self, reader: Reader, until: int, stop: Callable[[], bool] = lambda: False) -> None:
        """Give a reader its inputs up to the number `until`."""
        reached = self._reached.setdefault(reader.name, Reached())
        while reached.inputs < until and not stop():
            self._give(reader, reached, reached.inputs)
            reached.inputs += 1

    def _give(self, reader: Reader, reached: Reached, number: int) -> None:
        data = input_of(reader, number)
        before = len(self._bench.endings)
        start = time.monotonic()
        try:
            reader.way(self._bench, data, reader.file_name, number)
            reached.read += 1
        except CaseorgError as error:
            reached.refused[type(error).__name__] += 1
        except Exception:
            reached.escaped += 1
            self._keep(reader, number, data, f"escaped\n{traceback.format_exc()}")
        seconds = time.monotonic() - start
        reached.seconds += seconds
        reached.slowest = max(reached.slowest, seconds)
        if seconds > SLOW:
            reached.slow += 1
            self._keep(reader, number, data, f"slow: {seconds:.1f} s")
        for status in self._bench.endings[before:]:
            if status in (OUT_OF_MEMORY, _KILLED_BY_US):
                reached.starved += 1
            else:
                reached.crashed += 1
                self._keep(reader, number, data, f"the child ended with {status}")

    def _keep(self, reader: Reader, number: int, data: bytes, words: str) -> None:
        self._findings.mkdir(parents=True, exist_ok=True)
        stem = f"{reader.name.replace(' ', '-')}-{number}"
        (self._findings / f"{stem}.bin").write_bytes(data)
        (self._findings / f"{stem}.txt").write_text(words, encoding="utf-8")


def load(folder: Path) -> dict[str, Reached]:
    """Return how far an earlier run has come."""
    try:
        kept = json.loads((folder / "reached.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {name: Reached(**{**each, "refused": Counter(each["refused"])}) for name, each in kept.items()}


def save(folder: Path, reached: dict[str, Reached]) -> None:
    """Keep how far a run has come."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({name: vars(each) for name, each in reached.items()}, indent=1)
    (folder / "reached.new").write_text(text, encoding="utf-8")
    (folder / "reached.new").replace(folder / "reached.json")


def wanted_of(reader: Reader, inputs: int) -> int:
    """Return how many of a run's inputs are one reader's."""
    share = -(-inputs * reader.share // 1000)
    return max(share, EACH) if inputs >= A_MILLION and reader.name in FORMATS else share


def fuzz(
    inputs: int, seconds: float, folder: Path = REACHED, readers: Sequence[Reader] = READERS
) -> dict[str, Reached]:
    """Go on with a run until so many inputs are given in all, or so many seconds are over; return what was reached."""
    reached = load(folder)
    until = time.monotonic() + seconds
    work = Path(tempfile.mkdtemp(prefix="fuzz-"))
    bench = Bench(work)
    run = Run(bench, folder, reached)
    try:
        waiting = list(readers)
        while waiting and time.monotonic() < until:
            # In turn, a little of each, so that a run that is stopped has tried all of them alike.
            for reader in list(waiting):
                wanted = wanted_of(reader, inputs)
                now = reached.setdefault(reader.name, Reached()).inputs
                step = min(wanted, now + max(1, _AT_A_TIME * reader.share // 50))
                run.go_on(reader, step, lambda: time.monotonic() > until)
                if reached[reader.name].inputs >= wanted:
                    waiting.remove(reader)
            save(folder, reached)
    finally:
        bench.close()
        shutil.rmtree(work, ignore_errors=True)
        save(folder, reached)
    return reached


def table(reached: dict[str, Reached]) -> list[str]:
    """Return a line for each reader, and one for all."""
    lines = [
        f"{'reader':20} {'inputs':>9} {'read':>8} {'starved':>7} {'crashed':>7} {'slow':>4} {'escaped':>7} a second"
    ]
    for name, each in reached.items():
        rate = each.inputs / each.seconds if each.seconds else 0
        lines.append(
            f"{name:20} {each.inputs:9,} {each.read:8,} {each.starved:7} {each.crashed:7} {each.slow:4} "
            f"{each.escaped:7} {rate:8.0f}"
        )
    lines.append(f"{'all':20} {sum(each.inputs for each in reached.values()):9,}")
    return lines


def main() -> int:
    """Go on with the run in build/fuzz; return 0 if nothing escaped."""
    parser = argparse.ArgumentParser(prog="tests.trust.fuzz", description="Give changed files to every reader.")
    parser.add_argument("--inputs", type=int, default=A_MILLION, help="how many in all, earlier runs counted")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many")
    parser.add_argument("--only", help="the name of one reader")
    asked = parser.parse_args()
    readers = [reader for reader in READERS if asked.only in (None, reader.name)]
    reached = fuzz(asked.inputs, asked.seconds, readers=readers)
    print("\n".join(table(reached)))
    return int(any(each.escaped for each in reached.values()))


if __name__ == "__main__":
    sys.exit(main())
