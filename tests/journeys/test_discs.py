"""The scans come as a CD: taken in, looked at, matched with what was asked for, and given to the second doctor."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from caseorg.domain.requests import ItemStatus, RecordKind, RequestedItem
from caseorg.services import outside
from tests.documents.made_discs import a_chest_disc, an_iso
from tests.journeys.person import Person


def test_a_cd_is_taken_in_looked_at_ticked_off_and_given_to_the_second_doctor(
    in_the_sample: Callable[..., Person], tmp_path: Path
) -> None:
    files = a_chest_disc()
    disc = tmp_path / "Chest CT.iso"
    disc.write_bytes(an_iso(files, label="CHEST"))
    maria = in_the_sample("Maria's lung biopsy")
    assert maria.program.main is not None
    case_id = maria.program.main.case_id
    hospital = next(item.contact_id for item in maria.workspace.load_case(case_id).items if item.contact_id)
    images = RequestedItem(case_id=case_id, kind=RecordKind.imaging_study, contact_id=hospital, status=ItemStatus.asked)
    maria.workspace.save(images, "Ask for images")
    maria.go_to("documents")
    maria.answers_file_dialog(disc)
    maria.press("Add files")
    assert maria.sees("“Chest CT” is added.")
    assert maria.sees("CT chest, Oct 21, 2026, Maria Alvarez: 2 series, 16 images")
    assert maria.sees("CT scan, Axial: 12 images")
    assert maria.sees("The disc says “Maria Alvarez”. This may be about someone else.")
    document = next(each for each in maria.workspace.load_case(case_id).documents if each.name == "Chest CT")
    assert maria.workspace.bytes_of(document.sha256) == disc.read_bytes()

    maria.press("Look at the scans")
    assert maria.sees("Only to see that it is the right scan. It is not for diagnosis.")
    assert maria.sees("Image 7 of 12")
    maria.keys("scan_look.view.picture", "End")
    assert maria.sees("Image 12 of 12")
    maria.press("Brighter")
    maria.press("Open in a viewer...")
    assert maria.sees("Opened in another program. The copies are in")
    (copied,) = maria.files.opened
    assert copied.read_bytes() == files[1][1]

    maria.press("Back")
    maria.press("Yes, it came")
    item = maria.workspace.load_case(case_id).find(images.id)
    assert isinstance(item, RequestedItem)
    assert (item.status, item.document_id) == (ItemStatus.got_it, document.id)
    assert maria.sees("Open the request")

    maria.answers_file_dialog(tmp_path / "For Dr. Brandt.zip")
    maria.press("Save as a ZIP file...")
    assert maria.sees("Saved as “For Dr. Brandt.zip”. That copy is not locked")
    with zipfile.ZipFile(tmp_path / "For Dr. Brandt.zip") as packed:
        given = {name: packed.read(name) for name in packed.namelist()}
    assert given == {path: data for path, data in files if path != "VIEWER.EXE"}

    # Closing the file takes away what was opened outside of it.
    assert outside.has_copies()
    maria.command("Close case file")
    assert not outside.has_copies()
