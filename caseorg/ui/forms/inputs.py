"""The bare inputs that editors are made of: they grow with the text size and leave the wheel to the page."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from caseorg.ui.text_size import characters, px

_MOST_LINES = 14


class _Numbers:
    """Whether numbers such as a member ID are hidden."""

    hidden = True


def hide_numbers(hide: bool) -> None:
    """Hide ID numbers from now on, unless one is typing them, or show them."""
    _Numbers.hidden = hide


_BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class LineInput(QLineEdit):
    """One line of text, as wide as what goes into it."""

    def __init__(self, width: int, name: str = "", parent: QWidget | None = None) -> None:
        """Make it `width` characters wide, or narrower where there is no room."""
        super().__init__(parent)
        self._width = width
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show a text. The one that stands there already is no news: a reader would think that the cursor moved."""
        if text != self.text():
            super().setText(text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # Coming by Tab selects all. Where there is nothing to select, Orca hears of a cursor that moved before it hears
        # of the field, takes it for known, and says nothing.
        if not self.text() and event.reason() in _BY_KEY:
            event = QFocusEvent(event.type(), Qt.FocusReason.OtherFocusReason)
        super().focusInEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(characters(self._width, self) + px(24), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(characters(8, self) + px(24), self.sizeHint().width()), super().minimumSizeHint().height())


class TextInput(QPlainTextEdit):
    """Lines of text, kept as typed. Tab leaves it, and it grows with what is written."""

    def __init__(
        self, lines: int, width: int, name: str = "", parent: QWidget | None = None, *, most: int = _MOST_LINES
    ) -> None:
        """Make it `lines` high and `width` characters wide; it grows to `most` lines."""
        super().__init__(parent)
        self._lines, self._width, self._most = lines, width, most
        self.setObjectName(name)
        self.setTabChangesFocus(True)
        self.setProperty("field", True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # The corners of the frame are round, those of the viewport are not.
        self.setViewportMargins(2, 2, 2, 2)
        self.document().setDocumentMargin(px(8))
        self._asked = 0
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self.updateGeometry())

    def setPlainText(self, text: str) -> None:
        """Show a text; the one that stands there already is no news."""
        if text != self.toPlainText():
            super().setPlainText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        # Only now are the lines broken that a new width breaks anew, and no signal tells of it.
        high = self.sizeHint().height()
        if high != self._asked:
            self._asked = high
            QTimer.singleShot(0, self, self.updateGeometry)

    def sizeHint(self) -> QSize:
        lines = max(self._lines, min(self._most, round(self.document().size().height())))
        # A pixel too few, and the last line would call for a scroll bar.
        height = ceil(QFontMetricsF(self.font()).lineSpacing()) * lines + 2 * px(8) + 6 + px(2)
        return QSize(characters(self._width, self) + px(24), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(characters(12, self), self.sizeHint().width()), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.document().setDocumentMargin(px(8))
            self.updateGeometry()
        super().changeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus() and self.verticalScrollBar().maximum() > 0:
            super().wheelEvent(event)
        else:
            event.ignore()


class SecretInput(LineInput):
    """A number that is hidden unless one is typing it, or chose to see such numbers."""

    def __init__(self, width: int, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(width, name, parent)
        self.show_or_hide()

    def show_or_hide(self) -> None:
        """Show the number or hide it, as was chosen."""
        hidden = _Numbers.hidden and not self.hasFocus()
        self.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.show_or_hide()
