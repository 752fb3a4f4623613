"""Runs the whole safety programme and prints what each of its tests was to reach, and did: `make torture`.

Words after the command go to pytest, such as `-k merge`. The table lies in build/torture.txt afterwards, too.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import pytest

from tests.architecture.project import ROOT

FIGURES = {
    "T-CALL": "killed at every call of 7 operations: 0 broken promises, nothing left behind",
    "T-CALL-EIO": "EIO at every call, once and from then on: a sentence or success, 0 broken",
    "T-CALL-ENOSPC": "ENOSPC at every call, once and from then on: a sentence or success, 0 broken",
    "T-KILL": "1,000 random kills, 0 acknowledged steps lost",
    "T-FIU": "60 lives on a disk that fails now and then: 0 broken",
    "T-POWER": "1,000 states or more, 0 broken; every planted bug found",
    "T-FULL": "32 amounts of room: refused or done, whole after",
    "T-LIMIT": "files that may not grow: 0 broken",
    "T-READONLY": "opens to look, bytes unchanged",
    "T-CIPHER": "each wrong file refused with its own sentence",
    "T-FLIP": "2,000 flipped bits: 0 wrong data, all found",
    "T-FLIP-ONE": "one damaged document, every other opens",
    "T-CUT": "cut at every page: 0 accepted",
    "T-HEAD": "damaged head opens with the salt kept elsewhere",
    "T-LOGIC": "each illogical row named",
    "T-COPY": "1,000 copies taken during saves: refused or whole; our own: whole",
    "T-COPYSET": "2,000 sequences: never fewer than 5 good copies",
    "T-BACKUP": "done only after the copy was opened and checked",
    "T-RESTORE": "100 pairs: differences are the true ones, file kept",
    "T-MIGRATE": "killed at every call: the old file or the new",
    "T-NEWER": "newer files refused, bytes unchanged",
    "T-EXPORT": "exported, read into an empty file: the same case, from every schema",
    "T-CLOCK": "6 eras, 20 zones, both nights: no date moves, nothing goes",
    "T-MIDFORM": "what was typed into any form is in the file 2 s later",
    "T-AV": "held for 2.5 s: waited for; for ever: a sentence, old file intact",
    "T-SHARE": "500 shares: what was chosen, 0 words of another case",
    "T-MERGE": "10,000 two-sided histories: nothing silently lost, undo exact",
    "T-HOSTILE": "2,000 page mutants, 100,000 tables: refused, own file unchanged",
    "T-TWICE": "200 starts at once: exactly one writer",
    "T-STALE": "no note broken by age alone",
    "T-SWAP": "0 acknowledged steps lost",
    "T-RECOVER": "1,000 files: the code opens each, no slip passes",
    "T-LOCK": "locked: nothing in memory; 10,000 wrong keys change nothing",
    "T-LEAK": "0 words found outside the file",
    "T-PERM": "0600 and 0700 under any umask",
    "T-SOCKET": "0 sockets",
    "T-NAMES": "shown letter by letter, no path opened",
    "T-FUZZ": "1,000,000 changed files: 0 out of the worker, 0 children crashed",
    "T-PROP": "100,000 records, papers and inputs: each as it went, or refused",
    "T-CSV": "0 cells evaluated, also by LibreOffice; read back equal",
    "T-ICS": "100,000 repeating events bound; our own file holds just our events",
    "T-HUGE": "2 GiB: 300 MiB of memory, 200 ms of pause, 500 ms to stop",
    "T-SECOND": "a second engine reads every row by the same key",
    "T-DEPS": "exact versions with hashes, none below its floor",
    "T-CORPUS": "0 signals, 0 over time, every file kept",
    "T-BOMB": "refused within memory and time",
    "T-ZIP": "0 bytes outside, within memory",
    "T-XML": "refused in under a second",
    "T-FHIR": "refused or read, nothing fetched",
    "T-DICOM": "nothing read outside, no program copied",
    "T-PACKET": "0 active objects in any packet",
}
"""What each test of the safety programme is to reach; a name that is not here fails the run."""


@dataclass
class Outcome:
    """What the tests of one name came to."""

    passed: int = 0
    failed: int = 0
    seconds: float = 0.0
    reached: Counter[str] = field(default_factory=Counter)

    def words(self) -> str:
        """Say how far they came."""
        tests = f"{self.passed} of {self.passed + self.failed} tests"
        more = [f"{count:,} {name.replace('_', ' ')}" for name, count in sorted(self.reached.items())]
        return ", ".join([tests, *more])


class Table:
    """Listens to the run and keeps the outcome of each name."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome] = defaultdict(Outcome)
        self._proofs: dict[str, tuple[str, ...]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note which names each test stands for."""
        for item in items:
            self._proofs[item.nodeid] = tuple(mark.args[0] for mark in item.iter_markers("proof"))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what a test came to; one that can't be set up has failed, and so has one that was skipped."""
        for name in self._proofs.get(report.nodeid, ()):
            outcome = self.outcomes[name]
            outcome.seconds += report.duration
            if report.when == "call" and report.passed:
                outcome.passed += 1
                for key, value in report.user_properties:
                    if isinstance(value, int):
                        # Peaks and pauses are no sums.
                        most = max(outcome.reached[key], value) if key.endswith(("mib", "ms")) else 0
                        outcome.reached[key] = most or outcome.reached[key] + value
            elif not report.passed:
                outcome.failed += 1

    def lines(self) -> list[str]:
        """Return the table, a line for each name."""
        found = [f"{'test':14} | {'to reach':82} | {'reached':60} | minutes"]
        for name in sorted(FIGURES.keys() | self.outcomes.keys()):
            outcome = self.outcomes.get(name)
            words = outcome.words() if outcome else "not run"
            minutes = f"{outcome.seconds / 60:.1f}" if outcome else ""
            found.append(f"{name:14} | {FIGURES.get(name, '?'):82} | {words:60} | {minutes}")
        return found


def main(arguments: list[str]) -> int:
    """Run the programme; return 0 if all that ran passed, every name is known and, in the whole, each has a test."""
    table = Table()
    asked = ["-q", "-n0", "-p", "no:randomly", "-o", "faulthandler_timeout=0", "-m", "long or proof", "tests"]
    status = pytest.main([*asked, *arguments], plugins=[table])
    lines = table.lines()
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "torture.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    unknown = table.outcomes.keys() - FIGURES.keys()
    # Asked for the whole, a name without a test is a promise without a proof.
    missing = FIGURES.keys() - table.outcomes.keys() if not arguments else set()
    return int(status) or int(bool(unknown or missing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
