"""The settings: one plain page. Each choice applies at once and can be undone; there is nothing to confirm."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.words import words_of
from caseorg.services.rule_sets import RuleSet, rule_sets
from caseorg.services.settings import DateShape, LockAfter, OpensWith, RemindEvery, SheetLanguage
from caseorg.ui import text_size
from caseorg.ui.menus import LANGUAGE_WORDS, THEME_WORDS
from caseorg.ui.page import Page, PageContext
from caseorg.ui.pages.settings_rows import Holds, Row, Setting, row_of
from caseorg.ui.preferences import KEY, LIST, RULES
from caseorg.ui.tables.table_model import Column
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.label import Label

Sections = tuple[tuple[str, tuple[Setting, ...]], ...]


def _sections() -> Sections:
    """Return what can be chosen, section by section, in the language in use."""
    return (*_of_the_screen(), *_of_the_file(), *_of_papers_and_rules())


def _of_the_screen() -> Sections:
    shapes = {False: _("My computer's letters"), True: _("Easy-read letters")}
    lines = {False: _("Normal"), True: _("Thick")}
    return (
        (
            _("See and read"),
            (
                Setting("text_size", _("Text size"), choices={size: f"{size}%" for size in text_size.SIZES}),
                Setting("theme", _("Theme"), choices={key.value: _(words) for key, words in THEME_WORDS.items()}),
                Setting("easy_read", _("Letter shapes"), choices=shapes),
                Setting("thick_ring", _("Line that shows the keyboard position"), choices=lines),
            ),
        ),
        (
            _("Language"),
            (
                Setting("language", _("Language of the screen"), choices=LANGUAGE_WORDS),
                Setting(
                    "sheet_language",
                    _("My own sheets in"),
                    _("Question sheets and call scripts. Letters to offices stay in English."),
                    words_of(SheetLanguage),
                ),
                Setting(
                    "date_shape",
                    _("Dates in fields like"),
                    _("You can type either, and words like “today” or “in 2 weeks”, too."),
                    words_of(DateShape),
                ),
            ),
        ),
    )


def _of_the_file() -> Sections:
    return (
        (
            _("Privacy and lock"),
            (
                Setting(
                    "lock_after",
                    _("Lock after"),
                    _("Caseorg locks when nobody has used it for this long."),
                    words_of(LockAfter),
                ),
                Setting("lock_on_sleep", _("Lock when the computer sleeps")),
                Setting(
                    KEY,
                    _("Remember the password on this computer"),
                    _(
                        "Caseorg then opens this file without asking, but asks again after it was locked. "
                        "Leave it off if others use your account on this computer."
                    ),
                    holds=Holds.kept_key,
                ),
                Setting("change_password", _("Change password..."), holds=Holds.page),
                Setting(
                    LIST,
                    _("Keep a list of case files I opened"),
                    _(
                        "With it, Caseorg starts with the file you opened last. Without it, Caseorg starts at Welcome "
                        "and asks which file to open. Off empties the list at once."
                    ),
                    holds=Holds.kept_list,
                ),
                Setting(
                    "private_calendar_titles",
                    _("Private calendar titles"),
                    _("Calendars on phones are often shared or copied online. Off puts full titles there."),
                ),
                Setting("hide_id_numbers", _("Hide ID numbers"), _("You see a number while you type in its field.")),
            ),
        ),
        (
            _("Backup"),
            (
                Setting("remind_of_backup", _("Remind me of a backup every"), choices=words_of(RemindEvery)),
                Setting(
                    "backup_folder",
                    _("Where safe copies go"),
                    _("“Back up” offers this folder first."),
                    holds=Holds.folder,
                ),
                Setting("daily_copies", _("Keep 10 daily copies beside the file")),
            ),
        ),
    )


def _of_papers_and_rules() -> Sections:
    return (
        (
            _("Letters"),
            (
                Setting(
                    "my_address",
                    _("My address block"),
                    _("It fills each new first letter. It is kept inside your locked file."),
                    holds=Holds.lines,
                ),
                Setting("my_phone", _("My phone"), holds=Holds.line),
                Setting(
                    "fold_marks",
                    _("Fold marks for window envelopes"),
                    _("Two short lines at the edge show where to fold."),
                ),
                Setting(
                    "large_print_copy",
                    _("Large print for my own sheets"),
                    _("New question sheets and call scripts start in large print. Letters to offices stay regular."),
                ),
            ),
        ),
        (
            _("Documents"),
            (
                Setting(
                    "read_scans",
                    _("Read the words on scans"),
                    _("Caseorg does it on this computer after you add a scan. Then a search finds them."),
                ),
            ),
        ),
        (
            _("On opening"),
            (
                Setting("opens_with", _("Go to"), choices=words_of(OpensWith)),
                Setting(
                    "notices",
                    _("Notices for fixed dates while Caseorg is open"),
                    _("Your computer shows how many dates are near. It shows no names."),
                ),
            ),
        ),
        (
            _("About our rules"),
            (
                Setting("show_sources", _("Show sources on cards"), _("“Show the rule” always shows them.")),
                Setting(
                    RULES,
                    _("Which rules count"),
                    _("Take rules only from someone you trust. Every date and answer follows from them."),
                    holds=Holds.rules,
                ),
            ),
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
        self.undoes = context.preferences
        self._rows: dict[str, Row] = {}
        for title, settings in _sections():
            column = self.add_section(title)
            for setting in settings:
                row = self._rows[setting.name] = row_of(setting, context)
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
        context.appearance.changed.connect(self._look_changed)
        stop = context.preferences.subscribe(lambda name: self._load_rules() if name == RULES else None)
        self.destroyed.connect(lambda _gone=None: stop())
        self._load_rules()

    def reload(self) -> None:
        self._show()

    def focus_field(self, field: str) -> None:
        if field in self._rows:
            self._rows[field].setFocus()

    def leave(self) -> None:
        """Keep what is half typed."""
        for row in self._rows.values():
            row.keep_now()

    def _look_changed(self) -> None:
        # A page out of sight shows anew when it comes; that of a closed window has no file to read from.
        if self.isVisible():
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
        self._rows[RULES].show_value()  # whether those that were chosen count is known once they are loaded
