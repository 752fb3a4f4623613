"""The main window: sidebar, menus, the page in front, the message bar and the status bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenuBar, QStackedLayout, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui import keyboard
from caseorg.ui.bridge import Bridge
from caseorg.ui.case_dates import show_next_dates
from caseorg.ui.clock_question import ClockQuestion
from caseorg.ui.commands import WindowCommands
from caseorg.ui.files import FileChooser
from caseorg.ui.idle import IdleLock, LockWarning
from caseorg.ui.look import Appearance
from caseorg.ui.made_pages import MadePages
from caseorg.ui.menus import Menus
from caseorg.ui.page import Page, PageContext
from caseorg.ui.page_counts import PageCounts
from caseorg.ui.places import Doors, Place, Trail
from caseorg.ui.preferences import Preferences
from caseorg.ui.tell import Tell
from caseorg.ui.text_size import set_gaps
from caseorg.ui.upkeep import Upkeep
from caseorg.ui.widgets.message_bar import MessageBar
from caseorg.ui.widgets.mnemonics import mark_page
from caseorg.ui.widgets.navigation import SidePanel
from caseorg.ui.widgets.page_strip import PageStrip
from caseorg.ui.widgets.room import Room, room_of
from caseorg.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from caseorg.domain.changes import ChangeSet
    from caseorg.domain.record import Record
    from caseorg.services.settings import SettingsFile
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background


class MainWindow(QMainWindow):
    """One window for one open case file."""

    def __init__(
        self,
        workspace: Workspace,
        pages: Sequence[type[Page]],
        *,
        appearance: Appearance,
        background: Background,
        files: FileChooser,
        doors: Doors,
        defect: Callable[[BaseException], object],
        settings: SettingsFile,
        without_password: bool = False,
    ) -> None:
        """Make the window; `show_case` and `go_to` fill it.

        Args:
            workspace: The open case file.
            pages: The table of pages, in sidebar order.
            appearance: How the screen looks.
            background: Where slow work runs.
            doors: What leads out of this window.
            files: What asks for files and places.
            defect: What to do with an error nobody can act on.
            settings: What the person chose, and what is noted of each case file.
            without_password: The file opens with the empty password.
        """
        super().__init__()
        self.setObjectName("main")
        self.workspace, self.appearance, self.doors = workspace, appearance, doors
        self._background, self._files = background, files
        self.preferences = Preferences(appearance, settings, workspace)
        self.preferences.subscribe(lambda _name: (self._arrange(), self._refresh(None)))
        self.upkeep = Upkeep(workspace, background, settings, without_password=without_password, parent=self)
        self.upkeep.changed.connect(self._show_upkeep)
        self.preferences.subscribe(lambda name: self.upkeep.reading.start() if name == "read_scans" else None)
        self._idle: IdleLock | None = None
        self._pages = {page.name: page for page in pages}
        self._made = MadePages(self)
        self._case_id: UUID | None = None
        self._trail = Trail()
        self.messages = MessageBar()
        self.tell = Tell(self, self.messages, defect, save_elsewhere=lambda: self.do("save_copy"))
        self.bridge = Bridge(workspace, workspace.today, self)
        self.bridge.changed.connect(self._changed)
        self.bridge.new_day.connect(lambda _day: self._refresh(None))
        self.clock = ClockQuestion(self.upkeep, background, self.bridge, self.tell)
        self.commands = WindowCommands(self)
        self._build()
        self._is_closed = False
        appearance.language_changed.connect(self._build_again)
        appearance.changed.connect(self._look_changed)

    # Building

    def _build(self) -> None:
        central = QWidget()
        whole, outer, right = QVBoxLayout(central), QHBoxLayout(), QVBoxLayout()
        for layout in (whole, outer, right):
            set_gaps(layout)
        whole.addLayout(outer, 1)
        listed = [page for page in self._pages.values() if page.group]
        self.side = SidePanel(listed, self.go_to, self._switch_case)
        show_next_dates(self.side, self.workspace, self._background)
        outer.addWidget(self.side)
        outer.addLayout(right, 1)
        search = (lambda: self.do("search")) if self.has_page("search") else None
        self.warning, self._strip = LockWarning(), PageStrip(listed, self.go_back, self.go_to, search)
        right.addWidget(self.warning)
        self.clock.put_into(right)
        right.addWidget(self._strip)
        self._counts = PageCounts(self.workspace, self._background, self.side, self._strip.go_to)
        self._stack = QStackedLayout()  # not the widget of this kind: a reader would say “layered pane” each time
        right.addLayout(self._stack, 1)
        self.messages.setParent(None)
        right.addWidget(self.messages)
        self.status = StatusLine(self.commands.say_saved, self.lock, self.commands.set_text_size)
        # Not Qt's own status bar: texts of menu lines would push our buttons aside.
        whole.addWidget(self.status.bar)
        self._show_upkeep()
        self.setCentralWidget(central)
        self.setMenuBar(QMenuBar())
        self.menus = Menus(self.commands, self, self.menuBar(), list(self._pages.values()))
        self._arrange()

    def _build_again(self) -> None:
        """Make everything anew in the language now in use, and go on in the same place."""
        trail, half_done, cursor = self._trail, self._made.half_done(), keyboard.place_of_cursor(self)
        self._drop_pages()
        self.messages.clear()  # it was said in the other language
        self._build()
        self.show_case(self._case_id)
        self._made.go_on_with(half_done)
        self._trail = trail
        if trail.here is not None:
            self._show(trail.here)
        keyboard.return_cursor(self.front(), cursor)

    def _drop_pages(self) -> None:
        if (front := self.front()) is not None:
            front.leave()
        self._made.drop(self._stack)
        self._trail = Trail()

    # The case and the page in front

    def show_case(self, case_id: UUID | None) -> None:
        """Show another case, or none; the pages are made anew for it."""
        self._drop_pages()
        if case_id != self._case_id:
            self.messages.clear()  # it speaks of the other case, and so does its Undo
        self._case_id = case_id
        self._counts.show_case(case_id)
        self.side.show_cases(self.workspace.case_lines(), case_id)
        self._retitle()

    @property
    def case_id(self) -> UUID | None:
        """Which case is open in this window."""
        return self._case_id

    def page_name(self) -> str:
        """Return the name of the page in front, or nothing."""
        return self._trail.here.page if self._trail.here else ""

    def has_page(self, name: str) -> bool:
        """Tell whether the program has a page of this name."""
        return name in self._pages

    def can_open(self, name: str) -> bool:
        """Tell whether a page can be opened now."""
        return self.has_page(name) and (self._case_id is not None or not self._pages[name].needs_case)

    def go_to(
        self,
        name: str,
        record_id: UUID | None = None,
        field: str = "",
        new: type[Record] | None = None,
        words: str = "",
    ) -> None:
        """Bring a page to the front: at one record and one field, asking for a new one, or with words marked."""
        if self.can_open(name) and (place := Place(name, record_id)) != self._trail.here:
            self._leave()
            self._trail.go_to(place)
            self._show(place)
            if field:
                self._made[name].focus_field(field)
            if new is not None:
                self._made[name].open_new(new)
            if words:
                self._made[name].mark_words(words)

    def go_back(self) -> None:
        """Go back to where one was before."""
        self._leave()
        self._show(self._trail.go_back())

    def go_forward(self) -> None:
        """Go where one came back from."""
        self._leave()
        self._show(self._trail.go_forward())

    def can_go_back(self) -> bool:
        """Tell whether there is somewhere to go back to."""
        return bool(self._trail.past)

    def can_go_forward(self) -> bool:
        """Tell whether one came back from somewhere."""
        return bool(self._trail.future)

    def _leave(self) -> None:
        """Keep what is half typed on the page in front; its message has been read."""
        if (front := self.front()) is not None:
            front.leave()
            self.workspace.history.close_step()
            self.messages.clear()

    def _show(self, place: Place | None) -> None:
        if place is None:
            return
        page = self._made.caught_up(place.page) or self._make(place.page)
        self._stack.setCurrentWidget(page)
        if place.record_id is not None:
            page.open_record(place.record_id)
        self.side.show_page(place.page)
        self._strip.go_to.show_page(place.page, page.shown_title())
        self._arrange()
        self._counts.look()
        self._strip.back.setEnabled(self.can_go_back())
        self._retitle()
        self._mark()
        page.focus_title()

    def _mark(self) -> None:
        self.menus.look()
        if (front := self.front()) is not None:
            mark_page(front.task or front, self.menus.letters())

    def _make(self, name: str) -> Page:
        page = self._pages[name](self._context())
        page.title_changed.connect(self._retitle)
        page.more_came.connect(self._mark)
        page.reload()
        mark_page(page, self.menus.letters())  # before it is measured for the first time
        self._stack.addWidget(page)
        self._made.add(name, page)
        return page

    def _context(self) -> PageContext:
        return PageContext(
            workspace=self.workspace, case_id=self._case_id, background=self._background, tell=self.tell,
            go_to=self.go_to, go_back=self.go_back, do=self.do, can_open=self.can_open, offered=self.menus.offered,
            today=self.workspace.today, show_case=self.show_case, appearance=self.appearance,
            preferences=self.preferences, files=self._files, doors=self.doors, upkeep=self.upkeep,
        )  # fmt: skip

    def front(self) -> Page | None:
        """Return the page in front, or None."""
        return self._made.get(self.page_name())

    def _switch_case(self, case_id: UUID | None) -> None:
        if case_id is None:
            self.go_to("all_cases")
        elif case_id != self._case_id:
            self.show_case(case_id)
            self.go_to(self._first_page())

    # Changes

    def _changed(self, change_set: ChangeSet) -> None:
        self._refresh(change_set)
        self.status.show_saved()
        self.side.show_cases(self.workspace.case_lines(), self._case_id)
        self._retitle()
        self.menus.look()

    def _show_upkeep(self) -> None:
        self.upkeep.show_on(self.status, self.go_to)
        self._made.show_upkeep()

    def _refresh(self, change_set: ChangeSet | None) -> None:
        self._made.take_over(change_set, self.front())
        self._counts.look()

    def _retitle(self) -> None:
        page = self.front()
        parts = [page.shown_title()] if page is not None else []
        if self._case_id is not None:
            case = self.workspace.load_case(self._case_id).case
            parts += [_("Sample")] if case.is_sample else []
            parts += [case.title] if case.title else []
        title = " - ".join([*parts, "Caseorg"])
        self.setWindowTitle(_("Error: {title}").format(title=title) if page is not None and page.has_problem else title)

    def do(self, name: str) -> None:
        """Do a command of the table by its name."""
        self.menus.look()
        self.menus.action(name).trigger()

    # How it looks

    def _look_changed(self) -> None:
        self.status.show_size()
        self._arrange()

    def _arrange(self) -> None:
        """Lay out for the room there is: a sidebar beside the page, or “Go to” above it."""
        page = self.front()
        alone = page is not None and page.whole_window
        room = room_of(self) if self.preferences.settings.show_sidebar else min(room_of(self), Room.medium)
        if page is not None:
            page.header.show_purpose(self.preferences.settings.show_purposes or page.whole_window)
        self.side.setVisible(room is Room.wide and not alone)
        self.side.fit()
        self._strip.show_room(room)
        self._strip.setVisible(not alone)
        self.menuBar().setVisible(not alone)
        self.status.show_room(room_of(self))
        self.setMinimumSize(640, 480)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def parts(self) -> list[QWidget]:
        """Return the parts of the window that can be seen, in reading order."""
        above = (self.side, self.warning, self.clock, self._strip)
        every = (*above, self._stack.currentWidget(), self.messages, self.status.bar)
        return [part for part in every if part is not None and part.isVisible()]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll the page by keys that nothing with the focus wanted."""
        page = self.front()
        if page is not None:
            page.scroller.scroll_by_key(event)
        super().keyPressEvent(event)

    # The end

    def lock(self) -> None:
        """Keep what is half typed and lock the file."""
        place = self._trail.kept()
        try:
            place |= keyboard.place_of_cursor(self)
            self._leave()
        finally:  # what could not be kept is no reason to stay open
            self.doors.lock(place)

    def come_back(self, kept: Mapping[str, str], page: str = "") -> None:
        """Open the page that is asked for, or the one that was in front when the file was locked, at the same field."""
        name = page if self.can_open(page) else kept.get("page", "")
        if not self.can_open(name):
            name, kept = self._first_page(), {}
        self.go_to(name, Trail.record_in(kept) if not page else None)
        if not page:
            keyboard.return_cursor(self.front(), kept)

    def _first_page(self) -> str:
        """Return the page to begin with: the first of the sidebar, or without a case the first that needs none."""
        listed = [name for name, page in self._pages.items() if bool(page.group) is (self._case_id is not None)]
        return next((name for name in listed if self.can_open(name)), "")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if self._idle is None and handle is not None:
            idle = self._idle = IdleLock(  # another language makes another bar, so it is asked for each time
                handle, self.preferences.lock_minutes, lock=self.lock, on_sleep=self.preferences.locks_on_sleep,
                warn=lambda: self.warning.warn(idle.stay), calm=lambda: self.warning.calm(),  # noqa: PLW0108
            )  # fmt: skip
            self.upkeep.start(self._idle.idle_seconds)

    def keep_drafts(self) -> None:
        """Keep what is half typed anywhere, on the pages behind, too: the file is about to be closed."""
        self._made.leave()
        self._leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep_drafts()
        self.upkeep.stop()
        self.bridge.close()
        if not self._is_closed:  # a closed window has no file to read from
            self.appearance.language_changed.disconnect(self._build_again)
            self.appearance.changed.disconnect(self._look_changed)
            self._is_closed = True
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "menus"):
            self._arrange()
        super().changeEvent(event)
