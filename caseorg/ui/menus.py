"""The menu bar, made from the table of commands and the table of pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from caseorg.base.language import _, marked
from caseorg.ui import icons, text_size
from caseorg.ui.actions import COMMANDS, FILE, GO, MENUS, VIEW, Command, action_of, words_of
from caseorg.ui.commands import WindowCommands
from caseorg.ui.page import Offered, Page
from caseorg.ui.theme import Theme
from caseorg.ui.widgets.label import literal, plain
from caseorg.ui.widgets.mnemonics import mark_actions

THEME_WORDS = marked(
    {
        Theme.computer: "Match my computer",
        Theme.light: "Light",
        Theme.dark: "Dark",
        Theme.high_contrast: "High contrast",
    }
)
LANGUAGE_WORDS = {"en": "English", "es": "Español"}
_PAGES_WITH_KEY = 9


class Menus:
    """Keeps the menu bar true: texts, gray lines and marks are looked up when a menu opens."""

    def __init__(self, commands: WindowCommands, window: QWidget, bar: QMenuBar, pages: Sequence[type[Page]]) -> None:
        self._does, self._window, self._bar = commands, window, bar
        for line in window.actions():
            line.setShortcuts([])  # those of the language before go only when the event loop comes round
        self.actions: dict[str, QAction] = {}
        self._commands: dict[str, Command] = {}
        self._pages: dict[str, QAction] = {}
        menus = self._menus = list[QMenu]()
        for title in MENUS:
            rows = [command for command in COMMANDS if command.menu == title and command.is_there(commands)]
            if not rows:
                continue
            menu = bar.addMenu(_(title))
            menu.setObjectName(f"menu.{title.lower()}")
            menu.aboutToShow.connect(self.look)
            menus.append(menu)
            for command in rows:
                self._add(menu, command)
            if title == GO:
                self._add_pages(menu, pages)
            if title == VIEW:
                self._add_choices(menu)
            if title == FILE:
                self._add_recent(menu)
        mark_actions([menu.menuAction() for menu in menus])
        for menu in menus:
            mark_actions(menu.actions())
        self.look()

    def offered(self) -> list[Offered]:
        """Return the lines that can be chosen now, menu by menu."""
        self.look()
        found = []
        for menu in self._menus:
            for name, action in {**self.actions, **self._pages}.items():
                if action in menu.actions() and action.isEnabled():
                    found.append(Offered(name, plain(action.text()), plain(menu.title())))
        return found

    def action(self, name: str) -> QAction:
        """Return the line of a command, or of a page, by its name."""
        return self.actions.get(name) or self._pages[name]

    def letters(self) -> set[str]:
        """Return the letters that, with Alt, open a menu."""
        titles = [action.text() for action in self._bar.actions()]
        return {title[title.index("&") + 1] for title in titles if "&" in title}

    def look(self) -> None:
        """Bring texts and gray lines up to date."""
        for name, command in self._commands.items():
            action = self.actions[name]
            action.setEnabled(command.can(self._does))
            if command.words:
                action.setText(literal(words_of(command, self._does)))
        for name, action in self._pages.items():
            action.setEnabled(self._does.can_open(name))

    def _add(self, menu: QMenu, command: Command) -> None:
        if command.starts_group and menu.actions():
            menu.addSeparator()
        action = action_of(command, self._does, menu)
        if command.icon:
            action.setIcon(icons.icon(command.icon))
        menu.addAction(action)
        # A page that fills the window hides the menus, but not their shortcuts.
        self._window.addAction(action)
        self.actions[command.name] = action
        self._commands[command.name] = command

    def _add_recent(self, menu: QMenu) -> None:
        """Put the files that were open of late under “Open case file”, looked up when the list opens."""
        inner = QMenu(_("Open recent"), menu)
        inner.setObjectName("menu.recent")
        menu.insertMenu(self.actions["open_sample"], inner)

        def fill() -> None:
            inner.clear()
            files = self._does.doors.recent()
            if files is None:
                inner.addAction(_("The list is off")).setEnabled(False)
                turn_on = inner.addAction(_("Turn it on in Settings"))
                turn_on.triggered.connect(lambda _checked=False: self._does.open_and_do("settings", ""))
                return
            for path in files:
                action = inner.addAction(literal(path.name))
                action.triggered.connect(lambda _checked=False, path=path: self._does.doors.open_recent(path))
            if inner.isEmpty():
                inner.addAction(_("No other file was open yet")).setEnabled(False)

        inner.aboutToShow.connect(fill)

    def _add_pages(self, menu: QMenu, pages: Sequence[type[Page]]) -> None:
        menu.addSeparator()
        listed = [page for page in pages if page.group]
        for number, page in enumerate(listed, 1):
            action = QAction(icons.icon(page.icon), literal(_(page.title)), menu)
            action.setObjectName(f"go.{page.name}")
            if number <= _PAGES_WITH_KEY:
                action.setShortcut(QKeySequence(f"Ctrl+{number}"))
            action.triggered.connect(lambda _checked=False, name=page.name: self._does.open_and_do(name, ""))
            menu.addAction(action)
            self._window.addAction(action)
            self._pages[page.name] = action

    def _add_choices(self, menu: QMenu) -> None:
        menu.addSeparator()
        does = self._does
        sizes = {str(size): f"{size}%" for size in text_size.SIZES}
        themes = {theme.value: _(words) for theme, words in THEME_WORDS.items()}
        self._choices(
            menu.addMenu(_("Text size")), "size", sizes,
            lambda: str(text_size.percent()), lambda size: does.set_text_size(int(size)),
        )  # fmt: skip
        self._choices(
            menu.addMenu(_("Theme")), "theme", themes, lambda: does.look("theme"), does.set_theme
        )  # fmt: skip
        self._choices(
            menu.addMenu(_("Language")), "language", LANGUAGE_WORDS,
            lambda: does.look("language"), does.set_language,
        )  # fmt: skip

    def _choices(
        self,
        inner: QMenu,
        name: str,
        choices: Mapping[str, str],
        now: Callable[[], str],
        choose: Callable[[str], object],
    ) -> None:
        inner.setObjectName(f"menu.{name}")
        group = QActionGroup(inner)
        for value, words in choices.items():
            action = QAction(words, group)
            action.setObjectName(f"{name}.{value}")
            action.setCheckable(True)
            action.setData(value)
            action.triggered.connect(lambda _checked=False, value=value: choose(value))
            inner.addAction(action)

        def mark() -> None:
            for action in group.actions():
                action.setChecked(action.data() == now())

        inner.aboutToShow.connect(mark)
        mark()
        mark_actions(inner.actions())
