"""What the check finds in a letter or packet: must fix, good to have, fine. Each with the way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal
from caseorg.domain.letter import Letter, LetterKind
from caseorg.domain.permission import Permission
from caseorg.domain.record import Record
from caseorg.packets.assembly import COVER_UP
from caseorg.packets.plan import Finding, Level
from caseorg.services.letter_facts import records_behind
from caseorg.ui.doing import start_letter
from caseorg.ui.page import PageContext
from caseorg.ui.pages.refilled import Refilled
from caseorg.ui.pages.sheets import case_on_show
from caseorg.ui.text_size import Role, set_gaps
from caseorg.ui.widgets.button import LinkButton
from caseorg.ui.widgets.card import Card
from caseorg.ui.widgets.label import Label
from caseorg.ui.widgets.picture import Picture

Mend = tuple[str, Callable[[], object]]
"""The words of a button, and what it does."""
WayToFix = Callable[[Finding], Mend | None]

_LOOKS = {
    Level.must_fix: ("octagon-x", "status.bad"),
    Level.good_to_have: ("triangle-alert", "status.warn"),
    Level.fine: ("circle-check", "status.ok"),
}


def level_words(level: Level) -> str:
    """Say how much a finding matters, in the language in use."""
    return {
        Level.must_fix: _("Must fix"),
        Level.good_to_have: _("Good to have"),
        Level.fine: _("Fine"),
    }[level]


class CheckList(Card):
    """The findings of a paper by level. It is filled anew only when they change, so the focus stays."""

    def __init__(self, fix: WayToFix, *, name: str) -> None:
        """Make it, empty.

        Args:
            fix: Gives what mends a finding, or None where nothing leads there.
            name: The object name, such as `letters.check`.
        """
        super().__init__(_("Check"), name=name)
        self._fix = fix
        self._shown: tuple[Finding, ...] | None = None
        self._lines = Refilled(gap=8)
        self.body.addWidget(self._lines)

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Show what was found."""
        found = tuple(findings)
        if found == self._shown:
            return
        self._shown = found
        lines: list[QWidget] = []
        for level in Level:
            mine = [each for each in found if each.level is level]
            if mine:
                lines.append(Label(level_words(level), Role.label))
            lines += [self._line(finding, found.index(finding)) for finding in mine]
        if not found:
            lines.append(Label(_("Nothing to check yet."), ink="text.secondary"))
        self._lines.show_parts(lines)
        self.setAccessibleDescription("\n".join(each.sentence for each in found if each.level is not Level.fine))

    def focus_first_fix(self) -> None:
        """Give the focus to the first button that mends something; what matters most stands first."""
        links = self._lines.findChildren(LinkButton)
        if links:
            links[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def sentences(self, level: Level) -> list[str]:
        """Return what is shown at one level."""
        return [each.sentence for each in self._shown or () if each.level is level]

    def _line(self, finding: Finding, number: int) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        set_gaps(row, gap=8)
        icon, ink = _LOOKS[finding.level]
        row.addWidget(Picture(icon, ink))
        row.addWidget(Label(finding.sentence), 1)
        mend = self._fix(finding) if finding.level is not Level.fine else None
        if mend is not None:
            words, act = mend
            spoken = _("{action}: {problem}").format(action=words, problem=finding.sentence)
            row.addWidget(LinkButton(words, act, name=f"{self.objectName()}.fix.{number}", spoken=spoken))
        return line


PAGE_OF = {
    "patient": "patient",
    "allergy": "patient",
    "medicine": "patient",
    "procedure": "patient",
    "writer": "patient",
    "helper": "people_and_places",
    "to": "people_and_places",
    "consultant": "people_and_places",
    "main_doctor": "people_and_places",
    "first_doctor": "people_and_places",
    "borrower": "people_and_places",
    "coverage": "plan_and_permissions",
    "plan": "plan_and_permissions",
    "network_exception": "plan_and_permissions",
    "prior_authorization": "plan_and_permissions",
    "referral": "plan_and_permissions",
    "denial": "denials_and_appeals",
    "appeal": "denials_and_appeals",
    "first_appeal": "denials_and_appeals",
    "destination": "destinations",
    "exhibit": "documents",
    "item": "records",
    "item_open": "records",
    "lender": "people_and_places",
    "cost": "costs_and_calls",
    "sent": "letters_and_packets",
    "office": "people_and_places",
    "receiver": "people_and_places",
    "release": "patient",
    "release_to": "patient",
    "release_from": "patient",
    "notice_part": "denials_and_appeals",
    "phone_call": "costs_and_calls",
    "request": "records",
    "earlier": "records",
    "loan": "records",
    "network_call": "costs_and_calls",
    "visit": "people_and_places",
    "opinion": "opinions",
}
"""Which page mends a fact, by the name before the dot."""


def fix(act: Callable[[], object]) -> Mend:
    """Return the button that leads to where a finding is mended."""
    return _("Fix"), act


def way_by_page(context: PageContext, finding: Finding, letter: Letter | None) -> Mend | None:
    """Return what leads to the page that mends a finding, at the record it is about and in its very field.

    Args:
        context: What the page was handed.
        finding: What was found.
        letter: The letter it was found in, kept or not; None where there is none.
    """
    if finding.fact == COVER_UP:
        return _("Cover up"), lambda: context.go_to("cover_up", finding.document_id)
    if finding.document_id is not None:
        return fix(lambda: context.go_to("documents", finding.document_id))
    snapshot = case_on_show(context)
    about_id = denial_or_else(snapshot, letter)
    if finding.fact == "exhibit.letter_of_need" and about_id is not None:
        return _("Ask"), lambda: ask_for_letter_of_need(context, about_id)
    role, _dot, field = finding.fact.partition(".")
    page = PAGE_OF.get(role)
    if page is None:
        return None
    at = record_of(snapshot, role, about_id)
    if at is None and letter is not None and (page == "people_and_places" or role in ("writer", "loan", "opinion")):
        at = records_behind(context.workspace, letter).get(role)
        if role == "writer" and any(one.id == at for one in snapshot.helpers):
            page = "people_and_places"
    field = _FIELD_OF.get(finding.fact, field)
    return fix(lambda: context.go_to(page, at, field if at else ""))


_FIELD_OF = {
    "to.street": "address",
    "office.street": "address",
    "helper.paper": "authority_document_id",
    "phone_call.day": "at",
    "phone_call.moment": "at",
}
"""The field of a record that a fact with another name is made from."""


def denial_or_else(snapshot: CaseSnapshot, letter: Letter | None) -> UUID | None:
    """Return what a letter is about; for an appeal, the denial it is against."""
    about = snapshot.find(letter.about_id) if letter else None
    return about.denial_id if isinstance(about, Appeal) else about.id if about else None


def record_of(snapshot: CaseSnapshot, role: str, about_id: UUID | None) -> UUID | None:
    """Return the record on whose sheet a fact is filled in; None where its page has to be enough.

    Args:
        snapshot: The case.
        role: The name before the dot of a fact.
        about_id: What the letter is about.
    """
    about = snapshot.find(about_id)
    if role in ("denial", "request", "release"):
        return about_id
    if role in ("item", "item_open", "notice_part", "earlier"):
        return about_id
    firsts: dict[str, tuple[Record, ...]] = {
        "plan": snapshot.plans,
        "coverage": snapshot.coverages,
        "patient": (snapshot.patient,) if snapshot.patient else (),
    }
    if role in firsts:
        return firsts[role][0].id if firsts[role] else None
    if role == "phone_call":
        return about_id
    return about.id if isinstance(about, Permission) and PAGE_OF[role] == "plan_and_permissions" else None


def ask_for_letter_of_need(context: PageContext, denial_id: UUID) -> None:
    """Start the letter that asks the doctor why the care is needed, and lead there."""
    start_letter(context, LetterKind.letter_of_need, denial_id)
