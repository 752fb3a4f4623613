"""T-FUZZ, guided: atheris changes files by what of our Python each change reached, and keeps those that went further.

    .ci/guided-fuzz --seconds 600            every reader until it has had ten minutes, earlier runs counted
    .ci/guided-fuzz --seconds 600 --only csv

It needs an environment of its own, which .ci/guided-fuzz makes. What was kept lies in build/guided/<reader>, so a run
goes on where the last one stopped; how far each has come, in build/guided/reached.json; what did what none may do, in
build/guided/findings: an answer that is no plain data or that its reader chokes on, anything but a sentence outside of
the worker, ten seconds, the worker's memory, an end of the process, a file or a socket.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import sys
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.architecture.project import ROOT
from tests.trust.guided_program import Program

PLACE = ROOT / "build" / "guided"

IMPORTERS = (
    "ccda", "fhir-xml", "fhir-json", "phone", "bluebutton", "csv", "ics", "vcard", "eml", "rtf", "docx", "html", "text",
    "zip", "dicom", "iso",
)  # fmt: skip
OUTSIDE = ("answer of a worker", "rules", "kept files", "beginning", "export")
"""What is read outside of the worker."""

NOT_IN_PYTHON = ("pdf", "jpeg", "png", "tiff", "gif", "bmp", "webp", "heic", "jp2", "case file")
"""What C++ reads, where atheris sees nothing; a case file is sealed, so each change of it is refused alike."""

TEN_MINUTES = 600
_AT_A_TIME = 150
"""Seconds: readers take turns, so that a run that is stopped has tried all of them."""
_WALL_SECONDS = 60
"""A worker's, after which atheris ends the process."""
_LINE = re.compile(r"^#(\d+)\s.*?cov: (\d+) ft: (\d+) corp: (\d+)/", re.M)
_DONE = re.compile(r"^Done \d+ runs in (\d+) second", re.M)


@dataclass
class Reached:
    """How far one reader has come."""

    seconds: float = 0.0
    processor: float = 0.0
    """Seconds of the processor, of which others may have the most."""
    inputs: int = 0
    places: int = 0
    """Branches of our Python and that beneath it which were reached."""
    features: int = 0
    """The same, told apart by how often each was gone through."""
    kept: int = 0
    """Inputs that went further than those before."""


def load() -> dict[str, Reached]:
    """Return how far earlier runs have come."""
    try:
        kept = json.loads((PLACE / "reached.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {name: Reached(**each) for name, each in kept.items()}


def go_on(program: Program, name: str, seconds: int, reached: Reached) -> None:
    """Let one reader have its turn, and count what came of it."""
    folder = PLACE / name.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={_WALL_SECONDS}",
        "-rss_limit_mb=0",  # the program limits itself as the worker does
        f"-artifact_prefix={PLACE / 'findings' / folder.name}-",
    ]
    (PLACE / "findings").mkdir(exist_ok=True)
    log = PLACE / f"{folder.name}.log"
    with log.open("wb") as told:
        # Loading and instrumenting the program takes longer than many a turn, so it is done once.
        child = os.fork()
        if child == 0:
            os.dup2(told.fileno(), 2)
            try:
                program.look(name, folder, PLACE / "findings", options)
            except BaseException:
                traceback.print_exc()
            os._exit(1)
        began, before = time.monotonic(), _processor()
        os.waitpid(child, 0)
    said = log.read_text(encoding="utf-8", errors="replace")
    lines = _LINE.findall(said)
    if not lines:
        raise RuntimeError(f"{name} did not begin:\n{said[-2000:]}")
    reached.processor += _processor() - before
    done = _DONE.search(said)
    reached.seconds += float(done[1]) if done else time.monotonic() - began
    reached.inputs += int(lines[-1][0])
    for at, figure in enumerate(("places", "features", "kept"), 1):
        setattr(reached, figure, max(getattr(reached, figure), *(int(line[at]) for line in lines)))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(names: list[str], seconds: int) -> dict[str, Reached]:
    """Give each reader its seconds, earlier runs counted; return what was reached."""
    reached = load()
    program = Program()
    waiting = list(names)
    while waiting:
        for name in list(waiting):
            each = reached.setdefault(name, Reached())
            left = int(seconds - each.seconds)
            if left <= 0:
                waiting.remove(name)
                continue
            go_on(program, name, min(left, _AT_A_TIME) or 1, each)
            text = json.dumps({key: asdict(value) for key, value in reached.items()}, indent=1)
            (PLACE / "reached.json").write_text(text, encoding="utf-8")
            print(f"{name}: {each}", flush=True)
    return reached


def findings() -> list[Path]:
    """Return what was kept of inputs that did what none may do."""
    return sorted(path for path in (PLACE / "findings").glob("*") if path.suffix != ".txt")


def table(reached: dict[str, Reached]) -> list[str]:
    """Return a line for each reader, as docs/torture.md has them."""
    lines = ["| Reader | Seconds | Of the processor | Inputs | Places | Features | Kept |", f"|{' --- |' * 7}"]
    for name in (*IMPORTERS, *OUTSIDE):
        if name in reached:
            each = reached[name]
            figures = (round(each.seconds), round(each.processor), each.inputs, each.places, each.features, each.kept)
            lines.append(f"| {name} | {' | '.join(f'{figure:,}' for figure in figures)} |")
    return lines


def main() -> int:
    """Go on with the run in build/guided; return 0 if nothing was found."""
    parser = argparse.ArgumentParser(prog="tests.trust.guided", description="Let atheris change files for each reader.")
    parser.add_argument("--seconds", type=int, default=TEN_MINUTES, help="for each reader, earlier runs counted")
    parser.add_argument("--only", help="the name of one reader")
    asked = parser.parse_args()
    with TemporaryDirectory() as work:
        # Nothing of whoever runs it is read or written.
        os.environ.update({f"XDG_{each}_HOME": work for each in ("DATA", "CONFIG", "STATE", "CACHE")}, TMPDIR=work)
        reached = run([name for name in (*IMPORTERS, *OUTSIDE) if asked.only in (None, name)], asked.seconds)
    print("\n".join(table(reached)))
    for path in findings():
        print(f"found: {path}")
    return int(bool(findings()))


if __name__ == "__main__":
    sys.exit(main())
