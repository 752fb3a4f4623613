"""Recovery sheet: the code on paper that opens the file without its password, and trying whether it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base import language
from caseorg.base.language import _
from caseorg.services import opening
from caseorg.ui import paper
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.page import Page, PageContext
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_preview import PagePreview
from caseorg.ui.widgets.progress_row import ProgressRow

if TYPE_CHECKING:
    from caseorg.services.letters import Made


class RecoverySheetPage(Page):
    """Nothing of the code is on the screen before it is asked for."""

    name = "recovery_sheet"
    title = "Recovery sheet"
    purpose = "A code on paper that opens the file if you forget the password."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._made: Made | None = None
        self.without = QWidget()
        column = QVBoxLayout(self.without)
        set_gaps(column, gap=12)
        column.addWidget(Label(_("This file has no password, so it needs no sheet.")))
        to_password = LinkButton(
            _("Set a password"), lambda: context.go_to("change_password"), name="recovery.password"
        )
        column.addWidget(FlowRow(to_password))
        self.body.addWidget(self.without)
        self._build_make()
        self._build_try()
        self.preview = PagePreview(context.background, name="recovery.preview")
        self.preview.hide()
        self.body.addWidget(self.preview)
        self.body.addStretch(1)
        self.commands |= {"main": self.make, "print": self.print_it}

    def _build_make(self) -> None:
        self.card = Card(_("Make the sheet"), name="recovery.card")
        warning = _(
            "Anyone with the sheet and the file can read it. "
            "Keep it away from the computer, for example with your will."
        )
        self.code = Label("", Role.page_title)
        self.code.setObjectName("recovery.code")
        self.code.hide()
        self.progress = ProgressRow(_("Making the sheet"), name="recovery.progress")
        self.progress.bar.setRange(0, 0)
        self.progress.hide()
        self.copy = Button(_("Show the code, I write it down"), self.show_code, name="recovery.show")
        self.written = Button(_("I wrote it down"), self.note_made, name="recovery.written")
        self.written.hide()
        self.save = Button(_("Save as PDF..."), self.save_it, name="recovery.save")
        self.print = Button(_("Print..."), self.print_it, name="recovery.print")
        for button in (self.save, self.print):
            button.hide()
        make = Button(_("Make a sheet to print"), self.make, kind=ButtonKind.main, name="recovery.make")
        trace = _("A printer may keep a copy of what it printed. Writing by hand leaves no trace.")
        for part in (
            Label(warning), self.code, FlowRow(make, self.copy, self.written), self.progress,
            FlowRow(self.save, self.print), Label(trace, Role.small, "text.secondary"),
        ):  # fmt: skip
            self.card.body.addWidget(part)
        self.body.addWidget(self.card)

    def _build_try(self) -> None:
        self.trial = Card(_("Try your sheet"), name="recovery.try")
        self.trial.body.addWidget(
            Label(_("Take the sheet and type these groups of its code. Then you know that it works."))
        )
        self._asked: dict[int, LineInput] = {}
        self._fields = QVBoxLayout()
        set_gaps(self._fields, gap=8)
        self.trial.body.addLayout(self._fields)
        self.answer = Label("")
        self.answer.setObjectName("recovery.answer")
        self.answer.hide()
        self.trial.body.addWidget(self.answer)
        self.trial.body.addWidget(FlowRow(Button(_("Check"), self.try_it, name="recovery.check")))
        self.body.addWidget(self.trial)

    def reload(self) -> None:
        """Show what the file needs: a sheet, or nothing."""
        without = self.context.upkeep.without_password
        self.without.setVisible(without)
        for part in (self.card, self.trial):
            part.setVisible(not without)
        if not self._asked:
            self._ask()

    def show_code(self) -> None:
        """Show the code in large letters, for writing down."""
        self.code.setText(opening.recovery_code(self.context.workspace))
        self.code.show()
        self.written.show()

    def note_made(self) -> None:
        """Note that there is a sheet now; some days later two groups are asked back."""
        self._forget()
        self.context.upkeep.note(sheet_made=self.context.today().isoformat(), sheet_tried="")
        self.context.tell.done(_("Good to know. In some days we ask for 2 groups of it, to see that it works."))

    def make(self) -> None:
        """Make the sheet in the background and show it. It is kept nowhere."""
        if self.context.upkeep.without_password:
            return
        self.progress.show()
        workspace, today, code = self.context.workspace, self.context.today(), language.current()

        def work() -> Made:
            from caseorg.services.recovery_sheet import make_sheet

            return make_sheet(workspace, today, code)

        self.context.background.run(work, then=self._show, failed=self._failed)

    def save_it(self) -> None:
        """Let the person choose a place for the PDF."""
        if self._made is not None and paper.save_pdf(
            self.context, self.window(), self._made.pdf, self._file_name(), goes_out=False
        ):
            self.note_made()

    def print_it(self) -> None:
        """Print the sheet; made first, if it is not yet."""
        if self._made is None:
            self.make()
            return
        made = self._made
        if paper.print_pdf(
            self.context, self.window(), made.pdf, made.written.page_count, self.shown_title(), goes_out=False
        ):
            self.note_made()

    def try_it(self) -> None:
        """Compare what was typed with the code."""
        from caseorg.services.recovery_sheet import are_right

        typed = {number: field.text() for number, field in self._asked.items()}
        right = are_right(self.context.workspace, typed)
        if right:
            words, ink = _("That is right. Your sheet works."), "status.ok"
        else:
            words = _("That is not what the code says. Check each letter, or make a new sheet and throw this one away.")
            ink = "status.bad"
        self.answer.set_ink(ink)
        self.answer.setText(words)
        self.answer.show()
        if right:
            today = self.context.today().isoformat()
            made = self.context.upkeep.notes.sheet_made or today
            self.context.upkeep.note(sheet_made=made, sheet_tried=today)
            self._ask()

    def leave(self) -> None:
        self._forget()
        for field in self._asked.values():
            field.clear()
        super().leave()

    def _show(self, made: Made) -> None:
        self.progress.hide()
        self._made = made
        self.preview.show()
        paper.show_paper(self.preview, made.pdf, made.written.page_count, self.shown_title())
        for button in (self.save, self.print):
            button.show()

    def _failed(self, error: BaseException) -> None:
        self.progress.hide()
        self.context.tell.error(error)

    def _file_name(self) -> str:
        return self._made.plan.file_name if self._made is not None else ""

    def _forget(self) -> None:
        """Take the code off the screen and out of the page."""
        self.code.setText("")
        for part in (self.code, self.written, self.save, self.print, self.preview):
            part.hide()
        self._made = None

    def _ask(self) -> None:
        from caseorg.services.recovery_sheet import groups_to_ask, question

        while (item := self._fields.takeAt(0)) is not None:
            gone = item.widget()
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        self._asked = {}
        for number in groups_to_ask():
            field = LineInput(8, f"recovery.group{len(self._asked) + 1}")
            field.setAccessibleName(question(number))
            label = Label(question(number), Role.label)
            label.setBuddy(field)
            self._fields.addWidget(label)
            self._fields.addWidget(field)
            self._asked[number] = field
