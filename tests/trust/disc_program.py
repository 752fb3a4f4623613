"""Adds a disc of scans to the case file beside it, to be killed at any moment, or where the disk fills up.

`python -m tests.trust.disc_program FILE FOLDER [BYTES]` says `kept` for each part that is on the disk, then `added`.
"""

import resource
import sys
from pathlib import Path

from caseorg.domain.errors import CaseorgError
from caseorg.services import documents, looking
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from tests.trust.material import CASE, SEAL


def main() -> None:
    """Do it."""
    file, folder = Path(sys.argv[1]), Path(sys.argv[2])
    workspace = Workspace(CaseFile.open(file, SEAL))
    looked = looking.look_at(looking.bring([folder]))
    if len(sys.argv) > 3:  # so many bytes more may be written
        most = file.stat().st_size + int(sys.argv[3])
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        documents.add_documents(workspace, CASE, looked, progress=lambda _done, _size: print("kept", flush=True))
        print("added", flush=True)
    except CaseorgError as error:
        print(type(error).__name__, flush=True)
    workspace.close()


if __name__ == "__main__":
    main()
