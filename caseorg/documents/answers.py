"""Draws the typed answers of a PDF form for which its maker left no picture. Runs in the worker process."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf

# Bits of /Ff (ISO 32000-1, 12.7.4): several lines; never shown; a box for each letter.
_MULTILINE, _PASSWORD, _COMB = 1 << 12, 1 << 13, 1 << 24
_LARGEST, _SMALLEST = 12.0, 4.0
_LEADING = 1.15
_EDGE = 2.0

# Widths of Helvetica from space to tilde, in thousandths of its size; its other letters are about as wide as an “a”.
_WIDTHS = [
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, *[556] * 10, 278, 278, 584, 584),
    *(584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667),
    *(611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222),
    *(222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
]

# How a field that is turned is laid into its rectangle, in parts of the rectangle's width and height.
_TURNED = {
    0: (1, 0, 0, 1, 0, 0),
    90: (0, 1, -1, 0, 1, 0),
    180: (-1, 0, 0, -1, 1, 1),
    270: (0, -1, 1, 0, 0, 1),
}


def typed_answer(field: pikepdf.AcroFormField) -> str:
    """Return what was typed into a text field or chosen from a list; empty for any other field, and for a password."""
    if not (field.is_text or field.is_choice) or field.flags & _PASSWORD:
        return ""
    answer = field.value_as_string.strip()
    options = field.obj.get("/Opt") if field.is_choice else None
    for option in options if isinstance(options, pikepdf.Array) else ():
        # A list may keep one word for itself and show another.
        if isinstance(option, pikepdf.Array) and len(option) == 2 and str(option[0]) == answer:
            return str(option[1])
    return answer


def draw_answer(pdf: pikepdf.Pdf, field: pikepdf.AcroFormField, widget: pikepdf.Object, answer: str) -> None:
    """Give a field a picture of its answer, in Helvetica, small enough to be seen whole."""
    left, bottom, right, top = (float(side) for side in widget.Rect)
    width, height = abs(right - left), abs(top - bottom)
    style = widget.get("/MK")
    style = style if isinstance(style, pikepdf.Dictionary) else pikepdf.Dictionary()
    a, b, c, d, e, f = _TURNED.get(int(style.get("/R", 0)) % 360, _TURNED[0])
    look = pdf.make_stream(b"")
    look.Matrix = pikepdf.Array([a, b, c, d, e * width, f * height])
    if b:
        width, height = height, width
    most = field.get_inheritable_field_value("/MaxLen")
    columns = int(most) if field.flags & _COMB and isinstance(most, int) and 0 < most < 1000 else 0
    size, lines = _fitting(answer, _size_asked(field), width, height, bool(field.flags & _MULTILINE))
    orders = [_frame(style, width, height), f"/Tx BMC q BT 0 g /Helv {size:.2f} Tf".encode()]
    first = height - _EDGE - size if field.flags & _MULTILINE else (height - 0.7 * size) / 2
    for number, line in enumerate(lines):
        down = first - number * size * _LEADING
        orders.extend(_placed(line, down, size, width, columns=columns, quadding=field.quadding))
    orders.append(b"ET Q EMC")
    look.write(b"\n".join(orders))
    look.Type, look.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    look.BBox = pikepdf.Array([0, 0, width, height])
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    font.Encoding = pikepdf.Name.WinAnsiEncoding
    look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
    widget.AP = pikepdf.Dictionary(N=look)


def _size_asked(field: pikepdf.AcroFormField) -> float:
    """Return the size of type a field asks for; 0 when it leaves that to us."""
    found = re.search(rb"([\d.]+)\s+Tf", bytes(field.default_appearance))
    return float(found.group(1)) if found else 0.0


def _fitting(text: str, asked: float, width: float, height: float, multiline: bool) -> tuple[float, list[str]]:
    """Return the largest size, down to 4 points, at which the text fits, and its lines at that size."""
    size = asked or min(_LARGEST, max(_SMALLEST, 0.7 * height))
    while True:
        room = width - 2 * _EDGE
        lines = list(_wrapped(text, size, room)) if multiline else [" ".join(text.split())]
        fits = len(lines) * size * _LEADING <= height if multiline else _width(lines[0], size) <= room
        if fits or size <= _SMALLEST:
            return size, lines
        size = max(_SMALLEST, size * 0.92)


def _wrapped(text: str, size: float, room: float) -> Iterator[str]:
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and _width(longer, size) > room:
                yield line
                line = word
            else:
                line = longer
        yield line


def _width(text: str, size: float) -> float:
    return sum(_WIDTHS[ord(letter) - 32] if " " <= letter <= "~" else 556 for letter in text) * size / 1000


def _placed(line: str, down: float, size: float, width: float, *, columns: int, quadding: int) -> Iterator[bytes]:
    """Yield the orders that show one line: in boxes for its letters, or to the left, in the middle or to the right."""
    if columns:
        box = width / columns
        for number, letter in enumerate(line[:columns]):
            yield _shown(letter, (number + 0.5) * box - _width(letter, size) / 2, down)
        return
    spare = width - _width(line, size)
    yield _shown(line, {1: spare / 2, 2: spare - _EDGE}.get(quadding, _EDGE), down)


def _shown(text: str, across: float, down: float) -> bytes:
    letters = text.encode("cp1252", errors="replace")
    letters = letters.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return f"1 0 0 1 {across:.2f} {down:.2f} Tm (".encode() + letters + b") Tj"


def _frame(style: pikepdf.Dictionary, width: float, height: float) -> bytes:
    """Return the orders that draw a field's background and border, as its maker described them."""
    orders = []
    for key, operators, paint in (("/BG", ("g", "rg", "k"), "f"), ("/BC", ("G", "RG", "K"), "S")):
        color = style.get(key)
        if isinstance(color, pikepdf.Array) and len(color) in (1, 3, 4):
            numbers = " ".join(f"{float(part):.3f}" for part in color)
            operator = operators[{1: 0, 3: 1, 4: 2}[len(color)]]
            orders.append(f"q {numbers} {operator} 0.5 0.5 {width - 1:.2f} {height - 1:.2f} re {paint} Q")
    return "\n".join(orders).encode()
