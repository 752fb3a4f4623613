"""Facts that follow from a case's records: one small function each, under the name the rules use for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Appeal
from caseorg.domain.health import PlannedCare
from caseorg.domain.opinion import OpinionOrder, Sameness
from caseorg.domain.people import ContactRole, Patient
from caseorg.domain.permission import Permission, PermissionStatus
from caseorg.domain.plan import Coverage, Plan, PlanKind
from caseorg.domain.record import Record
from caseorg.domain.requests import Holder, ItemStatus, RecordKind, RecordsRequest
from caseorg.domain.routes import Signer, asking_of, route_of, signer_of
from caseorg.domain.visit import Visit
from caseorg.rules.sheet import Value


@dataclass(frozen=True)
class Chosen:
    """The records that speak for the case where it holds several: its plan, its visit, and whose they are."""

    snapshot: CaseSnapshot
    today: date
    plan: Plan | None
    coverage: Coverage | None
    visit: Visit | None
    pays_first: bool = True
    """Whether the plan is the one that is meant where a record names none."""

    def is_about(self, plan_id: UUID | None) -> bool:
        """Tell whether what names a plan, or none, is about this one."""
        if plan_id is None or all(plan.id != plan_id for plan in self.snapshot.plans):
            return self.pays_first
        return self.plan is not None and plan_id == self.plan.id

    @property
    def patient(self) -> Patient | None:
        """Return the patient."""
        return self.snapshot.patient

    def record(self, group: str) -> Record | None:
        """Return the record whose fields are the facts of a group."""
        records: Mapping[str, Record | None] = {
            "plan": self.plan,
            "coverage": self.coverage,
            "patient": self.patient,
            "visit": self.visit,
        }
        return records.get(group)


def plans_in_order(snapshot: CaseSnapshot, today: date) -> tuple[Coverage, ...]:
    """Return the cards of the plans that hold today, the one that pays first in front; each plan once."""
    current = [
        coverage for coverage in snapshot.coverages if coverage.until_date is None or coverage.until_date >= today
    ]
    ordered = sorted(current or snapshot.coverages, key=lambda candidate: candidate.order)
    return tuple({coverage.plan_id: coverage for coverage in reversed(ordered)}.values())[::-1]


def plan_that_pays_first(snapshot: CaseSnapshot, today: date) -> Plan | None:
    """Return the plan that is meant where none is named; None where the case has none."""
    return choose(snapshot, today).plan


def card_of(snapshot: CaseSnapshot, plan: Plan) -> Coverage:
    """Return a plan's card, or an empty one where nothing is written down of it."""
    mine = [coverage for coverage in snapshot.coverages if coverage.plan_id == plan.id]
    return mine[0] if mine else Coverage(case_id=plan.case_id, plan_id=plan.id)


def choose(snapshot: CaseSnapshot, today: date, coverage: Coverage | None = None) -> Chosen:
    """Pick the plan that pays first today, unless one is named, and the second opinion's visit that comes next."""
    first = next(iter(plans_in_order(snapshot, today)), None)
    pays_first = coverage is None or (first is not None and first.plan_id == coverage.plan_id)
    coverage = coverage or first
    plans = {plan.id: plan for plan in snapshot.plans}
    plan = plans.get(coverage.plan_id) if coverage else None
    if plan is None:
        plan = snapshot.plans[0] if snapshot.plans else None
    visits = [visit for visit in snapshot.visits if visit.is_second_opinion]
    visit = min(visits, key=lambda candidate: (candidate.happened is True, candidate.day or date.max), default=None)
    return Chosen(snapshot, today, plan, coverage, visit, pays_first)


def appealed_on(denial: Record, appeals: Iterable[Appeal]) -> date | None:
    """Give the first day an appeal against a denial was sent."""
    return min(
        (appeal.filed_on for appeal in appeals if appeal.denial_id == denial.id and appeal.filed_on), default=None
    )


def _patient_age(chosen: Chosen) -> Value | None:
    born = chosen.patient.date_of_birth if chosen.patient else None
    if born is None or born > chosen.today:
        return None
    return chosen.today.year - born.year - ((chosen.today.month, chosen.today.day) < (born.month, born.day))


def _visit_reason(chosen: Chosen) -> Value | None:
    planned = {diagnosis.planned for diagnosis in chosen.snapshot.diagnoses}
    return "surgery" if PlannedCare.surgery in planned else None


def _visit_emergency(chosen: Chosen) -> Value | None:
    said = [diagnosis.is_emergency for diagnosis in chosen.snapshot.diagnoses if diagnosis.is_emergency is not None]
    return _yes_no(any(said)) if said else None


def _visit_in_network(chosen: Chosen) -> Value | None:
    for link in chosen.snapshot.case_contacts:
        is_this_doctor = chosen.visit is not None and link.contact_id == chosen.visit.contact_id
        if (is_this_doctor or link.role is ContactRole.consultant) and link.in_network is not None:
            return _yes_no(link.in_network)
    return None


def _visit_which_opinion(chosen: Chosen) -> Value | None:
    seconds = [opinion for opinion in chosen.snapshot.opinions if opinion.order is OpinionOrder.second]
    if not seconds:
        return "second"
    visit_to_come = chosen.visit is not None and chosen.visit.happened is not True
    return "third" if visit_to_come and any(opinion.given_on or opinion.recommends for opinion in seconds) else None


def _visit_opinions_differ(chosen: Chosen) -> Value | None:
    for opinion in chosen.snapshot.opinions:
        if opinion.order is OpinionOrder.second:
            judged = (opinion.same_diagnosis, opinion.same_advice)
            if Sameness.different in judged:
                return "yes"
            if judged == (Sameness.same, Sameness.same):
                return "no"
    return None


def _needed(permissions: Iterable[Permission], chosen: Chosen) -> Value | None:
    statuses = {permission.status for permission in _for_this_visit(permissions, chosen)}
    if not statuses:
        return None
    return _yes_no(statuses != {PermissionStatus.not_needed})


def _have(permissions: Iterable[Permission], chosen: Chosen) -> Value | None:
    there = [one for one in _for_this_visit(permissions, chosen) if one.status is not PermissionStatus.not_needed]
    if not there:
        return None
    return _yes_no(any(_holds_for_the_visit(permission, chosen) for permission in there))


def _for_this_visit(permissions: Iterable[Permission], chosen: Chosen) -> list[Permission]:
    doctor = chosen.visit.contact_id if chosen.visit else None
    # A yes for a medicine is none for the visit.
    mine = [
        one
        for one in permissions
        if chosen.is_about(one.plan_id)
        if not getattr(one, "part_b_drug", None) and not getattr(one, "is_exception", None)
    ]
    return [one for one in mine if one.contact_id is None or doctor is None or one.contact_id == doctor]


def _holds_for_the_visit(permission: Permission, chosen: Chosen) -> bool:
    day = (chosen.visit.day if chosen.visit else None) or chosen.today
    in_time = (permission.good_from or day) <= day <= (permission.good_through or day)
    return permission.status is PermissionStatus.granted and in_time


def _visit_network_exception(chosen: Chosen) -> Value | None:
    there = _for_this_visit(chosen.snapshot.network_exceptions, chosen)
    if not there:
        return None
    if any(_holds_for_the_visit(exception, chosen) for exception in there):
        return "granted"
    statuses = {exception.status for exception in there}
    if PermissionStatus.asked in statuses:
        return "asked"
    return "refused" if PermissionStatus.refused in statuses else "not_asked"


def _plan_other_coverage(chosen: Chosen) -> Value | None:
    if chosen.plan is None or chosen.plan.kind is PlanKind.medicare:
        return None  # what stands beside Original Medicare is mostly a Medigap plan: that is asked
    there = {plan.id for plan in chosen.snapshot.plans}
    others = [one for one in plans_in_order(chosen.snapshot, chosen.today) if one.plan_id in there]
    return "second_plan" if len(others) > 1 else None


def _plan_deductible_met(chosen: Chosen) -> Value | None:
    coverage = chosen.coverage
    if coverage is None or coverage.deductible_cents is None or coverage.deductible_met_cents is None:
        return None
    return _yes_no(coverage.deductible_met_cents >= coverage.deductible_cents)


def _plan_limit_reached(chosen: Chosen) -> Value | None:
    coverage = chosen.coverage
    if coverage is None or coverage.out_of_pocket_limit_cents is None or coverage.out_of_pocket_met_cents is None:
        return None
    return _yes_no(coverage.out_of_pocket_met_cents >= coverage.out_of_pocket_limit_cents)


def facts_of_request(request: RecordsRequest, snapshot: CaseSnapshot) -> Mapping[str, Value]:
    """Give what follows from a request, its things and who signs it, under the names the rules use."""
    items = [item for item in snapshot.items if item.request_id == request.id]
    helper = next(iter(snapshot.helpers), None)
    signer, route = signer_of(helper), route_of(asking_of(request, helper))
    found: dict[str, Value] = {}
    if route is not None:
        found["records_request.route"] = route.value
    is_representative = signer is Signer.representative and helper is not None
    found["records_request.signer"] = helper.role.value if helper and is_representative else signer.value
    if request.holder is Holder.mammography or items:
        wanted = request.holder is Holder.mammography or any(item.kind is RecordKind.mammograms for item in items)
        found["records_request.mammograms"] = _yes_no(wanted)
    if request.refusal_text or any(item.status is ItemStatus.refused for item in items):
        found["records_request.refused"] = "yes"
    return found


def _yes_no(holds: bool) -> str:
    return "yes" if holds else "no"


# What follows from records that name their plan, so that it is known of each plan.
OF_EACH_PLAN = frozenset(
    {
        "visit.referral_needed",
        "visit.referral_have",
        "visit.prior_approval_needed",
        "visit.prior_approval_have",
        "visit.network_exception",
    }
)

FOLLOWING: Mapping[str, Callable[[Chosen], Value | None]] = {
    "patient.age": _patient_age,
    "visit.reason": _visit_reason,
    "visit.emergency": _visit_emergency,
    "visit.in_network": _visit_in_network,
    "visit.which_opinion": _visit_which_opinion,
    "visit.opinions_differ": _visit_opinions_differ,
    "visit.referral_needed": lambda chosen: _needed(chosen.snapshot.referrals, chosen),
    "visit.referral_have": lambda chosen: _have(chosen.snapshot.referrals, chosen),
    "visit.prior_approval_needed": lambda chosen: _needed(chosen.snapshot.prior_authorizations, chosen),
    "visit.prior_approval_have": lambda chosen: _have(chosen.snapshot.prior_authorizations, chosen),
    "visit.network_exception": _visit_network_exception,
    "plan.other_coverage": _plan_other_coverage,
    "plan.deductible_met": _plan_deductible_met,
    "plan.limit_reached": _plan_limit_reached,
}
