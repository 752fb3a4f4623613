"""The bytes of discs of scans, which may be more than memory holds: kept by pieces, and read by pieces again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from caseorg.documents.disc import DiscSource
from caseorg.documents.kinds import FileKind
from caseorg.domain.document import Document
from caseorg.services.workspace import Workspace

if TYPE_CHECKING:
    from caseorg.documents.worker import Progress
    from caseorg.services.looking import Looked

DISC_TYPES = {FileKind.zip: "application/dicom+zip", FileKind.iso: "application/dicom+iso"}
"""The types of a disc of scans, kept as one file."""


def is_disc(document: Document) -> bool:
    """Tell whether a document is a disc of scans."""
    return document.media_type in DISC_TYPES.values()


def disc_source(workspace: Workspace, document: Document) -> DiscSource:
    """Return a disc as the worker reads it, from where it is kept. May be called on any thread.

    Raises:
        DamagedDocumentBytesError: If it is not there.
    """
    kind = next(kind for kind, media_type in DISC_TYPES.items() if media_type == document.media_type)
    return DiscSource(workspace.kept_ranges(document.sha256, document.name), kind)


def keep_discs(
    workspace: Workspace,
    looked: Iterable[Looked],
    hold: Callable[[str], object],
    *,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> None:
    """Keep the bytes of discs, which may be more than memory holds; their records follow in a step.

    Those of other files are kept in that step. Whether there is room for them is seen here, too, before any is written.

    Args:
        workspace: The open case file.
        looked: Files, of which some may be discs.
        hold: What `Workspace.holding` gives, in a block that ends after that step.
        progress: Called with how many bytes of a disc are kept, and how many it has.
        cancel: Set it to stop.

    Raises:
        StoppedError: `cancel` was set; nothing is left of them.
        UnreadFileError: A disc cannot be read any more, or is another one by now.
        DiskFullError: As `Workspace.see_room`.
    """
    looked = tuple(looked)
    workspace.see_room(sum(len(each.brought.data) for each in looked))
    for each in looked:
        if each.brought.disc is not None:
            hold(each.inspection.sha256)
            workspace.keep_pieces(
                each.brought.disc.pieces(),
                each.inspection.sha256,
                each.inspection.size,
                name=each.brought.name,
                progress=progress or (lambda _done, _size: None),
                stop=cancel.is_set if cancel else (lambda: False),
            )
