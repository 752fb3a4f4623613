"""The packet builder: what goes in, what is missing, and the packet as it will be, on one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call
from caseorg.domain.denial import Appeal, AppealLevel, Denial
from caseorg.domain.document import Document
from caseorg.domain.errors import CaseorgError
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Packet, PacketKind
from caseorg.domain.people import Contact, Helper, Patient
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.words import word_for, words_of
from caseorg.packets.by_size import is_too_large
from caseorg.packets.plan import LIST_OF_EXHIBITS, Finding, PacketPlan, Paper, exhibit_letter
from caseorg.services import letters, packet_drafts
from caseorg.ui import paper, speech
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.doing import attempt, done
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.check_list import CheckList
from caseorg.ui.pages.live_preview import LivePreview
from caseorg.ui.pages.own_words import OwnWords, WrittenInYourName
from caseorg.ui.pages.packet_contents import Contents, PacketContents
from caseorg.ui.pages.packet_start import PacketStart
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.pages.spanish_summary import SpanishSummary, spanish_summary_of
from caseorg.ui.pages.ways_to_fix import Mend, fix, paper_of_kind, way_by_page
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.room import SideBySide


class PacketBuilderPage(Page):
    """One packet that is being put together."""

    name = "packet_builder"
    title = "Build a packet"
    purpose = "Your letter with your papers behind it, in one file. Everything is saved as you go."
    shows = (Packet, Appeal, Denial, Document, Call, Patient, Plan, Coverage, Contact, Helper, Letter)

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.packet: Packet | None = None
        self._plan: PacketPlan | None = None
        self._waiting: Callable[[letters.Made], object] | None = None
        self.first_line = Label("", Role.label, "status.bad")
        self.first_line.setObjectName("packet_builder.must_fix")
        self.body.addWidget(self.first_line)
        self.start = PacketStart(context, self._start)
        self.body.addWidget(self.start)
        self.live = LivePreview(context, name="packet_builder.preview")
        self.live.ready.connect(self._made)
        self.live.failed.connect(self._failed)
        self.work = SideBySide(self._left(), self.live)
        self.body.addWidget(self.work)
        self.commands |= {
            "main": lambda: self.save() if self.packet else None,
            "print": lambda: self.print_packet() if self.packet else None,
            "up": lambda: self.move_focused(-1),
            "down": lambda: self.move_focused(1),
        }

    # What is shown

    def reload(self) -> None:
        snapshot = self.snapshot
        packet = snapshot.find(self.packet.id) if self.packet else None
        before = self.packet
        self.packet = packet if isinstance(packet, Packet) and packet.status is LetterStatus.draft else None
        self.start.setVisible(self.packet is None)
        self.work.setVisible(self.packet is not None)
        if self.packet is None:
            self.first_line.hide()
            self.start.show_case(snapshot)
            self.set_title(_("Build a packet"))
            return
        if before is None or before.about_id != self.packet.about_id:
            self._new_words(snapshot)
        self._show_packet(snapshot, self.packet)

    def open_record(self, record_id: UUID) -> None:
        """Go on with a draft, or start the packet of an appeal or a denial."""
        record = self.snapshot.find(record_id)
        if isinstance(record, Packet):
            self._open(record)
        elif isinstance(record, Appeal | Denial):
            outside = isinstance(record, Appeal) and record.level is AppealLevel.external_review
            self._start(PacketKind.external_review if outside else PacketKind.appeal, record_id)

    def half_done(self) -> object:
        """Return which packet is being put together; all that is chosen for it is kept in itself."""
        return self.packet.id if self.packet else None

    def go_on(self, half_done: object) -> None:
        assert isinstance(half_done, UUID)
        self.open_record(half_done)

    def focus_field(self, field: str) -> None:
        """Give the focus to the line of one document, when another page leads to it."""
        self.contents.focus_document(field)

    def leave(self) -> None:
        """Keep what is half typed."""
        self.words.keep_now()
        super().leave()

    @property
    def snapshot(self) -> CaseSnapshot:
        """The case as it stands."""
        return case_on_show(self.context)

    def _show_packet(self, snapshot: CaseSnapshot, packet: Packet) -> None:
        plan = self._plan = packet_drafts.planned(self.context.workspace, packet)
        self.set_title(_("{kind}: draft").format(kind=word_for(packet.kind)))
        self.kind.setCurrentIndex(list(PacketKind).index(packet.kind))
        self.contents.show_contents(_contents(snapshot, packet, plan))
        self.words.show_stored()
        letter = packet_drafts.letter_in(packet)
        self.in_your_name.show_for(letter.kind)
        self.summary.show_words(spanish_summary_of(self.context, letter))
        self._show_check(plan)
        self.live.show_plan(plan, packet_drafts.pages_for(self.context.workspace, packet))

    def _show_check(self, plan: PacketPlan, more: tuple[Finding, ...] = ()) -> None:
        self.check.show_findings((*more, *plan.findings))
        missing = packet_drafts.must_fix(plan)
        self.first_line.setText(_("To fix first: {problems}").format(problems="; ".join(missing)))
        self.first_line.setVisible(bool(missing))
        self.save_button.set_words(_("Save anyway") if missing else _("Save as PDF"))
        self.save_button.setAccessibleName(self.save_button.words())

    # Building the page

    def _left(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        set_gaps(column, gap=16)
        column.addWidget(self._kind_choice())
        self.contents = PacketContents()
        self.contents.put_in.connect(self._put_in)
        self.contents.moved.connect(self._move)
        self.contents.pages_chosen.connect(self._choose_pages)
        self.contents.fax_cover.connect(lambda checked: self._change(with_fax_cover=checked))
        self.contents.call_log.connect(lambda checked: self._change(with_call_log=checked))
        self.contents.add_asked.connect(lambda: self.context.go_to("documents"))
        column.addWidget(self.contents)
        self.words = OwnWords(self.context, (), name="packet_builder.words")
        self._words_place = QVBoxLayout()
        self._words_place.addWidget(self.words)
        column.addLayout(self._words_place)
        self.in_your_name = WrittenInYourName(self.context, name="packet_builder")
        column.addWidget(self.in_your_name)
        self.summary = SpanishSummary(name="packet_builder.summary")
        column.addWidget(self.summary)
        self.check = CheckList(self._way_to_fix, name="packet_builder.check")
        column.addWidget(self.check)
        self.save_button = Button(
            _("Save as PDF"), self.save, kind=ButtonKind.main, icon="save", name="packet_builder.save"
        )
        row = FlowRow(self.save_button, name="packet_builder.buttons")
        row.add(Button(_("Print"), self.print_packet, icon="printer", name="packet_builder.print"))
        row.add_apart(
            Button(
                _("Remove this draft"),
                self.remove,
                kind=ButtonKind.quiet,
                icon="trash-2",
                name="packet_builder.remove",
            )
        )
        column.addWidget(row)
        column.addWidget(Label(_("Saving keeps it exactly as it is. It is not sent by that."), Role.small))
        column.addStretch(1)
        return left

    def _kind_choice(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        set_gaps(column, gap=4)
        label = Label(_("Kind"), Role.label)
        self.kind = Choice("packet_builder.kind")
        self.kind.setAccessibleName(_("Kind"))
        label.setBuddy(self.kind)
        for words in words_of(PacketKind).values():
            self.kind.addItem(words)
        self.kind.activated.connect(self._kind_chosen)
        column.addWidget(label)
        column.addWidget(self.kind)
        return holder

    def _new_words(self, snapshot: CaseSnapshot) -> None:
        about = snapshot.find(self.packet.about_id) if self.packet else None
        fresh = OwnWords(
            self.context, [about] if about else [], name="packet_builder.words", with_exhibits=about is not None
        )
        fresh.problem_changed.connect(self.set_problem)
        self._words_place.replaceWidget(self.words, fresh)
        self.words.hide()
        self.words.deleteLater()
        self.words = fresh

    # What the person does

    def save(self) -> None:
        """Save the packet as a PDF where the person wants it, and keep it exactly as it is."""

        def save(made: letters.Made) -> None:
            if paper.save_pdf(self.context, self.window(), made.pdf, made.plan.file_name) is not None:
                self._keep(made, _("Saved. It is not sent yet."))

        self._when_made(save)

    def print_packet(self) -> None:
        """Keep the packet exactly as it is, and print it."""

        def print_it(made: letters.Made) -> None:
            def then() -> None:
                paper.print_pdf(self.context, self.window(), made.pdf, made.written.page_count, made.plan.title)

            self._keep(made, _("Your packet is ready. It is not sent yet."), then)

        self._when_made(print_it)

    def move_focused(self, by: int) -> None:
        """Move the exhibit whose line has the focus up or down."""
        document_id = self.contents.focused_document()
        if document_id is not None:
            self._move(document_id, by)

    def remove(self) -> None:
        """Move the draft to Recently removed."""
        packet = self.packet
        if packet is not None:
            words = _("Removed. It is in Recently removed for 30 days.")
            attempt(self.context, lambda: packet_drafts.remove_packet(self.context.workspace, packet), words)

    def _start(self, kind: PacketKind, about_id: UUID | None = None) -> None:
        try:
            self._open(packet_drafts.start_packet(self.context.workspace, self.snapshot.case.id, kind, about_id))
        except CaseorgError as error:
            self.context.tell.error(error)

    def _open(self, packet: Packet) -> None:
        self.words.keep_now()
        if packet.status is not LetterStatus.draft:
            self.context.go_to("letters_and_packets", packet.id)
            return
        self.packet = packet
        self._new_words(self.snapshot)
        self.reload()

    def _kind_chosen(self, at: int) -> None:
        kind, packet = list(PacketKind)[at], self.packet
        if packet is None or kind is packet.kind:
            return
        if kind is not PacketKind.consultant and not self.snapshot.denials:
            self.kind.setCurrentIndex(list(PacketKind).index(packet.kind))
            self.context.tell.note(_("First add the letter in which your plan said no."))
            return
        self._do(lambda: packet_drafts.change_kind(self.context.workspace, packet, kind))

    def _put_in(self, document_id: UUID, is_in: bool) -> None:
        packet = self.packet
        if packet is not None:
            self._do(lambda: packet_drafts.put_in(self.context.workspace, packet, document_id, is_in=is_in))

    def _move(self, document_id: UUID, by: int) -> None:
        packet = self.packet
        if packet is None:
            return
        self._do(lambda: packet_drafts.move(self.context.workspace, packet, document_id, by))
        for line in packet_drafts.exhibit_lines(self.snapshot, self.packet or packet):
            if line.document.id == document_id:
                speech.say(_("Exhibit {letter}: {title}").format(letter=line.letter, title=line.title))

    def _choose_pages(self, document_id: UUID, pages: str) -> None:
        packet = self.packet
        if packet is None:
            return
        try:
            packet_drafts.choose_pages(self.context.workspace, packet, document_id, pages)
        except CaseorgError as error:
            self.contents.show_page_problem(f"{error} {error.advice}".strip())
            return
        self.contents.end_choosing()
        self.reload()

    def _change(self, **entries: object) -> None:
        packet = self.packet
        if packet is not None:
            self._do(lambda: packet_drafts.save_choice(self.context.workspace, packet, **entries))

    def _do(self, act: Callable[[], object]) -> None:
        self.words.keep_now()
        try:
            act()
        except CaseorgError as error:
            self.context.tell.error(error)

    # Making it

    def _when_made(self, act: Callable[[letters.Made], object]) -> None:
        """Do something with the packet as it stands, once it is made."""
        self.words.keep_now()
        if self.packet is None or self._plan is None:
            return
        made = self.live.made()
        if made is not None:
            act(made)
            return
        self._waiting = act
        self.live.again(self._plan, packet_drafts.pages_for(self.context.workspace, self.packet))

    def _made(self, made: letters.Made) -> None:
        self.contents.show_counts(_page_counts(made))
        if made.written.findings and self._plan is not None:
            self._show_check(self._plan, made.written.findings)
        act, self._waiting = self._waiting, None
        if act is not None:
            act(made)

    def _failed(self, error: CaseorgError) -> None:
        self.contents.show_counts({})
        act, self._waiting = self._waiting, None
        if act is not None:
            self.context.tell.error(error)

    def _keep(self, made: letters.Made, words: str, then: Callable[[], object] = lambda: None) -> None:
        """Keep what was made; a packet that is too large for one file is divided first, beside the window."""
        packet = self.packet
        if packet is None:
            return

        def keep(whole: letters.Made) -> None:
            try:
                kept = letters.keep_packet(self.context.workspace, packet, whole)
            except CaseorgError as error:
                self.context.tell.error(error)
                return
            self.context.go_to("letters_and_packets", kept.id)
            done(self.context, words)
            then()

        if is_too_large(made.pdf):
            self.context.background.run(lambda: letters.divided(made), then=keep)
        else:
            keep(made)

    def _way_to_fix(self, finding: Finding) -> Mend | None:
        about = self.snapshot.find(self.packet.about_id) if self.packet else None
        role, _dot, field = finding.fact.partition(".")
        if role == "exhibit" and (there := paper_of_kind(self.snapshot, field)) is not None:
            return fix(lambda: self.contents.focus_document(str(there.id)))
        if role in ("reason", "appeal") and self.words.has_boxes():
            return fix(self.words.focus_first)
        if role == "to" and isinstance(about, Appeal):
            return fix(lambda: self.context.go_to("denials_and_appeals", about.denial_id, "send_to"))
        return way_by_page(self.context, finding, packet_drafts.letter_in(self.packet) if self.packet else None)


def _contents(snapshot: CaseSnapshot, packet: Packet, plan: PacketPlan) -> Contents:
    lines = packet_drafts.exhibit_lines(snapshot, packet)
    own = tuple((part.key, _called(part)) for part in plan.parts if isinstance(part, Paper))
    count = sum(line.is_in for line in lines)
    return Contents(packet, own, lines, exhibit_letter(count))


def _called(part: Paper) -> str:
    """Name a paper of ours in the language of the screen, whatever language it is printed in."""
    return _("List of exhibits") if part.key == LIST_OF_EXHIBITS else word_for(LetterKind(part.key))


def _page_counts(made: letters.Made) -> Mapping[str, int]:
    """Return how many pages each part has, from where each begins."""
    keys = [part.key for part in made.plan.parts]
    starts = [*(made.written.first_pages[key] for key in keys), made.written.page_count + 1]
    return {key: after - first for key, first, after in zip(keys, starts, starts[1:], strict=False)}
