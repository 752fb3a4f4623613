"""What a disc of scans has on the page of documents: what is on it, what it answers, and the ways to give it out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget
from shiboken6 import isValid

from caseorg.base.language import _, ngettext
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.errors import StoppedError
from caseorg.domain.requests import RequestedItem
from caseorg.services import disc_words, discs, documents
from caseorg.services.record_kinds import what_it_is
from caseorg.ui.doing import attempt
from caseorg.ui.pages.choices import name_of
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.progress_row import ProgressRow

if TYPE_CHECKING:
    from caseorg.ui.pages.documents import DocumentsPage

_SHOWN = 12
"""How many series of one scan are listed before the rest is counted; the pages list all."""


def lines(page: DocumentsPage, snapshot: CaseSnapshot, document: Document) -> Iterator[QWidget]:
    """Make the lines that say what is on a disc, and the question whether it is what was asked for."""
    disc = discs.disc_in(page.context.workspace, document)
    for study in disc_words.studies(disc) if disc else ():
        yield Label(disc_words.study_line(study))
        yield from (Label(f"\u2022 {disc_words.series_line(each)}") for each in study.series[:_SHOWN])
        more = len(study.series) - _SHOWN
        if more > 0:
            yield Label(ngettext("and {count} more series", "and {count} more series", more).format(count=more))
    yield Label(_("The pages list what is on the disc. Scans are for a doctor to read."), ink="text.secondary")
    for item in discs.images_asked_for(snapshot, document):
        yield _asked_for(page, snapshot, document, item)


def _asked_for(page: DocumentsPage, snapshot: CaseSnapshot, document: Document, item: RequestedItem) -> QWidget:
    place = name_of(snapshot, item.contact_id)
    asked, needed = _("You asked {place} for this: {what}. Is it on the disc?"), _("You need this: {what}. Is it here?")
    words = asked if place else needed
    sentence = words.format(place=place, what=what_it_is(item))
    group = Group(sentence, name="documents.asked_for")
    row = QHBoxLayout(group)
    set_gaps(row, gap=12)
    context = page.context

    def it_came() -> None:
        attempt(
            context,
            lambda: documents.link_to_request(context.workspace, document, item, context.today()),
            _("Noted. The request says “Got it”."),
        )

    button = Button(_("Yes, it came"), it_came, name="documents.it_came")
    button.setAccessibleDescription(sentence)
    row.addWidget(FlowRow(Label(sentence), button), 1)
    return group


def add_buttons(page: DocumentsPage, document: Document, row: FlowRow) -> None:
    """Add what can be done with a disc to the row of a document's buttons."""
    look = lambda: page.context.go_to("scan_look", document.id)  # noqa: E731
    row.add(Button(_("Look at the scans"), look, icon="scan", name="documents.look"))
    row.add(Button(_("Save as a folder..."), lambda: _give_out(page, document), name="documents.give_out"))
    row.add(Button(_("Save as a ZIP file..."), lambda: _give_out_packed(page, document), name="documents.give_out_zip"))


def _give_out(page: DocumentsPage, document: Document) -> None:
    """Write the files of a disc into a folder, for another doctor or another program."""
    place = page.context.files.folder(page.window(), _("Choose where to put the folder"))
    if place is not None:
        words = _("Saved in the folder “{name}”. It is not locked: anyone who uses this computer can open it.")
        workspace = page.context.workspace
        _write(page, lambda cancel: discs.give_out(workspace, document, place, cancel=cancel), words)


def _give_out_packed(page: DocumentsPage, document: Document) -> None:
    """Write the files of a disc into a ZIP file, for a portal or another program."""
    name = f"{discs.folder_name(document)}.zip"
    target = page.context.files.place(page.window(), name, _("ZIP file (*.zip)"))
    if target is not None:
        words = _("Saved as “{name}”. That copy is not locked: anyone who uses this computer can open it.")
        workspace = page.context.workspace
        _write(page, lambda cancel: discs.give_out_packed(workspace, document, target, cancel=cancel), words)


def _write(page: DocumentsPage, work: Callable[[threading.Event], Path], words: str) -> None:
    cancel, tell = threading.Event(), page.context.tell
    row = ProgressRow(_("Writing the disc"), cancel.set, name="documents.writing")
    row.bar.setRange(0, 0)  # it is done in a moment, or it is not known when
    page.about.body.addWidget(row)

    def ended() -> None:
        if isValid(row):
            row.hide()
            row.deleteLater()

    def then(path: Path) -> None:
        ended()
        tell.done(words.format(name=path.name))

    def failed(error: BaseException) -> None:
        ended()
        if isinstance(error, StoppedError):
            tell.note(_("Stopped. Nothing was written."))
        else:
            tell.error(error)

    page.context.background.run(lambda: work(cancel), then=then, failed=failed)
