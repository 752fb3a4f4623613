from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.counting import PeriodUnit, StepKind
from caseorg.domain.dates import ClosedBecause
from caseorg.domain.deadline import DateChange, FiledWhen
from caseorg.domain.denial import Appeal, Denial
from caseorg.domain.plan import Plan, PlanKind
from caseorg.rules.assess import Assessment, assess, assess_facts
from caseorg.rules.library import Library
from tests.rules.rule_folders import EVERY_KEY, TODAY, a_deadline, library_of, the_deadline

MEDICARE = """
count_from = ["denial.received_date", "denial.notice_date"]
presume_received = { after = "denial.notice_date", days = 5, unless = "denial.received_evidence" }
letter_says = "denial.stated_last_day"
filed_when = "received"
done_when = "denial.appealed_on"
"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """180 days from the day the letter came; no move, no mail days. The clock of plans from work."""
    table = (
        'count_from = ["denial.received_date", "denial.notice_date"]\nletter_says = "denial.stated_last_day"\n'
        'done_when = "denial.appealed_on"'
    )
    terms = "[[deadline.terms]]\nfrom = 2000-01-01\nallow = { days = 180 }"
    return library_of(tmp_path_factory.mktemp("rules"), {"made/clock.toml": a_deadline(table=table, terms=terms)})


@pytest.fixture(scope="module")
def medicare(tmp_path_factory: pytest.TempPathFactory) -> Library:
    rule = a_deadline(table=MEDICARE, settles=EVERY_KEY.replace('"if_no_such_day", "if_closed_day", ', "").replace(
        ', "or_if_later"', ""))  # fmt: skip
    return library_of(tmp_path_factory.mktemp("rules"), {"made/clock.toml": rule})


def made(tmp_path: Path, **rule: str) -> Library:
    return library_of(tmp_path / "rules", {"made/clock.toml": a_deadline(**rule)})


def test_deadline_counts_from_the_letter_when_the_day_it_came_is_unknown(plain: Library) -> None:
    """Luis's letter is dated January 12. The page says July 11, a Sunday, and asks to send it by July 2."""
    deadline = the_deadline(plain, {"denial.level": "initial", "denial.notice_date": "2027-01-12"})
    assert deadline.started_from == "denial.notice_date"
    assert (deadline.lands_on, deadline.last_day, deadline.send_by) == (
        date(2027, 7, 11), date(2027, 7, 11), date(2027, 7, 2)
    )  # fmt: skip
    assert deadline.moved_because is None


def test_the_envelope_moves_the_date(plain: Library) -> None:
    given = {"denial.level": "initial", "denial.notice_date": "2027-01-12", "denial.received_date": "2027-01-15"}
    deadline = the_deadline(plain, given)
    assert (deadline.started_from, deadline.last_day) == ("denial.received_date", date(2027, 7, 14))


def test_every_step_is_shown_in_words(plain: Library) -> None:
    deadline = the_deadline(plain, {"denial.level": "initial", "denial.notice_date": "2027-01-12"})
    shown = [(step.title("en"), step.value("en"), step.text("en")) for step in deadline.steps]
    assert shown == [
        ("We started from", "Tue, Jan 12, 2027", "the date on the plan's letter"),
        (
            "To be safe",
            "",
            "The clock often starts on the day you got the letter. We don't know that day, so we used an earlier one.",
        ),
        ("We added", "180 days", "All days count, weekends too."),
        ("That lands on", "Sun, Jul 11, 2027", "A weekend. We did not move it later."),
        ("Send it by", "Fri, Jul 2, 2027", "7 days for mail, moved back to a workday."),
    ]


def test_every_kind_of_step_has_words_in_both_languages(plain: Library, medicare: Library) -> None:
    for library in (plain, medicare):
        given = {
            "denial.level": "initial",
            "denial.notice_date": "2026-01-15",
            "denial.stated_last_day": "2026-03-01",
        }
        for step in the_deadline(library, given).steps:
            for language in ("en", "es"):
                assert step.title(language)
                assert "{" not in step.title(language) + step.value(language) + step.text(language)


def test_medicare_takes_five_days_for_the_mail(medicare: Library) -> None:
    deadline = the_deadline(medicare, {"denial.level": "initial", "denial.notice_date": "2026-01-15"})
    assert (deadline.started_on, deadline.last_day) == (date(2026, 1, 20), date(2026, 3, 21))
    assert [step.kind for step in deadline.steps][:3] == [StepKind.started, StepKind.mail, StepKind.added]
    assert deadline.counts_as_filed_when is FiledWhen.received


def test_a_day_of_receipt_without_proof_counts_only_where_it_is_earlier(medicare: Library) -> None:
    given = {"denial.level": "initial", "denial.notice_date": "2026-01-15"}
    earlier = the_deadline(medicare, {**given, "denial.received_date": "2026-01-17"})
    later = the_deadline(medicare, {**given, "denial.received_date": "2026-01-30"})
    proven = the_deadline(medicare, {**given, "denial.received_date": "2026-01-30", "denial.received_evidence": "yes"})
    assert [one.started_on for one in (earlier, later, proven)] == [
        date(2026, 1, 17), date(2026, 1, 20), date(2026, 1, 30)
    ]  # fmt: skip


def test_the_date_in_the_persons_own_letter_wins_and_the_general_rule_stands_beside_it(plain: Library) -> None:
    given = {"denial.level": "initial", "denial.notice_date": "2027-01-12", "denial.stated_last_day": "2027-08-02"}
    deadline = the_deadline(plain, given)
    assert (deadline.last_day, deadline.rule_last_day) == (date(2027, 8, 2), date(2027, 7, 11))
    assert deadline.send_by == date(2027, 7, 2), "our safe day keeps to the earlier of the two"
    assert StepKind.general_rule in [step.kind for step in deadline.steps]


def test_the_date_in_the_letter_stands_even_where_no_start_is_known(plain: Library) -> None:
    deadline = the_deadline(plain, {"denial.level": "initial", "denial.stated_last_day": "2027-08-02"})
    assert (deadline.last_day, deadline.started_on, deadline.period) == (date(2027, 8, 2), None, None)


def test_without_a_start_the_start_is_asked(plain: Library) -> None:
    assessment = assess_facts({"denial.level": "initial"}, plain, TODAY)
    assert assessment.deadlines == ()
    assert assessment.needs == ("denial.notice_date", "denial.received_date")


def test_without_a_denial_nothing_is_counted_and_nothing_is_asked(plain: Library) -> None:
    assessment = assess_facts({}, plain, TODAY)
    assert (assessment.deadlines, assessment.needs) == ((), ())


def test_a_last_day_moves_past_a_closed_day_only_where_the_rule_says_so(tmp_path: Path) -> None:
    library = made(
        tmp_path,
        table='count_from = ["denial.received_date"]\nif_no_such_day = "first_of_next_month"\n'
        'if_closed_day = "next_open_day"',
        terms="[[deadline.terms]]\nfrom = 2017-01-01\nallow = { months = 4 }",
        settles='"count_from", "allow", "if_no_such_day", "if_closed_day"',
    )
    deadline = the_deadline(library, {"denial.level": "initial", "denial.received_date": "2025-10-30"})
    assert (deadline.lands_on, deadline.last_day) == (date(2026, 3, 1), date(2026, 3, 2))
    assert deadline.moved_because is ClosedBecause.sunday
    assert deadline.send_by == date(2026, 2, 20), "reckoned from where the count landed, before the move"
    assert deadline.period is not None
    assert deadline.period.unit is PeriodUnit.months


def test_a_move_that_rests_on_memory_is_not_made(tmp_path: Path) -> None:
    rule = a_deadline(
        table='count_from = ["denial.notice_date"]\nif_closed_day = "next_open_day"', settles='"count_from", "allow"'
    )
    rule += '\n[[cite]]\nplace = "x"\nsettles = ["if_closed_day"]\nevidence = "memory"\nchecked_on = 2026-10-01\n'
    library = library_of(tmp_path / "rules", {"made/clock.toml": rule})
    deadline = the_deadline(library, {"denial.level": "initial", "denial.notice_date": "2026-09-16"})
    assert deadline.last_day == deadline.lands_on == date(2026, 11, 15), "a Sunday"
    assert StepKind.move_unconfirmed in [step.kind for step in deadline.steps]


def test_a_rule_on_memory_gives_a_day_to_act_by_and_never_a_last_day(tmp_path: Path) -> None:
    library = made(tmp_path, evidence="memory")
    deadline = the_deadline(library, {"denial.level": "initial", "denial.notice_date": "2026-09-16"})
    assert (deadline.lands_on, deadline.last_day, deadline.is_confirmed) == (None, None, False)
    assert deadline.send_by == date(2026, 11, 6)
    assert not deadline.is_late(date(2030, 1, 1))


def test_a_letter_gives_a_last_day_even_where_the_rule_rests_on_memory(tmp_path: Path) -> None:
    library = made(
        tmp_path,
        evidence="memory",
        table='count_from = ["denial.notice_date"]\nletter_says = "denial.stated_last_day"',
    )
    given = {"denial.level": "initial", "denial.notice_date": "2026-09-16", "denial.stated_last_day": "2026-12-04"}
    deadline = the_deadline(library, given)
    assert (deadline.last_day, deadline.rule_last_day) == (date(2026, 12, 4), None)


def test_the_term_is_picked_by_the_date_the_rule_names_and_never_by_today(tmp_path: Path) -> None:
    terms = (
        "[[deadline.terms]]\nfrom = 2020-01-01\nallow = { days = 60 }\n\n"
        "[[deadline.terms]]\nfrom = 2025-01-01\nallow = { days = 65 }"
    )
    library = made(tmp_path, table='count_from = ["denial.notice_date"]', terms=terms)
    the_day_before = {"denial.level": "initial", "denial.notice_date": "2024-12-31"}
    the_day = {"denial.level": "initial", "denial.notice_date": "2025-01-01"}
    for today in (date(2024, 6, 1), TODAY):
        assert the_deadline(library, the_day_before, today).last_day == date(2025, 3, 1)
        assert the_deadline(library, the_day, today).last_day == date(2025, 3, 7)


def test_a_rule_is_silent_before_its_first_term_and_after_its_last(tmp_path: Path) -> None:
    terms = "[[deadline.terms]]\nfrom = 2020-01-01\nuntil = 2020-12-31\nallow = { days = 60 }"
    library = made(tmp_path, table='count_from = ["denial.notice_date"]', terms=terms)
    counted = [
        len(assess_facts({"denial.level": "initial", "denial.notice_date": day}, library, TODAY).deadlines)
        for day in ("2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01")
    ]
    assert counted == [0, 1, 1, 0]


def test_a_term_may_differ_in_its_start_and_its_mail_days(tmp_path: Path) -> None:
    terms = (
        '[[deadline.terms]]\nfrom = 2020-01-01\nallow = { days = 60 }\npresume_received = "no"\n'
        'count_from = ["denial.notice_date"]\n\n[[deadline.terms]]\nfrom = 2025-01-01\nallow = { days = 60 }'
    )
    table = MEDICARE + 'pick_terms_by = "denial.notice_date"'
    library = made(
        tmp_path, table=table, terms=terms, settles='"count_from", "allow", "presume_received", "filed_when"'
    )
    old = the_deadline(library, {"denial.level": "initial", "denial.notice_date": "2024-12-31"})
    new = the_deadline(library, {"denial.level": "initial", "denial.notice_date": "2025-01-01"})
    assert (old.last_day, new.last_day) == (date(2025, 3, 1), date(2025, 3, 7))


@pytest.mark.parametrize(
    ("allow", "lands_on"),
    [
        ("{ days = 10 }", date(2026, 11, 26)),
        ("{ business_days = 10 }", date(2026, 12, 1)),
        ("{ months = 1 }", date(2026, 12, 16)),
        ("{ hours = 72 }", date(2026, 11, 19)),
        ("{ days_before = 10 }", date(2026, 11, 6)),
        ("{ year_ends = 3 }", date(2029, 12, 31)),
    ],
)
def test_each_unit_is_counted_in_its_own_way(tmp_path: Path, allow: str, lands_on: date) -> None:
    terms = f"[[deadline.terms]]\nfrom = 2000-01-01\nallow = {allow}"
    library = made(tmp_path, table='count_from = ["denial.notice_date"]', terms=terms)
    deadline = the_deadline(library, {"denial.level": "initial", "denial.notice_date": "2026-11-16"})
    assert deadline.lands_on == lands_on
    for step in deadline.steps:
        assert "{" not in step.value("es") + step.text("es")


def test_the_later_of_two_days_counts_where_the_rule_says_so(tmp_path: Path) -> None:
    library = made(
        tmp_path,
        table='count_from = ["denial.notice_date"]\nor_if_later = "denial.effective_date"',
        terms="[[deadline.terms]]\nfrom = 2000-01-01\nallow = { days = 10 }",
        settles='"count_from", "allow", "or_if_later"',
    )
    given = {"denial.level": "initial", "denial.notice_date": "2026-11-02"}
    assert the_deadline(library, given).last_day == date(2026, 11, 12)
    assert the_deadline(library, {**given, "denial.effective_date": "2026-11-10"}).last_day == date(2026, 11, 12)
    assert the_deadline(library, {**given, "denial.effective_date": "2026-11-20"}).last_day == date(2026, 11, 20)


def test_a_states_own_limit_comes_with_the_evidence_of_its_cell(tmp_path: Path) -> None:
    library = made(
        tmp_path,
        table='count_from = ["denial.notice_date"]\nstate_by = "patient.state"',
        terms='[[deadline.terms]]\nfrom = 2000-01-01\nallow_from_state = "external_review.filing_limit"',
        settles='"count_from"',
    )
    given = {"denial.level": "initial", "denial.notice_date": "2026-11-02"}
    assert assess_facts(given, library, TODAY).needs == ("patient.state",)
    cell = library.state_cell("OH", "external_review.filing_limit")
    assert cell is not None
    deadline = the_deadline(library, {**given, "patient.state": "OH"})
    assert deadline.evidence is cell.evidence
    assert cell.citation in deadline.citations


@pytest.mark.parametrize(("way", "send_by"), [("mail", 2), ("overnight", 9), ("fax", 9), ("by_hand", 9)])
def test_send_by_follows_the_way_of_sending(plain: Library, way: str, send_by: int) -> None:
    given = {"denial.level": "initial", "denial.notice_date": "2027-01-12", "sending.way": way}
    assert the_deadline(plain, given).send_by == date(2027, 7, send_by)


def test_the_last_day_is_in_time_until_it_ends(plain: Library) -> None:
    deadline = the_deadline(plain, {"denial.level": "initial", "denial.notice_date": "2027-01-12"})
    assert not deadline.is_late(date(2027, 7, 11))
    assert deadline.is_late(date(2027, 7, 12))


def test_somebody_elses_clock_has_no_day_to_send_by(tmp_path: Path) -> None:
    library = made(tmp_path, who="plan")
    deadline = the_deadline(library, {"denial.level": "initial", "denial.notice_date": "2026-09-16"})
    assert (deadline.is_mine, deadline.send_by) == (False, None)


def a_snapshot(
    *denials: Denial, changes: tuple[DateChange, ...] = (), appeals: tuple[Appeal, ...] = ()
) -> CaseSnapshot:
    case = Case()
    plan = Plan(case_id=case.id, kind=PlanKind.employer)
    return CaseSnapshot(case, plans=(plan,), denials=denials, date_changes=changes, appeals=appeals)


def test_each_denial_has_its_own_clock(plain: Library) -> None:
    case_id = uuid4()
    first = Denial(case_id=case_id, notice_date=date(2027, 1, 12))
    second = Denial(case_id=case_id, notice_date=date(2027, 2, 1))
    found = assess(a_snapshot(first, second), plain, TODAY).deadlines
    assert [(one.about, one.id) for one in found] == [
        (first.id, f"made.clock:{first.id}"), (second.id, f"made.clock:{second.id}")
    ]  # fmt: skip


def changed(plain: Library, denial: Denial, **entries: object) -> Assessment:
    change = DateChange(case_id=denial.case_id, deadline_id=f"made.clock:{denial.id}", **entries)
    return assess(a_snapshot(denial, changes=(change,)), plain, TODAY)


def test_a_date_changed_by_hand_keeps_the_one_that_was_counted(plain: Library) -> None:
    denial = Denial(case_id=uuid4(), notice_date=date(2027, 1, 12))
    assessment = changed(plain, denial, new_day=date(2027, 8, 20), reason="plan gave me more time, ref 90177")
    (deadline,) = assessment.deadlines
    assert (deadline.last_day, deadline.send_by) == (date(2027, 8, 20), date(2027, 8, 13))
    assert deadline.counted is not None
    assert deadline.counted.last_day == date(2027, 7, 11)
    *_before, by_hand, safe = deadline.steps
    assert (by_hand.kind, by_hand.text("en")) == (StepKind.changed, "plan gave me more time, ref 90177")
    # One day to send it by, and it is the one that the list shows.
    assert [step.day for step in deadline.steps if step.kind is StepKind.send_by] == [safe.day] == [deadline.send_by]


def test_a_date_changed_by_hand_does_not_move_when_its_start_changes(plain: Library) -> None:
    denial = Denial(case_id=uuid4(), notice_date=date(2027, 1, 12))
    later = denial.revised(received_date=date(2027, 1, 20))
    before = changed(plain, denial, new_day=date(2027, 8, 20)).deadlines[0]
    after = changed(plain, later, new_day=date(2027, 8, 20)).deadlines[0]
    assert before.last_day == after.last_day == date(2027, 8, 20)
    assert before.counted != after.counted


def test_a_date_marked_done_is_done_and_never_late(plain: Library) -> None:
    denial = Denial(case_id=uuid4(), notice_date=date(2027, 1, 12))
    (deadline,) = changed(plain, denial, done_on=date(2027, 2, 1)).deadlines
    assert deadline.done_on == date(2027, 2, 1)
    assert not deadline.is_late(date(2028, 1, 1))


def test_an_appeal_that_was_sent_marks_its_date_as_done(plain: Library) -> None:
    denial = Denial(case_id=uuid4(), notice_date=date(2027, 1, 12))
    appeal = Appeal(case_id=denial.case_id, denial_id=denial.id, filed_on=date(2027, 3, 3))
    (deadline,) = assess(a_snapshot(denial, appeals=(appeal,)), plain, TODAY).deadlines
    assert deadline.done_on == date(2027, 3, 3)


def test_the_date_in_a_letter_stands_alone_where_no_rule_is_known(tmp_path: Path) -> None:
    stand_in = a_deadline(
        rule_id="made.letter",
        when='"denial.level" = { not = "council" }',
        table='count_from = ["denial.stated_last_day"]\nletter_says = "denial.stated_last_day"\n'
        "only_if_no_other = true",
        terms="[[deadline.terms]]\nfrom = 2000-01-01\nallow = { days = 0 }",
        settles="",
    )
    real = a_deadline(
        when='"plan.kind" = "employer"',
        table='count_from = ["denial.notice_date"]\nletter_says = "denial.stated_last_day"',
    )
    library = library_of(tmp_path / "rules", {"made/clock.toml": real, "made/letter.toml": stand_in})
    given = {"denial.level": "initial", "denial.notice_date": "2026-10-01", "denial.stated_last_day": "2026-12-04"}
    assert the_deadline(library, given).rule == "made.letter"
    with_plan = the_deadline(library, {**given, "plan.kind": "employer"})
    assert (with_plan.rule, with_plan.last_day) == ("made.clock", date(2026, 12, 4))
    without_day = {"denial.level": "initial", "denial.notice_date": "2026-10-01"}
    assert assess_facts(without_day, library, TODAY).needs == ("plan.kind", "denial.stated_last_day")
    assert assess_facts({**without_day, "plan.kind": "employer"}, library, TODAY).needs == ()


@pytest.mark.parametrize("notice", ["1900-01-01", "2099-12-31", "2150-12-31"])
def test_the_first_and_the_last_date_a_person_can_type_can_be_counted_from(plain: Library, notice: str) -> None:
    given = {"denial.level": "initial", "denial.notice_date": notice}
    found = assess_facts(given, plain, TODAY).deadlines
    assert len(found) == (0 if notice.startswith("1900") else 1), "the rule begins in 2000"
