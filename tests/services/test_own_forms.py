"""The office's own form: mapped once, filled in flat and in our fonts, with an added page for what does not fit."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from caseorg.documents.places import Place
from caseorg.domain.document import Document
from caseorg.domain.letter import LetterStatus, Sending
from caseorg.domain.own_form import OwnForm
from caseorg.domain.requests import ItemStatus
from caseorg.services import documents, looking, own_forms
from caseorg.services.letters import mark_received, mark_sent, pdf_of
from caseorg.services.own_forms import FormPlace
from caseorg.services.workspace import Workspace
from tests.builders import a_case
from tests.documents.test_covering import a_form
from tests.packets.reading import letters_on, page_texts
from tests.packets.samples import CASE, RIVERSIDE, an_id, maria
from tests.packets.test_making import put


@pytest.fixture
def marias(workspace: Workspace) -> Workspace:
    put(workspace, maria(opinions=(), follow_ups=()))
    patient = workspace.load_case(CASE).patient
    assert patient
    workspace.save(patient.revised(full_name="Nguyễn Thị Ánh"), "Edit patient")
    return workspace


def added(workspace: Workspace, name: str, data: bytes) -> Document:
    looked = looking.look_at((looking.Brought(name, data),))
    return documents.add_documents(workspace, CASE, looked, keep_both=True).documents[0]


def test_a_fillable_form_is_mapped_once_filled_flat_and_remembered(marias: Workspace) -> None:
    document = added(marias, "release.pdf", a_form())
    form = own_forms.start_form(marias, document, RIVERSIDE.id)
    fields = own_forms.fields_of(marias, document)
    places = own_forms.places_of(form, fields)
    assert [(one.label, one.value) for one in places] == [
        ("Patient name", "patient.full_name"), ("Reason", ""), ("All records", ""),
    ]  # fmt: skip
    long = "I need this for a second opinion. " * 60
    places = own_forms.with_value(places, 1, f"text:{long}")
    places = own_forms.with_value(places, 2, "text:x")
    form = own_forms.keep_places(marias, form, places)
    assert own_forms.places_of(form, fields) == places
    made = own_forms.filled(marias, form, places)
    assert made.on_added_page == ("Reason",)
    first, more = page_texts(made.pdf)
    assert "Nguyễn Thị Ánh" in first
    assert "See added page, 1" in first
    assert " ".join(more.split()).count("I need this for a second opinion.") == 60
    name = [one for one in letters_on(made.pdf) if one.letter in "Nguyễn" and one.left > 2.4]
    assert name
    assert all(one.left >= 180 / 72 and one.right <= 480 / 72 for one in name)
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert not any("/Annots" in page.obj for page in pdf.pages)
        assert pdf.Root.StructTreeRoot
    letter = own_forms.make_form(marias, form, made)
    assert letter.status is LetterStatus.made
    assert pdf_of(marias, letter) == made.pdf
    assert own_forms.filled(marias, form, places).pdf == made.pdf
    assert letter.file_name == "2026-11-22 release - Riverside General Hospital.pdf"
    again = added(marias, "release again.pdf", a_form())
    assert own_forms.start_form(marias, again, RIVERSIDE.id).places == form.places
    # The same form in another person's case: what goes where is known, but not a word of Maria's is in it.
    other = a_case(marias, "Luis's heart")
    looked = looking.look_at((looking.Brought("release.pdf", a_form()),))
    theirs = documents.add_documents(marias, other.id, looked, keep_both=True).documents[0]
    started = own_forms.start_form(marias, theirs, None)
    assert "second opinion" not in started.places
    values = [one.value for one in own_forms.places_of(started, fields)]
    assert values == ["patient.full_name", "", ""]
    assert "/" not in own_forms.make_form(marias, form.revised(title="Form 12/2026"), made).file_name


def test_a_form_of_the_sample_says_so_on_each_page(marias: Workspace) -> None:
    document = added(marias, "release.pdf", a_form())
    form = own_forms.start_form(marias, document, None)
    places = own_forms.places_of(form, own_forms.fields_of(marias, document))
    places = own_forms.with_value(places, 1, "text:" + "I need this for a second opinion. " * 60)
    assert not any("SAMPLE" in text for text in page_texts(own_forms.filled(marias, form, places).pdf))
    case = marias.load_case(CASE).case
    marias.save(case.revised(is_sample=True), "Edit case")
    texts = page_texts(own_forms.filled(marias, form, places).pdf)
    assert len(texts) == 2
    assert [text.count("SAMPLE") for text in texts] == [1, 1]


def test_a_scanned_form_is_typed_on_at_the_places_a_person_marks(marias: Workspace) -> None:
    scan = io.BytesIO()
    Image.new("L", (1700, 2200), 255).save(scan, "PNG")
    document = added(marias, "form.png", scan.getvalue())
    form = own_forms.start_form(marias, document, None)
    assert own_forms.fields_of(marias, document) == ()
    mark = FormPlace(Place(1, 0.5, 0.25, 0.9, 0.29), "Born", "patient.date_of_birth", is_long=True)
    form = own_forms.keep_places(marias, form, (mark,))
    (kept,) = own_forms.places_of(form, ())
    assert (kept.label, kept.value, kept.place) == ("Born", "patient.date_of_birth", mark.place)
    made = own_forms.filled(marias, form, (kept,))
    printed = letters_on(made.pdf)
    assert "".join(one.letter for one in printed) == "03/14/1958"
    assert min(one.left for one in printed) > 0.5 * 8.5 - 0.3
    assert 2.6 < min(one.top for one in printed) < max(one.bottom for one in printed) < 3.3


def reissued(*fields: str) -> bytes:
    """The office's form as it is issued anew, with these fields."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=1)
    canvas.drawString(72, 760, "Release form, revised")
    for number, name in enumerate(fields):
        canvas.acroForm.textfield(name=name, tooltip=name.title(), x=180, y=700 - 40 * number, width=300, height=20)
    canvas.save()
    return out.getvalue()


def opened(workspace: Workspace, name: str, data: bytes) -> tuple[OwnForm, tuple[FormPlace, ...]]:
    """Start with a form as the page does, and return what goes where."""
    document = added(workspace, name, data)
    fields = own_forms.fields_of(workspace, document)
    form = own_forms.carry_over(workspace, own_forms.start_form(workspace, document, RIVERSIDE.id), fields)
    return form, own_forms.places_of(form, fields)


def test_a_form_issued_anew_keeps_what_was_said_and_names_what_is_new(marias: Workspace) -> None:
    form, places = opened(marias, "release.pdf", reissued("name", "member"))
    assert not any(one.is_new for one in places)
    form = own_forms.keep_places(marias, form, own_forms.with_value(places, 0, "text:Maria"))
    assert [one.value for one in own_forms.places_of(form, own_forms.fields_of(marias, document_of(marias, form)))] == [
        "text:Maria", "coverage.member_id",
    ]  # fmt: skip
    # The same fields on another sheet: the same goes in, and nothing is new.
    _form, places = opened(marias, "release 2027.pdf", reissued("member", "name"))
    assert {one.field: one.value for one in places} == {"member": "coverage.member_id", "name": "text:Maria"}
    assert not any(one.is_new for one in places)
    # One field more: it is named, until somebody says what goes there.
    form, places = opened(marias, "release 2028.pdf", reissued("name", "member", "city"))
    assert [(one.field, one.value, one.is_new) for one in places] == [
        ("name", "text:Maria", False), ("member", "coverage.member_id", False), ("city", "patient.town", True),
    ]  # fmt: skip
    form = own_forms.keep_places(marias, form, own_forms.with_value(places, 2, ""))
    fields = own_forms.fields_of(marias, document_of(marias, form))
    assert not any(one.is_new for one in own_forms.places_of(form, fields))
    # A form of another kind from the same office starts afresh.
    _form, places = opened(marias, "survey.pdf", reissued("rating"))
    assert [(one.value, one.is_new) for one in places] == [("", False)]


def document_of(workspace: Workspace, form: OwnForm) -> Document:
    return next(one for one in workspace.load_case(CASE).documents if one.id == form.document_id)


def test_the_offices_own_form_goes_out_in_the_place_of_our_letter(marias: Workspace) -> None:
    request = next(one for one in marias.load_case(CASE).requests if one.id == an_id("scans"))
    assert request.asked_on is None
    form, places = opened(marias, "release.pdf", a_form())
    open_there = [one.id for one in own_forms.asked_with(marias.load_case(CASE), form)]
    assert request.id in open_there
    assert an_id("request") not in open_there  # it went out long ago
    form = own_forms.carry(marias, form, request.id)
    letter = own_forms.make_form(marias, form, own_forms.filled(marias, form, places))
    assert marias.load_case(CASE).find(request.id).letter_id == letter.id  # type: ignore[union-attr]
    mark_sent(marias, letter, Sending(case_id=CASE, sent_on=date(2026, 11, 20)))
    now = marias.load_case(CASE)
    assert now.find(request.id).asked_on == date(2026, 11, 20)  # type: ignore[union-attr]
    assert {one.status for one in now.items if one.request_id == request.id} == {ItemStatus.asked}
    mark_received(marias, now.find(letter.id), now.sendings[-1], date(2026, 11, 21), "Front desk")  # type: ignore[arg-type]
    now = marias.load_case(CASE)
    assert now.find(request.id).received_on == date(2026, 11, 21)  # type: ignore[union-attr]
    due = [one for one in marias.assess(now).deadlines_about(request.id) if one.last_day and not one.is_mine]
    assert due


def test_a_form_for_an_office_with_one_open_request_carries_it(marias: Workspace) -> None:
    document = added(marias, "release.pdf", a_form())
    snapshot = marias.load_case(CASE)
    with marias.step("Send the others") as step:
        for one in snapshot.requests:
            if one.asked_on is None and one.id != an_id("scans"):
                step.save(one.revised(asked_on=date(2026, 11, 1)))
    assert own_forms.start_form(marias, document, RIVERSIDE.id).about_id == an_id("scans")
