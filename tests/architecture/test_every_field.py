"""Every field of every record can be seen and filled in somewhere, or stands here with the reason why not."""

# ruff: noqa: F811 - a fixture and the argument that asks for it share their name
from __future__ import annotations

import ast
import csv
import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from PySide6.QtWidgets import QAbstractButton, QWidget

import caseorg.ui
from caseorg.domain.case import RECORD_TYPES, SNAPSHOT_FIELDS
from caseorg.domain.people import Contact, Patient
from caseorg.domain.record import BASE_FIELDS, Record, own_fields
from caseorg.services.export import export_all
from caseorg.services.workspace import Workspace
from caseorg.ui.forms.form import RecordForm
from caseorg.ui.main_window import MainWindow
from caseorg.ui.pages import all_pages
from tests.journeys.full_case import full_case
from tests.journeys.tour import settle
from tests.ui.conftest import (  # noqa: F401 - fixtures that all screens share
    appearance,
    background,
    defects,
    doors_taken,
    files,
    look,
    no_flashes,
    window,
)

ASKED_IN_OTHER_WORDS = {
    # What a page asks in words of its own: how to get there by pressing, and the widget that stands for it.
    # A draft would stand before the letters that can be sent, so these come first.
    "Sending.sent_on": ("letters_and_packets letters.list.sent", "i_sent_it.sent_on"),
    "Sending.received_on": ("letters_and_packets letters.list.received", "they_got_it.day"),
    "Sending.confirmed_by": ("letters_and_packets letters.list.received", "they_got_it.said_by"),
    "Case.title": ("case_details", "case.title"),
    "Case.for_someone_else": ("case_details", "case.for_someone_else.someone_else"),
    "Case.put_away_on": ("case_details", "case_details.put_away"),
    "Case.stages_done": ("next_steps", "next_steps.stage.gather.done"),
    "Denial.not_in_notice": ("denials_and_appeals", "denials.notice.*"),
    "Question.position": ("questions", "questions.up"),
    "Question.answered_on": ("questions questions.answer", "answer.day"),
    "Answer.value": ("coverage coverage.fact.visit.in_network.change", "answer.visit.in_network.no"),
    "Answer.said_by": ("coverage coverage.fact.visit.in_network.change", "answer.said_by.office"),
    "Answer.said_on": ("coverage coverage.fact.visit.in_network.change", "answer.said_on"),
    "Answer.note": ("coverage coverage.fact.visit.in_network.change", "answer.note"),
    "Priority.what": ("opinions opinions.matters.add", "priority.what"),
    "Priority.weight": ("opinions opinions.matters.add", "priority.weight.3"),
    "Letter.kind": ("letters_and_packets letters.make", "letters.kind.records_request"),
    "Letter.to_contact_id": ("letters_and_packets letters.make letters.kind.appeal", "letters.to"),
    "Letter.language": ("letters_and_packets letters.make letters.kind.question_sheet", "letters.language"),
    "Letter.large_print": ("letters_and_packets letters.make letters.kind.question_sheet", "letters.large_print"),
    "Packet.kind": ("packet_builder packet_builder.start.appeal", "packet_builder.kind"),
    "Packet.with_fax_cover": ("packet_builder packet_builder.start.appeal", "packet_builder.fax_cover"),
    "Packet.with_call_log": ("packet_builder packet_builder.start.appeal", "packet_builder.call_log"),
    "Packet.exhibit_ids": ("packet_builder packet_builder.start.appeal", "packet_builder.in.*"),
    "Packet.page_choices": ("packet_builder packet_builder.start.appeal", "packet_builder.choose.*"),
    "OwnForm.contact_id": ("own_form", "own_form.office"),
    "OwnForm.document_id": ("own_form", "own_form.document"),
    "OwnForm.about_id": ("own_form own_form.use", "own_form.about"),
    "Share.given_to": ("share", "share.helper"),
    "Share.helper_id": ("share", "share.helper"),
    "DateChange.new_day": ("deadlines deadlines.this_week deadlines.change", "another_day.day"),
    "DateChange.reason": ("deadlines deadlines.this_week deadlines.change", "another_day.reason"),
    "DateChange.done_on": ("deadlines deadlines.this_week", "deadlines.done"),
    "DateChange.not_before": ("next_steps", "next_steps.card.not_now"),
}

NOBODY_FILLS_IN = {
    "Case.opened_on": "the day on which the case was begun",
    "Case.is_sample": "only the sample is one",
    "CaseContact.contact_id": "whom the role is given to; the page knows",
    "Document.original_name": "the name the file came with",
    "Document.media_type": "found in its bytes",
    "Document.sha256": "counted from its bytes",
    "Document.size_bytes": "counted",
    "Document.page_count": "counted",
    "Document.added_at": "the moment it came",
    "Document.unreadable_reason": "what the worker said of it",
    "Question.bank_id": "which question of our list it was",
    "Answer.fact": "the question that was asked",
    "Answer.plan_id": "the plan whose questions were asked",
    "Answer.call_id": "the call in which it was asked",
    "Denial.answers_appeal_id": "follows from “They decided”",
    "Appeal.denial_id": "the denial it was begun from",
    "Letter.title": "follows from its kind",
    "Letter.about_id": "what it was begun from; asked for only where there are several",
    "Letter.to_name": "follows from whom it goes to",
    "Letter.status": "follows from making and sending it",
    "Letter.made_on": "the day on which it was made",
    "Letter.text": "what it says, as it was made",
    "Letter.file_name": "follows from its kind and the day",
    "Letter.pdf_sha256": "counted from its pages",
    "Letter.page_count": "counted",
    "Letter.replaces_id": "the letter that was made anew",
    "Letter.own_words": "only letters of one box have it; their text is asked for on the record they are about",
    "Packet.title": "follows from its kind",
    "Packet.letter_id": "the letter of the appeal it is for",
    "Packet.about_id": "the appeal it was begun from",
    "Packet.to_name": "follows from whom it goes to",
    "Packet.status": "follows from making and sending it",
    "Packet.language": "packets go to offices, so they are in English",
    "Packet.large_print": "packets go to offices, so they are not",
    "Packet.made_on": "the day on which it was made",
    "Packet.file_name": "follows from its kind",
    "Packet.pdf_sha256": "counted from its pages",
    "Packet.page_count": "counted",
    "Packet.manifest": "written down while it was made",
    "OwnForm.sha256": "counted from the bytes of the empty form",
    "OwnForm.title": "the name of the document",
    "OwnForm.places": "asked place by place, for whatever places the form has",
    "Sending.letter_id": "the letter that was sent",
    "Sending.packet_id": "the packet that was sent",
    "Sending.confirmed_at": "the moment in which it was written down",
    "Goal.about_id": "what the goal was set for",
    "FollowUp.about_id": "what it was written down for",
    "FollowUp.call_id": "the call it came from",
    "CalendarEntry.date_id": "which date it stands for",
    "CalendarEntry.day": "the day that was written to the calendar",
    "CalendarEntry.title": "what was written to the calendar",
    "CalendarEntry.details": "what was written to the calendar",
    "CalendarEntry.times_changed": "counted",
    "CalendarEntry.is_cancelled": "follows from the date",
    "DateChange.deadline_id": "which date was changed",
    "DateChange.changed_on": "the day on which it was changed",
    "Share.authority": "the helper's paper as it was noted on that day",
    "Share.authority_from": "the date on that paper",
    "Share.shared_on": "the day on which the file was made",
    "Share.notes_left_out": "counted",
    "Share.documents_left_out": "counted",
    "Share.base_sha256": "counted from what went out",
    "Share.seen_sha256": "counted from what came back",
    "Share.taken_in_on": "the day on which changes were taken in",
}


def every_field() -> Iterator[str]:
    """Give the name of every field that a record has of its own."""
    for record_type in RECORD_TYPES:
        names = [name for name in record_type.model_fields if name not in ("id", "removed_on")]
        for name in own_fields(record_type) if "case_id" in names else names:
            yield f"{record_type.__name__}.{name}"


def screens() -> list[ModuleType]:
    """Load every module of the screens, and return them."""
    found = pkgutil.walk_packages(caseorg.ui.__path__, f"{caseorg.ui.__name__}.")
    return [importlib.import_module(module.name) for module in found]


def forms(kind: type[RecordForm] = RecordForm) -> Iterator[type[RecordForm]]:
    """Give every form there is."""
    for form in kind.__subclasses__():
        yield form
        yield from forms(form)


def in_forms() -> set[str]:
    """Return every field that stands in a section of a form."""
    return {
        f"{form.record_type.__name__}.{field}"
        for form in forms()
        if form.__module__.startswith("caseorg")
        for section in form.sections
        for field in section.fields
    }


def asked_with_its_own_words(module: ModuleType, source: str) -> Iterator[str]:
    """Give every field that a module asks for by the words of its record: a call with the class and the field."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        for first, second in zip(call.args, call.args[1:], strict=False):
            named = getattr(module, first.id, None) if isinstance(first, ast.Name) else None
            field = second.value if isinstance(second, ast.Constant) else None
            if isinstance(named, type) and issubclass(named, Record) and field in named.model_fields:
                yield f"{named.__name__}.{field}"


def test_every_field_can_be_filled_in_or_says_why_not() -> None:
    modules = screens()
    asked = in_forms() | {
        field for module in modules for field in asked_with_its_own_words(module, inspect.getsource(module))
    }
    fields = set(every_field())
    assert asked - fields - {f"{each.__name__}.{name}" for each in RECORD_TYPES for name in BASE_FIELDS} == set()
    explained = {*ASKED_IN_OTHER_WORDS, *NOBODY_FILLS_IN}
    assert sorted(fields - asked - explained) == [], "not in any form, and no reason given"
    assert sorted(explained - fields) == [], "explained, but there is no such field"
    assert sorted(set(NOBODY_FILLS_IN) & asked) == [], "explained, but it is in a form"


def test_what_a_page_asks_in_words_of_its_own_is_there(
    window: Callable[..., MainWindow], workspace: Workspace, defects: list[object]
) -> None:
    case_id = full_case(workspace, lambda record_type, name: f"{record_type.__name__} {name}")
    shown = window(*all_pages(), case_id=case_id)
    missing = []
    for way, names in by_way().items():
        page, *presses = way.split()
        shown.show_case(case_id)
        shown.go_to(page)
        settle()
        for press in presses:
            pressed(shown, press)
        for field, name in names.items():
            if not is_there(shown, name):
                missing.append(f"{field}: no {name} at {way}")
    assert missing == []


def by_way() -> dict[str, dict[str, str]]:
    """Return what is to be found at the end of each way."""
    found: dict[str, dict[str, str]] = {}
    for field, (way, name) in ASKED_IN_OTHER_WORDS.items():
        found.setdefault(way, {})[field] = name
    return found


def pressed(window: MainWindow, name: str) -> None:
    """Press a button, or select the first row of a list."""
    widget = window.front().findChild(QWidget, name)
    assert widget is not None, name
    if isinstance(widget, QAbstractButton):
        widget.click()
    else:
        widget.select(widget.model.key(widget.model.row_at(widget.model.index(0, 0))))
    settle()


def is_there(window: MainWindow, name: str) -> bool:
    """Tell whether a widget of this name is in sight; `*` stands for anything at its end."""
    start = name.removesuffix("*")
    return any(
        each.isVisible() and (each.objectName() == name or (start != name and each.objectName().startswith(start)))
        for each in window.front().findChildren(QWidget)
    )


def test_every_field_of_every_record_is_exported_as_json_and_in_a_list(workspace: Workspace, tmp_path: Path) -> None:
    case_id = full_case(workspace, lambda record_type, name: f"{record_type.__name__} {name}")
    snapshot = workspace.load_case(case_id)
    export_all(workspace, tmp_path / "export")
    place = next((tmp_path / "export" / "cases").iterdir())
    kept = json.loads((place / "case.json").read_text())
    assert kept.keys() == {"case", *SNAPSHOT_FIELDS}
    for name, record_type in SNAPSHOT_FIELDS.items():
        value = getattr(snapshot, name)
        records = value if isinstance(value, tuple) else (value,)
        fields = set(record_type.model_fields) - {"removed_on"}
        assert records
        written = {each["id"]: each for each in kept[name]}
        for record in records:
            assert written[str(record.id)].keys() == fields
            assert record_type.model_validate(written[str(record.id)]) == record
        with (place / "lists" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert set(rows[0]) == fields
        assert {row["id"] for row in rows} == set(written)
    assert set(kept["case"]) == set(type(snapshot.case).model_fields) - {"removed_on"}
    assert {each["id"] for each in json.loads((tmp_path / "export" / "contacts.json").read_text())} == {
        str(each.id) for each in snapshot.contacts
    }


def test_the_walk_over_fields_sees_what_is_there_and_nothing_else() -> None:
    screens()
    assert "Patient.full_name" in in_forms()
    assert {"Patient.full_name", "Contact.npi"} <= set(every_field())
    assert not {"Patient.case_id", "Contact.removed_on", "Patient.source_text"} & set(every_field())
    module = ModuleType("planted")
    module.Patient, module.Contact = Patient, Contact
    source = 'ask(spec_of(Patient, "email"), other(Contact, "no_such_field"), spec_of("Patient", "phone"))'
    assert list(asked_with_its_own_words(module, source)) == ["Patient.email"]
