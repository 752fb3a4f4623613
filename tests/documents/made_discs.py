"""Discs of scans as tests need them: images with a picture in them, the disc's list, and the image of a CD."""

from __future__ import annotations

import array
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import pycdlib
import pydicom
from pydicom.config import disable_value_validation
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

CT_STORAGE = "1.2.840.10008.5.1.4.1.1.2"


def an_image(
    name: str = "Alvarez^Maria", *, number: int = 1, cut: int = 0, syntax: str = ExplicitVRLittleEndian, **more: object
) -> bytes:
    """Make a CT image of 8 by 8 points, or another if `more` says so by the keywords of its label."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = syntax
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = CT_STORAGE
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID = f"1.2.3.{number}"
    made.PatientName, made.PatientID, made.PatientBirthDate = name, "77", "19580314"
    made.StudyInstanceUID, made.SeriesInstanceUID = "1.2.4", "1.2.5"
    made.StudyDate, made.StudyDescription, made.Modality = "20261021", "CT chest", "CT"
    made.SeriesDescription, made.BodyPartExamined = "Axial", "CHEST"
    made.InstanceNumber = number
    made.Rows = made.Columns = 8
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit, made.PixelRepresentation, made.SamplesPerPixel = 7, 0, 1
    made.PhotometricInterpretation = "MONOCHROME2"
    made.PixelData = bytes(64)
    for keyword, value in more.items():
        setattr(made, keyword, value)
    buffer = io.BytesIO()
    pydicom.dcmwrite(buffer, made, enforce_file_format=True)
    return buffer.getvalue()[: -cut or None]


def a_slice(number: int, *, side: int = 128, **more: object) -> bytes:
    """Make a CT image that looks like a slice of a chest: air, body, two lungs, a spine, and a spot that grows."""
    values = array.array("h", bytes(2 * side * side))

    def fill(middle: tuple[float, float], radii: tuple[float, float], value: int) -> None:
        for row in range(side):
            for column in range(side):
                across, down = (column / side - middle[0]) / radii[0], (row / side - middle[1]) / radii[1]
                if across * across + down * down <= 1:
                    values[row * side + column] = value

    fill((0.5, 0.5), (2, 2), -1000)
    for middle, radii, value in (
        ((0.5, 0.5), (0.45, 0.34), 40),
        ((0.33, 0.46), (0.13, 0.2), -850),
        ((0.67, 0.46), (0.13, 0.2), -850),
        ((0.5, 0.72), (0.06, 0.07), 700),
        ((0.36, 0.4), (0.01 + 0.004 * (number % 12),) * 2, 60),
    ):
        fill(middle, radii, value)
    picture = {"Rows": side, "Columns": side, "BitsAllocated": 16, "BitsStored": 16, "HighBit": 15}
    label = {"PixelRepresentation": 1, "RescaleSlope": 1, "RescaleIntercept": 0, "WindowCenter": 40, "WindowWidth": 400}
    return an_image(number=number, **{**picture, **label, "PixelData": values.tobytes(), **more})


def an_index(*paths: str, uids: Mapping[str, str] | None = None, set_name: str = "") -> bytes:
    """Make the list of a disc, a DICOMDIR, that names these paths from its own folder."""
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.1.3.10"
    made.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    made.FileSetID = set_name
    made.DirectoryRecordSequence = []
    buffer = io.BytesIO()
    with disable_value_validation():  # discs have names that the standard does not know
        for path in paths:
            record = Dataset()
            record.DirectoryRecordType = "IMAGE"
            record.ReferencedFileID = path.split("/")
            record.ReferencedSOPInstanceUIDInFile = (uids or {}).get(path, "")
            made.DirectoryRecordSequence.append(record)
        pydicom.dcmwrite(buffer, made, enforce_file_format=True)
    return buffer.getvalue()


def an_iso(files: Iterable[tuple[str, bytes]], *, label: str = "SCANS", form: str = "joliet") -> bytes:
    """Make the image of a CD with these files.

    Args:
        files: The path of each and what is in it.
        label: What the disc is called.
        form: `plain` (ISO 9660 alone), `joliet`, `rock_ridge`, `udf` (beside ISO 9660) or `udf_alone`.
    """
    if form == "udf_alone":
        return _udf_alone(an_iso(files, label=label, form="udf"))
    image = pycdlib.PyCdlib()
    forms = {"joliet": {"joliet": 3}, "rock_ridge": {"rock_ridge": "1.09"}, "udf": {"udf": "2.60"}, "plain": {}}
    image.new(interchange_level=3, vol_ident=label, **forms[form])
    folders: set[str] = set()
    for path, data in files:
        steps = path.split("/")
        for depth in range(1, len(steps)):
            folder = "/".join(steps[:depth])
            if folder not in folders:
                folders.add(folder)
                image.add_directory(**_names(folder, form, is_folder=True))
        image.add_fp(io.BytesIO(data), len(data), **_names(path, form, is_folder=False))
    buffer = io.BytesIO()
    image.write_fp(buffer)
    image.close()
    return buffer.getvalue()


def _udf_alone(image: bytes) -> bytes:
    """Take ISO 9660 off an image that has UDF, too: what UDF begins with moves up to where its readers look first."""
    marks = image[18 * 2048 : 21 * 2048]
    assert (marks[1:6], marks[2049:2054]) == (b"BEA01", b"NSR02")
    return image[: 16 * 2048] + marks + bytes(2 * 2048) + image[21 * 2048 :]


def _names(path: str, form: str, *, is_folder: bool) -> dict[str, str]:
    old = "/" + path.upper().replace(" ", "_").replace("-", "_")
    if not is_folder:
        old += ";1" if "." in old.rpartition("/")[2] else ".;1"
    else:
        old = old.replace(".", "_")
    extra = {"joliet": {"joliet_path": f"/{path}"}, "rock_ridge": {"rr_name": path.rpartition("/")[2]}}
    return {"iso_path": old, **extra.get(form, {"udf_path": f"/{path}"} if form == "udf" else {})}


def write(folder: Path, **files: bytes) -> Path:
    """Write files into a folder; two low lines in a name stand for a folder."""
    for name, data in files.items():
        target = folder / name.replace("__", "/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return folder


def files_under(folder: Path) -> dict[str, bytes]:
    """Read every file in a folder, by its path in it."""
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def a_chest_disc(count: int = 12) -> list[tuple[str, bytes]]:
    """Make the files of a disc with two series, a report of the viewer's maker and a program."""
    axial = [(f"DICOM/A{number:03}", a_slice(number)) for number in range(1, count + 1)]
    second = {"SeriesInstanceUID": "1.2.6", "SeriesDescription": "Coronal", "StudyDate": "20261021"}
    coronal = [(f"DICOM/C{number:03}", a_slice(100 + number, **second)) for number in range(1, 5)]
    images = axial + coronal
    index = an_index(*(path for path, _data in images), set_name="CHEST")
    return [("DICOMDIR", index), *images, ("README.TXT", b"Thank you"), ("VIEWER.EXE", b"MZ" + bytes(200))]
