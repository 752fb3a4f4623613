"""Runs every benchmark and prints the table; ends with 1 if a limit was missed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import (
    adding,
    bringing,
    case_file,
    discs,
    health_data,
    installed,
    large_search,
    page_turning,
    papers,
    rules,
    sealed,
    start,
    window,
)
from tests.bench.measuring import Line, as_table


def main() -> int:
    """Run the benchmarks that are named, or all of them."""
    groups = {
        "start": start.benchmarks,
        "case_file": case_file.benchmarks,
        "discs": discs.benchmarks,
        "papers": papers.benchmarks,
        "page_turning": page_turning.benchmarks,
        "rules": rules.benchmarks,
        "health_data": health_data.benchmarks,
        "sealed": sealed.benchmarks,
        "window": window.benchmarks,
        "large_search": large_search.benchmarks,
        "bringing": bringing.benchmarks,
        "adding": adding.benchmarks,
        "installed": installed.benchmarks,
    }
    chosen = sys.argv[1:] or list(groups)
    lines: list[Line] = []
    with TemporaryDirectory() as folder:
        for name in chosen:
            print(f"{name} …", flush=True)
            lines += groups[name](Path(folder))
    print()
    print(as_table(lines))
    _say_if_busy()
    return 0 if all(line.is_kept for line in lines) else 1


def _say_if_busy() -> None:
    """Say so where other programs had the processors, which makes everything longer that is measured by the clock."""
    if hasattr(os, "getloadavg"):
        waiting, processors = os.getloadavg()[1], os.cpu_count() or 1
        if waiting > processors:
            print(f"\nThe computer was busy: {waiting:.0f} programs at a time wanted its {processors} processors.")


if __name__ == "__main__":
    sys.exit(main())
