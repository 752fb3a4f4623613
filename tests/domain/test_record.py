"""Records: immutable, checked with sentences, silent about their content."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from pydantic import ValidationError

from caseorg.domain import problems
from caseorg.domain.case import RECORD_TYPES, SNAPSHOT_FIELDS, CaseSnapshot
from caseorg.domain.denial import Denial
from caseorg.domain.errors import InvalidEntries
from caseorg.domain.note import Note
from caseorg.domain.people import Contact
from caseorg.domain.record import Record, own_fields, title_of
from tests.builders import full


def test_all_entries_that_cannot_stand_are_named_at_once_and_none_is_repeated() -> None:
    denial = Denial(case_id=uuid4())
    with pytest.raises(InvalidEntries) as caught:
        denial.revised(notice_date="22nd novemver", what="x" * 2_000, denied_cents=-1, level="surprise")
    found = {problem.field: problem.sentence for problem in caught.value.problems}
    assert set(found) == {"notice_date", "what", "denied_cents", "level"}
    assert found["notice_date"] == "Enter a date like 11/22/2026 for “Date on the letter”."
    assert found["what"] == "“What was denied?” can hold 1000 letters at most."
    assert "novemver" not in " ".join(found.values())


@pytest.mark.parametrize("record_type", RECORD_TYPES, ids=lambda each: each.__name__)
def test_a_record_never_prints_what_a_person_entered(record_type: type[Record]) -> None:
    record = full(record_type)
    assert "ZEBRA" not in f"{record!r} {record} {[record]}"
    with pytest.raises(ValidationError) as caught:
        record_type(**{**dict(record), "id": "ZEBRA"})
    assert "ZEBRA" not in str(caught.value)


@pytest.mark.parametrize("record_type", RECORD_TYPES, ids=lambda each: each.__name__)
def test_every_field_a_person_fills_in_has_a_title(record_type: type[Record]) -> None:
    untitled = {
        name
        for name in own_fields(record_type)
        if not record_type.model_fields[name].title and not name.endswith("_id")
    }
    assert untitled <= {"bank_id"}
    assert all(title_of(record_type, name) for name in own_fields(record_type))


def test_a_record_cannot_be_edited_only_revised() -> None:
    denial = Denial(case_id=uuid4(), what="Visit")
    with pytest.raises(ValidationError):
        denial.what = "Other"  # type: ignore[misc]
    assert denial.revised(what="Other").what == "Other"
    assert denial.what == "Visit"


def test_long_names_and_every_script_are_kept_as_typed_and_half_letters_are_refused() -> None:
    for name in ("N" * 300, "Nguyễn Thị Ánh", "محمد العربي", "Zoë 🦓", '<b>&"', "{0} %s", "a\r\nb"):
        assert Contact(name=name).name == name
    assert Contact(name="a\0b").name == "ab"
    with pytest.raises(InvalidEntries):
        Contact.made(name="half a letter: \ud800")


def test_dates_that_cannot_both_be_right_are_said_aloud_but_kept() -> None:
    denial = Denial(case_id=uuid4(), notice_date=date(2027, 1, 12), received_date=date(2027, 1, 10))
    assert [problem.sentence for problem in problems.of_denial(denial)] == [
        "You got the letter on Jan 10, but it is dated Jan 12. Check both dates."
    ]


def test_the_snapshot_has_a_place_for_every_kind_of_record() -> None:
    places = set(CaseSnapshot.__dataclass_fields__) - {"case"}
    assert places == set(SNAPSHOT_FIELDS)
    assert len(set(RECORD_TYPES)) == len(RECORD_TYPES) == len(places) + 1


def test_a_text_is_the_same_however_often_it_is_checked() -> None:
    note = Note(case_id=uuid4(), title="\0\t\0 They call \0 ", text="\0\n x")
    assert (note.title, note.text) == ("They call", "x")
    assert Note.model_validate(note.model_dump()) == note
