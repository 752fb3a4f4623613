"""Next steps: one thing to do now, what comes up, who is waited for, and where the case is."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.case import Stage
from caseorg.domain.letter import Letter, Packet
from caseorg.domain.people import ContactRole
from caseorg.domain.requests import RequestedItem
from caseorg.domain.words import word_for
from caseorg.services import cards, deadlines, requests
from caseorg.services.cards import NotNow
from caseorg.services.next_step import Action, Card, NextSteps, next_steps
from caseorg.services.stages import Progress, set_stage_done
from caseorg.services.waiting import Waiting
from caseorg.ui.doing import attempt, done, log_call, make_letters
from caseorg.ui.page import PageContext
from caseorg.ui.pages.date_columns import date_columns, date_sentence
from caseorg.ui.pages.next_steps_card import DoThisNext
from caseorg.ui.pages.rules_page import RulesPage
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.chip import Chip, Status
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.file_cards import FileCards
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.wrapped import CheckBox

_PAGE_OF = {
    Action.choose_plan: "coverage",
    Action.call_plan: "call_desk",
    Action.add_opinion: "opinions",
    Action.add_cost: "costs_and_calls",
}
_THEN = {Action.choose_plan: "main", Action.call_plan: "call_plan", Action.add_opinion: "add"}


class NextStepsPage(RulesPage):
    """The first page of a case."""

    name = "next_steps"
    title = "Next steps"
    group = "Start"
    icon = "house"
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.empty = EmptyState(
            "house",
            _("Start with one letter. We'll guide the rest."),
            _("Start"),
            lambda: context.go_to("interview"),
            name="next_steps.empty",
        )
        self.body.addWidget(self.empty)
        self.case_title = Label("", Role.card_title)
        self.case_title.setObjectName("next_steps.case")
        self.visit = Label("", ink="text.secondary")
        self.visit.setObjectName("next_steps.visit")
        head = QVBoxLayout()
        set_gaps(head, gap=4)
        head.addWidget(self.case_title)
        head.addWidget(self.visit)
        words = _("What were you told? Write it down before it fades.")
        self.told = LinkButton(words, lambda: context.go_to("told"), name="next_steps.told")
        head.addWidget(FlowRow(self.told))
        self.column.addLayout(head)
        self.card = DoThisNext(context, do=self._do, put_off=self._put_off, already_did=self._already_did)
        self._section(_("Do this next"), self.card)
        self.file_cards = FileCards(context.upkeep, context.go_to, context.do)
        self.column.addWidget(self.file_cards)
        self.coming_up = RecordTable(
            _("Coming up"),
            date_columns(context.today),
            lambda row: date_sentence(row, context.today()),
            name="next_steps.coming_up",
            key=lambda row: row.key,
        )
        self.coming_up.opened.connect(self._open_date)
        self._no_dates = Label(_("No dates in the next 30 days."), ink="text.secondary")
        see_all = LinkButton(_("See all dates"), lambda: context.go_to("deadlines"), name="next_steps.see_all")
        self._section(_("Coming up"), self.coming_up, self._no_dates, FlowRow(see_all))
        self.waiting = RecordTable(
            _("Waiting on others"), _waiting_columns(), _waiting_sentence, name="next_steps.waiting",
            key=lambda row: row.about,
        )  # fmt: skip
        self.waiting.opened.connect(self._open_waiting)
        self._no_one = Label(_("You are not waiting for anyone."), ink="text.secondary")
        self._section(_("Waiting on others"), self.waiting, self._no_one)
        self.stages = FlowRow(*(_StageBox(self, stage) for stage in Stage), gap=24, name="next_steps.stages")
        self._section(_("Where you are"), self.stages)

    def show_case(self) -> None:
        there = self.context.case_id is not None
        self.empty.setVisible(not there)
        self.main.setVisible(there)
        if not there:
            return
        workspace, snapshot = self.context.workspace, self.snapshot
        assessment = workspace.assess(snapshot)
        found = next_steps(snapshot, assessment)
        self.case_title.setText(snapshot.case.title)
        self.case_title.setVisible(bool(snapshot.case.title))
        self.visit.setText(found.visit_line)
        self.visit.setVisible(bool(found.visit_line))
        self.told.setVisible(not any(sheet.told for sheet in snapshot.diagnoses))
        self.card.show_card(found.card)
        self.show_upkeep()
        self._show_lists(found)
        for box, (_stage, progress) in zip(self.stages.findChildren(_StageBox), found.stages, strict=True):
            box.show_progress(progress)

    def show_upkeep(self) -> None:
        """Show what there is to know about the case file itself."""
        self.file_cards.show_cards()

    def _show_lists(self, found: NextSteps) -> None:
        self.coming_up.set_rows(found.coming_up)
        self.coming_up.setVisible(bool(found.coming_up))
        self._no_dates.setVisible(not found.coming_up)
        self.waiting.set_rows(found.waiting)
        self.waiting.setVisible(bool(found.waiting))
        self._no_one.setVisible(not found.waiting)

    # What the card leads to

    def _do(self, card: Card) -> None:
        about = card.about[0] if card.about else None
        if card.action is Action.show_date:
            self.context.go_to("deadlines", about)
        elif card.action is Action.mark_sent:
            self._ask_how_sent(card)
        elif card.action is Action.log_call:
            item = self.snapshot.find(about)
            log_call(self.context, item.contact_id if isinstance(item, RequestedItem) else None)
        elif card.action is Action.make_request:
            self._make_request(card)
        elif card.action is Action.start_list:
            self._start_list()
        elif card.action is Action.add_visit:
            doctor = self.snapshot.contact_in_role(ContactRole.consultant, ContactRole.possible_consultant)
            self.context.go_to("people_and_places", doctor.id if doctor else None)
        elif card.action in _PAGE_OF:
            self.context.go_to(_PAGE_OF[card.action])
            if card.action in _THEN:
                self.context.do(_THEN[card.action])
        else:
            self.context.go_to("records", about)

    def _make_request(self, card: Card) -> None:
        """Make the letters of requests that have none yet; for things nobody was asked for, lead to the list."""
        snapshot = self.snapshot
        asked = {item.request_id for item in snapshot.items if item.id in card.about}
        waiting = [each for each in snapshot.requests if each.id in asked and each.letter_id is None]
        if waiting:
            make_letters(
                self.context, [requests.LetterToMake(requests.letter_kind(each.holder), each.id) for each in waiting]
            )
        else:
            self.context.go_to("records", card.about[0])

    def _start_list(self) -> None:
        case_id = self.snapshot.case.id
        if attempt(
            self.context, lambda: requests.start_list(self.context.workspace, case_id), _("We started the list.")
        ):
            self.context.go_to("records")
            done(self.context, _("We started the list."))

    def _ask_how_sent(self, card: Card) -> None:
        paper = self.snapshot.find(card.about[0])
        if isinstance(paper, Letter | Packet):
            words = _("Marked as sent. We'll watch for the answer.")
            self.card.ask_how_sent(paper, lambda: done(self.context, words))

    def _put_off(self, card: Card, how_long: NotNow) -> None:
        case_id = self.snapshot.case.id
        words = {
            NotNow.tomorrow: _("We'll show it again tomorrow."),
            NotNow.in_3_days: _("We'll show it again in 3 days."),
            NotNow.in_a_week: _("We'll show it again in a week."),
        }
        attempt(self.context, lambda: cards.not_now(self.context.workspace, case_id, card, how_long), words[how_long])
        self.focus_title()

    def _already_did(self, card: Card, entries: dict[str, Any]) -> None:
        cards.already_did(self.context.workspace, self.snapshot.case.id, card, entries["day"])
        done(self.context, _("Noted. Here is the next thing."))

    # The lists

    def _open_date(self, row: deadlines.DateRow) -> None:
        about = row.record.id if row.record else row.deadline.about if row.deadline else None
        self.context.go_to("deadlines", about)

    def _open_waiting(self, row: Waiting) -> None:
        is_request = any(each.id == row.about for each in self.snapshot.requests)
        self.context.go_to("records" if is_request else "denials_and_appeals", row.about)

    def set_done(self, stage: Stage, *, is_done: bool) -> None:
        """Say that a stage is done, or that it is not after all."""
        case_id, title = self.snapshot.case.id, word_for(stage)
        words = _("“{stage}” is done.") if is_done else _("“{stage}” is open again.")
        attempt(
            self.context,
            lambda: set_stage_done(self.context.workspace, case_id, stage, is_done=is_done),
            words.format(stage=title),
        )

    def _section(self, title: str, *widgets: QWidget) -> None:
        column = QVBoxLayout()
        set_gaps(column, gap=12)
        column.addWidget(Label(title, Role.section))
        for widget in widgets:
            column.addWidget(widget)
        self.column.addLayout(column)


class _StageBox(Group):
    """One stage: a check box that only the person sets, and how far it is in words."""

    _STATUS = {Progress.open: Status.neutral, Progress.started: Status.info, Progress.done: Status.ok}  # noqa: RUF012

    def __init__(self, page: NextStepsPage, stage: Stage) -> None:
        super().__init__(word_for(stage), name=f"next_steps.stage.{stage}")
        row = QHBoxLayout(self)
        set_gaps(row, gap=8)
        self.box = CheckBox(word_for(stage))
        self.box.setObjectName(f"next_steps.stage.{stage}.done")
        self.box.clicked.connect(lambda checked: page.set_done(stage, is_done=checked))
        self._chip = Chip("", Status.neutral)
        row.addWidget(self.box)
        row.addWidget(self._chip)

    def show_progress(self, progress: Progress) -> None:
        """Show how far the stage is."""
        words = {Progress.open: _("Not started"), Progress.started: _("Started"), Progress.done: _("Done")}[progress]
        self.box.setChecked(progress is Progress.done)
        self.box.setAccessibleDescription(_("{progress}. Check it when it is done.").format(progress=words))
        self._chip.show_status(words, self._STATUS[progress])


def _waiting_columns() -> list[Column]:
    return [
        Column(_("Who"), lambda row: row.who or _("Somebody without a name")),
        Column(_("What"), lambda row: row.what),
        Column(_("Asked"), lambda row: short_date(row.asked_on, year=False) if row.asked_on else ""),
        Column(_("Reply due by"), _due_words, sort_key=lambda row: row.due),
        Column(
            _("Status"),
            lambda row: _("Late") if row.is_late else _("Asked"),
            status=lambda row: Status.bad if row.is_late else Status.info,
        ),
    ]


def _due_words(row: Waiting) -> str:
    day = short_date(row.due) if row.due else ""
    return day if row.is_sure or not day else _("No rule. Ask again {day}").format(day=day)


def _waiting_sentence(row: Waiting) -> str:
    asked = short_date(row.asked_on) if row.asked_on else ""
    if row.due is None:
        form = _("{who}: {what}, asked on {asked}.") if asked else _("{who}: {what}.")
        return form.format(who=row.who, what=row.what, asked=asked)
    if not row.is_sure:
        form = _("{who}: {what}. No rule sets a day for it. Ask again on {day}.")
        return form.format(who=row.who, what=row.what, day=short_date(row.due))
    form = (
        _("{who}: {what}. The answer was due by {due}, and it is late.")
        if row.is_late
        else _("{who}: {what}. Reply due by {due}.")
    )
    return form.format(who=row.who, what=row.what, due=short_date(row.due))
