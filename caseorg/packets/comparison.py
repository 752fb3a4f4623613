"""Sets opinions beside each other as the person wrote them down, and what matters to them. It judges nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.opinion import ALWAYS_THERE, COMPARED, HEAVIEST, Opinion, OpinionOrder, Sameness
from caseorg.packets.blocks import Block, Heading, Inline, Pair, Pairs, Table, plain
from caseorg.packets.words import Wording


def side_by_side(snapshot: CaseSnapshot, words: Wording) -> tuple[Block, ...]:
    """Return a case's opinions in one table, and below it what matters to the person; nothing without an opinion."""
    opinions = sorted(snapshot.opinions, key=lambda one: list(OpinionOrder).index(one.order))
    if not opinions:
        return ()
    label = words.choices["comparison"]
    header = (plain(""), *(_header(snapshot, one, words) for one in opinions), plain(label["same"]))
    rows = tuple(
        (plain(label[name]), *(_cell(one, name, words) for one in opinions), plain(_judged(opinions, name, words)))
        for name in COMPARED
        if name in ALWAYS_THERE or any(getattr(one, name) for one in opinions)
    )
    table = Table(header, rows, (1.3, *(2.5 for _one in opinions), 1.0), row_headers=True)
    return (table, *_what_matters(snapshot, words))


def _what_matters(snapshot: CaseSnapshot, words: Wording) -> Iterator[Block]:
    weighed = sorted((one for one in snapshot.priorities if one.weight), key=lambda one: -(one.weight or 0))
    if weighed:
        label = words.choices["comparison"]
        yield Heading(plain(label["matters"]))
        form = label["weight"].replace("{most}", str(HEAVIEST))
        yield Pairs(tuple(Pair(one.what, plain(form.replace("{weight}", str(one.weight)))) for one in weighed))


def _header(snapshot: CaseSnapshot, opinion: Opinion, words: Wording) -> Inline:
    doctor = snapshot.contact(opinion.contact_id)
    parts = (doctor.name if doctor else "", words.shown(opinion.given_on))
    below = ", ".join(part for part in parts if part)
    return plain("\n".join(part for part in (words.choice(opinion.order), below) if part))


def _cell(opinion: Opinion, name: str, words: Wording) -> Inline:
    return plain(words.shown(getattr(opinion, name)) or words.say("comparison", "not_known"))


def _judged(opinions: Sequence[Opinion], name: str, words: Wording) -> str:
    """Return what the person said about a row, in the last opinion that says it; else whether only one speaks of it."""
    field = COMPARED[name]
    said = [getattr(one, field) for one in opinions if getattr(one, field)] if field else []
    if not said and len(opinions) > 1 and sum(bool(getattr(one, name)) for one in opinions) == 1:
        said = [Sameness.only_one]
    return words.choice(said[-1]) if said else ""
