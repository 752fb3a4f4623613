"""Starting the program, beside an empty window started the same way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.measuring import Line, line_of

ROOT = Path(__file__).resolve().parents[2]


def benchmarks(folder: Path) -> Iterator[Line]:
    """Measure the first screen of somebody new, and the locked screen of somebody who has a case file."""
    for name, what in (("welcome", "first paint of Welcome"), ("locked", "first paint of the locked screen")):
        environment = _environment(folder / name)
        if name == "locked":
            remember_a_file(folder / name)
        # As in an installed program, all modules are compiled before, and not while somebody waits.
        everything = "from caseorg.app import loading; loading.load_the_rest()"
        subprocess.run([sys.executable, "-c", everything], cwd=ROOT, env=environment, capture_output=True, check=True)
        rounds = [(_started("ours", environment), _started("floor", environment)) for _number in range(8)][1:]
        text = median(_started("text", environment)["ms"] for _number in range(3))
        print(f"  a plain window with a few lines of text and a field would take {text:.0f} ms")
        yield line_of(f"{what}, ready for typing", [(ours["ms"], floor["ms"]) for ours, floor in rounds], 1.3)
        used = sorted(ours["cpu"] / floor["cpu"] for ours, floor in rounds)
        print(f"  {what}: {median(used):.2f} times an empty window's processor time ({used[0]:.2f} to {used[-1]:.2f})")
        heavy = sorted({module for ours, _floor in rounds for module in ours["heavy"]})
        modules = [ours["modules"] for ours, _floor in rounds]
        print(f"  {what}: {max(modules)} modules ({rounds[0][1]['modules']} for an empty window); heavy: {heavy}")
        # The clock also counts the programs that share the computer; the processor time of all threads does not.
        used = sorted(used for ours, _floor in rounds for _gap, used in ours["gaps"])
        p99, worst = used[int(len(used) * 0.99)], used[-1]
        print(f"  gaps while the rest loads, in processor time: 99 of 100 under {p99:.0f} ms, worst {worst:.0f} ms")
        gaps = sorted(gap for ours, _floor in rounds for gap, _used in ours["gaps"])
        p99, worst = gaps[int(len(gaps) * 0.99)], gaps[-1]
        idle = max(gap for _ours, floor in rounds for gap, _used in floor["gaps"])
        yield Line(f"{what}, 99 of 100 gaps after it", p99, None, "50 ms", p99 < 50)
        yield Line(f"{what}, longest gap after it", worst, idle, "100 ms", worst < 100)


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "PYTHONDONTWRITE"))}
    return {
        **kept,
        "HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
    }


def remember_a_file(folder: Path) -> None:
    """Leave behind what a program that had a case file open keeps in its settings; its home is `folder`/home."""
    case_file = folder / "Maria.caseorg"
    case_file.write_bytes(bytes(8192))
    settings = folder / "home/.config/caseorg"
    settings.mkdir(parents=True, mode=0o700)
    kept = {"case_files": [{"path": str(case_file), "without_password": False}]}
    (settings / "recent.json").write_text(json.dumps(kept))


def _started(what: str, environment: dict[str, str]) -> dict[str, Any]:
    begun = {"BENCH_BEGUN": repr(time.monotonic())}
    command = [sys.executable, "-m", "tests.bench.start_child", what]
    done = subprocess.run(command, cwd=ROOT, env=environment | begun, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
