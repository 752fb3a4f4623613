"""Asks two validators of PDF/A-2b, and one of PDF/UA-1, about files; runs in the judges' environment, by its path.

Prints JSON: for each validator and file, what it found, as rule and words. `page` validates whole profiles and is tried
on the veraPDF corpus; `pikepdf.pdfa` accepts only what it knows to be allowed.
"""

from __future__ import annotations

import json
import sys

import page
from pikepdf import pdfa


def of_page(path: str, profile: str) -> list[tuple[str, str]]:
    """Return what page finds under a profile."""
    try:
        report = page.validate_pdf(path, profile=profile)
    except page.PageError as error:
        return [("unreadable", str(error))]
    return [(failure.rule_id, failure.message) for failure in report.failures]


def of_pikepdf(path: str) -> list[tuple[str, str]]:
    """Return what keeps pikepdf from calling a file PDF/A-2b."""
    report = pdfa.validate_written(path, "2b")
    return [(finding.rule, finding.message) for finding in report.findings]


def main() -> None:
    """Print what each validator says of the files that are named."""
    paths = sys.argv[1:]
    found = {
        "UA-1": {path: of_page(path, "ua1") for path in paths},
        "A-2b": {path: of_page(path, "2b") for path in paths},
        "A-2b too": {path: of_pikepdf(path) for path in paths},
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
