"""Makes letters as a plan prints them, and scans of them: gray, a little turned, and noisy."""

from __future__ import annotations

import random
from io import BytesIO

import pypdfium2
from PIL import Image, ImageChops, ImageFilter
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

DENIAL = """Blue River Health
PO Box 4100, Columbus, OH 43216

November 20, 2026

Maria R. Santos
418 Maple Street, Dayton, OH 45402

Notice of denial of medical coverage

Member: Maria R. Santos
Member ID: BRH 771 204 118
Claim number: BR-2026-00417

We looked at your request for a visit with Dr. Grace Okafor of Lakeside
Cancer Center. We denied it. You may have to pay $1,240.00 yourself.

Reason for our decision: The doctor is not in your network. Doctors in your
network can give you this care.

Your right to appeal
You can ask us to change this decision. We must get your appeal by
January 19, 2027. Send it to:
Blue River Health
Appeals Department
PO Box 4150
Columbus, OH 43216
Fax: 614-555-0142

If waiting could seriously harm your health, you can ask for a fast appeal.
You may have copies of all papers about your claim free of charge.
"""


def a_letter(text: str = DENIAL, *, size: int = 11) -> bytes:
    """A letter on one page, with its text."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=letter, invariant=1)
    lines = canvas.beginText(72, 720)
    lines.setFont("Helvetica", size, leading=size * 1.45)
    for line in text.splitlines():
        lines.textLine(line)
    canvas.drawText(lines)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def a_scan(pdf: bytes, *, turned: int = 0, tilt: float = 1.2, dpi: int = 200, pages: int = 1) -> bytes:
    """Pictures of the pages of a PDF, over and over until there are enough, as a scanner makes them.

    They are gray, noisy, tilted, or laid in the wrong way around.
    """
    noise = random.Random(7)
    drawn = []
    document = pypdfium2.PdfDocument(pdf)
    for number in range(pages):
        picture = document[number % len(document)].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        picture = picture.rotate(tilt, fillcolor=255, resample=Image.Resampling.BICUBIC)
        picture = picture.filter(ImageFilter.GaussianBlur(0.6))
        dust = Image.frombytes("L", picture.size, noise.randbytes(picture.width * picture.height))
        picture = ImageChops.subtract(picture, dust.point(lambda dot: dot // 12))
        drawn.append(picture.rotate(-turned, expand=True))
    document.close()
    buffer = BytesIO()
    drawn[0].save(buffer, "PDF", resolution=dpi, save_all=True, append_images=drawn[1:])
    return buffer.getvalue()
