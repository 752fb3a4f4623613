"""Tries all of the program once without a window: `caseorg --self-test`, on the computer on which it is installed.

Each thing that was tried is one line, `name what`; the exit status is 0 if all of it went well. It works in a folder
of its own, which is gone afterwards, and touches no file of a person.
"""

from __future__ import annotations

import io
import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from caseorg.base import clock, resources
from caseorg.base.version import program_version
from caseorg.documents.disc import DiscSource, disc_of
from caseorg.documents.inspect import inspect
from caseorg.documents.kinds import FileKind
from caseorg.documents.prepare import prepare
from caseorg.documents.ranges import BytesRanges
from caseorg.documents.reading import read_scan
from caseorg.documents.scan_languages import ReadBy, usual_reader
from caseorg.documents.unpack import parts_of
from caseorg.services import backups, reading, restoring
from caseorg.services.documents import exhibit_pages
from caseorg.services.letters import gather_packet, write_pdf
from caseorg.services.sample import tell_stories
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.checker import check_file
from caseorg.store.schema import SCHEMA_NUMBER
from caseorg.store.seal import Seal, new_salt, seal_with

OLD_FILE = "tests/data/case_files/1.caseorg"
"""A case file of the first schema. It goes along into the built program, to try there that old files still open."""
OLD_SECRET = bytes(range(16))
_SCRIPTS = "Añ Жд Ωλ שם سلام नम தமி ไทย 한국 中文 日本 🫁"
"""Letters of several fonts: one that is missing would leave boxes in somebody's name."""

_WELL_READ = 60
"""How sure the reader of scans has to be of a page that was printed here, from 0 to 100."""


class _Tried(NamedTuple):
    """What is said of one thing that was tried."""

    said: str
    is_right: bool = True


def try_all() -> int:
    """Try everything, say of each what came of it; return the exit status."""
    steps: dict[str, Callable[[Path], _Tried]] = {
        "version": lambda _folder: _Tried(program_version(), program_version() != "?"),
        "case-file": _case_file,
        "migration": _migration,
        "backup": _backup,
        "restore": _restore,
        "fonts": _fonts,
        "packet": _packet,
        "documents": _documents,
        "archives": _archives,
        "scans": _scans,
        "ocr": _ocr,
    }
    failed = []
    with TemporaryDirectory() as place:
        for name, step in steps.items():
            try:
                tried = step(Path(place))
            except Exception as error:
                # Only its kind: the words of an error may name a folder of this person.
                tried = _Tried(type(error).__name__, is_right=False)
            _say(f"{name} {tried.said}{'' if tried.is_right else ' FAILED'}")
            if not tried.is_right:
                failed.append(name)
    _say("whole" if not failed else f"failed {' '.join(failed)}")
    return 1 if failed else 0


def _seal(folder: Path) -> Seal:
    return seal_with("", read_salt(_path(folder)))


def _path(folder: Path) -> Path:
    return folder / "trial.caseorg"


def _case_file(folder: Path) -> _Tried:
    workspace = Workspace(CaseFile.create(_path(folder), seal_with("", new_salt())))
    stories = tell_stories(workspace)
    workspace.close()
    workspace = Workspace(CaseFile.open(_path(folder), _seal(folder)))
    deadlines = workspace.assess(workspace.load_case(stories.luis)).deadlines
    rules = len(workspace.library.rules)
    workspace.close()
    is_whole = check_file(_path(folder), _seal(folder)).is_whole
    return _Tried(f"{rules} rules, {len(deadlines)} dates", bool(rules and deadlines) and is_whole)


def _migration(folder: Path) -> _Tried:
    source, old = resources.program_root() / OLD_FILE, folder / "old.caseorg"
    shutil.copyfile(source, old)
    seal = Seal(read_salt(old), OLD_SECRET)
    CaseFile.open(old, seal).close()
    copies = [copy for copy in restoring.copies_for(old) if copy.kind is restoring.CopyKind.before_update]
    return _Tried(f"to schema {SCHEMA_NUMBER}", check_file(old, seal).is_whole and len(copies) == 1)


def _backup(folder: Path) -> _Tried:
    (folder / "stick").mkdir()
    workspace = Workspace(CaseFile.open(_path(folder), _seal(folder)))
    made = backups.back_up(workspace.case_file, folder / "stick", clock.today())
    workspace.close()
    return _Tried(f"{made.report.documents} documents", made.is_whole)


def _restore(folder: Path) -> _Tried:
    path, (copy,) = _path(folder), (folder / "stick").glob("*.caseorg")
    seal = _seal(folder)
    path.write_bytes(path.read_bytes()[:100_000])  # cut off, as a full disk leaves it
    restored = restoring.restore(path, copy, seal)
    restored.case_file.close()
    return _Tried("from the backup", check_file(path, seal).is_whole and restored.kept_as is not None)


def _fonts(_folder: Path) -> _Tried:
    from caseorg.packets.fonts import undrawable

    missing = undrawable(_SCRIPTS)
    return _Tried(f"{len(_SCRIPTS.split())} scripts", not missing)


def _packet(folder: Path) -> _Tried:
    workspace = Workspace(CaseFile.open(_path(folder), _seal(folder)))
    try:
        snapshot = next(
            each for line in workspace.store.case_lines() if (each := workspace.load_case(line.case_id)).packets
        )
        made = write_pdf(gather_packet(workspace, snapshot.packets[0]), exhibit_pages(workspace, snapshot))
    finally:
        workspace.close()
    (folder / "packet.pdf").write_bytes(made.pdf)
    return _Tried(f"{made.written.page_count} pages", made.written.page_count > 1)


def _documents(folder: Path) -> _Tried:
    """Let the process that reads foreign files look at a PDF and at a photo of a telephone."""
    packet = (folder / "packet.pdf").read_bytes()
    found = inspect(packet, "packet.pdf")
    read = prepare(packet, "packet.pdf").page_texts[0]
    photo = prepare(_photo(), "photo.jpg")
    return _Tried(f"{found.page_count} pages read", bool(read.strip()) and len(photo.page_sizes) == 1)


def _photo() -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(target, "JPEG")
    return target.getvalue()


def _archives(_folder: Path) -> _Tried:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("note.txt", "A note.")
    parts = list(parts_of(target.getvalue(), "notes.zip"))
    return _Tried(f"{len(parts)} file", [part.data for part in parts] == [b"A note."])


def _scans(_folder: Path) -> _Tried:
    """Let the process that reads discs of scans look at one with one image."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("scan/image.dcm", _image())
    disc = disc_of(DiscSource(BytesRanges(target.getvalue()), FileKind.zip), "disc.zip")
    series = disc.series if disc else ()
    return _Tried(f"{len(series)} series", [each.modality for each in series] == ["CT"])


def _image() -> bytes:
    """Return a black CT image of 8 by 8 points, as DICOM (PS3.10, 7.1) writes it: number, kind, length and value."""

    def element(group: int, number: int, kind: str, value: bytes) -> bytes:
        long = kind == "OB"
        return (
            struct.pack("<HH2s", group, number, kind.encode())
            + struct.pack("<xxI" if long else "<H", len(value))
            + value
        )

    def numbers(*values: tuple[int, int]) -> bytes:
        return b"".join(element(0x28, number, "US", struct.pack("<H", value)) for number, value in values)

    syntax = element(2, 0x10, "UI", b"1.2.840.10008.1.2.1\0")
    head = element(2, 0, "UL", struct.pack("<I", len(syntax))) + syntax
    label = element(8, 0x16, "UI", b"1.2.840.10008.5.1.4.1.1.2\0") + element(8, 0x18, "UI", b"1.2.3\0")
    label += element(8, 0x60, "CS", b"CT") + element(0x20, 0xD, "UI", b"1.2.4\0") + element(0x20, 0xE, "UI", b"1.2.5\0")
    size = numbers((2, 1)) + element(0x28, 4, "CS", b"MONOCHROME2 ")
    size += numbers((0x10, 8), (0x11, 8), (0x100, 8), (0x101, 8), (0x102, 7), (0x103, 0))
    return bytes(128) + b"DICM" + head + label + size + element(0x7FE0, 0x10, "OB", bytes(64))


def _ocr(folder: Path) -> _Tried:
    """Read a page as if it were a scan; say in which languages that goes here. A program without it does all else."""
    reader = usual_reader()
    if reader is None:
        return _Tried(f"none: {reading.how_to_get()}")
    by = {ReadBy.library: "tesserocr", ReadBy.program: "tesseract"}[reader.by]
    page = read_scan((folder / "packet.pdf").read_bytes(), 1, reader=reader)
    return _Tried(f"{', '.join(reader.languages)} by {by}", page.sure > _WELL_READ)


def _say(line: str) -> None:
    os.write(1, f"{line}\n".encode())
