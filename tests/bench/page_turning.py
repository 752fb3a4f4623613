"""Turning pages in the real window, by its button: of a packet that is being put together, and of scanned pages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.measuring import Line

ROOT = Path(__file__).resolve().parents[2]
_MOST_MS = 100


def benchmarks(folder: Path) -> Iterator[Line]:
    """Measure from the press of the button: to the other page's paper, the slowest counts; to its picture, the median.

    Pages come in the order of reading.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder)}
    command = [sys.executable, "-m", "tests.bench.page_turning_child", folder / "turning"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    for what, waits in json.loads(done.stdout.splitlines()[-1]).items():
        slowest, spent = max(shown for shown, _painted in waits), median(painted for _shown, painted in waits)
        longest = max(painted for _shown, painted in waits)
        print(f"  {what}: {len(waits)} turns, until all of the page was painted at most {longest:.0f} ms")
        yield Line(f"turn a page of {what}, until it is painted", spent, None, f"{_MOST_MS} ms", spent <= _MOST_MS)
        yield Line(f"the slowest turn of {what} until another page is on show", slowest, None, f"{_MOST_MS} ms",
                   slowest <= _MOST_MS)  # fmt: skip
