"""Says that something went wrong inside the program, and offers a report that the person can read first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError
from caseorg.ui import speech
from caseorg.ui.button_look import ButtonKind
from caseorg.ui.files import FileChooser
from caseorg.ui.paper import write_pdf
from caseorg.ui.tell import sentence
from caseorg.ui.text_size import Role, characters, px, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label


class TroubleDialog(QDialog):
    """“Something went wrong. Your work is saved.” Escape goes on."""

    def __init__(self, report: str, save: Callable[[QWidget], str], window: QWidget | None) -> None:
        """Make it.

        Args:
            report: What would be saved, shown as it is.
            save: Asks for a place and writes the report there; returns what to say then, or nothing.
            window: The window over which it opens.
        """
        super().__init__(window)
        self.setObjectName("trouble")
        self.setWindowTitle("Caseorg")
        title, words = (
            _("Something went wrong. Your work is saved."),
            _("The report has no health details. You can read it first."),
        )
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        set_gaps(column, margins=24, gap=16)
        column.addWidget(Label(title, Role.section))
        go_on = Button(_("Go on"), self.accept, kind=ButtonKind.main, name="trouble.go_on")
        read = Button(_("Read the report"), name="trouble.read")
        read.setCheckable(True)
        keep = Button(_("Save a report for the makers"), lambda: self._say(save(self)), name="trouble.save")
        column.addWidget(FlowRow(go_on, keep, read))
        column.addWidget(Label(words))
        self._said = Label("")
        self._said.setObjectName("trouble.said")
        self._said.hide()
        column.addWidget(self._said)
        self._text = QPlainTextEdit(report)
        self._text.setObjectName("trouble.report")
        self._text.setAccessibleName(_("The report"))
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setProperty("field", True)
        self._text.setMinimumHeight(px(160))
        self._text.hide()
        read.toggled.connect(self._show_report)
        column.addWidget(self._text, 1)
        self.resize(characters(64), 1)
        self._grow()
        go_on.setFocus(Qt.FocusReason.OtherFocusReason)
        speech.say(title, at_once=True)

    def _show_report(self, on: bool) -> None:
        self._text.setVisible(on)
        self._grow()

    def _grow(self) -> None:
        """Be high enough for all that is shown: a row of buttons may take two lines."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def _say(self, words: str) -> None:
        """Say what became of the report."""
        self._said.setText(words)
        self._said.setVisible(bool(words))
        self._grow()
        if words:
            speech.say(words)


def save_report(report: str, files: FileChooser, window: QWidget) -> str:
    """Ask for a place, and write the report there for its owner's eyes only; return what to say then."""
    target = files.place(window, "caseorg-report.txt", _("Text (*.txt)"))
    if target is None:
        return ""
    try:
        write_pdf(target, report.encode())
    except CaseorgError as error:
        return sentence(error)
    return _("The report is saved.")
