"""Nothing that anybody does in any order brings the program down, makes Qt complain, or loses a record."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from caseorg.services.workspace import Workspace
from caseorg.store.seal import Seal
from caseorg.ui.background import Background
from caseorg.ui.garbage import MainThreadGarbage
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from caseorg.ui.places import Doors
from tests.journeys.monkey import Monkey, nothing_goes_wrong
from tests.ui.conftest import AtOnce, GivenFiles, settings_in

_ROUND = 100


@pytest.fixture
def garbage(qapp: QApplication) -> Iterator[MainThreadGarbage]:
    """Collects it where the test says, and nowhere else."""
    made = MainThreadGarbage(qapp)
    yield made
    made.deleteLater()
    gc.enable()


_SHORT = (1, 300)
_LONG = [pytest.param(seed, 1_000, marks=pytest.mark.long) for seed in range(2, 22)]
"""20,000 in all, in parts that each end within the time a test may take."""


@pytest.mark.parametrize(("seed", "actions"), [_SHORT, *_LONG])
def test_anything_in_any_order_can_be_taken_back(
    seed: int,
    actions: int,
    qtbot: QtBot,
    look: Appearance,
    garbage: MainThreadGarbage,
    sample_bytes: tuple[bytes, Seal],
    tmp_path: Path,
) -> None:
    path = tmp_path / "Sample.caseorg"
    data, seal = sample_bytes
    path.write_bytes(data)
    done = 0
    with nothing_goes_wrong() as wrong:

        def fail(error: BaseException) -> None:
            wrong.append("".join(traceback.format_exception(error)))

        def opened(workspace: Workspace, lock: Callable[..., None]) -> MainWindow:
            def nothing(*_given: object, **_named: object) -> None:
                pass

            doors = Doors(**{name: lock if name == "lock" else nothing for name in Doors.__dataclass_fields__})  # type: ignore[arg-type]
            window = MainWindow(
                workspace, all_pages(), appearance=look, background=Background(fail, AtOnce()), files=GivenFiles(),
                doors=doors, defect=fail, settings=settings_in(tmp_path),
            )  # fmt: skip
            window.resize(1280, 800)
            lines = workspace.store.case_lines()
            window.show_case(lines[0].case_id if lines else None)
            window.show()
            return window

        monkey = Monkey(seed, path, seal, opened)
        while done < actions:
            monkey.begin_round()
            for _number in range(_ROUND):
                monkey.act(garbage)
                done += 1
                assert not wrong, _told(done, monkey, wrong)
            try:
                monkey.take_all_back()
            except AssertionError as error:
                raise AssertionError(_told(done, monkey, [str(error)])) from error
            assert not wrong, _told(done, monkey, wrong)
        monkey.close()
    assert not wrong, wrong


def _told(done: int, monkey: Monkey, wrong: list[str]) -> str:
    return "\n".join((f"at action {done}:", *wrong, "before that:", *monkey.trail))
