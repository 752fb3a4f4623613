from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caseorg.domain.case import Case, CaseSnapshot
from caseorg.domain.plan import Answer, AnswerSource, Plan, PlanKind
from caseorg.rules.assess import assess, assess_facts, compare
from caseorg.rules.library import Library
from caseorg.rules.schema import VerdictAnswer
from caseorg.rules.verdicts import Verdict
from tests.rules.rule_folders import TODAY, a_verdict, library_of

TOLD_YES = a_verdict(
    "made.told_yes", "yes_if_first", '"visit.referral_needed" = "yes"', "told", 'told_by = ["visit.referral_needed"]',
    headline="Get a referral first.",
)  # fmt: skip
LAW_NO = a_verdict("made.law", "likely_yes", '"plan.kind" = "tricare"', headline="The law asks for none.")
USUAL = a_verdict(
    "made.usual", "papers_decide", '"plan.kind" = ["employer", "tricare"]', "usual", headline="Your papers decide."
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return library_of(
        tmp_path_factory.mktemp("rules"),
        {"made/told_yes.toml": TOLD_YES, "made/law.toml": LAW_NO, "made/usual.toml": USUAL},
    )


def card(library: Library, given: dict[str, object]) -> Verdict:
    verdict = assess_facts(given, library, TODAY).verdict("referral")
    assert verdict is not None
    return verdict


def test_while_the_kind_of_plan_is_unknown_nobody_can_tell_and_it_is_asked(library: Library) -> None:
    verdict = card(library, {})
    assert (verdict.answer, verdict.needs) == (VerdictAnswer.cannot_tell, ("plan.kind",))
    assert verdict.words.en.headline == library.topics["referral"].en.headline
    assert verdict.words.es.headline == library.topics["referral"].es.headline


def test_a_topic_no_rule_speaks_of_has_no_card(library: Library) -> None:
    assert assess_facts({"plan.kind": "uninsured"}, library, TODAY).verdicts == ()


def test_where_papers_decide_what_they_say_is_worth_asking(library: Library) -> None:
    verdict = card(library, {"plan.kind": "employer"})
    assert (verdict.answer, verdict.needs) == (VerdictAnswer.papers_decide, ("visit.referral_needed",))


def test_the_law_does_not_wait_for_what_nobody_has_said(library: Library) -> None:
    verdict = card(library, {"plan.kind": "tricare"})
    assert (verdict.answer, verdict.needs) == (VerdictAnswer.likely_yes, ())
    assert [rule.id for rule in verdict.beside] == ["made.usual"]


def test_what_the_plan_said_comes_before_the_law_and_the_law_stands_beside_it(library: Library) -> None:
    verdict = card(library, {"plan.kind": "tricare", "visit.referral_needed": "yes"})
    assert verdict.words.en.headline == "Get a referral first."
    assert [rule.id for rule in verdict.beside] == ["made.law", "made.usual"]


def said(library: Library, source: AnswerSource, kind: PlanKind) -> Verdict:
    case = Case()
    answer = Answer(case_id=case.id, fact="visit.referral_needed", value="yes", said_by=source)
    snapshot = CaseSnapshot(case, plans=(Plan(case_id=case.id, kind=kind),), answers=(answer,))
    verdict = assess(snapshot, library, TODAY).verdict("referral")
    assert verdict is not None
    return verdict


@pytest.mark.parametrize("source", list(AnswerSource))
def test_the_law_comes_before_what_only_the_office_or_memory_says(library: Library, source: AnswerSource) -> None:
    weak = source in (AnswerSource.office, AnswerSource.memory)
    expected = "made.law" if weak else "made.told_yes"
    assert said(library, source, PlanKind.tricare).rules[0].id == expected
    assert said(library, source, PlanKind.employer).rules[0].id == "made.told_yes", "but before how plans mostly work"


def test_rules_that_agree_become_one_card_with_all_sources(tmp_path: Path) -> None:
    other = a_verdict("made.other", "likely_yes", '"plan.kind" = "tricare"\n"visit.emergency" = "no"', headline="More.")
    other = other.replace("1 CFR 1.1", "2 CFR 2.2")
    library = library_of(tmp_path / "rules", {"made/law.toml": LAW_NO, "made/other.toml": other})
    verdict = card(library, {"plan.kind": "tricare", "visit.emergency": "no"})
    assert [rule.id for rule in verdict.rules] == ["made.other", "made.law"], (
        "the one that looks at more gives the words"
    )
    assert verdict.words.en.headline == "More."
    assert [citation.place for citation in verdict.citations] == ["2 CFR 2.2", "1 CFR 1.1"]


def test_rules_that_disagree_become_one_cannot_tell_that_lists_both(tmp_path: Path) -> None:
    other = a_verdict("made.other", "likely_no", '"plan.kind" = "tricare"', headline="The other says no.")
    library = library_of(tmp_path / "rules", {"made/law.toml": LAW_NO, "made/other.toml": other})
    verdict = card(library, {"plan.kind": "tricare"})
    assert (verdict.answer, verdict.disagree) == (VerdictAnswer.cannot_tell, True)
    assert {rule.id for rule in verdict.rules} == {"made.law", "made.other"}
    assert verdict.words.en.why == (
        "Two rules say different things about a referral. The law asks for none. The other says no."
    )


def test_an_exception_that_is_still_open_holds_back_a_yes(tmp_path: Path) -> None:
    exception = a_verdict("made.exception", "likely_no", '"plan.kind" = "tricare"\n"visit.emergency" = "yes"')
    library = library_of(tmp_path / "rules", {"made/law.toml": LAW_NO, "made/exception.toml": exception})
    held = card(library, {"plan.kind": "tricare"})
    assert (held.answer, held.needs) == (VerdictAnswer.cannot_tell, ("visit.emergency",))
    assert card(library, {"plan.kind": "tricare", "visit.emergency": "no"}).answer is VerdictAnswer.likely_yes


@pytest.mark.parametrize(
    ("day", "speaks"), [("2026-02-02", False), ("2026-02-03", True), ("2027-12-31", True), ("2028-01-01", False)]
)
def test_a_rule_not_in_force_is_silent_the_day_before_and_speaks_on_the_day(
    tmp_path: Path, day: str, speaks: bool
) -> None:
    more = 'in_force = { from = 2026-02-03, until = 2027-12-31, by = "visit.day" }'
    rule = a_verdict("made.video", "likely_yes", '"visit.mode" = "video"', more=more).replace(
        'settles = ["answer"]', 'settles = ["answer", "in_force"]'
    )
    library = library_of(tmp_path / "rules", {"made/video.toml": rule})
    by_visit = assess_facts({"visit.mode": "video", "visit.day": day}, library, TODAY)
    by_today = assess_facts({"visit.mode": "video"}, library, date.fromisoformat(day))
    assert [len(found.verdicts) for found in (by_visit, by_today)] == [speaks, speaks]


def test_cards_stand_with_what_must_be_done_first_on_top(tmp_path: Path) -> None:
    topics = dict(zip(VerdictAnswer, ("opinion", "network", "cost", "doctor", "tests"), strict=True))
    files = {
        f"made/{answer}.toml": a_verdict(f"made.{answer}", answer, '"plan.kind" = "va"', topic=topic)
        for answer, topic in topics.items()
    }
    found = assess_facts({"plan.kind": "va"}, library_of(tmp_path / "rules", files), TODAY).verdicts
    assert [verdict.answer.value for verdict in found] == [
        "yes_if_first", "cannot_tell", "papers_decide", "likely_no", "likely_yes"
    ]  # fmt: skip


def test_a_rule_checked_more_than_a_year_ago_says_so(library: Library) -> None:
    verdict = card(library, {"plan.kind": "tricare"})
    assert verdict.stale_words(date(2027, 10, 1), "en") == ""
    assert verdict.stale_words(date(2027, 10, 2), "en") == "This rule was last checked in Oct 2026. Ask your plan."


def test_a_source_says_how_well_it_was_checked(library: Library) -> None:
    (citation,) = card(library, {"plan.kind": "tricare"}).citations
    assert citation.in_words("en") == "Read in the rule itself, Oct 2026."


def test_names_are_written_in_where_they_are_known(tmp_path: Path) -> None:
    rule = a_verdict("made.law", "likely_yes", '"plan.kind" = "va"', headline="{plan.name} can help pay.")
    library = library_of(tmp_path / "rules", {"made/law.toml": rule})
    case = Case()
    for name, expected in (("Blue <b>&{x}", "Blue <b>&{x} can help pay."), ("", "your plan can help pay.")):
        snapshot = CaseSnapshot(case, plans=(Plan(case_id=case.id, kind=PlanKind.va, name=name),))
        verdict = assess(snapshot, library, TODAY).verdict("referral")
        assert verdict is not None
        assert verdict.words.en.headline == expected


FIGURE = """
[made_deductible]
unit = "cents"
pick_by = "visit.day"

[made_deductible.en]
title = "Deductible"

[made_deductible.es]
title = "Deducible"

[[made_deductible.years]]
year = 2026
amount = 28300
place = "90 FR 52063"
evidence = "read"
checked_on = 2026-11-22

[[made_deductible.years]]
year = 2025
amount = 25700
place = "somebody"
evidence = "memory"
checked_on = 2026-11-22
"""


def test_an_amount_nobody_could_find_or_only_remembers_leaves_the_sentence_out(tmp_path: Path) -> None:
    rule = a_verdict("made.law", "likely_yes", '"plan.kind" = "va"').replace(
        'text = "The rule in plain words."', 'text = "x"\nmay_pay = "About {made_deductible} first."'
    )
    rule = rule.replace('text = "La regla en palabras sencillas."', 'text = "x"\nmay_pay = "Unos {made_deductible}."')
    library = library_of(tmp_path / "rules", {"made/law.toml": rule, "figures/made.toml": FIGURE})
    said_of_year = {
        year: card(library, {"plan.kind": "va", "visit.day": f"{year}-06-01"}).words.en.may_pay
        for year in (2025, 2026, 2027)
    }
    assert said_of_year == {2025: "", 2026: "About $283 first.", 2027: ""}


def test_a_change_tells_which_cards_changed_and_which_dates_moved(library: Library) -> None:
    before = assess_facts({}, library, TODAY)
    after = assess_facts({"plan.kind": "tricare"}, library, TODAY)
    ((old, new),) = compare(before, after).verdicts
    assert (old and old.answer, new and new.answer) == (VerdictAnswer.cannot_tell, VerdictAnswer.likely_yes)
    assert compare(after, after).verdicts == ()


def test_the_question_that_settles_most_stands_first(tmp_path: Path) -> None:
    files = {
        f"made/{topic}.toml": a_verdict(f"made.{topic}", "likely_yes", when, topic=topic)
        for topic, when in (
            ("opinion", '"visit.emergency" = "no"'),
            ("tests", '"visit.extra_tests" = "yes"'),
            ("cost", '"visit.extra_tests" = "yes"'),
        )
    }
    assert assess_facts({}, library_of(tmp_path / "rules", files), TODAY).needs == (
        "visit.extra_tests", "visit.emergency"
    )  # fmt: skip


def test_letters_that_make_sense_are_those_of_the_cards(tmp_path: Path) -> None:
    rule = a_verdict(
        "made.law", "yes_if_first", '"plan.kind" = "va"', more='action = "referral_note"\nletters = ["call_script"]'
    )
    library = library_of(tmp_path / "rules", {"made/law.toml": rule})
    assert [letter.value for letter in assess_facts({"plan.kind": "va"}, library, TODAY).letters] == [
        "referral_note", "call_script"
    ]  # fmt: skip
