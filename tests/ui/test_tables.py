"""Lists of records: one model, one view, spoken row by row, and cards where there is no room for columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from caseorg.domain.case import Case
from caseorg.services.workspace import Workspace
from caseorg.ui import text_size
from caseorg.ui.main_window import MainWindow
from caseorg.ui.page import Page, PageContext
from caseorg.ui.tables.delegates import height_of, natural_width
from caseorg.ui.tables.table_model import Column, TableModel
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.chip import Status
from tests.ui import checks
from tests.ui.conftest import PLAIN

MakeWindow = Callable[..., MainWindow]


@dataclass(frozen=True)
class Wanted:
    id: int
    what: str
    place: str
    status: str
    days: int | None


ROWS = [
    Wanted(1, "Pathology report", "Riverside General", "Got it", None),
    Wanted(2, "Biopsy slides", "Riverside General Hospital, Medical Records", "Late", 3),
    Wanted(3, "Visit notes", "Dr. Patel's office", "Asked", 30),
]
COLUMNS = (
    Column("What", lambda row: row.what),
    Column("From", lambda row: row.place),
    Column("Status", lambda row: row.status, status=lambda row: Status.bad if row.status == "Late" else None),
    Column("Days", lambda row: "" if row.days is None else str(row.days), sort_key=lambda row: row.days, right=True),
)


def _sentence(row: Wanted) -> str:
    return f"{row.what}, {row.place}, {row.status}"


class ListPage(Page):
    name = "records"
    title = "Records"
    group = "Gather"
    icon = "folder-open"

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.acted: list[str] = []
        self.list = RecordTable(
            "Records",
            COLUMNS,
            _sentence,
            name="records.list",
            commands=(("It came", lambda row: self.acted.append(row.what)),),
        )
        self.body.addWidget(self.list)

    def reload(self) -> None:
        self.list.set_rows(ROWS)


@pytest.fixture
def case_id(workspace: Workspace) -> UUID:
    case = Case(title="Maria's lung biopsy")
    workspace.save(case, "New case")
    return case.id


@pytest.fixture
def page(window: MakeWindow, case_id: UUID) -> ListPage:
    front = window(ListPage, case_id=case_id).front()
    assert isinstance(front, ListPage)
    return front


def _shown(table: RecordTable) -> list[str]:
    return [table.model.index(row, 0).data() for row in range(table.model.rowCount())]


def test_the_model_passes_qts_own_checks_while_it_changes() -> None:
    model = TableModel(COLUMNS, _sentence)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(ROWS)
    model.sort(0)
    model.set_filter("riverside")
    model.sort(3, Qt.SortOrder.DescendingOrder)
    model.set_rows(ROWS[:1])
    model.set_filter("")
    model.set_rows([])
    assert tester.model() is model


def test_a_row_is_spoken_as_one_sentence_and_its_other_cells_as_themselves() -> None:
    model = TableModel(COLUMNS, _sentence)
    model.set_rows(ROWS)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(2, 0).data(spoken) == "Visit notes, Dr. Patel's office, Asked"
    assert model.index(2, 2).data(spoken) == "Asked"


def test_rows_sort_by_their_key_and_what_is_unknown_comes_last() -> None:
    model = TableModel(COLUMNS, _sentence)
    model.set_rows(ROWS)
    for order, ids in ((Qt.SortOrder.AscendingOrder, [2, 3, 1]), (Qt.SortOrder.DescendingOrder, [3, 2, 1])):
        model.sort(3, order)
        assert [model.row_at(model.index(row, 0)).id for row in range(3)] == ids


def test_enter_opens_the_row_and_tab_leaves_the_list(qtbot: QtBot, page: ListPage) -> None:
    page.list.select(2)
    page.list.view().setFocus()
    with qtbot.waitSignal(page.list.opened) as opened:
        qtbot.keyClick(page.list.view(), Qt.Key.Key_Return)
    assert opened.args == [ROWS[1]]
    assert not page.list.table.tabKeyNavigation()


def test_the_selected_row_stays_selected_when_the_list_is_read_anew(page: ListPage) -> None:
    page.list.select(3)
    page.list.set_rows([ROWS[2], ROWS[0]])
    assert page.list.selected() == ROWS[2]


def test_when_the_selected_row_goes_its_neighbor_takes_its_place(page: ListPage) -> None:
    chosen: list[object] = []
    page.list.select(2)
    page.list.chosen.connect(chosen.append)
    page.list.set_rows([ROWS[0], ROWS[2]])
    assert page.list.selected() == ROWS[2]
    assert chosen[-1] == ROWS[2]


def test_the_list_can_be_filtered_by_words_of_any_column(page: ListPage) -> None:
    page.list.set_filter("riverside late")
    assert _shown(page.list) == ["Biopsy slides"]
    page.list.set_filter("")
    assert len(_shown(page.list)) == 3


def test_the_rows_menu_opens_sorts_and_acts(qtbot: QtBot, page: ListPage) -> None:
    page.list.select(3)
    page.list.table.customContextMenuRequested.emit(QPoint())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = {action.text(): action for action in menu.actions() if action.text()}
    assert list(actions) == ["Open", "It came", "Sort by What", "Sort by From", "Sort by Status", "Sort by Days"]
    actions["It came"].trigger()
    actions["Sort by What"].trigger()
    menu.close()
    assert page.acted == ["Visit notes"]
    assert _shown(page.list) == ["Biopsy slides", "Pathology report", "Visit notes"]
    assert page.list.selected() == ROWS[2]


def test_a_narrow_window_shows_cards_with_the_same_row_selected(qtbot: QtBot, page: ListPage) -> None:
    page.list.select(2)
    assert page.list.view() is page.list.table
    page.context.appearance.show(PLAIN.but(text_size=200), remember=False)
    page.window().resize(1024, 768)
    qtbot.waitUntil(lambda: page.list.view() is page.list.cards)
    assert page.list.selected() == ROWS[1]
    qtbot.wait(20)
    needed = sum(page.list.cards.visualRect(page.list.model.index(row, 0)).height() for row in range(3))
    assert page.list.cards.viewport().height() >= needed
    assert checks.cut_off(page.window()) == []


def test_a_card_is_headed_by_what_names_its_row_and_not_by_a_date() -> None:
    columns = [Column("Date", str), Column("What", str, names_row=True), Column("To", str)]
    assert TableModel(columns, str).card_order == [1, 0, 2]
    assert TableModel([Column("What", str), Column("Date", str)], str).card_order == [0, 1]


def test_a_card_is_as_high_as_its_words_in_any_room_and_in_any_size_of_letters(qtbot: QtBot) -> None:
    wanted = [
        replace(ROWS[0], what=words, place=place)
        for words in ("Slides", "All slides and the blocks of the first biopsy, stained and unstained", "病理報告 2026")
        for place in ("", "Blue River Health, Department of Pathology")
    ]
    columns = (Column("What", lambda row: row.what), Column("To", lambda row: row.place))
    table = RecordTable("Letters", columns, _sentence, name="letters.list", beside=True)
    qtbot.addWidget(table)
    table.set_rows(wanted)
    cards, delegate = table.cards, table.cards._delegate
    for percent in (100, 200, 100):
        text_size.use(percent)
        cards.setFont(text_size.font())  # the cards hear of it
        for width in (700, 240, 420, 700):
            cards.setProperty("room", width)
            for at, row in enumerate(wanted):
                parts = [(row.what, Role.card_title)] + ([(f"To: {row.place}", Role.body)] if row.place else [])
                inside = width - text_size.px(32)
                high = [height_of(QFontMetrics(text_size.font(role)), words, inside) for words, role in parts]
                around = text_size.px(12) + text_size.px(6) * (len(high) + 1) + text_size.px(8)
                assert delegate.card_height(cards, table.model.index(at, 0)) == sum(high) + around, (percent, width)


def test_a_date_stays_on_one_line_while_longer_words_can_wrap(qtbot: QtBot) -> None:
    columns = (
        Column("Sent", lambda row: "Nov 20, 2026"),
        Column("What", lambda row: row.what),
        Column("To", lambda row: row.place),
        Column("Status", lambda row: row.status, status=lambda _row: Status.bad),
    )
    table = RecordTable("Letters", columns, _sentence, name="letters.list")
    qtbot.addWidget(table)
    long = "Sent on November 20, 2026 by certified mail"
    table.set_rows([replace(row, what=f"{row.what}, with the scan files and the reports", status=long) for row in ROWS])
    widths = [natural_width(table.table, column) for column in range(3)]
    table.table.fit(round(sum(widths) * 1.05))
    assert table.table.columnWidth(0) == widths[0]
    assert table.table.columnWidth(1) < widths[1]


def test_all_rows_and_all_words_are_in_sight(qtbot: QtBot, page: ListPage) -> None:
    qtbot.wait(20)
    table = page.list.table
    assert table.verticalScrollBar().maximum() == 0
    assert table.horizontalScrollBar().maximum() == 0
    assert table.viewport().height() >= sum(table.rowHeight(row) for row in range(3))


def test_a_list_of_five_thousand_rows_scrolls_and_is_shown_at_once(qtbot: QtBot, page: ListPage) -> None:
    many = [Wanted(number, f"Record {number}", "Riverside", "Asked", number) for number in range(5_000)]
    page.list.set_rows(many)
    qtbot.wait(20)
    assert page.list.table.verticalScrollBar().maximum() > 0
    page.list.select(4_321)
    assert page.list.selected().id == 4_321


def test_markup_in_a_row_is_drawn_as_it_is(qtbot: QtBot, page: ListPage) -> None:
    page.list.set_rows([replace(ROWS[0], what="<b>bold</b>")])
    qtbot.wait(5)
    as_text = page.list.table.grab().toImage()
    page.list.set_rows([replace(ROWS[0], what="bold")])
    qtbot.wait(5)
    assert as_text != page.list.table.grab().toImage()
    assert page.list.model.index(0, 0).data() == "bold"
