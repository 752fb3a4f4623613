"""Where to get human help: who helps for free, with what is known of the patient's own state and plan."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.people import Patient
from caseorg.domain.plan import Plan
from caseorg.services.human_help import Helps, human_help
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.refilled import Refilled
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.label import Label


class HumanHelpPage(Page):
    """Cards, one for each kind of help."""

    name = "human_help"
    title = "Where to get human help"
    purpose = "People who can help you for free. Caseorg calls nobody for you."
    needs_case = False
    shows = (Patient, Plan)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._cards = Refilled(name="human_help.cards")
        self.body.addWidget(self._cards)

    def reload(self) -> None:
        state, plans = "", set()
        if self.context.case_id is not None:
            snapshot = self.context.workspace.load_case(self.context.case_id)
            state = snapshot.patient.state if snapshot.patient else ""
            plans = {plan.kind.value for plan in snapshot.plans if plan.kind}
        workspace, background = self.context.workspace, self.context.background
        job = background.run(lambda: human_help(workspace.library, state, plans), then=self._show)
        self.destroyed.connect(lambda _gone=None: background.drop(job))

    def _show(self, found: Sequence[Helps]) -> None:
        self._cards.show_keyed((each, lambda each=each: _card(each)) for each in found)  # type: ignore[misc]


def _card(helps: Helps) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    set_gaps(column)
    card = Card(helps.who, name=f"human_help.{helps.name}")
    card.body.addWidget(Label(helps.what))
    if helps.how:
        card.body.addWidget(Label(helps.how))
        card.body.addWidget(Label(helps.checked, Role.small, "text.secondary"))
    elif helps.name == "insurance_department":
        words = _("Write the patient's state in “The patient”, and its name shows here.")
        card.body.addWidget(Label(words, Role.small, "text.secondary"))
    column.addWidget(card)
    return holder
