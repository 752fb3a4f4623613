"""“Remember on this computer”: what a person chose for each file, and having the system's key store follow it.

Only the password, or the recovery code, makes a kept key count again after a lock. So the lock says first that it does
not count, then the next process has the entry taken out, and it is put back once the password has opened the file.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from caseorg.domain.errors import CaseorgError, NoKeyStoreError
from caseorg.services import key_store
from caseorg.ui.remembered import KnownKey, Remembered

if TYPE_CHECKING:
    from caseorg.store.seal import Seal
    from caseorg.ui.background import Background


class KeptKey:
    """One for each run of the program; it knows the file that is open."""

    def __init__(self, remembered: Remembered, background: Callable[[], Background]) -> None:
        """Make it.

        Args:
            remembered: Where it is written down what was chosen. The key itself is never there.
            background: Gives where the key store is asked, since that may take as long as a person takes to answer.
        """
        self._remembered, self._background = remembered, background
        self._open: tuple[Path, Seal] | None = None
        self._job = 0
        self._ticked: Path | None = None
        self._is_busy = False
        self._waiting: dict[Path, bool] = {}
        """Of which files something changed while the key store was busy, and whether a person chose it just now."""
        self.has_store: bool | None = None
        """Whether the computer has a key store that we accept; None while nobody knows."""
        self.changed: Callable[[], object] = lambda: None
        """Called when there is something else to show."""
        self.failed: Callable[[CaseorgError], object] = lambda _error: None
        """Called when the key store did not do what a person just chose."""

    def look_for_store(self, found: Callable[[], object] = lambda: None) -> None:
        """Find out whether there is a key store; call `found` if there is."""

        def known(is_there: bool) -> None:
            self.has_store = is_there
            if is_there:
                found()
            self.changed()

        if self.has_store is None and key_store.may_be_there():
            self._background().run(key_store.is_there, then=known)
        elif self.has_store:
            found()

    def is_on(self, path: Path) -> bool:
        """Tell whether the password of the file at `path` is to be remembered."""
        known = self._remembered.key_of(path)
        return known is not None and known.is_wanted

    # While a file is locked

    def ask_for(self, path: Path, found: Callable[[Seal], object], *, after_lock: bool) -> None:
        """Ask the key store for the key of a locked file, and call `found` with its seal if it has one.

        Args:
            path: Where the file is.
            found: What to do with the seal.
            after_lock: The file was locked just now: its password is to be asked for, whatever is written down.
        """
        known = self._remembered.key_of(path)
        if known is None:
            return
        if after_lock and not known.asks:
            self._note(path, known := known._replace(asks=True))
        if known.asks or not known.is_wanted or not known.entry:
            self._settle(path, None)
            return

        def answered(seal: Seal | None) -> None:
            if seal is None:
                self._note(path, known._replace(entry=""))
            else:
                found(seal)

        salt = bytes.fromhex(known.entry)
        # Whatever goes wrong, the password is asked for and nothing more.
        self._job = self._background().run(lambda: key_store.read(salt), then=answered, failed=lambda _error: None)

    def stop_asking(self) -> None:
        """Wait no longer for the key store: the person opens the file, or another one."""
        self._background().drop(self._job)

    # While a file is open

    def opened(self, path: Path, seal: Seal, *, by_key: bool) -> None:
        """Note which file is open. After its password or its code, its key is kept again if that is wanted."""
        self._open = path, seal
        known = self._remembered.key_of(path)
        if known is not None and not by_key:
            self._note(path, known._replace(asks=False))
            self._settle(path, seal, chosen=self._ticked == path)

    def closed(self) -> None:
        """Note that no file is open any more, and that nobody shows anything."""
        self._open = None
        self.changed = lambda: None
        self.failed = lambda _error: None

    def sealed_anew(self) -> None:
        """Forget the key of the open file: it has another password now."""
        if self._open is not None:
            self.choose(self._open[0], on=False)
        self._open = None

    def choose_open(self, *, on: bool) -> None:
        """Remember the password of the open file from now on, or forget it."""
        if self._open is not None:
            self.choose(self._open[0], on=on)

    def is_open_on(self) -> bool:
        """Tell whether the password of the open file is remembered."""
        return self._open is not None and self.is_on(self._open[0])

    def choose(self, path: Path, *, on: bool) -> None:
        """Remember the password of a file from now on, or forget it at once; that of a locked one once it is open."""
        known = self._remembered.key_of(path)
        self._ticked = path if on else None
        if on or known is not None:
            is_locked = self._seal_of(path) is None
            self._note(path, (known or KnownKey(asks=is_locked))._replace(is_wanted=on))
            self._settle(path, self._seal_of(path), chosen=True)

    def lock(self, path: Path) -> None:
        """Have the password asked for at the next opening. If that can't be written down, the key goes at once."""
        known = self._remembered.key_of(path)
        if known is None:
            return
        try:
            self._remembered.keep_key(path, known._replace(asks=True))
        except OSError:
            with suppress(NoKeyStoreError, ValueError):
                key_store.forget(bytes.fromhex(known.entry))

    # What follows

    def _seal_of(self, path: Path) -> Seal | None:
        return self._open[1] if self._open is not None and self._open[0] == path else None

    def _note(self, path: Path, known: KnownKey) -> None:
        # A full disk must not keep anybody from the file; what was chosen is then asked again.
        with suppress(OSError):
            self._remembered.keep_key(path, known if known.is_wanted or known.entry else None)
        self.changed()

    def _settle(self, path: Path, seal: Seal | None, *, chosen: bool = False) -> None:
        """Have the key store hold what is wanted, and nothing else."""
        if self._is_busy:
            self._waiting[path] = chosen or self._waiting.get(path, False)
            return
        known = self._remembered.key_of(path)
        if known is None:
            return
        self._is_busy = True

        def done(entry: str) -> None:
            now = self._remembered.key_of(path)
            if now is not None:
                self._note(path, now._replace(entry=entry))
            over()

        def failed(error: BaseException) -> None:
            now = self._remembered.key_of(path)
            if chosen and now is not None and now.is_wanted and isinstance(error, CaseorgError):
                self._note(path, now._replace(is_wanted=False))
                self.failed(error)
            over()

        def over() -> None:
            self._is_busy = False
            while self._waiting and not self._is_busy:
                other = next(iter(self._waiting))
                self._settle(other, self._seal_of(other), chosen=self._waiting.pop(other))

        def begin(entry: str) -> None:
            now = self._remembered.key_of(path) or known
            self._remembered.keep_key(path, now._replace(entry=entry))

        self._background().run(lambda: _follow(known, seal, begin), then=done, failed=failed)


def _follow(known: KnownKey, seal: Seal | None, begin: Callable[[str], object]) -> str:
    """Take out an entry that is not to count, put in the one that is; return under which salt the key is kept now.

    Args:
        known: What is chosen.
        seal: That of the open file.
        begin: Writes down under which salt a key is about to be put in. The program may end before the key store has
            answered, as by a lock, and what nobody knows of is never taken out again.

    Raises:
        NoKeyStoreError: The key store refused, or it can't be written down; then nothing was put in.
    """
    entry = known.entry
    counts = known.is_wanted and not known.asks
    if entry and not (counts and (seal is None or entry == seal.salt.hex())):
        key_store.forget(bytes.fromhex(entry))
        entry = ""
    if counts and seal is not None and not entry:
        try:
            begin(seal.salt.hex())
        except OSError:
            raise NoKeyStoreError from None
        key_store.keep(seal)
        entry = seal.salt.hex()
    return entry
