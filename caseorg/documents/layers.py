"""Takes away what a PDF's layers hide, since pages without their document would show it. Runs in the worker process."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf

from caseorg.documents.pdf import content_streams, entries

_Order = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage


class Layers:
    """The layers (optional content) of a document that are not shown when it is opened."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._hidden = _hidden_layers(pdf)
        self._done: set[tuple[int, int]] = set()

    def remove_hidden(self, page: pikepdf.Page) -> bool:
        """Take what is on hidden layers off a page, and say whether there was anything."""
        if not self._hidden:
            return False
        resources = page.obj.get("/Resources")
        names = self._hidden_names(resources)
        found = self._empty_hidden_objects(resources)
        if names and content_streams(page):
            kept = _without(pikepdf.parse_content_stream(page), names)
            page.obj.Contents = self._pdf.make_stream(pikepdf.unparse_content_stream(kept))
            found = True
        return found

    def _empty_hidden_objects(self, resources: object) -> bool:
        """Empty the pictures and forms that are on a hidden layer, and look into the other forms."""
        found = False
        waiting: list[object] = [resources]
        while waiting:
            for thing in _values(waiting.pop(), "/XObject"):
                if not isinstance(thing, pikepdf.Stream) or thing.objgen in self._done:
                    continue
                self._done.add(thing.objgen)
                if self._is_hidden(thing.get("/OC")):
                    _make_blank(thing)
                    found = True
                elif thing.get("/Subtype") == "/Form":
                    inner = thing.get("/Resources")
                    waiting.append(inner)
                    names = self._hidden_names(inner)
                    if names:
                        kept = _without(pikepdf.parse_content_stream(thing), names)
                        thing.write(pikepdf.unparse_content_stream(kept))
                        found = True
        return found

    def _hidden_names(self, resources: object) -> set[str]:
        properties = resources.get("/Properties") if isinstance(resources, pikepdf.Dictionary) else None
        return {key for key, layer in entries(properties) if self._is_hidden(layer)}

    def _is_hidden(self, layer: object) -> bool:
        """Say whether a layer, or a set of layers under its policy, is hidden."""
        if not isinstance(layer, pikepdf.Dictionary):
            return False
        if layer.get("/Type") != "/OCMD":
            return layer.objgen in self._hidden
        members = layer.get("/OCGs")
        parts = list(members) if isinstance(members, pikepdf.Array) else [members]
        hidden = [part.objgen in self._hidden for part in parts if isinstance(part, pikepdf.Dictionary)]
        if not hidden:
            return False
        policy = str(layer.get("/P", "/AnyOn"))
        shown = {
            "/AllOn": not any(hidden),
            "/AnyOff": any(hidden),
            "/AllOff": all(hidden),
        }.get(policy, not all(hidden))
        return not shown


def _hidden_layers(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Return the layers that are off in the default view (ISO 32000-1, 8.11.4.3)."""
    settings = pdf.Root.get("/OCProperties")
    if not isinstance(settings, pikepdf.Dictionary) or not isinstance(settings.get("/D"), pikepdf.Dictionary):
        return set()
    default = settings.D
    off = _numbers(default.get("/OFF"))
    if default.get("/BaseState") == "/OFF":
        off |= _numbers(settings.get("/OCGs")) - _numbers(default.get("/ON"))
    return off


def _numbers(layers: object) -> set[tuple[int, int]]:
    if not isinstance(layers, pikepdf.Array):
        return set()
    return {layer.objgen for layer in layers if isinstance(layer, pikepdf.Dictionary)}


def _without(orders: Sequence[_Order], names: set[str]) -> list[_Order]:
    """Leave out the drawing orders between the begin and the end of a hidden layer, with what is nested in it.

    Orders that only change or keep the state of drawing stay, as they do where a layer is switched off.
    """
    kept: list[_Order] = []
    open_marks: list[bool] = []
    for order in orders:
        operator = str(order.operator)
        if operator in ("BDC", "BMC"):
            given = list(order.operands)
            hides = operator == "BDC" and given[0] == "/OC" and len(given) > 1 and str(given[1]) in names
            open_marks.append(hides)
        elif operator == "EMC" and open_marks:
            open_marks.pop()
        elif any(open_marks) and operator in _PAINTS:
            if operator in _PATHS:
                kept.append(pikepdf.ContentStreamInstruction([], pikepdf.Operator("n")))
            continue
        kept.append(order)
    return kept


_PATHS = frozenset("S s f F f* B B* b b*".split())
_PAINTS = _PATHS | frozenset(["sh", "Do", "INLINE IMAGE", "BI", "Tj", "TJ", "'", '"'])


def _make_blank(thing: pikepdf.Stream) -> None:
    """Make a form that draws nothing of a picture or form that is hidden."""
    for key, _value in entries(thing):
        del thing[key]
    thing.write(b"")
    thing.Type, thing.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    thing.BBox = pikepdf.Array([0, 0, 1, 1])


def _values(resources: object, category: str) -> list[pikepdf.Object]:
    return [thing for name, things in entries(resources) if name == category for _key, thing in entries(things)]
