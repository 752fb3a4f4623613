"""Check my file: whether everything in it is whole, in plain words, and what to do where it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, cast

from caseorg.base.language import _, ngettext, short_date
from caseorg.domain.errors import BrokenRulesError, CaseorgError, DamagedFileError, StoppedError
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.slow_work import SlowWork
from caseorg.ui.preferences import RULES
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.services.newer_rules import RulesLook
    from caseorg.store.checker import CheckReport
    from caseorg.store.mending import Mended

_MOST_LINES = 12


class CheckFilePage(Page):
    """One button; then what was found, and what to do about it."""

    name = "check_file"
    title = "Check my file"
    purpose = "See whether everything in your case file is whole. Nothing is changed."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.last = Label("", ink="text.secondary")
        self.last.setObjectName("check_file.last")
        self.button = Button(_("Check now"), self.check, kind=ButtonKind.main, name="check_file.now")
        self.work = SlowWork(context, _("Checking every page, document and entry"), name="check_file")
        for part in (self.last, FlowRow(self.button), self.work):
            self.body.addWidget(part)
        self.card = Card("", name="check_file.card")
        self.found = Label("")
        self.found.setObjectName("check_file.found")
        self.advice = Label("")
        self.advice.setObjectName("check_file.advice")
        self.mend = Button(_("Mend into a new file"), self.mend_it, name="check_file.mend")
        self.restore = Button(_("Look at the copies"), lambda: context.go_to("restore"), kind=ButtonKind.main,
                              name="check_file.restore")  # fmt: skip
        self.use = Button(_("Work in the mended file"), self.use_mended, kind=ButtonKind.main, name="check_file.use")
        self.use.hide()
        self.rules = Button(_("See which rules count"), lambda: context.go_to("settings", field=RULES),
                            name="check_file.rules")  # fmt: skip
        for part in (self.found, self.advice, FlowRow(self.restore, self.mend, self.use, self.rules)):
            self.card.body.addWidget(part)
        self.card.hide()
        self.body.addWidget(self.card)
        self.body.addStretch(1)
        self._report: tuple[CheckReport, RulesLook | None] | None = None
        self._mended: Mended | None = None
        self.work.holds_up(self.button, self.mend, self.restore, self.use)
        self.commands["main"] = self.check

    def reload(self) -> None:
        """Say when the file was checked last."""
        notes = self.context.upkeep.notes
        words = _("Caseorg checks the file by itself once a week, while nobody types.")
        if notes.last_check:
            found = _("whole") if notes.found == "whole" else _("damaged")
            last = _("Last check: {day}. The file was {found}.")
            words = f"{words} {last.format(day=short_date(_day(notes.last_check)), found=found)}"
        self.last.setText(words)

    def show_upkeep(self) -> None:
        self.reload()

    def half_done(self) -> object:
        """Return what the last check or mending found, for its words to be said again."""
        return self._mended or self._report

    def go_on(self, half_done: object) -> None:
        if isinstance(half_done, tuple):
            self._say(*half_done)
        else:
            self._was_mended(cast("Mended", half_done))

    def check(self) -> None:
        """Check the whole file in the background."""
        self.context.tell.clear()  # what the last check found
        case_file, workspace = self.context.workspace.case_file, self.context.workspace

        def work(stop: Callable[[], bool]) -> tuple[CheckReport, RulesLook | None]:
            from caseorg.services import newer_rules
            from caseorg.store.checker import check_file

            def is_over() -> bool:
                # Another file has taken this one's place, as after a new password; by the old seal it looks damaged.
                return stop() or workspace.case_file is not case_file

            report = check_file(case_file.path, case_file.seal, check=case_file.seal.check, cancel=is_over)
            try:
                return report, newer_rules.look_at(workspace.rules_in_use, stop)
            except (BrokenRulesError, OSError):  # none could be loaded at all
                return report, None

        self.work.run(work, self._checked, words=_("Checking every page, document and entry"), failed=self._failed)

    def mend_it(self) -> None:
        """Save what can be read into a new file beside this one; this one is not changed."""
        case_file, today = self.context.workspace.case_file, self.context.today()

        def work(stop: Callable[[], bool]) -> Mended:
            from caseorg.store.mending import mend
            from caseorg.store.new_file import free_beside

            target = free_beside(case_file.path, "mended", today)
            return mend(case_file.path, case_file.seal, target, cancel=stop)

        words = _("Saving what can be read into a new file")
        self.work.run(work, self._was_mended, words=words, failed=self._failed)

    def use_mended(self) -> None:
        """Put the mended file in the place of the damaged one, which is kept."""
        if self._mended is not None:
            upkeep, seal = self.context.upkeep, self.context.workspace.case_file.seal
            self.context.doors.restore(self._mended.path, seal, without_password=upkeep.without_password)

    def _checked(self, found: tuple[CheckReport, RulesLook | None]) -> None:
        report, rules = found
        self.context.upkeep.note_check(report)
        self.context.upkeep.note_rules(rules)
        self._say(report, rules)
        if report.is_whole and rules is not None and not rules.trouble():
            self.context.tell.done(_("Everything is whole."))

    def _say(self, report: CheckReport, rules: RulesLook | None) -> None:
        from caseorg.services.newer_rules import unreadable_words

        self._report, self._mended = (report, rules), None
        trouble = rules.trouble() if rules is not None else unreadable_words()
        if not report.is_whole:
            title = _("Something is not as it should be")
            found = "\n".join(part for part in (_fault_lines(report), trouble) if part)
            self._show(title, found, _advice(report), is_damaged=True)
        elif trouble:
            words = _kept_words(report, rules)
            self._show(_("Your file is whole, the rules are not"), words, trouble, is_damaged=False)
        else:
            self._show(_("Everything is whole"), _kept_words(report, rules), "", is_damaged=False)
        self.rules.setVisible(bool(trouble) and rules is not None)

    def _was_mended(self, mended: Mended) -> None:
        self._mended = mended
        count, lost = sum(mended.kept.values()), sum(mended.lost.values())
        lines = [ngettext("{count} entry was saved.", "{count} entries were saved.", count).format(count=count)]
        if lost:
            lines.append(ngettext("{count} entry is lost.", "{count} entries are lost.", lost).format(count=lost))
        if mended.papers_lost:
            papers = _("These papers can't be read any more. Add them again: {names}.")
            lines.append(papers.format(names=", ".join(sorted(mended.papers_lost))))
        lines.append(_("Undo begins anew in the mended file."))
        where = _("It is called “{name}”. Your file was not changed.").format(name=mended.path.name)
        self._show(_("A mended file was made"), "\n".join(lines), where, is_damaged=True)
        self.use.show()

    def _failed(self, error: BaseException) -> bool:
        if isinstance(error, DamagedFileError):
            self.context.upkeep.note(last_check=self.context.today().isoformat(), found="damaged")
        if isinstance(error, CaseorgError) and not isinstance(error, StoppedError):
            self._show(str(error), "", error.advice, is_damaged=True)
        return False

    def _show(self, title: str, found: str, advice: str, *, is_damaged: bool) -> None:
        self.card.set_title(title)
        self.found.setText(found)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        for button in (self.mend, self.restore):
            button.setVisible(is_damaged)
        self.use.hide()
        self.rules.hide()
        self.card.show()


def _kept_words(report: CheckReport, rules: RulesLook | None) -> str:
    counted = _("{cases}, {documents}, {entries} in all").format(
        cases=ngettext("{count} case", "{count} cases", report.cases).format(count=report.cases),
        documents=ngettext("{count} document", "{count} documents", report.documents).format(count=report.documents),
        entries=ngettext("{count} entry", "{count} entries", report.records).format(count=report.records),
    )
    return f"{counted}\n{rules.in_use.words()}" if rules is not None else counted


def _fault_lines(report: CheckReport) -> str:
    """Say what was found, the same things together."""
    counted = Counter(fault.sentence for fault in report.faults)
    lines = [
        sentence if count == 1 else _("{sentence} ({count} times)").format(sentence=sentence, count=count)
        for sentence, count in counted.most_common()
    ]
    if len(lines) > _MOST_LINES:
        more = len(lines) - _MOST_LINES
        rest = ngettext("and {count} more", "and {count} more", more).format(count=more)
        lines = [*lines[:_MOST_LINES], rest]
    return "\n".join(lines)


def _advice(report: CheckReport) -> str:
    """Say what to do, after what is worst."""
    from caseorg.store.checker import FaultKind

    kinds = {fault.kind for fault in report.faults}
    pages = {FaultKind.pages, FaultKind.head, FaultKind.unreadable, FaultKind.structure}
    papers = {FaultKind.kept_bytes, FaultKind.missing_bytes}
    entries_read = all(
        fault.about.startswith("attachment") for fault in report.faults if fault.kind is FaultKind.unreadable
    )
    if kinds & papers and kinds <= papers | pages and entries_read:
        return _(
            "Everything else opens. Go back to a safe copy. "
            "Or save what can be read into a new file, and add these papers again. Your file is not changed by that."
        )
    if kinds & pages:
        return _(
            "The disk may be failing. First look at your safe copies: going back to one is the surest way. "
            "Or save what can be read into a new file. Your file is not changed by that."
        )
    return _("You can go on working. To clear it up, save what can be read into a new file, or go back to a safe copy.")


def _day(text: str) -> date:
    return date.fromisoformat(text)
