"""What is installed is written down exactly."""

import re
import tomllib

import pytest

from tests.architecture.project import ROOT

LOCKS = ["requirements.lock", "requirements-dev.lock", "packaging/pyinstaller.lock", ".ci/guided-fuzz.lock"]
PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)(?: ; .+?)? \\$")
HASHED = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def locked(lock: str) -> dict[str, str]:
    """Name and version of everything in one lock file."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {match["name"]: match["version"] for match in map(PINNED.match, lines) if match}


def declared(*groups: str) -> dict[str, str]:
    """Name and version of what pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] + [line for group in groups for line in project["optional-dependencies"][group]]
    pins = (re.fullmatch(r"([\w-]+)(?:\[[\w,]+\])?==([\w.]+)", line) for line in lines)
    return {pin[1].lower().replace("_", "-") if pin else "not exact": pin[2] if pin else "" for pin in pins}


@pytest.mark.proof("T-DEPS")
@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_an_exact_version_and_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    for entry in entries:
        first, *rest = entry.splitlines()
        assert PINNED.match(first), first
        assert any(HASHED.match(line) for line in rest), first
        assert all(HASHED.match(line) or line.startswith("    #") for line in rest), first


@pytest.mark.proof("T-DEPS")
def test_the_locks_hold_what_the_project_asks_for() -> None:
    assert declared().items() <= locked("requirements.lock").items()
    assert declared("dev").items() <= locked("requirements-dev.lock").items()


@pytest.mark.proof("T-DEPS")
def test_what_the_program_runs_on_is_what_it_is_checked_on() -> None:
    assert locked("requirements.lock").items() <= locked("requirements-dev.lock").items()
