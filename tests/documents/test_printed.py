"""What a plan's letter seems to say: each thing with the place it was read at, and nothing that it does not say."""

from __future__ import annotations

from datetime import date

import pytest

from caseorg.documents.page_words import PageWords
from caseorg.documents.prepare import prepare
from caseorg.documents.printed import Suggestion, passage, place_of_phrase, suggestions
from caseorg.documents.reading import words_of_text
from tests.documents.scanned import DENIAL, a_letter

TODAY = date(2026, 11, 22)
SPANISH = """Plan de Salud Río Azul

20 de noviembre de 2026

Número de reclamo: RA-88-1204

Su solicitud de una segunda opinión fue denegada.
Nuestra razón: El médico no está en la red.

Usted puede apelar. Debemos recibir su apelación a más tardar el
19 de enero de 2027.
"""


def page_of(text: str) -> PageWords:
    return words_of_text(prepare(a_letter(text), "letter.pdf").pdf, 1)


def found_in(text: str) -> dict[str, Suggestion]:
    return {one.field: one for one in suggestions([page_of(text)], TODAY)}


@pytest.mark.parametrize("words", ["Reason", "Reason for denial", "Denial reason", "Razón", "Motivo de la denegación"])
def test_a_reason_is_found_under_a_heading_of_one_word(words: str) -> None:
    found = found_in(f"Blue River Health\n\nWe denied it.\n{words}: Not in the network.\n")
    assert found["reason_text"].value == "Not in the network."


def test_a_denial_letter_gives_its_dates_numbers_reason_and_addresses() -> None:
    found = found_in(DENIAL)
    assert {field: one.value for field, one in found.items()} == {
        "sender": "Blue River Health",
        "notice_date": date(2026, 11, 20),
        "stated_last_day": date(2027, 1, 19),
        "claim_number": "BR-2026-00417",
        "what": "Visit with Dr. Grace Okafor of Lakeside Cancer Center",
        "reason_text": "The doctor is not in your network. Doctors in your network can give you this care.",
        "denied_cents": 124_000,
        "send_to": "Blue River Health\nAppeals Department\nPO Box 4150\nColumbus, OH 43216",
        "send_to_fax": "614-555-0142",
    }
    assert not found["stated_last_day"].is_counted


def test_each_is_shown_at_its_own_place() -> None:
    page = page_of(DENIAL)
    found = {one.field: one for one in suggestions([page], TODAY)}
    (number,) = [word for word in page.words if word.text == "BR-2026-00417"]
    place = found["claim_number"].place
    assert (place.page, place.left, place.bottom) == (1, number.left / 10_000, number.bottom / 10_000)
    assert place_of_phrase(page, 1, "notice of DENIAL") is not None
    assert place_of_phrase(page, 1, "not on this page") is None


def test_a_number_of_days_is_counted_from_the_date_on_the_letter_and_says_so() -> None:
    relative = "You must appeal within 65\ncalendar days of getting this letter."
    text = DENIAL.replace("We must get your appeal by\nJanuary 19, 2027.", relative)
    last = found_in(text)["stated_last_day"]
    assert (last.value, last.is_counted) == (date(2027, 1, 24), True)
    assert last.words.startswith("within 65 calendar days")


@pytest.mark.parametrize(
    "line",
    [
        "Your next visit is on January 19, 2027.",
        "Your plan year ends on December 31, 2026.",
        "Date of birth: March 14, 1958",
        "We will call you by January 5, 2027 about your new card.",
    ],
)
def test_no_other_date_is_taken_for_the_last_day(line: str) -> None:
    assert "stated_last_day" not in found_in(f"Blue River Health\nNovember 20, 2026\n\n{line}\n")


def test_a_letter_in_spanish_is_understood_too() -> None:
    found = found_in(SPANISH)
    assert found["notice_date"].value == date(2026, 11, 20)
    assert found["stated_last_day"].value == date(2027, 1, 19)
    assert found["claim_number"].value == "RA-88-1204"
    assert found["reason_text"].value == "El médico no está en la red."


def test_a_page_that_says_nothing_gives_nothing() -> None:
    assert suggestions([PageWords(())], TODAY) == ()
    assert found_in("Thank you for being with us.") == {}


def test_evidence_is_the_line_in_which_the_words_stand() -> None:
    line = passage([page_of(DENIAL)], [r"\bfree of charge"])
    assert line is not None
    assert line.words == "You may have copies of all papers about your claim free of charge."
    assert passage([page_of(DENIAL)], [r"\bexternal review"]) is None


@pytest.mark.parametrize(
    ("amount", "cents"), [("$1,240.00.", 124_000), ("$35", 3_500), ("$1.240,00", None), ("$1,24", None)]
)
def test_an_amount_is_read_whole_or_not_at_all(amount: str, cents: int | None) -> None:
    found = found_in(f"Blue River Health\n\nWe denied it. You may have to pay {amount}\n")
    assert (found["denied_cents"].value if "denied_cents" in found else None) == cents


MEDICARE = """HUMANA
Important: This notice explains your right to appeal our decision.
Notice of Denial of Medical Coverage
Date: October 3, 2026                     Member number: H12345678

Your request was denied
We've denied the medical services/items listed below requested by you or
your doctor: Consultation with Dr. Helen Brandt

Why did we deny your request?
We denied the medical services/items listed above because: the provider is not
contracted. See Evidence of Coverage section 4.2.

You have the right to appeal our decision
You must ask for your appeal within 65 calendar days of the date of this
notice. Mail: Humana Appeals, P.O. Box 14165, Lexington, KY 40512-4165
Fax: 1-800-949-2961
"""
EMPLOYER = """Aetna Life Insurance Company
PO Box 14079
Lexington, KY 40512-4079

11/12/2026

RE: Member: Ana Ruiz
Reference #: 20261112-0042
Date of service: 10/30/2026
Billed amount: $3,450.00

Dear Ana Ruiz:

We received a request for coverage of genetic testing. Coverage for this
service has been denied for the following reason(s):

The clinical information does not meet medical necessity per CPB 0140.

You may ask us to review this decision. You have 180 days from receipt of this
letter to request an appeal. Send your appeal to:

Aetna
PO Box 14463
Lexington, KY 40512
or fax it to 859-455-8650.
"""


def test_the_form_that_medicare_plans_have_to_use_is_understood() -> None:
    found = {field: one.value for field, one in found_in(MEDICARE).items()}
    assert found["notice_date"] == date(2026, 10, 3)
    assert found["stated_last_day"] == date(2026, 12, 7)
    assert found["what"] == "Consultation with Dr. Helen Brandt"
    assert str(found["reason_text"]).startswith(
        "We denied the medical services/items listed above because: the provider"
    )
    assert found["send_to"] == "Humana Appeals, P.O. Box 14165, Lexington, KY 40512-4165"


def test_the_day_of_the_care_is_not_taken_for_the_date_of_the_letter() -> None:
    found = {field: one.value for field, one in found_in(EMPLOYER).items()}
    assert found["notice_date"] == date(2026, 11, 12)
    # From the day of the letter, though the plan counts from its receipt: that is never late.
    assert found["stated_last_day"] == date(2027, 5, 11)
    assert found["what"] == "Genetic testing"
    assert found["reason_text"] == "The clinical information does not meet medical necessity per CPB 0140."
    assert found["send_to_fax"] == "859-455-8650"
    only_care = EMPLOYER.replace("11/12/2026", "")
    assert "notice_date" not in found_in(only_care)
