"""What is asked on the coverage page: the kind of plan, and what somebody said about facts, with who said so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from caseorg.base import language
from caseorg.base.language import _
from caseorg.domain.kinds import Kind
from caseorg.domain.plan import Answer, AnswerSource, Plan, PlanKind, PlanNetwork
from caseorg.domain.words import word_for
from caseorg.services.answers import Said, set_answers
from caseorg.services.coverage import choose_plan
from caseorg.ui.forms.editors import Editor
from caseorg.ui.page import PageContext
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.short_form import Ask, ShortForm, asks, asks_field, one_of
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.rules.vocabulary import Fact

_WITH_NETWORK = (PlanKind.employer, PlanKind.marketplace, PlanKind.medicare_advantage)
_NAMED = (AnswerSource.plan_by_phone, AnswerSource.office)
_EMERGENCY = "visit.emergency"


class PlanChoice(ShortForm):
    """What kind of plan it is; “Not sure” is an answer."""

    def __init__(self, context: PageContext, plan: Plan | None) -> None:
        form, case_id = "plan_choice", case_on_show(context).case.id
        kinds = [(kind, kind.value, word_for(kind)) for kind in PlanKind]
        networks = [(network, network.value, word_for(network)) for network in PlanNetwork]
        unsure = (None, "not_sure", _("Not sure"))
        super().__init__(
            context,
            (
                one_of(
                    form, "kind", _("What kind of plan do you have?"), [*kinds, unsure], plan.kind if plan else None
                ),
                one_of(
                    form, "network", _("Which type is it? It is often on your card."), [*networks, unsure],
                    plan.network if plan else None,
                ),
            ),
            lambda entries: choose_plan(context.workspace, case_id, entries.get("kind"), entries.get("network")),
            save=_("Save and show what it means"),
        )  # fmt: skip
        self.editor("kind").edited.connect(self._arrange)
        self._arrange()

    def _arrange(self) -> None:
        self.rows["network"].setVisible(self.editor("kind").entry() in _WITH_NETWORK)


class AnswerForm(ShortForm):
    """What one person or paper says about one fact or several. “Not sure” leaves a fact as it is."""

    def __init__(
        self, context: PageContext, facts: Sequence[Fact], known: Mapping[str, object], plan: Plan | None = None
    ) -> None:
        """Make it.

        Args:
            context: What the page was handed.
            facts: What is asked.
            known: The answers there are now, by the fact's name.
            plan: Which plan they are about; the one that pays first if it is left out.
        """
        self._plan = plan
        self._case_id = case_on_show(context).case.id
        self.answered = 0
        """How many facts were answered when it was saved."""
        sources = [(source, source.value, word_for(source)) for source in AnswerSource]
        form = "answer"
        super().__init__(
            context,
            (
                *(fact_asked(form, fact, known.get(fact.name)) for fact in facts),
                one_of(form, "said_by", _("Who said so?"), sources, AnswerSource.memory),
                Ask(asks_field(form, Answer, "said_by_name")),
                Ask(asks_field(form, Answer, "reference_number")),
                Ask(asks(form, "said_on", _("When?"), holds=date)),
                Ask(asks(form, "note", _("Note"), _("Like the page of the papers it is on."))),
            ),
            self._keep,
            before=[Label(_("If this is an emergency, call 911."))]
            if _EMERGENCY in {one.name for one in facts}
            else (),
        )
        self._facts = {fact.name: fact for fact in facts}
        self.editor("said_by").edited.connect(self._arrange)
        self._arrange()

    def _keep(self, entries: dict[str, Any]) -> None:
        answers = {name: entries[name] for name in self._facts if entries.get(name) not in (None, "")}
        said = Said(
            entries["said_by"],
            entries.get("said_by_name", ""),
            entries.get("reference_number", ""),
            entries["said_on"],
            entries["note"],
        )
        if answers:
            set_answers(self._context.workspace, self._case_id, answers, said, plan=self._plan)
        self.answered = len(answers)

    def _arrange(self) -> None:
        """Ask for a name only where a person said it."""
        source = self.editor("said_by").entry()
        self.rows["said_by_name"].setVisible(source in _NAMED)
        self.rows["reference_number"].setVisible(source is AnswerSource.plan_by_phone)


def fact_asked(form: str, fact: Fact, value: object = None, make: Callable[..., Editor] | None = None) -> Ask:
    """Ask for a fact by its own question: its choices and “Not sure”, or a field for what it holds."""
    code = language.current()
    question = fact.question(code)
    if make is not None:
        return Ask(asks(form, fact.name, question), value, make=make)
    if fact.choices:
        choices = [(key, key, words) for key, words in fact.choice_words(code).items()]
        return one_of(form, fact.name, question, [*choices, (None, "not_sure", _("Not sure"))], value)
    holds, kind, hint = field_of(fact)
    return Ask(asks(form, fact.name, question, hint, holds=holds, kind=kind), value)


def field_of(fact: Fact) -> tuple[type, Kind | None, str]:
    """Return what the field for a fact without choices holds: its type, its kind and its hint."""
    fields: dict[str, tuple[type, Kind | None, str]] = {
        "date": (date, None, ""),
        "cents": (int, Kind.cents, _("Like 1,180.00")),
        "percent": (int, None, _("A number. If you pay 20 out of every 100 dollars, write 20.")),
        "count": (int, None, ""),
        "state": (str, None, _("Two letters, like OH.")),
    }
    return fields[fact.type]


def answer_record(context: PageContext, record_id: UUID | None) -> Answer | None:
    """Return the kept answer a fact comes from, or None where it comes from elsewhere."""
    found = case_on_show(context).find(record_id)
    return found if isinstance(found, Answer) else None
