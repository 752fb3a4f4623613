"""The command line: what it prints, how it refuses, and that it needs no window."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from caseorg.app import commands, options
from caseorg.base import clock
from caseorg.base.language import short_date
from caseorg.domain.case import Case
from caseorg.domain.note import Note
from caseorg.services.clock_question import right_now
from caseorg.services.export import safe_cell
from caseorg.services.settings import SettingsFile
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile, read_salt
from caseorg.store.seal import new_salt, seal_with

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "green kettle sunday train"


WATCHED = """
import sys
def refuse(event, args):
    if event.startswith("socket."):
        raise SystemExit("a socket")
sys.addaudithook(refuse)
from caseorg.app.startup import main
status = main(sys.argv[1:])
loaded = [name for name in sys.modules if name.split(".")[0] in ("PySide6", "shiboken6")]
raise SystemExit(status or (f"loaded {loaded}" if loaded else 0))
"""


@pytest.fixture(scope="module")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[bytes]]:
    """A finished demo, made by a program of its own that was watched; it is only read."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    command = [sys.executable, "-c", WATCHED, "demo", "--out", str(folder)]
    return folder, subprocess.run(command, cwd=ROOT, capture_output=True, check=False)


@pytest.fixture
def demo(demo_run: tuple[Path, object]) -> Path:
    """The folder of a finished demo."""
    return demo_run[0]


@pytest.fixture
def no_password(tmp_path: Path) -> str:
    """The option that gives the empty password of the demo's case file."""
    path = tmp_path / "password"
    path.write_text("\n")
    return f"--password-file={path}"


def printed(capsysbinary: pytest.CaptureFixture[bytes]) -> Any:
    return json.loads(capsysbinary.readouterr().out)


def started(*arguments: str, **how: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "main.py", *arguments], cwd=ROOT, capture_output=True, check=False, **how)


def test_no_command_loads_qt_or_opens_a_socket(
    demo_run: tuple[Path, subprocess.CompletedProcess[bytes]],
) -> None:
    _folder, done = demo_run
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["made_by"] == "caseorg demo"


def test_the_demo_makes_every_paper_and_a_summary_of_what_the_rules_say(demo: Path) -> None:
    summary = json.loads((demo / "summary.json").read_text())
    maria, luis = summary["cases"]
    assert [case["title"] for case in summary["cases"]] == ["Maria's lung biopsy", "Luis's knee"]
    made = {file["what"] for case in summary["cases"] for file in case["files"]}
    assert made == {
        "records_request",
        "scan_request",
        "slide_loan",
        "network_exception",
        "call_script",
        "question_sheet",
        "appeal",
        "packet",
    }
    for file in (*maria["files"], *luis["files"]):
        assert sha256((demo / file["file"]).read_bytes()).hexdigest() == file["sha256"]
    appeal = next(each for each in luis["deadlines"] if each["action"] == "appeal_to_plan")
    assert (appeal["started_on"], appeal["last_day"]) == ("2026-11-14", "2027-05-13")
    assert {verdict["topic"] for verdict in maria["verdicts"]} >= {"opinion", "network", "referral"}
    packet = next(file for file in luis["files"] if file["what"] == "packet")
    assert packet["pages"] > 10


def test_the_demo_is_the_same_each_time_and_replaces_only_what_it_wrote(
    demo: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    out = tmp_path / "again"
    shutil.copytree(demo, out)
    first = json.loads((demo / "summary.json").read_text())
    assert commands.run(["demo", "--out", str(out)]) == commands.DONE
    again = printed(capsysbinary)
    prints = [[file["sha256"] for case in each["cases"] for file in case["files"]] for each in (first, again)]
    assert prints[0] == prints[1]
    (out / "diary.txt").write_text("mine")
    assert commands.run(["demo", "--out", str(out)]) == commands.NOT_DONE
    assert (out / "diary.txt").read_text() == "mine"


def test_facts_are_listed_with_their_choices_and_who_may_answer(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert commands.run(["facts"]) == commands.DONE
    facts = {fact["name"]: fact for fact in printed(capsysbinary)}
    network = facts["visit.in_network"]
    assert (network["type"], network["choices"]) == ("choice", ["yes", "no"])
    assert network["asked_of"] == ["plan_papers", "plan_by_phone", "office"]
    assert facts["denial.notice_date"]["type"] == "date"
    assert "plan.kind" in facts["plan.regime"]["follows_from"]
    assert commands.run(["facts", "--lang", "es"]) == commands.DONE
    assert {fact["name"]: fact for fact in printed(capsysbinary)}["visit.in_network"]["question"].startswith("¿")


def test_assess_says_what_the_rules_make_of_the_facts(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(
        json.dumps(
            {
                "plan.kind": "employer",
                "plan.sponsor": "private",
                "denial.level": "initial",
                "denial.notice_date": "2027-01-12",
            }
        )
    )
    assert commands.run(["assess", str(facts), "--today", "2027-01-20"]) == commands.DONE
    found = printed(capsysbinary)
    assert set(found) == {"verdicts", "deadlines", "needs", "letters", "costs"}
    due = next(each for each in found["deadlines"] if each["rule"] == "erisa.internal_appeal")
    assert (due["last_day"], due["send_by"], due["who"]) == ("2027-07-11", "2027-07-02", "you")
    assert due["period"] == {"amount": 180, "unit": "days"}
    assert due["citations"][0]["place"].startswith("29 CFR")
    assert {"topic", "answer", "headline", "why", "to_do", "rule", "citations", "evidence"} <= set(found["verdicts"][0])
    assert "appeal" in found["letters"]
    assert found["needs"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"plan.knid": "medicare"}', "Did you mean “plan.kind”?"),
        ('{"plan.kind": "medicaire"}', "Did you mean “medicare”?"),
        ('{"denial.notice_date": "22nd novemver"}', "is not a date"),
        ('{"coverage.copay_cents": -1}', "is not a number we can use"),
        ("[1]", "a JSON object"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_facts_that_cannot_be_used_are_refused_with_a_hint(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes], text: str, says: str
) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(text)
    assert commands.run(["assess", str(facts)]) == commands.NOT_UNDERSTOOD
    said = capsysbinary.readouterr()
    assert says in said.err.decode()
    assert said.out == b""


def test_rules_are_listed_shown_and_checked(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert commands.run(["rules", "list"]) == commands.DONE
    rules = {rule["id"]: rule for rule in printed(capsysbinary)}
    assert rules["erisa.internal_appeal"]["kind"] == "deadline"
    assert date.fromisoformat(rules["erisa.internal_appeal"]["check_again_by"])
    assert commands.run(["rules", "show", "erisa.internal_appeal"]) == commands.DONE
    shown = printed(capsysbinary)["rule"]
    assert shown["when"]
    assert shown["en"]["text"]
    assert commands.run(["rules", "show", "erisa.internal_apeal"]) == commands.NOT_UNDERSTOOD
    assert "Did you mean “erisa.internal_appeal”?" in capsysbinary.readouterr().err.decode()


def test_a_packet_is_listed_and_written_and_never_over_another_file(
    demo: Path, tmp_path: Path, no_password: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    case_file = str(demo / "sample.caseorg")
    assert commands.run(["packet", case_file, no_password]) == commands.DONE
    packet = printed(capsysbinary)[0]
    assert packet["case"] == "Luis's knee"
    out = tmp_path / "appeal.pdf"
    wanted = ["packet", case_file, no_password, f"--packet={packet['packet']}"]
    assert commands.run([*wanted, f"--out={out}"]) == commands.DONE
    written = printed(capsysbinary)
    assert written["sha256"] == sha256(out.read_bytes()).hexdigest()
    assert commands.run([*wanted, f"--out={out}"]) == commands.NOT_DONE
    assert commands.run(wanted) == commands.NOT_UNDERSTOOD
    assert out.stat().st_mode & 0o777 == 0o600
    nobody = ["packet", case_file, no_password, "--packet=none", f"--out={tmp_path / 'b.pdf'}"]
    assert commands.run(nobody) == commands.NOT_DONE
    capsysbinary.readouterr()
    for nowhere in (tmp_path / "no folder" / "b.pdf", tmp_path / f"{'b' * 300}.pdf", Path("/dev/full/b.pdf")):
        assert commands.run([*wanted, f"--out={nowhere}"]) == commands.NOT_DONE
        assert len(capsysbinary.readouterr().err.splitlines()) == 2, "what happened, and what to do"
    assert list(tmp_path.glob("*.pdf")) == [out]


@pytest.mark.parametrize("command", ["check", "export", "packet"])
def test_a_file_that_no_disk_tells_of_is_not_there(command: str, no_password: str, tmp_path: Path) -> None:
    out = [f"--out={tmp_path / 'out'}"] if command != "check" else []
    asked = [command, str(tmp_path / ("x" * 300)), no_password, *out]
    assert commands.run(asked) == commands.NOT_UNDERSTOOD


def test_a_demo_to_where_nothing_can_be_written_is_said_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert commands.run(["demo", f"--out={tmp_path / 'file' / 'demo'}"]) == commands.NOT_DONE
    assert len(capsys.readouterr().err.splitlines()) == 2, "what happened, and what to do"


def test_a_case_file_is_checked_whole_and_damage_is_found(
    demo: Path, tmp_path: Path, no_password: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert commands.run(["check", str(demo / "sample.caseorg"), no_password]) == commands.DONE
    found = printed(capsysbinary)
    assert (found["is_whole"], found["cases"], found["faults"]) == (True, 2, [])
    data = bytearray((demo / "sample.caseorg").read_bytes())
    data[len(data) * 2 // 3] ^= 1
    broken = tmp_path / "broken.caseorg"
    broken.write_bytes(data)
    assert commands.run(["check", str(broken), no_password]) == commands.NOT_DONE
    assert printed(capsysbinary)["faults"]


def test_a_backup_is_opened_and_counted_and_replaces_nothing(
    demo: Path, tmp_path: Path, no_password: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    wanted = ["backup", str(demo / "sample.caseorg"), no_password, f"--out={tmp_path}"]
    names = []
    for _number in range(2):
        assert commands.run(wanted) == commands.DONE
        found = printed(capsysbinary)
        assert (found["is_whole"], found["cases"], found["documents"]) == (True, 2, 7)
        names.append(found["file"])
    assert len(set(names)) == 2
    assert commands.run([*wanted[:-1], f"--out={tmp_path / 'nowhere'}"]) == commands.NOT_DONE


def test_an_export_holds_everything_and_a_spreadsheet_runs_none_of_it(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    case_file = CaseFile.create(tmp_path / "one.caseorg", seal_with(PASSWORD, new_salt()))
    workspace = Workspace(case_file, today=lambda: date(2026, 11, 22))
    from caseorg.services.sample import tell_stories

    told = tell_stories(workspace)
    workspace.save(Note(case_id=told.maria, title="=HYPERLINK(1)", text='Ánh 🌻 "quoted"\nnext line'), "Add a note")
    report = next(each for each in workspace.load_case(told.maria).documents if each.name == "Pathology report")
    kept = workspace.bytes_of(report.sha256)
    workspace.close()
    password = tmp_path / "password"
    password.write_text(f"{PASSWORD}\n", encoding="utf-8")
    out = tmp_path / "open"
    wanted = ["export", str(tmp_path / "one.caseorg"), f"--password-file={password}", f"--out={out}"]
    assert commands.run(wanted) == commands.DONE
    said = capsysbinary.readouterr()
    assert json.loads(said.out)["missing"] == []
    assert b"not locked" in said.err
    place = out / "cases/Maria's lung biopsy"
    assert (place / "documents/pathology S26-10423.pdf").read_bytes() == kept
    case = json.loads((place / "case.json").read_text(encoding="utf-8"))
    assert case["patient"][0]["full_name"] == "Maria R. Santos"
    assert case["notes"][-1]["text"] == 'Ánh 🌻 "quoted"\nnext line'
    notes = list(csv.DictReader(io.StringIO((place / "lists/notes.csv").read_text(encoding="utf-8-sig"))))
    assert notes[-1]["title"] == "'=HYPERLINK(1)"
    manifest = json.loads((out / "manifest.json").read_text())
    for entry in manifest["files"]:
        assert sha256((out / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    listed = {entry["path"] for entry in manifest["files"]} | {"manifest.json"}
    assert {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()} == listed
    assert (out / "README.txt").stat().st_mode & 0o077 == 0
    assert commands.run(wanted) == commands.NOT_DONE  # never into a folder with something in it
    CaseFile.create(tmp_path / "two.caseorg", seal_with(PASSWORD, new_salt())).close()
    capsysbinary.readouterr()
    back = ["import", str(tmp_path / "two.caseorg"), f"--password-file={password}", f"--from={out}"]
    for was_there in (False, True):
        assert commands.run(back) == commands.DONE
        cases = json.loads(capsysbinary.readouterr().out)["cases"]
        assert [each["was_there"] for each in cases] == [was_there, was_there]
    (place / "case.json").write_bytes(b"{}")
    assert commands.run(back) == commands.NOT_DONE
    assert "“case.json” in this export is not as it was written." in capsysbinary.readouterr().err.decode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_is_kept_a_text(text: str) -> None:
    assert safe_cell(text).startswith(f"'{text[0]}")
    assert safe_cell("1 - 1 = 0") == "1 - 1 = 0"


@pytest.mark.parametrize("place", ["/dev/null/inside", "/proc/an export", "a" * 300, "to a link"])
def test_an_export_to_where_nothing_can_be_written_is_said_in_a_sentence(
    place: str, demo: Path, no_password: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "to a link").symlink_to(tmp_path / "nowhere")
    out = str(tmp_path / place) if not place.startswith("/") else place
    before = {each.name for each in tmp_path.iterdir()}
    assert commands.run(["export", str(demo / "sample.caseorg"), no_password, f"--out={out}"]) == commands.NOT_DONE
    assert len(capsys.readouterr().err.splitlines()) == 2, "what happened, and what to do"
    assert {each.name for each in tmp_path.iterdir()} == before


def test_a_wrong_password_a_missing_file_and_a_foreign_one_are_said_in_a_sentence(demo: Path, tmp_path: Path) -> None:
    wrong = started("check", str(demo / "sample.caseorg"), input=b"not it\n")
    assert (wrong.returncode, wrong.stdout) == (commands.NOT_DONE, b"")
    assert wrong.stderr.decode().startswith("That password didn't open the file.")
    missing = started("check", str(tmp_path / "none.caseorg"), input=b"\n")
    assert missing.returncode == commands.NOT_UNDERSTOOD
    foreign = tmp_path / "letter.caseorg"
    foreign.write_bytes(b"Dear doctor" * 1000)
    refused = started("check", str(foreign), input=b"\n")
    assert refused.returncode == commands.NOT_DONE
    assert b"This isn't a Caseorg file." in refused.stderr


@pytest.mark.proof("T-CLOCK")
def test_a_command_says_on_standard_error_that_the_computers_day_does_not_fit_the_entries(
    tmp_path: Path, no_password: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    today = clock.today()
    ahead = today + timedelta(days=400)
    path = tmp_path / "Maria.caseorg"
    ask = ["packet", str(path), no_password]
    workspace = Workspace(CaseFile.create(path, seal_with("", new_salt())), lambda: today)
    workspace.save(Case(title="Maria"), "Add case")
    workspace.close()
    assert commands.run(ask) == commands.DONE
    assert capsysbinary.readouterr() == (b"[]\n", b"")
    workspace = Workspace(CaseFile.open(path, seal_with("", read_salt(path))), lambda: ahead)
    workspace.save(Case(title="Luis"), "Add case")
    workspace.close()
    assert commands.run(ask) == commands.DONE
    out, err = capsysbinary.readouterr()
    assert out == b"[]\n"
    assert err.decode().startswith(f"Is today {short_date(today)}? This computer says so. The newest entry in this")
    assert len(err.splitlines()) == 1
    assert commands.run([*ask, "--lang", "es"]) == commands.DONE
    assert capsysbinary.readouterr().err.decode().startswith("¿Hoy es ")
    # What was answered in the window holds here, too.
    workspace = Workspace(CaseFile.open(path, seal_with("", read_salt(path))))
    SettingsFile().keep_notes(path, **right_now(workspace)._asdict())
    workspace.close()
    assert commands.run(ask) == commands.DONE
    assert capsysbinary.readouterr().err == b""


def test_the_program_knows_every_command_that_there_is() -> None:
    """One that `main.py` does not know opens a window instead."""
    subcommands = next(action for action in commands._parser()._actions if action.choices)
    assert set(options.COMMANDS) == set(subcommands.choices or ())
    asked = started("import", "--help")
    assert (asked.returncode, b"--from DIR" in asked.stdout) == (commands.DONE, True)


def test_a_password_is_never_an_argument_and_a_wrong_command_says_how() -> None:
    refused = started("check", "a.caseorg", "--password", "secret")
    assert refused.returncode == commands.NOT_UNDERSTOOD
    assert b"unrecognized arguments" in refused.stderr
    assert started("assess").returncode == commands.NOT_UNDERSTOOD
    assert started("assess", "-", "--today", "soon", input=b"{}").returncode == commands.NOT_UNDERSTOOD


def test_whoever_stops_reading_early_meets_no_stack_trace() -> None:
    shell = f"{sys.executable} main.py facts | head -c 10"
    done = subprocess.run(shell, shell=True, cwd=ROOT, capture_output=True, check=False)
    assert (len(done.stdout), done.stderr) == (10, b"")
