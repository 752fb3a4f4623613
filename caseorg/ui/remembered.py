"""What Caseorg remembers outside the case file: how the screen looks, where the window stood, which files were open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Self

from caseorg.base import paths
from caseorg.base.there import is_file
from caseorg.base.whole_file import alone_in, read_notes, remove_started, write_notes
from caseorg.ui.theme import Theme

_MOST_RECENT = 8


class Look(NamedTuple):
    """How the screen looks. Read before the first window, so it is plain and small."""

    text_size: int = 100
    theme: str = Theme.computer.value
    language: str = "en"
    easy_read: bool = False
    thick_ring: bool = False

    def but(self, **changes: object) -> Self:
        """Return this look with some of it changed."""
        return self._replace(**changes)


class KnownFile(NamedTuple):
    """A case file that was opened before."""

    path: Path
    without_password: bool = False
    """It opens with the empty password. Noted with the file's copies, too, but the first screen can't load that."""


class KnownKey(NamedTuple):
    """What a person chose about remembering the password of one file. The key itself is in the system's key store."""

    is_wanted: bool = True
    entry: str = ""
    """The salt, in hex, under which the key store has it now; empty where it has not."""
    asks: bool = False
    """The file was locked: until its password opened it again, the key does not count."""


class Remembered:
    """Small files in one folder. Losing one costs nothing but a choice made again."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or paths.settings_folder()

    def look(self) -> Look:
        """Return how the screen is to look."""
        kept = self._read("look.json")
        usual = Look()
        known = {name: kept[name] for name, value in usual._asdict().items() if type(kept.get(name)) is type(value)}
        if known.get("theme") not in list(Theme):
            known.pop("theme", None)
        return usual.but(**known)

    def keep_look(self, look: Look) -> None:
        """Keep how the screen looks."""
        self._try_to_write("look.json", look._asdict())

    def window(self) -> dict[str, str]:
        """Return what was kept of the window: its place, and the page in front."""
        kept = self._read("window.json").items()
        return {key: value for key, value in kept if isinstance(value, str) and value.isascii()}

    def keep_window(self, place: dict[str, str]) -> None:
        """Keep the window's place and the page in front."""
        self._try_to_write("window.json", dict(place))

    def case_files(self) -> list[KnownFile]:
        """Return the case files opened of late that are still there, the latest first; none where no list is kept."""
        return _known_files(self._read("recent.json"))

    def add_case_file(self, known: KnownFile) -> None:
        """Remember a case file as the one opened last; where the others can't be read, they stay as they are.

        Where a person wants no list, nothing is remembered.
        """
        with suppress(OSError), alone_in(self.folder):
            kept = read_notes(self.folder / "recent.json")
            if _is_list_kept(kept):
                self._write_list([known, *_known_files(kept)])

    def is_list_kept(self) -> bool:
        """Tell whether a list of the case files that were opened is kept, as it is until a person wants none."""
        return _is_list_kept(self._read("recent.json"))

    def keep_list(self, first: Sequence[KnownFile]) -> None:
        """Keep a list from now on, with these files before those that are in it.

        Raises:
            OSError: It can't be written down, or what is there can't be read; nothing was changed.
        """
        with alone_in(self.folder):
            self._write_list([*first, *_known_files(read_notes(self.folder / "recent.json"))])

    def forget_list(self) -> None:
        """Empty the list, and keep none from now on. When this returns, the disk has no path of a case file in it.

        The choice stands in the place of the list: one file, so no crash can keep the one and lose the other, and the
        first screen has no other file to read.

        Raises:
            OSError: It can't be written down; the list is as it was.
        """
        place = self.folder / "recent.json"
        with alone_in(self.folder):
            remove_started(place)
            write_notes(place, {"is_kept": False}, at_once=True)

    def key_of(self, path: Path) -> KnownKey | None:
        """Return what was chosen about remembering a file's password; None where nothing was."""
        kept = self._read("keys.json").get(str(path))
        if not isinstance(kept, dict):
            return None
        entry = kept.get("entry")
        # What can't be read asks for the password, which is the safe side.
        return KnownKey(kept.get("is_wanted") is True, _hex(entry), kept.get("asks") is not False)

    def keep_key(self, path: Path, known: KnownKey | None) -> None:
        """Keep what was chosen about remembering a file's password; None forgets that anything was.

        Raises:
            OSError: It can't be written down, or what was chosen for other files can't be read; nothing was changed.
        """
        place = self.folder / "keys.json"
        with alone_in(self.folder):
            kept = {name: value for name, value in read_notes(place).items() if name != str(path)}
            write_notes(place, kept if known is None else {**kept, str(path): known._asdict()})

    def _write_list(self, files: Sequence[KnownFile]) -> None:
        each_once: dict[Path, KnownFile] = {}
        for known in files:
            each_once.setdefault(known.path, known)
        listed = [{**known._asdict(), "path": str(known.path)} for known in each_once.values()][:_MOST_RECENT]
        write_notes(self.folder / "recent.json", {"case_files": listed})

    def _read(self, name: str) -> dict[str, object]:
        with suppress(OSError):
            return read_notes(self.folder / name)
        return {}

    def _try_to_write(self, name: str, kept: Mapping[str, object]) -> None:
        """Write what may as well be lost: a full disk keeps nobody from the file."""
        with suppress(OSError):
            write_notes(self.folder / name, kept)


def _is_list_kept(kept: Mapping[str, object]) -> bool:
    return kept.get("is_kept", True) is True  # what can't be understood was written by somebody who wanted none


def _known_files(kept: Mapping[str, object]) -> list[KnownFile]:
    listed = kept.get("case_files", []) if _is_list_kept(kept) else []
    found = [_known_file(each) for each in listed] if isinstance(listed, list) else []
    return [known for known in found if known is not None and is_file(known.path)]


def _known_file(kept: object) -> KnownFile | None:
    if not isinstance(kept, dict) or not isinstance(kept.get("path"), str):
        return None
    return KnownFile(Path(kept["path"]), kept.get("without_password") is True)


def _hex(kept: object) -> str:
    """Return bytes that are kept in hex; nothing where it is anything else."""
    is_hex = isinstance(kept, str) and set(kept) <= set("0123456789abcdef") and len(kept) % 2 == 0
    return str(kept) if is_hex else ""
