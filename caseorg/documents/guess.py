"""Suggests what kind of paper a document is and the date on it, from its name and first page, and never more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from pathlib import PurePath
from typing import NamedTuple

from caseorg.base.folding import fold
from caseorg.domain.document import DocumentKind


class ReadFrom(StrEnum):
    """Where something was read."""

    file_name = auto()
    first_page = auto()


@dataclass(frozen=True)
class Guess:
    """A suggestion, with the words it was read from, so that a person can judge it."""

    kind: DocumentKind | None = None
    kind_words: str = ""
    kind_from: ReadFrom | None = None
    day: date | None = None
    day_words: str = ""
    day_from: ReadFrom | None = None


# The words that stand at the head of such papers in the United States, in English and Spanish. Written without accents,
# as both sides are compared. On a page the first to stand there wins, so words that any paper may use are left out.
_PAGE_WORDS: dict[DocumentKind, str] = {
    DocumentKind.pathology_report: (
        "pathology report|surgical pathology|pathologic diagnosis|histopathology|cytology report|"
        "informe de patologia|patologia quirurgica|anatomia patologica|informe anatomopatologico|biopsy report"
    ),
    DocumentKind.radiology_report: (
        "radiology report|diagnostic imaging|imaging report|computed tomography|magnetic resonance|mammogram report|"
        "ultrasound report|pet/ct|x-ray report|informe radiologico|informe de radiologia|tomografia computarizada|"
        "resonancia magnetica|mamografia|ecografia"
    ),
    DocumentKind.lab_results: (
        "laboratory report|lab report|lab results|laboratory results|complete blood count|metabolic panel|"
        "resultados de laboratorio|informe de laboratorio|hemograma"
    ),
    DocumentKind.genetic_tests: (
        "genetic test|genomic profil|molecular profil|next-generation sequencing|biomarker report|germline|"
        "prueba genetica|perfil molecular|perfil genomico"
    ),
    DocumentKind.operation_report: (
        "operative report|operation report|operative note|procedure note|informe operatorio|"
        "informe de la operacion|protocolo quirurgico|nota operatoria"
    ),
    DocumentKind.hospital_summary: (
        "discharge summary|hospital course|hospital stay summary|informe de alta|resumen de alta|epicrisis"
    ),
    DocumentKind.visit_notes: (
        "progress note|office visit|clinic note|visit notes|after visit summary|consultation note|"
        "history and physical|nota de evolucion|nota de consulta|notas de la visita|resumen de la visita"
    ),
    DocumentKind.treatment_plan: "treatment plan|treatment summary|plan of care|plan de tratamiento",
    DocumentKind.medication_list: (
        "medication list|medicine list|current medications|lista de medicinas|lista de medicamentos"
    ),
    DocumentKind.opinion_report: "second opinion|segunda opinion",
    DocumentKind.letter_of_need: "letter of medical necessity|carta de necesidad medica",
    DocumentKind.denial_letter: (
        "notice of denial|denial notice|adverse benefit determination|adverse determination|denial of (?:coverage|"
        "payment|medical)|we (?:have )?denied|(?:has been|was|is) denied|aviso de denegacion|determinacion adversa|"
        "hemos denegado|fue denegad[ao]"
    ),
    DocumentKind.plan_papers: (
        "summary of benefits and coverage|evidence of coverage|summary plan description|certificate of coverage|"
        "resumen de beneficios y cobertura|evidencia de cobertura"
    ),
    DocumentKind.plan_statement: (
        "explanation of benefits|this is not a bill|medicare summary notice|explicacion de beneficios|"
        "esto no es una (?:factura|cuenta)|esta no es una factura"
    ),
    DocumentKind.bill: (
        "billing statement|statement of account|patient statement|amount due|invoice|pay this amount|"
        "estado de cuenta|total a pagar|factura"
    ),
    DocumentKind.release_form: (
        "authorization (?:for|to) (?:the )?(?:release|disclos|use)|release of information|"
        "autorizacion para (?:divulgar|la divulgacion|entregar)"
    ),
    DocumentKind.authority_paper: (
        "power of attorney|health care proxy|appointment of representative|letters of guardianship|"
        "poder notarial|poder para la atencion medica|nombramiento de un representante"
    ),
    DocumentKind.receipt: "receipt|recibo",
}

# File names are shorter, and written by people.
_NAME_WORDS: dict[DocumentKind, str] = {
    DocumentKind.pathology_report: "pathology|patholog|biopsy|patologia|biopsia",
    DocumentKind.radiology_report: "radiology|ct report|mri report|imaging report|radiologia",
    DocumentKind.lab_results: "labs?|laboratory|laboratorio",
    DocumentKind.genetic_tests: "genetics?|genomics?|genetica",
    DocumentKind.operation_report: "operative|op report|operation",
    DocumentKind.hospital_summary: "discharge|alta",
    DocumentKind.visit_notes: "visit notes?|progress notes?|clinic notes?|avs",
    DocumentKind.medication_list: "medications?|medicines?|meds|medicinas|medicamentos",
    DocumentKind.letter_of_need: "lmn|medical necessity",
    DocumentKind.denial_letter: "denial|denied|denegacion",
    DocumentKind.plan_papers: "sbc|spd|eoc",
    DocumentKind.plan_card: "(?:insurance|member|plan|id) card|tarjeta",
    DocumentKind.plan_statement: "eob|msn",
    DocumentKind.bill: "bill|invoice|statement|factura|cuenta",
    DocumentKind.photo_id: "driver'?s? licen[sc]e|passport|photo id|licencia de conducir|pasaporte",
    DocumentKind.receipt: "receipt|recibo",
}

_LONGEST_NUMBER = 24
_LETTERS = frozenset(
    (DocumentKind.denial_letter, DocumentKind.plan_statement, DocumentKind.bill, DocumentKind.letter_of_need)
)
"""Papers about care that were written on another day."""
_HEAD = 1500
"""How many letters of a page count as its head."""

_MONTHS = {
    name: number
    for names in ("jan feb mar apr may jun jul aug sep oct nov dec", "ene feb mar abr may jun jul ago sep oct nov dic")
    for number, name in enumerate(names.split(), start=1)
}
_MONTH = r"(?P<month>[a-z]{3,10})\.?"
_DAY_FORMS = tuple(
    re.compile(form)
    for form in (
        r"\b(?P<year>(?:19|20)\d\d)[-._/ ](?P<number>\d\d?)[-._/ ](?P<day>\d\d?)\b",
        r"\b(?P<year>(?:19|20)\d\d)(?P<number>[01]\d)(?P<day>[0-3]\d)\b",
        r"\b(?P<number>\d\d?)[-._/ ](?P<day>\d\d?)[-._/ ](?P<year>(?:19|20)\d\d)\b",
        rf"\b{_MONTH} (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)\b",
        rf"\b(?P<day>\d\d?)[- ](?:de )?{_MONTH}[- ](?:de |del )?(?P<year>(?:19|20)\d\d)\b",
    )
)
_BEFORE = 40
# What stands before a date that is not the date of the paper.
_OTHER_DAY = re.compile(
    r"(birth|\bdob\b|\bborn\b|nacimiento|nacid[ao]|\bdue\b|expires?|through|until|last day|next visit|vence|hasta|"
    r"effective|printed|ultimo dia)\W*(?:on |by |date |el |de )?\W*$"
)
_OWN_DAY = re.compile(
    r"(date of (?:notice|letter|report|service|visit|procedure)|"
    r"(?:notice|letter|report|service|visit|reported|signed|statement|exam|admission|discharge) ?(?:date|on)?|"
    r"\bdated?|\bfecha(?: del?(?: \w+)?)?)\W*$"
)


def guess(name: str, first_page: str, today: date | None = None) -> Guess:
    """Suggest kind and date of a document.

    Args:
        name: The name of the file as it came.
        first_page: The text of its first page; empty for a picture.
        today: A date after this day is not the date of a paper.
    """
    page = _plain(first_page)
    stem = re.sub(r"[_.+-]+", " ", _plain(PurePath(name).stem))
    kind, kind_words, kind_from = None, "", None
    for words, text, source in (
        (_PAGE_WORDS, page[:_HEAD], ReadFrom.first_page),
        (_PAGE_WORDS, stem, ReadFrom.file_name),
        (_NAME_WORDS, stem, ReadFrom.file_name),
    ):
        kind, kind_words = _first_kind(words, text)
        if kind is not None:
            kind_from = source
            break
    for text, source in ((page, ReadFrom.first_page), (stem, ReadFrom.file_name)):
        is_letter = source is ReadFrom.first_page and kind in _LETTERS
        found = own_day(text, today, is_letter=is_letter)
        if found is not None:
            return Guess(kind, kind_words, kind_from, found.day, found.words, source)
    return Guess(kind, kind_words, kind_from)


def _plain(text: str) -> str:
    """Return the text in small letters without accents, with single spaces."""
    apart = unicodedata.normalize("NFKD", text[:20_000]).lower()
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())


def _first_kind(words: dict[DocumentKind, str], text: str) -> tuple[DocumentKind | None, str]:
    best: tuple[int, DocumentKind | None, str] = (len(text) + 1, None, "")
    for kind, phrases in words.items():
        found = re.search(rf"\b(?:{phrases})", text)
        if found and found.start() < best[0]:
            best = (found.start(), kind, found.group())
    return best[1], best[2]


class DayFound(NamedTuple):
    """A date in a text: where it begins, the day, and its words."""

    at: int
    day: date
    words: str


# Of a letter about care, the day of the care is not its own.
_CARE_DAY = re.compile(
    r"((?:date|day)s? of (?:service|visit|procedure|care)|(?:service|visit|exam|admission|discharge) ?(?:date|on)?|"
    r"fecha(?: del?)?(?: la)? (?:servicio|visita|atencion|consulta))\W*(?:on |el )?\W*$"
)


def own_day(text: str, today: date | None, *, is_letter: bool = False) -> DayFound | None:
    """Return the first date that is called the paper's own; else the first that is not called something else.

    Args:
        text: In small letters without accents, with single spaces.
        today: A date after this day is not the date of a paper.
        is_letter: It is a letter about care: the day of the care is another one.
    """
    first: DayFound | None = None
    for found in sorted(days_in(text)):
        before = text[max(0, found.at - _BEFORE) : found.at]
        if (today is not None and found.day > today) or _OTHER_DAY.search(before):
            continue
        if is_letter and (found.words.isdigit() or _CARE_DAY.search(before)):
            continue  # eight figures in a row are part of a number
        if _OWN_DAY.search(before):
            return found
        first = first or found
    return first


def days_in(text: str) -> Iterator[DayFound]:
    """Give every date in a text, in no order; a date that fits two forms comes twice."""
    for form in _DAY_FORMS:
        for found in form.finditer(text):
            parts = found.groupdict()
            month = _MONTHS.get((parts.get("month") or "")[:3]) or int(parts.get("number") or 0)
            day = int(parts["day"])
            if parts.get("number") and month > 12 >= day:
                # 15/01/2026: written the other way around, as in Spanish.
                month, day = day, month
            try:
                yield DayFound(found.start(), date(int(parts["year"]), month, day), found.group())
            except ValueError:
                continue


# How cards and letters name the number by which a plan knows a person; at the beginning of a line “ID number” does.
_MEMBER = (
    r"(?:member|subscriber|enrollee|participant|beneficiary|insured)(?:'s)?[ ]"
    r"(?:(?:id|identification)(?:[ ](?:number|no\.?|#))?|number|no\.?|\#)"
    r"|(?:id|identificacion|numero)(?:[ ]de[ ]identificacion)?[ ](?:del?[ ])?(?:miembro|afiliad[oa]|asegurad[oa]|socio)"
    r"|(?:^|\n)[ ]*(?:id|identification)[ ](?:number|no\.?|\#)"
)
_MEMBER_ID = re.compile(
    rf"(?<![a-z])(?:{_MEMBER})[ ]*(?:[:\#.][ ]*)?\n?[ ]*"
    r"(?P<number>(?=[a-z0-9 -]*\d)[a-z0-9][a-z0-9-]*(?:[ ](?=[a-z-]*\d)[a-z0-9-]+)*)"
)
_SOCIAL_SECURITY = re.compile(r"\d{3}[- ]\d{2}[- ]\d{4}")
_COVERED = re.compile(r"x{3}")


def member_id(page: str) -> str:
    """Return the number by which a plan knows a person, as a page gives it; empty where it gives none or only a part.

    Args:
        page: The text of the page, line by line.
    """
    folded = fold(page)
    for found in _MEMBER_ID.finditer(folded):
        number = page[found.start("number") : found.end("number")].strip("- ")
        digits = sum(letter.isdigit() for letter in number)
        # Words are in small letters; a number that is covered in part, or that of Social Security, is none to keep.
        if (
            digits >= 4
            and len(number) <= _LONGEST_NUMBER
            and number == number.upper()
            and not _COVERED.search(fold(number))
            and not _SOCIAL_SECURITY.fullmatch(number)
        ):
            return number
    return ""
