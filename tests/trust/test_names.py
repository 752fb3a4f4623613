"""Whatever a person types or a plan prints is text: shown as it is, printed as it is, and never a path to follow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caseorg.packets.kinds import KINDS
from tests.trust.naughty_walk import BAIT, Seen, is_literal
from tests.trust.watched import watch

PATHS = "open,openat,openat2,creat"

PRINTED = {
    # What a person writes so that an office, a plan or a doctor reads it.
    "Patient.full_name", "Patient.address", "Patient.phone", "Patient.email", "Patient.speaks", "Helper.full_name",
    "Contact.name", "Contact.address", "Contact.phone", "Contact.fax", "RequestedItem.what",
    "RequestedItem.accession_number", "RequestedItem.body_part", "CaseContact.mrn", "Loan.parts", "Loan.stains",
    "Plan.name", "Plan.address", "Plan.fax", "Plan.phone", "Coverage.member_id", "Coverage.group_number",
    "NetworkException.why_nobody_inside", "NetworkException.why_this_doctor", "NetworkException.service",
    "Denial.reason_text", "Denial.claim_number", "Denial.send_to", "Denial.what", "Appeal.what_they_decided",
    "Appeal.why_wrong", "Appeal.what_we_ask", "Call.said", "Call.spoke_with", "Call.reference_number",
    "Question.text", "Visit.place", "Visit.who_comes", "Medication.name", "Medication.dose", "Medication.reason",
    "Diagnosis.told", "Diagnosis.name", "Opinion.diagnosis", "Opinion.recommends", "Opinion.other_choices",
    "Document.name",
}  # fmt: skip

FOLLOWS_MARKUP = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel('<img src="/etc/bait">')
label.grab()
"""


@pytest.mark.slow
@pytest.mark.proof("T-NAMES")
def test_every_page_and_paper_shows_what_was_typed_as_it_was_typed_and_looks_for_none_of_it(tmp_path: Path) -> None:
    watched = watch(("-m", "tests.trust.naughty_walk", str(tmp_path)), PATHS, tmp_path)
    assert watched.status == 0, watched.errors
    seen = json.loads(watched.out)
    assert seen["defects"] == [], watched.errors
    assert seen["changed"] == []
    assert seen["rich"] == []
    # A paper may be refused, in a sentence; but the walk must have seen enough to mean anything.
    assert seen["papers"] + len(seen["refused"]) == len(KINDS) + 1
    assert all(sentence.endswith(".") for sentence in seen["refused"].values())
    assert seen["texts"] > 10_000
    assert len(seen["shown"]) > 80
    assert set(seen["printed"]) >= PRINTED
    named = list(watched.paths())
    assert any(name.endswith("case.caseorg") for name in named)
    assert [name for name in named if any(bait in name for bait in BAIT)] == []


@pytest.mark.proof("T-NAMES")
def test_a_label_that_follows_markup_would_be_noticed(tmp_path: Path) -> None:
    watched = watch(("-c", FOLLOWS_MARKUP), PATHS, tmp_path)
    assert "/etc/bait" in set(watched.paths())


@pytest.mark.proof("T-NAMES")
@pytest.mark.parametrize("changed", ["&lt;b&gt; one", "b one", "<b> on", "“one”", ""])
def test_a_text_that_is_shown_otherwise_would_be_noticed(changed: str) -> None:
    seen = Seen()
    mark = seen.mark(Seen, "planted")  # type: ignore[arg-type]
    seen.read("a page", f"Was: {mark}<b> one two", "<b> one two")
    assert seen.changed == []
    seen.read("a page", f"Was: {mark}{changed}", "<b> one two")
    assert len(seen.changed) == 1
    assert is_literal("<b> o…, and more", "<b> one two")
