"""Buttons: the main one, the plain ones, links that are real buttons, and small icons with a name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget

from caseorg.ui import button_look
from caseorg.ui.button_look import ButtonKind, ButtonState
from caseorg.ui.text_size import px
from caseorg.ui.theme import color
from caseorg.ui.widgets.label import literal, tip

# The colors of words that the palette holds, too: the painter begins with them, and need not be told.
_PALETTE_ROLES = {ButtonKind.main: QPalette.ColorRole.HighlightedText, ButtonKind.link: QPalette.ColorRole.Link}
_ICON_SIDE, _ICON_GAP = 20, 4

_NARROWEST = 360
"""Words wider than this may be broken into lines where there is no room; what is shorter stays in one."""


class Button(QPushButton):
    """A button with words, and an icon beside them if it has one."""

    def __init__(
        self,
        text: str,
        pressed: Callable[[], object] | None = None,
        *,
        kind: ButtonKind = ButtonKind.plain,
        icon: str = "",
        name: str = "",
        spoken: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make a button.

        Args:
            text: The words on it, shown letter by letter.
            pressed: What to do when it is pressed.
            kind: How much it asks to be pressed.
            icon: The name of an icon, or nothing.
            name: The object name, such as `records.ask`.
            spoken: What a screen reader says, where the words alone are not enough.
            parent: The widget it belongs to.
        """
        super().__init__(parent)
        self._hint: QSize | None = None
        self._kind, self._has_icon = kind, bool(icon)
        self.set_words(text)
        self.setProperty("kind", kind.value)
        self.setForegroundRole(_PALETTE_ROLES.get(kind, QPalette.ColorRole.ButtonText))
        self.setObjectName(name)
        self.setAccessibleName(spoken or text)
        self.setAutoDefault(False)
        if icon:
            from caseorg.ui import icons

            self.setIcon(icons.icon(icon, button_look.ink(ButtonState(kind))))
            self.setIconSize(icons.icon_size())
            self._hint = None
            self._let_long_words_wrap()
        if pressed is not None:
            self.clicked.connect(lambda _checked=False: pressed())

    def heightForWidth(self, width: int) -> int:
        hint, metrics = self.sizeHint(), self.fontMetrics()
        missing = hint.width() - width
        if missing <= 0:
            return hint.height()
        flags = button_look.WORD_WRAP | button_look.SHOW_MNEMONIC
        room = metrics.size(button_look.SHOW_MNEMONIC, self.text()).width() - missing
        lines = metrics.boundingRect(QRect(0, 0, max(1, room), px(1000)), flags, self.text()).height()
        return hint.height() + max(0, lines - metrics.height())

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), px(_NARROWEST)), hint.height())

    def setText(self, text: str) -> None:
        self._hint = None
        super().setText(text)

    def set_words(self, text: str) -> None:
        """Show other words."""
        self._words = text
        self.setText(literal(text))
        self._let_long_words_wrap()

    def words(self) -> str:
        """Return the words as they are read."""
        return self._words

    def is_main(self) -> bool:
        """Tell whether it is what is most asked to be pressed where it stands."""
        return self._kind is ButtonKind.main

    def set_mnemonic(self, place: int) -> None:
        """Make the letter at `place` the one that, with Alt, presses this button."""
        before, after = literal(self._words[: max(place, 0)]), literal(self._words[max(place, 0) :])
        marked = f"{before}&{after}" if place >= 0 else after
        if marked != self.text():  # each time the page is measured anew
            self.setText(marked)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._hint = None
            self.setIconSize(QSize(px(_ICON_SIDE), px(_ICON_SIDE)))
            self._let_long_words_wrap()

    def _let_long_words_wrap(self) -> None:
        # Of a fixed height only while it is short: Qt would give long words no more than one line.
        long = self.sizeHint().width() > px(_NARROWEST)
        policies = QSizePolicy.Policy
        policy = QSizePolicy(policies.Maximum, policies.Preferred if long else policies.Fixed)
        policy.setHeightForWidth(long)
        if policy != self.sizePolicy():
            self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        # Kept, since layouts ask a dozen times for each time that it changes.
        if self._hint is None:
            self.ensurePolished()
            self._hint = self._natural_size()
        return self._hint

    def _natural_size(self) -> QSize:
        words = self.fontMetrics().size(button_look.SHOW_MNEMONIC, self.text())
        if self._has_icon:
            side = self.iconSize()
            words = QSize(words.width() + side.width() + _ICON_GAP, max(words.height(), side.height()))
        return button_look.size(self._kind, words, with_icon=self._has_icon and bool(self.text()))

    def paintEvent(self, event: QPaintEvent) -> None:
        state = ButtonState(self._kind, self.isEnabled(), self.isDown(), self.underMouse(), self.isChecked())
        painter = QPainter(self)
        button_look.draw_ground(painter, self.rect(), state)
        if not state.enabled or state.checked or state.kind is ButtonKind.danger:
            painter.setPen(color(button_look.ink(state)))
        button_look.draw_words(
            painter,
            self.rect(),
            self.text(),
            state,
            icon=self.icon() if self._has_icon else None,
            icon_side=self.iconSize().width() if self._has_icon else 0,
            mirrored=self.isRightToLeft(),
            missing=self.sizeHint().width() - self.width(),
        )
        painter.end()


class LinkButton(Button):
    """A link as a real button: it takes the focus and says where it goes."""

    def __init__(
        self,
        text: str,
        pressed: Callable[[], object] | None = None,
        *,
        icon: str = "",
        name: str = "",
        spoken: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, pressed, kind=ButtonKind.link, icon=icon, name=name, spoken=spoken, parent=parent)


class IconButton(QToolButton):
    """One of the few buttons without words: zoom, previous, next, close. It has a name and a tooltip."""

    def __init__(
        self,
        icon: str,
        spoken: str,
        pressed: Callable[[], object] | None = None,
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        from PySide6.QtCore import Qt

        from caseorg.ui import icons

        super().__init__(parent)
        self.setIcon(icons.icon(icon))
        self.setIconSize(icons.icon_size())
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setObjectName(name)
        self.set_spoken(spoken)
        if pressed is not None:
            self.clicked.connect(lambda _checked=False: pressed())

    def set_spoken(self, spoken: str) -> None:
        """Give it its name, or the same one in another language."""
        self.setText(literal(spoken))
        self.setAccessibleName(spoken)
        tip(self, spoken)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.setIconSize(QSize(px(_ICON_SIDE), px(_ICON_SIDE)))
        super().changeEvent(event)
