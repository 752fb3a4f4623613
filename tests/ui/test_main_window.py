"""The window: pages, the way between them, commands and keys, messages, and what it does at other sizes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QMenuBar, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from caseorg.domain.case import Case
from caseorg.domain.changes import ChangeSet
from caseorg.domain.errors import DiskFullError
from caseorg.domain.note import Note
from caseorg.services.workspace import Workspace
from caseorg.ui.actions import COMMANDS, MENUS
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.look import Appearance
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page, PageContext
from caseorg.ui.shortcuts_page import ShortcutsPage
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_preview import PagePreview
from tests.ui import checks
from tests.ui.conftest import PLAIN

MakeWindow = Callable[..., MainWindow]


class FirstPage(Page):
    name = "next_steps"
    title = "Next steps"
    purpose = "What to do next, and why."
    group = "Start"
    icon = "house"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        card = Card("Ask Riverside General for the biopsy slides", "To do next", name="next_steps.card")
        card.body.addWidget(Label("The second doctor needs the glass slides, not only the report."))
        self.make = Button("Make the letter", kind=ButtonKind.main, icon="mail", name="next_steps.make")
        card.body.addWidget(FlowRow(self.make, Button("Not now", name="next_steps.later")))
        self.add_section("Do this next").addWidget(card)


class NotesPage(Page):
    name = "notes"
    title = "Notes"
    purpose = "What you heard, in your own words."
    group = "Decide"
    icon = "notebook-pen"
    shows = (Note,)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.added = 0
        self.loads = 0
        self.opened: UUID | None = None
        self.add_main_button(Button("Write a note", self.add, kind=ButtonKind.main, name="notes.add"), command="add")
        self.body.addWidget(
            EmptyState("notebook-pen", "Write down what you heard.", "Write a note", self.add, name="notes.empty")
        )

    def add(self) -> None:
        self.added += 1

    def reload(self) -> None:
        self.loads += 1

    def open_record(self, record_id: UUID) -> None:
        self.opened = record_id


class WholePage(Page):
    name = "interview"
    title = "Who is this for?"
    needs_case = False
    whole_window = True


PAGES = (FirstPage, NotesPage, WholePage, ShortcutsPage)


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    case = Case(title="Maria's lung biopsy")
    workspace.save(case, "New case")
    return case.id


@pytest.fixture
def shown(window: MakeWindow, case_id: UUID) -> MainWindow:
    return window(*PAGES, case_id=case_id)


def _press(window: MainWindow, keys: str) -> None:
    """Press keys as the computer hands them to the window."""
    combination = QKeySequence(keys)[0]
    QTest.keyClick(window.windowHandle(), combination.key(), combination.keyboardModifiers())


def test_the_title_takes_the_focus_and_names_the_window(shown: MainWindow) -> None:
    shown.go_to("notes")
    front = shown.front()
    assert front is not None
    assert front.header.title.hasFocus()
    assert shown.windowTitle() == "Notes - Maria's lung biopsy - Caseorg"


def test_the_sample_case_says_so_in_the_title(window: MakeWindow, workspace: Workspace) -> None:
    case = Case(title="Maria's lung biopsy", is_sample=True)
    workspace.save(case, "New case")
    assert window(FirstPage, case_id=case.id).windowTitle() == "Next steps - Sample - Maria's lung biopsy - Caseorg"


def test_back_and_forward_lead_along_the_way_taken(shown: MainWindow, case_id: UUID) -> None:
    shown.go_to("notes", case_id)
    _press(shown, "Alt+Left")
    assert shown.page_name() == "next_steps"
    _press(shown, "Alt+Right")
    notes = shown.front()
    assert isinstance(notes, NotesPage)
    assert notes.opened == case_id


def test_pages_open_by_their_number_and_from_the_sidebar(qtbot: QtBot, shown: MainWindow) -> None:
    _press(shown, "Ctrl+2")
    assert shown.page_name() == "notes"
    sidebar = shown.findChild(QWidget, "sidebar")
    sidebar.setFocus()
    qtbot.keyClick(sidebar, Qt.Key.Key_Up)
    assert shown.page_name() == "notes"
    qtbot.keyClick(sidebar, Qt.Key.Key_Return)
    assert shown.page_name() == "next_steps"


def test_the_sidebar_speaks_group_page_and_count_and_passes_over_headings(shown: MainWindow) -> None:
    shown.side.set_count("notes", "2 new")
    model = shown.findChild(QWidget, "sidebar").model()
    spoken = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]
    assert spoken == ["Start", "Start, Next steps", "Decide", "Decide, Notes, 2 new"]
    assert model.flags(model.index(0, 0)) == Qt.ItemFlag.NoItemFlags


def test_a_page_reloads_only_when_what_it_shows_has_changed(
    shown: MainWindow, workspace: Workspace, case_id: UUID
) -> None:
    shown.go_to("notes")
    page = shown.front()
    assert isinstance(page, NotesPage)
    before = page.loads
    workspace.save(Case(title="Dad's heart valve"), "New case")
    assert page.loads == before
    workspace.save(Note(case_id=case_id, text="He said a month is fine."), "Add note")
    assert page.loads == before + 1


def test_a_save_waits_for_no_page_behind_and_such_a_page_is_up_to_date_before_it_is_seen_or_closed(
    qtbot: QtBot, shown: MainWindow, workspace: Workspace, case_id: UUID
) -> None:
    shown.go_to("notes")
    notes = shown.front()
    assert isinstance(notes, NotesPage)
    shown.go_to("next_steps")
    before = notes.loads
    workspace.save(Note(case_id=case_id, text="Heard by phone"), "Write a note")
    workspace.save(Note(case_id=case_id, text="Heard again"), "Write a note")
    assert notes.loads == before
    qtbot.waitUntil(lambda: notes.loads == before + 1)  # both at once, by itself
    workspace.save(Note(case_id=case_id, text="And again"), "Write a note")
    shown.go_to("notes")
    assert notes.loads == before + 2
    shown.go_to("next_steps")
    workspace.save(Note(case_id=case_id, text="The last one"), "Write a note")
    shown.keep_drafts()
    assert notes.loads == before + 3


def test_a_new_day_reloads_every_page(shown: MainWindow) -> None:
    shown.go_to("notes")
    page = shown.front()
    assert isinstance(page, NotesPage)
    before = page.loads
    shown.bridge.new_day.emit(None)
    assert page.loads == before + 1


def test_undo_names_the_step_in_the_menu_and_in_the_message(
    shown: MainWindow, workspace: Workspace, case_id: UUID
) -> None:
    workspace.save(Note(case_id=case_id, text="He said a month is fine."), "Add note")
    shown.menus.look()
    assert shown.menus.actions["undo"].text().replace("&", "") == "Undo add note"
    _press(shown, "Ctrl+Z")
    assert workspace.load_case(case_id).notes == ()
    assert shown.messages.text() == "Undone: Add note"
    _press(shown, "Ctrl+Shift+Z")
    assert len(workspace.load_case(case_id).notes) == 1
    _press(shown, "Ctrl+Z")
    _press(shown, "Ctrl+Y")
    assert len(workspace.load_case(case_id).notes) == 1


def test_a_message_stays_until_the_next_action_and_is_spoken_once(shown: MainWindow, spoken: list[str]) -> None:
    undone: list[bool] = []
    shown.tell.done("Record removed.", lambda: undone.append(True))
    assert shown.messages.text() == "Record removed."
    assert spoken == ["Record removed."]
    shown.messages.findChild(QPushButton, "message.act").click()
    assert undone == [True]
    assert shown.messages.text() == ""
    shown.tell.done("Record removed.")
    shown.go_to("notes")
    assert shown.messages.text() == ""


def below(widget: QWidget, view: QWidget) -> int:
    """Return how far down a widget ends in the part of the page that is seen."""
    return widget.mapTo(view, QPoint(0, widget.height())).y()


def test_a_message_never_covers_what_has_the_keyboard(qtbot: QtBot, shown: MainWindow) -> None:
    page = shown.front()
    for number in range(30):
        page.body.addWidget(Button(f"Button {number}", name=f"next_steps.many{number}"))
    QTest.qWait(1)
    view = page.scroller.viewport()
    lowest = max(
        (each for each in page.findChildren(Button) if below(each, view) <= view.height()),
        key=lambda each: below(each, view),
    )
    lowest.setFocus(Qt.FocusReason.TabFocusReason)
    shown.messages.show_message("Saved.")
    QTest.qWait(1)
    assert below(lowest, view) <= view.height()


def test_an_error_is_shown_with_its_advice_and_spoken(shown: MainWindow, spoken: list[str]) -> None:
    shown.tell.error(DiskFullError())
    said = "There isn't enough room to save. Your work is still here. Free some space, or save to another place."
    assert shown.messages.text() == said
    assert spoken == [said]


def test_a_command_of_the_page_works_by_key_and_is_gray_where_the_page_has_none(shown: MainWindow) -> None:
    shown.menus.look()
    assert not shown.menus.actions["add"].isEnabled()
    shown.go_to("notes")
    _press(shown, "Ctrl+Shift+N")
    page = shown.front()
    assert isinstance(page, NotesPage)
    assert page.added == 1


def test_no_two_commands_share_a_key() -> None:
    keys = Counter(QKeySequence(keys).toString() for command in COMMANDS for keys in command.shortcuts)
    keys.update(QKeySequence(f"Ctrl+{number}").toString() for number in range(1, 10))
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_command_has_a_menu_words_and_a_name_of_its_own() -> None:
    assert all(command.menu in MENUS and command.text for command in COMMANDS)
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)


def test_every_menu_line_can_be_reached_by_a_letter_of_its_own(shown: MainWindow) -> None:
    for menu in shown.menuBar().actions():
        texts = [action.text() for action in menu.menu().actions() if not action.isSeparator()]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert len(letters) == len(set(letters)), menu.text()
    titles = [action.text() for action in shown.menuBar().actions()]
    assert titles == ["&File", "&Edit", "&View", "&Go", "&Case", "&Help"]


def test_letters_on_the_page_do_not_hide_those_of_the_menus(shown: MainWindow) -> None:
    front = shown.front()
    assert isinstance(front, FirstPage)
    letter = front.make.text()[front.make.text().index("&") + 1].lower()
    assert letter not in {found.lower() for found in shown.menus.letters()}


def test_text_grows_by_key_and_the_sidebar_gives_way(qtbot: QtBot, shown: MainWindow, spoken: list[str]) -> None:
    shown.resize(1024, 768)
    assert shown.side.isVisible()
    for _step in range(5):
        _press(shown, "Ctrl+=")
    assert spoken[-1] == "Text size 200%"
    assert not shown.side.isVisible()
    box = shown.findChild(QWidget, "header.go_to")
    assert box.isVisible()
    assert box.currentText() == "Next steps"
    box.parent().set_count("next_steps", "a count for which there is no place")
    room = box.fontMetrics().horizontalAdvance("Next steps, a count")
    assert (box.words_within(room), box.words_within(9 * room)) == ("Next steps", box.currentText())
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert shown.page_name() == "notes"
    _press(shown, "Ctrl+0")
    assert shown.side.isVisible()


@pytest.mark.parametrize("percent", [100, 200, 250])
@pytest.mark.parametrize("theme", ["light", "dark", "high_contrast"])
def test_nothing_is_unnamed_rich_cut_off_or_too_small(
    qtbot: QtBot, window: MakeWindow, case_id: UUID, percent: int, theme: str
) -> None:
    shown = window(*PAGES, case_id=case_id, size=(1024, 768))
    shown.appearance.show(PLAIN.but(text_size=percent, theme=theme), remember=False)
    shown.tell.done("Record removed. It is in Recently removed for 30 days.", lambda: None)
    for page in PAGES:
        shown.go_to(page.name)
        shown.tell.done("Record removed. It is in Recently removed for 30 days.", lambda: None)
        qtbot.wait(20)
        assert checks.unnamed_controls(shown) == [], page.name
        assert checks.controls_without_object_name(shown) == [], page.name
        assert checks.rich_labels(shown) == [], page.name
        assert checks.cut_off(shown) == [], page.name
        assert checks.small_targets(shown) == [], page.name


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_menu_is_in_sight_in_a_small_window_with_large_text(
    qtbot: QtBot, window: MakeWindow, case_id: UUID, look: Appearance, language: str
) -> None:
    shown = window(FirstPage, case_id=case_id, size=(1024, 768))
    for size in (100, 200, 250):
        look.show(PLAIN.but(text_size=size, language=language), remember=False)
        qtbot.waitUntil(lambda: _shows_all(shown.menuBar()))


def _shows_all(bar: QMenuBar) -> bool:
    last = bar.actionGeometry(bar.actions()[-1])
    more = bar.findChild(QToolButton, "qt_menubar_ext_button")
    return last.width() > 0 and last.right() <= bar.width() and not more.isVisible()


def test_what_a_page_is_for_can_be_hidden_on_every_page(shown: MainWindow) -> None:
    def says_it() -> bool:
        page = shown.front()
        assert page is not None
        return page.header.purpose.isVisible()

    assert says_it()
    assert shown.menus.action("purposes").text() == "Hide what each page is for"
    shown.do("purposes")
    assert not says_it()
    shown.go_to("notes")
    assert not says_it()
    shown.do("purposes")
    assert says_it()


def test_a_whole_page_hides_sidebar_and_menus_but_not_their_keys(qtbot: QtBot, window: MakeWindow) -> None:
    shown = window(WholePage, FirstPage)
    assert not shown.side.isVisible()
    assert not shown.menuBar().isVisible()
    _press(shown, "Ctrl+=")
    assert shown.appearance.look.text_size == 115
    shown.go_to("next_steps")
    assert shown.page_name() == "interview", "a page that needs a case does not open without one"


def test_another_language_is_shown_at_once_in_the_same_place(qtbot: QtBot, shown: MainWindow) -> None:
    shown.go_to("notes")
    shown.tell.done("Record removed.", lambda: None)
    shown.commands.set_language("es")
    assert shown.messages.text() != "Record removed."  # it was said in the other language, and so was its Undo
    _press(shown, "Ctrl+1")  # at once, while the old menus still wait for their end
    assert shown.page_name() == "next_steps"
    shown.go_back()
    qtbot.wait(20)
    assert shown.page_name() == "notes"
    assert shown.can_go_back()
    _press(shown, "Ctrl+1")
    assert shown.page_name() == "next_steps"


def test_the_ring_is_drawn_around_the_control_that_a_key_reached(qtbot: QtBot, shown: MainWindow) -> None:
    front = shown.front()
    assert isinstance(front, FirstPage)
    _press(shown, "Tab")
    front.make.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.wait(5)
    assert shown.appearance.ring.target() is front.make
    corner = front.make.mapTo(shown, QPoint(0, front.make.height() // 2))
    drawn = shown.grab().toImage()
    colors = [drawn.pixelColor(corner.x() - step, corner.y()).name() for step in range(1, 7)]
    assert colors[1:3] == ["#ffc61a", "#ffc61a"]
    assert colors[3:5] == ["#000000", "#000000"]


def test_a_click_draws_no_ring_but_a_key_after_it_does(qtbot: QtBot, shown: MainWindow) -> None:
    front = shown.front()
    assert isinstance(front, FirstPage)
    at = front.make.mapTo(shown, front.make.rect().center())
    QTest.mouseClick(shown.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert front.make.hasFocus()
    assert shown.appearance.ring.target() is None
    _press(shown, "Tab")
    assert shown.appearance.ring.target() is not None


def test_f6_goes_round_the_parts_of_the_window(shown: MainWindow) -> None:
    shown.go_to("notes")
    seen = []
    for _step in range(4):
        _press(shown, "F6")
        focus = shown.focusWidget()
        seen.append(next(at for at, part in enumerate(shown.parts()) if part.isAncestorOf(focus)))
    assert len(set(seen)) == len(shown.parts())


def test_f12_says_where_one_is_and_that_all_is_saved(shown: MainWindow, spoken: list[str]) -> None:
    _press(shown, "F12")
    assert spoken[-1].startswith("Next steps - Maria's lung biopsy - Caseorg. All changes saved")


def test_locking_takes_along_the_page_the_field_and_the_cursor(
    shown: MainWindow, doors_taken: list[str], case_id: UUID
) -> None:
    shown.go_to("notes", case_id)
    _press(shown, "Ctrl+Shift+L")
    assert doors_taken == ["lock"]
    shown.go_to("next_steps")
    shown.come_back({"page": "notes", "record": str(case_id), "field": "", "cursor": ""})
    assert shown.page_name() == "notes"


def test_the_program_comes_back_to_the_first_page_when_the_kept_one_is_gone(window: MakeWindow, case_id: UUID) -> None:
    shown = window(NotesPage, FirstPage, WholePage, case_id=case_id)
    shown.come_back({"page": "no_such_page"})
    assert shown.page_name() == "notes"


def test_the_case_switcher_lists_the_cases_and_opens_one(
    window: MakeWindow, workspace: Workspace, case_id: UUID
) -> None:
    other = Case(title="Dad's heart & <b>valve</b>")
    workspace.save(other, "New case")
    shown = window(*PAGES, case_id=case_id)
    box = shown.findChild(QWidget, "side.case")
    words = [box.itemText(at) for at in range(box.count())]
    assert words[-1] == "All cases..."
    assert "Dad's heart & <b>valve</b>" in words
    box.activated.emit(words.index("Dad's heart & <b>valve</b>"))
    assert shown.case_id == other.id
    assert shown.windowTitle() == "Next steps - Dad's heart & <b>valve</b> - Caseorg"


def test_another_case_takes_the_message_of_the_one_before_away(shown: MainWindow, workspace: Workspace) -> None:
    other = Case(title="Another")
    workspace.save(other, "Add a case")
    shown.tell.done("Removed.", lambda: None)
    shown.show_case(other.id)
    assert not shown.messages.isVisible()


def test_the_case_switcher_is_as_high_as_the_name_of_the_case_needs(
    qtbot: QtBot, window: MakeWindow, workspace: Workspace, case_id: UUID
) -> None:
    long = Case(title="Second opinion about the left lung of my brother in Dayton, Ohio, this winter and spring")
    workspace.save(long, "New case")
    shown = window(*PAGES, case_id=case_id, size=(1280, 800))
    box = shown.findChild(QWidget, "side.case")
    one_line = box.height()
    shown.show_case(long.id)
    qtbot.waitUntil(lambda: box.height() == one_line + box.fontMetrics().lineSpacing())
    # Size and language in one step: the box is made anew between two sizes of letters.
    shown.show_case(case_id)
    shown.appearance.show(PLAIN.but(text_size=200), remember=False)
    shown.appearance.show(PLAIN.but(language="es"), remember=False)
    qtbot.waitUntil(lambda: shown.findChild(QWidget, "side.case").height() == one_line)


def test_the_shortcuts_page_lists_every_key(shown: MainWindow) -> None:
    shown.do("shortcuts")
    front = shown.front()
    assert isinstance(front, ShortcutsPage)
    listed = set()
    for view in front.findChildren(QWidget, "shortcuts.edit.table"):
        model = view.model()
        listed |= {model.index(row, 0).data() for row in range(model.rowCount())}
    assert {"Undo", "Redo", "Copy", "Paste"} <= listed


def test_a_preview_shows_pages_zooms_and_reads_them(qtbot: QtBot, shown: MainWindow) -> None:
    front = shown.front()
    assert front is not None
    preview = PagePreview(front.context.background, name="documents.preview")
    front.body.addWidget(preview)
    asked: list[tuple[int, int]] = []

    def draw(page: int, width: int) -> bytes:
        asked.append((page, width))
        from PySide6.QtCore import QBuffer
        from PySide6.QtGui import QImage

        image = QImage(width, width * 11 // 8, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        kept = QBuffer()
        image.save(kept, "PNG")
        return bytes(kept.data().data())

    preview.show_paper(3, draw, lambda page: "Pathology report" if page == 0 else "")
    preview.next.click()
    assert preview.heading.text() == "Page 2 of 3"
    preview.larger.click()
    assert asked[-1][1] > asked[0][1]
    preview.as_text.click()
    assert preview.text.toPlainText() == "This is a picture of a page. We can't read the words in it."
    preview.previous.click()
    assert preview.text.toPlainText() == "Pathology report"
    assert not preview.previous.isEnabled()


def test_labels_keep_every_letter_also_those_that_mark_shortcuts_or_markup(qtbot: QtBot, shown: MainWindow) -> None:
    odd = "<b>AT&T</b> &amp; \U0001f600 Nguyễn مرحبا {0} %s"
    label, button = Label(odd), Button(odd, name="x")
    for widget in (label, button):
        qtbot.addWidget(widget)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == odd
    assert button.words() == odd
    assert checks.name_of(button) == odd
    assert isinstance(label, QLabel)
    change = ChangeSet(odd, (), at=None)  # type: ignore[arg-type]
    shown.tell.done(change.label)
    assert shown.messages.text() == odd


@pytest.mark.parametrize(("answer", "done"), [("dialog.1", True), ("dialog.0", False), ("", False)])
def test_what_cannot_be_undone_is_asked_with_the_safe_button_in_focus_and_on_escape(
    qtbot: QtBot, shown: MainWindow, spoken: list[str], answer: str, done: bool
) -> None:
    seen: list[object] = []

    def respond() -> None:
        # Nothing here may raise: the dialog would stay open, and the run would wait for it for ever.
        dialog = shown.findChild(QDialog, "dialog")
        focused = dialog.focusWidget()
        if not dialog.isVisible() or focused is None:
            QTimer.singleShot(50, respond)
            return
        seen.append(focused.objectName())
        seen.extend((checks.unnamed_controls(dialog), checks.rich_labels(dialog), checks.cut_off(dialog)))
        if answer:
            dialog.findChild(QPushButton, answer).click()
        else:
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    QTimer.singleShot(100, respond)
    explanation = "Its 12 documents and 3 letters are gone for good. No backup of them is made."
    assert shown.tell.ask("Remove this case for good?", explanation, "Remove case", "Keep it") is done
    assert seen == ["dialog.0", [], [], []]
    assert spoken == [f"Remove this case for good? {explanation}"]


def test_a_problem_that_stops_everything_waits_for_an_answer(qtbot: QtBot, shown: MainWindow) -> None:
    QTimer.singleShot(50, lambda: shown.findChild(QPushButton, "dialog.1").click())
    assert shown.tell.stop(DiskFullError(), ["Try again", "Choose a place"]) == 1


def test_a_bar_at_the_top_warns_of_the_lock_and_goes_once_somebody_is_there(
    window: MakeWindow, spoken: list[str]
) -> None:
    shown = window(ShortcutsPage)
    stayed: list[str] = []
    shown.warning.warn(lambda: stayed.append("stay"))
    assert shown.warning.text() == spoken[-1] == "Locking in 60 seconds."
    assert shown.warning.mapTo(shown, QPoint(0, 0)).y() < shown.front().mapTo(shown, QPoint(0, 0)).y()
    shown.warning.findChild(QPushButton, "lock_warning.act").click()
    assert stayed == ["stay"]
    shown.warning.calm()
    assert not shown.warning.isVisible()
    assert spoken[-1] == "Caseorg stays open."
