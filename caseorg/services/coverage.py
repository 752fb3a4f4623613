"""The coverage page: what is known of a plan and who said so, what is still to ask, and what one call settles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from caseorg.base import language
from caseorg.base.language import _, money, ngettext, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.costs import Call
from caseorg.domain.errors import InvalidEntries, Problem
from caseorg.domain.people import CaseContact, ContactRole, Patient
from caseorg.domain.plan import Answer, AnswerSource, Coverage, Plan, PlanKind, PlanNetwork
from caseorg.domain.record import Record, SourceKind
from caseorg.domain.visit import Visit
from caseorg.services.calls import ToDo, follow_up_of
from caseorg.services.workspace import Workspace

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment, Comparison
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


def to_ask(assessment: Assessment) -> tuple[str, ...]:
    """Return the facts to ask about, what settles most first; what a form of a record asks for is not among them."""
    return tuple(name for name in assessment.needs if name.partition(".")[0] in ASKED_GROUPS)


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
        "record": _("You wrote it down"),
        "office": _("The doctor's office said so"),
        "memory": _("From memory"),
    }
    return words[known.source.value]


# The plan itself


def choose_plan(
    workspace: Workspace, case_id: UUID, kind: PlanKind | None, network: PlanNetwork | None = None
) -> ChangeSet | None:
    """Take over what kind of plan the person picked. “Not sure” is None: it starts the page, and erases nothing."""
    snapshot = workspace.load_case(case_id)
    given = {name: value for name, value in (("kind", kind), ("network", network)) if value}
    with workspace.step(_("Choose the plan")) as step:
        plan = snapshot.plans[0] if snapshot.plans else Plan(case_id=case_id)
        step.save(plan.revised(**given))
        if not any(coverage.plan_id == plan.id for coverage in snapshot.coverages):
            step.save(Coverage(case_id=case_id, plan_id=plan.id))
    return step.change_set


# Answers


@dataclass(frozen=True)
class Said:
    """Who said something, and when."""

    by: AnswerSource = AnswerSource.memory
    name: str = ""
    reference_number: str = ""
    on: date | None = None
    note: str = ""


def set_answer(workspace: Workspace, case_id: UUID, fact: str, value: object, said: Said) -> ChangeSet | None:
    """Keep what somebody said about a fact. “Not sure” is no answer: do not call this for it.

    Raises:
        InvalidEntries: If the value can be no answer to this question.
    """
    return set_answers(workspace, case_id, {fact: value}, said)


def set_answers(workspace: Workspace, case_id: UUID, answers: Mapping[str, object], said: Said) -> ChangeSet | None:
    """Keep what one person or paper said about several facts, in one step.

    Raises:
        InvalidEntries: If a value can be no answer to its question; nothing is kept.
    """
    snapshot = workspace.load_case(case_id)
    label = _("Answer a question") if len(answers) == 1 else _("Answer questions")
    with workspace.step(label) as step:
        for record in _records_of_answer(workspace, snapshot, answers, said):
            step.save(record)
    return step.change_set


def forget_answer(workspace: Workspace, answer: Answer) -> ChangeSet | None:
    """Take an answer back; what others said about the fact stands."""
    with workspace.step(_("Take an answer back")) as step:
        step.remove(answer)
    return step.change_set


@dataclass(frozen=True)
class CallSaved:
    """What a call settled: the cards that changed, and the message that says so."""

    change_set: ChangeSet | None
    comparison: Comparison
    message: str


def save_call_answers(
    workspace: Workspace,
    call: Call,
    answers: Mapping[str, object],
    to_do: ToDo | None = None,
    *,
    notes: Mapping[str, str] | None = None,
    said_by: AnswerSource = AnswerSource.plan_by_phone,
) -> CallSaved:
    """Keep a call, what it answered and what it leaves to do, in one step; tell what that changed.

    Args:
        workspace: The open case file.
        call: The line of the call log.
        answers: The value for each fact they could say something about.
        to_do: What the person has to do now.
        notes: Further words on a fact.
        said_by: Who was called: the plan, or a doctor's office.

    Raises:
        InvalidEntries: If a value can be no answer to its question; nothing is kept.
    """
    from caseorg.rules.assess import compare

    snapshot = workspace.load_case(call.case_id)
    before = workspace.assess(snapshot)
    day = call.at.astimezone().date() if call.at else workspace.today()
    said = Said(said_by, call.spoke_with, call.reference_number, day)
    records = [
        _from_call(record, call, notes or {}) for record in _records_of_answer(workspace, snapshot, answers, said)
    ]
    with workspace.step(_("Save call answers")) as step:
        step.save(call)
        for record in records:
            step.save(record)
        if follow_up := follow_up_of(call, to_do):
            step.save(follow_up)
    comparison = compare(before, workspace.assess(workspace.load_case(call.case_id)))
    return CallSaved(step.change_set, comparison, saved_message(len(answers), len(comparison.verdicts)))


def _from_call(record: Record, call: Call, notes: Mapping[str, str]) -> Record:
    if not isinstance(record, Answer):
        return record
    note = notes.get(record.fact, record.note)
    return record.revised(call_id=call.id, source_kind=SourceKind.call, source_call_id=call.id, note=note)


def saved_message(answers: int, cards: int) -> str:
    """Say how many answers were saved and how many cards changed."""
    saved = ngettext("{count} answer saved.", "{count} answers saved.", answers).format(count=answers)
    changed = ngettext("{count} card changed.", "{count} cards changed.", cards).format(count=cards)
    return f"{saved} {changed}" if cards else saved


def call_lines(
    workspace: Workspace, snapshot: CaseSnapshot, *, of: AnswerSource = AnswerSource.plan_by_phone
) -> tuple[CallLine, ...]:
    """Return the questions one call can settle, what settles most first, as they are said in the language in use."""
    from caseorg.domain.bilingual import Bilingual
    from caseorg.rules.placeholders import names_of

    names = names_of(snapshot)
    vocabulary = workspace.library.vocabulary
    code = language.current()
    found: list[CallLine] = []
    for name in to_ask(workspace.assess(snapshot)):
        fact = vocabulary[name]
        spoken = Bilingual(fact.en, fact.es).in_language(code).on_the_phone
        if of in fact.asked_of and spoken:
            found.append(CallLine(name, names.fill_spoken(spoken, code), tuple(fact.choice_words(code).items())))
    return tuple(found)


def _records_of_answer(
    workspace: Workspace,
    snapshot: CaseSnapshot,
    answers: Mapping[str, object],
    said: Said,
) -> tuple[Record, ...]:
    """Make the answers, and write each into the record whose field it is, so that forms and letters know it, too."""
    vocabulary = workspace.library.vocabulary
    chosen = _chosen_records(workspace, snapshot)
    changed: dict[UUID, Record] = {}
    problems: list[Problem] = []
    made: list[Answer] = []
    for name, raw in answers.items():
        try:
            value = vocabulary.read(name, raw)
        except ValueError as error:
            problems.append(Problem(name, str(error)))
            continue
        fact = vocabulary[name]
        record = _with_entry(chosen.get(fact.group), fact, value) if fact.record else _link(snapshot, fact, value, said)
        if record is not None:
            changed[record.id] = record
            if fact.record:
                chosen[fact.group] = record
        if record is None or not fact.record or said.by is not AnswerSource.memory:
            # What a person remembers of their own plan is the record itself.
            made.append(_answer(snapshot, name, str(value), said))
    if problems:
        raise InvalidEntries(problems)
    return (*_with_what_they_need(chosen, changed), *made)


def _chosen_records(workspace: Workspace, snapshot: CaseSnapshot) -> dict[str, Record]:
    """Return the record that each group of facts belongs to; a new one where the case has none."""
    from caseorg.rules.following import choose

    chosen = choose(snapshot, workspace.today())
    case_id = snapshot.case.id
    plan = chosen.plan or Plan(case_id=case_id)
    found: dict[str, Record] = {
        "plan": plan,
        "coverage": chosen.coverage or Coverage(case_id=case_id, plan_id=plan.id),
        "visit": chosen.visit or Visit(case_id=case_id),
        "patient": chosen.patient or Patient(case_id=case_id),
    }
    if len(snapshot.denials) == 1:
        found["denial"] = snapshot.denials[0]
    return found


def _with_what_they_need(chosen: Mapping[str, Record], changed: Mapping[UUID, Record]) -> Iterator[Record]:
    """Put a new plan before the coverage that names it."""
    coverage = chosen["coverage"]
    if coverage.id in changed and chosen["plan"].id not in changed:
        yield chosen["plan"]
    yield from changed.values()


def _with_entry(record: Record | None, fact: Fact, value: object) -> Record | None:
    """Return the record with this fact in its field, or None where the field can't hold it."""
    if record is None:
        return None
    field = type(record).model_fields[fact.field]
    if value in ("yes", "no"):
        if bool not in (field.annotation, *get_args(field.annotation)):
            return None
        value = value == "yes"
    try:
        return record.revised(**{fact.field: value})
    except InvalidEntries:
        return None


def _link(snapshot: CaseSnapshot, fact: Fact, value: object, said: Said) -> CaseContact | None:
    """Return the second doctor's entry with what was said about the network: People and places shows it, too."""
    if fact.name != "visit.in_network":
        return None
    links = [each for each in snapshot.case_contacts if each.role is ContactRole.consultant]
    if not links:
        return None
    return links[0].revised(in_network=value == "yes", network_said_by=said.name, network_said_on=said.on)


def _answer(snapshot: CaseSnapshot, fact: str, value: str, said: Said) -> Answer:
    """Return the answer to keep: the one the same source gave on the same day, corrected, or a new one beside it."""
    same = [each for each in snapshot.answers if (each.fact, each.said_by, each.said_on) == (fact, said.by, said.on)]
    there = same[-1] if same else Answer(case_id=snapshot.case.id, fact=fact, value=value)
    return there.revised(
        value=value,
        said_by=said.by,
        said_by_name=said.name,
        reference_number=said.reference_number,
        said_on=said.on,
        note=said.note,
    )
