"""The facts that letter templates may name: the fields of records, and a few that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.costs import Call
from caseorg.domain.document import DocumentKind
from caseorg.domain.health import Procedure
from caseorg.domain.letter import LetterKind
from caseorg.domain.people import Contact
from caseorg.domain.requests import RecordKind, RequestedItem
from caseorg.domain.visit import Question, QuestionPriority
from caseorg.packets import ledger
from caseorg.packets.blocks import ALL, Place, Span, plain
from caseorg.packets.filling import Known, Lookup
from caseorg.packets.plan import EXHIBITS, Exhibit
from caseorg.packets.references import Reference, referring
from caseorg.packets.subject import PICTURES, ROLES, Choices, Subject
from caseorg.packets.words import Wording

_UNKNOWN = Known()

DERIVED = frozenset(
    {
        "today",
        "writer.name",
        "writer.phone",
        "writer.email",
        "writer.street",
        "patient.initials",
        "helper.signs",
        "helper.may_act",
        "helper.paper",
        "helper.paper_exhibit",
        "own_words",
        "pages.all",
        "exhibits.all",
        "exhibit.denial_letter",
        "exhibit.letter_of_need",
        "exhibit.opinion_report",
        "exhibit.call_log",
        "deadline.last_day",
        "deadline.send_by",
        "to.street",
        "office.street",
        "consultant.place",
        "denial.is_urgent",
        "denial.decided_by",
        "plan.regime",
        "plan.review_by",
        "plan.grandfathered",
        "step.level",
        "step.form",
        "request.route",
        "phone_call.day",
        "phone_call.moment",
        "notice.place",
    }
    | ledger.DERIVED
)
"""Facts that are no field of a record."""

LISTS: dict[str, frozenset[str]] = {
    "item": frozenset({"item.text", "item.name", "item.what", "item.kind", "item.body_part", "item.care_date",
                       "item.from", "item.accession_number", "item.status", "item.asked_on", "item.came_on"}),
    "item_open": frozenset({"item.text"}),
    "notice_part": frozenset({"part.text"}),
    "scan": frozenset({"item.text", "item.what", "item.kind", "item.body_part", "item.care_date",
                       "item.accession_number"}),
    "question_first": frozenset({"question.text"}),
    "question_more": frozenset({"question.text"}),
    "reason": frozenset({"reason.text"}),
    "network_call": frozenset({"call.who", "call.day", "call.result", "call.said"}),
    "call": frozenset({"call.who", "call.day", "call.said", "call.spoke_with", "call.reference_number"}),
    "opinion": frozenset({"opinion_of.title", "opinion_of.doctor", "opinion_of.day", "opinion_of.diagnosis",
                          "opinion_of.recommends"}),
    "contact": frozenset({"contact.name", "contact.role", "contact.phone"}),
    "event": frozenset({"event.day", "event.text"}),
    "exhibit": frozenset({"exhibit.letter", "exhibit.title"}),
    **ledger.LISTS,
}  # fmt: skip
"""The lists a template may go through, and the facts of each thing in them."""


def known_names() -> frozenset[str]:
    """Return every fact a template may name outside a list."""
    return DERIVED | {f"{role}.{field}" for role, kind in ROLES.items() for field in _fields(kind)}


@dataclass(frozen=True)
class Facts:
    """All facts for one letter: by name, and in lists."""

    lookup: Lookup
    lists: Mapping[str, Sequence[Lookup]]
    unmatched: tuple[str, ...] = ()
    """Marks in the person's own words that name no exhibit."""


def facts_of(
    snapshot: CaseSnapshot, subject: Subject, choices: Choices, exhibits: Sequence[Exhibit], wording: Wording
) -> Facts:
    """Gather the facts for one letter."""
    return _Gatherer(snapshot, subject, choices, exhibits, wording).gathered()


class _Gatherer:
    def __init__(
        self,
        snapshot: CaseSnapshot,
        subject: Subject,
        choices: Choices,
        exhibits: Sequence[Exhibit],
        wording: Wording,
    ) -> None:
        self.snapshot, self.subject, self.choices = snapshot, subject, choices
        self.exhibits, self.wording = exhibits, wording
        self.unmatched: list[str] = []

    def gathered(self) -> Facts:
        lookup: dict[str, Known] = dict.fromkeys(known_names(), _UNKNOWN)
        for role, kind in ROLES.items():
            record = getattr(self.subject, role)
            if record is not None:
                lookup |= {f"{role}.{field}": self._known(record, field) for field in _fields(kind)}
        lookup |= {name: self._own(value) for name, value in self._derived().items()}
        lookup |= self._exhibit_facts()
        # Marks in an appeal's words concern the letters that print them, and no other letter of the case.
        names = ("appeal.what_they_decided", "appeal.what_we_ask") if self._is_appeal else ()
        for name in (*names, "own_words"):
            lookup[name] = self._with_references(lookup[name].bare)
        return Facts(lookup, self._lists(), tuple(dict.fromkeys(self.unmatched)))

    @property
    def _is_appeal(self) -> bool:
        return self.choices.kind in (LetterKind.appeal, LetterKind.external_review)

    def _known(self, record: object, field: str) -> Known:
        value = getattr(record, field)
        if isinstance(value, StrEnum):
            return Known(plain(self.wording.choice(value)) if self.wording.choice(value) else (), value.value)
        if isinstance(value, bool):
            return Known((), "yes" if value else "no")
        if isinstance(value, tuple):
            return self._own(", ".join(str(one) for one in value))
        return self._own(self.wording.shown(value, is_money=field.endswith("_cents")))

    def _own(self, text: str) -> Known:
        return Known(plain(text), text) if text else _UNKNOWN

    def _derived(self) -> dict[str, str]:
        subject, choices, wording = self.subject, self.choices, self.wording
        patient, helper, writer = subject.patient, subject.helper, subject.writer
        place = self.snapshot.contact(subject.consultant.part_of_id) if subject.consultant else None
        initials = "".join(f"{word[0].upper()}." for word in (patient.full_name if patient else "").split() if word)
        return {
            "today": wording.shown(choices.today),
            "writer.name": writer.full_name if writer else "",
            "writer.phone": writer.phone if writer else "",
            "writer.email": writer.email if writer else "",
            "writer.street": ", ".join(subject.street.splitlines()),
            "patient.initials": initials,
            "helper.signs": "yes" if subject.helper_signs else "",
            "helper.may_act": "yes" if helper and helper.may_act else "",
            "helper.paper": wording.choices["helper_paper"].get(helper.role.value, "") if helper else "",
            "own_words": choices.own_words,
            "deadline.last_day": wording.shown(choices.last_day),
            "deadline.send_by": wording.shown(choices.send_by),
            "to.street": ", ".join(subject.to.address),
            "consultant.place": place.name if place else "",
            "office.street": ", ".join(subject.office.address),
            "denial.is_urgent": "yes" if self._is_urgent() else "",
            **ledger.facts(self.snapshot, subject.sending, wording),
            "denial.decided_by": self._decided_by(),
            "plan.regime": choices.regime,
            "plan.review_by": choices.review_by,
            "plan.grandfathered": choices.grandfathered,
            "step.level": choices.level or (subject.appeal.level.value if subject.appeal else ""),
            "step.form": ", ".join(choices.forms),
            "request.route": subject.route.value if subject.route else "",
            "notice.place": "; ".join(choices.notice_places),
            **self._call_times(),
        }

    def _call_times(self) -> dict[str, str]:
        call = self.subject.phone_call
        local = call.at.astimezone() if call and call.at else None
        return {
            "phone_call.day": self.wording.shown(local.date() if local else None),
            "phone_call.moment": self.wording.shown(local),
        }

    def _decided_by(self) -> str:
        """Name the company that wrote the letter a denial came in."""
        denial = self.subject.denial
        papers = [one for one in self.snapshot.documents if denial and one.id == denial.document_id]
        return _name(self.snapshot.contact(papers[0].from_contact_id)) if papers else ""

    def _is_urgent(self) -> bool:
        denial, appeal = self.subject.denial, self.subject.appeal
        return bool((appeal and appeal.is_expedited) or (denial and denial.waiting_is_dangerous))

    # Exhibits

    def _exhibit_facts(self) -> dict[str, Known]:
        found: dict[str, Known] = {"pages.all": _page(ALL)}
        if self.exhibits:
            label = self.wording.choices["label"]
            form = label["exhibits_one" if len(self.exhibits) == 1 else "exhibits_many"]
            text = form.replace("{first}", self.exhibits[0].letter).replace("{last}", self.exhibits[-1].letter)
            found["exhibits.all"] = Known((Span(text, place=Place(EXHIBITS)),), "yes")
        for kind in (DocumentKind.denial_letter, DocumentKind.letter_of_need, DocumentKind.opinion_report):
            found[f"exhibit.{kind}"] = self._first_of(kind)
        logs = [exhibit for exhibit in self.exhibits if exhibit.paper is not None]
        found["exhibit.call_log"] = self._reference(Reference(logs[0])) if logs else _UNKNOWN
        helper = self.subject.helper
        papers = [one for one in self.exhibits if helper and one.document_id == helper.authority_document_id]
        found["helper.paper_exhibit"] = self._reference(Reference(papers[0])) if papers else _UNKNOWN
        return found

    def _first_of(self, kind: DocumentKind) -> Known:
        wanted = {document.id for document in self.snapshot.documents if document.kind is kind}
        found = next((exhibit for exhibit in self.exhibits if exhibit.document_id in wanted), None)
        return self._reference(Reference(found)) if found else _UNKNOWN

    def _reference(self, reference: Reference) -> Known:
        return Known((reference.span(self.wording.say("label", "exhibit_and_page")),), "yes")

    def _with_references(self, text: str) -> Known:
        if not text:
            return _UNKNOWN
        spans, unmatched = referring(text, self.exhibits, self.wording.say("label", "exhibit_and_page"))
        self.unmatched += unmatched
        return Known(spans, text)

    # Lists

    def _lists(self) -> dict[str, list[Lookup]]:
        snapshot, subject = self.snapshot, self.subject
        items = subject.items
        appeal = subject.appeal
        words = appeal.why_wrong if appeal and self._is_appeal else ""
        reasons = [line.strip() for line in words.splitlines() if line.strip()]
        calls = sorted(snapshot.calls, key=lambda call: str(call.at or ""))
        found: dict[str, list[Lookup]] = {
            "item": [self._item(item) for item in items],
            "item_open": [self._item(item) for item in subject.open_items],
            "notice_part": [self._row(part__text=part) for part in self.choices.notice_parts],
            "scan": [self._item(item) for item in items if item.kind in PICTURES],
            "question_first": self._questions(QuestionPriority.ask_first),
            "question_more": self._questions(QuestionPriority.if_time),
            "reason": [{"reason.text": self._with_references(reason)} for reason in reasons],
            "network_call": [self._call(call) for call in calls if call.search_result],
            "call": [self._call(call) for call in calls if call.is_exhibit],
            "opinion": self._opinions(),
            "contact": self._contacts(),
            "event": self._events(),
            "exhibit": [
                {"exhibit.letter": self._own(one.letter), "exhibit.title": self._own(one.title)}
                for one in self.exhibits
            ],
        }
        for name, rows in ledger.lists(snapshot, subject.loan, self.wording).items():
            found[name] = [{fact: self._own(text) for fact, text in row.items()} for row in rows]
        return found

    def _row(self, **texts: str) -> dict[str, Known]:
        return {name.replace("__", "."): self._own(text) for name, text in texts.items()}

    def _item(self, item: RequestedItem) -> Lookup:
        say = self.wording
        request = next((one for one in self.snapshot.requests if one.id == item.request_id), None)
        holder = self.snapshot.contact(item.contact_id or (request.contact_id if request else None))
        return self._row(
            item__text=self._item_text(item),
            item__name=self._item_name(item),
            item__what=item.what or say.choice(item.kind),
            item__kind=say.choice(item.kind) or item.what,
            item__body_part=item.body_part,
            item__care_date=say.shown(item.care_date),
            item__accession_number=item.accession_number,
            item__status=say.choice(item.status),
            item__asked_on=say.shown(request.asked_on if request else None),
            item__came_on=say.shown(item.came_on),
            item__from=self._place(holder),
        )

    def _place(self, contact: Contact | None) -> str:
        office = self.snapshot.contact(contact.part_of_id) if contact else None
        return ", ".join(one.name for one in (office, contact) if one)

    def _item_name(self, item: RequestedItem) -> str:
        """Name one thing asked for, with what helps to find it: “Scan: CT of the chest, October 21, 2026”."""
        say = self.wording
        parts = [item.what or item.body_part]
        if item.from_date and item.until_date:
            first, last = say.shown(item.from_date), say.shown(item.until_date)
            parts.append(say.say("label", "days").replace("{first}", first).replace("{last}", last))
        elif item.from_date:
            parts.append(say.say("label", "from_day").replace("{day}", say.shown(item.from_date)))
        parts.append(say.shown(item.care_date))
        if item.accession_number:
            parts.append(say.say("label", "number").replace("{number}", item.accession_number))
        details = ", ".join(part for part in parts if part)
        return ": ".join(part for part in (say.choice(item.kind), details) if part)

    def _item_text(self, item: RequestedItem) -> str:
        """Name one thing asked for as a letter asks for it: scans as files, not as prints."""
        name = self._item_name(item)
        if item.kind is not RecordKind.imaging_study:
            return name
        return "; ".join(part for part in (name, self.wording.say("label", "scan_files")) if part)

    def _questions(self, priority: QuestionPriority) -> list[Lookup]:
        visit = self.subject.visit
        own = [
            question
            for question in self.snapshot.questions
            if question.priority is priority and question.visit_id in (None, visit.id if visit else None)
        ]
        ordered: Iterable[Question] = sorted(own, key=lambda question: question.position)
        return [self._row(question__text=question.text) for question in ordered if question.text]

    def _call(self, call: Call) -> Lookup:
        who = self.snapshot.contact(call.contact_id)
        result = self.wording.choice(call.search_result) if call.search_result else ""
        reached = ": ".join(part for part in (result, self.wording.shown(call.next_opening)) if part)
        return self._row(
            call__who=(who.name if who else "") or call.with_whom,
            call__day=self.wording.shown(call.at.astimezone().date() if call.at else None),
            call__said=". ".join(part for part in (reached, call.said) if part),
            call__spoke_with=call.spoke_with,
            call__reference_number=call.reference_number,
            call__result=reached,
        )

    def _opinions(self) -> list[Lookup]:
        say = self.wording
        return [
            self._row(
                opinion_of__title=say.choice(one.order),
                opinion_of__doctor=_name(self.snapshot.contact(one.contact_id)),
                opinion_of__day=say.shown(one.given_on),
                opinion_of__diagnosis=one.diagnosis,
                opinion_of__recommends=one.recommends,
            )
            for one in self.snapshot.opinions
        ]

    def _contacts(self) -> list[Lookup]:
        links = self.snapshot.case_contacts
        contacts = [(link, self.snapshot.contact(link.contact_id)) for link in links]
        return [
            self._row(
                contact__name=contact.name,
                contact__role=self.wording.choice(link.role),
                contact__phone=contact.phone,
            )
            for link, contact in contacts
            if contact and contact.phone and self.wording.choice(link.role)
        ]

    def _events(self) -> list[Lookup]:
        """What happened so far, oldest first: tests asked for, operations and treatments, opinions."""
        say, snapshot = self.wording, self.snapshot
        found = [(item.care_date, self._test_name(item)) for item in snapshot.items]
        found += [(one.told_on, one.name or one.told) for one in snapshot.diagnoses]
        found += [(one.given_on, say.choice(one.order)) for one in snapshot.opinions]
        found += [(one.done_on, self._done(one)) for one in snapshot.procedures]
        dated = {(day, text) for day, text in found if day and text}
        days = {day: "; ".join(text for other, text in sorted(dated) if other == day) for day, _text in sorted(dated)}
        rows = [self._row(event__day=say.shown(day), event__text=text) for day, text in days.items()]
        # An operation whose day nobody knows is still what a second doctor asks about first.
        undated = [self._done(one) for one in snapshot.procedures if one.done_on is None]
        return [*rows, *(self._row(event__day="", event__text=text) for text in undated)]

    def _done(self, one: Procedure) -> str:
        doctor = self.snapshot.contact(one.done_by_id)
        return ", ".join(part for part in (one.name, doctor.name if doctor else one.done_by, one.place) if part)

    def _test_name(self, item: RequestedItem) -> str:
        return ": ".join(part for part in (self.wording.choice(item.kind), item.what) if part)


def _name(contact: Contact | None) -> str:
    return contact.name if contact else ""


def _page(key: str) -> Known:
    return Known((Span("{page}", place=Place(key)),), "yes")


def _fields(kind: type) -> tuple[str, ...]:
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    return tuple(kind.model_fields)  # type: ignore[attr-defined]
