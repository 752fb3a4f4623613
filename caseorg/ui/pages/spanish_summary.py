"""“Lo que dice esta carta”: for who reads Spanish, what an English letter asks for, of whom, and by when."""

from __future__ import annotations

from caseorg.base import language
from caseorg.domain.letter import Letter
from caseorg.packets.kinds import KINDS
from caseorg.services import letters
from caseorg.ui.page import PageContext
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.label import Label


def spanish_summary_of(context: PageContext, letter: Letter) -> str:
    """Return what a letter says, where the screen is in Spanish and the letter is not; else nothing."""
    if language.current() != "es" or letter.kind not in KINDS or "es" in KINDS[letter.kind].languages:
        return ""
    return letters.summary_of(context.workspace, letter)


class SpanishSummary(Card):
    """The card with it. Its title is in Spanish wherever it stands."""

    def __init__(self, words: str = "", *, name: str) -> None:
        super().__init__("Lo que dice esta carta", name=name)
        self._words = Label(words)
        self.body.addWidget(self._words)
        if not words:
            self.hide()

    def show_words(self, words: str) -> None:
        """Show these words; without any the card is not there."""
        self._words.setText(words)
        self.setVisible(bool(words))
