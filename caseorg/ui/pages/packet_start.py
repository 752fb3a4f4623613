"""The beginning of a packet: which kind, or a draft to go on with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, marked
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import LetterStatus, PacketKind
from caseorg.domain.words import word_for
from caseorg.services.letter_drafts import FirstNeeded
from caseorg.ui.page import PageContext
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label

_WHAT_IT_IS = marked(
    {
        PacketKind.appeal: "Your appeal letter, the denial, and the papers that show why.",
        PacketKind.external_review: "The same for a reviewer outside your plan, after the plan's last no.",
        PacketKind.consultant: "A summary, your questions and your records, for the second doctor.",
    }
)


class PacketStart(QWidget):
    """One button for each kind of packet."""

    def __init__(self, context: PageContext, start: Callable[[PacketKind], object]) -> None:
        super().__init__()
        self.setObjectName("packet_builder.start")
        self._context, self._start = context, start
        self._has_denial = False
        column = QVBoxLayout(self)
        set_gaps(column, gap=16)
        column.addWidget(Label(_("Which packet?"), Role.section))
        self._buttons: dict[PacketKind, Button] = {}
        for kind, words in _WHAT_IT_IS.items():
            one = QVBoxLayout()
            set_gaps(one, gap=4)
            button = Button(word_for(kind), lambda kind=kind: self._chosen(kind), name=f"packet_builder.start.{kind}")
            button.setAccessibleDescription(_(words))
            self._buttons[kind] = button
            one.addWidget(button)
            one.addWidget(Label(_(words), Role.small, "text.secondary"))
            column.addLayout(one)

    def show_case(self, snapshot: CaseSnapshot) -> None:
        """Say on each button whether it goes on with a draft."""
        self._has_denial = bool(snapshot.denials)
        drafts = {packet.kind for packet in snapshot.packets if packet.status is LetterStatus.draft}
        for kind, button in self._buttons.items():
            go_on = _("{kind}: go on with your draft").format(kind=word_for(kind))
            button.set_words(go_on if kind in drafts else word_for(kind))
            button.setAccessibleName(button.words())

    def _chosen(self, kind: PacketKind) -> None:
        if kind is PacketKind.consultant or self._has_denial:
            self._start(kind)
            return
        self._context.go_to("denials_and_appeals")
        self._context.do("main")
        self._context.tell.note(FirstNeeded.denial.words())
