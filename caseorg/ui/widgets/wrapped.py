"""Check boxes and radio buttons whose words go on in the next line: Qt's own are cut off at large text."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from caseorg.ui.text_size import px
from caseorg.ui.widgets.label import literal

_NARROWEST = 280
"""Words wider than this may be broken into lines; what is shorter stays in one."""
_FLAGS = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextShowMnemonic


class _Wrapped:
    """What both share. The mark stands beside the first line."""

    def __init__(self: QAbstractButton, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(literal(words), parent)
        # Not fixed in height: Qt would then give it no more than one line, whatever it needs for its width.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        one_line = super().sizeHint()
        if width >= one_line.width():
            return one_line.height()
        return max(one_line.height(), self._words_in(width).height() + self._above() * 2)

    def minimumSizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(min(hint.width(), px(_NARROWEST)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() >= super().sizeHint().width():
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = self._option()
        words, option.text = option.text, ""
        option.rect.setHeight(super().sizeHint().height())
        painter.drawControl(self._CONTROL, option)
        at = QStyle.visualRect(option.direction, self.rect(), self._words_in(self.width()))
        flags = _FLAGS | QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        self.style().drawItemText(painter, at, flags, option.palette, self.isEnabled(), words, self.foregroundRole())

    def _words_in(self: QAbstractButton, width: int) -> QRect:
        """Return where the words stand in a box of this width."""
        option = self._option()
        option.rect = QRect(0, 0, width, px(1000))
        left = self.style().subElementRect(self._CONTENTS, option, self).left()
        room = QRect(left, self._above(), max(1, width - left), px(1000))
        return self.fontMetrics().boundingRect(room, _FLAGS, self.text()).united(QRect(room.topLeft(), QSize(1, 1)))

    def _above(self: QAbstractButton) -> int:
        """Return the room above the words where they stand in one line."""
        return max(0, (super().sizeHint().height() - self.fontMetrics().height()) // 2)

    def _option(self: QAbstractButton) -> QStyleOptionButton:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        return option


class CheckBox(_Wrapped, QCheckBox):
    """A check box with words of any length."""

    _CONTROL = QStyle.ControlElement.CE_CheckBox
    _CONTENTS = QStyle.SubElement.SE_CheckBoxContents


class RadioButton(_Wrapped, QRadioButton):
    """A radio button with words of any length."""

    _CONTROL = QStyle.ControlElement.CE_RadioButton
    _CONTENTS = QStyle.SubElement.SE_RadioButtonContents
