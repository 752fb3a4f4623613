"""Takes the words out of a text that stands inside health data as base 64. Runs in the worker process."""

from __future__ import annotations

import base64
import binascii

from caseorg.documents.mail import words_of_html

_MOST = 8 << 20
"""More letters than this, packed, are no note of a doctor."""


def text_in(media_type: str, packed: str) -> str:
    """Return the words of a packed text; of another kind of file, that there is one.

    Args:
        media_type: What it is, such as `text/plain; charset=utf-8`.
        packed: Its bytes in base 64, with or without breaks.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if not packed.strip():
        return ""
    if not kind.startswith("text/") or len(packed) > _MOST:
        return f"A file is inside ({kind})" if kind else "A file is inside"
    try:
        data = base64.b64decode("".join(packed.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return words_of_html(text) if kind == "text/html" else text
