"""A case file on a drive of another computer is known as one."""

from datetime import date
from pathlib import Path

import pytest

from caseorg.services.file_cards import FileFacts, file_cards, put_off
from caseorg.services.network_drives import is_on_network
from caseorg.services.settings import FileNotes, RemindEvery, Settings

MOUNTS = r"""22 28 0:21 / /proc rw,nosuid - proc proc rw
28 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
40 28 0:35 / /mnt/family rw,relatime shared:20 - nfs4 nas:/export/family rw,vers=4.2
41 28 0:36 / /media/My\040Documents rw - cifs //nas/docs rw,vers=3.1.1
42 28 0:37 / /srv/ana/cloud rw,nosuid,nodev - fuse.rclone remote: rw
43 28 0:38 / /srv/ana/vault rw,nosuid,nodev - fuse.gocryptfs /srv/ana/.vault rw
44 28 8:17 / /media/stick rw,nosuid - fuseblk /dev/sdb1 rw
45 40 8:33 / /mnt/family/disk rw - ext4 /dev/sdc1 rw
46 28 0:39 / /over rw - ext4 /dev/sdd1 rw
47 46 0:40 / /over rw - smb3 //nas/over rw
48 28 0:41 / /media/Señora\040Díaz rw - nfs nas:/diaz rw
garbage
"""


@pytest.mark.proof("T-TWICE")
@pytest.mark.parametrize(
    ("path", "is_network"),
    [
        ("/srv/ana/Maria.caseorg", False),
        ("/mnt/family/Maria.caseorg", True),
        ("/mnt/family/2026/Maria.caseorg", True),
        ("/mnt/familyother/Maria.caseorg", False),
        ("/mnt/family/disk/Maria.caseorg", False),
        ("/media/My Documents/Maria.caseorg", True),
        ("/srv/ana/cloud/Maria.caseorg", True),
        ("/srv/ana/vault/Maria.caseorg", False),
        ("/media/stick/Maria.caseorg", False),
        ("/media/Señora Díaz/Maria.caseorg", True),
        ("/over/Maria.caseorg", True),
    ],
)
def test_a_drive_of_another_computer_is_known_by_how_it_is_mounted(path: str, is_network: bool, tmp_path: Path) -> None:
    listed = tmp_path / "mountinfo"
    listed.write_text(MOUNTS, encoding="utf-8")
    assert is_on_network(Path(path), listed) is is_network


@pytest.mark.proof("T-TWICE")
def test_a_system_that_does_not_say_warns_of_nothing(tmp_path: Path) -> None:
    assert not is_on_network(tmp_path / "Maria.caseorg", tmp_path / "nothing")
    (tmp_path / "odd").write_bytes(b"\xff\xfe - \x00 \\x\n" * 3)
    assert not is_on_network(tmp_path / "Maria.caseorg", tmp_path / "odd")


@pytest.mark.proof("T-TWICE")
def test_the_person_is_told_once_and_can_put_it_off() -> None:
    settings, notes, today = Settings(remind_of_backup=RemindEvery.never), FileNotes(), date(2026, 11, 22)
    (card,) = file_cards(notes, settings, FileFacts(is_on_network=True), today)
    assert (card.title, card.page) == ("Your case file is on a network drive", "back_up")
    put_aside = FileNotes(put_off=put_off(notes, card, today))
    assert file_cards(put_aside, settings, FileFacts(is_on_network=True), today) == ()
    (synced,) = file_cards(notes, settings, FileFacts(is_on_network=True, synced_by="Nextcloud"), today)
    assert "Nextcloud" in synced.title, "one warning of the two says what matters"
