"""What every page is: a title, one line of purpose, main buttons, content; and the table entry that names it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Protocol
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui import keyboard
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_header import PageHeader
from caseorg.ui.widgets.page_scroll import PageScroll

if TYPE_CHECKING:
    from caseorg.domain.changes import ChangeSet
    from caseorg.domain.record import Record
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background
    from caseorg.ui.files import FileChooser
    from caseorg.ui.find_bar import FindBar
    from caseorg.ui.forms.form import RecordForm
    from caseorg.ui.look import Appearance
    from caseorg.ui.places import Doors
    from caseorg.ui.preferences import Preferences
    from caseorg.ui.tell import Tell
    from caseorg.ui.upkeep import Upkeep


@dataclass(frozen=True)
class Offered:
    """One line of a menu, as a search finds it."""

    name: str
    words: str
    menu: str


@dataclass(frozen=True)
class PageContext:
    """What a page is handed by the window."""

    workspace: Workspace
    case_id: UUID | None
    background: Background
    tell: Tell
    go_to: Callable[..., None]
    """go_to("records", record_id, "needed_by") opens a page, at one record and one field of it if given; with
    new=Cost it asks for a new record of that kind, with words="biopsy" it marks words in it."""
    go_back: Callable[[], None]
    do: Callable[[str], None]
    """do("undo") runs a command of ui/actions.py by its name."""
    can_open: Callable[[str], bool]
    """can_open("records") tells whether there is such a page, and a case for it."""
    offered: Callable[[], list[Offered]]
    """Gives the lines of the menus that can be chosen now."""
    today: Callable[[], date]
    show_case: Callable[[UUID | None], None]
    """Makes another case the one that is open; follow it with go_to."""
    appearance: Appearance
    preferences: Preferences
    files: FileChooser
    """Asks for files to add and for places to save to."""
    doors: Doors
    """What leads out of the window."""
    upkeep: Upkeep
    """Looks after the file: what is noted of it, and what there is to say of it."""


class OwnUndo(Protocol):
    """What a page has whose choices are not in the case file: undo and redo of its own."""

    @property
    def next_undo(self) -> str | None:
        """The label of what undo would take back."""

    @property
    def next_redo(self) -> str | None:
        """The label of what redo would do again."""

    def undo(self) -> str | None:
        """Take back the latest choice; return its label."""

    def redo(self) -> str | None:
        """Make again what was taken back last; return its label."""


class Page(QWidget):
    """A page; put things into `body`. Subclasses set the class's facts and write `reload`."""

    name: ClassVar[str] = ""
    """The page's name in commands and in object names, such as `records`."""
    title: ClassVar[str] = ""
    purpose: ClassVar[str] = ""
    """One line that says what the page is for."""
    group: ClassVar[str] = ""
    """The heading it stands under in the sidebar; empty for a page that other pages lead to."""
    icon: ClassVar[str] = ""
    whole_window: ClassVar[bool] = False
    """True for a page without sidebar and menus of pages, as the interview."""
    needs_case: ClassVar[bool] = True
    shows: ClassVar[tuple[type[Record], ...]] = ()
    """The kinds of record it shows; it reloads when one of them changes."""

    title_changed = Signal()
    more_came = Signal()
    """Sent when parts are there that did not come with the first picture; the window gives them letters for Alt."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.setObjectName(self.name)
        self.undoes: OwnUndo | None = None
        """What Undo and Redo take back while this page is in front, where that is not in the case file."""
        self.task: QWidget | None = None
        """What is asked now in the place of the page's list; its main button counts while the keyboard is in it."""
        self._find_bar: FindBar | None = None
        self.commands: dict[str, Callable[[], object]] = {
            "find": lambda: self._finder().open_bar(),
            "find_next": lambda: self._finder().step(1),
            "find_previous": lambda: self._finder().step(-1),
        }
        """What the window's commands `add`, `main`, `edit`, `remove`, `up`, `down`, `find` and `print` do here."""
        outer = self._outer = QVBoxLayout(self)
        set_gaps(outer)
        self.scroller = PageScroll()
        self.scroller.setObjectName(f"{self.name}.scroll")
        outer.addWidget(self.scroller)
        self.header = PageHeader(_(self.title), _(self.purpose), name=self.name)
        self.body = self.scroller.body
        self.body.addWidget(self.header)
        self._problem = False
        self._forms: list[RecordForm] = []

    def add_main_button(self, button: Button, *, command: str = "") -> Button:
        """Put a button at the top right and, with `command`, let the command of that name press it."""
        self.header.add_action(button)
        if command:
            self.commands[command] = button.click
        return button

    def add_form(self, form: RecordForm, column: QVBoxLayout | None = None) -> None:
        """Put a form on the page: leaving keeps its draft, and the window's title says when it has a problem."""
        self._forms.append(form)
        form.problem_changed.connect(self.set_problem)
        form.destroyed.connect(lambda _gone=None: self._forms.remove(form) if form in self._forms else None)
        (column or self.body).addWidget(form)

    def add_section(self, title: str = "") -> QVBoxLayout:
        """Add a group of things under a heading; return the column to put them in."""
        column = QVBoxLayout()
        set_gaps(column, gap=12)
        if title:
            column.addWidget(Label(title, Role.section))
        self.body.addLayout(column)
        return column

    def reload(self) -> None:
        """Read what the page shows, and show it. Called when the page is made and when what it shows has changed."""

    def complete(self) -> None:
        """Make at once what the page would make in its next moments; called before all of it is walked through."""

    def open_record(self, record_id: UUID) -> None:
        """Show one record, when another page leads to it."""

    def open_topic(self, name: str) -> None:
        """Show what is written about the page of this name; the page of help does."""

    def show_copy(self, page: Page) -> None:
        """Show a clean copy of another page as a paper; the page that prints does."""

    def focus_field(self, field: str) -> None:
        """Give the focus to one field of the record on show, when another page leads to it."""

    def open_new(self, _kind: type[Record]) -> None:
        """Ask for a new record of a kind, when another page leads to it; what the page adds, unless it adds several."""
        self.commands.get("add", self.focus_title)()

    def mark_words(self, words: str) -> None:
        """Mark words in what is on show, when a search leads to it; the page of documents does."""

    def refresh(self, change_set: ChangeSet | None = None) -> None:
        """Reload if a change touches what the page shows, or in any case where none is named, as on a new day."""
        if self.is_touched(change_set):
            self.reload()
            if change_set is not None and change_set.takes_away and self.isVisible():
                keyboard.after_removing(self)

    def follow(self, change_set: ChangeSet) -> bool:
        """Take over what followed by itself from earlier steps, without reading all; tell whether that was enough."""
        return False

    def is_touched(self, change_set: ChangeSet | None) -> bool:
        """Tell whether a change touches what the page shows; where none is named, as on a new day, it does."""
        return change_set is None or not self.shows or change_set.touches(*self.shows)

    def show_upkeep(self) -> None:
        """Called when there is something else to say of the file itself, as after a check."""

    def half_done(self) -> object:
        """Return what is chosen on the page and kept nowhere else, or None; asked before a change of language."""

    def go_on(self, half_done: object) -> None:
        """Show again what `half_done` returned, now in another language."""

    def leave(self) -> None:
        """Called before another page comes: keep what is half typed."""
        for form in self._forms:
            form.leave()

    def _finder(self) -> FindBar:
        """Return the bar that finds letters on this page, made when it is first asked for."""
        self.complete()
        if self._find_bar is None:
            from caseorg.ui.find_bar import FindBar

            self._find_bar = FindBar(self)
            self._outer.insertWidget(0, self._find_bar)
        return self._find_bar

    def shown_title(self) -> str:
        """Return the title as it stands on the page."""
        return self.header.title.text()

    def set_title(self, title: str) -> None:
        """Show another title, such as the name of the thing that was opened."""
        self.header.set_title(title)
        self.title_changed.emit()

    @property
    def has_problem(self) -> bool:
        """Tell whether a form on the page has a problem, which the window's title then says first."""
        return self._problem

    def set_problem(self, problem: bool) -> None:
        """Say whether a form on the page has a problem."""
        self._problem = problem
        self.title_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Alt:  # cards and buttons made since then have letters, too
            self.more_came.emit()
        super().keyPressEvent(event)

    def focusNextPrevChild(self, onward: bool) -> bool:
        if self.isVisible():  # Qt also asks a page that had the focus and gives way to another one
            self.complete()
            keyboard.put_in_reading_order(self)
        return super().focusNextPrevChild(onward)

    def focus_title(self) -> None:
        """Give the focus to the title, so that a screen reader begins there."""
        self.header.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.scroller.verticalScrollBar().setValue(0)
