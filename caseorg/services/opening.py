"""Makes, opens and seals case files for the first screens and the File menu. All of it belongs on a worker."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from caseorg.base import clock, paths
from caseorg.domain.errors import CaseorgError
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import SUFFIX, CaseFile, read_salt
from caseorg.store.recovery_code import code_of, secret_of
from caseorg.store.reseal import seal_anew
from caseorg.store.seal import Seal, new_salt, seal_with

Today = Callable[[], date]


def warm_up() -> None:
    """Load what opening a file needs besides this module: the key derivation and the cipher's key schedule."""
    import argon2.low_level
    import cryptography.hazmat.primitives.kdf.hkdf

    del argon2, cryptography


def start_draft(today: Today = clock.today, folder: Path | None = None) -> Workspace:
    """Make a case file in the private folder for somebody who has not chosen a place or a password yet.

    It has the empty password: it opens anywhere, and is still checked page by page.

    Raises:
        DiskFullError, SaveFailedError, ReadOnlyFileError: If there is no place for it.
    """
    place = free_name(folder or paths.data_folder(), "Draft")
    return Workspace(CaseFile.create(place, seal_with("", new_salt())), today)


def open_with_password(
    path: Path,
    password: str,
    *,
    check: bytes | None = None,
    look_only: bool = False,
    take_over: bool = False,
    today: Today = clock.today,
) -> Workspace:
    """Open the case file at `path` with a password; the empty one opens what has none.

    Args:
        path: Where the file is.
        password: As typed.
        check: The two bytes kept from an earlier opening, to tell a wrong password from damage.
        look_only: Open for reading only.
        take_over: Open although another computer left its note; only if the person said so.
        today: What tells the day.

    Raises:
        CaseorgError: As `CaseFile.open`.
    """
    seal = seal_with(password, read_salt(path))
    opened = CaseFile.open(path, seal, check=check, look_only=look_only, take_over=take_over)
    return _tidied(Workspace(opened, today))


def open_with_code(path: Path, code: str, today: Today = clock.today) -> Workspace:
    """Open the case file at `path` with the code of its recovery sheet.

    Raises:
        RecoveryCodeError: If the code has a slip in it.
        CaseorgError: As `CaseFile.open`.
    """
    return _tidied(Workspace(CaseFile.open(path, Seal(read_salt(path), secret_of(code))), today))


def _tidied(workspace: Workspace) -> Workspace:
    """Delete for good what was removed more than 30 days ago. What can't be deleted now goes at another opening."""
    from caseorg.services.removal import empty_removed

    if not workspace.case_file.is_read_only:
        with suppress(CaseorgError):
            empty_removed(workspace)
    return workspace


def keep_private(workspace: Workspace, password: str, target: Path) -> None:
    """Seal an open case file anew under a password, at `target`, and go on there; the old file is then removed.

    The new file is compared with the old one row by row, and opened, before the old one goes. Nothing can be saved
    meanwhile, so nothing can be lost between the two.

    Raises:
        FileExistsAlreadyError, DiskFullError, SaveFailedError: The old file is still open and unchanged.
    """
    seal = seal_with(password, new_salt())
    old = workspace.case_file
    with old.lock:
        seal_anew(old, seal, target)
        workspace.continue_in(CaseFile.open(target, seal))
        old.close()
    old.path.unlink(missing_ok=True)


def recovery_code(workspace: Workspace) -> str:
    """Return the code that opens this file without its password: seven groups of four characters."""
    return code_of(workspace.case_file.seal.secret)


def free_name(folder: Path, name: str) -> Path:
    """Return a path in `folder` for a case file called `name` that no file has yet."""
    number = 1
    while (found := folder / (f"{name}{SUFFIX}" if number == 1 else f"{name} {number}{SUFFIX}")).exists():
        number += 1
    return found
