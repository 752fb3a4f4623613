"""Makes names of foreign files safe: inside of their folder, possible on any computer, and no two alike."""

from __future__ import annotations

import itertools
import re
import unicodedata

from caseorg.domain.errors import UnsafeArchiveError

LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "autorun.inf"})
"""What computers leave behind, and nobody put there."""

_LONGEST_NAME = 120
_MOST_BYTES = 200
"""Of one name, in UTF-8: most systems take 255, and what is put before or behind it needs room."""
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
_NOT_IN_NAMES = re.compile(r'[<>:"|?*\x00-\x1f\x7f]+')


def safe_path(name: str) -> str:
    """Return a name inside an archive as one that any computer can have; empty where nothing of it is left.

    Raises:
        UnsafeArchiveError: It leads outside of the archive's folder.
    """
    plain = unicodedata.normalize("NFC", name).replace("\\", "/")
    if plain.startswith("/") or re.match(r"[A-Za-z]:", plain) or ".." in plain.split("/"):
        raise UnsafeArchiveError("")
    return "/".join(filter(None, map(_safe_part, plain.split("/"))))


def safe_name(name: str, longest: int = _LONGEST_NAME) -> str:
    """Return a name for a file as one that any computer can have and that reads as it is; `file` where nothing is left.

    Args:
        name: Whatever somebody called it; a folder in it is no folder any more.
        longest: How many letters it may have.
    """
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").replace("/", " ")
    return _safe_part(plain, longest) or "file"


def free_path(path: str, taken: set[str]) -> str:
    """Return a path that is not `taken` by another file, however its letters are written, and take it."""
    stem, dot, suffix = path.rpartition(".")
    stem, suffix = (stem, dot + suffix) if dot and "/" not in suffix else (path, "")
    numbers = itertools.count(2)
    while path.casefold() in taken:
        path = f"{stem} ({next(numbers)}){suffix}"
    taken.add(path.casefold())
    return path


def _safe_part(part: str, longest: int = _LONGEST_NAME) -> str:
    # Marks that turn the writing around make “gpj.exe” read as “exe.jpg”.
    seen = "".join(letter for letter in part if unicodedata.category(letter) not in ("Cf", "Cc", "Cs"))
    clean = _NOT_IN_NAMES.sub("-", seen).strip().rstrip(". ")
    stem, dot, suffix = clean.rpartition(".")
    ending = dot + suffix[:10] if stem else ""
    if len(clean) > longest or len(clean.encode()) > _MOST_BYTES:
        stem = (
            (stem or clean)[: longest - len(ending)]
            .encode()[: _MOST_BYTES - len(ending.encode())]
            .decode("utf-8", "ignore")
        )
        clean = (stem + ending).strip().rstrip(". ")
    return f"_{clean}" if clean.partition(".")[0].lower() in _RESERVED else clean
