"""What the page of denials says of one matter: its last day, its steps, what to try first and what would help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseorg.base import language
from caseorg.base.language import _, money, short_date
from caseorg.domain.deadline import Deadline
from caseorg.domain.denial import CareTiming
from caseorg.domain.letter import LetterKind
from caseorg.services.deadlines import days_words
from caseorg.services.denials import Matter, StepLine, StepState, last_day, open_questions
from caseorg.services.evidence import Evidence, EvidenceLine, evidence_lines, faster_ways, in_hand_words
from caseorg.services.letter_desk import compared_days
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.pages.detail import Pair
from caseorg.ui.pages.how_we_counted import counted_lines
from caseorg.ui.pages.notice_card import notice_card
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.chip import Chip, Status
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.picture import Picture
from caseorg.ui.widgets.staircase import Stair, Staircase

if TYPE_CHECKING:
    from caseorg.ui.pages.denials_and_appeals import DenialsAndAppealsPage

_LOOKS = {
    StepState.not_open: (Status.neutral, "circle-dashed"),
    StepState.open: (Status.warn, "triangle-alert"),
    StepState.started: (Status.warn, "file-text"),
    StepState.letter_made: (Status.warn, "file-text"),
    StepState.sent: (Status.info, "hourglass"),
    StepState.decided: (Status.neutral, "gavel"),
}


def title_of(matter: Matter) -> str:
    """Return the title of a matter: what was denied."""
    return matter.first.what or _("A denial")


def parts_of(page: DenialsAndAppealsPage, matter: Matter, *, counted: bool) -> Iterator[QWidget]:
    """Make the lines, cards and buttons of one matter, top to bottom."""
    latest = matter.latest
    if matter.is_won:
        yield Chip(_("They changed their decision"), Status.ok)
    if latest.notice_date:
        yield Pair(_("Denied"), short_date(latest.notice_date))
    if latest.denied_cents is not None:
        yield Pair(_("How much"), money(latest.denied_cents))
    if latest.reason_text:
        yield Pair(_("Their reason"), _("“{reason}”").format(reason=latest.reason_text))
    if not matter.is_won:
        yield from _dates(page, matter, counted=counted)
        yield from _still_open(page, matter)
        yield _faster(page, matter)
    steps = page.steps(matter)
    if steps:
        yield Label(_("Steps"), Role.section)
        yield Staircase([_stair(page, step) for step in steps], name="denials.staircase")
    for step in steps:
        yield _step(page, matter, step)
    notice = notice_card(page, latest)
    if notice is not None:
        yield notice
    yield from _evidence(page, matter)
    yield _letters(page, matter)
    yield _change_row(page)


def _dates(page: DenialsAndAppealsPage, matter: Matter, *, counted: bool) -> Iterator[QWidget]:
    deadline = last_day(matter, page.assessment)
    if deadline is None:
        yield Label(
            _("We can't count the last day yet. Your letter says it. If we know your kind of plan, we can count, too.")
        )
        yield FlowRow(
            _button(_("Add the day from the letter"), lambda: page.edit(field="stated_last_day"), "add_last_day"),
            _button(_("Tell us your plan"), lambda: page.context.go_to("coverage"), "tell_plan", icon="shield-check"),
            name="denials.no_day",
        )
        return
    yield from _last_day(page, deadline)
    words = _("Hide how we counted") if counted else _("How we counted")
    yield LinkButton(words, page.switch_counted, icon="chevron-down", name="denials.counted")
    if counted:
        yield from counted_lines(deadline)
        yield FlowRow(
            _button(_("I know the day I got it"), lambda: page.edit(field="received_date"), "got_it_on"),
            _button(_("My letter says a different date"), lambda: page.edit(field="stated_last_day"), "letter_differs"),
            name="denials.counted.buttons",
        )
        words = _("We count with care, but your letter and your plan's papers come first. If they differ, use theirs.")
        yield Label(words, Role.small, "text.secondary")


def _last_day(page: DenialsAndAppealsPage, deadline: Deadline) -> Iterator[QWidget]:
    today = page.context.today()
    if deadline.last_day is not None:
        away = days_words((deadline.last_day - today).days)
        day = _("{day} ({away})").format(day=short_date(deadline.last_day), away=away)
        yield Pair(_("Last day to appeal"), day)
    if deadline.is_late(today):
        yield Chip(_("Past"), Status.bad)
        if late := deadline.words_in(language.current()).late:
            yield Label(late)
    if deadline.send_by is not None:
        words = _("{day} (our safe date)").format(day=short_date(deadline.send_by))
        yield Pair(_("Send it by"), words)
    if deadline.last_day is None:
        yield Label(_("We could not confirm the rule for your plan. Ask your plan for the last day."))
    if deadline.letter_day is not None and deadline.rule_last_day not in (None, deadline.letter_day):
        yield Label(compared_days(deadline), Role.small, "text.secondary")


def _still_open(page: DenialsAndAppealsPage, matter: Matter) -> Iterator[QWidget]:
    """Ask what the rules need to know of this letter; each answer is a field of its sheet."""
    questions = open_questions(page.assessment, page.context.workspace.library, matter.latest)
    if not questions:
        return
    card = Card(_("What the letter can still tell us"), name="denials.still_open")
    code = language.current()
    for fact in questions:
        words = fact.question(code)
        card.body.addWidget(Label(words))
        answer = _button(_("Answer"), lambda name=fact.field: page.edit(field=name), f"still_open.{fact.field}")
        answer.setAccessibleName(_("{action}: {what}").format(action=answer.words(), what=words))
        card.body.addWidget(FlowRow(answer))
    yield card


def _faster(page: DenialsAndAppealsPage, matter: Matter) -> QWidget:
    card = Card(_("Faster ways to try first"), name="denials.faster")
    for sentence in faster_ways(matter.latest):
        card.body.addWidget(Label(sentence))
    card.body.addWidget(
        FlowRow(_button(_("Log a call"), lambda: page.context.do("log_call"), "log_call", icon="phone"))
    )
    return card


# The ladder


def _stair(page: DenialsAndAppealsPage, step: StepLine) -> Stair:
    """Return a step as it is drawn: how far it is, and the dates of both sides."""
    status, icon = _look(step)
    answer = [words for words in _step_dates(page, step) if words != step.if_no_answer]
    title = _("{number}. {title}").format(number=step.number, title=step.title)
    return Stair(title, (step.status, *_file_by(step), *answer), icon, f"status.{status}")


def _file_by(step: StepLine) -> Iterator[str]:
    """Say by when the person has to take a step that is open and not taken yet."""
    if step.file_by is None or step.state not in (StepState.open, StepState.started, StepState.letter_made):
        return
    if step.file_by.last_day is not None:
        yield _("Last day: {day}").format(day=short_date(step.file_by.last_day))
    if step.file_by.send_by is not None:
        yield _("Send it by: {day}").format(day=short_date(step.file_by.send_by))


def _look(step: StepLine) -> tuple[Status, str]:
    if step.goes_on_by_itself and step.state is StepState.not_open:
        return Status.neutral, "circle-dashed"
    return _LOOKS[step.state]


def _step(page: DenialsAndAppealsPage, matter: Matter, step: StepLine) -> QWidget:
    title = _("{number}. {title}").format(number=step.number, title=step.title)
    card = Card(title, step.status, name=f"denials.step.{step.number}")
    status, icon = _look(step)
    card.body.addWidget(Chip(step.status, status, icon=icon))
    if step.state not in (StepState.not_open, StepState.decided):
        card.body.addWidget(Label(step.text))
    card.body.addWidget(Label(_("Decided by: {who}").format(who=step.decided_by), Role.small, "text.secondary"))
    for words in (*_file_by(step), *_step_dates(page, step)):
        card.body.addWidget(Label(words))
    buttons = list(_step_buttons(page, matter, step))
    if buttons:
        card.body.addWidget(FlowRow(*buttons, name=f"denials.step.{step.number}.buttons"))
    return card


def _step_dates(page: DenialsAndAppealsPage, step: StepLine) -> Iterator[str]:
    if step.answer_by is not None and step.answer_by.last_day is not None:
        yield _("They have to answer by {day}.").format(day=short_date(step.answer_by.last_day))
        if step.answer_by.is_late(page.context.today()) and step.if_no_answer:
            yield step.if_no_answer
    if step.appeal is not None and step.appeal.reference_number:
        yield _("Appeal number: {number}").format(number=step.appeal.reference_number)


def _step_buttons(page: DenialsAndAppealsPage, matter: Matter, step: StepLine) -> Iterator[Button]:
    name = f"step.{step.number}"
    if step.state in (StepState.open, StepState.started, StepState.letter_made) and not matter.is_won:
        if page.has_letter(matter, step):
            words = _("Open") if step.appeal else _("Write the letter")
            yield _button(words, lambda: page.open_step(matter, step), f"{name}.open", ButtonKind.main, "file-text")
            yield _button(
                _("Build the packet"), lambda: page.build_packet(matter, step), f"{name}.packet", icon="files"
            )
        if step.appeal is None:
            yield _button(_("I sent one already"), lambda: page.ask_sent(matter, step), f"{name}.sent")
    if step.appeal is not None:
        if step.state is StepState.sent:
            yield _button(
                _("They decided"), lambda: page.ask_decision(step), f"{name}.decided", ButtonKind.main, "gavel"
            )
        edit = _button(_("Edit"), lambda: page.edit_appeal(step), f"{name}.edit", ButtonKind.quiet, "pencil")
        edit.setAccessibleName(_("{action}: {what}").format(action=edit.words(), what=step.title))
        yield edit


# Further letters


def _letters(page: DenialsAndAppealsPage, matter: Matter) -> Card:
    card = Card(_("Letters that may help"), name="denials.letters")
    buttons = [
        _button(words, lambda kind=kind: page.start_letter(kind), f"letter.{kind.value}", icon="file-text")
        for kind, words in _letter_kinds(page, matter)
    ]
    card.body.addWidget(FlowRow(*buttons, name="denials.letters.buttons"))
    return card


def _letter_kinds(page: DenialsAndAppealsPage, matter: Matter) -> Iterator[tuple[LetterKind, str]]:
    latest, deadline = matter.latest, last_day(matter, page.assessment)
    if deadline is not None and deadline.is_late(page.context.today()):
        yield LetterKind.good_cause, _("Say why it is late")
    if latest.effective_date or latest.timing is CareTiming.during_care:
        yield LetterKind.keep_services, _("Ask to keep the care going")
    yield LetterKind.claim_file, _("Ask for the plan's file and rules")
    if page.snapshot.helpers:
        yield LetterKind.representative, _("Name someone to act for me")
    yield LetterKind.insurance_complaint, _("Complain to the insurance department")


# What would help


def _evidence(page: DenialsAndAppealsPage, matter: Matter) -> Iterator[QWidget]:
    lines = evidence_lines(page.snapshot, matter)
    card = Card(_("What would help your case"), in_hand_words(lines), name="denials.evidence")
    card.body.addWidget(Label(in_hand_words(lines), Role.label))
    for line in lines:
        card.body.addWidget(_evidence_line(page, line))
    yield card


def _evidence_line(page: DenialsAndAppealsPage, line: EvidenceLine) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    set_gaps(row, gap=8)
    icon, ink = ("circle-check", "status.ok") if line.is_there else ("circle-dashed", "status.neutral")
    row.addWidget(Picture(icon, ink))
    there = _("{what}: in hand") if line.is_there else _("{what}: not yet")
    column = QVBoxLayout()
    set_gaps(column)
    column.addWidget(Label(there.format(what=line.evidence.words())))
    row.addLayout(column, 1)
    row.addWidget(_evidence_link(page, line))
    return holder


def _evidence_link(page: DenialsAndAppealsPage, line: EvidenceLine) -> Button:
    what, name = line.evidence.words(), f"denials.evidence.{line.evidence.value}"
    words, act = _("Add"), lambda: page.context.go_to("documents")
    if line.evidence is Evidence.call_log:
        words, act = (_("Open") if line.is_there else _("Add")), lambda: page.context.go_to("costs_and_calls")
    elif line.evidence is Evidence.letter_of_need and not line.is_there:
        words, act = _("Ask for it"), page.ask_for_letter_of_need
    elif line.document_id is not None:
        words, act = _("Open"), lambda: page.context.go_to("documents", line.document_id)
    return LinkButton(words, act, name=name, spoken=_("{action}: {what}").format(action=words, what=what))


def _change_row(page: DenialsAndAppealsPage) -> FlowRow:
    row = FlowRow(_button(_("Edit"), page.edit, "edit", ButtonKind.quiet, "pencil"), name="denials.change")
    row.add_apart(_button(_("Remove"), page.remove, "remove", ButtonKind.quiet, "trash-2"))
    return row


def _button(
    words: str, pressed: Callable[[], object], name: str, kind: ButtonKind = ButtonKind.plain, icon: str = ""
) -> Button:
    return Button(words, pressed, kind=kind, icon=icon, name=f"denials.{name}")
