"""Reads FHIR R4 resources and bundles, as JSON or XML (T-FHIR). Runs in the worker process.

Nothing is fetched, and a resource is never guessed at: what has no record of its own is kept as text.
"""

from __future__ import annotations

import json
from typing import Any

from caseorg.documents.fhir_nodes import Bundle, Node, many, one
from caseorg.documents.fhir_resources import READERS
from caseorg.documents.fhir_text import as_text
from caseorg.documents.found import Found
from caseorg.documents.serving import tell_progress
from caseorg.domain.errors import DamagedDocumentError, NoHealthDataError

_NS = "{http://hl7.org/fhir}"
_MAX_NESTING = 256


def read_json(data: bytes) -> Found:
    """Read a resource or bundle in JSON.

    Raises:
        DamagedDocumentError: It is no JSON, or holds numbers that are none.
        NoHealthDataError: It is something else.
    """
    try:
        text = _decoded(data)
        try:
            root = _loaded(text)
        except ValueError:
            # Medicare and many servers give one resource a line (NDJSON).
            root = [_loaded(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError) as error:
        raise DamagedDocumentError("") from error
    return _read(root)


def _loaded(text: str) -> Node:
    return json.loads(text, parse_constant=_refuse, parse_float=_number, parse_int=_number)


def read_xml(root: Any) -> Found:
    """Read a resource or bundle in XML, already parsed."""
    tree = _tree(root, 0)
    return _read({**tree, "resourceType": _name(root)} if isinstance(tree, dict) else tree)


def is_fhir(root: Any) -> bool:
    """Tell whether an XML document is FHIR's."""
    return str(root.tag).startswith(_NS)


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _number(text: str) -> str:
    """Keep a number as it is written: amounts must not lose a cent, and a million digits must not be counted with."""
    if len(text) > 64:
        raise ValueError("a number is longer than any can be")
    return text


def _name(element: Any) -> str:
    """Return the name of an element without its namespace, or the prefix that nobody declared."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def _tree(element: Any, depth: int) -> Node:
    """Return an element the way JSON has it: a value, or children under their names, each as a list."""
    if depth > _MAX_NESTING:
        raise DamagedDocumentError("")
    children: dict[str, Any] = {}
    for child in element:
        name = _name(child)
        if name == "div":
            children.setdefault(name, []).append(" ".join(str(text) for text in child.itertext()))
        elif name in ("resource", "contained") and len(child):
            inner = _tree(child[0], depth + 1)
            kind = _name(child[0])
            children.setdefault(name, []).append({**inner, "resourceType": kind} if isinstance(inner, dict) else inner)
        else:
            children.setdefault(name, []).append(_tree(child, depth + 1))
    # Only plain values have this attribute; an extension beside it adds nothing that we read.
    value = element.get("value")
    if value is not None:
        return value
    if element.get("id") and "id" not in children:
        children["id"] = element.get("id")
    if element.get("url"):
        children["url"] = element.get("url")
    return children


def _read(root: Node) -> Found:
    bundle = Bundle(root)
    if not bundle.resources:
        raise NoHealthDataError("")
    found = Found()
    claimed = {claim for _where, each in bundle.resources if (claim := _claim_of(each))}
    for number, (where, resource) in enumerate(bundle.resources):
        tell_progress(number, len(bundle.resources))
        kind = one(resource, "resourceType")
        if kind == "Claim" and (where in claimed or one(resource, "id") in claimed):
            continue  # The plan's statement about it says more.
        reader = READERS.get(kind)
        # What was taken back, or has no name, becomes no record; its words are kept.
        if reader is None or _was_wrong(resource) or not reader(found, where, resource, bundle):
            as_text(found, kind, resource)
    if not found:
        raise NoHealthDataError("")
    return found


def _was_wrong(resource: Node) -> bool:
    """Tell whether a resource says of itself that it was a mistake, or that it turned out not to be so."""
    verified = {one(code, "code") for code in many(resource, "verificationStatus", "coding")}
    return one(resource, "status") == "entered-in-error" or bool(verified & {"entered-in-error", "refuted"})


def _claim_of(resource: Node) -> str:
    return one(resource, "claim", "reference").removeprefix("urn:uuid:")
