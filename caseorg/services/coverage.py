"""The coverage page: what is known of a plan and who said so, what is still to ask, and what one call settles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from caseorg.base import language
from caseorg.base.language import _, money, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.plan import AnswerSource, Coverage, Plan, PlanKind, PlanNetwork
from caseorg.services.workspace import Workspace

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment
    from caseorg.rules.facts import FactSource, KnownFact
    from caseorg.rules.library import Library
    from caseorg.rules.vocabulary import Fact

_SHOWN_GROUPS = ("plan", "coverage", "visit", "patient")
ASKED_GROUPS = (*_SHOWN_GROUPS, "denial")
"""The groups whose facts the coverage page asks about."""


@dataclass(frozen=True)
class FactLine:
    """One fact of the page: its question, and what is known of it, or nothing yet."""

    name: str
    question: str
    answer: str = ""
    value: object = None
    source: FactSource | None = None
    source_words: str = ""
    reference_number: str = ""
    note: str = ""
    """What the person wrote beside it, like the page of the plan's papers."""
    choices: tuple[tuple[str, str], ...] = ()
    """Each answer there is, with its words; none for a date, an amount or a number."""
    can_ask_plan: bool = False
    record_id: UUID | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether anybody has answered it."""
        return self.value is not None


@dataclass(frozen=True)
class CallLine:
    """One question for the call: how it is said, and the answers to pick from."""

    fact: str
    spoken: str
    choices: tuple[tuple[str, str], ...]


def fact_lines(assessment: Assessment, library: Library) -> tuple[FactLine, ...]:
    """Return what is known, in the order of the vocabulary, and then what is still to ask, what settles most first."""
    facts = assessment.facts
    known = facts.facts.known if facts else {}
    vocabulary = library.vocabulary
    there = [
        _line(fact, known[fact.name])
        for fact in vocabulary
        if fact.name in known and fact.group in _SHOWN_GROUPS and not fact.computed
    ]
    return (*there, *(_line(vocabulary[name], None) for name in to_ask(assessment)))


def assessed(workspace: Workspace, snapshot: CaseSnapshot, plan: Plan | None) -> Assessment:
    """Return what the rules make of the visit for one plan; for the one that pays first, if none is named."""
    from caseorg.rules.assess import assess
    from caseorg.rules.following import card_of, plan_that_pays_first

    first = plan_that_pays_first(snapshot, workspace.today())
    if plan is None or first is None or plan.id == first.id:
        return workspace.assess(snapshot)
    return assess(snapshot, workspace.library, workspace.today(), card_of(snapshot, plan))


def lines_of_plan(workspace: Workspace, snapshot: CaseSnapshot, plan: Plan) -> tuple[FactLine, ...]:
    """Return what is known and to ask of a further plan: only what another plan may answer otherwise."""
    vocabulary = workspace.library.vocabulary
    lines = fact_lines(assessed(workspace, snapshot, plan), workspace.library)
    return tuple(line for line in lines if vocabulary[line.name].is_of_one_plan and line.name != "plan.other_coverage")


def first_plan(workspace: Workspace, snapshot: CaseSnapshot) -> Plan | None:
    """Return the plan that pays first today, or None where the case has no plan."""
    from caseorg.rules.following import plan_that_pays_first

    return plan_that_pays_first(snapshot, workspace.today())


def to_ask(assessment: Assessment) -> tuple[str, ...]:
    """Return the facts to ask about, what settles most first; what a form of a record asks for is not among them."""
    groups = ASKED_GROUPS if _has_one_denial(assessment) else _SHOWN_GROUPS
    return tuple(name for name in assessment.needs if name.partition(".")[0] in groups)


def _has_one_denial(assessment: Assessment) -> bool:
    """Tell whether an answer about a denial can mean only one; of several, each letter is asked in its own sheet."""
    of_all = assessment.facts.of_records.get("denial", ()) if assessment.facts else ()
    of_this_plan = assessment.matter.facts.of_records.get("denial", ()) if assessment.matter else ()
    return len(of_all) == len(of_this_plan) == 1


def counts(lines: tuple[FactLine, ...]) -> tuple[int, int]:
    """Return how many facts are known, and how many are to ask."""
    known = sum(line.is_known for line in lines)
    return known, len(lines) - known


def _line(fact: Fact, known: KnownFact | None) -> FactLine:
    code = language.current()
    line = FactLine(
        name=fact.name,
        question=fact.question(code),
        choices=tuple(fact.choice_words(code).items()),
        can_ask_plan=AnswerSource.plan_by_phone in fact.asked_of,
    )
    if known is None:
        return line
    return FactLine(
        line.name,
        line.question,
        answer=answer_words(fact, known.value),
        value=known.value,
        source=known.source,
        source_words=_source_words(known),
        reference_number=known.reference_number,
        note=known.note,
        choices=line.choices,
        can_ask_plan=line.can_ask_plan,
        record_id=known.record_id,
    )


def answer_words(fact: Fact, value: object) -> str:
    """Return what a person reads for a value of a fact."""
    if isinstance(value, date):
        return short_date(value)
    if fact.type == "cents" and isinstance(value, int):
        return money(value)
    if fact.type == "percent":
        return _("{number} out of every 100 dollars").format(number=value)
    return fact.choice_words(language.current()).get(str(value), str(value))


def _source_words(known: KnownFact) -> str:
    name, day = known.said_by_name, short_date(known.said_on, year=False) if known.said_on else ""
    if name and day:
        return _("{name} said so, {day}").format(name=name, day=day)
    if name:
        return _("{name} said so").format(name=name)
    words = {
        "given": "",
        "letter": _("From your letter"),
        "plan_papers": _("From your plan's papers"),
        "plan_card": _("From your plan card"),
        "plan_by_phone": _("Your plan said so by phone"),
        # What follows from other records is in no field that anybody filled in.
        "record": _("You wrote it down") if known.record_id else _("From what is in your case"),
        "office": _("The doctor's office said so"),
        "memory": _("From memory"),
    }
    source = words[known.source.value]
    return _("{source}, {day}").format(source=source, day=day) if source and day else source


# The plan itself


def choose_plan(
    workspace: Workspace, case_id: UUID, kind: PlanKind | None, network: PlanNetwork | None = None
) -> ChangeSet | None:
    """Take over what kind of plan the person picked. “Not sure” is None: it starts the page, and erases nothing."""
    snapshot = workspace.load_case(case_id)
    given = {name: value for name, value in (("kind", kind), ("network", network)) if value}
    with workspace.step(_("Choose the plan")) as step:
        plan = first_plan(workspace, snapshot) or Plan(case_id=case_id)
        step.save(plan.revised(**given))
        if not any(coverage.plan_id == plan.id for coverage in snapshot.coverages):
            step.save(Coverage(case_id=case_id, plan_id=plan.id))
    return step.change_set


# The call


def call_lines(
    workspace: Workspace,
    snapshot: CaseSnapshot,
    *,
    of: AnswerSource = AnswerSource.plan_by_phone,
    plan: Plan | None = None,
) -> tuple[CallLine, ...]:
    """Return the questions one call can settle, what settles most first, as they are said in the language in use.

    Args:
        workspace: The open case file.
        snapshot: The case.
        of: Who is called.
        plan: Which plan is called; the one that pays first if it is left out.
    """
    from caseorg.domain.bilingual import Bilingual
    from caseorg.rules.placeholders import names_of

    names = names_of(snapshot, plan)
    vocabulary = workspace.library.vocabulary
    code = language.current()
    found: list[CallLine] = []
    for name in to_ask(assessed(workspace, snapshot, plan)):
        fact = vocabulary[name]
        spoken = Bilingual(fact.en, fact.es).in_language(code).on_the_phone
        if of in fact.asked_of and spoken:
            found.append(CallLine(name, names.fill_spoken(spoken, code), tuple(fact.choice_words(code).items())))
    return tuple(found)
