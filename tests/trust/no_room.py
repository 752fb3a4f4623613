"""Adds more than a small disk of its own has room for, in each way there is, and says as JSON what came of it.

`python -m tests.trust.no_room DISK`, under `unshare -rm`.
"""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from caseorg.app.selftest import FILE_NAME
from caseorg.documents.inspect import Inspection
from caseorg.documents.kinds import FileKind
from caseorg.domain.errors import DiskFullError
from caseorg.domain.note import Note
from caseorg.services import documents, keeping_first
from caseorg.services.looking import Brought, Looked
from caseorg.services.workspace import Workspace
from caseorg.store.attachments import CHUNK_SIZE
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from tests.trust.material import CASE, SEAL, make_case_file, some_bytes

DISK_MIB, TOO_MUCH_MIB, ENOUGH_MIB = 80, 56, 40
"""Both would fit; only the second leaves the room that saving, reading and deleting need."""


def by_pieces(workspace: Workspace, data: bytes, folder: Path) -> None:
    """As the bytes of a disc of scans are kept."""
    pieces = (data[at : at + CHUNK_SIZE] for at in range(0, len(data), CHUNK_SIZE))
    workspace.keep_pieces(pieces, sha256(data).hexdigest(), len(data))


def as_one(workspace: Workspace, data: bytes, folder: Path) -> None:
    """As one large file that was looked into."""
    looked = Looked(Brought("film.mp4", data), Inspection(FileKind.unknown, len(data), sha256(data).hexdigest()))
    documents.add_documents(workspace, CASE, [looked])


def as_many(workspace: Workspace, data: bytes, folder: Path) -> None:
    """As a folder of files that are kept before anybody looks into them."""
    each = len(data) // 20
    paths = [folder / f"scan-{number}.bin" for number in range(20)]
    for number, path in enumerate(paths):
        path.write_bytes(data[number * each : (number + 1) * each])
    keeping_first.keep(workspace, CASE, paths)


WAYS: dict[str, Callable[[Workspace, bytes, Path], None]] = {
    "by pieces": by_pieces, "as one": as_one, "as many": as_many,
}  # fmt: skip


def try_way(add: Callable[[Workspace, bytes, Path], None], disk: Path, mebibytes: int) -> dict[str, Any]:
    """Add so much in one way; return whether it was refused, what that cost, and whether work goes on."""
    path, outside = disk / FILE_NAME, disk.parent / "outside"
    outside.mkdir(exist_ok=True)
    make_case_file(path)
    workspace = Workspace(CaseFile.open(path, SEAL))
    before, is_refused = path.stat().st_size, False
    try:
        add(workspace, some_bytes(mebibytes << 20, mebibytes), outside)
    except DiskFullError:
        is_refused = True
    for thread in threading.enumerate():
        if thread.name == "sweep":
            thread.join()
    said = {"refused": is_refused, "grown": path.stat().st_size - before, "free": shutil.disk_usage(disk).free}
    workspace.save(Note(id=UUID(int=77), case_id=CASE, text="They called back."), "Add note")
    workspace.close()
    said["whole"] = check_file(path, SEAL).is_whole
    path.unlink()
    shutil.rmtree(outside)
    return said


def main(disk: Path) -> None:
    """Mount a disk at `disk`, and try each way with too much and with little enough."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "none", str(disk)], check=True)
    tried = {
        name: {size: try_way(add, disk, size) for size in (TOO_MUCH_MIB, ENOUGH_MIB)} for name, add in WAYS.items()
    }
    print(json.dumps(tried))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
