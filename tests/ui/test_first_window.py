"""The first window: what it shows, what it loads, and where it leads."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from caseorg.app import options
from caseorg.app.options import Options
from caseorg.app.program import Program
from caseorg.services import opening
from caseorg.services.workspace import Workspace
from caseorg.ui.background import Background
from caseorg.ui.first_window import FirstDoors, FirstWindow
from caseorg.ui.look import Appearance
from caseorg.ui.remembered import KnownFile, Look, Remembered
from tests.ui import checks
from tests.ui.conftest import PLAIN, AtOnce, GivenFiles

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "pydantic", "sqlmodel", "sqlalchemy", "sqlcipher3", "alembic", "reportlab", "pikepdf", "pypdfium2", "PIL",
    "pi_heif", "holidays", "argon2", "cryptography", "asyncio", "PySide6.QtNetwork", "PySide6.QtPrintSupport",
    "PySide6.QtSvg",
    "dataclasses", "concurrent", "datetime", "argparse", "caseorg.ui.style", "caseorg.ui.icons", "caseorg.domain",
    "caseorg.store", "caseorg.services", "caseorg.rules", "caseorg.packets", "caseorg.documents",
)  # fmt: skip

NOT_YET_MADE = ("Qt", "QStyle", "QIcon", "QAccessible", "QMenu", "QWizard", "QAbstractItemView")
MOST_MODULES = 190  # an empty window has 146; three ask whether the file is open elsewhere

FIRST_PAINT = """
import json, sys
from pathlib import Path
from caseorg.app import startup
startup.load_qt()
from PySide6 import QtCore, QtGui, QtWidgets
from caseorg.app.options import Options
from caseorg.app.program import Program
from caseorg.app.second_start import another_came
from caseorg.ui.remembered import KnownFile, Remembered
application = QtWidgets.QApplication(["caseorg", "-style", "fusion"])
application.setCursorFlashTime(0)
folder = Path(sys.argv[1])
remembered = Remembered(folder)
if sys.argv[2] == "locked":
    case_file = folder / "a.caseorg"
    case_file.write_bytes(b"COF")
    case_file.with_name("a.caseorg.open").write_bytes(b"{}")  # a killed program left its note
    remembered.add_case_file(KnownFile(case_file))
    assert not another_came(Options(file=case_file))
program = Program(application, Options(), remembered=remembered)
program.start()
first = program.first
first.painted.disconnect()
def painted():
    loaded, made = sorted(sys.modules), [name for each in (QtCore, QtGui, QtWidgets) for name in vars(each)]
    first.backingStore().paintDevice().save(str(folder / "first.png"))
    for step in program.appearance.steps_to_complete():
        step()
    QtCore.QTimer.singleShot(300, lambda: end(loaded, made))
def end(loaded, made):
    first.backingStore().paintDevice().save(str(folder / "later.png"))
    focused = application.focusWidget()
    press = QtCore.QEvent.Type.KeyPress
    application.sendEvent(focused, QtGui.QKeyEvent(press, 0x47, QtCore.Qt.KeyboardModifier.NoModifier, "g"))
    typed = focused.text() if sys.argv[2] == "locked" else focused.objectName()
    print(json.dumps({"loaded": loaded, "made": made, "typed": typed}))
    application.quit()
first.painted.connect(painted)
QtCore.QTimer.singleShot(20_000, application.quit)
application.exec()
"""


@pytest.fixture(scope="module", params=["welcome", "locked"])
def first_paint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What there was at the first paint of a start of its own: modules, classes of Qt, and the picture."""
    folder = tmp_path_factory.mktemp("first")
    script = folder / "first_paint.py"
    script.write_text(FIRST_PAINT)
    run = subprocess.run(
        [sys.executable, str(script), str(folder), request.param],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "HOME": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return {"screen": request.param, "folder": folder, **json.loads(run.stdout)}


def test_nothing_heavy_is_loaded_when_the_first_window_is_painted(first_paint: dict[str, Any]) -> None:
    loaded = first_paint["loaded"]
    assert "caseorg.ui.first_window" in loaded
    heavy = [name for name in loaded if any(name == each or name.startswith(f"{each}.") for each in HEAVY)]
    assert heavy == []
    assert len(loaded) <= MOST_MODULES


def test_the_first_paint_names_nothing_whose_enumerations_take_long_to_make(first_paint: dict[str, Any]) -> None:
    assert [name for name in NOT_YET_MADE if name in first_paint["made"]] == []


def test_the_first_paint_is_all_there_and_stays_as_it_is_once_the_style_is_loaded(first_paint: dict[str, Any]) -> None:
    first, later = (QImage(str(first_paint["folder"] / f"{when}.png")) for when in ("first", "later"))
    assert first.width() > 600
    seen = {first.pixel(x, y) for x in range(0, first.width(), 3) for y in range(first.height())}
    assert len(seen) > 30  # letters have many greys
    drawn = [(x, y) for x in range(first.width()) for y in range(first.height())]
    changed = [at for at in drawn if first.pixel(*at) != later.pixel(*at)]
    # The style's text cursor is a pixel wider. Nothing else moves.
    assert len({x for x, _y in changed}) <= 2, changed[:5]
    assert not changed or first_paint["screen"] == "locked"


def test_a_key_goes_to_the_password_or_to_start_from_the_first_paint_on(first_paint: dict[str, Any]) -> None:
    assert first_paint["typed"] == {"locked": "g", "welcome": "welcome.start"}[first_paint["screen"]]


def test_a_command_is_run_without_loading_qt(tmp_path: Path) -> None:
    check = "import sys; from caseorg.app import startup, options; assert options.is_command(['facts']); "
    check += "assert not [name for name in sys.modules if name.startswith('PySide6')]"
    subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=True, timeout=60)


@pytest.fixture
def doors() -> list[str]:
    return []


@pytest.fixture
def first(qtbot: QtBot, look: Appearance, doors: list[str]) -> FirstWindow:
    made = FirstWindow(
        look,
        FirstDoors(
            lambda: doors.append("start"),
            lambda: doors.append("open"),
            lambda: doors.append("sample"),
            lambda password: doors.append(f"unlock {password}"),
        ),
    )
    qtbot.addWidget(made)
    made.show_welcome()
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def _button(window: FirstWindow, name: str) -> QPushButton:
    return window.findChild(QPushButton, name)


def test_welcome_offers_a_letter_a_file_and_a_sample(first: FirstWindow, doors: list[str]) -> None:
    assert _button(first, "welcome.start").hasFocus()
    for name in ("welcome.start", "welcome.open", "welcome.sample"):
        _button(first, name).click()
    assert doors == ["start", "open", "sample"]


def test_the_locked_screen_names_nobody_and_is_ready_for_typing(
    qtbot: QtBot, first: FirstWindow, doors: list[str]
) -> None:
    first.show_locked()
    field = first.findChild(QLineEdit, "locked.password")
    assert first.windowTitle() == "Caseorg"
    assert field.hasFocus()
    assert field.echoMode() == QLineEdit.EchoMode.Password
    qtbot.keyClicks(field, "green kettle sunday train")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert doors == ["unlock green kettle sunday train"]


def test_a_wrong_password_is_told_at_once_and_can_be_tried_again(
    qtbot: QtBot, first: FirstWindow, doors: list[str], spoken: list[str]
) -> None:
    first.show_locked()
    for _again in range(20):
        _button(first, "locked.open").click()
        first.show_opening()
        first.show_problem("That password didn't open the file. Check Caps Lock. You can try as often as you like.")
    assert len(doors) == 20
    assert spoken[-1].startswith("That password didn't open the file.")
    assert first.findChild(QLineEdit, "locked.password").isEnabled()


def test_the_password_can_be_shown(first: FirstWindow) -> None:
    first.show_locked()
    _button(first, "locked.show").click()
    assert first.findChild(QLineEdit, "locked.password").echoMode() == QLineEdit.EchoMode.Normal


def test_the_button_that_shows_the_password_stands_beside_the_field_at_the_largest_text_in_a_narrow_window(
    qtbot: QtBot, first: FirstWindow, look: Appearance
) -> None:
    look.show(look.look.but(text_size=250, language="es"))
    first.show_locked()
    first.resize(800, 700)
    field, show = first.findChild(QLineEdit, "locked.password"), _button(first, "locked.show")
    qtbot.waitUntil(lambda: field.geometry().right() < show.geometry().left())


def test_progress_is_shown_only_when_opening_takes_longer_than_a_moment(
    qtbot: QtBot, first: FirstWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    first.show_locked()
    first.show_opening()
    assert not first._progress.isVisible()
    qtbot.waitUntil(first._progress.isVisible, timeout=3_000)


def test_language_and_text_size_are_on_the_first_screen(qtbot: QtBot, first: FirstWindow) -> None:
    first.findChild(QPushButton, "welcome.language").click()
    assert first._appearance.look.language == "es"
    first.findChild(QPushButton, "welcome.larger").click()
    assert first._appearance.look.text_size == 115
    assert _button(first, "welcome.language").words() == "English"


@pytest.mark.parametrize("percent", [100, 200, 250])
@pytest.mark.parametrize("screen", ["show_welcome", "show_locked"])
def test_every_word_has_room_and_every_control_a_name(
    qtbot: QtBot, first: FirstWindow, percent: int, screen: str
) -> None:
    first._appearance.show(PLAIN.but(text_size=percent), remember=False)
    first.resize(1024, 768)
    getattr(first, screen)()
    qtbot.waitUntil(lambda: checks.cut_off(first) == [], timeout=2_000)
    assert checks.unnamed_controls(first) == []
    assert checks.controls_without_object_name(first) == []
    assert checks.rich_labels(first) == []
    assert checks.cut_off(first) == []
    assert checks.small_targets(first) == []


# The whole program, with real files


@pytest.fixture
def program(
    qapp: QApplication, qtbot: QtBot, look: Appearance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Program]]:
    made: list[Program] = []

    def make(given: Options = Options(), executor: Executor | None = None) -> Program:  # noqa: B008
        remembered = Remembered(tmp_path)
        # One look serves all windows of one application.
        program = Program(
            qapp,
            given,
            remembered=remembered,
            appearance=look,
            background=Background(_fail, executor or AtOnce()),
            files=GivenFiles(),
        )
        made.append(program)
        return program

    hook = sys.excepthook
    yield make
    sys.excepthook = hook
    for each in made:
        for window in (each.main, each.first):
            if window is not None:
                window.close()
                window.deleteLater()
        if each.main is not None:
            each.main.workspace.close()


def _fail(error: BaseException) -> None:
    raise error


def _sealed(tmp_path: Path, password: str) -> Path:
    """Make a case file with a password; Argon2id is what is tested here."""
    draft = opening.start_draft(folder=tmp_path)
    if not password:
        draft.close()
        return draft.case_file.path
    target = tmp_path / "Maria.caseorg"
    opening.keep_private(draft, password, target)
    draft.close()
    return target


def test_somebody_new_sees_welcome_and_begins_a_letter(
    program: Callable[..., Program], tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    made = program()
    made.start()
    assert made.first.findChild(QPushButton, "welcome.start") is not None
    made.start_letter()
    assert made.first is None
    assert made.main.page_name() == "interview"
    assert made.remembered.case_files()[0].without_password


def test_a_file_with_a_password_opens_with_it_and_only_with_it(
    qtbot: QtBot, program: Callable[..., Program], tmp_path: Path
) -> None:
    path = _sealed(tmp_path, "green kettle sunday train")
    before = path.read_bytes()
    made = program(Options(file=path))
    made.start()
    made.unlock("wrong")
    assert made.main is None
    assert made.first.messages.text().startswith("That password didn't open the file. Check Caps Lock.")
    assert path.read_bytes() == before
    made.unlock("green kettle sunday train")
    assert made.main is not None
    assert made.remembered.case_files() == [KnownFile(path)]


def test_a_file_without_a_password_opens_by_itself_next_time(
    qtbot: QtBot, program: Callable[..., Program], tmp_path: Path
) -> None:
    path = _sealed(tmp_path, "")
    Remembered(tmp_path).add_case_file(KnownFile(path, without_password=True))
    made = program()
    made.start()
    qtbot.waitUntil(lambda: made.main is not None, timeout=10_000)


def test_a_file_that_is_no_case_file_is_told_and_another_can_be_chosen(
    program: Callable[..., Program], tmp_path: Path
) -> None:
    odd = tmp_path / "holiday.caseorg"
    odd.write_bytes(b"\xff\xd8\xff" * 4000)
    made = program(Options(file=odd))
    made.start()
    made.unlock("anything")
    assert made.first.messages.text().startswith("This isn't a Caseorg file. Nothing was changed.")
    assert made.first.messages.findChild(QPushButton, "message.act").words() == "Choose another"


def test_a_second_window_on_the_same_file_may_only_look(program: Callable[..., Program], tmp_path: Path) -> None:
    path = _sealed(tmp_path, "")
    holder: Workspace = opening.open_with_password(path, "")
    try:
        made = program(Options(file=path))
        made.start()
        made.unlock("")
        words = [button.words() for button in made.first.messages.findChildren(QPushButton)]
        assert words[:2] == ["Look only", "Try again"]
        made.first.messages.findChild(QPushButton, "message.act").click()
        assert made.main.workspace.case_file.is_read_only
    finally:
        holder.close()


def test_closing_the_file_leads_back_to_welcome(program: Callable[..., Program], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    made = program()
    made.start()
    made.start_letter()
    made.main.do("close_case_file")
    assert made.main is None
    assert made.first.findChild(QPushButton, "welcome.start").isVisibleTo(made.first)


def test_a_window_comes_back_where_it_stood(program: Callable[..., Program], tmp_path: Path) -> None:
    made = program()
    made.start()
    assert made.first.width() <= made._application.primaryScreen().availableGeometry().width()


def test_what_is_remembered_survives_damage_to_its_files(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path)
    look = Look(text_size=150, theme="dark", language="es", easy_read=True, thick_ring=True)
    remembered.keep_look(look)
    assert remembered.look() == look
    for kept in ("{", "[]", '{"text_size": "big", "theme": 3, "surprise": 1}', '{"theme": "pink"}', ""):
        (tmp_path / "look.json").write_text(kept)
        assert remembered.look() == Look()
    (tmp_path / "recent.json").write_text('{"case_files": [1, {"path": 2}, {"path": "/nowhere/x.caseorg"}]}')
    assert remembered.case_files() == []


def test_the_options_of_the_window_are_read() -> None:
    given = ["--open", "Maria.caseorg", "--page", "records", "--text-size", "200", "--theme", "dark", "--lang", "es"]
    read = options.read(given)
    assert read == Options(file=Path("Maria.caseorg"), page="records", text_size=200, theme="dark", language="es")
    with pytest.raises(SystemExit):
        options.read(["--colour", "pink"])


def test_the_desktop_opens_the_program_with_the_file_that_was_pressed_and_without_one() -> None:
    line = next(
        line.removeprefix("Exec=")
        for line in (ROOT / "packaging/linux/caseorg.desktop").read_text(encoding="utf-8").splitlines()
        if line.startswith("Exec=")
    )
    for file in ("/media/stick/Ana and Luis.caseorg", ""):
        # As the desktop does it: the place of the file is filled, or goes away.
        given = [file if word == "%f" else word for word in line.split()[1:] if file or word != "%f"]
        assert options.read(given).file == (Path(file) if file else None)
