"""Record and CaseRecord: immutable, checked, printed without their content."""

from __future__ import annotations

from datetime import date
from enum import StrEnum, auto
from functools import cache
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from caseorg.base.language import _
from caseorg.domain.errors import InvalidEntries, Problem
from caseorg.domain.kinds import Count, Text

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class Record(BaseModel):
    """One immutable sheet of facts. To edit it is to make a revised copy."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    id: UUID = Field(default_factory=uuid4)
    removed_on: date | None = None

    @classmethod
    def made(cls, **entries: object) -> Self:
        """Make a record from entries a person typed.

        Raises:
            InvalidEntries: With one problem for each entry that cannot stand.
        """
        try:
            return cls(**entries)
        except ValidationError as error:
            raise InvalidEntries(problems_of(cls, error)) from None

    def revised(self, **entries: object) -> Self:
        """Return a copy that takes over `entries`, checked like a new record.

        Raises:
            InvalidEntries: With one problem for each entry that cannot stand.
        """
        return type(self).made(**{**dict(self), **entries})

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id})"

    __str__ = __repr__


class SourceKind(StrEnum):
    """Where the words of a record came from."""

    typed = auto()
    document = auto()
    imported = auto()
    call = auto()
    caseorg = auto()


class CaseRecord(Record):
    """A record that belongs to one case, and can say where it came from."""

    case_id: UUID
    source_kind: SourceKind = Field(SourceKind.typed, title="Where this came from")
    source_document_id: UUID | None = Field(None, title="The paper it is on")
    source_page: Count | None = Field(None, title="Page of that paper")
    source_call_id: UUID | None = Field(None, title="The call it came from")
    source_text: Text = Field("", title="Source, in words")


BASE_FIELDS = frozenset(CaseRecord.model_fields)


@cache
def own_fields(record_type: type[Record]) -> tuple[str, ...]:
    """Return the names of the fields that a person fills in, in the order they are declared."""
    return tuple(name for name in record_type.model_fields if name not in BASE_FIELDS)


def title_of(record_type: type[Record], field: str) -> str:
    """Return what a field is called on screen, in the language in use."""
    return _(record_type.model_fields[field].title or field.replace("_", " ").capitalize())


def problems_of(record_type: type[Record], error: ValidationError) -> tuple[Problem, ...]:
    """Turn what pydantic found into one sentence for each field."""
    # The input itself is left out on purpose: `errors()` would hold what the person typed.
    details = error.errors(include_url=False, include_context=True, include_input=False)
    return tuple(Problem(str(detail["loc"][0]), _sentence(record_type, detail)) for detail in details if detail["loc"])


def _sentence(record_type: type[Record], detail: ErrorDetails) -> str:
    field = str(detail["loc"][0])
    title = title_of(record_type, field) if field in record_type.model_fields else field
    limits: dict[str, Any] = detail.get("ctx", {})
    kind = detail["type"]
    if kind in {"missing", "string_too_short"}:
        return _("Fill in “{title}”.").format(title=title)
    if kind == "string_too_long":
        return _("“{title}” can hold {count} letters at most.").format(title=title, count=limits["max_length"])
    if kind.startswith("date"):
        return _("Enter a date like 11/22/2026 for “{title}”.").format(title=title)
    if kind.startswith(("int", "greater", "less", "float")):
        return _("Enter a number for “{title}” that is not too large or below zero.").format(title=title)
    if kind == "enum":
        return _("Choose one of the answers for “{title}”.").format(title=title)
    if kind == "value_error":
        return str(limits.get("error", ""))
    return _("We couldn't read “{title}”. Check it.").format(title=title)
