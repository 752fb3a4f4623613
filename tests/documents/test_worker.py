"""The process in which foreign bytes are read: what it may not do, and what happens when it ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from caseorg.documents.disc import DiscSource, disc_of
from caseorg.documents.inspect import inspect
from caseorg.documents.kinds import FileKind
from caseorg.documents.prepare import draw_page, prepare
from caseorg.documents.worker import Worker, end_all
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, HugeDocumentError, StoppedError
from tests.documents import made

ROOT = Path(__file__).resolve().parents[2]
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")

SHORT = made.saved(made.a_pdf("Short"))

_SHORT_TIME_S = 2.0  # to start a child and make a page, on a computer that has much else to do, too


@pytest.fixture(scope="module")
def long_work() -> bytes:
    """A paper that keeps a worker busy for several seconds."""
    return made.many_pages(4000)


def during(
    work: Callable[[], object], do: Callable[[], None], after: float = 0.7
) -> tuple[BaseException | None, float]:
    """Do something in the middle of some work; return the error it ended with, and how long it still took."""
    timer_fired: list[float] = []

    def fire() -> None:
        timer_fired.append(time.monotonic())
        do()

    timer = threading.Timer(after, fire)
    timer.start()
    error: BaseException | None = None
    try:
        work()
    except CaseorgError as raised:
        error = raised
    timer.join()
    return error, time.monotonic() - timer_fired[0]


def is_gone(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    return False


@on_linux
def test_the_worker_has_its_limits(worker: Worker) -> None:
    prepare(SHORT, worker=worker)
    lines = Path(f"/proc/{worker.process_id}/limits").read_text().splitlines()
    soft = {line[:26].strip(): line[26:].split()[0] for line in lines[1:]}
    assert soft["Max address space"] == str(1 << 30)
    assert soft["Max open files"] == "32"
    assert soft["Max core file size"] == "1", "0 would not keep a collector of crashes from the memory"
    assert int(Path(f"/proc/{worker.process_id}/coredump_filter").read_text(), 16) == 0
    assert soft["Max file size"] == "0"
    assert 30 <= int(soft["Max cpu time"]) < 300


@on_linux
def test_the_limit_of_processor_time_is_for_each_file(worker: Worker) -> None:
    def limit() -> int:
        lines = Path(f"/proc/{worker.process_id}/limits").read_text().splitlines()
        return next(int(line[26:].split()[0]) for line in lines if line.startswith("Max cpu time"))

    prepare(SHORT, worker=worker)
    before = limit()
    prepare(made.many_pages(1500), worker=worker)
    prepare(SHORT, worker=worker)
    assert limit() > before


@on_linux
def test_the_worker_has_no_environment_no_socket_and_no_file_open(worker: Worker) -> None:
    prepare(SHORT, worker=worker)
    process = Path(f"/proc/{worker.process_id}")
    assert (process / "environ").read_bytes() == b""
    opened = {str(entry.readlink()) for entry in (process / "fd").iterdir()}
    # The PDF library draws random numbers from the system by itself.
    assert {name for name in opened if not name.startswith("pipe:")} <= {"/dev/null", "/dev/urandom"}
    assert process.joinpath("cmdline").read_bytes().split(b"\0")[1] == b"-I"


@on_linux
def test_the_worker_is_in_no_network_where_the_system_lets_it_leave(worker: Worker) -> None:
    may = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
    prepare(SHORT, worker=worker)
    theirs = Path(f"/proc/{worker.process_id}/ns/net").readlink()
    assert (theirs != Path("/proc/self/ns/net").readlink()) is may


def test_a_confined_process_opens_no_file_no_socket_and_no_program() -> None:
    attempts = """
import ctypes, os, socket, subprocess, sys
from caseorg.documents.limits import confine
confine()
for name, attempt in {
    "read": lambda: open(sys.executable),
    "write": lambda: open("left-behind", "w"),
    "os.open": lambda: os.open(sys.executable, os.O_RDONLY),
    "list": lambda: os.listdir("."),
    "socket": lambda: socket.socket(),
    "program": lambda: subprocess.run([sys.executable, "-c", ""]),
    "system": lambda: os.system("true"),
    "fork": lambda: os.fork(),
    "library": lambda: ctypes.CDLL("libm.so.6"),
    "remove": lambda: os.remove("no-such-file"),
}.items():
    try:
        attempt()
        print("allowed:", name)
    except PermissionError:
        print("refused:", name)
"""
    run = subprocess.run([sys.executable, "-c", attempts], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split("\n")[:-1] == [
        f"refused: {name}"
        for name in ("read", "write", "os.open", "list", "socket", "program", "system", "fork", "library", "remove")
    ]


def test_a_worker_that_dies_costs_one_answer_and_gives_a_sentence(long_work: bytes) -> None:
    with Worker() as worker:
        prepare(SHORT, worker=worker)
        error, _seconds = during(
            lambda: prepare(long_work, "long.pdf", worker=worker),
            lambda: os.kill(worker.process_id or 0, signal.SIGKILL),
        )
        assert type(error) is DamagedDocumentError
        assert str(error).startswith("We kept “long.pdf”, but couldn't look inside it.")
        assert prepare(SHORT, worker=worker).page_texts == ("Short",)


def test_looking_at_a_file_over_which_the_worker_dies_is_no_error(long_work: bytes) -> None:
    with Worker() as worker:
        prepare(SHORT, worker=worker)
        found = []
        during(
            lambda: found.extend(inspect(long_work + b"\n" * count, "long.pdf", worker=worker) for count in range(3)),
            lambda: os.kill(worker.process_id or 0, signal.SIGKILL),
            after=0.2,
        )
        assert [look.size for look in found] == [len(long_work) + count for count in range(3)]


def test_a_worker_that_hangs_is_ended_when_its_time_is_over(long_work: bytes) -> None:
    with Worker(wall_seconds=_SHORT_TIME_S) as worker:
        prepare(SHORT, worker=worker)
        child = worker.process_id
        start = time.monotonic()
        with pytest.raises(HugeDocumentError, match="too big"):
            prepare(long_work, "long.pdf", worker=worker)
        assert time.monotonic() - start < 2 * _SHORT_TIME_S
        assert child is not None
        assert is_gone(child)
        assert prepare(SHORT, worker=worker).page_count == 1


def test_work_stops_within_half_a_second_and_leaves_no_process(long_work: bytes) -> None:
    with Worker() as worker:
        prepare(SHORT, worker=worker)
        child = worker.process_id
        cancel = threading.Event()
        error, seconds = during(lambda: prepare(long_work, worker=worker, cancel=cancel), cancel.set)
        assert type(error) is StoppedError
        assert seconds < 0.5
        assert child is not None
        assert is_gone(child)
        assert prepare(SHORT, worker=worker).page_count == 1


def test_waiting_for_a_busy_worker_can_be_stopped_too(long_work: bytes) -> None:
    with Worker() as worker:
        stop_the_first = threading.Event()

        def first() -> None:
            with pytest.raises(StoppedError):
                prepare(long_work, worker=worker, cancel=stop_the_first)

        thread = threading.Thread(target=first)
        thread.start()
        cancel = threading.Event()
        error, seconds = during(lambda: prepare(SHORT, worker=worker, cancel=cancel), cancel.set)
        stop_the_first.set()
        thread.join()
        assert type(error) is StoppedError
        assert seconds < 0.5


def test_closing_a_busy_worker_ends_it_at_once(long_work: bytes) -> None:
    worker = Worker()
    prepare(SHORT, worker=worker)
    error, seconds = during(lambda: prepare(long_work, worker=worker), worker.close)
    assert type(error) is StoppedError
    assert seconds < 0.5
    assert worker.process_id is None


def test_threads_that_ask_at_the_same_time_each_get_their_own_answer(worker: Worker) -> None:
    papers = [made.saved(made.a_pdf(f"Paper {number}")) for number in range(12)]
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = prepare(papers[number], worker=worker).page_texts[0]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: f"Paper {number}" for number in range(12)}


@on_linux
def test_the_next_page_of_the_same_paper_is_drawn_without_sending_the_paper_again(worker: Worker) -> None:
    paper = made.many_pages(400)

    def read_by_worker() -> int:
        counts = Path(f"/proc/{worker.process_id}/io").read_text()
        return int(counts.split("rchar: ")[1].split()[0])

    draw_page(paper, 1, 200, worker=worker)
    before = read_by_worker()
    for page in range(2, 12):
        draw_page(paper, page, 200, worker=worker)
    assert read_by_worker() - before < 10_000 < len(paper)


def test_a_file_larger_than_any_worker_may_hold_is_refused_without_one() -> None:
    worker = Worker()
    with pytest.raises(HugeDocumentError):
        worker.ask("count", bytes((512 << 20) + 1), {"kind": "pdf"}, name="disc.pdf")
    assert worker.process_id is None


def test_an_answer_that_is_none_is_not_believed() -> None:
    with Worker() as worker, pytest.raises(DamagedDocumentError):
        worker.ask("no such task", b"x", name="x")


def test_every_child_is_ended_though_who_asks_waits_for_a_drive() -> None:
    asked, answered = threading.Event(), threading.Event()

    class Slow:
        key, size = "slow", 10_000_000

        def read(self, offset: int, size: int) -> bytes:
            asked.set()
            answered.wait(60)
            return bytes(size)

    def ask() -> None:
        with suppress(CaseorgError):
            disc_of(DiscSource(Slow(), FileKind.zip), "disc.zip", worker=reads_discs)

    reads_discs = Worker(reads="scans")
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    assert asked.wait(60)
    assert reads_discs.process_id is not None
    end_all()
    assert reads_discs.process_id is None
    answered.set()
    asking.join(60)
    reads_discs.close()
