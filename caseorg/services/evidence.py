"""What would help against a denial, which of it is in hand, and what can be tried before an appeal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum, auto
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Denial
from caseorg.domain.document import DocumentKind
from caseorg.domain.opinion import OpinionOrder
from caseorg.services.denials import Matter


class Evidence(StrEnum):
    """What would help an appeal."""

    denial_letter = auto()
    opinion_report = auto()
    letter_of_need = auto()
    first_opinion = auto()
    plan_rule = auto()
    call_log = auto()
    bill = auto()

    def words(self) -> str:
        """Say it in the language in use."""
        return {
            Evidence.denial_letter: _("Denial letter"),
            Evidence.opinion_report: _("Second opinion report"),
            Evidence.letter_of_need: _("Doctor's letter of need"),
            Evidence.first_opinion: _("First opinion"),
            Evidence.plan_rule: _("Plan rule they used"),
            Evidence.call_log: _("Call log"),
            Evidence.bill: _("Bill"),
        }[self]


@dataclass(frozen=True)
class EvidenceLine:
    """One thing that would help, and the document it is in, if it is there."""

    evidence: Evidence
    is_there: bool
    document_id: UUID | None = None


_KINDS = {
    Evidence.denial_letter: (DocumentKind.denial_letter,),
    Evidence.opinion_report: (DocumentKind.opinion_report,),
    Evidence.letter_of_need: (DocumentKind.letter_of_need,),
    Evidence.first_opinion: (DocumentKind.visit_notes, DocumentKind.treatment_plan, DocumentKind.hospital_summary),
    Evidence.plan_rule: (DocumentKind.plan_papers,),
    Evidence.bill: (DocumentKind.bill,),
}


def evidence_lines(snapshot: CaseSnapshot, matter: Matter) -> tuple[EvidenceLine, ...]:
    """Return what would help a matter, and which of it is in hand."""
    known = {document.id for document in snapshot.documents}
    named = {evidence: [each for each in ids if each in known] for evidence, ids in _named(snapshot, matter).items()}
    elsewhere = {each.document_id for each in snapshot.denials if each not in matter.denials}  # another no's letter
    found: list[EvidenceLine] = []
    for evidence in Evidence:
        if evidence is Evidence.call_log:
            found.append(EvidenceLine(evidence, any(call.is_exhibit for call in snapshot.calls)))
            continue
        of_kind = [each.id for each in snapshot.documents if each.kind in _KINDS[evidence] and each.id not in elsewhere]
        ids = [*named.get(evidence, []), *of_kind]
        found.append(EvidenceLine(evidence, bool(ids), ids[0] if ids else None))
    return tuple(found)


def _named(snapshot: CaseSnapshot, matter: Matter) -> dict[Evidence, list[UUID]]:
    """Return the documents that records name themselves, whatever kind they were given."""
    costs = {cost.id: cost for cost in snapshot.costs}
    bills = [costs[each.cost_id].bill_document_id for each in matter.denials if each.cost_id in costs]
    first = [each.report_document_id for each in snapshot.opinions if each.order is OpinionOrder.first]
    later = [each.report_document_id for each in snapshot.opinions if each.order is not OpinionOrder.first]
    letters: Iterable[UUID | None] = (each.document_id for each in reversed(matter.denials))
    return {
        Evidence.denial_letter: [each for each in letters if each],
        Evidence.bill: [each for each in bills if each],
        Evidence.first_opinion: [each for each in first if each],
        Evidence.opinion_report: [each for each in later if each],
    }


def in_hand_words(lines: Iterable[EvidenceLine]) -> str:
    """Say how much of it is in hand: “4 of 7 in hand”."""
    listed = tuple(lines)
    return _("{got} of {all} in hand").format(got=sum(line.is_there for line in listed), all=len(listed))


def faster_ways(denial: Denial) -> Iterator[str]:
    """Return what can be tried before an appeal, or beside it; a fast appeal first where waiting is dangerous."""
    if denial.waiting_is_dangerous:
        yield _(
            "Ask for a fast appeal. Say: “My doctor says that waiting could harm my health.” "
            "Ask the doctor to write or call, too."
        )
    yield _("Ask the doctor's office to call the plan's doctor (peer-to-peer).")
    yield _("Ask if it was a paperwork mistake, like a wrong code or a form that did not arrive.")
