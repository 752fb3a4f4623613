"""The accessibility contract: what every widget in sight tells a screen reader, checked one widget after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QWidget,
)

from caseorg.base import resources
from caseorg.ui.forms.editors import Editor
from caseorg.ui.tables.table_view import RecordTable
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.page_preview import PagePreview

_Role = QAccessible.Role
_ROLES: tuple[tuple[type[QWidget], tuple[QAccessible.Role, ...]], ...] = (
    (QRadioButton, (_Role.RadioButton,)),
    (QCheckBox, (_Role.CheckBox,)),
    (QPushButton, (_Role.PushButton, _Role.CheckBox, _Role.ButtonMenu)),
    (QToolButton, (_Role.PushButton, _Role.CheckBox, _Role.ButtonMenu)),
    (QLineEdit, (_Role.EditableText,)),
    (QPlainTextEdit, (_Role.EditableText,)),
    (QComboBox, (_Role.ComboBox,)),
    (QTableView, (_Role.Table,)),
    (QListView, (_Role.List,)),
    (QProgressBar, (_Role.ProgressBar,)),
    (QGroupBox, (_Role.Grouping,)),
    (QLabel, (_Role.StaticText, _Role.Heading)),
)
_ICONS = {path.stem for path in resources.path("icons").glob("*.svg")}
_FILE_NAME = re.compile(r"\.(svg|png|ico)$")


def faults(window: QWidget) -> list[str]:
    """Return every breach of the contract in sight, as what it is and where."""
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and not widget.objectName().startswith("qt_"):
            found += [f"{fault}: {type(widget).__name__} {widget.objectName()}" for fault in _faults_of(widget)]
    return found


def spoken_name(widget: QWidget) -> tuple[str, str]:
    """Return a control's own name and that of its label, as a screen reader gets them."""
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is None:
        return "", ""
    labels = [other for other, _relation in interface.relations(QAccessible.RelationFlag.Label) if other is not None]
    return str(interface.text(QAccessible.Text.Name)), " ".join(each.text(QAccessible.Text.Name) for each in labels)


def _faults_of(widget: QWidget) -> Iterator[str]:
    yield from _name(widget)
    yield from _description(widget)
    yield from _role(widget)
    if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView) and not widget.accessibleName():
        yield "a list without a name"
    if isinstance(widget, QRadioButton):
        yield from _question(widget)
    if isinstance(widget, Editor):
        yield from _hint(widget)
    if isinstance(widget, RecordTable):
        yield from _rows(widget)
    if isinstance(widget, PagePreview):
        yield from _read_as_text(widget)
    if isinstance(widget, Group):
        yield from _grouping(widget)
    if isinstance(widget, QPlainTextEdit) and not widget.tabChangesFocus():
        yield "Tab does not leave it"


def _name(widget: QWidget) -> Iterator[str]:
    name, label = spoken_name(widget)
    if name in _ICONS or _FILE_NAME.search(name):
        yield f"its name is that of an icon or a file, “{name}”"
    if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return
    if not name.strip() and not label.strip():
        yield "no name"
    if isinstance(widget, QComboBox) and not label.strip():
        yield "a list box without a label: on Linux it is called what is chosen in it"
    if isinstance(widget, QLineEdit | QAbstractSpinBox) and name and name == widget.text() and not label:
        yield "its name is only its value"
    if name and name == widget.objectName():
        yield "its name is that of a test"
    if isinstance(widget, QAbstractButton) and not re.search(r"\w", name):
        yield f"its name has no word in it, “{name}”"


def _description(widget: QWidget) -> Iterator[str]:
    interface = QAccessible.queryAccessibleInterface(widget)
    said = interface.text(QAccessible.Text.Description) if interface is not None else ""
    if "<p>" in said:
        yield f"its description has marks in it, “{said}”"


def _role(widget: QWidget) -> Iterator[str]:
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is None:
        yield "a screen reader does not know it"
        return
    role = interface.role()
    for kind, roles in _ROLES:
        if isinstance(widget, kind):
            if role not in roles:
                yield f"role {role.name}"
            return
    scrolls = isinstance(widget, QScrollArea)  # it takes the keyboard to be scrolled; Qt has no role for it
    if not scrolls and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and role in (_Role.Client, _Role.NoRole):
        yield f"takes the keyboard, and its role is {role.name}"


def _question(button: QRadioButton) -> Iterator[str]:
    """The question of a radio button is its description, and stands in sight or is the name of its group."""
    question = button.accessibleDescription().strip()
    step, names = button.parentWidget(), []
    while step is not None:
        names.append(step.accessibleName())
        step = step.parentWidget()
    labels = [label.text() for label in button.window().findChildren(QLabel) if label.isVisible()]
    if not question:
        yield "a choice without its question"
    elif question not in names and not any(question in label.replace("&", "") for label in labels):
        yield f"a choice whose question is nowhere in sight, “{question}”"


def _hint(editor: Editor) -> Iterator[str]:
    if not editor.spec.hint:
        return
    targets = [each for each in editor.targets() if not isinstance(each, QRadioButton | QCheckBox)]
    for target in targets:
        if editor.spec.hint not in target.accessibleDescription():
            yield f"its hint is not spoken, “{editor.spec.hint}”"


def _rows(table: RecordTable) -> Iterator[str]:
    model = table.model
    for row in range(model.rowCount()):
        sentence = str(model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) or "")
        cells = [str(model.index(row, at).data() or "").strip() for at in range(model.columnCount())]
        first, others = cells[0], [cell for cell in cells[1:] if cell]
        if not sentence or (others and sentence.strip() == first):
            yield f"row {row + 1} is not spoken whole, “{sentence}”"
    view = table.view()
    if isinstance(view, QTableView) and view.verticalHeader().isVisible():
        yield "its rows have numbers"
    if view.focusPolicy() == Qt.FocusPolicy.NoFocus:
        yield "the keyboard does not reach its rows"


def _read_as_text(preview: PagePreview) -> Iterator[str]:
    if not preview.as_text.isVisible():
        yield "a picture of a page without “Read as text”"
    if not preview.text.isReadOnly() or not preview.text.accessibleName():
        yield "the words of the page can be changed, or have no name"


def _grouping(group: Group) -> Iterator[str]:
    if not group.accessibleName().strip() and group.findChildren(QWidget):
        yield "a group without a name"
    if group.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield "a group that takes the keyboard"


def same_names(page: QWidget) -> list[str]:
    """Return the names that several buttons of a page share, so that hearing one does not tell which it is."""
    names: dict[str, list[str]] = {}
    for button in page.findChildren(QPushButton):
        if button.isVisible() and button.isEnabled():
            spoken = f"{spoken_name(button)[0]} {button.accessibleDescription()}".strip()
            names.setdefault(spoken, []).append(button.objectName())
    return [f"“{name}” is said of {', '.join(all_)}" for name, all_ in names.items() if len(all_) > 1]
