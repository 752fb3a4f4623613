"""Fills in an office's own form: each fact at its place, in our fonts; what does not fit goes to an added page."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pikepdf import ObjectStreamMode, Pdf, Rectangle

from caseorg.documents.places import Place
from caseorg.packets.blocks import Block, Heading, Paragraph, plain
from caseorg.packets.fonts import Fonts
from caseorg.packets.lasting import Properties
from caseorg.packets.layout import lay_out
from caseorg.packets.pen import Pen
from caseorg.packets.plan import Form, Paper
from caseorg.packets.render import set_beneath, visible_size
from caseorg.packets.style import FOOT, INCH
from caseorg.packets.subject import Subject
from caseorg.packets.tagging import Element, Mark, finish
from caseorg.packets.text import Line, Setter
from caseorg.packets.words import Wording

_LARGEST, _SMALLEST, _EDGE, _LEADING = 11.0, 7.0, 2.0, 1.2


@dataclass(frozen=True)
class Filling:
    """What goes into one place of a form."""

    place: Place
    text: str
    label: str = ""
    is_box: bool = False
    """A box to tick; its text says only whether."""
    is_long: bool = False
    columns: int = 0


@dataclass(frozen=True)
class FilledForm:
    """A form that was filled in."""

    pdf: bytes
    page_count: int
    on_added_page: tuple[str, ...]
    """The labels of what did not fit its place."""
    text: str


def write_own_form(
    base: bytes, fillings: Sequence[Filling], properties: Properties, words: Wording, *, is_sample: bool = False
) -> FilledForm:
    """Write a form with everything at its place. The fields of the form are gone: it can't be changed any more.

    Args:
        base: The clean pages of the empty form.
        fillings: What goes where; empty texts are passed over.
        properties: What the file says about itself.
        words: The language of the added page.
        is_sample: Whether it is of a made-up person.
    """
    writer = _FormWriter(base, [one for one in fillings if one.text.strip()], properties, words)
    writer.is_sample = is_sample
    return writer.written()


class _FormWriter:
    def __init__(self, base: bytes, fillings: Sequence[Filling], properties: Properties, words: Wording) -> None:
        self.base, self.fillings, self.properties, self.words = base, fillings, properties, words
        self.fonts = Fonts()
        self.root = Element("Document")
        self.over: list[Filling] = []
        self.is_sample = False

    def written(self) -> FilledForm:
        """Return the bytes of the form, and what went to the added page."""
        drawn = io.BytesIO()
        with Pdf.open(io.BytesIO(self.base)) as source:
            sizes = [visible_size(page) for page in source.pages]
            pen = Pen.on(drawn, {})
            for number, size in enumerate(sizes, 1):
                self._draw_page(pen, number, size)
            added = self._draw_added(pen) if self.over else 0
            pen.save()
            with Pdf.open(drawn) as pdf:
                for index, page in enumerate(source.pages):
                    width, height = sizes[index]
                    set_beneath(pdf, pdf.pages[index], page, Rectangle(0, 0, width, height))
                finish(pdf, self.root, (), self.properties)
                out = io.BytesIO()
                pdf.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate, min_version="1.7")
        said = [f"{one.label or '-'}: {one.text}" for one in self.fillings]
        labels = tuple(one.label for one in self.over)
        return FilledForm(out.getvalue(), len(sizes) + added, labels, "\n".join(said) + "\n")

    def _draw_page(self, pen: Pen, number: int, size: tuple[float, float]) -> None:
        pen.new_page(size)
        # The form itself is set in below, as the first marked piece of the page.
        figure = Element("Figure", self.root, alt=self._say("page", page=number))
        figure.kids.append(Mark(pen.page, 0))
        pen.begin_after(1)
        for one in self.fillings:
            if one.place.page == number:
                self._draw(pen, one, size)
        self._end_page(pen)

    def _draw(self, pen: Pen, one: Filling, size: tuple[float, float]) -> None:
        left, top = one.place.left * size[0], one.place.top * size[1]
        width, height = one.place.right * size[0] - left, one.place.bottom * size[1] - top
        if one.is_box:
            with pen.piece(Element("Figure", self.root, alt=self._say("ticked", label=one.label))):
                inset = min(width, height) * 0.2
                pen.rule((left + inset, top + inset), (left + width - inset, top + height - inset), 1.2)
                pen.rule((left + width - inset, top + inset), (left + inset, top + height - inset), 1.2)
            return
        with pen.piece(Element("P", self.root)):
            if one.columns >= len(one.text):
                self._draw_columns(pen, one, (left, top, width, height))
                return
            lines, type_size = self._fitted(one, width - 2 * _EDGE, height)
            tall = len(lines) * type_size * _LEADING
            base = top + (_EDGE if one.is_long else max(0.0, (height - tall) / 2)) + type_size * 0.95
            for number, line in enumerate(lines):
                pen.text(line, left + _EDGE, base + number * type_size * _LEADING, type_size)

    def _fitted(self, one: Filling, width: float, height: float) -> tuple[list[Line], float]:
        """Return the text in the largest type that fits, or a word about the added page."""
        found = self._in(one.text, width, height, is_long=one.is_long)
        if found is not None:
            return found
        self.over.append(one)
        for words in (self._say("see", number=len(self.over)), f"({len(self.over)})"):
            found = self._in(words, width, height, is_long=one.is_long)
            if found is not None:
                return found
        return [Setter(self.fonts, _SMALLEST).line(f"({len(self.over)})")], _SMALLEST

    def _in(self, text: str, width: float, height: float, *, is_long: bool) -> tuple[list[Line], float] | None:
        size = _LARGEST if is_long else max(_SMALLEST, min(_LARGEST, height * 0.8))
        while size >= _SMALLEST:
            setter = Setter(self.fonts, size)
            lines = setter.lines(plain(text), width) if is_long else [setter.line(" ".join(text.split()))]
            if max(line.width for line in lines) <= width and len(lines) * size * _LEADING <= max(height, size * 1.3):
                return lines, size
            size -= 0.5
        return None

    def _draw_columns(self, pen: Pen, one: Filling, area: tuple[float, float, float, float]) -> None:
        left, top, width, height = area
        size = max(_SMALLEST, min(_LARGEST, height * 0.8))
        setter, cell = Setter(self.fonts, size), width / one.columns
        for number, letter in enumerate(one.text):
            line = setter.line(letter)
            x = left + (number + 0.5) * cell - line.width / 2
            pen.text(line, x, top + (height + size * 0.72) / 2, size)

    def _draw_added(self, pen: Pen) -> int:
        blocks: list[Block] = [Heading(plain(self._say("added", title=self.properties.title)), 1)]
        for number, one in enumerate(self.over, 1):
            blocks += [Heading(plain(f"({number}) {one.label}".strip()), 2)]
            blocks += [Paragraph(plain(line)) for line in one.text.splitlines() if line.strip()]
        laid = lay_out(Paper("added", self.properties.title, Form.sheet, tuple(blocks)), self.fonts, {})
        self.root.kids.append(laid.element)
        for page in laid.pages:
            pen.new_page(page.size)
            for placed in page.placed:
                placed.piece.draw(pen, placed.x, placed.y)
            with pen.artifact(is_foot=True):
                line = Setter(self.fonts, 9).line(self.words.printed.page_alone.format(page=pen.page + 1))
                pen.text(line, page.size[0] - INCH - line.width, page.size[1] - FOOT, 9)
            self._end_page(pen)
        return len(laid.pages)

    def _end_page(self, pen: Pen) -> None:
        if self.is_sample:
            with pen.artifact():
                pen.across(self.words.printed.sample, self.fonts)
        pen.end_page()

    def _say(self, name: str, **values: object) -> str:
        return self.words.say("own_form", name).format(**values)


# The facts that forms ask for


def _day(day: date | None) -> str:
    return f"{day.month:02d}/{day.day:02d}/{day.year}" if day else ""


def _lines(address: str) -> list[str]:
    return [line.strip() for line in address.splitlines() if line.strip()]


def _town(address: str, part: int) -> str:
    """Return town (0), state (1) or ZIP code (2) of the last line of an address, or nothing where it can't be told."""
    lines = _lines(address)
    town, _comma, rest = lines[-1].rpartition(",") if lines else ("", "", "")
    words = rest.split()
    if not town or len(words) != _STATE_AND_ZIP:
        return ""
    return (town.strip(), *words)[part]


_STATE_AND_ZIP = 2

FACTS: dict[str, Callable[[Subject, date], str]] = {
    "patient.full_name": lambda s, _t: s.patient.full_name if s.patient else "",
    "patient.first_name": lambda s, _t: s.patient.full_name.split()[0] if s.patient and s.patient.full_name else "",
    "patient.last_name": lambda s, _t: s.patient.full_name.split()[-1] if s.patient and s.patient.full_name else "",
    "patient.date_of_birth": lambda s, _t: _day(s.patient.date_of_birth) if s.patient else "",
    "patient.address": lambda s, _t: ", ".join(_lines(s.patient.address)) if s.patient else "",
    "patient.street": lambda s, _t: ", ".join(_lines(s.patient.address)[:-1]) if s.patient else "",
    "patient.town": lambda s, _t: _town(s.patient.address, 0) if s.patient else "",
    "patient.state": lambda s, _t: _town(s.patient.address, 1) if s.patient else "",
    "patient.zip": lambda s, _t: _town(s.patient.address, 2) if s.patient else "",
    "patient.phone": lambda s, _t: s.patient.phone if s.patient else "",
    "patient.email": lambda s, _t: s.patient.email if s.patient else "",
    "to.record_number": lambda s, _t: s.to.record_number,
    "helper.full_name": lambda s, _t: s.helper.full_name if s.helper else "",
    "helper.relation": lambda s, _t: s.helper.relation if s.helper else "",
    "helper.phone": lambda s, _t: s.helper.phone if s.helper else "",
    "to.name": lambda s, _t: s.to.name,
    "to.address": lambda s, _t: ", ".join(s.to.address),
    "to.phone": lambda s, _t: s.to.phone,
    "to.fax": lambda s, _t: s.to.fax,
    "consultant.name": lambda s, _t: s.consultant.name if s.consultant else "",
    "consultant.address": lambda s, _t: ", ".join(_lines(s.consultant.address)) if s.consultant else "",
    "consultant.phone": lambda s, _t: s.consultant.phone if s.consultant else "",
    "consultant.fax": lambda s, _t: s.consultant.fax if s.consultant else "",
    "plan.name": lambda s, _t: s.plan.name if s.plan else "",
    "coverage.member_id": lambda s, _t: s.coverage.member_id if s.coverage else "",
    "coverage.group_number": lambda s, _t: s.coverage.group_number if s.coverage else "",
    "denial.claim_number": lambda s, _t: s.denial.claim_number if s.denial else "",
    "denial.notice_date": lambda s, _t: _day(s.denial.notice_date) if s.denial else "",
    "today": lambda _s, t: _day(t),
}
"""What can be filled in by itself. A signature is never among it: a person signs."""

_GUESSES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("signature",), ""),
    (("birth",), "patient.date_of_birth"),
    (("dob",), "patient.date_of_birth"),
    (("first", "name"), "patient.first_name"),
    (("last", "name"), "patient.last_name"),
    (("member",), "coverage.member_id"),
    (("group",), "coverage.group_number"),
    (("claim",), "denial.claim_number"),
    (("record", "number"), "to.record_number"),
    (("mrn",), "to.record_number"),
    (("zip",), "patient.zip"),
    (("city",), "patient.town"),
    (("state",), "patient.state"),
    (("email",), "patient.email"),
    (("e-mail",), "patient.email"),
    (("patient", "name"), "patient.full_name"),
    (("patient", "phone"), "patient.phone"),
    (("phone",), "patient.phone"),
    (("address",), "patient.address"),
    (("today",), "today"),
)


def guessed(label: str) -> str:
    """Return the fact that the words beside a field seem to ask for, or nothing. A person looks at it."""
    words = label.casefold().replace("_", " ")
    return next((fact for needles, fact in _GUESSES if all(one in words for one in needles)), "")
