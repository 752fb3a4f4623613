"""By which way records are asked for: one's own right, straight to a doctor, a signed form, or office to office."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from caseorg.domain.requests import Holder


class Route(StrEnum):
    """The four ways, each with its own clock, price and duty."""

    access = auto()
    """A copy to oneself, 45 CFR 164.524: 30 days, only the cost of copying, and they have to."""
    directive = auto()
    """A copy of computer records straight to a doctor, 164.524(c)(3)(ii): 30 days, no limit on the price."""
    authorization = auto()
    """A form that allows it, 164.508: no clock, no limit on the price, and nobody has to."""
    office = auto()
    """The second doctor's office asks for treatment, 164.506(c): no clock, and mostly the fastest."""


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
    if not asking.to_doctor:
        return Route.access
    return Route.authorization if asking.in_computer is False else Route.directive


def may_ask_by_office(asking: Asking) -> bool:
    """Tell whether the second doctor's office may ask as well: no form is needed, and two ways are safer than one."""
    return not (asking.therapy_notes or asking.drug_program)
