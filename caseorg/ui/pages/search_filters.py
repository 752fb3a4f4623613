"""What a search is narrowed to: one case, one kind of thing, a time, a person or place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from caseorg.base.language import _, marked
from caseorg.services.search import Group, Narrowed, kinds_of
from caseorg.ui.page import PageContext
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.navigation import case_words

_TIMES: tuple[tuple[str, int | None, int | None], ...] = (
    (marked("Any time"), None, None),
    (marked("From today on"), 0, None),
    (marked("The last 30 days"), -30, 0),
    (marked("The last 12 months"), -365, 0),
    (marked("More than 12 months ago"), None, -366),
)
"""What is offered, with the first and the last day counted from today."""


class SearchFilters(FlowRow):
    """Four boxes. A change is heeded at once, and one press takes them all back."""

    changed = Signal()

    def __init__(self, context: PageContext) -> None:
        super().__init__(name="search.filters")
        self._context = context
        self.case = self._box(_("Case"), "case", 20)
        self.kind = self._box(_("Kind"), "kind", 16)
        self.time = self._box(_("Time"), "time", 16)
        self.person = self._box(_("Person or place"), "person", 20)
        self.all = LinkButton(_("Search everything again"), self.clear, name="search.filters.all")
        self.add(self.all)
        self.all.hide()
        self.case.activated.connect(lambda _at: self._offer_people())
        for box in (self.case, self.kind, self.time, self.person):
            box.activated.connect(lambda _at: self._heed())

    def offer(self) -> None:
        """List what there is to choose from now; what was chosen stays chosen if it is still there."""
        lines = self._context.workspace.case_lines()
        self._fill(self.case, [(_("All cases"), None), *((case_words(line), line.case_id) for line in lines)])
        self._fill(self.kind, [(_("Everything"), None), *((group.heading, group) for group in Group)])
        self._fill(self.time, [(_(words), at) for at, (words, _first, _last) in enumerate(_TIMES)])
        self._offer_people()

    def clear(self) -> None:
        """Search everything again."""
        for box in (self.case, self.kind, self.time, self.person):
            box.setCurrentIndex(0)
        self._offer_people()
        self._heed()

    @property
    def is_on(self) -> bool:
        """Tell whether anything is left out."""
        return any(box.currentIndex() > 0 for box in (self.case, self.kind, self.time, self.person))

    def shows(self, group: Group) -> bool:
        """Tell whether what belongs to no case is looked for, too: words, settings and commands have neither
        case nor day.
        """
        others = (self.case, self.time, self.person)
        return self._group() in (None, group) and not any(box.currentIndex() > 0 for box in others)

    def narrowed(self, today: date) -> Narrowed | None:
        """Return what is looked for in the file; None where the kind chosen is nothing in the file."""
        group = self._group()
        kinds = kinds_of(group) if group is not None else ()
        if group is not None and not kinds:
            return None
        _words, first, last = _TIMES[max(0, self.time.currentIndex())]
        return Narrowed(
            self._chosen(self.case), kinds, self._chosen(self.person),
            None if first is None else today + timedelta(days=first),
            None if last is None else today + timedelta(days=last),
        )  # fmt: skip

    def _box(self, words: str, name: str, width: int) -> Choice:
        box = Choice(f"search.{name}", width=width)
        label = Label(words, wrap=False)
        label.setBuddy(box)
        box.setAccessibleName(words)
        self.add(FlowRow(label, box, gap=8))
        return box

    def _offer_people(self) -> None:
        names = self._context.workspace.store.contact_names(self._chosen(self.case))
        self._fill(self.person, [(_("Anyone"), None), *((name, key) for key, name in names)])

    def _group(self) -> Group | None:
        chosen = self.kind.currentData()
        return Group(chosen) if chosen else None  # Qt gives back the word alone

    def _chosen(self, box: Choice) -> UUID | None:
        chosen: UUID | None = box.currentData()
        return chosen

    def _fill(self, box: Choice, lines: list[tuple[str, Any]]) -> None:
        chosen = box.currentData()
        box.clear()
        for words, data in lines:
            box.addItem(words, data)
        # Not findData: Qt does not know how to compare our ids.
        box.setCurrentIndex(next((at for at, (_words, data) in enumerate(lines) if data == chosen), 0))

    def _heed(self) -> None:
        self.all.setVisible(self.is_on)
        self.changed.emit()
