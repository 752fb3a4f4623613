"""What is written down of remembered passwords is never behind what the system's key store has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from caseorg.domain.errors import CaseorgError
from caseorg.services import key_store
from caseorg.store.seal import SECRET_SIZE, Seal, new_salt
from caseorg.ui.kept_key import KeptKey
from caseorg.ui.remembered import KnownKey, Remembered


class OneByOne:
    """Stands in for the background: the key store answers when the test lets it."""

    def __init__(self) -> None:
        self.jobs: list[tuple[Callable[[], Any], Callable[[Any], object], Callable[[BaseException], object]]] = []

    def run(self, work: Callable[[], Any], *, then: Any = None, failed: Any = None) -> int:
        self.jobs.append((work, then, failed))
        return len(self.jobs)

    def drop(self, job: int) -> None:
        pass

    def answer(self) -> None:
        work, then, failed = self.jobs.pop(0)
        try:
            found = work()
        except CaseorgError as error:
            failed(error)
        else:
            then(found)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> set[bytes]:
    """The system's key store: the salts under which it has a secret."""
    kept: set[bytes] = set()
    monkeypatch.setattr(key_store, "keep", lambda seal: kept.add(seal.salt))
    monkeypatch.setattr(key_store, "forget", kept.discard)
    return kept


def a_seal() -> Seal:
    return Seal(new_salt(), bytes(SECRET_SIZE))


def test_the_key_of_one_file_goes_also_while_the_key_store_is_busy_with_another(
    store: set[bytes], tmp_path: Path
) -> None:
    background, remembered = OneByOne(), Remembered(tmp_path)
    key = KeptKey(remembered, lambda: background)  # type: ignore[arg-type, return-value]
    marias, luis = tmp_path / "Maria.caseorg", tmp_path / "Luis.caseorg"
    hers, his = a_seal(), a_seal()
    store |= {hers.salt, his.salt}
    remembered.keep_key(marias, KnownKey(entry=hers.salt.hex(), asks=True))
    remembered.keep_key(luis, KnownKey(entry=his.salt.hex()))
    key.ask_for(marias, lambda _seal: None, after_lock=True)  # the system asks for the password of the key store
    key.opened(luis, his, by_key=True)  # meanwhile the other file is opened
    key.choose_open(on=False)
    while background.jobs:
        background.answer()
    assert store == set()
    assert remembered.key_of(luis) is None


def test_a_key_that_is_put_in_while_the_program_ends_is_taken_out_at_the_next_start(
    store: set[bytes], tmp_path: Path
) -> None:
    background, remembered, path = OneByOne(), Remembered(tmp_path), tmp_path / "Maria.caseorg"
    key, seal = KeptKey(remembered, lambda: background), a_seal()  # type: ignore[arg-type, return-value]
    key.choose(path, on=True)
    background.answer()
    key.opened(path, seal, by_key=False)
    work, _then, _failed = background.jobs.pop(0)
    key.lock(path)  # as the lid is shut while the system still asks whether it may
    work()
    assert store == {seal.salt}
    anew = KeptKey(remembered, lambda: background)  # type: ignore[arg-type, return-value]
    anew.ask_for(path, lambda _seal: None, after_lock=True)
    background.answer()
    assert store == set()


def test_no_key_is_put_in_where_it_cannot_be_written_down(
    store: set[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    background, remembered, path = OneByOne(), Remembered(tmp_path), tmp_path / "Maria.caseorg"
    key, seal = KeptKey(remembered, lambda: background), a_seal()  # type: ignore[arg-type, return-value]
    remembered.keep_key(path, KnownKey())

    def full(_path: Path, _known: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(remembered, "keep_key", full)
    key.opened(path, seal, by_key=False)
    background.answer()
    assert store == set()
