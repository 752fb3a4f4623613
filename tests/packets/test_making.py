"""Making, keeping and sending letters and packets, on a real case file."""

from __future__ import annotations

import json
from datetime import date

import pytest

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal
from caseorg.domain.letter import Letter, LetterKind, LetterStatus, Packet, Sending, SendingWay
from caseorg.domain.permission import NetworkException, PermissionStatus
from caseorg.domain.record import Record
from caseorg.domain.requests import ItemStatus, RecordsRequest
from caseorg.packets.plan import PacketPlan
from caseorg.packets.render import ExhibitError
from caseorg.services.letter_facts import BOTH_LANGUAGES
from caseorg.services.letters import (
    choices_of,
    gather_packet,
    is_unchanged,
    keep_packet,
    make_letter,
    mark_received,
    mark_sent,
    pages_of_parts,
    pdf_of,
    plan_of,
    summary_of,
    write_pdf,
)
from caseorg.services.workspace import Workspace
from tests.packets.reading import page_texts
from tests.packets.samples import CASE, LUIS, an_id, luis, luis_packet, maria, pages_for


def put(workspace: Workspace, snapshot: CaseSnapshot) -> None:
    """Put a sample case into the case file."""
    with workspace.step("Put a sample in") as step:
        for record in sorted(snapshot.records(), key=_order):
            step.save(record)


def _order(record: Record) -> int:
    names = ["Case", "Contact", "CaseContact", "Plan", "Patient", "Visit", "RecordsRequest", "RequestedItem", "Denial"]
    name = type(record).__name__
    return names.index(name) if name in names else len(names)


@pytest.fixture
def marias(workspace: Workspace) -> Workspace:
    put(workspace, maria(opinions=(), follow_ups=()))
    return workspace


@pytest.fixture
def luises(workspace: Workspace) -> Workspace:
    put(workspace, luis())
    return workspace


def letter(kind: LetterKind = LetterKind.records_request, about: str = "request", **entries: object) -> Letter:
    return Letter.made(case_id=CASE, kind=kind, about_id=an_id(about), **entries)


def test_a_letter_is_kept_exactly_as_it_was_made(marias: Workspace) -> None:
    kept = make_letter(marias, letter())
    assert kept.letter.status is LetterStatus.made
    assert kept.letter.made_on == marias.today()
    assert kept.letter.file_name == "2026-11-22 Records request - Riverside General Hospital.pdf"
    assert kept.letter.to_name == "Medical Records, Riverside General Hospital"
    assert kept.letter.page_count == 1
    patient = marias.load_case(CASE).patient
    assert patient
    marias.save(patient.revised(full_name="Somebody Else"), "Edit patient")
    pdf = pdf_of(marias, kept.letter)
    assert pdf == kept.made.pdf
    assert is_unchanged(kept.letter, pdf)
    assert "Maria R. Santos" in page_texts(pdf)[0]
    assert "Maria R. Santos" in kept.letter.text


def test_making_it_again_makes_a_new_letter_and_leaves_the_first(marias: Workspace) -> None:
    first = make_letter(marias, letter()).letter
    second = make_letter(marias, first).letter
    assert second.id != first.id
    assert second.replaces_id == first.id
    kept = {one.id: one for one in marias.load_case(CASE).letters}
    assert kept[first.id] == first
    assert kept[second.id] == second


def test_a_made_letter_marks_its_things_as_made_and_one_undo_takes_all_back(marias: Workspace) -> None:
    items = tuple(item.revised(status=ItemStatus.not_asked) for item in marias.load_case(CASE).items)
    with marias.step("Not asked") as step:
        for item in items:
            step.save(item)
    make_letter(marias, letter())
    snapshot = marias.load_case(CASE)
    asked = [item.status for item in snapshot.items if item.request_id == an_id("request")]
    assert set(asked) == {ItemStatus.letter_made}
    assert snapshot.letters
    marias.undo()
    snapshot = marias.load_case(CASE)
    assert not snapshot.letters
    assert {item.status for item in snapshot.items} == {ItemStatus.not_asked}


def test_sending_a_letter_starts_its_request_and_receiving_starts_the_clock(marias: Workspace) -> None:
    made = make_letter(marias, letter()).letter
    sending = Sending(case_id=CASE, way=SendingWay.fax, sent_on=date(2026, 11, 23), sent_to="(937) 555-0199")
    mark_sent(marias, made, sending)
    snapshot = marias.load_case(CASE)
    assert snapshot.letters[0].status is LetterStatus.sent
    assert snapshot.sendings[0].letter_id == made.id
    request = snapshot.find(an_id("request"))
    assert isinstance(request, RecordsRequest)
    assert request.asked_on == date(2026, 11, 23)
    mark_received(marias, snapshot.letters[0], snapshot.sendings[0], date(2026, 11, 24), "Front desk")
    snapshot = marias.load_case(CASE)
    request = snapshot.find(an_id("request"))
    assert isinstance(request, RecordsRequest)
    assert request.received_on == date(2026, 11, 24)
    assert snapshot.letters[0].status is LetterStatus.received
    assert snapshot.sendings[0].confirmed_by == "Front desk"


def test_sending_an_exception_marks_it_as_asked(marias: Workspace) -> None:
    made = make_letter(marias, letter(LetterKind.network_exception, "gap")).letter
    mark_sent(marias, made, Sending(case_id=CASE, sent_on=date(2026, 11, 25)))
    asked = marias.load_case(CASE).find(an_id("gap"))
    assert isinstance(asked, NetworkException)
    assert (asked.status, asked.asked_on, asked.letter_id) == (PermissionStatus.asked, date(2026, 11, 25), made.id)


def test_a_call_script_asks_what_the_rules_still_need_in_both_languages(marias: Workspace) -> None:
    draft = letter(LetterKind.call_script, "visit", language=BOTH_LANGUAGES)
    snapshot = marias.load_case(CASE)
    questions = choices_of(marias, snapshot, draft).call_questions
    assert questions
    assert all("{" not in one.question["en"] + one.question["es"] for one in questions)
    kept = make_letter(marias, draft)
    words = " ".join(" ".join(page_texts(kept.made.pdf)).split())
    assert questions[0].question["en"] in words
    assert questions[0].question["es"] in words


def test_an_office_gets_english_whatever_language_was_asked_for(marias: Workspace) -> None:
    plan = plan_of(marias, letter(language="es"))
    assert plan.language == "en"
    assert "Esta carta pide copias" in summary_of(marias, letter(language="es"))


def test_an_appeal_letter_knows_its_last_day(luises: Workspace) -> None:
    draft = Letter.made(case_id=LUIS, kind=LetterKind.appeal, about_id=an_id("appeal"))
    text = summary_of(luises, draft)
    assert "12 de enero de 2027" in text
    deadlines = [one for one in luises.assess(luises.load_case(LUIS)).deadlines if LetterKind.appeal in one.letters]
    assert bool(deadlines) == ("Mándela antes del" in text)


def _packet(workspace: Workspace) -> tuple[Packet, PacketPlan]:
    packet = luis_packet(workspace.load_case(LUIS))
    return packet, gather_packet(workspace, packet)


def test_a_packet_is_gathered_written_and_kept_with_what_went_in(luises: Workspace) -> None:
    packet, plan = _packet(luises)
    made = write_pdf(plan, pages_for(plan).__getitem__)
    kept = keep_packet(luises, packet, made)
    assert luises.load_case(LUIS).packets == (kept,)
    assert pdf_of(luises, kept) == made.pdf
    manifest = json.loads(kept.manifest)
    assert manifest["pdf_sha256"] == kept.pdf_sha256
    entry = next(part for part in manifest["parts"] if part["part"] == "exhibit-B")
    assert entry["title"] == "Second opinion report"
    assert entry["pages"] == [1, 2, 3, 4, 5]
    assert entry["first_page"] == 7
    assert entry["sha256"] == luises.load_case(LUIS).documents[1].sha256


def test_a_packet_made_again_is_a_new_one(luises: Workspace) -> None:
    packet, plan = _packet(luises)
    made = write_pdf(plan, pages_for(plan).__getitem__)
    first = keep_packet(luises, packet, made)
    second = keep_packet(luises, first, made)
    assert second.id != first.id
    assert {one.id for one in luises.load_case(LUIS).packets} == {first.id, second.id}


def test_sending_the_packet_files_the_appeal(luises: Workspace) -> None:
    packet, plan = _packet(luises)
    kept = keep_packet(luises, packet, write_pdf(plan, pages_for(plan).__getitem__))
    mark_sent(luises, kept, Sending(case_id=LUIS, way=SendingWay.certified_mail, sent_on=date(2027, 1, 21)))
    snapshot = luises.load_case(LUIS)
    appeal = snapshot.find(an_id("appeal"))
    assert isinstance(appeal, Appeal)
    assert appeal.filed_on == date(2027, 1, 21)
    assert snapshot.sendings[0].packet_id == kept.id
    mark_received(luises, kept, snapshot.sendings[0], date(2027, 1, 25))
    appeal = luises.load_case(LUIS).find(an_id("appeal"))
    assert isinstance(appeal, Appeal)
    assert appeal.received_on == date(2027, 1, 25)


def test_a_packet_with_an_exhibit_that_can_not_be_read_is_not_kept(luises: Workspace) -> None:
    _kept, plan = _packet(luises)
    with pytest.raises(ExhibitError, match="Denial letter"):
        write_pdf(plan, lambda _id: b"")
    assert not luises.load_case(LUIS).packets


def test_each_part_says_how_many_pages_it_takes_before_anything_is_written(luises: Workspace) -> None:
    _packet_record, plan = _packet(luises)
    made = write_pdf(plan, pages_for(plan).__getitem__)
    listed = pages_of_parts(plan)
    assert [(one.part.title, one.page_count) for one in listed] == [
        ("Fax cover sheet", 1),
        ("Appeal letter", 1),
        ("List of exhibits", 1),
        ("Denial letter", 3),
        ("Second opinion report", 6),
        ("First opinion notes", 9),
        ("Call log", 2),
    ]
    assert [one.first_page for one in listed] == [made.written.first_pages[one.part.key] for one in listed]
    assert sum(one.page_count for one in listed) == made.written.page_count
