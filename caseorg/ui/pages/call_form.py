"""What is written down during a call: who it was, what they answered, and what is to do now. One press saves it all."""

from __future__ import annotations

from datetime import date
from typing import Any

from caseorg.base.language import _
from caseorg.domain.costs import Call
from caseorg.domain.errors import InvalidEntries, Problem
from caseorg.domain.kinds import Kind
from caseorg.domain.plan import AnswerSource, Plan
from caseorg.services.answers import CallSaved, save_call_answers
from caseorg.services.calls import ToDo
from caseorg.services.coverage import CallLine
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.page import PageContext
from caseorg.ui.pages.call_answers import CallAnswer, CallAnswerEditor
from caseorg.ui.pages.short_form import Ask, ShortForm, asks, asks_field, one_of
from caseorg.ui.widgets.button import Button

_FORM = "call"
_TO_DO = ("what", "by", "kind")


class CallForm(ShortForm):
    """The answers of one call; `result` says what they changed once it is saved."""

    def __init__(
        self,
        context: PageContext,
        call: Call,
        lines: tuple[CallLine, ...],
        said_by: AnswerSource,
        plan: Plan | None = None,
    ) -> None:
        """Make it.

        Args:
            context: What the page was handed.
            call: The line of the call log as far as it is known: the case and who is called.
            lines: What is asked.
            said_by: Who answers: the plan or an office.
            plan: Which plan is called; the one that pays first if it is left out.
        """
        self._plan = plan
        self._call, self._lines, self._said_by = call, lines, said_by
        self.result: CallSaved | None = None
        self.is_saving = False
        """Whether the page is told of changes that this form makes itself."""
        super().__init__(
            context,
            (
                Ask(asks(_FORM, "spoke_with", _("Who did you talk to?"))),
                Ask(asks_field(_FORM, Call, "reference_number")),
                *(_question(context, number, line) for number, line in enumerate(lines, 1)),
                Ask(asks(_FORM, "said", _("Anything else they said"), kind=Kind.long_text)),
                Ask(asks(_FORM, "to_do", _("I need to do something now"), holds=bool), value=False),
                Ask(asks(_FORM, "what", _("What do you need to do?"))),
                Ask(_by()),
                one_of(_FORM, "kind", _("What kind of date is it?"), _kinds(), True),
            ),
            self._keep,
            save=_("Save these answers"),
            key=":".join([_FORM, str(call.case_id), said_by, *([str(plan.id)] if plan else [])]),
        )
        self.buttons.add(
            Button(_("Keep for later"), self._keep_for_later, kind=ButtonKind.quiet, name="call.keep_for_later")
        )
        self.editor("to_do").edited.connect(self._arrange)
        self._arrange()

    def _keep(self, entries: dict[str, Any]) -> None:
        heard: dict[str, CallAnswer] = {line.fact: entries[line.fact] for line in self._lines}
        self._check(entries, heard)
        call = self._call.revised(
            at=self._context.workspace.now(),
            spoke_with=entries["spoke_with"],
            reference_number=entries["reference_number"],
            said=self._said(entries["said"], heard),
        )
        to_do = ToDo(entries["what"], entries["by"], entries["kind"]) if entries["to_do"] else None
        self.is_saving = True
        try:
            self.result = save_call_answers(
                self._context.workspace,
                call,
                {fact: answer.value for fact, answer in heard.items() if answer.value is not None},
                to_do,
                notes={fact: answer.note for fact, answer in heard.items() if answer.note},
                said_by=self._said_by,
                plan=self._plan,
            )
        finally:
            self.is_saving = False

    def _check(self, entries: dict[str, Any], heard: dict[str, CallAnswer]) -> None:
        problems = []
        said_nothing = not any(answer.is_said for answer in heard.values())
        if said_nothing and not any(entries[name].strip() for name in ("spoke_with", "reference_number", "said")):
            problems.append(Problem("spoke_with", _("Enter who you talked to, or what they said.")))
        if entries["to_do"] and not entries["what"].strip():
            problems.append(Problem("what", _("Enter what you need to do.")))
        if entries["to_do"] and entries["by"] is None:
            problems.append(Problem("by", _("Enter a date like 11/22/2026.")))
        if problems:
            raise InvalidEntries(problems)

    def _said(self, own: str, heard: dict[str, CallAnswer]) -> str:
        """Return what goes into the call log: the person's own words, and notes on what they could not say."""
        spoken = {line.fact: line.spoken for line in self._lines}
        notes = [
            _("{question} {note}").format(question=spoken[fact], note=answer.note or _("They could not say."))
            for fact, answer in heard.items()
            if answer.is_said and answer.value is None
        ]
        return "\n".join([*([own.strip()] if own.strip() else []), *notes])

    def _keep_for_later(self) -> None:
        self.leave()
        self._context.go_to("coverage")
        self._context.tell.note(_("What you wrote is kept. Go on with it when you call."))

    def _arrange(self) -> None:
        """Ask what is to do only where something is."""
        is_to_do = bool(self.editor("to_do").entry())
        for name in _TO_DO:
            self.rows[name].setVisible(is_to_do)


def _question(context: PageContext, number: int, line: CallLine) -> Ask:
    title = _("{number}. “{question}”").format(number=number, question=line.spoken)
    fact = context.workspace.library.vocabulary[line.fact]
    spec = asks(_FORM, line.fact, title)
    return Ask(spec, make=lambda asked: CallAnswerEditor(asked, line, fact, context.today))


def _by() -> FieldSpec:
    return asks(_FORM, "by", _("By which day?"), holds=date)


def _kinds() -> tuple[tuple[object, str, str], ...]:
    return (
        (True, "fixed", _("Fixed: missing it can cost a right or money")),
        (False, "goal", _("Goal: we would like it by then")),
    )
