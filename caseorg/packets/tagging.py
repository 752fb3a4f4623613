"""Adds the second pass to a finished PDF: what each piece is, links, bookmarks, page labels, title and language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from caseorg.packets.lasting import Properties, make_lasting


@dataclass(eq=False)
class Element:
    """What one piece of a paper is to a screen reader: a heading, a paragraph, a cell … It may hold others."""

    tag: str
    parent: Element | None = None
    alt: str = ""
    language: str = ""
    scope: str = ""
    kids: list[Element | Mark | Jump] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.parent is not None:
            self.parent.kids.append(self)

    @property
    def is_used(self) -> bool:
        """Tell whether anything was drawn for it."""
        return any(not isinstance(kid, Element) or kid.is_used for kid in self.kids)

    def first_page(self) -> int | None:
        """Return the page on which it begins, from 0; None if nothing was drawn for it."""
        for kid in self.kids:
            page = kid.first_page() if isinstance(kid, Element) else kid.page
            if page is not None:
                return page
        return None


@dataclass(frozen=True)
class Mark:
    """Drawn content: its page, from 0, and its number on that page."""

    page: int
    number: int


@dataclass(frozen=True)
class Jump:
    """A place on a page, in points from the lower left, that leads to another page."""

    page: int
    area: tuple[float, float, float, float]
    to_page: int
    says: str


@dataclass(frozen=True)
class Bookmark:
    """One line of the bookmark panel."""

    title: str
    page: int
    below: tuple[Bookmark, ...] = ()


def finish(pdf: Pdf, root: Element, bookmarks: Iterable[Bookmark], properties: Properties) -> None:
    """Give `pdf` its structure tree, links, bookmarks, page labels and properties."""
    _add_structure(pdf, root)
    bookmarks = tuple(bookmarks)
    if bookmarks:
        with pdf.open_outline() as outline:
            outline.root.extend(_outline(one) for one in bookmarks)
        pdf.Root.PageMode = Name.UseOutlines
    # Decimal labels from 1: the number in the viewer's box is the number printed on the page.
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
    pdf.Root.Lang = String(properties.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    for key in ("/OpenAction", "/AA", "/Names"):
        if key in pdf.Root:
            del pdf.Root[key]
    make_lasting(pdf, properties)


def _outline(bookmark: Bookmark) -> OutlineItem:
    item = OutlineItem(bookmark.title, bookmark.page, "Fit")
    item.children.extend(_outline(one) for one in bookmark.below)
    return item


class _Tree:
    """The structure tree while it is being written."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.on_page: dict[int, dict[int, Object]] = defaultdict(dict)
        self.links: list[Object] = []
        self.pages = [page.obj for page in pdf.pages]

    def add(self, element: Element, parent: Object) -> Object:
        """Write one element and all it holds."""
        entries: dict[str, Any] = {"/Type": Name.StructElem, "/S": Name("/" + element.tag), "/P": parent}
        if element.alt:
            entries["/Alt"] = String(element.alt)
        if element.language:
            entries["/Lang"] = String(element.language)
        if element.scope:
            entries["/A"] = Dictionary(O=Name.Table, Scope=Name("/" + element.scope))
        kid = element.kids[0]
        if len(element.kids) == 1 and isinstance(kid, Mark):
            # The usual case, in its short form.
            made = self.pdf.make_indirect(Dictionary({**entries, "/Pg": self.pages[kid.page], "/K": kid.number}))
            self.on_page[kid.page][kid.number] = made
            return made
        first = element.first_page()
        if first is not None:
            entries["/Pg"] = self.pages[first]
        made = self.pdf.make_indirect(Dictionary(entries))
        made.K = Array([self._kid(kid, made) for kid in element.kids if not isinstance(kid, Element) or kid.is_used])
        return made

    def _kid(self, kid: Element | Mark | Jump, parent: Object) -> Object:
        if isinstance(kid, Element):
            return self.add(kid, parent)
        page = self.pages[kid.page]
        if isinstance(kid, Mark):
            self.on_page[kid.page][kid.number] = parent
            return Dictionary(Type=Name.MCR, Pg=page, MCID=kid.number)
        return self._link(kid, page, parent)

    def _link(self, jump: Jump, page: Object, parent: Object) -> Object:
        target = self.pages[jump.to_page]
        note = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([round(edge, 2) for edge in jump.area]),
                Border=Array([0, 0, 0]),
                F=4,
                Dest=Array([target, Name.Fit]),
                Contents=String(jump.says),
                StructParent=len(self.pages) + len(self.links),
            )
        )
        self.links.append(parent)
        if "/Annots" not in page:
            page.Annots = Array([])
        page.Annots.append(note)
        return Dictionary(Type=Name.OBJR, Obj=note, Pg=page)


def _add_structure(pdf: Pdf, root: Element) -> None:
    tree = _Tree(pdf)
    tree.root.K = Array([tree.add(root, tree.root)])
    numbers = Array([])
    for index, page in enumerate(tree.pages):
        marks = tree.on_page[index]
        page.StructParents = index
        page.Tabs = Name.S
        numbers.append(index)
        numbers.append(pdf.make_indirect(Array([marks[number] for number in range(len(marks))])))
    for index, owner in enumerate(tree.links, len(tree.pages)):
        numbers.append(index)
        numbers.append(owner)
    tree.root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    tree.root.ParentTreeNextKey = len(tree.pages) + len(tree.links)
    pdf.Root.StructTreeRoot = tree.root
    pdf.Root.MarkInfo = Dictionary(Marked=True)
