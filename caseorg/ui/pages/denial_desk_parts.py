"""What follows once a denial was taken from its letter: its last day, and what the letter had to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.denial import Denial
from caseorg.services import letter_desk
from caseorg.services.denials import last_day, matters
from caseorg.services.notice_check import NoticeCheck
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.pages.detail import Pair
from caseorg.ui.pages.notice_card import notice_card
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.pages.denial_desk import DenialDeskPage


def saved_parts(page: DenialDeskPage, denial: Denial) -> QWidget:
    """Make what stands beside the letter once its denial is saved."""
    parts = QWidget()
    column = QVBoxLayout(parts)
    set_gaps(column, gap=16)
    column.addWidget(_last_day(page, denial))
    card = notice_card(page, denial, lambda check: _places(page, check))
    if card is not None:
        column.addWidget(card)
    go_on = Button(
        _("Go on to the appeal"), lambda: page.context.go_to("denials_and_appeals", denial.id),
        kind=ButtonKind.main, icon="gavel", name="denial_desk.go_on",
    )  # fmt: skip
    change = Button(
        _("Change what I typed"), lambda: page.context.go_to("denials_and_appeals", denial.id, "what"),
        icon="pencil", name="denial_desk.change",
    )  # fmt: skip
    column.addWidget(FlowRow(go_on, change, name="denial_desk.buttons"))
    column.addStretch(1)
    return parts


def _last_day(page: DenialDeskPage, denial: Denial) -> Card:
    card = Card(_("By when to answer"), name="denial_desk.last_day")
    mine = [matter for matter in matters(case_on_show(page.context)) if denial in matter.denials]
    deadline = last_day(mine[0], page.assessment) if mine else None
    if deadline is None:
        words = _("We can't count the last day yet. Tell us your plan, or add the day from the letter.")
        card.body.addWidget(Label(words))
        tell = Button(_("Tell us your plan"), lambda: page.context.go_to("coverage"), name="denial_desk.tell_plan")
        card.body.addWidget(FlowRow(tell, name="denial_desk.no_day"))
        return card
    day = letter_desk.day_to_keep(deadline)
    if day is not None:
        card.body.addWidget(Pair(_("Last day to appeal"), short_date(day)))
    if deadline.send_by is not None:
        words = _("{day} (our safe date)").format(day=short_date(deadline.send_by))
        card.body.addWidget(Pair(_("Send it by"), words))
    if compared := letter_desk.compared_days(deadline):
        card.body.addWidget(Label(compared))
    words = _("We count with care, but your letter and your plan's papers come first. If they differ, use theirs.")
    card.body.addWidget(Label(words, Role.small, "text.secondary"))
    return card


def _places(page: DenialDeskPage, check: NoticeCheck) -> dict[str, QWidget]:
    """Make for each part of the list the place in the letter where it may be said, or say that we found none."""
    if not page.letter.has_words:
        return {}
    found = letter_desk.evidence(check, page.letter.pages)
    places: dict[str, QWidget] = {}
    for part in check.parts:
        if not letter_desk.is_looked_for(part.id):
            continue
        place = QWidget()
        column = QVBoxLayout(place)
        set_gaps(column, gap=4)
        line = found.get(part.id)
        if line is None:
            words = _("We did not find this in the letter. Look yourself: it may say so in other words.")
            column.addWidget(Label(words, Role.small, "status.warn"))
        else:
            words = _("It may be here, on page {page}: “{words}”").format(page=line.place.page, words=line.words)
            column.addWidget(Label(words, Role.small, "text.secondary"))
            column.addWidget(page.want_piece(line.place, words))
        places[part.id] = place
    return places
