"""Seals a case file anew under another password: into a new file, checked, and only then in the old one's place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from caseorg.domain.errors import CaseorgError, DamagedFileError, DiskFullError, SaveFailedError, StoppedError
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import SQL_ERROR, connect, driver, on_disk, stoppable, translated
from caseorg.store.new_file import new_file
from caseorg.store.page_sums import damaged_pages
from caseorg.store.schema import OWN_TABLES
from caseorg.store.seal import SALT_SIZE, Seal

_MIB = 1 << 20

# What the function that exports met it says by SQLite's own words, all under one number.
_IN_WORDS: dict[str, type[CaseorgError]] = {
    "database or disk is full": DiskFullError,
    "database disk image is malformed": DamagedFileError,
    "file is not a database": DamagedFileError,
}
_PARTS = 3
"""Writing, checking the pages and comparing the rows take about as long each."""

Cancel = Callable[[], bool]
Progress = Callable[[int, int], object]


def seal_anew(source: CaseFile, seal: Seal, target: Path) -> None:
    """Write everything in `source` into a new file at `target` under another seal, and check it whole.

    The source is not changed; the caller removes or keeps it once the new file has been opened.

    Raises:
        FileExistsAlreadyError, DiskFullError: And nothing is left at `target`.
        SaveFailedError: Likewise, also where the new file does not hold exactly what the old one does.
        DamagedFileError: The old file is damaged.
    """
    with new_file(target) as started:
        write_anew(source, seal, started)


def write_anew(
    source: CaseFile,
    seal: Seal,
    target: Path,
    *,
    progress: Progress = lambda _done, _size: None,
    cancel: Cancel = lambda: False,
) -> None:
    """Write everything in `source` into the empty file at `target` under another seal, and check it whole.

    Args:
        source: The open file. Nobody can save into it meanwhile.
        seal: The other seal.
        target: An empty file.
        progress: Called with how many bytes were gone over, and about how many there are to go over.
        cancel: Asked at least for each mebibyte; True stops.

    Raises:
        StoppedError: If `cancel` said so.
        CaseorgError: As `seal_anew`; what is at `target` is then of no use, too.
    """
    with source.lock:
        with on_disk():
            way = _Way(source.path.stat().st_size, progress, cancel)
        with translated():
            _export(source, seal, target, way)
        try:
            _compare(source, seal, target, way)
        except DamagedFileError as error:  # all of the old file was read just now, so it is the new one
            raise SaveFailedError from error


class _Way:
    """How far it is, and whether to stop."""

    def __init__(self, size: int, progress: Progress, cancel: Cancel) -> None:
        self.size, self._progress, self._cancel = size, progress, cancel
        self._part = self._done = 0

    def is_to_stop(self, done: int) -> bool:
        """Tell how many bytes of this part are done, and return whether to stop."""
        before, self._done = self._done, max(self._done, min(done, self.size))
        if self._done // _MIB > before // _MIB:
            self._progress(self._part * self.size + self._done, _PARTS * self.size)
        return self._cancel()

    def next_part(self) -> None:
        """Begin the next part.

        Raises:
            StoppedError: If somebody said so.
        """
        if self._cancel():
            raise StoppedError
        self._part, self._done = self._part + 1, 0

    def go_on(self, more: int) -> bool:
        """Tell how many bytes more were gone over, and return whether to stop."""
        return self.is_to_stop(self._done + more)


def _export(source: CaseFile, seal: Seal, target: Path, way: _Way) -> None:
    opened = source.driver
    numbers = {name: opened.execute(f"pragma {name}").fetchone()[0] for name in ("application_id", "user_version")}
    opened.execute(f"attach database ? as anew key \"x'{(seal.key + seal.salt).hex()}'\"", (str(target),))
    try:
        opened.execute("pragma anew.journal_mode=TRUNCATE")
        opened.execute("pragma anew.synchronous=EXTRA")
        with stoppable(opened, lambda: way.is_to_stop(_size_of(target))):
            opened.execute("select sqlcipher_export('anew')").fetchall()
        for name, number in numbers.items():
            opened.execute(f"pragma anew.{name}={number}")
    except driver.OperationalError as error:
        way.next_part()  # the engine does not always say that it was interrupted; then this raises
        if error.sqlite_errorcode == SQL_ERROR:
            raise _IN_WORDS.get(str(error), SaveFailedError)() from error
        raise
    finally:
        opened.execute("detach database anew")
    way.next_part()


def _size_of(path: Path) -> int:
    """Return how large a file is by now, for the bar that shows how far it is; 0 where the disk does not say.

    What was raised would reach the engine, which takes it for a wish to stop.
    """
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _compare(source: CaseFile, seal: Seal, target: Path, way: _Way) -> None:
    """Check the head and every page of the new file, and compare the two row by row."""
    with on_disk():
        with target.open("rb") as file:
            is_head_right = file.read(SALT_SIZE) == seal.salt
        if not is_head_right or damaged_pages(target, seal, lambda: way.go_on(_MIB)):
            raise DamagedFileError
    way.next_part()
    with translated(seal, seal.check):
        anew = connect(target, seal, read_only=True)
        try:
            listing = f"select name, sql from sqlite_master where {OWN_TABLES} order by name"  # noqa: S608
            if anew.execute(listing).fetchall() != source.driver.execute(listing).fetchall():
                raise DamagedFileError
            tables = f"select name from sqlite_master where type = 'table' and {OWN_TABLES}"  # noqa: S608
            for (name,) in anew.execute(tables).fetchall():
                rows = f'select * from "{name}" order by rowid'  # noqa: S608 - names are ours
                for left, right in zip(anew.execute(rows), source.driver.execute(rows), strict=True):
                    if left != right:
                        raise DamagedFileError
                    if way.go_on(sum(len(each) for each in left if isinstance(each, str | bytes))):
                        raise StoppedError
        except ValueError as error:  # one table has more rows than the other
            raise DamagedFileError from error
        finally:
            anew.close()
