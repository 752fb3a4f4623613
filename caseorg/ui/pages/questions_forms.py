"""The sheet of a question, and the form for its answer."""

from __future__ import annotations

from caseorg.base.language import _
from caseorg.domain.visit import Question
from caseorg.services import questions
from caseorg.ui.forms.form import RecordForm, Section
from caseorg.ui.page import PageContext
from caseorg.ui.pages.short_form import Ask, ShortForm, asks_field, day_asked


class QuestionForm(RecordForm):
    """One question."""

    record_type = Question
    undo_label = "Edit a question"
    needed = {"text": "Write the question first."}  # noqa: RUF012 - never changed
    sections = (Section("", ("text", "priority", "visit_id")),)


class NewQuestionForm(QuestionForm):
    """One more question."""

    undo_label = "Add a question"
    save_words = "Add to the list"


def answer_form(context: PageContext, question: Question) -> ShortForm:
    """Ask what the doctor answered, and when."""
    return ShortForm(
        context,
        (
            Ask(asks_field("answer", Question, "answer"), question.answer),
            day_asked("answer", "day", _("Day of the answer"), question.answered_on or context.today()),
        ),
        lambda entries: questions.save_answer(context.workspace, question, entries["answer"], entries["day"]),
        key=f"answer:{question.id}",
    )
