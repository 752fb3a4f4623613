"""“Keep this private”: a password for the case file, and a code on paper in case it is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base import language, paths
from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError
from caseorg.services import opening
from caseorg.services.daily_copies import NotRemovedError
from caseorg.services.synced_folders import synced_by
from caseorg.store.case_file import SUFFIX
from caseorg.ui import paper, speech
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.interview.password_field import PasswordField
from caseorg.ui.page import Page, PageContext
from caseorg.ui.text_size import Role, px, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.error_summary import ErrorSummary
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.progress_row import ProgressRow
from caseorg.ui.widgets.wrapped import CheckBox

if TYPE_CHECKING:
    from caseorg.services.letters import Made


class KeepPrivatePage(Page):
    """Seals the draft under a password, in a place the person knows."""

    name = "keep_private"
    title = "Keep this private"
    purpose = "Only someone with the password can open this file. We can't reset it."
    whole_window = True

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.target = Path()
        self._without_password = False
        self.summary = ErrorSummary(name="keep_private.problems")
        self.body.addWidget(self.summary)
        self._form = QWidget()
        self.body.addWidget(self._form)
        column = QVBoxLayout(self._form)
        set_gaps(column, gap=16)
        self._place = Label("")
        self._place.setObjectName("keep_private.place")
        column.addWidget(Label(_("Where it is kept"), Role.label))
        column.addWidget(self._place)
        column.addWidget(LinkButton(_("Choose another place"), self.choose_place, name="keep_private.choose"))
        self.warning = Label("", ink="status.warn")
        self.warning.setObjectName("keep_private.warning")
        column.addWidget(self.warning)
        self.private = LinkButton(_("Use the private folder"), self.use_private_folder, name="keep_private.private")
        column.addWidget(self.private)
        hint = _("Four or more words you will remember work well, like “green kettle sunday train”.")
        self.password = PasswordField(_("Password"), "keep_private.password", self._shown, hint)
        self.again = PasswordField(_("Type it again"), "keep_private.again")
        self.sheet = CheckBox(_("Show me a recovery code, in case I forget it"))
        self.sheet.setObjectName("keep_private.sheet")
        self.sheet.setChecked(True)
        for part in (self.password, self.again, self.sheet):
            column.addWidget(part)
        self.progress = ProgressRow(_("Locking your file"), name="keep_private.progress")
        self.progress.hide()
        column.addWidget(self.progress)
        self.buttons = FlowRow(
            Button(_("Lock my file"), self.lock, kind=ButtonKind.main, name="keep_private.lock"),
            Button(_("Later"), self.go_on, kind=ButtonKind.quiet, name="keep_private.later"),
            Button(_("I don't want a password"), self.warn, kind=ButtonKind.quiet, name="keep_private.without"),
            name="keep_private.buttons",
        )
        column.addWidget(self.buttons)
        self.commands["main"] = self.lock
        self._card: Card | None = None
        # With large text the card is laid out in several goes; its button has to be in sight after the last.
        self.scroller.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._show_buttons())

    def reload(self) -> None:
        """Propose a place: the private folder, and a name that tells nobody whose case it is or what about."""
        if self.target == Path():
            self._propose_free(paths.data_place(), _("My case"))

    def choose_place(self) -> None:
        """Let the person choose where the file is kept."""
        chosen = self.context.files.place(self.window(), self.target.name, _("Case file (*.caseorg)"))
        if chosen is not None:
            self._propose(chosen if chosen.suffix == SUFFIX else chosen.with_name(chosen.name + SUFFIX))

    def use_private_folder(self) -> None:
        """Go back to the folder that no other program sends elsewhere."""
        self._propose_free(paths.data_place(), self.target.stem)
        self.password.input.setFocus()

    def lock(self) -> None:
        """Check the password and seal the file under it, in the background."""
        problem = self._what_is_wrong()
        self.summary.show_problems([(problem, self.password.input.setFocus)] if problem else [])
        self.set_problem(bool(problem))
        if problem:
            return
        self._seal(self.password.text())

    def warn(self) -> None:
        """Say in one sentence what no password means."""
        self._show_card(
            _("Anyone who uses this computer can read it."),
            Button(_("Add a password"), self._show_form, kind=ButtonKind.main, name="keep_private.add"),
            Button(_("Go on without one"), lambda: self._seal(""), name="keep_private.go_without"),
        )

    def go_on(self) -> None:
        """Show the next screen. What was typed here is forgotten."""
        self._wipe()
        self.context.go_to(self._next_page())

    def go_on_in_new_file(self) -> None:
        """Show the next screen, now that the file lies in another place."""
        self.context.doors.continue_in(
            self.context.workspace, self._next_page(), without_password=self._without_password
        )

    def note_sheet(self) -> None:
        """Note that there is a sheet now, so that it is tried some days later, and go on."""
        self.go_on_in_new_file()
        self.context.upkeep.note(sheet_made=self.context.today().isoformat())

    def print_sheet(self) -> None:
        """Print the code as a sheet. The code stays on the screen: a printer can fail."""
        workspace, today, code = self.context.workspace, self.context.today(), language.current()

        def work() -> Made:
            from caseorg.services.recovery_sheet import make_sheet

            return make_sheet(workspace, today, code)

        def print_it(made: Made) -> None:
            pages = made.written.page_count
            paper.print_pdf(self.context, self.window(), made.pdf, pages, _("Recovery sheet"), goes_out=False)

        self.context.background.run(work, then=print_it, failed=self.context.tell.error)

    def leave(self) -> None:
        self._wipe()

    def _next_page(self) -> str:
        """Return what comes next: writing down what was told, unless it is written down already."""
        case_id = self.context.case_id
        snapshot = self.context.workspace.load_case(case_id) if case_id is not None else None
        return "next_steps" if snapshot is not None and snapshot.diagnoses else "told"

    def _what_is_wrong(self) -> str:
        if not self.password.text().strip():
            return _("Enter a password, or press Later.")
        if not self.again.isHidden() and self.password.text() != self.again.text():
            return _("The two passwords are not the same. Use Show to see them.")
        return ""

    def _seal(self, password: str) -> None:
        self._show_form()
        self.buttons.setEnabled(False)
        self.progress.show()
        workspace, target = self.context.workspace, self.target
        self.context.background.run(
            lambda: opening.keep_private(workspace, password, target),
            then=lambda left: self._sealed(left, without_password=not password),
            failed=self._failed,
        )

    def _sealed(self, left: Sequence[Path], *, without_password: bool) -> None:
        self._without_password = without_password
        self.progress.hide()
        self.buttons.setEnabled(True)
        self._wipe()
        if without_password or not self.sheet.isChecked():
            self.go_on_in_new_file()
        else:
            self._show_code()
        if left and not without_password:
            self.context.tell.error(NotRemovedError(left))

    def _show_code(self) -> None:
        code = Label(opening.recovery_code(self.context.workspace), Role.page_title)
        code.setObjectName("keep_private.code")
        advice = _(
            "It opens the file if you forget the password. Anyone with this code and the file can read it. "
            "Keep it away from the computer, for example with your will."
        )
        self._show_card(
            _("Your file is locked. Write this code on paper."),
            Button(_("I wrote it down"), self.note_sheet, kind=ButtonKind.main, name="keep_private.written"),
            Button(_("Print a sheet with it..."), self.print_sheet, icon="printer", name="keep_private.print"),
            above=(code, Label(advice)),
        )

    def _failed(self, error: BaseException) -> None:
        self.progress.hide()
        self.buttons.setEnabled(True)
        self.context.tell.error(error)
        if isinstance(error, CaseorgError):
            self._propose_free(self.target.parent, self.target.stem)

    def _show_card(self, title: str, *buttons: Button, above: Sequence[QWidget] = ()) -> None:
        self._drop_card()
        self._form.hide()
        self._card = Card(title, name="keep_private.card")
        for part in above:
            self._card.body.addWidget(part)
        self._card.body.addWidget(FlowRow(*buttons))
        self.body.addWidget(self._card)
        buttons[0].setFocus()

    def _show_buttons(self) -> None:
        if self._card is not None:
            self.scroller.ensureWidgetVisible(self._card, 0, px(24))

    def _show_form(self) -> None:
        self._drop_card()
        self._form.show()

    def _drop_card(self) -> None:
        if self._card is not None:
            self._card.hide()
            self.body.removeWidget(self._card)
            self._card.deleteLater()
            self._card = None

    def _propose_free(self, folder: Path, name: str) -> None:
        """Propose a name that nothing has yet; where the disk does not say, writing the file will."""
        proposed = folder / f"{name}{SUFFIX}"
        with suppress(CaseorgError):
            proposed = opening.free_name(folder, name)
        self._propose(proposed)

    def _propose(self, path: Path) -> None:
        self.target = path
        self._place.setText(_("“{name}” in {folder}").format(name=path.name, folder=path.parent))
        words = _("This is a {program} folder. It may send your file to the internet, or change it while it is open.")
        program = synced_by(path)
        self.warning.setText(words.format(program=program) if program else "")
        self.warning.setVisible(bool(program))
        self.private.setVisible(bool(program) and not synced_by(paths.data_place() / path.name))
        if program:
            speech.say(self.warning.text())

    def _shown(self, on: bool) -> None:
        self.again.setVisible(not on)

    def _wipe(self) -> None:
        self.password.wipe()
        self.again.wipe()
