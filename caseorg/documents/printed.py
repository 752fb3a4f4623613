"""Suggests what a plan's letter says: its dates, numbers, reason and addresses, each with its place on the page.

What is found here is never an entry. A person looks at the place and takes it over, or does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from caseorg.base.folding import fold
from caseorg.documents.guess import days_in, own_day
from caseorg.documents.page_words import PageWords, Word, place_of
from caseorg.documents.places import Place

_MOST_PAGES = 12
_LONGEST_REASON = 420
_MOST_ADDRESS_LINES = 6
_GAP = 1.35
"""A line further down than this many usual steps from line to line begins a new paragraph."""


@dataclass(frozen=True)
class Suggestion:
    """One thing a letter seems to say."""

    field: str
    """The field of a denial it may go into; `sender` for whoever wrote the letter."""
    value: str | date | int
    """A text, a day, or whole cents."""
    words: str
    """The words it was read from, as printed."""
    place: Place
    sure: int
    """How sure the reader was of these words, from 0 to 100."""
    is_counted: bool = False
    """Whether the day was counted from a number of days, and is not printed itself."""


@dataclass(frozen=True)
class _Text:
    """The text of one page in one row, folded letter for letter, and where in it each word stands."""

    page: int
    words: tuple[Word, ...]
    starts: tuple[int, ...]
    folded: str

    def between(self, start: int, end: int) -> tuple[Word, ...]:
        """Return the words that stand, with any letter, from `start` to `end`."""
        return tuple(
            word for word, at in zip(self.words, self.starts, strict=True) if at < end and at + len(word.text) > start
        )

    def begins_paragraph(self, line: int) -> bool:
        """Tell whether a line stands further below the one before than lines of this page usually do.

        The first words of the two are compared, which stand one below the other even on a page laid in askew.
        """
        heads = {number: word.top for word, number in reversed([(word, word.line) for word in self.words])}
        numbers = sorted(heads)
        steps = {there: heads[there] - heads[before] for before, there in pairwise(numbers)}
        # Where each line is a paragraph, most steps are wide ones; the narrow ones are from line to line.
        down = sorted(step for step in steps.values() if step > 0)
        usual = down[len(down) // 4] if down else 0
        return line in steps and not 0 < steps[line] <= _GAP * usual

    def after(self, start: int) -> tuple[Word, ...]:
        """Return the words that begin at `start` or later."""
        return tuple(word for word, at in zip(self.words, self.starts, strict=True) if at >= start)


def suggestions(pages: Sequence[PageWords], today: date | None = None) -> tuple[Suggestion, ...]:
    """Return what a letter seems to say, at most one for each field.

    Args:
        pages: The words of its pages, in order.
        today: A date after this day is not the date of a letter.
    """
    texts = [_text(number, page) for number, page in enumerate(pages[:_MOST_PAGES], 1)]
    found: dict[str, Suggestion] = {}
    for text in texts:
        for one in _on_page(text, today):
            found.setdefault(one.field, one)
    written = found.get("notice_date")
    last = next((one for text in texts for one in _last_days(text, written)), None)
    if last is not None:
        found["stated_last_day"] = last
    return tuple(found.values())


def passage(pages: Sequence[PageWords], patterns: Sequence[str]) -> Suggestion | None:
    """Return the first sentence in which one of some patterns is found, as evidence that a letter says something.

    Args:
        pages: The words of its pages, in order.
        patterns: Regular expressions over small letters without accents; the first that is found counts.
    """
    texts = [_text(number, page) for number, page in enumerate(pages[:_MOST_PAGES], 1)]
    for pattern in patterns:
        for text in texts:
            match = re.search(pattern, text.folded)
            if match:
                return _made("", _sentence_around(text, match.start(), match.end()), text.page)
    return None


def place_of_phrase(words: PageWords, page: int, phrase: str) -> Place | None:
    """Return where some words stand first on a page, counted from 1, whatever their capitals and accents."""
    text = _text(page, words)
    at = text.folded.find(fold(phrase))
    return place_of(page, text.between(at, at + len(phrase))) if at >= 0 and phrase else None


def _text(number: int, page: PageWords) -> _Text:
    starts, at = [], 0
    for word in page.words:
        starts.append(at)
        at += len(word.text) + 1
    return _Text(number, page.words, tuple(starts), fold(" ".join(word.text for word in page.words)))


def _on_page(text: _Text, today: date | None) -> Iterator[Suggestion]:
    if text.page == 1:
        yield from _sender(text)
        day = own_day(text.folded, today, is_letter=True)
        if day is not None:
            yield _made("notice_date", text.between(day.at, day.at + len(day.words)), text.page, day.day)
    yield from _number(text)
    yield from _what(text)
    yield from _reason(text)
    yield from _amount(text)
    yield from _address(text)
    yield from _fax(text)


def _made(
    field: str, words: Sequence[Word], page: int, value: str | date | int | None = None, *, is_counted: bool = False
) -> Suggestion:
    printed = " ".join(word.text for word in words)
    sure = min(word.sure for word in words)
    return Suggestion(field, printed if value is None else value, printed, place_of(page, words), sure, is_counted)


# Who wrote it

_OFFICE = re.compile(
    r"\b(?:health|healthcare|insurance|plans?|medicare|medicaid|benefits?|care|administrators?|blue|aetna|cigna|humana|"
    r"kaiser|tricare|services|mutual|assurance|salud|seguros?|aseguradora)\b"
)
_HEAD_OF_PAGE = 3_000
"""In ten thousandths of the page."""


def _sender(text: _Text) -> Iterator[Suggestion]:
    """Give the first line of the head that is called like a plan."""
    lines = PageWords(text.words).lines()
    for line in lines:
        words = fold(" ".join(word.text for word in line))
        if line[0].top < _HEAD_OF_PAGE and _OFFICE.search(words) and ":" not in words and len(line) <= 7:
            yield _made("sender", line, text.page)
            return


# Numbers and amounts

_NUMBER = re.compile(
    r"\b(?P<kind>claim|reference|case|authorization|request|tracking|reclamo|reclamacion|referencia|caso|autorizacion|"
    r"solicitud)(?: (?:number|no\.?|num\.?|id|numero)|#)?(?: (?:number|#))?\s?(?:[:#]|number|no\.|numero)\s?"
    r"(?P<number>(?=[a-z\d/-]*\d)[a-z\d][a-z\d/-]{3,29})"
)
_BEST_FIRST = ("claim", "reclamo", "reclamacion", "reference", "referencia")


def _number(text: _Text) -> Iterator[Suggestion]:
    found = sorted(
        _NUMBER.finditer(text.folded),
        key=lambda match: _BEST_FIRST.index(match["kind"]) if match["kind"] in _BEST_FIRST else len(_BEST_FIRST),
    )
    for match in found[:1]:
        words = text.between(match.start("number"), match.end("number"))
        yield _made("claim_number", words, text.page, words[0].text.strip(".,;"))


_MONEY = re.compile(r"\$ ?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<cents>\d\d))?(?![\d.,]*\d)")
_DENIED_MONEY = re.compile(
    r"\b(?:denied|not covered|not paid|not pay|may have to pay|you owe|your share|responsib\w+|billed|charges?|amount|"
    r"negad\w+|no cubiert\w+|pagar|debe)\b"
)
_NEAR = 90


def _amount(text: _Text) -> Iterator[Suggestion]:
    for match in _MONEY.finditer(text.folded):
        if _DENIED_MONEY.search(text.folded[max(0, match.start() - _NEAR) : match.start()]):
            cents = int(match["whole"].replace(",", "")) * 100 + int(match["cents"] or 0)
            yield _made("denied_cents", text.between(match.start(), match.end()), text.page, cents)
            return


_FAX = re.compile(r"\bfax[^\d(]{0,24}(?P<number>\(?\d{3}\)?[ .-]{0,2}\d{3}[ .-]\d{4})\b")


def _fax(text: _Text) -> Iterator[Suggestion]:
    for match in _FAX.finditer(text.folded):
        words = text.between(match.start("number"), match.end("number"))
        yield _made("send_to_fax", words, text.page, " ".join(word.text for word in words).strip(".,;"))
        return


# Words

_WHAT = re.compile(
    r"\b(?:(?:your|this|the|an?|su|la|una) (?:request|claim|referral|order|prescription|solicitud|reclamacion)"
    r" (?:for|de|para)|requested by you or your (?:doctor|provider)[^:.]{0,40}:|solicitad\w+ por usted[^:.]{0,40}:)"
    r" (?:coverage (?:of|for) |cobertura (?:de|para) )?(?:an? |the |una? |el |la )?"
    r"(?P<what>[^:;!?]{4,90}?)(?=[:;!?]|\.(?: |$)| we | was | is | fue )"
)
_TITLES = re.compile(r"\b(?:dr|dra|mr|mrs|ms|st|sr|sra)$")


def _what(text: _Text) -> Iterator[Suggestion]:
    match = _WHAT.search(text.folded)
    if match is None:
        return
    words = text.between(match.start("what"), match.end("what"))
    if _TITLES.search(match["what"]):  # “Dr.” ends no sentence
        words = _sentence_from(text, match.start("what"))
    if words:
        said = " ".join(word.text for word in words).rstrip(".,;")
        yield _made("what", words, text.page, said[:1].upper() + said[1:])


_REASON = re.compile(
    r"\b(?:reasons? for (?:(?:our|the|this|your) )?(?:decision|denial|determination|no)|our reasons?|the reason is|"
    r"why did we deny(?: \w+){0,3}\?|por que (?:denegamos|negamos)(?: \w+){0,3}\?|for the following reason\(?s?\)?|"
    r"denied(?: \w+){0,4} because|not approved? because|razon(?:es)? de (?:nuestra|la|esta) (?:decision|denegacion)|"
    r"nuestra razon|el motivo|motivos? de (?:nuestra|la|esta) (?:decision|denegacion)|"
    r"(?:reasons?|razon(?:es)?|motivos?)(?= ?:)|denegad[ao](?: \w+){0,4} porque|negamos(?: \w+){0,4} porque)"
    r"\s?(?:es|is)?\s?[:.]?\s?"
)


def _reason(text: _Text) -> Iterator[Suggestion]:
    match = _REASON.search(text.folded)
    if match is None:
        return
    words = _paragraph(text, match.end(), _LONGEST_REASON)
    if words:
        yield _made("reason_text", words, text.page)


_SEND_TO = re.compile(
    r"\b(?:send|mail|write|submit|envie\w*|mande\w*|escriba)\b(?: \S+){0,8}? (?:to|a)(?: us at| the address below)?:\s?"
    r"|\b(?:mail|mailing address|by mail|direccion postal|por correo)\s?:\s?"
)
_END_OF_ADDRESS = re.compile(r"\b[a-z]{2}\.? \d{5}(?:-\d{4})?$")


def _address(text: _Text) -> Iterator[Suggestion]:
    """Give the lines below “send it to:”, down to the one with the ZIP code; without one it is no address."""
    for match in _SEND_TO.finditer(text.folded):
        lines = PageWords(text.after(match.end())).lines()[:_MOST_ADDRESS_LINES]
        for count, line in enumerate(lines, 1):
            if _END_OF_ADDRESS.search(fold(" ".join(word.text for word in line))):
                words = [word for each in lines[:count] for word in each]
                value = "\n".join(" ".join(word.text for word in each) for each in lines[:count])
                yield _made("send_to", words, text.page, value)
                return


def _paragraph(text: _Text, start: int, longest: int) -> tuple[Word, ...]:
    """Return the words from a place on to the end of their paragraph, and no more letters than `longest`."""
    taken: list[Word] = []
    length = 0
    for word in text.after(start):
        length += len(word.text) + 1
        is_next_line = bool(taken) and word.line != taken[-1].line
        if length > longest or (is_next_line and text.begins_paragraph(word.line)):
            break
        taken.append(word)
    return tuple(taken)


def _sentence_from(text: _Text, start: int) -> tuple[Word, ...]:
    taken: list[Word] = []
    for word in _paragraph(text, start, _LONGEST_REASON):
        taken.append(word)
        if word.text.endswith((".", "!", "?")) and not _TITLES.search(fold(word.text.rstrip("."))):
            break
    return tuple(taken)


def _sentence_around(text: _Text, start: int, end: int) -> tuple[Word, ...]:
    """Return the words of the lines in which something stands: a sentence may go over lines, its place may not."""
    numbers = {word.line for word in text.between(start, end)}
    return tuple(word for word in text.words if word.line in numbers)


# The last day

_BY = re.compile(
    r"\b(?:by|until|before|no later than|not later than|on or before|deadline(?: is| to \w+ is)?|last day(?: to \w+)?"
    r"(?: is)?|due|due date|hasta|antes del?|a mas tardar|fecha limite|ultimo dia(?: para \w+)?(?: es)?)"
    r"(?: \w+){0,3}\W*$"
)
_ABOUT_APPEAL = re.compile(r"\b(?:appeal\w*|review\w*|reconsider\w*|grievance|hearing|apel\w+|revision|audiencia)\b")
_WITHIN = re.compile(
    r"\b(?:within|in|you have(?: up to)?|dentro de(?: los)?|en(?: los)?|(?:usted )?tiene(?: hasta)?)"
    r" (?P<count>\d{2,3}) (?:calendar )?(?:days|dias)(?: calendario)?"
    r"(?: (?:of|from|after|de|desde|a partir de) [^.;:]{3,60})?"
)
_CONTEXT = 220


def _last_days(text: _Text, written: Suggestion | None) -> Iterator[Suggestion]:
    """Give the days by which to appeal: printed ones first, then one counted from a number of days."""
    letter_day = written.value if written is not None and isinstance(written.value, date) else None
    for at, day, words in sorted(days_in(text.folded)):
        around = text.folded[max(0, at - _CONTEXT) : at + len(words) + _CONTEXT // 2]
        if letter_day is not None and day <= letter_day:
            continue
        if _BY.search(text.folded[max(0, at - 60) : at]) and _ABOUT_APPEAL.search(around):
            yield _made("stated_last_day", text.between(at, at + len(words)), text.page, day)
    for match in _WITHIN.finditer(text.folded):
        around = text.folded[max(0, match.start() - _CONTEXT) : match.end() + _CONTEXT // 2]
        if letter_day is not None and _ABOUT_APPEAL.search(around):
            # From the day of the letter, whatever day it speaks of: that is never late.
            day = letter_day + timedelta(days=int(match["count"]))
            words_there = text.between(match.start(), match.end())
            yield _made("stated_last_day", words_there, text.page, day, is_counted=True)
