"""One broken file for each mistake a writer of rules can make, and the message it must give."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseorg.domain.errors import BrokenRulesError
from caseorg.rules.library import check, load_library
from tests.rules.rule_folders import CLOCK_EXAMPLES, REAL_RULES, TODAY, a_deadline, a_verdict, rule_folder

GOOD_CLOCK = a_deadline()
GOOD_VERDICT = a_verdict("made.verdict", "likely_yes", '"plan.kind" = "va"')

STEP = """
id = "made.step"
kind = "step"

[when]
"plan.kind" = "va"

[step]
order = 1
goes_on = "by_you"

[en]
title = "First step"
decided_by = "The plan"
text = "Ask the plan."

[es]
title = "Primer paso"
decided_by = "El plan"
text = "Pregunte al plan."

[[cite]]
place = "1 CFR 1.1"
settles = ["order"]
evidence = "read"
checked_on = 2026-10-01
"""

CHECKLIST = """
id = "made.list"
kind = "checklist"

[when]
"plan.kind" = "va"

[checklist]
letter = "appeal"

[[item]]
id = "denial_letter"
level = "good"
document = "denial_letter"
en = "The letter"
es = "La carta"

[en]
title = "What helps"
text = "These help."

[es]
title = "Lo que ayuda"
text = "Esto ayuda."
"""

FILES = {"clock": GOOD_CLOCK, "verdict": GOOD_VERDICT, "step": STEP, "list": CHECKLIST}

# which file, what is replaced, by what, and the message
MISTAKES = {
    "no TOML": ("clock", "[deadline]", "[deadline", "made/clock.toml: this is not TOML"),
    "kind": ("clock", 'kind = "deadline"', 'kind = "dedline"', "made/clock.toml: kind: this is none of: verdict, "
             "deadline, step, checklist. Did you mean “deadline”?"),
    "id": ("clock", "made.clock", "made.watch", "made/clock.toml: id: a rule in this file has the id “made.clock”."),
    "key": ("clock", "count_from =", "coutn_from =", "made/clock.toml: deadline.coutn_from: there is no such key. "
            "Did you mean “count_from”?"),
    "missing key": ("clock", 'who = "you"', "", "made/clock.toml: deadline.who: this is missing."),
    "choice": ("clock", 'who = "you"', 'who = "me"', "made/clock.toml: deadline.who: this is none of: you, plan, "
               "reviewer, records_office, doctor."),
    "fact": ("clock", '"denial.received_date", ', '"denial.recieved_date", ', "made/clock.toml: deadline.count_from: "
             "there is no fact “denial.recieved_date”. Did you mean “denial.received_date”?"),
    "fact of another type": ("clock", '"denial.received_date", ', '"denial.level", ', "“denial.level” is not of type "
                             "date."),
    "value": ("clock", '"denial.level" = "initial"', '"denial.level" = "intial"', "made/clock.toml: when.denial.level: "
              "“intial” is not an answer here. Did you mean “initial”?"),
    "yes as a truth": ("clock", '"denial.level" = "initial"', '"denial.waiting_is_dangerous" = true',
                       'made/clock.toml: when.denial.waiting_is_dangerous: a condition names a value or a list of '
                       'values; yes and no are written "yes" and "no".'),
    "range of choices": ("clock", '"denial.level" = "initial"', '"denial.level" = { at_least = 3 }',
                         "a fact of type choice is not compared like this."),
    "unit": ("clock", "{ days = 60 }", "{ weeks = 9 }", "“allow” wants exactly one of days, business_days, months"),
    "two units": ("clock", "{ days = 60 }", "{ days = 60, months = 2 }", "“allow” wants exactly one of"),
    "no period": ("clock", "allow = { days = 60 }", "", "a term says “allow”, or “allow_from_state”, and not both."),
    "state without the fact": ("clock", "allow = { days = 60 }", 'allow_from_state = "records.copy_deadline"',
                               "“allow_from_state” needs “state_by”, the fact that holds the state."),
    "terms out of order": ("clock", "[[deadline.terms]]\nfrom = 2000-01-01",
                           "[[deadline.terms]]\nfrom = 2020-01-01\nallow = { days = 3 }\n\n[[deadline.terms]]\n"
                           "from = 2000-01-01", "the terms stand in the order of their “from”"),
    "uncited figure": ("clock", 'settles = ["count_from", "allow"]', 'settles = ["count_from"]',
                       "made/clock.toml: cite: nothing settles “allow@2000-01-01”."),
    "uncited move": ("clock", 'who = "you"', 'who = "you"\nif_closed_day = "next_open_day"',
                     "made/clock.toml: cite: nothing settles “if_closed_day”."),
    "cite for nothing": ("clock", '"count_from", "allow"]', '"count_from", "allow", "alow"]',
                         "made/clock.toml: cite[1].settles: this rule has no “alow” to settle. Did you mean “allow”?"),
    "evidence": ("clock", 'evidence = "read"', 'evidence = "hearsay"', "made/clock.toml: cite[1].evidence: this is none"
                 " of: read, restated, secondary, memory."),
    "text in one language": ("clock", 'title = "Pídalo"', "", "made/clock.toml: es.title: this is missing."),
    "empty text": ("clock", 'title = "Pídalo"', 'title = ""', "made/clock.toml: es.title: this is empty."),
    "two kinds of record": ("clock", '"denial.level" = "initial"', '"loan.returned_on" = 2026-01-01',
                            "one rule looks at one kind of record, and not at denial, loan."),
    "topic": ("verdict", 'topic = "referral"', 'topic = "referal"', "made/verdict.toml: topic: there is no topic "
              "“referal”. Did you mean “referral”?"),
    "sixth answer": ("verdict", 'answer = "likely_yes"', 'answer = "yes"', "made/verdict.toml: answer: this is none of:"
                     " likely_yes, yes_if_first, cannot_tell, likely_no, papers_decide."),
    "firm on memory": ("verdict", 'evidence = "read"', 'evidence = "memory"', "made/verdict.toml: answer: “likely_yes” "
                       "is a firm answer, and memory alone never gives one."),
    "uncited verdict": ("verdict", 'settles = ["answer"]', 'settles = ["cost"]',
                        "made/verdict.toml: cite: nothing settles “answer”."),
    "told by nobody": ("verdict", 'basis = "law"', 'basis = "told"', "made/verdict.toml: told_by: a rule with the basis"
                       " “told” names the facts that somebody told, and no other does."),
    "placeholder": ("verdict", "Something about", "{plan.nmae} is about", "made/verdict.toml: en.headline: there is no "
                    "“{plan.nmae}”. Did you mean “plan.name”?"),
    "figure": ("verdict", 'topic = "referral"', 'topic = "referral"\ncost = { share = "part_b_share" }',
               "made/verdict.toml: cost.share: there is no fact or figure “part_b_share”."),
    "letter": ("verdict", 'topic = "referral"', 'topic = "referral"\nletters = ["apeal"]',
               "made/verdict.toml: letters[1]: this is none of: records_request"),
    "guaranteed": ("verdict", 'why = "Your plan', 'why = "Payment is guaranteed. Your plan',
                   "made/verdict.toml: en.why: it says “guaranteed”"),
    "bare covered": ("verdict", 'why = "Your plan', 'why = "It is covered. Your plan',
                     "made/verdict.toml: en.why: it says “covered”"),
    "bare cubierta": ("verdict", 'why = "Su plan', 'why = "Está cubierta. Su plan',
                      "made/verdict.toml: es.why: it says “cubierta”"),
    "exclamation": ("verdict", 'to_do = "Ask your plan."', 'to_do = "Ask your plan!"',
                    "made/verdict.toml: en.to_do: it says “!”"),
    "odds": ("verdict", 'why = "Your plan', 'why = "Most people win. Your plan', "it says “win”"),
    "step's deadline": ("step", 'goes_on = "by_you"', 'goes_on = "by_you"\nfile_by = ["made.cloc"]',
                        "made/step.toml: step.file_by: there is no such rule: “made.cloc”. Did you mean “made.clock”?"),
    "step's level": ("step", 'goes_on = "by_you"', 'goes_on = "by_you"\ndenial_level = "first"',
                     "made/step.toml: step.denial_level: this is none of: initial"),
    "step's amount": ("step", 'goes_on = "by_you"', 'goes_on = "by_you"\namount = "hearing"',
                      "made/step.toml: step.amount: there is no figure “hearing”."),
    "uncited must": ("list", 'level = "good"', 'level = "must"', "made/list.toml: cite: nothing settles "
                     "“denial_letter”."),
    "kind of document": ("list", 'document = "denial_letter"', 'document = "denial_leter"',
                         "made/list.toml: item.denial_letter.document: there is no kind of document “denial_leter”. "
                         "Did you mean “denial_letter”?"),
}  # fmt: skip


def all_files() -> dict[str, str]:
    return {f"made/{name}.toml": text for name, text in FILES.items()}


def test_the_files_are_good_before_they_are_broken(tmp_path: Path) -> None:
    library = load_library(rule_folder(tmp_path / "rules", all_files()))
    assert set(library.rules) == {f"made.{name}" for name in FILES}


@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_each_mistake_is_reported_with_file_key_and_what_was_meant(tmp_path: Path, mistake: str) -> None:
    name, old, new, message = MISTAKES[mistake]
    assert old in FILES[name]
    files = {**all_files(), f"made/{name}.toml": FILES[name].replace(old, new, 1)}
    with pytest.raises(BrokenRulesError) as caught:
        load_library(rule_folder(tmp_path / "rules", files))
    assert message in str(caught.value)


def test_all_slips_of_all_files_are_reported_at_once(tmp_path: Path) -> None:
    files = {
        "made/clock.toml": GOOD_CLOCK.replace("coun", "con"),
        "made/verdict.toml": GOOD_VERDICT.replace("referral", "r"),
    }
    with pytest.raises(BrokenRulesError) as caught:
        load_library(rule_folder(tmp_path / "rules", files))
    assert {slip.file for slip in caught.value.slips} == set(files)  # type: ignore[attr-defined]


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    folder = rule_folder(tmp_path / "rules", {})
    (folder / "made").mkdir()
    (folder / "made" / "clock.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BrokenRulesError, match=r"made/clock\.toml: this is not a text in UTF-8"):
        load_library(folder)


def test_a_figure_that_stands_twice_is_named(tmp_path: Path) -> None:
    figure = (REAL_RULES / "figures" / "medicare_part_b.toml").read_text(encoding="utf-8")
    files = {"figures/one.toml": figure, "figures/two.toml": figure}
    with pytest.raises(BrokenRulesError, match=r"figures/two\.toml: \w+: another file has this figure"):
        load_library(rule_folder(tmp_path / "rules", files))


def test_an_empty_folder_has_no_facts(tmp_path: Path) -> None:
    with pytest.raises(BrokenRulesError, match=r"facts\.toml: there is no such file"):
        load_library(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('type = "date"', 'type = "day"', "this is none of: choice, date"),
        ('label = "the day of the visit"', "", "a date needs a “label”"),
        ('surgery = "Surgery was recommended"', "", "each choice needs its words in both languages"),
        ('on_the_phone = "What kind of plan do I have?"', "", "who is asked by phone needs “on_the_phone”"),
        ('is = "va"', 'is = "vaa"', "“is” names one of the choices"),
        ('ask_when = { "visit.in_network" = "no" }', 'ask_when = { "visit.network" = "no" }',
         "there is no fact “visit.network”. Did you mean “visit.in_network”?"),
        ("{consultant.name} at", "{consultant.nam} at",
         "there is no “{consultant.nam}”. Did you mean “consultant.name”"),
    ],
)  # fmt: skip
def test_slips_in_the_facts_are_reported(tmp_path: Path, old: str, new: str, message: str) -> None:
    folder = rule_folder(tmp_path / "rules", {})
    text = (folder / "facts.toml").read_text(encoding="utf-8")
    assert old in text
    (folder / "facts.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(BrokenRulesError) as caught:
        load_library(folder)
    assert message in str(caught.value)


def checked(tmp_path: Path, examples: str, rule: str = GOOD_CLOCK) -> list[str]:
    folder = rule_folder(tmp_path / "rules", {"made/clock.toml": rule + examples})
    return [str(slip) for slip in check(folder, TODAY)]


def test_a_rule_with_all_its_examples_passes_the_check(tmp_path: Path) -> None:
    assert checked(tmp_path, CLOCK_EXAMPLES) == []


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("It applies", "one example has to show that the rule applies."),
        ("It does not", "one example has to show that the rule does not apply."),
        (
            "Which answer it is, is not known",
            "one example has to show what is asked while “denial.level” is not known.",
        ),
        ("No start", "one example has to show what is asked while no start is known."),
    ],
)
def test_each_missing_example_is_named(tmp_path: Path, title: str, message: str) -> None:
    kept = [part for part in CLOCK_EXAMPLES.split("[[example]]") if title not in part]
    found = checked(tmp_path, "[[example]]".join(kept))
    assert f"made/clock.toml: example: {message}" in found


def test_each_term_needs_an_example(tmp_path: Path) -> None:
    terms = (
        "[[deadline.terms]]\nfrom = 2020-01-01\nallow = { days = 50 }\n\n"
        "[[deadline.terms]]\nfrom = 2025-01-01\nallow = { days = 60 }"
    )
    found = checked(tmp_path, CLOCK_EXAMPLES, a_deadline(terms=terms))
    assert found == [
        "made/clock.toml: example: one example has to start in the term from 2020-01-01.",
        "made/clock.toml: example: one example has to start before the first term, 2020-01-01.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("lands_on = 2026-11-15", "lands_on = 2026-11-16",
         "expected lands_on 2026-11-16, and got lands_on 2026-11-15."),
        ("applies = false", "applies = true", "expected that it applies, and got that it does not apply."),
        ('needs = ["denial.level"]', 'needs = ["plan.kind"]',
         "expected that it needs plan.kind, and got that it needs denial.level."),
        ("applies = false", "", "it expects nothing: say “applies”, “needs” or a result."),
        ('"denial.level" = "external"', '"denial.levl" = "external"',
         "There is no fact “denial.levl”. Did you mean “denial.level”?"),
    ],
)  # fmt: skip
def test_an_example_that_fails_says_what_came_out(tmp_path: Path, old: str, new: str, message: str) -> None:
    found = checked(tmp_path, CLOCK_EXAMPLES.replace(old, new))
    assert any(message in slip for slip in found), found


def test_a_source_checked_in_the_future_is_a_slip(tmp_path: Path) -> None:
    found = checked(tmp_path, CLOCK_EXAMPLES, GOOD_CLOCK.replace("2026-10-01", "2026-12-01"))
    assert found == ["made/clock.toml: cite[1].checked_on: this day has not come yet."]


def test_a_rule_in_force_for_a_while_needs_its_edges_as_examples(tmp_path: Path) -> None:
    rule = GOOD_VERDICT.replace('topic = "referral"', 'topic = "referral"\nin_force = { from = 2026-01-01 }').replace(
        '["answer"]', '["answer", "in_force"]'
    )
    folder = rule_folder(tmp_path / "rules", {"made/verdict.toml": rule})
    found = [str(slip) for slip in check(folder, TODAY)]
    for day in ("2025-12-31", "2026-01-01"):
        assert (
            f"made/verdict.toml: example: one example has to stand on {day}, at the edge of the days it is in force."
            in (found)
        )


def test_examples_are_not_read_for_use(tmp_path: Path) -> None:
    folder = rule_folder(tmp_path / "rules", {"made/clock.toml": GOOD_CLOCK + CLOCK_EXAMPLES})
    assert load_library(folder).rules["made.clock"].example == ()


def test_a_broken_table_of_a_state_is_found_by_the_check(tmp_path: Path) -> None:
    folder = rule_folder(tmp_path / "rules", {})
    path = folder / "states" / "OH.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("place =", "palce ="), encoding="utf-8")
    found = [str(slip) for slip in check(folder, TODAY)]
    assert any("states/OH.toml: cell[1].palce: there is no such key. Did you mean “place”?" in slip for slip in found)


def test_the_check_finds_nothing_wrong_with_the_rules_of_the_program() -> None:
    assert [str(slip) for slip in check(REAL_RULES, TODAY)] == []
