"""What the place that gets a packet wants of it: which papers in which order, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from caseorg.base.language import _
from caseorg.domain.case import CaseSnapshot
from caseorg.domain.destination import DestinationProfile, PaperOrder, ScansWanted
from caseorg.domain.document import Document, DocumentKind
from caseorg.domain.people import ContactRole
from caseorg.domain.words import word_for
from caseorg.packets.plan import Finding, Level

PROFILE = "destination"
"""What a finding names, before the dot, that is mended on the page of what places want."""


def profile_of(snapshot: CaseSnapshot) -> DestinationProfile | None:
    """Return what the second doctor's place wants: said of the doctor, or of the office they belong to."""
    reader = snapshot.contact_in_role(ContactRole.consultant, ContactRole.possible_consultant)
    if reader is None:
        return None
    places = (reader.id, reader.part_of_id)
    found = [one for one in snapshot.destinations if one.contact_id is not None and one.contact_id in places]
    return min(found, key=lambda one: places.index(one.contact_id), default=None)


def in_their_order(
    profile: DestinationProfile | None, documents: Sequence[Document], usual: Sequence[DocumentKind]
) -> tuple[UUID, ...]:
    """Return documents in the order a place reads them: by kind, or by the date on them."""
    wanted = profile.wanted_kinds if profile else ()
    kinds = (*usual, *(kind for kind in wanted if kind not in usual))
    fitting = [one for one in documents if one.kind in kinds]
    order = profile.paper_order if profile else None
    if order in (PaperOrder.newest_first, PaperOrder.oldest_first):
        dated = sorted(fitting, key=lambda one: one.document_date or date.min, reverse=order is PaperOrder.newest_first)
        return tuple(one.id for one in dated)
    ranked = sorted(fitting, key=lambda one: (kinds.index(one.kind or kinds[0]), one.document_date or date.max))
    return tuple(one.id for one in ranked)


def gaps(snapshot: CaseSnapshot, profile: DestinationProfile, exhibit_ids: Sequence[UUID]) -> Iterator[Finding]:
    """Say how complete a packet is for a place, and what it lacks."""
    there = {document.kind for document in snapshot.documents if document.id in exhibit_ids}
    if snapshot.medications:
        there.add(DocumentKind.medication_list)  # the case summary in front lists them
    # Scan files are no pages: they go on a disc or through the place's own upload.
    asked = [kind for kind in profile.wanted_kinds if kind is not DocumentKind.scan_files]
    missing = [kind for kind in asked if kind not in there]
    if asked:
        words = _("{have} of {count} papers they ask for are in").format(
            have=len(asked) - len(missing), count=len(asked)
        )
        yield Finding(Level.good_to_have if missing else Level.fine, words, f"{PROFILE}.wanted_kinds")
    for kind in missing:
        sentence = _("They ask for this, and it is not in: {paper}").format(paper=word_for(kind))
        yield Finding(Level.good_to_have, sentence, f"exhibit.{kind.value}")
    if DocumentKind.medication_list in asked and not snapshot.allergies:
        sentence = _("They ask for the medicines. Allergies belong with them, and none are in the case yet.")
        yield Finding(Level.good_to_have, sentence, "allergy")
    if DocumentKind.operation_report in asked and not snapshot.procedures:
        sentence = _("They ask about operations, and none is in the case yet. Add what was done, and when.")
        yield Finding(Level.good_to_have, sentence, "procedure")
    yield from _beside_the_papers(snapshot, profile)


def _beside_the_papers(snapshot: CaseSnapshot, profile: DestinationProfile) -> Iterator[Finding]:
    patient = snapshot.patient
    wants_images = profile.scans in (ScansWanted.images, ScansWanted.both) or (
        DocumentKind.scan_files in profile.wanted_kinds
    )
    if wants_images and not any(one.kind is DocumentKind.scan_files for one in snapshot.documents):
        sentence = _("They want the scan files (DICOM), and none is in Documents. Ask the image library for them.")
        yield Finding(Level.good_to_have, sentence, "exhibit.scan_files")
    if profile.slides_first and not any(loan.arrived_on for loan in snapshot.loans):
        sentence = _("They want the slides first, and no slides have come to them yet.")
        yield Finding(Level.good_to_have, sentence, "loan.arrived_on")
    if profile.name_on_id and patient and _plain(profile.name_on_id) != _plain(patient.full_name):
        sentence = _("They want the name as on the photo ID, “{name}”. Your papers say “{other}”.")
        words = sentence.format(name=profile.name_on_id, other=patient.full_name)
        yield Finding(Level.must_fix, words, "patient.full_name")
    if profile.languages and not any(each in profile.languages.casefold() for each in ("english", "ingl")):
        sentence = _("They read {languages}. Our pages are in English, so ask whether they need a translation.")
        yield Finding(Level.good_to_have, sentence.format(languages=profile.languages), f"{PROFILE}.languages")


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace(".", " ").split())
