"""Pages on which a person marks places: with the mouse by drawing a box, with the keyboard by moving one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.documents.places import Place
from caseorg.ui.text_size import characters, set_gaps
from caseorg.ui.theme import color
from caseorg.ui.widgets.button import Button, IconButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.background import Background

_SMALLEST, _STEP = 0.012, 0.01
_NEW = (0.3, 0.3, 0.7, 0.34)
# On paper, which is white in every theme.
_MARK, _OTHER_MARK = QColor(184, 84, 0), QColor(90, 90, 90)


class MarkedPage(QWidget):
    """One page at a time, with the boxes marked on it. Places are kept for all pages."""

    marked = Signal()
    """Sent when a box was added, moved or taken away."""

    def __init__(self, background: Background, *, name: str, filled: bool) -> None:
        """Make it, empty.

        Args:
            background: Where pictures of pages are made.
            name: The object name, such as `cover_up.page`.
            filled: Whether a box hides what is under it, as when covering up.
        """
        super().__init__()
        self.setObjectName(name)
        self._background = background
        self._draw: Callable[[int, int], bytes] | None = None
        self._pages, self._job = 0, 0
        self.page = 1
        self.sheet = _MarkedSheet(name=f"{name}.sheet", filled=filled)
        self.sheet.drawn.connect(self._added)
        self.sheet.changed.connect(self._changed)
        self.heading = Label("", wrap=False)
        self.previous = IconButton(
            "chevron-left", _("Previous page"), lambda: self.show_page(self.page - 1), name=f"{name}.previous"
        )
        self.next = IconButton(
            "chevron-right", _("Next page"), lambda: self.show_page(self.page + 1), name=f"{name}.next"
        )
        add = Button(_("Add a box"), self.add_box, icon="plus", name=f"{name}.add")
        self.take_away = Button(_("Take this box away"), self.remove_box, name=f"{name}.remove")
        row = FlowRow(self.heading, self.previous, self.next, add, self.take_away, gap=8)
        column = QVBoxLayout(self)
        set_gaps(column, gap=8)
        column.addWidget(row)
        column.addWidget(self.sheet)
        self.places: list[Place] = []
        self._show_boxes()

    def show_pages(self, pages: int, draw: Callable[[int, int], bytes], places: list[Place]) -> None:
        """Show a paper.

        Args:
            pages: How many pages it has.
            draw: Gives a page as PNG, from its number (from 1) and a width in pixels; called in the background.
            places: What is marked already.
        """
        self._pages, self._draw = pages, draw
        self.places = list(places)
        self.show_page(places[0].page if places else 1)

    def show_page(self, page: int) -> None:
        """Show another page."""
        if self._draw is None or not 1 <= page <= self._pages:
            return
        self.page = page
        self.heading.setText(_("Page {page} of {count}").format(page=page, count=self._pages))
        self.previous.setEnabled(page > 1)
        self.next.setEnabled(page < self._pages)
        self._show_boxes()
        draw, width = self._draw, max(300, round(self.sheet.wanted_width() * self.devicePixelRatioF()))
        if self._job:
            self._background.drop(self._job)
        self._job = self._background.run(
            lambda: draw(page, width), then=self.sheet.show_png, failed=lambda _error: self.sheet.show_png(b"")
        )

    def add_box(self) -> None:
        """Put a box in the middle of the page, to be moved with the arrow keys."""
        self._added(_NEW)
        self.sheet.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove_box(self) -> None:
        """Take away the box that is chosen."""
        place = self._chosen()
        if place is not None:
            self.places.remove(place)
            self.sheet.chosen = max(0, self.sheet.chosen - 1)
            self._show_boxes()
            self.marked.emit()

    def choose(self, place: Place) -> None:
        """Go to a box, on whatever page it is."""
        if place.page != self.page:
            self.show_page(place.page)
        mine = self._here()
        self.sheet.chosen = mine.index(place) if place in mine else 0
        self.sheet.update()

    def chosen(self) -> Place | None:
        """Return the box that is chosen, or None."""
        return self._chosen()

    def _here(self) -> list[Place]:
        return [place for place in self.places if place.page == self.page]

    def _chosen(self) -> Place | None:
        mine = self._here()
        return mine[self.sheet.chosen] if 0 <= self.sheet.chosen < len(mine) else None

    def _added(self, box: tuple[float, float, float, float]) -> None:
        self.places.append(Place(self.page, *box))
        self.sheet.chosen = len(self._here()) - 1
        self._show_boxes()
        self.marked.emit()

    def _changed(self, box: tuple[float, float, float, float]) -> None:
        before = self._chosen()
        if before is not None:
            self.places[self.places.index(before)] = Place(self.page, *box)
            self._show_boxes()
            self.marked.emit()

    def _show_boxes(self) -> None:
        mine = self._here()
        self.sheet.show_boxes([(one.left, one.top, one.right, one.bottom) for one in mine])
        self.take_away.setEnabled(bool(mine))


class _MarkedSheet(QWidget):
    """The picture of the page with its boxes. Arrows move the chosen box, with Shift they change its size."""

    drawn = Signal(object)
    changed = Signal(object)

    def __init__(self, *, name: str, filled: bool) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("The page, with its boxes"))
        hint = _(
            "Draw a box with the mouse. Or press Add a box, and move it with the arrow keys. Shift makes it larger."
        )
        self.setAccessibleDescription(hint)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.chosen = 0
        self._filled = filled
        self._picture: QPixmap | None = None
        self._boxes: list[tuple[float, float, float, float]] = []
        self._from: QPointF | None = None
        self._to = QPointF()

    def wanted_width(self) -> int:
        """Return how wide the picture is to be."""
        return max(characters(30, self), self.width())

    def show_png(self, png: bytes) -> None:
        """Show the picture of the page; nothing if there is none."""
        picture = QPixmap()
        self._picture = picture if picture.loadFromData(png, "PNG") else None
        self.updateGeometry()
        self.update()

    def show_boxes(self, boxes: list[tuple[float, float, float, float]]) -> None:
        """Show what is marked on this page."""
        self._boxes = boxes
        self.chosen = min(self.chosen, max(0, len(boxes) - 1))
        words = (
            _("Box {number} of {count} is chosen.").format(number=self.chosen + 1, count=len(boxes)) if boxes else ""
        )
        if words and QAccessible.isActive():
            self.setAccessibleDescription(words)
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._picture is None or not self._picture.width():
            return round(width * 11 / 8.5)
        return round(width * self._picture.height() / self._picture.width())

    def sizeHint(self) -> QSize:
        width = characters(44, self)
        return QSize(width, self.heightForWidth(width))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def _area(self) -> QRectF:
        """Return where the picture lies: as wide as there is room, at the top."""
        width = float(self.width())
        height = float(self.heightForWidth(self.width()))
        if height > self.height():
            width, height = width * self.height() / height, float(self.height())
        return QRectF(0, 0, width, height)

    def _seen(self, box: tuple[float, float, float, float]) -> QRect:
        area = self._area()
        left, top, right, bottom = box
        corner = QPoint(round(left * area.width()), round(top * area.height()))
        return QRect(corner, QPoint(round(right * area.width()), round(bottom * area.height())))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area = self._area()
        painter.fillRect(area, Qt.GlobalColor.white)
        if self._picture is not None:
            painter.drawPixmap(area.toRect(), self._picture)
        boxes = list(self._boxes)
        if self._from is not None:
            boxes.append(self._between(self._from, self._to))
        for number, box in enumerate(boxes):
            seen = self._seen(box)
            if self._filled:
                painter.fillRect(seen, Qt.GlobalColor.black)
            is_chosen = number == self.chosen or self._from is not None
            painter.setPen(QPen(_MARK if is_chosen else _OTHER_MARK, 3 if is_chosen else 2))
            painter.drawRect(seen)
        painter.setPen(color("focus.outer") if self.hasFocus() else color("line.subtle"))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        at = event.position()
        for number, box in enumerate(self._boxes):
            if self._seen(box).contains(at.toPoint()):
                self.chosen = number
                self.update()
                return
        self._from = self._to = at

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._to = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        start, self._from = self._from, None
        if start is None:
            return
        box = self._between(start, event.position())
        if box[2] - box[0] >= _SMALLEST and box[3] - box[1] >= _SMALLEST / 2:
            self.drawn.emit(box)
        self.update()

    def _between(self, one: QPointF, other: QPointF) -> tuple[float, float, float, float]:
        area = self._area()
        xs = sorted(min(1.0, max(0.0, point.x() / area.width())) for point in (one, other))
        ys = sorted(min(1.0, max(0.0, point.y() / area.height())) for point in (one, other))
        return xs[0], ys[0], xs[1], ys[1]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        move = moves.get(Qt.Key(event.key()))
        if move is None or not self._boxes:
            super().keyPressEvent(event)
            return
        left, top, right, bottom = self._boxes[self.chosen]
        across, down = move[0] * _STEP, move[1] * _STEP
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            right, bottom = max(left + _SMALLEST, right + across), max(top + _SMALLEST / 2, bottom + down)
        else:
            left, right, top, bottom = left + across, right + across, top + down, bottom + down
        if left >= 0 and right <= 1 and top >= 0 and bottom <= 1:
            self.changed.emit((left, top, right, bottom))
