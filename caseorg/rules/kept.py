"""Rule files as they were read and checked the last time, kept so that the next start need not read TOML.

What is kept holds the law and nothing of any person. It counts only while every rule file, and the program that checked
them, are byte for byte what they were; it is plain JSON, so reading it runs nothing, and each table is validated anew.
"""

from __future__ import annotations

import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

Tables = Mapping[str, dict[str, Any]]

_NAME = "rules.json"
_LARGEST = 32 * 1024 * 1024
_DATE = "$date"


def fingerprint(files: Iterable[tuple[str, bytes]]) -> str:
    """Return one digest for the names and bytes of rule files and for the program that checks them."""
    seen = sha256()
    for name, data in (*_program(), *files):
        seen.update(f"{name}\n{len(data)}\n".encode())
        seen.update(data)
    return seen.hexdigest()


def _program() -> Iterable[tuple[str, bytes]]:
    here = Path(__file__).parent
    sources = sorted(here.glob("*.py"))
    if sources:
        return [(path.name, path.read_bytes()) for path in sources]
    # In the built program the modules are inside its own file.
    found = Path(sys.executable).stat()
    return [("program", f"{found.st_size} {found.st_mtime_ns}".encode())]


def read_kept(place: Callable[[], Path], digest: str) -> Tables | None:
    """Return the tables kept under this digest; None where there are none that can be trusted."""
    try:
        head, _line, body = _read_own(place() / _NAME).partition(b"\n")
        said, _space, of_body = head.decode("ascii").partition(" ")
        if said != digest or of_body != sha256(body).hexdigest():
            return None
        tables = json.loads(body, object_hook=_with_dates)
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return tables if isinstance(tables, dict) and all(isinstance(each, dict) for each in tables.values()) else None


def _read_own(path: Path) -> bytes:
    """Read a file that nobody but its owner can have written.

    Raises:
        OSError: If it is no plain file of our own, or is too large to be ours.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        ours = sys.platform == "win32" or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
        if not (ours and stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST):
            raise OSError("not a file of our own")
        return file.read()


def keep(place: Callable[[], Path], digest: str, tables: Tables) -> None:
    """Keep tables that were read and found right. Where that fails, the next start reads the rules again."""
    body = json.dumps(tables, default=_date_as_table, ensure_ascii=False, separators=(",", ":")).encode()
    with suppress(OSError):
        folder = place()
        # Made under another name, for its owner only, and then moved: nobody ever sees half of it.
        descriptor, name = tempfile.mkstemp(prefix=_NAME, dir=folder)
        made = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(f"{digest} {sha256(body).hexdigest()}\n".encode() + body)
            made.replace(folder / _NAME)
        except OSError:
            made.unlink()
            raise


def _date_as_table(value: object) -> dict[str, str]:
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    raise TypeError(type(value).__name__)


def _with_dates(table: dict[str, Any]) -> object:
    return date.fromisoformat(table[_DATE]) if len(table) == 1 and _DATE in table else table
