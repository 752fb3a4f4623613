"""What a record is called where one of several has to be chosen: a denial, a visit, a permission."""

from __future__ import annotations

from caseorg.base.language import _, short_date
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.denial import Denial
from caseorg.domain.letter import Letter, Packet, Sending
from caseorg.domain.loan import Loan
from caseorg.domain.opinion import Opinion
from caseorg.domain.permission import Permission
from caseorg.domain.record import Record
from caseorg.domain.requests import Holder, RecordsRequest
from caseorg.domain.visit import Visit
from caseorg.domain.words import word_for
from caseorg.services.papers_list import name_of_paper
from caseorg.ui.pages.choices import name_of, visit_words


def words_for_record(snapshot: CaseSnapshot, record: Record) -> str:
    """Return what a person calls a record: what it is, with whom, and when."""
    if isinstance(record, Denial):
        return _joined(record.what or _("A denial"), record.notice_date and short_date(record.notice_date))
    if isinstance(record, Visit):
        return visit_words(snapshot, record)
    if isinstance(record, Opinion):
        return _joined(word_for(record.order), name_of(snapshot, record.contact_id))
    if isinstance(record, Permission):
        return _joined(record.service or _("A permission"), name_of(snapshot, record.contact_id))
    if isinstance(record, Loan):
        return _joined(word_for(record.thing), record.accession_number, name_of(snapshot, record.lender_id))
    if isinstance(record, Sending):
        paper = snapshot.find(record.letter_id or record.packet_id)
        what = name_of_paper(paper) if isinstance(paper, Letter | Packet) else ""
        return _joined(what, record.sent_on and short_date(record.sent_on))
    if isinstance(record, RecordsRequest):
        what = _("Records") if record.holder is Holder.records else word_for(record.holder)
        return _joined(what, name_of(snapshot, record.contact_id))
    return ""


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)
