"""Adds files to the case: read, looked into and kept in the background, with progress and a way to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.domain.document import Document
from caseorg.domain.errors import StoppedError
from caseorg.services import documents, keeping_first, looking
from caseorg.services.documents import Added, Duplicate
from caseorg.services.keeping_first import Told
from caseorg.services.looking import Brought, Looked
from caseorg.ui import speech
from caseorg.ui.page import PageContext
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.progress_row import ProgressRow

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from caseorg.services.workspace import Workspace

PATIENCE_MS = 1_000
"""Work that takes no longer shows no bar."""

_MB = 1_000_000

Bring = Callable[[], Sequence[Brought]]


class Adding(QObject):
    """Takes files in. One lot at a time; the place for its progress is `place`."""

    def __init__(
        self, context: PageContext, case_id: UUID, added: Callable[[Document], object], parent: QWidget
    ) -> None:
        """Make it.

        Args:
            context: What the page was handed.
            case_id: The case.
            added: Called with the first of the new documents.
            parent: The page.
        """
        super().__init__(parent)
        self._context, self._case_id, self._added = context, case_id, added
        self.place = QWidget()
        set_gaps(QVBoxLayout(self.place))
        self._row: ProgressRow | None = None
        self._cancel = threading.Event()
        self._busy = False
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._show_row)
        self.place.hide()

    def is_busy(self) -> bool:
        """Tell whether files are being added now."""
        return self._busy

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Add files from the disk. The originals stay as they are."""
        if paths:
            self._begin(lambda how: how.take_in(paths), self._taken_in)

    def add_pasted(self, mime: QMimeData | None) -> bool:
        """Add what is on the clipboard or was dropped: files, a picture or text; tell whether there was anything."""
        if mime is None:
            return False  # An empty clipboard has nothing, not even a list of kinds.
        paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
        if paths:
            self.add_paths(paths)
            return True
        brought = _picture(mime) or _text(mime)
        if brought is not None:
            self._take(lambda: (brought,), self._look_done)
        return brought is not None

    def replace(self, document: Document, path: Path) -> None:
        """Put another file in the place of a document."""

        def then(looked: Sequence[Looked]) -> None:
            self._keep(
                lambda: documents.replace_document(self._context.workspace, document, looked[0]),
                lambda _changes: self._say_new(_("Replaced. What you wrote about it stays."), [document], looked),
            )

        self._take(lambda: looking.bring([path]), then)

    def stop(self) -> None:
        """Stop; nothing of what was being added is kept."""
        self._cancel.set()

    # The way of a file

    def _take(self, bring: Bring, then: Callable[[Sequence[Looked]], object]) -> None:
        self._begin(lambda how: how.look_at(bring()), then)

    def _begin(self, work: Callable[[_How], object], then: Callable[..., object]) -> None:
        """Do what takes files in, unless some are taken in already; `then` gets what it returns."""
        if self._busy:
            self._context.tell.note(_("Files are being added now. Try again in a moment."))
            return
        self._busy, self._cancel = True, threading.Event()
        relay, workspace = self._context.background.relay, self._context.workspace
        how = _How(
            workspace, self._case_id, documents.names_in(workspace.load_case(self._case_id)), self._context.today(),
            Told(
                relay(self._show_progress), relay(self._show_disc), relay(self._show_read), relay(self._show_kept),
                self._cancel,
            ),
        )  # fmt: skip
        self._row = ProgressRow(_("Adding files"), self.stop, name="documents.progress")
        self.place.layout().addWidget(self._row)
        self._patience.start()
        self._context.background.run(lambda: work(how), then=then, failed=self._failed)

    def _taken_in(self, result: Added | Sequence[Looked]) -> None:
        """Go on with many files, which are kept by now, or with a few, which were looked into."""
        if not isinstance(result, Added):
            self._look_done(result)
            return
        self._ended()
        now = _("We are looking into them now. You can go on meanwhile.")
        words = _("{added} {already}").format(added=_added_words(result.documents), already=now)
        if result.skipped or not result.documents:
            self._say_added(result, words, lambda: self._keep_twins(result.skipped))
        else:
            self._added(result.documents[0])
            self._context.tell.done(words, lambda: self._context.do("undo"))

    def _look_done(self, looked: Sequence[Looked]) -> None:
        snapshot = self._context.workspace.load_case(self._case_id)
        there = documents.duplicates(snapshot, looked)
        self._add(looked, lambda added: self._say(added, looked), keep_both=False, nothing=len(there) == len(looked))

    def _add(
        self, looked: Sequence[Looked], said: Callable[[Added], object], *, keep_both: bool, nothing: bool = False
    ) -> None:
        workspace, case_id = self._context.workspace, self._case_id
        if nothing:
            said(documents.add_documents(workspace, case_id, looked))
            self._ended()
            return
        # Writing a large file takes a while, too, so it is not done on this thread.
        progress, cancel = self._context.background.relay(self._show_kept), self._cancel
        how = {"keep_both": keep_both, "progress": progress, "cancel": cancel}
        self._keep(lambda: documents.add_documents(workspace, case_id, looked, **how), said)

    def _keep(self, keep: Callable[[], object], said: Callable[[object], object]) -> None:
        def then(result: object) -> None:
            self._ended()
            said(result)

        self._context.background.run(keep, then=then, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        self._ended()
        if isinstance(error, StoppedError):
            self._context.tell.note(_("Stopped. Nothing was added."))
        else:
            self._context.tell.error(error)

    def _ended(self) -> None:
        self._busy = False
        self._patience.stop()
        self.place.hide()
        if self._row is not None:
            self._row.hide()
            self._row.deleteLater()
            self._row = None

    # What is said

    def _show_row(self) -> None:
        self.place.show()
        speech.say(_("Adding files"))

    def _show_progress(self, done: int, count: int) -> None:
        if self._row is not None:
            words = ngettext("Adding {count} file: {done} of {count}", "Adding {count} files: {done} of {count}", count)
            self._row.show_progress(done / max(1, count), words.format(done=done, count=count))

    def _show_disc(self, done: int, count: int) -> None:
        words = ngettext("Reading the disc: file {done} of {count}", "Reading the disc: file {done} of {count}", count)
        if self._row is not None:
            self._row.show_progress(done / max(1, count), words.format(done=done, count=count))

    def _show_read(self, done: int, size: int) -> None:
        self._show_bytes(_("Reading the file: {done} of {size} MB"), done, size)

    def _show_kept(self, done: int, size: int) -> None:
        self._show_bytes(_("Locking it in your case: {done} of {size} MB"), done, size)

    def _show_bytes(self, words: str, done: int, size: int) -> None:
        if self._row is not None:
            megabytes = {"done": f"{done // _MB:,}", "size": f"{size // _MB:,}"}
            self._row.show_progress(done / max(1, size), words.format(**megabytes))

    def _say(self, added: Added, looked: Sequence[Looked]) -> None:
        """Say what became of files that were looked into."""
        if not added.skipped and (added.documents or not added.made_whole):
            self._say_new(_added_words(added.documents), added.documents, looked)
        else:
            again = [each.looked for each in added.skipped]
            self._say_added(added, _added_words(added.documents), lambda: self._keep_both(again))

    def _say_added(self, added: Added, new: str, keep_both: Callable[[], object]) -> None:
        """Say which files were there already, after the words about the new ones, and offer to keep them twice."""
        if added.made_whole and not added.documents:
            names = ", ".join(each.name or each.original_name for each in added.made_whole)
            self._context.tell.done(_("The file itself is there again: {names}").format(names=names))
            self._added(added.made_whole[0])
        if not added.skipped:
            return
        if len(added.skipped) == 1:
            name, sentence = added.skipped[0].looked.brought.name, added.skipped[0].sentence
            words = _("“{name}”: {sentence}").format(name=name, sentence=sentence)
        else:
            count = len(added.skipped)
            words = ngettext(
                "You already have {count} of these files.", "You already have {count} of these files.", count
            ).format(count=count)
        if added.documents:
            words = _("{added} {already}").format(added=new, already=words)
            self._added(added.documents[0])
        else:
            self._added(added.skipped[0].document)
        self._context.tell.note(words, (_("Keep both"), keep_both), (_("Skip"), self._context.tell.clear))

    def _keep_both(self, looked: Sequence[Looked]) -> None:
        self._busy = True
        self._add(
            looked, lambda added: self._say_new(_added_words(added.documents), added.documents, looked), keep_both=True
        )

    def _keep_twins(self, skipped: Sequence[Duplicate]) -> None:
        """Keep files once more whose bytes the case has."""
        self._busy = True
        workspace = self._context.workspace
        self._keep(
            lambda: keeping_first.keep_both(workspace, skipped),
            lambda added: self._say_new(_added_words(added), added, ()),
        )

    def _say_new(self, words: str, new: Sequence[Document], looked: Sequence[Looked]) -> None:
        refused = [each.unreadable_reason for each in looked if each.unreadable_reason]
        if len(refused) == 1 and len(looked) == 1:
            words = refused[0]
        elif refused:
            more = ngettext("{count} of them can't be shown.", "{count} of them can't be shown.", len(refused))
            words = _("{added} {already}").format(added=words, already=more.format(count=len(refused)))
        if new:
            self._added(new[0])
        self._context.tell.done(words, lambda: self._context.do("undo"))


@dataclass(frozen=True)
class _How:
    """What taking files in needs on the worker's thread."""

    workspace: Workspace
    case_id: UUID
    names: tuple[str, ...]
    today: date
    told: Told

    def look_at(self, brought: Sequence[Brought]) -> tuple[Looked, ...]:
        """Look into files that are kept afterwards."""
        told = self.told
        return looking.look_at(
            brought,
            self.names,
            self.today,
            progress=told.files,
            disc_progress=told.listing,
            read_progress=told.reading,
            cancel=told.cancel,
        )

    def take_in(self, paths: Sequence[Path]) -> Added | tuple[Looked, ...]:
        """Keep many files before they are looked into; look into a few first, so that one sees at once what each is."""
        files = looking.listed(paths)
        if not keeping_first.is_many(files):
            return self.look_at([looking.bring_whole(path) for path in files])
        return keeping_first.keep(self.workspace, self.case_id, files, self.names, self.today, told=self.told)


def can_take(mime: QMimeData) -> bool:
    """Tell whether there is a file or a picture in what is being dragged."""
    return any(url.isLocalFile() for url in mime.urls()) or mime.hasImage()


def _added_words(new: Sequence[Document]) -> str:
    if len(new) == 1:
        return _("“{name}” is added.").format(name=new[0].name)
    return ngettext("{count} file is added.", "{count} files are added.", len(new)).format(count=len(new))


def _picture(mime: QMimeData) -> Brought | None:
    if not mime.hasImage():
        return None
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture = QImage(mime.imageData())
    if picture.isNull() or not picture.save(buffer, "PNG"):
        return None
    return Brought(_("Pasted picture.png"), bytes(buffer.data().data()))


def _text(mime: QMimeData) -> Brought | None:
    text = mime.text() if mime.hasText() else ""
    return Brought(_("Pasted text.txt"), text.encode()) if text.strip() else None
