"""T-DEPS: what runs here is what is locked, and no older than what was tried. The locks: tests/architecture."""

from importlib.metadata import PackageNotFoundError, version

import pytest

from caseorg.domain.errors import EngineError
from caseorg.store import engine
from tests.architecture.test_locked_versions import locked

FLOORS = {
    # CVE-2026-32711: paths that lead out of a disc.
    "pydicom": (3, 0, 2),
    # What the measurements of the safety programme were made with.
    "pikepdf": (10, 17, 0),
    "pillow": (13, 0, 0),
    "lxml": (6, 1, 3),
    "icalendar": (7, 3, 0),
    "sqlcipher3": (0, 6, 4),
}


@pytest.mark.proof("T-DEPS")
def test_what_is_installed_is_what_is_locked() -> None:
    differs = {}
    for name, wanted in locked("requirements.lock").items():
        try:
            there = version(name)
        except PackageNotFoundError:  # another system's
            continue
        if there != wanted:
            differs[name] = (there, wanted)
    assert differs == {}
    assert version("sqlcipher3")


@pytest.mark.proof("T-DEPS")
def test_nothing_locked_is_older_than_what_was_tried() -> None:
    found = locked("requirements.lock")
    older = {name: found[name] for name, floor in FLOORS.items() if tuple(map(int, found[name].split("."))) < floor}
    assert older == {}


@pytest.mark.proof("T-DEPS")
@pytest.mark.parametrize(("floor", "above"), [("_SQLITE_FLOOR", (99, 0, 0)), ("_CIPHER_FLOOR", (99, 0))])
def test_an_engine_below_the_floor_is_refused_when_it_is_first_asked(
    floor: str, above: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = engine.driver.connect(":memory:")
    opened.execute("pragma key='x'")
    engine.prove_engine(opened)
    monkeypatch.setattr(engine, floor, above)
    with pytest.raises(EngineError):
        engine.prove_engine(opened)
    opened.close()
