"""The main window: sidebar, menus, the page in front, the message bar and the status bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QMenuBar,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from caseorg.base.language import _
from caseorg.ui import speech, text_size
from caseorg.ui.bridge import Bridge
from caseorg.ui.files import FileChooser
from caseorg.ui.idle import IdleLock
from caseorg.ui.look import Appearance
from caseorg.ui.menus import Menus
from caseorg.ui.page import Page, PageContext
from caseorg.ui.style import ButtonKind
from caseorg.ui.tell import Tell
from caseorg.ui.text_size import characters, px, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.message_bar import MessageBar
from caseorg.ui.widgets.mnemonics import mark_page
from caseorg.ui.widgets.navigation import GoTo, SidePanel
from caseorg.ui.widgets.room import Room, room_of
from caseorg.ui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from caseorg.domain.changes import ChangeSet
    from caseorg.services.workspace import Workspace
    from caseorg.ui.background import Background

_SIDEBAR_CHARACTERS = 25


@dataclass(frozen=True)
class Doors:
    """What leads out of this window; the start of the program knows how."""

    new_file: Callable[[], object]
    open_file: Callable[[], object]
    open_sample: Callable[[], object]
    close_file: Callable[[], object]
    lock: Callable[[dict[str, str]], object]
    """Called with what the unlocked window is to come back to."""
    continue_in: Callable[..., object]
    """continue_in(workspace, page, without_password=False) goes on in a file that was sealed anew."""


@dataclass(frozen=True)
class Place:
    """Where somebody is: a page, and one record on it."""

    page: str
    record_id: UUID | None = None


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
        lock_after_minutes: Callable[[], int],
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
            lock_after_minutes: Gives after how many minutes without keys or mouse to lock; 0 is never.
        """
        super().__init__()
        self.setObjectName("main")
        self.workspace, self.appearance, self.doors = workspace, appearance, doors
        self._background, self._files = background, files
        self._lock_after_minutes = lock_after_minutes
        self._idle: IdleLock | None = None
        self._pages = {page.name: page for page in pages}
        self._made: dict[str, Page] = {}
        self._case_id: UUID | None = None
        self._place: Place | None = None
        self._past: list[Place] = []
        self._future: list[Place] = []
        self.messages = MessageBar()
        self.tell = Tell(self, self.messages, defect)
        self.bridge = Bridge(workspace, workspace.today, self)
        self.bridge.changed.connect(self._changed)
        self.bridge.new_day.connect(lambda _day: self._refresh(None))
        self._build()
        appearance.language_changed.connect(self._build_again)
        appearance.changed.connect(self._look_changed)

    # Building

    def _build(self) -> None:
        central = QWidget()
        outer = QHBoxLayout(central)
        set_gaps(outer)
        listed = [page for page in self._pages.values() if page.group]
        self.side = SidePanel(listed, self.go_to, self._switch_case)
        outer.addWidget(self.side)
        right = QVBoxLayout()
        set_gaps(right)
        outer.addLayout(right, 1)
        self._strip = QWidget()
        strip = QHBoxLayout(self._strip)
        set_gaps(strip, margins=(16, 8, 16, 0), gap=12)
        self._back = Button(_("Back"), self.go_back, kind=ButtonKind.quiet, icon="arrow-left", name="header.back")
        self._go_to = GoTo(listed, self.go_to)
        strip.addWidget(self._back)
        strip.addWidget(self._go_to, 1)
        strip.addStretch(0)
        right.addWidget(self._strip)
        self._stack = QStackedWidget()
        right.addWidget(self._stack, 1)
        self.messages.setParent(None)
        right.addWidget(self.messages)
        self.status = StatusLine(self.say_saved, self.lock, self.set_text_size)
        self.setCentralWidget(central)
        self.setStatusBar(self.status.bar)
        # A new bar takes the old one's shortcuts with it, where a change of language makes everything anew.
        self.setMenuBar(QMenuBar())
        self.menus = Menus(self, self.menuBar(), list(self._pages.values()))
        self._arrange()

    def _build_again(self) -> None:
        """Make everything anew in the language now in use, and go on in the same place."""
        place = self._place
        self._drop_pages()
        self._build()
        self.show_case(self._case_id)
        if place is not None:
            self._show(place)

    def _drop_pages(self) -> None:
        front = self._front()
        if front is not None:
            front.leave()
        for page in self._made.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._made.clear()
        self._place = None

    # The case and the page in front

    def show_case(self, case_id: UUID | None) -> None:
        """Show another case, or none; the pages are made anew for it."""
        self._drop_pages()
        self._past.clear()
        self._future.clear()
        self._case_id = case_id
        self.side.show_cases(self.workspace.store.case_lines(), case_id)
        self._retitle()

    @property
    def case_id(self) -> UUID | None:
        """Which case is open in this window."""
        return self._case_id

    def page_name(self) -> str:
        """Return the name of the page in front, or nothing."""
        return self._place.page if self._place else ""

    def has_page(self, name: str) -> bool:
        """Tell whether the program has a page of this name."""
        return name in self._pages

    def can_open(self, name: str) -> bool:
        """Tell whether a page can be opened now."""
        return self.has_page(name) and (self._case_id is not None or not self._pages[name].needs_case)

    def go_to(self, name: str, record_id: UUID | None = None) -> None:
        """Bring a page to the front, at one record if given."""
        place = Place(name, record_id)
        if not self.can_open(name) or place == self._place:
            return
        if self._place is not None:
            self._past.append(self._place)
        self._future.clear()
        self._show(place)

    def go_back(self) -> None:
        """Go back to where one was before."""
        self._step(self._past, self._future)

    def go_forward(self) -> None:
        """Go where one came back from."""
        self._step(self._future, self._past)

    def can_go_back(self) -> bool:
        """Tell whether there is somewhere to go back to."""
        return bool(self._past)

    def can_go_forward(self) -> bool:
        """Tell whether one came back from somewhere."""
        return bool(self._future)

    def _step(self, source: list[Place], target: list[Place]) -> None:
        if source:
            if self._place is not None:
                target.append(self._place)
            self._show(source.pop())

    def _show(self, place: Place) -> None:
        before = self._front()
        if before is not None:
            before.leave()
            self.workspace.history.close_step()
        if self._place is not None:
            self.messages.clear()
        page = self._made.get(place.page) or self._make(place.page)
        self._place = place
        self._stack.setCurrentWidget(page)
        if place.record_id is not None:
            page.open_record(place.record_id)
        self.side.show_page(place.page)
        self._go_to.show_page(place.page)
        self._arrange()
        self._back.setEnabled(self.can_go_back())
        self._retitle()
        self.menus.look()
        mark_page(page, self.menus.letters())
        page.focus_title()

    def _make(self, name: str) -> Page:
        page = self._pages[name](self._context())
        page.title_changed.connect(self._retitle)
        page.reload()
        self._made[name] = page
        self._stack.addWidget(page)
        return page

    def _context(self) -> PageContext:
        return PageContext(
            workspace=self.workspace,
            case_id=self._case_id,
            background=self._background,
            tell=self.tell,
            go_to=self.go_to,
            go_back=self.go_back,
            do=self.do,
            today=self.workspace.today,
            set_count=self._set_count,
            show_case=self.show_case,
            appearance=self.appearance,
            files=self._files,
            continue_in=self.doors.continue_in,
        )

    def _front(self) -> Page | None:
        return self._made.get(self._place.page) if self._place else None

    def _set_count(self, name: str, words: str) -> None:
        self.side.set_count(name, words)
        self._go_to.set_count(name, words)

    def _switch_case(self, case_id: UUID | None) -> None:
        if case_id is None:
            self.go_to("all_cases")
        elif case_id != self._case_id:
            self.show_case(case_id)
            self.go_to(next(iter(self._pages)))

    # Changes

    def _changed(self, change_set: ChangeSet) -> None:
        self._refresh(change_set)
        self.status.show_saved()
        self.side.show_cases(self.workspace.store.case_lines(), self._case_id)
        self._retitle()
        self.menus.look()

    def _refresh(self, change_set: ChangeSet | None) -> None:
        for page in list(self._made.values()):
            page.refresh(change_set)

    def _retitle(self) -> None:
        page = self._front()
        parts = [page.shown_title()] if page is not None else []
        if self._case_id is not None:
            case = self.workspace.load_case(self._case_id).case
            parts += [_("Sample")] if case.is_sample else []
            parts += [case.title] if case.title else []
        title = " - ".join([*parts, "Caseorg"])
        self.setWindowTitle(_("Error: {title}").format(title=title) if page is not None and page.has_problem else title)

    # Commands

    def do(self, name: str) -> None:
        """Do a command of the table by its name."""
        self.menus.look()
        self.menus.actions[name].trigger()

    def do_on_page(self, command: str) -> None:
        """Do what the page in front has under this name."""
        page = self._front()
        if page is not None and command in page.commands:
            page.commands[command]()

    def page_can(self, command: str) -> bool:
        """Tell whether the page in front has a command of this name."""
        page = self._front()
        return page is not None and command in page.commands

    def open_and_do(self, name: str, command: str) -> None:
        """Open a page and do a command there."""
        self.go_to(name)
        if command and self.page_name() == name:
            self.do_on_page(command)

    def undo(self) -> None:
        """Take back the latest step and say so."""
        self._turned(self.workspace.undo, _("Undone: {step}"))

    def redo(self) -> None:
        """Do again what was undone last and say so."""
        self._turned(self.workspace.redo, _("Done again: {step}"))

    def _turned(self, turn: Callable[[], ChangeSet | None], words: str) -> None:
        try:
            change_set = turn()
        except Exception as error:
            self.tell.error(error)
            return
        if change_set is not None:
            self.tell.done(words.format(step=change_set.label))

    def next_undo(self) -> str | None:
        """Return the label of what undo would take back."""
        return self.workspace.history.next_undo

    def next_redo(self) -> str | None:
        """Return the label of what redo would do again."""
        return self.workspace.history.next_redo

    def can_undo(self) -> bool:
        """Tell whether there is a step to take back."""
        return self.next_undo() is not None

    def can_redo(self) -> bool:
        """Tell whether there is a step to do again."""
        return self.next_redo() is not None

    def say_saved(self) -> None:
        """Say that all changes are saved: each one saves itself."""
        self.status.show_saved()
        self.tell.done(_("All changes are saved"))

    def edit_text(self, method: str) -> None:
        """Cut, copy, paste or select all in the field with the focus."""
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit | QPlainTextEdit):
            getattr(field, method)()

    def can_edit_text(self, method: str) -> bool:
        """Tell whether the field with the focus can do this now."""
        field = QApplication.focusWidget()
        if not isinstance(field, QLineEdit | QPlainTextEdit):
            return False
        if method in ("cut", "copy"):
            chosen = field.hasSelectedText() if isinstance(field, QLineEdit) else field.textCursor().hasSelection()
            return chosen and (method == "copy" or not field.isReadOnly())
        return method == "selectAll" or not field.isReadOnly()

    # How it looks

    def step_text(self, step: int) -> None:
        """Show text one size larger or smaller."""
        self.set_text_size(text_size.next_size(step))

    def set_text_size(self, percent: int) -> None:
        """Show text at another size."""
        self.appearance.show(replace(self.appearance.look, text_size=percent))
        speech.say(_("Text size {percent}%").format(percent=percent))

    def set_theme(self, theme: str) -> None:
        """Show another theme."""
        self.appearance.show(replace(self.appearance.look, theme=theme))

    def set_language(self, code: str) -> None:
        """Show another language."""
        self.appearance.show(replace(self.appearance.look, language=code))

    def toggle_full_screen(self) -> None:
        """Fill the screen, or stop filling it."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _look_changed(self) -> None:
        self.status.show_size()
        self._arrange()

    def _arrange(self) -> None:
        """Lay out for the room there is: a sidebar beside the page, or “Go to” above it."""
        page = self._front()
        alone = page is not None and page.whole_window
        wide = room_of(self) is Room.wide
        self.side.setVisible(wide and not alone)
        self.side.setFixedWidth(characters(_SIDEBAR_CHARACTERS) + px(48))
        self._go_to.setVisible(not wide and not alone)
        self._strip.setVisible(not alone)
        self.menuBar().setVisible(not alone)
        self.status.show_room(room_of(self))
        self.setMinimumSize(640, 480)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    # Keyboard

    def next_part(self, step: int) -> None:
        """Move the focus to the next part of the window: sidebar or “Go to”, page, message, status bar."""
        parts = [
            part for part in (self.side, self._strip, self._stack, self.messages, self.status.bar) if part.isVisible()
        ]
        focus = QApplication.focusWidget()
        at = next(
            (number for number, part in enumerate(parts) if focus is not None and part.isAncestorOf(focus)), -step
        )
        for turn in range(1, len(parts) + 1):
            part = parts[(at + step * turn) % len(parts)]
            if self._focus_first(part):
                return

    def _focus_first(self, part: QWidget) -> bool:
        if part is self._stack:
            page = self._front()
            if page is not None:
                page.focus_title()
            return page is not None
        for widget in part.findChildren(QWidget):
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll the page by keys that nothing with the focus wanted."""
        page = self._front()
        if page is not None:
            page.scroller.scroll_by_key(event)
        super().keyPressEvent(event)

    def speak_state(self) -> None:
        """Say which page is in front, and that everything is saved."""
        speech.say(
            _("{title}. {saved}.").format(title=self.windowTitle(), saved=self.status.saved_words()), at_once=True
        )

    def show_shortcuts(self) -> None:
        """Show the page of keyboard shortcuts."""
        self.go_to("shortcuts")

    # The end

    def lock(self) -> None:
        """Keep what is half typed and lock the file."""
        place = {"page": self.page_name()}
        if self._place is not None and self._place.record_id is not None:
            place["record"] = str(self._place.record_id)
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit | QPlainTextEdit):
            at = field.cursorPosition() if isinstance(field, QLineEdit) else field.textCursor().position()
            place |= {"field": field.objectName(), "cursor": str(at)}
        front = self._front()
        if front is not None:
            front.leave()
        self.doors.lock(place)

    def come_back(self, kept: Mapping[str, str], page: str = "") -> None:
        """Open the page that is asked for, or the one that was in front when the file was locked, at the same field."""
        if page and self.can_open(page):
            self.go_to(page)
            return
        first = next((name for name in self._pages if self.can_open(name)), "")
        name = kept.get("page", "")
        record = kept.get("record", "")
        self.go_to(name if self.can_open(name) else first, UUID(record) if record and self.can_open(name) else None)
        front = self._front()
        field = front.findChild(QWidget, kept["field"]) if front is not None and kept.get("field") else None
        if isinstance(field, QLineEdit):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.setCursorPosition(int(kept.get("cursor", "0")))
        elif isinstance(field, QPlainTextEdit):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            cursor = field.textCursor()
            cursor.setPosition(min(int(kept.get("cursor", "0")), len(field.toPlainText())))
            field.setTextCursor(cursor)

    def _warn_of_lock(self) -> None:
        self.tell.note(_("Locking in 60 seconds."), (_("Stay open"), self._stay_open))

    def _stay_open(self) -> None:
        if self._idle is not None:
            self._idle.stay()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if self._idle is None and handle is not None:
            self._idle = IdleLock(handle, self._lock_after_minutes, warn=self._warn_of_lock, lock=self.lock)

    def closeEvent(self, event: QCloseEvent) -> None:
        front = self._front()
        if front is not None:
            front.leave()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "menus"):
            self._arrange()
        super().changeEvent(event)
