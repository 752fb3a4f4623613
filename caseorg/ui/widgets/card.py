"""Groups and cards: things that belong together, under a name that is spoken."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGroupBox, QVBoxLayout, QWidget

from caseorg.ui.paint import draw_box
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.theme import color
from caseorg.ui.widgets.label import Label


class Group(QGroupBox):
    """A named group without a frame. Its name is spoken; a label may show it, too."""

    def __init__(self, spoken: str, *, name: str = "", parent: QWidget | None = None) -> None:
        # A group box is what screen readers know as a grouping. Its own title could not wrap, so it has none.
        super().__init__(parent)
        self.setAccessibleName(spoken)
        self.setObjectName(name)

    def minimumSizeHint(self) -> QSize:
        return QWidget.minimumSizeHint(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw nothing: what is inside is enough."""


class Card(Group):
    """A white sheet with a title; put things into `body`."""

    def __init__(
        self,
        title: str,
        description: str = "",
        *,
        name: str = "",
        surface: str = "surface",
        role: Role = Role.card_title,
        parent: QWidget | None = None,
    ) -> None:
        """Make a card.

        Args:
            title: What it is about; shown on top, and its spoken name.
            description: What is spoken with it: the verdict, or the date.
            name: The object name, such as `coverage.card.network`.
            surface: The color role of the sheet.
            role: What its title is on the page; that of a whole task stands above the headings inside.
            parent: The widget it belongs to.
        """
        super().__init__(title, name=name, parent=parent)
        self.setAccessibleDescription(description)
        self._surface = surface
        self.body = QVBoxLayout(self)
        set_gaps(self.body, margins=16, gap=8)
        self.title = Label(title, role)
        self.body.addWidget(self.title)
        self.title.setVisible(bool(title))

    def set_title(self, title: str) -> None:
        """Change what the card is about."""
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.setAccessibleName(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_box(painter, self.rect(), color(self._surface), color("line.subtle"))
        painter.end()
