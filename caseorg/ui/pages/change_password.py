"""Change password: the old one, the new one, and what follows from it for sheets and copies; or no password at all."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.domain.errors import CaseorgError, StoppedError, WrongPasswordError
from caseorg.services import daily_copies, opening, restoring
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.dialogs.waiting import WaitingDialog
from caseorg.ui.interview.password_field import PasswordField
from caseorg.ui.page import Page, PageContext
from caseorg.ui.preferences import KEY
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.error_summary import ErrorSummary
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


class ChangePasswordPage(Page):
    """Opening it changes nothing; only the buttons do."""

    name = "change_password"
    title = "Change password"
    purpose = "Only someone with the password can open this file. We can't reset it."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.summary = ErrorSummary(name="change_password.problems")
        self.body.addWidget(self.summary)
        self._form = QWidget()
        column = QVBoxLayout(self._form)
        set_gaps(column, gap=16)
        self.without = Label(_("This file has no password now. Anyone who uses this computer can read it."))
        self.without.setObjectName("change_password.without")
        self.by_code = Label(_("You opened the file with the recovery code, so the old password is not needed."))
        self.by_code.setObjectName("change_password.by_code")
        self.old = PasswordField(_("Password now"), "change_password.old")
        hint = _("Four or more words you will remember work well, like “green kettle sunday train”.")
        self.new = PasswordField(_("New password"), "change_password.new", self._shown, hint)
        self.again = PasswordField(_("Type it again"), "change_password.again")
        self.change = Button(_("Change password"), self.change_it, kind=ButtonKind.main, name="change_password.change")
        self.off = Button(_("Turn off the password"), self.turn_off, kind=ButtonKind.quiet, name="change_password.off")
        self.buttons = FlowRow(self.change, self.off)
        for part in (self.without, self.by_code, self.old, self.new, self.again, self.buttons):
            column.addWidget(part)
        self.body.addWidget(self._form)
        self.after = Card("", name="change_password.after")
        self.after_words = Label("")
        self.after_words.setObjectName("change_password.after.words")
        sheet = Button(_("Make a new sheet"), lambda: context.go_to("recovery_sheet"), kind=ButtonKind.main,
                       name="change_password.sheet")  # fmt: skip
        back_up = Button(_("Back up"), lambda: context.go_to("back_up"), name="change_password.back_up")
        self.remove_old = Button("", self.remove_copies, name="change_password.remove_copies")
        self.after.body.addWidget(self.after_words)
        self._sheet = sheet
        self.after.body.addWidget(FlowRow(sheet, back_up, self.remove_old))
        self.after.hide()
        self.body.addWidget(self.after)
        self.left = Card(_("Something still opens with your old password"), name="change_password.left")
        self.left_words = Label("")
        self.remove_left = Button(_("Remove it"), self.remove_old_file, name="change_password.remove_left")
        self.left.body.addWidget(self.left_words)
        self.left.body.addWidget(FlowRow(self.remove_left))
        self.body.addWidget(self.left)
        self.body.addStretch(1)
        self.commands["main"] = self.change_it
        self._old_salt = b""
        self._waiting: WaitingDialog | None = None
        self._stop = threading.Event()

    def reload(self) -> None:
        """Ask for what is needed to show that it is the person's own file."""
        upkeep = self.context.upkeep
        self.without.setVisible(upkeep.without_password)
        self.by_code.setVisible(upkeep.by_code)
        self.old.setVisible(not upkeep.without_password and not upkeep.by_code)
        self.off.setVisible(not upkeep.without_password)
        can = not self.context.workspace.case_file.is_read_only
        self.change.setEnabled(can)
        self.off.setEnabled(can)
        left = restoring.old_password_words(upkeep.beside.left_under_old_password())
        self.left_words.setText(left)
        self.left.setVisible(bool(left))

    def focus_field(self, field: str) -> None:
        if field == "remove_old" and not self.left.isHidden():
            self.remove_left.setFocus()

    def show_upkeep(self) -> None:
        self.reload()

    def change_it(self) -> None:
        """Check what was typed, and seal the file anew in the background."""
        problem = self._what_is_wrong()
        self._show_problem(*problem)
        if not problem:
            self._seal(self.new.text())

    def turn_off(self) -> None:
        """Ask once, then seal the file anew under the empty password."""
        if not self.old.isHidden() and not self.old.text():
            self._show_problem(_("Enter the password the file has now."), self.old)
            return
        sure = self.context.tell.ask(
            _("Turn off the password?"),
            _("Anyone who uses this computer can then read the file. Your recovery sheet is no longer needed."),
            _("Turn it off"),
            _("Keep the password"),
        )
        if sure:
            self._seal("")

    def remove_copies(self) -> None:
        """Remove the daily copies that still open with the old password."""
        case_file = self.context.workspace.case_file
        try:
            removed = daily_copies.remove_all(case_file.path, case_file.file_id(), self._old_salt)
        except CaseorgError as error:  # the open file itself can't be read
            self.context.tell.error(error)
            return
        if removed.left:
            self.context.tell.error(daily_copies.NotRemovedError(removed.left))
            return
        self.remove_old.hide()
        words = ngettext("{count} old copy removed.", "{count} old copies removed.", removed.gone)
        self.context.tell.done(words.format(count=removed.gone))

    def remove_old_file(self) -> None:
        """Ask once, then remove the file as it was before the new password."""
        sure = self.context.tell.ask(
            _("Remove the file with the old password?"),
            _("Do this only when the new password has opened your file once. Nothing brings the old file back."),
            _("Remove it"),
            _("Keep it"),
        )
        if not sure:
            return
        try:
            self.context.upkeep.beside.remove_old()
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self.context.tell.done(_("The file with the old password is gone."))

    def leave(self) -> None:
        for field in (self.old, self.new, self.again):
            field.wipe()
        self._stop.set()  # a lock must not wait until a large file is sealed anew
        super().leave()

    def _what_is_wrong(self) -> tuple[str, PasswordField] | tuple[()]:
        if not self.old.isHidden() and not self.old.text():
            return _("Enter the password the file has now."), self.old
        if not self.new.text().strip():
            return _("Enter a new password."), self.new
        if not self.again.isHidden() and self.new.text() != self.again.text():
            return _("The two passwords are not the same. Use Show to see them."), self.again
        return ()

    def _show_problem(self, sentence: str = "", field: PasswordField | None = None) -> None:
        self.summary.show_problems([(sentence, field.input.setFocus)] if field is not None else [])
        self.set_problem(bool(sentence))

    def _seal(self, password: str) -> None:
        self._show_problem()
        workspace, today = self.context.workspace, self.context.today()
        old = None if self.old.isHidden() else self.old.text()
        self._old_salt = workspace.case_file.seal.salt
        self._stop = stop = threading.Event()
        self._waiting = WaitingDialog(
            self.window(),
            _("Locking your file with the new password"),
            _("Until this is done, nothing can be added or changed. If you stop it, the password stays as it was."),
            stop.set,
        )
        self._waiting.open()
        progress = self.context.background.relay(self._show_progress)

        def work() -> Path:
            if old is not None and not opening.is_password(workspace, old):
                raise WrongPasswordError
            return opening.change_password(workspace, password, today, progress=progress, cancel=stop.is_set)

        self.context.background.run(
            work, then=lambda kept: self._changed(kept, without_password=not password), failed=self._failed
        )

    def _show_progress(self, done: int, size: int) -> None:
        if self._waiting is not None:
            self._waiting.show_progress(done, size)

    def _failed(self, error: BaseException) -> None:
        self._over()
        if isinstance(error, WrongPasswordError):
            self._show_problem(_("That is not the password the file has now. Check Caps Lock."), self.old)
        elif isinstance(error, opening.FileClosedError):
            self.context.upkeep.beside.keep_until_opened(error.kept_as)
            self.context.doors.open_again(error)
        elif isinstance(error, StoppedError):
            self.context.tell.note(_("You stopped this. The password is the one you had before."))
        else:
            self.context.tell.error(error)

    def _changed(self, kept: Path, *, without_password: bool) -> None:
        self._over()
        self.leave()
        was_remembered = self.context.preferences.value(KEY)
        self.context.doors.continue_in(self.context.workspace, self.name, without_password=without_password)
        self.context.upkeep.sealed_anew(kept)
        self.reload()
        case_file = self.context.workspace.case_file
        copies = len(daily_copies.copies_of(case_file.path, case_file.file_id()))
        if without_password:
            title, words = _("The password is off"), _("The file opens without a password from now on.")
        else:
            title = _("The new password is set")
            words = _("The old recovery code no longer opens this file. Make a new sheet, and throw the old one away.")
        older = _("Older copies still open with the old password. Make a new safe copy. "
                  "If somebody knows the old password, remove the old copies, too.")  # fmt: skip
        until = _("The file as it was before is kept until the new password has opened it once.")
        self.after.set_title(title)
        stays = kept in self.context.upkeep.beside.left_under_old_password()
        lines = [words, older] if stays else [words, older, until]
        if was_remembered:
            lines.insert(1, _("The password is no longer remembered on this computer."))
        self.after_words.setText("\n".join(lines))
        self._sheet.setVisible(not without_password)
        words = ngettext("Remove {count} old copy", "Remove {count} old copies", copies).format(count=copies)
        self.remove_old.set_words(words)
        self.remove_old.setAccessibleName(words)
        self.remove_old.setVisible(copies > 0)
        self.after.show()
        self.context.tell.done(title)

    def _over(self) -> None:
        if self._waiting is not None:
            self._waiting.end()
            self._waiting = None

    def _shown(self, on: bool) -> None:
        self.again.setVisible(not on)
