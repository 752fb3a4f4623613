"""History of a case: every step with its time, what the chosen one changed, and all of it as a file."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date, time_of_day
from caseorg.domain.errors import CaseorgError
from caseorg.services import case_history
from caseorg.services.case_history import FieldChange, StepLine
from caseorg.ui.page import PageContext
from caseorg.ui.pages.when_in_front import WhenInFront
from caseorg.ui.paper import write_pdf as write_whole
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, px, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.chip import Status
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.room import SideBySide


class CaseHistoryPage(WhenInFront):
    """The newest step on top."""

    name = "case_history"
    title = "History"
    purpose = "Everything that was done in this case, and when. Times are your computer's."

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.add_main_button(
            Button(_("Save as a list..."), self.save_list, icon="save", name="case_history.save"), command="main"
        )
        self.empty = Label(_("Nothing was done in this case yet."))
        self.empty.setObjectName("case_history.empty")
        self.body.addWidget(self.empty)
        self.table = RecordTable(
            _("Steps"), _columns(), _sentence, name="case_history.list", key=lambda step: step.number, beside=True
        )
        self.table.chosen.connect(self._show_step)
        self.table.setMinimumHeight(px(360))
        side = QWidget()
        column = QVBoxLayout(side)
        set_gaps(column, gap=8)
        self.heading = Label("", Role.section)
        self.heading.setObjectName("case_history.step")
        self.words = Label("", ink="text.secondary")
        self.words.setObjectName("case_history.words")
        self.details = RecordTable(
            _("What it changed"), _detail_columns(), _detail_sentence, name="case_history.details",
            key=lambda line: (line.what, line.field, line.before, line.after),
        )  # fmt: skip
        for part in (self.heading, self.words, self.details):
            column.addWidget(part)
            part.hide()
        column.addStretch(1)
        self.body.addWidget(SideBySide(self.table, side, shares=(2, 3)), 1)

    def reload(self) -> None:
        """List the steps of the case."""
        if self.context.case_id is None:
            return
        steps = case_history.steps_of(self.context.workspace, self.context.case_id)
        self.table.set_rows(steps)
        self.table.setVisible(bool(steps))
        if steps and self.table.selected() is None:
            self.table.select(steps[0].number)
        self.empty.setVisible(not steps)

    def save_list(self) -> None:
        """Let the person choose a place for the whole history as a list."""
        case_id = self.context.case_id
        name = _("History {day}.csv").format(day=self.context.today().isoformat())
        target = self.context.files.place(self.window(), name, _("List for a spreadsheet (*.csv)"))
        if target is None or case_id is None:
            return
        try:
            write_whole(target, case_history.as_list(self.context.workspace, case_id).encode("utf-8-sig"))
        except CaseorgError as error:
            self.context.tell.error(error)
        else:
            self.context.tell.done(_("Saved. The list is not locked: keep it in a safe place."))

    def _show_step(self, step: StepLine | None) -> None:
        for part in (self.heading, self.words, self.details):
            part.setVisible(step is not None)
        if step is None:
            return
        self.heading.setText(step.label)
        lines = self._details_of(step)
        self.details.set_rows(lines or ())
        self.details.setVisible(bool(lines))
        words = []
        if lines is None:
            words.append(_("What it changed in detail is kept for the last 200 steps only."))
            if step.is_shared:
                words.append(_("It may have been in another case."))
        elif not lines:
            words.append(_("It changed nothing that is shown."))
        elif step.is_shared:
            words.append(_("Your other cases may share this."))
        self.words.setText(" ".join(words))
        self.words.setVisible(bool(words))

    def _details_of(self, step: StepLine) -> tuple[FieldChange, ...] | None:
        case_id = self.context.case_id
        return case_history.details_of(self.context.workspace, case_id, step.number) if case_id is not None else None


def _columns() -> list[Column]:
    return [
        Column(_("When"), lambda step: _moment(step.at), sort_key=lambda step: step.number),
        Column(_("What was done"), lambda step: step.label, names_row=True),
        Column(_("Now"), _now, status=lambda step: Status.neutral if step.is_undone else Status.ok),
    ]


def _now(step: StepLine) -> str:
    return _("Taken back") if step.is_undone else _("Done")


def _moment(at: datetime) -> str:
    here = at.astimezone()
    return _("{day}, {time}").format(day=short_date(here.date(), weekday=False), time=time_of_day(here.time()))


def _sentence(step: StepLine) -> str:
    return _("{when}: {what}. {now}.").format(when=_moment(step.at), what=step.label, now=_now(step))


def _detail_columns() -> list[Column]:
    return [
        Column(_("What"), lambda line: line.what),
        Column(_("Field"), lambda line: line.field),
        Column(_("Before"), lambda line: line.before),
        Column(_("After"), lambda line: line.after),
    ]


def _detail_sentence(line: FieldChange) -> str:
    if not line.field:
        return _("{what}: {after}").format(what=line.what, after=line.after)
    form = _("{what}, {field}: before {before}, after {after}")
    return form.format(
        what=line.what, field=line.field, before=line.before or _("nothing"), after=line.after or _("nothing")
    )
