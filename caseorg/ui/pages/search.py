"""Search everything: one box over all cases, with what was found under headings, as one types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from caseorg.base.folding import asked_in, words_in
from caseorg.base.language import _, ngettext
from caseorg.services.search import SHORTEST, Group, Hit, Search, fits
from caseorg.services.word_list import word_list
from caseorg.ui import icons, speech
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.page import PageContext
from caseorg.ui.pages.search_filters import SearchFilters
from caseorg.ui.pages.settings import setting_titles
from caseorg.ui.pages.when_in_front import WhenInFront
from caseorg.ui.text_size import set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.found_list import FoundList, FoundRow
from caseorg.ui.widgets.label import Label

_RANK_AFTER_MS = 250
_MOST_WORDS = 6


class SearchInput(LineInput):
    """The box: arrows move in the list below, Enter opens, Escape clears and then leaves."""

    moved = Signal(int)
    entered = Signal()
    escaped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        else:
            super().keyPressEvent(event)


class SearchPage(WhenInFront):
    """Over all cases: people, records, documents and their text, letters, words, settings and commands."""

    name = "search"
    title = "Search everything"
    purpose = "Over all your cases, the word list, the settings and the menus."
    icon = "search"
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._search = Search(context.workspace)
        self._job: int | None = None
        self._hits: tuple[Hit, ...] = ()
        self.field = SearchInput(48, "search.text")
        self.field.setAccessibleName(_("Search everything"))
        self.filters = SearchFilters(context)
        self.filters.hide()
        self.narrow = LinkButton(
            _("Choose where to look"), self._switch_filters, icon="chevron-right", name="search.narrow"
        )
        self.filters.changed.connect(lambda: self._look_up(ranked=True))
        self.status = Label("", ink="text.secondary")
        self.status.setObjectName("search.status")
        self.meant = LinkButton("", self._take_meant, name="search.meant")
        self.list = FoundList(_("What was found"), name="search.list")
        self.empty = EmptyState("search", "", _("Clear"), self.clear, name="search.empty")
        column = self.add_section()
        set_gaps(column, gap=8)
        for widget in (self.field, self.narrow, self.filters, self.status, self.meant, self.empty, self.list):
            column.addWidget(widget)
        self.field.textChanged.connect(lambda _text: self._ask())
        self.field.moved.connect(self._move)
        self.field.entered.connect(self.list.open_selected)
        self.field.escaped.connect(self._escape)
        self.list.opened.connect(self.open_hit)
        self._rank = QTimer(self)
        self._rank.setSingleShot(True)
        self._rank.setInterval(_RANK_AFTER_MS)
        self._rank.timeout.connect(lambda: self._look_up(ranked=True))
        self.commands |= {"look": self.focus_title, "find": self.focus_title}
        self.destroyed.connect(lambda _gone=None, search=self._search: search.close())
        self._show((), ranked=False)

    def reload(self) -> None:
        """Look it up again: what was found may have changed."""
        self.filters.offer()
        if self.field.text().strip():
            self._look_up(ranked=True)

    def focus_title(self) -> None:
        """Give the focus to the box, with its text selected."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self.scroller.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Empty the box."""
        self.field.clear()
        self.focus_title()

    def _switch_filters(self) -> None:
        """Show the filters, or hide them unless they leave something out."""
        self.filters.setVisible(self.filters.isHidden() or self.filters.is_on)
        shape = "chevron-right" if self.filters.isHidden() else "chevron-down"
        self.narrow.setIcon(icons.icon(shape, "link"))

    def leave(self) -> None:
        """Stop looking: another page comes."""
        super().leave()
        self._stop()
        self._search.close()

    def open_hit(self, hit: Hit) -> None:
        """Go where a hit leads."""
        context = self.context
        if hit.command:
            context.go_back()
            context.do(hit.command)
            return
        if hit.case_id is not None and hit.case_id != context.case_id:
            context.show_case(hit.case_id)
        words = self.field.text().strip() if hit.group is Group.documents else ""
        context.go_to(hit.page, hit.record_id if hit.group is not Group.cases else None, words=words)

    # Asking

    def _ask(self) -> None:
        """Show at once what needs no looking up, then the latest hits, and a moment after the last key the best."""
        self._look_up(ranked=False)
        self._rank.start()

    def _look_up(self, *, ranked: bool) -> None:
        self._stop()
        text, case_id, search = self.field.text(), self.context.case_id, self._search
        words = words_in(text)
        narrowed = self.filters.narrowed(self.context.today())
        if narrowed is None or not any(len(word) >= SHORTEST for word in words):
            self._show(self._own_hits(text) if words else (), ranked=ranked)
            return

        def show(found: tuple[Hit, ...] | None) -> None:
            self._job = None
            if found is not None and text == self.field.text():
                self._show((*found, *self._own_hits(text)), ranked=ranked)

        self._job = self.context.background.run(
            lambda: search.find(text, case_id, ranked=ranked, narrowed=narrowed), then=show
        )

    def _stop(self) -> None:
        self._rank.stop()
        self._search.stop()
        if self._job is not None:
            self.context.background.drop(self._job)
            self._job = None

    def _own_hits(self, text: str) -> tuple[Hit, ...]:
        """Return what is found outside the file: the word list, settings, pages and commands."""
        makers = {Group.words: self._words, Group.settings: self._settings, Group.commands: self._commands}
        return tuple(hit for group, make in makers.items() if self.filters.shows(group) for hit in make(text))

    def _words(self, text: str) -> Iterator[Hit]:
        for entry in word_list(text)[:_MOST_WORDS]:
            if self.context.can_open("word_list"):
                yield Hit(
                    Group.words, entry.shown.word, context=entry.shown.meaning, page="word_list", record_id=entry.id
                )

    def _settings(self, text: str) -> Iterator[Hit]:
        for section, title in setting_titles():
            if fits((title,), text):
                yield Hit(Group.settings, title, section, page="settings")

    def _commands(self, text: str) -> Iterator[Hit]:
        for line in self.context.offered():
            if fits((line.words,), text):
                yield Hit(Group.commands, line.words, line.menu, command=line.name)

    # Showing

    def _show(self, hits: Sequence[Hit], *, ranked: bool) -> None:
        self._hits = tuple(hits)
        text = self.field.text().strip()
        self.list.set_rows(list(_rows(hits)), asked_in(text))
        nothing = bool(text) and not hits
        words = ngettext("{count} found", "{count} found", len(hits)).format(count=len(hits)) if hits else ""
        self.status.setText(words or ("" if text else _("Type two letters or more.")))
        self.status.setVisible(bool(self.status.text()))
        self.list.setVisible(bool(hits))
        self.meant.hide()
        self.empty.setVisible(nothing and ranked)
        if nothing and ranked:
            narrow = _("Nothing found for “{text}” in what you chose. Search everything again, or try fewer letters.")
            wide = _("Nothing found for “{text}”. Try fewer letters.")
            sentence = (narrow if self.filters.is_on else wide).format(text=text)
            self.empty.sentence.setText(sentence)
            speech.say(sentence)
            self._look_for_meant(text)
        elif hits and ranked:
            speech.say(words)

    def _look_for_meant(self, text: str) -> None:
        others = [each.shown.word for each in word_list()] + [each.words for each in self.context.offered()]
        search = self._search

        def show(better: str) -> None:
            self._job = None
            if better and text == self.field.text().strip():
                self.meant.set_words(_("Did you mean {word}?").format(word=better))
                self.meant.setAccessibleName(self.meant.words())
                self.meant.setProperty("better", better)
                self.meant.show()
                speech.say(self.meant.words())

        self._job = self.context.background.run(lambda: search.meant(text, others), then=show)

    def _take_meant(self) -> None:
        self.field.setText(str(self.meant.property("better")))
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, step: int) -> None:
        if self.list.move(step):
            speech.say(self.list.spoken())
            place = self.list.rect_of_selected()
            top = self.list.mapTo(self.scroller.widget(), place.topLeft())
            self.scroller.ensureVisible(top.x(), top.y() + place.height() // 2, 0, place.height())

    def _escape(self) -> None:
        """Go back to where one was; without such a place, empty the box."""
        self._stop()
        self.context.go_back()


def _rows(hits: Sequence[Hit]) -> Iterator[FoundRow]:
    group: Group | None = None
    for hit in hits:
        if hit.group is not group:
            group = hit.group
            yield FoundRow(group.heading)
        yield FoundRow(hit.title, hit.context, hit.detail, hit)
