"""Lists the fields of a form that can be filled in: what each is called, what it takes, where it is. Worker."""

from __future__ import annotations

from typing import Any

import pikepdf

from caseorg.documents import wire
from caseorg.documents.cleaning import page_size
from caseorg.documents.pdf import open_pdf

MOST_FIELDS = 2_000
_LONGEST = 300
_DEPTH = 32

_MULTILINE, _COMB = 1 << 12, 1 << 24
_RADIO, _PUSH = 1 << 15, 1 << 16


def form_fields(data: bytes, _facts: dict[str, Any]) -> wire.Message:
    """List every field with a place on a page; edges are parts of the page as it is seen, from its upper left."""
    pdf = open_pdf(data)
    found: list[dict[str, Any]] = []
    for number, page in enumerate(pdf.pages, 1):
        notes = page.obj.get("/Annots")
        for note in notes if isinstance(notes, pikepdf.Array) else []:
            if len(found) < MOST_FIELDS and isinstance(note, pikepdf.Dictionary) and note.get("/Subtype") == "/Widget":
                field = _field(note, page, number)
                if field is not None:
                    found.append(field)
    return wire.Message({"result": found})


def _field(note: pikepdf.Dictionary, page: pikepdf.Page, number: int) -> dict[str, Any] | None:
    kind = str(_inherited(note, "/FT") or "")
    flags = _inherited(note, "/Ff")
    bits = int(flags) if isinstance(flags, int) else 0
    box = _place(note, page)
    if box is None or kind not in ("/Tx", "/Btn", "/Ch") or (kind == "/Btn" and bits & _PUSH):
        return None
    longest = _inherited(note, "/MaxLen")
    name = _name(note)
    if kind == "/Btn" and bits & _RADIO:
        name = f"{name}: {_state(note)}"
    return {
        "name": name[:_LONGEST],
        "label": str(_inherited(note, "/TU") or "")[:_LONGEST],
        "is_box": kind == "/Btn",
        "is_long": bool(bits & _MULTILINE),
        "columns": int(longest) if isinstance(longest, int) and bits & _COMB else 0,
        "page": number,
        "box": box,
    }


def _inherited(note: pikepdf.Dictionary, key: str) -> Any:
    """Return a value of a field, which may stand in one above it."""
    thing: Any = note
    for _step in range(_DEPTH):
        if not isinstance(thing, pikepdf.Dictionary):
            return None
        if key in thing:
            return thing[key]
        thing = thing.get("/Parent")
    return None


def _name(note: pikepdf.Dictionary) -> str:
    parts: list[str] = []
    thing: Any = note
    for _step in range(_DEPTH):
        if not isinstance(thing, pikepdf.Dictionary):
            break
        if "/T" in thing:
            parts.append(str(thing.T))
        thing = thing.get("/Parent")
    return ".".join(reversed(parts))


def _state(note: pikepdf.Dictionary) -> str:
    looks = note.get("/AP")
    normal = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    states = [str(key)[1:] for key in normal.keys()] if isinstance(normal, pikepdf.Dictionary) else []  # noqa: SIM118
    return next((state for state in states if state != "Off"), "")


def _place(note: pikepdf.Dictionary, page: pikepdf.Page) -> list[float] | None:
    """Return the field's edges as parts of the page as it is seen: cropped and turned."""
    try:
        one, two, three, four = (float(edge) for edge in note.Rect)
        box = [float(edge) for edge in page.obj.get("/CropBox", page.mediabox)]
    except (AttributeError, TypeError, ValueError):
        return None
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    if width <= 0 or height <= 0 or min(page_size(page)) <= 0:
        return None
    xs = sorted(((one - left) / width, (three - left) / width))
    ys = sorted(((top - two) / height, (top - four) / height))
    turn = page.obj.get("/Rotate", 0)
    turn = int(turn) % 360 if isinstance(turn, int) else 0
    corners = [_turned(x, y, turn) for x in xs for y in ys]
    across, down = sorted(x for x, _y in corners), sorted(y for _x, y in corners)
    seen = [across[0], down[0], across[-1], down[-1]]
    inside = [min(1.0, max(0.0, edge)) for edge in seen]
    return inside if inside[2] - inside[0] > 0.001 and inside[3] - inside[1] > 0.001 else None


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    return {90: (1 - y, x), 180: (1 - x, 1 - y), 270: (y, 1 - x)}.get(turn, (x, y))
