"""T-FUZZ, guided: the harness says what the program says, and keeps what none may do. It needs no atheris for that."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from caseorg.documents import data_child, wire
from caseorg.documents.kinds import FileKind
from caseorg.documents.unpack import parts_of
from caseorg.domain.errors import CaseorgError
from tests.trust import guided_program, ways_in
from tests.trust.guided import IMPORTERS, NOT_IN_PYTHON, OUTSIDE
from tests.trust.guided_program import Confinement, Trial, worker_here
from tests.trust.seeds import READERS, Reader
from tests.trust.ways_in import Bench

GUIDED = [reader for reader in READERS if reader.name not in NOT_IN_PYTHON]


@cache
def confined() -> Confinement:
    """Made once, since a hook stays for as long as the process."""
    return Confinement()


def bench_here(folder: Path) -> Bench:
    return Bench(folder, *(worker_here(kind, confined()) for kind in ("pages", "data", "scans")))


def test_every_reader_is_guided_or_not_in_python() -> None:
    assert {*IMPORTERS, *OUTSIDE} == {reader.name for reader in GUIDED}
    assert {reader.name for reader in READERS} >= set(NOT_IN_PYTHON)


@pytest.mark.proof("T-FUZZ")
def test_the_functions_of_the_worker_say_here_what_they_say_in_its_child(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    here, there = bench_here(tmp_path / "here"), Bench(tmp_path / "there")
    try:
        for reader in GUIDED:
            for number, seed in enumerate((reader.seeds()[0], reader.seeds()[0][:200])):
                assert said(reader, here, seed, number) == said(reader, there, seed, number), reader.name
    finally:
        here.close()
        there.close()
    assert confined().tried == []


def said(reader: Reader, bench: Bench, data: bytes, number: int) -> str:
    try:
        reader.way(bench, data, reader.file_name, number)
    except CaseorgError as error:
        return type(error).__name__
    return "read"


def raises(error: BaseException) -> Any:
    def task(*_given: object) -> wire.Message:
        raise error

    return task


def opens(*_given: object) -> wire.Message:
    return wire.Message({"result": Path("/etc/hostname").read_text()})


@pytest.mark.proof("T-FUZZ")
@pytest.mark.parametrize(
    ("task", "kept"),
    [
        (raises(SystemExit()), ["SystemExit"]),
        (raises(MemoryError()), ["MemoryError"]),
        (raises(IndexError()), []),
        (opens, ["opened-open"]),
        (lambda *_given: wire.Message({"result": object()}), ["TypeError"]),
        (lambda *_given: wire.Message({"result": {"parts": 3}}), ["no-answer"]),
        (lambda *_given: wire.Message({"result": {"parts": [], "next": -1}}), []),
    ],
)
def test_what_none_may_do_is_kept_with_its_input(
    task: Any, kept: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = bench_here(tmp_path)
    monkeypatch.setitem(data_child.TASKS, "parts", task)
    assert kept_of(unpack, bench, tmp_path / "found") == kept


def unpack(bench: Bench, data: bytes, name: str, _number: int) -> None:
    assert ways_in.kind_of(data, name) is FileKind.zip
    _ = list(parts_of(data, name, worker=bench.data))


def kept_of(way: Any, bench: Bench, findings: Path) -> list[str]:
    """What a trial of one input keeps, by the words its name begins with."""
    reader = replace(GUIDED[0], name="planted", way=way, file_name="files.zip")
    data = b"PK\3\4\0"
    trial = Trial(reader, bench, confined(), findings)
    trial.give(data)
    trial.give(data)
    found = sorted(findings.glob("*.bin"))
    assert all(each.read_bytes() == data for each in found)
    return [re.match(r"planted-(slow|(?:no-|opened-)?\w+)", each.stem)[1] for each in found]


@pytest.mark.proof("T-FUZZ")
def test_what_escapes_outside_of_the_worker_and_what_is_slow_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def escapes(*_given: object) -> None:
        raise IndexError

    bench = bench_here(tmp_path)
    assert kept_of(escapes, bench, tmp_path / "escaped") == ["IndexError"]
    monkeypatch.setattr(guided_program, "SLOW", -1.0)
    assert kept_of(lambda *_given: None, bench, tmp_path / "slow") == ["slow"]
