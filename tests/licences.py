"""Brings the licence texts of the parts in line with what is locked and installed: `make licences`.

resources/licences/parts.toml lists every part: each package of requirements.lock, and what their wheels carry inside.
A new package has to be written there by hand, with its licence as SPDX names it; version and text come from here.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import PurePosixPath

from tests.architecture.project import ROOT

FOLDER = ROOT / "resources" / "licences"
TABLE = FOLDER / "parts.toml"
OF_OTHERS = ROOT / "packaging" / "licences"
_A_TEXT = re.compile(r"licen|copying|notice|authors", re.IGNORECASE)
_NOT_OURS = re.compile(r"/(android|cibw_musl|pbin_musl|all_except_musl)/")  # parts of builds that we don't ship
_LOCKED = re.compile(r"^([a-z0-9-]+)==([\w.]+)", re.MULTILINE)


def locked() -> dict[str, str]:
    """Return name and version of each package that the program needs, on any system."""
    return dict(_LOCKED.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))


def parts() -> list[dict[str, str]]:
    """Return the table as it stands."""
    return list(tomllib.loads(TABLE.read_text(encoding="utf-8"))["part"])


def text_of(package: str) -> str | None:
    """Return the licence texts that an installed package brings, one after the other; None where it brings none."""
    try:
        found: Distribution = distribution(package)
    except PackageNotFoundError:
        return None
    texts = []
    for file in sorted(found.files or (), key=str):
        inner = PurePosixPath(file).as_posix().partition(".dist-info/")[2]
        if inner and _A_TEXT.search(inner) and not _NOT_OURS.search(f"/{inner}"):
            words = "\n".join(line.rstrip() for line in _read(file.locate().read_bytes()).strip().splitlines())
            texts.append(f"{PurePosixPath(inner).name}\n\n{words}\n")
    return "\n\n".join(texts) or None


def _read(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def main() -> None:
    """Write versions and texts."""
    versions, table = locked(), TABLE.read_text(encoding="utf-8")
    for name, version in versions.items():
        row = re.compile(rf'(name = "{re.escape(name)}"\nversion = ")[^"]*')
        table = row.sub(rf"\g<1>{version}", table)
        text = text_of(name)
        if text is not None:
            (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")
    TABLE.write_text(table, encoding="utf-8")
    for text_file in OF_OTHERS.glob("*.txt"):
        (FOLDER / text_file.name).write_bytes(text_file.read_bytes())
    (FOLDER / "Apache-2.0.txt").write_bytes((ROOT / "LICENSE").read_bytes())
    missing = versions.keys() - {part["name"] for part in parts()}
    print(f"{len(versions)} packages; to be written into {TABLE.relative_to(ROOT)}: {sorted(missing) or 'none'}")


if __name__ == "__main__":
    main()
