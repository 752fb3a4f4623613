"""A file on another computer's disk is known by the list of mounts, and its person is told once on Next steps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caseorg.services.file_cards import FileFacts, file_cards
from caseorg.services.network_drives import is_on_network, kind_of_disk
from caseorg.services.settings import FileNotes, RemindEvery, Settings

MOUNTS = r"""22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
41 22 0:38 / /home rw - ext4 /dev/vda2 rw
50 41 0:44 / /home/maria/Family\040disk rw shared:9 - cifs //nas/family rw,vers=3.1.1
51 22 0:45 / /mnt/nas rw - nfs4 nas:/export rw
52 41 0:46 / /home/maria/.gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
53 22 8:17 / /media/maria/STICK rw - fuseblk /dev/sdb1 rw
54 22 0:47 / /mnt/over rw - ext4 /dev/vdc1 rw
55 22 0:48 / /mnt/over rw - fuse.sshfs maria@host: rw
torn line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/maria/Maria.caseorg", "ext4"),
        ("/home/maria/Family disk/Health/Maria.caseorg", "cifs"),
        ("/home/maria/Family disks/Maria.caseorg", "ext4"),
        ("/mnt/nas/Maria.caseorg", "nfs4"),
        ("/home/maria/.gvfs/share/Maria.caseorg", "fuse.gvfsd-fuse"),
        ("/media/maria/STICK/Maria.caseorg", "fuseblk"),
        ("/mnt/over/Maria.caseorg", "fuse.sshfs"),
    ],
)
def test_the_disk_of_a_file_is_the_innermost_and_latest_mount_around_it(path: str, kind: str) -> None:
    assert kind_of_disk(Path(path), MOUNTS) == kind


def test_a_file_of_this_computer_is_not_on_the_network(tmp_path: Path) -> None:
    assert not is_on_network(tmp_path / "Maria.caseorg")


def test_who_works_on_a_network_drive_is_told_and_may_put_it_off() -> None:
    today, settings = date(2026, 11, 22), Settings(remind_of_backup=RemindEvery.never)
    (card,) = file_cards(FileNotes(), settings, FileFacts(on_network=True), today)
    assert card.title == "Your case file is on a network drive"
    assert card.page == "back_up"
    assert card.can_wait
    assert file_cards(FileNotes(), settings, FileFacts(), today) == ()
