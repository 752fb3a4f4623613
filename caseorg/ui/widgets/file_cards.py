"""Cards about the case file itself, one below the other, each with a button and, where it can wait, “Not now”."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.services.file_cards import FileCard
    from caseorg.ui.upkeep import Upkeep


class FileCards(QWidget):
    """What there is to know about the file; nothing at all where there is nothing."""

    def __init__(self, upkeep: Upkeep, go_to: Callable[..., None], do: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("file_cards")
        self._upkeep, self._go_to, self._do = upkeep, go_to, do
        self._shown: tuple[FileCard, ...] = ()
        self._column = QVBoxLayout(self)
        set_gaps(self._column, gap=12)
        self.hide()

    def show_cards(self) -> None:
        """Show what is due now."""
        cards = self._upkeep.cards()
        if cards == self._shown:
            return
        self._shown = cards
        while (item := self._column.takeAt(0)) is not None:
            gone = item.widget()
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()
        for card in cards:
            self._column.addWidget(self._card(card))
        self.setVisible(bool(cards))

    def _card(self, about: FileCard) -> Card:
        card = Card(about.title, about.words, name=f"file_cards.{about.key}")
        card.body.addWidget(Label(about.words))
        row = FlowRow(Button(about.button, lambda: self._follow(about), name=f"file_cards.{about.key}.do"))
        if about.can_wait:
            words, name = _("Not now"), f"file_cards.{about.key}.later"
            row.add(Button(words, lambda: self._upkeep.put_off(about), kind=ButtonKind.quiet, name=name))
        card.body.addWidget(row)
        return card

    def _follow(self, about: FileCard) -> None:
        if about.comes_once:
            self._upkeep.put_off(about)
        if about.command:
            self._do(about.command)
        else:
            self._go_to(about.page, field=about.field)
