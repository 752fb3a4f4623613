"""What a page does not show does not travel: things it could draw with and does not, and what lies off its edges."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops

from caseorg.documents.prepare import FindingKind, Prepared, prepare
from caseorg.documents.worker import Worker
from tests.documents import made

SECRET = b"ZEBRA"


def form(pdf: pikepdf.Pdf, orders: bytes, **resources: object) -> pikepdf.Object:
    return pdf.make_indirect(
        pdf.make_stream(orders, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 612, 792],
                        Resources=Dictionary(resources))
    )  # fmt: skip


def a_secret(pdf: pikepdf.Pdf, number: int, **entries: object) -> pikepdf.Object:
    """A stream that says ZEBRA and its number, so that a test that fails says which."""
    return pdf.make_indirect(pdf.make_stream(b"(%s-%02d) Tj" % (SECRET, number), **entries))


def secret_form(pdf: pikepdf.Pdf, number: int) -> pikepdf.Object:
    return a_secret(pdf, number, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))


def pattern(pdf: pikepdf.Pdf, orders: bytes, **resources: object) -> pikepdf.Object:
    return pdf.make_indirect(
        pdf.make_stream(orders, Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, BBox=[0, 0, 20, 20],
                        XStep=20, YStep=20, Resources=Dictionary(resources))
    )  # fmt: skip


def all_that_is_unused(pdf: pikepdf.Pdf, start: int) -> Dictionary:
    """One secret in each category of a list of resources, from the number `start` on."""
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 1, 1], FontMatrix=[1, 0, 0, 1, 0, 0], FirstChar=65,
        LastChar=65, Widths=[1], Encoding=Dictionary(Differences=[65, Name.A]), CharProcs=Dictionary(
            A=a_secret(pdf, start)),
    )  # fmt: skip
    mask = Dictionary(Type=Name.ExtGState, SMask=Dictionary(S=Name.Luminosity, G=secret_form(pdf, start + 1)))
    function = a_secret(pdf, start + 2, FunctionType=4, Domain=[0, 1], Range=[0, 1])
    return Dictionary(
        Font=Dictionary(Unused=font),
        ExtGState=Dictionary(Unused=mask),
        ColorSpace=Dictionary(Unused=Array([Name.Separation, Name("/Spot"), Name.DeviceGray, function])),
        Shading=Dictionary(Unused=Dictionary(ShadingType=2, ColorSpace=Name.DeviceGray, Coords=[0, 0, 1, 1],
                                             Function=a_secret(pdf, start + 3, FunctionType=4, Domain=[0, 1],
                                                               Range=[0, 1]))),
        Pattern=Dictionary(Unused=a_secret(pdf, start + 4, PatternType=1, PaintType=1, TilingType=1,
                                           BBox=Array([0, 0, 1, 1]), XStep=1, YStep=1, Resources=Dictionary())),
        XObject=Dictionary(Unused=secret_form(pdf, start + 5)),
        Properties=Dictionary(Unused=Dictionary(Note=a_secret(pdf, start + 6))),
    )  # fmt: skip


def joined(one: Dictionary, other: Dictionary) -> Dictionary:
    """Both lists of resources in one."""
    done = Dictionary()
    for each in (one, other):
        for category in each.keys():  # noqa: SIM118
            if category not in done:
                done[category] = Dictionary()
            for name, thing in each[category].items():
                done[category][name] = thing
    return done


def planted() -> bytes:
    """A page that uses one of everything, each with a list in which secrets stand that nothing uses."""
    pdf = made.a_pdf("Seen")
    font = pdf.pages[0].obj.Resources.Font.F1
    inner = form(
        pdf,
        b"BT /F 12 Tf 72 200 Td (Inside) Tj ET",
        **dict(joined(Dictionary(Font=Dictionary(F=font)), all_that_is_unused(pdf, 10)).items()),
    )
    tile = pattern(
        pdf,
        b"/Im Do",
        **dict(
            joined(
                Dictionary(XObject=Dictionary(Im=form(pdf, b"1 0 0 rg 0 0 9 9 re f"))), all_that_is_unused(pdf, 20)
            ).items()
        ),
    )
    glow = form(
        pdf,
        b"/G gs 0.5 g 0 0 612 792 re f",
        **dict(joined(Dictionary(ExtGState=Dictionary(G=Dictionary(ca=1))), all_that_is_unused(pdf, 30)).items()),
    )
    glow.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    letter = pdf.make_stream(b"1000 0 d0 /X Do")
    drawn_font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 1000, 1000], FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        FirstChar=65, LastChar=65, Widths=[1000], Encoding=Dictionary(Differences=[65, Name.A]),
        CharProcs=Dictionary(A=letter), Resources=joined(
            Dictionary(XObject=Dictionary(X=form(pdf, b"0 0 500 500 re f"))), all_that_is_unused(pdf, 40)),
    )  # fmt: skip
    # A form without a list of its own borrows from the page.
    borrower = pdf.make_indirect(pdf.make_stream(b"BT /Lent 12 Tf 72 250 Td (Borrowed) Tj ET", Type=Name.XObject,
                                                 Subtype=Name.Form, BBox=[0, 0, 612, 792]))  # fmt: skip
    used = Dictionary(
        Font=Dictionary(F1=font, Lent=font, Drawn=drawn_font),
        XObject=Dictionary(Inner=inner, Borrower=borrower),
        Pattern=Dictionary(Tile=tile),
        ExtGState=Dictionary(Soft=Dictionary(SMask=Dictionary(S=Name.Luminosity, G=glow))),
        ColorSpace=Dictionary(Ink=Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String("\0\0\0\0\0\xff")])),
        Shading=Dictionary(Fade=Dictionary(ShadingType=2, ColorSpace=Name.DeviceGray, Coords=[0, 0, 99, 0],
                                           Function=Dictionary(FunctionType=2, Domain=[0, 1], C0=[0], C1=[1], N=1))),
    )  # fmt: skip
    page = pdf.pages[0].obj
    page.Resources = pdf.make_indirect(joined(used, all_that_is_unused(pdf, 50)))
    page.Contents = Array([page.Contents, pdf.make_stream(
        b"\n/Inner Do /Borrower Do q /Pattern cs /Tile scn 300 300 90 90 re f Q q /Soft gs 0 0 1 rg 72 400 90 90 re f Q"
        b" BT /Drawn 40 Tf 300 450 Td (A) Tj ET q 1 0 0 1 72 550 cm 0 0 90 30 re W n /Fade sh Q"
        b" q 30 0 0 30 300 600 cm BI /W 1 /H 1 /BPC 8 /CS /Ink ID \x01 EI Q"
    )])  # fmt: skip
    # A second page shares the list and uses nothing of it.
    other = pdf.add_blank_page(page_size=(612, 792))
    other.obj.Resources = page.Resources
    other.obj.Contents = pdf.make_stream(b"BT /F1 24 Tf 72 100 Td (Second) Tj ET")
    return made.saved(pdf)


def unpacked(pdf: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        plainly = pikepdf.StreamDecodeLevel.generalized
        document.save(out, qdf=True, compress_streams=False, stream_decode_level=plainly, static_id=True)
    return out.getvalue()


def drawn(pdf: bytes, page: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=1).to_pil().convert("RGB")


def has_secret(paper: Prepared) -> bool:
    return SECRET in unpacked(paper.pdf)


def test_nothing_that_a_page_could_draw_with_and_does_not_stays_in_the_file(worker: Worker) -> None:
    data = planted()
    assert unpacked(data).count(SECRET) == 5 * 7, "one in each category of five lists"
    paper = prepare(data, "planted.pdf", worker=worker)
    left = [line for line in unpacked(paper.pdf).splitlines() if SECRET in line]
    assert left == []
    for number in (0, 1):
        assert ImageChops.difference(drawn(data, number), drawn(paper.pdf, number)).getbbox() is None
    assert paper.page_texts[0].split() == ["Seen", "Inside", "Borrowed", "A"]
    with pikepdf.open(BytesIO(paper.pdf)) as pdf:
        assert set(pdf.pages[1].obj.Resources.keys()) == {"/Font"}, "its own part of the list it shared"


@pytest.mark.parametrize("padding", [0, 2 << 20], ids=["read order by order", "too long to read"])
def test_orders_that_are_too_long_to_read_keep_what_they_name(worker: Worker, padding: int) -> None:
    pdf = made.a_pdf("Long")
    page = pdf.pages[0].obj
    page.Resources = joined(page.Resources, all_that_is_unused(pdf, 1))
    page.Contents = Array([pdf.make_stream(b"q Q " * (padding // 4)), page.Contents])
    paper = prepare(made.saved(pdf), "long.pdf", worker=worker)
    assert not has_secret(paper)
    assert paper.page_texts == ("Long",)


def off_the_edge(words: bytes, *, at: tuple[int, int], crop: list[int] | None, turn: int = 0) -> bytes:
    pdf = made.a_pdf("Seen")
    page = pdf.pages[0].obj
    page.Contents = Array(
        [page.Contents, pdf.make_stream(b"\nBT /F1 24 Tf %d %d Td (%s) Tj ET" % (*at, words))]
    )  # fmt: skip
    if crop:
        page.CropBox = Array(crop)
    if turn:
        page.Rotate = turn
    return made.saved(pdf)


@pytest.mark.parametrize(
    ("at", "crop"), [((72, 700), [0, 0, 612, 400]), ((72, 900), None), ((-300, 100), None), ((700, 100), None)],
    ids=["cropped", "above the paper", "left of it", "right of it"],
)  # fmt: skip
@pytest.mark.parametrize("turn", [0, 90])
def test_words_outside_of_what_is_seen_are_left_behind(
    worker: Worker, at: tuple[int, int], crop: list[int] | None, turn: int
) -> None:
    data = off_the_edge(SECRET, at=at, crop=crop, turn=turn)
    paper = prepare(data, "cut.pdf", worker=worker)
    assert not has_secret(paper)
    assert paper.page_texts[0].split() == ["Seen"], "what is seen is still found by search"
    (finding,) = paper.findings
    assert (finding.kind, finding.pages) == (FindingKind.cut_away, (1,))
    assert "page is a picture now" in finding.sentence
    before, after = drawn(data), drawn(paper.pdf)
    assert after.size == before.size
    assert ImageChops.difference(before, after).convert("L").point(lambda value: 255 * (value > 96)).getbbox() is None


def test_the_dots_of_a_picture_that_was_cropped_are_left_behind(worker: Worker) -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(612, 792))
    picture = Image.new("RGB", (612, 792), "white")
    picture.paste("red", (0, 0, 612, 300))
    dots = pdf.make_stream(picture.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=612, Height=792,
                           ColorSpace=Name.DeviceRGB, BitsPerComponent=8)  # fmt: skip
    page.obj.Resources = Dictionary(XObject=Dictionary(Im=dots))
    page.obj.Contents = pdf.make_stream(b"q 612 0 0 792 0 0 cm /Im Do Q")
    page.obj.CropBox = Array([0, 0, 612, 400])
    paper = prepare(made.saved(pdf), "cropped.pdf", worker=worker)
    assert FindingKind.cut_away in {finding.kind for finding in paper.findings}
    with pikepdf.open(BytesIO(paper.pdf)) as clean:
        kept = pikepdf.PdfImage(clean.pages[0].obj.Resources.XObject.Page).as_pil_image().convert("L")
    assert kept.getextrema()[0] > 250, "the red is not in the file"


def test_a_crop_that_cuts_away_only_white_paper_leaves_words_words(worker: Worker) -> None:
    data = off_the_edge(b"Also seen", at=(72, 200), crop=[20, 20, 590, 770])
    paper = prepare(data, "margins.pdf", worker=worker)
    assert paper.findings == ()
    with pikepdf.open(BytesIO(paper.pdf)) as pdf:
        assert "/Font" in pdf.pages[0].obj.Resources
