"""Opinions side by side: what each doctor said, and what the person makes of it. The program judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.opinion import Opinion, Priority, Sameness
from caseorg.domain.people import CaseContact, Contact
from caseorg.domain.plan import Answer, Plan
from caseorg.domain.record import Record
from caseorg.domain.visit import Question
from caseorg.domain.words import word_for
from caseorg.services import letter_drafts, opinions
from caseorg.services.opinions import Row
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done, remove
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages import opinion_forms as forms
from caseorg.ui.pages import opinions_on_paper as comparison
from caseorg.ui.pages.detail import Detail, Pair
from caseorg.ui.pages.opinion_cards import ThirdOpinion, questions_raised, what_matters
from caseorg.ui.pages.panel import Panel
from caseorg.ui.pages.refilled import Refilled
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.chip import Status
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

_LOOKS = {
    Sameness.same: (Status.neutral, "circle-check"),
    Sameness.different: (Status.neutral, "columns-2"),
    Sameness.only_one: (Status.neutral, "circle-dashed"),
}


class OpinionsPage(Page):
    """One column for each opinion, one row for each thing to compare."""

    name = "opinions"
    title = "Opinions"
    purpose = "What each doctor said, side by side."
    group = "Decide"
    icon = "columns-2"
    shows = (Opinion, Priority, Contact, CaseContact, Document, Letter, Plan, Answer, Question)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.add_main_button(
            Button(_("Add an opinion"), self.add, kind=ButtonKind.main, name="opinions.add"), command="main"
        )
        prints = Button(_("Print"), lambda: comparison.print_it(self), icon="printer", name="opinions.print")
        saves = Button(_("Save as PDF"), lambda: comparison.save_it(self), icon="save", name="opinions.save")
        self.print_button = self.add_main_button(prints, command="print")
        self.save_button = self.add_main_button(saves)
        self.main = QWidget()
        column = QVBoxLayout(self.main)
        set_gaps(column, gap=16)
        self.empty = EmptyState(
            "columns-2",
            _("Put what each doctor said side by side."),
            _("Add the first opinion"),
            self.add,
            name="opinions.empty",
        )
        self.heads = Refilled(name="opinions.heads")
        self._table_place = QVBoxLayout()
        self.table: RecordTable | None = None
        self.detail = Detail(name="opinions.detail")
        self.below = Refilled(name="opinions.below")
        column.addWidget(self.empty)
        column.addWidget(self.heads)
        column.addLayout(self._table_place)
        column.addWidget(self.detail)
        column.addWidget(self.below)
        words = _("We help you keep track. Your doctors help you decide.")
        column.addWidget(Label(words, Role.small, "text.secondary"))
        self.body.addWidget(self.main)
        self.panel = Panel(self, name="opinions.panel", hides=(self.main, self.header.actions))
        self.body.addWidget(self.panel)
        self.commands |= {"add": self.add, "edit": self._edit_latest}
        self._columns: tuple[opinions.Column, ...] = ()
        self._third = ThirdOpinion(context, self._show_below)

    # What is shown

    def reload(self) -> None:
        snapshot = self.snapshot
        before = [column.opinion.id for column in self._columns]
        self._columns = opinions.columns(snapshot)
        there = bool(self._columns)
        self.empty.setVisible(not there)
        for output in (self.print_button, self.save_button):
            output.setVisible(there)
        self.heads.show_parts([self._head(column) for column in self._columns])
        if self.table is None or before != [column.opinion.id for column in self._columns]:
            self._new_table()
        if self.table is not None:
            self.table.set_rows(opinions.rows(snapshot) if there else ())
            self.table.setVisible(there)
            if there and self.table.selected() is None:
                self.table.select("diagnosis")
        self._show_below()
        self._show_detail()

    def open_record(self, record_id: UUID) -> None:
        """Open the sheet of an opinion."""
        opinion = self.snapshot.find(record_id)
        if isinstance(opinion, Opinion):
            self.edit(opinion)

    def focus_field(self, field: str) -> None:
        """Give the focus to one field of the sheet that another page led to."""
        self.panel.focus_field(field)

    @property
    def snapshot(self) -> CaseSnapshot:
        """The case as it stands."""
        return case_on_show(self.context)

    def _new_table(self) -> None:
        table = RecordTable(
            _("Opinions"), self._table_columns(), self._spoken, name="opinions.list", key=lambda row: row.field
        )
        table.chosen.connect(lambda _row: self._show_detail())
        if self.table is not None:
            self._table_place.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self._table_place.addWidget(table)
        self.table = table

    def _table_columns(self) -> list[Column]:
        cells = [
            Column(
                column.title,
                lambda row, at=at: (row.cells[at] if at < len(row.cells) else "") or _("Not given"),
                grows=True,
            )
            for at, column in enumerate(self._columns)
        ]
        same = Column(_("Same?"), self._same_words, status=self._same_status, icon=self._same_icon)
        return [Column(_("About"), lambda row: row.title), *cells, *([same] if len(self._columns) > 1 else [])]

    def _same(self, row: Row) -> Sameness | None:
        return row.sameness or (Sameness.only_one if row.is_only_one and len(row.cells) > 1 else None)

    def _same_words(self, row: Row) -> str:
        same = self._same(row)
        if same is not None:
            return word_for(same)
        if row.is_open:
            return _("Ask")
        return _("Not marked yet") if row.judged_by else ""

    def _same_status(self, row: Row) -> Status | None:
        if self._same(row) is not None:
            return Status.neutral
        return Status.ask if row.judged_by or row.is_open else None

    def _same_icon(self, row: Row) -> str:
        same = self._same(row)
        return _LOOKS[same][1] if same is not None else ""

    def _spoken(self, row: Row) -> str:
        said = [
            _("{title}: {words}").format(title=column.title, words=cell or _("not given"))
            for column, cell in zip(self._columns, row.cells, strict=False)
        ]
        return ", ".join([row.title, *said, *([self._same_words(row)] if self._same_words(row) else [])])

    def _head(self, column: opinions.Column) -> QWidget:
        opinion, name = column.opinion, f"opinions.{column.opinion.order.value}"
        card = Card(column.title, name=name)
        day = short_date(column.day, weekday=False) if column.day else ""
        whose = ", ".join(part for part in (column.doctor, day) if part)
        if whose:
            card.body.addWidget(Label(whose))
        row = FlowRow(name=f"{name}.buttons")
        if column.has_report:
            row.add(
                LinkButton(
                    _("Open the report"),
                    lambda: self.context.go_to("documents", opinion.report_document_id),
                    icon="file-text",
                    name=f"{name}.report",
                    spoken=_("Open the report: {title}").format(title=column.title),
                )
            )
        else:
            words = _("Ask for a written report. You'll need it for your plan or an appeal.")
            card.body.addWidget(Label(words, Role.small, "text.secondary"))
            row.add(
                Button(
                    _("Ask for a written report"),
                    lambda: self.ask_for_report(opinion),
                    icon="mail",
                    name=f"{name}.ask_report",
                )
            )
        edit = _("Edit: {title}").format(title=column.title)
        row.add(
            Button(
                _("Edit"),
                lambda: self.edit(opinion),
                kind=ButtonKind.quiet,
                icon="pencil",
                name=f"{name}.edit",
                spoken=edit,
            )
        )
        remove = _("Remove: {title}").format(title=column.title)
        row.add_apart(
            Button(
                _("Remove"),
                lambda: self.remove(opinion),
                kind=ButtonKind.quiet,
                icon="trash-2",
                name=f"{name}.remove",
                spoken=remove,
            )
        )
        card.body.addWidget(row)
        return card

    def _show_detail(self) -> None:
        row: Row | None = self.table.selected() if self.table is not None else None
        self.detail.setVisible(row is not None and bool(self._columns))
        if row is None:
            return
        parts: list[QWidget] = [
            Pair(column.title, cell or _("Not given"), *self._ask_about(row, column, is_given=bool(cell)))
            for column, cell in zip(self._columns, row.cells, strict=False)
        ]
        if row.judged_by and len(self._columns) > 1:
            parts.append(Label(_("Is it the same? You say. We don't judge."), Role.label))
            parts.append(self._marks(row))
        self.detail.show_parts(row.title, parts)

    def _ask_about(self, row: Row, column: opinions.Column, *, is_given: bool) -> Iterator[QWidget]:
        """Offer to ask the doctor who said nothing about something."""
        if not is_given and row.field in forms.QUESTIONS:
            yield LinkButton(
                _("Add to Questions"),
                lambda: self.add_question(row.field),
                icon="plus",
                name=f"opinions.ask.{column.opinion.order.value}",
                spoken=_("Add to Questions: {title}").format(title=column.title),
            )

    def _marks(self, row: Row) -> FlowRow:
        marks = FlowRow(name="opinions.marks")
        for sameness in Sameness:
            button = Button(
                word_for(sameness), lambda sameness=sameness: self.mark(row, sameness), name=f"opinions.mark.{sameness}"
            )
            button.setCheckable(True)
            button.setChecked(row.sameness is sameness)
            button.setAccessibleDescription(row.title)
            marks.add(button)
        return marks

    def _below(self, snapshot: CaseSnapshot) -> Iterator[QWidget]:
        yield from self._third.parts(snapshot)
        yield what_matters(self, snapshot)
        yield questions_raised(self, snapshot)

    def _show_below(self) -> None:
        self.below.show_parts(self._below(self.snapshot) if self._columns else ())

    # What the person does

    def add(self) -> None:
        """Ask what a doctor said."""
        snapshot = self.snapshot
        given = {"case_id": snapshot.case.id, "order": forms.next_order(snapshot)}
        form = forms.NewOpinionForm(self.context, given=given, references=forms.references(snapshot))
        self._open_form(_("Add an opinion"), form)

    def edit(self, opinion: Opinion) -> None:
        """Open the sheet of an opinion."""
        form = forms.OpinionForm(self.context, opinion, references=forms.references(self.snapshot))
        self._open_form(word_for(opinion.order), form)

    def remove(self, opinion: Opinion) -> None:
        """Move an opinion to Recently removed."""

        def act() -> None:
            with self.context.workspace.step(_("Remove an opinion")) as step:
                step.remove(opinion)

        attempt(self.context, act, _("Removed. It is in Recently removed for 30 days."))

    def mark(self, row: Row, sameness: Sameness) -> None:
        """Keep what the person says of a row; pressing the same mark again takes it back."""
        latest = self._columns[-1].opinion
        now = None if row.sameness is sameness else sameness
        marked = latest.revised(**{row.judged_by: now})
        attempt(self.context, lambda: self.context.workspace.save(marked, _("Mark opinions")), _("Marked."))

    def ask_for_report(self, opinion: Opinion) -> None:
        """Start the letter that asks for a written report."""
        try:
            letter = letter_drafts.start_letter(
                self.context.workspace, opinion.case_id, LetterKind.written_report, opinion.id
            )
            if opinion.contact_id is not None and letter.to_contact_id is None:
                letter = letter.revised(to_contact_id=opinion.contact_id)
                self.context.workspace.save(letter, _("Change a letter"))
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self.context.go_to("letters_and_packets", letter.id)

    def add_priority(self) -> None:
        """Ask what matters to the person."""
        self._ask_priority(None)

    def edit_priority(self, priority: Priority) -> None:
        """Open the sheet of something that matters."""
        self._ask_priority(priority)

    def take_over_priority(self, words: str) -> None:
        """Put down something that matters to many people, without a weight."""
        made = Priority(case_id=self.snapshot.case.id, what=words)
        self._keep(made, _("Say what matters to you"), _("Added. Say how much it matters."))

    def weigh(self, priority: Priority, weight: int) -> None:
        """Keep how much something matters; pressing the same number again takes it back."""
        weighed = priority.revised(weight=None if priority.weight == weight else weight)
        self._keep(weighed, _("Say how much it matters"), _("Saved."))

    def remove_priority(self, priority: Priority) -> None:
        """Move something that matters to Recently removed."""
        remove(self.context, priority)

    def _keep(self, record: Record, label: str, words: str) -> None:
        attempt(self.context, lambda: self.context.workspace.save(record, label), words)

    def _ask_priority(self, priority: Priority | None) -> None:
        form = forms.priority_form(self.context, self.snapshot, priority)

        def saved() -> None:
            self.panel.close_task()
            done(self.context, _("Saved."))

        form.saved.connect(saved)
        self.panel.open_task(_("What matters to me"), form)

    def add_question(self, row: str = "") -> None:
        """Ask for a question that the opinions raise, or that a row of the table leaves open."""
        form = forms.question_form(self.context, self.snapshot, row)

        def saved() -> None:
            self.panel.close_task()
            done(self.context, _("Your question is in Questions."))

        form.saved.connect(saved)
        self.panel.open_task(_("A question this raises"), form)

    def _edit_latest(self) -> None:
        if self._columns and not self.panel.is_open():
            self.edit(self._columns[-1].opinion)

    def _open_form(self, title: str, form: forms.OpinionForm) -> None:
        def saved(_record: Record) -> None:
            self.context.workspace.history.close_step()
            self.panel.close_task()
            done(self.context, _("Saved."))

        form.saved.connect(saved)
        form.closed.connect(self.panel.close_task)
        self.panel.open_task(title, form)
