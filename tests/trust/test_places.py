"""Where the file cannot be changed it is looked at, and what we make is for its owner only, from its first moment."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from caseorg.app.selftest import FILE_NAME
from caseorg.domain.case import Case
from caseorg.domain.errors import FileExistsAlreadyError
from caseorg.services.outside import write_whole
from caseorg.store.checker import check_file
from caseorg.ui.paper import write_pdf
from tests.architecture.project import ROOT
from tests.trust.doors import Ask, Doors
from tests.trust.material import SEAL, Work, entries, write_script

WorkOf = Callable[[str], Work]


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that an ordinary user reaches, too, when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="caseorg-test-"))
    folder.chmod(0o755)
    yield folder
    for each in (folder, *folder.rglob("*")):
        each.chmod(0o700)
    shutil.rmtree(folder)


def make_readable(folder: Path, file_mode: int, folder_mode: int) -> None:
    for each in folder.iterdir():
        each.chmod(file_mode)
    folder.chmod(folder_mode)


@pytest.mark.proof("T-READONLY")
@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)])
def test_a_file_without_the_right_to_write_is_looked_at_and_copied(
    file_mode: int, folder_mode: int, doors: Doors, work_of: WorkOf, open_to_all: Path
) -> None:
    work = work_of("copy")
    run, elsewhere = work.fresh(open_to_all / "run"), open_to_all / "elsewhere"
    elsewhere.mkdir()
    elsewhere.chmod(0o777)
    script = write_script(open_to_all / "script.json", [{"to": str(elsewhere / "copy.caseorg")}])
    make_readable(run, file_mode, folder_mode)
    before = {each.name: sha256(each.read_bytes()).digest() for each in run.iterdir()}

    to_write = doors.run(Ask("copy", run, script, "ordinary user"))
    to_look = doors.run(Ask("copy", run, script, "looks only"))

    assert (to_write.refused, to_write.defects) == (["0 ReadOnlyFileError"], [])
    assert (to_look.acks, to_look.refused, to_look.defects, to_look.closed) == ([1], [], [], True)
    assert {each.name: sha256(each.read_bytes()).digest() for each in run.iterdir()} == before
    assert check_file(elsewhere / "copy.caseorg", SEAL).is_whole


@pytest.mark.proof("T-READONLY")
def test_a_medium_that_cannot_be_written_is_looked_at(work_of: WorkOf, tmp_path: Path) -> None:
    work = work_of("save")
    run = work.fresh(tmp_path / "run")
    before = sha256((run / FILE_NAME).read_bytes()).digest()
    mount = (
        'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && cd "$2" && exec "$3" -m tests.trust.look "$1" "$4"'
    )
    looked = subprocess.run(
        ["unshare", "-rm", "sh", "-c", mount, "sh", run, ROOT, sys.executable, tmp_path / "copy.caseorg"],
        capture_output=True,
        check=False,
    )
    assert looked.stderr == b""
    assert looked.stdout.decode().splitlines() == ["ReadOnlyFileError", "1 case", "copied"]
    assert check_file(tmp_path / "copy.caseorg", SEAL).is_whole
    assert sha256((run / FILE_NAME).read_bytes()).digest() == before
    assert [each.name for each in run.iterdir()] == [FILE_NAME]


@pytest.mark.proof("T-PERM")
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_every_file_is_its_owners_only_from_the_moment_it_is_made(umask: int, tmp_path: Path) -> None:
    folder, log = tmp_path / "run", tmp_path / "log"
    folder.mkdir(0o700)
    scripts = {
        "create": [{"salt": SEAL.salt.hex()}],
        "save": [{"label": "New case", "records": [entries(Case(title="Maria"))]}],
        "copy": [{"to": "copy.caseorg"}],
    }
    made: dict[str, int] = {}
    with Doors(umask=umask) as doors:
        for operation, steps in scripts.items():
            script = write_script(tmp_path / "script.json", steps)
            trace = ("-e", "trace=openat,open,creat,mkdir,chmod,fchmod,fchmodat", "-o", str(log))
            said = doors.run(Ask(operation, folder, script, trace=trace))
            assert said.acks == [1], said
            for name, mode in re.findall(r'"([^"]*)", O_[A-Z_|]*O_CREAT[A-Z_|]*, (\d+)\)', log.read_text()):
                made.setdefault(Path(name).name, int(mode, 8))  # later opens find the file there
            assert "chmod" not in log.read_text()
    assert set(made.values()) == {0o600}
    assert {FILE_NAME + "-journal", FILE_NAME + ".open"} <= set(made)
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}


@pytest.mark.proof("T-PERM")
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_every_folder_of_ours_is_its_owners_only(umask: int, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    said = "from caseorg.base import paths; print(*(paths.data_folder(), paths.settings_folder(), paths.log_folder(),"
    subprocess.run(
        [sys.executable, "-c", said + " paths.cache_folder(), paths.private_temp_folder('1')), sep='\\n')"],
        cwd=ROOT,
        env={"HOME": str(tmp_path / "home"), "PATH": os.environ["PATH"]},
        umask=umask,
        check=True,
        capture_output=True,
    )
    ours = [each for each in (tmp_path / "home").rglob("*") if each.is_dir()]
    assert len(ours) >= 5
    assert {oct(stat.S_IMODE(each.stat().st_mode)) for each in ours} == {oct(0o700)}


def _write_disc(target: Path, data: bytes) -> None:
    write_whole(target, iter((data,)))


@pytest.mark.proof("T-PERM")
@pytest.mark.parametrize("write", [write_pdf, _write_disc], ids=["paper", "disc"])
def test_what_is_saved_outside_is_its_owners_only_and_follows_no_link_that_somebody_laid(
    write: Callable[[Path, bytes], None], tmp_path: Path
) -> None:
    victim, target = tmp_path / "victim.txt", tmp_path / "letter.pdf"
    victim.write_text("Mine")
    (tmp_path / ".letter.pdf.part").symlink_to(victim)
    write(target, b"%PDF Maria")
    assert victim.read_text() == "Mine"
    assert (target.read_bytes(), target.is_symlink()) == (b"%PDF Maria", False)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(each.name for each in tmp_path.iterdir()) == ["letter.pdf", "victim.txt"]


@pytest.mark.parametrize("write", [write_pdf, _write_disc], ids=["paper", "disc"])
def test_no_paper_takes_the_place_of_a_case_file_that_was_chosen_by_mistake(
    write: Callable[[Path, bytes], None], work_of: WorkOf, tmp_path: Path
) -> None:
    file = work_of("save").fresh(tmp_path / "run") / FILE_NAME
    before = file.read_bytes()
    for target in (file, file.rename(tmp_path / "run" / "letter.pdf")):
        target.write_bytes(before)
        with pytest.raises(FileExistsAlreadyError, match=target.name):
            write(target, b"%PDF Maria")
        assert target.read_bytes() == before
    write(tmp_path / "run" / "other.pdf", b"%PDF Luis")
    write(tmp_path / "run" / "other.pdf", b"%PDF Maria")
    assert (tmp_path / "run" / "other.pdf").read_bytes() == b"%PDF Maria"


CRASHES = """
import os, resource
from pathlib import Path
from caseorg.app import options, startup
resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
def crash(given):
    print(*resource.getrlimit(resource.RLIMIT_CORE), Path("/proc/self/coredump_filter").read_text(), flush=True)
    os.abort()
options.is_command = crash
startup.main(["check"])
"""


@pytest.mark.proof("T-LEAK")
@pytest.mark.skipif(sys.platform != "linux", reason="how a dump is forbidden is Linux's own")
def test_a_crash_leaves_nothing_of_the_memory_on_the_disk(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", CRASHES], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == -signal.SIGABRT, ran.stderr
    assert ran.stdout.split() == ["1", "1", "00000000"]
    assert list(tmp_path.iterdir()) == []
