"""All cases of the file: who each is for, its next date and where it is; those put away stand apart."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent

from caseorg.base.language import _, ngettext, short_date
from caseorg.domain.case import Case
from caseorg.domain.words import word_for
from caseorg.services import first_letter
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.case_dates import CaseDates
from caseorg.ui.doing import attempt
from caseorg.ui.page import PageContext
from caseorg.ui.pages.when_in_front import WhenInFront
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.navigation import case_words

if TYPE_CHECKING:
    from caseorg.store.store import CaseLine


class AllCasesPage(WhenInFront):
    """The list of cases. It stands at once; dates come in as they are counted in the background."""

    name = "all_cases"
    title = "All cases"
    purpose = "Every case in this file."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.add_main_button(
            Button(_("New case"), self.new_case, kind=ButtonKind.main, icon="plus", name="all_cases.new"),
            command="add",
        )
        self._lines: tuple[CaseLine, ...] = ()
        self._dates = CaseDates(context.workspace, context.background, self)
        self._dates.counted.connect(self._show_lines)
        self._shows_put_away = False
        self.empty = EmptyState(
            "house",
            _("Start with one letter. We'll guide the rest."),
            _("Start"),
            self.new_case,
            name="all_cases.empty",
        )
        self.list = self._table(_("Cases"), "all_cases.list", (_("Put away"), self.put_away))
        self.put_away_link = LinkButton("", self.switch_put_away, icon="chevron-right", name="all_cases.put_away")
        self.away = self._table(_("Put away"), "all_cases.away", (_("Take out again"), self.take_out))
        self.buttons = self._buttons()
        self.away_buttons = FlowRow(
            Button(_("Take out again"), lambda: self._with(self.away, self.take_out), name="all_cases.take_out"),
            name="all_cases.away_buttons",
        )
        words = _("Go on with the letter")
        self.begun = FlowRow(LinkButton(words, self.new_case, icon="file-text", name="all_cases.begun"))
        for widget in (
            self.empty,
            self.begun,
            self.list,
            self.buttons,
            self.put_away_link,
            self.away,
            self.away_buttons,
        ):
            self.body.addWidget(widget)
        self.commands["main"] = lambda: self._with(self.list, self.open_case)

    def reload(self) -> None:
        self._lines = self.context.workspace.case_lines()
        self._show_lines()
        self._dates.look(line.case_id for line in self._lines)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_begun()

    def new_case(self) -> None:
        """Begin the first letter of another case."""
        self.context.go_to("interview")

    def open_case(self, line: CaseLine) -> None:
        """Open a case at its next steps."""
        self.context.show_case(line.case_id)
        self.context.go_to("next_steps")

    def put_away(self, line: CaseLine) -> None:
        """Put a case away; nothing of it is lost."""
        self._set_away(line, self.context.today(), _("“{case}” is put away."), _("Put a case away"))

    def take_out(self, line: CaseLine) -> None:
        """Take a case out again."""
        self._set_away(line, None, _("“{case}” is back in the list."), _("Take a case out again"))

    def switch_put_away(self) -> None:
        """Show or hide the cases that are put away."""
        self._shows_put_away = not self._shows_put_away
        self._show_lines()

    def _set_away(self, line: CaseLine, day: date | None, words: str, label: str) -> None:
        case = self.context.workspace.store.find(Case, line.case_id)
        if isinstance(case, Case):
            attempt(
                self.context,
                lambda: self.context.workspace.save(case.revised(put_away_on=day), label),
                words.format(case=case_words(line)),
            )

    def _show_lines(self) -> None:
        here = [line for line in self._lines if line.put_away_on is None]
        away = [line for line in self._lines if line.put_away_on is not None]
        self.empty.setVisible(not self._lines)
        self.list.set_rows(here)
        for widget in (self.list, self.buttons):
            widget.setVisible(bool(here))
        words = ngettext("Put away ({count})", "Put away ({count})", len(away)).format(count=len(away))
        self.put_away_link.set_words(words)
        self.put_away_link.setAccessibleName(words)
        self.put_away_link.setVisible(bool(away))
        self.away.set_rows(away)
        for widget in (self.away, self.away_buttons):
            widget.setVisible(bool(away) and self._shows_put_away)
        if here and self.list.selected() is None:
            mine = next((line for line in here if line.case_id == self.context.case_id), here[0])
            self.list.select(mine.case_id)

    def _show_begun(self) -> None:
        """Lead back to a first letter that was left half way; a draft is no change that pages are told of."""
        is_begun = first_letter.draft(self.context.workspace) is not None
        self.begun.setVisible(is_begun and bool(self._lines))
        sentence = (
            _("Your letter is saved as a draft.") if is_begun else _("Start with one letter. We'll guide the rest.")
        )
        self.empty.sentence.setText(sentence)
        self.empty.button.set_words(_("Go on with the letter") if is_begun else _("Start"))

    # Widgets

    def _table(self, title: str, name: str, command: tuple[str, object]) -> RecordTable:
        table = RecordTable(
            title, self._columns(), self._sentence, name=name, key=lambda line: line.case_id, commands=[command]
        )  # type: ignore[list-item]
        table.opened.connect(self.open_case)
        return table

    def _buttons(self) -> FlowRow:
        row = FlowRow(
            Button(_("Open"), lambda: self._with(self.list, self.open_case), name="all_cases.open"),
            name="all_cases.buttons",
        )
        row.add_apart(
            Button(
                _("Put away"), lambda: self._with(self.list, self.put_away), kind=ButtonKind.quiet,
                name="all_cases.put_this_away",
            )
        )  # fmt: skip
        return row

    def _with(self, table: RecordTable, act: object) -> None:
        line = table.selected()
        if line is None:
            self.context.tell.note(_("Choose a line in the list first."))
        else:
            act(line)  # type: ignore[operator]

    def _columns(self) -> list[Column]:
        return [
            Column(_("Case"), case_words),
            Column(_("For"), lambda line: line.patient_name),
            Column(_("Next date"), self._next_date, sort_key=self._next_day),
            Column(_("Where it is"), self._where),
        ]

    def _next_day(self, line: CaseLine) -> date | None:
        standing = self._dates.standing(line.case_id)
        return standing.next_date if standing else None

    def _next_date(self, line: CaseLine) -> str:
        standing = self._dates.standing(line.case_id)
        if standing is None:
            return ""
        return short_date(standing.next_date) if standing.next_date else _("None")

    def _where(self, line: CaseLine) -> str:
        standing = self._dates.standing(line.case_id)
        return word_for(standing.stage) if standing else ""

    def _sentence(self, line: CaseLine) -> str:
        standing = self._dates.standing(line.case_id)
        if standing is None:
            return _("{case}, for {name}").format(case=case_words(line), name=line.patient_name)
        form = _("{case}, for {name}, next date {day}, at {stage}")
        return form.format(
            case=case_words(line), name=line.patient_name, day=self._next_date(line), stage=self._where(line)
        )
