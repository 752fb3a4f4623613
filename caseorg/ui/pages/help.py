"""Help: the manual and what is written about each page, without the internet; F1 opens it at the page in front."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.services.help_texts import MANUAL, START, has_help, help_text
from caseorg.ui.page import Page, PageContext
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.help_parts import HelpParts

_TOPICS = (
    "start next_steps people_and_places records documents questions coverage call_desk deadlines opinions notes"
    " costs_and_calls denials_and_appeals letters_and_packets packet_builder all_cases case_details patient"
    " plan_and_permissions search recently_removed settings back_up"
).split()
"""What is listed, in the order of the work; the other texts are reached by F1 on their own pages."""
_NEXT_TO_IT = ("word_list", "shortcuts", "human_help", "about_information")


class HelpPage(Page):
    """One text at a time, and the list of all."""

    name = "help"
    title = "Help"
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._place = QWidget()
        self._place_column = QVBoxLayout(self._place)
        set_gaps(self._place_column)
        self.body.addWidget(self._place)
        self._parts: QWidget | None = None
        for words, names in ((_("Step by step"), MANUAL), (_("About each page"), _TOPICS)):
            topics = self.add_section(words)
            set_gaps(topics, gap=4)
            for name in names:
                button = LinkButton(help_text(name).title, lambda name=name: self.open_topic(name), name=f"help.{name}")
                topics.addWidget(button)
        more = self.add_section(_("More"))
        set_gaps(more, gap=4)
        for name in _NEXT_TO_IT:
            more.addWidget(
                LinkButton(help_text(name).title, lambda name=name: context.go_to(name), name=f"help.to.{name}")
            )
        self.open_topic(START)

    def open_topic(self, name: str) -> None:
        """Show one text; for a page about which nothing is written, the one about the whole program."""
        text = help_text(name if has_help(name) else START)
        if self._parts is not None:
            self._place_column.removeWidget(self._parts)
            self._parts.hide()
            self._parts.deleteLater()
        self._parts = HelpParts(text, self.open_topic)
        self._place_column.addWidget(self._parts)
        self._parts.show()
        self.set_title(text.title)
        self.focus_title()
