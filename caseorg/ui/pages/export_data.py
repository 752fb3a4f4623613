"""Export my data: everything in open formats, in a new folder, not locked; and an export taken in again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from caseorg.base.language import _
from caseorg.services.synced_folders import synced_by
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.export_taking import TakeExportCard
from caseorg.ui.pages.slow_work import SlowWork
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.services.export import Exported


class ExportDataPage(Page):
    """What it is for, a button for each way, and what came of it."""

    name = "export_data"
    title = "Export my data"
    purpose = "Put everything into files that other programs can read."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        card = Card(_("These files are not locked"), name="export_data.card")
        card.body.addWidget(
            Label(_("Anyone who has the folder can read it. Keep it in a safe place, and erase it when you are done."))
        )
        for words in (
            _("You get lists for a spreadsheet, all your documents as you added them, and all letters you made."),
            _("Other programs get files of their own: FHIR for doctors, contacts (vCard), and dates (iCalendar)."),
        ):
            card.body.addWidget(Label(words))
        self.button = Button(
            _("Choose a folder and export..."), self.export, kind=ButtonKind.main, name="export_data.choose"
        )
        self.work = SlowWork(
            context,
            _("Writing the files"),
            name="export_data",
            when_stopped=_("You stopped this. Nothing was left in the folder."),
            when_failed=_("Nothing was exported."),
        )
        self.work.holds_up(self.button)
        for part in (FlowRow(self.button), self.work):
            card.body.addWidget(part)
        self.body.addWidget(card)
        self._made: Exported | None = None
        self.take_in = TakeExportCard(context)
        self.body.addWidget(self.take_in)
        self.body.addStretch(1)
        self.commands["main"] = self.export

    def half_done(self) -> object:
        """Return what was written and what was found in an export, for its words to be said again."""
        found = self.take_in.found()
        return (self._made, found) if self._made is not None or found is not None else None

    def go_on(self, half_done: object) -> None:
        assert isinstance(half_done, tuple)
        made, found = half_done
        if made is not None:
            self._say(made)
        if found is not None:
            self.take_in.show_found(found)

    def export(self) -> None:
        """Ask for a folder, and write a new folder into it in the background."""
        if self.work.is_busy:
            return
        chosen = self.context.files.folder(self.window(), _("Choose a folder for the export"))
        if chosen is None:
            return
        # The name says nothing of the case: a list of folders is seen by everyone at the computer.
        name, workspace = f"Caseorg export {self.context.today().isoformat()}", self.context.workspace

        def work(stop: Callable[[], bool]) -> Exported:
            from caseorg.services.export import export_all, free_folder

            return export_all(workspace, free_folder(chosen, name), stop)

        self.work.run(work, self._done)

    def _done(self, made: Exported) -> None:
        self.context.tell.done(self._say(made))

    def _say(self, made: Exported) -> str:
        """Say where the files are, in place of what was there; return the first line of it."""
        from caseorg.services.export import exported_words

        self._made = made
        lines = [exported_words(made), _("They are in “{folder}”.").format(folder=made.folder)]
        if program := synced_by(made.folder / "export"):
            lines.append(
                _("This is a {program} folder. {program} may send the files to the internet.").format(program=program)
            )
        ink = "status.warn" if made.missing or len(lines) > 2 else "status.ok"
        self.work.say("\n".join([*lines, *made.missing]), ink)
        return lines[0]
