"""The two lines around the control that has the keyboard."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid

from caseorg.ui.paint import draw_ring, ring_reach
from caseorg.ui.text_size import px
from caseorg.ui.widgets.page_scroll import content_around

_AWAY = 1  # pixels between a control and its ring


class _Keyboard:
    """Whether a key was the last thing used."""

    in_use = True


def keyboard_in_use() -> bool:
    """Tell whether the place of the keyboard is to be shown, also inside lists, which mark their own rows."""
    return _Keyboard.in_use


class _Ring(QWidget):
    """The ring itself; the mouse goes through it."""

    def let_the_mouse_through(self) -> None:
        """Leave clicks to what the ring is drawn around."""
        from PySide6.QtCore import Qt

        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

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
        self._is_first = True
        application.focusChanged.connect(self._focus_changed)

    def target(self) -> QWidget | None:
        """Return the control that the ring is drawn around, if any."""
        shown = self._ring is not None and isValid(self._ring) and not self._ring.isHidden()
        return self._target if shown else None

    def complete(self) -> None:
        """Do what had to wait for the first paint: from now on, let the mouse through."""
        self._is_first = False
        if self._ring is not None and isValid(self._ring):
            self._ring.let_the_mouse_through()

    def draw_anew(self) -> None:
        """Draw the ring with the lines now in use."""
        self._move_to(QApplication.focusWidget())

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is not None:
            handle = new.window().windowHandle()
            # A list that was open may have lost its window already.
            if handle is not None and isValid(handle) and not handle.property("watched"):
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
        if widget is None or _is_menu(widget) or widget.isWindow() or _rings_itself(widget):
            return
        if not _Keyboard.in_use and not _is_text_field(widget):
            return
        self._target = widget
        _scroll_to(widget)
        host = _host(widget)
        self._ring = _Ring(host)
        if not self._is_first:
            self._ring.let_the_mouse_through()
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


# Kinds are asked for by name: to name the classes makes PySide build those that the first screen has no use for.


def _is_menu(widget: QWidget) -> bool:
    return widget.inherits("QMenu") or widget.inherits("QMenuBar")


def _is_text_field(widget: QWidget) -> bool:
    return isinstance(widget, QLineEdit) or widget.inherits("QPlainTextEdit")


def _rings_itself(widget: QWidget) -> bool:
    """Say whether the control marks its own current row."""
    if not (widget.inherits("QAbstractItemView") and widget.property("ringInside")):
        return False
    view: Any = widget
    return bool(view.currentIndex().isValid())


def _host(widget: QWidget) -> QWidget:
    """Return the nearest widget that scrolls or ends with the ring: the content of a page, or the window."""
    content = content_around(widget)
    return content if content is not None else widget.window()


def _scroll_to(widget: QWidget) -> None:
    content = content_around(widget)
    while content is not None:
        content.scroll.ensureWidgetVisible(widget, px(8), px(24))
        content = content_around(content.scroll)
