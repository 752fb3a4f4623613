"""Marks pages that somebody else wrote as a sample's, as every page of our own is marked there."""

from __future__ import annotations

import io

from pikepdf import ObjectStreamMode, Pdf

from caseorg.packets.fonts import Fonts
from caseorg.packets.pen import Pen
from caseorg.packets.render import visible_size
from caseorg.packets.words import wording


def marked_as_sample(pdf: bytes) -> bytes:
    """Return clean pages with the word for a sample across each. The same pages give the same bytes."""
    word, fonts, drawn = wording("en").printed.sample, Fonts(), io.BytesIO()
    with Pdf.open(io.BytesIO(pdf)) as document:
        pen = Pen.on(drawn, {})
        for page in document.pages:
            pen.new_page(visible_size(page))
            with pen.artifact():
                pen.across(word, fonts)
            pen.end_page()
        pen.save()
        with Pdf.open(drawn) as marks:
            for page, mark in zip(document.pages, marks.pages, strict=True):
                page.add_overlay(mark, None)
            out = io.BytesIO()
            document.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()
