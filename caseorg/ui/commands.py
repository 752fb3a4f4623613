"""What the commands of a main window do; `actions.py` gives them their texts and keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenuBar, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.errors import CaseorgError
from caseorg.ui import keyboard, speech, text_size
from caseorg.ui.page import OwnUndo, Page
from caseorg.ui.widgets.button import Button

if TYPE_CHECKING:
    from uuid import UUID

    from caseorg.domain.changes import ChangeSet
    from caseorg.services.workspace import Workspace
    from caseorg.ui.look import Appearance
    from caseorg.ui.places import Doors
    from caseorg.ui.preferences import Preferences
    from caseorg.ui.tell import Tell
    from caseorg.ui.widgets.status_line import StatusLine


def _label(change_set: ChangeSet | None) -> str | None:
    return change_set.label if change_set is not None else None


class CommandedWindow(Protocol):
    """What commands need of the main window."""

    workspace: Workspace
    appearance: Appearance
    doors: Doors
    tell: Tell
    status: StatusLine
    preferences: Preferences

    @property
    def case_id(self) -> UUID | None:
        """Which case is open in the window."""

    def front(self) -> Page | None:
        """Return the page in front."""

    def has_page(self, name: str) -> bool:
        """Tell whether the program has a page of this name."""

    def can_open(self, name: str) -> bool:
        """Tell whether a page can be opened now."""

    def go_to(self, name: str) -> None:
        """Bring a page to the front."""

    def go_back(self) -> None:
        """Go back to where one was before."""

    def go_forward(self) -> None:
        """Go where one came back from."""

    def can_go_back(self) -> bool:
        """Tell whether there is somewhere to go back to."""

    def can_go_forward(self) -> bool:
        """Tell whether one came back from somewhere."""

    def parts(self) -> list[QWidget]:
        """Return the parts of the window that can be seen, in reading order."""

    def lock(self) -> None:
        """Keep what is half typed and lock the file."""

    def close(self) -> bool:
        """Close the window."""

    def menuBar(self) -> QMenuBar:
        """Return the bar of menus."""

    def windowTitle(self) -> str:
        """Return the title."""

    def windowState(self) -> Qt.WindowState:
        """Return how the window is shown."""

    def setWindowState(self, state: Qt.WindowState) -> None:
        """Show the window in another way."""


class WindowCommands:
    """The commands of one window."""

    def __init__(self, window: CommandedWindow) -> None:
        self.window = window
        self.doors = window.doors

    # Pages

    def do_on_page(self, command: str) -> None:
        """Do what the page in front has under this name."""
        page = self.window.front()
        if page is not None and command in page.commands:
            page.commands[command]()

    def press_main(self) -> None:
        """Press the main button of the form the keyboard is in, such as Save; elsewhere that of the page."""
        button = self._main_of_task()
        if button is not None:
            button.click()
        else:
            self.do_on_page("main")

    def can_press_main(self) -> bool:
        """Tell whether there is such a button; in a form that is open there is, wherever the keyboard is."""
        page = self.window.front()
        return self.page_can("main") or (page is not None and page.task is not None)

    def _main_of_task(self) -> Button | None:
        page = self.window.front()
        task = page.task if page is not None else None
        if task is None or not task.isAncestorOf(QApplication.focusWidget()):
            return None
        buttons = (each for each in task.findChildren(Button) if each.is_main())
        return next((each for each in buttons if each.isVisible() and each.isEnabled()), None)

    def page_can(self, command: str) -> bool:
        """Tell whether the page in front has a command of this name."""
        page = self.window.front()
        return page is not None and command in page.commands

    def has_page(self, name: str) -> bool:
        """Tell whether the program has a page of this name."""
        return self.window.has_page(name)

    def can_open(self, name: str) -> bool:
        """Tell whether a page can be opened now."""
        return self.window.can_open(name)

    def open_and_do(self, name: str, command: str) -> None:
        """Open a page and do a command there."""
        self.window.go_to(name)
        page = self.window.front()
        if command and page is not None and page.name == name:
            self.do_on_page(command)

    def open_help(self) -> None:
        """Show what is written about the page in front."""
        page = self.window.front()
        name = page.name if page is not None else ""
        self.window.go_to("help")
        there = self.window.front()
        if there is not None and name != "help":
            there.open_topic(name)

    def print_page(self) -> None:
        """Print the page in front: as it prints itself, or as a clean copy of what it shows."""
        page = self.window.front()
        if page is None or "print" in page.commands:
            self.do_on_page("print")
            return
        self.window.go_to("print_preview")
        preview = self.window.front()
        if preview is not None:
            preview.show_copy(page)

    def set_up_page(self) -> None:
        """Ask which paper is in the printer."""
        from caseorg.ui import paper

        page = self.window.front()
        if page is not None and not paper.set_up_page(page.window()):
            self.window.tell.note(_("There is no printer on this computer. Add one first, or save the paper as a PDF."))

    def can_print(self) -> bool:
        """Tell whether the page in front can be printed."""
        page = self.window.front()
        if page is None:
            return False
        return "print" in page.commands or (self.has_page("print_preview") and not page.whole_window)

    # Changes

    def undo(self) -> None:
        """Take back the latest step and say so."""
        own = self._own_undo()
        self._turned(own.undo if own else lambda: _label(self.window.workspace.undo()), _("Undone: {step}"))

    def redo(self) -> None:
        """Do again what was undone last and say so."""
        own = self._own_undo()
        self._turned(own.redo if own else lambda: _label(self.window.workspace.redo()), _("Done again: {step}"))

    def _turned(self, turn: Callable[[], str | None], words: str) -> None:
        page = self.window.front()
        if page is not None:
            page.leave()
        try:
            label = turn()
        except CaseorgError as error:
            self.window.tell.error(error)
            return
        if label is not None:
            self.window.tell.done(words.format(step=label))

    def next_undo(self) -> str | None:
        """Return the label of what undo would take back."""
        return (self._own_undo() or self.window.workspace.history).next_undo

    def next_redo(self) -> str | None:
        """Return the label of what redo would do again."""
        return (self._own_undo() or self.window.workspace.history).next_redo

    def _own_undo(self) -> OwnUndo | None:
        page = self.window.front()
        return page.undoes if page is not None else None

    def say_saved(self) -> None:
        """Say that all changes are saved: each one saves itself."""
        self.window.tell.done(_("All changes are saved"))

    def edit_text(self, method: str) -> None:
        """Cut, copy, paste or select all in the field with the focus."""
        keyboard.edit_text(method)

    def can_edit_text(self, method: str) -> bool:
        """Tell whether the field with the focus can do this now."""
        return keyboard.can_edit_text(method)

    # How it looks

    def step_text(self, step: int) -> None:
        """Show text one size larger or smaller."""
        self.set_text_size(text_size.next_size(step))

    def set_text_size(self, percent: int) -> None:
        """Show text at another size."""
        self._look(text_size=percent)
        speech.say(_("Text size {percent}%").format(percent=percent))

    def set_theme(self, theme: str) -> None:
        """Show another theme."""
        self._look(theme=theme)

    def set_language(self, code: str) -> None:
        """Show another language."""
        self._look(language=code)

    def look(self, name: str) -> str:
        """Return the theme or the language in use."""
        return str(getattr(self.window.appearance.look, name))

    def _look(self, **change: int | str) -> None:
        appearance = self.window.appearance
        appearance.show(appearance.look.but(**change))  # type: ignore[arg-type]

    def toggle_sidebar(self) -> None:
        """Show the sidebar, or put “Go to” in its place."""
        preferences = self.window.preferences
        preferences.choose("show_sidebar", not preferences.settings.show_sidebar, _("Show or hide the sidebar"))

    def sidebar_words(self) -> str:
        """Return what the menu line says that shows or hides the sidebar."""
        return _("Hide sidebar") if self.window.preferences.settings.show_sidebar else _("Show sidebar")

    def toggle_preview(self) -> None:
        """Show the pictures of papers beside their lists and forms, or leave the room to those."""
        preferences = self.window.preferences
        preferences.choose("show_preview", not preferences.settings.show_preview, _("Show or hide the preview"))

    def preview_words(self) -> str:
        """Return what the menu line says that shows or hides the preview."""
        return _("Hide preview") if self.window.preferences.settings.show_preview else _("Show preview")

    def toggle_purposes(self) -> None:
        """Show below each title what the page is for, or leave the room to the page."""
        preferences = self.window.preferences
        words = _("Show or hide what each page is for")
        preferences.choose("show_purposes", not preferences.settings.show_purposes, words)

    def purposes_words(self) -> str:
        """Return what the menu line says that shows or hides what each page is for."""
        shown = self.window.preferences.settings.show_purposes
        return _("Hide what each page is for") if shown else _("Show what each page is for")

    def toggle_full_screen(self) -> None:
        """Fill the screen, or stop filling it."""
        self.window.setWindowState(self.window.windowState() ^ Qt.WindowState.WindowFullScreen)

    # Keyboard

    def open_menu_bar(self) -> None:
        """Open the first menu, from where arrow keys lead to the others."""
        bar = self.window.menuBar()
        bar.setActiveAction(bar.actions()[0])

    def has_menu_bar(self) -> bool:
        """Tell whether the menus can be seen; a page that fills the window hides them."""
        return self.window.menuBar().isVisible()

    def next_part(self, step: int) -> None:
        """Move the focus to the next part of the window: sidebar or “Go to”, page, message, status bar."""
        parts, page = self.window.parts(), self.window.front()
        here = keyboard.part_with_focus(parts)
        start = -step if here is None else here
        for turn in range(1, len(parts) + 1):
            part = parts[(start + step * turn) % len(parts)]
            if page is not None and part.isAncestorOf(page):
                page.focus_title()
                return
            if keyboard.focus_first(part):
                return

    def speak_state(self) -> None:
        """Say which page is in front, that everything is saved, and the next date."""
        words = _("{title}. {saved}.").format(title=self.window.windowTitle(), saved=self.window.status.saved_words())
        speech.say(f"{words} {self._next_date_words()}".strip(), at_once=True)

    def _next_date_words(self) -> str:
        """Say the next date that counts; nothing without a case, or while the rules are not loaded yet."""
        from caseorg.services.deadlines import date_rows, days_words, next_date

        workspace, case_id = self.window.workspace, self.window.case_id
        if case_id is None or not workspace.has_library:
            return ""
        snapshot, today = workspace.load_case(case_id), workspace.today()
        day = next_date(date_rows(snapshot, workspace.assess(snapshot).deadlines, today), today)
        if day is None:
            return _("There is no date to keep.")
        words = _("Next date: {days}, {day}.")
        return words.format(days=days_words((day - today).days), day=short_date(day))
