"""The office's own form: what goes where is said once, remembered for the office, and filled in from the case."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from caseorg.base.language import _
from caseorg.documents.places import FormField, Place, form_fields
from caseorg.documents.worker import Worker
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.document import Document
from caseorg.domain.letter import Letter, LetterKind, LetterStatus
from caseorg.domain.own_form import OwnForm
from caseorg.domain.requests import RecordsRequest
from caseorg.packets.lasting import Properties
from caseorg.packets.letters import file_name
from caseorg.packets.own_form import FACTS, FilledForm, Filling, guessed, write_own_form
from caseorg.packets.subject import Choices, subject_of
from caseorg.packets.words import wording
from caseorg.services import documents
from caseorg.services.letters import note_made
from caseorg.services.workspace import Workspace

OWN_WORDS = "text:"
"""How a value begins that is the person's own words and no fact."""


@dataclass(frozen=True)
class FormPlace:
    """One place of a form, a field of its own or marked by hand, and what goes there."""

    place: Place
    label: str
    value: str = ""
    """The name of a fact, or `text:` with the person's own words; empty where nothing goes in."""
    field: str = ""
    """The field's name; empty for a place marked by hand."""
    is_box: bool = False
    is_long: bool = False
    columns: int = 0
    is_new: bool = False
    """Whether the office's earlier form did not have it, and nobody has looked at it yet."""


def fields_of(workspace: Workspace, document: Document, *, worker: Worker | None = None) -> tuple[FormField, ...]:
    """List the fields of a form. None for a scan: its places are marked by hand. May be called on any thread.

    Raises:
        CaseorgError: If it can't be read.
    """
    if document.media_type != "application/pdf":
        return ()
    return form_fields(documents.bytes_of(workspace, document), name=document.name, worker=worker)


def start_form(workspace: Workspace, document: Document, contact_id: UUID | None) -> OwnForm:
    """Begin with a form, or go on with it. What was said of the same form in any case of the file is taken over."""
    snapshot = workspace.load_case(document.case_id)
    for there in snapshot.own_forms:
        if there.document_id == document.id:
            return there
    known = next((one for one in _all(workspace) if one.sha256 == document.sha256 and one.places), None)
    made = OwnForm.made(
        case_id=document.case_id,
        contact_id=contact_id or document.from_contact_id,
        document_id=document.id,
        sha256=document.sha256,
        title=document.name,
        places=_taken_over(known, document.case_id) if known else "",
    )
    asks = [one for one in asked_with(snapshot, made) if one.contact_id in _offices(snapshot, made.contact_id)]
    made = made.revised(about_id=asks[0].id) if len(asks) == 1 else made
    workspace.save(made, _("Start a form"))
    return made


def _offices(snapshot: CaseSnapshot, contact_id: UUID | None) -> set[UUID]:
    """Return an office with its departments."""
    return {one.id for one in snapshot.contacts if contact_id and contact_id in (one.id, one.part_of_id)}


def asked_with(snapshot: CaseSnapshot, form: OwnForm) -> tuple[RecordsRequest, ...]:
    """Return the requests that a form may carry: those that did not go out, and the one it carries already."""
    return tuple(one for one in snapshot.requests if one.asked_on is None or one.id == form.about_id)


def carry_over(workspace: Workspace, form: OwnForm, fields: Sequence[FormField]) -> OwnForm:
    """Take over what was said of the same office's earlier form, where an office has issued its form anew.

    A field of the same name gets the same; the others are marked as new, to be looked at. A form of which something
    was said already stays as it is.
    """
    if form.places or form.contact_id is None or not fields:
        return form
    names = {one.name for one in fields}
    earlier = [one for one in _all(workspace) if one.contact_id == form.contact_id and one.id != form.id]
    shared = {one.id: len(names & set(_read(one).get("fields", {}))) for one in earlier}
    best = max(earlier, key=lambda one: shared[one.id], default=None)
    if best is None or not shared[best.id]:
        return form
    before: dict[str, str] = json.loads(_taken_over(best, form.case_id)).get("fields", {})
    values = {one.name: before.get(one.name, "" if one.is_box else guessed(one.label or one.name)) for one in fields}
    kept = {"fields": values, "marks": [], "new": sorted(names - set(before))}
    changed = form.revised(places=json.dumps(kept, ensure_ascii=False))
    workspace.save(changed, _("Start a form"), joins=True)
    return changed


def carry(workspace: Workspace, form: OwnForm, about_id: UUID | None) -> OwnForm:
    """Say which request a form carries: it counts as asked for once the form is sent."""
    changed = form.revised(about_id=about_id)
    workspace.save(changed, _("Say what a form asks for"))
    return changed


def _taken_over(known: OwnForm, case_id: UUID) -> str:
    """Return what was said of a form; words of a person's own are of one case, and none of another's business."""
    if known.case_id == case_id:
        return known.places
    kept = _read(known)
    fields = {name: value for name, value in kept.get("fields", {}).items() if not value.startswith(OWN_WORDS)}
    marks = [
        {**mark, "value": "" if str(mark.get("value", "")).startswith(OWN_WORDS) else mark.get("value", "")}
        for mark in kept.get("marks", ())
    ]
    return json.dumps({"fields": fields, "marks": marks}, ensure_ascii=False)


def _all(workspace: Workspace) -> Iterator[OwnForm]:
    for line in workspace.store.case_lines():
        yield from workspace.load_case(line.case_id).own_forms


def places_of(form: OwnForm, fields: Sequence[FormField]) -> tuple[FormPlace, ...]:
    """Return every place with what goes there: as it was said, or for a new form as its words suggest."""
    kept = _read(form)
    said: dict[str, str] = kept.get("fields", {})
    new = set(kept.get("new", ()))
    found = [
        FormPlace(
            one.place, one.label or one.name, said.get(one.name, "" if one.is_box else guessed(one.label or one.name)),
            one.name, one.is_box, one.is_long, one.columns, one.name in new,
        )
        for one in fields
    ]  # fmt: skip
    for number, mark in enumerate(kept.get("marks", ()), 1):
        label = str(mark.get("label") or _("Box {number}").format(number=number))
        found.append(FormPlace(Place(*mark["place"]), label, str(mark.get("value", "")), is_long=True))
    return tuple(found)


def _read(form: OwnForm) -> dict[str, Any]:
    try:
        found = json.loads(form.places) if form.places else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def keep_places(workspace: Workspace, form: OwnForm, places: Sequence[FormPlace]) -> OwnForm:
    """Remember what goes where."""
    kept = {
        "fields": {one.field: one.value for one in places if one.field},
        "new": [one.field for one in places if one.is_new],
        "marks": [
            {
                "place": [one.place.page, one.place.left, one.place.top, one.place.right, one.place.bottom],
                "value": one.value,
                "label": one.label,
            }
            for one in places
            if not one.field
        ],
    }
    changed = form.revised(places=json.dumps(kept, ensure_ascii=False))
    workspace.save(changed, _("Say what goes into a form"), joins=True)
    return changed


def value_in(workspace: Workspace, form: OwnForm, value: str) -> str:
    """Return the words that go in for a value."""
    if value.startswith(OWN_WORDS):
        return value.removeprefix(OWN_WORDS)
    if value not in FACTS:
        return ""
    snapshot = workspace.load_case(form.case_id)
    choices = Choices(LetterKind.records_request, workspace.today(), to_contact_id=form.contact_id)
    return FACTS[value](subject_of(snapshot, choices), workspace.today())


def filled(
    workspace: Workspace, form: OwnForm, places: Sequence[FormPlace], *, worker: Worker | None = None
) -> FilledForm:  # fmt: skip
    """Fill in the form as the case stands now. Keeps nothing.

    Raises:
        CaseorgError: If the empty form can't be read.
    """
    snapshot = workspace.load_case(form.case_id)
    document = next(one for one in snapshot.documents if one.id == form.document_id)
    base = documents.pages_of(workspace, document, worker=worker).pdf
    patient = snapshot.patient.full_name if snapshot.patient else ""
    fillings = [
        Filling(one.place, value_in(workspace, form, one.value), one.label, one.is_box, one.is_long, one.columns)
        for one in places
    ]
    said = Properties(form.title, patient, form.title, "en")
    return write_own_form(base, fillings, said, wording("en"), is_sample=snapshot.case.is_sample)


def make_form(workspace: Workspace, form: OwnForm, made: FilledForm) -> Letter:
    """Keep a filled form exactly as it is, in one step; it is sent and followed like a letter."""
    snapshot = workspace.load_case(form.case_id)
    office = snapshot.contact(form.contact_id)
    today = workspace.today()
    earlier = [one for one in snapshot.letters if one.kind is LetterKind.own_form and one.about_id == form.id]
    letter = Letter.made(
        case_id=form.case_id,
        kind=LetterKind.own_form,
        title=form.title,
        to_contact_id=form.contact_id,
        to_name=office.name if office else "",
        status=LetterStatus.made,
        made_on=today,
        about_id=form.id,
        text=made.text,
        file_name=file_name(Choices(LetterKind.own_form, today), form.title, office.name if office else ""),
        page_count=made.page_count,
        replaces_id=earlier[-1].id if earlier else None,
    )
    with workspace.step(_("Fill in a form")) as step:
        done = letter.revised(pdf_sha256=step.keep(made.pdf))
        step.save(done)
        note_made(step, snapshot, done)
    return done


def with_value(places: Sequence[FormPlace], at: int, value: str) -> tuple[FormPlace, ...]:
    """Return the places with another value at one of them."""
    return tuple(replace(one, value=value, is_new=False) if number == at else one for number, one in enumerate(places))
