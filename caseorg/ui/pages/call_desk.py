"""Call my plan: what to have ready, what to say, the questions with their answers, and the script on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, long_date, ngettext
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.people import Contact, ContactRole
from caseorg.domain.plan import AnswerSource, Plan
from caseorg.services import coverage
from caseorg.services.paths import plan_title
from caseorg.ui import paper
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import done
from caseorg.ui.page import PageContext
from caseorg.ui.pages.call_form import CallForm
from caseorg.ui.pages.choices import name_of
from caseorg.ui.pages.detail import Pair
from caseorg.ui.pages.panel import Panel
from caseorg.ui.pages.refilled import Refilled
from caseorg.ui.pages.rules_page import RulesPage
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_preview import PagePreview
from caseorg.ui.widgets.progress_row import ProgressRow

if TYPE_CHECKING:
    from caseorg.services.letters import MadeLetter


class CallDeskPage(RulesPage):
    """One call answers all open facts: the plan's, or those that only the second doctor's office knows."""

    name = "call_desk"
    title = "Call my plan"
    purpose = "One call can answer all of this. Write down what they say as you go."

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._office: UUID | None = None
        self._plan: UUID | None = None
        """A plan to call that is not the one that pays first."""
        self.print_button = self.add_main_button(
            Button(_("Print script"), self.print_script, icon="printer", name="call_desk.print"), command="print"
        )
        self.making = ProgressRow(_("Making the script"), name="call_desk.making")
        self.making.hide()
        self.before = Refilled(gap=8, name="call_desk.before")
        self.nothing = Label(_("There is nothing left to ask right now."))
        self.column.addWidget(self.making)
        self.column.addWidget(self.before)
        self.column.addWidget(self.nothing)
        self.form: CallForm | None = None
        self.panel = Panel(
            self, name="call_desk.panel", hides=(self.main, self.header.actions), back=_("Back to the call")
        )
        self.body.addWidget(self.panel)
        self.commands |= {"main": self._save, "call_plan": self.call_plan}
        self._asked: tuple[object, ...] = ()
        self._shows_member_id = False

    # What is shown

    def show_case(self) -> None:
        snapshot = self.snapshot
        office = snapshot.contact(self._office)
        second = self._second_plan()
        plan = _("Call {plan}").format(plan=plan_title(second)) if second else _("Call my plan")
        self.set_title(_("Call the office") if office else plan)
        self.print_button.setVisible(office is None and second is None)
        lines = coverage.call_lines(self.context.workspace, snapshot, of=self._source(), plan=second)
        self.nothing.setVisible(not lines)
        self.before.show_parts(self._before_parts(snapshot, office, len(lines)))
        # What is half written about the same questions stays.
        asked = (self._office, self._plan, *lines)
        if self.form is not None and (asked == self._asked or self.form.is_saving):
            return
        self._asked = asked
        if self.form is not None:
            self.form.leave()
            self.column.removeWidget(self.form)
            self.form.hide()
            self.form.setParent(None)
            self.form.deleteLater()
            self.form = None
        if lines:
            self.form = CallForm(self.context, self._call(snapshot, office), lines, self._source(), second)
            self.form.saved.connect(lambda form=self.form: self._saved(form))
            self.add_form(self.form, self.column)

    def show_record(self, record_id: UUID) -> None:
        """Call an office, if the record is one of the case's contacts, or else the plan: this one, if it is one."""
        self._office = record_id if self.snapshot.contact(record_id) else None
        self._plan = record_id if self._office is None else None
        self.show_case()

    def call_plan(self) -> None:
        """Call the plan that pays first, whoever was called before."""
        self._office = self._plan = None
        self.show_case()

    def _called(self) -> Plan | None:
        """Return the plan that is called: the one that was named, or the one that pays first."""
        named = next((plan for plan in self.snapshot.plans if plan.id == self._plan), None)
        return named or coverage.first_plan(self.context.workspace, self.snapshot)

    def _second_plan(self) -> Plan | None:
        """Return the plan that is called, if it is not the one that pays first."""
        first, called = coverage.first_plan(self.context.workspace, self.snapshot), self._called()
        return called if self._office is None and called and first and called.id != first.id else None

    def _source(self) -> AnswerSource:
        return AnswerSource.plan_by_phone if self._office is None else AnswerSource.office

    def _call(self, snapshot: CaseSnapshot, office: Contact | None) -> Call:
        if office is not None:
            return Call(case_id=snapshot.case.id, contact_id=office.id, phone=office.phone)
        plan = self._called()
        contact = None if self._second_plan() else snapshot.contact_in_role(ContactRole.plan)
        return Call(
            case_id=snapshot.case.id,
            contact_id=contact.id if contact else None,
            with_whom="" if contact else (plan.name if plan and plan.name else _("My plan")),
            phone=plan.phone if plan else "",
        )

    def _before_parts(self, snapshot: CaseSnapshot, office: Contact | None, count: int) -> Iterator[QWidget]:
        card = Card(_("Before you call"), name="call_desk.ready")
        for part in self._ready(snapshot, office):
            card.body.addWidget(part)
        yield card
        if count:
            say = Card(_("Say this first"), name="call_desk.say")
            say.body.addWidget(Label(_words_to_say(snapshot, count)))
            yield say

    def _ready(self, snapshot: CaseSnapshot, office: Contact | None) -> Iterator[QWidget]:
        plan = self._called()
        if office is not None:
            yield Pair(_("Who"), name_of(snapshot, office.id))
            yield Pair(_("Phone"), office.phone or _("Not written down yet"))
        else:
            yield Pair(_("Who"), (plan.name if plan else "") or _("Your plan, member services"))
            yield Pair(_("Phone"), (plan.phone if plan else "") or _("On the back of your card"))
            if plan is not None and plan.hours:
                yield Pair(_("Hours"), plan.hours)
        yield Label(_("Have ready"), Role.label)
        yield from self._member_id(snapshot)
        born = snapshot.patient.date_of_birth if snapshot.patient else None
        yield Pair(_("Date of birth"), long_date(born) if born else _("Not written down yet"))
        doctor = snapshot.contact_in_role(ContactRole.consultant, ContactRole.possible_consultant)
        if doctor is not None:
            yield Pair(_("The second doctor"), name_of(snapshot, doctor.id))
        else:
            link = LinkButton(
                _("Add the second doctor"), lambda: self.context.go_to("people_and_places"), name="call_desk.add_doctor"
            )
            yield Pair(_("The second doctor"), _("Not written down yet"), link)

    def _member_id(self, snapshot: CaseSnapshot) -> Iterator[QWidget]:
        plan = self._called()
        cards = [each for each in snapshot.coverages if plan and each.plan_id == plan.id]
        number = next((each.member_id for each in cards if each.member_id), "")
        if not number:
            yield Pair(_("Member ID"), _("On your plan card"))
            return
        shown = number if self._shows_member_id else f"****{number[-4:]}"
        words = _("Hide") if self._shows_member_id else _("Show")
        spoken = _("Hide the member ID") if self._shows_member_id else _("Show the member ID")
        link = LinkButton(words, self._switch_member_id, name="call_desk.show_member_id", spoken=spoken)
        yield Pair(_("Member ID"), shown, link)

    def _switch_member_id(self) -> None:
        self._shows_member_id = not self._shows_member_id
        self.show_case()

    # What a person does

    def _save(self) -> None:
        if self.form is not None:
            self.form.save()

    def _saved(self, form: CallForm) -> None:
        self.show_case()
        self.context.go_to("coverage")
        if form.result is not None:
            done(self.context, form.result.message)

    def print_script(self) -> None:
        """Make the script as a paper, and show it to be printed or saved."""
        workspace, snapshot = self.context.workspace, self.snapshot
        there = [each for each in snapshot.letters if each.kind is LetterKind.call_script]
        spoken = self.context.preferences.sheet_language()
        large = self.context.preferences.settings.large_print_copy
        fresh = Letter(case_id=snapshot.case.id, kind=LetterKind.call_script, language=spoken, large_print=large)
        script = there[-1] if there else fresh

        def work() -> MadeLetter:
            # Drawing a page loads the writer of PDFs, which takes too long for the main thread.
            from caseorg.services.letters import make_letter

            return make_letter(workspace, script)

        self.making.show()
        self.print_button.setEnabled(False)
        self.context.background.run(work, then=self._show_script, failed=self._not_made)

    def _not_made(self, error: BaseException) -> None:
        self._made()
        self.context.tell.error(error)

    def _made(self) -> None:
        self.making.hide()
        self.print_button.setEnabled(True)

    def _show_script(self, made: MadeLetter) -> None:
        self._made()
        pdf, letter = made.made.pdf, made.letter
        pages = letter.page_count or 0
        holder = QWidget()
        column = QVBoxLayout(holder)
        set_gaps(column, gap=12)
        window = self.window()
        column.addWidget(
            FlowRow(
                Button(
                    _("Print"), lambda: paper.print_pdf(self.context, window, pdf, pages, letter.title),
                    kind=ButtonKind.main, icon="printer", name="call_desk.script.print",
                ),
                Button(
                    _("Save as PDF"), lambda: paper.save_pdf(self.context, window, pdf, letter.file_name),
                    name="call_desk.script.save",
                ),
            )
        )  # fmt: skip
        preview = PagePreview(self.context.background, name="call_desk.script.preview")
        column.addWidget(preview)
        paper.show_paper(preview, pdf, pages, letter.title)
        self.panel.open_task(_("Your call script"), holder)


def _words_to_say(snapshot: CaseSnapshot, count: int) -> str:
    name = snapshot.patient.full_name if snapshot.patient else ""
    if name and snapshot.case.for_someone_else:
        first = _("“Hello. I'm calling for {name}. I help with a second opinion.")
    elif name:
        first = _("“Hello, this is {name}. I'm getting a second opinion.")
    else:
        first = _("“Hello. I'm getting a second opinion.")
    second = ngettext(
        "I need to ask {count} thing. First, I'd like your name and a reference number for this call.”",
        "I need to ask {count} things. First, I'd like your name and a reference number for this call.”",
        count,
    )
    return f"{first.format(name=name)} {second.format(count=count)}"
