"""Take in changes: another file is looked into, what is different is listed, and the chosen side of each is taken."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from caseorg.base.language import _, ngettext, short_date
from caseorg.domain.errors import WrongPasswordError
from caseorg.domain.merging import Key, Side
from caseorg.services import taking_in
from caseorg.services.difference_words import DifferenceLine, authority_words, lines_of
from caseorg.services.other_versions import OtherVersion
from caseorg.services.taking_in import Compared
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.interview.password_field import PasswordField
from caseorg.ui.page import Page, PageContext
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.chip import Status
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.progress_row import ProgressRow

if TYPE_CHECKING:
    from caseorg.domain.changes import ChangeSet

_SHORT = 120
"""So many letters of a text stand in the list; the whole of it stands below for the chosen row."""


class TakeInPage(Page):
    """Which file, then what is different, then one press."""

    name = "take_in"
    title = "Take in changes"
    purpose = "See what someone changed in a file you shared, and take what you want."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._path: Path | None = None
        self._compared: Compared | None = None
        self._chosen: dict[Key, Side] = {}
        self._is_busy, self._stop = False, threading.Event()
        self._build_file()
        self._build_differences()
        self.body.addStretch(1)
        self.destroyed.connect(lambda _gone=None, stop=self._stop: stop.set())
        self.commands["main"] = self.take

    def _build_file(self) -> None:
        card = Card(_("Which file?"), name="take_in.file")
        card.body.addWidget(Label(_("The file is only read. Nothing changes in yours until you say so.")))
        self.versions = RecordTable(
            _("Other versions of your file"), _version_columns(), _version_sentence, name="take_in.versions",
            key=lambda version: version.path,
        )  # fmt: skip
        self.versions.opened.connect(lambda version: self.look(version.path))
        self.look_button = Button(_("Look into it"), self._look_at_version, name="take_in.look")
        card.body.addWidget(self.versions)
        self.choose_button = Button(
            _("Choose the file that came back..."), self.choose, kind=ButtonKind.main, name="take_in.choose"
        )
        card.body.addWidget(FlowRow(self.look_button, self.choose_button))
        self.file_words = Label("")
        self.file_words.setObjectName("take_in.chosen")
        self.file_words.hide()
        card.body.addWidget(self.file_words)
        self.password = PasswordField(_("Password of that file"), "take_in.password", lambda _shown: None)
        self.password.input.returnPressed.connect(self.look_again)
        self.open_button = Button(_("Open it"), self.look_again, name="take_in.open")
        self.progress = ProgressRow(_("Looking into the file"), self._stop.set, name="take_in.progress")
        self.progress.bar.setRange(0, 0)
        self.open_row = FlowRow(self.open_button)
        for part in (self.password, self.open_row, self.progress):
            card.body.addWidget(part)
            part.hide()
        self.body.addWidget(card)

    def _build_differences(self) -> None:
        self.card = Card("", name="take_in.card")
        self.words = Label("")
        self.words.setObjectName("take_in.words")
        self.list = RecordTable(
            _("What is different"), self._columns(), self._sentence, name="take_in.list",
            key=lambda line: line.difference.key,
            commands=(
                (_("Take theirs"), lambda _line: self.choose_side(Side.theirs)),
                (_("Keep yours"), lambda _line: self.choose_side(Side.mine)),
            ),
        )  # fmt: skip
        self.list.opened.connect(lambda _line: self.turn())
        self.list.chosen.connect(self._show_line)
        self.theirs = Button(_("Take theirs"), lambda: self.choose_side(Side.theirs), name="take_in.theirs")
        self.mine = Button(_("Keep yours"), lambda: self.choose_side(Side.mine), name="take_in.mine")
        self.all_theirs = Button(_("Take all of theirs"), lambda: self.choose_all(Side.theirs), name="take_in.all")
        self.all_mine = Button(_("Keep all of yours"), lambda: self.choose_all(Side.mine), name="take_in.none")
        self.one = Card("", name="take_in.one", surface="window")
        self.before_words, self.mine_words, self.theirs_words = Label(""), Label(""), Label("")
        for label, name in ((self.before_words, "before"), (self.mine_words, "yours"), (self.theirs_words, "theirs")):
            label.setObjectName(f"take_in.one.{name}")
            self.one.body.addWidget(label)
        self.one.body.addWidget(FlowRow(self.theirs, self.mine))
        self.take_button = Button("", self.take, kind=ButtonKind.main, name="take_in.take")
        self.choices = FlowRow(self.all_theirs, self.all_mine)
        self.last_row = FlowRow(self.take_button)
        for part in (self.words, self.choices, self.list, self.one, self.last_row):
            self.card.body.addWidget(part)
        self.card.hide()
        self.body.addWidget(self.card)

    def half_done(self) -> object:
        """Return the file, what is different in it once that is known, and which sides were chosen."""
        return (self._path, self._compared, dict(self._chosen)) if self._path is not None else None

    def go_on(self, half_done: object) -> None:
        assert isinstance(half_done, tuple)
        path, compared, chosen = half_done
        if compared is None:
            self.look(path)
            return
        self._path = path
        self._show_path(path)
        self._show(compared, chosen)

    def reload(self) -> None:
        """Show the versions that lie beside the file. What was looked into stays: the choices would be lost."""
        self.show_upkeep()

    def show_upkeep(self) -> None:
        versions = self.context.upkeep.beside.open_versions()
        self.versions.set_rows(versions)
        self.versions.setVisible(bool(versions))
        self.look_button.setVisible(bool(versions))
        if versions and self.versions.selected() is None:
            self.versions.select(versions[0].path)

    # The file

    def choose(self) -> None:
        """Let the person choose a file, and look into it."""
        chosen = self.context.files.case_file(self.window())
        if chosen is not None:
            self.look(chosen)

    def look(self, path: Path) -> None:
        """Look into a file; where another password opens it, ask for that first."""
        from caseorg.domain.errors import CaseorgError
        from caseorg.store.case_file import read_salt

        self._hide()
        self._path = path
        self._show_path(path)
        try:
            is_ours = read_salt(path) == self.context.workspace.case_file.seal.salt
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        if is_ours:
            self._look(path, None)
        else:
            self.password.show()
            self.open_row.show()
            self.password.input.setFocus()

    def _show_path(self, path: Path) -> None:
        self.file_words.setText(_("Chosen: {name}").format(name=path.name))
        self.file_words.show()

    def look_again(self) -> None:
        """Open the chosen file with the password that was typed."""
        if self._path is not None:
            self._look(self._path, self.password.text())

    def _look_at_version(self) -> None:
        version = self.versions.selected()
        if isinstance(version, OtherVersion):
            self.look(version.path)

    def _look(self, path: Path, typed: str | None) -> None:
        if self._is_busy:
            return
        case_file, stop = self.context.workspace.case_file, self._stop
        stop.clear()
        self._is_busy = True
        self.progress.show()

        def work() -> Compared:
            from caseorg.store.case_file import read_salt
            from caseorg.store.seal import seal_with

            seal = case_file.seal if typed is None else seal_with(typed, read_salt(path))
            return taking_in.compare(case_file, path, seal, stop.is_set)

        self.context.background.run(work, then=self._show, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        self._is_busy = False
        self.progress.hide()
        self.context.tell.error(error)
        if isinstance(error, WrongPasswordError):
            self.password.input.setFocus()
            self.password.input.selectAll()

    # The differences

    def _show(self, compared: Compared, chosen: Mapping[Key, Side] | None = None) -> None:
        self._is_busy = False
        self.progress.hide()
        self.password.wipe()
        self.password.hide()
        self.open_row.hide()
        self._compared, self._chosen = compared, dict(chosen or {})
        lines = lines_of(compared)
        self.card.set_title(self._title(compared))
        self.words.setText("\n".join(_summary(compared)))
        self.list.set_rows(lines)
        for part in (self.list, self.choices, self.one, self.last_row):
            part.setVisible(bool(lines))
        self.card.show()
        if lines:
            self.list.select(lines[0].difference.key)
            self._show_line(self.list.selected())
            self.list.view().setFocus()
        else:
            self._note_done()
            self.words.setFocus()
        self._count()
        self.context.tell.done(self.words.text().splitlines()[-1])

    def _title(self, compared: Compared) -> str:
        if compared.is_same_file:
            return _("What is different in “{name}”").format(name=compared.path.name)
        return _("What {name} changed").format(name=_who(compared) or compared.path.name)

    def side(self, line: DifferenceLine) -> Side:
        """Return which side of a difference stands as it is chosen now."""
        return self._chosen.get(line.difference.key, line.difference.default)

    def turn(self) -> None:
        """Choose the other side of the selected difference."""
        line = self.list.selected()
        if isinstance(line, DifferenceLine):
            self.choose_side(Side.mine if self.side(line) is Side.theirs else Side.theirs)

    def choose_side(self, side: Side) -> None:
        """Choose a side of the selected difference."""
        line = self.list.selected()
        if isinstance(line, DifferenceLine):
            self._chosen[line.difference.key] = side
            self._shown_anew()

    def choose_all(self, side: Side) -> None:
        """Choose one side of all differences."""
        if self._compared is not None:
            self._chosen = {each.key: side for each in self._compared.found}
            self._shown_anew()

    def _shown_anew(self) -> None:
        if self._compared is not None:
            self.list.set_rows(lines_of(self._compared))
            self._show_line(self.list.selected())
            self._count()

    def _count(self) -> None:
        found = self._compared.found if self._compared is not None else ()
        count = sum(self._chosen.get(each.key, each.default) is Side.theirs for each in found)
        words = ngettext("Take in {count} change", "Take in {count} changes", count).format(count=count)
        self.take_button.set_words(words if count else _("Keep everything as it is here"))
        self.take_button.setAccessibleName(self.take_button.words())

    def _show_line(self, line: DifferenceLine | None) -> None:
        self.one.setVisible(line is not None)
        if line is None:
            return
        self.one.set_title(_("{what}, {field}").format(what=line.what, field=line.field))
        self.before_words.setText(_("Before: {value}").format(value=line.before or _("nothing")))
        self.mine_words.setText(_("Yours: {value}").format(value=line.mine or _("nothing")))
        self.theirs_words.setText(_("Theirs: {value}").format(value=line.theirs or _("nothing")))

    def take(self) -> None:
        """Take in what is chosen, as one step."""
        compared = self._compared
        if compared is None or self._is_busy:
            return
        workspace, chosen, who = self.context.workspace, dict(self._chosen), _who(compared)
        self._is_busy = True
        self.take_button.setEnabled(False)

        def work() -> ChangeSet | None:
            return taking_in.take_in(workspace, compared, chosen, who)

        def failed(error: BaseException) -> None:
            self._is_busy = False
            self.take_button.setEnabled(True)
            self.context.tell.error(error)

        self.context.background.run(work, then=lambda _done: self._taken(), failed=failed)

    def _taken(self) -> None:
        self._is_busy = False
        self.take_button.setEnabled(True)
        self._note_done()
        self._hide()
        self.context.tell.done(_("Done. You can undo all of it in one step."))
        self.focus_title()

    def _note_done(self) -> None:
        if self._compared is not None and self._compared.is_same_file:
            self.context.upkeep.beside.version_done(self._compared.path)

    def _hide(self) -> None:
        self._compared, self._path, self._chosen = None, None, {}
        self.file_words.setText("")
        self.file_words.hide()
        self.password.wipe()
        for part in (self.card, self.password, self.open_row, self.progress):
            part.hide()

    def leave(self) -> None:
        self.password.wipe()
        super().leave()

    # Words

    def _columns(self) -> list[Column]:
        return [
            Column(_("What"), lambda line: _shortened(line.what)),
            Column(_("Which part"), lambda line: line.field),
            Column(_("Before"), lambda line: _shortened(line.before)),
            Column(_("Yours"), lambda line: _shortened(line.mine)),
            Column(_("Theirs"), lambda line: _shortened(line.theirs)),
            Column(_("What will stand"), self._stands, status=self._status),
        ]

    def _stands(self, line: DifferenceLine) -> str:
        if line.difference.both and line.difference.key not in self._chosen:
            return _("Yours, unless you choose")
        return _("Theirs") if self.side(line) is Side.theirs else _("Yours")

    def _status(self, line: DifferenceLine) -> Status:
        if line.difference.both and line.difference.key not in self._chosen:
            return Status.warn
        return Status.ok if self.side(line) is Side.theirs else Status.neutral

    def _sentence(self, line: DifferenceLine) -> str:
        form = _("{what}, {field}. Before: {before}. Yours: {mine}. Theirs: {theirs}. What will stand: {side}.")
        return form.format(
            what=line.what, field=line.field, before=_shortened(line.before) or _("nothing"),
            mine=_shortened(line.mine) or _("nothing"), theirs=_shortened(line.theirs) or _("nothing"),
            side=self._stands(line),
        )  # fmt: skip


def _who(compared: Compared) -> str:
    return compared.share.given_to if compared.share is not None else ""


def _summary(compared: Compared) -> list[str]:
    lines = [words for words in (authority_words(compared.share),) if words]
    if not compared.found:
        return [*lines, _("Nothing is different that is not in your file already.")]
    if not compared.knows_before:
        lines.append(_("We can't tell any more what was changed where, so everything that differs is a question."))
    sure = len(compared.found) - compared.questions
    if sure:
        words = ngettext("{count} change touches nothing of yours.", "{count} changes touch nothing of yours.", sure)
        lines.append(words.format(count=sure))
    if compared.questions:
        words = ngettext(
            "{count} thing was changed by both. Yours stays unless you choose theirs.",
            "{count} things were changed by both. Yours stay unless you choose theirs.",
            compared.questions,
        )
        lines.append(words.format(count=compared.questions))
    return lines


def _shortened(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def _version_columns() -> list[Column]:
    return [
        Column(_("Name"), lambda version: version.path.name),
        Column(_("Changed last"), lambda version: short_date(version.changed_on)),
    ]


def _version_sentence(version: OtherVersion) -> str:
    return _("{name}, changed last on {day}").format(name=version.path.name, day=short_date(version.changed_on))
