"""Text on screen: always plain, wrapped, with room between its lines."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QSize
from PySide6.QtGui import QFont, QFontInfo, QPainter, QPaintEvent, QPalette, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from caseorg.ui.text_size import LINE_HEIGHT, Role, characters, set_gaps, set_role
from caseorg.ui.theme import color

if TYPE_CHECKING:
    from PySide6.QtCore import Qt

PROSE_WIDTH = 70
_PLAIN_TEXT = 0  # Qt.TextFormat.PlainText; caseorg/ui/paint.py says why it is a number
# The colors that the palette holds, too: the painter begins with them, and need not be told.
_PALETTE_ROLES = {"text.primary": QPalette.ColorRole.WindowText, "text.secondary": QPalette.ColorRole.BrightText}


def literal(text: str) -> str:
    """Return `text` so that a button, menu or tab shows it letter by letter, `&` too."""
    return text.replace("&", "&&")


def plain(text: str) -> str:
    """Return a text of a menu or button as it is read, without the mark of its letter."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def tip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip that is shown as plain text."""
    import html

    # Without a description of its own Qt tells a screen reader the tooltip, with its marks.
    before = html.unescape(widget.toolTip().removeprefix("<p>").removesuffix("</p>"))
    if widget.accessibleDescription() in ("", before):
        widget.setAccessibleDescription(text)
    # Qt shows a tooltip as rich text when it looks like it, so all of them are, with everything escaped.
    widget.setToolTip(f"<p>{html.escape(text)}</p>" if text else "")


class Label(QLabel):
    """Plain text in one of the sizes and colors, wrapped to at most 70 characters a line."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.body,
        ink: str = "text.primary",
        *,
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._role, self._words, self._mnemonic = role, "", -1
        self._heights: dict[int, int] = {}
        self._hint: QSize | None = None
        self._measures: tuple[int, float] | None = None
        self._sideways: Qt.AlignmentFlag | None = None
        self._is_apart, self._is_in_the_middle = False, True
        self.setProperty("textFormat", _PLAIN_TEXT)
        self.set_ink(ink)
        self.setWordWrap(wrap)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        set_role(self, role)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._words = text
        self._forget()
        # The label of a field would take `&` for the mark of a shortcut.
        marked = literal(text)
        if self._mnemonic >= 0:
            before = literal(text[: self._mnemonic])
            marked = f"{before}&{literal(text[self._mnemonic :])}"
        super().setText(marked if self.buddy() is not None else text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the words as they are read."""
        return self._words

    def setBuddy(self, buddy: QWidget) -> None:
        super().setBuddy(buddy)
        self.setText(self._words)

    def set_mnemonic(self, place: int) -> None:
        """Make the letter at `place` the one that, with Alt, leads to the field of this label."""
        if place != self._mnemonic:  # each time the page is measured anew
            self._mnemonic = place
            self.setText(self._words)

    def set_ink(self, ink: str) -> None:
        """Show the text in the color of another role."""
        self._ink = ink
        self.setForegroundRole(_PALETTE_ROLES.get(ink, QPalette.ColorRole.WindowText))
        self.update()

    def setAlignment(self, alignment: Qt.AlignmentFlag) -> None:
        from PySide6.QtCore import Qt

        self._sideways = alignment & Qt.AlignmentFlag.AlignHorizontal_Mask
        self._is_apart = bool(alignment & (Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignHCenter))
        self._is_in_the_middle = bool(alignment & Qt.AlignmentFlag.AlignVCenter)
        super().setAlignment(alignment)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._forget()
            self.updateGeometry()
            self.update()
        super().changeEvent(event)

    def _forget(self) -> None:
        self._heights.clear()
        self._hint = self._measures = None

    def heightForWidth(self, width: int) -> int:
        hint = self.sizeHint()
        # Where no line is broken anew, nothing is laid out anew: layouts ask for a dozen widths.
        if (width >= hint.width() and not self._is_apart) or not self.wordWrap():
            return hint.height()
        if width not in self._heights:
            margins = self.contentsMargins()
            sides, ends = margins.left() + margins.right(), margins.top() + margins.bottom()
            self._heights[width] = ceil(self._lay_out(width - sides)[1]) + ends
        return self._heights[width]

    def sizeHint(self) -> QSize:
        if self._hint is None:
            self._hint = self._natural_size()
        return self._hint

    def _natural_size(self) -> QSize:
        limit = self._limit() if self.wordWrap() else 1_000_000
        width, height = self._lay_out(limit)[2:0:-1]
        margins = self.contentsMargins()
        return QSize(
            ceil(width) + 1 + margins.left() + margins.right(), ceil(height) + margins.top() + margins.bottom()
        )

    def minimumSizeHint(self) -> QSize:
        if not self.wordWrap():
            return self.sizeHint()
        metrics = self.fontMetrics()
        longest = max((metrics.horizontalAdvance(word) for word in self._words.split()), default=0)
        margins = self.contentsMargins()
        width = min(longest, characters(16, self)) + 1 + margins.left() + margins.right()
        return QSize(width, ceil(self._line_height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setPen(color("text.disabled"))
        elif self._ink not in _PALETTE_ROLES:
            painter.setPen(color(self._ink))
        inside = self.contentsRect()
        layout, height, _width = self._lay_out(inside.width())
        top = float(inside.top())
        if self._is_in_the_middle:
            top += max(0.0, (inside.height() - height) / 2)
        layout.draw(painter, QPointF(inside.left(), top))
        painter.end()

    def _limit(self) -> int:
        return self._measured()[0]

    def _line_height(self) -> float:
        return self._measured()[1]

    def _measured(self) -> tuple[int, float]:
        """Return how wide a line may be and how high it is, in pixels."""
        if self._measures is None:
            high = QFontInfo(self.font()).pixelSize() * LINE_HEIGHT[self._role]
            self._measures = characters(PROSE_WIDTH, self), max(self.fontMetrics().height(), high)
        return self._measures

    def _lay_out(self, width: float) -> tuple[QTextLayout, float, float]:
        """Break the text into lines; return them, their height and the width of the longest."""
        limit = min(width, self._limit()) if self.wordWrap() else width
        layout = QTextLayout(self._words.replace("\n", "\u2028"), QFont(self.font()))
        option = QTextOption()
        if self._sideways is not None:
            option.setAlignment(self._sideways)
            limit = width if width < 1_000_000 and self._is_apart else limit
        option.setWrapMode(
            QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if self.wordWrap() else QTextOption.WrapMode.NoWrap
        )
        layout.setTextOption(option)
        if self._mnemonic >= 0:
            layout.setFormats([_underlined(self._mnemonic)])
        layout.beginLayout()
        top = widest = 0.0
        step = self._line_height()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, limit))
            line.setPosition(QPointF(0, top + (step - line.height()) / 2))
            top += step
            widest = max(widest, line.naturalTextWidth())
        layout.endLayout()
        return layout, max(top, step), widest


def _underlined(place: int) -> QTextLayout.FormatRange:
    from PySide6.QtGui import QTextCharFormat

    mark = QTextLayout.FormatRange()
    mark.start, mark.length = place, 1
    mark.format = QTextCharFormat()
    mark.format.setFontUnderline(True)
    return mark


class Hint(QWidget):
    """What a field or a box is about, in small letters; it is spoken with that one.

    The label stands in a holder of the same name. Orca reads all loose texts of a group when somebody comes to the
    first field in it, and passes over a text that only repeats what it stands in.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setAccessibleName(text)
        column = QVBoxLayout(self)
        set_gaps(column)
        column.addWidget(Label(text, Role.small, "text.secondary"))
