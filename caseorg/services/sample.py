"""The sample cases: two made-up people, told with the same services everybody uses, on days that always play now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from caseorg.base import clock
from caseorg.documents.worker import Worker
from caseorg.services import sample_luis, sample_maria
from caseorg.services.opening import free_name, private_folder
from caseorg.services.sample_story import Story
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt, seal_with

SAMPLE_DAY = sample_maria.TOLD_ON
"""The day on which the sample's dates read as in the manual."""


@dataclass(frozen=True)
class Sample:
    """The two cases of the sample."""

    maria: UUID
    luis: UUID


def tell_stories(workspace: Workspace, worker: Worker | None = None) -> Sample:
    """Put the sample cases into an open case file, so that each story has just reached today.

    What the two people wrote down for themselves is in the language in use. Names, the papers of offices, and what is
    printed in letters to offices are in English, as theirs would be.

    Args:
        workspace: The open case file; its today is the day both stories have reached.
        worker: Who looks into the sample's papers; without one, the worker everybody shares.
    """
    today = workspace.today()
    maria = sample_maria.tell(Story(workspace, sample_maria.TOLD_ON, today, worker))
    luis = sample_luis.tell(Story(workspace, sample_luis.TOLD_ON, today, worker))
    return Sample(maria, luis)


def open_sample(
    today: Callable[[], date] = clock.today, folder: Path | None = None, seal: Seal | None = None
) -> Workspace:
    """Make a fresh case file with the sample cases and open it. Takes some seconds: call it on a worker.

    Raises:
        DiskFullError, SaveFailedError, ReadOnlyFileError: If there is no place for it.
    """
    place = free_name(folder or private_folder(), "Sample")
    workspace = Workspace(CaseFile.create(place, seal or seal_with("", new_salt())), today)
    tell_stories(workspace)
    return workspace
