"""Takes an export in again: asks for its folder, shows which cases are in it, and takes in the new ones in one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from caseorg.base.language import _, ngettext
from caseorg.ui.doing import done
from caseorg.ui.page import PageContext
from caseorg.ui.pages.slow_work import SlowWork
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.domain.changes import ChangeSet
    from caseorg.services.take_export import FoundExport


class TakeExportCard(Card):
    """What it is for, a button, and then what was found, to take or to leave."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(_("Take an export in"), name="export_data.take_in")
        self._context = context
        self._found: FoundExport | None = None
        words = _(
            "Did you export from Caseorg before? You can bring those cases back. Your own cases stay as they are."
        )
        self.body.addWidget(Label(words))
        self.button = Button(_("Choose its folder..."), self.choose, name="export_data.take_in.choose")
        self.work = SlowWork(
            context,
            _("Reading the export"),
            name="export_data.take_in.work",
            when_stopped=_("Stopped. Nothing was changed."),
            when_failed=_("Nothing was taken in."),
        )
        self.lines = Label("")
        self.take_button = Button("", self.take, name="export_data.take_in.take")
        leave = Button(_("Cancel"), self._forget, name="export_data.take_in.leave")
        self.choice = FlowRow(self.take_button, leave, name="export_data.take_in.choice")
        self.work.holds_up(self.button, self.take_button, leave)
        for part in (FlowRow(self.button), self.work, self.lines, self.choice):
            self.body.addWidget(part)
        self._forget()

    def choose(self) -> None:
        """Ask for the folder, and look into it in the background."""
        if self.work.is_busy:
            return
        self._forget()
        folder = self._context.files.folder(self.window(), _("Choose the folder of an export"))
        if folder is None:
            return
        workspace = self._context.workspace

        def work(stop: Callable[[], bool]) -> FoundExport:
            from caseorg.services.take_export import look_into

            return look_into(workspace, folder, stop)

        self.work.run(work, self._show, words=_("Reading the export"))

    def take(self) -> None:
        """Take in the cases that the file does not have yet."""
        found, workspace = self._found, self._context.workspace
        if found is None or self.work.is_busy:
            return

        def work(stop: Callable[[], bool]) -> ChangeSet | None:
            from caseorg.services.take_export import take_in

            return take_in(workspace, found, stop)

        self.work.run(work, lambda _changes: self._taken(len(found.new_cases)), words=_("Taking in the export"))

    def found(self) -> FoundExport | None:
        """Return what was found in an export, until it is taken in or left."""
        return self._found

    def show_found(self, found: FoundExport) -> None:
        """Show what was found in an export."""
        self._show(found)

    def _show(self, found: FoundExport) -> None:
        from caseorg.services.take_export import found_words

        self._found, count = found, len(found.new_cases)
        self.lines.setText("\n".join(found_words(found)) or _("There is no case in it."))
        self.lines.show()
        words = ngettext("Take in {count} case", "Take in {count} cases", count).format(count=count)
        self.take_button.set_words(words)
        self.take_button.setAccessibleName(words)
        self.choice.setVisible(count > 0)
        if not count:
            self._context.tell.note(_("There is nothing new in this export. Your file stays as it is."))
            return
        # Once it has its place, so that the page can show it.
        QTimer.singleShot(0, self.take_button, self.take_button.setFocus)

    def _taken(self, count: int) -> None:
        self._forget()
        words = ngettext("{count} case is in your file now.", "{count} cases are in your file now.", count)
        done(self._context, words.format(count=count))

    def _forget(self) -> None:
        self._found = None
        self.lines.hide()
        self.choice.hide()
