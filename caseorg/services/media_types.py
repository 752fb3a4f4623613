"""The types by which other programs know the files that are kept."""

from __future__ import annotations

from caseorg.documents.kinds import FileKind
from caseorg.documents.unpack import OPENED

MEDIA_TYPES = {
    FileKind.pdf: "application/pdf",
    FileKind.jpeg: "image/jpeg",
    FileKind.png: "image/png",
    FileKind.tiff: "image/tiff",
    FileKind.gif: "image/gif",
    FileKind.bmp: "image/bmp",
    FileKind.webp: "image/webp",
    FileKind.heic: "image/heic",
    FileKind.jp2: "image/jp2",
    FileKind.dicom: "application/dicom",
    FileKind.zip: "application/zip",
    FileKind.iso: "application/x-iso9660-image",
    FileKind.xml: "application/xml",
    FileKind.html: "text/html",
    FileKind.json: "application/json",
    FileKind.ics: "text/calendar",
    FileKind.csv: "text/csv",
    FileKind.vcard: "text/vcard",
    FileKind.eml: "message/rfc822",
    FileKind.rtf: "application/rtf",
    FileKind.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.text: "text/plain",
    FileKind.unknown: "application/octet-stream",
}
"""The type of each kind of file; a disc of scans has its own."""

OPENED_TYPES = frozenset(MEDIA_TYPES[kind] for kind in OPENED)
"""The types of files that have others inside which are added beside them."""
