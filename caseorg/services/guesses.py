"""What a document seems to be, and who sent it: shown beside the page, and taken over by the person alone."""

from __future__ import annotations

from caseorg.base.folding import fold
from caseorg.documents.guess import Guess, guess
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.people import Contact
from caseorg.services.documents import MAKER
from caseorg.services.workspace import Workspace
from caseorg.store import attachments

_HEAD = 300
"""How many letters at the top of a page may say who wrote it."""
_LEAST_NAME = 6


def suggestion(workspace: Workspace, document: Document) -> Guess:
    """Return what a document looks like, for “Looks like a pathology report. Use this?”. It reads what is kept."""
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    texts = kept.details["page_texts"] if kept else []
    return guess(document.original_name, texts[0] if texts else "", workspace.today())


def sender_of(workspace: Workspace, snapshot: CaseSnapshot, document: Document) -> Contact | None:
    """Return the one person or office of the case that is named at the head of a document nobody gave a sender yet."""
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    if document.from_contact_id is not None or kept is None or not kept.details["page_texts"]:
        return None
    head = fold(" ".join(kept.details["page_texts"][0][:_HEAD].split()))
    named = [each for each in snapshot.contacts if len(each.name) >= _LEAST_NAME and fold(each.name) in head]
    return named[0] if len(named) == 1 else None
