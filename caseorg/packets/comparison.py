"""Sets opinions beside each other in one table, as the person wrote them down. It judges nothing."""

from __future__ import annotations

from collections.abc import Sequence

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.opinion import Opinion, OpinionOrder
from caseorg.packets.blocks import Block, Inline, Table, plain
from caseorg.packets.words import Wording

_ROWS = (
    "diagnosis",
    "based_on",
    "recommends",
    "other_choices",
    "good_points",
    "hard_points",
    "if_i_wait",
    "how_sure",
    "next_step",
    "next_step_by",
    "may_cost",
    "my_words",
)
_JUDGED = {"diagnosis": "same_diagnosis", "recommends": "same_advice"}


def table(snapshot: CaseSnapshot, words: Wording) -> tuple[Block, ...]:
    """Return the table of a case's opinions, first to last; nothing if there are none."""
    opinions = sorted(snapshot.opinions, key=lambda one: list(OpinionOrder).index(one.order))
    if not opinions:
        return ()
    label = words.choices["comparison"]
    header = (plain(""), *(_header(snapshot, one, words) for one in opinions), plain(label["same"]))
    rows = tuple(
        (plain(label[name]), *(_cell(one, name, words) for one in opinions), plain(_judged(opinions, name, words)))
        for name in _ROWS
        if any(getattr(one, name) for one in opinions)
    )
    return (Table(header, rows, (1.3, *(2.5 for _one in opinions), 1.0), row_headers=True),)


def _header(snapshot: CaseSnapshot, opinion: Opinion, words: Wording) -> Inline:
    doctor = snapshot.contact(opinion.contact_id)
    parts = (doctor.name if doctor else "", words.shown(opinion.given_on))
    below = ", ".join(part for part in parts if part)
    return plain("\n".join(part for part in (words.choice(opinion.order), below) if part))


def _cell(opinion: Opinion, name: str, words: Wording) -> Inline:
    return plain(words.shown(getattr(opinion, name)) or words.say("comparison", "not_known"))


def _judged(opinions: Sequence[Opinion], name: str, words: Wording) -> str:
    """Return what the person said about a row: in the last opinion that says it."""
    field = _JUDGED.get(name)
    said = [getattr(one, field) for one in opinions if getattr(one, field)] if field else []
    return words.choice(said[-1]) if said else ""
