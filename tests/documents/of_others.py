"""Where the files of others lie that the tests look into."""

import os
from pathlib import Path

import pytest

from tests.architecture.project import ROOT

OURS = ROOT / "tests/data/documents"
"""From permissive sources, a folder for each kind."""

THEIRS = Path(os.environ.get("CASEORG_COLLECTION") or ROOT.parent / "shared/data")
"""A larger collection, sorted alike, which may lie beside the checkout or where the environment says."""

without_theirs = pytest.mark.skipif(not THEIRS.exists(), reason="the larger collection is not on this computer")
"""What needs it is left out in plain sight: with no file to look at, it would pass."""
