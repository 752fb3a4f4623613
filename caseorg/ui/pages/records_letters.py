"""The further letters about a request for records: through the second office, overdue, a no in writing, complaints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from caseorg.base.language import _
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import ContactRole
from caseorg.domain.requests import Delivery, Holder
from caseorg.services.records_list import ItemLine, State
from caseorg.ui.text_size import Role
from caseorg.ui.widgets.button import Button
from caseorg.ui.widgets.flow_row import FlowRow
from caseorg.ui.widgets.label import Label

if TYPE_CHECKING:
    from caseorg.ui.pages.records import RecordsPage

_WAITING = (State.letter_made, State.asked, State.some_came, State.late)


def further_letters(page: RecordsPage, line: ItemLine) -> Iterator[QWidget]:
    """Make the buttons of the letters that fit how far a request has come; none where there is no request."""
    kinds = tuple(_kinds(page, line))
    if not kinds or line.request is None:
        return
    yield Label(_("Letters that may help"), Role.card_title)
    request_id = line.request.id
    buttons = [
        Button(
            words,
            lambda kind=kind: page.start_letter(kind, request_id),
            icon="file-text",
            name=f"records.letter.{kind.value}",
        )
        for kind, words in kinds
    ]
    yield FlowRow(*buttons, name="records.letters")


def _kinds(page: RecordsPage, line: ItemLine) -> Iterator[tuple[LetterKind, str]]:
    request = line.request
    if request is None or line.state not in (*_WAITING, State.refused):
        return
    is_glass = request.holder is Holder.pathology
    needs_form = request.delivery is Delivery.another_doctor and request.in_computer is False
    if request.drug_program:
        yield LetterKind.part_2_consent, _("Make the consent form")
    elif is_glass or request.therapy_notes or needs_form:
        yield LetterKind.authorization, _("Make the permission form")
    doctor = page.snapshot.contact_in_role(ContactRole.consultant, ContactRole.possible_consultant)
    if doctor is not None and line.state in _WAITING and not (request.drug_program or request.therapy_notes):
        yield LetterKind.office_to_office, _("Ask through the second doctor's office")
    # No right and no clock reaches glass and tissue, so nobody can be told that they are late.
    if line.is_late and not is_glass:
        yield LetterKind.overdue, _("Write to the privacy officer")
    if (line.is_late or line.state is State.refused) and not is_glass:
        yield LetterKind.privacy_complaint, _("Complain to the government")
        if request.in_computer is not False:
            yield LetterKind.blocking_complaint, _("Report that they hold back computer records")
