"""Rebuilds the pages of a PDF from what draws them and nothing else (T-PACKET). Runs in the worker process."""

from __future__ import annotations

import contextlib
import math
import zlib

import pikepdf

from caseorg.documents.annotations import TypedAnswers, draw_annotations
from caseorg.documents.finding import FindingKind, Noticed
from caseorg.documents.layers import Layers
from caseorg.documents.marks import Marks
from caseorg.documents.pdf import MAX_PAGE_BYTES, content_streams, entries, unpacked_length
from caseorg.documents.used import Used
from caseorg.domain.errors import HugeDocumentError

LETTER = (0.0, 0.0, 612.0, 792.0)

# Longest side of a page in points that any reader shows (ISO 32000-1, annex C).
_LONGEST_SIDE = 14_400.0

_RESOURCES = frozenset("/ExtGState /ColorSpace /Pattern /Shading /XObject /Font /Properties /ProcSet".split())

# Every key that helps to draw, from the tables of ISO 32000-1, 7.4 (packing), 7.10 (functions), 8 (graphics),
# 9 (fonts), 10.5 (halftones) and 11 (transparency). Left out on purpose: anything that acts, points outside of the
# file, describes or belongs to another program: /A /AA /F /FFilter /FDecodeParms /OPI /Ref /Metadata /PieceInfo
# /StructParent /StructParents /Alternates /Measure /PtData /LastModified /ID.
_DRAWING = frozenset(
    # streams and their packing
    "/Length /Filter /DecodeParms /Predictor /Colors /BitsPerComponent /Columns /EarlyChange /K /EndOfLine "
    "/EncodedByteAlign /Rows /EndOfBlock /BlackIs1 /DamagedRowsBeforeError /JBIG2Globals /ColorTransform "
    # pictures and forms
    "/Type /Subtype /Width /Height /ColorSpace /Intent /ImageMask /Mask /Decode /Interpolate /SMask /SMaskInData "
    "/Matte /FormType /BBox /Matrix /Resources /Group /Name /S /CS /I "
    # graphics states
    "/LW /LC /LJ /ML /D /RI /OP /op /OPM /Font /BG /BG2 /UCR /UCR2 /TR /TR2 /HT /FL /SM /SA /BM /CA /ca /AIS /TK "
    "/G /BC /UseBlackPtComp "
    # patterns, shadings, functions
    "/PatternType /PaintType /TilingType /XStep /YStep /Shading /ExtGState /ShadingType /Background /AntiAlias "
    "/Coords /Domain /Extend /Function /BitsPerCoordinate /BitsPerFlag /VerticesPerRow /FunctionType /Range /Size "
    "/BitsPerSample /Order /Encode /C0 /C1 /N /Functions /Bounds "
    # color spaces
    "/Alternate /WhitePoint /BlackPoint /Gamma /Colorants /Process /MixingHints /Components /Solidities "
    "/PrintingOrder /DotGain "
    # fonts
    "/BaseFont /FirstChar /LastChar /Widths /FontDescriptor /Encoding /ToUnicode /DescendantFonts /CIDSystemInfo "
    "/Registry /Ordering /Supplement /DW /W /DW2 /W2 /CIDToGIDMap /BaseEncoding /Differences /FontBBox /FontMatrix "
    "/CharProcs /FontName /FontFamily /FontStretch /FontWeight /Flags /ItalicAngle /Ascent /Descent /Leading "
    "/CapHeight /XHeight /StemV /StemH /AvgWidth /MaxWidth /MissingWidth /FontFile /FontFile2 /FontFile3 /CharSet "
    "/Style /Panose /Lang /FD /CIDSet /Length1 /Length2 /Length3 /WMode /UseCMap /CMapName "
    # halftones
    "/HalftoneType /HalftoneName /Frequency /Angle /SpotFunction /AccurateScreens /TransferFunction /Thresholds "
    "/Xsquare /Ysquare /Default".split()
)

# Names that must not stand in a saved packet in any place, not even as the name somebody gave to a font.
FORBIDDEN = frozenset(
    "/JS /JavaScript /Launch /SubmitForm /ImportData /GoToR /GoToE /Rendition /RichMedia /Movie /Sound /3D /AA "
    "/OpenAction /XFA /EmbeddedFiles /EmbeddedFile /FileAttachment /Filespec /Metadata /Thumb /PieceInfo "
    "/StructTreeRoot /URI /Annots /AcroForm /Names".split()
)


def clean_pages(pdf: pikepdf.Pdf, noticed: Noticed) -> tuple[pikepdf.Pdf, TypedAnswers]:
    """Make a new PDF that has the pages of this one, drawn alike, and nothing of it that is not drawn.

    The old one is used up by it, and must be kept until the new one is saved. With the new one comes what was typed
    into forms and has to be found on its pages.

    Raises:
        HugeDocumentError: The drawing orders of a page unpack to more than 64 MiB.
    """
    for number, page in enumerate(pdf.pages, start=1):
        _check_size(page, number, noticed)
    _note_the_document(pdf, noticed)
    typed = draw_annotations(pdf, noticed)
    layers, marks = Layers(pdf), Marks(pdf)
    cleaner, used = _Cleaner(), Used()
    new = pikepdf.Pdf.new()
    for number, page in enumerate(pdf.pages, start=1):
        if layers.remove_hidden(page):
            noticed.setdefault(FindingKind.hidden_layers, []).append(number)
        # After the layers, which are marks as well.
        marks.remove(page)
        sheet = _sheet(page, cleaner, used)
        copy = new.copy_foreign(pdf.make_indirect(sheet))
        copy.Type = pikepdf.Name.Page
        new.pages.append(pikepdf.Page(copy))
    return new, typed


def page_size(page: pikepdf.Page) -> tuple[float, float]:
    """Return width and height of a clean page in points, as it is seen: cropped and turned."""
    left, bottom, right, top = (float(side) for side in page.obj.get("/CropBox", page.obj.MediaBox))
    width, height = right - left, top - bottom
    return (height, width) if int(page.obj.get("/Rotate", 0)) % 180 else (width, height)


def _check_size(page: pikepdf.Page, number: int, noticed: Noticed) -> None:
    total = 0
    for stream in content_streams(page):
        try:
            total += unpacked_length(stream)
        except (zlib.error, pikepdf.PdfError):
            noticed.setdefault(FindingKind.damaged, []).append(number)
        if total > MAX_PAGE_BYTES:
            raise HugeDocumentError("")


def _note_the_document(pdf: pikepdf.Pdf, noticed: Noticed) -> None:
    """Say what the document has besides pages: it is lost in a packet, and the person should know."""
    root = pdf.Root
    if pdf.is_encrypted and not pdf.owner_password_matched:
        noticed[FindingKind.restricted] = []
    names = root.get("/Names")
    names = names if isinstance(names, pikepdf.Dictionary) else pikepdf.Dictionary()
    if "/EmbeddedFiles" in names or "/Collection" in root:
        noticed[FindingKind.attachments] = []
    if "/JavaScript" in names or "/AA" in root:
        noticed[FindingKind.active_parts] = []
    form = root.get("/AcroForm")
    # Without /NeedsRendering the pages show the form as well; with it, only a sentence asking for another program.
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form and bool(root.get("/NeedsRendering")):
        noticed[FindingKind.live_form] = []


def _sheet(page: pikepdf.Page, cleaner: _Cleaner, used: Used) -> pikepdf.Dictionary:
    """Return a page of allowed keys only, and of what it uses; it gets its type when it is in its new document."""
    sheet = pikepdf.Dictionary(MediaBox=pikepdf.Array(_box(page.obj.get("/MediaBox")) or LETTER))
    crop = _box(page.obj.get("/CropBox"))
    if crop:
        inside = _intersection(crop, [float(side) for side in sheet.MediaBox])
        if inside:
            sheet.CropBox = pikepdf.Array(inside)
    turn = page.obj.get("/Rotate", 0)
    if isinstance(turn, int) and turn % 360 in (90, 180, 270):
        sheet.Rotate = turn % 360
    streams = content_streams(page)
    for stream in streams:
        cleaner.clean(stream, "drawing")
    sheet.Contents = streams[0] if len(streams) == 1 else pikepdf.Array(streams)
    sheet.Resources = used.resources_of(page)
    cleaner.clean(sheet.Resources, "resources")
    return sheet


def _box(value: object) -> list[float] | None:
    """Return left, bottom, right, top of a rectangle that a page can have; None for any other."""
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    with contextlib.suppress(TypeError, ValueError, ArithmeticError):
        sides = [float(side) for side in value]
        left, right = sorted((sides[0], sides[2]))
        bottom, top = sorted((sides[1], sides[3]))
        fits = all(math.isfinite(side) for side in sides)
        if fits and 1 <= right - left <= _LONGEST_SIDE and 1 <= top - bottom <= _LONGEST_SIDE:
            return [left, bottom, right, top]
    return None


def _intersection(one: list[float], other: list[float]) -> list[float] | None:
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return [left, bottom, right, top] if right - left >= 1 and top - bottom >= 1 else None


class _Cleaner:
    """Walks everything a page draws with and takes away each key that is not for drawing.

    A dictionary is one of three things. "drawing": only known keys may stay. "resources": only the known categories.
    "names": its keys were chosen by whoever made the file, and each holds something for drawing.
    """

    def __init__(self) -> None:
        self._seen: set[tuple[int, int, str]] = set()

    def clean(self, start: pikepdf.Object, role: str) -> None:
        """Clean an object and all that can be reached from it, in place."""
        waiting = [(start, role)]
        while waiting:
            thing, role = waiting.pop()
            number, generation = thing.objgen
            if number:
                if (number, generation, role) in self._seen:
                    continue
                self._seen.add((number, generation, role))
            if isinstance(thing, pikepdf.Array):
                waiting.extend((part, role) for part in thing if _holds_others(part))
            else:
                waiting.extend(_cleaned(thing, role))


def _cleaned(thing: pikepdf.Object, role: str) -> list[tuple[pikepdf.Object, str]]:
    """Take forbidden keys out of one dictionary, and return what its other keys lead to, each with its role."""
    further = []
    for key, value in entries(thing):
        if not _may_stay(key, value, role):
            del thing[key]
        elif role == "resources" and key == "/Properties":
            # Marked content may name these; what they say (layers, spoken text, metadata) does not draw.
            thing[key] = pikepdf.Dictionary(
                {name: pikepdf.Dictionary() for name, _value in entries(value) if name not in FORBIDDEN}
            )
        elif _holds_others(value):
            further.append((value, _role_below(role, key)))
    return further


def _may_stay(key: str, value: object, role: str) -> bool:
    if isinstance(value, pikepdf.Name) and str(value) in FORBIDDEN:
        return False
    if role == "resources":
        return key in _RESOURCES
    if role == "names":
        return key not in FORBIDDEN
    return key in _DRAWING


def _role_below(role: str, key: str) -> str:
    if role == "resources":
        return "names"
    if role == "drawing" and key == "/Resources":
        return "resources"
    return (
        "names" if role == "drawing" and key in ("/CharProcs", "/Colorants", "/Solidities", "/DotGain") else "drawing"
    )


def _holds_others(value: object) -> bool:
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)
