"""What the sample's stories are told with: days that always play now, and the papers that come in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from uuid import UUID

from caseorg.base import resources
from caseorg.base.language import _, long_date
from caseorg.documents.worker import Worker
from caseorg.domain.dates import is_workday, next_workday
from caseorg.domain.document import Document
from caseorg.domain.letter import Letter, LetterKind, Sending, SendingWay
from caseorg.packets.blocks import Block, Heading, Pair, Pairs, Paragraph, plain
from caseorg.packets.plan import Form, PacketPlan, Paper
from caseorg.packets.render import write
from caseorg.services.documents import add_documents, name_document
from caseorg.services.first_letter import Answers, make_case
from caseorg.services.letters import make_letter, mark_sent
from caseorg.services.looking import Brought, look_at
from caseorg.services.workspace import Workspace


@dataclass(frozen=True)
class Story:
    """One sample case while it is told: where it is kept, and how its days fall in the calendar."""

    workspace: Workspace
    told_on: date
    """The day of the story that is today."""
    today: date
    worker: Worker | None = field(default=None, repr=False)

    def day(self, story_day: date) -> date:
        """Return the day of the calendar on which a day of the story falls."""
        return story_day + (self.today - self.told_on)

    def workday(self, story_day: date) -> date:
        """Return the same for something that needs an open office: that day, or the first workday after it."""
        found = self.day(story_day)
        return found if is_workday(found) else next_workday(found)

    def at(self, story_day: date, clock: time) -> datetime:
        """Return a moment on a workday of the story."""
        # Noon in the middle of the country: the day is the same everywhere in it.
        return datetime.combine(self.workday(story_day), clock, tzinfo=UTC) + timedelta(hours=6)

    @contextmanager
    def on(self, story_day: date) -> Iterator[None]:
        """Let it be a day of the story while something is done."""
        now = self.workspace.today
        day = self.day(story_day)
        self.workspace.today = lambda: day
        try:
            yield
        finally:
            self.workspace.today = now

    def begin(self, answers: Answers, title: str, day: date) -> UUID:
        """Begin the case with its first letter, faxed on a day of the story; return the case."""
        made = make_case(self.workspace, answers, title=title)
        snapshot = self.workspace.load_case(made.case_id)
        self.workspace.save(snapshot.case.revised(is_sample=True), _("Mark as sample"))
        letter = self.letter(made.case_id, made.letters[0].kind, made.letters[0].request_id)
        self.send(letter, SendingWay.fax, answers.holder_fax, day)
        return made.case_id

    def letter(self, case_id: UUID, kind: LetterKind, about_id: UUID | None = None) -> Letter:
        """Make a letter on the day it is."""
        return make_letter(self.workspace, Letter(case_id=case_id, kind=kind, about_id=about_id)).letter

    def send(self, letter: Letter, way: SendingWay, to: str, day: date) -> None:
        """Note that a letter went out."""
        sending = Sending(case_id=letter.case_id, way=way, sent_on=self.day(day), sent_to=to)
        mark_sent(self.workspace, letter, sending)

    def paper(self, case_id: UUID, file: str, came_as: str, days: Mapping[str, date], **entries: object) -> Document:
        """Put one of the sample's papers among the documents.

        Args:
            case_id: The case.
            file: Its name in `resources/sample`.
            came_as: What the file was called when it came.
            days: Days of the story that are written in it, by their names there.
            entries: What the person says about it.
        """
        source = resources.path(f"sample/{file}")
        if source.suffix == ".txt":
            written = {name: long_date(self.day(day), "en") for name, day in days.items()}
            data = paper_pdf(source.read_text(encoding="utf-8"), written)
        else:
            data = source.read_bytes()
        looked = look_at([Brought(came_as, data)], worker=self.worker)
        document = add_documents(self.workspace, case_id, looked).documents[0]
        if entries:
            name_document(self.workspace, document, **entries)
        kept = self.workspace.load_case(case_id).find(document.id)
        return kept if isinstance(kept, Document) else document


def paper_pdf(text: str, words: Mapping[str, str]) -> bytes:
    """Write one of the sample's texts as a PDF, the way a printer of an office would."""
    pages = text.format(**words).split("\n---\n")
    title = pages[0].partition("\n")[0].removeprefix("# ")
    parts = tuple(
        Paper(f"page-{number}", title, Form.sheet, tuple(_blocks(page))) for number, page in enumerate(pages, start=1)
    )
    out = BytesIO()
    write(PacketPlan(title, "", title, "en", "paper.pdf", parts), out)
    return out.getvalue()


def _blocks(page: str) -> Iterator[Block]:
    pairs: list[Pair] = []
    for line in (*page.splitlines(), ""):
        name, bar, value = line.partition(" | ")
        if bar:
            pairs.append(Pair(name, plain(value)))
            continue
        if pairs:
            yield Pairs(tuple(pairs))
            pairs = []
        if line.startswith("# "):
            yield Heading(plain(line[2:]), 1)
        elif line.startswith("## "):
            yield Heading(plain(line[3:]))
        elif line.strip():
            yield Paragraph(plain(line.strip()))
