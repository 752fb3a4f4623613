"""What somebody said about facts: kept with who said so and when, and in the records whose fields it fills."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from caseorg.base.language import _, ngettext
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.costs import Call
from caseorg.domain.errors import InvalidEntries, Problem
from caseorg.domain.people import CaseContact, ContactRole, Patient
from caseorg.domain.plan import Answer, AnswerSource, Coverage, Plan
from caseorg.domain.record import Record, SourceKind
from caseorg.domain.visit import Visit
from caseorg.services.calls import ToDo, follow_up_of
from caseorg.services.coverage import assessed, first_plan
from caseorg.services.workspace import Workspace

if TYPE_CHECKING:
    from caseorg.rules.assess import Comparison
    from caseorg.rules.vocabulary import Fact


@dataclass(frozen=True)
class Said:
    """Who said something, and when."""

    by: AnswerSource = AnswerSource.memory
    name: str = ""
    reference_number: str = ""
    on: date | None = None
    note: str = ""


def set_answer(
    workspace: Workspace, case_id: UUID, fact: str, value: object, said: Said, *, plan: Plan | None = None
) -> ChangeSet | None:
    """Keep what somebody said about a fact. “Not sure” is no answer: do not call this for it.

    Raises:
        InvalidEntries: If the value can be no answer to this question.
    """
    return set_answers(workspace, case_id, {fact: value}, said, plan=plan)


def set_answers(
    workspace: Workspace, case_id: UUID, answers: Mapping[str, object], said: Said, *, plan: Plan | None = None
) -> ChangeSet | None:
    """Keep what one person or paper said about several facts, in one step.

    Args:
        workspace: The open case file.
        case_id: The case.
        answers: The value for each fact.
        said: Who said so, and when.
        plan: Which plan it is about; the one that pays first if it is left out.

    Raises:
        InvalidEntries: If a value can be no answer to its question; nothing is kept.
    """
    snapshot = workspace.load_case(case_id)
    label = _("Answer a question") if len(answers) == 1 else _("Answer questions")
    with workspace.step(label) as step:
        for record in _records_of_answer(workspace, snapshot, answers, said, plan):
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
    plan: Plan | None = None,
) -> CallSaved:
    """Keep a call, what it answered and what it leaves to do, in one step; tell what that changed.

    Args:
        workspace: The open case file.
        call: The line of the call log.
        answers: The value for each fact they could say something about.
        to_do: What the person has to do now.
        notes: Further words on a fact.
        said_by: Who was called: the plan, or a doctor's office.
        plan: Which plan was called; the one that pays first if it is left out.

    Raises:
        InvalidEntries: If a value can be no answer to its question; nothing is kept.
    """
    from caseorg.rules.assess import compare

    snapshot = workspace.load_case(call.case_id)
    before = assessed(workspace, snapshot, plan)
    day = call.at.astimezone().date() if call.at else workspace.today()
    said = Said(said_by, call.spoke_with, call.reference_number, day)
    records = [
        _from_call(record, call, notes or {}) for record in _records_of_answer(workspace, snapshot, answers, said, plan)
    ]
    with workspace.step(_("Save call answers")) as step:
        step.save(call)
        for record in records:
            step.save(record)
        if follow_up := follow_up_of(call, to_do):
            step.save(follow_up)
    comparison = compare(before, assessed(workspace, workspace.load_case(call.case_id), plan))
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


def _records_of_answer(
    workspace: Workspace,
    snapshot: CaseSnapshot,
    answers: Mapping[str, object],
    said: Said,
    plan: Plan | None,
) -> tuple[Record, ...]:
    """Make the answers, and write each into the record whose field it is, so that forms and letters know it, too."""
    vocabulary = workspace.library.vocabulary
    chosen = _chosen_records(workspace, snapshot, plan)
    first = first_plan(workspace, snapshot)
    meant = plan or first
    is_first = meant is None or first is None or meant.id == first.id
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
        if fact.record:
            record = _with_entry(chosen.get(fact.group), fact, value)
        else:
            record = _link(snapshot, fact, value, said) if is_first else None
        if record is not None:
            changed[record.id] = record
            if fact.record:
                chosen[fact.group] = record
        if record is None or not fact.record or said.by is not AnswerSource.memory:
            # What a person remembers of their own plan is the record itself.
            made.append(_answer(snapshot, name, str(value), said, meant if fact.is_of_one_plan else None))
    if problems:
        raise InvalidEntries(problems)
    return (*_with_what_they_need(chosen, changed), *made)


def _chosen_records(workspace: Workspace, snapshot: CaseSnapshot, plan: Plan | None) -> dict[str, Record]:
    """Return the record that each group of facts belongs to; a new one where the case has none."""
    from caseorg.rules.following import card_of, choose

    chosen = choose(snapshot, workspace.today(), card_of(snapshot, plan) if plan else None)
    case_id = snapshot.case.id
    plan = chosen.plan or Plan(case_id=case_id)
    found: dict[str, Record] = {
        "plan": plan,
        "coverage": chosen.coverage or Coverage(case_id=case_id, plan_id=plan.id),
        "visit": chosen.visit or Visit(case_id=case_id),
        "patient": chosen.patient or Patient(case_id=case_id),
    }
    if len(snapshot.denials) == 1 and chosen.is_about(snapshot.denials[0].plan_id):
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


def _answer(snapshot: CaseSnapshot, fact: str, value: str, said: Said, plan: Plan | None) -> Answer:
    """Return the answer to keep: the one the same source gave on the same day, corrected, or a new one beside it."""
    plan_id = plan.id if plan else None
    meant = (fact, said.by, said.on, plan_id)
    same = [each for each in snapshot.answers if (each.fact, each.said_by, each.said_on, each.plan_id) == meant]
    there = same[-1] if same else Answer(case_id=snapshot.case.id, fact=fact, value=value)
    return there.revised(
        value=value,
        plan_id=plan_id,
        said_by=said.by,
        said_by_name=said.name,
        reference_number=said.reference_number,
        said_on=said.on,
        note=said.note,
    )
