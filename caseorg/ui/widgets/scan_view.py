"""The images of a series, one at a time: by wheel, keys, slider and buttons, with brightness and contrast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.documents.scan_picture import ScanPicture, Window
from caseorg.domain.errors import CaseorgError
from caseorg.ui import speech
from caseorg.ui.text_size import Role, characters, px, set_gaps
from caseorg.ui.theme import color
from caseorg.ui.widgets.button import Button, IconButton
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.background import Background

Draw = Callable[[int, tuple[int, int], Window | None], ScanPicture]
"""Gives the picture of this number, from 0, for so many columns and rows on the screen, in this window."""

_SHARE_OF_WINDOW = 0.42
_SPOKEN_AFTER_MS = 300
"""So long nobody turns on before the number of the image is spoken."""
_MOST_POINTS = 2048
_STEP = 0.15
"""How much of the width of the window one press changes."""
_WHEEL_STEP = 120
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
}
_ADJUSTS = {
    Qt.Key.Key_Up: (1, 0),
    Qt.Key.Key_Down: (-1, 0),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Left: (0, -1),
}


@dataclass(frozen=True)
class _Wanted:
    """What is to be on show."""

    position: int
    size: tuple[int, int]
    window: Window | None


class ScanView(QWidget):
    """One image of a series, with the sentence that it is not for diagnosis always above it."""

    drawn = Signal(object)
    """Sent with the picture that is on show now, or with the error that says why there is none."""

    def __init__(self, background: Background, *, name: str, parent: QWidget | None = None) -> None:
        """Make it, empty.

        Args:
            background: Where images are drawn.
            name: The object name, such as `scan_look.view`.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self._background = background
        self._draw: Draw | None = None
        self._title, self._count, self._position = "", 0, 0
        self._chosen: Window | None = None
        self._shown: ScanPicture | None = None
        self._wanted: _Wanted | None = None
        self._is_drawing = False
        self._round = 0
        self.heading = Label("", Role.label, wrap=False)
        self.heading.setObjectName(f"{name}.heading")
        self.previous = IconButton(
            "chevron-left", _("Previous image"), lambda: self.show_image(self._position - 1), name=f"{name}.previous"
        )
        self.next = IconButton(
            "chevron-right", _("Next image"), lambda: self.show_image(self._position + 1), name=f"{name}.next"
        )
        self.caution = Label(_("Only to see that it is the right scan. It is not for diagnosis."), Role.label)
        self.caution.setObjectName(f"{name}.caution")
        self.adjusters = self._make_adjusters(name)
        """The buttons for brightness and contrast; whoever has the view puts them where there is room."""
        self.picture = _Picture(name=f"{name}.picture")
        self.picture.turned.connect(lambda step: self.show_image(self._position + step))
        self.picture.adjusted.connect(self.adjust)
        self.picture.resized.connect(self._ask)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName(f"{name}.slider")
        self.slider.setAccessibleName(_("Image"))
        self.slider.setMinimumHeight(px(32))
        self.slider.valueChanged.connect(lambda value: self.show_image(value - 1))
        column = QVBoxLayout(self)
        set_gaps(column, gap=8)
        column.addWidget(self.caution)
        column.addWidget(FlowRow(self.heading, self.previous, self.next, gap=8))
        column.addWidget(self.slider)
        column.addWidget(self.picture, 1)
        self._speak = QTimer(self)
        self._speak.setSingleShot(True)
        self._speak.setInterval(_SPOKEN_AFTER_MS)
        self._speak.timeout.connect(lambda: speech.say(self.heading.text()))
        self.clear()

    def _make_adjusters(self, name: str) -> list[Button]:
        return [
            Button(_("Brighter"), lambda: self.adjust(1, 0), name=f"{name}.brighter"),
            Button(_("Darker"), lambda: self.adjust(-1, 0), name=f"{name}.darker"),
            Button(_("More contrast"), lambda: self.adjust(0, 1), name=f"{name}.more"),
            Button(_("Less contrast"), lambda: self.adjust(0, -1), name=f"{name}.less"),
        ]

    # What is shown

    def show_series(self, title: str, count: int, draw: Draw) -> None:
        """Show a series from its middle, where there is most to see.

        Args:
            title: What it is called.
            count: How many images it has.
            draw: Draws one; called in the background.
        """
        self.clear()
        self._title, self._count, self._draw = title, count, draw
        self.slider.blockSignals(True)
        self.slider.setRange(1, max(1, count))
        self.slider.blockSignals(False)
        self.slider.setEnabled(count > 1)
        self._position = -1
        self.show_image(count // 2)
        self._speak.stop()

    def clear(self, words: str = "") -> None:
        """Show no series, and say why if there is a reason."""
        self._round += 1
        self._draw, self._count, self._position, self._chosen = None, 0, 0, None
        self._shown = self._wanted = None
        self._is_drawing = False
        self.heading.setText("")
        self.picture.show_image(None, 1.0, words)
        for button in (self.previous, self.next, self.slider, *self.adjusters):
            button.setEnabled(False)

    def position(self) -> int:
        """Return the number of the image on show, from 0."""
        return self._position

    def window_on_show(self) -> Window | None:
        """Return the window of the image on show; None for one in colors."""
        return self._shown.window if self._shown else None

    def show_image(self, position: int) -> None:
        """Show another image; before the first and after the last there is none."""
        position = max(0, min(position, self._count - 1))
        if self._draw is None or position == self._position:
            return
        self._position = position
        words = _("Image {number} of {count}").format(number=position + 1, count=self._count)
        self.heading.setText(words)
        self.picture.say(_("{image}, {series}").format(image=words, series=self._title))
        self.previous.setEnabled(position > 0)
        self.next.setEnabled(position + 1 < self._count)
        self.slider.blockSignals(True)
        self.slider.setValue(position + 1)
        self.slider.blockSignals(False)
        self._speak.start()
        self._ask()

    def set_window(self, window: Window | None) -> None:
        """Show the images in another window; None for the one that each came with."""
        self._chosen = window
        self._ask()

    def adjust(self, brightness: float, contrast: float) -> None:
        """Make the image brighter and its contrast stronger by so many steps; less than none for the other way."""
        window = self._chosen or self.window_on_show()
        if window is None or self._shown is None:
            return
        most = 4 * max(1.0, self._shown.high - self._shown.low)
        width = min(max(window.width * (1 - _STEP) ** contrast, 1.0), max(most, window.width))
        self.set_window(Window(window.center - brightness * _STEP * width, width))

    # Drawing

    def _ask(self) -> None:
        """Have the image drawn that is wanted now. One is drawn at a time: those turned past are never begun."""
        if self._draw is None or not self.picture.isVisible():
            return
        side = self.picture.contentsRect().size() * self.devicePixelRatioF()
        size = (min(max(64, side.width()), _MOST_POINTS), min(max(64, side.height()), _MOST_POINTS))
        wanted = _Wanted(self._position, size, self._chosen)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if not self._is_drawing:
            self._begin()

    def _begin(self) -> None:
        draw, wanted, number = self._draw, self._wanted, self._round
        if draw is None or wanted is None:
            return
        self._is_drawing = True

        def work() -> tuple[ScanPicture, QImage]:
            made = draw(wanted.position, wanted.size, wanted.window)
            kind = QImage.Format.Format_Grayscale8 if made.is_gray else QImage.Format.Format_RGB888
            line = made.columns * (1 if made.is_gray else 3)
            # A copy of its own, since the bytes go with `made`.
            return made, QImage(made.points, made.columns, made.rows, line, kind).copy()

        self._background.run(
            work,
            then=lambda made: self._ended(number, wanted, made, None),
            failed=lambda error: self._ended(number, wanted, None, error),
        )

    def _ended(
        self,
        number: int,
        wanted: _Wanted,
        made: tuple[ScanPicture, QImage] | None,
        error: BaseException | None,
    ) -> None:
        if number != self._round:
            return  # of a series that was left meanwhile
        self._is_drawing = False
        if made is not None:
            self._shown = made[0]
            self.picture.show_image(made[1], made[0].aspect, "")
            self._enable(is_gray=made[0].is_gray)
            self.drawn.emit(made[0])
        elif self._wanted == wanted:
            self._shown = None
            self._enable(is_gray=False)
            self.picture.show_image(None, 1.0, _words_of(error))
            self.drawn.emit(error)
        if self._wanted != wanted:
            self._begin()

    def _enable(self, *, is_gray: bool) -> None:
        for button in self.adjusters:
            button.setEnabled(is_gray)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)
        self._ask()


class _Picture(QWidget):
    """The image itself. It takes keys, the wheel and the mouse, and is spoken as a picture."""

    turned = Signal(int)
    adjusted = Signal(float, float)
    resized = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(_("Image of the scan"))
        self._image: QImage | None = None
        self._aspect, self._words = 1.0, ""
        self._from: QPoint | None = None
        self._wheel = 0

    def say(self, words: str) -> None:
        """Let a screen reader say what is on show."""
        self.setAccessibleDescription(words)

    def show_image(self, image: QImage | None, aspect: float, words: str) -> None:
        """Show an image whose points are `aspect` times as high as wide, or words where there is none."""
        self._image, self._aspect, self._words = image, aspect, words
        if words:
            self.setAccessibleDescription(words)
        self.update()

    def words(self) -> str:
        """Return what is said where there is no image."""
        return self._words

    def image(self) -> QImage | None:
        """Return the image on show."""
        return self._image

    def sizeHint(self) -> QSize:
        return QSize(characters(40, self), self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), min(self._height(), px(320)))

    def _height(self) -> int:
        return max(px(240), min(px(640), round(self.window().height() * _SHARE_OF_WINDOW)))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # Scans are looked at on black, in every theme.
        painter.fillRect(self.rect(), Qt.GlobalColor.black if self._image is not None else color("sunken"))
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self._place(), self._image)
            # Wherever the page is scrolled to, it stands where the image is.
            edge = self.rect().adjusted(px(8), px(8), -px(8), -px(8))
            painter.setPen(Qt.GlobalColor.white)
            painter.drawText(
                edge, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), _("Not for diagnosis")
            )
        else:
            painter.setPen(color("text.secondary"))
            inside = self.rect().adjusted(px(16), px(16), -px(16), -px(16))
            painter.drawText(inside, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._words)
        painter.end()

    def _place(self) -> QRectF:
        assert self._image is not None
        wide, high = float(self._image.width()), self._image.height() * self._aspect
        share = min(self.width() / wide, self.height() / high)
        place = QRectF(0, 0, wide * share, high * share)
        place.moveCenter(QPointF(self.width() / 2, self.height() / 2))
        return place

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and key in _ADJUSTS:
            self.adjusted.emit(*_ADJUSTS[key])
        elif key in _STEPS:
            self.turned.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.turned.emit(-1_000_000 if key == Qt.Key.Key_Home else 1_000_000)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / _WHEEL_STEP)
        self._wheel -= steps * _WHEEL_STEP
        if steps:
            self.turned.emit(-steps)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        here = event.position().toPoint()
        moved, self._from = here - self._from, here
        # Across the whole image it is ten presses: up for brighter, to the right for more contrast.
        self.adjusted.emit(-10 * moved.y() / max(1, self.height()), 10 * moved.x() / max(1, self.width()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None


def _words_of(error: BaseException | None) -> str:
    if isinstance(error, CaseorgError):
        return f"{error} {error.advice}".strip()
    return _("This image can't be shown.")
