"""The bar at the foot of the window: what happened, with Undo. It stays until the next action or until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui import speech
from caseorg.ui.text_size import characters, px, set_gaps
from caseorg.ui.theme import color
from caseorg.ui.widgets.button import Button, IconButton
from caseorg.ui.widgets.chip import STATUS_ICONS, Status
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.picture import Picture
from caseorg.ui.widgets.scroll_if_low import ScrollIfLow

_AROUND = 16 + 8 + 3 * 12
"""What margins and gaps take of the width."""
_FEWEST_BESIDE = 40
"""How many characters a line of long words holds at least beside several buttons."""


class MessageBar(QWidget):
    """One message at a time; it is spoken when it comes."""

    def __init__(self, name: str = "message", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(_("Message"))
        self._status = Status.neutral
        self._row = QHBoxLayout(self)
        set_gaps(self._row, margins=(16, 6, 8, 6), gap=12)
        self._picture = Picture(STATUS_ICONS[Status.ok], "status.ok")
        self._words = Label("")
        self._buttons = FlowRow()
        self._close = IconButton("x", _("Close this message"), self.clear, name=f"{name}.close")
        self._row.addWidget(self._picture)
        middle = QWidget()
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight, middle)
        set_gaps(self._middle, gap=12)
        self._middle.addWidget(self._words, 1)
        self._middle.addWidget(self._buttons)
        self._scroll = ScrollIfLow(middle)
        self._scroll.setObjectName(f"{name}.words")
        self._row.addWidget(self._scroll, 1)
        self._row.addWidget(self._close)
        self.hide()

    def show_message(
        self,
        text: str,
        *,
        status: Status = Status.ok,
        buttons: tuple[tuple[str, Callable[[], object]], ...] = (),
        at_once: bool = False,
    ) -> None:
        """Show and speak a message in place of the one before.

        Args:
            text: What happened.
            status: What it means.
            buttons: Words and what they do, such as Undo.
            at_once: Whether it interrupts what is being spoken.
        """
        # The bar outlives a change of the language; what else it says is new each time.
        for named in (self, self._scroll):
            named.setAccessibleName(_("Message"))
        self._close.set_spoken(_("Close this message"))
        self._status = status
        self._picture.set_icon(STATUS_ICONS[status], f"status.{status}")
        self._words.set_ink(f"status.{status}")
        self._words.setText(text)
        self._middle.removeWidget(self._buttons)
        self._buttons.deleteLater()
        self._buttons = FlowRow(
            *(
                Button(words, self._acting(act), name=f"{self.objectName()}.act{at or ''}")
                for at, (words, act) in enumerate(buttons)
            )
        )
        self._middle.addWidget(self._buttons)
        self._buttons.setVisible(bool(buttons))
        for first, second in pairwise((self._scroll, *self._buttons.widgets(), self._close)):
            QWidget.setTabOrder(first, second)  # the buttons were made later than all the rest of the window
        self._arrange()
        self._scroll.to_top()
        self.show()
        self.update()
        speech.say(text, at_once=at_once)

    def text(self) -> str:
        """Return the message on show, or nothing."""
        return "" if self.isHidden() else self._words.text()

    def clear(self) -> None:
        """Take the message away."""
        self._words.setText("")
        self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._arrange()
        super().changeEvent(event)

    def _arrange(self) -> None:
        """Put the buttons below the words where the words would be squeezed beside them."""
        around = self._picture.sizeHint().width() + self._close.sizeHint().width() + px(_AROUND)
        beside = self.width() - around - self._buttons.sizeHint().width()
        least = characters(_FEWEST_BESIDE)
        if len(self._buttons.widgets()) == 1:  # such as Undo, which is to stay in sight
            least = self._words.minimumSizeHint().width()
        fits = beside >= min(self._words.sizeHint().width(), least)
        directions = QBoxLayout.Direction
        self._middle.setDirection(directions.LeftToRight if fits else directions.TopToBottom)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(f"status.{self._status}.bg"))
        painter.fillRect(0, 0, self.width(), 1, color(f"status.{self._status}"))
        painter.end()

    def _acting(self, act: Callable[[], object]) -> Callable[[], None]:
        def act_and_clear() -> None:
            self.clear()
            act()

        return act_and_clear
