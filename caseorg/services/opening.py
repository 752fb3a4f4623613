"""Makes, opens and seals case files for the first screens and the File menu. All of it belongs on a worker."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

from caseorg.base import clock, paths
from caseorg.base.language import _
from caseorg.base.patience import remove
from caseorg.domain.errors import (
    CaseorgError,
    CutOffFileError,
    DamagedFileError,
    NewerFileError,
    NotACaseFileError,
    ReadOnlyFileError,
    WrongPasswordError,
)
from caseorg.services import daily_copies
from caseorg.services.restoring import BEFORE_PASSWORD
from caseorg.services.share_options import opens_to_look_only
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import SUFFIX, CaseFile, read_salt
from caseorg.store.engine import on_disk
from caseorg.store.new_file import free_beside, replacement, take_back
from caseorg.store.recovery_code import code_of, secret_of
from caseorg.store.reseal import Cancel, Progress, seal_anew, write_anew
from caseorg.store.seal import Seal, new_salt, seal_with

_DRAFT = "Draft"
"""What a case file is called until its place is chosen."""

Today = Callable[[], date]


class FileClosedError(CaseorgError):
    """The disk failed while a new password was being set, and did not give the file back: it is not open any more."""

    def __init__(self, kept_as: Path) -> None:
        super().__init__(
            _("The disk failed while the password was being changed, so your file is closed. What you saved is in it.")
        )
        self.advice = _(
            "Open it with the password you had. If that doesn't open it, use the new one. "
            "If there is no password, leave the field empty."
        )
        self.kept_as = kept_as
        """Where the file as it was before may lie, if the new one has taken its place."""


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
    place = free_name(folder or private_folder(), _DRAFT)
    return Workspace(CaseFile.create(place, seal_with("", new_salt())), today)


def private_folder() -> Path:
    """Return the private folder for case files, which is made if it is not there yet.

    Raises:
        DiskFullError, SaveFailedError, ReadOnlyFileError: It can't be made.
    """
    with on_disk():
        return paths.data_folder()


def is_draft(path: Path) -> bool:
    """Tell whether a case file still lies where it was begun, since nobody chose a place or a password for it."""
    return path.parent == paths.data_place() and path.stem.partition(" ")[0] == _DRAFT


def open_with_password(
    path: Path,
    password: str,
    *,
    check: bytes | None = None,
    salt: bytes | None = None,
    look_only: bool = False,
    take_over: bool = False,
    today: Today = clock.today,
) -> Workspace:
    """Open the case file at `path` with a password; the empty one opens what has none.

    Args:
        path: Where the file is.
        password: As typed.
        check: The two bytes kept from an earlier opening, to tell a wrong password from damage.
        salt: The head of the file as it was at an earlier opening: with it, a damaged head opens.
        look_only: Open for reading only.
        take_over: Open although another computer left its note; only if the person said so.
        today: What tells the day.

    Raises:
        CaseorgError: As `CaseFile.open`.
    """

    def opened(seal: Seal, check: bytes | None) -> Workspace:
        file = CaseFile.open(path, seal, check=check, look_only=look_only, take_over=take_over)
        return _tidied(_as_shared(Workspace(file, today), today))

    head = _head_of(path, salt)
    try:
        return opened(seal_with(password, head), check)
    except (WrongPasswordError, DamagedFileError):
        if salt in (None, head):
            raise
        # The salt itself may be what is damaged; only the one that was kept shows the check to be right.
        kept = seal_with(password, salt or b"")
        if not kept.matches(check):
            raise
        # Where that does not open it either, it was given another password elsewhere, and is not damaged.
        return opened(kept, None)


def _head_of(path: Path, kept: bytes | None) -> bytes:
    try:
        return read_salt(path)
    except (NotACaseFileError, NewerFileError, CutOffFileError):
        if kept is None:
            raise
        return kept


def open_with_code(
    path: Path,
    code: str,
    today: Today = clock.today,
    *,
    check: bytes | None = None,
    salt: bytes | None = None,
    look_only: bool = False,
    take_over: bool = False,
) -> Workspace:
    """Open the case file at `path` with the code of its recovery sheet.

    Args:
        path: Where the file is.
        code: As typed.
        today: What tells the day.
        check: The two bytes kept from an earlier opening.
        salt: The head of the file as it was at an earlier opening: with it, a damaged head opens.
        look_only: Open for reading only.
        take_over: Open although another computer left its note; only if the person said so.

    Raises:
        RecoveryCodeError: If the code has a slip in it.
        CaseorgError: As `CaseFile.open`.
    """
    kept = Seal(salt or b"", secret_of(code))
    # Only the salt that was kept shows the check to be right, where the one in the file is what is damaged.
    seal = kept if salt and kept.matches(check) else Seal(read_salt(path), kept.secret)
    if salt not in (None, _head_of(path, salt)):
        check = None  # as with a password: it may have been given another one elsewhere
    file = CaseFile.open(path, seal, check=check, look_only=look_only, take_over=take_over)
    return _tidied(_as_shared(Workspace(file, today), today))


def open_with_key(
    path: Path,
    seal: Seal,
    *,
    check: bytes | None = None,
    look_only: bool = False,
    take_over: bool = False,
    today: Today = clock.today,
) -> Workspace:
    """Open the case file at `path` with the seal that the system's key store kept; how, as `open_with_password` says.

    Raises:
        WrongPasswordError: If it is the seal of another file, or of the time before a new password.
        CaseorgError: As `CaseFile.open`.
    """
    if read_salt(path) != seal.salt:
        raise WrongPasswordError
    file = CaseFile.open(path, seal, check=check, look_only=look_only, take_over=take_over)
    return _tidied(_as_shared(Workspace(file, today), today))


def _as_shared(workspace: Workspace, today: Today) -> Workspace:
    """Open a share that is to be looked at, and not changed, once more for reading only."""
    file = workspace.case_file
    if file.is_read_only or not opens_to_look_only(workspace):
        return workspace
    workspace.close()
    return Workspace(CaseFile.open(file.path, file.seal, look_only=True), today)


def _tidied(workspace: Workspace) -> Workspace:
    """Delete for good what was removed more than 30 days ago. What can't be deleted now goes at another opening."""
    from caseorg.services.removal import empty_removed

    if not workspace.case_file.is_read_only:
        with suppress(CaseorgError):
            empty_removed(workspace)
    return workspace


def change_password(
    workspace: Workspace,
    password: str,
    today: date,
    *,
    progress: Progress = lambda _done, _size: None,
    cancel: Cancel = lambda: False,
) -> Path:
    """Seal the open file anew under another password, in its place, and go on there; return what was there before.

    The new file is compared with the old one row by row before it takes its place. The old one is kept beside it until
    the new password has opened the new file once more. Older copies still open with the old password. Whoever wants to
    save meanwhile waits.

    Args:
        workspace: The open file.
        password: The new one.
        today: The day in the name of the old file.
        progress: Called with how many bytes were gone over, and about how many there are to go over.
        cancel: Asked at least for each mebibyte; True stops.

    Raises:
        StoppedError: `cancel` said so. The file is still open under the old password, unchanged.
        DiskFullError, SaveFailedError, ReadOnlyFileError: The file is still open under the old password, unchanged.
        FileClosedError: The disk failed again when the old file was to come back. The workspace is closed; at the next
            opening there is the old file or the new one, whole.
    """
    return change_seal(workspace, seal_with(password, new_salt()), today, progress=progress, cancel=cancel)


def change_seal(
    workspace: Workspace,
    seal: Seal,
    today: date,
    *,
    progress: Progress = lambda _done, _size: None,
    cancel: Cancel = lambda: False,
) -> Path:
    """Do what `change_password` does, with a seal that is ready."""
    old = workspace.case_file
    if old.is_read_only:
        raise ReadOnlyFileError
    with old.lock:
        old.saves_begun += 1  # whoever reads in the background makes way: a file under another seal looks damaged
        kept_as, is_closed = free_beside(old.path, BEFORE_PASSWORD, today), False
        try:
            with replacement(old.path, kept_as) as started:
                write_anew(old, seal, started, progress=progress, cancel=cancel)
                is_closed = True
                old.driver.close()  # some systems let nobody move a file that is open
            workspace.continue_in(old.reopened(seal))
        except BaseException:
            _go_back(workspace, kept_as, is_closed=is_closed)
            raise
    return kept_as


def _go_back(workspace: Workspace, kept_as: Path, *, is_closed: bool) -> None:
    """Go on in the file as it was before a new password that could not be set.

    Raises:
        FileClosedError: The disk fails again. Without a connection nothing could be read or saved any more.
    """
    old = workspace.case_file
    try:
        if is_closed:
            take_back(old.path, kept_as)
        workspace.continue_in(old.reopened(old.seal))
    except CaseorgError as error:
        if is_closed:
            workspace.close()
            raise FileClosedError(kept_as) from error


def is_password(workspace: Workspace, password: str) -> bool:
    """Tell whether this is the password of the open file. Takes as long as opening it."""
    seal = workspace.case_file.seal
    return hmac.compare_digest(seal_with(password, seal.salt).secret, seal.secret)


def keep_private(workspace: Workspace, password: str, target: Path) -> tuple[Path, ...]:
    """Seal an open case file anew under a password, at `target`, and go on there; the old file is then removed.

    The new file is compared with the old one row by row, and opened, before the old one goes. Nothing can be saved
    meanwhile, so nothing can be lost between the two.

    Returns:
        What opens under the old password and is still there, because the disk did not remove it.

    Raises:
        FileExistsAlreadyError, DiskFullError, SaveFailedError: The old file is still open and unchanged, and there is
            no new one.
        ReadFailedError, DamagedFileError: The same.
    """
    return keep_sealed(workspace, seal_with(password, new_salt()), target)


def keep_sealed(workspace: Workspace, seal: Seal, target: Path) -> tuple[Path, ...]:
    """Do what `keep_private` does, with a seal that is ready."""
    old = workspace.case_file
    with old.lock:
        file_id = old.file_id()
        seal_anew(old, seal, target)
        try:
            anew = CaseFile.open(target, seal)
        except BaseException:
            with suppress(OSError):
                remove(target)
            raise
        workspace.continue_in(anew)
        old.close()
    # Copies of the draft open without a password. Leaving them would leave the file open.
    left = daily_copies.remove_all(old.path, file_id, old.seal.salt).left
    try:
        remove(old.path)
    except OSError:
        return (old.path, *left)
    return left


def recovery_code(workspace: Workspace) -> str:
    """Return the code that opens this file without its password: seven groups of four characters."""
    return code_of(workspace.case_file.seal.secret)


def free_name(folder: Path, name: str) -> Path:
    """Return a path in `folder` for a case file called `name` that no file has yet.

    Raises:
        SaveFailedError, ReadOnlyFileError: If the disk does not say, or takes no name of that length.
    """
    number = 1
    with on_disk():
        while (found := folder / (f"{name}{SUFFIX}" if number == 1 else f"{name} {number}{SUFFIX}")).exists():
            number += 1
    return found
