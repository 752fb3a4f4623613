"""Plans side by side: the ways open to a person who is not sure of their plan, and the two plans of one who has two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseorg.base import language
from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.plan import Plan
from caseorg.domain.words import word_for
from caseorg.services.workspace import Workspace

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment
    from caseorg.rules.costs import CostRange
    from caseorg.rules.schema import VerdictAnswer
    from caseorg.rules.two_plans import Together

# What differs most between plans; a person who is not sure is told no more than they can use.
_TOPICS_OF_A_PATH = ("opinion", "network", "referral", "prior_approval", "cost")


@dataclass(frozen=True)
class PathLine:
    """One topic of a path: its name, the answer, and the sentence the card would say."""

    topic: str
    words: str
    answer: VerdictAnswer
    headline: str


@dataclass(frozen=True)
class Path:
    """One plan, or one kind of plan it could be, with what that would mean."""

    key: str
    title: str
    lines: tuple[PathLine, ...]


@dataclass(frozen=True)
class BothPlans:
    """Two plans of one person, and what both make together: by topic in words, and in money."""

    plans: tuple[Plan, Plan]
    paths: tuple[Path, Path]
    together: tuple[tuple[str, str], ...]
    costs: CostRange | None


def paths_if_not_sure(workspace: Workspace, snapshot: CaseSnapshot) -> tuple[Path, ...]:
    """Return a path for each kind of plan it could be, with all else as it is known; none once the kind is known."""
    from caseorg.rules.assess import judged
    from caseorg.rules.placeholders import names_of
    from caseorg.rules.verdicts import Matter

    facts = workspace.assess(snapshot).facts
    if facts is None or facts.facts.value("plan.kind") is not None or not snapshot.plans:
        return ()
    library, today = workspace.library, workspace.today()
    fact = library.vocabulary["plan.kind"]
    found = []
    for kind, words in fact.choice_words(language.current()).items():
        as_if = Matter(facts.with_given({"plan.kind": kind}), names_of(snapshot), library, today)
        found.append(Path(kind, words, tuple(_lines(judged(as_if), _TOPICS_OF_A_PATH))))
    return tuple(found)


def both_plans(workspace: Workspace, snapshot: CaseSnapshot) -> BothPlans | None:
    """Return the two plans of a case side by side; None where there is one."""
    from caseorg.rules.two_plans import assess_two_plans

    found = assess_two_plans(snapshot, workspace.library, workspace.today())
    if found is None:
        return None
    titles = (
        _("Pays first: {plan}").format(plan=plan_title(found.first.plan)),
        _("Pays second: {plan}").format(plan=plan_title(found.second.plan)),
    )
    topics = workspace.library.topics
    code = language.current()
    # What a second plan may add is what the whole section says.
    shown = tuple(topic for topic in topics if topic != "second_plan")
    paths = [
        Path(key, title, tuple(_lines(one.assessment, shown)))
        for key, title, one in zip(("first", "second"), titles, (found.first, found.second), strict=True)
    ]
    together = tuple(
        (topics[topic].words.in_language(code).title, together_words(each)) for topic, each in found.topics
    )
    return BothPlans((found.first.plan, found.second.plan), (paths[0], paths[1]), together, found.costs)


def together_words(together: Together) -> str:
    """Say what two plans make of one topic together."""
    return {
        "both_help": _("Both may help. The second can pay part of what the first leaves."),
        "only_first_helps": _("The first may help. The second will likely not."),
        "first_helps": _("The first may help. What the second does is not known."),
        "second_helps": _("The second may help where the first may not."),
        "neither": _("Neither will likely help."),
        "ask_each": _("Each plan has its own say. Do what each one wants first."),
        "open": _("Not known yet. Ask both plans."),
    }[together.value]


def plan_title(plan: Plan) -> str:
    """Return the name of a plan, or its kind while it has none."""
    return plan.name or (word_for(plan.kind) if plan.kind else _("kind not known yet"))


def _lines(assessment: Assessment, topics: tuple[str, ...]) -> Iterator[PathLine]:
    code = language.current()
    for topic in topics:
        verdict = assessment.verdict(topic)
        if verdict is not None:
            words = verdict.words.in_language(code)
            yield PathLine(topic, words.topic, verdict.answer, words.headline)
