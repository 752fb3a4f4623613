"""Nothing readable leaves the case file: not into a log, a setting, a temporary file, a journal or a title."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import stat
import struct
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from caseorg.ui.remembered import KnownFile, Remembered
from tests.architecture.project import ROOT
from tests.trust.private_failures import WORD
from tests.trust.watched import NETWORKS, Watched, watch

PASSWORD = f"green kettle {WORD} train"
FAILED = 40
"""How many things are made to fail at least."""
WRITES = "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat"

MAKES_FILES = """
from PySide6.QtWidgets import QApplication
from datetime import date
from caseorg.base import log, paths
from caseorg.services.backups import back_up
from caseorg.services.opening import start_draft
from caseorg.services.settings import Settings, SettingsFile
from caseorg.ui.paper import write_pdf
from caseorg.ui.remembered import KnownFile, KnownKey, Look, Remembered
log.start(paths.log_folder())
workspace = start_draft()
remembered = Remembered()
remembered.keep_look(Look())
remembered.keep_window({"page": "records"})
remembered.add_case_file(KnownFile(workspace.case_file.path))
remembered.keep_key(workspace.case_file.path, KnownKey())
SettingsFile().save(Settings())
SettingsFile().keep_notes(workspace.case_file.path, last_check="2026-11-22")
paths.asking_folder()
back_up(workspace.case_file, paths.data_folder(), date(2026, 11, 22))
(paths.private_temp_folder("one"))
write_pdf(paths.log_folder() / "report.txt", b"report")
workspace.close()
"""


def spellings(word: str) -> Iterator[bytes]:
    """Give every way in which a word may stand in a file: plain, wide, in base 64 at each offset, in hex."""
    plain = word.encode()
    yield plain
    yield plain.lower()
    yield plain.upper()
    yield plain[::-1]
    for wide in ("utf-16-le", "utf-16-be"):
        yield word.encode(wide)
    for offset in range(3):
        coded = b64encode(bytes(offset) + plain)
        # The first letters also hold what stands before, the last what follows.
        yield coded[(0, 2, 3)[offset] : len(plain) * 4 // 3]
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield plain.hex(" ").encode()


def finds(folder: Path) -> list[str]:
    """Return every file under a folder, or its name, in which the word stands in any spelling."""
    wanted = tuple(spellings(WORD))
    found = []
    for path in sorted(folder.rglob("*")):
        if WORD.lower() in path.name.lower():
            found.append(f"the name of {path}")
        if path.is_file():
            for data in (whole := path.read_bytes(), *unpacked(whole)):
                found += [f"{path}: {spelling!r}" for spelling in wanted if spelling in data]
    return found


def unpacked(data: bytes) -> Iterator[bytes]:
    """Give what is packed somewhere in a file: members of a ZIP file, streams of a PDF, a gzip file."""
    for head in PACKED.finditer(data):
        # In an archive the packed bytes follow the head of the file: its own 30 bytes, the name and what else it says.
        more = sum(struct.unpack_from("<HH", head["zip"], 26)) if head["zip"] else 0
        packer = zlib.decompressobj(-zlib.MAX_WBITS if head["zip"] else zlib.MAX_WBITS | 32)
        with suppress(zlib.error):
            yield packer.decompress(data[head.end() + more if head["zip"] else head.start() :], MOST_UNPACKED)


PACKED = re.compile(rb"(?P<zip>PK\x03\x04.{26})|\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]", re.DOTALL)
MOST_UNPACKED = 64 << 20
"""Bytes of one stream; the largest that the day brings is smaller."""


def fresh_home(folder: Path) -> dict[str, str]:
    """Make a home with nothing in it, and return the environment that leads there."""
    homes = {"HOME": "home", "TMPDIR": "home/tmp", "XDG_DATA_HOME": "home/data", "XDG_CONFIG_HOME": "home/config",
             "XDG_STATE_HOME": "home/state", "XDG_CACHE_HOME": "home/cache", "XDG_RUNTIME_DIR": "home/run"}  # fmt: skip
    for name in homes.values():
        (folder / name).mkdir(parents=True, mode=0o700, exist_ok=True)
    return {variable: str(folder / name) for variable, name in homes.items()} | {"PYTHONPATH": str(ROOT)}


@pytest.mark.slow
@pytest.mark.proof("T-LEAK")
@pytest.mark.proof("T-SOCKET")
def test_a_whole_day_leaves_no_readable_word_behind_and_opens_no_network_socket(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    program = str(ROOT / "tests" / "trust" / "private_day.py")
    watched = watch((program, str(outside), PASSWORD), f"{WRITES},execve,%network", tmp_path, more=fresh_home(tmp_path))
    assert watched.status == 0, watched.errors
    assert not watched.families() & NETWORKS
    day, locked = (json.loads(line) for line in watched.out.splitlines())
    assert len(day["words"]) > 250
    # Who lists the processes sees what each was started with. The first is the day's own, which is told the password.
    started = [call for call in watched.calls if "execve(" in call][1:]
    assert len(started) > 3, "the processes that look into files, and the locked program"
    assert [call for call in started if WORD in call] == []
    assert finds(tmp_path / "home") == []
    assert finds(outside / "half a save") == []
    assert WORD not in watched.errors
    assert WORD not in "".join(day["reports"])
    # And all that the program made at home in that day is its owner's alone, whatever the umask of whoever runs this.
    ours = [(name, mode) for name, mode in modes_under(tmp_path / "home") if "/caseorg/" in name]
    assert [name for name, mode in ours if mode & 0o077] == []
    assert len(ours) > 5
    # Nothing else was written anywhere.
    assert [path for path in written(watched) if not path.startswith((str(tmp_path), *MAY_BE_WRITTEN))] == []
    # The titles hold the case's own name, and what the program itself calls a letter; locked, not even that.
    may_stand_there = [
        f"{WORD}{at:03}" for at, what in enumerate(day["words"], start=1) if what in ("Case.title", "Letter.title")
    ]
    for title in day["titles"]:
        bare = title
        for name in may_stand_there:
            bare = bare.replace(name, "")
        assert WORD not in bare
    assert locked["titles"] == ["Caseorg"]
    assert WORD not in "".join(locked["names"])
    # It means something only if the words were in the file, a journal was under way, and things did fail.
    assert len(set(day["failed"])) >= FAILED
    half = outside / "half a save"
    assert next(half.rglob("*-journal")).stat().st_size > 10_000
    assert next(half.rglob("My case.caseorg")).stat().st_size > 3_000_000  # more than is kept in memory
    log = next((tmp_path / "home").rglob("caseorg.log")).read_text()
    assert log.count("ERROR") >= 6
    assert finds(outside / "export")


@pytest.mark.proof("T-LEAK")
def test_no_list_of_case_files_names_one_in_any_spelling_once_it_is_turned_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, folder in fresh_home(tmp_path).items():
        monkeypatch.setenv(variable, folder)
    names = [tmp_path / "outside" / f"{WORD} {number}.caseorg" for number in range(3)]
    names[0].parent.mkdir()
    remembered = Remembered()
    for each in names:
        each.touch()
        remembered.add_case_file(KnownFile(each, without_password=True))
    cut_off = remembered.folder / "recent.99.new"  # a program was killed while it wrote the list
    cut_off.write_bytes((remembered.folder / "recent.json").read_bytes()[:-20])
    assert len(finds(tmp_path / "home")) >= 2
    remembered.forget_list()
    for program in (remembered, Remembered()):  # another one that runs at the same time, too
        program.add_case_file(KnownFile(names[0]))
        assert program.case_files() == []
        assert not program.is_list_kept()
    assert finds(tmp_path / "home") == []
    assert [each.name for each in remembered.folder.iterdir()] == ["recent.json"]


MAY_BE_WRITTEN = ("/dev/null", "/dev/tty", "/dev/shm/", "/proc/")


def written(watched: Watched) -> list[str]:
    """Return every file that was opened to write, made or moved; what lies in our own checkout is Python's cache."""
    named = {os.path.normpath(path) for path in watched.paths(written=True)}
    return sorted(path for path in named if path.startswith("/") and "__pycache__" not in path)


@pytest.mark.proof("T-LEAK")
@pytest.mark.parametrize("spelling", range(len(tuple(spellings(WORD)))))
def test_a_word_left_behind_would_be_found(spelling: int, tmp_path: Path) -> None:
    text = f"before it {WORD}123 and after it"
    plain = text.encode()
    ways = (plain, plain.lower(), plain.upper(), plain[::-1], text.encode("utf-16-le"), text.encode("utf-16-be"),
            *(b64encode(plain[at:]) for at in range(3)),
            plain.hex().encode(), plain.hex().upper().encode(), plain.hex(" ").encode())  # fmt: skip
    (tmp_path / "left").write_bytes(ways[spelling])
    assert finds(tmp_path)


@pytest.mark.proof("T-LEAK")
@pytest.mark.parametrize("how", ["zip", "gzip", "pdf"])
def test_a_word_left_behind_in_something_packed_would_be_found(how: str, tmp_path: Path) -> None:
    plain = f"before it {WORD}123 and after it ".encode() * 3
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a name.txt", plain)
    packed = {
        "zip": archive.getvalue(), "gzip": gzip.compress(plain),
        "pdf": b"%PDF-1.7 stream\r\n" + zlib.compress(plain) + b"\r\nendstream",
    }[how]  # fmt: skip
    assert WORD.encode() not in packed
    (tmp_path / "left").write_bytes(b"x" * 100 + packed)
    assert finds(tmp_path)


@pytest.mark.proof("T-PERM")
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_what_the_program_writes_is_its_owners_alone_whatever_the_umask(umask: int, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o700)
    watched = watch(("-c", MAKES_FILES), "mkdir,mkdirat", tmp_path, more=bare_home(tmp_path / "home"), umask=umask)
    assert watched.status == 0, watched.errors
    modes = dict(modes_under(tmp_path / "home"))
    assert {name for name, mode in modes.items() if mode & 0o077} == set(), modes
    names = {Path(name).name for name in modes}
    assert {"look.json", "window.json", "recent.json", "keys.json", "settings.json"} <= names
    assert {"caseorg.log", "report.txt", "Draft.caseorg", "asked"} <= names


def bare_home(home: Path) -> dict[str, str]:
    """Return an environment in which every folder has its usual place in a home, and has yet to be made."""
    unset = dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"), "")
    return {"HOME": str(home), **unset}


def modes_under(folder: Path) -> Iterator[tuple[str, int]]:
    """Give every file and folder in a home that was empty, with its mode."""
    for path in sorted(folder.rglob("*")):
        yield str(path), stat.S_IMODE(path.stat().st_mode)
