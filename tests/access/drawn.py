"""What is measured on the screen as it is drawn: the contrast of words and parts, and the size of what is pressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QStyle,
    QStyleOptionButton,
    QToolButton,
    QWidget,
)

from tests.ui.checks import contrast

TEXT, SWITCHED_OFF, PART = 4.5, 3.0, 3.0
TARGET, TARGET_IN_ROW, TARGET_LEAST = 36, 28, 24
_EDGE = 4  # pixels of a button's frame, which is no word


class Picture:
    """A window as it is drawn, of which pieces can be measured."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        self._width, self._height = image.width(), image.height()
        self._pixels = memoryview(bytes(image.constBits())).cast("I")

    def holds(self, rect: QRect) -> bool:
        """Tell whether a place lies wholly in the picture."""
        return not rect.isEmpty() and QRect(0, 0, self._width, self._height).contains(rect)

    def strongest(self, rect: QRect) -> float:
        """Return the best contrast that any pixel of a place has to the most frequent one, its ground."""
        seen: Counter[int] = Counter()
        for y in range(rect.top(), rect.bottom() + 1):
            start = y * self._width + rect.left()
            seen.update(self._pixels[start : start + rect.width()])
        ground = max(seen, key=seen.__getitem__)
        return max(_contrast(pixel, ground) for pixel in seen)

    def edge(self, rect: QRect) -> float:
        """Return how well the left edge of a field stands out from what is around it, halfway down."""
        y, around = rect.center().y(), rect.left() - 1
        if around < 0:
            return PART
        row = [self._pixels[y * self._width + x] for x in range(around, rect.left() + 3)]
        return max(_contrast(each, row[0]) for each in row)


@lru_cache(maxsize=100_000)
def _contrast(one: int, other: int) -> float:
    return contrast(QColor.fromRgb(one), QColor.fromRgb(other))


def faint(window: QWidget, measured: set[object]) -> list[str]:
    """Return every word and every part in sight that does not stand out enough from its ground.

    Args:
        window: The window to look at.
        measured: What was measured already on another page: the same words in the same place look the same.
    """
    picture = Picture(window)
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not widget.objectName().startswith("qt_"):
            for what, needed, rect, edge in _pieces(widget):
                place = QRect(widget.mapTo(window, rect.topLeft()), rect.size())
                seen = (what, type(widget), widget.objectName(), str(getattr(widget, "text", str)()), place.getRect())
                if seen in measured or not _in_sight(widget, rect) or not picture.holds(place):
                    continue
                measured.add(seen)
                best = picture.edge(place) if edge else picture.strongest(place)
                if best < needed:
                    found.append(f"{what} {best:.1f} of {needed}: {type(widget).__name__} {widget.objectName()}")
    return found


def _in_sight(widget: QWidget, rect: QRect) -> bool:
    return widget.visibleRegion().contains(rect.topLeft()) and widget.visibleRegion().contains(rect.bottomRight())


Piece = tuple[str, float, QRect, bool]


def _pieces(widget: QWidget) -> Iterator[Piece]:
    """Give what there is to measure in a widget: what it is, how much it needs, where, and whether it is an edge."""
    text = TEXT if widget.isEnabled() else SWITCHED_OFF
    whole = widget.rect()
    if isinstance(widget, QLabel) and widget.text().strip():
        yield "words", text, whole, False
    elif isinstance(widget, QRadioButton | QCheckBox):
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        elements = QStyle.SubElement
        radio = isinstance(widget, QRadioButton)
        box = elements.SE_RadioButtonIndicator if radio else elements.SE_CheckBoxIndicator
        words = elements.SE_RadioButtonContents if radio else elements.SE_CheckBoxContents
        yield "box", PART, widget.style().subElementRect(box, option, widget), False
        if widget.text().strip():
            yield "words", text, widget.style().subElementRect(words, option, widget), False
    elif isinstance(widget, QToolButton):
        yield "icon", PART, whole.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE), False
    elif isinstance(widget, QPushButton) and widget.text().strip():
        yield "words", text, whole.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE), False
    elif isinstance(widget, QLineEdit | QComboBox | QPlainTextEdit):
        if not isinstance(widget.parent(), QComboBox):
            yield "edge", PART, whole, True
        filled = widget.currentText() if isinstance(widget, QComboBox) else ""
        if isinstance(widget, QLineEdit):
            filled = widget.text() or widget.placeholderText()
        if filled.strip():
            yield "words", text, whole.adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE), False
    elif isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
        yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[Piece]:
    model = view.model()
    down = view.viewport().pos()
    for row in range(min(model.rowCount(QModelIndex()), 12)) if model is not None else ():
        for column in range(model.columnCount() if isinstance(model, QAbstractTableModel) else 1):
            index = model.index(row, column)
            rect = view.visualRect(index)
            if str(index.data() or "").strip() and view.viewport().rect().contains(rect):
                yield f"words in row {row + 1}", TEXT, rect.translated(down).adjusted(1, 1, -1, -1), False


def small(window: QWidget) -> list[str]:
    """Return everything in sight that is pressed and is smaller than a tired hand needs."""
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.objectName().startswith("qt_"):
            continue
        if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
            found += _low_rows(widget)
        pressed = isinstance(widget, QAbstractButton | QComboBox | QLineEdit)
        if not pressed or isinstance(widget.parent(), QAbstractScrollArea | QScrollBar | QComboBox):
            continue
        if min(widget.width(), widget.height()) < TARGET:
            found.append(f"{type(widget).__name__} {widget.objectName()} {widget.width()}x{widget.height()}")
    return found


def _low_rows(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for row in range(min(model.rowCount(QModelIndex()), 12)) if model is not None else ():
        rect = view.visualRect(model.index(row, 0))
        pressed = model.index(row, 0).flags() & Qt.ItemFlag.ItemIsEnabled
        if not rect.isEmpty() and pressed and rect.height() < TARGET_IN_ROW:
            yield f"{view.objectName()} row {row + 1} is {rect.height()} high"
