"""Draws what was typed into a PDF's forms, or marked on its pages, into the pages. Runs in the worker process."""

from __future__ import annotations

import contextlib

import pikepdf

from caseorg.documents.answers import draw_answer, typed_answer
from caseorg.documents.finding import FindingKind, Noticed

# Annotations that are part of what a reader sees: answers typed into forms, and marks made with a pen.
_SEEN = frozenset(
    "/Widget /FreeText /Ink /Highlight /Underline /StrikeOut /Squiggly /Square /Circle /Line /Polygon /PolyLine "
    "/Stamp /Caret /Watermark /Redact".split()
)
_ACTIVE = frozenset("/Movie /Sound /Screen /3D /RichMedia".split())

_HIDDEN, _NOT_ON_SCREEN = 1 << 1, 1 << 5  # ISO 32000-1, 12.5.3

TypedAnswers = list[tuple[int, str]]
"""Page, counted from 1, and what must be read on it."""


def draw_annotations(pdf: pikepdf.Pdf, noticed: Noticed) -> TypedAnswers:
    """Draw into each page the annotations a reader sees, and leave no other on it.

    Returns what had been typed but not drawn yet by whoever made the file, so that it can be looked for on the pages.
    """
    typed: TypedAnswers = []
    form = pdf.acroform
    is_stale = form.exists and bool(form.needs_appearances)
    for number, page in enumerate(pdf.pages, start=1):
        _keep_seen(page, number, noticed)
        if form.exists:
            typed.extend((number, text) for text in _draw_answers(pdf, page, is_stale))
    try:
        if form.exists:
            # The library draws no answers while this still says that they are to be drawn.
            pdf.Root.AcroForm.NeedAppearances = False
        pdf.flatten_annotations(mode="screen")
    except (pikepdf.PdfError, ValueError, TypeError):
        noticed.setdefault(FindingKind.damaged, [])
    return typed


def note_lost_answers(typed: TypedAnswers, texts: list[str], noticed: Noticed) -> None:
    """Name the pages on which a typed answer cannot be read: in letters that the form's typeface lacks, for example."""
    for number, answer in typed:
        if _letters(answer) not in _letters(texts[number - 1]):
            noticed.setdefault(FindingKind.lost_answers, []).append(number)


def _keep_seen(page: pikepdf.Page, number: int, noticed: Noticed) -> None:
    annotations = page.obj.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return
    kept = pikepdf.Array()
    for annotation in annotations:
        if not isinstance(annotation, pikepdf.Dictionary):
            continue
        kind = str(annotation.get("/Subtype", ""))
        if kind in _SEEN:
            kept.append(annotation)
            if kind != "/Widget" and _is_visible(annotation) and not _has_appearance(annotation):
                noticed.setdefault(FindingKind.lost_marks, []).append(number)
        elif kind == "/Text":
            noticed.setdefault(FindingKind.comments, []).append(number)
        elif kind == "/FileAttachment":
            noticed.setdefault(FindingKind.attachments, [])
        elif kind in _ACTIVE:
            noticed.setdefault(FindingKind.active_parts, [])
    page.obj.Annots = kept


def _draw_answers(pdf: pikepdf.Pdf, page: pikepdf.Page, is_stale: bool) -> list[str]:
    """Draw the typed answers of a page that were not drawn, or that the form says are out of date."""
    form = pdf.acroform
    typed = []
    for widget in form.get_widget_annotations_for_page(page):
        if not _is_visible(widget.obj) or (_has_appearance(widget.obj) and not is_stale):
            continue
        field = form.get_field_for_annotation(widget)
        answer = typed_answer(field)
        if answer:
            typed.append(answer)
            # Whatever is wrong with this field: its answer is looked for on the page later.
            with contextlib.suppress(Exception):
                draw_answer(pdf, field, widget.obj, answer)
    return typed


def _is_visible(annotation: pikepdf.Object) -> bool:
    flags = annotation.get("/F", 0)
    return not (isinstance(flags, int) and flags & (_HIDDEN | _NOT_ON_SCREEN))


def _has_appearance(annotation: pikepdf.Object) -> bool:
    appearance = annotation.get("/AP")
    return isinstance(appearance, pikepdf.Dictionary) and "/N" in appearance


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
