"""Finds its way in FHIR resources, as they stand in one file and point to one another. Runs in the worker process."""

from __future__ import annotations

from typing import Any

from caseorg.documents import found as shapes
from caseorg.domain.errors import HugeDocumentError

Node = Any
_MAX_RESOURCES = 50_000


def many(node: Node, *path: str) -> list[Node]:
    """Return everything at the end of a path, whether it stands there once or in a list. The list is not to be changed:
    it may be the resource's own.
    """
    nodes = [node]
    for name in path:
        if len(nodes) == 1:  # nearly always, and half of the time of a large file is spent here
            each = nodes[0]
            inner = each.get(name) if isinstance(each, dict) else None
            if inner is None:
                return []
            nodes = inner if isinstance(inner, list) else [inner]
            continue
        found: list[Node] = []
        for each in nodes:
            inner = each.get(name) if isinstance(each, dict) else None
            if isinstance(inner, list):
                found += inner
            elif inner is not None:
                found.append(inner)
        nodes = found
    return nodes


def one(node: Node, *path: str) -> str:
    """Return the first plain value at the end of a path as text; empty where there is none."""
    if len(path) == 1:
        plain = node.get(path[0]) if isinstance(node, dict) else None
        if plain is None or isinstance(plain, str):
            return plain or ""
    for value in many(node, *path):
        if isinstance(value, (str, bool)):
            return str(value)
    return ""


def concept(node: Node, *path: str) -> str:
    """Return what a coded thing is called: its own words, or else the name of its first code that has one."""
    for each in many(node, *path):
        words = one(each, "text") or one(each, "coding", "display") or one(each, "coding", "code")
        if words:
            return shapes.line(words)
    return ""


class Bundle:
    """The resources of one file, which may point to one another."""

    def __init__(self, root: Node) -> None:
        self.resources: list[tuple[str, Node]] = []
        self.by_reference: dict[str, Node] = {}
        self._pointing: dict[tuple[str, str], dict[int, list[Node]]] = {}
        for each in root if isinstance(root, list) else [root]:
            self._take(each, "", 0)

    def _take(self, node: Node, full_url: str, depth: int) -> None:
        if not isinstance(node, dict) or depth > 4:
            return
        kind = one(node, "resourceType")
        if kind == "Bundle":
            for entry in many(node, "entry"):
                for resource in many(entry, "resource"):
                    self._take(resource, one(entry, "fullUrl"), depth + 1)
            return
        if not kind:
            return
        if len(self.resources) >= _MAX_RESOURCES:
            raise HugeDocumentError("")
        number = one(node, "id")
        self.resources.append((f"{kind}/{number or len(self.resources) + 1}", node))
        for reference in (full_url, f"{kind}/{number}" if number else ""):
            if reference:
                self.by_reference.setdefault(reference, node)

    def follow(self, resource: Node, *path: str) -> Node:
        """Return the resource a reference leads to inside this file; None where it leads nowhere."""
        for each in many(resource, *path):
            reference = one(each, "reference")
            if reference.startswith("#"):
                return next((inner for inner in many(resource, "contained") if one(inner, "id") == reference[1:]), None)
            if reference in self.by_reference:
                return self.by_reference[reference]
            # A server's full address ends with the same kind and number.
            tail = "/".join(reference.split("/")[-2:])
            if tail in self.by_reference:
                return self.by_reference[tail]
        return None

    def that_point_to(self, resource: Node, kind: str, field: str) -> list[Node]:
        """Return the resources of a kind that point to this one with a field."""
        if (kind, field) not in self._pointing:
            found = self._pointing[kind, field] = {}
            for _where, each in self.resources:
                if one(each, "resourceType") == kind and (reached := self.follow(each, field)) is not None:
                    found.setdefault(id(reached), []).append(each)
        return self._pointing[kind, field].get(id(resource), [])

    def called(self, resource: Node, *path: str) -> str:
        """Return what a reference is called: as it says, or as the resource it leads to says."""
        said = next((one(each, "display") for each in many(resource, *path) if one(each, "display")), "")
        return said or name_of(self.follow(resource, *path))


def name_of(resource: Node) -> str:
    """Return the name of a person, an office, a place or a medicine."""
    for name in many(resource, "name"):
        text = name if isinstance(name, str) else full_name(name)
        if text:
            return text
    return concept(resource, "code")


def full_name(name: Node) -> str:
    """Return a person's name on one line, as it is written or as its parts make it."""
    parts = (str(part) for field in ("prefix", "given", "family", "suffix") for part in many(name, field))
    return shapes.line(one(name, "text") or " ".join(parts))
