"""The sealing engine: proves that it is the one we mean, opens connections, and translates its errors."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import sqlcipher3.dbapi2
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from caseorg.base.patience import HELD
from caseorg.domain.errors import (
    CaseorgError,
    DamagedFileError,
    DiskFullError,
    EngineError,
    FileInUseError,
    HeldFileError,
    MissingFileError,
    ReadFailedError,
    ReadOnlyFileError,
    SaveFailedError,
    StoppedError,
    UnfinishedFileError,
    WrongPasswordError,
)
from caseorg.store.seal import Seal

# The package has no types of its own.
driver: Any = sqlcipher3.dbapi2

APPLICATION_ID = 0x434F4631  # "COF1"

# Below these, the engine is not the one the measurements of the safety programme were made with.
_SQLITE_FLOOR = (3, 51, 3)
_CIPHER_FLOOR = (4, 19)
_CIPHER_SETTINGS = {
    "PRAGMA cipher_page_size = 4096;",
    "PRAGMA cipher_use_hmac = 1;",
    "PRAGMA cipher_plaintext_header_size = 0;",
    "PRAGMA cipher_hmac_algorithm = HMAC_SHA512;",
}
# Name, what is set, and what must be read back. TRUNCATE and EXTRA lost nothing in simulated power cuts; WAL and
# weaker settings did (docs/decisions.md).
_PRAGMAS: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "TRUNCATE", "truncate"),
    ("synchronous", "EXTRA", 3),
    ("fullfsync", "ON", 1),
    ("secure_delete", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("mmap_size", "0", 0),
    ("temp_store", "MEMORY", 2),
    ("busy_timeout", "5000", 5000),
)

_STEPS_BETWEEN_QUESTIONS = 20
"""How much the engine works before it asks again whether to stop: a few rows, each of which may be a mebibyte."""

_READING = frozenset(
    (driver.SQLITE_SELECT, driver.SQLITE_READ, driver.SQLITE_TRANSACTION, driver.SQLITE_RECURSIVE)
)  # fmt: skip
_FUNCTIONS = frozenset("bm25 coalesce count glob ifnull length like lower match max min sum substr upper".split())
_ASKING = frozenset(
    "application_id cipher_integrity_check data_version foreign_key_check integrity_check user_version".split()
)

# SQLite's own result codes, by the names it documents.
SQL_ERROR = 1
_INTERRUPT = 9
_TOO_BIG, _MISMATCH, _AUTH = 18, 20, 23
# What our own statements meet only in tables that do not hold what ours hold. 0 is the driver's: text that is no UTF-8.
_NOT_AS_OURS = {0, SQL_ERROR, _TOO_BIG, _MISMATCH, _AUTH}
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN, _NOTADB = 5, 6, 8, 10, 11, 13, 14, 26

# A file that is too large for its place, as on a stick formatted for Windows, needs room elsewhere just the same.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


def prove_engine(connection: Any) -> None:
    """Make sure that pages are sealed, and by a version at or above the floors.

    Raises:
        EngineError: If `PRAGMA key` was ignored, as plain SQLite does without a word, or a version is too old.
    """
    version = connection.execute("pragma cipher_version").fetchone()
    settings = {row[0] for row in connection.execute("pragma cipher_settings").fetchall()}
    sqlite = tuple(int(part) for part in driver.sqlite_version.split("."))
    if version is None or not settings >= _CIPHER_SETTINGS or sqlite < _SQLITE_FLOOR:
        raise EngineError
    if tuple(int(part) for part in version[0].split(" ")[0].split(".")[:2]) < _CIPHER_FLOOR:
        raise EngineError


def connect(path: Path, seal: Seal, *, read_only: bool) -> Any:
    """Open one driver connection to an existing file, with every setting made and read back.

    The file is never made here: a missing or empty one is refused before, since the engine would call it empty and new.
    """
    mode = "ro" if read_only else "rw"
    connection = driver.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute(f"pragma key=\"x'{(seal.key + seal.salt).hex()}'\"")
        connection.execute("pragma cipher_log_level=NONE")
        prove_engine(connection)
        connection.execute("pragma application_id").fetchone()  # the first read: a wrong key shows itself here
        for name, value, expected in _PRAGMAS:
            connection.execute(f"pragma {name}={value}")
            row = connection.execute(f"pragma {name}").fetchone()
            if row is None or row[0] != expected:
                raise EngineError
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_read(path: Path, seal: Seal) -> Any:
    """Open a connection that can do nothing but read: for a file that may have come from anyone who has its password.

    Its scheme equals ours before the first row is read, so nothing in it should ever ask for more than that. The
    authorizer is the second lock on that door: no other file, no change, no function or pragma but those we use.
    """
    connection = connect(path, seal, read_only=True)
    connection.set_authorizer(_may_only_read)
    return connection


def _may_only_read(action: int, first: str | None, second: str | None, *_where: str | None) -> int:
    """Say to the engine whether it may do one thing: SQLITE_OK or SQLITE_DENY, as `sqlite3_set_authorizer` wants it."""
    may = (
        action in _READING
        or (action == driver.SQLITE_FUNCTION and second in _FUNCTIONS)
        or (action == driver.SQLITE_PRAGMA and first in _ASKING)
    )
    return int(driver.SQLITE_OK if may else driver.SQLITE_DENY)


def write_copy(connection: Any, target: Path, cancel: Callable[[], bool] | None = None) -> None:
    """Write everything that `connection` reads into the empty file at `target`, under the same key.

    Raises:
        StoppedError: If `cancel` said so.
        SaveFailedError, driver.Error: Only part of it may have been written.
    """
    try:
        with stoppable(connection, cancel) if cancel else nullcontext():
            connection.execute("vacuum into ?", (str(target),))
    except driver.OperationalError as error:
        if error.sqlite_errorcode == SQL_ERROR:  # this it says where the disk did not tell how long the file is
            raise SaveFailedError from error
        raise


@contextmanager
def stoppable(connection: Any, cancel: Callable[[], bool]) -> Iterator[None]:
    """Let long work on a connection end as soon as `cancel` says so.

    Raises:
        StoppedError: If it did.
    """
    connection.set_progress_handler(cancel, _STEPS_BETWEEN_QUESTIONS)
    try:
        yield
    except driver.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == _INTERRUPT:
            raise StoppedError from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


def engine_on(connection: Any) -> sa.Engine:
    """Wrap one driver connection as SQLAlchemy's engine, which never shows parameters in its errors."""
    engine = sa.create_engine(
        "sqlite://",
        module=driver,
        creator=lambda: connection,
        poolclass=StaticPool,
        pool_reset_on_return=None,  # it would close our one connection when a disk fails twice
        hide_parameters=True,
        json_serializer=lambda value: json.dumps(value, default=str),
    )

    @event.listens_for(engine, "begin")
    def _begin(opened: sa.Connection) -> None:
        # Taken at once, so that a step never finds half-way that somebody else is writing.
        opened.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def translated(seal: Seal | None = None, check: bytes | None = None, *, reading: bool = False) -> Iterator[None]:
    """Turn what the engine raises into a sentence a person can act on.

    Args:
        seal: Given where a file is opened: only then can a password be wrong.
        check: The two bytes kept from an earlier opening, to tell a wrong password from damage.
        reading: Nothing is to be saved in the block.
    """
    try:
        yield
    except DBAPIError as error:
        if error.orig is None or not isinstance(error.orig, driver.Error):
            raise
        raise _sentence_for(error.orig, seal, check, reading) from error
    except driver.Error as error:
        raise _sentence_for(error, seal, check, reading) from error
    except UnicodeDecodeError as error:  # the engine quotes a damaged scheme
        raise DamagedFileError from error
    except MemoryError as error:  # the engine says so, too, where the disk does not give a page of the index of words
        raise (ReadFailedError if reading else SaveFailedError) from error


@contextmanager
def on_disk() -> Iterator[None]:
    """Turn what the system raises while a file is written or put in its place into a sentence a person can act on."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFullError from error
        if getattr(error, "winerror", None) in HELD:
            raise HeldFileError from error
        raise (ReadOnlyFileError if error.errno in _NOT_ALLOWED else SaveFailedError) from error


@contextmanager
def reading_disk(name: str) -> Iterator[None]:
    """Turn what the system raises while the file `name` is looked for or read into a sentence a person can act on."""
    try:
        yield
    except FileNotFoundError as error:
        raise MissingFileError(name) from error
    except OSError as error:
        raise ReadFailedError from error


def _sentence_for(error: Exception, seal: Seal | None, check: bytes | None, reading: bool) -> CaseorgError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == _NOTADB:
        # The engine says the same of a wrong key and of a damaged first page; the check bytes tell them apart.
        return DamagedFileError() if seal is None or seal.matches(check) else WrongPasswordError()
    if code in (_BUSY, _LOCKED):
        return FileInUseError()
    sentences: dict[int, type[CaseorgError]] = {
        _FULL: DiskFullError,
        # Before it reads, the engine has to finish or undo a save that was cut off, and may not write.
        _READONLY: UnfinishedFileError if reading else ReadOnlyFileError,
        _CORRUPT: DamagedFileError,
        _IOERR: ReadFailedError if reading else SaveFailedError,
        _CANTOPEN: ReadFailedError if reading else SaveFailedError,
    }
    if code in sentences:
        return sentences[code]()
    if reading and code in _NOT_AS_OURS and not isinstance(error, driver.ProgrammingError):
        return DamagedFileError()
    if isinstance(error, driver.ProgrammingError):  # a disk that failed took the connection with it
        return ReadFailedError() if reading else SaveFailedError()
    raise error
