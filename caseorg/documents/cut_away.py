"""Finds what lies outside of the part of a page that is seen, and leaves it behind. Runs in the worker process.

A crop only hides: the words and dots around it stay in the file, and whoever gets it can bring them back. Orders can't
be cut in two as paper can, so such a page becomes a picture of what is seen. The words that are seen can still be
searched, since they were read before.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf

from caseorg.documents import covering, drawing
from caseorg.documents.finding import FindingKind, Noticed

_SLACK = 1.0
"""How far a letter or a line may reach over the edge, in points, before it counts as cut away."""

_DPI = 72


def leave_behind(clean: bytes, noticed: Noticed) -> bytes:
    """Return clean pages on which no words, and no dots that were cropped, lie outside of what is seen."""
    boxes = _pages_to_look_at(clean)
    if not boxes:
        return clean
    whole = drawing.opened(_uncropped(clean, boxes))
    cut = [number for number, seen in boxes.items() if _has_more(whole[number - 1], seen)]
    drawing.forget()
    if not cut:
        return clean
    noticed.setdefault(FindingKind.cut_away, []).extend(cut)
    return covering.as_pictures(clean, {number: [] for number in cut})


def _pages_to_look_at(clean: bytes) -> dict[int, tuple[float, ...]]:
    """Return what is seen of each page that is cropped or has words more than are seen, by its number from 1."""
    found = {}
    with pikepdf.open(BytesIO(clean)) as pdf:
        for number, (page, drawn) in enumerate(zip(pdf.pages, drawing.opened(clean), strict=True), 1):
            whole, seen = (tuple(float(side) for side in box) for box in (page.mediabox, page.cropbox))
            is_cropped = any(abs(one - other) > _SLACK for one, other in zip(whole, seen, strict=True))
            if is_cropped or _has_more_words(drawn):
                found[number] = seen
            drawn.close()
    drawing.forget()
    return found


def _has_more_words(page: Any) -> bool:
    words = page.get_textpage()
    all_of_them, seen = words.get_text_range(errors="ignore"), words.get_text_bounded(errors="ignore")
    words.close()
    return len("".join(all_of_them.split())) > len("".join(seen.split()))


def _uncropped(clean: bytes, numbers: dict[int, tuple[float, ...]]) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(clean)) as pdf:
        for number in numbers:
            page = pdf.pages[number - 1].obj
            if "/CropBox" in page:
                del page["/CropBox"]
            # Unturned, a place on the picture is found without thinking.
            page.Rotate = 0
        pdf.save(out)
    return out.getvalue()


def _has_more(page: Any, seen: tuple[float, ...]) -> bool:
    """Tell whether a whole page has words or dots outside of what is seen."""
    found = _has_words_outside(page, seen) or _has_dots_outside(page, seen)
    page.close()
    return found


def _has_words_outside(page: Any, seen: tuple[float, ...]) -> bool:
    words = page.get_textpage()
    left, bottom, right, top = seen
    found = False
    for index in range(words.count_chars()):
        box = words.get_charbox(index)
        across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        is_inside = left - _SLACK <= across <= right + _SLACK and bottom - _SLACK <= up <= top + _SLACK
        if not is_inside and words.get_text_range(index, 1, errors="ignore").strip():
            found = True
            break
    words.close()
    return found


def _has_dots_outside(page: Any, seen: tuple[float, ...]) -> bool:
    """Draw the whole page, wipe what is seen, and look whether anything is left."""
    whole = page.get_mediabox()
    width, height = page.get_size()
    scale = min(_DPI / 72, (drawing.MAX_PIXELS / (width * height)) ** 0.5)
    picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    left, right = ((seen[at] - whole[0]) * scale for at in (0, 2))
    top, bottom = ((whole[3] - seen[at]) * scale for at in (3, 1))
    edge = 1 + _SLACK * scale
    picture.paste(255, (int(left - edge), int(top - edge), int(right + edge) + 1, int(bottom + edge) + 1))
    return bool(picture.getextrema()[0] < 255)
