"""What is asked about an opinion, and about a question it raises."""

from __future__ import annotations

from typing import Any

from caseorg.base.language import _, marked
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.kinds import Kind
from caseorg.domain.opinion import COMPARED, HEAVIEST, Opinion, OpinionOrder, Priority
from caseorg.domain.record import Record
from caseorg.services.questions import add_question
from caseorg.ui.forms.form import RecordForm, References, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages import choices
from caseorg.ui.pages.short_form import Ask, ShortForm, asks, asks_field, one_of


class OpinionForm(RecordForm):
    """What one doctor concluded and advised."""

    record_type = Opinion
    undo_label = "Edit an opinion"
    sections = (
        Section("Whose opinion", ("order", "contact_id", "given_on", "report_document_id")),
        Section(
            "What they said",
            (
                "diagnosis",
                "based_on",
                "recommends",
                "other_choices",
                "good_points",
                "hard_points",
                "if_i_wait",
                "how_sure",
                "next_step",
                "next_step_by",
                "may_cost",
            ),
            note="Put quote marks around their own words. Leave blank what nobody said.",
        ),
        Section(
            "What you make of it",
            ("my_words", *(field for field in COMPARED.values() if field)),
            note="You say what is the same. The buttons below the list do this for you, too.",
        ),
    )

    def __init__(self, context: PageContext, record: Record | None = None, **more: Any) -> None:
        super().__init__(context, record, **more)
        self.editor("order").edited.connect(self._arrange)
        self._arrange()

    def _arrange(self) -> None:
        """Ask what is the same as in the first opinion of any but that."""
        is_later = self.editor("order").entry() is not OpinionOrder.first
        for field in filter(None, COMPARED.values()):
            self.rows[field].setVisible(is_later)


class NewOpinionForm(OpinionForm):
    """An opinion that is not written down yet."""

    undo_label = "Add an opinion"


def references(snapshot: CaseSnapshot) -> References:
    """Return what may be chosen in this form."""
    return {
        "contact_id": lambda: choices.contact_choices(snapshot),
        "report_document_id": lambda: choices.document_choices(snapshot),
    }


def next_order(snapshot: CaseSnapshot) -> OpinionOrder:
    """Return which opinion a new one is most likely: the first that is not there yet."""
    there = {opinion.order for opinion in snapshot.opinions}
    return next((order for order in OpinionOrder if order not in there), OpinionOrder.third)


def question_form(context: PageContext, snapshot: CaseSnapshot, row: str = "") -> ShortForm:
    """Ask for a question that the opinions raise; for a row of the table, one that fits it stands there at first."""
    form = "raised"
    spec = asks(form, "text", _("Your question"), _("Like “Why open surgery, if small cuts are possible?”"),
                kind=Kind.long_text)  # fmt: skip

    def act(entries: dict[str, Any]) -> None:
        add_question(context.workspace, snapshot.case.id, entries["text"])

    question = Ask(spec, _(QUESTIONS.get(row, "")), needed=_("Write your question."))
    key = ":".join(part for part in (form, str(snapshot.case.id), row) if part)
    return ShortForm(context, (question,), act, save=_("Add to Questions"), key=key)


QUESTIONS = marked(
    {
        "diagnosis": "What is the diagnosis, and how was it found?",
        "based_on": "What did you base your opinion on?",
        "recommends": "What do you recommend, and why?",
        "other_choices": "What else could I do?",
        "good_points": "What are the good points of this choice for me?",
        "hard_points": "What are the hard points of this choice for me?",
        "if_i_wait": "What happens if I wait, and how long is it safe to wait?",
        "how_sure": "How sure are you?",
        "next_step": "What is the next step, and by when?",
        "next_step_by": "What is the next step, and by when?",
        "may_cost": "What may this cost, and who can tell me?",
    }
)
"""What to ask a doctor who said nothing in a row of the table."""


def priority_form(context: PageContext, snapshot: CaseSnapshot, priority: Priority | None = None) -> ShortForm:
    """Ask what matters to the person, and how much."""
    form = "priority"
    edited = priority or Priority(case_id=snapshot.case.id)
    numbers = tuple((number, str(number), words) for number, words in weight_words().items())

    def act(entries: dict[str, Any]) -> None:
        label = _("Say what matters to you")
        context.workspace.save(edited.revised(what=entries["what"], weight=entries["weight"]), label)

    return ShortForm(
        context,
        (
            Ask(asks_field(form, Priority, "what"), edited.what, needed=_("Write what matters to you.")),
            one_of(form, "weight", _("How much does it matter?"), numbers, edited.weight),
        ),
        act,
        key=f"{form}:{priority.id if priority else snapshot.case.id}",
    )


def weight_words() -> dict[int, str]:
    """Return the weights with their words, in the language in use."""
    return {1: _("1, not at all"), 2: "2", 3: "3", 4: "4", HEAVIEST: _("5, very much")}
