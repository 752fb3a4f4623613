"""The worker process for scanned papers: it reads the words on pictures of pages, and loads nothing else."""

from __future__ import annotations

from caseorg.documents import drawing, ocr
from caseorg.documents.limits import OCR_SECONDS
from caseorg.documents.serving import Task, serve

TASKS: dict[str, Task] = {"read": ocr.read}


def main(*folders: str) -> None:
    """Answer requests until standard input is closed.

    Args:
        folders: Where each language file lies, as `eng=/usr/share/tessdata`.
    """
    named = dict(folder.split("=", 1) for folder in folders)
    serve(TASKS, lambda: ocr.warm_up(named), drawing.forget, seconds=OCR_SECONDS)
