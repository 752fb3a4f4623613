"""Pages of a paper as pictures, with “Read as text” beside them. The pictures come from work in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QAccessible, QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QStackedLayout, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui.text_size import characters, px, set_gaps
from caseorg.ui.widgets.button import Button, IconButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.page_well import Box, Well

if TYPE_CHECKING:
    from caseorg.ui.background import Background

_ZOOMS = (50, 75, 100, 125, 150, 200, 300)
_PATIENCE_MS = 150
_AHEAD_MS = 60
"""How long a page has been on show before the ones beside it are drawn, so that they are there at once."""
_KEPT = 4
"""How many pictures are kept: the one on show, its neighbors, and the one before."""
_SHARE_OF_WINDOW = 0.75


class PagePreview(QWidget):
    """Shows one page at a time, fitted to the width or zoomed, or the page's words."""

    turned_to = Signal()
    """Sent when another page is on show."""

    def __init__(self, background: Background, *, name: str, parent: QWidget | None = None) -> None:
        """Make an empty preview.

        Args:
            background: Where pictures are made.
            name: The object name, such as `documents.preview`.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self._background = background
        self._draw: Callable[[int, int], QImage] | None = None
        self._read: Callable[[int], str] | None = None
        self._places: Callable[[int], Sequence[Box]] | None = None
        self._marks_job = 0
        self._pages = self._page = 0
        self._zoom = 100
        self._job = 0
        self._asked_width = self._hinted = 0
        self._pictures: dict[tuple[int, int], QPixmap] = {}
        self._wanted = self._ahead = (-1, 0)
        self._ahead_job = 0
        column = QVBoxLayout(self)
        set_gaps(column, gap=8)
        self._make_row(name)
        column.addWidget(self.row)
        self._well = Well()
        self._well.setObjectName(f"{name}.picture")
        self._well.resized.connect(self._look_at_width)
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"{name}.text")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setProperty("field", True)
        self.text.setAccessibleName(_("Words on this page"))
        self._stack = QStackedLayout()  # the widget of this kind is read as “layered pane”
        column.addLayout(self._stack, 1)  # first, or the pieces would flash up as windows
        self._stack.addWidget(self._well)
        self._stack.addWidget(self.text)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PATIENCE_MS)
        self._later.timeout.connect(self._ask)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(_AHEAD_MS)
        self._idle.timeout.connect(self._draw_ahead)
        self.as_text.setChecked(QAccessible.isActive())
        self.clear()

    def _make_row(self, name: str) -> None:
        """Make the row above the page: where we are, turning, size, and the words."""
        self.heading = Label("", wrap=False)
        self.heading.setObjectName(f"{name}.page")
        self.previous = IconButton(
            "chevron-left", _("Previous page"), lambda: self.show_page(self._page - 1), name=f"{name}.previous"
        )
        self.next = IconButton(
            "chevron-right", _("Next page"), lambda: self.show_page(self._page + 1), name=f"{name}.next"
        )
        self.smaller = IconButton(
            "zoom-out", _("Make the page smaller"), lambda: self._step_zoom(-1), name=f"{name}.smaller"
        )
        self.larger = IconButton(
            "zoom-in", _("Make the page larger"), lambda: self._step_zoom(1), name=f"{name}.larger"
        )
        self.fit = Button(
            _("Fit"), lambda: self._set_zoom(100), name=f"{name}.fit", spoken=_("Fit the page to the width")
        )
        self.as_text = Button(_("Read as text"), self._switch, name=f"{name}.as_text")
        self.as_text.setCheckable(True)
        self.row = FlowRow(
            self.heading, self.previous, self.next, self.smaller, self.larger, self.fit, self.as_text, gap=8
        )

    def show_paper(
        self, pages: int, draw: Callable[[int, int], bytes], read: Callable[[int], str], *, page: int = 0
    ) -> None:
        """Show a paper.

        Args:
            pages: How many pages it has.
            draw: Gives a page as PNG, from its number (from 0) and a width in pixels; called in the background.
            read: Gives a page's words; called in the background.
            page: The page to begin with.
        """
        self._forget()
        self._pages, self._read, self._places = pages, read, None
        self._well.show_marks(())
        # Unpacking takes as long as drawing does for a scan, so it is done in the background, too.
        self._draw = lambda page, width: QImage.fromData(draw(page, width), "PNG")
        self._page = -1
        self.row.setEnabled(True)
        self.show_page(min(page, max(0, pages - 1)))

    def mark(self, places: Callable[[int], Sequence[Box]] | None, page: int | None = None) -> None:
        """Mark places on the pages, such as words that were looked for; without `places`, take the marks away.

        Args:
            places: Gives the places on a page from its number (from 0); called in the background.
            page: The page to go to.
        """
        self._places = places
        self._well.show_marks(())
        if page is not None and page != self._page:
            self.show_page(page)
        else:
            self._ask_marks()

    def marks(self) -> tuple[Box, ...]:
        """Return the places marked on the page on show."""
        return self._well.sheet.marks

    def clear(self, words: str = "") -> None:
        """Show no paper, and say why if there is a reason."""
        self._forget()
        self._pages = self._page = 0
        self._draw = self._read = self._places = None
        self._well.show_marks(())
        self._well.show_picture(None, words)
        self.text.setPlainText(words)
        self.row.setEnabled(False)
        self.heading.setText("")

    def page(self) -> int:
        """Return the number of the page on show, from 0."""
        return self._page

    def show_page(self, page: int) -> None:
        """Show another page of the paper."""
        if not self._pages or not 0 <= page < self._pages:
            return
        is_turned, self._page = self._page not in (-1, page), page
        self.heading.setText(_("Page {page} of {count}").format(page=page + 1, count=self._pages))
        self.previous.setEnabled(page > 0)
        self.next.setEnabled(page + 1 < self._pages)
        self._ask()
        self._ask_marks()
        self.turned_to.emit()
        if is_turned and not self.as_text.isChecked() and self._wanted not in self._pictures:
            self._well.show_blank(self.heading.text())

    def sizeHint(self) -> QSize:
        return QSize(characters(44, self), self._height())

    def hasHeightForWidth(self) -> bool:
        # Its height is its own choice, not that of the row of buttons in it, which wraps.
        return False

    def minimumSizeHint(self) -> QSize:
        return QSize(max(characters(16, self), self.row.minimumSizeHint().width()), px(320))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._height() != self._hinted:
            self._hinted = self._height()
            self.updateGeometry()

    def _look_at_width(self) -> None:
        """Have the page drawn anew, once the place it lies in has come to rest at another width."""
        if self._draw is not None and self._width() != self._asked_width:
            self._later.start()

    def _height(self) -> int:
        """As much of a page as the window can show at once."""
        return max(px(320), min(px(720), round(self.window().height() * _SHARE_OF_WINDOW)))

    def _width(self) -> int:
        return max(64, round((self._well.viewport().width() - px(16)) * self._zoom / 100))

    def _switch(self) -> None:
        self._ask()

    def _step_zoom(self, step: int) -> None:
        at = min(range(len(_ZOOMS)), key=lambda place: abs(_ZOOMS[place] - self._zoom))
        self._set_zoom(_ZOOMS[max(0, min(len(_ZOOMS) - 1, at + step))])

    def _set_zoom(self, zoom: int) -> None:
        self._zoom = zoom
        self._ask()

    def _ask(self) -> None:
        """Have the page on show drawn or read; an answer to an older question is dropped."""
        self._stack.setCurrentWidget(self.text if self.as_text.isChecked() else self._well)
        draw, read, page = self._draw, self._read, self._page
        if draw is None or read is None:
            return
        if self._job:
            self._background.drop(self._job)
            self._job = 0
        self._asked_width = width = self._width()
        if self.as_text.isChecked():
            self._job = self._background.run(lambda: read(page), then=self._show_words, failed=self._failed)
            return
        self._wanted = wanted = (page, round(width * self.devicePixelRatioF()))
        if wanted in self._pictures:
            self._show_picture()
        elif wanted != self._ahead:
            # One that is being drawn ahead already is shown when it comes.
            self._job = self._background.run(lambda: (wanted, draw(*wanted)), then=self._keep, failed=self._failed)

    def _ask_marks(self) -> None:
        """Have the places on the page on show looked up."""
        if self._marks_job:
            self._background.drop(self._marks_job)
            self._marks_job = 0
        self._well.show_marks(())
        if (places := self._places) is not None and (page := self._page) >= 0:
            self._marks_job = self._background.run(
                lambda: tuple(places(page)), then=self._well.show_marks, failed=lambda _error: None
            )

    def _draw_ahead(self) -> None:
        """Draw the next page, then the one before, unless they are there. What fails says so when it is asked for."""
        draw, (page, width) = self._draw, self._wanted
        near = [(other, width) for other in (page + 1, page - 1) if 0 <= other < self._pages]
        missing = [one for one in near if one not in self._pictures]
        if draw is None or not missing or self._ahead_job or self.as_text.isChecked():
            return
        self._ahead = ahead = missing[0]
        self._ahead_job = self._background.run(
            lambda: (ahead, draw(*ahead)), then=self._keep, failed=self._ahead_failed
        )

    def _ahead_failed(self, _error: BaseException) -> None:
        is_wanted = self._ahead == self._wanted
        self._ahead, self._ahead_job = (-1, 0), 0
        if is_wanted:
            self._ask()

    def _forget(self) -> None:
        """Let go of the pictures of a paper, and of what is being drawn of it."""
        self._idle.stop()
        for job in (self._job, self._ahead_job, self._marks_job):
            if job:
                self._background.drop(job)
        self._job = self._ahead_job = self._marks_job = 0
        self._wanted = self._ahead = (-1, 0)
        self._pictures.clear()

    def _keep(self, drawn: tuple[tuple[int, int], QImage]) -> None:
        """Keep a picture that was drawn, and show it if it is the page that is wanted."""
        which, image = drawn
        if which == self._ahead:
            self._ahead, self._ahead_job = (-1, 0), 0
        self._pictures[which] = QPixmap.fromImage(image)
        for other in [one for one in self._pictures if abs(one[0] - self._wanted[0]) > 1 or one[1] != self._wanted[1]]:
            if len(self._pictures) > _KEPT:
                del self._pictures[other]
        if which == self._wanted:
            self._show_picture()
        else:
            self._idle.start()

    def _show_picture(self) -> None:
        picture = self._pictures[self._wanted]
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._well.show_picture(picture, self.heading.text())
        self._idle.start()

    def _show_words(self, words: str) -> None:
        self.text.setPlainText(words.strip() or _("This is a picture of a page. We can't read the words in it."))

    def _failed(self, error: BaseException) -> None:
        self._well.show_picture(None, str(error))
        self.text.setPlainText(str(error))
