"""Questions for the second doctor: a bank to pick from, a start that fits the case, and their order."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import cache
from uuid import UUID

from caseorg.base import language, resources
from caseorg.base.language import _
from caseorg.domain.bilingual import Bilingual
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.health import PlannedCare
from caseorg.domain.requests import Holder, RecordKind
from caseorg.domain.visit import Question, QuestionPriority
from caseorg.services.workspace import Workspace

MOST_ASKED_FIRST = 3
"""More than this under “Ask first” gets a gentle note: a visit is short."""


class Situation(StrEnum):
    """What a case is like, as far as it matters for good questions."""

    always = auto()
    biopsy = auto()
    surgery = auto()
    medicine = auto()
    radiation = auto()
    more_tests = auto()
    watch_and_wait = auto()
    not_working = auto()
    rare = auto()


@dataclass(frozen=True)
class BankQuestion:
    """One question of the bank, in both languages."""

    id: str
    group: str
    words: Bilingual[str]
    start: frozenset[Situation] = frozenset()
    is_first: bool = False


@dataclass(frozen=True)
class BankGroup:
    """Questions that belong together."""

    id: str
    title: Bilingual[str]
    questions: tuple[BankQuestion, ...]


@cache
def bank() -> tuple[BankGroup, ...]:
    """Return all good questions, in groups."""
    read = tomllib.loads(resources.path("questions/bank.toml").read_text(encoding="utf-8"))
    questions = [_question(entry) for entry in read["question"]]
    return tuple(
        BankGroup(name, Bilingual(title["en"], title["es"]), tuple(one for one in questions if one.group == name))
        for name, title in read["groups"].items()
    )


def _question(entry: dict[str, object]) -> BankQuestion:
    start = entry.get("start", [])
    return BankQuestion(
        id=str(entry["id"]),
        group=str(entry["group"]),
        words=Bilingual(str(entry["en"]), str(entry["es"])),
        start=frozenset(Situation(each) for each in start) if isinstance(start, list) else frozenset(),
        is_first=bool(entry.get("first", False)),
    )


@cache
def _in_file_order() -> tuple[BankQuestion, ...]:
    read = tomllib.loads(resources.path("questions/bank.toml").read_text(encoding="utf-8"))
    by_id = {one.id: one for group in bank() for one in group.questions}
    return tuple(by_id[entry["id"]] for entry in read["question"])


def situations_of(snapshot: CaseSnapshot) -> frozenset[Situation]:
    """Return what the case is like, from what was told, what is asked for and what was answered."""
    found = {Situation.always}
    kinds = {item.kind for item in snapshot.items}
    if RecordKind.pathology_report in kinds or any(kind.holder is Holder.pathology for kind in kinds):
        found.add(Situation.biopsy)
    for diagnosis in snapshot.diagnoses:
        if diagnosis.planned and diagnosis.planned is not PlannedCare.not_sure:
            found.add(Situation(diagnosis.planned.value))
    reasons = {answer.value for answer in snapshot.answers if answer.fact == "visit.reason"}
    if "treatment_not_working" in reasons:
        found.add(Situation.not_working)
    return frozenset(found)


def starter_questions(
    snapshot: CaseSnapshot, situations: Iterable[Situation] = (), planned: PlannedCare | None = None
) -> tuple[Question, ...]:
    """Make the questions a case starts with that it has not got yet: the question of safety comes first.

    Args:
        snapshot: The case.
        situations: What the person picked besides, such as a rare disease.
        planned: What is planned next, where it is not in the case yet.
    """
    found = situations_of(snapshot) | frozenset(situations)
    if planned and planned is not PlannedCare.not_sure:
        found |= {Situation(planned.value)}
    there = {question.bank_id for question in snapshot.questions}
    chosen = [one for one in _in_file_order() if one.start & found and one.id not in there]
    asked_first = sum(question.priority is QuestionPriority.ask_first for question in snapshot.questions)
    # A situation's own question comes before those that fit every case, but never before the one about safety.
    chosen.sort(key=lambda one: (one.id != "safe_to_wait", Situation.always in one.start))
    made: list[Question] = []
    for one in chosen:
        is_first = one.is_first and asked_first < MOST_ASKED_FIRST
        asked_first += is_first
        made.append(_made(snapshot.case.id, one, is_first, _next_position(snapshot) + len(made)))
    return tuple(made)


def pick_questions(workspace: Workspace, case_id: UUID, bank_ids: Iterable[str]) -> ChangeSet | None:
    """Put the picked questions of the bank at the end of the list; those on it already are left alone."""
    snapshot = workspace.load_case(case_id)
    there = {question.bank_id for question in snapshot.questions}
    wanted = set(bank_ids) - there
    picked = [one for one in _in_file_order() if one.id in wanted]
    with workspace.step(_("Pick questions")) as step:
        for place, one in enumerate(picked):
            step.save(_made(case_id, one, False, _next_position(snapshot) + place))
    return step.change_set


def start_questions(workspace: Workspace, case_id: UUID, situations: Iterable[Situation] = ()) -> ChangeSet | None:
    """Put the questions a case like this starts with on its list."""
    snapshot = workspace.load_case(case_id)
    with workspace.step(_("Start the questions")) as step:
        for question in starter_questions(snapshot, situations):
            step.save(question)
    return step.change_set


def add_question(workspace: Workspace, case_id: UUID, text: str, *, visit_id: UUID | None = None) -> ChangeSet | None:
    """Put a question in the person's own words at the end of the list."""
    position = _next_position(workspace.load_case(case_id))
    made = Question.made(case_id=case_id, text=text, visit_id=visit_id, position=position)
    return workspace.save(made, _("Add a question"))


def save_answer(workspace: Workspace, question: Question, answer: str, day: date) -> ChangeSet | None:
    """Keep what the doctor answered, with the day."""
    return workspace.save(question.revised(answer=answer, answered_on=day), _("Write down an answer"), joins=True)


def in_order(snapshot: CaseSnapshot, visit_id: UUID | None = None) -> tuple[Question, ...]:
    """Return the questions for a visit as the page and the sheet show them: those to ask first in front.

    A question without a visit is for every one.
    """
    fitting = [each for each in snapshot.questions if visit_id is None or each.visit_id in (None, visit_id)]
    return tuple(sorted(fitting, key=lambda each: (each.priority is not QuestionPriority.ask_first, each.position)))


def too_many_first(snapshot: CaseSnapshot, visit_id: UUID | None = None) -> bool:
    """Tell whether more questions stand under “Ask first” than a short visit has time for."""
    first = [each for each in in_order(snapshot, visit_id) if each.priority is QuestionPriority.ask_first]
    return len(first) > MOST_ASKED_FIRST


def move_question(workspace: Workspace, question: Question, by: int) -> ChangeSet | None:
    """Move a question one place up (-1) or down (1); across the line, it changes between the two parts of the list."""
    snapshot = workspace.load_case(question.case_id)
    ordered = list(in_order(snapshot))
    at = next((place for place, each in enumerate(ordered) if each.id == question.id), None)
    if at is None:
        return None
    moved = ordered[at]
    part = [each for each in ordered if each.priority is moved.priority]
    within = part.index(moved) + by
    if 0 <= within < len(part):
        ordered.insert(at + by, ordered.pop(at))
    elif (by < 0) == (moved.priority is QuestionPriority.if_time):
        other = QuestionPriority.ask_first if by < 0 else QuestionPriority.if_time
        ordered[at] = moved.revised(priority=other)
    with workspace.step(_("Move a question")) as step:
        for position, each in enumerate(ordered):
            step.save(each.revised(position=position))
    return step.change_set


def words_in(question: Question, code: str) -> str:
    """Return a question in another language, or nothing where it is not a question of the bank as it stands there."""
    found = next((one for one in _in_file_order() if one.id == question.bank_id), None)
    if found is None or question.text not in (found.words.en, found.words.es):
        return ""
    return found.words.in_language(code)


def _made(case_id: UUID, one: BankQuestion, is_first: bool, position: int) -> Question:
    return Question(
        case_id=case_id,
        text=one.words.in_language(language.current()),
        priority=QuestionPriority.ask_first if is_first else QuestionPriority.if_time,
        position=position,
        bank_id=one.id,
    )


def _next_position(snapshot: CaseSnapshot) -> int:
    return max((question.position for question in snapshot.questions), default=-1) + 1
