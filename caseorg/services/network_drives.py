"""Tells whether a file lies on the disk of another computer, where a save and a lock are less sure than here."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path

# As Linux calls them in /proc/self/mountinfo (proc(5)). Other file systems of programs are disks of this computer.
_OF_OTHERS = frozenset(
    "9p afs ceph cifs coda davfs gfs2 glusterfs lustre ncpfs nfs nfs4 ocfs2 smb3 smbfs virtiofs vboxsf fuse.afpfs"
    " fuse.curlftpfs fuse.davfs fuse.davfs2 fuse.glusterfs fuse.gvfsd-fuse fuse.kio-fuse fuse.rclone fuse.s3fs"
    " fuse.smbnetfs fuse.sshfs".split()
)
_REMOTE = 4  # DRIVE_REMOTE, of GetDriveTypeW
_ESCAPED = re.compile(r"\\([0-7]{3})")


def is_on_network(path: Path) -> bool:
    """Tell whether a file is on another computer's disk. What can't be told is taken for this one's, as on macOS."""
    if sys.platform == "win32":
        import ctypes

        drive = path.absolute().drive
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(f"{drive}\\") == _REMOTE
    with suppress(OSError):
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
        return kind_of_disk(path, mounts) in _OF_OTHERS
    return False


def kind_of_disk(path: Path, mounts: str) -> str:
    """Return the file system in which a file lies, as a list of mounts in Linux's own form names it."""
    place, found, longest = os.path.realpath(path), "", -1
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        root = _ESCAPED.sub(lambda match: chr(int(match[1], 8)), fields[4])
        holds = place == root or place.startswith(root.rstrip("/") + "/")
        if holds and len(root) >= longest:  # of two at one place the later one is seen
            found, longest = after.split(" ")[0], len(root)
    return found
