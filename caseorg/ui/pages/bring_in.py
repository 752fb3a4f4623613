"""Bring in health data: what a file holds by kind, with a box to tick for each thing, taken over in one step."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.documents.found import ThingKind
from caseorg.domain.errors import CaseorgError, StoppedError
from caseorg.services import health_import, looking
from caseorg.services.health_import import Offered, Preview, Read
from caseorg.services.health_records import kind_words
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import done
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.documents_adding import PATIENCE_MS
from caseorg.ui.pages.packet_contents import CheckLine
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.progress_row import ProgressRow

FIRST = 25
"""How many things of one kind are shown before the person asks for all of them."""


@dataclass(frozen=True)
class _HalfDone:
    """A file that was read, and whether each thing in it is ticked, by its number."""

    found: Read
    ticked: dict[int, bool]


class BringInPage(Page):
    """Shows what is in a file of health data, and takes over what is ticked."""

    name = "bring_in"
    title = "Bring in health data"
    purpose = "Take what you need from a file you got from a patient portal, your plan or your phone."

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        choose = Button(_("Choose another file"), self.choose, icon="folder-open", name="bring_in.choose")
        self.choose_another = self.add_main_button(choose, command="add")
        self.choose_another.hide()
        self.empty = EmptyState(
            "files",
            _(
                "Files that work: FHIR, C-CDA (also called CCD), Blue Button, the export of an iPhone's Health app, "
                "contacts (vCard), dates (iCalendar), lists (CSV), and a ZIP file of them. Nothing is kept until you "
                "say so."
            ),
            _("Choose a file"),
            self.choose,
            name="bring_in.empty",
        )
        self.body.addWidget(self.empty)
        self.progress = ProgressRow(_("Reading the file"), self.stop, name="bring_in.progress")
        self.progress.hide()
        self.body.addWidget(self.progress)
        self._reading: threading.Event | None = None
        self._done = 0.0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self.progress.show)
        self._inside = QWidget()
        self.body.addWidget(self._inside)
        self._shown: Preview | None = None
        self._found: Read | None = None
        self.boxes: dict[int, CheckLine] = {}
        self.take_button: Button | None = None
        self.commands["main"] = self.take
        self.setAcceptDrops(True)

    # A file

    def choose(self) -> None:
        """Ask for a file and look into it."""
        chosen = self.context.files.files_to_add(self.window())
        if chosen:
            self.look_into(chosen[0])

    def look_into(self, path: Path) -> None:
        """Read a file in the background, and show what it holds. A folder is read as one file."""
        if self._reading is not None:
            self.context.tell.note(_("A file is being read now. Try again in a moment."))
            return
        cancel = self._reading = threading.Event()
        progress = self.context.background.relay(self._show_progress)

        def work() -> Read:
            return health_import.read(looking.bring_whole(path), cancel=cancel, progress=progress)

        self._done = 0.0
        self.progress.show_progress(0)
        self._patience.start()
        self.context.background.run(work, then=self._read, failed=self._not_read)

    def stop(self) -> None:
        """Stop reading; nothing is shown of the file."""
        if self._reading is not None:
            self._reading.set()

    def _show_progress(self, done: int, whole: int) -> None:
        # A file inside a file tells of itself, too; what is done is never less than it was.
        self._done = max(self._done, done / max(1, whole))
        self.progress.show_progress(self._done)

    def _over(self) -> None:
        self._reading = None
        self._patience.stop()
        self.progress.hide()

    def _not_read(self, error: BaseException) -> None:
        self._over()
        if isinstance(error, StoppedError):
            self.context.tell.note(_("Stopped. Nothing was changed."))
        else:
            self.context.tell.error(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.look_into(paths[0])

    def _read(self, found: Read) -> None:
        self._over()
        self._show_read(found)

    def _show_read(self, found: Read) -> None:
        assert self.context.case_id is not None
        self._found = found
        self._show(health_import.preview(self.context.workspace.load_case(self.context.case_id), found))

    def half_done(self) -> object:
        """Return what was read and what is ticked of it, until it is taken over."""
        if self._found is None or self._shown is None:
            return None
        return _HalfDone(self._found, {number: line.box.isChecked() for number, line in self.boxes.items()})

    def go_on(self, half_done: object) -> None:
        assert isinstance(half_done, _HalfDone)
        self._show_read(half_done.found)
        for number, line in self.boxes.items():
            line.box.setChecked(half_done.ticked.get(number, line.box.isChecked()))

    # What is shown

    def _show(self, preview: Preview | None) -> None:
        self._shown = preview
        self.boxes = {}
        self.empty.setVisible(preview is None)
        self.choose_another.setVisible(preview is not None)
        inside = QWidget()
        column = QVBoxLayout(inside)
        set_gaps(column, gap=16)
        if preview is not None:
            column.addWidget(self._summary(preview))
            for kind in health_import.ORDER:
                offered = preview.of_kind(kind)
                if offered:
                    column.addWidget(self._kind_card(kind_words(kind), kind.value, offered))
            column.addWidget(self._buttons())
        self.body.replaceWidget(self._inside, inside)
        self._inside.hide()
        self._inside.deleteLater()
        self._inside = inside
        inside.show()
        if preview is not None:
            self._count()

    def _summary(self, preview: Preview) -> Card:
        card = Card(preview.looked.brought.name, name="bring_in.summary")
        count = len(preview.offered)
        found = ngettext(
            "We found {count} thing in this file ({format}).", "We found {count} things in this file ({format}).", count
        )
        card.body.addWidget(Label(found.format(count=count, format=preview.format)))
        there = sum(each.is_there and each.thing.kind is not ThingKind.patient for each in preview.offered)
        if there:
            words = ngettext("You have {count} of them already.", "You have {count} of them already.", there)
            card.body.addWidget(Label(words.format(count=there)))
        for line in preview.left_out:
            card.body.addWidget(Label(line, ink="text.secondary"))
        for warning in preview.warnings:
            card.body.addWidget(Label(warning, ink="status.warn"))
        card.body.addWidget(
            Label(_("Tick what you want. The file itself is kept with your documents."), ink="text.secondary")
        )
        return card

    def _kind_card(self, title: str, kind: str, offered: tuple[Offered, ...]) -> Card:
        heading = _("{kind} ({count})").format(kind=title, count=len(offered))
        card = Card(heading, name=f"bring_in.{kind}")
        if kind == "diagnosis":
            hint = _("Tick only the illness this second opinion is about. Letters name it.")
            card.body.addWidget(Label(hint, ink="text.secondary"))
        wanted = [each for each in offered if not each.is_there]
        if len(wanted) > 1:
            card.body.addWidget(
                FlowRow(
                    LinkButton(_("Tick all"), lambda: self._tick(wanted, on=True), name=f"bring_in.{kind}.all",
                               spoken=_("Tick all: {kind}").format(kind=title)),
                    LinkButton(_("Tick none"), lambda: self._tick(wanted, on=False), name=f"bring_in.{kind}.none",
                               spoken=_("Tick none: {kind}").format(kind=title)),
                )
            )  # fmt: skip
        hidden = [self._line(card, each) for each in offered][FIRST:]
        for line in hidden:
            line.hide()
        if hidden:
            words = _("Show all {count}").format(count=len(offered))
            more = LinkButton(
                words,
                lambda: self._show_all(more, hidden),
                name=f"bring_in.{kind}.more",
                spoken=f"{words}: {title}",
            )
            card.body.addWidget(more)
        return card

    def _show_all(self, more: LinkButton, hidden: list[QWidget]) -> None:
        hidden[0].setFocus()
        more.hide()
        for line in hidden:
            line.show()
        self._count()

    def _line(self, card: Card, offered: Offered) -> QWidget:
        if offered.is_there:
            # Whoever the file is about, the patient of the case stays as the person wrote it down.
            is_patient = offered.thing.kind is ThingKind.patient
            words = _("{what} (your case keeps its own patient)") if is_patient else _("{what} (you have this)")
            label = Label(words.format(what=offered.words), ink="text.secondary")
            card.body.addWidget(label)
            return label
        box = CheckLine(offered.words, checked=offered.is_ticked, name=f"bring_in.thing.{offered.number}")
        box.box.toggled.connect(lambda _on: self._count())
        self.boxes[offered.number] = box
        card.body.addWidget(box)
        return box

    def _buttons(self) -> FlowRow:
        self.take_button = Button("", self.take, kind=ButtonKind.main, name="bring_in.take")
        cancel = Button(_("Cancel"), lambda: self._show(None), name="bring_in.cancel")
        return FlowRow(self.take_button, cancel, name="bring_in.buttons")

    def _tick(self, offered: list[Offered], *, on: bool) -> None:
        for each in offered:
            self.boxes[each.number].box.setChecked(on)

    def ticked(self) -> frozenset[int]:
        """Return the numbers of what is ticked and can be seen: nothing is taken over that was not shown."""
        return frozenset(number for number, line in self.boxes.items() if line.box.isChecked() and not line.isHidden())

    def _count(self) -> None:
        if self.take_button is None:
            return
        count = len(self.ticked())
        words = ngettext("Bring in {count} thing", "Bring in {count} things", count).format(count=count)
        self.take_button.set_words(words)
        self.take_button.setAccessibleName(words)
        self.take_button.setEnabled(count > 0)

    # Taking over

    def take(self) -> None:
        """Take over what is ticked."""
        shown, case_id, numbers = self._shown, self.context.case_id, self.ticked()
        if shown is None or case_id is None or not numbers:
            return
        try:
            health_import.take(self.context.workspace, case_id, shown, numbers)
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self._show(None)
        words = ngettext("{count} thing is in your case now.", "{count} things are in your case now.", len(numbers))
        done(self.context, words.format(count=len(numbers)))
