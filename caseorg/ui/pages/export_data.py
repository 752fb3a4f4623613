"""Export my data: everything in open formats, in a new folder; and plain words that these files are not locked."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError, DiskFullError, FolderNotWritableError, StoppedError
from caseorg.services.synced_folders import synced_by
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.page import Page, PageContext
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.progress_row import ProgressRow

if TYPE_CHECKING:
    from caseorg.services.export import Exported

_DISK_FULL = 28


class ExportDataPage(Page):
    """What it is for, one button, and what came of it."""

    name = "export_data"
    title = "Export my data"
    purpose = "Put everything into files that other programs can read."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._stop = threading.Event()
        self._is_busy = False
        card = Card(_("These files are not locked"), name="export_data.card")
        card.body.addWidget(
            Label(_("Anyone who has the folder can read it. Keep it in a safe place, and erase it when you are done."))
        )
        words = _("You get lists for a spreadsheet, all your documents as you added them, and all letters you made.")
        card.body.addWidget(Label(words))
        self.button = Button(
            _("Choose a folder and export..."), self.export, kind=ButtonKind.main, name="export_data.choose"
        )
        self.progress = ProgressRow(_("Writing the files"), self._stop.set, name="export_data.progress")
        self.progress.bar.setRange(0, 0)
        self.progress.hide()
        self.result = Label("")
        self.result.setObjectName("export_data.result")
        self.result.hide()
        for part in (FlowRow(self.button), self.progress, self.result):
            card.body.addWidget(part)
        self.body.addWidget(card)
        self.body.addStretch(1)
        self.destroyed.connect(lambda _gone=None, stop=self._stop: stop.set())
        self.commands["main"] = self.export

    def export(self) -> None:
        """Ask for a folder, and write a new folder into it in the background."""
        if self._is_busy:
            return
        chosen = self.context.files.folder(self.window(), _("Choose a folder for the export"))
        if chosen is None:
            return
        # The name says nothing of the case: a list of folders is seen by everyone at the computer.
        target = _free(chosen, f"Caseorg export {self.context.today().isoformat()}")
        workspace, stop = self.context.workspace, self._stop
        stop.clear()
        self._is_busy = True
        self.button.setEnabled(False)
        self.result.hide()
        self.progress.show()

        def work() -> Exported:
            from caseorg.services.export import export_all

            try:
                return export_all(workspace, target, stop.is_set)
            except OSError as error:
                raise DiskFullError() if error.errno == _DISK_FULL else FolderNotWritableError() from error

        self.context.background.run(work, then=self._done, failed=self._failed)

    def _done(self, made: Exported) -> None:
        from caseorg.services.export import exported_words

        self._over()
        lines = [exported_words(made), _("They are in “{folder}”.").format(folder=made.folder)]
        if program := synced_by(made.folder / "export"):
            lines.append(
                _("This is a {program} folder. {program} may send the files to the internet.").format(program=program)
            )
        self._say("\n".join([*lines, *made.missing]), "status.warn" if made.missing or len(lines) > 2 else "status.ok")
        self.context.tell.done(lines[0])

    def _failed(self, error: BaseException) -> None:
        self._over()
        if isinstance(error, StoppedError):
            self._say(_("You stopped this. Nothing was left in the folder."), "text.secondary")
            return
        if isinstance(error, CaseorgError):
            self._say(_("Nothing was exported."), "status.bad")
        self.context.tell.error(error)

    def _over(self) -> None:
        self._is_busy = False
        self.progress.hide()
        self.button.setEnabled(True)

    def _say(self, words: str, ink: str) -> None:
        self.result.set_ink(ink)
        self.result.setText(words)
        self.result.show()


def _free(folder: Path, name: str) -> Path:
    number = 1
    while (found := folder / (name if number == 1 else f"{name} {number}")).exists():
        number += 1
    return found
