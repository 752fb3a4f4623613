"""The one place that shows an error, a question or a message, and has it spoken."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError, DiskFullError
from caseorg.ui import speech
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.text_size import Role, characters, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.chip import Status
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.message_bar import MessageBar
from caseorg.ui.widgets.page_scroll import PageScroll

Choice = tuple[str, Callable[[], object]]
_ROOM = 0.9


class Tell:
    """Tells the person something, in one window."""

    def __init__(
        self,
        window: QWidget,
        bar: MessageBar,
        defect: Callable[[BaseException], object],
        save_elsewhere: Callable[[], object] | None = None,
    ) -> None:
        """Make it.

        Args:
            window: The window over which dialogs open.
            bar: Where messages stand.
            defect: What to do with an error nobody can act on; `crash.report`.
            save_elsewhere: Asks for another place for a copy of the file, where the disk is full.
        """
        self._window, self._bar, self._defect, self._save_elsewhere = window, bar, defect, save_elsewhere

    def done(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Say that something was done, with Undo if it can be undone."""
        buttons = ((_("Undo"), undo),) if undo is not None else ()
        self._bar.show_message(text, status=Status.ok, buttons=buttons)

    def note(self, text: str, *choices: Choice) -> None:
        """Say something that is neither done nor wrong, with buttons that lead on."""
        self._bar.show_message(text, status=Status.info, buttons=choices)

    def error(self, error: BaseException, *choices: Choice) -> None:
        """Show an error a person can act on, with its advice; hand on anything else as a defect."""
        if not isinstance(error, CaseorgError):
            self._defect(error)
            return
        if isinstance(error, DiskFullError) and not choices and self._save_elsewhere is not None:
            choices = ((_("Choose a place"), self._save_elsewhere),)
        self._bar.show_message(sentence(error), status=Status.bad, buttons=choices, at_once=True)

    def clear(self) -> None:
        """Take the message away, as the next action does."""
        self._bar.clear()

    def ask(self, question: str, explanation: str, do: str, keep: str) -> bool:
        """Ask before one of the four things that can't be undone; say whether to do it.

        Args:
            question: What is about to happen.
            explanation: What that means.
            do: The words on the button that does it, such as “Remove case”.
            keep: The words on the safe button, which has the focus and is what Escape does.
        """
        dialog = _Dialog(self._window, question, explanation, (keep, do), danger=1)
        return dialog.exec_choice() == 1

    def stop(self, error: CaseorgError, choices: Sequence[str]) -> int:
        """Show a problem the person has to answer before anything can go on; return the number of the choice.

        The first choice is the safe one: it has the focus and is what Escape does.
        """
        return _Dialog(self._window, str(error), error.advice, tuple(choices)).exec_choice()


def sentence(error: CaseorgError) -> str:
    """Return what happened and what to do, as one text."""
    return f"{error} {error.advice}".strip()


class _Dialog(QDialog):
    """One question, its explanation, and buttons that name what they do."""

    def __init__(self, window: QWidget, title: str, text: str, choices: tuple[str, ...], danger: int = -1) -> None:
        super().__init__(window)
        self.setObjectName("dialog")
        self.setWindowTitle("Caseorg")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self._chosen = 0
        outer = QVBoxLayout(self)
        set_gaps(outer, margins=24, gap=24)
        self._scroll = PageScroll(margins=0, gap=8)
        self._scroll.body.addWidget(Label(title, Role.section))
        if text:
            self._scroll.body.addWidget(Label(text))
        self._scroll.body.addStretch(1)
        row = FlowRow(name="dialog.choices")
        for number, words in enumerate(choices):
            kind = ButtonKind.danger if number == danger else ButtonKind.main if number == 0 else ButtonKind.plain
            button = Button(words, lambda number=number: self._choose(number), kind=kind, name=f"dialog.{number}")
            row.add(button)
            if number == 0:
                button.setFocus(Qt.FocusReason.OtherFocusReason)
        outer.addWidget(self._scroll, 1)
        outer.addWidget(row)
        width = min(characters(60), round(window.width() * _ROOM))
        inner = self._scroll.body
        self._scroll.setMinimumHeight(min(inner.heightForWidth(width), round(window.height() * _ROOM / 2)))
        self.resize(width, self.sizeHint().height())
        speech.say(f"{title} {text}".strip(), at_once=True)

    def exec_choice(self) -> int:
        """Wait for the answer; return the number of the button, 0 for Escape."""
        self.exec()
        return self._chosen

    def _choose(self, number: int) -> None:
        self._chosen = number
        self.accept()
