"""A page that scrolls up and down only."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from caseorg.ui.text_size import px, set_gaps

# Values of Qt as numbers; caseorg/ui/paint.py says why.
_ALWAYS_OFF, _NO_FOCUS = 1, 0


class PageContent(QWidget):
    """What a page scrolls."""

    def __init__(self, scroll: PageScroll) -> None:
        super().__init__()
        self.scroll = scroll


def content_around(widget: QWidget) -> PageContent | None:
    """Return the content that a widget stands in, if it stands in a page that scrolls."""
    step = widget.parentWidget()
    while step is not None and not isinstance(step, PageContent):
        step = step.parentWidget()
    return step


class PageScroll(QScrollArea):
    """A column of things in `body`, as high as it needs to be."""

    def __init__(
        self, *, margins: tuple[int, int, int, int] | int = 24, gap: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setProperty("horizontalScrollBarPolicy", _ALWAYS_OFF)
        # The things inside take the focus; the area itself only scrolls.
        self.setProperty("focusPolicy", _NO_FOCUS)
        content = PageContent(self)
        around = QVBoxLayout(content)
        set_gaps(around, margins=margins)
        self.body = QVBoxLayout()
        set_gaps(self.body, gap=gap)
        around.addLayout(self.body)
        # Not an alignment to the top: with one, Qt gives a column that wraps no more than the height it has unwrapped.
        around.addStretch(1)
        self.setWidget(content)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what has the keyboard in sight where a message takes the foot of the page."""
        focused = QApplication.focusWidget()
        before = QRect(0, 0, self.width(), event.oldSize().height())
        was_in_sight = (
            focused is not None
            and content_around(focused) is self.widget()
            and before.contains(QRect(focused.mapTo(self, QPoint(0, 0)), focused.size()))
        )
        super().resizeEvent(event)
        if was_in_sight and focused is not None and focused.height() <= self.height():
            self.ensureWidgetVisible(focused, px(8), px(24))

    def scroll_by_key(self, event: QKeyEvent) -> None:
        """Scroll as the key says, also while something outside has the focus."""
        self.keyPressEvent(event)
