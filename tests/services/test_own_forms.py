"""The office's own form: mapped once, filled in flat and in our fonts, with an added page for what does not fit."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from caseorg.documents.places import Place
from caseorg.domain.document import Document
from caseorg.domain.letter import LetterStatus
from caseorg.services import documents, looking, own_forms
from caseorg.services.letters import pdf_of
from caseorg.services.own_forms import FormPlace
from caseorg.services.workspace import Workspace
from tests.builders import a_case
from tests.documents.test_covering import a_form
from tests.packets.reading import letters_on, page_texts
from tests.packets.samples import CASE, RIVERSIDE, maria
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
