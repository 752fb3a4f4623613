"""Cases go out again and again, to one person and another: each file holds what was chosen for it and no word more.

What comes back is taken in, and what went out again is looked into in the file that came of it: nothing is said to be
removed that nobody removed, nothing that stands is lost, and each step comes back exactly.
"""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from caseorg.base import clock
from caseorg.domain.case import Case
from caseorg.domain.document import Document
from caseorg.domain.errors import NothingInCommonError
from caseorg.domain.letter import Letter, LetterKind, Packet
from caseorg.domain.merging import Side, What
from caseorg.domain.note import Note
from caseorg.domain.people import CaseContact, Contact
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import Record
from caseorg.domain.references import spoken_of
from caseorg.domain.share import Share
from caseorg.services.removal import delete_for_good, remove
from caseorg.services.sharing import Wish, note_share, plan_share, write_sealed
from caseorg.services.step import Step
from caseorg.services.taking_in import Compared, compare, take_in
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import check_file
from caseorg.store.seal import FORMAT, MARK, Seal
from caseorg.store.store import case_of
from tests.trust.material import SEAL, TODAY
from tests.trust.test_merging import stands
from tests.trust.test_share import decrypted, opened, records_of

_TEXT: dict[type[Record], str] = {
    Case: "title", Note: "text", Contact: "name", Document: "name", Plan: "name", Letter: "title", Packet: "title",
    CaseContact: "notes",
}  # fmt: skip
"""The field of each kind that the work here changes; every text is unlike every other."""


@dataclass
class Person:
    """Somebody who gets shares, and the file they work in."""

    name: str
    path: Path | None = None
    seal: Seal = SEAL


@dataclass
class World:
    """The file at home, those who get shares of it, and what was done: by whom does not matter."""

    folder: Path
    chance: random.Random
    home: Workspace
    cases: list[UUID]
    people: list[Person]
    words: dict[str, UUID] = field(default_factory=dict)
    """Each text that was ever typed, and of which record it is."""
    built_on: dict[str, set[str]] = field(default_factory=dict)
    """For each text, those it stands in the place of."""
    removed: set[UUID] = field(default_factory=set)
    """What somebody removed, or did not want when it was offered."""
    files: int = 0

    def word(self, key: UUID, old: str = "") -> str:
        word = f"ZEBRA{self.chance.getrandbits(64):016x}"
        self.words[word] = key
        self.built_on[word] = {old} if old else set()
        return word

    def knew(self, newer: str, older: str) -> bool:
        """Tell whether one text was typed, or chosen, by somebody who had the other before them."""
        seen, waiting = set[str](), [newer]
        while waiting:
            for each in self.built_on.get(waiting.pop(), set()) - seen:
                seen.add(each)
                waiting.append(each)
        return older in seen


# What is in the files, and the work on them


def a_world(folder: Path, chance: random.Random) -> World:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    home = Workspace(CaseFile.create(folder / "home.caseorg", SEAL), today=lambda: TODAY)
    cases = [UUID(int=number) for number in range(1, chance.choice((3, 4)))]
    world = World(folder, chance, home, cases, [])
    world.people = [Person(world.word(UUID(int=number))) for number in (801, 802)]
    with home.step("Begin") as step:
        for case_id in cases:
            step.save(Case(id=case_id, title=world.word(case_id)))
        for _each in range(chance.randrange(8, 16)):
            add(world, home, step, chance.choice(cases), [])
        offices = [each.id for each in home.store.contacts()]
        for case_id in cases:  # people whom several cases share
            for office in offices:
                if chance.random() < 0.4:
                    key = UUID(int=chance.getrandbits(128))
                    step.save(CaseContact(id=key, case_id=case_id, contact_id=office, notes=world.word(key)))
    return world


def add(world: World, workspace: Workspace, step: Step, case_id: UUID, known: list[Record]) -> None:
    """Add something of some kind, which may speak of what is there."""
    chance, key, other = world.chance, *(UUID(int=world.chance.getrandbits(128)) for _each in range(2))
    papers = [each.id for each in known if isinstance(each, Document)]
    offices = [each.id for each in known if isinstance(each, Contact)]
    text, kind = world.word(key), chance.choice(("note", "private", "office", "paper", "paper", "plan", "packet"))
    if kind in ("note", "private"):
        source = chance.choice([None, *papers])
        step.save(Note(id=key, case_id=case_id, text=text, is_private=kind == "private", source_document_id=source))
    elif kind == "office":
        step.save(Contact(id=key, name=text))
        step.save(CaseContact(id=other, case_id=case_id, contact_id=key, notes=world.word(other)))
    elif kind == "paper":
        digest = step.keep(world.word(key).encode())
        office = chance.choice([None, *offices])
        step.save(Document(id=key, case_id=case_id, name=text, sha256=digest, from_contact_id=office))
    elif kind == "plan":
        step.save(Plan(id=key, case_id=case_id, name=text))
        step.save(Coverage(id=other, case_id=case_id, plan_id=key, member_id=f"QUAGGA{chance.getrandbits(40):010x}"))
    else:
        step.save(Letter(id=other, case_id=case_id, kind=LetterKind.appeal, title=world.word(other)))
        pages = tuple(each for each in papers if chance.random() < 0.5)
        step.save(Packet(id=key, case_id=case_id, letter_id=other, title=text, exhibit_ids=pages))


def work(world: World, workspace: Workspace) -> None:
    """Do some of what a person does in a file."""
    chance = world.chance
    for _each in range(chance.randrange(1, 6)):
        case_id = chance.choice([line.case_id for line in workspace.case_lines()])
        known = [each for each in workspace.load_case(case_id).records() if type(each) in _TEXT]
        record, act = chance.choice(known), chance.choice(("add", "edit", "edit", "remove", "delete", "private"))
        name = _TEXT[type(record)]
        if act == "add":
            with workspace.step("Add") as step:
                add(world, workspace, step, case_id, known)
        elif act == "edit":
            workspace.save(record.revised(**{name: world.word(record.id, getattr(record, name))}), "Edit")
        elif act == "private" and isinstance(record, Note | Document):
            workspace.save(record.revised(is_private=not record.is_private), "Private")
        elif act in ("remove", "delete") and not isinstance(record, Case | Contact):
            gone = remove(workspace, case_id, record)
            world.removed |= {each.id for each in gone.records}
            if act == "delete":
                delete_for_good(workspace, record)


# Sharing


def goes(world: World, wish: Wish) -> set[UUID]:
    """Say anew what a person chose, without the code that picks it: what stands in these cases, and who it is about."""
    cases = {wish.case_id, *wish.also}
    there = {key: each for key, each in records_of(world.home).items() if stands(each) and not isinstance(each, Share)}
    going = {key: each for key, each in there.items() if case_of(each) in cases and key not in wish.left_out}
    going = {key: each for key, each in going.items() if not (isinstance(each, Note) and each.is_private)}
    for key, each in list(going.items()):
        if isinstance(each, Packet) and wish.left_out & set(each.exhibit_ids):
            del going[key]
        if isinstance(each, Coverage) and each.plan_id not in going:
            del going[key]  # one who took in only half of a removal
    about = {key for each in going.values() for key in spoken_of(each) if isinstance(there.get(key), Contact)}
    return going.keys() | about


def share_at_random(world: World, person: Person) -> tuple[Path, Seal]:
    """Share some cases with somebody, look into every page of the file, and return it."""
    chance, home = world.chance, world.home
    cases = chance.sample(world.cases, chance.randrange(1, len(world.cases) + 1))
    papers = [each.id for case_id in cases for each in home.load_case(case_id).documents]
    stays = frozenset(key for key in papers if chance.random() < 0.3)
    wish = Wish(cases[0], person.name, None, stays, tuple(cases[1:]), no_numbers=chance.random() < 0.3)
    chosen, numbers = goes(world, wish), _numbers(home)
    world.files += 1
    path = world.folder / f"{world.files}.caseorg"
    seal = Seal(MARK + bytes([FORMAT]) + world.files.to_bytes(12, "big"), bytes(range(60, 76)))
    ready = plan_share(home, wish)
    write_sealed(ready, seal, path)
    note_share(home, ready, path)
    inside = decrypted(path, seal)
    chosen |= {UUID(int=801 + world.people.index(person))}
    strays = {word for word, key in world.words.items() if key not in chosen and word.encode() in inside}
    assert not strays, [(word, records_of(home).get(world.words[word])) for word in strays]
    assert not (wish.no_numbers and any(number.encode() in inside for number in numbers))
    theirs = opened(path, seal)
    there, here = records_of(theirs), records_of(home)
    theirs.close()
    assert {key for key, each in there.items() if not isinstance(each, Share)} | {
        UUID(int=801 + world.people.index(person))
    } == chosen
    for key in there.keys() & here.keys():
        name = _TEXT.get(type(there[key]), "id")
        assert getattr(there[key], name) == getattr(here[key], name)
    assert check_file(path, seal).is_whole
    return path, seal


def _numbers(workspace: Workspace) -> set[str]:
    return {each.member_id for each in records_of(workspace).values() if isinstance(each, Coverage)}


# Comparing, and taking in


def look(world: World, workspace: Workspace, path: Path, seal: Seal) -> Compared | None:
    """Look into another file; nothing is said of it that nobody did, and nothing that somebody did is not said."""
    before = records_of(workspace)
    other = opened(path, seal)
    there = records_of(other)
    other.close()
    in_both = {key for key, each in before.items() if isinstance(each, Case)} & there.keys()
    try:
        compared = compare(workspace.case_file, path, seal)
    except NothingInCommonError:
        assert not in_both
        return None
    assert compared.knows_before
    found = {(each.record_id, name): each for each in compared.found for name in each.fields or ("",)}
    for each in compared.found:
        assert each.what is not What.removed or each.record_id in world.removed, each
        if each.what is What.changed and not each.both:  # what was not taken away is not struck out
            for name in each.fields:
                is_blank = getattr(each.theirs, name) in ("", None, ())
                spoken = set(spoken_of(each.before or each.record)) | set(spoken_of(each.mine or each.record))
                assert not is_blank or (name.endswith(("_id", "_ids")) and spoken & world.removed), each
    for key in before.keys() & there.keys():
        name = _TEXT.get(type(before[key]))
        if name is None or not (stands(before[key]) and stands(there[key])):
            continue
        here_is, there_is = getattr(before[key], name), getattr(there[key], name)
        theirs_is_newer, mine_is_newer = world.knew(there_is, here_is), world.knew(here_is, there_is)
        said = found.get((key, name))
        if here_is != there_is and not mine_is_newer:
            assert said, (key, "their change is not listed")
        if said and not theirs_is_newer:
            assert said.both, (key, "my change would go without a question")
    for key, each in there.items():
        if stands(each) and key not in before and key not in world.removed and not isinstance(each, Share):
            assert (key, "") in found, (each, "what they have is not listed")
    return compared


def take(world: World, workspace: Workspace, compared: Compared) -> int:
    """Take in all, what is suggested, or a choice; return how many differences there were."""
    how = world.chance.choice(("all", "suggested", "choice"))
    chosen = {
        each.key: each.default if how == "suggested" else world.chance.choice([*Side][how == "all" :])
        for each in compared.found
    }
    before = records_of(workspace)
    changed = take_in(workspace, compared, chosen)
    after = records_of(workspace)
    gone = {each.record_id for each in compared.found if each.what is What.removed and chosen[each.key] is Side.theirs}
    lost = {key for key, each in before.items() if stands(each) and not stands(after.get(key))}
    assert lost <= gone, [before[key] for key in lost - gone]
    for each in compared.found:
        now = after.get(each.record_id)
        if each.what in (What.added, What.put_back):
            assert stands(now) or chosen[each.key] is Side.mine, each
            world.removed |= {each.record_id} - after.keys()
        name = _TEXT.get(each.kind, "")
        if name and now is not None and (not each.fields or name in each.fields):
            texts, stayed = [getattr(side, name) for side in (each.mine, each.theirs) if side], getattr(now, name)
            if each.fields:
                assert stayed == texts[chosen[each.key] is Side.theirs], each
            world.built_on[stayed] |= set(texts) - {stayed}  # whoever chose knew both
    if changed is not None:
        workspace.undo()
        assert records_of(workspace) == before
        workspace.redo()
        assert records_of(workspace) == after
    assert check_file(workspace.case_file.path, workspace.case_file.seal).is_whole
    return len(compared.found)


def prove_again(folder: Path, seeds: range) -> dict[str, int]:
    """Share, work, take in, and share again; return what that came to."""
    shares = differences = 0
    for seed in seeds:
        world = a_world(folder / "w", random.Random(seed))
        try:
            for _round in range(world.chance.choice((2, 3, 3))):
                differences += one_round(world)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
        finally:
            world.home.close()
        shares += world.files
    return {"files": len(seeds), "shares": shares, "differences": differences}


def one_round(world: World) -> int:
    chance, person, count = world.chance, world.chance.choice(world.people), 0
    path, seal = share_at_random(world, person)
    if person.path is not None and chance.random() < 0.7:
        theirs = opened(person.path, person.seal)
        compared = look(world, theirs, path, seal)
        if compared is not None:
            count += take(world, theirs, compared)
        theirs.close()
    else:
        person.path, person.seal = path, seal
    for each in world.people:
        if each.path is None:
            continue
        theirs = opened(each.path, each.seal)
        work(world, theirs)
        theirs.close()
        if chance.random() < 0.5:
            work(world, world.home)
        if chance.random() < 0.8:
            compared = look(world, world.home, each.path, each.seal)
            assert compared is not None
            count += take(world, world.home, compared)
    return count


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock on which a minute passes each time it is read: nobody does all that in one second."""
    passed = iter(range(10**9))
    began = datetime.fromisoformat("2026-11-22T08:00:00+00:00")

    def now(_day: object = None) -> datetime:
        return began + timedelta(minutes=next(passed))

    monkeypatch.setattr(clock, "now", now)
    monkeypatch.setattr(clock, "now_on", now)


@pytest.mark.proof("T-SHARE")
@pytest.mark.proof("T-MERGE")
def test_what_goes_out_again_holds_what_was_chosen_then_and_takes_nothing_away(minutes: None, tmp_path: Path) -> None:
    assert prove_again(tmp_path, range(6))["differences"] > 6


@pytest.mark.long
@pytest.mark.proof("T-SHARE")
@pytest.mark.proof("T-MERGE")
def test_many_files_that_go_out_again_hold_what_was_chosen_then_and_take_nothing_away(
    minutes: None, tmp_path: Path, reached: Callable[..., None]
) -> None:
    figures = prove_again(tmp_path, range(100, 400))
    reached(**figures)
    assert figures["differences"] > 1_000
