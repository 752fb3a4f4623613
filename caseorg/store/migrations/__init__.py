"""Brings an older case file up to the present schema, after a checked copy. Imported only when a file is older."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from caseorg.base import clock
from caseorg.domain.errors import DamagedFileError, ReadFailedError, SaveFailedError
from caseorg.store.engine import SQL_ERROR, connect, engine_on, translated, write_copy
from caseorg.store.new_file import free_beside, new_file
from caseorg.store.schema import SCHEMA_NUMBER, own_mark, schema_mark, statements_in
from caseorg.store.seal import Seal


def upgrade(path: Path, seal: Seal, connection: Any) -> Path:
    """Bring the open file to the present schema in one transaction; return the copy that was made and checked before.

    Raises:
        DamagedFileError: If the file is not whole, or did not become what this program makes.
        DiskFullError, SaveFailedError: If the disk did not take it.
        ReadFailedError: If the disk did not give back what the program brings along for this. The file is as it was in
            every case.
    """
    with translated():
        kept = _checked_copy(path, seal, connection)
        connection.execute("pragma foreign_keys=OFF")  # tables are made anew under other names; checked again below
        try:
            with engine_on(connection).begin() as opened:
                command.upgrade(_config(opened), f"{SCHEMA_NUMBER:04d}")
                connection.execute(f"pragma user_version={SCHEMA_NUMBER}")
                is_whole = connection.execute("pragma foreign_key_check").fetchone() is None
                if not is_whole or schema_mark(statements_in(connection)) != own_mark():
                    raise DamagedFileError
        except sa.exc.OperationalError as error:
            if error.orig is not None and getattr(error.orig, "sqlite_errorcode", 0) == SQL_ERROR:
                raise DamagedFileError from error  # its tables are not those of its number
            raise
        except (OSError, CommandError) as error:
            raise ReadFailedError from error  # the revisions are files of the program, read only now
        finally:
            connection.execute("pragma foreign_keys=ON")
    return kept


def _config(opened: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = opened
    return config


def _checked_copy(path: Path, seal: Seal, connection: Any) -> Path:
    number = connection.execute("pragma user_version").fetchone()[0]
    target = free_beside(path, f"before update {number}", clock.today())  # one made before an attempt that failed stays
    with new_file(target) as started:
        write_copy(connection, started)
        copy = connect(started, seal, read_only=True)
        try:
            if copy.execute("pragma cipher_integrity_check").fetchone() is not None:
                raise SaveFailedError  # all of the file was read to write it, so it is the disk
            if copy.execute("pragma integrity_check(1)").fetchone()[0] != "ok":
                raise DamagedFileError
        finally:
            copy.close()
    return target
