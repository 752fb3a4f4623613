"""“Keep a list of case files I opened”: the choice, and the list that follows it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError
from caseorg.ui.remembered import KnownFile, Remembered


class ListNotChangedError(CaseorgError):
    """The list of case files that were opened can't be emptied or begun, since the disk does not take it."""

    def __init__(self) -> None:
        super().__init__(_("The list of case files couldn't be changed on the disk. It is as it was."))
        self.advice = _("Make sure the disk is not full, then try again.")


class KeptList:
    """One for each run of the program; it knows the file that is open."""

    def __init__(self, remembered: Remembered) -> None:
        """Make it.

        Args:
            remembered: Where the list is, and whether one is kept.
        """
        self._remembered = remembered
        self._open: KnownFile | None = None

    def opened(self, known: KnownFile) -> None:
        """Note which file is open, and put it first in the list, if one is kept."""
        self._open = known
        self._remembered.add_case_file(known)

    def closed(self) -> None:
        """Note that no file of the person's own is open any more."""
        self._open = None

    def is_on(self) -> bool:
        """Tell whether a list is kept."""
        return self._remembered.is_list_kept()

    def files(self) -> tuple[KnownFile, ...] | None:
        """Return what is in the list, the latest first; None where none is kept."""
        return tuple(self._remembered.case_files()) if self.is_on() else None

    def turn_off(self) -> None:
        """Empty the list, and keep none.

        Raises:
            ListNotChangedError: The disk does not take it; the list is as it was.
        """
        try:
            self._remembered.forget_list()
        except OSError as error:
            raise ListNotChangedError from error

    def turn_on(self, before: Sequence[KnownFile] = ()) -> None:
        """Keep a list, with the open file in it.

        Args:
            before: What was in it when it was turned off, if that is taken back. The open file may have another place
                or password since, so it stands there as it is now.

        Raises:
            ListNotChangedError: The disk does not take it; there is no list, as before.
        """
        now, files = self._open, list(before)
        if now is not None:
            is_there = any(known.path == now.path for known in files)
            files = [now if known.path == now.path else known for known in files] if is_there else [now, *files]
        try:
            self._remembered.keep_list(files)
        except OSError as error:
            raise ListNotChangedError from error

    def paths(self) -> list[Path] | None:
        """Return where the files in the list are, the latest first; None where none is kept."""
        files = self.files()
        return None if files is None else [known.path for known in files]
