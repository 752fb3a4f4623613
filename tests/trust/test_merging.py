"""Two people work on one case from the same beginning. Put together, nothing either of them did is silently lost."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.changes import Change, ChangeSet
from caseorg.domain.denial import Denial
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.merging import Difference, Side, What, differences, field_groups, merged, state_before
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact, ContactRole
from caseorg.domain.record import Record
from caseorg.domain.references import spoken_of
from caseorg.domain.visit import Question

CASE = UUID(int=1)
TODAY = date(2026, 11, 22)
State = dict[UUID, Record]

FEW, MANY = 300, 10_000


def a_start(chance: random.Random) -> State:
    """What both sides begin from: a case with a few things in it, some removed."""
    found: list[Record] = [Case(id=CASE, title="Maria")]
    found += [made(chance) for _each in range(chance.randrange(2, 7))]
    return {record.id: record for record in found}


def made(chance: random.Random, known: State | None = None) -> Record:
    """A new record of some kind, which may speak of one that is there."""
    key = UUID(int=chance.getrandbits(120) | 1 << 121)
    contacts = [each.id for each in (known or {}).values() if isinstance(each, Contact)]
    contact = chance.choice([None, *contacts])
    kinds: list[Callable[[], Record]] = [
        lambda: Note(id=key, case_id=CASE, text=word(chance), title=word(chance)),
        lambda: Contact(id=key, name=word(chance), phone=word(chance)),
        lambda: Document(id=key, case_id=CASE, name=word(chance), from_contact_id=contact),
        lambda: Denial(id=key, case_id=CASE, what=word(chance), contact_id=contact),
        lambda: Question(id=key, case_id=CASE, text=word(chance)),
    ]
    if contact is not None:
        kinds.append(lambda: CaseContact(id=key, case_id=CASE, contact_id=contact, role=ContactRole.other))
    return chance.choice(kinds)()


def word(chance: random.Random) -> str:
    # Few words, so that both sides sometimes write the same.
    return chance.choice("one two three four five six".split())


_EDITS: dict[type[Record], tuple[str, ...]] = {
    Case: ("title",), Note: ("text", "title"), Contact: ("name", "phone", "fax"), Question: ("text", "answer"),
    Document: ("name", "notes", "original_name"), Denial: ("what", "reason_text"), CaseContact: ("mrn", "distance"),
}  # fmt: skip


def worked_on(state: State, chance: random.Random) -> State:
    """What somebody makes of it in a few steps: adds, edits, removes, puts back, deletes for good."""
    now = dict(state)
    for _step in range(chance.randrange(0, 7)):
        record = chance.choice(list(now.values()))
        act = chance.choice(("add", "edit", "edit", "edit", "remove", "put back", "delete"))
        if act == "add":
            new = made(chance, now)
            now[new.id] = new
        elif act == "edit" and record.removed_on is None:
            now[record.id] = edited(record, chance)
        elif act == "remove" and not isinstance(record, Case):
            now[record.id] = record.revised(removed_on=TODAY)
        elif act == "put back":
            now[record.id] = record.revised(removed_on=None)
        elif act == "delete" and record.removed_on is not None:
            del now[record.id]
    return now


def edited(record: Record, chance: random.Random) -> Record:
    name = chance.choice(_EDITS[type(record)])
    if isinstance(record, Document) and chance.random() < 0.3:
        return record.revised(kind=chance.choice(list(DocumentKind)))
    return record.revised(**{name: word(chance)})


def stands(record: Record | None) -> bool:
    return record is not None and record.removed_on is None


def after(mine: State, saved: tuple[Record, ...]) -> State:
    return {**mine, **{record.id: record for record in saved}}


def lost(before: State | None, mine: State, theirs: State, found: tuple[Difference, ...], result: State) -> list[str]:
    """Look at every record and field by itself; return what somebody did that is neither there nor listed.

    This is the promise once more, told without the code that keeps it.
    """
    listed = {(each.record_id, name) for each in found for name in each.fields or ("",)}
    broken = []
    for key in {*mine, *theirs, *(before or {})}:
        then, here, there, now = (before or {}).get(key), mine.get(key), theirs.get(key), result.get(key)
        if (key, "") in listed:  # shown as a whole; it is at least as it was here, or as it is there
            if not ((stands(now) == stands(here)) or (stands(now) == stands(there))):
                broken.append(f"{key}: neither")
            continue
        if stands(here) and stands(there):
            assert here is not None
            assert there is not None
            assert now is not None
            for name in type(here).model_fields:
                mine_is, theirs_is, now_is = (getattr(each, name) for each in (here, there, now))
                was = getattr(then, name) if then is not None else object()
                if theirs_is not in (mine_is, was, now_is) and (key, name) not in listed:
                    broken.append(f"{key}.{name}: their change is gone")
                if mine_is not in (was, now_is) and (key, name) not in listed:
                    broken.append(f"{key}.{name}: my change is gone")
                if now_is not in (mine_is, theirs_is):
                    broken.append(f"{key}.{name}: made up")
        elif stands(here) and not stands(now):
            broken.append(f"{key}: went without a word")
        elif stands(there) and not stands(now) and not (stands(then) and same(then, there)):
            broken.append(f"{key}: what they have is not here and not listed")
    return broken


def same(one: Record | None, other: Record | None) -> bool:
    return one is not None and other is not None and one.revised(removed_on=None) == other.revised(removed_on=None)


def prove(seed: int) -> int:
    """Put one random pair of histories together in every way that matters; return how many differences there were."""
    chance = random.Random(seed)
    begun = a_start(chance)
    mine, theirs = worked_on(begun, chance), worked_on(begun, chance)
    before = None if chance.random() < 0.15 else begun
    found = differences(before, mine, theirs)
    assert len({each.key for each in found}) == len(found), seed
    by_choice = {each.key: chance.choice(list(Side)) for each in found}
    for chosen in ({}, by_choice, {each.key: Side.theirs for each in found}):
        saved = merged(found, chosen, mine, theirs, TODAY)
        result = after(mine, saved)
        assert lost(before, mine, theirs, found, result) == [], seed
        assert all(each.id not in mine or mine[each.id] != each for each in saved), seed
        known = {key for record in result.values() for key in spoken_of(record)}
        assert known <= result.keys() | {key for record in mine.values() for key in spoken_of(record)}, seed
        # Taken back, it is exactly as it was.
        step = ChangeSet(
            "", tuple(Change(mine.get(each.id), each) for each in saved), datetime(2026, 11, 22, tzinfo=UTC)
        )
        assert state_before(result, [step]) == mine, seed
        # From what they had as the new beginning, there is nothing left to take.
        assert differences(theirs, result, theirs) == (), seed
    untouched = merged(found, {each.key: Side.mine for each in found}, mine, theirs, TODAY)
    assert untouched == (), seed
    if before is not None:
        # What stood only in question is in question still, and nothing else but what came back here, though removed on
        # both sides, because something that was taken belongs to it.
        saved = merged(found, {}, mine, theirs, TODAY)
        again = differences(before, after(mine, saved), theirs)
        asked = {each.record_id for each in found if each.both}
        came_along = {each.id for each in saved} - {each.record_id for each in found}
        assert {each.record_id for each in again} <= asked | came_along, seed
        alike_from_both_sides(begun, mine, theirs, found, seed)
    return len(found)


def alike_from_both_sides(before: State, mine: State, theirs: State, found: tuple[Difference, ...], seed: int) -> None:
    """Where nobody has to choose, it makes no difference who takes in whose changes."""
    turned = differences(before, theirs, mine)
    if any(each.both for each in (*found, *turned)):
        return
    saved, sent = merged(found, {}, mine, theirs, TODAY), merged(turned, {}, theirs, mine, TODAY)
    if {each.id for each in saved} - {each.record_id for each in found}:
        return  # something I deleted for good came along, because what they added speaks of it
    if {each.id for each in sent} - {each.record_id for each in turned}:
        return
    here, there = after(mine, saved), after(theirs, sent)
    assert {key: record for key, record in here.items() if stands(record)} == {
        key: record for key, record in there.items() if stands(record)
    }, seed


@pytest.mark.proof("T-MERGE")
def test_random_histories_put_together_lose_nothing() -> None:
    assert sum(prove(seed) for seed in range(FEW)) > FEW


@pytest.mark.long
@pytest.mark.proof("T-MERGE")
def test_ten_thousand_random_histories_put_together_lose_nothing() -> None:
    assert sum(prove(seed) for seed in range(MANY)) > MANY


@pytest.mark.proof("T-MERGE")
@pytest.mark.parametrize("bug", ["their change is dropped", "mine is overwritten", "a removal wins"])
def test_the_proof_finds_a_merge_that_loses_something(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    here = sys.modules[__name__]
    whole, honest = differences, merged

    def less(before: State | None, mine: State, theirs: State) -> tuple[Difference, ...]:
        found = whole(before, mine, theirs)
        if bug == "their change is dropped":
            return tuple(each for each in found if each.what is not What.changed)
        return tuple(each for each in found if not (bug == "a removal wins" and each.what is What.put_back))

    def more(found, chosen, mine, theirs, today):  # type: ignore[no-untyped-def]
        saved = honest(found, chosen, mine, theirs, today)
        taken = {each.id for each in saved}
        return (
            *saved,
            *(theirs[key] for key in mine if key in theirs and key not in taken and mine[key] != theirs[key]),
        )

    monkeypatch.setattr(here, "differences", less)
    if bug == "mine is overwritten":
        monkeypatch.setattr(here, "merged", more)
    with pytest.raises(AssertionError):
        sum(prove(seed) for seed in range(FEW))


def test_every_field_of_every_record_is_compared_once() -> None:
    for record_type in RECORD_TYPES:
        names = [name for group in field_groups(record_type) for name in group]
        assert sorted(names) == sorted(set(record_type.model_fields) - {"id", "removed_on"}), record_type


def test_they_changed_one_field_and_i_another() -> None:
    begun = Denial(case_id=CASE, what="Visit", reason_text="Not in network")
    mine, theirs = begun.revised(what="Visit at Lakeside"), begun.revised(reason_text="No approval")
    (found,) = differences({begun.id: begun}, {begun.id: mine}, {begun.id: theirs})
    assert (found.fields, found.both, found.default) == (("reason_text",), False, Side.theirs)
    (saved,) = merged([found], {}, {begun.id: mine}, {begun.id: theirs}, TODAY)
    assert saved == begun.revised(what="Visit at Lakeside", reason_text="No approval")


def test_what_i_removed_and_they_changed_is_a_question() -> None:
    begun = Note(case_id=CASE, text="They call on Monday")
    mine, theirs = begun.revised(removed_on=TODAY), begun.revised(text="They call on Tuesday")
    (found,) = differences({begun.id: begun}, {begun.id: mine}, {begun.id: theirs})
    assert (found.what, found.default) == (What.put_back, Side.mine)
    (saved,) = merged([found], {found.key: Side.theirs}, {begun.id: mine}, {begun.id: theirs}, TODAY)
    assert saved == theirs


def test_a_paper_that_comes_brings_along_who_sent_it() -> None:
    office = Contact(name="Lakeside")
    paper = Document(case_id=CASE, name="Report", from_contact_id=office.id)
    case = Case(id=CASE)
    theirs: State = {CASE: case, office.id: office, paper.id: paper}
    found = differences({CASE: case}, {CASE: case}, theirs)
    only_paper = {each.key: Side.theirs if each.kind is Document else Side.mine for each in found}
    assert merged(found, only_paper, {CASE: case}, theirs, TODAY) == (office, paper)
