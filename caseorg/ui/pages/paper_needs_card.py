"""The card beside a letter that says what belongs in it or goes along with it, and where that is written."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base import language
from caseorg.base.language import _
from caseorg.services.paper_needs import PaperNeeds
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.label import Label


class PaperNeedsCard(Card):
    """In sight only where the rules have a list for this letter. Filled anew only when the list changes."""

    def __init__(self, *, name: str) -> None:
        """Make it, empty.

        Args:
            name: The object name, such as `letters.needs`.
        """
        super().__init__(_("What belongs in it"), name=name)
        self._shown: tuple[PaperNeeds, ...] = ()
        self._inside = QWidget()
        self.body.addWidget(self._inside)
        self.hide()

    def show_needs(self, needs: Iterable[PaperNeeds]) -> None:
        """Show the lists that fit the letter."""
        found = tuple(needs)
        self.setVisible(bool(found))
        if found == self._shown:
            return
        self._shown = found
        inside = QWidget()
        column = QVBoxLayout(inside)
        set_gaps(column, gap=8)
        for each in found:
            _add(column, each)
        self.body.replaceWidget(self._inside, inside)
        self._inside.hide()
        self._inside.deleteLater()
        self._inside = inside


def _add(column: QVBoxLayout, needs: PaperNeeds) -> None:
    column.addWidget(Label(needs.title, Role.label))
    column.addWidget(Label(needs.text))
    for heading, items in ((_("Has to be there:"), needs.must), (_("Good to have"), needs.good)):
        if items:
            column.addWidget(Label(heading, Role.small, "text.secondary"))
        for item in items:
            column.addWidget(Label(f"• {item}"))
    for cited in needs.citations:
        place = _("{place}. {how_well}").format(place=cited.place, how_well=cited.in_words(language.current()))
        column.addWidget(Label(place, Role.small, "text.secondary"))
