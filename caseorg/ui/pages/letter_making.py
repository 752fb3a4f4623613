"""Making a letter: to whom, about what, in the person's own words; with the check and a preview that follows."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, marked
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter, LetterKind, LetterStatus
from caseorg.domain.record import Record
from caseorg.domain.words import word_for
from caseorg.packets.kinds import KINDS
from caseorg.packets.plan import Finding, Level
from caseorg.services import letter_drafts, letters
from caseorg.services.letter_facts import BOTH_LANGUAGES
from caseorg.services.paper_needs import paper_needs
from caseorg.services.papers_list import recipient_of
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.page import PageContext
from caseorg.ui.pages.check_list import CheckList
from caseorg.ui.pages.choices import contact_choices
from caseorg.ui.pages.live_preview import LivePreview
from caseorg.ui.pages.own_words import OwnWords, WrittenInYourName
from caseorg.ui.pages.paper_needs_card import PaperNeedsCard
from caseorg.ui.pages.record_words import words_for_record
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.spanish_summary import SpanishSummary, spanish_summary_of
from caseorg.ui.pages.ways_to_fix import Mend, fix, way_by_page
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.room import SideBySide
from caseorg.ui.widgets.wrapped import CheckBox

_LANGUAGE_WORDS = marked({"en": "English", "es": "Español", BOTH_LANGUAGES: "English, with Spanish under each line"})


class LetterMaker(QWidget):
    """One draft, from the first word to the made letter. What is entered is kept as it is entered."""

    made = Signal(object)
    """Sent with the letter once it is made."""
    gone = Signal()
    """Sent when the draft is no longer there, as after undo."""

    problem_changed = Signal(bool)
    """Says whether something was written that can't be kept."""

    def __init__(self, context: PageContext, letter: Letter) -> None:
        """Make it.

        Args:
            context: What the page was handed.
            letter: A draft that is in the file.
        """
        super().__init__()
        self.setObjectName("letters.making")
        self.context, self.letter = context, letter
        self._stopping: tuple[Finding, ...] = ()
        outer = QVBoxLayout(self)
        set_gaps(outer, gap=16)
        self.first_line = Label("", Role.label, "status.bad")
        self.first_line.setObjectName("letters.must_fix")
        outer.addWidget(self.first_line)
        self.live = LivePreview(context, name="letters.draft")
        self._left = QWidget()
        self._column = QVBoxLayout(self._left)
        set_gaps(self._column, gap=16)
        outer.addWidget(SideBySide(self._left, self.live))
        self._fill()
        self.show_case()

    # What the page uses

    def focus_first(self) -> None:
        """Give the focus to the first thing to enter."""
        if self.words.has_boxes():
            self.words.focus_first()
        else:
            self.to.setFocus()

    def leave(self) -> None:
        """Keep what is half typed."""
        self.words.keep_now()

    def show_case(self) -> None:
        """Show the draft as the case stands now; called after each change of the case."""
        snapshot = case_on_show(self.context)
        letter = snapshot.find(self.letter.id)
        if not isinstance(letter, Letter) or letter.status is not LetterStatus.draft:
            self.gone.emit()
            return
        turned = letter.about_id != self.letter.about_id
        self.letter = letter
        if turned:
            self._new_words(snapshot)
        self.words.show_stored()
        self._show_choices(snapshot)
        plan = letters.plan_of(self.context.workspace, letter)
        self.check.show_findings(plan.findings)
        self._show_needs(snapshot)
        self._stopping = plan.stopping
        missing = [each.sentence for each in self._stopping or plan.at_level(Level.must_fix)]
        words = _("Not valid without this: {problems}") if self._stopping else _("To fix first: {problems}")
        self.first_line.setText(words.format(problems="; ".join(missing)))
        self.first_line.setVisible(bool(missing))
        self.button.set_words(_("Make it anyway") if missing and not self._stopping else _("Make the letter"))
        self.button.setAccessibleName(self.button.words())
        self.to.setItemText(0, _("The usual one: {name}").format(name=recipient_of(plan) or _("not known yet")))
        self.summary.show_words(spanish_summary_of(self.context, self.letter))
        self.live.show_plan(plan)

    def _show_needs(self, snapshot: CaseSnapshot) -> None:
        workspace, about = self.context.workspace, snapshot.find(self.letter.about_id)
        assessment = workspace.assess(snapshot)
        self.needs.show_needs(paper_needs(assessment, workspace.library, self.letter.kind, about, self.context.today()))

    def make(self) -> None:
        """Make the letter and keep it exactly as it is. Made is not sent."""
        self.words.keep_now()
        if self._stopping:
            self.context.tell.error(letters.IncompletePaperError(self.letter, self._stopping))
            self.check.focus_first_fix()
            return
        workspace, letter = self.context.workspace, self.letter
        self.button.setEnabled(False)

        def made(done: letters.MadeLetter) -> None:
            self.made.emit(done.letter)

        def failed(error: BaseException) -> None:
            self.button.setEnabled(True)
            self.context.tell.error(error)

        self.context.background.run(lambda: letters.make_letter(workspace, letter), then=made, failed=failed)

    # Inside

    def _fill(self) -> None:
        snapshot = case_on_show(self.context)
        self._about_ids: list[UUID] = []
        self.about = self._choice(_("What is it about?"), "letters.about", self._about_chosen)
        self._to_ids: list[UUID | None] = []
        self.to = self._choice(_("To"), "letters.to", self._to_chosen)
        self._words_place = QVBoxLayout()
        self._column.addLayout(self._words_place)
        self.words = OwnWords(self.context, (), name="letters.words")
        self._words_place.addWidget(self.words)
        self._new_words(snapshot)
        self._add_print()
        self.check = CheckList(self._way_to_fix, name="letters.check")
        self._column.addWidget(self.check)
        self.button = Button(_("Make the letter"), self.make, kind=ButtonKind.main, name="letters.make_it")
        self._column.addWidget(FlowRow(self.button, name="letters.making.buttons"))
        words = _("Making it keeps it exactly as it is. It is not sent by that.")
        self._column.addWidget(Label(words, Role.small, "text.secondary"))
        self.needs = PaperNeedsCard(name="letters.needs")
        self._column.addWidget(self.needs)
        self.summary = SpanishSummary(name="letters.summary")
        self._column.addWidget(self.summary)
        about = snapshot.find(self.letter.about_id)
        if isinstance(about, Appeal):
            self._column.addWidget(self._packet_card(about))
            in_your_name = WrittenInYourName(self.context, name="letters")
            self._column.addWidget(in_your_name)
            in_your_name.show_for(self.letter.kind)
        self._column.addStretch(1)

    def _packet_card(self, appeal: Appeal) -> Card:
        card = Card(_("Send your papers with it"), name="letters.packet")
        words = _("A packet puts the denial letter and your reports behind this letter, each with its own letter.")
        card.body.addWidget(Label(words))
        lead = Button(
            _("Build the packet"),
            lambda: self.context.go_to("packet_builder", appeal.id),
            icon="files",
            name="letters.packet.build",
        )
        card.body.addWidget(FlowRow(lead))
        return card

    def _choice(self, title: str, name: str, chosen: Callable[[int], object]) -> Choice:
        holder = QWidget()
        column = QVBoxLayout(holder)
        set_gaps(column, gap=4)
        label = Label(title, Role.label)
        box = Choice(name)
        label.setBuddy(box)
        box.setAccessibleName(title)
        column.addWidget(label)
        column.addWidget(box)
        box.activated.connect(chosen)
        self._column.addWidget(holder)
        return box

    def _add_print(self) -> None:
        kind = KINDS[self.letter.kind]
        self._languages = [*kind.languages, *([BOTH_LANGUAGES] if len(kind.languages) > 1 else [])]
        self.in_language = self._choice(_("Language"), "letters.language", self._language_chosen)
        for code in self._languages:
            self.in_language.addItem(_(_LANGUAGE_WORDS[code]))
        self.in_language.parentWidget().setVisible(len(self._languages) > 1)
        self.large = CheckBox(_("Large print"))
        self.large.setObjectName("letters.large_print")
        self.large.clicked.connect(self._large_chosen)
        self._column.addWidget(self.large)
        self.large.setVisible(kind.is_kept)
        office = _(
            "This letter goes to an office, so it is in English. You can save a large print copy once it is made."
        )
        note = Label(office, Role.small, "text.secondary")
        self._column.addWidget(note)
        note.setVisible(not kind.is_kept and "es" not in kind.languages)

    def _new_words(self, snapshot: CaseSnapshot) -> None:
        self.words.keep_now()
        about = snapshot.find(self.letter.about_id)
        fresh = OwnWords(
            self.context,
            [each for each in (about, self.letter) if each is not None],
            name="letters.words",
            letter=self.letter,
        )
        self._words_place.replaceWidget(self.words, fresh)
        self.words.hide()
        self.words.deleteLater()
        self.words = fresh
        fresh.problem_changed.connect(self.problem_changed)

    def _show_choices(self, snapshot: CaseSnapshot) -> None:
        choices = letter_drafts.about_choices(snapshot, self.letter.kind)
        about = snapshot.find(self.letter.about_id)
        shown = about.denial_id if isinstance(about, Appeal) else self.letter.about_id
        self._about_ids = [each.id for each in choices]
        self.about.clear()
        for each in choices:
            self.about.addItem(words_for_record(snapshot, each))
        self.about.setCurrentIndex(self._about_ids.index(shown) if shown in self._about_ids else -1)
        self.about.parentWidget().setVisible(len(choices) > 1)
        people = contact_choices(snapshot)
        self._to_ids = [None, *(contact_id for contact_id, _words in people)]
        self.to.clear()
        self.to.addItem("")
        for _contact_id, words in people:
            self.to.addItem(words)
        chosen = self.letter.to_contact_id
        self.to.setCurrentIndex(self._to_ids.index(chosen) if chosen in self._to_ids else 0)
        self.to.parentWidget().setVisible(self.letter.kind not in _TO_NOBODY)
        code = self.letter.language
        self.in_language.setCurrentIndex(self._languages.index(code) if code in self._languages else 0)
        self.large.setChecked(self.letter.large_print)

    def _about_chosen(self, at: int) -> None:
        about = case_on_show(self.context).find(self._about_ids[at])
        if about is not None:
            self._do(lambda: letter_drafts.turn_to(self.context.workspace, self.letter, about))

    def _to_chosen(self, at: int) -> None:
        self._save(self.letter.revised(to_contact_id=self._to_ids[at]))

    def _language_chosen(self, at: int) -> None:
        self._save(self.letter.revised(language=self._languages[at]))

    def _large_chosen(self, checked: bool) -> None:
        self._save(self.letter.revised(large_print=checked))

    def _save(self, letter: Record) -> None:
        self._do(lambda: self.context.workspace.save(letter, _("Change a letter")))

    def _do(self, act: Callable[[], object]) -> None:
        self.words.keep_now()
        try:
            act()
        except CaseorgError as error:
            self.context.tell.error(error)

    def _way_to_fix(self, finding: Finding) -> Mend | None:
        role = finding.fact.partition(".")[0]
        if role == "to":
            return self._way_to_recipient(finding)
        if role in ("reason", "appeal") or finding.fact in _OWN:
            return fix(self.words.focus_first) if self.words.has_boxes() else None
        return way_by_page(self.context, finding, self.letter)

    def _way_to_recipient(self, finding: Finding) -> Mend | None:
        """Lead to where the one it goes to is filled in: their letter, the plan, a person or place, or the choice."""
        snapshot, field = case_on_show(self.context), finding.fact.partition(".")[2]
        about = snapshot.find(self.letter.about_id)
        if isinstance(about, Appeal | Denial) and self.letter.kind is not LetterKind.letter_of_need:
            denial_id = about.denial_id if isinstance(about, Appeal) else about.id
            field = "send_to_fax" if field == "fax" else "send_to"
            return fix(lambda: self.context.go_to("denials_and_appeals", denial_id, field))
        if self.letter.kind in _TO_PLAN:
            plan_id = snapshot.plans[0].id if snapshot.plans else None
            return fix(lambda: self.context.go_to("plan_and_permissions", plan_id, field if plan_id else ""))
        if field == "name" and self.to.count() > 1:
            return fix(self.to.setFocus)
        return way_by_page(self.context, finding, self.letter)


_OWN = {"own_words", "release.what", "release.purpose", "phone_call.said",
        "network_exception.why_nobody_inside", "network_exception.why_this_doctor", "prior_authorization.service",
        "referral.service"}  # fmt: skip
_TO_PLAN = {LetterKind.network_exception, LetterKind.prior_approval, LetterKind.call_script}
_TO_NOBODY = {LetterKind.call_script, LetterKind.question_sheet, LetterKind.case_summary, LetterKind.records_tracker,
              LetterKind.comparison, LetterKind.timeline, LetterKind.medication_list, LetterKind.expense_summary,
              LetterKind.custody_sheet, LetterKind.mailing_certificate, LetterKind.authorization,
              LetterKind.part_2_consent, LetterKind.representative}  # fmt: skip


def title_for(letter: Letter) -> str:
    """Return the title of the task of making a letter."""
    return _("Make a letter: {kind}").format(kind=word_for(letter.kind))
