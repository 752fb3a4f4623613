"""What a document seems to be, and who sent it: shown beside the page, and taken over by the person alone."""

from __future__ import annotations

from caseorg.base.folding import fold
from caseorg.documents.guess import Guess, guess
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.people import Contact, ContactRole
from caseorg.services.documents import MAKER
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
