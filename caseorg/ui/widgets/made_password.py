"""A card with a password that the program made: it is shown once, until it was written down or the page is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent

from caseorg.base.language import _
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


class MadePassword(Card):
    """Out of sight until there is a password to show."""

    def __init__(self, name: str) -> None:
        super().__init__(_("The file is made. Write down its password now."), name=f"{name}.made")
        self.password = Label("", Role.section)
        self.password.setObjectName(f"{name}.password")
        self.password.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.words = Label("")
        self.words.setObjectName(f"{name}.words")
        done = Button(_("I wrote it down"), self.forget, name=f"{name}.forget")
        for part in (self.password, self.words, FlowRow(done)):
            self.body.addWidget(part)
        self.hide()

    def show_password(self, password: str, lines: Sequence[str]) -> None:
        """Show a password with what there is to know about it, and give it the focus."""
        spoken = _(
            "We show it only now and keep it nowhere. It is five words in small letters, with spaces between them."
        )
        self.password.setText(password)
        self.words.setText("\n".join((spoken, *lines)))
        self.show()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Take the password off the screen."""
        self.password.setText("")
        self.words.setText("")
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        if self.password.text() and not event.spontaneous():  # a window that is made small is not left
            self.forget()
        super().hideEvent(event)
