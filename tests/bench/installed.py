"""Starting the built program, beside an empty window packed by the same recipe: `python -m tests.bench installed`.

Needs what `packaging/build.sh` builds. The empty window is built here, into build/dist-empty, where there is none yet.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measuring import Line, line_of
from tests.bench.start import ROOT, remember_a_file

PROGRAM = ROOT / "build/dist/caseorg/caseorg"
EMPTY = ROOT / "build/dist-empty/empty/empty"
_ROUNDS = 12
_PAINTED = b"qt.widgets.painting: Flushing"
"""What Qt itself says, if asked, when the first picture of a window goes to the screen."""


def benchmarks(folder: Path) -> Iterator[Line]:
    """Measure from the start of the process to the first picture of its window: Welcome, and the locked screen."""
    if not PROGRAM.exists():
        print("  the program is not built: packaging/build.sh builds it")
        return
    if not EMPTY.exists():
        _build_empty()
    for name in ("welcome", "locked"):
        home = folder / name
        home.mkdir()
        if name == "locked":
            remember_a_file(home)
        rounds = [(_started(PROGRAM, home), _started(EMPTY, home)) for _number in range(_ROUNDS + 2)][2:]
        yield line_of(f"installed program, first paint of {name}", rounds, 1.5)


def _build_empty() -> None:
    command = [ROOT / "build/packaging-env/bin/pyinstaller", "--noconfirm", "--log-level", "ERROR", "--distpath"]
    command += [
        ROOT / "build/dist-empty",
        "--workpath",
        ROOT / "build/pyinstaller-empty",
        ROOT / "packaging/caseorg.spec",
    ]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"CASEORG_BUILD": "empty"}, check=True)


def _started(program: Path, home: Path) -> float:
    """Return how many milliseconds pass from the start of a program until its first window goes to the screen."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("XDG_", "PYTHON"))}
    asked = {"QT_QPA_PLATFORM": "offscreen", "HOME": str(home / "home"), "QT_LOGGING_RULES": "qt.widgets.painting=true"}
    begun = time.monotonic()
    with subprocess.Popen([program], env=kept | asked, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
        assert run.stderr is not None
        said = any(line.startswith(_PAINTED) for line in run.stderr)
        taken = (time.monotonic() - begun) * 1000
        run.kill()
    if not said:
        raise RuntimeError(f"{program.name} ended without a window")
    return taken
