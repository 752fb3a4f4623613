"""Shows, saves and prints a paper that was made: its pages as pictures from the worker, its words beside them."""

from __future__ import annotations

import errno
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtWidgets import QWidget

from caseorg.base.language import _
from caseorg.base.whole_file import write_whole
from caseorg.domain.errors import CaseorgError, DiskFullError
from caseorg.services.outside import spare_case_file
from caseorg.ui.widgets.page_preview import PagePreview

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from caseorg.ui.page import PageContext

_PRINT_WIDTH = 1700  # pixels across a page of 8.5 inches: 200 to the inch, as fine as a fax machine or office printer


class PdfNotWrittenError(CaseorgError):
    """A PDF that could not be put where the person wanted it."""

    def __init__(self, name: str) -> None:
        super().__init__(_("“{name}” couldn't be written there. It may be open in another program.").format(name=name))
        self.advice = _("Close it there, or save with a new name.")


def show_paper(preview: PagePreview, pdf: bytes, page_count: int, name: str) -> None:
    """Show a paper in a preview; pictures and words come from the worker."""
    from caseorg.documents import prepare

    @lru_cache(maxsize=1)
    def texts() -> tuple[str, ...]:
        return prepare.page_texts(pdf, name=name)

    preview.show_paper(
        page_count, lambda page, width: prepare.draw_page(pdf, page + 1, width, name=name), lambda page: texts()[page]
    )


def save_pdf(
    context: PageContext, window: QWidget, pdf: bytes, file_name: str, *, goes_out: bool = True
) -> Path | None:
    """Ask for a place and write the paper there; return where, or None if nothing was written.

    A paper that `goes_out` is not sent by being saved, and the message says so; one that the person keeps is saved.
    """
    target = context.files.place(window, file_name, _("PDF (*.pdf)"))
    if target is None:
        return None
    try:
        write_pdf(target, pdf)
    except CaseorgError as error:
        context.tell.error(
            error, (_("Save as..."), lambda: save_pdf(context, window, pdf, file_name, goes_out=goes_out))
        )
        return None
    context.tell.done(_("Saved. It is not sent yet.") if goes_out else _("Saved."))
    return target


def write_pdf(target: Path, pdf: bytes) -> None:
    """Write a paper to a place outside the case file, whole or not at all.

    Raises:
        FileExistsAlreadyError: A case file is there.
        DiskFullError, PdfNotWrittenError: What was there before is still there.
    """
    try:
        spare_case_file(target)
        write_whole(target, (pdf,))
    except OSError as error:
        raise (DiskFullError() if error.errno == errno.ENOSPC else PdfNotWrittenError(target.name)) from error


class _Setup:
    """The paper in the printer, as it was chosen last; forgotten when the program ends."""

    layout: QPageLayout | None = None


def set_up_page(window: QWidget) -> bool:
    """Open the computer's dialog for the size of the paper; our papers are made for Letter and fitted to others.

    Returns:
        Whether there is a printer; without one there is no such dialog.
    """
    from PySide6.QtPrintSupport import QPageSetupDialog, QPrinter

    printer = _printer()
    if printer.outputFormat() is not QPrinter.OutputFormat.NativeFormat:
        return False
    if QPageSetupDialog(printer, window).exec():
        _Setup.layout = printer.pageLayout()
    return True


def _printer() -> QPrinter:
    from PySide6.QtGui import QPageSize
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("Caseorg")  # a print queue is read by others, so it says nothing of the case
    if _Setup.layout is not None:
        printer.setPageLayout(_Setup.layout)
    else:
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    printer.setFullPage(True)
    return printer


def print_pdf(
    context: PageContext, window: QWidget, pdf: bytes, page_count: int, name: str, *, goes_out: bool = True
) -> bool:
    """Open the computer's print dialog and print the paper's pages as pictures; tell whether the person went on."""
    from PySide6.QtPrintSupport import QPrintDialog

    printer = _printer()
    dialog = QPrintDialog(printer, window)
    dialog.setMinMax(1, page_count)
    if not dialog.exec():
        return False
    from caseorg.documents import prepare

    chosen = chosen_pages(printer, page_count)

    def pictures() -> list[bytes]:
        return [prepare.draw_page(pdf, page, _PRINT_WIDTH, name=name) for page in chosen]

    def print_them(drawn: list[bytes]) -> None:
        if _print(printer, drawn):
            context.tell.done(_("Printed. It is not sent yet.") if goes_out else _("Printed."))
            return
        instead = lambda: save_pdf(context, window, pdf, f"{name}.pdf", goes_out=goes_out)  # noqa: E731
        words = _("The printer didn't answer. Your letter is safe.")
        context.tell.note(words, (_("Save as PDF instead"), instead))

    context.background.run(pictures, then=print_them)
    return True


def chosen_pages(printer: QPrinter, page_count: int) -> list[int]:
    """Return the numbers of the pages to print, from 1, as they were chosen in the computer's dialog."""
    from PySide6.QtPrintSupport import QPrinter

    every = range(1, page_count + 1)
    if printer.printRange() is not QPrinter.PrintRange.PageRange:
        return list(every)
    ranges = printer.pageRanges()
    if not ranges.isEmpty():
        return [page for page in every if ranges.contains(page)]
    first, last = printer.fromPage(), printer.toPage()
    return [page for page in every if first <= page <= (last or page_count)]


def fitted(size: QSize, page: QRect) -> QRect:
    """Return where a page of ours goes on the paper: as large as it can be, in the middle, nothing stretched."""
    place = QRect(QPoint(0, 0), size.scaled(page.size(), Qt.AspectRatioMode.KeepAspectRatio))
    place.moveCenter(page.center())
    return place


def _print(printer: object, pictures: list[bytes]) -> bool:
    """Print pictures of pages; tell whether the printer took them."""
    painter = QPainter()
    if not painter.begin(printer):  # type: ignore[call-overload]
        return False
    for number, picture in enumerate(pictures):
        if number:
            printer.newPage()  # type: ignore[attr-defined]
        image = QImage.fromData(picture)
        painter.drawImage(fitted(image.size(), painter.viewport()), image)
    return painter.end()
