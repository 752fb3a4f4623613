"""A slip in a rule file: which file, which key, what is wrong, and what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from caseorg.rules.vocabulary import closest


@dataclass(frozen=True)
class Slip:
    """One thing that is wrong in one file, for whoever writes rules."""

    file: str
    key: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.sentence}" if self.key else f"{self.file}: {self.sentence}"


def file_of(rule_id: str) -> str:
    """Return the file a rule stands in, below the folder of rules."""
    folder, _, name = rule_id.partition(".")
    return f"{folder}/{name}.toml"


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return the second half of a sentence: what was probably meant, or nothing."""
    near = closest(name, names)
    return f" Did you mean “{near}”?" if near else ""


def slips_of(file: str, model: type[BaseModel], error: ValidationError, under: str = "") -> list[Slip]:
    """Turn what pydantic found in one table into sentences with keys as the file writes them."""
    # The input is left out because a foreign repr of it tells a reader less than the key does.
    details = error.errors(include_url=False, include_input=False)
    return [_slip(file, model, detail, under) for detail in details]


def _slip(file: str, model: type[BaseModel], detail: ErrorDetails, under: str) -> Slip:
    parts = [str(part) if isinstance(part, str) else f"[{part + 1}]" for part in detail["loc"] if part != "[key]"]
    key = ".".join(part for part in (under, *parts) if part).replace(".[", "[")
    last = str(detail["loc"][-1]) if detail["loc"] else ""
    kind, limits = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return Slip(file, key, f"there is no such key.{did_you_mean(last, _keys_of(model))}")
    if kind == "missing":
        return Slip(file, key, "this is missing.")
    if kind in ("enum", "literal_error"):
        choices = re.findall(r"'([^']*)'", str(limits.get("expected", "")))
        return Slip(file, key, f"this is none of: {', '.join(choices)}.")
    if kind == "value_error":
        return Slip(file, key, f"{limits.get('error', '')}.")
    if kind == "string_pattern_mismatch":
        return Slip(file, key, "a name is lower case, with dots between its parts, like denial.notice_date.")
    if kind in ("too_short", "string_too_short"):
        return Slip(file, key, "this is empty.")
    return Slip(file, key, f"{detail['msg'].lower()}.")


def _keys_of(model: type[BaseModel], seen: frozenset[type[BaseModel]] = frozenset()) -> set[str]:
    keys: set[str] = set()
    for name, field in model.model_fields.items():
        keys.add(field.alias or name)
        for inner in _models_in(field.annotation):
            if inner not in seen:
                keys |= _keys_of(inner, seen | {model})
    return keys


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]
