"""A look at the scans on a disc: each series, to see that it is the right one."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from caseorg.base.language import _, marked
from caseorg.documents.disc import Disc, DiscSource
from caseorg.documents.scan_picture import ScanPicture, Window, scan_picture
from caseorg.domain.document import Document
from caseorg.domain.errors import StoppedError
from caseorg.services import disc_words, discs
from caseorg.services.disc_bytes import disc_source, is_disc
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.navigation import Choice
from caseorg.ui.widgets.progress_row import ProgressRow
from caseorg.ui.widgets.room import SideBySide
from caseorg.ui.widgets.scan_view import ScanView

# Center and width in Hounsfield units, as radiologists commonly set them. Only the unit of CT is the same everywhere.
_PRESETS: tuple[tuple[str, Window], ...] = marked(
    (
        ("Lungs", Window(-600, 1500)),
        ("Bones", Window(400, 1800)),
        ("Soft parts", Window(40, 400)),
        ("Brain", Window(40, 80)),
    )
)
_CT = "CT"


class ScanLookPage(Page):
    """The images of one disc, series by series."""

    name = "scan_look"
    title = "A look at the scans"
    purpose = "See if this is the right scan. Your doctor reads it with other programs."
    shows = (Document,)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.document: Document | None = None
        self.disc: Disc | None = None
        self._cancel = threading.Event()
        self.empty = EmptyState(
            "scan",
            _("Choose a disc in Documents first. Then press Look at the scans."),
            _("Open Documents"),
            lambda: context.go_to("documents"),
            name="scan_look.empty",
        )
        self.view = ScanView(context.background, name="scan_look.view")
        self.view.drawn.connect(self._drawn)
        self.work = QWidget()
        column = QVBoxLayout(self.work)
        set_gaps(column, gap=16)
        column.addWidget(self._choosing())
        column.addWidget(SideBySide(self.view, self._side(), shares=(3, 2)))
        self.body.addWidget(self.empty)
        self.body.addWidget(self.work)
        self.commands |= {"main": self.outside.click}

    def _choosing(self) -> QWidget:
        """Make the choice of the series, and the line that says of which scan it is."""
        place = QWidget()
        column = QVBoxLayout(place)
        set_gaps(column, gap=8)
        self.series = Choice("scan_look.series")
        self.series.activated.connect(lambda _at: self._show_series())
        label = Label(_("Series"), Role.label)
        label.setBuddy(self.series)
        self.series.setAccessibleName(_("Series"))
        self.about = Label("")
        self.about.setObjectName("scan_look.about")
        for widget in (label, self.series, self.about):
            column.addWidget(widget)
        return place

    def _side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        set_gaps(column, gap=12)
        self.preset = Choice("scan_look.preset")
        self.preset.setAccessibleName(_("Show best"))
        self.preset.activated.connect(lambda _at: self.view.set_window(self.preset.currentData()))
        self.preset_label = Label(_("Show best"), Role.label)
        self.preset_label.setBuddy(self.preset)
        again = Button(_("As it came"), self._as_it_came, name="scan_look.reset")
        self.outside = Button(_("Open in a viewer..."), self.open_outside, name="scan_look.outside")
        self.progress = QWidget()
        set_gaps(QVBoxLayout(self.progress))
        for widget in (
            self.preset_label,
            self.preset,
            FlowRow(*self.view.adjusters, again, name="scan_look.adjusting"),
            Label(
                _("Next image: turn the wheel, or press the arrow keys. Brighter or darker: drag the image up or down.")
            ),
            FlowRow(self.outside, name="scan_look.buttons"),
            Label(
                _("A viewer gets copies outside the lock. We remove them when you lock or close this file."), Role.small
            ),
            self.progress,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        return side

    def _as_it_came(self) -> None:
        self.preset.setCurrentIndex(0)
        self.view.set_window(None)

    # What is shown

    def reload(self) -> None:
        found = case_on_show(self.context).find(self.document.id) if self.document else None
        self.document = found if isinstance(found, Document) and is_disc(found) else None
        self.empty.setVisible(self.document is None)
        self.work.setVisible(self.document is not None)
        if self.document is None:
            self.view.clear()

    def open_record(self, record_id: UUID) -> None:
        """Show the first series of a disc."""
        document = case_on_show(self.context).find(record_id)
        if not isinstance(document, Document) or not is_disc(document):
            return
        self.document = document
        self.disc = discs.disc_in(self.context.workspace, document)
        self.reload()
        self.set_title(_("A look at the scans: {title}").format(title=document.name))
        self.series.clear()
        for study in disc_words.studies(self.disc) if self.disc else ():
            for each in study.series:
                number = self.disc.series.index(each)
                if discs.images_of(self.disc, number):
                    self.series.addItem(disc_words.series_line(each), (number, disc_words.study_line(study)))
        self.outside.setEnabled(self.series.count() > 0)
        self._show_series()

    def _show_series(self) -> None:
        chosen = self.series.currentData()
        document, disc = self.document, self.disc
        if chosen is None or document is None or disc is None:
            self.about.setText("")
            self._offer_presets(modality="")
            self.view.clear(_("There is no image on this disc that can be shown."))
            return
        number, study = chosen
        self.about.setText(study)
        self._offer_presets(disc.series[number].modality)
        images = [
            (image.path, frame) for image in discs.images_of(disc, number) for frame in range(max(1, image.frames))
        ]
        workspace = self.context.workspace

        @lru_cache(maxsize=1)
        def source() -> DiscSource:
            return disc_source(workspace, document)

        def draw(position: int, size: tuple[int, int], window: Window | None) -> ScanPicture:
            path, frame = images[position]
            return scan_picture(source(), document.name, path, frame=frame, size=size, window=window)

        self.view.show_series(disc_words.series_line(disc.series[number]), len(images), draw)

    def _offer_presets(self, modality: str) -> None:
        self.preset.clear()
        self.preset.addItem(_("As the hospital set it"), None)
        for words, window in _PRESETS if modality == _CT else ():
            self.preset.addItem(_(words), window)
        for widget in (self.preset, self.preset_label):
            widget.setVisible(self.preset.count() > 1)

    def _drawn(self, what: object) -> None:
        # One in colors has no window to choose.
        self.preset.setEnabled(isinstance(what, ScanPicture) and what.is_gray)

    # Another program

    def open_outside(self) -> None:
        """Copy the series to a private folder, and let the computer open it with the viewer it has."""
        chosen, document, workspace = self.series.currentData(), self.document, self.context.workspace
        if chosen is None or document is None:
            return
        cancel = self._cancel = threading.Event()
        row = ProgressRow(_("Copying the images for the viewer"), cancel.set, name="scan_look.progress")
        row.bar.setRange(0, 0)
        self.progress.layout().addWidget(row)
        had_keyboard = self.outside.hasFocus()
        self.outside.setEnabled(False)

        def ended() -> None:
            if isValid(row):  # the window may be another by now, in another language
                self.outside.setEnabled(True)
                if had_keyboard:  # Qt takes it from what is gray, to wherever comes next
                    self.outside.setFocus()
                row.hide()
                row.deleteLater()

        def then(made: list[Path]) -> None:
            ended()
            self._open(made)

        def failed(error: BaseException) -> None:
            ended()
            if isinstance(error, StoppedError):
                self.context.tell.note(_("Stopped. No copies were left."))
            else:
                self.context.tell.error(error)

        self.context.background.run(
            lambda: discs.copies_for_viewer(workspace, document, chosen[0], cancel=cancel), then=then, failed=failed
        )

    def _open(self, made: list[Path]) -> None:
        if made and self.context.files.open_outside(made[0]):
            words = _(
                "Opened in another program. The copies are in {folder}. They go when you lock or close this file."
            )
        else:
            words = _(
                "This computer knows no viewer for scans. The copies are in {folder}. They go when you lock or close"
                " this file."
            )
        folder = str(made[0].parent) if made else ""
        self.context.tell.note(words.format(folder=folder))
