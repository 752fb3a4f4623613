"""Brings an older case file up to the present schema, after a checked copy. Imported only when a file is older."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config

from caseorg.base import clock
from caseorg.store.engine import connect, engine_on
from caseorg.store.schema import SCHEMA_NUMBER
from caseorg.store.seal import Seal


def upgrade(path: Path, seal: Seal, connection: Any) -> Path:
    """Bring the open file to the present schema in one transaction; return the copy that was made and checked before.

    Raises:
        Whatever the engine raises: the file is then as it was, and the copy is there too.
    """
    number = connection.execute("pragma user_version").fetchone()[0]
    kept = _checked_copy(path, seal, connection, number)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = engine_on(connection)
    connection.execute("pragma foreign_keys=OFF")  # tables are made anew under other names; checked again below
    try:
        with engine.begin() as opened:
            config.attributes["connection"] = opened
            command.upgrade(config, f"{SCHEMA_NUMBER:04d}")
            opened.exec_driver_sql(f"pragma user_version={SCHEMA_NUMBER}")
            if opened.exec_driver_sql("pragma foreign_key_check").fetchone() is not None:
                raise RuntimeError("a migration left a row without its parent")
    finally:
        connection.execute("pragma foreign_keys=ON")
    return kept


def _checked_copy(path: Path, seal: Seal, connection: Any, number: int) -> Path:
    day = clock.today().isoformat()
    target = path.with_name(f"{path.stem} before update {number} {day}{path.suffix}")
    target.unlink(missing_ok=True)
    connection.execute("vacuum into ?", (str(target),))
    target.chmod(0o600)
    copy = connect(target, seal, read_only=True)
    try:
        if copy.execute("pragma cipher_integrity_check").fetchone() is not None:
            raise RuntimeError("the copy made before an update is damaged")
        if copy.execute("pragma integrity_check").fetchone()[0] != "ok":
            raise RuntimeError("the copy made before an update is not whole")
    finally:
        copy.close()
    return target
