"""Share: who gets the case, what goes along, and the file with its made password, which is shown once."""

from __future__ import annotations

import threading
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from caseorg.base.language import _, ngettext, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError, StoppedError
from caseorg.domain.people import Helper
from caseorg.domain.share import Share
from caseorg.services import sharing
from caseorg.services.difference_words import authority_words
from caseorg.services.sharing import ToShare, Wish
from caseorg.services.synced_folders import synced_by
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.packet_contents import CheckLine
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.progress_row import ProgressRow

_FIRST = 25
"""How many documents are shown before the person asks for all of them."""


class SharePage(Page):
    """Opening it shares nothing; only the button does."""

    name = "share"
    title = "Share this case"
    purpose = "Make a locked file of this case for someone who helps you. They work in it and send it back."
    shows = (Share, Helper, Document)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._stop, self._is_busy = threading.Event(), False
        self._helpers: list[Helper] = []
        self._boxes: dict[UUID, CheckLine] = {}
        self._build_made()
        self._build_who()
        self._build_what()
        self.button = Button(
            _("Choose a place and make the file..."), self.make, kind=ButtonKind.main, name="share.make"
        )
        self.progress = ProgressRow(_("Making the file, then checking it"), self._stop.set, name="share.progress")
        self.progress.bar.setRange(0, 0)
        self.progress.hide()
        self.body.addWidget(FlowRow(self.button))
        self.body.addWidget(self.progress)
        self.out = Card(_("What you shared so far"), name="share.out")
        self.list = RecordTable(_("What you shared so far"), _columns(), _sentence, name="share.list")
        self.out.body.addWidget(self.list)
        self.body.addWidget(self.out)
        self.body.addStretch(1)
        self.destroyed.connect(lambda _gone=None, stop=self._stop: stop.set())
        self.commands["main"] = self.make

    def _build_made(self) -> None:
        self.made = Card(_("The file is made. Write down its password now."), name="share.made")
        self.password = Label("", Role.section)
        self.password.setObjectName("share.password")
        self.password.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.words = Label("")
        self.words.setObjectName("share.words")
        done = Button(_("I wrote it down"), self.forget, name="share.forget")
        for part in (self.password, self.words, FlowRow(done)):
            self.made.body.addWidget(part)
        self.made.hide()
        self.body.addWidget(self.made)

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

    def reload(self) -> None:
        """Show who could get it, what there is, and what went out before. What was ticked stays so."""
        snapshot = case_on_show(self.context)
        self._show_helpers(snapshot)
        self._show_documents(snapshot)
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
        stays = frozenset(key for key, line in self._boxes.items() if not line.box.isChecked())
        wish = Wish(self.context.case_id, name, helper.id if helper else None, stays)
        try:
            ready = sharing.plan_share(self.context.workspace, wish)
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self._write(ready, target)

    def _write(self, ready: ToShare, target: Path) -> None:
        self.forget()
        self._stop.clear()
        self._is_busy = True
        self.button.setEnabled(False)
        self.progress.show()
        stop = self._stop

        def work() -> str:
            from caseorg.services.made_password import make_password

            password = make_password()
            sharing.write(ready, password, target, stop.is_set)
            return password

        self.context.background.run(
            work, then=lambda password: self._done(ready, target, password), failed=self._failed
        )

    def _done(self, ready: ToShare, target: Path, password: str) -> None:
        self._over()
        try:
            sharing.note_share(self.context.workspace, ready, target)
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        name = ready.share.given_to
        lines = [
            _("We show it only now and keep it nowhere. It is five words in small letters, with spaces between them."),
            _("Tell it to {name} by phone or in person. Never send it along with the file.").format(name=name),
            _("The file is “{name}” in “{folder}”.").format(name=target.name, folder=target.parent),
            _("You can't call a shared file back. Whoever has it and its password can read it."),
        ]
        if program := synced_by(target):
            lines.append(
                _("This is a {program} folder. The copy is locked, but {program} may send it to the internet.").format(
                    program=program
                )
            )
        self.password.setText(password)
        self.words.setText("\n".join(lines))
        self.made.show()
        self.context.tell.done(_("The file is made and checked."))
        self.scroller.verticalScrollBar().setValue(0)
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

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

    def forget(self) -> None:
        """Take the password off the screen."""
        self.password.setText("")
        self.words.setText("")
        self.made.hide()

    def leave(self) -> None:
        self.forget()
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

    def _show_all(self) -> None:
        for line in self._boxes.values():
            line.show()
        self.more.hide()

    def _tick(self, *, on: bool) -> None:
        for line in self._boxes.values():
            line.box.setChecked(on)


def _columns() -> list[Column]:
    return [
        Column(_("Who got it"), lambda share: share.given_to),
        Column(_("Day"), lambda share: short_date(share.shared_on) if share.shared_on else "",
               sort_key=lambda share: str(share.shared_on)),
        Column(_("Stayed here"), _stayed),
        Column(_("Changes taken in"), lambda share: short_date(share.taken_in_on) if share.taken_in_on else ""),
    ]  # fmt: skip


def _stayed(share: Share) -> str:
    parts = []
    if share.notes_left_out:
        parts.append(ngettext("{count} note", "{count} notes", share.notes_left_out).format(count=share.notes_left_out))
    if share.documents_left_out:
        count = share.documents_left_out
        parts.append(ngettext("{count} document", "{count} documents", count).format(count=count))
    return ", ".join(parts)


def _sentence(share: Share) -> str:
    day = short_date(share.shared_on) if share.shared_on else ""
    words = _("{name} got it on {day}.").format(name=share.given_to, day=day)
    if share.taken_in_on:
        return words + " " + _("Changes taken in on {day}.").format(day=short_date(share.taken_in_on))
    return words
