"""Denials and appeals: one matter from the first no to the last answer, its steps and their answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import TYPE_CHECKING
from uuid import UUID

from caseorg.base import language
from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.deadline import Deadline
from caseorg.domain.denial import (
    Appeal,
    AppealDecision,
    AppealLevel,
    CareTiming,
    Denial,
    DenialGround,
    DenialLevel,
)
from caseorg.domain.errors import InvalidEntries, Problem
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Packet
from caseorg.services.workspace import Workspace

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment, LadderStep
    from caseorg.rules.ladder import StepRule
    from caseorg.rules.library import Library
    from caseorg.rules.vocabulary import Fact


def add_denial(workspace: Workspace, denial: Denial) -> ChangeSet | None:
    """Keep a denial as its letter states it. `domain.problems.of_denial` says what about its dates is unlikely.

    Raises:
        InvalidEntries: If nobody said what was denied.
    """
    return workspace.save(checked(workspace, denial), _("Add a denial"))


def checked(workspace: Workspace, denial: Denial) -> Denial:
    """Return a new denial with the plan that wrote its letter, where there is but one.

    Raises:
        InvalidEntries: If nobody said what was denied.
    """
    if not denial.what:
        raise InvalidEntries([Problem("what", _("Enter what was denied. The letter says it."))])
    plans = workspace.load_case(denial.case_id).plans
    if denial.plan_id is None and len(plans) == 1:
        # Should the person change plans, the letter still is of the plan that wrote it.
        return denial.revised(plan_id=plans[0].id)
    return denial


def open_questions(assessment: Assessment, library: Library, denial: Denial) -> tuple[Fact, ...]:
    """Return what the rules still need to know of one letter, in the order of the list of facts."""
    facts = assessment.facts_about(denial)
    if facts is None:
        return ()
    return tuple(
        fact
        for fact in library.vocabulary
        if fact.group == "denial" and fact.record and fact.name in assessment.needs
        if facts.value(fact.name) is None and facts.to_ask([fact.name]) == (fact.name,) and facts.makes_sense(fact.name)
    )


# A matter: everything that follows from one first no


@dataclass(frozen=True)
class Matter:
    """One thing the plan refused: each of its answers, and each appeal against one, oldest first."""

    denials: tuple[Denial, ...]
    appeals: tuple[Appeal, ...]

    @property
    def first(self) -> Denial:
        """Return the first no."""
        return self.denials[0]

    @property
    def latest(self) -> Denial:
        """Return the answer that counts now: its clock is the one that runs."""
        return self.denials[-1]

    @property
    def is_won(self) -> bool:
        """Tell whether the last appeal changed the whole decision."""
        return bool(self.appeals) and self.appeals[-1].decision is AppealDecision.yes

    def appeal_at(self, level: AppealLevel) -> Appeal | None:
        """Return the latest appeal at one level, or None."""
        return next((appeal for appeal in reversed(self.appeals) if appeal.level is level), None)


def matters(snapshot: CaseSnapshot) -> tuple[Matter, ...]:
    """Return the matters of a case, the one with the latest letter first."""
    answers = {denial.answers_appeal_id: denial for denial in snapshot.denials if denial.answers_appeal_id}
    appeal_ids = {appeal.id for appeal in snapshot.appeals}
    found: list[Matter] = []
    for denial in snapshot.denials:
        if denial.answers_appeal_id in appeal_ids:
            continue
        denials, appeals = [denial], []
        for each in denials:  # it grows while we go along: an answer to an appeal may be appealed against, too
            mine = [appeal for appeal in snapshot.appeals if appeal.denial_id == each.id]
            appeals += mine
            denials += [answers[appeal.id] for appeal in mine if appeal.id in answers]
        found.append(Matter(tuple(denials), tuple(appeals)))
    return tuple(sorted(found, key=lambda each: each.latest.notice_date or date.min, reverse=True))


def last_day(matter: Matter, assessment: Assessment) -> Deadline | None:
    """Return the date the person has to keep now, or None where there is none or it was kept."""
    mine = [
        each
        for each in assessment.deadlines_about(matter.latest.id)
        if each.is_mine and each.done_on is None and (each.letters or each.letter_day)
    ]
    return min(mine, key=lambda each: each.last_day or each.send_by or date.max, default=None)


# Steps of the ladder


class StepState(StrEnum):
    """How far one step of a matter is."""

    not_open = auto()
    open = auto()
    started = auto()
    letter_made = auto()
    sent = auto()
    decided = auto()


@dataclass(frozen=True)
class StepLine:
    """One step of the ladder as the page shows it."""

    number: int
    title: str
    decided_by: str
    text: str
    if_no_answer: str
    state: StepState
    status: str
    level: AppealLevel
    goes_on_by_itself: bool
    appeal: Appeal | None = None
    file_by: Deadline | None = None
    answer_by: Deadline | None = None


def step_lines(
    snapshot: CaseSnapshot, matter: Matter, assessment: Assessment, library: Library
) -> tuple[StepLine, ...]:
    """Return the steps of a matter, as the rules for the person's kind of plan have them."""
    ladder = [step for step in assessment.steps if step.about == matter.latest.id]
    open_at = max(
        (number for number, step in enumerate(ladder, start=1) if _is_open(matter.latest, step.rule)), default=0
    )
    return tuple(
        _step_line(snapshot, matter, step, number, library, is_past=number < open_at)
        for number, step in enumerate(ladder, start=1)
    )


def step_against(denial: Denial, assessment: Assessment) -> StepRule | None:
    """Return the rung of its ladder on which a denial is answered: the last whose answer is there."""
    open_rungs = [step.rule for step in assessment.steps if step.about == denial.id and _is_open(denial, step.rule)]
    return open_rungs[-1] if open_rungs else None


def _is_open(denial: Denial, rule: StepRule) -> bool:
    """Tell whether the answer that a rung is about is there, or a later one."""
    ranks = list(DenialLevel)
    needed = DenialLevel(rule.step.denial_level or DenialLevel.initial)
    return ranks.index(denial.level) >= ranks.index(needed)


def _step_line(
    snapshot: CaseSnapshot, matter: Matter, step: LadderStep, number: int, library: Library, *, is_past: bool
) -> StepLine:
    words = step.rule.words.in_language(language.current())
    level = level_of(step.rule, library)
    appeal = matter.appeal_at(level)
    by_itself = step.rule.step.goes_on == "by_itself"
    state = _state(snapshot, matter, step.rule, appeal)
    if appeal is None and is_past:
        # The letter at hand answers that step, whoever took it.
        state = StepState.decided
    open_dates = [each for each in step.deadlines if each.done_on is None]
    return StepLine(
        number=number,
        title=words.title,
        decided_by=words.decided_by,
        text=words.text,
        if_no_answer=words.if_no_answer,
        state=state,
        status=_status(state, appeal, number, by_itself),
        level=level,
        goes_on_by_itself=by_itself,
        appeal=appeal,
        file_by=next((each for each in open_dates if each.is_mine), None),
        answer_by=next((each for each in open_dates if not each.is_mine and appeal and each.about == appeal.id), None),
    )


def _state(snapshot: CaseSnapshot, matter: Matter, rule: StepRule, appeal: Appeal | None) -> StepState:
    if appeal is None:
        return StepState.open if _is_open(matter.latest, rule) else StepState.not_open
    if appeal.decision or appeal.decided_on:
        return StepState.decided
    if appeal.filed_on:
        return StepState.sent
    papers: tuple[Letter | Packet, ...] = (*snapshot.letters, *snapshot.packets)
    made = [each for each in papers if each.about_id == appeal.id and each.status is LetterStatus.made]
    return StepState.letter_made if made or appeal.letter_id else StepState.started


def _status(state: StepState, appeal: Appeal | None, number: int, by_itself: bool) -> str:
    if state is StepState.decided:
        return {
            AppealDecision.yes: _("They changed their decision"),
            AppealDecision.partly: _("They changed part of it"),
            AppealDecision.no: _("They said no again"),
            None: _("Decided"),
        }[appeal.decision if appeal else AppealDecision.no]
    if state is StepState.sent and appeal and appeal.filed_on:
        return _("Sent {day}").format(day=short_date(appeal.filed_on, year=False, weekday=False))
    if by_itself and appeal is None:
        return _("goes on by itself")
    if state is StepState.not_open:
        return _("opens when step {number} is decided").format(number=number - 1)
    return {
        StepState.letter_made: _("Letter made, not sent"),
        StepState.started: _("Started"),
    }.get(state, _("Not started"))


# Most steps are called after their level; a state that runs Medicaid itself goes to the hearing at once.
_LEVELS_BY_STEP = {
    **{level.value: level for level in AppealLevel},
    "state_run_hearing": AppealLevel.fair_hearing,
}


def level_of(rule: StepRule, library: Library) -> AppealLevel:
    """Return the level of appeal that a step of a ladder means: the one the rules for its answer speak of."""
    for name in rule.step.answer_by:
        condition = library.rules[name].when.get("appeal.level") if name in library.rules else None
        if condition and condition.one_of and len(condition.one_of) == 1:
            return AppealLevel(str(next(iter(condition.one_of))))
    last = re.sub(r"^step_\d+_", "", rule.id.partition(".")[2])
    if last in _LEVELS_BY_STEP:
        return _LEVELS_BY_STEP[last]
    return AppealLevel.external_review if rule.step.denial_level != DenialLevel.initial else AppealLevel.internal


# Appealing


@dataclass(frozen=True)
class Appealed:
    """An appeal, and the letter it is made with."""

    appeal: Appeal
    letter_kind: LetterKind


def start_appeal(workspace: Workspace, denial: Denial, level: AppealLevel, *, is_fast: bool | None = None) -> Appealed:
    """Start an appeal against a denial; one that was started already and not sent is gone on with.

    Args:
        workspace: The open case file.
        denial: What is appealed against.
        level: Which step of the ladder.
        is_fast: Whether waiting is dangerous; as the denial says where it is left out.
    """
    snapshot = workspace.load_case(denial.case_id)
    there = [
        each for each in snapshot.appeals if each.denial_id == denial.id and each.level is level and not each.filed_on
    ]
    fast = bool(denial.waiting_is_dangerous) if is_fast is None else is_fast
    appeal = there[-1] if there else Appeal(case_id=denial.case_id, denial_id=denial.id, level=level)
    appeal = appeal.revised(is_expedited=fast)
    workspace.save(appeal, _("Start an appeal"))
    kind = LetterKind.external_review if level is AppealLevel.external_review else LetterKind.appeal
    return Appealed(appeal, kind)


@dataclass(frozen=True)
class Decided:
    """What was decided about an appeal, as the letter says it."""

    decision: AppealDecision
    decided_on: date | None = None
    received_date: date | None = None
    reason_text: str = ""
    stated_last_day: date | None = None
    send_to: str = ""
    send_to_fax: str = ""
    document_id: UUID | None = None
    dismissed: bool | None = None
    timing: CareTiming | None = None
    part_d: bool | None = None
    part_b_drug: bool | None = None
    about: DenialGround | None = None


def record_decision(workspace: Workspace, appeal: Appeal, decided: Decided) -> ChangeSet | None:
    """Keep the decision on an appeal. A no, or half a no, is the next denial, and its own clock starts with it."""
    snapshot = workspace.load_case(appeal.case_id)
    before = next((each for each in snapshot.denials if each.id == appeal.denial_id), None)
    day = decided.decided_on or workspace.today()
    with workspace.step(_("Write down the decision")) as step:
        step.save(appeal.revised(decision=decided.decision, decided_on=day, decision_document_id=decided.document_id))
        if before and decided.decision is not AppealDecision.yes:
            level = _level_of_answer(workspace, snapshot, appeal)
            step.save(_next_denial(before, appeal, decided, level))
    return step.change_set


def _next_denial(before: Denial, appeal: Appeal, decided: Decided, level: DenialLevel) -> Denial:
    return Denial.made(
        case_id=before.case_id,
        what=before.what,
        level=level,
        timing=decided.timing or before.timing,
        notice_date=decided.decided_on,
        received_date=decided.received_date,
        stated_last_day=decided.stated_last_day,
        reason_text=decided.reason_text,
        denied_cents=before.denied_cents if decided.decision is AppealDecision.no else None,
        date_of_service=before.date_of_service,
        claim_number=before.claim_number,
        send_to=decided.send_to,
        send_to_fax=decided.send_to_fax,
        waiting_is_dangerous=before.waiting_is_dangerous,
        rating_period_start=before.rating_period_start,
        part_d=before.part_d if decided.part_d is None else decided.part_d,
        part_b_drug=before.part_b_drug if decided.part_b_drug is None else decided.part_b_drug,
        dismissed=decided.dismissed,
        about=decided.about or before.about,
        va_question=before.va_question,
        plan_id=before.plan_id,
        document_id=decided.document_id,
        cost_id=before.cost_id,
        contact_id=before.contact_id,
        answers_appeal_id=appeal.id,
    )


_ANSWER_OF_LEVEL = {
    AppealLevel.internal: DenialLevel.final_internal,
    AppealLevel.plan_appeal: DenialLevel.final_internal,
    AppealLevel.redetermination: DenialLevel.first_appeal,
    AppealLevel.reconsideration: DenialLevel.external,
    AppealLevel.external_review: DenialLevel.external,
    AppealLevel.fair_hearing: DenialLevel.hearing,
    AppealLevel.hearing: DenialLevel.hearing,
    AppealLevel.council: DenialLevel.council,
    AppealLevel.court: DenialLevel.council,
}


def _level_of_answer(workspace: Workspace, snapshot: CaseSnapshot, appeal: Appeal) -> DenialLevel:
    """Return the level the answer to an appeal stands at: the one the next step of this plan's ladder is about."""
    ladder = [step.rule for step in workspace.assess(snapshot).steps if step.about == appeal.denial_id]
    mine = [rule for rule in ladder if level_of(rule, workspace.library) is appeal.level]
    for rule in ladder:
        if mine and mine[0].id in rule.step.leads_here and rule.step.denial_level:
            return DenialLevel(rule.step.denial_level)
    return _ANSWER_OF_LEVEL[appeal.level]
