"""The interview: five short screens, one question each, with nothing lost on the way back."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter
from caseorg.services import first_letter, letters
from caseorg.services.first_letter import Answers, FirstLetter
from caseorg.services.workspace import Workspace
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.interview.check_step import CheckStep
from caseorg.ui.interview.step import Step
from caseorg.ui.interview.steps import HolderStep, ReachStep, WantedStep, WhoStep
from caseorg.ui.page import Page, PageContext
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.error_summary import ErrorSummary
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.progress_row import ProgressRow

_KEEP_AFTER_MS = 1_000


class InterviewPage(Page):
    """Asks what the first letter needs, and makes the case."""

    name = "interview"
    title = "Your first letter"
    whole_window = True
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.answers = self._begun_with = Answers()
        self._at = 0
        self._back_to_check = False
        self._back = LinkButton(_("Back"), self.go_back, icon="arrow-left", name="interview.back")
        self._place = Label("", Role.small, "text.secondary")
        self._place.setObjectName("interview.place")
        top = FlowRow(name="interview.top")
        top.add(self._back)
        top.add_apart(self._place)
        self.body.insertWidget(0, top)
        self.summary = ErrorSummary(name="interview.problems")
        self.body.addWidget(self.summary)
        today = context.today
        self._steps: list[Step] = [WhoStep(today), HolderStep(today), WantedStep(today), ReachStep(today)]
        self._steps.append(CheckStep(today, self.change))
        for each in self._steps:
            each.edited.connect(self._answered)
            each.hide()
            self.body.addWidget(each)
        self._go_on = Button(_("Continue"), self.go_on, kind=ButtonKind.main, name="interview.continue")
        later = Button(_("Save and finish later"), self.finish_later, kind=ButtonKind.quiet, name="interview.later")
        self.body.addWidget(FlowRow(self._go_on, later, name="interview.buttons"))
        self._progress = ProgressRow(_("Making your letter"), name="interview.progress")
        self._progress.hide()
        self.body.addWidget(self._progress)
        self.commands["main"] = self.go_on
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_AFTER_MS)
        self._timer.timeout.connect(self._keep)

    def reload(self) -> None:
        """Show the answers kept from an interview that was left, if there is one."""
        kept = first_letter.draft(self.context.workspace)
        if kept is not None:
            self.answers = kept
        elif self.answers in (Answers(), self._begun_with):
            self.answers = self._begun_with = first_letter.new_answers(self.context.workspace)
        self._show(self._at)

    def leave(self) -> None:
        self._read_here()
        self._keep()

    def go_on(self) -> None:
        """Check this screen and show the next one, or make the letter on the last."""
        step = self._steps[self._at]
        self.answers, unreadable = step.read(self.answers)
        problems = step.problems(self.answers, unreadable)
        step.show_problems(problems)
        self.summary.show_problems([(problem.sentence, step.way_to(problem.field)) for problem in problems])
        self.set_problem(bool(problems))
        if problems:
            return
        if isinstance(step, CheckStep):
            self._make()
            return
        self._keep()
        self._show(len(self._steps) - 1 if self._back_to_check else self._at + 1)

    def go_back(self) -> None:
        """Go one screen back; on the first one, leave. No answer is lost."""
        self._read_here()
        if self._at == 0:
            self.finish_later()
        else:
            self._show(self._at - 1)

    def change(self, name: str) -> None:
        """Open one screen from the last one; Continue comes straight back."""
        self._show(next(at for at, step in enumerate(self._steps) if step.name == name))
        self._back_to_check = True

    def finish_later(self) -> None:
        """Keep the answers and leave for the list of cases, which leads back to them."""
        self.leave()
        self.context.go_to("all_cases")
        if first_letter.draft(self.context.workspace) is not None:
            self.context.tell.done(_("Your letter is saved as a draft."))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape, which asks nothing and keeps the answers."""
        if event.key() == Qt.Key.Key_Escape:
            self.finish_later()
        else:
            super().keyPressEvent(event)

    def _show(self, at: int) -> None:
        self._at = at
        self._back_to_check = False
        step = self._steps[at]
        step.show_answers(self.answers)
        step.show_problems([])
        self.summary.clear()
        self.set_problem(False)
        for each in self._steps:
            each.setVisible(each is step)
        self._place.setText(_("Step {number} of {count}").format(number=at + 1, count=len(self._steps)))
        last = isinstance(step, CheckStep)
        self._go_on.set_words(_("Make the letter") if last else _("Continue"))
        self._go_on.setAccessibleName(self._go_on.words())
        self.set_title(_(step.question))
        self.focus_title()

    def _answered(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _read_here(self) -> None:
        self.answers, _unreadable = self._steps[self._at].read(self.answers)

    def _keep(self) -> None:
        self._timer.stop()
        self._read_here()
        if self.answers in (Answers(), self._begun_with):
            return
        try:
            first_letter.keep_draft(self.context.workspace, self.answers)
        except CaseorgError as error:
            self.context.tell.error(error)

    def _make(self) -> None:
        self._timer.stop()
        try:
            made = first_letter.make_case(self.context.workspace, self.answers)
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self.answers = Answers()
        self._at = 0
        self._go_on.setEnabled(False)
        self._progress.show()
        context = self.context
        context.background.run(
            lambda: _make_letters(context.workspace, made),
            then=lambda first: _open_letter(context, made, first),
            failed=lambda error: _open_without(context, made, error),
        )


def _make_letters(workspace: Workspace, made: FirstLetter) -> UUID:
    """Make every letter the answers call for; return the one to show first."""
    drafts = [Letter(case_id=made.case_id, kind=one.kind, about_id=one.request_id) for one in made.letters]
    return letters.make_letters(workspace, drafts)[0].id


def _open_letter(context: PageContext, made: FirstLetter, letter_id: UUID) -> None:
    context.show_case(made.case_id)
    context.go_to("letter_ready", letter_id)


def _open_without(context: PageContext, made: FirstLetter, error: BaseException) -> None:
    """Show the case all the same: what was answered is kept, and the letter can be made again from Records."""
    context.show_case(made.case_id)
    context.go_to("records")
    context.tell.error(error)
