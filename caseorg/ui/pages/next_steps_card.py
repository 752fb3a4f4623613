"""“Do this next”: one thing, why, one button; and in the same place “Not now” and “I already did this”."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.letter import Letter, Packet
from caseorg.services.cards import NotNow
from caseorg.services.next_step import Action
from caseorg.services.next_step import Card as NextCard
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.pages.short_form import ShortForm, day_asked
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.page import PageContext


class DoThisNext(Card):
    """The card that stands first. What it leads to is handed in: the page knows where things are done."""

    def __init__(
        self,
        context: PageContext,
        *,
        do: Callable[[NextCard], object],
        put_off: Callable[[NextCard, NotNow], object],
        already_did: Callable[[NextCard, dict[str, Any]], object],
    ) -> None:
        super().__init__("", name="next_steps.card")
        self._context, self._do, self._put_off, self._already_did = context, do, put_off, already_did
        self._card: NextCard | None = None
        self._why = Label("")
        self._why.setObjectName("next_steps.card.why")
        self.body.addWidget(self._why)
        self._inside = QWidget()
        self.body.addWidget(self._inside)
        self._is_asking = False

    def show_card(self, card: NextCard | None) -> None:
        """Show a card, or that there is nothing to do now; what is half answered about the same card stays."""
        if card is not None and card == self._card and self._is_asking:
            return
        self._card = card
        self.set_title(card.title if card else _("Nothing to do right now"))
        self._why.setText(card.why if card else _("What comes up is in the list below."))
        self._show_buttons()

    def card(self) -> NextCard | None:
        """Return the card on show."""
        return self._card

    def ask_how_sent(self, paper: Letter | Packet, saved: Callable[[], object]) -> None:
        """Ask in the card how and when a letter went out."""
        from caseorg.ui.pages.records_forms import i_sent_it

        form = i_sent_it(self._context, paper)  # type: ignore[arg-type]
        form.saved.connect(self._answered)
        form.saved.connect(saved)
        self._ask(form)
        form.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_asking:
            self._back()
        else:
            super().keyPressEvent(event)

    def _show_buttons(self) -> None:
        self._is_asking = False
        row = FlowRow(name="next_steps.card.buttons")
        if self._card is not None:
            card = self._card
            row.add(Button(card.button, lambda: self._do(card), kind=ButtonKind.main, name="next_steps.card.do"))
            if card.action is Action.mark_sent:  # who did not print it yet needs it before it can be sent
                words = _("Open the letter")
                row.add(Button(words, lambda: self._open_letter(card), icon="file-text", name="next_steps.card.open"))
            row.add(Button(_("Not now"), self._ask_when, kind=ButtonKind.quiet, name="next_steps.card.not_now"))
            if card.can_be_done_already:
                words = _("I already did this")
                row.add(Button(words, self._ask_day, kind=ButtonKind.quiet, name="next_steps.card.already"))
        self._show(row)

    def _open_letter(self, card: NextCard) -> None:
        self._context.go_to("letters_and_packets", card.about[0])

    def _ask_when(self) -> None:
        row = FlowRow(name="next_steps.card.later")
        for how_long in NotNow:
            row.add(Button(how_long.words(), lambda one=how_long: self._later(one), name=f"next_steps.card.{how_long}"))
        holder = QWidget()
        column = QVBoxLayout(holder)
        set_gaps(column, gap=8)
        column.addWidget(Label(_("When shall we show it again?"), Role.label))
        column.addWidget(row)
        self._ask(holder)
        row.widgets()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_day(self) -> None:
        day = day_asked("already", "day", _("What day did you do it?"), self._context.today())
        form = ShortForm(self._context, (day,), self._did)
        form.saved.connect(self._answered)
        self._ask(form)
        form.focus_first()

    def _did(self, entries: dict[str, Any]) -> None:
        if self._card is not None:
            self._already_did(self._card, entries)

    def _later(self, how_long: NotNow) -> None:
        if self._card is not None:
            self._is_asking = False
            self._put_off(self._card, how_long)

    def _ask(self, question: QWidget) -> None:
        self._is_asking = True
        holder = QWidget()
        column = QVBoxLayout(holder)
        set_gaps(column, gap=12)
        column.addWidget(question)
        column.addWidget(LinkButton(_("Back"), self._back, icon="arrow-left", name="next_steps.card.back"))
        self._show(holder)

    def _answered(self) -> None:
        if self._is_asking:
            self._show_buttons()
        self._focus("next_steps.card.do")

    def _back(self) -> None:
        self._show_buttons()
        self._focus("next_steps.card.not_now")

    def _focus(self, name: str) -> None:
        button = self.findChild(QWidget, name)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, inside: QWidget) -> None:
        self.body.replaceWidget(self._inside, inside)
        # Looked for by name at once, so the old one may not be found any more; hidden first, or it shows as a window.
        self._inside.hide()
        self._inside.setParent(None)
        self._inside.deleteLater()
        self._inside = inside
        inside.show()
