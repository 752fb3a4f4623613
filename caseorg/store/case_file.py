"""Opens, locks, unlocks, copies and closes a case file: the only door to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from caseorg.base import clock
from caseorg.base.patience import remove
from caseorg.domain.errors import (
    CutOffFileError,
    DamagedFileError,
    NewerFileError,
    NotACaseFileError,
    OlderFileError,
    ReadOnlyFileError,
)
from caseorg.store import schema
from caseorg.store.engine import (
    APPLICATION_ID,
    connect,
    connect_to_read,
    driver,
    engine_on,
    on_disk,
    reading_disk,
    translated,
    write_copy,
)
from caseorg.store.new_file import journal_of, new_file, remove_second_names, remove_started
from caseorg.store.open_note import OpenNote
from caseorg.store.seal import FORMAT, MARK, SALT_SIZE, Seal
from caseorg.store.search_index import FIRST_ROWS
from caseorg.store.turns import Turns

SUFFIX = ".caseorg"
_PAGE = 4096  # as set when a file is made; a whole file has at least one
_PLAIN_SQLITE = b"SQLite format 3\0"


def read_salt(path: Path) -> bytes:
    """Return the salt at the head of the case file at `path`.

    Raises:
        CutOffFileError: If the file is too short to be one; an empty file never counts as a new case.
        NotACaseFileError: If some other program wrote it.
        NewerFileError: If its format is one this program does not know.
        MissingFileError, ReadFailedError: If it is not there, or cannot be read.
    """
    with reading_disk(path.name), path.open("rb") as file:
        head = file.read(SALT_SIZE)
        size = file.seek(0, os.SEEK_END)
    if any(head) and not head.startswith(MARK[: len(head)]):
        raise NotACaseFileError
    if size < _PAGE or not any(head):
        raise CutOffFileError
    if head[len(MARK)] > FORMAT:
        raise NewerFileError
    return head


class CaseFile:
    """One open case file: a sealed file, its one writing connection, and the note that says we have it open."""

    def __init__(self, path: Path, seal: Seal, connection: Any, note: OpenNote | None) -> None:
        self.path = path
        self.seal = seal
        self.is_read_only = note is None
        self.lock = Turns()
        self.driver = connection
        self.engine = engine_on(connection)
        self.was_replaced = False
        """Another program put a file in the place of this one: from then on steps go into a rescue file."""
        self.rescue: Path | None = None
        """Where they go; None while there is no room for it."""
        self.was_open_to_others = False
        """Other accounts of the computer had rights to the file when it was opened; they were taken off."""
        self.saves_begun = 0
        """Grows with each save, so that a background reading sees that it has to make way."""
        self._note = note
        self._place: tuple[int, int] | None = None
        self._size = -1
        self._data_version = -1
        self.note_state()

    @classmethod
    def create(cls, path: Path, seal: Seal) -> CaseFile:
        """Make a new case file at `path` and open it.

        The file is made whole under another name first, so that nobody ever meets half of one.

        Raises:
            FileExistsAlreadyError: If there is a file already; it is not touched.
            DiskFullError, SaveFailedError, ReadOnlyFileError: If it cannot be written.
        """
        with new_file(path) as started:
            write_empty(started, seal)
        return cls.open(path, seal)

    @classmethod
    def open(
        cls, path: Path, seal: Seal, *, check: bytes | None = None, look_only: bool = False, take_over: bool = False
    ) -> CaseFile:
        """Open the case file at `path`, for writing unless `look_only`.

        Args:
            path: Where the file is.
            seal: Its salt and secret. A seal with the salt from elsewhere opens a file whose head is damaged.
            check: The two bytes kept from an earlier opening, to tell a wrong password from damage.
            look_only: Open for reading, beside whoever writes.
            take_over: Open although a note from another computer lies there; only if the person said so.

        Raises:
            WrongPasswordError, DamagedFileError, CutOffFileError, NotACaseFileError, NewerFileError: As they say.
            FileInUseError: If another window or computer has it open.
            ReadOnlyFileError: If it can be read but not written where it is.
        """
        with reading_disk(path.name):
            # A link must not lead to a second journal and a second note. `Path.resolve` has no OSError for a loop.
            path = Path(os.path.realpath(path, strict=True))
        _check_head(path, seal, check)
        if not look_only and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            raise ReadOnlyFileError
        note = None if look_only else OpenNote.take(path, clock.now(), take_over=take_over)
        try:
            if not look_only:
                _refuse_second_name(path)
            with translated(seal, check, reading=True):
                connection = connect(path, seal, read_only=look_only)
                try:
                    _check_schema(path, seal, connection, look_only)
                    if not look_only:
                        _sweep(path, connection)
                except BaseException:
                    connection.close()
                    raise
        except BaseException as error:
            if note:
                note.release()
            if isinstance(error, DamagedFileError) and _ends_within_a_page(path):
                raise CutOffFileError from error
            raise
        opened = cls(path, seal, connection, note)
        opened.was_open_to_others = not look_only and _close_to_others(path)
        return opened

    @contextmanager
    def fresh_connection(self, *, is_foreign: bool = False) -> Iterator[Any]:
        """Open a reading connection of its own, for a worker or for one document's bytes.

        One damaged page spoils the connection it was met on, so a document never shares one with the records.

        Args:
            is_foreign: The file may have come from others, so the engine itself refuses all but reading.
        """
        with translated(self.seal, self.seal.check, reading=True):
            connect_anew = connect_to_read if is_foreign else partial(connect, read_only=True)
            connection = connect_anew(self.path, self.seal)
            try:
                yield connection
            finally:
                connection.close()

    def file_id(self) -> UUID:
        """Return the number that tells this file and its copies from all others.

        Raises:
            ReadFailedError, DamagedFileError: It cannot be read; or the file was closed, as after a new password.
        """
        with self.lock, translated(reading=True):
            return UUID(self.driver.execute("select file_id from case_file").fetchone()[0])

    def make_way(self) -> Callable[[], bool]:
        """Return what tells whether a save has begun since now. Background work asks it, and stops if so."""
        seen = self.saves_begun
        return lambda: self.saves_begun != seen

    def copy_to(self, target: Path) -> None:
        """Write a checked-out copy of this file, under the same password, to `target`, which must not exist.

        Raises:
            FileExistsAlreadyError, DiskFullError, SaveFailedError: And no file is left at `target`.
        """
        with new_file(target) as started, self.lock, translated():
            write_copy(self.driver, started)

    def reopened(self, seal: Seal) -> CaseFile:
        """Open the file that has just taken this one's place, and go on under the note that we hold for it.

        Raises:
            CaseorgError: This file is still open, and its note still held.
        """
        with translated(seal, seal.check, reading=True):
            connection = connect(self.path, seal, read_only=False)
            try:
                _check_schema(self.path, seal, connection, look_only=True)
            except BaseException:
                connection.close()
                raise
        opened = CaseFile(self.path, seal, connection, self._note)
        opened.saves_begun = self.saves_begun + 1
        self._note = None
        self.is_read_only = True
        self.driver.close()
        return opened

    def note_state(self) -> None:
        """Note which file on the disk is ours and how we left it, for the guard against others who write there."""
        self._size = -1
        with suppress(OSError):  # gone, or not to be told now: the next look finds out
            found = self.path.stat()
            self._place = self._place or (found.st_dev, found.st_ino)
            self._size = found.st_size
        if self._data_version < 0:  # our own saves do not change it
            with suppress(driver.Error):
                self._data_version = self._read_data_version()

    def forget_state(self) -> None:
        """Forget how we left the file, because a step has failed; which file is ours stays known."""
        self._size = self._data_version = -1

    def is_in_place(self) -> bool:
        """Tell whether the file at our place is the one we have open, as long as we left it.

        A program that keeps folders alike on several computers may have put another file there.

        Raises:
            OSError: If the disk does not say.
        """
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        return self._place in ((found.st_dev, found.st_ino), None) and self._size in (found.st_size, -1)

    def is_unchanged(self) -> bool:
        """Tell whether nobody else has written into the file; to be asked within a transaction."""
        return self._data_version in (self._read_data_version(), -1)

    def _read_data_version(self) -> int:
        return int(self.driver.execute("pragma data_version").fetchone()[0])

    def close(self) -> None:
        """Close the file and let go of it. Closing twice is harmless."""
        with self.lock:
            with suppress(Exception):
                self.driver.interrupt()
            self.driver.close()
            if self._note:
                # An empty journal means nothing; one with content is what the next opening needs.
                with suppress(OSError):  # what stays is swept at the next opening
                    if journal_of(self.path).stat().st_size == 0:
                        remove(journal_of(self.path))
                self._note.release()


def _check_head(path: Path, seal: Seal, check: bytes | None) -> None:
    """Refuse what is no case file; let a damaged head pass where this very seal has opened the file before."""
    try:
        read_salt(path)
    except (NotACaseFileError, NewerFileError, CutOffFileError):
        with reading_disk(path.name), path.open("rb") as file:
            is_plain = file.read(SALT_SIZE) == _PLAIN_SQLITE
            size = file.seek(0, os.SEEK_END)
        if is_plain or size < _PAGE or not seal.matches(check):
            raise


def _ends_within_a_page(path: Path) -> bool:
    """Tell whether a file was cut off, since whole ones end with a whole page; where nobody can say, it was not."""
    with suppress(OSError):
        return path.stat().st_size % _PAGE != 0
    return False


def _refuse_second_name(path: Path) -> None:
    """Refuse to write to a file that has two names in the folders: each name would have a journal of its own.

    Raises:
        ReadOnlyFileError: It may be a safe copy, too, that shares its bytes with the file and must not change.
    """
    with suppress(OSError):  # a new file has two names for a moment, and is left so if that was its maker's last
        remove_started(path)
        remove_second_names(path, SUFFIX)
    with on_disk():
        if os.name == "posix" and path.stat().st_nlink > 1:
            raise ReadOnlyFileError


def _close_to_others(path: Path) -> bool:
    """Take the rights of other accounts off a file, as those of one that came from a stick; tell if there were any."""
    if os.name == "posix":
        with suppress(OSError):  # somebody else's file, or a disk that knows no rights: it opens all the same
            mode = path.stat().st_mode
            if mode & 0o077:
                path.chmod(mode & 0o700)
                return not path.stat().st_mode & 0o077
    return False


def _sweep(path: Path, connection: Any) -> None:
    """Remove what a killed program left beside the file, once the engine has taken from it what it needs.

    The engine leaves a journal alone that was not begun properly, since nothing had been written to the file yet.
    """
    with suppress(OSError):  # what stays does no harm
        if journal_of(path).exists():
            connection.execute("begin immediate")  # nobody else is writing now, so whatever lies there is a left-over
            try:
                journal_of(path).unlink(missing_ok=True)
            finally:
                connection.execute("rollback")


def write_empty(path: Path, seal: Seal) -> None:
    """Write a case file with nothing in it into the empty file at `path`."""
    with translated():
        connection = connect(path, seal, read_only=False)
        try:
            connection.execute("begin immediate")
            connection.execute(f"pragma application_id={APPLICATION_ID}")
            connection.execute(f"pragma user_version={schema.SCHEMA_NUMBER}")
            for statement in schema.schema_texts():
                connection.execute(statement)
            for statement in FIRST_ROWS:
                connection.execute(statement)
            connection.execute("insert into alembic_version values (?)", (f"{schema.SCHEMA_NUMBER:04d}",))
            connection.execute(
                "insert into case_file (id, file_id, made_at) values (1, ?, ?)",
                (uuid4().hex, clock.now().isoformat()),
            )
            connection.execute("commit")
        finally:
            connection.close()


def _check_schema(path: Path, seal: Seal, connection: Any, look_only: bool) -> None:
    application = connection.execute("pragma application_id").fetchone()[0]
    number = connection.execute("pragma user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise NotACaseFileError
    if number > schema.SCHEMA_NUMBER:
        raise NewerFileError
    if number < schema.SCHEMA_NUMBER:
        if look_only:
            raise OlderFileError
        from caseorg.store.migrations import upgrade

        upgrade(path, seal, connection)
    if schema.schema_mark(schema.statements_in(connection)) != schema.own_mark():
        raise DamagedFileError
