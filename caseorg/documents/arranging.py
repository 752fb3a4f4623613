"""Makes clean pages anew in another order, some of them turned or left out. Runs in the worker process."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf

from caseorg.documents import drawing, wire
from caseorg.domain.errors import DamagedDocumentError

_QUARTERS = frozenset((0, 90, 180, 270))


def arrange(data: bytes, facts: dict[str, Any]) -> wire.Message:
    """Return some pages of a paper. Facts: `pages`, a list of pairs: which page, from 1, and by how many degrees it is
    turned clockwise.
    """
    drawing.forget()
    new = pikepdf.Pdf.new()
    with pikepdf.open(BytesIO(data)) as source:
        # Pages often share one list of what they draw with: those that stay must not bring along what was left out.
        source.remove_unreferenced_resources()
        for number, degrees in facts["pages"]:
            if not 1 <= number <= len(source.pages) or degrees not in _QUARTERS:
                raise DamagedDocumentError("")
            new.pages.append(source.pages[number - 1])
            if degrees:
                new.pages[-1].rotate(degrees, relative=True)
        buffer = BytesIO()
        new.save(buffer, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return wire.Message({"result": len(new.pages)}, buffer.getvalue())


def warm_up() -> None:
    """Use each part once, so that nothing is loaded later, when loading is refused."""
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page(page_size=(72, 72))
    buffer = BytesIO()
    pdf.save(buffer)
    arrange(buffer.getvalue(), {"pages": [[1, 90]]})
