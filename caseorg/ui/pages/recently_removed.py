"""What was removed in the last 30 days: put it back, or empty the list for good."""

from __future__ import annotations

from collections.abc import Callable

from caseorg.base.language import _, ngettext, short_date
from caseorg.domain.case import Case
from caseorg.domain.errors import CaseorgError
from caseorg.services import removal
from caseorg.services.removal import RemovedLine
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt
from caseorg.ui.page import Page, PageContext
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow


class RecentlyRemovedPage(Page):
    """The list of what can be put back, from all cases of the file."""

    name = "recently_removed"
    title = "Recently removed"
    purpose = "What you remove stays here for 30 days. Until then you can put it back."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.empty = EmptyState("trash-2", _("Nothing was removed in the last 30 days."), name="removed.none")
        self.list = RecordTable(
            _("Recently removed"),
            (
                Column(_("What"), lambda line: line.what),
                Column(_("Kind"), _kind),
                Column(_("Case"), lambda line: line.case),
                Column(_("Removed"), lambda line: short_date(line.removed_on), sort_key=lambda line: line.removed_on),
                Column(
                    _("Kept at least until"), lambda line: short_date(line.gone_on), sort_key=lambda line: line.gone_on
                ),
            ),
            _sentence,
            name="removed.list",
            key=lambda line: line.record.id,
            commands=[(_("Put back"), self.put_back)],
        )
        self.list.opened.connect(self.put_back)
        self.list.chosen.connect(lambda _line: self._show_buttons())
        self.buttons = FlowRow(
            Button(
                _("Put back"), lambda: self._with(self.put_back), kind=ButtonKind.main, icon="undo-2",
                name="removed.put_back",
            ),
            name="removed.buttons",
        )  # fmt: skip
        self.case_for_good = Button(
            _("Remove this case for good"), lambda: self._with(self.remove_case), name="removed.case_for_good"
        )
        self.buttons.add(self.case_for_good)
        self.buttons.add_apart(
            Button(_("Empty this list"), self.empty_list, kind=ButtonKind.quiet, name="removed.empty")
        )
        for widget in (self.empty, self.list, self.buttons):
            self.body.addWidget(widget)
        self.commands["main"] = lambda: self._with(self.put_back)

    def reload(self) -> None:
        lines = removal.removed_lines(self.context.workspace)
        self.list.set_rows(lines)
        self.empty.setVisible(not lines)
        for widget in (self.list, self.buttons):
            widget.setVisible(bool(lines))
        if lines and self.list.selected() is None:
            self.list.select(lines[0].record.id)
        self._show_buttons()

    def put_back(self, line: RemovedLine) -> None:
        """Bring something back, with what was removed along with it."""
        words = _("“{what}” is back.").format(what=line.what)
        attempt(self.context, lambda: removal.put_back(self.context.workspace, line.record), words)

    def remove_case(self, line: RemovedLine) -> None:
        """Delete a removed case for good, once the person said so."""
        question = _("Remove “{case}” for good?").format(case=line.what)
        explanation = _("Everything in this case goes, with its documents. This can't be undone.")
        if self.context.tell.ask(question, explanation, _("Remove the case for good"), _("Keep it")):
            self._gone(lambda: removal.delete_for_good(self.context.workspace, line.record))

    def empty_list(self) -> None:
        """Delete everything in the list for good, once the person said so."""
        question = _("Empty the list of what was removed?")
        explanation = _("All of it goes, with its documents. This can't be undone.")
        if self.context.tell.ask(question, explanation, _("Empty the list"), _("Keep it")):
            self._gone(lambda: removal.empty_removed(self.context.workspace, everything=True))

    def _gone(self, act: Callable[[], int]) -> None:
        try:
            count = act()
        except CaseorgError as error:
            self.reload()  # it may be gone all the same
            self.context.tell.error(error)
            return
        self.reload()
        words = ngettext("{count} thing is gone for good.", "{count} things are gone for good.", count)
        self.context.tell.done(words.format(count=count))

    def _show_buttons(self) -> None:
        line = self.list.selected()
        self.case_for_good.setVisible(line is not None and isinstance(line.record, Case))

    def _with(self, act: Callable[[RemovedLine], None]) -> None:
        line = self.list.selected()
        if line is not None:
            act(line)


def _kind(line: RemovedLine) -> str:
    if not line.along:
        return line.kind
    words = ngettext("{kind}, and {count} thing with it", "{kind}, and {count} things with it", line.along)
    return words.format(kind=line.kind, count=line.along)


def _sentence(line: RemovedLine) -> str:
    form = _("{kind} “{what}”, removed {removed}, kept at least until {gone}")
    removed, gone = short_date(line.removed_on), short_date(line.gone_on)
    return form.format(kind=_kind(line), what=line.what, removed=removed, gone=gone)
