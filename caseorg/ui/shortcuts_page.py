"""The page of keyboard shortcuts, made from the table of commands."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from caseorg.base.language import _, marked
from caseorg.ui.actions import COMMANDS, GO, MENUS, Command
from caseorg.ui.page import Page, PageContext
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable

_EVERYWHERE = (
    ("Alt", marked("With a letter that is underlined: that field or button")),
    ("Space", marked("Check or press")),
    ("Return", marked("Open, or press the button with the focus")),
    ("Escape", marked("Close, or back to the list")),
    ("Menu", marked("Menu for the selected item")),
)


class ShortcutsPage(Page):
    """Lists every key that does something."""

    name = "shortcuts"
    title = "Keyboard shortcuts"
    purpose = "Everything can be done without a mouse."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        for menu in MENUS:
            rows = [command for command in COMMANDS if command.menu == menu and command.shortcuts]
            lines = [(_(row.text), _keys(row)) for row in rows]
            if menu == GO:
                first, last = _shown("Ctrl+1"), _shown("Ctrl+9")
                lines.append(
                    (_("The first nine pages, as listed"), _("{first} to {last}").format(first=first, last=last))
                )
            if lines:
                self._list(_(menu), menu.lower(), lines)
        self._list(_("Everywhere"), "everywhere", [(_(words), _shown(keys)) for keys, words in _EVERYWHERE])

    def _list(self, title: str, name: str, rows: list[tuple[str, str]]) -> None:
        table = RecordTable(
            title,
            (Column(_("Does"), lambda row: row[0]), Column(_("Keys"), lambda row: row[1])),
            ", ".join,
            name=f"shortcuts.{name}",
            key=lambda row: row[0],
        )
        self.add_section(title).addWidget(table)
        table.set_rows(rows)


def _keys(command: Command) -> str:
    return _(" or ").join(_shown(keys) for keys in command.shortcuts)


def _shown(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
