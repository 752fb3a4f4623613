"""The check of a denial letter: what it has to say, each part to mark as missing, and the letter that asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QCheckBox, QWidget

from caseorg.base import language
from caseorg.base.language import _
from caseorg.domain.denial import Denial
from caseorg.domain.document import Document
from caseorg.domain.letter import LetterKind
from caseorg.rules.assess import Assessment
from caseorg.services.notice_check import NoticeCheck, mark_missing, notice_check
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt
from caseorg.ui.page import PageContext
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label, literal


class NoticePage(Protocol):
    """A page on which a denial letter is checked."""

    context: PageContext

    @property
    def assessment(self) -> Assessment:
        """What the rules say of the case."""

    def start_letter(self, kind: LetterKind) -> None:
        """Write a letter about the denial."""


def notice_card(
    page: NoticePage, denial: Denial, beside: Callable[[NoticeCheck], dict[str, QWidget]] = lambda _check: {}
) -> Card | None:
    """Make the card for one denial letter, or None where we have no list for this kind of plan.

    Args:
        page: The page it stands on.
        denial: The denial whose letter is checked.
        beside: Gives what is to stand below a part of the list, such as the place in the letter.
    """
    check = notice_check(page.assessment, page.context.workspace.library, denial)
    if check is None:
        return None
    card = Card(_("Check the letter"), check.text, name="denials.notice")
    card.body.addWidget(Label(check.text))
    card.body.addWidget(Label(_("Mark what you can't find in it:"), Role.label))
    places = beside(check)
    if not places and page.context.can_open("denial_desk") and _has_pages(page, denial):
        go = LinkButton(
            _("Check it beside the letter"), lambda: page.context.go_to("denial_desk", denial.document_id),
            name="denials.notice.beside",
        )  # fmt: skip
        card.body.addWidget(FlowRow(go))
    for part in check.parts:
        card.body.addWidget(Label(part.words, Role.label if places else Role.body))
        if part.id in places:
            card.body.addWidget(places[part.id])
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


def _has_pages(page: NoticePage, denial: Denial) -> bool:
    letter = case_on_show(page.context).find(denial.document_id)
    return isinstance(letter, Document) and bool(letter.page_count)


def _mark(page: NoticePage, denial: Denial, check: NoticeCheck, part_id: str, *, missing: bool) -> None:
    marked = tuple(part.id for part in check.parts if (missing if part.id == part_id else part.is_missing))
    attempt(page.context, lambda: mark_missing(page.context.workspace, denial, marked), _("Saved."))
