"""Reads letter templates. The format is described in resources/letters/FORMAT.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from caseorg.base import resources

INLINE = re.compile(r"\*\*|\{\{|\}\}|\{([a-z][a-z_0-9.]*)\}")
_ELSE_IF = ".else if "
_MARKERS = ("|=", "|%", "|_", "==", "[]", "=", "-", "#", ":", "|", "~", ">")


class TemplateError(ValueError):
    """A template that breaks its own format; the message names the file and the line."""


@dataclass(frozen=True)
class Text:
    """One line of a template that is printed: its marker, its cells, and whether it may fall away."""

    marker: str
    cells: tuple[str, ...]
    optional: bool
    where: str


@dataclass(frozen=True)
class Condition:
    """Lines that depend on a fact."""

    name: str
    negated: bool
    values: tuple[str, ...]
    then: tuple[Node, ...]
    otherwise: tuple[Node, ...]


@dataclass(frozen=True)
class Each:
    """Lines that are printed once for each thing of a list."""

    name: str
    body: tuple[Node, ...]


@dataclass(frozen=True)
class Group:
    """Lines in a frame (box), or at the foot of the page to cut off (strip)."""

    kind: str
    body: tuple[Node, ...]


Node: TypeAlias = Text | Condition | Each | Group | None
"""None is an empty line, which ends a paragraph, a list or a table."""


@dataclass(frozen=True)
class Template:
    """One paper's text in one language."""

    name: str
    language: str
    nodes: tuple[Node, ...]

    def names(self) -> frozenset[str]:
        """Return every fact that the template names, printed or asked about."""
        return frozenset(_names(self.nodes))

    def lists(self) -> frozenset[str]:
        """Return the lists it goes through."""
        return frozenset(node.name for node in _walk(self.nodes) if isinstance(node, Each))


@cache
def load(name: str, language: str) -> Template:
    """Return the template `name` in a language.

    Raises:
        TemplateError: If the file breaks the format.
        FileNotFoundError: If the paper is not written in that language.
    """
    path = resources.path(f"letters/{language}/{name}.txt")
    return parse(path.read_text(encoding="utf-8"), name, language)


def parse(text: str, name: str, language: str) -> Template:
    """Read a template from its text.

    Raises:
        TemplateError: If it breaks the format.
    """
    lines = [
        (f"{language}/{name}.txt, line {number}", line.strip())
        for number, line in enumerate(text.splitlines(), 1)
        if not line.lstrip().startswith("//")
    ]
    reader = _Reader(lines)
    nodes, _ended_by = reader.read(())
    return Template(name, language, nodes)


class _Reader:
    """Goes through the lines of a template once."""

    def __init__(self, lines: Sequence[tuple[str, str]]) -> None:
        self.lines = lines
        self.at = 0

    def read(self, ends: tuple[str, ...]) -> tuple[tuple[Node, ...], str]:
        """Read up to one of `ends`; return the nodes and which end it was."""
        nodes: list[Node] = []
        while self.at < len(self.lines):
            where, line = self.lines[self.at]
            self.at += 1
            if line in ends or (".else" in ends and line.startswith(_ELSE_IF)):
                return tuple(nodes), line
            if line.startswith("."):
                nodes.append(self._control(line, where))
            else:
                nodes.append(_text(line, where) if line else None)
        if ends:
            raise TemplateError(f"{self.lines[-1][0]}: there is no {' or '.join(ends)}")
        return tuple(nodes), ""

    def _control(self, line: str, where: str) -> Node:
        words = line[1:].split()
        match words:
            case ["box" | "strip" as kind]:
                return Group(kind, self.read((".end",))[0])
            case ["for", name]:
                return Each(name, self.read((".end",))[0])
            case ["if", "not", name, "is", *values] if values:
                return self._condition(name, True, tuple(value for value in values if value != "or"))
            case ["if", "not", name]:
                return self._condition(name, True, ())
            case ["if", name]:
                return self._condition(name, False, ())
            case ["if", name, "is", *values] if values:
                return self._condition(name, False, tuple(value for value in values if value != "or"))
        raise TemplateError(f"{where}: “{line}” is not a command")

    def _condition(self, name: str, negated: bool, values: tuple[str, ...]) -> Condition:
        then, end = self.read((".else", ".end"))
        if end.startswith(_ELSE_IF):
            # It goes on to the same .end, as one more condition inside the other case.
            return Condition(name, negated, values, then, (self._control("." + end.removeprefix(".else "), end),))
        otherwise = self.read((".end",))[0] if end == ".else" else ()
        return Condition(name, negated, values, then, otherwise)


def _text(line: str, where: str) -> Text:
    optional = line.startswith("? ")
    line = line[2:].lstrip() if optional else line
    if line.startswith("@"):
        command, _space, rest = line.partition(" ")
        return Text(command, _cells(rest), optional, where)
    for marker in _MARKERS:
        if line.startswith(marker + " "):
            rest = line[len(marker) :].strip()
            return Text(marker, _cells(rest) if marker in (":", "|", "|=") else (rest,), optional, where)
    return Text("", (line,), optional, where)


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.split("|"))


def _walk(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        if isinstance(node, Condition):
            yield from _walk(node.then)
            yield from _walk(node.otherwise)
        elif isinstance(node, Each | Group):
            yield from _walk(node.body)


def _names(nodes: Sequence[Node]) -> Iterator[str]:
    for node in _walk(nodes):
        if isinstance(node, Text):
            for cell in node.cells:
                yield from (match[1] for match in INLINE.finditer(cell) if match[1])
        elif isinstance(node, Condition):
            yield node.name
