"""Tells programs from other files: those on a disc of scans are neither copied nor given out."""

from __future__ import annotations

_SUFFIXES = tuple(
    f".{suffix}"
    for suffix in (
        "exe dll com bat cmd msi scr pif cpl ocx sys drv vbs vbe js jse wsf wsh hta ps1 psm1 jar lnk inf reg chm "
        "sh command app dmg pkg so dylib bin run desktop scpt"
    ).split()
)
_MARKS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def is_program(path: str, head: bytes) -> bool:
    """Tell whether a file that is no scan is something a computer would run, by its name or its first bytes."""
    return path.lower().endswith(_SUFFIXES) or head.startswith(_MARKS)
