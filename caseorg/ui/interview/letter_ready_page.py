"""“Your letter is ready. It is not sent yet.”: the letters the interview made, to be saved, printed and sent."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.domain.letter import Letter, LetterStatus
from caseorg.domain.requests import RecordsRequest
from caseorg.services import letters
from caseorg.services.papers_list import name_of_paper
from caseorg.ui import paper
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.page import Page, PageContext
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_preview import PagePreview
from caseorg.ui.widgets.room import SideBySide


class LetterReadyPage(Page):
    """Shows one of the letters just made, and what to do with it."""

    name = "letter_ready"
    title = "Your letter is ready. It is not sent yet."
    whole_window = True
    shows = (Letter,)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._letter: Letter | None = None
        self._pdf = b""
        self._which = FlowRow(name="letter_ready.letters")
        self.body.addWidget(self._which)
        self.preview = PagePreview(context.background, name="letter_ready.preview")
        self.body.addWidget(SideBySide(self.preview, self._what_to_do(), shares=(3, 2), second_first=True))
        self.commands["main"] = self.save
        self.commands["print"] = self.print

    def open_record(self, record_id: UUID) -> None:
        """Show one of the letters."""
        found = [letter for letter in self._letters() if letter.id == record_id]
        if found:
            self._show(found[0])

    def reload(self) -> None:
        """Show the first letter, and buttons for the others if there are any."""
        made = self._letters()
        for button in self._which.widgets():
            button.setParent(None)
        self._which = self._new_row(made)
        title = ngettext(
            "Your letter is ready. It is not sent yet.", "{count} letters are ready. They are not sent yet.", len(made)
        )
        self.set_title(title.format(count=len(made)))
        shown = [letter for letter in made if self._letter is not None and letter.id == self._letter.id]
        if made:
            self._show(shown[0] if shown else made[0])

    def save(self) -> None:
        """Save the letter as a PDF where the person wants it."""
        if self._letter is not None:
            paper.save_pdf(self.context, self.window(), self._pdf, self._letter.file_name)

    def print(self) -> None:
        """Print the letter."""
        if self._letter is not None:
            paper.print_pdf(self.context, self.window(), self._pdf, self._letter.page_count or 0, self._letter.title)

    def _letters(self) -> list[Letter]:
        if self.context.case_id is None:
            return []
        kept = self.context.workspace.load_case(self.context.case_id).letters
        return [letter for letter in kept if letter.status is not LetterStatus.draft]

    def _new_row(self, made: list[Letter]) -> FlowRow:
        row = FlowRow(name="letter_ready.letters")
        self._buttons: dict[UUID, Button] = {}
        for letter in made if len(made) > 1 else ():
            what = name_of_paper(letter)
            words = _("{what}, {place}").format(what=what, place=letter.to_name) if letter.to_name else what
            button = Button(words, lambda letter=letter: self._show(letter), name="letter_ready.letter")
            button.setAccessibleDescription(_("Show this letter"))
            button.setCheckable(True)
            self._buttons[letter.id] = button
            row.add(button)
        self.body.replaceWidget(self._which, row)
        self._which.deleteLater()
        row.setVisible(len(made) > 1)
        return row

    def _show(self, letter: Letter) -> None:
        self._letter = letter
        self._pdf = letters.pdf_of(self.context.workspace, letter)
        for each, button in self._buttons.items():
            button.setChecked(each == letter.id)
        self._fill_steps(letter)
        paper.show_paper(self.preview, self._pdf, letter.page_count or 0, letter.title)

    def _what_to_do(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        set_gaps(column, gap=16)
        self._steps = Card(_("What to do now"), name="letter_ready.steps")
        self._lines = [Label("") for _number in range(4)]
        for line in self._lines:
            self._steps.body.addWidget(line)
        # The buttons stand inside: so the steps are read to who comes to them by keyboard and hears the screen.
        self._steps.body.addWidget(
            FlowRow(
                Button(_("Save as PDF"), self.save, kind=ButtonKind.main, name="letter_ready.save"),
                Button(_("Print"), self.print, icon="printer", name="letter_ready.print"),
            )
        )
        column.addWidget(self._steps)
        next_card = Card(_("Next: keep this private"), name="letter_ready.next")
        next_card.body.addWidget(Label(_("About 1 minute."), Role.small, "text.secondary"))
        next_card.body.addWidget(
            FlowRow(
                Button(
                    _("Keep this private"),
                    lambda: self.context.go_to("keep_private"),
                    icon="lock",
                    name="letter_ready.keep_private",
                ),
                Button(
                    _("Later"), lambda: self.context.go_to("told"), kind=ButtonKind.quiet, name="letter_ready.later"
                ),
            )
        )
        column.addWidget(next_card)
        column.addStretch(1)
        return side

    def _fill_steps(self, letter: Letter) -> None:
        steps = (
            _("1. Print it and sign it."),
            _("2. Add a copy of your photo ID."),
            _("3. Mail, fax, or bring it to {office}.").format(office=self._office(letter)),
            _("4. Come back and tell us the day you sent it."),
        )
        for line, words in zip(self._lines, steps, strict=True):
            line.setText(words)

    def _office(self, letter: Letter) -> str:
        snapshot = self.context.workspace.load_case(letter.case_id)
        about = snapshot.find(letter.about_id)
        contact = snapshot.contact(about.contact_id) if isinstance(about, RecordsRequest) else None
        return contact.name if contact and contact.name else letter.to_name
