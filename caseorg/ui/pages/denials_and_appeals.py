"""Denials and appeals: each no of the plan, its last day, the steps against it, and what would help."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call
from caseorg.domain.deadline import DateChange
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter, LetterKind, Packet, Sending
from caseorg.domain.opinion import Opinion
from caseorg.domain.plan import Answer, Coverage, Plan
from caseorg.domain.record import Record
from caseorg.services import denials, letter_drafts
from caseorg.services.date_words import moved_words
from caseorg.services.denials import Matter, StepLine, StepState, last_day, matters, step_lines
from caseorg.services.letter_desk import letters_to_take
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done, start_letter
from caseorg.ui.forms.form import RecordForm
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages import denial_forms as forms
from caseorg.ui.pages.denial_detail import parts_of, title_of
from caseorg.ui.pages.detail import Detail
from caseorg.ui.pages.panel import Panel
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.short_form import ShortForm
from caseorg.ui.pages.ways_to_fix import ask_for_letter_of_need
from caseorg.ui.pages.words_here import WordsHere
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.chip import Status
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.rules.assess import Assessment


_MOST_LETTERS = 4


class DenialsAndAppealsPage(Page):
    """One row for each thing the plan refused, with everything that follows from it."""

    name = "denials_and_appeals"
    title = "Denials and appeals"
    purpose = "When your plan says no: by when to answer, and how."
    group = "Money"
    icon = "gavel"
    shows = (
        Denial, Appeal, Letter, Packet, Sending, Document, Opinion, Call, Plan, Coverage, Answer, DateChange,
    )  # fmt: skip

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.add_main_button(
            Button(_("Add a denial"), self.add, kind=ButtonKind.main, name="denials.add"), command="main"
        )
        self.main = QWidget()
        column = QVBoxLayout(self.main)
        set_gaps(column, gap=16)
        self.empty = EmptyState(
            "gavel",
            _("Did your plan say no? Add the letter. We'll count the days."),
            _("Add a denial"),
            self.add,
            name="denials.empty",
        )
        self.list = RecordTable(
            _("Denials and appeals"),
            self._columns(),
            self._spoken,
            name="denials.list",
            key=lambda matter: matter.first.id,
            commands=[(_("Edit"), lambda _matter: self.edit()), (_("Remove"), lambda _matter: self.remove())],
        )
        self.list.chosen.connect(lambda _matter: self._show_detail())
        self.list.opened.connect(lambda _matter: self._go_to_detail())
        self.detail = Detail(name="denials.detail")
        self.letters = FlowRow(name="denials.from_letters")
        for widget in (self.letters, self.empty, self.list, self.detail):
            column.addWidget(widget)
        column.addWidget(WordsHere(context, ("denial", "appeal", "external_review", "peer_to_peer_call", "exhibit")))
        words = _("You can get free help. Your state's insurance office and hospital advocates know appeals.")
        column.addWidget(Label(words, Role.small, "text.secondary"))
        self.human_help = LinkButton(
            _("Where to get human help"), lambda: context.go_to("human_help"), name="denials.human_help"
        )
        column.addWidget(FlowRow(self.human_help))
        self.body.addWidget(self.main)
        self.panel = Panel(self, name="denials.panel", hides=(self.main, self.header.actions))
        self.body.addWidget(self.panel)
        self.commands |= {"add": self.add, "edit": self.edit, "remove": self.remove}
        self._counted = False

    # What is shown

    def reload(self) -> None:
        found = matters(self.snapshot)
        self.list.set_rows(found)
        self.empty.setVisible(not found)
        self.list.setVisible(bool(found))
        self._offer_letters()
        if found:
            self.list.begin_at(found[0].first.id)
        self._show_detail()

    def _offer_letters(self) -> None:
        """Offer the letters among the documents from which no denial was taken yet."""
        letters = [
            LinkButton(
                _("Add a denial from “{name}”").format(name=letter.name),
                lambda letter=letter: self.context.go_to("denial_desk", letter.id),
                icon="file-text", name=f"denials.from_letter.{number}",
            )
            for number, letter in enumerate(letters_to_take(self.snapshot)[:_MOST_LETTERS], 1)
        ]  # fmt: skip
        self.letters.show_only(*letters)
        self.letters.setVisible(bool(letters))

    def open_record(self, record_id: UUID) -> None:
        """Select the matter that a denial or an appeal belongs to."""
        for matter in matters(self.snapshot):
            if record_id in {each.id for each in (*matter.denials, *matter.appeals)}:
                self.panel.close_task()
                self.list.select(matter.first.id)
                self._show_detail()

    @property
    def snapshot(self) -> CaseSnapshot:
        """The case as it stands."""
        return case_on_show(self.context)

    @property
    def assessment(self) -> Assessment:
        """What the rules say of it today."""
        return self.context.workspace.assess(self.snapshot)

    def matter(self) -> Matter | None:
        """Return the matter that is selected, or None."""
        matter: Matter | None = self.list.selected()
        return matter

    def steps(self, matter: Matter) -> tuple[StepLine, ...]:
        """Return the steps of a matter."""
        return step_lines(self.snapshot, matter, self.assessment, self.context.workspace.library)

    def has_letter(self, matter: Matter, step: StepLine) -> bool:
        """Tell whether there is a letter for a step; some steps, as a court, have none."""
        ladder = [each for each in self.assessment.steps if each.about == matter.latest.id]
        return bool(ladder[step.number - 1].rule.step.letters)

    def switch_counted(self) -> None:
        """Show or hide how the last day was counted."""
        self._counted = not self._counted
        self._show_detail()

    def _show_detail(self) -> None:
        matter = self.matter()
        self.detail.setVisible(matter is not None)
        if matter is not None:
            self.detail.show_parts(title_of(matter), parts_of(self, matter, counted=self._counted))

    def _go_to_detail(self) -> None:
        self.scroller.ensureWidgetVisible(self.detail)
        button = next(iter(self.detail.findChildren(Button)), None)
        if button is not None:
            button.setFocus()

    # The denial

    def add(self) -> None:
        """Ask the six questions about a letter that says no."""
        form = forms.NewDenialForm(self.context, given={"case_id": self.snapshot.case.id})
        self._open_form(_("Add a denial"), form)

    def edit(self, field: str = "") -> None:
        """Open the sheet of the latest letter, at one field if it is named."""
        matter = self.matter()
        if matter is None:
            return
        form = forms.DenialForm(self.context, matter.latest, references=forms.references(lambda: self.snapshot))
        self._open_form(title_of(matter), form)
        if field:
            form.editor(field).target().setFocus()

    def focus_field(self, field: str) -> None:
        """Open the sheet of the latest letter at one field."""
        if field:
            self.edit(field)

    def remove(self) -> None:
        """Take a matter off the list: its denials and its appeals."""
        matter = self.matter()
        if matter is None or self.panel.is_open():
            return

        def act() -> None:
            with self.context.workspace.step(_("Remove a denial")) as step:
                for record in (*matter.denials, *matter.appeals):
                    step.remove(record)

        attempt(self.context, act, _("Removed. It is in Recently removed for 30 days."))

    # The steps

    def open_step(self, matter: Matter, step: StepLine) -> None:
        """Open the paper of a step, or start its letter."""
        snapshot = self.snapshot
        papers = [
            each
            for each in (*snapshot.packets, *reversed(snapshot.letters))
            if step.appeal and each.about_id == step.appeal.id
        ]
        if papers:
            self.context.go_to("letters_and_packets", papers[0].id)
            return
        started = self._start(matter, step)
        if started is not None:
            letter = letter_drafts.start_letter(
                self.context.workspace, matter.first.case_id, started.letter_kind, started.appeal.id
            )
            self.context.go_to("letters_and_packets", letter.id)

    def build_packet(self, matter: Matter, step: StepLine) -> None:
        """Lead to the packet of a step."""
        started = self._start(matter, step)
        if started is not None:
            self.context.go_to("packet_builder", started.appeal.id)

    def _start(self, matter: Matter, step: StepLine) -> denials.Appealed | None:
        try:
            return denials.start_appeal(self.context.workspace, matter.latest, step.level)
        except CaseorgError as error:
            self.context.tell.error(error)
            return None

    def ask_sent(self, matter: Matter, step: StepLine) -> None:
        """Ask when an appeal went out that was made without our letter."""
        form = forms.sent_already(self.context, matter.latest, step.level)
        self._open_short(_("I sent one already"), form, _("Saved. We'll watch for their answer."))

    def ask_decision(self, step: StepLine) -> None:
        """Ask what was decided about an appeal."""
        if step.appeal is not None:
            form = forms.DecisionForm(self.context, self.snapshot, step.appeal)
            self._open_short(_("They decided"), form, _("Saved. Below is what comes next."))

    def edit_appeal(self, step: StepLine) -> None:
        """Open the sheet of an appeal."""
        form = forms.AppealForm(self.context, step.appeal, references=forms.references(lambda: self.snapshot))
        self._open_form(step.title, form)

    def start_letter(self, kind: LetterKind) -> None:
        """Write a letter about the latest letter of the matter that is selected."""
        matter = self.matter()
        if matter is not None:
            start_letter(self.context, kind, matter.latest.id)

    def ask_for_letter_of_need(self) -> None:
        """Start the letter that asks the doctor why the care is needed."""
        matter = self.matter()
        if matter is not None:
            ask_for_letter_of_need(self.context, matter.latest.id)

    # Inside

    def _open_form(self, title: str, form: RecordForm) -> None:
        before = self.assessment

        def saved(record: Record) -> None:
            self.context.workspace.history.close_step()
            self.panel.close_task()
            self.list.select(record.id)
            done(
                self.context, " ".join(words for words in (_("Saved."), moved_words(before, self.assessment)) if words)
            )

        form.saved.connect(saved)
        form.closed.connect(self.panel.close_task)
        self.panel.open_task(title, form)

    def _open_short(self, title: str, form: ShortForm, words: str) -> None:
        def saved() -> None:
            self.panel.close_task()
            done(self.context, words)

        form.saved.connect(saved)
        self.panel.open_task(title, form)

    def _send_by(self, matter: Matter) -> date | None:
        deadline = None if matter.is_won else last_day(matter, self.assessment)
        return (deadline.send_by or deadline.last_day) if deadline else None

    def _columns(self) -> list[Column]:
        return [
            Column(_("What"), title_of),
            Column(
                _("Denied"),
                lambda matter: (
                    short_date(matter.latest.notice_date, weekday=False) if matter.latest.notice_date else ""
                ),
                sort_key=lambda matter: matter.latest.notice_date,
            ),
            Column(
                _("Send it by"),
                lambda matter: short_date(day, weekday=False) if (day := self._send_by(matter)) else "",
                sort_key=self._send_by,
            ),
            Column(_("Now"), self._now, status=self._now_status),
        ]

    def _now_step(self, matter: Matter) -> StepLine | None:
        started = [step for step in self.steps(matter) if step.state is not StepState.not_open]
        return started[-1] if started else None

    def _now(self, matter: Matter) -> str:
        step = self._now_step(matter)
        return _("They changed their decision") if matter.is_won else step.status if step else _("Denied")

    def _now_status(self, matter: Matter) -> Status:
        if matter.is_won:
            return Status.ok
        step = self._now_step(matter)
        return Status.info if step and step.state is StepState.sent else Status.warn if step else Status.bad

    def _spoken(self, matter: Matter) -> str:
        day = self._send_by(matter)
        send_by = _("send it by {day}").format(day=short_date(day)) if day else ""
        return ", ".join(words for words in (title_of(matter), self._now(matter), send_by) if words)
