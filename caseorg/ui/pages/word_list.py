"""The word list: the words of doctors and plans in plain words, with a box that narrows it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt

from caseorg.base import language
from caseorg.base.folding import asked_in
from caseorg.base.language import _
from caseorg.services.word_list import Entry, word_list
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.page import Page, PageContext
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.found_list import FoundList, FoundRow
from caseorg.ui.widgets.label import Label


class WordListPage(Page):
    """Every word, by name; the other language's word stands beside it, since offices use the English one."""

    name = "word_list"
    title = "Word list"
    purpose = "What the words of doctors and plans mean."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        column = self.add_section()
        set_gaps(column, gap=8)
        label = Label(_("Find a word"), Role.label)
        self.field = LineInput(32, "word_list.find")
        self.field.setAccessibleName(_("Find a word"))
        label.setBuddy(self.field)
        self.nothing = Label(_("No word in the list fits. Try fewer letters."), ink="text.secondary")
        self.list = FoundList(_("Word list"), name="word_list.list")
        for widget in (label, self.field, self.nothing, self.list):
            column.addWidget(widget)
        self.field.textChanged.connect(lambda _text: self._show())
        self.commands["find"] = self.field.setFocus
        self._show()

    def open_record(self, record_id: UUID) -> None:
        """Show one word of the list."""
        found = next((each for each in word_list() if each.id == record_id), None)
        if found is not None:
            self.field.setText(found.shown.word)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        text = self.field.text()
        found = word_list(text)
        self.list.set_rows([_row(entry) for entry in found], asked_in(text))
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)


def _row(entry: Entry) -> FoundRow:
    other = _("In English: {word}") if language.current() == "es" else _("In Spanish: {word}")
    return FoundRow(entry.shown.word, entry.shown.meaning, other.format(word=entry.other), entry)
