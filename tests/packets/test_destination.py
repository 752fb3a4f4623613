"""A packet for the second doctor follows what their place said it wants, and says what it lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from caseorg.domain.destination import DestinationProfile, PaperOrder, ScansWanted
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.health import Allergy, Procedure
from caseorg.domain.letter import PacketKind
from caseorg.packets.assembly import PacketChoices, plan_packet, suggested_exhibits
from caseorg.packets.plan import Level
from tests.packets.samples import APPEAL_DAY, LUIS, an_id, luis, luis_packet

PAPERS = (
    ("notes", DocumentKind.visit_notes, date(2026, 12, 1)),
    ("pathology", DocumentKind.pathology_report, date(2026, 10, 30)),
    ("card", DocumentKind.plan_card, date(2026, 1, 1)),
)


def a_case(**wants: object) -> tuple:  # type: ignore[type-arg]
    documents = tuple(
        Document(id=an_id(f"d {name}"), case_id=LUIS, name=name, kind=kind, page_count=1, document_date=day)
        for name, kind, day in PAPERS
    )
    snapshot = luis(documents)
    profile = DestinationProfile(case_id=LUIS, contact_id=an_id("brandt"), **wants)  # type: ignore[arg-type]
    return replace(snapshot, destinations=(profile,)), {one.id: one.name for one in documents}


def suggested(**wants: object) -> list[str]:
    snapshot, names = a_case(**wants)
    return [names[one] for one in suggested_exhibits(snapshot, PacketKind.consultant)]


def said(**wants: object) -> dict[str, Level]:
    snapshot, _names = a_case(**wants)
    chosen = suggested_exhibits(snapshot, PacketKind.consultant)
    packet = luis_packet(snapshot, kind=PacketKind.consultant, about_id=None, exhibit_ids=chosen, with_call_log=False)
    return {one.sentence: one.level for one in plan_packet(snapshot, packet, PacketChoices(APPEAL_DAY)).findings}


def test_papers_come_in_the_order_the_place_reads_and_what_it_asks_for_comes_in() -> None:
    assert suggested() == ["pathology", "notes"]
    assert suggested(paper_order=PaperOrder.newest_first) == ["notes", "pathology"]
    assert suggested(wanted_kinds=(DocumentKind.plan_card,)) == ["pathology", "notes", "card"]


def test_the_check_counts_what_is_in_and_names_what_is_not() -> None:
    found = said(wanted_kinds=(DocumentKind.pathology_report, DocumentKind.lab_results), scans=ScansWanted.both)
    assert found["1 of 2 papers they ask for are in"] is Level.good_to_have
    assert "They ask for this, and it is not in: Lab results" in found
    assert any("scan files (DICOM)" in one for one in found)
    assert said(wanted_kinds=(DocumentKind.pathology_report,))["1 of 1 papers they ask for are in"] is Level.fine


def test_slides_name_and_language_are_watched() -> None:
    found = said(slides_first=True, name_on_id="Luis Miguel Ortega", languages="German")
    assert found["They want the name as on the photo ID, “Luis Miguel Ortega”. Your papers say “Luis M. Ortega”."] is (
        Level.must_fix
    )
    assert any("slides first" in one for one in found)
    assert any("They read German" in one for one in found)
    assert not any("photo ID" in one for one in said(name_on_id="LUIS M ORTEGA", languages="Spanish, English"))


def test_allergies_and_operations_are_missed_only_where_the_place_asks_for_what_they_belong_to() -> None:
    allergies, operations = "Allergies belong with them", "They ask about operations"

    def missed(*wanted: DocumentKind, **there: object) -> list[str]:
        snapshot, _names = a_case(wanted_kinds=wanted)
        packet = luis_packet(snapshot, kind=PacketKind.consultant, about_id=None, exhibit_ids=(), with_call_log=False)
        plan = plan_packet(replace(snapshot, **there), packet, PacketChoices(APPEAL_DAY))  # type: ignore[arg-type]
        found = [
            (one.fact, words) for one in plan.findings for words in (allergies, operations) if words in one.sentence
        ]
        assert all(fact == {allergies: "allergy", operations: "procedure"}[words] for fact, words in found)
        return [words for _fact, words in found]

    assert missed(DocumentKind.medication_list) == [allergies]
    assert missed(DocumentKind.operation_report) == [operations]
    assert missed(DocumentKind.lab_results) == [], "nobody asked"
    none_known = (Allergy(case_id=LUIS, name="None known"),)
    knee = (Procedure(case_id=LUIS, name="Arthroscopy of the right knee"),)
    asked = (DocumentKind.medication_list, DocumentKind.operation_report)
    assert missed(*asked) == [allergies, operations]
    assert missed(*asked, allergies=none_known, procedures=knee) == []


def test_a_place_that_said_nothing_changes_nothing() -> None:
    snapshot, _names = a_case()
    other = replace(snapshot, destinations=())
    packet = luis_packet(snapshot, kind=PacketKind.consultant, about_id=None, with_call_log=False)
    assert plan_packet(snapshot, packet, PacketChoices(APPEAL_DAY)) == (
        plan_packet(other, packet, PacketChoices(APPEAL_DAY))
    )
