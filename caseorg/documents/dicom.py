"""Reads what is on a disc of scans: each image's label, never its picture (T-DICOM). Runs in the worker process."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

import pydicom
from pydicom import charset, config

from caseorg.documents import wire
from caseorg.documents.archive import Archive
from caseorg.documents.programs import is_program
from caseorg.domain.errors import DamagedDocumentError

_MARK_AT, _MARK = 128, b"DICM"
_DEFLATED = b"1.2.840.10008.1.2.1.99"
# A deflated label of this size holds 64 MiB at most, which is still no harm.
_MOST_DEFLATED = 64 << 10
_PLAIN_SYNTAXES = frozenset(("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"))
_TAGS = {
    "patient_name": "PatientName",
    "patient_id": "PatientID",
    "birth_date": "PatientBirthDate",
    "study_uid": "StudyInstanceUID",
    "study_date": "StudyDate",
    "study": "StudyDescription",
    "accession": "AccessionNumber",
    "institution": "InstitutionName",
    "series_uid": "SeriesInstanceUID",
    "series": "SeriesDescription",
    "modality": "Modality",
    "body_part": "BodyPartExamined",
}
_SIZES = ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated", "NumberOfFrames")
_LONGEST = 200


class _Seen(NamedTuple):
    """What one file of a disc is."""

    kind: str
    """`image`, `paper` (a report or the like), `index`, `damaged`, `program` or `other`."""
    label: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    """For the index: the paths it names, from its own folder."""


def disc(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Tell what is on a disc that was packed into a ZIP file: its series, and each file with its fingerprint."""
    del facts
    archive = Archive(data)
    series: dict[tuple[str, ...], int] = {}
    counts: list[int] = []
    files: list[dict[str, object]] = []
    listed: list[str] = []
    for entry in archive.entries:
        try:
            part = archive.read(entry)
        except DamagedDocumentError:
            files.append({"path": entry.path, "size": 0, "sha256": "", "kind": "damaged", "series": None})
            continue
        seen = _look(entry.path, part)
        number = None
        if seen.kind in ("image", "paper"):
            number = series.setdefault(seen.label, len(series))
            counts.extend([0] * (len(series) - len(counts)))
            counts[number] += 1
        folder = entry.path.rpartition("/")[0]
        listed.extend(f"{folder}/{path}".lstrip("/") for path in seen.listed)
        digest = hashlib.sha256(part).hexdigest()
        files.append({"path": entry.path, "size": len(part), "sha256": digest, "kind": seen.kind, "series": number})
    labels = [dict(zip(_TAGS, label, strict=True)) | {"count": counts[number]} for number, label in enumerate(series)]
    return wire.Message({"result": {"series": labels, "files": _checked(files, listed), **_missing(files, listed)}})


def _checked(files: list[dict[str, object]], listed: list[str]) -> list[dict[str, object]]:
    """Say of a listed file that is no scan that it is damaged: the index promised one."""
    named = {path.casefold() for path in listed}
    for file in files:
        if file["kind"] == "other" and str(file["path"]).casefold() in named:
            file["kind"] = "damaged"
    return files


def _missing(files: list[dict[str, object]], listed: list[str]) -> dict[str, object]:
    there = {str(file["path"]).casefold() for file in files}
    named = {path.casefold() for path in listed}
    images = [str(file["path"]) for file in files if file["kind"] in ("image", "paper")]
    return {
        "has_index": any(file["kind"] == "index" for file in files),
        "missing": sorted({path[:_LONGEST] for path in listed if path.casefold() not in there}),
        "unlisted": [path for path in images if path.casefold() not in named] if listed else [],
    }


def _look(path: str, part: bytes) -> _Seen:
    if part[_MARK_AT : _MARK_AT + 4] != _MARK:
        return _Seen("program" if is_program(path, part) else "other")
    if _DEFLATED in part[:1024] and len(part) > _MOST_DEFLATED:
        return _Seen("damaged")
    try:
        stream = BytesIO(part)
        found = pydicom.dcmread(stream, stop_before_pixels=True)
        if "DirectoryRecordSequence" in found:
            return _Seen("index", listed=tuple(_listed(found)))
        label = tuple(_text(found, keyword) for keyword in _TAGS.values())
        if not any(label):
            return _Seen("damaged")
        if "Rows" not in found:
            return _Seen("paper", label)
        return _Seen("image" if _is_whole(found, len(part) - stream.tell()) else "damaged", label)
    except MemoryError:
        raise
    except Exception:
        # It raises errors of every class.
        return _Seen("damaged")


def _text(found: pydicom.Dataset, keyword: str) -> str:
    value = found.get(keyword)
    text = "" if value is None else str(value)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:_LONGEST]


def _listed(index: pydicom.Dataset) -> Iterator[str]:
    for record in index.DirectoryRecordSequence:
        named = record.get("ReferencedFileID")
        if named:
            steps = [named] if isinstance(named, str) else [str(step) for step in named]
            # On some discs each name still has the version that ISO 9660 adds.
            yield "/".join(steps).replace("\\", "/").partition(";")[0]


def _is_whole(found: pydicom.Dataset, left: int) -> bool:
    """Tell whether the picture behind a label is as long as the label says; of a packed one that is not known."""
    if str(found.file_meta.get("TransferSyntaxUID", "")) not in _PLAIN_SYNTAXES:
        return left > 0
    rows, columns, samples, bits, frames = (int(found.get(size) or 1) for size in _SIZES)
    return left >= rows * columns * samples * bits * frames // 8


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    config.settings.reading_validation_mode = config.IGNORE
    for encoding in charset.python_encoding.values():
        codecs.lookup(encoding)
    made: Any = pydicom.Dataset()
    made.file_meta = pydicom.dataset.FileMetaDataset()
    made.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = made.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    made.SpecificCharacterSet = "ISO_IR 100"
    made.PatientName, made.PatientBirthDate, made.StudyDate, made.Rows = "A^B", "19580314", "20260101", 1
    buffer = BytesIO()
    pydicom.dcmwrite(buffer, made, enforce_file_format=True)
    _look("warm", buffer.getvalue())
