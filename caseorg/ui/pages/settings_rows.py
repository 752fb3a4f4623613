"""The rows of the settings page: a box, a check mark, a text, a folder; each keeps what is chosen at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.errors import CaseorgError
from caseorg.ui.forms.inputs import LineInput, TextInput
from caseorg.ui.page import PageContext
from caseorg.ui.pages.slow_work import SlowWork
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.choice import Choice
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.wrapped import CheckBox

if TYPE_CHECKING:
    from caseorg.services.newer_rules import TakenRules

_KEEP_AFTER_MS = 1_000
_ADDRESS_LINES = 3


class Holds(Enum):
    """What a setting holds; one that has choices holds one of them."""

    yes_or_no = auto()
    line = auto()
    lines = auto()
    folder = auto()
    kept_key = auto()
    """Whether the system keeps the file's key; out of sight where it can't."""
    kept_list = auto()
    """Whether a list of the case files that were opened is kept."""
    rules = auto()
    """The rules from a file, or none; they are looked through in the background first."""
    page = auto()
    """Nothing of its own: a button that leads to the page of this name."""


@dataclass(frozen=True)
class Setting:
    """One setting: its name in the preferences, its words, and for a list its choices."""

    name: str
    title: str
    hint: str = ""
    choices: Mapping[Any, str] | None = None
    holds: Holds = Holds.yes_or_no


class Row(QWidget):
    """One setting on the page."""

    def __init__(self, setting: Setting, context: PageContext) -> None:
        super().__init__()
        self.setting, self.context = setting, context
        self.column = QVBoxLayout(self)
        set_gaps(self.column, gap=4)

    def value(self) -> Any:
        """Return what is chosen now."""
        return self.context.preferences.value(self.setting.name)

    def choose(self, value: object) -> None:
        """Choose something else; Undo takes it back."""
        label = _("Choose: {what}").format(what=self.setting.title)
        try:
            self.context.preferences.choose(self.setting.name, value, label)
        except CaseorgError as error:
            self.context.tell.error(error)

    def show_value(self) -> None:
        """Show what is chosen."""

    def keep_now(self) -> None:
        """Keep what is half typed."""

    def add_title(self) -> Label:
        """Add the title and the hint above what comes; return the title."""
        label = Label(self.setting.title, Role.label)
        self.column.addWidget(label)
        if self.setting.hint:
            self.column.addWidget(Label(self.setting.hint, Role.small, "text.secondary"))
        return label

    def add_in_row(self, widget: QWidget) -> None:
        """Add a widget that is no wider than it needs to be."""
        row = QHBoxLayout()
        set_gaps(row)
        row.addWidget(widget)
        row.addStretch(1)
        self.column.addLayout(row)


def row_of(setting: Setting, context: PageContext) -> Row:
    """Make the row of a setting."""
    if setting.choices is not None:
        return ChoiceRow(setting, context)
    kinds = {
        Holds.yes_or_no: CheckRow,
        Holds.line: TextRow,
        Holds.lines: TextRow,
        Holds.folder: FolderRow,
        Holds.kept_key: KeptKeyRow,
        Holds.kept_list: KeptListRow,
        Holds.rules: RulesRow,
        Holds.page: PageRow,
    }
    return kinds[setting.holds](setting, context)


class ChoiceRow(Row):
    """One of several, in a box under its words."""

    def __init__(self, setting: Setting, context: PageContext) -> None:
        super().__init__(setting, context)
        choices = setting.choices or {}
        self._values = list(choices)
        label = self.add_title()
        self.box = Choice(f"settings.{setting.name}", width=32)
        self.box.setAccessibleName(setting.title)
        self.box.setAccessibleDescription(setting.hint)
        label.setBuddy(self.box)
        for words in choices.values():
            self.box.addItem(words)
        self.add_in_row(self.box)
        self.box.activated.connect(self._choose)

    def show_value(self) -> None:
        """Show what is chosen."""
        now = self.value()
        self.box.setCurrentIndex(self._values.index(now) if now in self._values else -1)

    def _choose(self, at: int) -> None:
        self.choose(self._values[at])


class CheckRow(Row):
    """On or off."""

    def __init__(self, setting: Setting, context: PageContext) -> None:
        super().__init__(setting, context)
        self.box = CheckBox(setting.title)
        self.box.setObjectName(f"settings.{setting.name}")
        self.box.setAccessibleDescription(setting.hint)
        self.box.clicked.connect(self._choose)
        self.column.addWidget(self.box)
        if setting.hint:
            self.column.addWidget(Label(setting.hint, Role.small, "text.secondary"))

    def show_value(self) -> None:
        """Show what is chosen."""
        self.box.setChecked(bool(self.value()))

    def _choose(self, checked: bool) -> None:
        self.choose(checked)


class KeptKeyRow(CheckRow):
    """On or off, where this computer has a key store, and the file a password."""

    def show_value(self) -> None:
        """Show what is chosen."""
        super().show_value()
        kept_key = self.context.preferences.kept_key
        self.setVisible(bool(kept_key and kept_key.has_store) and not self.context.upkeep.without_password)


class KeptListRow(CheckRow):
    """On or off; where it is off, the page says where the open file is, since nothing else will at the next start."""

    def __init__(self, setting: Setting, context: PageContext) -> None:
        super().__init__(setting, context)
        self.place = Label("", Role.small)
        self.place.setObjectName(f"settings.{setting.name}.place")
        self.column.addWidget(self.place)

    def show_value(self) -> None:
        """Show what is chosen."""
        super().show_value()
        self.setVisible(self.context.preferences.kept_list is not None)
        place = str(self.context.workspace.case_file.path)
        self.place.setText(_("Remember where your file is: {place}").format(place=place))
        self.place.setVisible(not self.box.isChecked() and not self.context.upkeep.is_sample())

    def _choose(self, checked: bool) -> None:
        super()._choose(checked)
        self.show_value()  # the disk may have refused


class TextRow(Row):
    """A line of text, or a few; kept a moment after the last key."""

    def __init__(self, setting: Setting, context: PageContext) -> None:
        super().__init__(setting, context)
        label, name = self.add_title(), f"settings.{setting.name}"
        is_long = setting.holds is Holds.lines
        self.field = TextInput(_ADDRESS_LINES, 40, name) if is_long else LineInput(24, name)
        self.field.setAccessibleName(setting.title)
        self.field.setAccessibleDescription(setting.hint)
        label.setBuddy(self.field)
        self.add_in_row(self.field)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep_now)
        self.field.textChanged.connect(self._timer.start)

    def typed(self) -> str:
        """Return what stands in the field."""
        text = self.field.toPlainText() if isinstance(self.field, TextInput) else self.field.text()
        return text.strip()

    def show_value(self) -> None:
        """Show what is chosen; what is half typed stays, and the cursor with it."""
        value = self.value()
        if value != self.typed() and not self._timer.isActive():
            if isinstance(self.field, TextInput):
                self.field.setPlainText(value)
            else:
                self.field.setText(value)
            self._timer.stop()

    def keep_now(self) -> None:
        """Keep what was typed."""
        if self._timer.isActive():
            self._timer.stop()
            self.choose(self.typed())


class FolderRow(Row):
    """A folder, or none."""

    def __init__(self, setting: Setting, context: PageContext) -> None:
        super().__init__(setting, context)
        self.add_title()
        self.words = Label("")
        self.words.setObjectName(f"settings.{setting.name}.words")
        self.column.addWidget(self.words)
        self.clear = Button(_("No folder"), lambda: self.choose(""), name=f"settings.{setting.name}.clear")
        ask = Button(_("Choose a folder..."), self._ask, icon="folder-open", name=f"settings.{setting.name}")
        ask.setAccessibleDescription(setting.title)
        self.column.addWidget(FlowRow(ask, self.clear))

    def show_value(self) -> None:
        """Show which folder is chosen."""
        self.words.setText(self.value() or _("No folder is chosen."))
        self.clear.setVisible(bool(self.value()))

    def _ask(self) -> None:
        folder = self.context.files.folder(self.window(), self.setting.title)
        if folder is not None:
            self.choose(str(folder))


class RulesRow(Row):
    """The rules that came with the program, or newer ones from a file."""

    def __init__(self, setting: Setting, context: PageContext) -> None:
        super().__init__(setting, context)
        self.add_title()
        self.words = Label("")
        self.words.setObjectName("settings.newer_rules.words")
        self.column.addWidget(self.words)
        ask = Button(_("Use newer rules from a file..."), self._ask, icon="folder-open", name="settings.newer_rules")
        self.back = Button(_("Use the rules that came with Caseorg"), lambda: self.choose(""),
                           name="settings.newer_rules.back")  # fmt: skip
        self.setFocusProxy(ask)
        self.column.addWidget(FlowRow(ask, self.back))
        self.work = SlowWork(context, _("Checking the rules"), name="settings.newer_rules",
                             when_stopped=_("Stopped. Nothing was changed."))  # fmt: skip
        self.work.holds_up(ask, self.back)
        self.column.addWidget(self.work)

    def show_value(self) -> None:
        """Show which rules are in use, and why not those that were chosen."""
        from caseorg.services.newer_rules import NotUsed, lost_words

        workspace = self.context.workspace
        words = _("Newer rules from a file are in use.") if self.value() else _("They came with Caseorg.")
        not_used = workspace.rules_in_use.not_used if workspace.has_library else None
        if not_used is NotUsed.lost:
            words = lost_words()
        elif not_used is NotUsed.older:
            words = _("They came with Caseorg, and are newer than those you chose.")
        self.words.setText(words)
        self.back.setVisible(bool(self.value()))

    def _ask(self) -> None:
        chosen = self.context.files.rules_file(self.window())
        if chosen is None:
            return
        workspace, today = self.context.workspace, self.context.today()

        def work(stop: Callable[[], bool]) -> TakenRules:
            from caseorg.services import newer_rules

            return newer_rules.take(chosen, workspace.library, today, stop)

        self.work.run(work, self._taken)

    def _taken(self, taken: TakenRules) -> None:
        self.choose(taken.name)
        self.context.tell.done(_("Newer rules are in use: {rules}.").format(rules=taken.words()))


class PageRow(Row):
    """A button that leads to another page."""

    def __init__(self, setting: Setting, context: PageContext) -> None:
        super().__init__(setting, context)
        name = f"settings.{setting.name}"
        self.column.addWidget(FlowRow(Button(setting.title, lambda: context.go_to(setting.name), name=name)))
