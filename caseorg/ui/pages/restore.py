"""Restore from a backup: which copies there are, how one differs from the file, and going back to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caseorg.base.language import _, ngettext, short_date
from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.errors import MissingFileError, WrongPasswordError
from caseorg.services import restoring
from caseorg.services.record_names import words_for_kind
from caseorg.services.restoring import Contents, CopyKind, Difference, SafeCopy
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.interview.password_field import PasswordField
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.slow_work import SlowWork
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.store.seal import Seal

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class _Looked:
    """A copy that was looked into, what opens it, and how it differs."""

    copy: SafeCopy
    seal: Seal
    contents: Contents
    differences: tuple[Difference, ...]
    without_password: bool


class RestorePage(Page):
    """A list of copies; below it, what is in the one that was chosen."""

    name = "restore"
    title = "Restore from a backup"
    purpose = "Go back to a safe copy. The file as it is now is kept, too."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._looked: _Looked | None = None
        self._asks_password = False
        self.less = Card(_("Is it right that there is much less in this file?"), name="restore.less")
        self.less.body.addWidget(
            Label(_("More than half of what the copies hold is gone from it. We keep all copies until you say so."))
        )
        self.less.body.addWidget(
            FlowRow(Button(_("Yes, that is right"), self.say_less_is_right, name="restore.less.right"))
        )
        self.body.addWidget(self.less)
        self.table = RecordTable(_("Copies"), _columns(), _sentence, name="restore.list", key=lambda copy: copy.path)
        self.table.opened.connect(lambda _copy: self.look())
        self.table.chosen.connect(lambda _copy: self._hide())
        self.empty = Label(_("No copies were found beside the file. If you have one elsewhere, choose it."))
        self.empty.setObjectName("restore.empty")
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        self.look_button = Button(_("Look into it"), self.look, kind=ButtonKind.main, name="restore.look")
        other = Button(_("Choose another copy..."), self.choose, name="restore.choose")
        self.body.addWidget(FlowRow(self.look_button, other))
        self.work = SlowWork(context, _("Looking into the copy"), name="restore", can_stop=False)
        self.body.addWidget(self.work)
        self._build_card()
        # Another choice while it looks would show one copy under the name of another.
        self.work.holds_up(self.look_button, other, self.table, self.password)
        self.commands["main"] = self.look

    def _build_card(self) -> None:
        self.card = Card("", name="restore.card")
        self.words = Label("")
        self.words.setObjectName("restore.words")
        self.password = PasswordField(_("Password of this copy"), "restore.password", self._nothing)
        self.password.input.returnPressed.connect(self.look)
        self.differences = RecordTable(
            _("How it differs"), _difference_columns(), _difference_sentence, name="restore.differences",
            key=lambda row: row.kind,
        )  # fmt: skip
        self.use = Button(_("Use this one"), self.restore, kind=ButtonKind.danger, name="restore.use")
        self.buttons = FlowRow(self.use)
        for part in (self.words, self.password, self.differences, self.buttons):
            self.card.body.addWidget(part)
        self.card.hide()
        self.body.addWidget(self.card)

    def reload(self) -> None:
        """List the copies that are there now."""
        case_file, backup = self.context.workspace.case_file, self.context.upkeep.notes.backup_file
        copies = restoring.copies_for(case_file.path, *([Path(backup)] if backup else []))
        self._show_copies(list(copies))
        self.show_upkeep()

    def half_done(self) -> object:
        """Return the copy that was looked into, until it is used."""
        return self._looked

    def go_on(self, half_done: object) -> None:
        assert isinstance(half_done, _Looked)
        copy = half_done.copy
        self._show_copies([copy, *(each for each in self._copies if each.path != copy.path)])
        self.table.select(copy.path)
        self._show(half_done)

    def show_upkeep(self) -> None:
        self.less.setVisible(any(card.key == "less" for card in self.context.upkeep.cards()))

    def say_less_is_right(self) -> None:
        """Let the copies be thinned out again."""
        self.context.upkeep.less_is_right()
        self.context.tell.done(_("Noted. Daily copies go on as before."))

    def choose(self) -> None:
        """Let the person choose a copy that is not in the list."""
        chosen = self.context.files.case_file(self.window())
        if chosen is None:
            return
        copies = [copy for copy in self._copies if copy.path != chosen]
        found = restoring.copy_at(chosen)
        if found is None:
            self.context.tell.error(MissingFileError(chosen.name))
            return
        self._show_copies([found, *copies])
        self.table.select(chosen)
        self.look()

    def look(self) -> None:
        """Look into the copy that is chosen, in the background; where it has another password, ask for that first."""
        copy = self.table.selected()
        if self.work.is_busy:
            return
        if not isinstance(copy, SafeCopy):
            self.context.tell.note(_("Choose a copy in the list first."))
            return
        from caseorg.store.case_file import read_salt

        workspace, typed = self.context.workspace, self.password.text() if self._asks_password else None
        asked = self._asks_password

        def work(_stop: Callable[[], bool]) -> _Looked:
            from caseorg.store.seal import seal_with

            own, salt = workspace.case_file.seal, read_salt(copy.path)
            without = self.context.upkeep.without_password
            if salt == own.salt:
                seal = own
            else:  # another password, or none
                seal, without = seal_with(typed or "", salt), not typed
            contents = restoring.look_into(copy.path, seal)
            differences = restoring.differences(restoring.contents_of(workspace.case_file), contents)
            return _Looked(copy, seal, contents, differences, without)

        def failed(error: BaseException) -> bool:
            asks = isinstance(error, WrongPasswordError) and not asked
            if asks:
                self._ask_password()
            return asks

        self.work.run(work, self._show, failed=failed)

    def restore(self) -> None:
        """Ask once, then put the copy in the place of the file."""
        looked = self._looked
        if looked is None:
            return
        words = _("What you did after {day} is not in the copy. The file as it is now is kept, as “before restore”.")
        sure = self.context.tell.ask(
            _("Replace this file with the copy?"),
            words.format(day=short_date(looked.copy.day)),
            _("Use this one"),
            _("Keep the file as it is"),
        )
        if sure:
            self.context.doors.restore(looked.copy.path, looked.seal, without_password=looked.without_password)

    def leave(self) -> None:
        self.password.wipe()
        super().leave()

    def _ask_password(self) -> None:
        self._hide()
        self._asks_password = True
        self.card.set_title(_("Another password opens this copy"))
        self.words.setText(_("It was made before you changed the password. Type the one it had then."))
        self.password.show()
        self.card.show()
        self.password.input.setFocus()

    def _show(self, looked: _Looked) -> None:
        self._asks_password, self._looked = False, looked
        self.card.set_title(_("The copy of {day}").format(day=short_date(looked.copy.day)))
        lines = [contents_words(looked.contents)]
        if not looked.differences:
            lines.append(_("It holds the same as your file now."))
        if looked.contents.left_out:
            count = len(looked.contents.left_out)
            form = ngettext(
                "{count} large document is not in this copy: {names}. We take it from your file if it is there.",
                "{count} large documents are not in this copy: {names}. We take them from your file if they are there.",
                count,
            )
            lines.append(form.format(count=count, names=", ".join(looked.contents.left_out)))
        if looked.seal.salt != self.context.workspace.case_file.seal.salt:
            lines.append(_("Afterwards your file opens with the password of this copy."))
        self.words.setText("\n".join(lines))
        self.password.hide()
        self.password.wipe()
        self.differences.set_rows(looked.differences)
        self.differences.setVisible(bool(looked.differences))
        self.buttons.show()
        self.card.show()
        self.use.setFocus()

    def _hide(self) -> None:
        self._looked, self._asks_password = None, False
        for part in (self.card, self.password, self.differences, self.buttons):
            part.hide()

    def _nothing(self, _shown: bool) -> None:
        """The field shows its letters by itself."""

    def _show_copies(self, copies: list[SafeCopy]) -> None:
        self._copies = copies
        self.table.set_rows(copies)
        self.table.setVisible(bool(copies))
        self.empty.setVisible(not copies)
        self.look_button.setVisible(bool(copies))
        self._hide()
        if copies and self.table.selected() is None:
            self.table.select(copies[0].path)


def contents_words(contents: Contents) -> str:
    """Say what is in a copy: “2 cases, 41 documents, 380 entries in all”."""
    cases, documents = contents.count(Case), contents.count(Document)
    return _("{cases}, {documents}, {entries} in all").format(
        cases=ngettext("{count} case", "{count} cases", cases).format(count=cases),
        documents=ngettext("{count} document", "{count} documents", documents).format(count=documents),
        entries=ngettext("{count} entry", "{count} entries", len(contents.records)).format(count=len(contents.records)),
    )


def _columns() -> list[Column]:
    return [
        Column(_("Day"), lambda copy: short_date(copy.day), sort_key=lambda copy: copy.day),
        Column(_("What it is"), lambda copy: _kind_words(copy.kind)),
        Column(_("Size"), _size),
        Column(_("Name"), lambda copy: copy.path.name),
    ]


def _kind_words(kind: CopyKind) -> str:
    return {
        CopyKind.daily: _("Daily copy"),
        CopyKind.backup: _("Safe copy"),
        CopyKind.before_restore: _("Before a restore"),
        CopyKind.before_update: _("Before an update"),
        CopyKind.before_password: _("Before a new password"),
        CopyKind.rescued: _("Rescued"),
    }[kind]


def _size(copy: SafeCopy) -> str:
    return _("{size} MB").format(size=max(1, round(copy.size_bytes / _MEGABYTE)))


def _sentence(copy: SafeCopy) -> str:
    return _("{what} of {day}, {size}").format(what=_kind_words(copy.kind), day=short_date(copy.day), size=_size(copy))


def _difference_columns() -> list[Column]:
    return [
        Column(_("What"), lambda row: words_for_kind(row.kind)),
        Column(_("Only in your file"), lambda row: str(row.only_in_file or "")),
        Column(_("Only in the copy"), lambda row: str(row.only_in_copy or "")),
        Column(_("Different"), lambda row: str(row.changed or "")),
    ]


def _difference_sentence(row: Difference) -> str:
    form = _("{what}: {file} only in your file, {copy} only in the copy, {changed} different")
    return form.format(what=words_for_kind(row.kind), file=row.only_in_file, copy=row.only_in_copy, changed=row.changed)
