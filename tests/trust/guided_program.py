"""Lets atheris look for inputs of one reader that go where none went before. tests/trust/guided.py calls it.

The functions of the worker run in this very process, since only here can it be seen which lines an input reaches. What
they open is refused as in the worker; their answer goes over a pipe of the same making, and what reads it is the
program's own. The last byte of an input is no part of the file: it says which of the reader's ways in is taken.
"""

from __future__ import annotations

import codecs
import hashlib
import os
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.trust.seeds import Reader
    from tests.trust.ways_in import Bench, WatchedWorker

INSTRUMENTED = (
    "caseorg", "pydicom", "icalendar", "dateutil", "striprtf", "pycdlib", "email", "zipfile", "csv", "html", "json",
    "tomllib", "quopri",
)  # fmt: skip
"""Ours, and what is written in Python beneath it. Nothing can be seen inside of C."""
_NOT_WORTH_IT = ("pydicom._dicom_dict", "pydicom._uid_dict", "pydicom._private_dict")

SLOW = 10.0
"""Seconds of the processor, after which an input is a finding; a worker ends at 30."""

_LONGEST_WORD = 64
_WAYS = 24
"""So many numbers go through every way in of any reader."""
_FIRST = 60
"""Inputs that are given while what is loaded can still be instrumented."""


class Confinement:
    """Refuses what a worker may not open while one of its functions runs, and notes what was tried."""

    def __init__(self) -> None:
        from caseorg.documents import limits

        self._limits = limits
        self._is_within = False
        self.tried: list[str] = []
        # Python looks for a module or an alphabet it has not loaded; what a file names lies elsewhere.
        self._own = tuple(str(Path(place).resolve()) for place in (*sys.path, sys.prefix) if place)
        sys.addaudithook(self._refuse)

    @contextmanager
    def within(self) -> Iterator[None]:
        """Refuse what a worker may not do, as long as this lasts."""
        self._is_within = True
        try:
            yield
        finally:
            self._is_within = False

    def _refuse(self, event: str, arguments: tuple[object, ...]) -> None:
        # The parts of `limits` are its own, but a second list of them would soon be another one.
        limits = self._limits
        if self._is_within and (event in limits._REFUSED or event.startswith(limits._REFUSED_FAMILIES)):
            if not str(arguments[0] if arguments else "").startswith(self._own):
                self.tried.append(f"{event} {arguments!r}")
            raise PermissionError(f"{event} is closed here")


def worker_here(kind: Any, confined: Confinement) -> WatchedWorker:
    """Return a worker that does in this process what its child would do."""
    from caseorg.documents import serving, wire
    from caseorg.documents.worker import MODULES
    from caseorg.domain.errors import DamagedDocumentError
    from tests.trust.ways_in import WatchedWorker

    child = import_module(f"caseorg.documents.{MODULES[kind]}")
    child._warm_up()

    class Here(WatchedWorker):
        def ask(
            self,
            task: str,
            data: bytes,
            facts: Mapping[str, Any] | None = None,
            *,
            ranges: Any = None,
            name: str = "",
            **_more: Any,
        ) -> wire.Message:
            pipe = BytesIO()
            wire.send(pipe, wire.Message({"task": task, "facts": dict(facts or {})}))
            pipe.seek(0)
            head, _none = wire.receive(pipe)
            with confined.within():
                told = serving._answer(head, data if ranges is None else ranges, child.TASKS)
            if told.head.get("ends"):
                raise MemoryError("more than a worker may have")
            pipe = BytesIO()
            wire.send(pipe, told)
            pipe.seek(0)
            answer = wire.receive(pipe)
            refusal = answer.head.get("refused")
            if refusal is not None:
                raise wire.REFUSALS.get(str(refusal), DamagedDocumentError)(name)
            return answer

    return Here(kind)


class Trial:
    """Gives inputs to one reader, and keeps those that did what none may do: one for each place where it happened."""

    def __init__(self, reader: Reader, bench: Bench, confined: Confinement, findings: Path) -> None:
        from pydantic import ValidationError

        from caseorg.domain import errors

        self._reader, self._bench, self._confined, self._findings = reader, bench, confined, findings
        self._errors, self._misshapen = errors, ValidationError

    def give(self, data: bytes) -> None:
        """Give it one input."""
        began = time.process_time()
        try:
            self._reader.way(self._bench, data[:-1], self._reader.file_name, data[-1] if data else 0)
        except self._errors.CaseorgError as error:
            if isinstance(error, self._errors.DamagedDocumentError) and isinstance(error.__cause__, self._misshapen):
                self._keep(f"no answer {error.__cause__.title}", data, traceback.format_exc())
        except BaseException as error:  # whatever comes out is what is looked for
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} {Path(frame.filename).name} {frame.lineno}"
            self._keep(place, data, traceback.format_exc())
        seconds = time.process_time() - began
        if seconds > SLOW:
            self._keep("slow", data, f"{seconds:.1f} seconds of the processor")
        for tried in self._confined.tried:
            self._keep(f"opened {tried.partition(' ')[0]}", data, tried)
        self._confined.tried.clear()

    def _keep(self, place: str, data: bytes, words: str) -> None:
        self._findings.mkdir(parents=True, exist_ok=True)
        stem = self._findings / f"{self._reader.name} {place}".replace(" ", "-")
        if not Path(f"{stem}.bin").exists():
            Path(f"{stem}.bin").write_bytes(data)
            Path(f"{stem}.txt").write_text(words, encoding="utf-8", errors="backslashreplace")


def sow(reader: Reader, corpus: Path) -> None:
    """Put the seeds of a reader where atheris looks for them, unless an earlier run did: few by each way in."""
    if any(corpus.iterdir()):
        return
    seeds = reader.seeds()
    for first, seed in enumerate(seeds):
        for number in range(_WAYS) if len(seeds) < _WAYS else (first % _WAYS,):
            data = seed + bytes([number])
            (corpus / hashlib.sha1(data, usedforsecurity=False).hexdigest()).write_bytes(data)


def write_words(path: Path) -> None:
    """Write the words that plain mutants put in, as atheris reads them: it tries them, too."""
    from tests.trust.mutants import ODD_WORDS

    words = (word for word in ODD_WORDS if 0 < len(word) <= _LONGEST_WORD)
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in words)
    path.write_text("".join(lines), encoding="ascii")


def instrumented() -> Any:
    """Return what sees to it that whatever is loaded meanwhile says which way it goes."""
    import atheris  # only in an environment of its own: .ci/guided-fuzz

    return atheris.instrument_imports(include=INSTRUMENTED, exclude=_NOT_WORTH_IT)


class Program:
    """The program, loaded once: each look into a reader is a process that comes from here, and finds it ready."""

    def __init__(self) -> None:
        with redirect_stderr(StringIO()), instrumented():  # it names each file
            from caseorg.documents import serving
            from tests.trust import seeds

            for each in serving._CODECS:
                codecs.lookup(each)
            self._readers = {each.name: each for each in seeds.READERS}
            self._confined = Confinement()
            self._workers = {kind: worker_here(kind, self._confined) for kind in ("pages", "data", "scans")}

    def look(self, name: str, corpus: Path, findings: Path, options: Sequence[str]) -> None:
        """Look for inputs of a reader until the time is over; atheris ends the process."""
        import atheris

        from caseorg.documents import limits
        from tests.trust.ways_in import Bench

        work = Path(tempfile.mkdtemp())
        reader = self._readers[name]
        trial = Trial(reader, Bench(work, **self._workers), self._confined, findings)
        with redirect_stderr(StringIO()), instrumented():
            sow(reader, corpus)
            # Much is loaded when it is first needed, and only what is loaded in here can be looked into.
            for path in sorted(corpus.iterdir())[:_FIRST]:
                trial.give(path.read_bytes())
        write_words(work / "words")
        used = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + limits.MEMORY_BYTES, resource.RLIM_INFINITY))
        with Path(os.devnull).open("w", encoding="utf-8") as nobody:
            # What libraries print of broken files nobody reads in the worker, either. Atheris does not ask Python.
            sys.stderr = sys.stdout = nobody
            atheris.Setup([sys.argv[0], str(corpus), f"-dict={work / 'words'}", *options], trial.give)
            atheris.Fuzz()
