"""Turning pages and leaving some out: the copy is a document of its own, and the one that came stays as it is."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from caseorg.base.language import _
from caseorg.documents.places import arrange
from caseorg.documents.worker import Worker
from caseorg.domain.document import Document
from caseorg.packets.sample_mark import marked_as_sample
from caseorg.services import covering, documents
from caseorg.services.looking import Brought, Looked, look_at
from caseorg.services.workspace import Workspace


@dataclass(frozen=True)
class PageWish:
    """What is to become of one page."""

    turned: int = 0
    """By how many degrees, clockwise: 0, 90, 180 or 270."""
    is_left_out: bool = False

    def turned_by(self, degrees: int) -> PageWish:
        """Return it, turned on."""
        return PageWish((self.turned + degrees) % 360, self.is_left_out)


Wishes = tuple[PageWish, ...]
"""One for each page, in order."""


def shown(pdf: bytes, wishes: Wishes, *, name: str = "", worker: Worker | None = None) -> bytes:
    """Return all pages as they would stand, also those to be left out, to be looked at."""
    return arrange(pdf, [(number, each.turned) for number, each in enumerate(wishes, 1)], name=name, worker=worker)


def arranged(
    workspace: Workspace,
    document: Document,
    wishes: Wishes,
    *,
    is_sample: bool,
    worker: Worker | None = None,
    cancel: threading.Event | None = None,
) -> Looked:
    """Make the copy. Keeps nothing; may be called on any thread.

    Args:
        workspace: The open case file.
        document: Whose pages they are.
        wishes: What is to become of each page; at least one has to stay.
        is_sample: Whether it is of a made-up person, which the copy then says on each page.
        worker: Who does it.
        cancel: Set it to stop.

    Raises:
        CaseorgError: If the pages can't be made.
        StoppedError: `cancel` was set.
    """
    pdf = documents.pages_of(workspace, document, worker=worker, cancel=cancel).pdf
    pages = [(number, each.turned) for number, each in enumerate(wishes, 1) if not each.is_left_out]
    made = arrange(pdf, pages, name=document.name, worker=worker, cancel=cancel)
    if is_sample:
        made = marked_as_sample(made)
    (looked,) = look_at((Brought(f"{_name(document, wishes)}.pdf", made),), worker=worker, cancel=cancel)
    return looked


def keep_arranged(workspace: Workspace, document: Document, looked: Looked, wishes: Wishes) -> Document:
    """Keep the copy beside the document, in one step; it takes the document's place in packets not made yet.

    Where pages were left out, a choice of pages made there before counts for the copy no more.
    """
    return covering.keep_copy(
        workspace, document, looked, _name(document, wishes), _("Turn or leave out pages"), has_all=_has_all(wishes)
    )


def left(wishes: Iterable[PageWish]) -> int:
    """Count the pages that stay."""
    return sum(not each.is_left_out for each in wishes)


def _has_all(wishes: Wishes) -> bool:
    return left(wishes) == len(wishes)


def _name(document: Document, wishes: Wishes) -> str:
    words = _("{name} (turned)") if _has_all(wishes) else _("{name} (some pages)")
    return words.format(name=document.name)
