"""Searching as one types in 100,000 documents with 200 MB of text, beside the bare text index in the same file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from caseorg.services.search import MOST, Search
from caseorg.services.workspace import Workspace
from caseorg.store import search_index
from tests.bench.big_file import CASES, Sizes, make_big_file
from tests.bench.measuring import Line, line_of, timed

DOCUMENTS = 100_000
_TYPED = ("biopsy", "radiology report", "authorization d")
_LATEST_MS, _RANKED_MS, _MOST = 100, 500, 1.3
_LATEST, _RANKED, _LOOKED_AT, _ROUNDS = False, True, 200, 5


def benchmarks(folder: Path) -> Iterator[Line]:
    """Make the file and search in it. To make it takes some minutes and a gigabyte and a half."""
    workspace = make_big_file(folder / "large.caseorg", sizes=Sizes(CASES, 0, DOCUMENTS, 0))
    yield from measure(workspace)
    workspace.close()


def measure(workspace: Workspace) -> Iterator[Line]:
    """Type some words into an open file, letter by letter; a moment after the last key, look for the best."""
    texts = workspace.case_file.driver.execute("select count(*) from search_lines where kind = 'Document'").fetchone()
    assert texts[0] >= DOCUMENTS
    latest, ranked = [], []
    search = Search(workspace)
    for text in _TYPED:
        for end in range(2, len(text) + 1):
            latest.append((_used(lambda end=end, text=text: search.find(text[:end], None, ranked=False)), text[:end]))
        ranked.append((_used(lambda text=text: search.find(text, None, ranked=True)), text))
    for what, found in (("the latest, at a key", latest), ("the best, after the last key", ranked)):
        middle = median(spent for spent, _text in found)
        print(f"  {what}: middle {middle:.0f} ms, worst {max(found)[0]:.0f} ms ({max(found)[1]})")
    yield Line(f"{DOCUMENTS:,} documents: from a key to the latest, worst", max(latest)[0], None, f"{_LATEST_MS} ms",
               max(latest)[0] < _LATEST_MS)  # fmt: skip
    yield Line("after the last key to the best, worst", max(ranked)[0], None, f"{_RANKED_MS} ms",
               max(ranked)[0] < _RANKED_MS)  # fmt: skip
    yield _beside_the_index(workspace, search)
    search.close()


def _beside_the_index(workspace: Workspace, search: Search) -> Line:
    """Words typed and then ranked, beside the same questions to the bare index, and the words of what it shows."""
    pairs = []
    with workspace.case_file.fresh_connection() as bare:
        bare.execute("pragma cache_size = -16384")
        for number in range(_ROUNDS + 1):
            for text in _TYPED:
                ours = _used(lambda text=text: _type(lambda part, best: search.find(part, None, ranked=best), text))
                floor = _used(lambda text=text: _type(lambda part, best: _asked(bare, part, best=best), text))
                if number:
                    pairs.append((ours, floor))
    return line_of("all keys of a word and then the best, beside the bare index", pairs, _MOST)


def _type(ask: Any, text: str) -> None:
    for end in range(2, len(text) + 1):
        ask(text[:end], _LATEST)
    ask(text, _RANKED)


def _asked(bare: Any, text: str, *, best: bool) -> None:
    """Ask the bare index, and read the words of as many records as are shown."""
    wanted = " ".join(f'"{word}"*' for word in text.split() if len(word) > 1)
    order = "bm25(search_words, 8.0, 1.0)" if best else "rowid desc"
    rows = bare.execute(
        f"select rowid from search_words where search_words match ? order by {order} limit {_LOOKED_AT}",
        (wanted,),
    ).fetchall()
    for (number,) in rows[:MOST]:
        search_index.words_at(bare, number)


def _used(work: Any) -> float:
    return timed(work, time.thread_time)
