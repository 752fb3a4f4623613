"""What a letter seems to say for one field: the place in the letter, what was read there, and the choice to take it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, money, short_date
from caseorg.documents.printed import Suggestion
from caseorg.ui import speech
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_piece import PagePiece

_HARD_TO_READ = 75
"""Under this, from 0 to 100, a person is asked to compare each letter."""


class SuggestedEntry(Group):
    """One suggestion below a field. Nothing goes into the field unless the person presses the button."""

    left = Signal()
    """Sent when the person does not want it."""

    def __init__(
        self, found: Suggestion, field: str, use: Callable[[], object], show: Callable[[], object], *, name: str
    ) -> None:
        """Make it.

        Args:
            found: What the letter seems to say.
            field: What the field is called.
            use: Takes it over.
            show: Shows its place on the whole page.
            name: The object name, such as `denial_desk.notice_date`.
        """
        super().__init__(_("What the letter says: {field}").format(field=field), name=name)
        self.found, self._use = found, use
        column = QVBoxLayout(self)
        set_gaps(column, gap=4)
        self.words = Label(_sentence(found), Role.small, "text.secondary")
        self.piece = PagePiece(found.place, _("Picture of “{words}” on the page").format(words=found.words))
        column.addWidget(self.words)
        column.addWidget(self.piece)
        if found.sure < _HARD_TO_READ:
            column.addWidget(
                Label(_("This was hard to read. Compare each letter and figure."), Role.small, "status.warn")
            )
        self.button = Button(_("Use this"), self._take, name=f"{name}.use")
        self.button.setAccessibleName(_("Use this: {field}, {value}").format(field=field, value=value_words(found)))
        leave = LinkButton(_("Leave it"), self._leave, name=f"{name}.leave")
        leave.setAccessibleName(_("Leave it: {field}").format(field=field))
        on_page = LinkButton(_("Show it on the page"), show, name=f"{name}.show")
        on_page.setAccessibleName(_("Show it on the page: {field}").format(field=field))
        self.row: QWidget = FlowRow(self.button, leave, on_page, name=f"{name}.row")
        column.addWidget(self.row)

    def _take(self) -> None:
        self._use()
        self.row.hide()
        words = _("Taken over from page {page}. Compare it with the picture.").format(page=self.found.place.page)
        self.words.setText(words)
        speech.say(words)

    def _leave(self) -> None:
        self.hide()
        self.left.emit()


def value_words(found: Suggestion) -> str:
    """Return what was read, as it is said."""
    if isinstance(found.value, date):
        return short_date(found.value)
    if isinstance(found.value, int):
        return money(found.value)
    return ", ".join(found.value.splitlines())


def _sentence(found: Suggestion) -> str:
    page, value = found.place.page, value_words(found)
    if found.is_counted:
        return _("Page {page} says “{words}”. Counted from the date on the letter, that is {day}.").format(
            page=page, words=found.words, day=value
        )
    return _("Page {page} seems to say: {value}").format(page=page, value=value)
