"""Whatever a person typed comes back from an export, from its lists and from its vCard file (T-PROP, T-CSV)."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseorg.documents.cards_and_dates import read_cards
from caseorg.documents.sheets import plain_cell
from caseorg.domain.case import Case
from caseorg.domain.note import Note
from caseorg.domain.people import Contact
from caseorg.services.contact_cards import cards
from caseorg.services.export import export_all
from caseorg.services.take_export import look_into, take_in
from caseorg.services.workspace import Workspace
from caseorg.store.case_file import CaseFile
from caseorg.store.seal import Seal, new_salt

ODD = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=60) | st.sampled_from(
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "'=1",
        '=HYPERLINK("x")',
        "＝1",
        "a,b;c\\n\\",
        'say "hi"',
        "a\r\nb",
        "\u202egpj",
    ]
)
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def an_empty_file(folder: Path, name: str) -> Workspace:
    return Workspace(CaseFile.create(folder / name, Seal(new_salt(), bytes(range(16)))), lambda: date(2026, 11, 22))


@pytest.mark.proof("T-PROP")
@pytest.mark.proof("T-CSV")
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts=st.lists(ODD, min_size=20, max_size=40))
def test_any_words_come_back_and_no_cell_of_a_list_is_run(texts: list[str]) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        ours, theirs = an_empty_file(folder, "ours.caseorg"), an_empty_file(folder, "theirs.caseorg")
        case = Case(title=texts[0])
        with ours.step("Write") as step:
            step.save(case)
            for title, text in zip(texts, reversed(texts), strict=True):
                step.save(Note(case_id=case.id, title=title, text=text))
        before = ours.load_case(case.id)
        export_all(ours, folder / "out")
        take_in(theirs, look_into(theirs, folder / "out"))
        assert theirs.load_case(case.id) == before
        (path,) = (folder / "out").glob("cases/*/lists/notes.csv")
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
        for row, note in zip(rows, before.notes, strict=True):
            for cell, text in ((row["title"], note.title), (row["text"], note.text)):
                assert not cell.startswith(TRIGGERS)
                assert plain_cell(cell) == plain_cell(text)
        ours.close()
        theirs.close()


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.proof("T-PROP")
@settings(max_examples=150, deadline=None)
@given(name=ODD, notes=ODD, specialty=ODD, office=st.booleans())
def test_any_contact_comes_back_from_its_card(name: str, notes: str, specialty: str, office: bool) -> None:
    contact = Contact(name=f"N {name}", notes=notes, specialty=specialty, kind="office" if office else "person")
    (thing,) = read_cards(cards([contact]).decode()).result()
    found = thing["entries"]
    assert isinstance(found, dict)
    assert found["kind"] == contact.kind.value
    for field in ("name", "notes", "specialty"):
        # A card knows no tabs and no breaks of other kinds than its own.
        assert one_line(str(found.get(field, ""))) == one_line(getattr(contact, field)), field
