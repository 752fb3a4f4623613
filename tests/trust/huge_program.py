"""Does one thing with a huge case file on a worker thread, and says what memory it took and how long it kept still.

The main thread counts on meanwhile, as that of the window would. Beside it a process that does nothing else counts,
too: how late that one is, is the machine's own doing.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.errors import StoppedError
from caseorg.services import backups, daily_copies, documents, looking, opening, restoring, sharing
from caseorg.services.export import export_all
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from tests.trust.material import CASE, SEAL, TODAY, some_bytes
from tests.trust.test_call_copies import NEW_SEAL

NAME = "Maria.caseorg"
_BEAT, _COLLECT_EVERY = 0.005, 0.2
_COUNTING = """
import sys, time
worst, last = 0.0, time.monotonic()
import select
while not select.select([sys.stdin], [], [], 0.005)[0]:
    now = time.monotonic()
    worst, last = max(worst, now - last), now
print(worst)
"""

Cancel = Callable[[], bool]


def make(path: Path, mebibytes: int, each: int) -> None:
    """Make a case file with documents of `each` MiB that nothing can make smaller."""
    workspace = Workspace(CaseFile.create(path, SEAL), today=lambda: TODAY)
    workspace.save(Case(id=CASE, title="Maria"), "New case")
    for number in range(mebibytes // each):
        data = some_bytes(each << 20, number)
        with workspace.step("Add a document") as step:
            step.save(Document(case_id=CASE, name=f"Disc {number}", sha256=step.keep(data), size_bytes=len(data)))
    workspace.close()


def _check(workspace: Workspace, cancel: Cancel) -> None:
    assert check_file(workspace.case_file.path, SEAL, cancel=cancel).is_whole


def _back_up(workspace: Workspace, cancel: Cancel) -> None:
    assert backups.back_up(workspace.case_file, workspace.case_file.path.parent, TODAY, cancel=cancel).is_whole


def _daily(workspace: Workspace, cancel: Cancel) -> None:
    source = daily_copies.Source(workspace.case_file.path, SEAL, workspace.case_file.file_id())
    assert daily_copies.make(source, TODAY, cancel=cancel).copy is not None


def _share(workspace: Workspace, cancel: Cancel) -> None:
    ready = sharing.plan_share(workspace, sharing.Wish(CASE, "Ana"))
    sharing.write_sealed(ready, NEW_SEAL, workspace.case_file.path.with_name("share.caseorg"), cancel)


def _export(workspace: Workspace, cancel: Cancel) -> None:
    assert export_all(workspace, workspace.case_file.path.with_name("export"), cancel).missing == []


def _change_password(workspace: Workspace, cancel: Cancel) -> None:
    opening.change_seal(workspace, NEW_SEAL, TODAY, cancel=cancel)


def _restore(workspace: Workspace, _cancel: Cancel) -> None:
    copy = workspace.case_file.path.with_name("copy.caseorg")
    workspace.case_file.copy_to(copy)
    workspace.close()
    restoring.restore(workspace.case_file.path, copy, SEAL, SEAL).case_file.close()


class _Asked(threading.Event):
    """An event that is set as soon as a function says so."""

    def __init__(self, ask: Cancel) -> None:
        super().__init__()
        self.is_set = ask  # type: ignore[method-assign]


def _add(workspace: Workspace, cancel: Cancel) -> None:
    """Add a film of 2 GiB: twice as large as what is looked into, and kept all the same."""
    with TemporaryDirectory() as folder:
        film = Path(folder) / "Visit.mp4"
        with film.open("wb") as stream:
            stream.truncate(2 << 30)
        (looked,) = looking.look_at(looking.bring([film]), cancel=_Asked(cancel))
        documents.add_documents(workspace, CASE, [looked], cancel=_Asked(cancel))
    (document,) = (each for each in workspace.load_case(CASE).documents if each.name == "Visit")
    assert workspace.kept_ranges(document.sha256).size == 2 << 30


ACTS: dict[str, Callable[[Workspace, Cancel], None]] = {
    "add": _add, "check": _check, "back_up": _back_up, "daily": _daily, "share": _share, "export": _export,
    "change_password": _change_password, "restore": _restore,
}  # fmt: skip
PUTS_ANOTHER = ("change_password", "restore")
"""These put another file in the place of the file."""
CAN_BE_STOPPED = ("add", "check", "back_up", "daily", "share", "export", "change_password")


def main() -> None:
    """Run one of `ACTS` on the file in a folder; with a third word, stop it after so many seconds."""
    folder, what, after = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]) if len(sys.argv) > 3 else None
    workspace = Workspace(CaseFile.open(folder / NAME, SEAL), today=lambda: TODAY)
    workspace.load_case(CASE)
    # As in the program: what was loaded is set aside, and garbage is collected on the main thread (ui/garbage.py).
    gc.disable()
    gc.freeze()
    stop, ended = threading.Event(), threading.Event()
    said: dict[str, Any] = {"stopped": False, "error": ""}

    def act() -> None:
        try:
            ACTS[what](workspace, stop.is_set)
        except StoppedError:
            said["stopped"] = True
        except BaseException as error:
            said["error"] = repr(error)
        finally:
            ended.set()

    beside = subprocess.Popen([sys.executable, "-c", _COUNTING], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    threading.Thread(target=act, daemon=True).start()
    begun = last = collected = time.monotonic()
    worst, asked = 0.0, 0.0
    while not ended.is_set():
        time.sleep(_BEAT)
        now = time.monotonic()
        worst, last = max(worst, now - last), now
        if now - collected > _COLLECT_EVERY:
            gc.collect(1)
            collected = now
        if after is not None and not asked and now - begun > after:
            stop.set()
            asked = now
    finished = time.monotonic()
    late, _nothing = beside.communicate(b"\n")
    status = Path("/proc/self/status").read_text()
    said |= {
        "peak_mib": int(status.split("VmHWM:")[1].split()[0]) >> 10,
        "worst_pause_ms": int(worst * 1000),
        "machine_pause_ms": int(float(late) * 1000),
        "seconds": int(finished - begun),
        "stop_ms": int((finished - asked) * 1000) if asked else -1,
    }
    workspace.close()
    print(json.dumps(said))


if __name__ == "__main__":
    if sys.argv[2] == "make":
        make(Path(sys.argv[1]) / NAME, int(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
