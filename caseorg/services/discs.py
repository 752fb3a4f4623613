"""A disc of scans that is kept with the case: what is on it, and giving it out again as a folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pydantic import TypeAdapter

from caseorg.documents.programs import is_program
from caseorg.documents.unpack import Disc, parts_of
from caseorg.documents.worker import Worker
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.errors import DamagedDocumentError, FileExistsAlreadyError, PlaceNotWrittenError
from caseorg.services import disc_words
from caseorg.services.documents import MAKER, bytes_of, names_in
from caseorg.services.workspace import Workspace
from caseorg.store import attachments

_DISC = TypeAdapter(Disc)


def disc_in(workspace: Workspace, document: Document) -> Disc | None:
    """Return what is on a disc, as it was found when its pages were made. Cheap: it reads what is kept."""
    kept = attachments.prepared(workspace.case_file, document.sha256, MAKER)
    found = kept.details.get("disc") if kept else None
    return _DISC.validate_python(found) if found else None


def warnings(workspace: Workspace, snapshot: CaseSnapshot, document: Document) -> tuple[str, ...]:
    """Return what a person should know before a disc goes to a doctor; nothing for any other document."""
    disc = disc_in(workspace, document)
    if disc is None:
        return ()
    born = snapshot.patient.date_of_birth if snapshot.patient else None
    return disc_words.warnings(disc, names_in(snapshot), born)


def give_out(workspace: Workspace, document: Document, place: Path, *, worker: Worker | None = None) -> Path:
    """Write the files of a disc into a new folder, each as it came; programs stay behind. May be called on any thread.

    Returns:
        The folder.

    Raises:
        FileExistsAlreadyError: There is something of that name; nothing is touched.
        DamagedDocumentError: A file is not the one that came.
        PlaceNotWrittenError: The place cannot be written to.
    """
    disc = disc_in(workspace, document)
    known = {file.path: file.sha256 for file in disc.files} if disc else {}
    name = document.name.replace("/", "-").replace("\\", "-").strip(". ") or "disc"
    folder = place / name
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError as error:
        raise FileExistsAlreadyError(name) from error
    except OSError as error:
        raise PlaceNotWrittenError(name) from error
    for part in parts_of(bytes_of(workspace, document), document.original_name, worker=worker):
        if not part.is_whole or (part.data[128:132] != b"DICM" and is_program(part.path, part.data[:4096])):
            continue
        if known.get(part.path) not in (None, hashlib.sha256(part.data).hexdigest()):
            raise DamagedDocumentError(part.name)
        target = folder.joinpath(*part.path.split("/"))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as stream:
                stream.write(part.data)
        except OSError as error:
            raise PlaceNotWrittenError(name) from error
    return folder
