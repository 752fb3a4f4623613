"""Where a case is: five stages, of which only the person says that one is done."""

from __future__ import annotations

from enum import StrEnum, auto
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot, Stage
from caseorg.domain.changes import ChangeSet
from caseorg.domain.opinion import OpinionOrder
from caseorg.services.workspace import Workspace


class Progress(StrEnum):
    """How far one stage is. Only the person says that it is done."""

    open = auto()
    started = auto()
    done = auto()


def progress_of(snapshot: CaseSnapshot, stage: Stage) -> Progress:
    """Return how far a stage is.

    A visit that is only planned has not begun; the first opinion is where everybody starts; and bills from before the
    second visit do not mean that the second opinion is being paid for.
    """
    if stage in snapshot.case.stages_done:
        return Progress.done
    was_there = any(visit.is_second_opinion and visit.happened for visit in snapshot.visits)
    heard = any(opinion.order is not OpinionOrder.first for opinion in snapshot.opinions)
    started = {
        Stage.gather: bool(snapshot.items),
        Stage.check_coverage: bool(snapshot.plans),
        Stage.visit: was_there or heard,
        Stage.decide: heard,
        Stage.pay: (was_there or heard) and bool(snapshot.costs or snapshot.denials),
    }
    return Progress.started if started[stage] else Progress.open


def where_it_is(snapshot: CaseSnapshot) -> Stage:
    """Return the stage a case is at, for the list of cases: the last one that was started and is not done."""
    running = [stage for stage in Stage if progress_of(snapshot, stage) is Progress.started]
    still_open = [stage for stage in Stage if progress_of(snapshot, stage) is Progress.open]
    return running[-1] if running else (still_open[0] if still_open else Stage.pay)


def set_stage_done(workspace: Workspace, case_id: UUID, stage: Stage, *, is_done: bool) -> ChangeSet | None:
    """Say that a stage is done, or that it is not after all."""
    case = workspace.load_case(case_id).case
    chosen = {*case.stages_done, stage} if is_done else set(case.stages_done) - {stage}
    label = _("Close a stage") if is_done else _("Open a stage again")
    return workspace.save(case.revised(stages_done=tuple(each for each in Stage if each in chosen)), label)
