"""A combo box whose whole choice can be read: in several lines while it is closed, in a list as wide as it open."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

from caseorg.ui.text_size import characters, px

SHORT = Qt.ItemDataRole.UserRole + 1
"""Where a choice keeps the words that stand in its place when the box is too narrow for all."""
_NAME = Qt.ItemDataRole.UserRole + 2


class Choice(QComboBox):
    """A combo box that leaves the wheel to the page unless it has the focus, and is no wider than its place.

    What is too long for one line takes as many as it needs, up to a few; what is longer still ends in a … and is told
    whole by the open list, and by the box to who points at it.
    """

    about_to_open = Signal()

    def __init__(self, name: str = "", parent: QWidget | None = None, *, width: int = 0, lines: int = 4) -> None:
        """Make it `width` characters wide, or as wide as its place where no width is given, and up to `lines` high."""
        super().__init__(parent)
        self._width, self._most_lines, self._lines_now = width, lines, 1
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        across = QSizePolicy.Policy.Preferred if width else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)
        self.currentTextChanged.connect(lambda _words: self._fit())

    # What it says

    def words(self) -> str:
        """Return the choice as it is said while the list is closed."""
        return self.currentText() or self.placeholderText()

    def words_within(self, room: int) -> str:
        """Return the words of the choice, or fewer, for one line that is `room` pixels wide."""
        words = self.words()
        if self.fontMetrics().horizontalAdvance(words) > room:
            words = self.currentData(SHORT) or words
        return self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)

    def words_shown(self) -> str:
        """Return what can be read in the closed box: all of the choice, or with a … where it is too long for that."""
        return self._cut(self._room())

    # Its size

    def sizeHint(self) -> QSize:
        made = super().sizeHint()
        one_line = QSize(characters(self._width, self) + px(24), made.height()) if self._width else made
        return self._with_lines(one_line)

    def minimumSizeHint(self) -> QSize:
        # Not Qt's own, which it measures once and keeps when the letters change; this is what it would measure anew.
        return self._with_lines(super().sizeHint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Take as many lines as the choice needs in a box of this width."""
        lines = min(self._most_lines, self._lines(self.words(), self._room()))
        if lines != self._lines_now:
            self._lines_now = lines
            self.updateGeometry()

    def _with_lines(self, one_line: QSize) -> QSize:
        return one_line + QSize(0, (self._lines_now - 1) * self.fontMetrics().lineSpacing())

    def _room(self) -> int:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        return self.place_of_words(option).width()

    def _lines(self, words: str, room: int) -> int:
        metrics = self.fontMetrics()
        flags = self._wrapped(words, room)
        high = metrics.boundingRect(QRect(0, 0, max(1, room), metrics.lineSpacing()), flags, words).height()
        return max(1, round(high / metrics.lineSpacing()))

    def _wrapped(self, words: str, room: int) -> Qt.TextFlag:
        """Return how lines are broken: inside a word only where the word is longer than a line."""
        longest = max((self.fontMetrics().horizontalAdvance(word) for word in words.split()), default=0)
        return Qt.TextFlag.TextWordWrap if longest <= room else Qt.TextFlag.TextWrapAnywhere

    def _cut(self, room: int) -> str:
        if self._most_lines == 1:
            return self.words_within(room)
        words = shown = self.words()
        while len(words) > 1 and self._lines(shown, room) > self._most_lines:
            words = words[:-1].rstrip()
            shown = f"{words}…"
        return shown

    # How it is drawn

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame and the arrow, and the choice in them; Qt would cut through a letter."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        self._draw_words(painter, self.place_of_words(option))
        painter.end()

    def place_of_words(self, option: QStyleOptionComboBox) -> QRect:
        """Return where the words stand."""
        parts = QStyle.ComplexControl.CC_ComboBox
        place = self.style().subControlRect(parts, option, QStyle.SubControl.SC_ComboBoxEditField, self)
        return place.adjusted(1, 0, -px(4), 0)

    def _draw_words(self, painter: QPainter, place: QRect) -> None:
        left = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        shown = self._cut(place.width())
        flags = left | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, flags | self._wrapped(shown, place.width()) if self._most_lines > 1 else flags, shown)

    # The list

    def showPopup(self) -> None:
        """Open the list as wide as its choices; one that is wider than the window is told by pointing at it."""
        self.about_to_open.emit()
        view, most = self.view(), self.window().width()
        beside = view.verticalScrollBar().sizeHint().width() + px(16)
        view.setMinimumWidth(min(view.sizeHintForColumn(0) + beside, most))
        for at in range(self.count()):
            words = self.itemText(at)
            is_cut = self.fontMetrics().horizontalAdvance(words) + beside > most
            self.setItemData(at, words if is_cut else None, Qt.ItemDataRole.ToolTipRole)
        super().showPopup()

    def event(self, event: QEvent) -> bool:
        """Tell the whole choice to who points at a box that can't show it. Not as its tooltip: that is read aloud."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.words_shown() != self.words():
            QToolTip.showText(event.globalPos(), self.words(), self)
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class CaseChoice(Choice):
    """The case switcher. A letter or an arrow opens its list and moves in it: a case is changed by Enter alone.

    The name of a case takes two lines where one is too short, since names that begin alike are told apart by their end.
    """

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent, lines=2)

    def add_case(self, words: str, name: str, case_id: UUID | None) -> None:
        """List a case: as `words` in the list, by its name alone while the list is closed."""
        self.addItem(words, case_id)
        self.setItemData(self.count() - 1, name, _NAME)

    def words(self) -> str:
        return self.currentData(_NAME) or super().words()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if plain and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.showPopup()
        elif plain and event.text().strip() and event.text().isprintable():
            self.showPopup()
            self.view().keyboardSearch(event.text())
        else:
            super().keyPressEvent(event)
