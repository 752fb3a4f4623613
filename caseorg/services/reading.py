"""The words on scans: which pages are not read yet, reading them one by one, and where words stand on any page."""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from caseorg.base.folding import places_of
from caseorg.base.language import _, ngettext
from caseorg.documents.page_words import PageWords, packed, place_of, unpacked
from caseorg.documents.places import Place
from caseorg.documents.printed import place_of_phrase
from caseorg.documents.reading import read_scan, words_of_text
from caseorg.documents.scan_languages import LANGUAGES, ScanReader, usual_reader
from caseorg.documents.worker import Worker
from caseorg.domain.document import Document
from caseorg.domain.errors import DamagedDocumentError, HugeDocumentError
from caseorg.services.disc_bytes import is_disc
from caseorg.services.documents import MAKER, pages_of
from caseorg.services.workspace import Workspace
from caseorg.store import attachments
from caseorg.store.unread_scans import unread_scans

_HARD_TO_READ = 75
"""Under this mean, from 0 to 100, a person is asked to look with more care."""


@dataclass(frozen=True)
class UnreadPage:
    """One page of a scan whose words nobody has read."""

    document: Document
    page: int
    """Counted from 1."""


@dataclass(frozen=True)
class ReadState:
    """How far the words of one document are read."""

    read: tuple[int, ...] = ()
    """The pages that were read off their pictures, counted from 1."""
    unread: tuple[int, ...] = ()
    hard: tuple[int, ...] = ()
    """Those of the read ones of which the reader was not sure."""
    has_words: bool = False
    """Whether there are words on any of the read ones."""

    @property
    def sentence(self) -> str:
        """What a person should know of it; nothing where every page has its text with it."""
        if self.unread:
            return ngettext(
                "This is a scan. The words on {count} page are not read yet.",
                "This is a scan. The words on {count} pages are not read yet.",
                len(self.unread),
            ).format(count=len(self.unread))
        if not self.read:
            return ""
        if not self.has_words:
            return _("We found no words on this picture.")
        if self.hard:
            pages = ", ".join(str(page) for page in self.hard)
            return ngettext(
                "We read the words off this scan. Page {pages} is hard to read. Look at the picture, too.",
                "We read the words off this scan. Pages {pages} are hard to read. Look at the pictures, too.",
                len(self.hard),
            ).format(pages=pages)
        return _("We read the words off this scan. A letter or figure can be wrong, so look at the picture, too.")


def read_state(workspace: Workspace, document: Document) -> ReadState:
    """Return how far a document is read. Cheap: it reads what is kept."""
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    if kept is None or is_disc(document):
        return ReadState()
    read = {int(page): words for page, words in kept.details.get("read", {}).items()}
    without = (number for number, text in enumerate(kept.details["page_texts"], 1) if _is_picture(text))
    hard = (page for page, words in read.items() if words["words"] and words["sure"] < _HARD_TO_READ)
    return ReadState(
        tuple(sorted(read)),
        tuple(number for number in without if number not in read),
        tuple(sorted(hard)),
        any(words["words"] for words in read.values()),
    )


def unread_pages(workspace: Workspace, documents: Iterable[Document]) -> tuple[UnreadPage, ...]:
    """Return the pages still to be read, document by document. May be called on any thread."""
    return tuple(
        UnreadPage(document, page)
        for document in documents
        if document.page_count and not document.unreadable_reason
        for page in read_state(workspace, document).unread
    )


def scans_to_read(
    workspace: Workspace, asked: Collection[UUID], *, only_asked: bool, cancel: threading.Event
) -> tuple[UnreadPage, ...]:
    """Return the pages still to be read of all cases: of what was asked for first, then of what was added last.

    It looks through the whole file, so it is called on a worker's thread.

    Args:
        workspace: The open case file.
        asked: The documents a person asked for.
        only_asked: Leave out all others.
        cancel: Set it to stop.

    Raises:
        StoppedError: `cancel` was set.
    """
    found = unread_scans(workspace.case_file, MAKER, cancel.is_set)
    latest_first = sorted(found, key=lambda each: each.added_at.timestamp() if each.added_at else 0.0, reverse=True)
    wanted = (each for each in latest_first if not only_asked or each.id in asked)
    return unread_pages(workspace, sorted(wanted, key=lambda each: each.id not in asked))


def read_page(
    workspace: Workspace,
    unread: UnreadPage,
    *,
    reader: ScanReader | None = None,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> PageWords:
    """Read one page and keep its words, so that a search finds them. Takes seconds; may be called on any thread.

    A page that cannot be read is kept as one without words, so that it is not tried again and again.

    Raises:
        NoScanReaderError: There is nothing on this computer that reads scans.
        StoppedError: `cancel` was set; nothing was kept.
    """
    document = unread.document
    pdf = pages_of(workspace, document, cancel=cancel).pdf
    try:
        words = read_scan(pdf, unread.page, name=document.name, reader=reader, worker=worker, cancel=cancel)
    except (DamagedDocumentError, HugeDocumentError):
        words = PageWords((), is_read=True)
    if not workspace.case_file.is_read_only and not workspace.is_closed:
        with workspace.store.transaction() as transaction:
            transaction.keep_read_page(document.sha256, MAKER, unread.page, text=words.text, words=packed(words))
    return words


def words_on(workspace: Workspace, document: Document, page: int, *, worker: Worker | None = None) -> PageWords:
    """Return the words of a page, counted from 1, with their places. May be called on any thread.

    Raises:
        CaseorgError: If it can't be looked into, with the sentence that says why.
    """
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    words = kept.details.get("read", {}).get(str(page)) if kept else None
    if words is not None:
        return unpacked(words)
    return words_of_text(pages_of(workspace, document, worker=worker).pdf, page, name=document.name, worker=worker)


def pages_with(workspace: Workspace, document: Document, wanted: Sequence[str]) -> tuple[int, ...]:
    """Return the pages, counted from 1, on which a word begins with one of the folded words `wanted`."""
    texts = pages_of(workspace, document).page_texts
    return tuple(number for number, text in enumerate(texts, 1) if places_of(text, wanted))


def boxes_of(
    workspace: Workspace, document: Document, page: int, wanted: Sequence[str]
) -> tuple[tuple[float, float, float, float], ...]:
    """Return where such words stand on a page, counted from 1: left, top, right and bottom in parts of the page."""
    places = (place_of(page, [word]) for word in words_on(workspace, document, page).found(wanted))
    return tuple((place.left, place.top, place.right, place.bottom) for place in places)


def places_of_words(
    workspace: Workspace, document: Document, page: int, phrases: Iterable[str]
) -> tuple[tuple[str, Place], ...]:
    """Return where each of some phrases stands first on a page, counted from 1; those that are not found are left out.

    May be called on any thread.
    """
    words = words_on(workspace, document, page)
    found = ((phrase, place_of_phrase(words, page, phrase)) for phrase in phrases)
    return tuple((phrase, place) for phrase, place in found if place is not None)


def can_read() -> bool:
    """Tell whether there is something on this computer that reads scans."""
    return usual_reader() is not None


def lacks_spanish() -> bool:
    """Tell whether scans are read, but with English letters alone."""
    reader = usual_reader()
    return reader is not None and LANGUAGES["es"] not in reader.languages


def how_to_get() -> str:
    """Say how to get what reads scans, on this kind of computer."""
    if sys.platform.startswith("linux"):
        return _(
            "To have scans read, install the free program “tesseract”. On Debian or Ubuntu, this line does it: "
            "sudo apt install tesseract-ocr tesseract-ocr-spa. Then start Caseorg again."
        )
    return _("To have scans read, install the free program “tesseract”. Then start Caseorg again.")


def how_to_get_spanish() -> str:
    """Say how to get the letters of Spanish."""
    return _(
        "Scans are read with English letters only. For Spanish accents, add the file “spa.traineddata”. On Debian or "
        "Ubuntu, this line does it: sudo apt install tesseract-ocr-spa. Then start Caseorg again."
    )


def _is_picture(text: str) -> bool:
    return not any(letter.isalnum() for letter in text)
