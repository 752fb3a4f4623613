"""Share: who gets the case, what goes along, and the file with its made password, which is shown once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from caseorg.base.language import _, ngettext
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, StoppedError
from caseorg.domain.people import Helper
from caseorg.domain.share import Share
from caseorg.services import sharing
from caseorg.services.difference_words import authority_words
from caseorg.services.sharing import ToShare, Wish
from caseorg.services.synced_folders import synced_by
from caseorg.services.workspace import Workspace
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.packet_contents import CheckLine
from caseorg.ui.pages.share_list import shared_so_far
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.made_password import MadePassword
from caseorg.ui.widgets.progress_row import ProgressRow

_FIRST = 25
"""How many documents are shown before the person asks for all of them."""


@dataclass(frozen=True)
class _HalfDone:
    """What is chosen on the page; `made` is who got the file just made, where it is, and its password."""

    helper_id: UUID | None
    given_to: str
    ticked: Mapping[str, bool]
    made: tuple[str, Path, str] | None


class SharePage(Page):
    """Opening it shares nothing; only the button does."""

    name = "share"
    title = "Share with someone"
    purpose = "Make a locked file of this case for someone who helps you. They work in it and send it back."
    shows = (Share, Helper, Document)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._stop, self._is_busy = threading.Event(), False
        self._helpers: list[Helper] = []
        self._made_for = "", Path()
        self._boxes: dict[UUID, CheckLine] = {}
        self._others: dict[UUID, CheckLine] = {}
        self.made = MadePassword("share")
        self.body.addWidget(self.made)
        self._build_who()
        self._build_what()
        self._build_how()
        self.button = Button(
            _("Choose a place and make the file..."), self.make, kind=ButtonKind.main, name="share.make"
        )
        self.progress = ProgressRow(_("Making the file, then checking it"), self._stop.set, name="share.progress")
        self.progress.bar.setRange(0, 0)
        self.progress.hide()
        self.body.addWidget(FlowRow(self.button))
        self.body.addWidget(self.progress)
        self.out = Card(_("What you shared so far"), name="share.out")
        self.list = shared_so_far()
        self.out.body.addWidget(self.list)
        self.body.addWidget(self.out)
        self.body.addStretch(1)
        self.destroyed.connect(lambda _gone=None, stop=self._stop: stop.set())
        self.commands["main"] = self.make

    def _build_who(self) -> None:
        card = Card(_("Who gets it?"), name="share.who")
        label = Label(_("Person"), Role.label)
        self.who = Choice("share.helper", width=40)
        self.who.setAccessibleName(_("Person"))
        self.who.currentIndexChanged.connect(lambda _at: self._show_person())
        label.setBuddy(self.who)
        self.name_label = Label(_("Their name"), Role.label)
        self.given_to = LineInput(32, "share.given_to")
        self.given_to.setMaxLength(200)
        self.given_to.setAccessibleName(_("Their name"))
        self.name_label.setBuddy(self.given_to)
        self.authority = Label("", ink="text.secondary")
        self.authority.setObjectName("share.authority")
        to_paper = LinkButton(
            _("Who may act for the patient"), lambda: self.context.do("who_may_act"), name="share.who_may_act"
        )
        who, given_to = FlowRow(self.who), FlowRow(self.given_to)
        for part in (label, who, self.name_label, given_to, self.authority, FlowRow(to_paper)):
            card.body.addWidget(part)
        self.body.addWidget(card)

    def _build_what(self) -> None:
        self.what = Card(_("What goes along"), name="share.what")
        self.goes = Label("")
        self.goes.setObjectName("share.goes")
        self.what.body.addWidget(self.goes)
        self.documents_label = Label(_("Documents. Untick what is to stay here."), Role.label)
        self.what.body.addWidget(self.documents_label)
        self.tick_row = FlowRow(
            LinkButton(_("Tick all"), lambda: self._tick(on=True), name="share.all", spoken=_("Tick all documents")),
            LinkButton(_("Tick none"), lambda: self._tick(on=False), name="share.none", spoken=_("Tick no document")),
        )
        self.what.body.addWidget(self.tick_row)
        self._lines = QVBoxLayout()
        set_gaps(self._lines, gap=4)
        self.what.body.addLayout(self._lines)
        self.more = LinkButton("", self._show_all, name="share.more")
        self.what.body.addWidget(FlowRow(self.more))
        self.body.addWidget(self.what)

    def _build_how(self) -> None:
        self.how = Card(_("More choices"), name="share.how")
        self.no_numbers = self._check(
            _("Leave out ID numbers"),
            _("The numbers of your plans stay here, and so do letters and packets, since they are printed on them. "
              "A document shows what is on it: untick it, or cover it up first."),
            "share.no_numbers",
        )  # fmt: skip
        self.look_only = self._check(
            _("To look at only"),
            _("They can read it, but not work in it. That is a sign on the door and not a lock."),
            "share.look_only",
        )
        self.others_label = Label(_("Other cases that go along in the same file"), Role.label)
        self.how.body.addWidget(self.others_label)
        self._other_lines = QVBoxLayout()
        set_gaps(self._other_lines, gap=4)
        self.how.body.addLayout(self._other_lines)
        self.with_documents = CheckLine(
            _("With their documents, but those marked private"), checked=True, name="share.with_documents"
        )
        self.how.body.addWidget(self.with_documents)
        self.body.addWidget(self.how)

    def _check(self, words: str, hint: str, name: str) -> CheckLine:
        line = CheckLine(words, checked=False, name=name)
        line.box.setAccessibleDescription(hint)
        self.how.body.addWidget(line)
        self.how.body.addWidget(Label(hint, Role.small, "text.secondary"))
        return line

    def reload(self) -> None:
        """Show who could get it, what there is, and what went out before. What was ticked stays so."""
        snapshot = case_on_show(self.context)
        self._show_helpers(snapshot)
        self._show_documents(snapshot)
        self._show_other_cases()
        private = sum(each.is_private for each in snapshot.notes)
        lines = [_("Everything in this case goes along, but not what is in Recently removed, and not the history.")]
        if private:
            words = ngettext(
                "{count} note marked private stays here.", "{count} notes marked private stay here.", private
            )
            lines.append(words.format(count=private))
        lines.append(_("Where a document stays here, packets with its pages stay here, too."))
        self.goes.setText("\n".join(lines))
        self.list.set_rows(sorted(snapshot.shares, key=lambda each: str(each.shared_on), reverse=True))
        self.out.setVisible(bool(snapshot.shares))
        self.button.setEnabled(not self.context.workspace.case_file.is_read_only and not self._is_busy)

    def make(self) -> None:
        """Ask for a place, then make the file in the background."""
        if self._is_busy or self.context.case_id is None:
            return
        helper = self._helper()
        name = helper.full_name if helper is not None else self.given_to.text().strip()
        if not name:
            self.context.tell.note(_("Type the name of the person who gets it."))
            self.given_to.setFocus()
            return
        # The name says nothing of the case: a list of files is seen by everyone at the computer.
        target = self.context.files.place(
            self.window(), f"Caseorg share {self.context.today().isoformat()}.caseorg", _("Case file (*.caseorg)")
        )
        if target is None:
            return
        goes = frozenset(key for key, line in self._boxes.items() if line.box.isChecked())
        also = tuple(key for key, line in self._others.items() if line.box.isChecked())
        wish = Wish(
            self.context.case_id, name, helper.id if helper else None, also=also,
            no_numbers=self.no_numbers.box.isChecked(), look_only=self.look_only.box.isChecked(),
        )  # fmt: skip
        self._write(wish, goes, target, with_documents=self.with_documents.box.isChecked())

    def _write(self, wish: Wish, goes: frozenset[UUID], target: Path, *, with_documents: bool) -> None:
        self.made.forget()
        self._stop.clear()
        self._is_busy = True
        self.button.setEnabled(False)
        self.progress.show()
        stop, workspace = self._stop, self.context.workspace

        def work() -> tuple[ToShare, str]:
            from caseorg.services.made_password import make_password

            stays = _documents_that_stay(workspace, wish, goes, with_documents=with_documents)
            ready, password = sharing.plan_share(workspace, replace(wish, left_out=stays)), make_password()
            sharing.write(ready, password, target, stop.is_set)
            return ready, password

        self.context.background.run(work, then=lambda made: self._done(target, *made), failed=self._failed)

    def _done(self, target: Path, ready: ToShare, password: str) -> None:
        self._over()
        try:
            sharing.note_share(self.context.workspace, ready, target)
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self.context.tell.done(_("The file is made and checked."))
        self._show_made(ready.share.given_to, target, password)

    def _show_made(self, name: str, target: Path, password: str) -> None:
        self._made_for = name, target
        self.made.show_password(password, _what_to_know(name, target))
        self.scroller.verticalScrollBar().setValue(0)

    def half_done(self) -> object:
        """Return who was chosen, what is ticked, and the password while it is on show."""
        helper, password = self._helper(), self.made.password.text()
        made = (*self._made_for, password) if password else None
        return _HalfDone(helper.id if helper else None, self.given_to.text(), self._ticked(), made)

    def go_on(self, half_done: object) -> None:
        assert isinstance(half_done, _HalfDone)
        ids = [each.id for each in self._helpers]
        self.who.setCurrentIndex(ids.index(half_done.helper_id) if half_done.helper_id in ids else len(ids))
        self.given_to.setText(half_done.given_to)
        for box in self.findChildren(QCheckBox):
            box.setChecked(half_done.ticked.get(box.objectName(), box.isChecked()))
        if half_done.made is not None:
            self._show_made(*half_done.made)

    def _ticked(self) -> dict[str, bool]:
        return {box.objectName(): box.isChecked() for box in self.findChildren(QCheckBox)}

    def _failed(self, error: BaseException) -> None:
        self._over()
        if isinstance(error, StoppedError):
            self.context.tell.note(_("You stopped this. No file was left."))
        else:
            self.context.tell.error(error)

    def _over(self) -> None:
        self._is_busy = False
        self.progress.hide()
        self.button.setEnabled(True)

    def leave(self) -> None:
        self.made.forget()
        super().leave()

    # Who

    def _helper(self) -> Helper | None:
        at = self.who.currentIndex()
        return self._helpers[at] if 0 <= at < len(self._helpers) else None

    def _show_helpers(self, snapshot: CaseSnapshot) -> None:
        chosen = self._helper()
        self._helpers = [each for each in snapshot.helpers if each.full_name]
        self.who.blockSignals(True)
        self.who.clear()
        for each in self._helpers:
            self.who.addItem(each.full_name)
        self.who.addItem(_("Someone else"))
        ids = [each.id for each in self._helpers]
        self.who.setCurrentIndex(ids.index(chosen.id) if chosen is not None and chosen.id in ids else 0)
        self.who.blockSignals(False)
        self._show_person()

    def _show_person(self) -> None:
        helper = self._helper()
        self.name_label.setVisible(helper is None)
        self.given_to.setVisible(helper is None)
        share = None
        if helper is not None and self.context.case_id is not None:
            share = Share(case_id=self.context.case_id, authority=helper.role, authority_from=helper.authority_from)
        self.authority.setText(authority_words(share))
        self.authority.setVisible(helper is not None)

    # What

    def _show_documents(self, snapshot: CaseSnapshot) -> None:
        stays = sharing.stays_by_itself(snapshot)
        ids = [each.id for each in snapshot.documents]
        for gone in [key for key in self._boxes if key not in ids]:
            line = self._boxes.pop(gone)
            self._lines.removeWidget(line)
            line.hide()
            line.deleteLater()
        for at, each in enumerate(snapshot.documents):
            if each.id not in self._boxes:
                words = each.name or each.original_name or _("A document without a name")
                line = CheckLine(words, checked=each.id not in stays, name=f"share.document.{each.id}")
                self._boxes[each.id] = line
                self._lines.addWidget(line)
                line.setVisible(at < _FIRST)  # not before it has its place: it would flash up as a window
        self.documents_label.setVisible(bool(ids))
        self.tick_row.setVisible(len(ids) > 1)
        self.more.set_words(_("Show all {count}").format(count=len(ids)))
        self.more.setVisible(any(line.isHidden() for line in self._boxes.values()))

    def _show_other_cases(self) -> None:
        lines = [each for each in self.context.workspace.case_lines() if each.case_id != self.context.case_id]
        ids = {each.case_id for each in lines}
        for gone in [key for key in self._others if key not in ids]:
            line = self._others.pop(gone)
            self._other_lines.removeWidget(line)
            line.hide()
            line.deleteLater()
        for each in lines:
            if each.case_id not in self._others:
                line = CheckLine(
                    each.title or _("A case without a name"), checked=False, name=f"share.case.{each.case_id}"
                )
                line.box.toggled.connect(lambda _on: self._show_with_documents())
                self._others[each.case_id] = line
                self._other_lines.addWidget(line)
        self.others_label.setVisible(bool(lines))
        self._show_with_documents()

    def _show_with_documents(self) -> None:
        self.with_documents.setVisible(any(line.box.isChecked() for line in self._others.values()))

    def _show_all(self) -> None:
        for line in self._boxes.values():
            line.show()
        self.more.hide()

    def _tick(self, *, on: bool) -> None:
        for line in self._boxes.values():
            line.box.setChecked(on)


def _documents_that_stay(
    workspace: Workspace, wish: Wish, ticked: frozenset[UUID], *, with_documents: bool
) -> frozenset[UUID]:
    """Return which documents stay here, of all cases that go; cases are read for it, so a worker asks.

    Of the case on show only what was ticked goes: not what came while nobody could untick it.
    """
    found = {each.id for each in workspace.load_case(wish.case_id).documents} - ticked
    for case_id in wish.also:
        snapshot = workspace.load_case(case_id)
        every = {each.id for each in snapshot.documents}
        found |= sharing.stays_by_itself(snapshot) if with_documents else every
    return frozenset(found)


def _what_to_know(name: str, target: Path) -> list[str]:
    lines = [
        _("Tell it to {name} by phone or in person. Never send it along with the file.").format(name=name),
        _("The file is “{name}” in “{folder}”.").format(name=target.name, folder=target.parent),
        _("You can't call a shared file back. Whoever has it and its password can read it."),
    ]
    if program := synced_by(target):
        words = _("This is a {program} folder. The copy is locked, but {program} may send it to the internet.")
        lines.append(words.format(program=program))
    return lines
