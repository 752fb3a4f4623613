"""What a letter has to have to stand in the place of a form: the Medicare appeal forms, by their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from caseorg.base.language import _
from caseorg.packets.filling import Lookup
from caseorg.packets.plan import Finding, Level

_WHO = {
    "patient.full_name": lambda: _("name"),
    "coverage.member_id": lambda: _("your Medicare number"),
}
_WHAT = {
    "denial.what": lambda: _("which service"),
    "denial.date_of_service": lambda: _("date of service"),
}
FORM_FIELDS: dict[str, dict[str, Callable[[], str]]] = {
    "CMS-20027": {**_WHO, **_WHAT},
    "CMS-20033": {**_WHO, **_WHAT, "denial.decided_by": lambda: _("name of the company that decided")},
    "OMHA-100": {
        **_WHO,
        "patient.address": lambda: _("address"),
        "first_appeal.reference_number": lambda: _("appeal number on their decision"),
        "denial.date_of_service": lambda: _("date of service"),
        "appeal.why_wrong": lambda: _("why you disagree"),
    },
    "DAB-101": {
        **_WHO,
        **_WHAT,
        "denial.notice_date": lambda: _("date of the judge's decision"),
        "appeal.why_wrong": lambda: _("with what you disagree, and why"),
    },
    "CMS-1696": {
        **_WHO,
        "patient.address": lambda: _("address"),
        "patient.phone": lambda: _("phone"),
        "helper.full_name": lambda: _("name of the person who acts for you"),
        "helper.relation": lambda: _("who they are to you"),
        "helper.address": lambda: _("their address"),
        "helper.phone": lambda: _("their phone"),
    },
}
"""What a letter has to have to stand in the place of a form.

The places are 42 CFR 405.944(b), 405.964(b), 405.1014(a) and 405.1112 for appeals, and 405.910(c) for a representative.
"""

_ON_MEDICARES_OWN_CARD = "original_medicare"


def form_findings(forms: Iterable[str], facts: Lookup) -> Iterator[Finding]:
    """Look whether a letter in the place of a form has what the form must have; the form's number names the check."""
    for form in forms:
        for named, what in FORM_FIELDS.get(form, {}).items():
            # Only Medicare's own card has the Medicare number as its member ID.
            is_other = named == "coverage.member_id" and facts["plan.regime"].bare != _ON_MEDICARES_OWN_CARD
            fact = "coverage.medicare_number" if is_other else named
            if not facts[fact].bare:
                sentence = _("Form {form} has to have this, too: {what}").format(form=form, what=what())
                yield Finding(Level.must_fix, sentence, fact, check=form)
