"""Reads what is on a disc of scans: each image's label, never its picture (T-DICOM). Runs in the worker process."""

from __future__ import annotations

import codecs
import hashlib
import zlib
from collections.abc import Iterator
from io import BufferedReader, BytesIO
from typing import Any, BinaryIO, NamedTuple

import pydicom
from pydicom import charset, config

from caseorg.documents import wire
from caseorg.documents.disc_files import HEAD, Bytes, DiscEntry, OpenDisc, opened
from caseorg.documents.programs import is_program
from caseorg.documents.ranges import PIECE, Window

_MARK_AT, _MARK = 128, b"DICM"
DEFLATED = "1.2.840.10008.1.2.1.99"
"""The syntax of files that are packed as a whole, label and all (PS3.5, A.5)."""
_MOST_DEFLATED = 64 << 20
"""Most bytes such a file may become, since it is read into memory."""
PLAIN_SYNTAXES = frozenset(("1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"))
"""Those in which pictures are not packed: implicit and explicit little endian, explicit big endian (PS3.5, annex A)."""
TAGS = {
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
# Files without the mark begin with the first groups of a label, in one byte order or the other.
_BARE = (b"\x08\x00", b"\x00\x08", b"\x02\x00")
_MOST_LISTED = 100_000
# One answer: so many bytes take a slow drive half a minute at most.
_BATCH_BYTES, _BATCH_FILES = 64 << 20, 2_000


class _Seen(NamedTuple):
    """What one file of a disc is."""

    kind: str
    """`image`, `paper` (a report or the like), `index`, `damaged`, `program` or `other`."""
    label: tuple[str, ...] = ()
    uid: str = ""
    """The number that no other image has."""
    number: int = 0
    """Its place in the series, as its label says."""
    frames: int = 1
    listed: tuple[tuple[str, str], ...] = ()
    """For the index: the path of each file it names, from its own folder, and the number of what is in it."""
    set_name: str = ""
    """For the index: what the disc is called, as in DISC2."""


def disc(data: Bytes, facts: dict[str, Any]) -> wire.Message:
    """Tell what the files of a disc are, as many at a time as are read in a while, each with its fingerprint.

    Facts: those of `disc_files.opened`, and `start`, the number of the first file. The answer says which comes next.
    With `end`, the number after the last file, only how they begin is read, and the other side takes fingerprints.
    """
    found = opened(data, facts)
    start = following = int(facts["start"])
    if "end" in facts:
        batch = [_beginning(found, entry) for entry in found.entries[start : int(facts["end"])]]
        return wire.Message({
            "result": {"files": batch, "next": -1, "count": len(found.entries), "label": found.label}
        })  # fmt: skip
    seen: list[dict[str, object]] = []
    total = 0
    for entry in found.entries[start:]:
        if seen and (total + entry.size > _BATCH_BYTES or len(seen) >= _BATCH_FILES):
            break
        seen.append(_file(found, entry))
        total, following = total + entry.size, following + 1
    left = len(found.entries) - following
    return wire.Message({
        "result": {"files": seen, "next": following if left else -1, "count": len(found.entries), "label": found.label}
    })  # fmt: skip


def _file(found: OpenDisc, entry: DiscEntry) -> dict[str, object]:
    """Read one file to its end: what it is, and its fingerprint."""
    told: dict[str, object] = {"path": entry.path, "size": entry.size}
    hashed, size = hashlib.sha256(), 0
    try:
        with found.open(entry) as stream:
            head = stream.read(PIECE)
            seen = look(entry.path, head, stream, entry.size)
            stream.seek(len(head))
            hashed.update(head)
            size = len(head)
            while piece := stream.read(PIECE):
                hashed.update(piece)
                size += len(piece)
    except MemoryError:
        raise
    except Exception:
        # A packed file that does not unpack, or a place on a scratched disc, by errors of every class.
        return told | _Seen("damaged")._asdict() | {"size": 0, "sha256": ""}
    if size != entry.size:
        return told | _Seen("damaged", seen.label)._asdict() | {"size": 0, "sha256": ""}
    return told | seen._asdict() | {"sha256": hashed.hexdigest()}


def _beginning(found: OpenDisc, entry: DiscEntry) -> dict[str, object]:
    """Tell what one file is by how it begins."""
    told: dict[str, object] = {"path": entry.path, "size": entry.size, "sha256": ""}
    try:
        with found.open(entry) as stream:
            return told | look(entry.path, stream.read(HEAD), stream, entry.size)._asdict()
    except MemoryError:
        raise
    except Exception:
        # A place on a scratched disc, or what libraries raise.
        return told | _Seen("damaged")._asdict()


def look(path: str, head: bytes, stream: BinaryIO, size: int) -> _Seen:
    """Tell what a file is, from its first piece and, where its label is longer, from the rest.

    Args:
        path: Its path on the disc; only the ending counts, which may be that of a program.
        head: Its first bytes, a piece or all of it.
        stream: The file.
        size: In bytes.
    """
    has_mark = head[_MARK_AT : _MARK_AT + 4] == _MARK
    if not has_mark and (is_program(path, head) or not head.startswith(_BARE)):
        return _Seen("program" if is_program(path, head) else "other")
    try:
        if swells(head, stream):
            return _Seen("damaged")
        source = BytesIO(head) if len(head) == size else _joined(head, stream, size)
        found = pydicom.dcmread(source, stop_before_pixels=True, force=not has_mark)
        return _seen(found, size - source.tell(), has_mark=has_mark)
    except (MemoryError, OSError):
        raise
    except Exception:
        # It raises errors of every class.
        return _Seen("damaged" if has_mark else "other")


def _joined(head: bytes, stream: BinaryIO, size: int) -> BinaryIO:
    """Return a file again from its beginning, whose first piece is not asked for or unpacked once more."""

    def read(offset: int, length: int) -> bytes:
        if offset < len(head):
            return head[offset : offset + length]
        stream.seek(offset)
        return stream.read(length)

    return BufferedReader(Window(read, [(0, size)]))


def swells(head: bytes, stream: BinaryIO) -> bool:
    """Tell whether a file that is packed as a whole becomes more than we read into memory.

    Args:
        head: Its first bytes.
        stream: The file; where it is read next is not kept.
    """
    mark = head[:1024].find(DEFLATED.encode())
    if mark < 0:
        return False
    length = head.find(b"\x02\0\0\0UL\x04\0", 132, 200)
    # The first group is not packed; its length stands at its beginning (PS3.10, 7.1).
    start = length + 12 + int.from_bytes(head[length + 8 : length + 12], "little") if length >= 0 else 0
    stream.seek(start)
    unpacker, room = zlib.decompressobj(-zlib.MAX_WBITS), _MOST_DEFLATED
    while piece := stream.read(PIECE):
        room -= len(unpacker.decompress(piece, room))
        if room <= 0 or unpacker.eof:
            break
    return room <= 0


def _seen(found: pydicom.Dataset, left: int, *, has_mark: bool) -> _Seen:
    if "DirectoryRecordSequence" in found:
        return _Seen("index", listed=tuple(_listed(found)), set_name=_text(found, "FileSetID"))
    label = tuple(_text(found, keyword) for keyword in TAGS.values())
    uid = _text(found, "SOPInstanceUID")
    if not (any(label) or uid) or (not has_mark and not uid):
        return _Seen("damaged" if has_mark else "other")
    if "Rows" not in found:
        return _Seen("paper", label, uid)
    kind = "image" if _is_whole(found, left) else "damaged"
    return _Seen(kind, label, uid, _number(found, "InstanceNumber", 0), max(1, _number(found, "NumberOfFrames", 1)))


def _number(found: pydicom.Dataset, keyword: str, default: int) -> int:
    try:
        return min(max(int(found.get(keyword) or default), 0), 1_000_000)
    except (TypeError, ValueError, OverflowError):
        return default


def _text(found: pydicom.Dataset, keyword: str) -> str:
    value = found.get(keyword)
    text = "" if value is None else str(value)
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:_LONGEST]


def _listed(index: pydicom.Dataset) -> Iterator[tuple[str, str]]:
    for record in index.DirectoryRecordSequence[:_MOST_LISTED]:
        named = record.get("ReferencedFileID")
        if named:
            steps = [named] if isinstance(named, str) else [str(step) for step in named]
            yield "/".join(steps).replace("\\", "/")[:1000], _text(record, "ReferencedSOPInstanceUIDInFile")


def _is_whole(found: pydicom.Dataset, left: int) -> bool:
    """Tell whether the picture behind a label is as long as the label says; of a packed one that is not known."""
    syntax = str(found.file_meta.get("TransferSyntaxUID", "1.2.840.10008.1.2"))
    if syntax not in PLAIN_SYNTAXES:
        return left > 0 or syntax == DEFLATED
    rows, columns, samples, bits, frames = (int(found.get(size) or 1) for size in _SIZES)
    if found.get("PhotometricInterpretation") == "YBR_FULL_422":
        samples = 2  # two points share their colors (PS3.3, C.7.6.3.1.2)
    # Tag and length stand before the picture: eight bytes at least.
    return left - 8 >= rows * columns * samples * bits * frames // 8


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
    look("warm", buffer.getvalue(), buffer, len(buffer.getvalue()))
