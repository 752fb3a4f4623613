"""Lets judges that had no part in making them look at every paper and packet: `make check-pdf`.

What a judge finds is mended, or stands in EXPLAINED with the reason; docs/pdf.md tells it in full. With `--write` the
table of papers in docs/pdf.md is written anew.
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
    """Why a finding stays: only where evidence or words look like it, and only for others' pages if it says so."""

    words: str
    like: str = ""
    of_others: bool = False


_CLAIMS_NOTHING = "a file with pages of others claims nothing"
EXPLAINED = {
    "DOC-012": Reason(_CLAIMS_NOTHING, of_others=True),
    "UA-28-004": Reason(_CLAIMS_NOTHING, of_others=True),
    "PDFUA1-ID-PART-001": Reason(_CLAIMS_NOTHING, of_others=True),
    "PDFUA1-ID-SCHEMA-001": Reason(_CLAIMS_NOTHING, of_others=True),
    "PDFA2B-ID-SCHEMA-001": Reason(_CLAIMS_NOTHING, of_others=True),
    "ISO_19005_2:6.6.4-1": Reason(_CLAIMS_NOTHING, of_others=True),
    "ISO_19005_2:6.6.2.3.1-1": Reason(
        "pikepdf takes no property that a file describes itself, and PDF/UA's mark must be described so",
        r"pdfuaid|pdfaExtension|pdfaSchema|pdfaProperty",
    ),
    "PDFA2B-STREAM-LENGTH-001": Reason("packed bytes that happen to end with CR, which it counts to the end of line"),
    "TXT-004": Reason("a sign that stands for several letters at once; the words are beside it", "NotoSansDevanagari"),
    "LNK-010": Reason("addresses stand on paper that goes by mail or fax; a file that leaves the house links nowhere"),
    "TAG-002": Reason("it takes the foot of a one-page paper for prose", r"(Page|Página) \d+ (of|de) \d+$"),
    "TBL-014": Reason("it measures how much of a grid is filled with words; each grid of ours is a tagged table"),
    "TBL-012": Reason("rows that are left for the pen: doses not known yet, hands that slides have not passed through"),
    "PAG-001": Reason("a page of an exhibit shows its own number, as part of its picture", of_others=True),
    "TXT-001": Reason("fonts that the maker of an exhibit or a form left out", of_others=True),
    "PDFUA1-FONT-EMBEDDING-001": Reason("fonts that the maker of an exhibit or a form left out", of_others=True),
    "PDFA2B-FONT-EMBEDDING-001": Reason("fonts that the maker of an exhibit or a form left out", of_others=True),
    "ISO_19005_2:6.2.11.4.1-1": Reason("fonts that the maker of an exhibit or a form left out", of_others=True),
}
"""Findings that stay, by rule, each with its reason."""


def has_pages_of_others(paper: Path) -> bool:
    """Tell from its name whether a file has pages that somebody else made."""
    return re.search(r"packet|own form", paper.name.lower()) is not None


def is_explained(one: Found, paper: Path) -> bool:
    """Tell whether a finding is one that stays for a reason."""
    reason = EXPLAINED.get(one.rule)
    if reason is None or (reason.of_others and not has_pages_of_others(paper)):
        return False
    return re.search(reason.like, one.evidence or one.words) is not None


def write_papers(folder: Path) -> list[Path]:
    """Write every paper in each of its versions, packets whole and divided, a filled form, and what the demo makes."""
    from tests.packets import golden
    from tests.packets.bundled import NAMES, faxes, files, filled_forms, named
    from tests.packets.reading import made
    from tests.packets.samples import pages_for

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, plan in {**golden.plans(), **{f"name.{script}": named(name) for script, name in NAMES.items()}}.items():
        pdf, written = made(plan, pages_for(plan).__getitem__)
        (folder / f"paper {name}.pdf").write_bytes(pdf)
        for part, bytes_of_it in faxes(plan, pdf, written).items() if name == "packet.appeal" else ():
            (folder / f"paper {name}, {part}.pdf").write_bytes(bytes_of_it)
    for name, pdf in {**files(), **filled_forms()}.items():
        (folder / f"paper {name}.pdf").write_bytes(pdf)
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


def of_validators(python: Path, papers: list[Path]) -> dict[str, dict[str, list[Found]]]:
    """Return what the validators of whole standards find in each file, each against its standard."""
    script = Path(__file__).with_name("pdf_validators.py")
    done = subprocess.run([python, script, *papers], capture_output=True, text=True, check=True)
    said: dict[str, dict[str, list[tuple[str, str]]]] = json.loads(done.stdout)
    return {
        name: {path: [Found(rule, "error", words) for rule, words in found] for path, found in of_files.items()}
        for name, of_files in said.items()
    }


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


def main(place: Path, *, if_there: bool, writes: bool) -> int:
    """Write the papers, ask every judge, print a table, and return 1 if anything unexplained was found.

    With `if_there`, for automatic runs, only errors count: a judge that can't be had is named and passed over.
    """
    papers = write_papers(FOLDER)
    judges: dict[str, dict[str, list[Found]]] = {}
    missing = []
    if (place / "bin/outloud").exists() and (place / "bin/pdfua").exists():
        judges["outloud"] = of_outloud(place / "bin/outloud", papers, FOLDER)
        judges["pdfua"] = of_pdfua(place / "bin/pdfua", papers)
        judges |= of_validators(place / "bin/python", papers)
    else:
        missing.append("outloud, pdfua, page and pikepdf.pdfa")
    for name, program, ask in (("qpdf", "qpdf", of_qpdf), ("poppler", "pdfinfo", of_poppler)):
        if shutil.which(program):
            judges[name] = ask(papers)
        else:
            missing.append(name)
    errors, warnings = _report(papers, judges)
    if writes and not missing:
        _write_table(papers, judges)
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


def _write_table(papers: list[Path], judges: dict[str, dict[str, list[Found]]]) -> None:
    """Write the table of docs/pdf.md: each paper with its pages, and how many findings each judge has left."""
    import pikepdf

    lines = [f"| Paper | Pages | {' | '.join(judges)} |", "| --- " * (len(judges) + 2) + "|"]
    for paper in papers:
        with pikepdf.open(paper) as document:
            pages = len(document.pages)
        said = []
        for found in judges.values():
            left = sum(not is_explained(one, paper) for one in found[str(paper)])
            stays = {one.rule for one in found[str(paper)]}
            said.append(str(left) if left else "explained" if stays else "fine")
        name = paper.relative_to(FOLDER).as_posix()[:-4].removeprefix("paper ")
        lines.append(f"| {name} | {pages} | {' | '.join(said)} |")
    page = ROOT / "docs" / "pdf.md"
    before, begin, rest = page.read_text(encoding="utf-8").partition("<!-- papers -->\n")
    _old, end, after = rest.partition("<!-- end of papers -->")
    page.write_text(before + begin + "\n".join(lines) + "\n" + end + after, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), if_there="if-there" in sys.argv[2:], writes="--write" in sys.argv[2:]))
