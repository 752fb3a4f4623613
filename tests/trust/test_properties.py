"""T-PROP: any record comes back as it went, any words are on the paper they went into, any bytes are read or refused.

The search is the same in every run: some hundred examples in the short tier, a hundred thousand in the long one.
"""

from __future__ import annotations

import csv
import json
import re
import time as clock
from collections.abc import Callable, Iterator
from datetime import date, time
from enum import Enum
from io import StringIO
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin
from unicodedata import combining
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from caseorg.documents.sheets import plain_cell
from caseorg.domain.case import RECORD_TYPES, Case
from caseorg.domain.errors import CaseorgError, InvalidEntries
from caseorg.domain.letter import LetterKind
from caseorg.domain.record import CaseRecord, Record
from caseorg.packets.fonts import cleaned, undrawable
from caseorg.packets.letters import plan_letter
from caseorg.services import export
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.checker import FaultKind, check_file
from tests.builders import full
from tests.packets.reading import made, page_texts
from tests.packets.samples import maria, marias
from tests.trust import ways_in
from tests.trust.conftest import Reached
from tests.trust.material import SEAL, TODAY
from tests.trust.seeds import READERS
from tests.trust.ways_in import Bench

_CASE = UUID(int=1)

_LACKS = (FaultKind.missing_bytes, FaultKind.kept_bytes)

SHORT, LONG = 200, 100_000
TIERS = [SHORT, pytest.param(LONG, marks=pytest.mark.long)]


def examples(count: int) -> settings:
    """So many examples, the same each time. What fails is made smaller only where somebody is there to look at it."""
    return settings(
        max_examples=count, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


def _values(annotation: Any, name: str) -> st.SearchStrategy[Any] | None:
    """Any value of a field that a person fills in; None where it points elsewhere or is counted."""
    may_be_none = False
    if get_origin(annotation) in (Union, UnionType):
        may_be_none = type(None) in get_args(annotation)
        annotation = next(each for each in get_args(annotation) if each is not type(None))
    if hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    if name.endswith("sha256"):
        return None
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        found: st.SearchStrategy[Any] = st.sampled_from(list(annotation))
    else:
        known = {
            str: st.text(max_size=80), int: st.integers(0, 10**9), bool: st.booleans(), time: st.times(),
            date: st.dates(date(1900, 1, 1), date(2199, 12, 31)),
        }  # fmt: skip
        if annotation not in known:
            return None
        found = known[annotation]
    return st.none() | found if may_be_none else found


@st.composite
def records(draw: st.DrawFn) -> Record | None:
    """Any record of any kind; None where the entries cannot stand, which a form says."""
    kind = draw(st.sampled_from(sorted(RECORD_TYPES, key=lambda each: each.__name__)))
    entries: dict[str, Any] = {"id": _CASE if kind is Case else UUID(int=1000 + RECORD_TYPES.index(kind))}
    for name, info in kind.model_fields.items():
        values = _values(info.annotation, name)
        if values is not None and name not in ("id", "removed_on") and draw(st.booleans()):
            entries[name] = draw(values)
    try:
        return full(kind, _CASE if issubclass(kind, CaseRecord) else None).revised(**entries)
    except InvalidEntries:
        return None


@pytest.mark.proof("T-PROP")
@pytest.mark.parametrize("count", TIERS)
def test_any_record_comes_back_from_the_file_and_from_an_export_as_it_went(
    count: int, tmp_path: Path, reached: Reached
) -> None:
    path = tmp_path / "Maria.caseorg"
    workspace = Workspace(CaseFile.create(path, SEAL), today=lambda: TODAY)
    workspace.save(Case(id=_CASE), "New case")
    kept: list[Record] = []

    @examples(count)
    @given(records())
    def come_back(record: Record | None) -> None:
        if record is None:
            return
        kept.append(record)
        workspace.save(record, "Save")
        there = workspace.store.find(type(record), record.id)
        assert there == record, [name for name in dict(record) if getattr(there, name) != getattr(record, name)]
        written = json.loads(export._json(export._as_json(record)))
        assert type(record).model_validate(written) == record
        [header, row] = csv.reader(StringIO(export._as_list(type(record), [record]).decode("utf-8-sig"), newline=""))
        for name, cell in zip(header, row, strict=True):
            value = getattr(record, name)
            if isinstance(value, str) and not isinstance(value, Enum):
                assert plain_cell(cell) == plain_cell(value), name

    come_back()
    workspace.close()
    assert len(kept) > count // 3, "too few could stand"
    # Each record stands for itself here: what it points to was never made.
    faults = [fault for fault in check_file(path, SEAL).faults if fault.kind not in (FaultKind.reference, *_LACKS)]
    assert faults == []
    kinds = {type(record) for record in kept}
    assert count == SHORT or len(kinds) == len(RECORD_TYPES)
    reached(records=len(kept), kinds=len(kinds))


@pytest.mark.proof("T-PROP")
@pytest.mark.parametrize("count", [60, pytest.param(LONG, marks=pytest.mark.long)])
def test_any_words_stand_on_the_paper_they_went_into(count: int, reached: Reached) -> None:
    seen = 0

    @examples(count)
    @given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x4FF), max_size=300))
    @example("\u00e6\u033a\u033a\u00f8")
    def stand(text: str) -> None:
        nonlocal seen
        pdf, _written = made(plan_letter(maria(), marias(LetterKind.prior_approval, own_words=text)))
        if not undrawable(text):
            seen += 1
            assert _squeezed(text) in _squeezed(" ".join(page_texts(pdf)))

    stand()
    reached(letters=seen)


def _squeezed(text: str) -> str:
    """Without spaces; and without hyphens, which the reader takes for those that divide a word at the end of a line.

    An accent that is drawn twice over one letter is drawn in one place, and the reader tells of it once.
    """
    return _TWICE.sub(r"\1", "".join(cleaned(text).translate(_HYPHENS).split()))


_TWICE = re.compile("([" + "".join(filter(combining, map(chr, range(0x500)))) + "])\\1+")


_HYPHENS = dict.fromkeys(map(ord, "-\u00ad\u2010\u2011\x02\ufffe\uffff"))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    opened = Bench(tmp_path_factory.mktemp("bench"))
    yield opened
    opened.close()


_BEGINNINGS = sorted({seed[:length] for reader in READERS for seed in reader.seeds()[:2] for length in (0, 4, 16, 160)})
_WAYS: list[tuple[Callable[..., None], str]] = [
    (ways_in.add, "a.pdf"), (ways_in.add, "a.jpg"), (ways_in.add_mail, "a.eml"), (ways_in.bring_in, "a.json"),
    (ways_in.bring_in, "a.xml"), (ways_in.bring_in, "a.csv"), (ways_in.bring_in, "a.ics"), (ways_in.read_disc, "a"),
    (ways_in.open_archive, "a.zip"), (ways_in.hear_worker, "a"), (ways_in.read_beginning, "a"),
]  # fmt: skip


@pytest.mark.proof("T-PROP")
@pytest.mark.parametrize("count", TIERS)
def test_any_bytes_are_read_or_refused(count: int, bench: Bench, reached: Reached) -> None:
    read = 0

    @examples(count)
    @given(st.sampled_from(_BEGINNINGS), st.binary(max_size=400), st.sampled_from(_WAYS), st.integers(0, 11))
    def be_read(beginning: bytes, rest: bytes, way: tuple[Callable[..., None], str], number: int) -> None:
        nonlocal read
        try:
            way[0](bench, beginning + rest, way[1], number)
            read += 1
        except CaseorgError:
            pass  # a sentence

    start = clock.monotonic()
    be_read()
    assert bench.endings == []
    reached(inputs=count, read=read, seconds=int(clock.monotonic() - start))
