"""Seals a case file anew under another password: into a new file, checked, and only then in the old one's place."""

from __future__ import annotations

from pathlib import Path

from caseorg.domain.errors import DamagedFileError
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import connect, translated
from caseorg.store.new_file import new_file
from caseorg.store.schema import OWN_TABLES
from caseorg.store.seal import Seal


def seal_anew(source: CaseFile, seal: Seal, target: Path) -> None:
    """Write everything in `source` into a new file at `target` under another seal, and check it whole.

    The source is not changed; the caller removes or keeps it once the new file has been opened.

    Raises:
        FileExistsAlreadyError, DiskFullError, SaveFailedError: And nothing is left at `target`.
        DamagedFileError: If the new file does not hold exactly what the old one does.
    """
    with new_file(target) as started:
        write_anew(source, seal, started)


def write_anew(source: CaseFile, seal: Seal, target: Path) -> None:
    """Write everything in `source` into the empty file at `target` under another seal, and check it whole.

    Raises:
        CaseorgError: As `seal_anew`; what is at `target` is then of no use.
    """
    with source.lock, translated():
        _export(source, seal, target)
    _compare(source, seal, target)


def _export(source: CaseFile, seal: Seal, target: Path) -> None:
    driver = source.driver
    numbers = {name: driver.execute(f"pragma {name}").fetchone()[0] for name in ("application_id", "user_version")}
    driver.execute(f"attach database ? as anew key \"x'{(seal.key + seal.salt).hex()}'\"", (str(target),))
    try:
        driver.execute("pragma anew.journal_mode=TRUNCATE")
        driver.execute("pragma anew.synchronous=EXTRA")
        driver.execute("select sqlcipher_export('anew')").fetchall()
        for name, number in numbers.items():
            driver.execute(f"pragma anew.{name}={number}")
    finally:
        driver.execute("detach database anew")


def _compare(source: CaseFile, seal: Seal, target: Path) -> None:
    """Compare the two files row by row, and check every page of the new one."""
    with translated(seal, seal.check):
        anew = connect(target, seal, read_only=True)
        try:
            if anew.execute("pragma cipher_integrity_check").fetchone() is not None:
                raise DamagedFileError
            listing = f"select name, sql from sqlite_master where {OWN_TABLES} order by name"  # noqa: S608
            if anew.execute(listing).fetchall() != source.driver.execute(listing).fetchall():
                raise DamagedFileError
            tables = f"select name from sqlite_master where type = 'table' and {OWN_TABLES}"  # noqa: S608
            for (name,) in anew.execute(tables).fetchall():
                rows = f'select * from "{name}" order by rowid'  # noqa: S608 - names are ours
                for left, right in zip(anew.execute(rows), source.driver.execute(rows), strict=True):
                    if left != right:
                        raise DamagedFileError
        except ValueError as error:  # one table has more rows than the other
            raise DamagedFileError from error
        finally:
            anew.close()
