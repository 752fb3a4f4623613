"""Letters and packets: what was made, how far each is, and the proof that it went out and came in."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter, LetterKind, Packet, Sending
from caseorg.domain.people import Contact, Helper, Patient
from caseorg.domain.permission import NetworkException, PriorAuthorization, Referral
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.requests import RecordsRequest, RequestedItem
from caseorg.services import letter_drafts, letters, packet_drafts
from caseorg.services.large_print import large_copy
from caseorg.services.letter_drafts import FirstNeeded
from caseorg.services.papers_list import PaperLine, PaperState, paper_lines
from caseorg.ui import paper
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages import sending_forms
from caseorg.ui.pages.detail import Detail
from caseorg.ui.pages.letter_choice import LetterChoice
from caseorg.ui.pages.letter_making import LetterMaker, title_for
from caseorg.ui.pages.panel import Panel
from caseorg.ui.pages.paper_view import LOOKS, PaperView, bytes_of, chip_of
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.short_form import ShortForm
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.chip import Status
from caseorg.ui.widgets.empty_state import EmptyState
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

STARTED_BY_COMMAND = (
    LetterKind.scan_request,
    LetterKind.slide_loan,
    LetterKind.network_exception,
    LetterKind.prior_approval,
    LetterKind.appeal,
    LetterKind.external_review,
    LetterKind.fax_cover,
)
"""Kinds that the menu Letters starts; the page has a command `letter.<kind>` for each."""


class LettersAndPacketsPage(Page):
    """One row for each letter and packet."""

    name = "letters_and_packets"
    title = "Letters and packets"
    purpose = "What you made, what you sent, and who got it."
    group = "Send"
    icon = "mail"
    shows = (
        Letter, Packet, Sending, Appeal, Denial, Document, Contact, Helper, Patient, Plan, Coverage, NetworkException,
        PriorAuthorization, Referral, RecordsRequest, RequestedItem,
    )  # fmt: skip

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.add_main_button(
            Button(_("Make a letter"), self.choose_kind, kind=ButtonKind.main, name="letters.make"), command="main"
        )
        self.add_main_button(
            Button(_("Build a packet"), lambda: context.go_to("packet_builder"), icon="files", name="letters.build")
        )
        self.main = QWidget()
        column = QVBoxLayout(self.main)
        set_gaps(column, gap=16)
        self.empty = EmptyState(
            "mail", _("Letters you make are kept here."), _("Make a letter"), self.choose_kind, name="letters.empty"
        )
        self.list = RecordTable(
            _("Letters and packets"), _columns(), _spoken, name="letters.list", commands=self._menu()
        )
        self.list.chosen.connect(lambda _line: self._show_detail())
        self.list.opened.connect(self.open_line)
        self.detail = Detail(name="letters.detail")
        for widget in (self.empty, self.list, self.detail):
            column.addWidget(widget)
        words = _("We don't print a disclaimer in your letters. They are yours.")
        column.addWidget(Label(words, Role.small, "text.secondary"))
        self.body.addWidget(self.main)
        self.panel = Panel(self, name="letters.panel", hides=(self.main, self.header.actions))
        self.body.addWidget(self.panel)
        self.commands |= {
            "add": self.choose_kind,
            "print": self.print_paper,
            "remove": lambda: self._with_line(self.remove),
            "edit": lambda: self._with_line(self.open_line),
        }
        for kind in STARTED_BY_COMMAND:
            self.commands[f"letter.{kind.value}"] = lambda kind=kind: self.start(kind)
        self._lines: tuple[PaperLine, ...] = ()

    # What is shown

    def reload(self) -> None:
        content = self.panel.content()
        if isinstance(content, LetterMaker):
            content.show_case()
        self._lines = paper_lines(self.context.workspace, self.snapshot)
        self.list.set_rows(self._lines)
        there = bool(self._lines)
        self.empty.setVisible(not there)
        self.list.setVisible(there)
        if there:
            self.list.begin_at(self._lines[0].id)
        self._show_detail()
        if isinstance(content, PaperView):
            self._show_again(content)

    def open_record(self, record_id: UUID) -> None:
        """Open a letter or packet: a draft to go on with, a made one as it was made."""
        line = self._line_of(record_id)
        if line is not None:
            self.list.select(line.id)
            self.open_line(line)

    def half_done(self) -> object:
        """Return the paper on show, and the password just made for it: that is shown once."""
        view = self._view()
        return (view.line.id, view.password_on_show()) if view is not None else None

    def go_on(self, half_done: object) -> None:
        assert isinstance(half_done, tuple)
        paper_id, made = half_done
        self.open_record(paper_id)
        view = self._view()
        if view is not None and made is not None:
            view.show_made_password(*made)

    def focus_field(self, field: str) -> None:
        """Ask how the paper that another page led to went out, with the focus in one field."""
        line: PaperLine | None = self.list.selected()
        if line is not None:
            self.ask_sent(line)
            self.panel.focus_field(field)

    @property
    def snapshot(self) -> CaseSnapshot:
        """The case as it stands."""
        return case_on_show(self.context)

    def _line_of(self, record_id: UUID) -> PaperLine | None:
        return next((line for line in self._lines if line.id == record_id), None)

    def _show_detail(self) -> None:
        line: PaperLine | None = self.list.selected()
        self.detail.setVisible(line is not None)
        if line is None:
            return
        parts: list[QWidget] = (
            [chip_of(line), Label(_("To {name}").format(name=line.to))] if line.to else [chip_of(line)]
        )
        self.detail.show_parts(line.what, [*parts, self._buttons(line)], line.status)

    def _buttons(self, line: PaperLine) -> FlowRow:
        row = FlowRow(name="letters.buttons")
        words = _("Go on") if line.state is PaperState.draft else _("Open")
        row.add(Button(words, lambda: self.open_line(line), kind=ButtonKind.main, name="letters.open"))
        if line.state is PaperState.made:
            row.add(Button(_("I sent it"), lambda: self.ask_sent(line), name="letters.list.sent"))
        if line.sending is not None:
            row.add(Button(_("Change how it went"), lambda: self.ask_sent(line), name="letters.list.change_sent"))
        if line.state in (PaperState.made, PaperState.sent):
            row.add(Button(_("They got it"), lambda: self.ask_received(line), name="letters.list.received"))
        row.add_apart(
            Button(
                _("Remove"),
                lambda: self.remove(line),
                kind=ButtonKind.quiet,
                icon="trash-2",
                name="letters.list.remove",
            )
        )
        return row

    def _show_again(self, view: PaperView) -> None:
        """Show the paper on show as it stands now, or go back to the list if it was removed."""
        line = self._line_of(view.line.id)
        if line is None or line.state is PaperState.draft:
            self.panel.close_task()
        elif line != view.line:
            self.open_line(line)

    # Making

    def choose_kind(self) -> None:
        """Ask which letter to make."""
        choice = LetterChoice(self.context.workspace.assess(self.snapshot).letters)
        choice.chosen.connect(self.start)
        self.panel.open_task(_("Which letter?"), choice)

    def start(self, kind: LetterKind, about_id: UUID | None = None) -> None:
        """Start a letter, or lead to what it needs first."""
        needed = letter_drafts.first_needed(self.snapshot, kind)
        if needed is not None:
            self._lead_to(needed)
            return
        large, spoken = self.context.preferences.settings.large_print_copy, self.context.preferences.sheet_language()
        workspace, case_id = self.context.workspace, self.snapshot.case.id
        try:
            draft = letter_drafts.start_letter(
                workspace, case_id, kind, about_id, large_sheets=large, sheet_language=spoken
            )
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self._open_draft(draft)

    def make_again(self, line: PaperLine) -> None:
        """Start a new draft in the place of a made paper, which stays as it is."""
        if isinstance(line.paper, Letter) and line.paper.kind is LetterKind.own_form:
            self.context.go_to("own_form", line.paper.about_id)
            return
        try:
            if isinstance(line.paper, Letter):
                self._open_draft(letter_drafts.change_letter(self.context.workspace, line.paper))
            else:
                packet = packet_drafts.change_packet(self.context.workspace, line.paper)
                self.context.go_to("packet_builder", packet.id)
        except CaseorgError as error:
            self.context.tell.error(error)

    def _lead_to(self, needed: FirstNeeded) -> None:
        page, command = {
            FirstNeeded.request: ("records", "main"),
            FirstNeeded.denial: ("denials_and_appeals", "main"),
        }[needed]
        self.panel.close_task()
        self.context.go_to(page)
        self.context.do(command)
        self.context.tell.note(needed.words())

    def _open_draft(self, letter: Letter) -> None:
        maker = LetterMaker(self.context, letter)
        maker.made.connect(self._made)
        maker.gone.connect(self.panel.close_task)
        self.panel.open_task(title_for(letter), maker)

    def _made(self, letter: Letter) -> None:
        self.open_record(letter.id)
        done(self.context, _("Your letter is ready. It is not sent yet."))

    # One paper

    def open_line(self, line: PaperLine) -> None:
        """Open a draft to go on with it, or a made paper to look at it."""
        if isinstance(line.paper, Packet) and line.state is PaperState.draft:
            self.context.go_to("packet_builder", line.id)
        elif isinstance(line.paper, Letter) and line.state is PaperState.draft:
            self._open_draft(line.paper)
        elif (there := self._view()) is None or there.line != line:
            try:
                view = PaperView(self, line, bytes_of(self, line))
            except CaseorgError as error:
                self.context.tell.error(error)
                return
            self.panel.open_task(line.what, view)

    def save_pdf(self) -> None:
        """Save the paper on show as a PDF where the person wants it."""
        view = self._view()
        if view is not None:
            paper.save_pdf(self.context, self.window(), view.pdf, view.line.paper.file_name)

    def print_paper(self) -> None:
        """Print the paper on show."""
        view = self._view()
        if view is not None:
            count = view.line.paper.page_count or 0
            paper.print_pdf(self.context, self.window(), view.pdf, count, view.line.what)

    def save_large(self, line: PaperLine) -> None:
        """Make a large print copy of a made paper, and save it where the person wants it."""

        def save(made: letters.Made) -> None:
            paper.save_pdf(self.context, self.window(), made.pdf, made.plan.file_name)

        try:
            write = large_copy(self.context.workspace, line.paper)
        except CaseorgError as error:
            self.context.tell.error(error)
            return
        self.context.background.run(write, then=save, failed=self.context.tell.error)

    def ask_parts(self, line: PaperLine) -> None:
        """Ask how many pages one fax may have, and divide a packet accordingly."""
        if isinstance(line.paper, Packet):
            form = sending_forms.as_faxes(self.context, line.paper)
            words = _("Made. Each fax is in the list, with “I sent it” of its own.")
            self._open_form(_("Send it as faxes: {what}").format(what=line.what), form, words)

    def ask_sent(self, line: PaperLine) -> None:
        """Ask how and when a paper went out."""
        form = sending_forms.i_sent_it(self.context, self.snapshot, line.paper, line.sending)
        words = _("Marked as sent. We'll watch for the answer.") if line.sending is None else _("Saved.")
        self._open_form(_("I sent it: {what}").format(what=line.what), form, words)

    def ask_received(self, line: PaperLine) -> None:
        """Ask when they got a paper, and who said so."""
        form = sending_forms.they_got_it(self.context, line.paper, line.sending)
        self._open_form(_("They got it: {what}").format(what=line.what), form, _("Saved. They got it."))

    def remove(self, line: PaperLine) -> None:
        """Move a letter or packet to Recently removed."""
        workspace, one = self.context.workspace, line.paper
        self.panel.close_task()
        if isinstance(one, Letter):
            act: Callable[[], object] = lambda: letter_drafts.remove_letter(workspace, one)  # noqa: E731
        else:
            act = lambda: packet_drafts.remove_packet(workspace, one)  # noqa: E731
        attempt(self.context, act, _("Removed. It is in Recently removed for 30 days."))

    def _view(self) -> PaperView | None:
        content = self.panel.content()
        return content if isinstance(content, PaperView) else None

    def _with_line(self, act: Callable[[PaperLine], object]) -> None:
        line: PaperLine | None = self.list.selected()
        if line is not None and not self.panel.is_open():
            act(line)

    def _open_form(self, title: str, form: ShortForm, words: str) -> None:
        def saved() -> None:
            self.panel.close_task()
            done(self.context, words)

        form.saved.connect(saved)
        self.panel.open_task(title, form)

    def _menu(self) -> list[tuple[str, Callable[[PaperLine], object]]]:
        return [
            (_("I sent it"), lambda line: self.ask_sent(line) if line.state is PaperState.made else None),
            (_("Remove"), self.remove),
        ]


def _columns() -> list[Column]:
    return [
        Column(_("Date"), lambda line: short_date(line.day, year=False, weekday=False), sort_key=lambda line: line.day),
        Column(_("What"), lambda line: line.what, names_row=True, grows=True),
        Column(_("To"), lambda line: line.to),
        Column(
            _("Status"),
            lambda line: line.status,
            sort_key=lambda line: list(PaperState).index(line.state),
            status=_status,
            icon=lambda line: LOOKS[line.state][1],
        ),
    ]


def _status(line: PaperLine) -> Status | None:
    # What is over stands as plain words, so that what is open stands out.
    return None if line.state in (PaperState.kept, PaperState.replaced) else LOOKS[line.state][0]


def _spoken(line: PaperLine) -> str:
    day = short_date(line.day, weekday=False)
    return ", ".join(part for part in (line.what, line.to, line.status, day) if part)
