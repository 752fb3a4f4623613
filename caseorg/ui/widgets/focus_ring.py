"""The two lines around the control that has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWindow
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from caseorg.ui.paint import draw_ring, ring_reach
from caseorg.ui.text_size import px

_AWAY = 1  # pixels between a control and its ring


class _Keyboard:
    """Whether a key was the last thing used."""

    in_use = True


def keyboard_in_use() -> bool:
    """Tell whether the place of the keyboard is to be shown, also inside lists, which mark their own rows."""
    return _Keyboard.in_use


class _Ring(QWidget):
    """The ring itself; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def reach(self) -> int:
        """Return how far the ring stands out, in pixels."""
        return _AWAY + ring_reach()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        inset = ring_reach()
        draw_ring(painter, QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))
        painter.end()


class FocusRing(QObject):
    """Keeps the ring at the control with the focus: after a key always, after a click only at text fields."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._ring: _Ring | None = None
        self._target: QWidget | None = None
        self._watched: list[QObject] = []
        application.focusChanged.connect(self._focus_changed)

    def target(self) -> QWidget | None:
        """Return the control that the ring is drawn around, if any."""
        shown = self._ring is not None and isValid(self._ring) and not self._ring.isHidden()
        return self._target if shown else None

    def draw_anew(self) -> None:
        """Draw the ring with the lines now in use."""
        self._move_to(QApplication.focusWidget())

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None:
            handle = new.window().windowHandle()
            if handle is not None and not handle.property("watched"):
                handle.setProperty("watched", True)
                handle.installEventFilter(self)
        self._move_to(new)

    def _move_to(self, widget: QWidget | None) -> None:
        # Pages come and go; what was watched may be gone with one.
        for watched in self._watched:
            if isValid(watched):
                watched.removeEventFilter(self)
        self._watched.clear()
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.setParent(None)
            self._ring.deleteLater()
        self._ring = None
        self._target = None
        if widget is None or isinstance(widget, QMenu | QMenuBar) or widget.isWindow() or _rings_itself(widget):
            return
        if not _Keyboard.in_use and not isinstance(widget, QLineEdit | QPlainTextEdit):
            return
        self._target = widget
        _scroll_to(widget)
        host = _host(widget)
        self._ring = _Ring(host)
        step: QWidget | None = widget
        while step is not None and step is not host:
            self._watched.append(step)
            step.installEventFilter(self)
            step = step.parentWidget()
        self._lay()

    def _lay(self) -> None:
        if self._ring is None or self._target is None or not (isValid(self._ring) and isValid(self._target)):
            return
        out = self._ring.reach()
        corner = self._target.mapTo(self._ring.parentWidget(), QPoint(0, 0))
        self._ring.setGeometry(QRect(corner, self._target.size()).adjusted(-out, -out, out, out))
        self._ring.raise_()
        self._ring.setVisible(self._target.isVisible())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(watched, QWindow):
            by_key = kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
            if (by_key or kind == QEvent.Type.MouseButtonPress) and by_key != _Keyboard.in_use:
                _Keyboard.in_use = by_key
                self._move_to(QApplication.focusWidget())
        elif kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._lay()
        return False


def _rings_itself(widget: QWidget) -> bool:
    """Say whether the control marks its own current row."""
    return (
        isinstance(widget, QAbstractItemView)
        and bool(widget.property("ringInside"))
        and widget.currentIndex().isValid()
    )


def _host(widget: QWidget) -> QWidget:
    """Return the nearest widget that scrolls or ends with the ring: the content of a scroll area, or the window."""
    child, step = widget, widget.parentWidget()
    while step is not None and not child.isWindow():
        area = step.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is step and isinstance(area, QScrollArea):
            return child
        child, step = step, step.parentWidget()
    return widget.window()


def _scroll_to(widget: QWidget) -> None:
    step = widget.parentWidget()
    while step is not None:
        if isinstance(step, QScrollArea) and step.widget() is not None and step.widget().isAncestorOf(widget):
            step.ensureWidgetVisible(widget, px(8), px(24))
        step = step.parentWidget()
