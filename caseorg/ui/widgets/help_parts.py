"""Shows a help text: headings, paragraphs, points, steps, pictures and links to other texts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from caseorg.services.help_texts import HelpText, Part, PartKind
from caseorg.ui.text_size import Role, px, set_gaps
from caseorg.ui.theme import color
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.label import Label


class HelpParts(QWidget):
    """One help text, without its title."""

    def __init__(self, text: HelpText, open_topic: Callable[[str], object] = lambda _name: None) -> None:
        """Make it.

        Args:
            text: What is shown.
            open_topic: Opens another text, by its name.
        """
        super().__init__()
        self._open_topic = open_topic
        whole = QVBoxLayout(self)
        set_gaps(whole, gap=20)
        column: QVBoxLayout | None = None
        for part in text.parts:
            if column is None or part.kind is PartKind.heading:
                column = QVBoxLayout()
                set_gaps(column, gap=8)
                whole.addLayout(column)
            column.addWidget(self._shown(part))

    def _shown(self, part: Part) -> QWidget:
        if part.kind is PartKind.heading:
            return Label(part.text, Role.card_title)
        if part.kind is PartKind.picture:
            return HelpPicture(part.leads_to, part.text)
        if part.kind is PartKind.link:
            return LinkButton(part.text, lambda: self._open_topic(part.leads_to), name=f"help.next.{part.leads_to}")
        if part.kind is PartKind.point:
            return _listed("•", part.text)
        if part.kind is PartKind.step:
            return _listed(f"{part.number}.", part.text)
        return Label(part.text)


def _listed(sign: str, text: str) -> QWidget:
    """Make a line whose sign stands apart, so that the second line of the text begins under the first."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    set_gaps(row, margins=(8, 0, 0, 0), gap=8)
    mark = Label(sign, wrap=False)
    mark.setAlignment(Qt.AlignmentFlag.AlignTop)
    row.addWidget(mark)
    row.addWidget(Label(text), 1)
    return holder


class HelpPicture(QWidget):
    """A picture of a screen, as wide as there is room, and no wider than it is."""

    def __init__(self, file: str, words: str) -> None:
        """Show a picture.

        Args:
            file: Where it lies.
            words: What is seen on it, for who does not see it.
        """
        super().__init__()
        self._picture = QPixmap(file)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._picture.isNull():
            return 0
        return round(min(width, self._picture.width()) * self._picture.height() / self._picture.width())

    def sizeHint(self) -> QSize:
        return QSize(self._picture.width(), self._picture.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.heightForWidth(px(160)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        width = min(self.width(), self._picture.width())
        seen = self.rect().adjusted(0, 0, width - self.width() - 1, self.heightForWidth(width) - self.height() - 1)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(seen, self._picture)
        painter.setPen(color("line.subtle"))
        painter.drawRect(seen)
        painter.end()
