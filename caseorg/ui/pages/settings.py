"""The settings: one plain page. Each choice applies at once and can be undone; there is nothing to confirm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.words import words_of
from caseorg.services.rule_sets import RuleSet, rule_sets
from caseorg.services.settings import LockAfter, OpensWith, RemindEvery
from caseorg.ui import text_size
from caseorg.ui.menus import LANGUAGE_WORDS, THEME_WORDS
from caseorg.ui.page import Page, PageContext
from caseorg.ui.preferences import Preferences
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.label import Label, literal
from caseorg.ui.widgets.navigation import Choice


@dataclass(frozen=True)
class _Setting:
    """One setting: a field of the look or of the settings, its words, and for a list its choices."""

    name: str
    title: str
    hint: str = ""
    choices: Mapping[Any, str] | None = None


def _sections() -> tuple[tuple[str, tuple[_Setting, ...]], ...]:
    """Return what can be chosen, section by section, in the language in use."""
    shapes = {False: _("My computer's letters"), True: _("Easy-read letters")}
    lines = {False: _("Normal"), True: _("Thick")}
    return (
        (
            _("See and read"),
            (
                _Setting("text_size", _("Text size"), choices={size: f"{size}%" for size in text_size.SIZES}),
                _Setting("theme", _("Theme"), choices={key.value: _(words) for key, words in THEME_WORDS.items()}),
                _Setting("easy_read", _("Letter shapes"), choices=shapes),
                _Setting("thick_ring", _("Line that shows the keyboard position"), choices=lines),
            ),
        ),
        (_("Language"), (_Setting("language", _("Language of the screen"), choices=LANGUAGE_WORDS),)),
        (
            _("Privacy and lock"),
            (
                _Setting(
                    "lock_after",
                    _("Lock after"),
                    _("Caseorg locks when nobody has used it for this long."),
                    words_of(LockAfter),
                ),
                _Setting("lock_on_sleep", _("Lock when the computer sleeps")),
                _Setting("hide_id_numbers", _("Hide ID numbers"), _("You see a number while you type in its field.")),
            ),
        ),
        (
            _("Backup"),
            (
                _Setting("remind_of_backup", _("Remind me of a backup every"), choices=words_of(RemindEvery)),
                _Setting("daily_copies", _("Keep 10 daily copies beside the file")),
            ),
        ),
        (
            _("Letters"),
            (
                _Setting(
                    "large_print_copy",
                    _("Large print for my own sheets"),
                    _("New question sheets and call scripts start in large print. Letters to offices stay regular."),
                ),
            ),
        ),
        (_("On opening"), (_Setting("opens_with", _("Go to"), choices=words_of(OpensWith)),)),
        (
            _("About our rules"),
            (_Setting("show_sources", _("Show sources on cards"), _("“Show the rule” always shows them.")),),
        ),
    )


def setting_titles() -> list[tuple[str, str]]:
    """Return every setting with its section, for a search."""
    return [(section, setting.title) for section, settings in _sections() for setting in settings]


class SettingsPage(Page):
    """Every choice about the program itself."""

    name = "settings"
    title = "Settings"
    purpose = "Each choice counts at once. Undo takes it back."
    needs_case = False

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        preferences = context.preferences
        self.undoes = preferences
        self._rows: dict[str, _ChoiceRow | _CheckRow] = {}
        for title, settings in _sections():
            column = self.add_section(title)
            for setting in settings:
                kind = _CheckRow if setting.choices is None else _ChoiceRow
                row = self._rows[setting.name] = kind(setting, preferences)
                column.addWidget(row)
        self._dates = QWidget()
        dates = QVBoxLayout(self._dates)
        set_gaps(dates, gap=8)
        dates.addWidget(Label(_("When the sources of our rules were last checked"), Role.label))
        self.rules = RecordTable(
            _("When the sources of our rules were last checked"),
            (Column(_("Rules"), lambda row: row.title), Column(_("Last checked"), lambda row: row.checked_words)),
            lambda row: _("{rules}, last checked {day}").format(rules=row.title, day=row.checked_words),
            name="settings.rules",
            key=lambda row: row.name,
        )
        dates.addWidget(self.rules)
        self.body.addWidget(self._dates)
        context.appearance.changed.connect(self._show)
        self._load_rules()

    def reload(self) -> None:
        self._show()

    def _show(self) -> None:
        for row in self._rows.values():
            row.show_value()

    def _load_rules(self) -> None:
        workspace, background = self.context.workspace, self.context.background
        job = background.run(lambda: rule_sets(workspace.library), then=self._show_rules)
        self.destroyed.connect(lambda _gone=None: background.drop(job))

    def _show_rules(self, sets: Sequence[RuleSet]) -> None:
        self.rules.set_rows(sets)


class _ChoiceRow(QWidget):
    """One of several, in a box under its words."""

    def __init__(self, setting: _Setting, preferences: Preferences) -> None:
        super().__init__()
        self._setting, self._preferences = setting, preferences
        choices = setting.choices or {}
        self._values = list(choices)
        column = QVBoxLayout(self)
        set_gaps(column, gap=4)
        label = Label(setting.title, Role.label)
        self.box = Choice(f"settings.{setting.name}", width=32)
        self.box.setAccessibleName(setting.title)
        self.box.setAccessibleDescription(setting.hint)
        label.setBuddy(self.box)
        for words in choices.values():
            self.box.addItem(words)
        column.addWidget(label)
        if setting.hint:
            column.addWidget(Label(setting.hint, Role.small, "text.secondary"))
        row = QHBoxLayout()
        set_gaps(row)
        row.addWidget(self.box)
        row.addStretch(1)
        column.addLayout(row)
        self.box.activated.connect(self._choose)

    def show_value(self) -> None:
        """Show what is chosen."""
        now = self._preferences.value(self._setting.name)
        self.box.setCurrentIndex(self._values.index(now) if now in self._values else -1)

    def _choose(self, at: int) -> None:
        label = _("Choose: {what}").format(what=self._setting.title)
        self._preferences.choose(self._setting.name, self._values[at], label)


class _CheckRow(QWidget):
    """On or off."""

    def __init__(self, setting: _Setting, preferences: Preferences) -> None:
        super().__init__()
        self._setting, self._preferences = setting, preferences
        column = QVBoxLayout(self)
        set_gaps(column, gap=4)
        self.box = QCheckBox(literal(setting.title))
        self.box.setObjectName(f"settings.{setting.name}")
        self.box.setAccessibleDescription(setting.hint)
        self.box.clicked.connect(self._choose)
        column.addWidget(self.box)
        if setting.hint:
            column.addWidget(Label(setting.hint, Role.small, "text.secondary"))

    def show_value(self) -> None:
        """Show what is chosen."""
        self.box.setChecked(bool(self._preferences.value(self._setting.name)))

    def _choose(self, checked: bool) -> None:
        label = _("Choose: {what}").format(what=self._setting.title)
        self._preferences.choose(self._setting.name, checked, label)
