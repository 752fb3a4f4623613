"""A model disk: replays what a program did to its files, and tells what a power cut could leave of it at any moment.

What was written but not synced may be there, in part or not at all, and so may a name that was given or taken away in a
folder that was not synced. A file system may be kinder than that; the program must not count on it.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
"""A disk writes this many bytes wholly or not at all."""

Remains = dict[str, bytes]
"""The files of the folder after a power cut, by name."""

_LINE = re.compile(r"^\d+ +(?P<call>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+)", re.S)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_KNOWN = {
    "openat",
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "unlink",
    "rename",
    "link",
    "lseek",
    "close",
}
_HARMLESS = {
    "read", "pread64", "fcntl", "flock", "ioctl", "stat", "lstat", "fstat", "newfstatat", "statx", "access",
    "fchown", "geteuid", "getpid", "getcwd", "readlink", "getdents64",
}  # fmt: skip

TRACE = ("-xx", "-s", "10000000", "-e", "trace=%file,%desc")
"""The options with which strace writes down what this module reads."""


@dataclass
class _File:
    """One file: what the system holds of it, what the disk surely holds, and what is on the way."""

    now: bytearray
    synced: bytes
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Written at an offset; None: cut or filled up to it."""

    def change(self, offset: int, data: bytes | None) -> None:
        _apply(self.now, offset, data)
        self.pending.append((offset, data))

    def sync(self) -> None:
        self.synced = bytes(self.now)
        self.pending.clear()

    def torn(self, chance: random.Random) -> bytes:
        """What is on the disk if each sector and each change of size got there or not."""
        left = bytearray(self.synced)
        for offset, data in self.pending:
            if data is None:
                if chance.random() < 0.5:
                    _apply(left, offset, None)
                continue
            start = offset
            while start < offset + len(data):
                end = min(start - start % SECTOR + SECTOR, offset + len(data))
                if chance.random() < 0.5:
                    _apply(left, start, data[start - offset : end - offset])
                start = end
        return bytes(left)


class Disk:
    """One folder on a disk that keeps apart what was written and what is safe."""

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        self._folder = str(folder)
        self._names = {name: _File(bytearray(data), data) for name, data in files.items()}
        self._synced_names = dict(self._names)
        self._pending_names: list[tuple[str, _File | None]] = []
        self._open: dict[int, _File | None] = {}
        """By descriptor; None is the folder itself."""
        self._place: dict[int, int] = {}
        self.acks = 0
        self.unknown: set[str] = set()

    def replay(self, log: str) -> Iterator[str]:
        """Do again what strace has written down; give the name of each call that could change what is left."""
        for line in log.split("\n"):
            found = _LINE.match(line)
            if not found or int(found["result"]) < 0:
                continue
            if found["call"] in _KNOWN:
                if self._do(found["call"], found["arguments"], int(found["result"])):
                    yield found["call"]
            elif found["call"] not in _HARMLESS and self._folder.encode().hex(" ") in line.replace("\\x", " "):
                self.unknown.add(found["call"])

    def remains(self, seeds: range) -> Iterator[tuple[str, Remains]]:
        """Tell what a power cut now could leave, in five ways; the last with each of the seeds."""
        yield "all", _written(self._names, lambda file: bytes(file.now))
        yield "only what was synced", _written(self._synced_names, lambda file: file.synced)
        yield "names without bytes", _written(self._names, lambda file: file.synced)
        yield "bytes without names", _written(self._synced_names, lambda file: bytes(file.now))
        for seed in seeds:
            chance = random.Random(seed)
            names = dict(self._synced_names)
            for name, file in self._pending_names:
                if chance.random() < 0.5:
                    _give(names, name, file)
            yield f"torn {seed}", _written(names, lambda file: file.torn(chance))  # noqa: B023 - used at once

    def _do(self, call: str, arguments: str, result: int) -> bool:
        texts = [bytes.fromhex(found[0].replace("\\x", "")) for found in _TEXT.findall(arguments)]
        names = [self._name(text) for text in texts]
        if call == "openat":
            return self._opened(result, names[0], arguments)
        if call in ("unlink", "rename", "link"):
            return self._named(call, names)
        number = int(arguments.split(",")[0])
        if call == "write" and number == 1:
            self.acks = max(self.acks, *(int(each) for each in re.findall(rb"^ack (\d+)", texts[0]) or [0]))
            return True
        if number not in self._open:
            return False
        file = self._open[number]
        if call == "close":
            del self._open[number]
            return False
        if file is None:
            if call in ("fsync", "fdatasync"):
                self._synced_names = dict(self._names)
                self._pending_names.clear()
                return True
            return False
        if call == "lseek":
            self._place[number] = result
            return False
        if call in ("fsync", "fdatasync"):
            file.sync()
        elif call == "ftruncate":
            file.change(int(arguments.split(",")[1]), None)
        elif call == "pwrite64":
            file.change(int(arguments.split(",")[-1]), texts[0][:result])
        else:
            file.change(self._place[number], texts[0][:result])
            self._place[number] += result
        return True

    def _name(self, text: bytes) -> str | None:
        """The name of a path within the folder; "" is the folder itself, and None anything else."""
        path = text.decode(errors="replace")
        if path == self._folder:
            return ""
        return path.rpartition("/")[2] if path.rpartition("/")[0] == self._folder else None

    def _opened(self, number: int, name: str | None, arguments: str) -> bool:
        self._open.pop(number, None)
        if name is None:
            return False
        self._place[number] = 0
        if name == "":
            self._open[number] = None
            return False
        is_new = name not in self._names
        if is_new:
            self._give(name, _File(bytearray(), b""))
        self._open[number] = self._names[name]
        if "O_TRUNC" in arguments and self._names[name].now:
            self._names[name].change(0, None)
            return True
        return is_new

    def _named(self, call: str, names: list[str | None]) -> bool:
        if None in names:
            return False
        first, second = names[0] or "", names[-1] or ""
        file = self._names.get(first)
        if call in ("rename", "link"):
            self._give(second, file)
        if call in ("rename", "unlink"):
            self._give(first, None)
        return True

    def _give(self, name: str, file: _File | None) -> None:
        _give(self._names, name, file)
        self._pending_names.append((name, file))


def _apply(content: bytearray, offset: int, data: bytes | None) -> None:
    end = offset if data is None else offset + len(data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if data is None:
        del content[offset:]
    else:
        content[offset:end] = data


def _give(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def _written(names: Mapping[str, _File], content: Callable[[_File], bytes]) -> Remains:
    return {name: content(file) for name, file in names.items()}
