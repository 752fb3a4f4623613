"""By which way records are asked for: one's own right, straight to a doctor, a signed form, or office to office."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from caseorg.domain.people import Helper
from caseorg.domain.requests import Delivery, Holder, RecordsRequest


class Route(StrEnum):
    """The ways, each with its own clock, price and duty."""

    access = auto()
    """A copy to oneself, 45 CFR 164.524: 30 days, only the cost of copying, and they have to."""
    directive = auto()
    """A copy of computer records straight to a doctor, 164.524(c)(3)(ii): 30 days, no limit on the price."""
    authorization = auto()
    """A form that allows it, 164.508: no clock, no limit on the price, and nobody has to."""
    office = auto()
    """The second doctor's office asks for treatment, 164.506(c): no clock, and mostly the fastest."""
    look = auto()
    """Looking at them, 164.524: 30 days, and free."""


class Signer(StrEnum):
    """Who signs a request."""

    patient = auto()
    representative = auto()
    helper = auto()
    """Somebody without a paper that lets them act."""


@dataclass(frozen=True)
class Asking:
    """The facts that decide about the way."""

    holder: Holder = Holder.records
    signer: Signer = Signer.patient
    to_doctor: bool = False
    in_computer: bool | None = None
    therapy_notes: bool = False
    drug_program: bool = False
    by_office: bool = False
    to_look: bool = False


def signer_of(helper: Helper | None) -> Signer:
    """Return who signs: the patient, unless a helper writes for one who cannot."""
    if helper is None or helper.patient_can_sign is not False:
        return Signer.patient
    return Signer.representative if helper.may_act else Signer.helper


def asking_of(request: RecordsRequest, helper: Helper | None) -> Asking:
    """Return what decides by which way the records of a request are asked for."""
    return Asking(
        holder=request.holder,
        signer=signer_of(helper),
        to_doctor=request.delivery is Delivery.another_doctor,
        in_computer=request.in_computer,
        # A therapist's own notes go by a form of their own, which leaves the rest as it is.
        drug_program=request.drug_program,
        by_office=request.by_office,
        to_look=request.to_look,
    )


def route_of(asking: Asking) -> Route | None:
    """Return the way, or None for glass and tissue: they are no information, and no right of access reaches them."""
    if asking.holder is Holder.pathology:
        return None
    if asking.signer is Signer.helper or asking.therapy_notes:
        return Route.authorization
    if asking.drug_program and (asking.to_doctor or asking.by_office):
        return Route.authorization
    if asking.by_office:
        return Route.office
    if asking.to_look:
        return Route.look
    if not asking.to_doctor:
        return Route.access
    return Route.authorization if asking.in_computer is False else Route.directive


def may_ask_by_office(asking: Asking) -> bool:
    """Tell whether the second doctor's office may ask as well: no form is needed, and two ways are safer than one."""
    return not (asking.therapy_notes or asking.drug_program)
