"""The doors with a file of the first schema brought up to date beforehand, so that nothing is left to be loaded."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from caseorg.app.selftest import FILE_NAME, serve
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.seal import Seal
from tests.trust.door_program import DOORS
from tests.trust.old_case_files import FIRST, SECRET

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        file = Path(folder) / FILE_NAME
        shutil.copyfile(FIRST, file)
        CaseFile.open(file, Seal(read_salt(file), SECRET)).close()
    serve(DOORS)
