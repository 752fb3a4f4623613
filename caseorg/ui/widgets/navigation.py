"""The ways to another page: the panel at the left, and the “Go to” box where there is no room for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui.text_size import Role, characters, px, set_gaps
from caseorg.ui.theme import color
from caseorg.ui.widgets.choice import SHORT, CaseChoice, Choice
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.sidebar import Sidebar, SidebarItem

_SIDEBAR_CHARACTERS = 27
_SIDES = 16


class SidePanel(QWidget):
    """The case switcher above the list of pages."""

    cases_wanted = Signal()
    """Sent when the list of cases opens: their next dates are wanted now."""

    def __init__(
        self,
        pages: Sequence[Any],
        open_page: Callable[[str], object],
        open_case: Callable[[UUID | None], object],
        parent: QWidget | None = None,
    ) -> None:
        """Make it.

        Args:
            pages: The classes of pages that are listed, each with name, title, group and icon.
            open_page: Called with a page's name.
            open_case: Called with a case's id, or None for the list of all cases.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self._open_case = open_case
        self.setObjectName("side")
        column = QVBoxLayout(self)
        set_gaps(column, margins=(0, 8, 0, 8), gap=12)
        top = QVBoxLayout()
        set_gaps(top, margins=(_SIDES, 0, _SIDES, 0), gap=4)
        label = Label(_("Case"), Role.small, "text.secondary")
        self._cases = CaseChoice("side.case")
        label.setBuddy(self._cases)
        self._cases.setAccessibleName(_("Case"))
        top.addWidget(label)
        top.addWidget(self._cases)
        column.addLayout(top)
        self._list = Sidebar(items_of(pages))
        self._list.opened.connect(open_page)
        column.addWidget(self._list, 1)
        self._cases.activated.connect(self._case_chosen)
        self._cases.about_to_open.connect(self.cases_wanted)
        self._dates: Mapping[UUID, str] = {}
        self._lines: tuple[Any, ...] = ()

    def show_cases(self, lines: Sequence[Any], chosen: UUID | None) -> None:
        """List the cases, with the one that is open chosen."""
        self._lines = tuple(lines)
        self._cases.clear()
        for line in lines:
            name = case_words(line)
            self._cases.add_case(self._words_for(line.case_id, name), name, line.case_id)
        self._cases.addItem(_("All cases..."), None)
        # Not findData: Qt does not know how to compare our ids.
        self._cases.setCurrentIndex(next((at for at, line in enumerate(lines) if line.case_id == chosen), -1))

    def case_ids(self) -> list[UUID]:
        """Return which cases are listed, in order."""
        return [line.case_id for line in self._lines]

    def show_next_dates(self, dates: Mapping[UUID, str]) -> None:
        """Show the next date of each case beside its name, where it has one."""
        before, self._dates = self._dates, dates
        for at, line in enumerate(self._lines):
            if before.get(line.case_id) != dates.get(line.case_id):
                self._cases.setItemText(at, self._words_for(line.case_id, case_words(line)))

    def _words_for(self, case_id: UUID, name: str) -> str:
        day = self._dates.get(case_id, "")
        return _("{case}, next date {day}").format(case=name, day=day) if day else name

    def show_page(self, name: str) -> None:
        """Mark the page in front."""
        self._list.show_page(name)

    def fit(self) -> None:
        """Take the width of a sidebar, or more where a page and its count need it."""
        width = max(characters(_SIDEBAR_CHARACTERS) + px(48), self.natural_width())
        self.setFixedWidth(width)

    def natural_width(self) -> int:
        """Return the width at which every page and its count can be read."""
        return self._list.natural_width()

    def set_count(self, name: str, words: str) -> None:
        """Show a short count or date beside a page."""
        self._list.set_count(name, words)
        self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("sunken"))
        painter.end()

    def _case_chosen(self, at: int) -> None:
        self._open_case(self._cases.itemData(at))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._list.scheduleDelayedItemsLayout()
        super().changeEvent(event)


class GoTo(QWidget):
    """All pages in one box, for a narrow window or large text."""

    def __init__(self, pages: Sequence[Any], open_page: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        set_gaps(row, gap=8)
        label = Label(_("Go to"), wrap=False)
        self._box = Choice("header.go_to", lines=1)
        self._box.setMaxVisibleItems(16)
        label.setBuddy(self._box)
        self._box.setAccessibleName(_("Go to"))
        row.addWidget(label)
        row.addWidget(self._box, 1)
        self._titles: dict[str, str] = {}
        for item in items_of(pages):
            self._titles[item.name] = item.title
            self._box.addItem(item.title, item.name)
            self._box.setItemData(self._box.count() - 1, item.title, SHORT)
            self._box.setItemData(
                self._box.count() - 1, f"{item.group}, {item.title}", Qt.ItemDataRole.AccessibleTextRole
            )
        self._box.activated.connect(lambda at: open_page(self._box.itemData(at)))

    def show_page(self, name: str, title: str) -> None:
        """Show the page in front; one that is not listed is named where nothing is chosen."""
        self._box.setPlaceholderText(title)
        self._box.setCurrentIndex(self._box.findData(name))

    def set_count(self, name: str, words: str) -> None:
        """Show a short count or date after a page's title."""
        at = self._box.findData(name)
        if at >= 0:
            title = self._titles[name]
            self._box.setItemText(at, _("{title}, {count}").format(title=title, count=words) if words else title)


def items_of(pages: Sequence[Any]) -> list[SidebarItem]:
    """Return the lines of the sidebar for classes of pages."""
    return [SidebarItem(page.name, _(page.title), _(page.group), page.icon) for page in pages]


def case_words(line: Any) -> str:
    """Return a case as the switcher lists it: its name, and whether it is the sample."""
    title = line.title or _("Case without a name")
    return _("{case} (sample)").format(case=title) if line.is_sample else title
