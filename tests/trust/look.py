"""Looks at a case file in a folder as the program does where nothing can be written, and copies it elsewhere."""

import sys
from pathlib import Path

from caseorg.app.selftest import FILE_NAME
from caseorg.domain.errors import CaseorgError
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from tests.trust.material import SEAL

file, copy = Path(sys.argv[1]) / FILE_NAME, Path(sys.argv[2])
try:
    CaseFile.open(file, SEAL)
except CaseorgError as error:
    print(type(error).__name__)
workspace = Workspace(CaseFile.open(file, SEAL, look_only=True))
print(len(workspace.store.case_lines()), "case")
workspace.case_file.copy_to(copy)
print("copied")
workspace.close()
