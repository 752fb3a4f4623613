"""What the worker tells, checked: it was near foreign bytes, so its answer has the shape we wait for or is none."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError

from caseorg.base.language import _
from caseorg.documents import wire
from caseorg.domain.errors import DamagedDocumentError

CHECKED = ConfigDict(hide_input_in_errors=True, allow_inf_nan=False)
"""How every shape is checked: no error quotes a document, and every number is one that can be drawn with."""


def _without_half_letters(text: str) -> str:
    text.encode()  # its error is a ValueError, which a check may raise
    return text


Words = Annotated[str, AfterValidator(_without_half_letters)]
"""Text that the index of words can hold."""

_Shape = TypeVar("_Shape")


def told(shape: TypeAdapter[_Shape], answer: wire.Message, name: str) -> _Shape:
    """Return the result that stands in an answer.

    Args:
        shape: What it has to be, made with `CHECKED`.
        answer: What `Worker.ask` returned.
        name: What the person calls the file, for the sentence of an error.

    Raises:
        DamagedDocumentError: It is anything else.
    """
    try:
        return shape.validate_python(answer.head.get("result"))
    except ValidationError as error:
        raise DamagedDocumentError(name or _("this file")) from error
