"""The check of a denial letter: what it has to say, each part to mark as missing, and the letter that asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from caseorg.base import language
from caseorg.base.language import _
from caseorg.domain.denial import Denial
from caseorg.domain.letter import LetterKind
from caseorg.services.notice_check import NoticeCheck, mark_missing, notice_check
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label, literal

if TYPE_CHECKING:
    from caseorg.ui.pages.denials_and_appeals import DenialsAndAppealsPage


def notice_card(page: DenialsAndAppealsPage, denial: Denial) -> Card | None:
    """Make the card for one denial letter, or None where we have no list for this kind of plan."""
    check = notice_check(page.assessment, page.context.workspace.library, denial)
    if check is None:
        return None
    card = Card(_("Check the letter"), check.text, name="denials.notice")
    card.body.addWidget(Label(check.text))
    card.body.addWidget(Label(_("Mark what you can't find in it:"), Role.label))
    for part in check.parts:
        card.body.addWidget(Label(part.words))
        box = QCheckBox(literal(_("Not in the letter")))
        box.setObjectName(f"denials.notice.{part.id}")
        box.setAccessibleName(_("Not in the letter: {what}").format(what=part.words))
        box.setChecked(part.is_missing)
        box.clicked.connect(lambda checked, part_id=part.id: _mark(page, denial, check, part_id, missing=checked))
        card.body.addWidget(box)
    words = _("Write to the plan about what is missing")
    kind = ButtonKind.main if check.missing else ButtonKind.plain
    lead = Button(
        words,
        lambda: page.start_letter(LetterKind.notice_gaps),
        kind=kind,
        icon="file-text",
        name="denials.notice.write",
    )
    lead.setEnabled(bool(check.missing))
    card.body.addWidget(FlowRow(lead, name="denials.notice.buttons"))
    for cited in check.citations:
        place = _("{place}. {how_well}").format(place=cited.place, how_well=cited.in_words(language.current()))
        card.body.addWidget(Label(place, Role.small, "text.secondary"))
    return card


def _mark(page: DenialsAndAppealsPage, denial: Denial, check: NoticeCheck, part_id: str, *, missing: bool) -> None:
    marked = tuple(part.id for part in check.parts if (missing if part.id == part_id else part.is_missing))
    attempt(page.context, lambda: mark_missing(page.context.workspace, denial, marked), _("Saved."))
