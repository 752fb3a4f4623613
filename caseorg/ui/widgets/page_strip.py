"""The strip above every page: back, “Go to” where there is no sidebar, and the way to search everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import Button, IconButton
from caseorg.ui.widgets.navigation import GoTo
from caseorg.ui.widgets.room import Room


class PageStrip(QWidget):
    """What stands above the page in front, whichever it is."""

    def __init__(
        self,
        pages: Sequence[Any],
        back: Callable[[], object],
        open_page: Callable[[str], object],
        search: Callable[[], object] | None,
    ) -> None:
        """Make it.

        Args:
            pages: The pages that “Go to” lists.
            back: Leads back to where one was.
            open_page: Leads to a page of the list.
            search: Leads to the search, if the program has one.
        """
        super().__init__()
        row = QHBoxLayout(self)
        set_gaps(row, margins=(16, 8, 16, 4), gap=12)
        self.back = Button(_("Back"), back, kind=ButtonKind.quiet, icon="arrow-left", name="header.back")
        self.go_to = GoTo(pages, open_page)
        self._has_search = search is not None
        self._search = Button(_("Search everything"), search, icon="search", name="header.search")
        self._search_icon = IconButton("search", _("Search everything"), search, name="header.search_icon")
        row.addWidget(self.back)
        row.addWidget(self.go_to, 1)
        row.addStretch(0)
        row.addWidget(self._search)
        row.addWidget(self._search_icon)

    def show_room(self, room: Room) -> None:
        """Lay out for the room there is: without a sidebar “Go to” needs the place of words."""
        wide = room is Room.wide
        self.go_to.setVisible(not wide)
        self._search.setVisible(self._has_search and wide)
        self._search_icon.setVisible(self._has_search and not wide)
