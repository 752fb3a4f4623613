"""Tells whether a file lies on a drive of another computer, where locks and syncs are promised by somebody else."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
"""Linux names each mounted file system there with its kind: proc(5)."""

_NETWORKS = frozenset(
    "9p afs ceph cifs coda davfs gfs2 glusterfs lustre ncpfs nfs nfs4 ocfs2 smb3 smbfs vboxsf".split()
)
_ON_THIS_COMPUTER = frozenset(
    f"fuse.{each}"
    for each in "bindfs cryfs encfs exfat fuse-overlayfs gocryptfs lxcfs mergerfs ntfs-3g portal veracrypt".split()
)
"""What a program of this computer makes out of its own disks. Any other such drive may lead anywhere."""

_ESCAPED = re.compile(r"\\([0-7]{3})")
"""How a space, a tab, a line's end or a backslash in a name is written there."""

_REMOTE = 4  # what GetDriveTypeW says of a drive that is on a network


def is_on_network(path: Path, mounts: Path = _MOUNTS) -> bool:
    """Tell whether the file at `path` seems to lie on a network drive; False where the system does not say.

    Args:
        path: The file; it need not be there.
        mounts: Where Linux lists what is mounted.
    """
    path = path.absolute()
    if sys.platform == "win32":
        import ctypes

        return path.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\") == _REMOTE
    try:
        kind = _kind_at(path.resolve(), mounts.read_text(encoding="utf-8", errors="surrogateescape"))
    except (OSError, RuntimeError):  # macOS has no such list; RuntimeError: links that lead in a circle
        return False
    return kind in _NETWORKS or (kind.startswith("fuse.") and kind not in _ON_THIS_COMPUTER)


def _kind_at(path: Path, listed: str) -> str:
    """Return the kind of file system at a path: the deepest that is mounted above it, and of two there the later."""
    found, deepest = "", -1
    for line in listed.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if not separator or len(fields) < 5:
            continue
        place = Path(_ESCAPED.sub(lambda octal: chr(int(octal[1], 8)), fields[4]))
        if path.is_relative_to(place) and len(place.parts) >= deepest:
            found, deepest = after.split(" ")[0], len(place.parts)
    return found
