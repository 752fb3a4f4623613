"""The check list of what to ask an office for, each line with what helps them find it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.domain.requests import Holder, ItemStatus, RecordKind, RequestedItem
from caseorg.domain.words import word_for
from caseorg.services.record_kinds import record_kinds, what_it_is, words_of
from caseorg.services.requests import Wanted
from caseorg.ui import speech
from caseorg.ui.forms.editors import Editor
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.card import Group
from caseorg.ui.widgets.label import Hint, Label
from caseorg.ui.widgets.wrapped import CheckBox


class WantedEditor(Editor):
    """Which things are asked for: those on the list that are still open, and every other kind of record."""

    def __init__(self, spec: FieldSpec, items: Sequence[RequestedItem]) -> None:
        super().__init__(spec)
        outer = QVBoxLayout(self)
        set_gaps(outer, gap=8)
        self._group = Group(spec.title, name=spec.fact)
        outer.addWidget(self._group)
        column = QVBoxLayout(self._group)
        set_gaps(column, gap=4)
        there = {item.kind for item in items}
        self._lines = [_Line(self, item.kind, item) for item in items]
        rest = [
            _Line(self, entry.kind, None, entry.months)
            for entry in record_kinds().values()
            if entry.kind not in there and not entry.from_patient
        ]
        self._rest = rest if items else []
        for line in self._lines:
            column.addWidget(line)
        words = _("Something else from them")
        self.more = LinkButton(words, self.show_more, icon="plus", name=f"{spec.fact}.more")
        column.addWidget(self.more)
        for line in rest:
            column.addWidget(line)
            line.setVisible(not items)
        self._lines += rest
        self.more.setVisible(bool(self._rest))

    def show_more(self) -> None:
        """Show the kinds that are not on the list."""
        for line in self._rest:
            line.show()
        self.more.hide()
        if self._rest:
            self._rest[0].box.setFocus()

    def show_value(self, value: object) -> None:
        chosen = value if isinstance(value, tuple) else ()
        by_item = {wanted.item_id: wanted for wanted in chosen if wanted.item_id}
        by_kind = {wanted.kind: wanted for wanted in chosen if not wanted.item_id}
        for line in self._lines:
            line.show_wanted(by_item.get(line.item.id) if line.item else by_kind.get(line.kind))

    def entry(self) -> object:
        return tuple(line.wanted() for line in self._lines if line.box.isChecked())

    def is_blank(self) -> bool:
        return not any(line.box.isChecked() for line in self._lines)

    def typed(self) -> str:
        return json.dumps([line.typed() for line in self._lines if line.box.isChecked()])

    def show_typed(self, text: str) -> None:
        kept = {entry[0]: entry[1:] for entry in json.loads(text or "[]")}
        for line in self._lines:
            line.show_typed(kept.get(line.key))
            if line in self._rest and line.box.isChecked():
                self.show_more()

    def target(self) -> QWidget:
        return self._lines[0].box

    def describe(self, name: str, description: str) -> None:
        self._group.setAccessibleName(name)
        self._group.setAccessibleDescription(description)

    def mark_problem(self, problem: bool) -> None:
        """A list of checks has no frame of its own; the words beside it say what is wrong."""

    def line_clicked(self) -> None:
        """Say how many are checked now."""
        checked, count = sum(line.box.isChecked() for line in self._lines), len(self._lines)
        words = ngettext("{checked} of {count} checked", "{checked} of {count} checked", count)
        speech.say(words.format(checked=checked, count=count))
        self.edited.emit()


class _Line(QWidget):
    """One thing: its check box and, once it is checked, what helps to find it."""

    def __init__(
        self, editor: WantedEditor, kind: RecordKind, item: RequestedItem | None, months: int | None = None
    ) -> None:
        super().__init__()
        self.kind, self.item, self._months = kind, item, months
        self.key = str(item.id) if item else kind.value
        name = f"{editor.spec.fact}.{self.key}"
        column = QVBoxLayout(self)
        set_gaps(column)
        title = what_it_is(item) if item else words_of(kind).name
        if item and item.status is not ItemStatus.not_asked:
            title = _("{what} ({status})").format(what=title, status=word_for(item.status))
        if months is not None:
            title = _("{kind}, last {months} months").format(kind=title, months=months)
        self.box = CheckBox(title)
        self.box.setObjectName(name)
        self.box.setAccessibleDescription(words_of(kind).hint or editor.spec.title)
        self.box.clicked.connect(lambda _checked: self._arrange() or editor.line_clicked())
        column.addWidget(self.box)
        self._inset = QWidget()
        inset = QVBoxLayout(self._inset)
        set_gaps(inset, margins=(32, 0, 0, 8), gap=4)
        column.addWidget(self._inset)
        if hint := words_of(kind).hint:
            inset.addWidget(Hint(hint))
        self._fields: dict[str, LineInput] = {}
        for field, question in self._questions():
            asked = Label(question, Role.small)
            box = LineInput(44, f"{name}.{field}")
            box.setAccessibleName(f"{title}. {question}")
            box.textEdited.connect(lambda _text: editor.edited.emit())
            asked.setBuddy(box)
            self._fields[field] = box
            inset.addWidget(asked)
            row = QHBoxLayout()
            set_gaps(row)
            row.addWidget(box)
            row.addStretch(1)
            inset.addLayout(row)
        self._arrange()

    def show_wanted(self, wanted: Wanted | None) -> None:
        """Check or clear the line."""
        self.box.setChecked(wanted is not None)
        for field, box in self._fields.items():
            box.setText(getattr(wanted, field) if wanted else "")
        self._arrange()

    def wanted(self) -> Wanted:
        """Return what is asked for here."""
        typed = {field: box.text().strip() for field, box in self._fields.items()}
        return Wanted(self.kind, months=self._months, item_id=self.item.id if self.item else None, **typed)

    def typed(self) -> list[str]:
        """Return what is typed here, for a draft."""
        return [self.key, *(box.text() for box in self._fields.values())]

    def show_typed(self, texts: Sequence[str] | None) -> None:
        """Show what a draft kept of this line; None clears it."""
        self.box.setChecked(texts is not None)
        for box, text in zip(self._fields.values(), texts or (), strict=False):
            box.setText(text)
        self._arrange()

    def _questions(self) -> list[tuple[str, str]]:
        if self.kind is RecordKind.other:
            return [("detail", _("What else do you need?"))]
        if self.kind.holder is Holder.pathology:
            return [
                ("accession_number", _("Number on the pathology report, if you have it")),
                ("detail", _("Date of the biopsy, or the doctor")),
            ]
        if self.kind.holder is Holder.image_library:
            return [("detail", _("Which scan, and its date")), ("body_part", _("Body part"))]
        return [("detail", _("Date, test name or doctor, if it helps"))]

    def _arrange(self) -> None:
        self._inset.setVisible(self.box.isChecked())


def wanted_of(item: RequestedItem) -> Wanted:
    """Return a thing on the list as it is asked for."""
    return Wanted(
        item.kind,
        detail=item.what,
        body_part=item.body_part,
        care_date=item.care_date,
        accession_number=item.accession_number,
        item_id=item.id,
    )


def to_check_first(items: Sequence[RequestedItem], office_ids: set[UUID], chosen: RequestedItem | None) -> set[UUID]:
    """Return which things are checked at first: the one that was chosen, and what nobody was asked for yet.

    Args:
        items: The things that may be asked for.
        office_ids: The office that is asked, with its departments.
        chosen: The thing the person came from, or None.
    """
    found = {
        item.id
        for item in items
        if item.request_id is None and (item.contact_id in office_ids or (item.contact_id is None and chosen is None))
    }
    return found | ({chosen.id} if chosen else set())
