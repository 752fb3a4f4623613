"""What is asked about an opinion, and about a question it raises."""

from __future__ import annotations

from typing import Any

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.kinds import Kind
from caseorg.domain.opinion import Opinion, OpinionOrder
from caseorg.services.questions import add_question
from caseorg.ui.forms.form import RecordForm, References, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages import choices
from caseorg.ui.pages.short_form import Ask, ShortForm, asks


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
        Section("What you make of it", ("my_words", "same_diagnosis", "same_advice")),
    )


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


def question_form(context: PageContext, snapshot: CaseSnapshot) -> ShortForm:
    """Ask for a question that the opinions raise."""
    form = "raised"
    spec = asks(form, "text", _("Your question"), _("Like “Why open surgery, if small cuts are possible?”"),
                kind=Kind.long_text)  # fmt: skip

    def act(entries: dict[str, Any]) -> None:
        add_question(context.workspace, snapshot.case.id, entries["text"])

    question = Ask(spec, needed=_("Write your question."))
    return ShortForm(context, (question,), act, save=_("Add to Questions"), key=f"{form}:{snapshot.case.id}")
