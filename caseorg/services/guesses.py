"""What a document seems to be, who sent it, which member ID it gives: shown beside the page, and never taken over."""

from __future__ import annotations

from dataclasses import dataclass

from caseorg.base.folding import fold
from caseorg.base.language import _
from caseorg.documents.guess import Guess, guess, member_id
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.changes import ChangeSet
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.people import Contact, ContactRole
from caseorg.domain.plan import Coverage, Plan
from caseorg.domain.record import SourceKind
from caseorg.rules.following import card_of
from caseorg.services.documents import MAKER, someone_elses_pages
from caseorg.services.workspace import Workspace
from caseorg.store import attachments

_HEAD = 300
"""How many letters at the top of a page may say who wrote it."""
_LEAST_NAME = 6
_FROM_THE_PLAN = (
    DocumentKind.denial_letter,
    DocumentKind.plan_papers,
    DocumentKind.plan_card,
    DocumentKind.plan_statement,
)
"""Papers that only a plan writes; whoever else is named in one is whom it speaks of."""
_MOST_PAGES = 4


def suggestion(workspace: Workspace, document: Document) -> Guess:
    """Return what a document looks like, for “Looks like a pathology report. Use this?”. It reads what is kept."""
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    texts = kept.details["page_texts"] if kept else []
    return guess(document.original_name, texts[0] if texts else "", workspace.today())


def sender_of(workspace: Workspace, snapshot: CaseSnapshot, document: Document) -> Contact | None:
    """Return the one person or office of the case that is named at the head of a document nobody gave a sender yet.

    Only the plan can have sent a denial, a statement or its papers: the doctor named in one did not.
    """
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    if document.from_contact_id is not None or kept is None or not kept.details["page_texts"]:
        return None
    head = fold(" ".join(kept.details["page_texts"][0][:_HEAD].split()))
    named = [each for each in snapshot.contacts if len(each.name) >= _LEAST_NAME and fold(each.name) in head]
    if (document.kind or suggestion(workspace, document).kind) in _FROM_THE_PLAN:
        plans = {link.contact_id for link in snapshot.case_contacts if link.role is ContactRole.plan}
        named = [each for each in named if each.id in plans]
    return named[0] if len(named) == 1 else None


@dataclass(frozen=True)
class MemberId:
    """A member ID that a document gives, of a plan that is named on the same page."""

    number: str
    """As printed."""
    page: int
    """Counted from 1."""
    plan: Plan
    card: Coverage
    """What is written down of the plan's card."""

    @property
    def is_other(self) -> bool:
        """Tell whether another number is written down: one of the two is wrong, or of another year."""
        return bool(self.card.member_id)


def member_id_on(workspace: Workspace, snapshot: CaseSnapshot, document: Document) -> MemberId | None:
    """Return the member ID that a document gives, if the plan's card does not have it; None where it is not certain.

    The plan has to be named on the page, so that the number of another plan is not offered for it; and the page has to
    be about the patient.
    """
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    for page, text in enumerate(kept.details["page_texts"][:_MOST_PAGES] if kept and snapshot.plans else (), 1):
        number = member_id(text)
        if not number:
            continue
        there = fold(" ".join(text.split()))
        named = [plan for plan in snapshot.plans if len(plan.name) >= _LEAST_NAME and fold(plan.name) in there]
        if len(named) != 1 or page in someone_elses_pages(workspace, snapshot, document):
            return None
        card = card_of(snapshot, named[0])
        is_known = any(_plain(number) == _plain(known) for known in (card.member_id, card.medicare_number) if known)
        return None if is_known else MemberId(number, page, named[0], card)
    return None


def use_member_id(workspace: Workspace, document: Document, found: MemberId) -> ChangeSet | None:
    """Write a member ID on the plan's card, with the place where it was read. It can be undone."""
    source: dict[str, object] = {}
    if workspace.load_case(document.case_id).find(found.card.id) is None:
        source = {"source_kind": SourceKind.document, "source_document_id": document.id, "source_page": found.page}
    return workspace.save(found.card.revised(member_id=found.number, **source), _("Edit the plan card"))


def _plain(number: str) -> str:
    return "".join(letter for letter in fold(number) if letter.isalnum())
