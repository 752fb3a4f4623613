"""What is covered up is gone: no reader finds the words, and the dots beneath the box are black."""

from __future__ import annotations

import io
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from caseorg.documents.places import SOCIAL_SECURITY_NUMBER, Place, cover, find_words, form_fields
from caseorg.documents.prepare import prepare
from caseorg.documents.worker import Worker
from tests.packets.reading import page_texts

NUMBER = "219-09-9999"


def a_page(turn: int = 0) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=1)
    canvas.drawString(100, 700, f"Patient number {NUMBER}, seen in May")
    canvas.showPage()
    canvas.drawString(100, 700, "The second page stays text")
    canvas.save()
    with pikepdf.open(io.BytesIO(out.getvalue())) as pdf:
        if turn:
            pdf.pages[0].obj.Rotate = turn
            pdf.pages[0].obj.CropBox = pikepdf.Array([50, 100, 600, 780])
        done = io.BytesIO()
        pdf.save(done)
    return done.getvalue()


def pixels(pdf: bytes, page: int = 0) -> Image.Image:
    return pypdfium2.PdfDocument(pdf)[page].render(scale=2).to_pil().convert("L")  # type: ignore[no-any-return]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_number_that_is_found_and_covered_is_in_the_file_no_more(worker: Worker, turn: int) -> None:
    clean = prepare(a_page(turn), "a.pdf", worker=worker).pdf
    found = find_words(clean, (SOCIAL_SECURITY_NUMBER,), worker=worker)
    assert [place.page for place in found] == [1]
    covered = cover(clean, found, worker=worker)
    assert NUMBER in page_texts(clean)[0]
    assert page_texts(covered)[0].strip() == ""
    assert "stays text" in page_texts(covered)[1]
    with pikepdf.open(io.BytesIO(covered)) as pdf:
        plain = io.BytesIO()
        unpacked = pikepdf.StreamDecodeLevel.generalized
        pdf.save(plain, qdf=True, compress_streams=False, stream_decode_level=unpacked, static_id=True)
        assert NUMBER.encode() not in plain.getvalue()
        assert "/Font" not in pdf.pages[0].obj.Resources
        picture = pdf.pages[0].obj.Resources.XObject.Page
        assert picture.Width >= 200 * float(pdf.pages[0].mediabox[2]) / 72 - 1
    before, after = pixels(clean), pixels(covered)
    assert before.size == after.size
    place = found[0]
    box = [round(edge * size) for edge, size in zip(_edges(place), after.size * 2, strict=True)]
    inside = after.crop((box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2))
    assert inside.getextrema()[1] < 40


def with_a_shared_list(*texts: str) -> bytes:
    """Make pages that draw one form each, out of one list of all of them that they share."""
    pdf = pikepdf.Pdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    shared = pdf.make_indirect(pikepdf.Dictionary(XObject=pikepdf.Dictionary()))
    for number, words in enumerate(texts):
        shared.XObject[f"/Form{number}"] = pdf.make_stream(
            f"BT /F 12 Tf 100 700 Td ({words}) Tj ET".encode(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 612, 792], Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)),
        )  # fmt: skip
        page = pdf.add_blank_page(page_size=(612, 792))
        page.obj.Resources, page.obj.Contents = shared, pdf.make_stream(f"/Form{number} Do".encode())
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def holds(pdf: bytes, words: str) -> bool:
    """Tell whether words are anywhere in a file, drawn or not."""
    with pikepdf.open(io.BytesIO(pdf)) as made:
        streams = [one for one in made.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image"]
        return any(words.encode() in one.read_bytes() for one in streams)


def test_a_page_that_stays_brings_nothing_along_of_the_page_that_is_covered(worker: Worker) -> None:
    came = with_a_shared_list(f"Patient number {NUMBER}", "The second page stays text")
    clean = prepare(came, "a.pdf", worker=worker).pdf
    assert holds(clean, NUMBER)
    covered = cover(clean, find_words(clean, (SOCIAL_SECURITY_NUMBER,), worker=worker), worker=worker)
    assert "stays text" in page_texts(covered)[1]
    assert not holds(covered, NUMBER)


def test_a_number_that_goes_on_in_the_next_line_is_found_and_covered_whole(worker: Worker) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=1)
    canvas.drawString(100, 700, "Patient number 219-09-")
    canvas.drawString(100, 684, "9999, seen in May")
    canvas.save()
    shown = prepare(out.getvalue(), "a.pdf", worker=worker)
    assert "219-09-\n9999" in shown.page_texts[0], "the hyphen that stands there, and the line's end"
    found = find_words(shown.pdf, (SOCIAL_SECURITY_NUMBER,), worker=worker)
    assert len(found) == 2, "one box in each line"
    assert not page_texts(cover(shown.pdf, found, worker=worker))[0].strip()
    dark = pixels(cover(shown.pdf, found, worker=worker))
    for place in found:
        left, top, right, bottom = (round(edge * size) for edge, size in zip(_edges(place), dark.size * 2, strict=True))
        assert dark.crop((left + 2, top + 2, right - 2, bottom - 2)).getextrema()[1] < 40


def _edges(place: Place) -> tuple[float, float, float, float]:
    return place.left, place.top, place.right, place.bottom


def test_the_dots_of_a_scan_are_gone_as_well(worker: Worker) -> None:
    scan = Image.new("RGB", (1700, 2200), "white")
    ImageDraw.Draw(scan).rectangle((400, 400, 800, 500), fill=(200, 30, 30))
    out = io.BytesIO()
    scan.save(out, "PNG")
    clean = prepare(out.getvalue(), "scan.png", worker=worker).pdf
    covered = cover(clean, (Place(1, 0.1, 0.1, 0.6, 0.3),), worker=worker)
    with pikepdf.open(io.BytesIO(covered)) as pdf:
        (image,) = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        picture = pikepdf.PdfImage(image).as_pil_image().convert("RGB")
    assert picture.crop((300, 300, 900, 600)).convert("L").getextrema()[1] < 30


def test_numbers_that_are_none_are_left_alone(worker: Worker) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for line, words in enumerate(("Claim 88-20417", "000-12-3456", "(814) 555-0170", "912-34-5678", "12/18/2026")):
        canvas.drawString(72, 700 - 20 * line, words)
    canvas.save()
    clean = prepare(out.getvalue(), "a.pdf", worker=worker).pdf
    assert find_words(clean, (SOCIAL_SECURITY_NUMBER,), worker=worker) == ()


def a_form() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=1)
    canvas.drawString(72, 712, "Patient name")
    canvas.acroForm.textfield(name="name", tooltip="Patient name", x=180, y=700, width=300, height=20)
    canvas.acroForm.textfield(
        name="reason", tooltip="Reason", x=180, y=600, width=300, height=60, fieldFlags="multiline"
    )
    canvas.acroForm.checkbox(name="all", tooltip="All records", x=180, y=560, size=14)
    canvas.save()
    return out.getvalue()


def test_the_fields_of_a_form_are_listed_from_top_to_bottom_with_their_places(worker: Worker) -> None:
    fields = form_fields(a_form(), worker=worker)
    assert [(one.name, one.label, one.is_box, one.is_long) for one in fields] == [
        ("name", "Patient name", False, False),
        ("reason", "Reason", False, True),
        ("all", "All records", True, False),
    ]
    assert all(one.place.top < other.place.top for one, other in pairwise(fields))
    first = fields[0].place
    assert (first.left * 612, first.top * 792, first.right * 612) == pytest.approx((180, 72, 480), abs=2)
    assert form_fields(a_page(), worker=worker) == ()
