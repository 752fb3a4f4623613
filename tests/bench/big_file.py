"""Makes the big case file of the benchmarks: 300 cases, 50,000 records, 10,000 documents with text.

Each case is one of the two sample stories under ids of its own, with more documents, calls, notes and questions around
it; the last one has 10,000 calls. Everything follows from one seed. What is written passes the check of the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.changes import Change
from caseorg.domain.costs import Call, Cost
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.note import Note
from caseorg.domain.people import Contact
from caseorg.domain.record import CaseRecord, Record
from caseorg.domain.visit import Question
from caseorg.services.documents import MAKER
from caseorg.services.sample import SAMPLE_DAY, tell_stories
from caseorg.services.workspace import Workspace
from caseorg.store import attachments
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt
from caseorg.store.store import Transaction

CASES, RECORDS, DOCUMENTS, CALLS_OF_ONE = 300, 50_000, 10_000, 10_000
RARE = "Quetzal"
"""A word that stands in the text of every thousandth document only."""
_WORDS_OF_A_TEXT = 300
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FIRST = "Ana Ben Clara Dmitri Elena Farid Grace Hugo Inés Jonas Kim Lucía Mateo Nadia Omar Paula Quinn Rosa Sami Tomás"
_LAST = "Abbott Báez Castillo Duarte Evans Fuentes García Hoang Ibáñez Jensen Kowalski Lund Muñoz Núñez Ortiz Peña Ruiz"
_WHAT = "lung biopsy,breast scan,knee operation,heart valve,thyroid nodule,back surgery,liver scan,eye treatment"


@dataclass(frozen=True)
class Sizes:
    """How much goes into the file."""

    cases: int = CASES
    records: int = RECORDS
    documents: int = DOCUMENTS
    calls_of_one: int = CALLS_OF_ONE


def make_big_file(path: Path, seal: Seal | None = None, sizes: Sizes = Sizes()) -> Workspace:
    """Make the file at `path` and open it, as a person has it: opened, and not just filled."""
    seal = seal or Seal(new_salt(), bytes(range(16)))
    workspace = Workspace(CaseFile.create(path, seal), today=lambda: SAMPLE_DAY)
    workspace.case_file.driver.execute("pragma cache_size = -500000")  # all of it at once, and then one writing
    told = tell_stories(workspace)
    stories = [workspace.load_case(told.maria), workspace.load_case(told.luis)]
    _Maker(workspace, stories, sizes).fill()
    workspace.close()
    return Workspace(CaseFile.open(path, seal), today=lambda: SAMPLE_DAY)


class _Maker:
    """One file being filled."""

    def __init__(self, workspace: Workspace, stories: list[CaseSnapshot], sizes: Sizes) -> None:
        self._workspace, self._stories, self._sizes = workspace, stories, sizes
        self._random = Random(1)
        self._records = sum(len(story.records()) for story in stories)
        self._documents = sum(len(story.documents) for story in stories)
        self._vocabulary = _vocabulary(workspace)
        self._pdf = _a_page(workspace)

    def fill(self) -> None:
        """Add cases until there are as many as wanted, then what is missing of documents and records."""
        made: list[Case] = []
        with self._workspace.store.transaction() as transaction:
            for number in range(self._sizes.cases - len(self._stories)):
                made.append(self._copy(transaction, self._stories[number % 2], number))
            for number in range(self._sizes.calls_of_one):
                self._put(transaction, self._call(made[-1], number))
            missing = self._sizes.documents - self._documents
            for number in range(missing):
                self._add_document(transaction, made[number % len(made)], number)
            for number in range(self._sizes.records - self._records):
                self._put(transaction, self._more(made[number % len(made)], number))

    def _put(self, transaction: Transaction, record: Record) -> None:
        transaction.apply(Change(None, record))
        self._records += 1
        self._documents += isinstance(record, Document)

    def _id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def _copy(self, transaction: Transaction, story: CaseSnapshot, number: int) -> Case:
        """Tell a story again about somebody else, under ids of its own."""
        ids = {record.id: self._id() for record in story.records()}
        first, last = _FIRST.split()[number % 20], _LAST.split()[number // 20 % 17]
        title = f"{first}'s {_WHAT.split(',')[number % 8]} {number}"
        copies = [_under_other_ids(record, ids) for record in story.records()]
        case = copies[0].model_copy(update={"title": title, "is_sample": False})
        assert isinstance(case, Case)
        for record in (case, *copies[1:]):
            name = {"full_name": f"{first} {last}"} if record is copies[1] else {}
            shown = record.model_copy(
                update={"name": f"{record.name} {number}"} if isinstance(record, Contact) else name
            )
            self._put(transaction, shown)
        return case

    def _text(self) -> str:
        return " ".join(self._random.choices(self._vocabulary, k=_WORDS_OF_A_TEXT))

    def _add_document(self, transaction: Transaction, case: Case, number: int) -> None:
        text = f"{RARE} {self._text()}" if number % 1000 == 0 else self._text()
        data = text.encode()
        digest = transaction.keep(data)
        details = {"page_sizes": [[612.0, 792.0]], "page_texts": [text], "findings": []}
        attachments.keep_prepared(transaction.driver, digest, MAKER, self._pdf, details)
        kinds = list(DocumentKind)
        document = Document(
            id=self._id(), case_id=case.id, name=f"{self._random.choice(self._vocabulary)} {number}",
            kind=kinds[number % len(kinds)], original_name=f"{number}.txt", media_type="text/plain",
            sha256=sha256(data).hexdigest(), size_bytes=len(data), page_count=1,
            document_date=SAMPLE_DAY - timedelta(days=number % 700), added_at=_at(number),
        )  # fmt: skip
        self._put(transaction, document)

    def _call(self, case: Case, number: int) -> Call:
        words = self._random.choices(self._vocabulary, k=12)
        return Call(
            id=self._id(), case_id=case.id, at=_at(number), with_whom=f"{words[0]} {words[1]}",
            said=" ".join(words), reference_number=f"R{number}",
        )  # fmt: skip

    def _more(self, case: Case, number: int) -> CaseRecord:
        words = " ".join(self._random.choices(self._vocabulary, k=10))
        same: dict[str, Any] = {"id": self._id(), "case_id": case.id}
        day = SAMPLE_DAY - timedelta(days=number % 300)
        kinds = (
            lambda: Question(**same, text=f"{words}?"),
            lambda: Note(**same, title=f"Note {number}", text=words),
            lambda: self._call(case, number),
            lambda: Cost(**same, what=words[:60], date_of_service=day, billed_cents=number * 7),
        )
        return kinds[number // 300 % len(kinds)]()


def _under_other_ids(record: Any, ids: dict[UUID, UUID]) -> Any:
    """Return the same record with every id in it turned into another, also where it stands within a text."""

    def turned(value: Any) -> Any:
        if isinstance(value, UUID):
            return ids.get(value, value)
        if isinstance(value, tuple):
            return tuple(turned(each) for each in value)
        if type(value) is str:
            return _ID.sub(lambda found: str(ids.get(UUID(found[0]), found[0])), value)
        return value

    return record.model_copy(update={name: turned(value) for name, value in dict(record).items()})


def _vocabulary(workspace: Workspace) -> list[str]:
    """Return the words of the sample's documents, in an order that is always the same."""
    rows = workspace.case_file.driver.execute("select words from search_words").fetchall()
    return sorted({word for row in rows for word in str(row[0]).split() if word.isalpha()})


def _a_page(workspace: Workspace) -> bytes:
    """Return the clean pages of one of the sample's documents; the added documents share them."""
    driver = workspace.case_file.driver
    digest = driver.execute("select pdf_sha256 from prepared_pages order by sha256 limit 1").fetchone()[0]
    found = attachments.read_from(driver, digest)
    assert found is not None
    return found


def _at(number: int) -> datetime:
    return datetime(2026, 11, 20, 9, tzinfo=UTC) - timedelta(minutes=37 * number % 500_000)
