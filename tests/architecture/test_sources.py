"""What holds for every source file of the program."""

import ast
import re

from tests.architecture.project import ROOT, imported_modules, listed, sources

LONGEST_FILE = 400
LONGEST_FUNCTION = 60
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "common", "misc", "tools", "base_classes"}
WAYS_OUT = {
    "PySide6.QtNetwork",
    "PySide6.QtWebSockets",
    "aiohttp",
    "asyncio",
    "ftplib",
    "http",
    "httpx",
    "imaplib",
    "multiprocessing.managers",
    "poplib",
    "requests",
    "smtplib",
    "socket",
    "socketserver",
    "ssl",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "webbrowser",
    "xmlrpc",
}


def test_every_module_opens_with_a_sentence() -> None:
    silent = [path for path, tree in sources().items() if not (ast.get_docstring(tree) or "").strip()]
    assert not silent, listed(silent)


def test_no_file_is_too_long_to_read() -> None:
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in sources()}
    long = [f"{path}: {length} lines" for path, length in lengths.items() if length > LONGEST_FILE]
    assert not long, listed(long)


def test_no_function_is_too_long_to_read() -> None:
    lengths = {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    long = [f"{name}: {length} lines" for name, length in lengths.items() if length > LONGEST_FUNCTION]
    assert not long, listed(long)


def test_no_file_is_named_for_nothing_in_particular() -> None:
    names = [path for path in sources() if NAMES_THAT_SAY_NOTHING & set(path.removesuffix(".py").split("/"))]
    assert not names, listed(names)


def test_no_words_are_taken_from_the_language_of_the_computer() -> None:
    """`%p` is empty in many of them, so that an afternoon would be read back as a morning."""
    words = re.compile(r"strftime\([^)]*%[aAbBpcxX]")
    assert not [path for path, _tree in sources().items() if words.search((ROOT / path).read_text("utf-8"))]


def test_nothing_reaches_for_the_network() -> None:
    found = {
        f"{path}: {name}"
        for path, tree in sources().items()
        for name in imported_modules(tree)
        if any(name == way or name.startswith(f"{way}.") for way in WAYS_OUT)
    }
    assert not found, listed(found)
