"""Lets judges that had no part in making them look at every paper and packet: `make check-pdf`.

What a judge finds is mended, or stands in EXPLAINED with the reason; docs/pdf.md tells it in full.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from caseorg.app.demo import write_demo

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "check-pdf-papers"


@dataclass(frozen=True)
class Found:
    """One finding of a judge."""

    rule: str
    severity: str
    words: str
    evidence: str = ""


@dataclass(frozen=True)
class Reason:
    """Why a finding stays. It holds only where the evidence looks like it, and for packets only if it says so."""

    words: str
    evidence: str = ""
    in_packets: bool = False


EXPLAINED = {
    "DOC-012": Reason("no claim of PDF/UA is written: no validator we can run shows all of it"),
    "UA-28-004": Reason("the same, as pdfua puts it"),
    "LNK-010": Reason("addresses stand on paper that goes by mail or fax; a file that leaves the house links nowhere"),
    "TAG-002": Reason("it takes the foot of a one-page paper for prose", r"(Page|Página) \d+ (of|de) \d+$"),
    "TBL-014": Reason("it measures how much of a grid is filled with words; each grid of ours is a tagged table"),
    "TBL-012": Reason("rows that are left for the pen: doses not known yet, hands that slides have not passed through"),
    "PAG-001": Reason("a page of an exhibit shows its own number, as part of its picture", in_packets=True),
    "TXT-001": Reason("an exhibit's own fonts, which its maker left out", in_packets=True),
}
"""Findings that stay, by rule, each with its reason."""


def is_explained(one: Found, paper: Path) -> bool:
    """Tell whether a finding is one that stays for a reason."""
    reason = EXPLAINED.get(one.rule)
    if reason is None or (reason.in_packets and "packet" not in paper.name.lower()):
        return False
    return re.search(reason.evidence, one.evidence) is not None


def write_papers(folder: Path) -> list[Path]:
    """Write every paper in each of its versions, every packet, and what the demo makes."""
    from tests.packets import golden
    from tests.packets.reading import made
    from tests.packets.samples import pages_for

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, plan in golden.plans().items():
        (folder / f"paper {name}.pdf").write_bytes(made(plan, pages_for(plan).__getitem__)[0])
    write_demo(folder / "demo", date(2026, 11, 22), "en")
    return sorted(folder.glob("**/*.pdf"))


def of_outloud(program: Path, papers: list[Path], folder: Path) -> dict[str, list[Found]]:
    """Return the findings of outloud for each file: rule, severity, words."""
    report = folder / "outloud.json"
    subprocess.run([program, "-q", "--json", report, *papers], capture_output=True, check=False)
    results: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["results"]
    found = {}
    for each in results:
        found[each["path"]] = [
            Found(one["rule"], one["severity"], one["message"], one.get("evidence") or "")
            for one in each["findings"]
            if one["severity"] != "info"
        ]
        if each["error"]:
            found[each["path"]].append(Found("unreadable", "error", str(each["error"])))
    return found


def of_pdfua(program: Path, papers: list[Path]) -> dict[str, list[Found]]:
    """Return the findings of pdfua for each file."""
    found: dict[str, list[Found]] = {}
    for paper in papers:
        done = subprocess.run([program, "check", paper], capture_output=True, text=True, check=False)
        lines = [line.strip() for line in done.stdout.splitlines() if line.strip().startswith("[")]
        found[str(paper)] = [
            Found(line.split("]")[1].split()[0], line.split("]")[0].strip("[ ").lower(), line) for line in lines
        ]
        if done.returncode > 3 or "result:" not in done.stdout:
            found[str(paper)].append(Found("unreadable", "error", done.stderr.strip()[-200:]))
    return found


def of_qpdf(papers: list[Path]) -> dict[str, list[Found]]:
    """Return what qpdf says against each file."""
    found = {}
    for paper in papers:
        done = subprocess.run(["qpdf", "--check", paper], capture_output=True, text=True, check=False)
        found[str(paper)] = [] if done.returncode == 0 else [Found("qpdf", "error", (done.stdout + done.stderr)[-200:])]
    return found


def of_poppler(papers: list[Path]) -> dict[str, list[Found]]:
    """Return what poppler says against each file: a page it can't read, a file it does not take for tagged."""
    found = {}
    for paper in papers:
        info = subprocess.run(["pdfinfo", "-struct", paper], capture_output=True, text=True, check=False)
        text = subprocess.run(["pdftotext", paper, "-"], capture_output=True, text=True, check=False)
        words = (info.stderr + text.stderr).strip()
        facts = subprocess.run(["pdfinfo", paper], capture_output=True, text=True, check=False).stdout
        is_tagged = any(line.split() == ["Tagged:", "yes"] for line in facts.splitlines())
        words = words or ("" if is_tagged else "not taken for tagged")
        found[str(paper)] = [Found("poppler", "error", words[-200:])] if words else []
    return found


def main(place: Path, *, if_there: bool) -> int:
    """Write the papers, ask every judge, print a table, and return 1 if anything unexplained was found.

    With `if_there`, for automatic runs, only errors count: a judge that can't be had is named and passed over.
    """
    papers = write_papers(FOLDER)
    judges: dict[str, dict[str, list[Found]]] = {}
    missing = []
    if (place / "bin/outloud").exists() and (place / "bin/pdfua").exists():
        judges["outloud"] = of_outloud(place / "bin/outloud", papers, FOLDER)
        judges["pdfua"] = of_pdfua(place / "bin/pdfua", papers)
    else:
        missing.append("outloud and pdfua")
    for name, program, ask in (("qpdf", "qpdf", of_qpdf), ("poppler", "pdfinfo", of_poppler)):
        if shutil.which(program):
            judges[name] = ask(papers)
        else:
            missing.append(name)
    errors, warnings = _report(papers, judges)
    for name in missing:
        print(f"NOT CHECKED by {name}: can't be had here.")
    return 1 if errors or ((warnings or missing) and not if_there) else 0


def _report(papers: list[Path], judges: dict[str, dict[str, list[Found]]]) -> tuple[int, int]:
    """Print the table; return how many kinds of error and of warning nobody has explained."""
    import pikepdf

    print(f"{'paper':<72} {'pages':>5}  " + "  ".join(f"{name:>8}" for name in judges))
    explained: Counter[str] = Counter()
    open_ones: dict[str, list[str]] = defaultdict(list)
    for paper in papers:
        with pikepdf.open(paper) as document:
            pages = len(document.pages)
        marks = []
        for name, found in judges.items():
            left = [one for one in found[str(paper)] if not is_explained(one, paper)]
            explained.update(one.rule for one in found[str(paper)] if one not in left)
            marks.append(f"{len(left) or 'fine'!s:>8}")
            for one in left:
                open_ones[f"{name} {one.rule} ({one.severity}): {one.words}"].append(paper.stem)
        print(f"{paper.relative_to(FOLDER).as_posix()[:-4]:<72} {pages:>5}  " + "  ".join(marks))
    print()
    for words, where in open_ones.items():
        print(f"{words}\n    in {', '.join(where[:6])}{' …' if len(where) > 6 else ''}")
    for rule, count in sorted(explained.items()):
        print(f"explained: {rule}, {count} times: {EXPLAINED[rule].words}")
    errors = sum("(error)" in words for words in open_ones)
    return errors, len(open_ones) - errors


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), if_there="if-there" in sys.argv[2:]))
