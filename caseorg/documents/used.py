"""Leaves to each page, form, pattern and typeface only what its own orders draw with. Runs in the worker process.

Whatever else stands in a list of resources is never seen, and would travel along: an old logo, a page that was taken
out, words that were drawn over. The names that orders use are those of ISO 32000-1, annex A.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable

import pikepdf

from caseorg.documents.pdf import content_streams, entries, unpacked_length
from caseorg.domain.errors import HugeDocumentError

Names = dict[str, set[str]]
"""The names that orders use, by category of resources. The category `EVERY` holds names of any; `ANY` is all names."""

EVERY, ANY = "every category", "any name"

# Reading orders one by one costs a second for four megabytes. Of what is longer each name counts as used.
_LONGEST = 1 << 20

_LAST_OPERAND = {
    "Do": "/XObject",
    "gs": "/ExtGState",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
    "scn": "/Pattern",
    "SCN": "/Pattern",
    "sh": "/Shading",
    "BDC": "/Properties",
    "DP": "/Properties",
}
# Readers take these for the plain colors without being told by name (ISO 32000-1, 8.6.5.6).
_TAKEN_SILENTLY = frozenset({"/DefaultGray", "/DefaultRGB", "/DefaultCMYK"})

_NAME = re.compile(rb"/([^\x00\t\n\f\r ()<>\[\]{}/%]*)")
_IN_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")


class Used:
    """What the pages of one document draw with."""

    def __init__(self) -> None:
        self._pruned: set[tuple[int, int]] = set()

    def resources_of(self, page: pikepdf.Page) -> pikepdf.Dictionary:
        """Return a list of its own for a page, of what it draws with; what that draws with is pruned in place."""
        resources = page.obj.get("/Resources")
        names = _names_in(page, content_streams(page))
        kept = _kept(resources, _with_borrowers(resources, names))
        self._prune_below(kept)
        return kept

    def _prune_below(self, resources: pikepdf.Dictionary) -> None:
        """Prune the forms, patterns, masks and drawn typefaces that can be reached from a list of resources."""
        waiting: list[object] = [resources]
        while waiting:
            for thing in _owners(waiting.pop()):
                if thing.is_indirect and thing.objgen in self._pruned:
                    continue
                self._pruned.add(thing.objgen)
                own = thing.get("/Resources")
                if isinstance(own, pikepdf.Dictionary):
                    thing.Resources = _kept(own, _with_borrowers(own, _names_of(thing)))
                    waiting.append(thing.Resources)


def _kept(resources: object, names: Names) -> pikepdf.Dictionary:
    """Return the part of a list of resources that is used."""
    kept = pikepdf.Dictionary()
    for category, things in entries(resources):
        if not isinstance(things, pikepdf.Dictionary):
            # The list of procedure sets says nothing; whoever cleans after this decides about it.
            if category == "/ProcSet":
                kept[category] = things
            continue
        used = names[category] | names[EVERY]
        if category == "/ColorSpace":
            used = used | _TAKEN_SILENTLY | _colors_of_pictures(resources, names)
        some = pikepdf.Dictionary({name: thing for name, thing in entries(things) if name in used or ANY in used})
        if len(some.keys()):
            kept[category] = some
    return kept


def _colors_of_pictures(resources: object, names: Names) -> set[str]:
    """Return the names by which used pictures speak of their colors, as old programs let them."""
    found: set[str] = set()
    for category, things in entries(resources):
        for name, thing in entries(things) if category == "/XObject" else ():
            if name in names[category] | names[EVERY] or ANY in names[EVERY]:
                found.update(str(one) for one in _names_under(thing))
    return found


def _names_of(thing: pikepdf.Object) -> Names:
    """Return the names used by a form or a pattern, or by all the letters of a typeface that is drawn."""
    if isinstance(thing, pikepdf.Stream):
        return _names_in(thing, [thing])
    names: Names = defaultdict(set)
    for _name, letter in entries(thing.get("/CharProcs")):
        if isinstance(letter, pikepdf.Stream):
            _add(names, _names_in(letter, [letter]))
    return names


def _with_borrowers(resources: object, names: Names) -> Names:
    """Add what is used by forms and typefaces that have no list of their own: they borrow from whoever draws them."""
    done: set[tuple[int, int]] = set()
    found: Names = defaultdict(set)
    _add(found, names)
    while True:
        new = [
            thing
            for thing in _owners(_kept(resources, found))
            if "/Resources" not in thing and thing.objgen not in done
        ]
        if not new:
            return found
        for thing in new:
            done.add(thing.objgen)
            _add(found, _names_of(thing))


def _owners(resources: object) -> Iterable[pikepdf.Object]:
    """Return what is in a list of resources and draws by orders of its own."""
    for category, things in entries(resources):
        for _name, thing in entries(things):
            if isinstance(thing, pikepdf.Stream):
                if category == "/Pattern" or (category == "/XObject" and thing.get("/Subtype") == "/Form"):
                    yield thing
            elif category == "/Font" and isinstance(thing, pikepdf.Dictionary):
                yield from _if_drawn(thing)
            if category in ("/ExtGState", "/Pattern") and isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                state = thing if category == "/ExtGState" else thing.get("/ExtGState")
                yield from _of_state(state)


def _of_state(state: object) -> Iterable[pikepdf.Object]:
    """Return what draws in a graphics state: its soft mask, and a typeface that is set by it."""
    if not isinstance(state, pikepdf.Dictionary):
        return
    mask, font = state.get("/SMask"), state.get("/Font")
    if isinstance(mask, pikepdf.Dictionary) and isinstance(mask.get("/G"), pikepdf.Stream):
        yield mask.G
    if isinstance(font, pikepdf.Array) and len(font) and isinstance(font[0], pikepdf.Dictionary):
        yield from _if_drawn(font[0])


def _if_drawn(font: pikepdf.Dictionary) -> Iterable[pikepdf.Object]:
    if font.get("/Subtype") == "/Type3":
        yield font


def _names_in(drawn: pikepdf.Page | pikepdf.Stream, streams: list[pikepdf.Stream]) -> Names:
    """Return the names that orders use; all names that occur in them, where they are too long or can't be read."""
    names: Names = defaultdict(set)
    try:
        if sum(unpacked_length(stream, _LONGEST) for stream in streams) <= _LONGEST:
            for order in pikepdf.parse_content_stream(drawn) if streams else []:
                _note(order, names)
            return names
    except (HugeDocumentError, zlib.error, pikepdf.PdfError, ValueError, TypeError):
        names.clear()
    for stream in streams:
        names[EVERY] |= _all_names(stream)
    return names


def _note(order: pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage, names: Names) -> None:
    operator, given = str(order.operator), list(order.operands)
    if operator == "INLINE IMAGE":
        names["/ColorSpace"] |= {str(name) for name in _names_under(given[0].obj)}
    elif operator == "Tf" and given and isinstance(given[0], pikepdf.Name):
        names["/Font"].add(str(given[0]))
    elif operator in _LAST_OPERAND and given and isinstance(given[-1], pikepdf.Name):
        names[_LAST_OPERAND[operator]].add(str(given[-1]))


def _names_under(picture: pikepdf.Object) -> Iterable[pikepdf.Name]:
    """Return the names by which a picture that stands among the orders may speak of its colors."""
    for _key, value in entries(picture):
        if isinstance(value, pikepdf.Name):
            yield value
        elif isinstance(value, pikepdf.Array):
            yield from (part for part in value if isinstance(part, pikepdf.Name))


def _all_names(stream: pikepdf.Stream) -> set[str]:
    try:
        unpacked_length(stream)
        data = stream.read_bytes()
    except (zlib.error, pikepdf.PdfError):
        # A reader may draw a part of it, and nobody can say which.
        return {ANY}
    found = (_IN_HEX.sub(lambda match: bytes.fromhex(match[1].decode()), name) for name in _NAME.findall(data))
    return {"/" + name.decode("utf-8", "surrogateescape") for name in found}


def _add(names: Names, more: Names) -> None:
    for category, some in more.items():
        names[category] |= some
