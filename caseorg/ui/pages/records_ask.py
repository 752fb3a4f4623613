"""“Ask for records”: which office, which things, how they should come. One letter for each desk that keeps them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from PySide6.QtCore import Signal

from caseorg.base.language import _, ngettext
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.errors import InvalidEntries, Problem
from caseorg.domain.kinds import Kind
from caseorg.domain.people import Contact, ContactKind
from caseorg.domain.requests import Delivery, ItemStatus, RecordsRequest, RequestedItem
from caseorg.domain.words import word_for
from caseorg.services.record_kinds import record_kinds
from caseorg.services.records_list import needed_by
from caseorg.services.requests import SETTLED, Asking, LetterToMake, ask_for_records
from caseorg.ui.forms.choice_editors import RecordEditor
from caseorg.ui.forms.fields import FieldSpec
from caseorg.ui.page import PageContext
from caseorg.ui.pages.choices import contact_choices, office_choices
from caseorg.ui.pages.records_wanted import WantedEditor, to_check_first, wanted_of
from caseorg.ui.pages.short_form import Ask, ShortForm, asks, asks_field, one_of
from caseorg.ui.widgets.label import Label

_FORM = "ask"
_NEW_OFFICE = ("name", "address", "fax", "phone")


class AskForm(ShortForm):
    """Makes one request for each desk of an office; `asked` brings the letters that are called for."""

    asked = Signal(object)

    def __init__(
        self,
        context: PageContext,
        snapshot: CaseSnapshot,
        item: RequestedItem | None = None,
        office_id: UUID | None = None,
    ) -> None:
        """Make it.

        Args:
            context: What the page was handed.
            snapshot: The case.
            item: The thing the person came from, which is checked then.
            office_id: The office to begin with; without one, that of the thing.
        """
        self._letters: tuple[LetterToMake, ...] = ()
        self._case_id = snapshot.case.id
        self._known = {each.id: each for each in (*context.workspace.store.contacts(), *snapshot.contacts)}
        others = [each for each in self._known.values() if each not in snapshot.contacts]
        office = _office_of(self._known, office_id or (item.contact_id if item else None))
        self.note = Label("", ink="text.secondary")
        self.note.setObjectName("ask.note")
        super().__init__(
            context,
            _questions(context, snapshot, item, office, [*office_choices(snapshot, others)]),
            self._ask,
            save=_("Make the letter"),
            key=f"{_FORM}:{snapshot.case.id}" if item is None else "",
        )
        self.layout().insertWidget(self.layout().indexOf(self.buttons), self.note)
        for name in ("office", "delivery", "wanted"):
            self.editor(name).edited.connect(self._arrange)
        self.saved.connect(lambda: self.asked.emit(self._letters))
        self._arrange()

    def _ask(self, entries: dict[str, Any]) -> None:
        chosen = self._known.get(entries["office"])
        office = chosen or Contact.made(
            kind=ContactKind.office, **{name: entries.get(name) or "" for name in _NEW_OFFICE}
        )
        problems = [] if office.name else [Problem("name", _("Enter the hospital, clinic or doctor."))]
        if any(wanted.kind.value == "other" and not wanted.detail for wanted in entries["wanted"]):
            problems.append(Problem("wanted", _("Say what else you need.")))
        if problems:
            raise InvalidEntries(problems)
        asking = Asking(
            office,
            entries["wanted"],
            delivery=entries["delivery"],
            deliver_to_id=entries.get("deliver_to_id"),
            in_computer=entries.get("in_computer"),
            needed_by=entries["needed_by"],
            fee_limit_cents=entries["fee_limit_cents"],
        )
        self._letters = ask_for_records(self._context.workspace, self._case_id, asking)

    def _arrange(self) -> None:
        """Show the fields that the answers so far call for, and how many letters it will be."""
        new = self.editor("office").is_blank()
        for name in _NEW_OFFICE:
            self.rows[name].setVisible(new)
        to_doctor = self.editor("delivery").entry() is Delivery.another_doctor
        for name in ("deliver_to_id", "in_computer"):
            self.rows[name].setVisible(to_doctor)
        wanted = self.editor("wanted").entry()
        desks = {each.kind.holder: None for each in wanted if isinstance(wanted, tuple)} if wanted else {}
        self.note.setVisible(bool(desks))
        names = ", ".join(word_for(holder) for holder in desks)
        words = ngettext(
            "We'll make {count} letter, to: {desks}.", "We'll make {count} letters, to: {desks}.", len(desks)
        )
        self.note.setText(words.format(count=len(desks), desks=names))
        self.button.set_words(ngettext("Make the letter", "Make the letters", max(1, len(desks))))
        self.button.setAccessibleName(self.button.words())


class _OfficeEditor(RecordEditor):
    """An office that is in the file already, or another one."""

    def __init__(self, spec: FieldSpec, choices: list[tuple[UUID, str]]) -> None:
        super().__init__(spec, choices)
        self.offer(None, _("Another office..."))

    def is_blank(self) -> bool:
        return self.entry() is None


def _office_of(known: dict[UUID, Contact], contact_id: UUID | None) -> Contact | None:
    """Return the office a person or department belongs to."""
    contact = known.get(contact_id) if contact_id else None
    return known.get(contact.part_of_id, contact) if contact and contact.part_of_id else contact


def _questions(
    context: PageContext,
    snapshot: CaseSnapshot,
    item: RequestedItem | None,
    office: Contact | None,
    offices: list[tuple[UUID, str]],
) -> list[Ask]:
    items = [
        each
        for each in snapshot.items
        if (each.status not in SETTLED and not record_kinds()[each.kind].from_patient) or (item and each.id == item.id)
    ]
    items.sort(key=lambda each: each.status is not ItemStatus.not_asked)
    around = {office.id} if office else set()
    around |= {each.id for each in snapshot.contacts if office and each.part_of_id == office.id}
    first = to_check_first(items, around, item)
    checked = tuple(wanted_of(each) for each in items if each.id in first)
    day, _before = needed_by(snapshot, context.today())
    return [
        Ask(
            asks(_FORM, "office", _("Who has the records?")),
            office.id if office else None,
            make=lambda spec: _OfficeEditor(spec, offices),
        ),
        Ask(asks(_FORM, "name", _("Hospital, clinic or doctor"))),
        Ask(
            asks(
                _FORM,
                "address",
                _("Mailing address"),
                _("The way it goes on an envelope. Leave it blank if you will fax the letter or hand it in."),
                kind=Kind.address,
            )
        ),
        Ask(asks(_FORM, "fax", _("Fax"), kind=Kind.phone)),
        Ask(asks(_FORM, "phone", _("Phone"), kind=Kind.phone)),
        Ask(
            asks(_FORM, "wanted", _("What do you need from them?")),
            checked,
            needed=_("Choose at least one kind of record."),
            make=lambda spec: WantedEditor(spec, items),
        ),
        one_of(
            _FORM,
            "delivery",
            _("How should they send them?"),
            [(way, way.value, word_for(way)) for way in Delivery],
            Delivery.electronic,
        ),
        Ask(asks_field(_FORM, RecordsRequest, "deliver_to_id"), choices=contact_choices(snapshot)),
        Ask(asks_field(_FORM, RecordsRequest, "in_computer")),
        Ask(asks_field(_FORM, RecordsRequest, "needed_by"), day),
        Ask(asks_field(_FORM, RecordsRequest, "fee_limit_cents")),
    ]
