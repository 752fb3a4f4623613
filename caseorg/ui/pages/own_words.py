"""The boxes in which the person writes the middle of a letter, each with a sentence to start with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, in_language
from caseorg.domain.errors import CaseorgError, InvalidEntries
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.record import Record
from caseorg.services.letter_drafts import Box, boxes_for, boxes_of, save_words
from caseorg.ui.forms.choosing import editor_for
from caseorg.ui.forms.editors import Editor
from caseorg.ui.forms.fields import spec_of
from caseorg.ui.forms.form import FieldRow
from caseorg.ui.page import PageContext
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

_PAUSE_MS = 300


@dataclass(frozen=True)
class _Place:
    """One box on the screen, and the field of the record it fills."""

    record_id: UUID
    box: Box
    row: FieldRow
    starter: QWidget


class WrittenInYourName(QWidget):
    """What stands under an appeal: that its words are the person's own, who helps for free, and about their form."""

    def __init__(self, context: PageContext, *, name: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        set_gaps(column, gap=4)
        words = _("If a form came with their letter, use it. Put this letter behind it. Fill it in on Documents.")
        self._their_form = Label(words)
        column.addWidget(self._their_form)
        words = _("This letter is written in your name. Read it and change what isn't right. You can get free help.")
        column.addWidget(Label(words, Role.small, "text.secondary"))
        lead = LinkButton(_("Where to get human help"), lambda: context.go_to("human_help"), name=f"{name}.human_help")
        column.addWidget(FlowRow(lead))

    def show_for(self, kind: LetterKind) -> None:
        """Show what fits a kind of letter; for most there is nothing to say."""
        self._their_form.setVisible(kind is LetterKind.external_review)
        self.setVisible(kind in (LetterKind.appeal, LetterKind.external_review))


class OwnWords(Group):
    """Boxes that keep what is written in them a moment after the last key."""

    written = Signal()
    """Sent when something was kept, so that the preview can follow."""
    problem_changed = Signal(bool)
    """Says whether a box holds something that can't be kept."""

    def __init__(
        self,
        context: PageContext,
        records: Iterable[Record],
        *,
        name: str,
        letter: Letter | None = None,
        with_exhibits: bool = False,
    ) -> None:
        """Make the boxes that fit these records: an appeal has three, a request for a referral one.

        Args:
            context: What the page was handed.
            records: What the boxes write into.
            name: The object name, such as `letters.words`.
            letter: The letter, where it has boxes of its own; without one, the boxes are those of the records.
            with_exhibits: Whether there are papers behind the letter that words can point to.
        """
        super().__init__(_("In your own words"), name=name)
        self._context = context
        self._places: list[_Place] = []
        self._changed: set[int] = set()
        column = QVBoxLayout(self)
        set_gaps(column, gap=16)
        column.addWidget(Label(_("In your own words"), Role.card_title))
        for record in records:
            for box in boxes_for(letter, record) if letter else boxes_of(record):
                place = self._place(record, box)
                self._places.append(place)
                column.addWidget(place.row)
                column.addWidget(place.starter)
        if with_exhibits:
            hint = _("To point to a paper in the packet, write its name like this: [[Denial letter]].")
            column.addWidget(Label(hint, Role.small, "text.secondary"))
        if not self._places:
            self.hide()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self.keep_now)

    def focus_first(self) -> None:
        """Give the focus to the first box that is empty, or else to the first."""
        blank = [place for place in self._places if place.row.editor.is_blank()]
        for place in (blank or self._places)[:1]:
            place.row.editor.target().setFocus(Qt.FocusReason.OtherFocusReason)

    def editor(self, field: str) -> Editor:
        """Return the editor of a box."""
        return next(place.row.editor for place in self._places if place.box.field == field)

    def has_boxes(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self._places)

    def show_stored(self) -> None:
        """Show what is kept, as after undo; what was typed this moment stays."""
        snapshot = case_on_show(self._context)
        for number, place in enumerate(self._places):
            record = snapshot.find(place.record_id)
            if record is not None and number not in self._changed:
                stored = getattr(record, place.box.field)
                if place.row.editor.entry() != stored and str(place.row.editor.entry()).strip() != stored:
                    place.row.editor.show_value(stored)
            self._show_starter(place)

    def keep_now(self) -> None:
        """Keep what was written, now; called before the page is left."""
        self._later.stop()
        changed, self._changed = self._changed, set()
        # All are taken before one is kept: keeping one has the page show every box as it is in the file.
        written = {number: self._places[number].row.editor.entry() for number in sorted(changed)}
        has_problem = False
        for number, words in written.items():
            place = self._places[number]
            record = case_on_show(self._context).find(place.record_id)
            if record is None:
                continue
            try:
                save_words(self._context.workspace, record, **{place.box.field: words})
                place.row.show_problem("")
            except InvalidEntries as error:
                place.row.show_problem(" ".join(problem.sentence for problem in error.problems))
                has_problem = True
            except CaseorgError as error:
                self._context.tell.error(error)
        if changed:
            self.problem_changed.emit(has_problem)
            self.written.emit()

    def _place(self, record: Record, box: Box) -> _Place:
        spec = replace(spec_of(type(record), box.field), title=_(box.title), hint="")
        editor = editor_for(spec, self._context.today)
        editor.show_value(getattr(record, box.field))
        with in_language("en"):  # A letter to an office is in English, whatever the screen is in.
            sentence = box.starter()
        starter = QWidget()
        column = QVBoxLayout(starter)
        set_gaps(column, gap=0)
        column.addWidget(Label(_("You can start with: “{sentence}”").format(sentence=sentence), Role.small))
        if box.starter() != sentence:
            meaning = _("It means: “{sentence}” The letter is in English.").format(sentence=box.starter())
            column.addWidget(Label(meaning, Role.small, "text.secondary"))
        use = LinkButton(
            _("Use this sentence"), lambda: self._start(number, sentence), name=f"{self.objectName()}.start.{box.field}"
        )
        use.setAccessibleDescription(sentence)
        column.addWidget(use)
        number = len(self._places)
        place = _Place(record.id, box, FieldRow(editor), starter)
        editor.edited.connect(lambda: self._edited(number))
        # Shown before it has a parent, it would flash up as a window of its own; so it is only ever hidden here.
        if not editor.is_blank():
            starter.hide()
        return place

    def _start(self, number: int, sentence: str) -> None:
        editor = self._places[number].row.editor
        editor.show_typed(sentence)
        self._edited(number)
        editor.target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self, number: int) -> None:
        self._changed.add(number)
        self._show_starter(self._places[number])
        self._later.start()

    def _show_starter(self, place: _Place) -> None:
        place.starter.setVisible(place.row.editor.is_blank())
