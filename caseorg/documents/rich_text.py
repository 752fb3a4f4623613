"""Takes the words out of RTF and Word files, without their look. Runs in the worker process."""

from __future__ import annotations

from typing import Any

from striprtf.striprtf import rtf_to_text

from caseorg.base.folding import whole_letters
from caseorg.documents.archive import Archive
from caseorg.documents.markup import parse
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError

_RTF_TO_TEXT: Any = rtf_to_text  # it has no types
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_WORDS = 64 << 20


def words_of_rtf(data: bytes) -> str:
    """Return the words of a file in Rich Text Format."""
    try:
        # Everything but the marks of the format is escaped in it, so any one-byte alphabet will do.
        text: str = _RTF_TO_TEXT(data.decode("latin-1"), encoding="cp1252", errors="replace")
    except (ValueError, IndexError, LookupError, RecursionError) as error:
        raise DamagedDocumentError("") from error
    # What has no number of its own in this format, such as a picture of a pill, is written as two halves.
    return whole_letters(text)


def words_of_docx(data: bytes) -> str:
    """Return the words of a Word file: a line for each paragraph, and a tab between cells."""
    archive = Archive(data)
    entry = next((each for each in archive.entries if each.path == "word/document.xml"), None)
    if entry is None:
        raise DamagedDocumentError("")
    if entry.info.file_size > _MAX_WORDS:
        raise HugeDocumentError("")
    lines: list[str] = []
    for paragraph in parse(archive.read(entry)).iter(f"{_W}p"):
        lines.append(_line(paragraph))
        cell = paragraph.getparent()
        if cell is not None and cell.tag == f"{_W}tc" and cell.getnext() is not None and paragraph.getnext() is None:
            lines[-1] += "\t"
    return "\n".join(lines).replace("\t\n", "\t")


def _line(paragraph: Any) -> str:
    words = []
    for piece in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
        if piece.tag == f"{_W}t":
            words.append(piece.text or "")
        else:
            words.append("\t" if piece.tag == f"{_W}tab" else "\n")
    return "".join(words)
