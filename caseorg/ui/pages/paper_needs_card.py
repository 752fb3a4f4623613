"""The card beside a letter that says what belongs in it or goes along with it, and where that is written."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from caseorg.base import language
from caseorg.base.language import _
from caseorg.services.paper_needs import PaperNeeds
from caseorg.ui.pages.refilled import Refilled
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.label import Label


class PaperNeedsCard(Card):
    """In sight only where the rules have a list for this letter."""

    def __init__(self, *, name: str) -> None:
        """Make it, empty.

        Args:
            name: The object name, such as `letters.needs`.
        """
        super().__init__(_("What belongs in it"), name=name)
        self._lists = Refilled(gap=8)
        self.body.addWidget(self._lists)
        self.hide()

    def show_needs(self, needs: Iterable[PaperNeeds]) -> None:
        """Show the lists that fit the letter."""
        found = tuple(needs)
        self.setVisible(bool(found))
        self._lists.show_keyed((each, lambda each=each: _list(each)) for each in found)


def _list(needs: PaperNeeds) -> QWidget:
    shown = Refilled(gap=8)
    parts: list[QWidget] = [Label(needs.title, Role.label), Label(needs.text)]
    for heading, items in ((_("Should be there:"), needs.must), (_("Good to have"), needs.good)):
        if items:
            parts.append(Label(heading, Role.small, "text.secondary"))
        parts += [Label(f"• {item}") for item in items]
    for cited in needs.citations:
        place = _("{place}. {how_well}").format(place=cited.place, how_well=cited.in_words(language.current()))
        parts.append(Label(place, Role.small, "text.secondary"))
    shown.show_parts(parts)
    return shown
