"""One letter or packet as it was made: its pages, what to do with it now, and the proof that it went out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter, LetterKind, Packet, Sending
from caseorg.domain.words import word_for
from caseorg.services import letters
from caseorg.services.fax_parts import can_be_divided
from caseorg.services.packet_drafts import letter_in
from caseorg.services.papers_list import PaperLine, PaperState
from caseorg.ui import paper
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.pages.spanish_summary import SpanishSummary, spanish_summary_of
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.chip import Chip, Status
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.made_password import MadePassword
from caseorg.ui.widgets.page_preview import PagePreview
from caseorg.ui.widgets.room import SideBySide

if TYPE_CHECKING:
    from caseorg.ui.pages.letters_and_packets import LettersAndPacketsPage

LOOKS = {
    PaperState.draft: (Status.neutral, "circle-dashed"),
    PaperState.made: (Status.warn, "file-text"),
    PaperState.sent: (Status.info, "hourglass"),
    PaperState.received: (Status.ok, "circle-check"),
    PaperState.kept: (Status.neutral, "file-text"),
    PaperState.replaced: (Status.neutral, "file-text"),
}
"""The status and the icon of the chip for how far a paper is."""


def chip_of(line: PaperLine) -> Chip:
    """Make the chip that says how far a paper is."""
    status, icon = LOOKS[line.state]
    return Chip(line.status, status, icon=icon)


class PaperView(QWidget):
    """The pages of a made paper, with the buttons that fit how far it is."""

    def __init__(self, page: LettersAndPacketsPage, line: PaperLine, pdf: bytes) -> None:
        """Make it.

        Args:
            page: The page it stands on, which does what its buttons say.
            line: The paper.
            pdf: Its bytes, exactly as they were made.
        """
        super().__init__()
        self.setObjectName("letters.paper")
        self._page, self.line, self.pdf = page, line, pdf
        self._saved_as = Path()
        self.preview = PagePreview(page.context.background, name="letters.preview")
        column = QVBoxLayout(self)
        set_gaps(column)
        column.addWidget(SideBySide(self.preview, self._side(), shares=(3, 2), second_first=True))
        paper.show_paper(self.preview, pdf, line.paper.page_count or 0, line.what)

    def focus_first(self) -> None:
        """Give the focus to the main button."""
        self._main.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_text(self) -> None:
        """Save the words of a letter as plain text, as “Read as text” shows them."""
        from caseorg.documents.prepare import page_texts

        context, pdf, name = self._page.context, self.pdf, self.line.what

        def read() -> bytes:
            return "\n\n".join(page_texts(pdf, name=name)).encode()

        context.background.run(read, then=self._save_text, failed=context.tell.error)

    def _save_text(self, text: bytes) -> None:
        context, name = self._page.context, f"{self.line.paper.file_name.removesuffix('.pdf')}.txt"
        target = context.files.place(self.window(), name, _("Text (*.txt)"))
        if target is None:
            return
        try:
            paper.write_pdf(target, text)
        except CaseorgError as error:
            context.tell.error(error, (_("Save as..."), lambda: self._save_text(text)))
            return
        context.tell.done(_("Saved."))

    def save_with_password(self) -> None:
        """Save the paper so that it opens with a made password only, and show that once."""
        from caseorg.packets.with_password import with_password
        from caseorg.services.made_password import make_password

        context, pdf, password = self._page.context, self.pdf, make_password()
        self.made_password.forget()

        def save(locked: bytes) -> None:
            # A locked paper still shows its name, so that says nothing of the case.
            name = _("Papers {day}.pdf").format(day=context.today().isoformat())
            target = paper.save_pdf(context, self.window(), locked, name)
            if target is not None:
                self.show_made_password(password, target)

        context.background.run(lambda: with_password(pdf, password), then=save)

    def show_made_password(self, password: str, target: Path) -> None:
        """Show the password of the file that was just saved."""
        self._saved_as = target
        lines = (
            _("It opens on any computer with this password. No Caseorg is needed."),
            _("Tell it by phone or in person. Never send it along with the file."),
            _("The file is “{name}” in “{folder}”.").format(name=target.name, folder=target.parent),
        )
        self.made_password.show_password(password, lines)

    def password_on_show(self) -> tuple[str, Path] | None:
        """Return the password on show and the file it opens, or None."""
        password = self.made_password.password.text()
        return (password, self._saved_as) if password else None

    def _side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        set_gaps(column, gap=16)
        column.addWidget(chip_of(self.line))
        for name, words in _proof(self.line):
            one = QVBoxLayout()
            set_gaps(one)
            one.addWidget(Label(name, Role.small, "text.secondary"))
            one.addWidget(Label(words))
            column.addLayout(one)
        if self.line.state is PaperState.made:
            column.addWidget(self._what_to_do())
        column.addWidget(self._buttons())
        self.made_password = MadePassword("letters.locked")
        column.addWidget(self.made_password)
        paper = self.line.paper
        letter = paper if isinstance(paper, Letter) else letter_in(paper)
        if words := spanish_summary_of(self._page.context, letter):
            column.addWidget(SpanishSummary(words, name="letters.summary"))
        column.addStretch(1)
        return side

    def _what_to_do(self) -> QWidget:
        card = Card(_("How to send it"), name="letters.steps")
        for words in _steps(self.line):
            card.body.addWidget(Label(words))
        return card

    def _buttons(self) -> FlowRow:
        page, line = self._page, self.line
        self._main = Button(_("Save as PDF"), page.save_pdf, kind=ButtonKind.main, icon="save", name="letters.save")
        row = FlowRow(self._main, name="letters.paper.buttons")
        row.add(Button(_("Print"), page.print_paper, icon="printer", name="letters.print"))
        row.add(Button(_("Save with a password"), self.save_with_password, icon="lock", name="letters.save_locked"))
        if isinstance(line.paper, Letter):
            row.add(Button(_("Save as text"), self.save_text, icon="file-text", name="letters.save_text"))
        if line.state is PaperState.made:
            row.add(Button(_("I sent it"), lambda: page.ask_sent(line), name="letters.sent"))
        if line.state in (PaperState.made, PaperState.sent):
            row.add(Button(_("They got it"), lambda: page.ask_received(line), name="letters.received"))
        row.add(Button(_("Make it again"), lambda: page.make_again(line), icon="pencil", name="letters.again"))
        is_own_form = isinstance(line.paper, Letter) and line.paper.kind is LetterKind.own_form
        if not line.paper.large_print and not is_own_form:
            row.add(Button(_("Large print copy for me"), lambda: page.save_large(line), name="letters.large_copy"))
        if isinstance(line.paper, Packet) and can_be_divided(line.paper):
            row.add(Button(_("Send it as faxes"), lambda: page.ask_parts(line), icon="files", name="letters.parts"))
        row.add_apart(
            Button(_("Remove"), lambda: page.remove(line), kind=ButtonKind.quiet, icon="trash-2", name="letters.remove")
        )
        return row


def _proof(line: PaperLine) -> Iterator[tuple[str, str]]:
    if line.to:
        yield _("To"), line.to
    if line.paper.made_on:
        yield _("Made"), short_date(line.paper.made_on)
    sending = line.sending
    if sending is not None:
        yield from _sending_lines(sending)


def _sending_lines(sending: Sending) -> Iterator[tuple[str, str]]:
    if sending.sent_on:
        sent = _("{day}, {way}").format(day=short_date(sending.sent_on), way=word_for(sending.way))
        yield _("Sent"), sent
    if sending.sent_to:
        yield _("Number or address"), sending.sent_to
    if sending.tracking:
        yield _("Tracking number or fax page"), sending.tracking
    if sending.received_on:
        yield _("They got it"), short_date(sending.received_on)
    if sending.confirmed_by:
        yield _("Who said so"), sending.confirmed_by


def _steps(line: PaperLine) -> Iterator[str]:
    yield _("1. Print it, read it and sign it.")
    letter = line.paper
    asks_for_records = isinstance(letter, Letter) and letter.kind in (
        LetterKind.records_request,
        LetterKind.scan_request,
        LetterKind.slide_loan,
    )
    yield _("2. Add a copy of your photo ID.") if asks_for_records else _("2. Keep a full copy for yourself.")
    yield _("3. Mail it, fax it, send it through their portal, or bring it by hand.")
    yield _("4. Come back, press “I sent it” and tell us how and when.")


def bytes_of(page: LettersAndPacketsPage, line: PaperLine) -> bytes:
    """Return a made paper exactly as it was made.

    Raises:
        DamagedDocumentBytesError: If its bytes are no longer whole.
    """
    return letters.pdf_of(page.context.workspace, line.paper)
