"""Questions for the second doctor: a few to ask first, the others if there is time, and the answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.people import Contact
from caseorg.domain.record import Record
from caseorg.domain.visit import Question, QuestionPriority, Visit
from caseorg.services import questions
from caseorg.services.next_step import next_visit
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done, make_papers, remove
from caseorg.ui.forms.form import RecordForm
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages import choices
from caseorg.ui.pages.detail import Detail, Pair, show_below
from caseorg.ui.pages.panel import Panel
from caseorg.ui.pages.people_forms import NewVisitForm, references
from caseorg.ui.pages.questions_forms import NewQuestionForm, QuestionForm, answer_form
from caseorg.ui.pages.questions_pick import PickForm
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.room import SideBySide


@dataclass(frozen=True)
class _Line:
    """One row: the question and its number on the sheet."""

    number: int
    question: Question

    @property
    def id(self) -> UUID:
        """What tells the row from the others."""
        return self.question.id


class QuestionsPage(Page):
    """What to ask at the visit, and what was answered."""

    name = "questions"
    title = "Questions"
    purpose = "What to ask at the visit. The first few matter most: a visit is short."
    group = "Prepare"
    icon = "message-circle-question-mark"
    shows = (Question, Visit, Contact)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        add = Button(_("Add"), self.add, kind=ButtonKind.main, icon="plus", name="questions.add")
        add.setAccessibleName(_("Add a question"))
        self.add_main_button(add, command="add")
        self.sheet = self.add_main_button(
            Button(_("Print the sheet"), self.make_sheet, icon="printer", name="questions.sheet")
        )
        self.main = QWidget()
        self.empty = EmptyState(
            "message-circle-question-mark",
            _("Good questions get better answers. Start from our list."),
            _("Pick questions"),
            self.start,
            name="questions.empty",
        )
        self.visit = Choice("questions.visit", width=34)
        self.visit.activated.connect(lambda _at: self.reload())
        self.lists = {priority: self._make_list(priority) for priority in QuestionPriority}
        self.detail = Detail(name="questions.detail")
        self._lay_out()
        self.panel = Panel(self, name="questions.panel", hides=(self.main, self.header.actions))
        self.body.addWidget(self.panel)
        self._chosen: UUID | None = None
        self._ids: list[UUID] = []
        self._loading = False
        self.commands |= {
            "main": add.click,
            "edit": self.edit,
            "remove": self.remove,
            "up": lambda: self.move(-1),
            "down": lambda: self.move(1),
            "print": self.make_sheet,
            "pick": self.pick,
        }

    def _lay_out(self) -> None:
        column = QVBoxLayout(self.main)
        set_gaps(column, gap=16)
        label = Label(_("For"), wrap=False)
        label.setBuddy(self.visit)
        self.visit.setAccessibleName(_("For which visit"))
        add_visit = LinkButton(_("Add a visit"), self.add_visit, icon="plus", name="questions.add_visit")
        self.visits = FlowRow(label, self.visit, add_visit, name="questions.visits")
        self.full = QWidget()
        rest = QVBoxLayout(self.full)
        set_gaps(rest, gap=8)
        self.too_many = Label(_("That is more than 3 to ask first, and a visit is short. Can one of them wait?"))
        self.nothing_first = Label(_("Nothing here yet. Choose a question below and press Up."), ink="text.secondary")
        titles = {QuestionPriority.ask_first: _("Ask first"), QuestionPriority.if_time: _("If there is time")}
        self.headings = {priority: Label(words, Role.section) for priority, words in titles.items()}
        first, later = QuestionPriority.ask_first, QuestionPriority.if_time
        for widget in (self.headings[first], self.too_many, self.nothing_first, self.lists[first]):
            rest.addWidget(widget)
        rest.addSpacing(8)
        for widget in (self.headings[later], self.lists[later]):
            rest.addWidget(widget)
        words = _("Pick from good questions")
        rest.addWidget(LinkButton(words, self.pick, icon="plus", name="questions.pick"))
        rest.addStretch(1)
        # The buttons for a question stand beside the list, so that they are near any row of it.
        side = QWidget()
        stack = QVBoxLayout(side)
        set_gaps(stack)
        stack.addWidget(self.detail)
        stack.addStretch(1)
        self.beside = SideBySide(self.full, side, shares=(3, 2))
        for widget in (self.visits, self.empty, self.beside):
            column.addWidget(widget)
        words = _("We help you keep track. Your doctors help you decide."), _("If this is an emergency, call 911.")
        column.addWidget(Label(" ".join(words), Role.small, "text.secondary"))
        self.body.addWidget(self.main)
        for table in self.lists.values():
            show_below(self, table, self.detail)

    # What is shown

    def reload(self) -> None:
        snapshot = self._snapshot()
        self._offer_visits(snapshot)
        shown = questions.in_order(snapshot, self._visit_id())
        lines = [_Line(number, each) for number, each in enumerate(shown, 1)]
        self._loading = True
        for priority, table in self.lists.items():
            mine = [line for line in lines if line.question.priority is priority]
            table.set_rows(mine)
            table.setVisible(bool(mine))
        self.headings[QuestionPriority.if_time].setVisible(bool(self.lists[QuestionPriority.if_time].model.rowCount()))
        self.nothing_first.setVisible(not self.lists[QuestionPriority.ask_first].model.rowCount())
        self._loading = False
        self.too_many.setVisible(questions.too_many_first(snapshot, self._visit_id()))
        there = bool(snapshot.questions)
        self.empty.setVisible(not there)
        self.beside.setVisible(there)
        self.sheet.setVisible(there)
        ids = [line.id for line in lines]
        if self._chosen not in ids:  # the one that took its place, or the last
            place = self._ids.index(self._chosen) if self._chosen in self._ids else 0
            self._chosen = ids[min(place, len(ids) - 1)] if ids else None
        self._ids = ids
        self._choose(self._chosen)

    def open_record(self, record_id: UUID) -> None:
        """Show the questions for a visit, or one question."""
        at = self.visit.findData(str(record_id))
        if at >= 0:
            self.visit.setCurrentIndex(at)
            self.reload()
        else:
            self.panel.close_task()
            if record_id not in self._ids:  # it is for another visit
                self.visit.setCurrentIndex(0)
                self.reload()
            self._choose(record_id)

    def open_new(self, kind: type[Record]) -> None:
        """Ask for a visit or a question, when another page leads here."""
        (self.add_visit if kind is Visit else self.add)()

    def question(self) -> Question | None:
        """Return the question that is selected, or None."""
        found: Record | None = self._snapshot().find(self._chosen)
        return found if isinstance(found, Question) else None

    def _snapshot(self) -> CaseSnapshot:
        assert self.context.case_id is not None
        return self.context.workspace.load_case(self.context.case_id)

    def _visit_id(self) -> UUID | None:
        chosen = self.visit.currentData()
        return UUID(chosen) if chosen else None

    def _offer_visits(self, snapshot: CaseSnapshot) -> None:
        ahead = next_visit(snapshot, self.context.today())
        at_first = str(ahead.id) if ahead is not None else ""
        chosen = self.visit.currentData() if self.visit.count() else at_first
        self.visit.clear()
        self.visit.addItem(_("Every visit"), "")
        for visit_id, words in choices.visit_choices(snapshot):
            self.visit.addItem(words, str(visit_id))
        self.visit.setCurrentIndex(max(0, self.visit.findData(chosen)))

    def _choose(self, question_id: UUID | None) -> None:
        """Select a question in its list, and nothing in the other one."""
        self._loading = True
        self._chosen = question_id
        for table in self.lists.values():
            if table.model.place_of(question_id) >= 0:
                table.select(question_id)
            else:
                table.table.selectionModel().clear()
        self._loading = False
        self._show_detail()

    def _row_chosen(self, line: _Line | None) -> None:
        if line is not None and not self._loading:
            self._choose(line.id)

    def _show_detail(self) -> None:
        question = self.question()
        self.detail.setVisible(question is not None)
        if question is not None:
            self.detail.show_parts(question.text, self._parts(question), _answer_words(question))

    def _parts(self, question: Question) -> Iterator[QWidget]:
        visit = self._snapshot().find(question.visit_id)
        if isinstance(visit, Visit):
            yield Pair(_("For"), choices.visit_words(self._snapshot(), visit))
        if question.answer:
            yield Pair(_("Answer"), question.answer)
        if question.answered_on:
            yield Pair(_("Day of the answer"), short_date(question.answered_on, weekday=False))
        first = question.priority is QuestionPriority.ask_first
        words = _("Write the answer") if not question.answer else _("Change the answer")
        yield FlowRow(
            Button(_("Up"), lambda: self.move(-1), icon="arrow-up", name="questions.up", spoken=_("Move up")),
            Button(_("Down"), lambda: self.move(1), icon="arrow-down", name="questions.down", spoken=_("Move down")),
            Button(_("Ask it later") if first else _("Ask it first"), self.switch_priority, name="questions.when"),
            Button(words, self.answer, icon="pencil", name="questions.answer"),
            name="questions.buttons",
        )
        row = FlowRow(
            Button(_("Edit"), self.edit, kind=ButtonKind.quiet, icon="pencil", name="questions.edit"),
            name="questions.change",
        )
        row.add_apart(Button(_("Remove"), self.remove, kind=ButtonKind.quiet, icon="trash-2", name="questions.remove"))
        yield row

    # What can be done

    def start(self) -> None:
        """Put the questions a case like this starts with on the list."""
        words = _("We started your list. Change what you like, or pick more below.")
        attempt(self.context, lambda: questions.start_questions(self.context.workspace, self._case_id()), words)

    def pick(self) -> None:
        """Open the list of good questions."""

        def put(picked: list[str]) -> None:
            if picked:
                act = lambda: questions.pick_questions(self.context.workspace, self._case_id(), picked)  # noqa: E731
                attempt(self.context, act, _("On your list, under “If there is time”."))

        form = PickForm({each.bank_id for each in self._snapshot().questions}, put)
        form.saved.connect(self.panel.close_task)
        self.panel.open_task(_("Good questions"), form)

    def add(self) -> None:
        """Ask for a question in the person's own words."""
        last = max((each.position for each in self._snapshot().questions), default=-1)
        given = {"case_id": self._case_id(), "position": last + 1, "visit_id": self._visit_id()}
        self._open(_("Add a question"), NewQuestionForm(self.context, given=given, references=self._references()))

    def edit(self) -> None:
        """Open the selected question."""
        question = self.question()
        if question is not None and not self.panel.is_open():
            self._open(_("Edit the question"), QuestionForm(self.context, question, references=self._references()))

    def answer(self) -> None:
        """Ask what the doctor answered."""
        question = self.question()
        if question is None:
            return
        form = answer_form(self.context, question)
        form.saved.connect(lambda: self._saved(question.id))
        self.panel.open_task(question.text, form)

    def move(self, by: int) -> None:
        """Move the selected question one place up or down."""
        question = self.question()
        if question is None or self.panel.is_open():
            return
        for table in self.lists.values():
            table.table.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        had_focus = any(table.view().hasFocus() for table in self.lists.values())
        words = _("Moved up.") if by < 0 else _("Moved down.")
        attempt(self.context, lambda: questions.move_question(self.context.workspace, question, by), words)
        if had_focus:
            self._list_of(question.id).view().setFocus(Qt.FocusReason.OtherFocusReason)

    def switch_priority(self) -> None:
        """Put the selected question into the other part of the list."""
        question = self.question()
        if question is None:
            return
        first = question.priority is QuestionPriority.ask_first
        other = QuestionPriority.if_time if first else QuestionPriority.ask_first
        attempt(
            self.context,
            lambda: self.context.workspace.save(question.revised(priority=other), _("Move a question")),
            _("Now under “If there is time”.") if first else _("Now under “Ask first”."),
        )

    def remove(self) -> None:
        """Move the selected question to Recently removed."""
        question = self.question()
        if question is not None and not self.panel.is_open():
            remove(self.context, question)

    def add_visit(self) -> None:
        """Ask for a visit."""
        form = NewVisitForm(self.context, given={"case_id": self._case_id()}, references=references(self._snapshot))
        self._open(_("Add a visit"), form)

    def make_sheet(self) -> None:
        """Make the sheet to take along."""
        ahead = next_visit(self._snapshot(), self.context.today())
        visit_id = self._visit_id() or (ahead.id if ahead is not None else None)
        large = self.context.preferences.settings.large_print_copy
        draft = Letter(
            case_id=self._case_id(), kind=LetterKind.question_sheet, about_id=visit_id, large_print=large,
            language=self.context.preferences.sheet_language(),
        )  # fmt: skip
        make_papers(self.context, [draft], _("Your question sheet is ready. Save it or print it."))

    # Inside

    def _case_id(self) -> UUID:
        return self._snapshot().case.id

    def _references(self) -> dict[str, object]:
        return {"visit_id": lambda: choices.visit_choices(self._snapshot())}

    def _list_of(self, question_id: UUID) -> RecordTable:
        found = (table for table in self.lists.values() if table.model.place_of(question_id) >= 0)
        return next(found, self.lists[QuestionPriority.ask_first])

    def _make_list(self, priority: QuestionPriority) -> RecordTable:
        title = _("Ask first") if priority is QuestionPriority.ask_first else _("If there is time")
        table = RecordTable(
            title,
            [
                Column(_("Question"), lambda line: f"{line.number}. {line.question.text}", lambda line: line.number),
                Column(_("Answer"), lambda line: _answer_words(line.question)),
            ],
            _spoken,
            name=f"questions.{priority}",
            commands=[
                (_("Move up"), lambda _line: self.move(-1)),
                (_("Move down"), lambda _line: self.move(1)),
                (_("Write the answer"), lambda _line: self.answer()),
                (_("Edit"), lambda _line: self.edit()),
                (_("Remove"), lambda _line: self.remove()),
            ],
        )
        table.chosen.connect(self._row_chosen)
        return table

    def _open(self, title: str, form: RecordForm) -> None:
        form.saved.connect(lambda record: self._saved(record.id))
        form.closed.connect(self.panel.close_task)
        self.panel.open_task(title, form)

    def _saved(self, record_id: UUID) -> None:
        self.context.workspace.history.close_step()
        self.panel.close_task()
        self.open_record(record_id)
        done(self.context, _("Saved."))


def _answer_words(question: Question) -> str:
    if not question.answer:
        return ""
    day = question.answered_on
    return _("Answered {day}").format(day=short_date(day, year=False, weekday=False)) if day else _("Answered")


def _spoken(line: _Line) -> str:
    answered = _answer_words(line.question) or _("No answer yet")
    form = _("Number {number}: {question} {answered}")
    return form.format(number=line.number, question=line.question.text, answered=answered)
