"""The hard words of a page, at its foot: press one, and what it means stands below, without leaving the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.services.word_list import Entry, words_named
from caseorg.ui import speech
from caseorg.ui.page import PageContext
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


class WordsHere(QWidget):
    """A link for each word; the meaning of the one that was pressed, and the way to the whole list."""

    def __init__(self, context: PageContext, keys: Sequence[str]) -> None:
        """Make it.

        Args:
            context: What the page was handed.
            keys: The words, by their names in resources/words/words.toml.
        """
        super().__init__()
        self._open = ""
        column = QVBoxLayout(self)
        set_gaps(column, gap=8)
        column.addWidget(Label(_("What these words mean"), Role.label))
        row = FlowRow(name="words_here")
        for entry in words_named(keys):
            row.add(
                LinkButton(entry.shown.word, lambda entry=entry: self._press(entry), name=f"words_here.{entry.key}")
            )
        row.add(LinkButton(_("All words"), lambda: context.go_to("word_list"), icon="book-open", name="words_here.all"))
        self.meaning = Label("")
        self.meaning.setObjectName("words_here.meaning")
        self.meaning.hide()
        column.addWidget(row)
        column.addWidget(self.meaning)

    def _press(self, entry: Entry) -> None:
        """Show what a word means; a second press takes it away."""
        self._open = "" if self._open == entry.key else entry.key
        words = _("{word}: {meaning}").format(word=entry.shown.word, meaning=entry.shown.meaning)
        self.meaning.setText(words)
        self.meaning.setVisible(bool(self._open))
        if self._open:
            speech.say(words)
