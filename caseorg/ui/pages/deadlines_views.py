"""The ways to look at dates: a list with its detail, one month with the dates of a day, and the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, month_title, short_date
from caseorg.services.deadlines import DateRow
from caseorg.services.timeline import Lane, Moment
from caseorg.ui.pages.date_columns import date_columns, date_sentence, kind_icon, kind_status
from caseorg.ui.tables.month_grid import DayItem, MonthGrid
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, IconButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.timeline_drawing import Mark, MarkedLine, TimelineDrawing

if TYPE_CHECKING:
    from caseorg.ui.pages.deadlines import DeadlinesPage


class DatesPart(QWidget):
    """One list of dates under its heading."""

    def __init__(self, page: DeadlinesPage, title: str, *, name: str) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        set_gaps(self._column, gap=12)
        self.heading = Label(title, Role.section)
        self._column.addWidget(self.heading)
        self.table = RecordTable(
            title,
            date_columns(page.context.today),
            lambda row: date_sentence(row, page.context.today()),
            name=name,
            key=lambda row: row.key,
            commands=[(_("It is done"), page.ask_when_done), (_("Change this date"), page.ask_another_day)],
        )
        self.table.chosen.connect(lambda row: page.choose(row) if row is not None else None)
        self.table.opened.connect(page.open)
        self._column.addWidget(self.table)

    def show_rows(self, rows: tuple[DateRow, ...], *, is_open: bool = True) -> None:
        """List dates; without any, the part is not there."""
        with QSignalBlocker(self.table):
            self.table.set_rows(rows)
        self.setVisible(bool(rows) and is_open)

    def select(self, key: str | None) -> None:
        """Select one date, or none: only one date of the whole page is selected."""
        with QSignalBlocker(self.table):
            if key is None:
                self.table.table.selectionModel().setCurrentIndex(
                    QModelIndex(), self.table.table.selectionModel().SelectionFlag.Clear
                )
            else:
                self.table.select(key)

    def take(self, detail: QWidget) -> None:
        """Put the detail below this list."""
        if detail.parent() is not self:
            self._column.addWidget(detail)


class MonthPart(QWidget):
    """A month, and below it what is on the day that is chosen."""

    def __init__(self, page: DeadlinesPage) -> None:
        super().__init__()
        self._page = page
        self._rows: tuple[DateRow, ...] = ()
        self._day: date | None = None
        column = QVBoxLayout(self)
        set_gaps(column, gap=12)
        self.title = Label("", Role.section)
        previous = IconButton("chevron-left", _("Month before"), lambda: self._go(-1), name="deadlines.month.previous")
        following = IconButton("chevron-right", _("Month after"), lambda: self._go(1), name="deadlines.month.next")
        now = Button(_("This month"), lambda: self._show(self._page.context.today()), name="deadlines.month.now")
        column.addWidget(self.title)
        column.addWidget(FlowRow(previous, following, now, gap=8))
        self.grid = MonthGrid(_("Month"), name="deadlines.month")
        self.grid.day_chosen.connect(self._choose)
        self.grid.day_opened.connect(self._open)
        column.addWidget(self.grid)
        self.nothing = Label("", Role.body)
        column.addWidget(self.nothing)
        self.day = DatesPart(page, _("Dates of this day"), name="deadlines.day")
        column.addWidget(self.day)

    def show_rows(self, rows: tuple[DateRow, ...], today: date) -> None:
        """Show the month of the day that was chosen last, or the month it is."""
        self._rows = rows
        self._show(self._day or today)

    def shows(self, row: DateRow) -> bool:
        """Tell whether a date is on the day that is chosen."""
        return self._day in _days_of(row)

    def _go(self, months: int) -> None:
        first = self.grid.month()
        self._show((first - timedelta(days=1)).replace(day=1) if months < 0 else first + timedelta(days=31))

    def _show(self, day: date) -> None:
        today = self._page.context.today()
        items: dict[date, list[DayItem]] = {}
        for row in self._rows:
            said = date_sentence(row, today)
            for one in _days_of(row):
                what = row.what if one == row.act_by else _("Last day: {what}").format(what=row.what)
                item = DayItem(row.key, what, said, kind_status(row, today), _row_icon(row, today))
                items.setdefault(one, []).append(item)
        self.title.setText(month_title(day))
        with QSignalBlocker(self.grid.selectionModel()):
            self.grid.show_month(day, items, today)
            self.grid.select_day(day)
        self._choose(day)

    def _choose(self, day: date) -> None:
        """Show what is on a day; a day of the next month or the one before stays in this picture."""
        self._day = day
        rows = tuple(row for row in self._rows if day in _days_of(row))
        self.nothing.setText(_("Nothing on {day}.").format(day=short_date(day)))
        self.nothing.setVisible(not rows)
        self.day.show_rows(rows)
        self.day.heading.setText(short_date(day))
        if len(rows) == 1:
            self._page.choose(rows[0])
        else:
            self._page.choose_none()

    def _open(self, day: date) -> None:
        """Go to the dates of a day by the keyboard."""
        self._choose(day)
        if self.day.isVisible():
            self.day.select(self.day.table.model.key(self.day.table.model.row_at(self.day.table.model.index(0, 0))))
            self.day.table.view().setFocus()


def _days_of(row: DateRow) -> tuple[date, ...]:
    """Return the days of a month a date stands on: our safe day, and the last day, which is not to look free."""
    is_open = row.done_on is None and row.is_confirmed
    return (row.act_by, row.day) if is_open and row.day != row.act_by else (row.act_by,)


class TimelinePart(QWidget):
    """The timeline: a picture, with what it shows in words below it, line by line. The list stands under it."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        set_gaps(column, gap=12)
        self.drawing = TimelineDrawing(name="deadlines.timeline")
        column.addWidget(self.drawing)
        self.words = Label("", Role.small)
        self.words.setObjectName("deadlines.timeline.words")
        column.addWidget(self.words)

    def show_lanes(self, lanes: Sequence[Lane], today: date) -> None:
        """Draw the lines, and say what has happened on them; what is to come stands in the list."""
        self.drawing.show_lines([MarkedLine(lane.name, tuple(_marks(lane, today))) for lane in lanes], today)
        self.words.setText("\n".join(_past_words(lane) for lane in lanes if any(not each.row for each in lane.moments)))
        self.words.setVisible(bool(self.words.text()))


def _marks(lane: Lane, today: date) -> list[Mark]:
    return [Mark(moment.day, _icon(moment, today), _role(moment, today)) for moment in lane.moments]


def _icon(moment: Moment, today: date) -> str:
    return _row_icon(moment.row, today) if moment.row else "circle-check"


def _row_icon(row: DateRow, today: date) -> str:
    return kind_icon(row, today) if row.done_on is None else "circle-check"


def _role(moment: Moment, today: date) -> str:
    status = kind_status(moment.row, today) if moment.row else None
    return f"status.{status}" if status else "text.secondary"


def _past_words(lane: Lane) -> str:
    """Say what happened on a line: “Riverside: Nov 5 asked for records, Nov 9 call”."""
    said = _("{day}: {what}")
    past = (
        said.format(day=short_date(each.day, weekday=False), what=each.what) for each in lane.moments if not each.row
    )
    return _("{name}. {events}").format(name=lane.name, events=" · ".join(past))
