"""Reads the structure of a PDF of ours back, so that some of its pages keep theirs in another file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pikepdf import Array, Dictionary, Object, Page, Pdf

from caseorg.packets.tagging import Element, Jump, Mark

_Places = Mapping[tuple[int, int], int]
"""Where pages stand in the new file, from 0, by the number of the page's object in the old one."""


def structure_of(pdf: Pdf, pages: Sequence[Page], first: int) -> list[Element]:
    """Return the elements below the root of a PDF's structure, with what stands on some of its pages alone.

    Args:
        pdf: A PDF of ours.
        pages: The pages that come along.
        first: Where the first of them stands in the new file, from 0.
    """
    places = {page.obj.objgen: first + at for at, page in enumerate(pages)}
    holder = Element("Document")
    for kid in _kids(pdf.Root.StructTreeRoot):
        for below in () if isinstance(kid, int) else _kids(kid):
            _read(below, holder, places)
    return [one for one in holder.kids if isinstance(one, Element) and one.is_used]


def _kids(element: Object) -> list[Object | int]:
    kids = element.get("/K", Array([]))
    return list(kids) if isinstance(kids, Array) else [kids]


def _read(source: Object | int, parent: Element, places: _Places) -> None:
    if isinstance(source, int):
        return
    made = Element(str(source.S)[1:], parent, str(source.get("/Alt", "")), str(source.get("/Lang", "")))
    made.scope = str(source.get("/A", Dictionary()).get("/Scope", ""))[1:]
    for kid in _kids(source):
        if isinstance(kid, int):
            _mark(made, places, source, kid)
        elif kid.get("/Type") == "/MCR":
            _mark(made, places, kid, int(kid.MCID))
        elif kid.get("/Type") == "/OBJR":
            _link(made, places, kid)
        else:
            _read(kid, made, places)
    if made.tag == "Link" and not any(isinstance(one, Jump) for one in made.kids):
        # It leads to a page that is in another file.
        made.tag = "Span"


def _mark(made: Element, places: _Places, on: Object, number: int) -> None:
    place = places.get(on.Pg.objgen)
    if place is not None:
        made.kids.append(Mark(place, number))


def _link(made: Element, places: _Places, source: Object) -> None:
    note = source.Obj
    place, to = places.get(source.Pg.objgen), places.get(note.Dest[0].objgen)
    if place is not None and to is not None:
        left, bottom, right, top = (float(edge) for edge in note.Rect)
        made.kids.append(Jump(place, (left, bottom, right, top), to, str(note.Contents)))
