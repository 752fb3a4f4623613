"""Every fact a rule asks about can be answered on a screen: in a field of a form, or in a question that is kept."""

from __future__ import annotations

from caseorg.base import resources
from caseorg.domain.case import RECORD_TYPES
from caseorg.rules.following import FOLLOWING
from caseorg.rules.library import load_library
from caseorg.rules.schema import DeadlineRule
from caseorg.services.coverage import ASKED_GROUPS
from tests.architecture.test_every_field import in_forms, screens

LIBRARY = load_library(resources.path("rules"))
RECORDS = {each.__name__: each for each in RECORD_TYPES}

WORKED_OUT_FROM = {
    # What follows from records: the fields in forms that it follows from.
    "denial.appealed_on": ("Appeal.filed_on",),
    "patient.age": ("Patient.date_of_birth",),
    "records_request.route": (
        "Helper.patient_can_sign", "Helper.role", "RecordsRequest.by_office", "RecordsRequest.delivery",
        "RecordsRequest.drug_program", "RecordsRequest.holder", "RecordsRequest.in_computer", "RecordsRequest.to_look",
    ),
    "records_request.signer": ("Helper.patient_can_sign", "Helper.role"),
    "records_request.mammograms": ("RecordsRequest.holder", "RequestedItem.kind", "RequestedItem.request_id"),
}  # fmt: skip


def asked_by_rules() -> set[str]:
    """Return every fact that decides whether a rule applies or from when it counts, and what such facts follow from."""
    found: set[str] = set()
    for rule in LIBRARY.rules.values():
        found |= set(rule.fact_names())
        if isinstance(rule, DeadlineRule):
            clock = rule.deadline
            found |= {
                *clock.count_from,
                *(name for name in (clock.letter_says, clock.or_if_later, clock.done_when) if name),
            }
            found |= {clock.extend.if_told_on} if clock.extend else set()
    waiting = list(found)
    while waiting:
        fact = LIBRARY.vocabulary[waiting.pop()]
        below = {*fact.ask_when, *(name for case in fact.follows for name in case.when)} - found
        found |= below
        waiting += below
    return {name for name in found if not LIBRARY.vocabulary[name].follows}


def record_of(group: str) -> str:
    """Return the kind of record a group of facts belongs to."""
    return "".join(part.capitalize() for part in group.split("_"))


def test_every_fact_a_rule_asks_about_can_be_answered_on_a_screen() -> None:
    screens()
    fields = in_forms()
    nowhere = []
    for name in sorted(asked_by_rules()):
        fact = LIBRARY.vocabulary[name]
        if fact.computed:
            if not set(WORKED_OUT_FROM.get(name, ("nothing",))) <= fields:
                nowhere.append(f"{name}: it follows from what no form asks")
        elif fact.record:
            if f"{record_of(fact.group)}.{fact.field}" not in fields:
                nowhere.append(f"{name}: a field that stands in no form")
        elif fact.group not in ASKED_GROUPS:
            nowhere.append(f"{name}: neither a field nor asked on the coverage page")
    assert nowhere == []


def test_what_rules_ask_of_a_record_is_a_field_of_it() -> None:
    for name in asked_by_rules():
        fact = LIBRARY.vocabulary[name]
        if fact.record:
            assert fact.field in RECORDS[record_of(fact.group)].model_fields, name
    assert not set(FOLLOWING) - {fact.name for fact in LIBRARY.vocabulary}
