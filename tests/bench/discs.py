"""Listing a disc of 2,000 images from a folder, beside reading the same files and their labels in this process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pydicom

from caseorg.documents.disc import disc_of
from caseorg.documents.packing import scans_in
from caseorg.documents.worker import Worker
from tests.bench.measuring import Line, timed
from tests.documents.made_discs import an_image

_IMAGES, _SIDE, _MOST_MS = 2_000, 256, 5_000


def benchmarks(folder: Path) -> Iterator[Line]:
    """Measure the listing; the worker is there already, as after any other disc."""
    disc = folder / "disc"
    disc.mkdir()
    sizes = {"Rows": _SIDE, "Columns": _SIDE, "BitsAllocated": 16, "BitsStored": 16, "HighBit": 15}
    image = an_image(**sizes, PixelData=bytes(2 * _SIDE * _SIDE))
    for number in range(_IMAGES):
        (disc / f"I{number:05}").write_bytes(image[:-8] + number.to_bytes(8, "little"))

    def bare() -> None:
        for path in sorted(disc.iterdir()):
            hashlib.sha256(path.read_bytes()).digest()
            pydicom.dcmread(path, stop_before_pixels=True)

    with Worker(reads="scans") as worker:

        def ours() -> None:
            found = disc_of(scans_in(disc).source, "disc", worker=worker)
            assert found is not None
            assert len(found.of_kind("image")) == _IMAGES

        ours()
        bare()
        measured, floor = timed(ours), timed(bare)
    what = f"list a disc of {_IMAGES:,} images from a folder"
    yield Line(what, measured, floor, f"{_MOST_MS:,} ms", measured <= _MOST_MS, measured / floor)
