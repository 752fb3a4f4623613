"""Makes the documents that no collection has: enormous, active, locked and cut ones."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    buffer = BytesIO()
    pdf.save(buffer, static_id=True, **how)
    return buffer.getvalue()


def a_pdf(*texts: str, size: tuple[float, float] = (612, 792)) -> pikepdf.Pdf:
    """One page for each text, set large at its lower left."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for text in texts:
        page = pdf.add_blank_page(page_size=size)
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(f"BT /F1 24 Tf 72 100 Td ({text}) Tj ET".encode())
    return pdf


def many_pages(count: int) -> bytes:
    """A long text, 40 lines on each page, every page packed."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier))
    for number in range(1, count + 1):
        lines = "".join(f"(Page {number}, line {line}: the tissue was seen twice.) Tj T*\n" for line in range(40))
        page = pdf.add_blank_page(page_size=(612, 792))
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(f"BT /F1 10 Tf 14 TL 54 738 Td {lines} ET".encode())
    return saved(pdf)


def active_pdf() -> bytes:
    """A page with one of everything that acts, points out of the file or hides in it."""
    pdf = a_pdf("The page itself")
    page = pdf.pages[0].obj
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))
    pdf.attachments["notes.txt"] = b"inside"
    pdf.Root.Metadata = pdf.make_stream(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot)
    page.AA = Dictionary(O=script)
    page.Thumb = pdf.make_stream(b"0")
    page.PieceInfo = Dictionary(Any=Dictionary(Private=script))
    page.Metadata = pdf.make_stream(b"<x/>")

    def annotation(kind: str, **more: object) -> pikepdf.Object:
        return pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=Array([10, 10, 60, 30]), **more))

    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    field = annotation(
        "/Widget",
        FT=Name.Tx,
        T=String("name"),
        V=String("Typed answer"),
        DA=String("/Helv 12 Tf 0 g"),
        AA=Dictionary(K=script),
    )
    field.Rect = Array([72, 300, 400, 330])
    pdf.Root.AcroForm = Dictionary(
        Fields=Array([field]),
        DR=Dictionary(Font=Dictionary(Helv=helvetica)),
        DA=String("/Helv 12 Tf 0 g"),
        NeedAppearances=True,
        XFA=pdf.make_stream(b"<xdp/>"),
    )
    stamp = pdf.make_stream(b"1 0 0 rg 0 0 50 20 re f")
    stamp.Type, stamp.Subtype, stamp.BBox = Name.XObject, Name.Form, Array([0, 0, 50, 20])
    stamp.PieceInfo, stamp.Metadata = Dictionary(X=script), pdf.make_stream(b"<x/>")
    page.Annots = Array(
        [
            field,
            annotation("/Link", A=Dictionary(S=Name.URI, URI=String("http://example.org/x"))),
            annotation("/Link", A=Dictionary(S=Name.Launch, F=String("calc.exe"))),
            annotation("/Link", A=Dictionary(S=Name.GoToR, F=String("other.pdf"), D=Array([0, Name.Fit]))),
            annotation("/Link", A=Dictionary(S=Name.SubmitForm, F=String("http://example.org/"))),
            annotation("/FileAttachment", FS=Dictionary(Type=Name.Filespec, F=String("a.txt"))),
            annotation("/Movie", Movie=Dictionary(F=String("a.mov"))),
            annotation("/Sound", Sound=pdf.make_stream(b"0", R=8000)),
            annotation("/RichMedia", RichMediaContent=Dictionary()),
            annotation("/Screen", A=Dictionary(S=Name.Rendition)),
            annotation("/Text", Contents=String("A remark")),
            annotation("/Stamp", AP=Dictionary(N=stamp), A=script),
        ]
    )
    # The same things where only drawing should be: under the names that a file may choose itself.
    resources = page.Resources
    resources.Font["/JavaScript"] = helvetica
    resources.ExtGState = Dictionary(
        G0=Dictionary(Type=Name.ExtGState, ca=0.9, AA=script, Metadata=Dictionary(JS=script))
    )
    resources.Properties = Dictionary(P0=Dictionary(Metadata=pdf.make_stream(b"<x/>"), JS=script))
    resources.Launch = Dictionary(X=script)
    image = pdf.make_stream(b"\xff", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, BitsPerComponent=8)
    image.ColorSpace, image.OPI, image.Alternates = Name.DeviceGray, Dictionary(F=String("x")), Array([script])
    resources.XObject = Dictionary(Im0=image)
    return saved(pdf)


def locked_pdf(*, user: str = "", owner: str = "owner") -> bytes:
    return saved_encrypted(a_pdf("Locked page"), user, owner)


def saved_encrypted(pdf: pikepdf.Pdf, user: str, owner: str) -> bytes:
    buffer = BytesIO()
    pdf.save(buffer, encryption=pikepdf.Encryption(user=user, owner=owner, R=6))
    return buffer.getvalue()


@cache
def _packed_blanks() -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(b" " * (1 << 20)) for _part in range(400)] + [packer.flush()])


def page_bomb(*, twice: bool = False) -> bytes:
    """A page whose drawing orders unpack from some 400 KB to 400 MiB; packed twice, from a few KB."""
    pdf = a_pdf("x")
    packed = _packed_blanks()
    stream = pdf.make_stream(zlib.compress(packed, 9) if twice else packed)
    stream.Filter = Array([Name.FlateDecode] * 2) if twice else Name.FlateDecode
    pdf.pages[0].obj.Contents = stream
    return saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def png_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A black and white picture of 900 megapixels in some 110 KB."""
    row = bytes(1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join([packer.compress(row * 1000) for _part in range(height // 1000)] + [packer.flush()])

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def a_tiff(frames: int, size: tuple[int, int] = (2300, 2300), mode: str = "L") -> bytes:
    """Some 2 MB that unpack to 5 MB for each frame."""
    page = Image.new(mode, size, 255 if mode != "1" else 1)
    buffer = BytesIO()
    page.save(buffer, "TIFF", compression="tiff_adobe_deflate", save_all=True, append_images=[page] * (frames - 1))
    return buffer.getvalue()


def a_picture(kind: str = "PNG", size: tuple[int, int] = (850, 1100), mode: str = "RGB", **how: object) -> bytes:
    """A page that is red above and blue below."""
    picture = Image.new("RGB", size, "blue")
    picture.paste(Image.new("RGB", (size[0], size[1] // 2), "red"))
    buffer = BytesIO()
    picture.convert(mode).save(buffer, kind, **how)
    return buffer.getvalue()
