"""The first window: Welcome and the locked screen. It loads nothing but Qt and our own pieces.

What the first paint can do without (messages, progress, the style of Qt's own controls) is loaded right after it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSizePolicy, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.ui import text_size
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.look import Appearance
from caseorg.ui.text_size import Role, characters, px, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.own_field import OwnField
from caseorg.ui.widgets.page_scroll import PageScroll

if TYPE_CHECKING:
    from caseorg.ui.widgets.message_bar import MessageBar
    from caseorg.ui.widgets.progress_row import ProgressRow

_COLUMN = 78  # characters
_SLOW_MS = 1_000


class _Screen(QWidget):
    """One screen; says when it is painted. The window itself is not: it is covered."""

    def __init__(self, painted: Callable[[], object]) -> None:
        super().__init__()
        self._said = painted

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self._said()


class FirstDoors(NamedTuple):
    """What the first screens lead to."""

    start_letter: Callable[[], object]
    open_file: Callable[[], object]
    open_sample: Callable[[], object]
    unlock: Callable[[str], object]
    unlock_by_code: Callable[[str], object] = lambda _code: None
    remember: Callable[[bool], object] = lambda _on: None


class FirstWindow(QMainWindow):
    """Shows one screen at a time, in the middle of a calm page."""

    painted = Signal()
    """Sent once, after the first paint: from then on slow things may be loaded."""

    def __init__(self, appearance: Appearance, doors: FirstDoors) -> None:
        super().__init__()
        self.setObjectName("first")
        self.setWindowTitle("Caseorg")
        self._appearance, self._doors = appearance, doors
        self._painted = False
        self._screen: Callable[[], QWidget] = self._welcome
        central = QWidget()
        outer = QVBoxLayout(central)
        set_gaps(outer)
        self._scroll = PageScroll(margins=(24, 32, 24, 24), gap=16)
        outer.addWidget(self._scroll, 1)
        # Stretches and not an alignment: that asks for the height at the whole width.
        self._middle = QHBoxLayout()
        set_gaps(self._middle)
        self._middle.addStretch(1)
        self._middle.addStretch(1)
        self._scroll.body.addLayout(self._middle)
        self._scroll.body.addStretch(1)
        self._outer = outer
        self.setCentralWidget(central)
        self._shown: QWidget | None = None
        self._password: OwnField | None = None
        self.resize(1000, 760)
        appearance.language_changed.connect(self._show_again)
        appearance.changed.connect(self._narrow)

    @cached_property
    def messages(self) -> MessageBar:
        """Where problems are told; made when the first one comes, since the first paint has none."""
        from caseorg.ui.widgets.message_bar import MessageBar

        made = MessageBar()
        self._outer.addWidget(made)
        return made

    # Screens

    def show_welcome(self) -> None:
        """Show the screen for somebody who is new here."""
        self._show(self._welcome)
        start = self.findChild(Button, "welcome.start")
        if start is not None:
            start.setFocus()

    def show_locked(self) -> None:
        """Show the screen that asks for the password."""
        self._remembers = None
        self._show(self._locked)
        self._focus_password()

    def show_code(self) -> None:
        """Show the screen that asks for the code of the recovery sheet."""
        self._show(self._by_code)
        self._focus_password()

    def show_opening(self) -> None:
        """Say that the file is being opened, once that takes longer than a moment."""
        if self._shown is None:
            self.show_welcome()
        self._shown.setEnabled(False)
        self._progress = self._progress or self._add_progress()
        QTimer.singleShot(_SLOW_MS, self._still_opening)
        self._opening = True

    def show_problem(self, text: str, *choices: tuple[str, Callable[[], object]]) -> None:
        """Say why the file did not open, with buttons that lead on; the screen can be used again."""
        self._opening = False
        if self._shown is not None:
            self._shown.setEnabled(True)
        if self._progress is not None:
            self._progress.hide()
        from caseorg.ui.widgets.chip import Status

        self.messages.show_message(text, status=Status.bad, buttons=choices, at_once=True)
        self._focus_password(select=True)

    def offer_to_remember(self, *, on: bool) -> None:
        """Offer on the locked screen to remember the password: once it is known that this computer can."""
        self._remembers = on
        if self._screen == self._locked and self._shown is not None:
            self._add_remember()

    _remembers: bool | None = None
    _opening = False
    _progress: ProgressRow | None = None

    def _show(self, screen: Callable[[], QWidget]) -> None:
        self._screen = screen
        self._opening = False
        self._password = self._progress = None
        if self._shown is not None:
            self._middle.removeWidget(self._shown)
            self._shown.hide()
            self._shown.setParent(None)
            self._shown.deleteLater()
        self._shown = screen()
        self._middle.insertWidget(1, self._shown)
        self._shown.show()
        self._narrow()

    def _show_again(self) -> None:
        self._show(self._screen)

    def _still_opening(self) -> None:
        if self._opening and self._progress is not None:
            self._progress.show()

    def _welcome(self) -> QWidget:
        screen, column = self._column("welcome")
        language = LinkButton(
            "English" if self._appearance.look.language == "es" else "Español", name="welcome.language"
        )
        language.clicked.connect(self._other_language)
        top = FlowRow(Label(_("Welcome to Caseorg"), Role.page_title))
        top.add_apart(language)
        column.addWidget(top)
        column.addWidget(Label(_("Get a second medical opinion, one step at a time."), ink="text.secondary"))
        column.addSpacing(px(8))
        start = Card(_("Start with a letter"), name="welcome.letter")
        start.body.addWidget(Label(_("Ask a hospital or doctor for the records you need. About 5 minutes.")))
        main = Button(_("Start"), self._doors.start_letter, kind=ButtonKind.main, name="welcome.start")
        main.setAccessibleDescription(_("Start with a letter"))
        start.body.addWidget(main)
        column.addWidget(start)
        column.addWidget(
            self._card(_("Open a case file I already have"), "", _("Open..."), self._doors.open_file, "open")
        )
        sample_words = _("A made-up person. You can't break anything.")
        column.addWidget(
            self._card(_("Look around a sample case"), sample_words, _("Open"), self._doors.open_sample, "sample")
        )
        self._progress_at = column, column.count()
        column.addSpacing(px(8))
        for words in (
            _("Your information stays on this computer. Caseorg does not use the internet."),
            _("Caseorg gives you general information. It does not give medical or legal advice."),
            _("If this is an emergency, call 911."),
        ):
            column.addWidget(Label(words, Role.small, "text.secondary"))
        column.addWidget(self._sizes("welcome"))
        return screen

    def _locked(self) -> QWidget:
        screen, column = self._column("locked")
        column.addWidget(Label(_("Your case file is locked"), Role.page_title))
        card = Card("", name="locked.card")
        card.setAccessibleName(_("Your case file is locked"))
        label = Label(_("Password"), Role.label)
        self._password = OwnField(name="locked.password", spoken=_("Password"))
        self._password.setEchoMode(OwnField.EchoMode.Password)
        self._password.setMinimumWidth(characters(8))  # beside “Show”, also with the largest text in a narrow window
        self._password.returnPressed.connect(self._unlock)
        label.setBuddy(self._password)
        show = Button(_("Show"), name="locked.show", spoken=_("Show the password"))
        show.setCheckable(True)
        show.toggled.connect(self._show_letters)
        row = QHBoxLayout()
        set_gaps(row, gap=8)
        row.addWidget(self._password, 1)
        row.addWidget(show)
        card.body.addWidget(label)
        card.body.addLayout(row)
        self._progress_at = card.body, card.body.count()
        if self._remembers is not None:
            self._add_remember()
        card.body.addWidget(Button(_("Open"), self._unlock, kind=ButtonKind.main, name="locked.open"))
        column.addWidget(card)
        column.addWidget(
            FlowRow(
                LinkButton(_("I lost my password"), self.show_code, name="locked.code"),
                LinkButton(_("Open another case file..."), self._doors.open_file, name="locked.other"),
                LinkButton(_("Start with a new letter"), self._doors.start_letter, name="locked.start"),
                gap=24,
            )
        )
        column.addWidget(self._sizes("locked"))
        return screen

    def _by_code(self) -> QWidget:
        screen, column = self._column("by_code")
        column.addWidget(Label(_("Open with the recovery code"), Role.page_title))
        column.addWidget(
            Label(_("It stands on your recovery sheet, in 7 groups of 4. Small letters and spaces don't matter."))
        )
        card = Card("", name="by_code.card")
        card.setAccessibleName(_("Open with the recovery code"))
        label = Label(_("Recovery code"), Role.label)
        # Not hidden: it is read from paper and typed with care, and it is of no use without the file.
        self._password = OwnField(name="by_code.code", spoken=_("Recovery code"))
        self._password.setMinimumWidth(characters(28))
        self._password.returnPressed.connect(self._unlock)
        label.setBuddy(self._password)
        card.body.addWidget(label)
        card.body.addWidget(self._password)
        self._progress_at = card.body, card.body.count()
        card.body.addWidget(Button(_("Open"), self._unlock, kind=ButtonKind.main, name="by_code.open"))
        column.addWidget(card)
        column.addWidget(
            Label(_("Without the password and the code, nobody can open the file, not even us."), ink="text.secondary")
        )
        column.addWidget(FlowRow(LinkButton(_("Back to the password"), self.show_locked, name="by_code.back")))
        return screen

    # Pieces

    def _column(self, name: str) -> tuple[QWidget, QVBoxLayout]:
        screen = _Screen(self._screen_painted)
        screen.setObjectName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        screen.setSizePolicy(policy)
        column = QVBoxLayout(screen)
        set_gaps(column, gap=16)
        return screen, column

    def _card(self, title: str, words: str, button: str, pressed: Callable[[], object], name: str) -> Card:
        card = Card("", name=f"welcome.{name}.card")
        card.setAccessibleName(title)
        opener = Button(button, pressed, name=f"welcome.{name}")
        opener.setAccessibleDescription(title)
        row = FlowRow(Label(title, Role.card_title))
        row.add_apart(opener)
        card.body.addWidget(row)
        if words:
            card.body.addWidget(Label(words))
        return card

    def _add_remember(self) -> None:
        from caseorg.ui.widgets.wrapped import CheckBox

        box = CheckBox(_("Remember the password on this computer"))
        box.setObjectName("locked.remember")
        box.setChecked(bool(self._remembers))
        hint = _("Leave it off if others use your account on this computer.")
        box.setAccessibleDescription(hint)
        box.clicked.connect(self._choose_to_remember)
        column, place = self._progress_at
        column.insertWidget(place, box)
        column.insertWidget(place + 1, Label(hint, Role.small, "text.secondary"))

    def _choose_to_remember(self, on: bool) -> None:
        self._remembers = on
        self._doors.remember(on)

    def _add_progress(self) -> ProgressRow:
        from caseorg.ui.widgets.progress_row import ProgressRow

        made = ProgressRow(_("Opening your file. This takes a moment."), name="opening")
        made.bar.setRange(0, 0)
        made.hide()
        column, place = self._progress_at
        column.insertWidget(place, made)
        return made

    def _sizes(self, name: str) -> QWidget:
        label = Label(_("Text size"), Role.small, "text.secondary", wrap=False)
        # Words and not icons: what draws icons takes 15 ms to load, which the first paint does not have.
        smaller = Button("A-", lambda: self._step(-1), name=f"{name}.smaller", spoken=_("Smaller text"))
        larger = Button("A+", lambda: self._step(1), name=f"{name}.larger", spoken=_("Larger text"))
        return FlowRow(label, smaller, larger, gap=8)

    # What happens

    def _unlock(self) -> None:
        if self._password is not None:
            self.messages.clear()
            by_code = self._password.objectName() == "by_code.code"
            (self._doors.unlock_by_code if by_code else self._doors.unlock)(self._password.text())

    def _show_letters(self, shown: bool) -> None:
        if self._password is not None:
            modes = OwnField.EchoMode
            self._password.setEchoMode(modes.Normal if shown else modes.Password)

    def _focus_password(self, *, select: bool = False) -> None:
        if self._password is not None:
            self._password.setFocus()
            if select:
                self._password.selectAll()

    def _other_language(self) -> None:
        look = self._appearance.look
        self._appearance.show(look.but(language="en" if look.language == "es" else "es"))

    def _step(self, step: int) -> None:
        self._appearance.show(self._appearance.look.but(text_size=text_size.next_size(step)))

    def _narrow(self) -> None:
        """Keep the column readable: never wider than its lines need, never wider than the window."""
        if self._shown is not None:
            room = self.width() - 2 * px(24) - px(20)
            self._shown.setFixedWidth(max(px(240), min(characters(_COLUMN), room)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._narrow()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_shown"):
            self._narrow()
        super().changeEvent(event)

    def _screen_painted(self) -> None:
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._password is not None:
            self._password.clear()
        super().closeEvent(event)
