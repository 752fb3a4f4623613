"""Clean pages of PDFs: whole, odd, damaged, locked, active."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageChops

from caseorg.documents.prepare import FindingKind, Prepared, draw_page, page_texts, prepare
from caseorg.documents.worker import Worker
from caseorg.domain.errors import CaseorgError, DamagedDocumentError, EmptyDocumentError, LockedPdfError
from tests.documents import made
from tests.documents.proof import active_things

DATA = Path(__file__).resolve().parents[1] / "data/documents"


def drawn(pdf: bytes, page: int, worker: Worker, width: int = 306) -> Image.Image:
    return Image.open(BytesIO(draw_page(pdf, page, width, worker=worker)))


def kinds(paper: Prepared) -> set[FindingKind]:
    return {finding.kind for finding in paper.findings}


def reopened(paper: Prepared) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(paper.pdf))


def test_pages_keep_their_number_order_and_words(worker: Worker) -> None:
    paper = prepare(made.saved(made.a_pdf("First", "Second", "Third")), "x.pdf", worker=worker)
    assert paper.page_texts == ("First", "Second", "Third")
    assert paper.page_count == 3
    assert paper.findings == ()
    assert page_texts(paper.pdf, worker=worker) == paper.page_texts


def test_a_paper_of_500_pages_is_prepared_whole(worker: Worker) -> None:
    paper = prepare(made.many_pages(500), "long.pdf", worker=worker)
    assert paper.page_count == 500
    assert all(f"Page {number}, line 39" in text for number, text in enumerate(paper.page_texts, start=1))


def test_the_same_file_gives_the_same_bytes(worker: Worker) -> None:
    data = made.active_pdf()
    with Worker() as another:
        assert prepare(data, worker=worker).pdf == prepare(data, worker=another).pdf


@pytest.mark.proof("T-PACKET")
def test_nothing_that_acts_is_in_the_saved_bytes(worker: Worker, tmp_path: Path) -> None:
    data = made.active_pdf()
    assert {"/JS", "/Launch", "/URI", "/EmbeddedFiles", "/XFA", "/AA", "/OpenAction"} <= active_things(data)
    paper = prepare(data, "active.pdf", worker=worker)
    assert active_things(paper.pdf, tmp_path) == set()
    with reopened(paper) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Annots" not in pdf.pages[0].obj


def test_what_a_reader_sees_stays_and_what_is_left_out_is_said(worker: Worker) -> None:
    paper = prepare(made.active_pdf(), "active.pdf", worker=worker)
    assert "The page itself" in paper.page_texts[0]
    assert "Typed answer" in paper.page_texts[0]
    assert drawn(paper.pdf, 1, worker, 612).getpixel((30, 770)) == (255, 0, 0), "the stamp"
    assert kinds(paper) == {FindingKind.attachments, FindingKind.active_parts, FindingKind.comments}
    assert all(finding.sentence.endswith(".") for finding in paper.findings)


def test_a_page_holds_only_the_five_keys_that_draw_it(worker: Worker) -> None:
    for name in ("pdf/appearances-a-more2.pdf", "pdf/7.18.7-t01-pass-a.pdf", "pdf/direct-outlines.pdf"):
        with reopened(prepare((DATA / name).read_bytes(), name, worker=worker)) as pdf:
            allowed = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate"}
            assert all(set(page.obj.keys()) <= allowed for page in pdf.pages)


def test_a_locked_pdf_is_refused_with_what_to_do(worker: Worker) -> None:
    with pytest.raises(LockedPdfError, match="“letter") as raised:
        prepare(made.locked_pdf(user="secret"), "letter.pdf", worker=worker)
    assert "without a password" in raised.value.advice


def test_a_pdf_that_is_only_kept_from_changes_opens_and_says_so(worker: Worker) -> None:
    paper = prepare(made.locked_pdf(user="", owner="owner"), "letter.pdf", worker=worker)
    assert paper.page_texts == ("Locked page",)
    assert kinds(paper) == {FindingKind.restricted}
    assert not reopened(paper).is_encrypted


def test_the_pages_that_came_back_empty_from_a_cut_pdf_are_named(worker: Worker) -> None:
    pdf = made.a_pdf(*(f"Page {number}" for number in range(1, 31)))
    whole = made.saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    paper = prepare(whole[: len(whole) * 4 // 5], "cut.pdf", worker=worker)
    empty = {page for finding in paper.findings if finding.kind is FindingKind.empty_pages for page in finding.pages}
    assert FindingKind.damaged in kinds(paper)
    assert empty == {number for number, text in enumerate(paper.page_texts, start=1) if not text}
    assert empty
    assert any("came back empty" in finding.sentence for finding in paper.findings)


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.7\n1 0 obj", b"%PDF-1.4\n" + bytes(5000)])
def test_a_pdf_of_which_nothing_is_left_is_refused(worker: Worker, data: bytes) -> None:
    with pytest.raises(DamagedDocumentError, match="It may be damaged, or not a PDF"):
        prepare(data, "scan004.pdf", worker=worker)


def test_a_file_of_no_bytes_has_no_page(worker: Worker) -> None:
    with pytest.raises(EmptyDocumentError):
        prepare(b"", "empty.pdf", worker=worker)


def test_a_pdf_without_pages_is_refused(worker: Worker) -> None:
    with pytest.raises(CaseorgError) as raised:
        prepare(made.saved(pikepdf.new()), "none.pdf", worker=worker)
    assert type(raised.value) in (EmptyDocumentError, DamagedDocumentError)


@pytest.mark.parametrize("turn", [0, 90, 180, 270, -90, 450])
def test_turned_and_cropped_pages_have_the_size_a_reader_sees(worker: Worker, turn: int) -> None:
    pdf = made.a_pdf("Corner")
    pdf.pages[0].obj.CropBox = Array([50, 80, 350, 280])
    pdf.pages[0].obj.Rotate = turn
    paper = prepare(made.saved(pdf), "turned.pdf", worker=worker)
    size = paper.page_sizes[0]
    assert (size.width, size.height) == ((200, 300) if turn % 180 else (300, 200))
    picture = drawn(paper.pdf, 1, worker)
    assert abs(picture.height - picture.width * size.height / size.width) <= 1
    # The text stands at the lower left of the crop; turning carries it clockwise around.
    corners = {0: (0, 1), 90: (0, 0), 180: (1, 0), 270: (1, 1)}
    right, down = corners[turn % 360]
    half = (picture.width // 2, picture.height // 2)
    quarter = picture.convert("L").crop((right * half[0], down * half[1], (right + 1) * half[0], (down + 1) * half[1]))
    others = ImageChops.invert(picture.convert("L")).getbbox()
    assert others is not None
    assert quarter.getextrema()[0] < 100


def test_a_page_without_a_sensible_size_becomes_a_letter_page(worker: Worker) -> None:
    for box in ([0, 0, 0, 0], [0, 0, 1e9, 1e9], ["a", 0, 1, 2], [612, 792, 0, 0]):
        pdf = made.a_pdf("Sized")
        pdf.pages[0].obj.MediaBox = Array([String(side) if isinstance(side, str) else side for side in box])
        size = prepare(made.saved(pdf), "odd.pdf", worker=worker).page_sizes[0]
        assert (size.width, size.height) == (612, 792)


@pytest.mark.parametrize("name", sorted(path.name for path in (DATA / "pdf").glob("*.pdf")))
def test_a_clean_page_looks_like_the_page_it_was(worker: Worker, name: str) -> None:
    data = (DATA / "pdf" / name).read_bytes()
    try:
        paper = prepare(data, name, worker=worker)
        before = drawn(data, 1, worker)
    except CaseorgError:
        return
    after = drawn(paper.pdf, 1, worker)
    assert after.size == before.size
    difference = ImageChops.difference(before, after).convert("L")
    changed = sum(difference.histogram()[32:]) / (after.width * after.height)
    # An empty drop-down's arrow, a box that a field was to be typed into: what is for the screen alone. And the edges
    # of letters on a page that became a picture, since words ran over its edge.
    assert changed < (0.02 if FindingKind.cut_away in kinds(paper) else 0.004)


def a_form(answer: str, *, stale: bool, drawn_as: str = "", multiline: bool = False) -> bytes:
    pdf = made.a_pdf("Form")
    page = pdf.pages[0].obj
    helvetica = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    )
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("a"),
            V=String(answer),
            DA=String("/Helv 12 Tf 0 g"),
            Rect=Array([72, 300, 400, 400]),
            Ff=4096 if multiline else 0,
            F=4,
        )
    )
    if drawn_as:
        look = pdf.make_stream(f"/Tx BMC BT /Helv 12 Tf 2 5 Td ({drawn_as}) Tj ET EMC".encode())
        look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 328, 100])
        look.Resources = Dictionary(Font=Dictionary(Helv=helvetica))
        field.AP = Dictionary(N=look)
    page.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]),
        DR=Dictionary(Font=Dictionary(Helv=helvetica)),
        DA=String("/Helv 12 Tf 0 g"),
        NeedAppearances=stale,
    )
    return made.saved(pdf)


@pytest.mark.parametrize(
    ("form", "seen"),
    [
        (a_form("Müller", stale=True), "Müller"),
        (a_form("Müller", stale=False), "Müller"),
        (a_form("new", stale=True, drawn_as="old"), "new"),
        (a_form("new", stale=False, drawn_as="what was signed"), "what was signed"),
        (a_form("one two three\nfour " * 8 + "last word", stale=True, multiline=True), "last word"),
        (a_form("Yes (no) \\ maybe", stale=True), "Yes (no) \\ maybe"),
    ],
)
def test_typed_answers_are_drawn_into_the_page(worker: Worker, form: bytes, seen: str) -> None:
    paper = prepare(form, "form.pdf", worker=worker)
    assert seen in paper.page_texts[0]
    assert FindingKind.lost_answers not in kinds(paper)


def test_a_typed_answer_that_cannot_be_drawn_is_named(worker: Worker) -> None:
    paper = prepare(a_form("Nguyễn Ελένη", stale=True), "form.pdf", worker=worker)
    lost = next(finding for finding in paper.findings if finding.kind is FindingKind.lost_answers)
    assert lost.pages == (1,)
    assert "page 1" in lost.sentence


def test_a_mark_that_nothing_draws_is_named(worker: Worker) -> None:
    pdf = made.a_pdf("Marked")
    mark = Dictionary(Type=Name.Annot, Subtype=Name.Highlight, Rect=Array([70, 90, 200, 130]))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(mark)])
    assert kinds(prepare(made.saved(pdf), "marked.pdf", worker=worker)) == {FindingKind.lost_marks}


def layered(*, hidden: bool, inside_form: bool = False) -> bytes:
    """A page that says “Shown”, and “Draft” on a layer of its own."""
    pdf = made.a_pdf("Shown")
    page = pdf.pages[0].obj
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    order = b"/OC /L0 BDC BT /F1 24 Tf 72 400 Td (Draft) Tj ET EMC BT /F1 24 Tf 72 500 Td (After) Tj ET"
    if inside_form:
        form = pdf.make_stream(order)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 612, 792])
        form.Resources = Dictionary(Font=page.Resources.Font, Properties=Dictionary(L0=layer))
        page.Resources.XObject = Dictionary(Fm0=form)
        order = b"/Fm0 Do"
    else:
        page.Resources.Properties = Dictionary(L0=layer)
    page.Contents = Array([page.Contents, pdf.make_stream(b"\n" + order)])
    off = Array([layer] if hidden else [])
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=off))
    return made.saved(pdf)


@pytest.mark.parametrize("inside_form", [False, True])
def test_what_a_layer_hides_is_not_shown_by_the_clean_page(worker: Worker, inside_form: bool) -> None:
    paper = prepare(layered(hidden=True, inside_form=inside_form), "layers.pdf", worker=worker)
    assert paper.page_texts[0].split() == ["After", "Shown"] or paper.page_texts[0].split() == ["Shown", "After"]
    assert kinds(paper) == {FindingKind.hidden_layers}


def test_what_a_layer_shows_stays(worker: Worker) -> None:
    paper = prepare(layered(hidden=False), "layers.pdf", worker=worker)
    assert set(paper.page_texts[0].split()) == {"Shown", "Draft", "After"}
    assert paper.findings == ()


def test_pages_are_counted_from_1(worker: Worker) -> None:
    data = made.saved(made.a_pdf("One"))
    with pytest.raises(ValueError, match="counted from 1"):
        draw_page(data, 0, 100, worker=worker)
    with pytest.raises(CaseorgError):
        draw_page(data, 2, 100, worker=worker)


def test_a_picture_of_a_page_is_as_wide_as_asked_unless_that_is_enormous(worker: Worker) -> None:
    assert drawn(made.saved(made.a_pdf("x")), 1, worker, 800).size == (800, 1036)
    strip = made.saved(made.a_pdf("x", size=(20, 14_000)))
    picture = drawn(strip, 1, worker, 2000)
    assert picture.width * picture.height <= 25_000_000


def test_a_small_scan_in_a_pdf_is_named(worker: Worker) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    image = pdf.make_stream(bytes(100 * 130), Type=Name.XObject, Subtype=Name.Image, Width=100, Height=130)
    image.BitsPerComponent, image.ColorSpace = 8, Name.DeviceGray
    page.obj.Resources = Dictionary(XObject=Dictionary(Im0=image))
    page.obj.Contents = pdf.make_stream(b"q 612 0 0 792 0 0 cm /Im0 Do Q")
    paper = prepare(made.saved(pdf), "fax.pdf", worker=worker)
    assert kinds(paper) == {FindingKind.low_resolution}


def test_a_page_is_drawn_as_wide_as_it_was_asked_for(worker: Worker) -> None:
    """One dot more, and the page stands in a window with a bar to scroll it sideways."""
    paper = made.saved(made.a_pdf("One"))
    assert [drawn(paper, 1, worker, width).width for width in range(400, 500)] == list(range(400, 500))
