"""What is refused of rules that are each right alone, and what a reviewer asks: what is old, and what is missing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from caseorg.app import commands
from caseorg.domain.citation import Evidence
from caseorg.rules.library import Library, check, load_library
from caseorg.rules.overlap import slips_of_overlap
from caseorg.rules.review import counts, empty_cells, matrix, plan_kinds, stale
from tests.rules.rule_folders import REAL_RULES, TODAY, a_deadline, a_verdict, library_of, rule_folder

EMPLOYER = '"plan.kind" = "employer"'


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(REAL_RULES)


def slips(tmp_path: Path, files: dict[str, str]) -> list[str]:
    return [str(slip) for slip in slips_of_overlap(library_of(tmp_path / "rules", files))]


def test_two_rules_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    files = {
        "made/no.toml": a_verdict("made.no", "likely_no", EMPLOYER),
        "made/yes.toml": a_verdict("made.yes", "likely_yes", '"plan.network" = ["hmo", "ppo"]'),
    }
    (found,) = slips(tmp_path, files)
    assert found.startswith("made/no.toml: when: it contradicts “made.yes” where both apply.")


@pytest.mark.parametrize(
    "other",
    [
        a_verdict("made.yes", "likely_yes", '"plan.kind" = "va"'),  # another plan
        a_verdict("made.yes", "likely_yes", '"plan.regime" = "va"'),  # another law, which follows from the plan
        a_verdict("made.yes", "likely_yes", '"plan.medicare_parts" = "a_only"'),  # asked of another plan only
        a_verdict("made.yes", "likely_yes", EMPLOYER, topic="network"),  # another topic
        a_verdict("made.yes", "likely_no", '"plan.network" = "hmo"'),  # the same answer
        a_verdict("made.yes", "likely_yes", EMPLOYER, more='disagrees_with = ["made.no"]'),  # it says so
    ],
)
def test_rules_that_can_not_meet_or_say_so_do_not_contradict(tmp_path: Path, other: str) -> None:
    files = {"made/no.toml": a_verdict("made.no", "likely_no", EMPLOYER), "made/yes.toml": other}
    assert slips(tmp_path, files) == []


def test_two_clocks_for_one_act_are_named_and_one_that_stands_in_is_not(tmp_path: Path) -> None:
    shorter = "[[deadline.terms]]\nfrom = 2000-01-01\nallow = { days = 30 }"
    files = {"made/one.toml": a_deadline("made.one"), "made/two.toml": a_deadline("made.two", terms=shorter)}
    assert len(slips(tmp_path, files)) == 1
    stands_in = files["made/two.toml"].replace("[deadline]\n", "[deadline]\nonly_if_no_other = true\n")
    assert slips(tmp_path, {**files, "made/two.toml": stands_in}) == []


def test_who_names_a_rule_that_does_not_exist_is_told_which_was_meant(tmp_path: Path) -> None:
    files = {
        "made/no.toml": a_verdict("made.no", "likely_no", EMPLOYER),
        "made/yes.toml": a_verdict("made.yes", "likely_no", EMPLOYER, more='disagrees_with = ["made.nn"]'),
    }
    assert slips(tmp_path, files) == [
        "made/yes.toml: disagrees_with: there is no rule “made.nn”. Did you mean “made.no”?"
    ]


@pytest.mark.parametrize(
    "when",
    [
        '"plan.regime" = "va"\n"plan.network" = "hmo"',
        '"plan.kind" = "medicare"\n"plan.regime" = "tricare"',
        '"visit.referral_have" = "yes"\n"visit.referral_needed" = "no"',
        '"plan.medigap_letter" = "g"\n"plan.kind" = "uninsured"',
    ],
)
def test_a_rule_no_plan_can_reach_is_named(tmp_path: Path, when: str) -> None:
    found = slips(tmp_path, {"made/rule.toml": a_verdict("made.rule", "likely_no", when)})
    assert found == ["made/rule.toml: when: these lines can't all hold, whatever the plan: the rule never applies."]


def test_a_figure_nobody_stands_for_is_refused(tmp_path: Path) -> None:
    for text in ("You have 30 days.", "It costs $20.", "Usted paga 20 de cada 100.", "About 20% is yours."):
        rule = a_verdict("made.rule", "papers_decide", EMPLOYER, basis="usual").replace(
            "The rule in plain words.", text
        )
        folder = rule_folder(tmp_path / "rules", {"made/rule.toml": rule})
        found = [str(slip) for slip in check(folder, TODAY)]
        assert any("is a figure, and no cite stands for it" in slip for slip in found), text


def test_a_text_that_is_there_in_one_language_only_is_refused(tmp_path: Path) -> None:
    rule = a_verdict("made.rule", "likely_no", EMPLOYER)
    words = 'text = "The rule in plain words."'
    files = {"made/rule.toml": rule.replace(words, words + '\nchanges_if = "If you move."')}
    found = [str(slip) for slip in check(rule_folder(tmp_path / "rules", files), TODAY)]
    assert "made/rule.toml: es.changes_if: this text is missing: the other language has it." in found


def test_an_amount_or_a_state_checked_in_the_future_is_a_slip(tmp_path: Path) -> None:
    figure = (REAL_RULES / "figures" / "medicare_part_b.toml").read_text(encoding="utf-8")
    folder = rule_folder(tmp_path / "rules", {"figures/part_b.toml": figure})
    before = date(2026, 1, 1)
    found = [str(slip) for slip in check(folder, before)]
    assert any(slip.startswith("figures: medicare_part_b_deductible.years[") for slip in found)
    assert any(slip.startswith("states/OH.toml: cell[") for slip in found)


def test_a_source_is_stale_the_day_after_its_year_and_not_on_the_day(library: Library) -> None:
    checked = {cite.checked_on for rule in library.rules.values() for cite in rule.cite}
    oldest = min(checked)
    due = oldest.replace(year=oldest.year + 1)
    assert stale(library, due) == []
    found = stale(library, date.fromordinal(due.toordinal() + 1))
    assert found
    assert {one.due for one in found} == {due}
    everything = stale(library, date(2031, 1, 1))
    assert {one.file.partition("/")[0] for one in everything} >= {"medicare", "erisa", "states"}
    assert not any(one.file == "figures" for one in everything)  # the amounts of years that are over are history


def test_each_law_is_a_kind_of_plan_in_the_matrix(library: Library) -> None:
    from caseorg.rules.facts import facts_given

    rows = plan_kinds(REAL_RULES).values()
    laws = {facts_given(row.given, library.vocabulary).facts.value("plan.regime") for row in rows}
    assert laws == set(library.vocabulary["plan.regime"].choices)


def test_no_cell_of_the_matrix_is_silently_empty(library: Library) -> None:
    drawn = matrix(library, plan_kinds(REAL_RULES))
    assert {tuple(row) for row in drawn.values()} == {tuple(library.verdicts)}
    assert empty_cells(drawn) == []
    cell = drawn["medicare_a_and_b"]["opinion"]
    assert "likely_yes" in cell.answers
    assert cell.evidence in set(Evidence)
    assert drawn["uninsured"]["network"].nothing_to_say


def test_a_topic_left_out_of_a_plan_shows_as_an_empty_cell(library: Library) -> None:
    kinds = plan_kinds(REAL_RULES)
    silenced = [rule for rule in library.rules.values() if rule.id not in ("va.network", "va.opinion")]
    kept = [rule for rule in silenced if not ("plan.regime" in rule.when and rule.when["plan.regime"].holds("va"))]
    bare = Library(library.vocabulary, library.topics, library.figures, kept, library._read_state)
    assert ("va", "cost") in empty_cells(matrix(bare, kinds))


def test_each_rule_is_counted_for_each_kind_of_plan_it_can_apply_to(library: Library) -> None:
    counted = counts(library, plan_kinds(REAL_RULES))
    assert sum(number for marks in counted["all"].values() for number in marks.values()) == len(library.rules)
    assert set(counted["all"]["verdict"]) == {"read", "restated", "secondary", "memory", "papers"}
    alone = [rule for rule in library.rules.values() if not any(name.startswith("plan.") for name in rule.when)]
    assert sum(n for marks in counted["whatever_the_plan"].values() for n in marks.values()) == len(alone)
    for name, row in matrix(library, plan_kinds(REAL_RULES)).items():
        cards = {rule.id for cell in row.values() for rule in cell.rules} - {rule.id for rule in alone}
        assert sum(counted[name]["verdict"].values()) == len(cards), name


def test_the_commands_print_both(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status = commands.run(["rules", "coverage"])
    printed = json.loads(capfdbinary.readouterr().out)
    assert status == (commands.NOT_DONE if printed["empty"] else commands.DONE)
    assert printed["kinds"]["va"]["topics"]["cost"]["rules"]
    assert printed["counts"]["all"]["verdict"]["read"]
    assert commands.run(["rules", "stale", "--on", "2031-01-01"]) == commands.DONE
    rows = json.loads(capfdbinary.readouterr().out)
    assert {"file", "key", "place", "evidence", "checked_on", "due"} == set(rows[0])
