"""The command line, for advocates, help desks and tests: JSON on standard output, messages on standard error.

The exit status is 0 when it was done, 1 when it could not be done or something wrong was found, and 2 when what was
asked for, or what was handed in, could not be understood.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseorg.base import clock, language, paths, resources
from caseorg.base.there import is_file
from caseorg.domain.errors import BadFactsError, CaseorgError

if TYPE_CHECKING:
    from caseorg.services.workspace import Workspace

DONE, NOT_DONE, NOT_UNDERSTOOD = 0, 1, 2

Command = Callable[[argparse.Namespace], int]


class BadInputError(CaseorgError):
    """What was handed in can't be understood."""


def run(arguments: Sequence[str]) -> int:
    """Run one command; return its exit status."""
    asked = _parser().parse_args(list(arguments))
    language.use(asked.lang)
    command: Command = asked.command
    try:
        return command(asked)
    except (BadInputError, BadFactsError) as error:
        _complain(error)
        return NOT_UNDERSTOOD
    except CaseorgError as error:
        _complain(error)
        return NOT_DONE
    except BrokenPipeError:
        # Whoever reads has seen enough. What is left must not fail again when the program ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="caseorg", description="Caseorg without a window.", allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, says: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=says, description=says, allow_abbrev=False)
        one.add_argument("--lang", choices=language.LANGUAGES, default="en", help="the language of texts and messages")
        one.set_defaults(command=command)
        return one

    demo = add("demo", _demo, "Make the sample cases, all their papers as PDF, and a summary.")
    demo.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder, or that of an earlier demo")
    _add_today(demo)
    add("facts", _facts, "List every fact the rules may ask about.")
    assess = add("assess", _assess, "Say what the rules make of the facts in a JSON file.")
    assess.add_argument("facts", metavar="FACTS.json", help="a JSON object of facts; - reads standard input")
    _add_today(assess)
    rules = add("rules", _rules, "List the rules, show one, check all of them, or say what is old or missing.")
    rules.add_argument("what", choices=("list", "show", "check", "stale", "coverage"))
    rules.add_argument("rule", nargs="?", help="the id of a rule, for show")
    rules.add_argument("--on", type=_day, metavar="DATE", help="for stale: the day by which sources are to be fresh")
    _add_today(rules)
    for name, command, says in (
        ("packet", _packet, "Write a packet of a case file as PDF; without --packet, list the packets."),
        ("check", _check, "Check a case file whole."),
        ("export", _export, "Write everything in a case file in open formats. The result is not locked."),
        ("import", _import, "Take the cases of an export into a case file."),
        ("backup", _backup, "Copy a case file, and check the copy."),
    ):
        one = add(name, command, says)
        one.add_argument("file", type=Path, help="the case file")
        one.add_argument(
            "--password-file",
            type=Path,
            metavar="FILE",
            help="a file that holds the password; else it is read from standard input",
        )
        if name == "packet":
            one.add_argument("--packet", metavar="ID", help="which packet")
        if name == "import":
            one.add_argument("--from", dest="export", type=Path, required=True, metavar="DIR", help="the export")
        elif name != "check":
            one.add_argument("--out", type=Path, required=name != "packet", help="where to write to")
    return parser


def _add_today(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--today", type=_day, metavar="DATE", help="the day to reckon from, like 2026-11-22")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date. Write it like 2026-11-22.") from None


def _print(value: object) -> None:
    # Whatever the system thinks of the pipe, it carries UTF-8.
    sys.stdout.buffer.write(json.dumps(value, ensure_ascii=False, indent=1, default=str).encode() + b"\n")
    sys.stdout.buffer.flush()


def _complain(error: CaseorgError) -> None:
    for line in (str(error), error.advice):
        if line:
            sys.stderr.buffer.write(line.encode(errors="replace") + b"\n")
    sys.stderr.buffer.flush()


# Without a case file


def _demo(asked: argparse.Namespace) -> int:
    from caseorg.app.demo import write_demo
    from caseorg.services.sample import SAMPLE_DAY

    _print(write_demo(asked.out, asked.today or SAMPLE_DAY, asked.lang))
    return DONE


def _facts(asked: argparse.Namespace) -> int:
    from caseorg.app.command_words import of_fact
    from caseorg.rules.library import load_library

    library = load_library(resources.path("rules"), cache=paths.cache_folder)
    _print([of_fact(fact, asked.lang) for fact in library.vocabulary])
    return DONE


def _assess(asked: argparse.Namespace) -> int:
    from caseorg.app.command_words import of_assessment
    from caseorg.rules.assess import assess_facts
    from caseorg.rules.library import load_library

    given = _facts_in(asked.facts)
    library = load_library(resources.path("rules"), cache=paths.cache_folder)
    assessment = assess_facts(given, library, asked.today or clock.today())
    _print(of_assessment(assessment, asked.lang))
    return DONE


def _facts_in(place: str) -> dict[str, object]:
    try:
        data = sys.stdin.buffer.read() if place == "-" else Path(place).read_bytes()
    except OSError:
        raise BadInputError(f"“{place}” can't be read.") from None
    try:
        given = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"“{place}” is not JSON: {error}") from None
    if not isinstance(given, dict):
        raise BadInputError('Facts are a JSON object, like {"plan.kind": "medicare"}.')
    return given


def _rules(asked: argparse.Namespace) -> int:
    from caseorg.app.command_words import of_matrix, of_rule, of_stale
    from caseorg.rules.library import check, load_library
    from caseorg.rules.review import counts, empty_cells, matrix, plan_kinds, stale
    from caseorg.rules.slips import file_of
    from caseorg.rules.vocabulary import closest

    folder = resources.path("rules")
    today = asked.today or clock.today()
    if asked.what == "check":
        slips = check(folder, today)
        _print({"is_right": not slips, "slips": [str(slip) for slip in slips]})
        return NOT_DONE if slips else DONE
    library = load_library(folder, cache=paths.cache_folder)
    if asked.what == "list":
        _print([of_rule(rule, today, asked.lang) for _id, rule in sorted(library.rules.items())])
        return DONE
    if asked.what == "stale":
        _print([of_stale(source) for source in stale(library, asked.on or today)])
        return DONE
    if asked.what == "coverage":
        kinds = plan_kinds(folder)
        drawn = matrix(library, kinds)
        _print(of_matrix(drawn, kinds, counts(library, kinds)))
        return NOT_DONE if empty_cells(drawn) else DONE
    if asked.rule not in library.rules:
        near = closest(asked.rule or "", library.rules)
        hint = f" Did you mean “{near}”?" if near else ""
        raise BadInputError(f"There is no rule “{asked.rule or ''}”.{hint}")
    # As it is written: whoever reviews a rule reads its file.
    written = tomllib.loads((folder / file_of(asked.rule)).read_text(encoding="utf-8"))
    _print({**of_rule(library.rules[asked.rule], today, asked.lang), "rule": written})
    return DONE


# On a case file


@contextmanager
def _opened(asked: argparse.Namespace, *, look_only: bool = True) -> Iterator[Workspace]:
    """Open a case file; to look only it can be open in a window at the same time."""
    from caseorg.services.opening import open_with_password

    if not is_file(asked.file):
        raise BadInputError(f"There is no file “{asked.file.name}” there.")
    workspace = open_with_password(asked.file, _password(asked), look_only=look_only)
    try:
        _ask_about_the_clock(workspace)
        yield workspace
    finally:
        workspace.close()


def _ask_about_the_clock(workspace: Workspace) -> None:
    """Say in a line that the computer's day does not fit the entries; what was answered in the window holds here."""
    from caseorg.services.clock_question import ClockNotes, doubt_of
    from caseorg.services.settings import SettingsFile

    answered = ClockNotes()
    with suppress(OSError):  # whoever has no home of their own has answered nothing
        answered = ClockNotes.of(SettingsFile().notes_of(workspace.case_file.path.absolute()))
    doubt, _noted = doubt_of(workspace, answered)
    if doubt is not None:
        sys.stderr.buffer.write(doubt.words().encode(errors="replace") + b"\n")
        sys.stderr.buffer.flush()


def _password(asked: argparse.Namespace) -> str:
    if asked.password_file is not None:
        try:
            text = asked.password_file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise BadInputError(f"“{asked.password_file.name}” can't be read.") from None
        return str(text.partition("\n")[0].rstrip("\r"))
    if sys.stdin.isatty():
        from getpass import getpass

        return getpass("Password: ")
    return sys.stdin.buffer.readline().decode("utf-8", errors="surrogateescape").rstrip("\r\n")


def _packet(asked: argparse.Namespace) -> int:
    from caseorg.app.packet_command import list_packets, write_packet

    with _opened(asked) as workspace:
        if asked.packet is None:
            _print(list_packets(workspace))
            return DONE
        if asked.out is None:
            raise BadInputError("Say where to write the packet to, with --out.")
        _print(write_packet(workspace, asked.packet, asked.out))
    return DONE


def _check(asked: argparse.Namespace) -> int:
    from caseorg.store.case_file import read_salt
    from caseorg.store.checker import check_file
    from caseorg.store.seal import seal_with

    if not is_file(asked.file):
        raise BadInputError(f"There is no file “{asked.file.name}” there.")
    report = check_file(asked.file, seal_with(_password(asked), read_salt(asked.file)))
    _print(
        {
            "is_whole": report.is_whole,
            "cases": report.cases,
            "records": report.records,
            "documents": report.documents,
            "size_bytes": report.size_bytes,
            "faults": [
                {"kind": each.kind.value, "sentence": each.sentence, "about": each.about} for each in report.faults
            ],
        }
    )
    return DONE if report.is_whole else NOT_DONE


def _export(asked: argparse.Namespace) -> int:
    from caseorg.services.export import export_all, exported_words

    with _opened(asked) as workspace:
        exported = export_all(workspace, asked.out)
    written: dict[str, Any] = {"folder": str(asked.out), "cases": exported.cases, "files": len(exported.files)}
    _print({**written, "missing": exported.missing})
    print(exported_words(exported), file=sys.stderr)
    return NOT_DONE if exported.missing else DONE


def _import(asked: argparse.Namespace) -> int:
    from caseorg.services.take_export import look_into, take_in

    with _opened(asked, look_only=False) as workspace:
        found = look_into(workspace, asked.export)
        take_in(workspace, found)
    _print(
        {
            "cases": [
                {
                    "title": each.case.title,
                    "records": len(each.records),
                    "files": len(each.files),
                    "was_there": each.is_there,
                }
                for each in found.cases
            ]
        }
    )
    return DONE


def _backup(asked: argparse.Namespace) -> int:
    from caseorg.services.backups import back_up

    with _opened(asked) as workspace:
        made = back_up(workspace.case_file, asked.out, clock.today())
    report = made.report
    _print(
        {
            "file": str(made.path),
            "is_whole": made.is_whole,
            "cases": report.cases,
            "documents": report.documents,
            "size_bytes": made.size_bytes,
            "faults": [each.sentence for each in report.faults],
        }
    )
    return DONE if made.is_whole else NOT_DONE
