"""Runs every benchmark and prints the table; ends with 1 if a limit was missed."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import case_file, health_data, installed, page_turning, papers, rules, sealed, start, window
from tests.bench.measuring import Line, as_table


def main() -> int:
    """Run the benchmarks that are named, or all of them."""
    groups = {
        "start": start.benchmarks,
        "case_file": case_file.benchmarks,
        "papers": papers.benchmarks,
        "page_turning": page_turning.benchmarks,
        "rules": rules.benchmarks,
        "health_data": health_data.benchmarks,
        "sealed": sealed.benchmarks,
        "window": window.benchmarks,
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
    return 0 if all(line.is_kept for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
