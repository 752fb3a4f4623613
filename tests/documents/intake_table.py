"""What taking in each file of the collections has to answer: one line a file, looked at by hand before it is kept.

    python -m tests.documents.intake_table

writes `tests/data/expected_intake.jsonl` anew from what the readers say now, and prints what is another answer than
before. Look at each of those lines: the table says what is right, not what is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from caseorg.documents import wire
from caseorg.documents.disc import DiscSource, disc_of
from caseorg.documents.health_file import read_health_file
from caseorg.documents.inspect import why_not_shown
from caseorg.documents.kinds import FileKind
from caseorg.documents.ranges import BytesRanges
from caseorg.documents.scan_picture import scan_picture
from caseorg.documents.worker import Worker
from caseorg.domain.errors import CaseorgError
from caseorg.services.looking import Brought, Looked, look_at
from tests.documents.of_others import OURS, THEIRS

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests/data/expected_intake.jsonl"

DATA = frozenset({FileKind.json, FileKind.xml, FileKind.ics, FileKind.vcard, FileKind.csv, FileKind.text, FileKind.zip})
"""Kinds of file that may hold health data."""

Answer = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """One file of a collection."""

    name: str
    data: bytes
    digest: str


def files_of(folder: Path) -> Iterator[Given]:
    """Give the files of a collection, in order, under the names they came with."""
    for path in sorted(folder.glob("*/*")):
        data = path.read_bytes()
        yield Given(path.relative_to(folder).as_posix(), data, sha256(data).hexdigest())


def answer(given: Given, pages: Worker, data: Worker, scans: Worker) -> Answer:
    """Take a file in as the page of documents does, and as “Bring in health data” does; say what came of it.

    A file of a scan is looked at as the only one on a disc, as the page of a disc does.
    """
    name = given.name.rpartition("/")[2]
    looked, *inside = look_at([Brought(name, given.data)], worker=pages, data_worker=data)
    found: Answer = {"kind": looked.inspection.kind.value}
    if looked.inspection.kind is FileKind.dicom:
        return found | {"scan": _as_scan(given.data, scans)}
    if looked.prepared:
        found["pages"] = looked.prepared.page_count
    else:
        found["not_shown"] = _reason(looked)
    if inside:
        found["inside"] = len(inside)
    if looked.inspection.kind in DATA:
        try:
            health = read_health_file(given.data, name, worker=data)
        except CaseorgError as error:
            found["health"] = type(error).__name__
        else:
            found["health"] = {"format": health.format, **Counter(thing.kind.value for thing in health.things)}
    return found


def _as_scan(data: bytes, scans: Worker) -> str:
    """Return what a file of a scan is on a disc, and whether a look at its first picture is drawn."""
    packed = BytesIO()
    with ZipFile(packed, "w") as made:
        made.writestr("A", data)
    source = DiscSource(BytesRanges(packed.getvalue()), FileKind.zip)
    disc = disc_of(source, "disc", worker=scans)
    kind = disc.files[0].kind if disc else "no scan"
    if kind != "image":
        return kind
    try:
        scan_picture(source, "disc", "A", worker=scans)
    except CaseorgError as error:
        return f"image, {type(error).__name__}"
    return "image, drawn"


def _reason(looked: Looked) -> str:
    """Return which sentence it is that says why a file is not shown."""
    said, name = looked.unreadable_reason, looked.brought.name
    for kind, error in wire.REFUSALS.items():
        if said == str(error(name)):
            return kind
    return "kept as it is" if said == why_not_shown(FileKind.xml, name) else "beside it"


def table() -> dict[str, tuple[str, Answer]]:
    """Return the table: the fingerprint of each file, its name, and the right answer."""
    lines = (json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()) if TABLE.exists() else ()
    return {line.pop("sha256"): (line.pop("file"), line) for line in lines}


def main() -> None:
    """Write the table anew, and print what is another answer than before."""
    before = table()
    lines: dict[str, tuple[str, Answer]] = {} if THEIRS.exists() else dict(before)
    with Worker() as pages, Worker(reads="data") as data, Worker(reads="scans") as scans:
        for folder in (OURS, THEIRS):
            for given in files_of(folder) if folder.exists() else ():
                lines[given.digest] = given.name, answer(given, pages, data, scans)
    for digest, (name, said) in lines.items():
        if digest not in before or before[digest][1] != said:
            print(name, before[digest][1] if digest in before else "", "->", said)
    ordered = sorted(lines.items(), key=lambda line: (line[1][0].partition("/")[0], line[0]))
    text = "".join(json.dumps({"sha256": digest, "file": name, **said}) + "\n" for digest, (name, said) in ordered)
    TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
