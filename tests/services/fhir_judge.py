"""Somebody else's models of FHIR R4 look at a bundle: `fhir.resources`, made from the standard's own definitions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import BaseModel

_UTC = re.compile(r'(?<=T\d\d:\d\d:\d\d)\+00:00"')
# R4, “string”: “[ \r\n\t\S]+”, and no signs below 32 other than these three. The models let them pass.
_NO_STRING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|^\s*$")


def refused(bundle: dict[str, Any]) -> list[str]:
    """Return a sentence for each resource of a bundle that others would not take, or would read as something else."""
    found = [sentence for entry in bundle["entry"] for sentence in _of(entry["resource"])]
    try:
        get_fhir_model_class("Bundle").model_validate(bundle)
    except ValueError as error:
        found.append(f"Bundle: {error}")
    return found


def _of(resource: dict[str, Any]) -> Iterator[str]:
    kind = resource["resourceType"]
    try:
        read = get_fhir_model_class(kind).model_validate(resource)
    except ValueError as error:
        yield f"{kind}: {error}"
        return
    back = read.model_dump_json(exclude_none=True)
    if json.loads(_UTC.sub('Z"', json.dumps(resource))) != json.loads(_UTC.sub('Z"', back)):
        yield f"{kind} is read as {back}"
    if kind == "Organization" and not (resource.get("name") or resource.get("identifier")):
        yield "Organization without name and number"  # R4, org-1
    yield from (f"{kind}: {words}" for words in _inside(read, kind))


def _inside(value: Any, place: str) -> Iterator[str]:
    """Give what the models know and do not refuse: words that are none of the standard's own, and odd texts."""
    if isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            inside = getattr(value, name)
            extra = info.json_schema_extra
            allowed = extra.get("enum_values") if isinstance(extra, dict) else None
            if allowed and inside is not None and inside not in allowed:
                yield f"{place}.{name} is “{inside}”"
            yield from _inside(inside, f"{place}.{name}")
        start, end = getattr(value, "start", None), getattr(value, "end", None)
        if start is not None and end is not None and str(end) < str(start):
            yield f"{place} ends before it begins"  # R4, per-1
        if type(value).__name__ == "Attachment" and value.data and not value.contentType:
            yield f"{place} has data of no kind"  # R4, att-1
    elif isinstance(value, list):
        for each in value:
            yield from _inside(each, place)
    elif isinstance(value, str) and _NO_STRING.search(value):
        yield f"{place} is {value!r}"
