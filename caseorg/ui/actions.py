"""Every command: its text, shortcut, icon and what it does, in one table. What is not built is not in it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence

from caseorg.base.language import _, marked
from caseorg.ui import keyboard
from caseorg.ui.commands import WindowCommands

MENUS = marked(("File", "Edit", "View", "Go", "Case", "Letters", "Tools", "Help"))
FILE, EDIT, VIEW, GO, CASE, LETTERS, TOOLS, HELP = MENUS


@dataclass(frozen=True)
class Command:
    """One command. Its text is English here; the menu shows it in the language in use."""

    name: str
    menu: str
    text: str
    does: Callable[[WindowCommands], object]
    shortcuts: tuple[str, ...] = ()
    icon: str = ""
    can: Callable[[WindowCommands], bool] = field(default=lambda _commands: True)
    """Says whether it can be done now; if not, its menu line is gray."""
    is_there: Callable[[WindowCommands], bool] = field(default=lambda _commands: True)
    """Says whether this program has it at all; if not, it has no menu line."""
    words: Callable[[WindowCommands], str] | None = None
    """Gives the text as it stands now, for a command that names what it would do, as Undo does."""
    starts_group: bool = False
    role: QAction.MenuRole = QAction.MenuRole.NoRole


def on_page(
    name: str, menu: str, text: str, shortcuts: tuple[str, ...] = (), icon: str = "", *, starts_group: bool = False
) -> Command:
    """Make a command that the page in front does, if it has one of this name in `Page.commands`."""
    return Command(
        name,
        menu,
        text,
        lambda w: w.do_on_page(name),
        shortcuts,
        icon,
        lambda w: w.page_can(name),
        starts_group=starts_group,
    )


def opens(
    name: str, menu: str, text: str, page: str, *, shortcuts: tuple[str, ...] = (), icon: str = "", then: str = "",
    starts_group: bool = False, role: QAction.MenuRole = QAction.MenuRole.NoRole,
) -> Command:  # fmt: skip
    """Make a command that opens a page and, with `then`, does that command there."""
    return Command(
        name, menu, text, lambda w: w.open_and_do(page, then), shortcuts, icon, lambda w: w.can_open(page),
        is_there=lambda w: w.has_page(page), starts_group=starts_group, role=role,
    )  # fmt: skip


def in_text(name: str, text: str, method: str, shortcut: str, icon: str = "", *, starts_group: bool = False) -> Command:
    """Make a command of the Edit menu that the field with the focus does."""
    return Command(
        name, EDIT, text, lambda w: w.edit_text(method), (shortcut,), icon, lambda w: w.can_edit_text(method),
        starts_group=starts_group,
    )  # fmt: skip


def _undo_words(commands: WindowCommands) -> str:
    label = commands.next_undo()
    return _("Undo {step}").format(step=label[:1].lower() + label[1:]) if label else _("Undo")


def _redo_words(commands: WindowCommands) -> str:
    label = commands.next_redo()
    return _("Redo {step}").format(step=label[:1].lower() + label[1:]) if label else _("Redo")


_ROLE = QAction.MenuRole

COMMANDS: tuple[Command, ...] = (
    Command("new_case_file", FILE, "New case file...", lambda w: w.doors.new_file(), (), "file-text"),
    Command("open_case_file", FILE, "Open case file...", lambda w: w.doors.open_file(), ("Ctrl+O",), "folder-open"),
    Command("open_sample", FILE, "Open the sample case", lambda w: w.doors.open_sample(), (), "book-open"),
    Command("save", FILE, "Save", lambda w: w.say_saved(), ("Ctrl+S",), "save", starts_group=True),
    opens("back_up", FILE, "Back up now...", "back_up", icon="hard-drive-download", starts_group=True),
    opens("save_copy", FILE, "Save a copy...", "back_up", then="save_copy"),
    opens("restore", FILE, "Restore from a backup...", "restore"),
    opens("check_file", FILE, "Check my file...", "check_file"),
    opens("recovery_sheet", FILE, "Recovery sheet...", "recovery_sheet"),
    Command("page_setup", FILE, "Page setup...", lambda w: w.set_up_page(), starts_group=True),
    Command(
        "print",
        FILE,
        "Print...",
        lambda w: w.print_page(),
        ("Ctrl+P",),
        "printer",
        lambda w: w.can_print(),
    ),
    Command("lock", FILE, "Lock now", lambda w: w.window.lock(), ("Ctrl+Shift+L",), "lock", starts_group=True),
    opens("change_password", FILE, "Change password...", "change_password"),
    Command("close_case_file", FILE, "Close case file", lambda w: w.doors.close_file(), starts_group=True),
    Command("quit", FILE, "Quit", lambda w: w.window.close(), ("Ctrl+Q",), role=_ROLE.QuitRole),
    Command(
        "undo",
        EDIT,
        "Undo",
        lambda w: w.undo(),
        ("Ctrl+Z",),
        "undo-2",
        lambda w: w.next_undo() is not None,
        words=_undo_words,
    ),
    Command(
        "redo",
        EDIT,
        "Redo",
        lambda w: w.redo(),
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo-2",
        lambda w: w.next_redo() is not None,
        words=_redo_words,
    ),
    in_text("cut", "Cut", "cut", "Ctrl+X", starts_group=True),
    in_text("copy", "Copy", "copy", "Ctrl+C", "copy"),
    in_text("paste", "Paste", "paste", "Ctrl+V"),
    in_text("select_all", "Select all", "selectAll", "Ctrl+A"),
    on_page("edit", EDIT, "Edit the selected item", ("F2",), "pencil", starts_group=True),
    on_page("remove", EDIT, "Remove the selected item", ("Delete",), "trash-2"),
    Command(
        "item_menu",
        EDIT,
        "Menu for the selected item",
        lambda _w: keyboard.open_menu(),
        ("Shift+F10",),
        is_there=lambda _w: sys.platform != "win32",  # there the system turns the key into a wish for the menu
    ),
    on_page("up", EDIT, "Move item up", ("Ctrl+Up",), "arrow-up"),
    on_page("down", EDIT, "Move item down", ("Ctrl+Down",), "arrow-down"),
    on_page("find", EDIT, "Find on this page...", ("Ctrl+F",), "search", starts_group=True),
    on_page("find_next", EDIT, "Next match", ("F3",)),
    on_page("find_previous", EDIT, "Previous match", ("Shift+F3",)),
    opens("search", EDIT, "Search everything...", "search", shortcuts=("Ctrl+K",), icon="search", then="look"),
    opens("recently_removed", EDIT, "Recently removed...", "recently_removed", icon="trash-2", starts_group=True),
    Command("larger", VIEW, "Larger text", lambda w: w.step_text(1), ("Ctrl+=", "Ctrl++"), "zoom-in"),
    Command("smaller", VIEW, "Smaller text", lambda w: w.step_text(-1), ("Ctrl+-",), "zoom-out"),
    Command("normal", VIEW, "Normal text", lambda w: w.set_text_size(100), ("Ctrl+0",), "a-large-small"),
    Command(
        "sidebar",
        VIEW,
        "Show sidebar",
        lambda w: w.toggle_sidebar(),
        words=lambda w: w.sidebar_words(),
        starts_group=True,
    ),
    Command(
        "preview",
        VIEW,
        "Show preview",
        lambda w: w.toggle_preview(),
        words=lambda w: w.preview_words(),
    ),
    Command(
        "purposes",
        VIEW,
        "Show what each page is for",
        lambda w: w.toggle_purposes(),
        words=lambda w: w.purposes_words(),
    ),
    Command("full_screen", VIEW, "Full screen", lambda w: w.toggle_full_screen(), ("F11",)),
    Command(
        "back", GO, "Back", lambda w: w.window.go_back(), ("Alt+Left",), "arrow-left", lambda w: w.window.can_go_back()
    ),
    Command(
        "forward",
        GO,
        "Forward",
        lambda w: w.window.go_forward(),
        ("Alt+Right",),
        "arrow-right",
        lambda w: w.window.can_go_forward(),
    ),
    Command("next_part", GO, "Next part of the window", lambda w: w.next_part(1), ("F6",), starts_group=True),
    Command("previous_part", GO, "Previous part of the window", lambda w: w.next_part(-1), ("Shift+F6",)),
    Command("menu_bar", GO, "Menu bar", lambda w: w.open_menu_bar(), ("F10",), can=lambda w: w.has_menu_bar()),
    opens("all_cases", GO, "All cases", "all_cases", starts_group=True),
    opens("new_case", CASE, "New case...", "interview", shortcuts=("Ctrl+N",), icon="plus"),
    opens("case_details", CASE, "Case details...", "case_details"),
    opens("told", CASE, "What were you told...", "told"),
    opens("who_may_act", CASE, "Who may act for the patient...", "case_details", then="who_may_act"),
    opens("patient", CASE, "The patient...", "patient", icon="users"),
    opens("plan_and_permissions", CASE, "Plan and permissions...", "plan_and_permissions", icon="shield-check"),
    opens("case_history", CASE, "History...", "case_history"),
    opens("share", CASE, "Share with someone...", "share", starts_group=True),
    opens("take_in", CASE, "Take in changes...", "take_in"),
    opens("put_away", CASE, "Put this case away", "case_details", then="put_away", starts_group=True),
    opens("remove_case", CASE, "Remove this case", "case_details", then="remove_case"),
    Command(
        "main",
        CASE,
        "Main button of this page",
        lambda w: w.press_main(),
        ("Ctrl+Return", "Ctrl+Enter"),
        can=lambda w: w.can_press_main(),
        starts_group=True,
    ),
    on_page("add", CASE, "Add an item on this page", ("Ctrl+Shift+N",), "plus"),
    opens(
        "make_letter",
        LETTERS,
        "Make a letter...",
        "letters_and_packets",
        shortcuts=("Ctrl+Shift+M",),
        icon="mail",
        then="main",
    ),
    opens("ask_for_records", LETTERS, "Ask for records...", "records", then="main", starts_group=True),
    opens("ask_for_scans", LETTERS, "Ask for scan files...", "letters_and_packets", then="letter.scan_request"),
    opens("ask_for_slides", LETTERS, "Ask for biopsy slides...", "letters_and_packets", then="letter.slide_loan"),
    opens(
        "ask_for_exception",
        LETTERS,
        "Ask for a network exception...",
        "letters_and_packets",
        then="letter.network_exception",
        starts_group=True,
    ),
    opens(
        "ask_for_approval", LETTERS, "Ask for prior approval...", "letters_and_packets", then="letter.prior_approval"
    ),
    opens("appeal", LETTERS, "Appeal letter...", "letters_and_packets", then="letter.appeal", starts_group=True),
    opens("external_review", LETTERS, "External review...", "letters_and_packets", then="letter.external_review"),
    opens(
        "fax_cover", LETTERS, "Fax cover sheet...", "letters_and_packets", then="letter.fax_cover", starts_group=True
    ),
    opens("build_packet", LETTERS, "Build a packet...", "packet_builder", icon="files"),
    opens("add_document", TOOLS, "Add a document...", "documents", shortcuts=("Ctrl+D",), icon="files", then="add"),
    opens("add_disc", TOOLS, "Add a disc or folder...", "documents", then="add_folder"),
    opens("call_plan", TOOLS, "Call my plan...", "call_desk", icon="phone", then="call_plan"),
    opens("log_call", TOOLS, "Log a call...", "costs_and_calls", shortcuts=("Ctrl+L",), icon="phone", then="log_call"),
    opens("add_cost", TOOLS, "Add a cost...", "costs_and_calls", icon="receipt", then="add_cost"),
    opens("pick_questions", TOOLS, "Pick from good questions...", "questions", then="pick"),
    opens("compare", TOOLS, "Compare second doctors...", "people_and_places", then="compare"),
    opens(
        "calendar",
        TOOLS,
        "Add dates to my calendar...",
        "deadlines",
        icon="calendar",
        then="calendar",
        starts_group=True,
    ),
    opens("bring_in", TOOLS, "Bring in health data...", "bring_in", icon="files"),
    opens("export_data", TOOLS, "Export my data...", "export_data"),
    opens(
        "settings",
        TOOLS,
        "Settings...",
        "settings",
        shortcuts=("Ctrl+,",),
        icon="settings",
        role=_ROLE.PreferencesRole,
        starts_group=True,
    ),
    Command(
        "help",
        HELP,
        "Caseorg help",
        lambda w: w.open_help(),
        ("F1",),
        "circle-question-mark",
        is_there=lambda w: w.has_page("help"),
    ),
    opens("word_list", HELP, "Word list", "word_list", icon="book-open"),
    Command("state", HELP, "Say where I am", lambda w: w.speak_state(), ("F12",), "info"),
    opens("shortcuts", HELP, "Keyboard shortcuts", "shortcuts", starts_group=True),
    opens("human_help", HELP, "Where to get human help", "human_help", icon="users"),
    opens("makers_report", HELP, "Report for the makers...", "makers_report"),
    opens("about_information", HELP, "About our information", "about_information", starts_group=True),
    opens("about", HELP, "About Caseorg", "about", role=_ROLE.AboutRole),
)


def action_of(command: Command, commands: WindowCommands, parent: QObject) -> QAction:
    """Make the action of a command of one window; menu, button and shortcut say and do the same by it."""
    action = QAction(parent)
    action.setObjectName(f"command.{command.name}")
    action.setText(words_of(command, commands).replace("&", "&&"))
    action.setShortcuts([QKeySequence(shortcut) for shortcut in command.shortcuts])
    action.setMenuRole(command.role)
    action.triggered.connect(lambda _checked=False: command.does(commands))
    return action


def words_of(command: Command, commands: WindowCommands) -> str:
    """Return a command's text as it stands now, in the language in use."""
    return command.words(commands) if command.words else _(command.text)
