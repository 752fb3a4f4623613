"""Keeps a folder of many files in the case file beside it and then looks into them, to be killed at any moment.

`python -m tests.trust.keeping_program FILE FOLDER [BYTES]` says `begun`, `kept` and `looked` as it goes. Where the
folder is in the case already, it goes on with looking.
"""

import resource
import sys
from pathlib import Path

from caseorg.domain.errors import CaseorgError
from caseorg.services import keeping_first, looking, looking_later
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from tests.trust.material import CASE, SEAL


def main() -> None:
    """Do it."""
    file, folder = Path(sys.argv[1]), Path(sys.argv[2])
    workspace, readers = Workspace(CaseFile.open(file, SEAL)), looking_later.Readers()
    workspace.sweep()  # as at each opening
    print("begun", flush=True)
    if len(sys.argv) > 3:  # so many bytes more may be written, as on a disk that fills up
        most = file.stat().st_size + int(sys.argv[3])
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    if not any(each.original_name == "0.txt" for each in workspace.load_case(CASE).documents):
        try:
            keeping_first.keep(workspace, CASE, looking.listed([folder]))
        except CaseorgError as error:
            print(type(error).__name__, flush=True)
            workspace.close()
            return
    print("kept", flush=True)
    looking_later._AT_ONCE_S = 0.05  # written every few documents, so that there is much to be killed in
    while looking_later.look_into_some(workspace, readers).left:
        pass
    print("looked", flush=True)
    readers.close()
    workspace.close()


if __name__ == "__main__":
    main()
