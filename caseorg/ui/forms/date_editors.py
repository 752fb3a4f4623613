"""Dates as people write them, with the full date said back, a calendar, and a command to remove the date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from PySide6.QtCore import QDate, QLocale, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QVBoxLayout, QWidget

from caseorg.base import language
from caseorg.base.language import _, long_date, short_date, time_of_day
from caseorg.domain.written_dates import parse_date, parse_time
from caseorg.ui.forms.editors import WrittenEditor
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.text_size import Role, px, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label


class _Shape:
    """How dates stand in fields; the settings say it."""

    month_in_letters = False


def write_month_in_letters(in_letters: bool) -> None:
    """Show dates in fields as “Nov 22, 2026” from now on, or as “11/22/2026”."""
    _Shape.month_in_letters = in_letters


class DateEditor(WrittenEditor):
    """A day, or nothing: “11/22/2026”, “Nov 22”, “today”, “in 2 weeks”."""

    def __init__(self, spec: FieldSpec, today: Callable[[], date]) -> None:
        super().__init__(spec, 16)
        self._today = today
        self._calendar: _Calendar | None = None
        self.button = Button(
            _("Calendar"),
            self.open_calendar,
            icon="calendar",
            name=f"{spec.fact}.calendar",
            spoken=_("Calendar for {label}").format(label=spec.title),
        )
        self.row.insertWidget(1, self.button)
        self.echo = Label("", Role.small, "text.secondary")
        self.echo.setObjectName(f"{spec.fact}.echo")
        self.column.insertWidget(1, self.echo)
        self.echo.hide()
        self.input.editingFinished.connect(self._say_back)

    def read(self, text: str) -> object:
        return parse_date(text, self._today())

    def write(self, value: object) -> str:
        if not isinstance(value, date):
            return ""
        if _Shape.month_in_letters:
            return short_date(value, weekday=False)
        return f"{value.month}/{value.day}/{value.year}"

    def unreadable(self, text: str) -> str:
        return _("Enter a date like 11/22/2026. We couldn't read “{text}”.").format(text=text)

    def open_calendar(self) -> None:
        """Show the calendar below the field, at the day that is entered."""
        day = self.read(self.input.text().strip()) or self._today()
        self._calendar = _Calendar(self, _("Calendar for {label}").format(label=self.spec.title))
        self._calendar.open_at(day if isinstance(day, date) else self._today(), self._day_chosen)

    def _day_chosen(self, day: date) -> None:
        self.input.setText(self.write(day))
        self._edited()
        self.input.setFocus(Qt.FocusReason.PopupFocusReason)

    def _changed(self) -> None:
        super()._changed()
        text = self.input.text().strip()
        day = self.read(text) if text else None
        words = ""
        if isinstance(day, date):
            words = long_date(day)
        elif not text and isinstance(self.stored, date):
            words = _("{day} stays. To take it away, press the link below.").format(day=long_date(self.stored))
        self.echo.setText(words)
        self.echo.setVisible(bool(words))

    def _say_back(self) -> None:
        if self.echo.text():
            self.input.setAccessibleDescription(f"{self.echo.text()}. {self.spec.hint}".strip())


class MomentEditor(DateEditor):
    """A day and a time on this computer's clock; kept in UTC."""

    def __init__(self, spec: FieldSpec, today: Callable[[], date]) -> None:
        super().__init__(spec, today)
        self.clock = LineInput(10, f"{spec.fact}.time")
        self.clock.textEdited.connect(self._edited)
        label = Label(_("Time"), wrap=False)
        label.setBuddy(self.clock)
        self.row.insertWidget(2, label)
        self.row.insertWidget(3, self.clock)

    def show_value(self, value: object) -> None:
        local = value.astimezone() if isinstance(value, datetime) else None
        self.clock.setText(time_of_day(local.time()) if local else "")
        super().show_value(local.date() if local else None)

    def entry(self) -> object:
        day = super().entry()
        if not isinstance(day, date):
            return None
        text = self.clock.text().strip()
        clock = parse_time(text) if text else None
        if text and clock is None:
            from caseorg.ui.forms.editors import UnreadableEntry

            raise UnreadableEntry(_("Enter a time like 10:30 AM. We couldn't read “{text}”.").format(text=text))
        at = datetime(day.year, day.month, day.day, clock.hour if clock else 12, clock.minute if clock else 0)
        return at.astimezone().astimezone(UTC)

    def typed(self) -> str:
        return f"{self.input.text()}\n{self.clock.text()}"

    def show_typed(self, text: str) -> None:
        day, _newline, clock = text.partition("\n")
        self.clock.setText(clock)
        super().show_typed(day)

    def targets(self) -> list[QWidget]:
        return [self.input, self.clock]

    def describe(self, name: str, description: str) -> None:
        super().describe(name, description)
        self.clock.setAccessibleName(_("{label}, time").format(label=name))


class _Calendar(QFrame):
    """A month to pick a day from; it closes back to the field."""

    def __init__(self, editor: DateEditor, name: str) -> None:
        super().__init__(editor, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(name)
        self._editor = editor
        column = QVBoxLayout(self)
        set_gaps(column, margins=8)
        self.month = QCalendarWidget()
        self.month.setAccessibleName(name)
        self.month.setObjectName(f"{editor.spec.fact}.month")
        self.month.setLocale(QLocale("es_US" if language.current() == "es" else "en_US"))
        self.month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.month.setGridVisible(False)
        self.month.setMinimumSize(px(336), px(280))
        column.addWidget(self.month)

    def open_at(self, day: date, chosen: Callable[[date], object]) -> None:
        """Show the month of `day` below the field; a day picked by key or mouse is handed to `chosen`."""
        self.month.setSelectedDate(QDate(day.year, day.month, day.day))

        def picked(at: QDate) -> None:
            self.close()
            chosen(date(at.year(), at.month(), at.day()))

        self.month.activated.connect(picked)
        self.month.clicked.connect(picked)
        self.move(self._editor.input.mapToGlobal(QPoint(0, self._editor.input.height() + px(4))))
        self.show()
        self.month.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            self._editor.button.setFocus(Qt.FocusReason.PopupFocusReason)
        else:
            super().keyPressEvent(event)
