"""What a paper seems to be: a suggestion, and where it was read."""

from datetime import date

import pytest

from caseorg.documents.guess import Guess, ReadFrom, guess, member_id
from caseorg.domain.document import DocumentKind

TODAY = date(2026, 11, 22)

PATHOLOGY = """Riverside General Hospital
SURGICAL PATHOLOGY REPORT
Patient: Ana Ruiz      Date of birth: 03/14/1958
Collected: 10/30/2026  Reported: 11/03/2026
"""


def test_a_pathology_report_is_known_by_its_first_page() -> None:
    found = guess("scan004.pdf", PATHOLOGY, TODAY)
    assert (found.kind, found.kind_from) == (DocumentKind.pathology_report, ReadFrom.first_page)
    assert found.kind_words == "surgical pathology"


def test_the_date_of_a_report_is_neither_a_birthday_nor_the_day_of_the_sample() -> None:
    found = guess("scan004.pdf", PATHOLOGY, TODAY)
    assert (found.day, found.day_words) == (date(2026, 11, 3), "11/03/2026")


def test_the_date_of_a_denial_is_the_one_on_top_not_the_last_day_to_appeal() -> None:
    page = """Blue River Health
    You have until May 21, 2027 to appeal.
    November 20, 2026
    Dear Ana Ruiz, We denied your request for an MRI. The last day to appeal is May 21, 2027."""
    found = guess("letter.pdf", page, TODAY)
    assert found.kind is DocumentKind.denial_letter
    assert found.day == date(2026, 11, 20)


def test_a_statement_that_says_it_is_no_bill_is_not_a_bill() -> None:
    page = "Explanation of Benefits  THIS IS NOT A BILL  Amount due to provider $40"
    assert guess("x.pdf", page).kind is DocumentKind.plan_statement


def test_the_day_of_the_care_is_the_day_of_a_report_and_not_that_of_a_letter_about_it() -> None:
    care = "Reference: 20261112-7 Date of service: 10/30/2026"
    assert guess("x.pdf", f"Office visit\n{care}", TODAY).day == date(2026, 10, 30)
    assert guess("x.pdf", f"Notice of denial\n{care}\nNovember 12, 2026", TODAY).day == date(2026, 11, 12)
    assert guess("x.pdf", f"Explanation of Benefits\n{care}", TODAY).day is None


def test_a_spanish_report_is_known_with_its_date() -> None:
    page = "Hospital del Río\nInforme de patología\nFecha de nacimiento: 14/03/1958\nFecha: 3 de noviembre de 2026"
    found = guess("x.pdf", page, TODAY)
    assert (found.kind, found.day) == (DocumentKind.pathology_report, date(2026, 11, 3))


@pytest.mark.parametrize(
    ("name", "kind", "day"),
    [
        ("EOB_March_2026-03-14.pdf", DocumentKind.plan_statement, date(2026, 3, 14)),
        ("2026.11.03 Pathology Report (final).pdf", DocumentKind.pathology_report, date(2026, 11, 3)),
        ("IMG_20261103_101010.jpg", None, date(2026, 11, 3)),
        ("denial-letter 11-20-2026.pdf", DocumentKind.denial_letter, date(2026, 11, 20)),
        ("Insurance card.heic", DocumentKind.plan_card, None),
        ("scan004.pdf", None, None),
        ("", None, None),
    ],
)
def test_a_picture_is_known_by_its_name_only(name: str, kind: DocumentKind | None, day: date | None) -> None:
    found = guess(name, "", TODAY)
    assert (found.kind, found.day) == (kind, day)
    assert found.kind_from in (None, ReadFrom.file_name)


def test_a_day_that_has_not_come_is_not_the_date_of_a_paper() -> None:
    assert guess("x.pdf", "Next: 12/01/2027", TODAY).day is None


@pytest.mark.parametrize("text", ["99/99/2026", "February 30, 2026", "20261399", "31 de junio de 2026"])
def test_a_date_that_does_not_exist_is_no_date(text: str) -> None:
    assert guess("x.pdf", text).day is None


def test_a_page_that_says_nothing_gives_no_suggestion() -> None:
    assert guess("scan.pdf", "Thank you for your visit.", TODAY) == Guess()


@pytest.mark.parametrize(
    ("page", "number"),
    [
        ("Member ID: BRH 771 204 118\nClaim number: BR-2026-00417", "BRH 771 204 118"),
        ("Subscriber ID# W1234 56789 Group 12", "W1234 56789"),
        ("Member ID\nXJH123456789\nGroup 70031", "XJH123456789"),
        ("MEMBER ID: 123456789 01.", "123456789 01"),
        ("Member number BRH88204471 Date 11/20/2026", "BRH88204471"),
        ("ID number: 88204471A", "88204471A"),
        ("Número de afiliado: RA 44 2001", "RA 44 2001"),
        ("Identificación del miembro: RA-442001 PCP 12", "RA-442001"),
        ("Tax ID number: 12-3456789", ""),
        ("Claim ID number: 12345678", ""),
        ("Member ID: XXXXX1234", ""),
        ("Member ID: 123-45-6789", ""),
        ("Your member number is on the card. Call 614-555-0142.", ""),
        ("", ""),
    ],
)
def test_a_member_id_is_read_whole_and_no_other_number_is_taken_for_one(page: str, number: str) -> None:
    assert member_id(page) == number
