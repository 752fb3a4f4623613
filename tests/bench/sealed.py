"""The big case file beside the same in plain SQLite: what sealing costs where one opens, lists, searches and saves.

Both are read and written by the same engine with the same settings and by the same functions of the program, so the
ratio is what sealing the pages adds. Deriving the key from a password is measured elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any

from caseorg.domain.note import Note
from caseorg.services.search import Search
from caseorg.services.workspace import Workspace
from caseorg.store import schema
from caseorg.store.case_file import CaseFile
from caseorg.store.engine import _PRAGMAS, connect, driver
from caseorg.store.store import Store
from tests.bench.big_file import CASES, make_big_file
from tests.bench.measuring import Line, line_of, side_by_side, timed

_ROUNDS = 21
_SAVES = 81
_WORD = "biopsy"


def benchmarks(folder: Path) -> Iterator[Line]:
    """Make the big file and its plain copy, and read both."""
    workspace = make_big_file(folder / "sealed.caseorg")
    yield from measure(workspace, folder)
    workspace.close()


def measure(workspace: Workspace, folder: Path) -> Iterator[Line]:
    """Read an open file and a plain copy of it."""
    sealed, plain = workspace.case_file, _Plain(_plain_copy(workspace, folder / "plain.db"))
    for what, work in (("open", _open), ("list", _list), ("search", _search)):
        yield side_by_side(
            f"{what}, sealed beside plain, big case file", partial(work, sealed), partial(work, plain), 1.3,
            rounds=_ROUNDS,
        )  # fmt: skip
    plain.driver.close()
    yield _save(workspace, folder / "plain.db")


class _Plain:
    """What stands for an open case file: the same reading over a file that is not sealed."""

    def __init__(self, path: Path) -> None:
        self._path, self.lock = path, RLock()
        self.driver = _connect_plain(path)

    @contextmanager
    def fresh_connection(self) -> Iterator[Any]:
        """Open a connection that has read nothing yet."""
        connection = _connect_plain(self._path)
        try:
            yield connection
        finally:
            connection.close()


def _open(file: Any) -> None:
    """Do what is done when a file opens: set everything, look at the schema, and ask which file it is."""
    with file.fresh_connection() as connection:
        assert schema.schema_mark(schema.statements_in(connection)) == schema.own_mark()
        assert connection.execute("select file_id from case_file").fetchone()


def _list(file: Any) -> None:
    """Read the list of all cases as the window does, over the connection that is open all the time."""
    assert len(Store(file).case_lines()) == CASES


def _search(file: Any) -> None:
    """Search as the page does while a word is typed: over a connection that has read nothing yet, and then stays."""

    class Unedited:
        """What the search asks first: no record was edited since the index took it over."""

        def follow_edits(self) -> bool:
            return False

    class Opened:
        case_file, store = file, Unedited()

    search = Search(Opened())  # type: ignore[arg-type]
    for end in range(2, len(_WORD) + 1):
        assert search.find(_WORD[:end], None, ranked=False)
    assert search.find(_WORD, None, ranked=True)
    search.close()


def _save(workspace: Workspace, plain: Path) -> Line:
    """Save a few words as a step, here and there, by the clock: most of it is waiting for the disk."""
    both = (workspace, Workspace(_plain_file(workspace, plain), today=workspace.today))
    note = Note(case_id=workspace.case_lines()[0].case_id, title="Called back")
    for each in both:
        each.save(note, "Add note")
    pairs = []
    for number in range(_SAVES):
        edited = note.revised(text=f"They called {number} times.")
        sealed_first = number % 2 == 0
        times = [timed(partial(each.save, edited, "Edit note")) for each in (both if sealed_first else both[::-1])]
        pairs.append((times[0], times[1]) if sealed_first else (times[1], times[0]))
    both[1].close()
    return line_of("save, sealed beside plain, big case file", pairs[1:], 1.5)


def _plain_file(workspace: Workspace, path: Path) -> CaseFile:
    """Open the plain file for writing, as if it were a case file."""
    opened = CaseFile(path, workspace.case_file.seal, _connect_plain(path, "rw"), None)
    opened.is_read_only = False
    return opened


def _connect_plain(path: Path, mode: str = "ro") -> Any:
    connection = driver.connect(f"{path.as_uri()}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("pragma application_id").fetchone()
    for name, value, _expected in _PRAGMAS:
        connection.execute(f"pragma {name}={value}")
        connection.execute(f"pragma {name}").fetchone()
    return connection


def _plain_copy(workspace: Workspace, target: Path) -> Path:
    """Write everything in the file into plain SQLite, in the temporary folder of the benchmark."""
    connection = connect(workspace.case_file.path, workspace.case_file.seal, read_only=False)
    connection.execute("attach ? as plain key ''", (str(target),))
    connection.execute("select sqlcipher_export('plain')").fetchall()
    connection.execute("detach plain")
    connection.close()
    return target
