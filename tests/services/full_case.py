"""A case with a record of every kind and every field filled, whose references all lead somewhere."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from caseorg.domain.case import Case
from caseorg.domain.people import Contact
from caseorg.domain.references import references
from caseorg.services.workspace import Workspace
from tests.builders import one_of_each

REPORT = b"%PDF-1.4 as it came \x00\xff"


def one_full_case(workspace: Workspace, mark: str = "ZEBRA") -> UUID:
    """Save a record of every kind with every field filled, whose references all lead somewhere."""
    case = Case(title="=Every/kind: of “record”")
    records = [case, *one_of_each(case.id, mark)]
    person = next(each for each in records if isinstance(each, Contact))
    digests = {"sha256": sha256(REPORT).hexdigest(), "size_bytes": len(REPORT)}
    with workspace.step("Everything") as step:
        step.keep(REPORT)
        for record in records:
            known: dict[str, Any] = {}
            for name, _required in references(type(record)):
                value = getattr(record, name)
                if isinstance(value, (UUID, tuple)):
                    known[name] = (person.id,) if isinstance(value, tuple) else person.id
            fields = type(record).model_fields
            known |= {name: digests["sha256"] for name in fields if name.endswith("sha256")}
            known |= {"size_bytes": digests["size_bytes"]} if "size_bytes" in fields else {}
            known |= {"is_private": False} if "is_private" in fields else {}
            step.save(record.revised(**known))
    return case.id
