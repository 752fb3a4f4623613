"""What goes into a packet: the papers we write and the documents behind them, with check boxes, order and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from caseorg.base.language import _, ngettext
from caseorg.domain.letter import Packet
from caseorg.services.packet_drafts import ExhibitLine
from caseorg.ui.forms.inputs import LineInput
from caseorg.ui.text_size import Role, px, set_gaps
from caseorg.ui.widgets.button import Button, LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.movable import Movable, movable_around
from caseorg.ui.widgets.picture import Picture


@dataclass(frozen=True)
class Contents:
    """What the list shows."""

    packet: Packet
    own: tuple[tuple[str, str], ...]
    """The papers we write ourselves: the key of each, and its title."""
    exhibits: tuple[ExhibitLine, ...]
    call_log_letter: str = ""


class _ClickedLabel(Label):
    """The words of a check box; pressing them presses the box, and dragging them drags their line."""

    def __init__(self, text: str, box: QCheckBox) -> None:
        super().__init__(text)
        self._box = box

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = movable_around(self)
        if line is not None and event.button() is Qt.MouseButton.LeftButton:
            line.begin(event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        line = movable_around(self)
        if line is not None:
            line.follow(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        line = movable_around(self)
        was_dragged = line is not None and line.end(event.globalPosition().toPoint())
        if not was_dragged and event.button() is Qt.MouseButton.LeftButton:
            self._box.click()


class CheckLine(QWidget):
    """A check box whose words wrap, since a name can be long."""

    def __init__(self, words: str, *, checked: bool, name: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        set_gaps(row, gap=8)  # room for the lines around the box that has the keyboard
        self.box = QCheckBox()
        self.box.setMinimumWidth(px(36))  # large enough for a tired hand that misses the words
        self.box.setObjectName(name)
        self.box.setAccessibleName(words)
        self.box.setChecked(checked)
        row.addWidget(self.box)
        row.addWidget(_ClickedLabel(words, self.box), 1)


class PacketContents(Card):
    """The contents, shown anew after each change with the focus where it was."""

    put_in = Signal(object, bool)
    moved = Signal(object, int)
    pages_chosen = Signal(object, str)
    fax_cover = Signal(bool)
    call_log = Signal(bool)
    add_asked = Signal()

    def __init__(self) -> None:
        super().__init__(_("Contents"), name="packet_builder.contents")
        self._inside = QWidget()
        self.body.addWidget(self._inside)
        self._counts: dict[str, Label] = {}
        self._known: Mapping[str, int] = {}
        self._choosing: UUID | None = None
        self._shown: Contents | None = None

    def show_contents(self, contents: Contents) -> None:
        """Show what goes in, in order, then what could."""
        focused = QApplication.focusWidget()
        had_focus = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        self._shown = contents
        self._counts = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        set_gaps(column, gap=12)
        for line in self._lines(contents):
            column.addWidget(line)
        self.body.replaceWidget(self._inside, inside)
        self._inside.hide()
        self._inside.deleteLater()
        self._inside = inside
        self.show_counts(self._known)
        if had_focus:
            self._focus(had_focus)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Say how many pages each part has, by its key, once that is known."""
        self._known = counts
        for key, label in self._counts.items():
            count = counts.get(key)
            label.setText(ngettext("{count} page", "{count} pages", count).format(count=count) if count else "")
        total = sum(counts.values())
        words = ngettext("Contents, {count} page", "Contents, {count} pages", total).format(count=total)
        self.set_title(words if total else _("Contents"))

    def focused_document(self) -> UUID | None:
        """Return the document whose line has the focus, or None."""
        widget = QApplication.focusWidget()
        while widget is not None and widget is not self:
            document_id = widget.property("document")
            if document_id:
                return UUID(document_id)
            widget = widget.parentWidget()
        return None

    def focus_document(self, document_id: str) -> None:
        """Give the focus to the box of one document."""
        box = self._inside.findChild(QCheckBox, f"packet_builder.in.{document_id}")
        if box is not None:
            box.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_page_problem(self, sentence: str) -> None:
        """Say beside the pages that are being chosen why they can't be used."""
        problem = self.findChild(Label, "packet_builder.pages.problem")
        if problem is not None:
            problem.setText(sentence)
            problem.show()

    def end_choosing(self) -> None:
        """Close the line in which pages are chosen."""
        self._choosing = None

    # Inside

    def _lines(self, contents: Contents) -> Iterable[QWidget]:
        packet = contents.packet
        yield self._checked(_("Fax cover sheet"), packet.with_fax_cover, "fax_cover", self.fax_cover)
        for key, title in contents.own:
            if key != "fax_cover":
                yield self._own(key, title)
        chosen = [line for line in contents.exhibits if line.is_in]
        for at, line in enumerate(chosen):
            yield self._exhibit(line, is_first=at == 0, is_last=at == len(chosen) - 1)
        log = _("{letter}: Call log").format(letter=contents.call_log_letter) if packet.with_call_log else _("Call log")
        key = f"exhibit-{contents.call_log_letter}" if packet.with_call_log else ""
        yield self._checked(log, packet.with_call_log, key, self.call_log, name="call_log")
        rest = [line for line in contents.exhibits if not line.is_in]
        if rest:
            yield Label(_("Not in the packet"), Role.label)
        for line in rest:
            yield self._exhibit(line)
        yield LinkButton(_("Add a document"), self.add_asked.emit, icon="plus", name="packet_builder.add_document")

    def _own(self, key: str, title: str) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        set_gaps(row, gap=8)
        row.addWidget(Picture("circle-check", "status.ok"))
        row.addWidget(Label(title), 1)
        row.addWidget(self._count(key))
        return holder

    def _count(self, key: str) -> Label:
        label = Label("", Role.small, "text.secondary", wrap=False)
        if key:
            self._counts[key] = label
        return label

    def _checked(self, words: str, checked: bool, key: str, signal: object, *, name: str = "") -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        set_gaps(row, gap=8)
        line = CheckLine(words, checked=checked, name=f"packet_builder.{name or key}")
        line.box.clicked.connect(signal)
        row.addWidget(line, 1)
        row.addWidget(self._count(key))
        return holder

    def _exhibit(self, line: ExhibitLine, *, is_first: bool = False, is_last: bool = False) -> QWidget:
        document = line.document
        holder = QWidget()
        if line.is_in:
            holder = Movable()
            holder.moved.connect(lambda by: self.moved.emit(document.id, by))
        holder.setProperty("document", str(document.id))
        column = QVBoxLayout(holder)
        set_gaps(column, gap=4)
        words = _("{letter}: {title}").format(letter=line.letter, title=line.title) if line.is_in else line.title
        head = QHBoxLayout()
        set_gaps(head, gap=8)
        check = CheckLine(words, checked=line.is_in, name=f"packet_builder.in.{document.id}")
        check.box.clicked.connect(lambda checked: self.put_in.emit(document.id, checked))
        head.addWidget(check, 1)
        head.addWidget(self._count(f"exhibit-{line.letter}" if line.is_in else ""))
        column.addLayout(head)
        if line.pages:
            column.addWidget(Label(_("Pages {pages}").format(pages=line.pages), Role.small, "text.secondary"))
        if document.unreadable_reason:
            column.addWidget(Label(document.unreadable_reason, Role.small, "status.warn"))
        if line.is_in:
            column.addWidget(self._order(line, is_first=is_first, is_last=is_last))
            if self._choosing == document.id:
                column.addWidget(self._pages(line))
        return holder

    def _order(self, line: ExhibitLine, *, is_first: bool, is_last: bool) -> FlowRow:
        document_id = line.document.id
        up = Button(
            _("Up"),
            lambda: self.moved.emit(document_id, -1),
            icon="arrow-up",
            name=f"packet_builder.up.{document_id}",
            spoken=_("Move up: {title}").format(title=line.title),
        )
        down = Button(
            _("Down"),
            lambda: self.moved.emit(document_id, 1),
            icon="arrow-down",
            name=f"packet_builder.down.{document_id}",
            spoken=_("Move down: {title}").format(title=line.title),
        )
        up.setEnabled(not is_first)
        down.setEnabled(not is_last)
        row = FlowRow(up, down, gap=8)
        if line.document.page_count and line.document.page_count > 1:
            row.add(
                LinkButton(
                    _("Choose pages"),
                    lambda: self._choose(document_id),
                    name=f"packet_builder.choose.{document_id}",
                    spoken=_("Choose pages: {title}").format(title=line.title),
                )
            )
        return row

    def _choose(self, document_id: UUID) -> None:
        self._choosing = None if self._choosing == document_id else document_id
        if self._shown is not None:
            self.show_contents(self._shown)
        field = self.findChild(LineInput, "packet_builder.pages")
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pages(self, line: ExhibitLine) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        set_gaps(column, gap=4)
        words = _("Pages to put in, like 1-3, 7. Leave it blank for all {count}.")
        label = Label(words.format(count=line.document.page_count), Role.small)
        problem = Label("", Role.label, "status.bad")
        problem.setObjectName("packet_builder.pages.problem")
        problem.hide()
        field = LineInput(16, "packet_builder.pages")
        field.setText(line.pages)
        field.setAccessibleName(label.text())
        label.setBuddy(field)

        def use() -> None:
            self.pages_chosen.emit(line.document.id, field.text())

        field.returnPressed.connect(use)
        for part in (
            label,
            problem,
            FlowRow(field, Button(_("Use these pages"), use, name="packet_builder.pages.use")),
        ):
            column.addWidget(part)
        return holder

    def _focus(self, name: str) -> None:
        """Give the focus to the piece of the same name; a button that can't be pressed any more has a neighbor."""
        other = name.replace(".up.", ".down.") if ".up." in name else name.replace(".down.", ".up.")
        for each in (name, other):
            found = cast(QWidget | None, self._inside.findChild(QWidget, each))
            if found is not None and found.isEnabled():
                found.setFocus(Qt.FocusReason.OtherFocusReason)
                return
