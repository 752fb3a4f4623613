"""The table of docs/intake.md: readers, files of the collections, and what came of each, counted from the kept answers.

    python -m tests.documents.intake_doc

prints it and writes it into docs/intake.md. `tests.documents.intake_table` makes the answers themselves anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from tests.documents.intake_table import ROOT, Answer, table

PAGE = ROOT / "docs/intake.md"
BEGIN, END = "<!-- made by tests.documents.intake_doc -->\n", "<!-- end -->\n"

_FOLDERS = {
    "pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "tiff": "TIFF", "gif": "GIF", "bmp": "BMP", "webp": "WebP",
    "heic": "HEIC", "jp2": "JPEG 2000", "dicom": "DICOM", "fhir-json": "FHIR, JSON", "fhir-xml": "FHIR, XML",
    "ccda": "C-CDA", "bluebutton": "Blue Button", "ics": "iCalendar", "csv": "CSV", "zip": "ZIP",
}  # fmt: skip
"""The folders of the collections, in the order of the table; what lies in one need not be what it says."""

_REASONS = {
    "DamagedDocumentError": "kept, “couldn't look inside it”",
    "EmptyDocumentError": "kept, “no page in it”",
    "HugeDocumentError": "kept, “too large”",
    "LockedPdfError": "kept, “locked”",
    "UnwritableTextError": "kept, letters that the typeface lacks",
    "kept as it is": "kept, not shown as pages",
    "beside it": "kept, its files beside it",
}
_HEALTH = {
    "NoHealthDataError": "health data: nothing for us in it",
    "DamagedDocumentError": "health data: “couldn't look inside it”",
}
_SCANS = {
    "image, drawn": "scan, drawn",
    "image, NoDecoderError": "scan, “open it in a viewer”",
    "image, DamagedDocumentError": "scan, its picture is damaged",
    "paper": "of a scan, but no picture",
    "damaged": "scan, damaged",
    "no scan": "a label of nothing",
}


def results(answer: Answer) -> list[str]:
    """Return in words what came of one file: as pages, and as health data."""
    found = []
    if "pages" in answer:
        found.append("shown as pages")
    elif "scan" in answer:
        found.append(_SCANS.get(answer["scan"], answer["scan"]))
    else:
        found.append(_REASONS.get(answer["not_shown"], answer["not_shown"]))
    health = answer.get("health")
    if isinstance(health, str):
        found.append(_HEALTH.get(health, health))
    elif health:
        found.append(f"health data: {health['format']}")
    return found


def made() -> str:
    """Return the table in Markdown."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    files: Counter[str] = Counter()
    things: dict[str, Counter[str]] = defaultdict(Counter)
    for name, answer in table().values():
        folder = name.partition("/")[0]
        files[folder] += 1
        counts[folder].update(results(answer))
        health = answer.get("health")
        if isinstance(health, dict):
            things[health["format"]].update({kind: count for kind, count in health.items() if kind != "format"})
    lines = ["| Files | How many | What came of them |", "| --- | --- | --- |"]
    for folder, words in _FOLDERS.items():
        said = "; ".join(f"{count} {result}" for result, count in counts[folder].most_common())
        lines.append(f"| {words} | {files[folder]} | {said} |")
    lines += [f"| **All** | **{sum(files.values())}** | |", ""]
    lines += ["| Health data | Things that were offered |", "| --- | --- |"]
    for form in sorted(things):
        said = ", ".join(f"{count} {kind}" for kind, count in things[form].most_common())
        lines.append(f"| {form} | {said} |")
    return "\n".join([*lines, ""])


def in_page(text: str) -> str:
    """Return the table as it stands in the page."""
    return text.partition(BEGIN)[2].partition(END)[0]


def main(page: Path = PAGE) -> None:
    """Print the table, and write it into the page."""
    text = page.read_text(encoding="utf-8")
    print(made())
    before, _mark, rest = text.partition(BEGIN)
    page.write_text(before + BEGIN + made() + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
