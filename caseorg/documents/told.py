"""What the worker tells, checked: it was near foreign bytes, so its answer has the shape we wait for or is none."""

from __future__ import annotations

from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from caseorg.base.language import _
from caseorg.documents import wire
from caseorg.domain.errors import DamagedDocumentError

_Shape = TypeVar("_Shape")


def told(shape: TypeAdapter[_Shape], answer: wire.Message, name: str) -> _Shape:
    """Return the result that stands in an answer.

    Args:
        shape: What it has to be; made with `hide_input_in_errors`, so that no error quotes a document.
        answer: What `Worker.ask` returned.
        name: What the person calls the file, for the sentence of an error.

    Raises:
        DamagedDocumentError: It is anything else.
    """
    try:
        return shape.validate_python(answer.head.get("result"))
    except ValidationError as error:
        raise DamagedDocumentError(name or _("this file")) from error
