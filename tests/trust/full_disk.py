"""Fills a disk of its own before each operation, and says as JSON what came of it. Run under `unshare -rm`."""

import json
import subprocess
import sys
from itertools import chain
from pathlib import Path
from uuid import UUID

from caseorg.app.selftest import FILE_NAME
from caseorg.domain.note import Note
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from tests.trust.doors import Ask, Doors
from tests.trust.material import CASE, SEAL, Work, entries, make_work, write_script
from tests.trust.test_call_copies import CopyWork, make_copy_work

KIB = 1024
STEP = {"create": 32 * KIB, "save": 8 * KIB, "add": 16 * KIB, "copy": 36 * KIB, "back_up": 36 * KIB}
"""By how much there is more room each time: from none at all to enough for the operation."""


def fill(folder: Path, leave: int) -> Path:
    """Fill the disk but for `leave` bytes; return the file that fills it."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(64 * KIB)):
                pass
        except OSError:
            file.truncate(max(0, filler.stat().st_size // 4096 * 4096 - leave))
    return filler


def try_on_full_disk(work: Work | CopyWork, doors: Doors, disk: Path, room: int) -> tuple[int, int, list[str]]:
    """Run one operation with so much room; return how many steps went well, how many did not, and what broke."""
    folder = work.fresh(disk / "run")
    filler = fill(disk, room)
    said = doors.run(Ask(work.operation, folder, work.script))
    broken = [] if said.acks or said.refused else ["neither done nor refused"]
    broken += [each for each in said.refused if not each.endswith(("DiskFullError", "NoRoomForCopyError"))]
    file = folder / FILE_NAME
    if file.exists() and work.operation not in ("copy", "back_up"):
        CaseFile.open(file, SEAL).close()
        broken += [f"while full: {fault}" for fault in check_file(file, SEAL).faults]
    filler.unlink()
    broken += work.judge(folder, said)
    note = Note(id=UUID(int=99), case_id=CASE, text="There is room again.")
    if work.operation != "create":
        script = write_script(disk / "after.json", [{"label": "Add note", "records": [entries(note)]}])
        after = doors.run(Ask("save", folder, script))
        broken += [] if after.acks == [1] else [f"the next save failed: {after}"]
        broken += [str(fault) for fault in check_file(file, SEAL).faults]
    return len(said.acks), len(said.refused), [f"{work.operation} with {room} bytes: {each}" for each in broken]


def main(disk: Path, amounts: int) -> None:
    """Mount a small disk at `disk`, and try each operation with as many amounts of room."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(disk)], check=True)
    results = {}
    with Doors() as doors:
        for operation, step in STEP.items():
            make = make_copy_work if operation == "back_up" else make_work
            work = make(operation, disk.parent / operation)
            runs = [try_on_full_disk(work, doors, disk, step * amount * 32 // amounts) for amount in range(amounts)]
            done, refused, broken = zip(*runs, strict=True)
            results[operation] = {"done": sum(done), "refused": sum(refused), "broken": [*chain(*broken)]}
    print(json.dumps(results))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
