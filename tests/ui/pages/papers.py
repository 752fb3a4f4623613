"""Files as a person has them on the disk, and the ways they come in."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from caseorg.ui.pages.documents import DocumentsPage
from tests.ui.conftest import GivenFiles
from tests.ui.pages.marias_case import press

REPORT = (
    "SURGICAL PATHOLOGY REPORT",
    "Riverside General",
    "Patient: Maria R. Santos",
    "Date of report: November 3, 2026",
)


def pdf(path: Path, lines: tuple[str, ...], pages: int = 1) -> Path:
    """Write a PDF with the same lines on each page."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for _number in range(pages):
        for place, line in enumerate(lines):
            canvas.drawString(72, 760 - 18 * place, line)
        canvas.showPage()
    canvas.save()
    path.write_bytes(out.getvalue())
    return path


def locked(whole: bytes) -> bytes:
    """Return a PDF that opens with a password only."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(whole)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return out.getvalue()


def add(qtbot: QtBot, page: DocumentsPage, files: GivenFiles, *paths: Path) -> None:
    files.answers = list(paths)
    press(qtbot, page, "documents.add")


def names(page: DocumentsPage) -> list[str]:
    model = page.list.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def message(page: DocumentsPage) -> str:
    return page.window().messages.text()


def drop(page: DocumentsPage, mime: QMimeData) -> QDropEvent:
    copy, buttons, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), copy, mime, buttons, keys))
    event = QDropEvent(QPointF(5, 5), copy | Qt.DropAction.MoveAction, mime, buttons, keys)
    page.dropEvent(event)
    return event


def of_files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime
